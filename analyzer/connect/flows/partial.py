"""Evaluates an expression as far as known facts go: decided tests disappear, the rest stays as it is written."""

from __future__ import annotations

from collections.abc import Callable

from analyzer.connect.flows.facts import Facts, all_of, any_of
from analyzer.connect.flows.terms import (
    FALSE,
    TRUE,
    iif,
    is_literal,
    is_truth,
    is_word,
    leaves,
    never_blank,
    parts_of_iif,
    size_of,
)
from analyzer.expressions.evaluate import evaluate
from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Node,
    Parameter,
    Variable,
    walk,
)

_QUESTIONS = frozenset({"IsPresent", "IsNullOrEmpty", "IsNull"})
_DEEPEST = 60
_LARGE = 130


def reduce_value(node: Node, facts: Facts, depth: int = 0) -> Node:
    """Return what a value expression comes to under ``facts``."""
    if not node.children or depth > _DEEPEST:
        return node
    parts = parts_of_iif(node)
    if parts is not None:
        return _reduce_iif(parts, facts, depth)
    if is_truth(node):
        return reduce_condition(node, facts, depth)
    children = tuple(reduce_value(child, facts, depth + 1) for child in node.children)
    if all(new is old for new, old in zip(children, node.children, strict=True)):
        return node
    return node.with_children(children)


def _reduce_iif(parts: tuple[Node, Node, Node], facts: Facts, depth: int) -> Node:
    test = reduce_condition(parts[0], facts, depth + 1)
    if isinstance(test, Boolean):
        return reduce_value(parts[1] if test.value else parts[2], facts, depth + 1)
    if is_word(test, "NULL"):
        return reduce_value(parts[2], facts, depth + 1)
    on, off = facts.assume(test), facts.assume(test, False)
    yes, no = reduce_value(parts[1], on, depth + 1), reduce_value(parts[2], off, depth + 1)
    inner = parts_of_iif(no)
    if inner is not None and inner[1] == yes and on.holds(inner[0]):
        return no
    return iif(test, yes, no)


def reduce_condition(node: Node, facts: Facts, depth: int = 0) -> Node:
    """Return what a condition comes to under ``facts``: ``True``, ``False`` or what is left of it."""
    if depth > _DEEPEST:
        return node
    known = facts.holds(node)
    if known is not None:
        return TRUE if known else FALSE
    found = _condition(node, facts, depth)
    if found is node or isinstance(found, Boolean):
        return found
    known = facts.holds(found)
    return found if known is None else (TRUE if known else FALSE)


def _condition(node: Node, facts: Facts, depth: int) -> Node:  # noqa: PLR0911 - one return for each case
    if isinstance(node, Chain) and node.operator in {"&&", "||"}:
        return _reduce_chain(node, facts, depth)
    if isinstance(node, Call) and node.name in _QUESTIONS and len(node.arguments) == 1:
        return _reduce_question(node, facts, depth)
    if isinstance(node, Binary):
        return _reduce_comparison(node, facts, depth)
    if parts_of_iif(node) is not None:
        return reduce_value(node, facts, depth)
    if isinstance(node, Call) and node.name == "CBool" and len(node.arguments) == 1:
        inner = reduce_value(node.arguments[0], facts, depth + 1)
        if is_word(inner, "NULL"):
            return FALSE
        return inner if is_truth(inner) else Call("CBool", (inner,))
    return node


def _reduce_chain(node: Chain, facts: Facts, depth: int) -> Node:
    conjunction = node.operator == "&&"
    parts = []
    for operand in node.operands:
        part = reduce_condition(operand, facts, depth + 1)
        if part == (FALSE if conjunction else TRUE):
            return part
        parts.append(part)
        # An operand counts only where those before it have left the matter open.
        facts = facts.assume(part, conjunction)
    return all_of(parts) if conjunction else any_of(parts)


def _reduce_question(node: Call, facts: Facts, depth: int) -> Node:
    asked = _reduce_operand(node.arguments[0], facts, depth)
    name = node.name
    decided = _ask(name, asked, facts)
    if decided is not None:
        return decided
    if parts_of_iif(asked) is not None and all(_ask(name, leaf, facts) is not None for leaf in leaves(asked)):
        return _as_condition(asked, lambda leaf: _ask(name, leaf, facts) or FALSE)
    return node if asked is node.arguments[0] else Call(name, (asked,))


def _reduce_operand(node: Node, facts: Facts, depth: int) -> Node:
    """Reduce what a condition asks about; large expressions were reduced where they were composed."""
    return node if size_of(node, _LARGE) > _LARGE else reduce_value(node, facts, depth + 1)


def _ask(name: str, asked: Node, facts: Facts) -> Node | None:
    """Answer a question about an expression where the answer follows from what it is or what is known."""
    if is_word(asked, "NULL", "AuthoritativeNull", "IgnoreThisFlow"):
        return FALSE if name == "IsPresent" else TRUE
    if never_blank(asked) or facts.is_present(asked):
        return TRUE if name == "IsPresent" else FALSE
    return None


def _reduce_comparison(node: Binary, facts: Facts, depth: int) -> Node:
    left, right = _reduce_operand(node.left, facts, depth), _reduce_operand(node.right, facts, depth)
    found = node if left is node.left and right is node.right else Binary(node.operator, left, right)
    if _is_constant(left) and _is_constant(right):
        value = evaluate(found, {})
        return (TRUE if value else FALSE) if isinstance(value, bool) else found
    if is_literal(right) and any(_constant_leaf(leaf) for leaf in leaves(left)) and parts_of_iif(left) is not None:
        return _as_condition(left, lambda leaf: _compare(node.operator, leaf, right))
    if isinstance(right, Boolean) and is_truth(left) and node.operator in {"=", "<>"}:
        wanted = right.value == (node.operator == "=")
        return left if wanted else negate(left)
    return found


def _compare(operator: str, left: Node, right: Node) -> Node:
    found = Binary(operator, left, right)
    if _is_constant(left):
        value = evaluate(found, {})
        return (TRUE if value else FALSE) if isinstance(value, bool) else found
    return found


def _constant_leaf(node: Node) -> bool:
    return is_literal(node) or is_word(node, "NULL")


_NOT_CONSTANT = frozenset(
    {"ImportedValue", "ValueCount", "Error", "Guid", "Now", "RandomNum", "RandomString", "Thumbprint"}
)


def _is_constant(node: Node) -> bool:
    return not any(map(_varies, walk(node)))


def _varies(part: Node) -> bool:
    if isinstance(part, Call):
        return part.name in _NOT_CONSTANT
    return isinstance(part, Attribute | Parameter | Variable) or is_word(part, "IgnoreThisFlow", "AuthoritativeNull")


def _as_condition(node: Node, test: Callable[[Node], Node]) -> Node:  # noqa: PLR0911 - one return for each case
    """Turn an ``IIF`` whose branches are tested into one condition."""
    parts = parts_of_iif(node)
    if parts is None:
        return test(node)
    yes, no = _as_condition(parts[1], test), _as_condition(parts[2], test)
    if yes == no:
        return yes
    if yes == TRUE:
        return any_of((parts[0], no))
    if yes == FALSE:
        return all_of((negate(parts[0]), no))
    if no == FALSE:
        return all_of((parts[0], yes))
    if no == TRUE:
        return any_of((negate(parts[0]), yes))
    return any_of((all_of((parts[0], yes)), all_of((negate(parts[0]), no))))


_OPPOSITE = {"=": "<>", "<>": "="}


def negate(node: Node) -> Node:
    """Return the opposite of a condition that gives True or False; NULL counts as False."""
    if isinstance(node, Boolean):
        return FALSE if node.value else TRUE
    if isinstance(node, Chain):
        parts = [negate(operand) for operand in node.operands]
        return any_of(parts) if node.operator == "&&" else all_of(parts)
    if isinstance(node, Binary) and node.operator in _OPPOSITE:
        return Binary(_OPPOSITE[node.operator], node.left, node.right)
    if isinstance(node, Call) and node.name in {"IsPresent", "IsNullOrEmpty"}:
        return Call("IsNullOrEmpty" if node.name == "IsPresent" else "IsPresent", node.arguments)
    return Binary("=", node if is_truth(node) else Call("CBool", (node,)), FALSE)


def implied(condition: Node, facts: Facts) -> bool:
    """Tell whether ``condition`` follows from ``facts``."""
    return reduce_condition(condition, facts) == TRUE
