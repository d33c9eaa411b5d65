"""One Cloud Sync job schema (Graph ``synchronizationSchema``) as frozen values.

Names and shapes follow Microsoft Graph: synchronizationSchema, objectMapping, attributeMapping, filter
(v1.0 and beta references; containerFilter and groupFilter: beta, 2024-03-06).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class MappingKind(StrEnum):
    """Where an attribute's value comes from (how-to-attribute-mapping, 2025-04-09)."""

    DIRECT = "Direct"
    CONSTANT = "Constant"
    EXPRESSION = "Expression"
    NONE = "None"


class FlowType(StrEnum):
    """When the target is written (Graph attributeFlowType); the portal offers only the first two."""

    ALWAYS = "Always"
    OBJECT_ADD_ONLY = "ObjectAddOnly"
    MULTI_VALUE_ADD_ONLY = "MultiValueAddOnly"
    VALUE_ADD_ONLY = "ValueAddOnly"
    ATTRIBUTE_ADD_ONLY = "AttributeAddOnly"


class FlowBehavior(StrEnum):
    """Whether an unchanged value is written again (Graph attributeFlowBehavior)."""

    WHEN_CHANGED = "FlowWhenChanged"
    ALWAYS = "FlowAlways"


class ScopeOperator(StrEnum):
    """The operators of a scope clause, as the schema spells them."""

    EQUALS = "EQUALS"
    NOT_EQUALS = "NOT EQUALS"
    REGEX_MATCH = "REGEX MATCH"
    NOT_REGEX_MATCH = "NOT REGEX MATCH"
    IS_TRUE = "IS TRUE"
    IS_FALSE = "IS FALSE"
    IS_NULL = "IS NULL"
    IS_NOT_NULL = "IS NOT NULL"
    GREATER_THAN = "GREATER_THAN"
    GREATER_THAN_OR_EQUALS = "GREATER_THAN_OR_EQUALS"
    BITS = "&"
    NO_BITS = "!&"
    INCLUDES = "INCLUDES"
    ENDS_WITH = "ENDS_WITH"

    @property
    def takes_value(self) -> bool:
        """Whether the operator compares with a value of the clause."""
        return self not in {self.IS_TRUE, self.IS_FALSE, self.IS_NULL, self.IS_NOT_NULL}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a schema comes from: ``dated`` is the source's date, ``checked`` the day it was last looked at (ISO)."""

    source: str
    dated: str | None = None
    checked: str | None = None


@dataclass(frozen=True, slots=True)
class MetadataEntry:
    """One key and value that Graph keeps beside an object; Microsoft asks to leave them unchanged."""

    key: str
    value: str | None


@dataclass(frozen=True, slots=True)
class AttributeMapping:
    """How one target attribute gets its value.

    Attributes:
        target: the attribute in Entra ID.
        kind: which of the four mapping types.
        source: Direct: the name of the AD attribute; Constant: the constant; Expression: the expression's text;
            None: empty.
        matching_priority: above 0 the attribute matches objects, lowest first.
        default_value: written when the source is NULL, at creation only.

    """

    target: str
    kind: MappingKind
    source: str = ""
    flow_type: FlowType = FlowType.ALWAYS
    flow_behavior: FlowBehavior = FlowBehavior.WHEN_CHANGED
    matching_priority: int = 0
    default_value: str | None = None
    export_missing_references: bool = False


@dataclass(frozen=True, slots=True)
class ScopeClause:
    """One condition on one attribute of the AD object."""

    attribute: str
    operator: ScopeOperator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScopeGroup:
    """Clauses that must all hold."""

    name: str
    clauses: tuple[ScopeClause, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The three sets of groups of Graph's ``filter``; within a set one group is enough, an empty set lets all pass.

    An object that stops matching ``groups`` is deprovisioned, one that stops matching ``input_groups`` is not
    (Graph, filter resource, beta). The shipped filters are ``input_groups``.
    """

    groups: tuple[ScopeGroup, ...] = ()
    input_groups: tuple[ScopeGroup, ...] = ()
    category_groups: tuple[ScopeGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectMapping:
    """One object class: its mappings and its scope. ``scope`` is ``None`` where the schema has none."""

    source_object: str
    target_object: str
    mappings: tuple[AttributeMapping, ...]
    name: str | None = None
    enabled: bool = True
    flow_types: tuple[str, ...] = ("Add", "Update", "Delete")
    scope: Scope | None = None
    metadata: tuple[MetadataEntry, ...] = ()

    def by_target(self) -> dict[str, AttributeMapping]:
        """Return the mappings by target in lower case: Graph's capitalisation changed between 2020 and 2025.

        Of several mappings of one target the first counts.
        """
        found: dict[str, AttributeMapping] = {}
        for mapping in self.mappings:
            found.setdefault(mapping.target.lower(), mapping)
        return found


@dataclass(frozen=True, slots=True)
class SchemaAttribute:
    """One attribute a directory definition names: a possible source (AD) or target (Entra ID).

    ``type`` is String, Integer, Boolean, Binary, Reference or DateTime; ``mutability`` ReadWrite, ReadOnly,
    Immutable or WriteOnly; ``references`` the object names a Reference may point to.
    """

    name: str
    type: str
    multivalued: bool = False
    mutability: str = "ReadWrite"
    required: bool = False
    anchor: bool = False
    case_exact: bool = False
    default_value: str | None = None
    references: tuple[str, ...] = ()
    metadata: tuple[MetadataEntry, ...] = ()

    @property
    def writable(self) -> bool:
        """Whether a mapping may write it."""
        return self.mutability != "ReadOnly"


@dataclass(frozen=True, slots=True)
class SchemaObject:
    """One object class of a directory."""

    name: str
    attributes: tuple[SchemaAttribute, ...]
    supported_apis: tuple[str, ...] = ()
    metadata: tuple[MetadataEntry, ...] = ()

    def by_name(self) -> dict[str, SchemaAttribute]:
        """Return the attributes by name in lower case."""
        return {attribute.name.lower(): attribute for attribute in self.attributes}


@dataclass(frozen=True, slots=True)
class Directory:
    """One of the two directories a job connects."""

    name: str
    objects: tuple[SchemaObject, ...]
    id: str | None = None
    read_only: bool = False
    discoverabilities: str = "None"
    discovered: str | None = None
    version: str | None = None

    def object(self, name: str) -> SchemaObject | None:
        """Return the object class called ``name`` in any case."""
        return next((item for item in self.objects if item.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class SynchronizationRule:
    """The rule that carries the object mappings; an AD job has one.

    ``container_filter`` and ``group_filter`` list distinguished names; ``None`` means that the schema names no such
    filter, an empty tuple that it names one without members. Either way nothing is filtered.
    """

    id: str
    name: str
    source_directory: str
    target_directory: str
    object_mappings: tuple[ObjectMapping, ...]
    priority: int = 1
    editable: bool = True
    container_filter: tuple[str, ...] | None = None
    group_filter: tuple[str, ...] | None = None
    metadata: tuple[MetadataEntry, ...] = ()

    def __post_init__(self) -> None:
        if self.container_filter and self.group_filter:
            raise ValueError("a configuration is scoped by containers or by groups, never by both")


@dataclass(frozen=True, slots=True)
class JobSchema:
    """A whole job schema. ``id`` and ``version`` belong to the tenant's job and are ``None`` where unknown."""

    rule: SynchronizationRule
    directories: tuple[Directory, ...]
    provenance: Provenance
    id: str | None = None
    task: str | None = None
    version: str | None = None

    def object_mapping(self, source_object: str) -> ObjectMapping | None:
        """Return the mapping of the AD class ``source_object`` in any case; ``None`` when there is none."""
        wanted = source_object.lower()
        return next((item for item in self.rule.object_mappings if item.source_object.lower() == wanted), None)

    def directory(self, name: str) -> Directory | None:
        """Return the directory called ``name``."""
        return next((item for item in self.directories if item.name == name), None)

    def source_attributes(self, source_object: str) -> dict[str, SchemaAttribute]:
        """Return the AD attributes the job knows for ``source_object``, by name in lower case; empty when unknown."""
        return self._attributes(self.rule.source_directory, source_object)

    def target_attributes(self, target_object: str) -> dict[str, SchemaAttribute]:
        """Return the Entra attributes of ``target_object``, by name in lower case; empty when unknown."""
        return self._attributes(self.rule.target_directory, target_object)

    def _attributes(self, directory_name: str, object_name: str) -> dict[str, SchemaAttribute]:
        directory = self.directory(directory_name)
        found = directory.object(object_name) if directory else None
        return found.by_name() if found else {}

    def with_object_mappings(self, mappings: tuple[ObjectMapping, ...]) -> JobSchema:
        """Return the same schema with other object mappings."""
        return replace(self, rule=replace(self.rule, object_mappings=mappings))

    def scoped_to(
        self, *, containers: tuple[str, ...] | None = None, groups: tuple[str, ...] | None = None
    ) -> JobSchema:
        """Return the same schema limited to containers or to groups.

        Raises:
            ValueError: both are given; Graph takes one of them (containerFilter, beta, 2024-03-06).

        """
        return replace(self, rule=replace(self.rule, container_filter=containers, group_filter=groups))


@dataclass(frozen=True, slots=True)
class DeviceMapping:
    """One row of the device job (AD2AADDeviceSync): Microsoft names the inputs but publishes no expression.

    ``result`` is the value where Microsoft states that it is always the same, else ``None``.
    """

    target: str
    kind: MappingKind
    inputs: tuple[str, ...]
    flow_type: FlowType = FlowType.ALWAYS
    result: str | None = None
