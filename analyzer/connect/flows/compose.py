"""Composes inbound and outbound rules: what Connect Sync writes to Entra ID for every AD class."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from analyzer.configuration import AttributeFlow, Configuration, Connector, LinkType, SyncRule
from analyzer.connect.flows.decide import Candidate, decide
from analyzer.connect.flows.facts import NOTHING_KNOWN, Facts, all_of, any_of
from analyzer.connect.flows.metaverse import PROJECTING, Metaverse, RuleIndex, own_timing
from analyzer.connect.flows.model import (
    ClassReach,
    Composition,
    Contribution,
    EffectiveFlow,
    Foreign,
    Part,
    Timing,
    timing_of,
)
from analyzer.connect.flows.partial import negate, reduce_condition, reduce_value
from analyzer.connect.flows.terms import (
    ENTRA_PREFIX,
    FALSE,
    IGNORE,
    METAVERSE_PREFIX,
    TRUE,
    flow_node,
    parts_of_iif,
    rebuild,
)
from analyzer.connect.flows.writeback import writeback_flows
from analyzer.expressions.nodes import Attribute, Node, attributes_of

INTERNAL_TARGETS = frozenset({"dn"})
"""Targets that name the object inside the connector space and reach no attribute of Entra ID."""


def compose(configuration: Configuration, only: Callable[[str, str], bool] | None = None) -> Composition:
    """Return the effective flows of all AD connectors, in the order connector, AD class, target.

    ``only`` picks the classes to compose by connector id and AD class; by default all are.
    """
    index = RuleIndex(configuration)
    flows: list[EffectiveFlow] = []
    classes: list[ClassReach] = []
    for connector in configuration.active_directory_connectors:
        for ad_class in _classes(index, connector):
            if only is not None and not only(connector.id, ad_class):
                continue
            for reach, view in _reaches(index, connector, ad_class):
                classes.append(reach)
                if view is not None:
                    flows += _flows(index, connector, reach, view)
    return Composition(tuple(flows), tuple(classes), writeback_flows(configuration))


def _classes(index: RuleIndex, connector: Connector) -> list[str]:
    """Return the classes that have inbound rules and are selected, in a fixed order."""
    names: dict[str, str] = {}
    for (connector_id, _), rules in index.inbound.items():
        if connector_id == connector.id:
            names.update((rule.source_type.lower(), rule.source_type) for rule in rules)
    selected = {name.lower() for p in connector.partitions if p.selected for name in p.object_classes}
    return sorted((name for key, name in names.items() if not selected or key in selected), key=str.lower)


def _reaches(index: RuleIndex, connector: Connector, ad_class: str) -> Iterator[tuple[ClassReach, Metaverse | None]]:
    """Yield how objects of a class reach Entra ID, each way with the view of the metaverse it goes through."""
    rules = index.inbound[connector.id, ad_class.lower()]
    metaverse_classes = dict.fromkeys(rule.target_type for rule in rules if rule.link_type in PROJECTING)
    if not metaverse_classes:
        why = f"No rule brings {ad_class} objects into the metaverse; they only add to objects that are there already."
        yield ClassReach(connector.id, ad_class, "", False, TRUE, why_not=why), None
        return
    found = False
    for metaverse_class in metaverse_classes:
        plain = Metaverse(index, connector, ad_class, metaverse_class)
        for entra_class in _entra_classes(index, metaverse_class):
            reach, view = _reach(index, connector, plain, entra_class)
            if view is not None:
                found = True
                yield reach, view
    if not found:
        why = f"No outbound rule provisions {ad_class} objects to Microsoft Entra ID."
        yield ClassReach(connector.id, ad_class, "", True, TRUE, why_not=why), None


def _entra_classes(index: RuleIndex, metaverse_class: str) -> list[str]:
    entra = index.configuration.entra_connector
    if entra is None:
        return []
    return sorted(
        {
            rules[0].target_type
            for (connector_id, source, _), rules in index.outbound.items()
            if connector_id == entra.id and source == metaverse_class.lower()
        },
        key=str.lower,
    )


def _reach(
    index: RuleIndex, connector: Connector, plain: Metaverse, entra_class: str
) -> tuple[ClassReach, Metaverse | None]:
    rules = outbound_rules(index, plain.metaverse_class, entra_class)
    provisioning = [rule for rule in rules if rule.link_type is LinkType.PROVISION]
    possible = any_of(map(plain.outbound_guard, provisioning))
    if possible == FALSE:
        return ClassReach(connector.id, plain.ad_class, "", True, TRUE), None
    view = plain.linked_to(entra_class)
    provisioned = any_of(map(view.outbound_guard, provisioning))
    pilots = tuple(rule for rule in rules if rule.link_type is LinkType.JOIN_NO_FLOW)
    free = [negate(view.outbound_guard(rule)) for rule in pilots]
    universe = all_of((view.universe, provisioned, *free))
    return ClassReach(connector.id, plain.ad_class, entra_class, True, universe, pilots), view


def outbound_rules(index: RuleIndex, metaverse_class: str, entra_class: str) -> list[SyncRule]:
    """Return the enabled outbound rules from a metaverse class to an Entra class, by precedence."""
    entra = index.configuration.entra_connector
    return index.outbound.get((entra.id, metaverse_class.lower(), entra_class.lower()), []) if entra else []


@dataclass(frozen=True, slots=True)
class _Outbound:
    """One outbound rule, its guard reduced for a class of objects."""

    rule: SyncRule
    guard: Node


def _flows(index: RuleIndex, connector: Connector, reach: ClassReach, view: Metaverse) -> Iterator[EffectiveFlow]:
    facts = view.facts.assume(reach.universe)
    rules = [
        _Outbound(rule, reduce_condition(view.outbound_guard(rule), facts))
        for rule in outbound_rules(index, view.metaverse_class, reach.entra_class)
        if rule.link_type is not LinkType.JOIN_NO_FLOW
    ]
    by_target: dict[str, list[Candidate]] = {}
    for outbound in rules:
        for flow in outbound.rule.flows:
            key = flow.target.lower()
            if key not in INTERNAL_TARGETS:
                node = flow_node(flow)
                value, timing = _value(node, view, key), _timing(flow, node, view)
                by_target.setdefault(key, []).append(Candidate(outbound.rule, flow, outbound.guard, value, timing))
    for candidates in sorted(by_target.values(), key=lambda found: found[0].flow.target.lower()):
        yield _effective(connector, reach, view, candidates, facts)


def _timing(flow: AttributeFlow, node: Node | None, view: Metaverse) -> Timing:
    """Return when an outbound flow changes its target: what the metaverse gets once never changes afterwards."""
    own = own_timing(flow)
    if own is Timing.ONCE or node is None:
        return own
    found = (view.composed(name) for name in _read(node))
    return timing_of(one.timing for one in found if one.steps)


def _value(node: Node | None, view: Metaverse, target: str) -> Node | None:
    """Put AD's values into an outbound expression; Entra ID's own value of the same target means no change."""
    if node is None:
        return None
    names = _read(node)
    found = {name.lower(): view.node(name) for name in names}
    if not found:
        return node
    if len(found) == 1:
        value = _spread(node, next(iter(found)), next(iter(found.values())), f"{ENTRA_PREFIX}{target}")
    else:
        value = rebuild(node, found)
    # A direct flow hands on what the metaverse holds; only an expression can have become simpler.
    return value if isinstance(node, Attribute) else reduce_value(value, NOTHING_KNOWN)


def _spread(node: Node, name: str, value: Node, own: str) -> Node:
    """Put a value into an expression; where the value ends in Entra ID's own one, the target keeps what it has."""
    if isinstance(value, Attribute) and value.name.lower() == own:
        return IGNORE
    parts = parts_of_iif(value)
    if parts is not None and _ends_in(value, own):
        yes, no = _spread(node, name, parts[1], own), _spread(node, name, parts[2], own)
        return value.with_children((parts[0], yes, no))
    return rebuild(node, {name: value})


def _ends_in(value: Node, own: str) -> bool:
    return any(isinstance(part, Attribute) and part.name.lower() == own for part in _walk(value))


def _walk(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(current.children)


def _read(node: Node) -> tuple[str, ...]:
    return (node.name,) if isinstance(node, Attribute) else attributes_of(node)


def _effective(
    connector: Connector, reach: ClassReach, view: Metaverse, candidates: list[Candidate], facts: Facts
) -> EffectiveFlow:
    composed = decide(candidates, facts)
    read: dict[str, str] = {}
    for candidate, contribution in zip(candidates, composed.contributions, strict=True):
        if contribution.part in {Part.WINS, Part.FOLLOWS}:
            node = flow_node(candidate.flow)
            read.update((name.lower(), name) for name in (_read(node) if node is not None else ()))
    inbound: list[tuple[str, tuple[Contribution, ...]]] = []
    foreign: list[Foreign] = []
    for name in read.values():
        found = view.composed(name)
        inbound.append((name, found.contributions))
        foreign += found.foreign
    names = attributes_of(composed.node) if composed.node is not None else ()
    opaque = [name.removeprefix(METAVERSE_PREFIX) for name in names if name.startswith(METAVERSE_PREFIX)]
    if opaque:
        # What one expression can't say about the metaverse, it can't say about the target either.
        why = view.composed(opaque[0]).defect or f"Too many rules write the metaverse attribute {opaque[0]}."
        composed, names = replace(composed, node=None, defect=why), ()
    return EffectiveFlow(
        connector_id=connector.id,
        ad_class=reach.ad_class,
        entra_class=reach.entra_class,
        target=candidates[0].flow.target,
        composed=composed,
        inbound=tuple(inbound),
        foreign=tuple(foreign),
        reads=tuple(name for name in names if not name.startswith(ENTRA_PREFIX)),
        uses_entra=tuple(name.removeprefix(ENTRA_PREFIX) for name in names if name.startswith(ENTRA_PREFIX)),
    )


__all__ = ["INTERNAL_TARGETS", "compose", "outbound_rules"]
