"""Facts about synchronization rules and their flows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.assessment.establish.ground import Ground, counted, flows_to
from analyzer.assessment.facts import Evidence, Fact, Subject
from analyzer.configuration import Direction, FlowKind, LinkType
from analyzer.connect.standard_rules import RecognisedRule
from analyzer.vocabulary import RuleOrigin

_EXTENSION_ATTRIBUTES = tuple(f"extensionAttribute{number}" for number in range(1, 16))
_FILTERS = {"cloudfiltered", "cloudnoflow"}
_LITERALS = {"null", "authoritativenull", "ignorethisflow"}
_PASSWORD_SCOPE = ("phsfiltered", "phsincluded")
_CHANGED = (RuleOrigin.CUSTOM, RuleOrigin.CLONE, RuleOrigin.MODIFIED)


def facts(ground: Ground) -> Iterator[Fact]:
    """State what kinds of rules there are and what they are used for."""
    enabled = ground.enabled
    by_origin: dict[RuleOrigin, list[RecognisedRule]] = {origin: [] for origin in RuleOrigin}
    for recognised in enabled:
        by_origin[recognised.origin].append(recognised)
    changed = [r for r in enabled if r.origin in _CHANGED]
    yield counted("custom_rules", (ground.rule_subject(r) for r in by_origin[RuleOrigin.CUSTOM]))
    yield Fact("custom_rule_count", len(changed), evidence=tuple(_rule_evidence(r) for r in changed))
    yield Fact("flow_count", sum(len(r.rule.flows) for r in ground.recognition.rules))
    yield counted("cloned_rules", (ground.rule_subject(r, clone_of=r.clone_of) for r in by_origin[RuleOrigin.CLONE]))
    yield counted(
        "modified_rules",
        (ground.rule_subject(r, _differences(r)) for r in by_origin[RuleOrigin.MODIFIED]),
    )
    yield counted("unverified_rules", (ground.rule_subject(r) for r in by_origin[RuleOrigin.UNVERIFIED]))
    replaced = {(r.clone_of, r.rule.connector_id) for r in ground.recognition.rules if r.clone_of}
    yield counted(
        "disabled_standard_rules",
        (
            ground.rule_subject(r, replaced="yes" if (r.rule.name, r.rule.connector_id) in replaced else "no")
            for r in ground.recognition.disabled_standard
        ),
    )
    yield counted("missing_standard_rules", _missing(ground))
    yield counted(
        "dangling_rules",
        (
            ground.rule_subject(r, connector=r.rule.connector_id)
            for r in ground.recognition.rules
            if ground.configuration.connector(r.rule.connector_id) is None
        ),
    )
    yield from _purposes(ground, changed)
    yield from _flows(ground)


def _rule_evidence(recognised: RecognisedRule) -> Evidence:
    return Evidence.of(recognised.rule.origin, f"{recognised.origin}: {recognised.rule.name}")


def _differences(recognised: RecognisedRule) -> tuple[Evidence, ...]:
    return tuple(Evidence.of(d.origin, d.sentence) for d in recognised.differences)


def _missing(ground: Ground) -> Iterator[Subject]:
    for rule in ground.recognition.missing:
        connector = ground.configuration.connector(rule.connector_id)
        yield Subject(
            "standard-rule",
            f"{rule.connector_id}|{rule.name}",
            rule.name,
            domains=ground.domains_by_connector.get(rule.connector_id, ()),
            values={"connector": rule.connector_name, "direction": str(rule.direction)},
            evidence=(Evidence.of(connector.origin, rule.reason),) if connector else (),
        )


def _purposes(ground: Ground, changed: list[RecognisedRule]) -> Iterator[Fact]:
    filters = _by_rule(flows_to(changed, "cloudFiltered", direction=Direction.INBOUND))
    yield counted("attribute_filter_rules", (ground.rule_subject(r, evidence) for r, evidence in filters))
    yield Fact("attribute_filter", bool(filters), evidence=tuple(e for _, found in filters for e in found))
    other = tuple(
        Evidence.of(flow.origin, f"{r.rule.name}: {flow.target} <- {flow.text}")
        for r in changed
        for flow in r.rule.flows
        if flow.target.casefold() not in _FILTERS
    )
    yield Fact("attribute_customization", bool(other), evidence=other)
    yield _truth("user_type_flow", flows_to(ground.enabled, "userType", direction=Direction.OUTBOUND))
    yield _truth(
        "preferred_data_location", flows_to(ground.enabled, "preferredDataLocation", direction=Direction.OUTBOUND)
    )
    pilot = [*(e for _, e in flows_to(ground.enabled, "cloudNoFlow"))]
    pilot += [_rule_evidence(r) for r in ground.enabled if r.rule.link_type is LinkType.JOIN_NO_FLOW]
    yield Fact("cloud_sync_pilot", bool(pilot), evidence=tuple(pilot))
    yield _selective_password_sync(changed)
    yield _hello_keys(ground)


def _selective_password_sync(changed: list[RecognisedRule]) -> Fact:
    """Selective password hash sync: rules of the customer that scope on adminDescription with PHS markers."""
    found = tuple(
        Evidence.of(condition.origin, f"{r.rule.name}: {condition}")
        for r in changed
        for group in r.rule.scope
        for condition in group
        if condition.attribute.casefold() == "admindescription"
        and any(word in condition.value.casefold() for word in _PASSWORD_SCOPE)
    )
    return Fact("selective_phs", bool(found), evidence=found)


def _hello_keys(ground: Ground) -> Fact:
    """Say whether keys are carried to AD. It is part of standard rules, so use is a question of its own."""
    found = tuple(e for _, e in flows_to(ground.enabled, "msDS-KeyCredentialLink"))
    return Fact("windows_hello_keys", bool(found), evidence=found)


def _flows(ground: Ground) -> Iterator[Fact]:
    names = {name.casefold() for name in _EXTENSION_ATTRIBUTES}
    extension = tuple(
        Evidence.of(flow.origin, f"{r.rule.name}: {flow.target} <- {flow.text}")
        for r in ground.enabled
        if r.rule.direction is Direction.INBOUND
        for flow in r.rule.flows
        if names & {source.casefold() for source in flow.sources}
    )
    yield Fact("extension_attributes", bool(extension), evidence=extension[:15])
    yield counted(
        "null_constant_flows",
        (
            Subject(
                "flow",
                f"{r.rule.id}|{flow.target}",
                f"{r.rule.name}: {flow.target}",
                domains=ground.domains_of_rule(r.rule),
                values={"rule": r.rule.name, "target": flow.target},
                evidence=(Evidence.of(flow.origin, f"constant {flow.constant!r}"),),
            )
            for r in ground.enabled
            for flow in r.rule.flows
            if flow.kind is FlowKind.CONSTANT and (flow.constant or "").strip().casefold() in _LITERALS
        ),
    )


def _by_rule(
    found: Iterable[tuple[RecognisedRule, Evidence]],
) -> list[tuple[RecognisedRule, tuple[Evidence, ...]]]:
    grouped: dict[str, tuple[RecognisedRule, list[Evidence]]] = {}
    for recognised, evidence in found:
        grouped.setdefault(recognised.rule.id, (recognised, []))[1].append(evidence)
    return [(recognised, tuple(evidence)) for recognised, evidence in grouped.values()]


def _truth(name: str, found: Iterable[tuple[RecognisedRule, Evidence]]) -> Fact:
    evidence = tuple(e for _, e in found)
    return Fact(name, bool(evidence), evidence=evidence)
