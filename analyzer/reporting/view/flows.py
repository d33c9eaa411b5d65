"""Attribute flows from AD to Entra ID: where each value comes from, what Cloud Sync does, what to enter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from analyzer.assessment.flows.assess import AttributeFlows
from analyzer.assessment.flows.identity import AnchorKind
from analyzer.assessment.flows.model import Action, Comparison, FlowComparison
from analyzer.assessment.model import Assessment
from analyzer.cloudsync.mappings import expression_of
from analyzer.connect.flows import Contribution, Part
from analyzer.expressions.prove import Verdict
from analyzer.reporting.anchors import UniqueAnchors
from analyzer.reporting.flow_texts import ACTIONS, COMPARISON_MEANINGS, COMPARISONS, connect_text, losses_of
from analyzer.reporting.view.expression import layout
from analyzer.reporting.view.parts import OUTCOME_BADGES, Badge, Choice
from analyzer.reporting.view.text import count, join_words, tree_safe

_DECIDING = (Part.WINS, Part.FOLLOWS)
_ORDER = (Comparison.LOST, Comparison.CHANGED, Comparison.GAINED, Comparison.SAME)
_PROOFS = {
    Verdict.IDENTICAL: "same expression",
    Verdict.NORMALIZED: "same normal form",
    Verdict.EVALUATED: "same results",
    Verdict.COUNTER_EXAMPLE: "an input shows the difference",
    Verdict.NONE: "not evaluated",
}
_ANCHOR_WORDS = {
    AnchorKind.SAME: "Same",
    AnchorKind.IF_CONSISTENCY_GUID_EMPTY: "Under a condition",
    AnchorKind.OTHER: "Another anchor",
}


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One rule of a lineage; ``winner`` marks the one that decides first."""

    precedence: int
    name: str
    winner: bool
    text: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """The rules behind one attribute: outbound ones, then the inbound ones of what they read."""

    attribute: str
    rules: tuple[RuleStep, ...]
    silent: int


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One target with the kinds of objects for which everything is the same."""

    anchor: str
    target: str
    classes: str
    where: str
    comparison: str
    comparison_value: str
    meaning: str
    outcome: Badge
    connect: str
    default: str
    proposed: str
    action: str
    reads: str
    losses: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    proof: str
    lineage: tuple[Lineage, ...]
    customised: bool
    gap: bool


@dataclass(frozen=True, slots=True)
class ClassRow:
    """How objects of one class reach Entra ID."""

    connector: str
    ad_class: str
    entra_class: str
    because: str
    remark: str


@dataclass(frozen=True, slots=True)
class AnchorRow:
    """The source anchor of one class."""

    connector: str
    ad_class: str
    word: str
    outcome: Badge
    reads: str
    condition: str


@dataclass(frozen=True, slots=True)
class SignInRow:
    """What the user principal name of one class is made of, and how Cloud Sync's compares."""

    connector: str
    ad_class: str
    expression: str
    reads: str
    comparison: str
    outcome: Badge
    remark: str


@dataclass(frozen=True, slots=True)
class FlowsView:
    """Everything about attribute flows; without flows all lists are empty."""

    counts: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    classes_choice: tuple[Choice, ...]
    total: int
    different: tuple[FlowRow, ...]
    same: tuple[FlowRow, ...]
    classes: tuple[ClassRow, ...]
    anchors: tuple[AnchorRow, ...]
    sign_in_names: tuple[SignInRow, ...]
    matches: tuple[tuple[str, str, str], ...]
    switches: tuple[tuple[str, str, str], ...]
    writeback: tuple[tuple[str, str, str], ...]
    files: tuple[str, ...]


def flows_view(assessment: Assessment) -> FlowsView:
    """Show all attribute flows, differences first."""
    flows = assessment.flows
    if flows is None:
        return FlowsView((), (), (), 0, (), (), (), (), (), (), (), (), ())
    names = {connector.id: connector.name for connector in assessment.configuration.connectors}
    rows = _rows(flows, names)
    return FlowsView(
        counts=_choices((r.comparison_value, r.comparison) for r in rows),
        outcomes=_choices((r.outcome.value, r.outcome.word) for r in rows),
        classes_choice=_choices((name, name) for r in rows for name in r.classes.split(", ")),
        total=len(flows.judged.comparisons),
        different=tuple(row for row in rows if row.comparison_value != Comparison.SAME.value),
        same=tuple(row for row in rows if row.comparison_value == Comparison.SAME.value),
        classes=tuple(_classes(flows, names)),
        anchors=tuple(_anchors(flows, names)),
        sign_in_names=tuple(_sign_in_names(flows, names)),
        matches=tuple(
            (names.get(m.connector_id, m.connector_id), tree_safe(m.rule.name), " or ".join(m.conditions))
            for m in flows.identity.matches
        ),
        switches=tuple((s.name, s.wanted, s.why) for s in flows.identity.switches),
        writeback=tuple(
            (w.feature, tree_safe(w.rule.name), ", ".join(w.targets)) for w in flows.judged.composition.writeback
        ),
        files=tuple(dict.fromkeys(planned.domain for planned in flows.schemas)),
    )


def _choices(values: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    counted = Counter(values)
    return tuple(Choice(value, word, number) for (value, word), number in sorted(counted.items()))


def _rows(flows: AttributeFlows, names: dict[str, str]) -> list[FlowRow]:
    """Join the comparisons that differ in class or connector only."""
    groups: dict[tuple[object, ...], list[FlowComparison]] = {}
    for one in flows.judged.comparisons:
        groups.setdefault(_likeness(one), []).append(one)
    several = len(flows.judged.classes) > 0 and len({c.reach.connector_id for c in flows.judged.classes}) > 1
    unique = UniqueAnchors()
    rows = [_row(found, names, unique, several=several) for found in groups.values()]
    order = {comparison.value: place for place, comparison in enumerate(_ORDER)}
    return sorted(rows, key=lambda r: (order[r.comparison_value], not r.customised, r.target.casefold(), r.classes))


def _likeness(one: FlowComparison) -> tuple[object, ...]:
    return (
        one.target.lower(), one.comparison, one.outcome, one.action, connect_text(one), one.default, one.proposed,
        tuple(loss.what for loss in one.losses), one.customised, one.flow is None,
    )  # fmt: skip


def _row(found: list[FlowComparison], names: dict[str, str], unique: UniqueAnchors, *, several: bool) -> FlowRow:
    one = found[0]
    flow = one.flow
    where = dict.fromkeys(names.get(c.connector_id, c.connector_id) for c in found) if several else {}
    proposed = expression_of(one.proposed) if one.proposed is not None and one.proposed is not one.default else None
    different = one.comparison is not Comparison.SAME
    proof = _PROOFS[one.proof.verdict]
    if one.proof.cases and one.proof.verdict is not Verdict.COUNTER_EXAMPLE:
        proof += f" on {count(one.proof.cases, 'input')}"
    return FlowRow(
        anchor=unique.anchor("flow", f"{one.ad_class}-{one.target}"),
        target=one.target,
        classes=", ".join(dict.fromkeys(c.ad_class for c in found)),
        where=join_words([tree_safe(name) for name in where]),
        comparison=COMPARISONS[one.comparison],
        comparison_value=one.comparison.value,
        meaning=COMPARISON_MEANINGS[one.comparison],
        outcome=OUTCOME_BADGES[one.outcome],
        connect=layout(connect_text(one)),
        default=layout(expression_of(one.default) or "") if one.default is not None else "",
        proposed=layout(proposed) if proposed is not None else "",
        action="" if one.action is Action.NONE else ACTIONS[one.action],
        reads=", ".join(flow.reads) if flow is not None else "",
        losses=tuple((loss.what, loss.example) for loss in losses_of(one)),
        notes=one.notes,
        proof=proof,
        lineage=_lineage(one, full=different),
        customised=one.customised,
        gap=one.is_gap,
    )


def _lineage(one: FlowComparison, *, full: bool) -> tuple[Lineage, ...]:
    flow = one.flow
    if flow is None:
        return ()
    outbound = _rules(flow.target, flow.composed.contributions, full=full)
    return (outbound, *(_rules(name, found, full=full) for name, found in flow.inbound if found))


def _rules(attribute: str, contributions: tuple[Contribution, ...], *, full: bool) -> Lineage:
    deciding = [c for c in contributions if c.part in _DECIDING]
    steps = tuple(
        RuleStep(
            c.rule.precedence,
            tree_safe(c.rule.name),
            c.part is Part.WINS,
            " ".join(c.flow.text.split()) if full else "",
        )
        for c in deciding
    )
    return Lineage(attribute, steps, len(contributions) - len(deciding))


def _classes(flows: AttributeFlows, names: dict[str, str]) -> Iterable[ClassRow]:
    for one in flows.judged.classes:
        remark = ""
        if one.gained:
            remark = "Cloud Sync synchronises them by default; the generated schema has them off."
        elif one.lost:
            remark = "The Cloud Sync configuration has no object mapping for them, or has it off."
        reach = one.reach
        name = names.get(reach.connector_id, reach.connector_id)
        yield ClassRow(name, reach.ad_class, reach.entra_class, reach.why_not, remark)


def _anchors(flows: AttributeFlows, names: dict[str, str]) -> Iterable[AnchorRow]:
    for one in flows.identity.anchors:
        more = " Linked mailboxes get their anchor from the forest of their account." if one.linked_mailboxes else ""
        yield AnchorRow(
            names.get(one.connector_id, one.connector_id),
            one.ad_class,
            _ANCHOR_WORDS[one.kind],
            OUTCOME_BADGES[one.outcome],
            ", ".join(one.reads),
            one.condition + more,
        )


def _sign_in_names(flows: AttributeFlows, names: dict[str, str]) -> Iterable[SignInRow]:
    for one in flows.identity.sign_in_names:
        found = one.comparison
        yield SignInRow(
            names.get(one.connector_id, one.connector_id),
            one.ad_class,
            connect_text(found),
            ", ".join(one.reads),
            COMPARISONS[found.comparison],
            OUTCOME_BADGES[found.outcome],
            " ".join(filter(None, (COMPARISON_MEANINGS[found.comparison], ACTIONS[found.action] + "."))),
        )
