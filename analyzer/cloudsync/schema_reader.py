"""Reads a Graph ``synchronizationSchema`` document (``GET …/synchronization/jobs/{id}/schema``) into a JobSchema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from analyzer.cloudsync.documents import Place
from analyzer.cloudsync.mappings import described
from analyzer.cloudsync.model import (
    AttributeMapping,
    Directory,
    FlowBehavior,
    FlowType,
    JobSchema,
    MappingKind,
    MetadataEntry,
    ObjectMapping,
    Provenance,
    SchemaAttribute,
    SchemaObject,
    Scope,
    ScopeClause,
    ScopeGroup,
    ScopeOperator,
    SynchronizationRule,
)
from analyzer.cloudsync.tree_reader import read_tree
from analyzer.errors import InputError

_Choice = TypeVar("_Choice", bound=StrEnum)

_ROOT = {"id", "provisioningTaskIdentifier", "version", "synchronizationRules", "directories", "metadata"}
_RULE = {
    "editable", "id", "name", "priority", "sourceDirectoryName", "targetDirectoryName", "metadata", "objectMappings",
    "containerFilter", "groupFilter",
}  # fmt: skip
_OBJECT_MAPPING = {
    "enabled", "flowTypes", "name", "sourceObjectName", "targetObjectName", "attributeMappings", "metadata", "scope",
}  # fmt: skip
_MAPPING = {
    "defaultValue", "exportMissingReferences", "flowBehavior", "flowType", "matchingPriority", "targetAttributeName",
    "source",
}  # fmt: skip
_DIRECTORY = {"id", "discoveryDateTime", "discoverabilities", "name", "readOnly", "version", "objects"}
_OBJECT = {"name", "supportedApis", "attributes", "metadata"}
_ATTRIBUTE = {
    "anchor", "caseExact", "defaultValue", "multivalued", "mutability", "name", "required", "type", "apiExpressions",
    "metadata", "referencedObjects",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchemaNote:
    """Something about one place of the document that the reader tells: ``path`` is a JSON path."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class SchemaReading:
    """A schema and what there is to say about the document.

    Attributes:
        schema: the schema.
        unread: keys and values nobody taught this reader; nothing of them is in ``schema``.
        disagreements: mappings whose text and parsed tree say different things; the tree is in ``schema``.

    """

    schema: JobSchema
    unread: tuple[SchemaNote, ...]
    disagreements: tuple[SchemaNote, ...]


def read_schema(document: object, *, file: str | None = None, provenance: Provenance | None = None) -> SchemaReading:
    """Read the parsed JSON ``document``; ``file`` names it in errors.

    Raises:
        InputError: it isn't a synchronizationSchema; the message says where and what was expected.

    """
    root = Place(document, "$", file, InputError)
    return _Reader().read(root, provenance or Provenance(file or "synchronizationSchema"))


@dataclass(slots=True)
class _Reader:
    unread: list[SchemaNote] = field(default_factory=list)
    disagreements: list[SchemaNote] = field(default_factory=list)

    def read(self, root: Place, provenance: Provenance) -> SchemaReading:
        self._known(root, _ROOT)
        rules = root.list("synchronizationRules")
        if not rules:
            raise root.fail("expected a synchronizationSchema: there is no synchronization rule in it")
        for rule in rules[1:]:
            self._tell(rule, "only the first synchronization rule is read")
        self._leftover(root, "metadata")
        schema = JobSchema(
            rule=self._rule(rules[0]),
            directories=tuple(self._directory(item) for item in root.list("directories")),
            provenance=provenance,
            id=root.text_or_none("id"),
            task=root.text_or_none("provisioningTaskIdentifier"),
            version=root.text_or_none("version"),
        )
        return SchemaReading(schema, tuple(self.unread), tuple(self.disagreements))

    def _rule(self, rule: Place) -> SynchronizationRule:
        self._known(rule, _RULE)
        containers = self._filter(rule, "containerFilter", "includedContainers")
        groups = self._filter(rule, "groupFilter", "includedGroups")
        if containers and groups:
            raise rule.fail("containerFilter and groupFilter exclude each other, but both list something")
        return SynchronizationRule(
            id=rule.text("id", ""),
            name=rule.text("name", ""),
            source_directory=rule.text("sourceDirectoryName"),
            target_directory=rule.text("targetDirectoryName"),
            object_mappings=tuple(self._object_mapping(item) for item in rule.list("objectMappings")),
            priority=rule.number("priority", 1),
            editable=rule.flag("editable", True),
            container_filter=containers,
            group_filter=groups,
            metadata=self._metadata(rule),
        )

    def _filter(self, rule: Place, key: str, member: str) -> tuple[str, ...] | None:
        if not rule.has(key):
            return None
        place = rule.child(key)
        self._known(place, {member})
        return place.texts(member)

    def _object_mapping(self, place: Place) -> ObjectMapping:
        self._known(place, _OBJECT_MAPPING)
        flows = place.text("flowTypes", "Add, Update, Delete")
        return ObjectMapping(
            source_object=place.text("sourceObjectName", ""),
            target_object=place.text("targetObjectName", ""),
            mappings=tuple(self._mapping(item) for item in place.list("attributeMappings")),
            name=place.text_or_none("name"),
            enabled=place.flag("enabled", True),
            flow_types=tuple(flow.strip() for flow in flows.split(",") if flow.strip()),
            scope=self._scope(place.child("scope")) if place.has("scope") else None,
            metadata=self._metadata(place),
        )

    def _mapping(self, place: Place) -> AttributeMapping:
        self._known(place, _MAPPING)
        kind, source = self._source(place)
        return AttributeMapping(
            target=place.text("targetAttributeName"),
            kind=kind,
            source=source,
            flow_type=_choice(place, "flowType", FlowType, FlowType.ALWAYS),
            flow_behavior=_choice(place, "flowBehavior", FlowBehavior, FlowBehavior.WHEN_CHANGED),
            matching_priority=place.number("matchingPriority", 0),
            default_value=place.text_or_none("defaultValue"),
            export_missing_references=place.flag("exportMissingReferences", False),
        )

    def _source(self, mapping: Place) -> tuple[MappingKind, str]:
        if not mapping.has("source"):
            return MappingKind.NONE, ""
        source = mapping.child("source")
        self._known_tree(source)
        reading = read_tree(source)
        for path in reading.disagreements:
            self.disagreements.append(SchemaNote(path, "the expression's text and its parsed tree differ"))
        return described(reading.node)

    def _scope(self, place: Place) -> Scope:
        self._known(place, {"groups", "inputFilterGroups", "categoryFilterGroups"})
        return Scope(
            groups=self._groups(place, "groups"),
            input_groups=self._groups(place, "inputFilterGroups"),
            category_groups=self._groups(place, "categoryFilterGroups"),
        )

    def _groups(self, scope: Place, key: str) -> tuple[ScopeGroup, ...]:
        groups = []
        for place in scope.list(key):
            self._known(place, {"name", "clauses"})
            clauses = tuple(self._clause(item) for item in place.list("clauses"))
            groups.append(ScopeGroup(place.text("name", ""), clauses))
        return tuple(groups)

    def _clause(self, place: Place) -> ScopeClause:
        self._known(place, {"operatorName", "sourceOperandName", "targetOperand"})
        operator = _choice(place, "operatorName", ScopeOperator, None)
        values: tuple[str, ...] = ()
        if place.has("targetOperand"):
            self._known(place.child("targetOperand"), {"values"})
            values = place.child("targetOperand").texts("values")
        if operator.takes_value and not values:
            raise place.fail(f"the operator {operator} needs a value to compare with")
        return ScopeClause(place.text("sourceOperandName"), operator, values)

    def _directory(self, place: Place) -> Directory:
        self._known(place, _DIRECTORY)
        return Directory(
            name=place.text("name"),
            objects=tuple(self._object(item) for item in place.list("objects")),
            id=place.text_or_none("id"),
            read_only=place.flag("readOnly", False),
            discoverabilities=place.text("discoverabilities", "None"),
            discovered=place.text_or_none("discoveryDateTime"),
            version=place.text_or_none("version"),
        )

    def _object(self, place: Place) -> SchemaObject:
        self._known(place, _OBJECT)
        attributes = tuple(self._attribute(item) for item in place.list("attributes"))
        return SchemaObject(place.text("name"), attributes, place.texts("supportedApis"), self._metadata(place))

    def _attribute(self, place: Place) -> SchemaAttribute:
        self._known(place, _ATTRIBUTE)
        self._leftover(place, "apiExpressions")
        references = place.list("referencedObjects")
        for reference in references:
            self._known(reference, {"referencedObjectName", "referencedProperty"})
            self._leftover(reference, "referencedProperty")
        return SchemaAttribute(
            name=place.text("name"),
            type=place.text("type", "String"),
            multivalued=place.flag("multivalued", False),
            mutability=place.text("mutability", "ReadWrite"),
            required=place.flag("required", False),
            anchor=place.flag("anchor", False),
            case_exact=place.flag("caseExact", False),
            default_value=place.text_or_none("defaultValue"),
            references=tuple(reference.text("referencedObjectName") for reference in references),
            metadata=self._metadata(place),
        )

    def _metadata(self, place: Place) -> tuple[MetadataEntry, ...]:
        entries = place.list("metadata")
        for entry in entries:
            self._known(entry, {"key", "value"})
        return tuple(MetadataEntry(entry.text("key"), entry.text_or_none("value")) for entry in entries)

    def _known_tree(self, source: Place) -> None:
        pending = [source]
        while pending:
            place = pending.pop()
            self._known(place, {"expression", "name", "type", "parameters"})
            for parameter in place.list("parameters"):
                self._known(parameter, {"key", "value"})
                pending.append(parameter.child("value"))

    def _known(self, place: Place, keys: Iterable[str]) -> None:
        known = set(keys)
        for key in place.names():
            # OData annotations ("@odata.context", "directories@odata.context") describe the answer, not the schema.
            if key not in known and "@odata." not in key:
                self._tell(place.child(key), "this key isn't read")

    def _leftover(self, place: Place, key: str) -> None:
        if place.has(key) and place.child(key).value != []:
            self._tell(place.child(key), "this value isn't read")

    def _tell(self, place: Place, message: str) -> None:
        self.unread.append(SchemaNote(place.path, message))


def _choice(place: Place, key: str, choices: type[_Choice], default: _Choice | None) -> _Choice:
    if default is not None and not place.has(key):
        return default
    written = place.text(key)
    for choice in choices:
        if choice.lower() == written.lower():
            return choice
    raise place.child(key).fail(f"expected one of {', '.join(choices)}, found {written!r}")
