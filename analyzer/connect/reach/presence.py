"""Answers ``IsPresent`` of a decision list branch by branch."""

from __future__ import annotations

from analyzer.connect.flows.facts import Facts, all_of, any_of
from analyzer.connect.flows.partial import negate, reduce_condition
from analyzer.connect.flows.terms import FALSE, TRUE, is_word, never_blank, parts_of_iif
from analyzer.expressions.nodes import Boolean, Call, Chain, Node

_KEEP = frozenset({"CStr", "ConvertToBase64", "LCase", "UCase", "StringFromSid"})
_DEEPEST = 60


def presences(node: Node, facts: Facts) -> Node:
    """Replace ``IsPresent(IIF(...))`` by conditions on what its branches give."""
    if isinstance(node, Chain) and node.operator in {"&&", "||"}:
        parts = [presences(operand, facts) for operand in node.operands]
        return all_of(parts) if node.operator == "&&" else any_of(parts)
    if isinstance(node, Call) and node.name == "IsPresent":
        return _present(node.arguments[0], facts, 0)
    return node


def _present(value: Node, facts: Facts, depth: int) -> Node:
    parts = parts_of_iif(value) if depth < _DEEPEST else None
    if parts is None:
        return _leaf_present(value, facts, depth)
    test = reduce_condition(parts[0], facts)
    if isinstance(test, Boolean):
        return _present(parts[1] if test.value else parts[2], facts, depth + 1)
    yes = _present(parts[1], facts.assume(test), depth + 1)
    no = _present(parts[2], facts.assume(test, False), depth + 1)
    if yes == no:
        return yes
    if no == TRUE:
        return any_of((negate(test), yes))
    return any_of((all_of((test, yes)), all_of((negate(test), no))))


def _leaf_present(value: Node, facts: Facts, depth: int) -> Node:
    if never_blank(value) or facts.is_present(value):
        return TRUE
    if is_word(value, "NULL", "AuthoritativeNull", "IgnoreThisFlow"):
        return FALSE
    if isinstance(value, Call) and value.name in _KEEP and len(value.arguments) == 1:
        return _present(value.arguments[0], facts, depth + 1)
    return Call("IsPresent", (value,))
