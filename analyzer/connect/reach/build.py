"""Builds the predicate of everybody who reaches Entra ID from the rules, the wizard's choices and the OU filter.

The conditions come from the same composition through the metaverse that gives the attribute flows. An object is
looked at before it exists in Entra ID; values Entra ID already holds and numbers of members don't decide here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from analyzer.configuration import (
    AttributeFlow,
    Configuration,
    Connector,
    Direction,
    LinkType,
    Origin,
    Partition,
    ScopeCondition,
    SyncRule,
)
from analyzer.connect.flows.compose import outbound_rules
from analyzer.connect.flows.facts import NOTHING_KNOWN, Facts, all_of, any_of
from analyzer.connect.flows.guards import guard_of
from analyzer.connect.flows.metaverse import PROJECTING, Metaverse, RuleIndex, always_present
from analyzer.connect.flows.model import Composed, Part
from analyzer.connect.flows.partial import negate, reduce_condition
from analyzer.connect.flows.terms import ENTRA_PREFIX, FALSE, NULL_WORD, TRUE, flow_node, rebuild, text_of
from analyzer.connect.reach.conditions import to_predicate
from analyzer.connect.reach.model import CLASSES, ClassScope, PartKind, ReachPart
from analyzer.connect.reach.presence import presences
from analyzer.connect.reach.undocumented import undocumented_comparisons, undocumented_tests
from analyzer.connect.reach.words import named, spelled, tested_attribute
from analyzer.connect.scope import (
    Clause,
    FalseP,
    GroupPilotFilter,
    Operator,
    PilotState,
    Predicate,
    TrueP,
    conjunction,
    disjunction,
    from_scope,
    simplify,
)
from analyzer.expressions.nodes import Attribute, Call, Chain, Node, attributes_of, walk

_MEMBERS = frozenset({"member", "membercount"})


class ReachBuilder:
    """Builds class scopes of one configuration; composing is shared by the partitions of a connector."""

    def __init__(self, configuration: Configuration, without: frozenset[str] = frozenset()) -> None:
        """Take a configuration as it is, or without some of its rules (by id)."""
        self._all = configuration
        self._without = without
        kept = tuple(rule for rule in configuration.sync_rules if rule.id not in without)
        self._index = RuleIndex(replace(configuration, sync_rules=kept) if without else configuration)
        self._built: dict[tuple[str, str], ClassScope] = {}

    def concerns(self, connector: Connector, object_class: str) -> bool:
        """Tell whether one of the rules left out may decide about a class: inbound for it, or any outbound rule."""
        return any(
            rule.direction is Direction.OUTBOUND
            or (rule.connector_id == connector.id and rule.source_type.lower() == object_class.lower())
            for rule in self._all.sync_rules
            if rule.id in self._without and (rule.direction is Direction.INBOUND or _decides(rule))
        )

    def build(self, connector: Connector, partition: Partition, pilot: GroupPilotFilter) -> tuple[ClassScope, ...]:
        """Return the scopes of all classes for one partition, in the order of :data:`CLASSES`.

        A class that has neither rules nor a tick in the wizard is left out when Cloud Sync doesn't take it either.
        """
        return tuple(self.build_class(connector, partition, pilot, object_class) for object_class in CLASSES)

    def build_class(
        self, connector: Connector, partition: Partition, pilot: GroupPilotFilter, object_class: str
    ) -> ClassScope:
        """Return the scope of one class for one partition."""
        selected = {name.lower() for name in partition.object_classes}
        scope = self._of_class(connector, object_class)
        parts = list(scope.parts)
        if pilot.state is PilotState.ACTIVE and pilot.group is not None:
            member = Clause("memberOf", Operator.IS_MEMBER_OF, pilot.group.text)
            parts.insert(0, ReachPart(PartKind.PILOT_GROUP, member, origins=pilot.origins, note=pilot.because))
        if selected and object_class.lower() not in selected:
            note = f"{object_class} is not selected for {partition.name}"
            parts.insert(0, ReachPart(PartKind.OBJECT_CLASS, FalseP(), origins=(partition.origin,), note=note))
        return replace(scope, parts=tuple(parts))

    def _of_class(self, connector: Connector, object_class: str) -> ClassScope:
        key = connector.id, object_class
        if key not in self._built:
            self._built[key] = _class_scope(self._index, connector, object_class)
        return self._built[key]


def _decides(rule: SyncRule) -> bool:
    """Tell whether an outbound rule may decide who is provisioned."""
    return rule.link_type in {LinkType.PROVISION, LinkType.JOIN_NO_FLOW}


def _class_scope(index: RuleIndex, connector: Connector, object_class: str) -> ClassScope:
    rules = index.inbound.get((connector.id, object_class.lower()), [])
    metaverse_classes = dict.fromkeys(rule.target_type for rule in rules if rule.link_type in PROJECTING)
    ways: list[_Way] = []
    blocked: list[_Way] = []
    for metaverse_class in metaverse_classes:
        for entra_class in _entra_classes(index, metaverse_class):
            way = _Way(index, connector, object_class, metaverse_class, entra_class)
            (ways if way.possible else blocked).append(way)
    if not ways:
        # The rule that comes closest is the one meant for the class.
        reasons = min((one for way in blocked for one in way.blocked()), key=len, default={})
        what = "provisions them to Microsoft Entra ID" if metaverse_classes else "brings them into the metaverse"
        part = ReachPart(
            PartKind.UNREACHABLE,
            FalseP(),
            tuple(dict.fromkeys(rule for rules in reasons.values() for rule in rules))
            or tuple(_disabled(index, connector, object_class)),
            origins=(connector.origin,),
            note="; ".join(reasons) or f"no enabled rule {what}",
        )
        return ClassScope(connector.id, object_class, (), (part,))
    passwords, password_rules = _passwords(connector, rules, ways)
    if len(ways) == 1:
        parts = tuple(_merged(ways[0].parts()))
    else:
        every = [part for way in ways for part in way.parts()]
        parts = (
            ReachPart(
                PartKind.OUTBOUND,
                simplify(disjunction([_all(way.parts()) for way in ways])),
                tuple(dict.fromkeys(rule for part in every for rule in part.rules)),
                tuple(dict.fromkeys(origin for part in every for origin in part.origins)),
            ),
        )
    # Building the parts of a way fills its notes.
    notes = tuple(dict.fromkeys(note for way in ways for note in (*way.notes, *way.foreign_notes())))
    return ClassScope(
        connector.id,
        object_class,
        tuple(way.entra_class for way in ways),
        parts,
        passwords,
        password_rules,
        notes,
        tuple(dict.fromkeys(text for way in ways for text in way.undocumented)),
    )


def _merged(parts: Iterable[ReachPart]) -> Iterator[ReachPart]:
    """Yield each predicate once, with the rules and lines of all parts that ask it."""
    found: dict[Predicate, ReachPart] = {}
    for part in parts:
        first = found.get(part.predicate)
        if first is not None:
            rules = tuple(dict.fromkeys((*first.rules, *part.rules)))
            origins = tuple(dict.fromkeys((*first.origins, *part.origins)))
            found[part.predicate] = replace(first, rules=rules, origins=origins)
        else:
            found[part.predicate] = part
    yield from found.values()


def _all(parts: Iterable[ReachPart]) -> Predicate:
    return conjunction([part.predicate for part in parts])


def _disabled(index: RuleIndex, connector: Connector, object_class: str) -> Iterator[SyncRule]:
    """Yield the switched-off rules that would project the class."""
    for rule in index.configuration.sync_rules:
        mine = rule.connector_id == connector.id and rule.source_type.lower() == object_class.lower()
        if mine and rule.disabled and rule.link_type in PROJECTING:
            yield rule


def _entra_classes(index: RuleIndex, metaverse_class: str) -> list[str]:
    entra = index.configuration.entra_connector
    if entra is None:
        return []
    found = {
        rules[0].target_type.lower(): rules[0].target_type
        for (connector_id, source, _), rules in index.outbound.items()
        if connector_id == entra.id and source == metaverse_class.lower()
    }
    return [found[name] for name in sorted(found)]


def _passwords(
    connector: Connector, rules: Sequence[SyncRule], ways: Sequence[_Way]
) -> tuple[Predicate | None, tuple[SyncRule, ...]]:
    """Return who gets a password hash: whoever an inbound rule with that switch takes.

    Nobody does while the connector's password hash synchronisation is off, or without an outbound rule with the switch.
    """
    settings = connector.active_directory
    off = settings is not None and settings.password_hash_sync is False
    found = tuple(rule for rule in rules if rule.password_sync)
    if off or not found or not any(way.sends_passwords for way in ways):
        return None, ()
    return simplify(disjunction([from_scope(rule.scope) for rule in found])), found


class _Way:
    """One way from an AD class to an Entra class."""

    def __init__(
        self, index: RuleIndex, connector: Connector, object_class: str, metaverse_class: str, entra_class: str
    ) -> None:
        self.entra_class = entra_class
        self.view = Metaverse(index, connector, object_class, metaverse_class, entra_class)
        names = (metaverse_class.lower(), "*")
        self.inbound = [
            rule
            for rule in index.inbound[connector.id, object_class.lower()]
            if rule.target_type.lower() in names and rule.link_type in PROJECTING
        ]
        rules = outbound_rules(index, metaverse_class, entra_class)
        self.provisioning = [rule for rule in rules if rule.link_type is LinkType.PROVISION]
        self.sends_passwords = any(rule.password_sync for rule in rules)
        self.held_back = [rule for rule in rules if rule.link_type is LinkType.JOIN_NO_FLOW]
        self.notes: list[str] = []
        self.undocumented: list[str] = []
        self.foreign: dict[str, dict[str, None]] = {}  # a metaverse attribute and the rules of other forests
        alternatives = [(rule, group) for rule in self.provisioning for group in rule.scope or ((),)]
        self._known: dict[tuple[str, str, str, str], Node] = {}
        self.possible = any(
            all(self._single(condition, rule) != FALSE for condition in group) for rule, group in alternatives
        )

    def blocked(self) -> Iterator[dict[str, tuple[SyncRule, ...]]]:
        """Yield, for each provisioning rule, the conditions no object meets with the inbound rules that see to it."""
        for rule, group in ((one, group) for one in self.provisioning for group in one.scope):
            reasons = {}
            for condition in group:
                if self._single(condition, rule) == FALSE:
                    contributions = self.view.composed(condition.attribute).contributions
                    deciding = (c.rule for c in contributions if c.part in {Part.WINS, Part.FOLLOWS})
                    text = f"no object meets {condition.attribute} {condition.operator} {condition.value}".rstrip()
                    reasons[text] = tuple(dict.fromkeys(deciding))
            yield reasons

    def parts(self) -> Iterator[ReachPart]:
        """Yield the parts: inbound scopes, what outbound scopes ask of the metaverse, rules that hold back."""
        yield from self._inbound_parts()
        common, rest = _common([(rule, group) for rule in self.provisioning for group in rule.scope or ((),)])
        for condition, rules in common:
            yield from self._outbound_parts(self._single(condition, rules[0]), rules, (condition,))
        if all(group for _, group in rest):
            node = any_of(self._condition(group, rule) for rule, group in rest)
            rules = list(dict.fromkeys(rule for rule, _ in rest))
            yield from self._outbound_parts(node, rules, [condition for _, group in rest for condition in group])
        for rule in self.held_back:
            node = reduce_condition(negate(guard_of(rule.scope, self._value, rule.connector_id)), self._facts)
            conditions = [condition for group in rule.scope for condition in group]
            for part in self._outbound_parts(node, (rule,), conditions):
                yield ReachPart(PartKind.COEXISTENCE, part.predicate, part.rules, part.origins, part.note)

    def foreign_notes(self) -> Iterator[str]:
        """Yield one note for each metaverse attribute that rules of other forests may give a joined object."""
        for attribute, *names in self.foreign.values():
            if names:
                yield f"{attribute} may also come from another forest: {', '.join(names)}"

    def _inbound_parts(self) -> Iterator[ReachPart]:
        if len(self.inbound) == 1 and len(self.inbound[0].scope) == 1:
            rule = self.inbound[0]
            for condition in rule.scope[0]:
                if not self._always(condition):
                    yield ReachPart(PartKind.INBOUND, from_scope(((condition,),)), (rule,), (condition.origin,))
            return
        predicate = simplify(disjunction([from_scope(rule.scope) for rule in self.inbound]))
        if not isinstance(predicate, TrueP):
            origins = tuple(rule.origin for rule in self.inbound)
            yield ReachPart(PartKind.INBOUND, predicate, tuple(self.inbound), origins)

    @property
    def _present(self) -> frozenset[str]:
        return frozenset(name.lower() for name in always_present().get(self.view.ad_class.lower(), ()))

    def _always(self, condition: ScopeCondition) -> bool:
        """Tell whether every object of the class meets a condition, because the class has the attribute."""
        certain = NOTHING_KNOWN
        for name in always_present().get(self.view.ad_class.lower(), ()):
            certain = certain.assume(Call("IsPresent", (Attribute(name),)))
        return reduce_condition(guard_of(((condition,),), Attribute, ""), certain) == TRUE

    @property
    def _facts(self) -> Facts:
        return self.view.facts

    def _value(self, name: str) -> Node:
        """Return a metaverse attribute of an object that isn't in Entra ID yet."""
        node = self.view.node(name)
        known = {one.lower(): NULL_WORD for one in attributes_of(node) if one.startswith(ENTRA_PREFIX)}
        return rebuild(node, known) if known else node

    def _single(self, condition: ScopeCondition, rule: SyncRule) -> Node:
        """Return what one condition asks; rules of a connector share most of them."""
        key = (rule.connector_id, *_key(condition))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._condition((condition,), rule)
        return found

    def _condition(self, group: Sequence[ScopeCondition], rule: SyncRule) -> Node:
        if not group:
            return TRUE
        node = _without_counts(guard_of((tuple(group),), self._value, rule.connector_id), self.notes)
        return reduce_condition(presences(reduce_condition(node, self._facts), self._facts), self._facts)

    def _outbound_parts(
        self, node: Node, rules: Sequence[SyncRule], conditions: Sequence[ScopeCondition]
    ) -> Iterator[ReachPart]:
        """Yield a part for each condition that remains, with the rules that feed it."""
        filtered = any(condition.attribute.lower() == "cloudfiltered" for condition in conditions)
        kind = PartKind.FILTERED if filtered else PartKind.OUTBOUND
        composed = [self.view.composed(condition.attribute) for condition in conditions]
        for attribute, one in zip(conditions, composed, strict=True):
            names = self.foreign.setdefault(attribute.attribute.lower(), {attribute.attribute: None})
            names.update(dict.fromkeys(contribution.rule.name for contribution in one.foreign))
        for operand in node.operands if isinstance(node, Chain) and node.operator == "&&" else (node,):
            predicate = named(simplify(to_predicate(operand)))
            if not isinstance(predicate, TrueP):
                feeding = tuple(_feeding(operand, composed))
                targets = {condition.attribute.lower() for condition in conditions}
                for rule, _ in feeding:
                    self.undocumented += undocumented_tests(rule)
                    flows = (flow for flow in rule.flows if flow.target.lower() in targets)
                    self.undocumented += (
                        text for flow in flows for text in undocumented_comparisons(rule, flow, self._present)
                    )
                predicate = spelled(predicate, (rule for rule, _ in feeding))
                deciding = tuple(dict.fromkeys((*(rule for rule, _ in feeding), *(() if filtered else rules))))
                origins = tuple(
                    dict.fromkeys((*(origin for _, origin in feeding), *(one.origin for one in conditions)))
                )
                yield ReachPart(kind, predicate, deciding, origins)


def _without_counts(node: Node, notes: list[str]) -> Node:
    """Take limits on the number of members as kept; they are a finding of their own."""
    if isinstance(node, Chain) and node.operator in {"&&", "||"}:
        parts = [_without_counts(operand, notes) for operand in node.operands]
        return all_of(parts) if node.operator == "&&" else any_of(parts)
    counts = any(isinstance(part, Call) and part.name == "ValueCount" for part in walk(node))
    if not counts or not {name.lower() for name in attributes_of(node)} <= _MEMBERS:
        return node
    notes.append(f"only groups for which {text_of(node)} holds")
    return TRUE


def _feeding(node: Node, composed: Sequence[Composed]) -> Iterator[tuple[SyncRule, Origin]]:
    """Yield the inbound rules whose scope or value reads what ``node`` reads, with the line of the flow.

    A rule that reads nothing at all (a constant for everybody) counts where another one gives the opposite.
    """
    wanted = {name.lower() for name in attributes_of(node)}
    for one in composed:
        deciding = [c for c in one.contributions if c.part in {Part.WINS, Part.FOLLOWS}]
        reading = [c for c in deciding if _reads(c.rule, c.flow) & wanted]
        opposite = any(c.flow.text.strip('"').lower() == "false" for c in reading)
        for contribution in deciding:
            if contribution in reading or (opposite and not _reads(contribution.rule, contribution.flow)):
                yield contribution.rule, contribution.flow.origin


def _reads(rule: SyncRule, flow: AttributeFlow) -> set[str]:
    node = flow_node(flow)
    names = {name.lower() for name in attributes_of(node)} if node is not None else set()
    return names | {tested_attribute(condition) for group in rule.scope for condition in group}


def _common(
    alternatives: Sequence[tuple[SyncRule, tuple[ScopeCondition, ...]]],
) -> tuple[list[tuple[ScopeCondition, list[SyncRule]]], list[tuple[SyncRule, tuple[ScopeCondition, ...]]]]:
    """Split alternatives into the conditions all of them have and what is left of each."""
    keys = [{_key(condition) for condition in group} for _, group in alternatives]
    shared = set.intersection(*keys) if keys else set()
    rules = list(dict.fromkeys(rule for rule, _ in alternatives))
    common = [(condition, rules) for condition in alternatives[0][1] if _key(condition) in shared]
    rest = [(rule, tuple(c for c in group if _key(c) not in shared)) for rule, group in alternatives]
    return common, rest


def _key(condition: ScopeCondition) -> tuple[str, str, str]:
    return condition.attribute.lower(), condition.operator.upper(), condition.value.lower()
