"""Applies small rewrite rules to a tree until none fits any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analyzer.expressions.nodes import Call, Dialect, Node, postorder

# No rule makes a tree larger, so this is only a brake for a rule that was written wrongly.
_MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Rule:
    """One rewrite.

    Attributes:
        name: what reports and tests call it.
        says: the equation, in words or symbols.
        dialects: where it holds.
        apply: returns the rewritten node, or ``None`` when the rule doesn't fit.
        result_only: it keeps the effect on the target, not every value; applied only where a value is the
        result.

    """

    name: str
    says: str
    dialects: frozenset[Dialect]
    apply: Callable[[Node], Node | None]
    result_only: bool = False


def rewrite(node: Node, rules: tuple[Rule, ...], dialect: Dialect) -> Node:
    """Return the tree with all rules applied everywhere they may be, from the leaves up."""
    fitting = [rule for rule in rules if dialect in rule.dialects]
    everywhere = [rule for rule in fitting if not rule.result_only]
    at_results = [rule for rule in fitting if rule.result_only]
    for _ in range(_MOST_ROUNDS):
        changed = _at_results(_everywhere(node, everywhere), at_results)
        if changed == node:
            return changed
        node = changed
    return node


def _everywhere(node: Node, rules: list[Rule]) -> Node:
    done: list[Node] = []
    for part in postorder(node):
        count = len(part.children)
        if count:
            children = tuple(done[-count:])
            del done[-count:]
            if any(new is not old for new, old in zip(children, part.children, strict=True)):
                part = part.with_children(children)  # noqa: PLW2901  the rebuilt node takes its place
        done.append(_once(part, rules))
    return done[-1]


def _once(node: Node, rules: list[Rule]) -> Node:
    for rule in rules:
        found = rule.apply(node)
        if found is not None:
            return found
    return node


def _at_results(node: Node, rules: list[Rule]) -> Node:
    """Apply rules to the root and to the branches of ``IIF`` whose value is the result."""
    pending: list[tuple[Node, bool]] = [(node, False)]
    done: list[Node] = []
    while pending:
        current, ready = pending.pop()
        if ready and isinstance(current, Call):
            no, yes = done.pop(), done.pop()
            if yes is not current.arguments[1] or no is not current.arguments[2]:
                current = current.with_children((current.arguments[0], yes, no))
            done.append(_once(current, rules))
        elif isinstance(current, Call) and current.name == "IIF" and len(current.arguments) == 3:
            pending += [(current, True), (current.arguments[2], False), (current.arguments[1], False)]
        else:
            done.append(_once(current, rules))
    return done[-1]
