"""What the metaverse holds of one AD object: every metaverse attribute as an expression over AD attributes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache

from analyzer.configuration import (
    AttributeFlow,
    Configuration,
    Connector,
    ConnectorKind,
    Direction,
    LinkType,
    SyncRule,
)
from analyzer.connect.flows.decide import Candidate, decide
from analyzer.connect.flows.facts import NOTHING_KNOWN, Facts, any_of
from analyzer.connect.flows.guards import connector_text, guard_of
from analyzer.connect.flows.model import Composed, Foreign, ForeignSource, Part, Timing
from analyzer.connect.flows.partial import reduce_condition
from analyzer.connect.flows.terms import (
    ENTRA_PREFIX,
    FALSE,
    METAVERSE_PREFIX,
    NULL_WORD,
    flow_node,
    with_leaves,
)
from analyzer.errors import KnowledgeError
from analyzer.expressions.nodes import Attribute, Boolean, Call, Node, Parameter, Text, postorder
from analyzer.resources import rules_yaml

PROJECTING = (LinkType.PROVISION, LinkType.STICKY_JOIN)
_SETTLED = {"IgnoreThisFlow": NULL_WORD, "AuthoritativeNull": NULL_WORD}
_ANCHORS = frozenset({"sourceanchorbinary", "sourceanchor", "deviceid"})
_PEOPLE = frozenset({"user", "inetorgperson"})
# Objects mastered in Entra ID are the ones written back to AD; one that comes from AD never is.
_OF_AD_OBJECTS = {"cloudmastered": Boolean(False)}


@lru_cache(maxsize=1)
def always_present() -> dict[str, tuple[str, ...]]:
    """Return the attributes every AD object of a class has, by class in lower case (``ad-classes.yaml``)."""
    data = rules_yaml("flows/ad-classes.yaml")
    try:
        return {name.lower(): tuple(entry["always"]) for name, entry in data["classes"].items()}
    except (AttributeError, KeyError, TypeError) as problem:
        raise KnowledgeError(str(problem), file="rules/flows/ad-classes.yaml") from problem


class RuleIndex:
    """The enabled rules of a configuration, by what composing asks for."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.inbound: dict[tuple[str, str], list[SyncRule]] = defaultdict(list)
        self.outbound: dict[tuple[str, str, str], list[SyncRule]] = defaultdict(list)
        self.writers: dict[tuple[str, str], list[tuple[SyncRule, AttributeFlow]]] = defaultdict(list)
        self._joining: dict[tuple[str, str, str], bool] = {}
        self.kinds = {connector.id: connector.kind for connector in configuration.connectors}
        for rule in sorted(configuration.sync_rules, key=lambda r: r.precedence):
            if rule.disabled:
                continue
            if rule.direction is Direction.INBOUND:
                self.inbound[rule.connector_id, rule.source_type.lower()].append(rule)
                for flow in rule.flows:
                    self.writers[rule.target_type.lower(), flow.target.lower()].append((rule, flow))
            else:
                key = (rule.connector_id, rule.source_type.lower(), rule.target_type.lower())
                self.outbound[key].append(rule)

    def joins_others(self, connector_id: str, metaverse_class: str, ad_class: str) -> bool:
        """Tell whether objects of ``ad_class`` of a connector may be joined to those of another connector."""
        key = connector_id, metaverse_class, ad_class
        found = self._joining.get(key)
        if found is None:
            found = self._joining[key] = self._joins(connector_id, metaverse_class, ad_class)
        return found

    def _joins(self, connector_id: str, metaverse_class: str, ad_class: str) -> bool:
        return any(
            condition.metaverse_attribute.lower() not in _ANCHORS
            for rule in self.inbound.get((connector_id, ad_class), ())
            if rule.target_type.lower() == metaverse_class
            for group in rule.joins
            for condition in group
        )


class Metaverse:
    """The metaverse's view of the objects of one AD class of one connector.

    ``entra_class`` names the class of the Entra object they are linked to; without one only AD contributes.
    """

    def __init__(
        self, index: RuleIndex, connector: Connector, ad_class: str, metaverse_class: str, entra_class: str = ""
    ) -> None:
        self._index, self._connector = index, connector
        self.ad_class, self.metaverse_class, self.entra_class = ad_class, metaverse_class, entra_class.lower()
        targets = {metaverse_class.lower(), "*"}
        self._rules = [r for r in index.inbound[connector.id, ad_class.lower()] if r.target_type.lower() in targets]
        self._composed: dict[str, Composed] = {}
        self._nodes: dict[str, Node] = {}
        self._outbound: dict[str, Node] = {}
        self._replacement = parameter_values(connector)
        guards = {rule.id: self._guard(rule) for rule in self._rules}
        self.universe = any_of(guards[r.id] for r in self._rules if r.link_type in PROJECTING)
        self.facts = _certain(ad_class).assume(self.universe)
        self._guards = {rule: reduce_condition(guard, self.facts) for rule, guard in guards.items()}

    def linked_to(self, entra_class: str) -> Metaverse:
        """Return the same view of objects that are linked to Entra objects of a class.

        What Entra ID doesn't write is the same and isn't worked out again.
        """
        view = copy(self)
        view.entra_class = entra_class.lower()
        linked = {key for key in self._composed if self._from_entra(key)}
        view._composed = {key: found for key, found in self._composed.items() if key not in linked}
        view._nodes = {key: node for key, node in self._nodes.items() if key not in linked}
        view._outbound = {}
        return view

    def _from_entra(self, key: str) -> bool:
        names = (self.metaverse_class.lower(), "*")
        return any(self._is_entra(rule) for name in names for rule, _ in self._index.writers.get((name, key), ()))

    def outbound_guard(self, rule: SyncRule) -> Node:
        """Return an outbound rule's scoping filter over AD attributes, as far as the class settles it."""
        found = self._outbound.get(rule.id)
        if found is None:
            found = reduce_condition(guard_of(rule.scope, self.node, rule.connector_id), self.facts)
            self._outbound[rule.id] = found
        return found

    def _guard(self, rule: SyncRule) -> Node:
        return guard_of(rule.scope, Attribute, self._connector.id)

    def composed(self, attribute: str) -> Composed:
        """Return the decision list of a metaverse attribute."""
        key = attribute.lower()
        found = self._composed.get(key)
        if found is None:
            found = self._composed[key] = self._compose(key)
        return found

    def node(self, attribute: str) -> Node:
        """Return a metaverse attribute's value for use inside other expressions."""
        key = attribute.lower()
        found = self._nodes.get(key)
        if found is None:
            composed = self.composed(key)
            node = Attribute(METAVERSE_PREFIX + attribute) if composed.node is None else composed.node
            found = self._nodes[key] = with_leaves(node, _SETTLED)
        return found

    def _compose(self, key: str) -> Composed:
        own: list[Candidate] = []
        others: list[tuple[SyncRule, AttributeFlow]] = []
        names = (self.metaverse_class.lower(), "*")
        writers = [pair for name in names for pair in self._index.writers.get((name, key), ())]
        for rule, flow in sorted(writers, key=lambda pair: pair[0].precedence) if len(writers) > 1 else writers:
            if rule.id in self._guards:
                node = flow_node(flow)
                value = None if node is None else replaced(node, self._replacement)
                own.append(Candidate(rule, flow, self._guards[rule.id], value, own_timing(flow)))
            elif self._is_entra(rule):
                node = flow_node(flow)
                if rule.source_type.lower() == self.entra_class:
                    value = None if node is None else of_entra(node)
                    own.append(Candidate(rule, flow, Boolean(True), value, own_timing(flow)))
            else:
                others.append((rule, flow))
        composed = decide(own, self.facts)
        foreign = tuple(self._foreign(others, own))
        return replace(composed, foreign=foreign) if foreign else composed

    def _is_entra(self, rule: SyncRule) -> bool:
        return self._index.kinds.get(rule.connector_id) is ConnectorKind.ENTRA

    def _foreign(self, others: Sequence[tuple[SyncRule, AttributeFlow]], own: Sequence[Candidate]) -> Iterable[Foreign]:
        """Name the flows of other connectors' objects that may be joined to this one."""
        first = min((c.rule.precedence for c in own if c.guard != FALSE), default=None)
        for rule, flow in others:
            if rule.connector_id == self._connector.id:
                continue
            kind = self._index.kinds.get(rule.connector_id)
            source = ForeignSource.FOREST if kind is ConnectorKind.ACTIVE_DIRECTORY else ForeignSource.OTHER
            if source is ForeignSource.FOREST and not self._may_merge(rule):
                continue
            yield Foreign(source, rule.connector_id, rule, flow, first is None or rule.precedence < first)

    def _may_merge(self, rule: SyncRule) -> bool:
        mine, theirs = self.ad_class.lower(), rule.source_type.lower()
        if mine != theirs and not {mine, theirs} <= _PEOPLE:
            return False
        metaverse_class = self.metaverse_class.lower()
        return self._index.joins_others(rule.connector_id, metaverse_class, theirs) or self._index.joins_others(
            self._connector.id, metaverse_class, mine
        )


def own_timing(flow: AttributeFlow) -> Timing:
    """Return when a flow works by its own setting."""
    return Timing.ONCE if flow.execute_once else Timing.ALWAYS


def _certain(ad_class: str) -> Facts:
    facts = NOTHING_KNOWN
    for name in always_present().get(ad_class.lower(), ()):
        facts = facts.assume(Call("IsPresent", (Attribute(name),)))
    return facts


def parameter_values(connector: Connector) -> dict[str, Node]:
    """Return what is fixed for a connector: ``%Connector.ID%`` and, where the export tells it, ``%Forest.FQDN%``."""
    values: dict[str, Node] = {"connector.id": connector_text(connector.id)}
    if connector.active_directory is not None and connector.active_directory.forest:
        values["forest.fqdn"] = Text.of(connector.active_directory.forest)
    return values


def replaced(node: Node, values: dict[str, Node]) -> Node:
    """Replace the parameters that have a value."""
    if isinstance(node, Parameter):
        return values.get(node.name.lower(), node)
    if not any(isinstance(part, Parameter) for part in postorder(node)):
        return node
    return _mapped(node, lambda part: values.get(part.name.lower(), part) if isinstance(part, Parameter) else part)


def of_entra(node: Node) -> Node:
    """Mark the attributes an expression of an Entra inbound rule reads as Entra ID's own values."""

    def marked(part: Node) -> Node:
        if isinstance(part, Attribute):
            return _OF_AD_OBJECTS.get(part.name.lower(), Attribute(ENTRA_PREFIX + part.name))
        if isinstance(part, Call) and part.name == "ImportedValue" and isinstance(part.arguments[0], Text):
            return Attribute(ENTRA_PREFIX + part.arguments[0].value)
        return part

    return _mapped(node, marked)


def _mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    done: list[Node] = []
    for part in postorder(node):
        count = len(part.children)
        children = tuple(done[-count:]) if count else ()
        if count:
            del done[-count:]
        done.append(change(part.with_children(children) if count else part))
    return done[-1]


__all__ = [
    "PROJECTING",
    "Metaverse",
    "Part",
    "RuleIndex",
    "always_present",
    "of_entra",
    "own_timing",
    "parameter_values",
    "replaced",
]
