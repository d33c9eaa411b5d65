"""Attribute flows, identity and the purposes of rules in ``assessment.json``."""

from __future__ import annotations

from typing import Any

from analyzer.assessment.flows.assess import AttributeFlows
from analyzer.assessment.flows.identity import Identity
from analyzer.assessment.flows.model import ClassComparison, FlowComparison
from analyzer.assessment.flows.purposes import RulePurpose
from analyzer.cloudsync.mappings import expression_of
from analyzer.cloudsync.model import AttributeMapping
from analyzer.reporting.flow_texts import connect_text, losses_of


def attribute_flows(flows: AttributeFlows | None) -> list[dict[str, Any]]:
    """Return one entry for each target of each class of objects."""
    return [] if flows is None else [_flow(one) for one in flows.judged.comparisons]


def _flow(one: FlowComparison) -> dict[str, Any]:
    flow = one.flow
    proposed = one.proposed if one.proposed is not one.default else None
    return {
        "connector_id": one.connector_id,
        "ad_class": one.ad_class,
        "entra_class": one.entra_class,
        "target": one.target,
        "connect": {
            "expression": connect_text(one),
            "rules": list(flow.rules) if flow is not None else [],
            "reads": list(flow.reads) if flow is not None else [],
        },
        "cloud_sync": {
            "default": _text(one.default),
            "proposed": _text(proposed),
            "action": one.action.value,
        },
        "comparison": one.comparison.value,
        "outcome": one.outcome.value,
        "losses": [{"what": loss.what, "example": loss.example} for loss in losses_of(one)],
        "notes": list(one.notes),
        "proof": one.proof.verdict.value,
        "cases": one.proof.cases,
        "judged_by": one.judged_by.value,
    }


def _text(mapping: AttributeMapping | None) -> str | None:
    return None if mapping is None else expression_of(mapping)


def object_classes(flows: AttributeFlows | None) -> list[dict[str, Any]]:
    """Return how the objects of each AD class reach Entra ID."""
    return [] if flows is None else [_class(one) for one in flows.judged.classes]


def _class(one: ClassComparison) -> dict[str, Any]:
    return {
        "connector_id": one.reach.connector_id,
        "ad_class": one.reach.ad_class,
        "entra_class": one.reach.entra_class,
        "synchronized": bool(one.reach.entra_class),
        "because": one.reach.why_not,
        "gained": one.gained,
        "lost": one.lost,
    }


def identity(flows: AttributeFlows | None) -> dict[str, Any]:
    """Return how objects are identified and matched."""
    found = flows.identity if flows is not None else Identity((), (), (), ())
    return {
        "anchors": [
            {
                "connector_id": one.connector_id,
                "ad_class": one.ad_class,
                "kind": one.kind.value,
                "outcome": one.outcome.value,
                "reads": list(one.reads),
                "linked_mailboxes": one.linked_mailboxes,
                "condition": one.condition,
            }
            for one in found.anchors
        ],
        "sign_in_names": [
            {
                "connector_id": one.connector_id,
                "ad_class": one.ad_class,
                "reads": list(one.reads),
                "comparison": one.comparison.comparison.value,
                "outcome": one.comparison.outcome.value,
            }
            for one in found.sign_in_names
        ],
        "matches": [
            {
                "connector_id": one.connector_id,
                "ad_class": one.ad_class,
                "rule": one.rule.name,
                "conditions": list(one.conditions),
            }
            for one in found.matches
        ],
        "switches": [{"name": one.name, "wanted": one.wanted, "why": one.why} for one in found.switches],
    }


def purpose(found: RulePurpose | None) -> dict[str, Any] | None:
    """Return what a customised rule is for; ``None`` for Microsoft's own rules."""
    if found is None:
        return None
    return {
        "sentences": list(found.sentences),
        "becomes": list(found.becomes),
        "outcome": found.outcome.value,
        "because": found.because,
        "steps": list(found.steps),
        "effects": [
            {
                "connector_id": one.connector_id,
                "ad_class": one.ad_class,
                "target": one.target,
                "with_rule": one.with_rule,
                "without_rule": one.without,
            }
            for one in found.values
        ],
        "scope_of": sorted({one.ad_class for one in found.scopes}),
    }
