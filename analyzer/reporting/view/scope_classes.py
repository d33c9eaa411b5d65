"""Who of each class is taken today, and every difference with Cloud Sync, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.assessment.scoping.model import Cause, ClassVerdict, DifferenceRow, FilterProposal
from analyzer.cloudsync.comparison.formula import clause_text
from analyzer.cloudsync.model import ScopeGroup
from analyzer.connect.scope import DifferenceKind
from analyzer.reporting.anchors import finding_anchor
from analyzer.reporting.view.parts import OUTCOME_BADGES, Badge

KINDS = {
    DifferenceKind.WIDER: "would be added",
    DifferenceKind.NARROWER: "would be lost",
    DifferenceKind.UNDECIDED: "not known",
}
CAUSES = {
    Cause.RULE: "a rule of your own",
    Cause.CLASS: "the class isn't taken today",
    Cause.STANDARD: "the shipped filters",
    Cause.PILOT_GROUP: "the pilot group",
    Cause.COEXISTENCE: "a pilot of Cloud Sync",
}
PART_KINDS = {
    "partition": "Partition",
    "object-class": "Object class",
    "pilot-group": "Pilot group",
    "inbound-scope": "Scope of the inbound rule",
    "cloud-filtered": "cloudFiltered",
    "outbound-scope": "Scope of the outbound rule",
    "coexistence": "Held back for a pilot",
    "no-rule": "No rule",
}
VERDICTS = {
    "equal": "the same in both",
    "wider": "Cloud Sync would take more",
    "narrower": "Cloud Sync would take less",
    "both": "some would be added, some lost",
    "unknown": "not compared completely",
    "apart": "not compared: the device job takes them",
}


@dataclass(frozen=True, slots=True)
class PartView:
    """One condition, in words."""

    kind: str
    words: str
    rules: tuple[str, ...]
    custom: bool
    note: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One row of the table of differences; ``finding`` is an anchor, empty where none explains it."""

    kind: str
    cause: str
    asked_by: str
    condition: str
    text: str
    example: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    finding: str


@dataclass(frozen=True, slots=True)
class FilterView:
    """The customer's own filter in Cloud Sync's terms."""

    words: str
    outcome: Badge
    groups: tuple[tuple[str, ...], ...]
    refusals: tuple[str, ...]
    losses: tuple[str, ...]
    assumptions: tuple[str, ...]
    containers: tuple[str, ...]
    remaining: tuple[DifferenceView, ...]


@dataclass(frozen=True, slots=True)
class ClassView:
    """One object class."""

    name: str
    verdict: str
    words: str
    entra: str
    parts: tuple[PartView, ...]
    passwords: str
    differences: tuple[DifferenceView, ...]
    complete: bool
    as_documented: str
    filter: FilterView | None
    notes: tuple[str, ...]


def class_view(verdict: ClassVerdict, explained: Mapping[str, str]) -> ClassView:
    """Show one class; ``explained`` leads from a difference to the finding about it."""
    return ClassView(
        name=verdict.object_class,
        verdict=VERDICTS[verdict.verdict],
        words=verdict.words,
        entra=", ".join(verdict.entra_classes),
        parts=tuple(
            PartView(PART_KINDS.get(part.kind, part.kind), part.words, part.rules, part.custom, part.note)
            for part in verdict.parts
        ),
        passwords=verdict.passwords,
        differences=tuple(_difference(row, explained) for row in verdict.differences),
        complete=verdict.complete,
        as_documented=verdict.as_documented,
        filter=None if verdict.filter is None else _filter(verdict.filter, verdict.differences, explained),
        notes=verdict.notes,
    )


def _difference(row: DifferenceRow, explained: Mapping[str, str]) -> DifferenceView:
    finding = explained.get(row.key, "")
    return DifferenceView(
        kind=KINDS[row.kind],
        cause=CAUSES[row.cause],
        asked_by="Cloud Sync" if row.kind is DifferenceKind.NARROWER else "Connect Sync",
        condition=row.condition,
        text=row.text,
        example=row.example,
        rules=row.rules,
        finding=finding_anchor(finding) if finding else "",
    )


def _filter(
    proposal: FilterProposal, differences: tuple[DifferenceRow, ...], explained: Mapping[str, str]
) -> FilterView:
    return FilterView(
        words=proposal.words,
        outcome=OUTCOME_BADGES[proposal.outcome],
        groups=tuple(group_lines(group) for group in proposal.groups),
        refusals=proposal.refusals,
        losses=proposal.losses,
        assumptions=proposal.assumptions,
        containers=tuple(name for row in differences for name in row.containers),
        remaining=tuple(_difference(row, explained) for row in proposal.remaining),
    )


def group_lines(group: ScopeGroup) -> tuple[str, ...]:
    """Return the clauses of a group, one a line."""
    return tuple(clause_text(clause) for clause in group.clauses)
