"""What is known about an object while an expression is simplified, and what follows from it.

Facts are conditions of Connect's language that hold or don't. Only implications that hold under every reading of the
documentation are drawn; what can't be concluded stays in the expression.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analyzer.connect.flows.keys import key_of
from analyzer.connect.flows.terms import is_literal
from analyzer.expressions.nodes import FALSE, TRUE, Binary, Boolean, Call, Chain, Node, Number, Text

_KEEP_PRESENCE = frozenset({"CStr", "ConvertToBase64", "LCase", "StringFromSid", "UCase"})
_BLANK = frozenset({"IsNullOrEmpty", "IsNull"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Conditions known to hold or not to hold. Expressions are named by their number (``key_of``).

    Attributes:
        known: truth by condition.
        present: expressions that have a value.
        equals: for an expression the value of the literal it equals.

    """

    known: dict[int, bool]
    present: frozenset[int]
    equals: dict[int, str | int | float | bool]

    def assume(self, condition: Node, truth: bool = True) -> Facts:
        """Return these facts and that ``condition`` holds, or doesn't."""
        known, present, equals = dict(self.known), set(self.present), dict(self.equals)
        pending = [(condition, truth)]
        while pending:
            node, holds = pending.pop()
            if isinstance(node, Boolean):
                continue
            known[key_of(node)] = holds
            if isinstance(node, Chain) and node.operator == ("&&" if holds else "||"):
                pending += [(operand, holds) for operand in reversed(node.operands)]
            elif isinstance(node, Binary):
                pending += _learn_comparison(node, holds, present, equals)
            elif isinstance(node, Call) and node.arguments:
                first = key_of(node.arguments[0])
                if (node.name == "IsPresent" and holds) or (node.name == "IsNullOrEmpty" and not holds):
                    present.add(first)
                elif node.name == "CBool" and holds:
                    pending.append((node.arguments[0], True))
        return Facts(known, frozenset(present), equals)

    def holds(self, condition: Node) -> bool | None:
        """Tell whether a single test follows from these facts; ``None`` when it doesn't."""
        if isinstance(condition, Boolean):
            return condition.value
        found = self.known.get(key_of(condition))
        if found is not None:
            return found
        if isinstance(condition, Call) and condition.arguments:
            return self._question(condition)
        if isinstance(condition, Binary) and condition.operator in {"=", "<>"} and is_literal(condition.right):
            return self._comparison(condition)
        return None

    def is_present(self, node: Node) -> bool:
        """Tell whether an expression is known to have a value: it itself, or what a function keeps of it."""
        while True:
            if key_of(node) in self.present:
                return True
            if not (isinstance(node, Call) and node.name in _KEEP_PRESENCE and node.arguments):
                return False
            node = node.arguments[0]

    def _question(self, node: Call) -> bool | None:
        if node.name == "IsPresent" or node.name in _BLANK:
            if self.is_present(node.arguments[0]):
                return node.name == "IsPresent"
            asked = node.arguments[0]
            if self._known("IsNull", asked) or self._known("IsNullOrEmpty", asked):
                return {"IsPresent": False, "IsNullOrEmpty": True}.get(node.name)
            if node.name == "IsNullOrEmpty" and self._known("IsPresent", asked) is False:
                return True
        return None

    def _known(self, question: str, asked: Node) -> bool | None:
        return self.known.get(key_of(Call(question, (asked,))))

    def _comparison(self, node: Binary) -> bool | None:
        equal = self.equals.get(key_of(node.left))
        if equal is not None:
            same = type(equal) is type(value_of(node.right)) and equal == value_of(node.right)
            return same == (node.operator == "=")
        opposite = "<>" if node.operator == "=" else "="
        found = self.known.get(key_of(Binary(opposite, node.left, node.right)))
        return None if found is None else not found


def value_of(node: Node) -> str | int | float | bool:
    """Return the value of a literal."""
    assert isinstance(node, Text | Number | Boolean)  # noqa: S101 - callers ask is_literal first
    return node.value


def _learn_comparison(
    node: Binary, holds: bool, present: set[int], equals: dict[int, str | int | float | bool]
) -> list[tuple[Node, bool]]:
    """Note what an equality says about its left side; return conditions that follow."""
    if not is_literal(node.right):
        return []
    equality = holds == (node.operator == "=") and node.operator in {"=", "<>"}
    if isinstance(node.right, Boolean) and isinstance(node.left, Binary | Chain) and node.operator in {"=", "<>"}:
        return [(node.left, node.right.value == equality)]
    bit = _single_bit(node)
    if bit is not None and not equality and key_of(node.left.children[0]) in present:
        # One bit is set or it isn't: not equal to the mask is zero, not zero is the mask.
        equals[key_of(node.left)] = 0 if value_of(node.right) == bit.value else bit.value
        return []
    if equality and node.right != Text(""):
        left = key_of(node.left)
        equals[left] = value_of(node.right)
        present.add(left)
        inner = node.left
        while isinstance(inner, Call) and inner.name in {"LCase", "Left", "Right", "Trim"} and inner.arguments:
            inner = inner.arguments[0]
            present.add(key_of(inner))
    elif holds and node.operator in {"<", "<=", ">", ">="} and isinstance(node.right, Number):
        present.add(key_of(node.left))
    return []


def _single_bit(node: Binary) -> Number | None:
    """Return the mask when the left side takes one bit of a number and the right side is that bit or zero."""
    if not (isinstance(node.left, Call) and node.left.name == "BitAnd" and len(node.left.arguments) == 2):
        return None
    mask = node.left.arguments[1]
    if not (isinstance(mask, Number) and isinstance(mask.value, int) and isinstance(node.right, Number)):
        return None
    single = mask.value > 0 and not mask.value & (mask.value - 1)
    return mask if single and node.right.value in {0, mask.value} and node.operator in {"=", "<>"} else None


NOTHING_KNOWN = Facts({}, frozenset(), {})


def all_of(parts: Iterable[Node]) -> Node:
    """Join conditions that must all hold; repeated ones once."""
    return _joined("&&", parts, FALSE, TRUE)


def any_of(parts: Iterable[Node]) -> Node:
    """Join conditions of which one must hold; one that is contained in another absorbs it."""
    return _joined("||", parts, TRUE, FALSE)


def _joined(sign: str, parts: Iterable[Node], decisive: Boolean, neutral: Boolean) -> Node:
    kept: dict[int, Node] = {}
    for part in parts:
        for operand in part.operands if isinstance(part, Chain) and part.operator == sign else (part,):
            if operand == decisive:
                return decisive
            if operand != neutral:
                kept.setdefault(key_of(operand), operand)
    inner = "||" if sign == "&&" else "&&"
    for key, operand in list(kept.items()):
        nested = operand.operands if isinstance(operand, Chain) and operand.operator == inner else ()
        if any(other != key and other in kept for other in map(key_of, nested)):
            del kept[key]
    operands = tuple(kept.values())
    if not operands:
        return neutral
    return operands[0] if len(operands) == 1 else Chain(sign, operands)
