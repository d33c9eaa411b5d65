"""The schema of a new Cloud Sync configuration, from ``rules/cloud-sync``."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from analyzer.cloudsync.documents import Place
from analyzer.cloudsync.mappings import canonical
from analyzer.cloudsync.model import (
    AttributeMapping,
    DeviceMapping,
    Directory,
    FlowBehavior,
    FlowType,
    JobSchema,
    MappingKind,
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
from analyzer.cloudsync.parameter_keys import open_document, rules_folder
from analyzer.errors import ExpressionError

MAPPING_FILE = "default-mapping.json"
SCOPE_FILE = "default-scope.json"
ATTRIBUTES_FILE = "attributes.json"
DEVICE_FILE = "device-mapping.json"
PASSWORD_HASH_SYNC = "password-hash-sync"  # noqa: S105 - the name of a feature

_KINDS = {"direct": MappingKind.DIRECT, "constant": MappingKind.CONSTANT, "expression": MappingKind.EXPRESSION}


@lru_cache(maxsize=8)
def default_schema(*, password_hash_sync: bool = False, folder: Path | None = None) -> JobSchema:
    """Return the schema of a new AD-to-Entra configuration (job AD2AADProvisioning).

    Args:
        password_hash_sync: add the mapping of the password hash that this switch brings for users and inetOrgPersons
            (how-to-inbound-synch-ms-graph, 2025-04-09).
        folder: where the four files are; by default the knowledge that ships with the program.

    Raises:
        KnowledgeError: a file breaks its contract.

    """
    whole, by_switch = _whole_schema(folder or rules_folder())
    if password_hash_sync:
        return whole
    return whole.with_object_mappings(
        tuple(
            replace(one, mappings=tuple(m for m in one.mappings if (one.source_object, m.target) not in by_switch))
            for one in whole.rule.object_mappings
        )
    )


@lru_cache(maxsize=4)
def _whole_schema(folder: Path) -> tuple[JobSchema, frozenset[tuple[str, str]]]:
    """Return the schema with every switch on, and object and target of the mappings that a switch brings."""
    document = open_document(folder / MAPPING_FILE)
    scopes = _scopes(open_document(folder / SCOPE_FILE))
    places = {item.text("source_object"): item for item in document.list("objects")}
    rows = {name: _followed(place, "mappings_of", places).list("mappings") for name, place in places.items()}
    mappings = tuple(
        ObjectMapping(
            source_object=name,
            target_object=place.text("target_object"),
            name=place.text("name"),
            mappings=tuple(map(_mapping, rows[name])),
            scope=scopes.get(name),
        )
        for name, place in places.items()
    )
    by_switch = frozenset((name, row.text("target")) for name, found in rows.items() for row in found if _switched(row))
    rule = document.child("rule")
    schema = JobSchema(
        rule=SynchronizationRule(
            id=rule.text("id"),
            name=rule.text("name"),
            source_directory=rule.text("source_directory"),
            target_directory=rule.text("target_directory"),
            object_mappings=mappings,
        ),
        directories=_directories(open_document(folder / ATTRIBUTES_FILE)),
        provenance=provenance_of(document),
    )
    return schema, by_switch


@lru_cache(maxsize=4)
def device_mappings(folder: Path | None = None) -> tuple[DeviceMapping, ...]:
    """Return what the device job writes (device-sync, 2026-09-29).

    Raises:
        KnowledgeError: the file breaks its contract.

    """
    document = open_document((folder or rules_folder()) / DEVICE_FILE)
    return tuple(
        DeviceMapping(
            target=row.text("target"),
            kind=_kind(row.text("kind"), row),
            inputs=row.texts("inputs"),
            flow_type=_flow_type(row),
            result=row.text_or_none("result"),
        )
        for row in document.list("mappings")
    )


def provenance_of(document: Place) -> Provenance:
    """Return what a knowledge file says about its source."""
    return Provenance(document.text("source"), document.text("dated"), document.text("checked"))


def _followed(place: Place, key: str, places: dict[str, Place]) -> Place:
    """Return the place whose rows count: the one ``key`` names, else ``place`` itself."""
    if not place.has(key):
        return place
    other = places.get(place.text(key))
    if other is None or other.has(key):
        raise place.child(key).fail("expected the name of an object that lists its own rows")
    return other


def _switched(row: Place) -> bool:
    """Tell whether a mapping is there only while password hash synchronization is on."""
    only_with = row.text_or_none("only_with")
    if only_with not in {None, PASSWORD_HASH_SYNC}:
        raise row.child("only_with").fail(f"expected {PASSWORD_HASH_SYNC!r}, found {only_with!r}")
    return only_with is not None


def _mapping(row: Place) -> AttributeMapping:
    kinds = [key for key in _KINDS if row.has(key)]
    if len(kinds) != 1:
        raise row.fail("expected exactly one of direct, constant and expression")
    mapping = AttributeMapping(
        target=row.text("target"),
        kind=_KINDS[kinds[0]],
        source=row.text(kinds[0]),
        flow_type=_flow_type(row),
        flow_behavior=_flow_behavior(row),
        matching_priority=row.number("matching_priority", 0),
        default_value=row.text_or_none("default_value"),
    )
    try:
        return canonical(mapping)
    except ExpressionError as error:
        raise row.child("expression").fail(f"isn't a Cloud Sync expression: {error}") from error


def _flow_type(row: Place) -> FlowType:
    written = row.text("flow_type", FlowType.ALWAYS)
    if written not in list(FlowType):
        raise row.child("flow_type").fail(f"expected one of {', '.join(FlowType)}")
    return FlowType(written)


def _flow_behavior(row: Place) -> FlowBehavior:
    written = row.text("flow_behavior", FlowBehavior.WHEN_CHANGED)
    if written not in list(FlowBehavior):
        raise row.child("flow_behavior").fail(f"expected one of {', '.join(FlowBehavior)}")
    return FlowBehavior(written)


def _kind(written: str, row: Place) -> MappingKind:
    if written not in list(MappingKind):
        raise row.child("kind").fail(f"expected one of {', '.join(MappingKind)}")
    return MappingKind(written)


def _scopes(document: Place) -> dict[str, Scope]:
    return {
        item.text("source_object"): Scope(
            input_groups=tuple(
                ScopeGroup(group.text("name"), tuple(_clause(clause) for clause in group.list("clauses")))
                for group in item.list("groups")
            )
        )
        for item in document.list("objects")
    }


def _clause(place: Place) -> ScopeClause:
    written = place.text("operator")
    if written not in list(ScopeOperator):
        raise place.child("operator").fail(f"expected one of {', '.join(ScopeOperator)}")
    operator = ScopeOperator(written)
    values = place.texts("values")
    if operator.takes_value != bool(values):
        raise place.fail(f"the operator {operator} {'needs a value' if operator.takes_value else 'takes no value'}")
    return ScopeClause(place.text("attribute"), operator, values)


def _directories(document: Place) -> tuple[Directory, ...]:
    directories = []
    for place in document.list("directories"):
        items = {item.text("name"): item for item in place.list("objects")}
        objects = tuple(
            SchemaObject(name, _attributes(_followed(item, "attributes_of", items))) for name, item in items.items()
        )
        directories.append(Directory(place.text("name"), objects, read_only=place.flag("read_only")))
    return tuple(directories)


def _attributes(place: Place) -> tuple[SchemaAttribute, ...]:
    return tuple(
        SchemaAttribute(
            name=row.text("name"),
            type=row.text("type"),
            multivalued=row.flag("multivalued", False),
            mutability=row.text("mutability", "ReadWrite"),
        )
        for row in place.list("attributes")
    )
