"""Plans the scope of every domain: the OU filter, the pilot group, the classes, the limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from analyzer.assessment.scoping.classes import ClassJudge
from analyzer.assessment.scoping.model import ClassVerdict, DomainScope, LimitRow
from analyzer.cloudsync.comparison import Place
from analyzer.cloudsync.containers import (
    ContainerFilter,
    ContainerLimits,
    ContainerProposal,
    translate_containers,
    translate_group_filter,
)
from analyzer.cloudsync.defaults import default_schema
from analyzer.cloudsync.model import JobSchema
from analyzer.configuration import Configuration, Connector, Part, Partition, parse_dn
from analyzer.connect.reach import ClassScope, ReachBuilder
from analyzer.connect.scope import Effect, GroupPilotFilter, PartitionScope, build_partition_scopes, pilot_filter
from analyzer.connect.standard_rules import Recognition
from analyzer.errors import KnowledgeError
from analyzer.knowledge.model import Limit
from analyzer.vocabulary import Outcome, RuleOrigin

TOOL, CONFIGURATION, CHARACTERS = "tool-containers", "containers-per-configuration", "scope-characters"
OBJECTS, MEMBERS = "objects-per-domain", "group-members"

_NEEDED = frozenset({Part.STANDARD_RULES, Part.CUSTOM_RULES, Part.RULE_STATE, Part.OBJECT_TYPES})
"""What sources must tell in full before it can be said who of a class reaches Entra ID."""


@dataclass(frozen=True, slots=True)
class ScopeInputs:
    """What a plan starts from besides the configuration.

    Attributes:
        limits: the limits of the knowledge base.
        containers: every container of a domain that somebody listed, by domain name in lower case.
        objects: objects in scope that somebody counted, by domain name in lower case.
        members: members of the largest group, likewise.
        schema: the job schema to compare with; by default that of a new configuration.

    """

    limits: Mapping[str, Limit]
    containers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    objects: Mapping[str, int] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    schema: JobSchema | None = None


def plan_scope(configuration: Configuration, recognition: Recognition, inputs: ScopeInputs) -> tuple[DomainScope, ...]:
    """Return the scope of every partition of the AD connectors, in export order.

    Raises:
        KnowledgeError: the knowledge base lacks a limit that is needed here.

    """
    return tuple(_Plan(configuration, recognition, inputs).domains())


class _Plan:
    def __init__(self, configuration: Configuration, recognition: Recognition, inputs: ScopeInputs) -> None:
        self.configuration, self.inputs = configuration, inputs
        self.schema = inputs.schema or default_schema()
        # A class without rules or without a tick would read as left out, where in truth nobody told.
        self.told = not configuration.gaps & _NEEDED
        self.reach = ReachBuilder(configuration)
        custom = frozenset(found.rule.id for found in recognition.rules if found.origin is RuleOrigin.CUSTOM)
        self.standard = ReachBuilder(configuration, custom)
        self.judge = ClassJudge(recognition.rules)
        self.limits = ContainerLimits(
            int(self._limit(TOOL).value), int(self._limit(CONFIGURATION).value), int(self._limit(CHARACTERS).value)
        )

    def _limit(self, name: str) -> Limit:
        found = self.inputs.limits.get(name)
        if found is None:
            raise KnowledgeError(f"there is no limit called {name}", file="rules/limits.yaml")
        return found

    def domains(self) -> list[DomainScope]:
        trees = self._trees()
        found = []
        for connector in self.configuration.active_directory_connectors:
            pilot = pilot_filter(self.configuration, connector)
            for partition in connector.partitions:
                tree = trees[connector.id, partition.id]
                containers = translate_containers(tree, self.limits)
                group = translate_group_filter(pilot, tree, containers)
                classes: tuple[ClassVerdict, ...] = ()
                if partition.selected and self.told:
                    base = _base(tree, containers.filter)
                    place = Place(base, partial(_lets_through, tree), partial(_in_scope, tree))
                    scopes = self.reach.build(connector, partition, pilot)
                    classes = tuple(
                        self.judge.judge(
                            connector,
                            one,
                            self._without_custom(connector, partition, pilot, one),
                            self.schema.object_mapping(one.object_class),
                            place,
                        )
                        for one in scopes
                    )
                found.append(
                    DomainScope(
                        connector_id=connector.id,
                        connector_name=connector.name,
                        domain=partition.domain or partition.name,
                        tree=tree,
                        containers=containers,
                        group=group,
                        classes=classes,
                        limits=self._rows(partition, containers),
                        known=self._known(partition) is not None,
                    )
                )
        return found

    def _without_custom(
        self, connector: Connector, partition: Partition, pilot: GroupPilotFilter, scope: ClassScope
    ) -> ClassScope:
        """Return who of a class would reach Entra ID without custom rules."""
        if not self.standard.concerns(connector, scope.object_class):
            return scope
        return self.standard.build_class(connector, partition, pilot, scope.object_class)

    def _known(self, partition: Partition) -> tuple[str, ...] | None:
        return self.inputs.containers.get((partition.domain or partition.name).casefold())

    def _trees(self) -> dict[tuple[str, str], PartitionScope]:
        """Build all trees; those whose containers somebody listed are complete."""
        found: dict[tuple[str, str], PartitionScope] = {}
        for connector in self.configuration.active_directory_connectors:
            plain = build_partition_scopes(self._one(connector))
            for partition in connector.partitions:
                found[connector.id, partition.id] = plain[partition.id]
                names = self._known(partition)
                if names is not None:
                    known = build_partition_scopes(self._one(connector), [parse_dn(name) for name in names])
                    found[connector.id, partition.id] = known[partition.id]
        return found

    def _one(self, connector: Connector) -> tuple[Connector, ...]:
        """Return the connector with those whose domains may lie below its own."""
        others = tuple(c for c in self.configuration.active_directory_connectors if c.id != connector.id)
        return (*others, connector)

    def _rows(self, partition: Partition, containers: ContainerProposal) -> tuple[LimitRow, ...]:
        domain = (partition.domain or partition.name).casefold()
        open_ends = partition.selected and containers.outcome is Outcome.UNKNOWN
        checks = {} if open_ends else {check.name: check.value for check in containers.limits}
        values = {
            TOOL: checks.get("migration-tool-containers"),
            CONFIGURATION: checks.get("configuration-containers"),
            CHARACTERS: checks.get("configuration-characters"),
            OBJECTS: self.inputs.objects.get(domain),
            MEMBERS: self.inputs.members.get(domain),
        }
        rows = []
        for name, value in values.items():
            limit = self._limit(name)
            rows.append(LimitRow(name, limit.title, value, int(limit.value), limit.unit))
        return tuple(rows)


def _base(tree: PartitionScope, cloud: ContainerFilter) -> str:
    """Return a container that is in scope, for the names of examples."""
    if cloud.containers:
        return cloud.containers[0].text
    included = next((node for node in tree.nodes if node.effect is Effect.INCLUDED), None)
    return tree.partition.dn.text if included is None else tree.name(included).text


def _in_scope(tree: PartitionScope) -> Iterator[str]:
    """Yield every container whose objects take part, or may take part."""
    for node, dn in tree.names():
        if node.effect in {Effect.INCLUDED, Effect.UNMENTIONED}:
            yield dn.text


def _lets_through(tree: PartitionScope, name: str) -> bool:
    return tree.is_in_scope(parse_dn(name)) is not False
