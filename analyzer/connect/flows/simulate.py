"""Carries one object through the rules, step by step, as the engine does: the ground truth for composed flows.

Inbound rules write the metaverse object, outbound rules read it. Nothing is simplified and nothing is shared with the
composer but the evaluators of expressions and of scoping filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from analyzer.configuration import (
    AttributeFlow,
    Configuration,
    Direction,
    FlowKind,
    LinkType,
    MergeType,
    Origin,
    SyncRule,
)
from analyzer.connect.flows.guards import connector_text
from analyzer.connect.flows.terms import flow_node
from analyzer.connect.scope.evaluate import Entry
from analyzer.connect.scope.evaluate import Value as ScopeValue
from analyzer.connect.scope.evaluate import evaluate as in_scope
from analyzer.connect.scope.predicate import from_scope
from analyzer.expressions.evaluate import Environment, ErrorValue, Program, Special, Value, compile_expression
from analyzer.expressions.nodes import Call, Dialect, Text

_PROJECTING = (LinkType.PROVISION, LinkType.STICKY_JOIN)
_MERGING = (MergeType.MERGE, MergeType.MERGE_CASE_INSENSITIVE)


@dataclass(frozen=True, slots=True)
class AdObject:
    """One AD object in a connector space.

    Attributes:
        connector_id: its connector.
        object_class: the decisive object class.
        attributes: values by name as the rules spell it; ``dn`` is the distinguished name.
        parameters: values of ``%Domain.FQDN%`` and the like, without the percent signs.
        entra: the Entra object it is linked to already, by attribute; empty before the first synchronisation.

    """

    connector_id: str
    object_class: str
    attributes: Mapping[str, Value]
    parameters: Mapping[str, Value] = field(default_factory=dict)
    entra: Mapping[str, Value] = field(default_factory=dict)


class Undetermined(Exception):  # noqa: N818 - an answer, no error of the user
    """A scoping filter on the object's values has no documented answer."""


def synchronise(configuration: Configuration, ad_object: AdObject) -> dict[str, dict[str, Value]]:
    """Return what is exported to Entra ID, by Entra class and target attribute (in lower case).

    An attribute that gets no value is missing where it is removed; ``IgnoreThisFlow`` marks one that stays as it is.
    Values that are an :class:`ErrorValue` stop the object in reality. An object that is not synchronised gives an
    empty result.

    Raises:
        Undetermined: nobody can tell whether a rule takes the object.

    """
    rules = sorted((r for r in configuration.sync_rules if not r.disabled), key=lambda r: r.precedence)
    exported: dict[str, dict[str, Value]] = {}
    for metaverse_class in _projected(rules, ad_object):
        for entra_class in _provisionable(configuration, rules, metaverse_class):
            metaverse = _inbound(configuration, rules, ad_object, metaverse_class, entra_class)
            found = _outbound(configuration, rules, metaverse, metaverse_class, entra_class)
            if found is not None:
                exported[entra_class.lower()] = found
    return exported


def _takes(rule: SyncRule, entry: Entry) -> bool:
    scope = tuple(
        tuple(
            condition
            if condition.value.strip().casefold() != "%connector.id%"
            else type(condition)(
                condition.attribute, condition.operator, connector_text(rule.connector_id).value, condition.origin
            )
            for condition in group
        )
        for group in rule.scope
    )
    answer = in_scope(from_scope(scope), entry)
    if answer is None:
        raise Undetermined(rule.name)
    return answer


def _own(rule: SyncRule, ad_object: AdObject) -> bool:
    return (
        rule.direction is Direction.INBOUND
        and rule.connector_id == ad_object.connector_id
        and rule.source_type.lower() == ad_object.object_class.lower()
    )


def _projected(rules: Iterable[SyncRule], ad_object: AdObject) -> list[str]:
    entry = _entry(ad_object.attributes)
    found = dict.fromkeys(
        rule.target_type
        for rule in rules
        if _own(rule, ad_object) and rule.link_type in _PROJECTING and _takes(rule, entry)
    )
    return list(found)


def _provisionable(configuration: Configuration, rules: Iterable[SyncRule], metaverse_class: str) -> list[str]:
    entra = configuration.entra_connector
    if entra is None:
        return []
    wanted = metaverse_class.lower()
    return list(
        dict.fromkeys(
            rule.target_type
            for rule in rules
            if rule.direction is Direction.OUTBOUND
            and rule.connector_id == entra.id
            and rule.source_type.lower() == wanted
            and rule.link_type is LinkType.PROVISION
        )
    )


def _inbound(
    configuration: Configuration,
    rules: Iterable[SyncRule],
    ad_object: AdObject,
    metaverse_class: str,
    entra_class: str,
) -> dict[str, Value]:
    """Return the metaverse object: what AD's rules write and, where it is linked already, Entra ID's."""
    entry = _entry(ad_object.attributes)
    fixed: dict[str, Value] = dict(ad_object.parameters)
    fixed["Connector.ID"] = connector_text(ad_object.connector_id).value
    connector = configuration.connector(ad_object.connector_id)
    if connector is not None and connector.active_directory is not None and connector.active_directory.forest:
        fixed["Forest.FQDN"] = connector.active_directory.forest
    entra = configuration.entra_connector
    contributions: list[tuple[AttributeFlow, Value]] = []
    for rule in rules:
        if rule.direction is not Direction.INBOUND or rule.target_type.lower() not in {metaverse_class.lower(), "*"}:
            continue
        if _own(rule, ad_object):
            if _takes(rule, entry):
                contributions += _values(rule, Environment(ad_object.attributes, fixed))
        elif entra is not None and rule.connector_id == entra.id and rule.source_type.lower() == entra_class.lower():
            contributions += _values(rule, Environment({**ad_object.entra, "cloudMastered": False}, fixed))
    result = _decide(contributions)
    return {name: value for name, value in result.items() if not isinstance(value, Special)}


def _outbound(
    configuration: Configuration,
    rules: Iterable[SyncRule],
    metaverse: dict[str, Value],
    metaverse_class: str,
    entra_class: str,
) -> dict[str, Value] | None:
    entra = configuration.entra_connector
    assert entra is not None  # noqa: S101 - classes come from its rules
    entry = _entry(metaverse)
    mine = [
        rule
        for rule in rules
        if rule.direction is Direction.OUTBOUND
        and rule.connector_id == entra.id
        and rule.source_type.lower() == metaverse_class.lower()
        and rule.target_type.lower() == entra_class.lower()
        and _takes(rule, entry)
    ]
    if not any(rule.link_type is LinkType.PROVISION for rule in mine):
        return None
    if any(rule.link_type is LinkType.JOIN_NO_FLOW for rule in mine):
        return None
    environment = Environment(_Folded(metaverse), {"Connector.ID": connector_text(entra.id).value})
    contributions = [found for rule in mine for found in _values(rule, environment)]
    result = _decide(contributions)
    return {name: value for name, value in result.items() if value not in {Special.NULL, Special.AUTHORITATIVE}}


class _Folded(dict[str, Value]):
    """Metaverse attributes under any spelling of their names."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__((name.lower(), value) for name, value in values.items())

    def get(self, key: str, default: Value = Special.NULL) -> Value:  # type: ignore[override]
        """Return a value by name in any case."""
        return super().get(key.lower(), default)


def _values(rule: SyncRule, environment: Environment) -> Iterable[tuple[AttributeFlow, Value]]:
    for flow in rule.flows:
        yield flow, _program(flow.target, flow.kind, flow.text).run(environment)


@lru_cache(maxsize=16384)
def _program(target: str, kind: FlowKind, text: str) -> Program:
    flow = AttributeFlow(target, kind, (text[1:-1],), text, text, MergeType.UPDATE, False, Origin("", ""))
    node = flow_node(flow)
    if node is None:
        node = Call("Error", (Text("the expression isn't well-formed"),))
    return compile_expression(node, Dialect.CONNECT)


def _decide(contributions: Iterable[tuple[AttributeFlow, Value]]) -> dict[str, Value]:
    """Pick every attribute's value: the first contribution that is one; merged where the flows merge."""
    result: dict[str, Value] = {}
    merged: set[str] = set()
    for flow, given in contributions:
        key = flow.target.lower()
        before = result.get(key)
        value = Special.NULL if given in {"", (), b""} else given
        if (
            before is None
            or (before is Special.IGNORE and value is not Special.IGNORE)
            or (before is Special.NULL and not (value is Special.NULL or value is Special.IGNORE))
        ):
            result[key] = value
        elif key in merged and not isinstance(value, Special | ErrorValue):
            result[key] = _union(before, value)
        if flow.merge_type in _MERGING:
            merged.add(key)
    return result


def _union(left: Value, right: Value) -> Value:
    items = [*(left if isinstance(left, tuple) else (left,)), *(right if isinstance(right, tuple) else (right,))]
    return tuple(dict.fromkeys(items))


def _entry(values: Mapping[str, Value]) -> Entry:
    """Return values as scoping filters see them."""
    entry: dict[str, tuple[ScopeValue, ...]] = {}
    for name, value in values.items():
        items = value if isinstance(value, tuple) else (value,)
        entry[name.lower()] = tuple(item for item in items if isinstance(item, str | int | bytes | bool))
    return entry
