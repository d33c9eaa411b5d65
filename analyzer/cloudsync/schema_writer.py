"""Writes a job schema in the shape of Graph's ``synchronizationSchema``, keys as in a captured schema (2020-04-30)."""

from __future__ import annotations

from analyzer.cloudsync.mappings import canonical
from analyzer.cloudsync.model import (
    AttributeMapping,
    Directory,
    JobSchema,
    MappingKind,
    MetadataEntry,
    ObjectMapping,
    SchemaAttribute,
    SchemaObject,
    Scope,
    ScopeGroup,
    SynchronizationRule,
)
from analyzer.cloudsync.parameter_keys import keys_are_seen
from analyzer.cloudsync.trees import Json, constant_tree, parse_expression, to_tree
from analyzer.expressions.nodes import Attribute, Call, walk


def schema_document(schema: JobSchema) -> dict[str, Json]:
    """Return the whole schema as JSON values in a fixed order.

    Raises:
        ExpressionError: a mapping's expression isn't well-formed or can't be held by Graph's tree.

    """
    document: dict[str, Json] = {
        "id": schema.id,
        "provisioningTaskIdentifier": schema.task,
        "version": schema.version,
        "synchronizationRules": [_rule(schema.rule)],
        "directories": [_directory(directory) for directory in schema.directories],
    }
    return {key: value for key, value in document.items() if value is not None}


def unverified_functions(schema: JobSchema) -> tuple[str, ...]:
    """Return the functions of ``schema`` whose parameter keys no captured schema shows, sorted.

    A mapping that uses one should be typed into the portal, which parses the text itself, or sent through Graph's
    parseExpression, instead of putting our tree.
    """
    names = {
        part.name
        for mapping in schema.rule.object_mappings
        for attribute in mapping.mappings
        if attribute.kind is MappingKind.EXPRESSION
        for part in walk(parse_expression(attribute.source))
        if isinstance(part, Call)
    }
    return tuple(sorted(name for name in names if not keys_are_seen(name)))


def mapping_document(mapping: AttributeMapping) -> dict[str, Json]:
    """Return one attribute mapping as JSON values."""
    return {
        "defaultValue": mapping.default_value,
        "exportMissingReferences": mapping.export_missing_references,
        "flowBehavior": str(mapping.flow_behavior),
        "flowType": str(mapping.flow_type),
        "matchingPriority": mapping.matching_priority,
        "targetAttributeName": mapping.target,
        "source": source_document(mapping),
    }


def source_document(mapping: AttributeMapping) -> dict[str, Json] | None:
    """Return the ``source`` of a mapping: a parsed tree, or ``None`` for a mapping of type None."""
    mapping = canonical(mapping)
    if mapping.kind is MappingKind.NONE:
        return None
    if mapping.kind is MappingKind.DIRECT:
        return to_tree(Attribute(mapping.source))
    if mapping.kind is MappingKind.CONSTANT:
        return constant_tree(mapping.source)
    return to_tree(parse_expression(mapping.source))


def _rule(rule: SynchronizationRule) -> dict[str, Json]:
    document: dict[str, Json] = {
        "editable": rule.editable,
        "id": rule.id,
        "name": rule.name,
        "priority": rule.priority,
        "sourceDirectoryName": rule.source_directory,
        "targetDirectoryName": rule.target_directory,
        "metadata": _metadata(rule.metadata),
        "objectMappings": [object_mapping_document(mapping) for mapping in rule.object_mappings],
    }
    if rule.container_filter is not None:
        document["containerFilter"] = {"includedContainers": list(rule.container_filter)}
    if rule.group_filter is not None:
        document["groupFilter"] = {"includedGroups": list(rule.group_filter)}
    return document


def object_mapping_document(mapping: ObjectMapping) -> dict[str, Json]:
    """Return one object mapping, scope included, as JSON values."""
    return {
        "enabled": mapping.enabled,
        "flowTypes": ", ".join(mapping.flow_types),
        "name": mapping.name,
        "sourceObjectName": mapping.source_object,
        "targetObjectName": mapping.target_object,
        "attributeMappings": [mapping_document(attribute) for attribute in mapping.mappings],
        "metadata": _metadata(mapping.metadata),
        "scope": None if mapping.scope is None else scope_document(mapping.scope),
    }


def scope_document(scope: Scope) -> dict[str, Json]:
    """Return the scope of an object mapping as JSON values."""
    return {
        "categoryFilterGroups": _groups(scope.category_groups),
        "groups": _groups(scope.groups),
        "inputFilterGroups": _groups(scope.input_groups),
    }


def _groups(groups: tuple[ScopeGroup, ...]) -> list[Json]:
    return [
        {
            "name": group.name,
            "clauses": [
                {
                    "operatorName": str(clause.operator),
                    "sourceOperandName": clause.attribute,
                    "targetOperand": {"values": list(clause.values)} if clause.values else None,
                }
                for clause in group.clauses
            ],
        }
        for group in groups
    ]


def _metadata(entries: tuple[MetadataEntry, ...]) -> list[Json]:
    return [{"key": entry.key, "value": entry.value} for entry in entries]


def _directory(directory: Directory) -> dict[str, Json]:
    return {
        "id": directory.id,
        "discoveryDateTime": directory.discovered,
        "discoverabilities": directory.discoverabilities,
        "name": directory.name,
        "readOnly": directory.read_only,
        "version": directory.version,
        "objects": [_object(item) for item in directory.objects],
    }


def _object(item: SchemaObject) -> dict[str, Json]:
    return {
        "name": item.name,
        "supportedApis": list(item.supported_apis),
        "attributes": [_attribute(attribute) for attribute in item.attributes],
        "metadata": _metadata(item.metadata),
    }


def _attribute(attribute: SchemaAttribute) -> dict[str, Json]:
    return {
        "anchor": attribute.anchor,
        "caseExact": attribute.case_exact,
        "defaultValue": attribute.default_value,
        "multivalued": attribute.multivalued,
        "mutability": attribute.mutability,
        "name": attribute.name,
        "required": attribute.required,
        "type": attribute.type,
        "apiExpressions": [],
        "metadata": _metadata(attribute.metadata),
        "referencedObjects": [
            {"referencedObjectName": name, "referencedProperty": None} for name in attribute.references
        ],
    }
