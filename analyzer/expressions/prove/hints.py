"""Reads from two expressions which inputs could make them differ: literals, lengths, masks, types by use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from analyzer.expressions.kinds import AttributeKind, ValueType, kind_of_attribute
from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Negation,
    Node,
    Number,
    Parameter,
    Text,
    postorder,
    walk,
)

_TAKES_SEVERAL = frozenset({"Item", "ItemOrNull", "Contains", "Count", "RemoveDuplicates", "Select", "Where"})
_TAKES_NUMBERS = frozenset({"BitAnd", "BitOr", "IsBitSet", "DateFromNum"})
_TAKES_NAMES = frozenset({"DNComponent", "DNComponentRev", "CRef"})
_TAKES_DATES = frozenset({"CDate", "DateAdd", "DateDiff", "NumFromDate", "IsDate", "FormatDateTime"})
_BRANCHING = frozenset({"IIF", "Switch", "Error"})
_MOST_LITERALS = 12


@dataclass(slots=True)
class Hints:
    """What is known about one input.

    Attributes:
        kind: type and number of values.
        texts: literals it is compared with or searched for, in order of appearance.
        numbers: numbers it is compared with, masks, lengths and places.
        holds: ``name`` for distinguished names, ``date`` for dates, ``ticks`` for AD's large integers,
        ``sid``, or "".

    """

    kind: AttributeKind
    texts: dict[str, None] = field(default_factory=dict)
    numbers: dict[int, None] = field(default_factory=dict)
    holds: str = ""


def collect(nodes: Iterable[Node]) -> dict[str, Hints]:
    """Return hints for every attribute (``name``) and parameter (``%name%``) of the expressions."""
    found: dict[str, Hints] = {}
    for node in nodes:
        below: dict[int, tuple[str, ...]] = {}
        for part in postorder(node):
            own = _own(part, found)
            inputs = own + tuple(name for child in part.children for name in below[id(child)])
            below[id(part)] = inputs if len(inputs) <= 8 else inputs[:8]
            if part.children:
                _learn(part, [found[name] for name in dict.fromkeys(inputs)], found)
    return found


def _own(node: Node, found: dict[str, Hints]) -> tuple[str, ...]:
    if isinstance(node, Attribute):
        name = "dn" if node.name == "distinguishedName" else node.name
        if name not in found:
            found[name] = Hints(kind_of_attribute(name), holds="name" if name == "dn" else "")
        return (name,)
    if isinstance(node, Parameter):
        name = f"%{node.name}%".replace("%DomainFQDN%", "%Domain.FQDN%").replace("%DomainNetBios%", "%Domain.Netbios%")
        found.setdefault(name, Hints(AttributeKind()))
        return (name,)
    if isinstance(node, Call) and node.name in {"ImportedValue", "ValueCount"} and node.arguments:
        first = node.arguments[0]
        if isinstance(first, Text):
            found.setdefault(first.value, Hints(kind_of_attribute(first.value)))
            if node.name == "ValueCount" and not found[first.value].kind.known:
                found[first.value].kind = AttributeKind(ValueType.TEXT, True, False)
            return (first.value,)
    return ()


def _learn(node: Node, inputs: list[Hints], found: dict[str, Hints]) -> None:
    if isinstance(node, Call):
        if node.name in _BRANCHING:
            if node.name == "IIF":
                _learn_conditions(node.arguments[:1], found)
            return
        _learn_use(node, found)
        if node.name == "Replace" and len(node.arguments) == 7:
            return
    if isinstance(node, Chain) and node.operator in {"&&", "||"}:
        _learn_conditions(node.operands, found)
    if not isinstance(node, Call | Binary | Negation):
        return
    for child in node.children:
        for hints in inputs:
            if isinstance(child, Text) and len(hints.texts) < _MOST_LITERALS:
                hints.texts[child.value] = None
            elif isinstance(child, Number) and isinstance(child.value, int) and len(hints.numbers) < _MOST_LITERALS:
                hints.numbers[child.value] = None
    if isinstance(node, Binary):
        _learn_type(node, found)


def _learn_conditions(nodes: tuple[Node, ...], found: dict[str, Hints]) -> None:
    for node in nodes:
        if isinstance(node, Attribute):
            _suggest(found["dn" if node.name == "distinguishedName" else node.name], ValueType.BOOLEAN)


def _learn_type(node: Binary, found: dict[str, Hints]) -> None:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, Attribute):
            hints = found["dn" if side.name == "distinguishedName" else side.name]
            if isinstance(other, Number):
                _suggest(hints, ValueType.NUMBER)
            elif isinstance(other, Boolean):
                _suggest(hints, ValueType.BOOLEAN)


def _learn_use(node: Call, found: dict[str, Hints]) -> None:
    for argument in node.arguments:
        for part in walk(argument) if node.name in _TAKES_DATES | _TAKES_NAMES else (argument,):
            if not isinstance(part, Attribute):
                continue
            hints = found["dn" if part.name == "distinguishedName" else part.name]
            if node.name in _TAKES_NUMBERS:
                _suggest(hints, ValueType.NUMBER)
                hints.holds = "ticks" if node.name == "DateFromNum" else hints.holds
            elif node.name in _TAKES_DATES:
                hints.holds = hints.holds or "date"
            elif node.name in _TAKES_NAMES:
                hints.holds = "name"
            elif node.name == "StringFromSid":
                _suggest(hints, ValueType.BINARY)
                hints.holds = "sid"
            elif node.name in _TAKES_SEVERAL and part is node.arguments[0] and not hints.kind.known:
                hints.kind = AttributeKind(hints.kind.type, True, False)


def _suggest(hints: Hints, type_: ValueType) -> None:
    if not hints.kind.known:
        hints.kind = AttributeKind(type_, hints.kind.multi_valued, False)
