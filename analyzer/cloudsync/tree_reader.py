"""Turns Graph's parsed expression tree back into expression text, guided by the text that stands beside it.

Neither of the two is complete: the text lacks macros, the tree lacks empty slots and the difference between a number
and a quoted number. Read together they give the whole expression and vouch for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzer.cloudsync.documents import Place
from analyzer.cloudsync.parameter_keys import keys_for, parameter_keys
from analyzer.cloudsync.trees import DEEPEST, is_macro
from analyzer.errors import ExpressionError
from analyzer.expressions.lexer import tokenize
from analyzer.expressions.nodes import (
    COMPARISONS,
    Attribute,
    Binary,
    Boolean,
    Call,
    Dialect,
    Empty,
    Node,
    Number,
    Parameter,
    Text,
    Word,
)
from analyzer.expressions.parser import parse

_FORBIDDEN_IN_NAMES = frozenset('[]"')
_IIF_SLOTS = 3
_LOST = Parameter("__lost__")
_PLACE = f"%{_LOST.name}%"


@dataclass(frozen=True, slots=True)
class TreeReading:
    """An expression read from a tree; ``disagreements`` are the paths at which text and tree differ."""

    node: Node
    disagreements: tuple[str, ...]


def read_tree(source: Place) -> TreeReading:
    """Read the ``source`` of an attribute mapping.

    Where text and tree differ the tree counts: the captured texts have lost their macros, so the engine can't run them.

    Raises:
        ReadinessError: of the place's class, when the tree isn't one.

    """
    text = source.text_or_none("expression")
    guide: Node | None = None
    walker = _Walker()
    if text is not None:
        try:
            guide = parse(_with_places_for_macros(text), Dialect.CLOUD_SYNC)
        except ExpressionError:
            walker.disagreements.append(source.path)
    node = walker.read(source, guide, 1)
    return TreeReading(node, tuple(dict.fromkeys(walker.disagreements)))


@dataclass(slots=True)
class _Walker:
    disagreements: list[str] = field(default_factory=list)

    def read(self, place: Place, guide: Node | None, level: int, *, quoted: bool = False) -> Node:
        """Read one node; ``quoted`` says that a constant that looks like a number is a text nevertheless."""
        if level > DEEPEST:
            raise place.fail(f"the expression is nested deeper than {DEEPEST} levels")
        kind = place.text("type")
        if kind == "Attribute":
            return self._checked(Attribute(_name(place)), guide, place)
        if kind == "Constant":
            return self._constant(place, guide, quoted=quoted)
        if kind != "Function":
            raise place.child("type").fail(f"expected Attribute, Constant or Function, found {kind!r}")
        name = place.text("name")
        if not (name.isascii() and name.isidentifier()):
            raise place.child("name").fail("expected the name of a function")
        if guide is not None and not (isinstance(guide, Call) and guide.name == name):
            self.disagreements.append(place.path)
            guide = None
        parameters = [(item.text("key"), item.child("value")) for item in place.list("parameters")]
        call = guide if isinstance(guide, Call) else None
        if name == "IIF":
            return self._iif(place, parameters, call, level)
        return self._call(place, name, parameters, call, level)

    def _checked(self, node: Node, guide: Node | None, place: Place) -> Node:
        if guide is not None and guide != node:
            self.disagreements.append(place.path)
        return node

    def _constant(self, place: Place, guide: Node | None, *, quoted: bool) -> Node:
        value = place.text("name")
        if is_macro(value) and not place.has("expression"):
            node = Parameter(value[1:-1])
            if not (guide is None or isinstance(guide, Empty) or guide in {node, _LOST}):
                self.disagreements.append(place.path)
            return node
        if guide is not None and _constant_value(guide) == value:
            return guide
        if guide is not None:
            self.disagreements.append(place.path)
        return Text.of(value) if quoted or not _is_number(value) else Number(value)

    def _iif(self, place: Place, parameters: list[tuple[str, Place]], guide: Call | None, level: int) -> Node:
        named = dict(parameters)
        unknown = sorted(set(named) - {"one", "two", "three", "four", "five"})
        if unknown or "one" not in named or len(named) != len(parameters) or ("two" in named) != ("three" in named):
            raise place.child("parameters").fail("expected IIF's keys one, or one to three, then four and five")
        guides: list[Node | None] = [None, None, None]
        if guide is not None and len(guide.arguments) == _IIF_SLOTS:
            guides = list(guide.arguments)
        elif guide is not None:
            self.disagreements.append(place.path)
        condition = self._condition(named, guides[0], level)
        branches = [
            self._branch(named.get(key), branch, place, level)
            for key, branch in zip(("four", "five"), guides[1:], strict=True)
        ]
        return Call("IIF", (condition, *branches))

    def _condition(self, named: dict[str, Place], guide: Node | None, level: int) -> Node:
        left = right = None
        if "two" not in named:
            return self.read(named["one"], guide, level + 1, quoted=True)
        operator = named["two"].text("name")
        if operator not in COMPARISONS:
            raise (
                named["two"].child("name").fail(f"expected one of {' '.join(sorted(COMPARISONS))}, found {operator!r}")
            )
        if isinstance(guide, Binary) and guide.operator == operator:
            left, right = guide.left, guide.right
        elif guide is not None:
            self.disagreements.append(named["two"].path)
        return Binary(
            operator,
            self.read(named["one"], left, level + 2, quoted=True),
            self.read(named["three"], right, level + 2, quoted=True),
        )

    def _branch(self, place: Place | None, guide: Node | None, iif: Place, level: int) -> Node:
        if place is not None:
            return self.read(place, guide, level + 1, quoted=True)
        if guide is not None and not isinstance(guide, Empty):
            self.disagreements.append(iif.path)
        return Empty()

    def _call(
        self, place: Place, name: str, parameters: list[tuple[str, Place]], guide: Call | None, level: int
    ) -> Node:
        if guide is not None:
            # "Trim()" with a parameter is what is left of "Trim(%DomainFQDN%)".
            guides = guide.arguments or (Empty(),) * min(len(parameters), 1)
            slots = _align(name, guides, parameters)
            if slots is not None:
                arguments = [
                    Empty() if value is None else self.read(value, argument, level + 1)
                    for argument, value in zip(guides, slots, strict=True)
                ]
                return Call(name, tuple(arguments))
            self.disagreements.append(place.path)
        return Call(
            name,
            tuple(
                Empty() if value is None else self.read(value, None, level + 1)
                for value in _slots_by_key(name, parameters)
            ),
        )


def _with_places_for_macros(text: str) -> str:
    """Put a parameter where a comparison lacks a side, because the text Graph gives back has lost its macro."""
    tokens = tokenize(text)
    pieces, start = [], 0
    for before, token, after in zip([None, *tokens], tokens, tokens[1:], strict=False):
        if token.kind != "operator" or token.text not in COMPARISONS:
            continue
        left = before is None or (before.kind == "mark" and before.text in "(,")
        right = after.kind == "end" or (after.kind == "mark" and after.text in "),")
        pieces += [text[start : token.start], _PLACE * left, token.text, _PLACE * right]
        start = token.end
    return "".join(pieces) + text[start:]


def _align(name: str, guides: Sequence[Node], parameters: Sequence[tuple[str, Place]]) -> list[Place | None] | None:
    """Give each argument of the text its parameter; a slot without one is empty. ``None``: they don't fit."""
    keys = keys_for(name, len(guides))
    slots: list[Place | None] = []
    taken = 0
    filled = sum(not isinstance(argument, Empty) for argument in guides)
    for key, argument in zip(keys, guides, strict=True):
        left = len(parameters) - taken
        lost_macro = left > filled and parameters[taken][0] == key and is_macro(str(parameters[taken][1].text("name")))
        if isinstance(argument, Empty) and not lost_macro:
            slots.append(None)
            continue
        if not left:
            return None
        slots.append(parameters[taken][1])
        taken += 1
        filled -= not isinstance(argument, Empty)
    return slots if taken == len(parameters) else None


def _slots_by_key(name: str, parameters: Sequence[tuple[str, Place]]) -> list[Place | None]:
    """Without a text to guide, a known function's keys say which slots are empty."""
    known = parameter_keys().get(name)
    keys = [key for key, _ in parameters]
    if known is None or known.repeats or len(set(keys)) != len(keys) or not set(keys) <= set(known.keys):
        return [value for _, value in parameters]
    positions = {key: known.keys.index(key) for key in keys}
    slots: list[Place | None] = [None] * (max(positions.values(), default=-1) + 1)
    for key, value in parameters:
        slots[positions[key]] = value
    return slots


def _name(place: Place) -> str:
    name = place.text("name")
    if not name or set(name) & _FORBIDDEN_IN_NAMES:
        raise place.child("name").fail("expected the name of an attribute")
    return name


def _constant_value(node: Node) -> str | None:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Boolean):
        return "True" if node.value else "False"
    return node.raw if isinstance(node, Number) else node.name if isinstance(node, Word) else None


def _is_number(value: str) -> bool:
    digits = value.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= len(str(2**64))
