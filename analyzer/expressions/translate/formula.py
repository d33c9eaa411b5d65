"""Conditions as formulas, and formulas as nested ``IIF``: Cloud Sync knows no "and" and no "or"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from analyzer.expressions.nodes import Binary, Node
from analyzer.expressions.printer import print_expression
from analyzer.expressions.translate.build import NO, YES, call

Facts: TypeAlias = frozenset[Node]
NO_FACTS: Facts = frozenset()

# A branch this short may be written more than once; longer ones would make the text grow.
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Atom:
    """One condition Cloud Sync can test, and which translated nodes are present once it holds or fails."""

    test: Node
    if_true: Facts = NO_FACTS
    if_false: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a formula."""

    of: Formula


@dataclass(frozen=True, slots=True)
class And:
    """All of several formulas, tested from left to right."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of several formulas, tested from left to right."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Always:
    """A formula whose truth is known beforehand."""

    value: bool


Formula: TypeAlias = Atom | Not | And | Or | Always
Branch = Callable[[Facts], Node]


def both(left: Formula, right: Formula) -> Formula:
    """Return "left and right" without needless parts."""
    if isinstance(left, Always):
        return right if left.value else left
    if isinstance(right, Always) and right.value:
        return left
    return And((left, right))


def either(left: Formula, right: Formula) -> Formula:
    """Return "left or right" without needless parts."""
    if isinstance(left, Always):
        return left if left.value else right
    if isinstance(right, Always) and not right.value:
        return left
    return Or((left, right))


def choose(formula: Formula, when_true: Branch, when_false: Branch, facts: Facts = NO_FACTS) -> Node:  # noqa: PLR0911  one return a kind
    """Build the ``IIF`` (or nested ones) that yields one branch or the other.

    ``when_true`` and ``when_false`` get what is known to be present at their place; they may be called more
    than once.
    """
    if isinstance(formula, Always):
        return when_true(facts) if formula.value else when_false(facts)
    if isinstance(formula, Not):
        return choose(formula.of, when_false, when_true, facts)
    if isinstance(formula, Atom):
        return call("IIF", formula.test, when_true(facts | formula.if_true), when_false(facts | formula.if_false))
    conjunction = isinstance(formula, And)
    # Chains of IIF nest one branch in the next: building each again for every part would double the work each time.
    when_true, when_false = _remembered(when_true), _remembered(when_false)
    shared = when_false if conjunction else when_true
    if len(formula.parts) > 1 and len(print_expression(shared(facts))) > _SHORT:
        return call("IIF", Binary("=", as_text(formula, facts), YES), when_true(facts), when_false(facts))
    first, *rest = formula.parts
    if not rest:
        return choose(first, when_true, when_false, facts)
    remaining = type(formula)(tuple(rest))
    first = first if _is_simple(first) else Atom(Binary("=", as_text(first, facts), YES), known(first))
    if conjunction:
        return choose(first, lambda more: choose(remaining, when_true, when_false, more), when_false, facts)
    return choose(first, when_true, lambda more: choose(remaining, when_true, when_false, more), facts)


def _remembered(branch: Branch) -> Branch:
    built: dict[Facts, Node] = {}

    def build(facts: Facts) -> Node:
        if facts not in built:
            built[facts] = branch(facts)
        return built[facts]

    return build


def known(formula: Formula, holds: bool = True) -> Facts:
    """Return what is present once the formula holds (or fails)."""
    if isinstance(formula, Atom):
        return formula.if_true if holds else formula.if_false
    if isinstance(formula, Not):
        return known(formula.of, not holds)
    if isinstance(formula, Always):
        return NO_FACTS
    sets = [known(part, holds) for part in formula.parts]
    if isinstance(formula, And) == holds:
        return NO_FACTS.union(*sets)
    return sets[0].intersection(*sets[1:])


def as_text(formula: Formula, facts: Facts = NO_FACTS) -> Node:
    """Build the expression that yields the text ``True`` or ``False``."""
    return choose(formula, lambda _: YES, lambda _: NO, facts)


def _is_simple(formula: Formula) -> bool:
    while isinstance(formula, Not):
        formula = formula.of
    return isinstance(formula, Atom | Always)
