"""Sync rules: by connector and direction in order of precedence, what isn't standard in full."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analyzer.assessment.flows.purposes import RulePurpose
from analyzer.assessment.model import Assessment, RuleDifference, RuleVerdict
from analyzer.configuration import AttributeFlow, Direction, FlowKind, MergeType, SyncRule
from analyzer.reporting.anchors import UniqueAnchors, anchor, finding_anchor
from analyzer.reporting.labels import (
    CONNECTOR_KINDS,
    DIRECTIONS,
    FLOW_KINDS,
    LINK_TYPES,
    MERGE_TYPES,
    RULE_ORIGINS,
    scope_words,
)
from analyzer.reporting.view.expression import layout
from analyzer.reporting.view.parts import OUTCOME_BADGES, Badge, Reference
from analyzer.reporting.view.text import tree_safe
from analyzer.vocabulary import RuleOrigin

ROWS_PER_TABLE = 100
EFFECTS_SHOWN = 20
BECOMES = {
    "attribute-mapping": "an attribute mapping",
    "scope": "a choice of organizational units",
    "ad-change": "a change in AD",
    "nothing": "nothing",
    "gap": "nothing Cloud Sync has",
}
PLAIN = frozenset({RuleOrigin.STANDARD})


@dataclass(frozen=True, slots=True)
class FlowView:
    """One attribute flow worth a row. ``remarks``: merge type, apply once."""

    target: str
    kind: str
    text: str
    remarks: str


@dataclass(frozen=True, slots=True)
class PurposeView:
    """What a customised rule is for. ``effects``: objects and attribute, without the rule, with it."""

    sentences: tuple[str, ...]
    becomes: str
    because: str
    steps: tuple[str, ...]
    effects: tuple[tuple[str, str, str], ...]
    more_effects: int
    scope_of: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """One sync rule. ``scope`` is OR over groups of clauses joined by AND; ``copied`` are plain direct flows."""

    anchor: str
    id: str
    name: str
    description: str
    precedence: int
    origin: str
    origin_value: str
    origin_meaning: str
    outcome: Badge
    because: str
    clone_of: str
    tag: str
    disabled: bool
    classes: str
    link: str
    link_meaning: str
    password_sync: bool
    place: str
    scope: tuple[tuple[str, ...], ...]
    joins: tuple[tuple[str, ...], ...]
    flows: tuple[FlowView, ...]
    copied: tuple[str, ...]
    flow_count: int
    differences: tuple[RuleDifference, ...]
    drift: tuple[str, ...]
    findings: tuple[Reference, ...]
    purpose: PurposeView | None


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one connector and direction: those to read, and standard ones in tables of 100 rows at most."""

    anchor: str
    connector: str
    kind: str
    direction: str
    special: tuple[RuleView, ...]
    standard: tuple[tuple[RuleView, ...], ...]
    standard_count: int


@dataclass(frozen=True, slots=True)
class OriginCount:
    """How many rules have an origin, and how many of them are disabled."""

    word: str
    meaning: str
    rules: int
    disabled: int
    flows: int


@dataclass(frozen=True, slots=True)
class RulesView:
    """All sync rules."""

    groups: tuple[RuleGroup, ...]
    origins: tuple[OriginCount, ...]
    total: int
    flow_total: int
    special_count: int
    disabled_standard: tuple[str, ...]
    missing: tuple[str, ...]


def rules_view(assessment: Assessment) -> RulesView:
    """Show all sync rules."""
    titles = {finding.id: finding.title for finding in assessment.findings}
    unique = UniqueAnchors()
    groups: dict[tuple[str, Direction], list[RuleVerdict]] = {}
    for verdict in sorted(assessment.rules, key=lambda v: (v.rule.precedence, v.rule.name)):
        groups.setdefault((verdict.rule.connector_id, verdict.rule.direction), []).append(verdict)
    order = {connector.id: index for index, connector in enumerate(assessment.configuration.connectors)}
    keys = sorted(groups, key=lambda key: (order.get(key[0], len(order)), key[0], key[1] is Direction.OUTBOUND))
    return RulesView(
        groups=tuple(_group(groups[key], titles, unique) for key in keys),
        origins=_origins(assessment.rules),
        total=len(assessment.rules),
        flow_total=sum(len(v.rule.flows) for v in assessment.rules),
        special_count=sum(1 for v in assessment.rules if v.origin not in PLAIN),
        disabled_standard=tuple(
            v.rule.name for v in assessment.rules if v.rule.disabled and v.origin is RuleOrigin.STANDARD
        ),
        missing=assessment.missing_rules,
    )


def _group(verdicts: list[RuleVerdict], titles: dict[str, str], unique: UniqueAnchors) -> RuleGroup:
    first = verdicts[0]
    plain = [_rule(v, {}, unique, full=False) for v in verdicts if v.origin in PLAIN]
    return RuleGroup(
        anchor=anchor("rules", f"{first.rule.connector_id}-{first.rule.direction.value}"),
        connector=tree_safe(first.connector_name),
        kind=CONNECTOR_KINDS[first.connector_kind].word,
        direction=DIRECTIONS[first.rule.direction].word,
        special=tuple(_rule(v, titles, unique) for v in verdicts if v.origin not in PLAIN),
        standard=tuple(tuple(plain[i : i + ROWS_PER_TABLE]) for i in range(0, len(plain), ROWS_PER_TABLE)),
        standard_count=len(plain),
    )


def _origins(rules: tuple[RuleVerdict, ...]) -> tuple[OriginCount, ...]:
    counts = Counter(v.origin for v in rules)
    return tuple(
        OriginCount(
            RULE_ORIGINS[origin].word,
            RULE_ORIGINS[origin].meaning,
            counts[origin],
            sum(1 for v in rules if v.origin is origin and v.rule.disabled),
            sum(len(v.rule.flows) for v in rules if v.origin is origin),
        )
        for origin in reversed(RuleOrigin)
        if counts[origin]
    )


def _rule(verdict: RuleVerdict, titles: dict[str, str], unique: UniqueAnchors, *, full: bool = True) -> RuleView:
    """Show one rule; a standard one without its flows: they are Microsoft's, their number is enough."""
    rule = verdict.rule
    flows, copied = _flows(rule) if full else ((), ())
    return RuleView(
        anchor=unique.anchor("rule", rule.id),
        id=rule.id,
        name=tree_safe(rule.name),
        description=rule.description,
        precedence=rule.precedence,
        origin=RULE_ORIGINS[verdict.origin].word,
        origin_value=verdict.origin.value,
        origin_meaning=RULE_ORIGINS[verdict.origin].meaning,
        outcome=OUTCOME_BADGES[verdict.outcome],
        because=verdict.because,
        clone_of=verdict.clone_of,
        tag=rule.immutable_tag,
        disabled=rule.disabled,
        classes=f"{rule.source_type} → {rule.target_type}",
        link=LINK_TYPES[rule.link_type].word,
        link_meaning=LINK_TYPES[rule.link_type].meaning,
        password_sync=rule.password_sync,
        place=str(rule.origin),
        scope=tuple(tuple(scope_words(c.attribute, c.operator, c.value) for c in group) for group in rule.scope),
        joins=tuple(tuple(f"{c}{' (same case)' if c.case_sensitive else ''}" for c in group) for group in rule.joins),
        flows=flows,
        copied=copied,
        flow_count=len(rule.flows),
        differences=verdict.differences,
        drift=verdict.drift,
        findings=tuple(Reference(finding_anchor(i), titles[i]) for i in verdict.finding_ids if i in titles),
        purpose=_purpose(verdict.purpose) if verdict.purpose is not None and full else None,
    )


def _purpose(purpose: RulePurpose) -> PurposeView:
    shown = purpose.values[:EFFECTS_SHOWN]
    return PurposeView(
        sentences=purpose.sentences,
        becomes=", ".join(BECOMES[word] for word in purpose.becomes),
        because=purpose.because,
        steps=purpose.steps,
        effects=tuple(
            (
                f"{one.ad_class} {one.target}",
                layout(one.without or "nothing") if one.without is not None else "not computed",
                layout(one.with_rule or "nothing"),
            )
            for one in shown
        ),
        more_effects=len(purpose.values) - len(shown),
        scope_of=", ".join(sorted({one.ad_class for one in purpose.scopes})),
    )


def _flows(rule: SyncRule) -> tuple[tuple[FlowView, ...], tuple[str, ...]]:
    """Split flows into those worth a row and plain copies, which read better as one line."""
    plain = [flow for flow in rule.flows if _is_plain_copy(flow)]
    worth = [flow for flow in rule.flows if not _is_plain_copy(flow)]
    copied = sorted(f.target if f.text == f"[{f.target}]" else f"{f.text[1:-1]} → {f.target}" for f in plain)
    return tuple(map(_flow, worth)), tuple(copied)


def _is_plain_copy(flow: AttributeFlow) -> bool:
    return (
        flow.kind is FlowKind.DIRECT
        and len(flow.sources) == 1
        and flow.merge_type is MergeType.UPDATE
        and not flow.execute_once
    )


def _flow(flow: AttributeFlow) -> FlowView:
    remarks = []
    if flow.merge_type is not MergeType.UPDATE:
        remarks.append(MERGE_TYPES[flow.merge_type].word)
    if flow.execute_once:
        remarks.append("Apply once")
    text = flow.text if flow.sources or flow.kind is not FlowKind.DIRECT else "(no source)"
    if flow.kind is FlowKind.EXPRESSION:
        text = layout(text)
    return FlowView(flow.target, FLOW_KINDS[flow.kind].word, text, ", ".join(remarks))
