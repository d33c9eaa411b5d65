"""The configuration as it would be without one customisation."""

from __future__ import annotations

from dataclasses import replace

from analyzer.configuration import AttributeFlow, Configuration, JoinCondition, ScopeCondition, SyncRule
from analyzer.connect.known_rules import KnownRules, StandardFlow, StandardRule, parse_tag
from analyzer.connect.rule_differences import DifferenceKind
from analyzer.connect.standard_rules import RecognisedRule
from analyzer.vocabulary import RuleOrigin


def without(configuration: Configuration, recognised: RecognisedRule, known: KnownRules) -> Configuration | None:
    """Return the configuration without a custom rule, with a clone's original, or with an edited rule as shipped.

    ``None`` where the standard isn't known.
    """
    rule = recognised.rule
    if recognised.origin is RuleOrigin.MODIFIED:
        standard = _closest(rule, known)
        if standard is None:
            return None
        restored = _restored(recognised, standard)
        return _with_rules(configuration, tuple(restored if r.id == rule.id else r for r in configuration.sync_rules))
    rules = tuple(r for r in configuration.sync_rules if r.id != rule.id)
    if recognised.origin is RuleOrigin.CLONE:
        rules = tuple(replace(r, disabled=False) if _is_original(r, recognised) else r for r in rules)
    return _with_rules(configuration, rules)


def originals(configuration: Configuration, recognised: RecognisedRule) -> frozenset[str]:
    """Return the ids of the rules that stand in for a customisation once it is taken away."""
    if recognised.origin is RuleOrigin.CLONE:
        return frozenset(r.id for r in configuration.sync_rules if _is_original(r, recognised))
    return frozenset({recognised.rule.id})


def _is_original(rule: SyncRule, clone: RecognisedRule) -> bool:
    return (
        rule.disabled
        and rule.name == clone.clone_of
        and rule.connector_id == clone.rule.connector_id
        and rule.direction is clone.rule.direction
    )


def _with_rules(configuration: Configuration, rules: tuple[SyncRule, ...]) -> Configuration:
    return replace(configuration, sync_rules=rules)


def _closest(rule: SyncRule, known: KnownRules) -> StandardRule | None:
    tag = parse_tag(rule.immutable_tag)
    variants = known.variants(tag) if tag is not None else ()
    same = [variant for variant in variants if tag is not None and variant.revision == tag.revision]
    found = same or list(variants)
    return found[-1] if found else None


def _restored(recognised: RecognisedRule, standard: StandardRule) -> SyncRule:
    """Undo the differences that were found, and nothing else: the rest follows the schema or the build."""
    rule = recognised.rule
    kinds = {difference.what for difference in recognised.differences}
    changes: dict[str, object] = {}
    if DifferenceKind.SCOPE in kinds:
        changes["scope"] = tuple(
            tuple(ScopeCondition(*clause, rule.origin) for clause in group) for group in standard.scope
        )
    if DifferenceKind.JOIN in kinds:
        changes["joins"] = tuple(
            tuple(JoinCondition(*clause, rule.origin) for clause in group) for group in standard.joins
        )
    if DifferenceKind.LINK_TYPE in kinds:
        changes["link_type"] = standard.link_type
    if DifferenceKind.PASSWORD_SYNC in kinds:
        changes["password_sync"] = standard.password_sync
    changes["flows"] = _flows(recognised, standard)
    return replace(rule, **changes)  # type: ignore[arg-type]


def _flows(recognised: RecognisedRule, standard: StandardRule) -> tuple[AttributeFlow, ...]:
    about: dict[str, set[DifferenceKind]] = {}
    for difference in recognised.differences:
        about.setdefault(difference.subject.lower(), set()).add(difference.what)
    shipped = {flow.target.lower(): flow for flow in standard.flows}
    flows: list[AttributeFlow] = []
    for flow in recognised.rule.flows:
        key = flow.target.lower()
        kinds = about.get(key, set())
        if DifferenceKind.FLOW_ADDED in kinds:
            continue
        undo = kinds & {DifferenceKind.FLOW_CHANGED, DifferenceKind.MERGE_TYPE, DifferenceKind.EXECUTE_ONCE}
        flows.append(_flow(shipped[key], flow) if undo and key in shipped else flow)
    written = {flow.target.lower() for flow in flows}
    for key, kinds in about.items():
        if DifferenceKind.FLOW_REMOVED in kinds and key in shipped and key not in written:
            flows.append(_flow(shipped[key], None, recognised))
    return tuple(flows)


def _flow(
    standard: StandardFlow, flow: AttributeFlow | None, recognised: RecognisedRule | None = None
) -> AttributeFlow:
    origin = flow.origin if flow is not None else recognised.rule.origin if recognised is not None else None
    assert origin is not None  # noqa: S101 - one of both is given
    return AttributeFlow(
        standard.target,
        standard.kind,
        standard.sources,
        standard.expression,
        standard.constant,
        standard.merge_type,
        standard.execute_once,
        origin,
    )
