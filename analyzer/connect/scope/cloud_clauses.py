"""A predicate as Cloud Sync clauses: groups of which one must hold, clauses of which all must hold.

Operators are spelled as the job schema spells them. Two readings of absent values exist (docs/scope.md): the page says
that a clause on an absent value is false, the shipped filters need negative clauses to hold there. What is written for
``AbsentReading.EITHER`` means the same under both.

Attribute filters in AD to Entra jobs are no documented way: Microsoft's decision guide says "limited" (2026-10-06),
its common scenarios say not supported (2026-10-06). The best outcome of a filter is therefore ``manual``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analyzer.connect.scope.cloud_literals import (
    ALWAYS,
    HOLD_ON_ABSENT,
    NEVER,
    AbsentReading,
    Alternatives,
    CloudClause,
    Loss,
    Refusal,
    translate_literal,
)
from analyzer.connect.scope.predicate import And, Clause, FalseP, Not, Opaque, Or, Predicate, TrueP, leaves
from analyzer.connect.scope.simplify import simplify
from analyzer.connect.scope.traits import AttributeTraits
from analyzer.vocabulary import Outcome

MOST_GROUPS = 64
"""Groups beyond which a filter is no longer something a person can check; ours, no limit of Microsoft's."""

MOST_CLAUSES = 2000
"""Tests beyond which a predicate isn't translated: work grows with their square."""


class FilterShape(StrEnum):
    """What came out of a translation."""

    EVERYTHING = "everything"
    NOTHING = "nothing"
    GROUPS = "groups"
    TOO_LARGE = "too-large"
    NOT_EXPRESSIBLE = "not-expressible"


@dataclass(frozen=True, slots=True)
class ClauseTranslation:
    """A predicate in Cloud Sync's terms.

    ``groups`` is filled for ``FilterShape.GROUPS`` only: a filter of which a part is missing would widen or narrow
    in silence. ``losses`` are known differences on some objects, ``assumptions`` what no page confirms.
    """

    shape: FilterShape
    groups: tuple[tuple[CloudClause, ...], ...]
    outcome: Outcome
    losses: tuple[Loss, ...]
    refusals: tuple[Refusal, ...]
    assumptions: tuple[str, ...]

    def as_filter_groups(self, name: str) -> list[dict[str, object]]:
        """Return the groups as the job schema lists them (Graph ``filterGroup``), named ``name`` 1, 2, …."""
        return [
            {"name": f"{name} {number}", "clauses": [clause.as_json() for clause in group]}
            for number, group in enumerate(self.groups, 1)
        ]


def to_cloud_clauses(
    predicate: Predicate,
    traits: AttributeTraits | None = None,
    *,
    keep_case: bool = True,
    absent: AbsentReading = AbsentReading.EITHER,
    most_groups: int = MOST_GROUPS,
) -> ClauseTranslation:
    """Translate ``predicate`` to groups of Cloud Sync clauses.

    Args:
        predicate: over attributes of the AD object.
        traits: what the AD schema says of them; an attribute it doesn't name is taken as single-valued text.
        keep_case: compare as Cloud Sync does, case-sensitively, and report the loss; otherwise write patterns that
            match every spelling, which are longer and lose nothing.
        absent: whether the result must hold under both readings of absent values or may rely on the shipped one.
        most_groups: give up (``FilterShape.TOO_LARGE``) rather than write more.

    """
    run = _Run(traits or AttributeTraits(), keep_case, absent, most_groups)
    simple = simplify(predicate)
    run.translate_leaves(simple, False)
    if run.refusals:
        worst = max((refusal.outcome for refusal in run.refusals), key=lambda outcome: outcome.severity)
        return run.result(FilterShape.NOT_EXPRESSIBLE, (), worst)
    if sum(1 for _ in leaves(simple)) > MOST_CLAUSES:
        return run.result(FilterShape.TOO_LARGE, (), Outcome.MANUAL)
    try:
        groups = run.groups(simple, False)
    except _TooLargeError:
        return run.result(FilterShape.TOO_LARGE, (), Outcome.MANUAL)
    if () in groups:
        return run.result(FilterShape.EVERYTHING, (), Outcome.SUPPORTED)
    if not groups:
        return run.result(FilterShape.NOTHING, (), Outcome.MANUAL)
    return run.result(FilterShape.GROUPS, tuple(groups), Outcome.MANUAL)


class _TooLargeError(Exception):
    """The normal form has more groups than allowed."""


class _Run:
    """One translation with what it found on the way."""

    def __init__(self, traits: AttributeTraits, keep_case: bool, absent: AbsentReading, most_groups: int) -> None:
        self.traits, self.keep_case, self.absent, self.most_groups = traits, keep_case, absent, most_groups
        self.losses: dict[Loss, None] = {}
        self.refusals: dict[Refusal, None] = {}
        self.assumptions: dict[str, None] = {}

    def result(
        self, shape: FilterShape, groups: tuple[tuple[CloudClause, ...], ...], outcome: Outcome
    ) -> ClauseTranslation:
        return ClauseTranslation(
            shape, groups, outcome, tuple(self.losses), tuple(self.refusals), tuple(self.assumptions)
        )

    def translate_leaves(self, predicate: Predicate, negated: bool) -> None:
        """Collect losses and refusals of every test, also of those a filter that grows too large never reaches."""
        if isinstance(predicate, Not):
            self.translate_leaves(predicate.part, not negated)
        elif isinstance(predicate, And | Or):
            for part in predicate.parts:
                self.translate_leaves(part, negated)
        elif isinstance(predicate, Opaque):
            why = predicate.reason if predicate.condition is None else "no clause says what this expression asks"
            self.refusals[Refusal(predicate.text, why, Outcome.UNKNOWN)] = None
        elif isinstance(predicate, Clause):
            self.literal(predicate, negated)

    def groups(self, predicate: Predicate, negated: bool) -> Alternatives:
        """Return the disjunctive normal form of ``predicate``, or of its opposite."""
        if isinstance(predicate, Not):
            return self.groups(predicate.part, not negated)
        if isinstance(predicate, TrueP | FalseP):
            return ALWAYS if isinstance(predicate, TrueP) is not negated else NEVER
        if isinstance(predicate, Clause):
            return self.literal(predicate, negated)
        assert isinstance(predicate, And | Or)  # noqa: S101 - an opaque test was refused before
        parts = [self.groups(part, negated) for part in predicate.parts]
        if isinstance(predicate, And) is negated:
            return self.reduced([group for part in parts for group in part])
        product: Alternatives = ALWAYS
        # Parts with one alternative first: they rule out most combinations before these multiply.
        for part in sorted(parts, key=len):
            product = self.reduced([(*left, *right) for left in product for right in part])
        return product

    def literal(self, clause: Clause, negated: bool) -> Alternatives:
        found = translate_literal(clause, negated, self.traits, self.keep_case, self.absent)
        self.losses.update(dict.fromkeys(found.losses))
        self.assumptions.update(dict.fromkeys(found.assumptions))
        if found.refusal is not None:
            self.refusals[found.refusal] = None
        return found.alternatives

    def reduced(self, groups: Sequence[tuple[CloudClause, ...]]) -> Alternatives:
        """Drop groups that can't hold and those that another, shorter group makes superfluous."""
        possible = (reduced for group in groups if (reduced := self.possible(group)) is not None)
        sets = {frozenset(group): group for group in possible}
        kept: list[frozenset[CloudClause]] = []
        for one in sorted(sets, key=len):
            if not any(other <= one for other in kept):
                kept.append(one)
                if len(kept) > self.most_groups:
                    raise _TooLargeError
        chosen = set(kept)
        return tuple(group for one, group in sets.items() if one in chosen)

    def possible(self, group: Sequence[CloudClause]) -> tuple[CloudClause, ...] | None:
        """Return the group without repetitions; ``None`` when it asks for a value and its absence.

        A negative test may hold on an absent value. Unless the shipped reading is relied on, each is written with an
        IS NULL group of its own, so dropping the combination loses no object; otherwise absence implies the test.
        """
        absent = {clause.attribute.lower() for clause in group if clause.operator == "IS NULL"}
        kept = []
        for clause in dict.fromkeys(group):
            if clause.operator != "IS NULL" and clause.attribute.lower() in absent:
                if self.absent is AbsentReading.EITHER or clause.operator not in HOLD_ON_ABSENT:
                    return None
                continue
            kept.append(clause)
        return tuple(kept)
