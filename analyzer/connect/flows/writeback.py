"""Flows from the metaverse into Active Directory, by the feature they belong to."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from analyzer.configuration import Configuration, ConnectorKind, Direction, LinkType, SyncRule
from analyzer.connect.flows.model import Writeback
from analyzer.errors import KnowledgeError
from analyzer.resources import rules_yaml

OTHER = "other"


@lru_cache(maxsize=1)
def _features() -> tuple[dict[str, Any], ...]:
    try:
        return tuple(rules_yaml("flows/writeback.yaml")["features"])
    except (KeyError, TypeError) as problem:
        raise KnowledgeError(str(problem), file="rules/flows/writeback.yaml") from problem


def writeback_flows(configuration: Configuration) -> tuple[Writeback, ...]:
    """Return every enabled outbound rule that writes to an AD connector, with the feature it serves."""
    kinds = {connector.id: connector.kind for connector in configuration.connectors}
    return tuple(
        Writeback(
            feature=feature_of(rule),
            connector_id=rule.connector_id,
            ad_class=rule.target_type,
            rule=rule,
            targets=tuple(flow.target for flow in rule.flows),
        )
        for rule in sorted(configuration.sync_rules, key=lambda r: r.precedence)
        if rule.direction is Direction.OUTBOUND
        and not rule.disabled
        and kinds.get(rule.connector_id) is ConnectorKind.ACTIVE_DIRECTORY
        and (rule.flows or rule.link_type is LinkType.PROVISION)
    )


def feature_of(rule: SyncRule) -> str:
    """Return the id of the feature an outbound rule to AD serves; ``other`` where none is recognised."""
    targets = {flow.target.lower() for flow in rule.flows}
    for entry in _features():
        provisions = entry.get("provisions")
        if provisions and rule.link_type is LinkType.PROVISION and rule.target_type.lower() == provisions.lower():
            return str(entry["feature"])
        if targets & {name.lower() for name in entry.get("targets", ())}:
            return str(entry["feature"])
    return OTHER
