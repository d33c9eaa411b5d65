"""The Cloud Sync configuration that keeps attribute values as they are: one job schema for each AD domain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analyzer.assessment.flows.model import Action, FlowAssessment, FlowComparison
from analyzer.cloudsync.mappings import expression_of
from analyzer.cloudsync.model import (
    AttributeMapping,
    Directory,
    JobSchema,
    MappingKind,
    ObjectMapping,
    SchemaAttribute,
)
from analyzer.cloudsync.portal import MappingChange, changes
from analyzer.configuration import Connector
from analyzer.expressions.kinds import ValueType, kind_of_attribute
from analyzer.expressions.nodes import Dialect, attributes_of
from analyzer.expressions.parser import parse

_TYPES = {
    ValueType.TEXT: "String",
    ValueType.NUMBER: "Integer",
    ValueType.BOOLEAN: "Boolean",
    ValueType.BINARY: "Binary",
    ValueType.REFERENCE: "Reference",
}
_DEVICE_CLASS = "computer"


@dataclass(frozen=True, slots=True)
class DomainSchema:
    """What to configure for one AD domain.

    Attributes:
        domain: DNS name of the domain.
        schema: the whole job schema.
        changed: the rows that differ from the configuration compared with, in words of the portal.
        added_sources: AD attributes the job doesn't know yet and has to be told, by AD class.
        disabled: AD classes that are switched off, because Connect Sync doesn't synchronise them.
        enabled: AD classes that are switched on, because Connect Sync synchronises them.

    """

    domain: str
    connector_id: str
    schema: JobSchema
    changed: tuple[MappingChange, ...]
    added_sources: tuple[tuple[str, str], ...]
    disabled: tuple[str, ...]
    enabled: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """A file name made of the domain's: nothing but letters, digits, dots and hyphens."""
        return re.sub(r"[^a-z0-9.-]+", "_", self.domain.lower()).strip("._-") or "domain"


def plan_schemas(
    connectors: Sequence[Connector], flows: FlowAssessment, schema_of: dict[str, JobSchema]
) -> tuple[DomainSchema, ...]:
    """Return one schema for each selected domain; domains of one forest get the same mappings."""
    planned: list[DomainSchema] = []
    for connector in connectors:
        default = schema_of[connector.id]
        schema, added = build_schema(default, connector.id, flows)
        pairs = list(zip(schema.rule.object_mappings, default.rule.object_mappings, strict=True))
        disabled = tuple(new.source_object for new, old in pairs if old.enabled and not new.enabled)
        enabled = tuple(new.source_object for new, old in pairs if new.enabled and not old.enabled)
        changed = changes(schema, default)
        for partition in connector.partitions:
            if partition.selected:
                name = partition.domain or partition.name
                planned.append(DomainSchema(name, connector.id, schema, changed, added, disabled, enabled))
    return tuple(planned)


def build_schema(
    default: JobSchema, connector_id: str, flows: FlowAssessment
) -> tuple[JobSchema, tuple[tuple[str, str], ...]]:
    """Return the schema that carries out every comparison of a connector, and the source attributes it adds.

    Object mappings are switched on and off as Connect Sync synchronises the class or not.
    """
    by_class: dict[str, dict[str, FlowComparison]] = {}
    for comparison in flows.of(connector_id):
        by_class.setdefault(comparison.ad_class.lower(), {})[comparison.target.lower()] = comparison
    reaches = [c.reach for c in flows.classes if c.reach.connector_id == connector_id]
    synchronised = {reach.ad_class.lower() for reach in reaches if reach.entra_class}
    mappings: list[ObjectMapping] = []
    for mapping in default.rule.object_mappings:
        name = mapping.source_object.lower()
        if name in synchronised:
            wanted = tuple(_mappings(mapping, by_class.get(name, {})))
            mappings.append(replace(mapping, enabled=True, mappings=wanted))
        else:
            mappings.append(replace(mapping, enabled=mapping.enabled and not reaches))
    return _with_attributes(default.with_object_mappings(tuple(mappings)))


def _mappings(mapping: ObjectMapping, comparisons: dict[str, FlowComparison]) -> Iterator[AttributeMapping]:
    """Yield the wanted mappings: the default order, what is new at the end by name."""
    for one in mapping.mappings:
        comparison = comparisons.get(one.target.lower())
        if comparison is None or comparison.action in {Action.KEEP, Action.NONE}:
            yield one
        elif comparison.action is Action.REPLACE and comparison.proposed is not None:
            yield replace(comparison.proposed, matching_priority=one.matching_priority, flow_behavior=one.flow_behavior)
    new = [c for c in comparisons.values() if c.action is Action.ADD and c.proposed is not None]
    for comparison in sorted(new, key=lambda c: c.target.lower()):
        assert comparison.proposed is not None  # noqa: S101 - chosen so
        yield comparison.proposed


def _with_attributes(schema: JobSchema) -> tuple[JobSchema, tuple[tuple[str, str], ...]]:
    """Declare the sources and targets that mappings use and the job doesn't know; return the sources added."""
    rule = schema.rule
    added: list[tuple[str, str]] = []
    new: dict[tuple[str, str], dict[str, SchemaAttribute]] = {}
    for mapping in rule.object_mappings:
        if not mapping.enabled:
            continue
        sources = schema.source_attributes(mapping.source_object)
        targets = schema.target_attributes(mapping.target_object)
        for one in mapping.mappings:
            for name in _read(one):
                place = (rule.source_directory, mapping.source_object.lower())
                if name.lower() not in sources and name.lower() not in new.setdefault(place, {}):
                    new[place][name.lower()] = _attribute(name)
                    added.append((mapping.source_object, name))
            if one.target.lower() not in targets:
                place = (rule.target_directory, mapping.target_object.lower())
                new.setdefault(place, {}).setdefault(one.target.lower(), SchemaAttribute(one.target, "String"))
    if not any(new.values()):
        return schema, ()
    directories = tuple(_declared(directory, new) for directory in schema.directories)
    return replace(schema, directories=directories), tuple(added)


def _declared(directory: Directory, new: dict[tuple[str, str], dict[str, SchemaAttribute]]) -> Directory:
    objects = tuple(
        replace(item, attributes=(*item.attributes, *new.get((directory.name, item.name.lower()), {}).values()))
        for item in directory.objects
    )
    return replace(directory, objects=objects)


def _attribute(name: str) -> SchemaAttribute:
    kind = kind_of_attribute(name)
    return SchemaAttribute(name, _TYPES[kind.type], multivalued=kind.multi_valued)


def _read(mapping: AttributeMapping) -> tuple[str, ...]:
    if mapping.kind is MappingKind.DIRECT:
        return (mapping.source,)
    text = expression_of(mapping) if mapping.kind is MappingKind.EXPRESSION else None
    return () if text is None else attributes_of(parse(text, Dialect.CLOUD_SYNC))
