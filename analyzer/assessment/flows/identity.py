"""Source anchor, sign-in name and matching: they decide whether objects are found again or created twice.

Cloud Sync's anchor is mS-DS-ConsistencyGuid where present, else objectGUID, for every class (captured default mapping,
2025-09-20; how-to-prerequisites, 2026-07-27). It can't be changed to anything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from analyzer.assessment.flows.model import FlowAssessment, FlowComparison
from analyzer.configuration import Configuration, Direction, SyncRule
from analyzer.connect.flows import ClassReach, EffectiveFlow
from analyzer.connect.flows.terms import ENTRA_PREFIX, NULL_WORD, rebuild
from analyzer.errors import KnowledgeError
from analyzer.expressions.evaluate import Environment, Value, compile_expression, effect_of
from analyzer.expressions.evaluate.effects import Effect, EffectKind
from analyzer.expressions.nodes import Dialect, Node, attributes_of
from analyzer.resources import rules_yaml
from analyzer.vocabulary import Outcome

ANCHOR, SIGN_IN_NAME = "sourceanchor", "userprincipalname"
_GUID, _CONSISTENCY_GUID = "objectGUID", "mS-DS-ConsistencyGuid"
_ANCHOR_JOINS = frozenset({"sourceanchorbinary", "sourceanchor", "deviceid"})
_ONE, _OTHER = bytes(range(16)), bytes(range(16, 32))
_ORDINARY: dict[str, Value] = {_GUID: _ONE, "sAMAccountName": "joe", "userAccountControl": 512, "cn": "Joe"}
_LINKED_MAILBOX = 2


class AnchorKind(StrEnum):
    """How Connect Sync's anchor stands to Cloud Sync's."""

    SAME = "same"
    IF_CONSISTENCY_GUID_EMPTY = "if-consistency-guid-empty"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AnchorVerdict:
    """The source anchor of one class.

    Attributes:
        kind: whether Cloud Sync computes the same value.
        reads: AD attributes Connect Sync's anchor is made of.
        linked_mailboxes: whether linked mailboxes get no anchor here, because their account's forest gives it.
        condition: under which condition both anchors are equal, as a sentence.

    """

    connector_id: str
    ad_class: str
    entra_class: str
    kind: AnchorKind
    outcome: Outcome
    reads: tuple[str, ...]
    linked_mailboxes: bool
    condition: str
    flow: EffectiveFlow


@dataclass(frozen=True, slots=True)
class SignInName:
    """The user principal name of one class: the comparison of its flow, and what it is made of."""

    connector_id: str
    ad_class: str
    reads: tuple[str, ...]
    comparison: FlowComparison


@dataclass(frozen=True, slots=True)
class Match:
    """Join conditions by which objects of different connectors become one (anything but the anchor)."""

    connector_id: str
    ad_class: str
    rule: SyncRule
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TenantSwitch:
    """A setting of the tenant to look up before the move."""

    name: str
    wanted: str
    why: str


@dataclass(frozen=True, slots=True)
class Identity:
    """How objects are identified, signed in and matched."""

    anchors: tuple[AnchorVerdict, ...]
    sign_in_names: tuple[SignInName, ...]
    matches: tuple[Match, ...]
    switches: tuple[TenantSwitch, ...]


def judge_identity(configuration: Configuration, flows: FlowAssessment) -> Identity:
    """State anchors, sign-in names and matching of a configuration."""
    reaches = {(c.reach.connector_id, c.reach.ad_class, c.reach.entra_class): c.reach for c in flows.classes}
    anchors = tuple(
        _anchor(flow, reaches[flow.connector_id, flow.ad_class, flow.entra_class])
        for flow in flows.composition.flows
        if flow.target.lower() == ANCHOR
    )
    names = tuple(
        SignInName(c.connector_id, c.ad_class, c.flow.reads, c)
        for c in flows.comparisons
        if c.target.lower() == SIGN_IN_NAME and c.flow is not None
    )
    return Identity(anchors, names, tuple(_matches(configuration)), tenant_switches())


def _anchor(flow: EffectiveFlow, reach: ClassReach) -> AnchorVerdict:
    node = _first_time(flow.node) if flow.node is not None else None
    reads = tuple(
        name for name in (attributes_of(node) if node is not None else ()) if name != "msExchRecipientTypeDetails"
    )
    kind = AnchorKind.OTHER if node is None else _kind(node, reads)
    linked = (
        node is not None and _result(node, {"msExchRecipientTypeDetails": _LINKED_MAILBOX}).kind is EffectKind.REMOVED
    )
    outcome = {
        AnchorKind.SAME: Outcome.SUPPORTED,
        AnchorKind.IF_CONSISTENCY_GUID_EMPTY: Outcome.MANUAL,
        AnchorKind.OTHER: Outcome.GAP,
    }[kind]
    return AnchorVerdict(
        flow.connector_id, flow.ad_class, flow.entra_class, kind, outcome, reads, linked, _sentence(kind, reach), flow
    )


def _kind(node: Node, reads: tuple[str, ...]) -> AnchorKind:
    if not {name.lower() for name in reads} <= {_GUID.lower(), _CONSISTENCY_GUID.lower()}:
        return AnchorKind.OTHER
    guid, consistency = _texts(_ONE), _texts(_OTHER)
    if _result(node, {}).values != guid:
        return AnchorKind.OTHER
    filled = _result(node, {_CONSISTENCY_GUID: _OTHER}).values
    if filled == consistency:
        return AnchorKind.SAME
    return AnchorKind.IF_CONSISTENCY_GUID_EMPTY if filled == guid else AnchorKind.OTHER


def _texts(value: bytes) -> tuple[str, ...]:
    return effect_of(value).values


def _result(node: Node, values: dict[str, Value]) -> Effect:
    environment = Environment({**_ORDINARY, **values}, {})
    return effect_of(compile_expression(node, Dialect.CONNECT).run(environment))


def _first_time(node: Node) -> Node:
    """Return the anchor as it is computed before Entra ID knows the object."""
    names = [name for name in attributes_of(node) if name.startswith(ENTRA_PREFIX)]
    return rebuild(node, {name.lower(): NULL_WORD for name in names}) if names else node


def _sentence(kind: AnchorKind, reach: ClassReach) -> str:
    if kind is AnchorKind.SAME:
        return "Both products use mS-DS-ConsistencyGuid where it is filled and objectGUID elsewhere."
    if kind is AnchorKind.IF_CONSISTENCY_GUID_EMPTY:
        return (
            f"Equal for every {reach.ad_class} whose mS-DS-ConsistencyGuid is empty or holds its objectGUID; wherever "
            "it holds anything else, Cloud Sync computes another anchor and doesn't find the object again."
        )
    return "The anchor isn't made of objectGUID or mS-DS-ConsistencyGuid alone; Cloud Sync can't compute it."


def _matches(configuration: Configuration) -> Iterator[Match]:
    forests = {connector.id for connector in configuration.connectors} - {
        configuration.entra_connector.id if configuration.entra_connector else ""
    }
    for rule in sorted(configuration.sync_rules, key=lambda r: r.precedence):
        if rule.disabled or rule.direction is not Direction.INBOUND or rule.connector_id not in forests:
            continue
        groups = tuple(
            " and ".join(map(str, group))
            for group in rule.joins
            if any(c.metaverse_attribute.lower() not in _ANCHOR_JOINS for c in group)
        )
        if groups:
            yield Match(rule.connector_id, rule.source_type, rule, groups)


@lru_cache(maxsize=1)
def tenant_switches() -> tuple[TenantSwitch, ...]:
    """Return the tenant's switches to look up.

    Raises:
        KnowledgeError: the file misses a key.

    """
    try:
        entries = rules_yaml("flows/tenant-switches.yaml")["switches"]
        return tuple(TenantSwitch(entry["name"], str(entry["wanted"]), entry["why"]) for entry in entries)
    except (KeyError, TypeError) as problem:
        raise KnowledgeError(str(problem), file="rules/flows/tenant-switches.yaml") from problem
