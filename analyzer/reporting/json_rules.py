"""The parts of ``assessment.json`` that many places share, and the sync rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.assessment.facts import Evidence
from analyzer.assessment.model import RuleVerdict
from analyzer.configuration import Connector, Origin, SyncRule
from analyzer.knowledge.model import Source
from analyzer.reporting.json_flows import purpose
from analyzer.vocabulary import RuleOrigin

_UNCHANGED = frozenset({RuleOrigin.STANDARD, RuleOrigin.UNVERIFIED})


def origin(place: Origin) -> dict[str, Any]:
    """Return a place in the export."""
    return {"file": place.file, "path": place.path, "line": place.line}


def evidence(one: Evidence) -> dict[str, Any]:
    """Return one piece of evidence."""
    return {"file": one.file, "path": one.path, "line": one.line, "value": one.value}


def source(one: Source) -> dict[str, Any]:
    """Return one source with both of its dates."""
    return {
        "id": one.id,
        "title": one.title,
        "url": one.url,
        "dated": one.dated.isoformat() if one.dated else None,
        "checked": one.checked.isoformat(),
    }


def sync_rule(verdict: RuleVerdict) -> dict[str, Any]:
    """Return one sync rule with its scope, joins, flows and what becomes of it."""
    rule = verdict.rule
    return {
        "id": rule.id,
        "name": rule.name,
        "description": rule.description,
        "direction": rule.direction.value,
        "connector_id": rule.connector_id,
        "connector_name": verdict.connector_name,
        "origin": verdict.origin.value,
        "immutable_tag": rule.immutable_tag,
        "clone_of": verdict.clone_of,
        "disabled": rule.disabled,
        "precedence": rule.precedence,
        "link_type": rule.link_type.value,
        "connector_class": rule.connector_class,
        "metaverse_class": rule.metaverse_class,
        "password_sync": rule.password_sync,
        "scope": _scope(rule),
        "joins": [
            [
                {
                    "connector_attribute": clause.connector_attribute,
                    "metaverse_attribute": clause.metaverse_attribute,
                    "case_sensitive": clause.case_sensitive,
                }
                for clause in group
            ]
            for group in rule.joins
        ],
        "flows": [
            {
                "target": flow.target,
                "kind": flow.kind.value,
                "text": flow.text,
                "sources": list(flow.sources),
                "merge_type": flow.merge_type.value,
                "execute_once": flow.execute_once,
            }
            for flow in rule.flows
        ],
        "outcome": verdict.outcome.value,
        "because": verdict.because,
        "differences": [
            {"what": one.what, "expected": one.expected, "actual": one.actual, "sentence": one.sentence}
            for one in verdict.differences
        ],
        "drift": list(verdict.drift),
        "finding_ids": list(verdict.finding_ids),
        "purpose": purpose(verdict.purpose),
        "place": origin(rule.origin),
    }


def filters(connectors: Sequence[Connector], rules: Sequence[RuleVerdict]) -> list[dict[str, Any]]:
    """Return what narrows the scope besides containers: group filters, and scoping filters that aren't standard."""
    groups: list[dict[str, Any]] = [
        {
            "kind": "group",
            "connector_id": connector.id,
            "rule_id": None,
            "name": connector.active_directory.group_filter_dn,
            "conditions": [],
        }
        for connector in connectors
        if connector.active_directory and connector.active_directory.group_filter_dn
    ]
    scoping = [
        {
            "kind": "sync-rule",
            "connector_id": verdict.rule.connector_id,
            "rule_id": verdict.rule.id,
            "name": verdict.rule.name,
            "conditions": _scope(verdict.rule),
        }
        for verdict in rules
        if verdict.rule.scope and not verdict.rule.disabled and verdict.origin not in _UNCHANGED
    ]
    return groups + scoping


def _scope(rule: SyncRule) -> list[list[dict[str, str]]]:
    return [
        [{"attribute": one.attribute, "operator": one.operator, "value": one.value} for one in group]
        for group in rule.scope
    ]
