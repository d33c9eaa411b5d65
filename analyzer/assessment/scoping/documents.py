"""The scope parts of a job schema as files: containerFilter or groupFilter, and each object mapping's scope."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from analyzer.assessment.scoping.model import ClassVerdict, DomainScope
from analyzer.cloudsync.model import JobSchema, ObjectMapping
from analyzer.cloudsync.schema_writer import scope_document
from analyzer.vocabulary import Outcome


def scope_document_of(scope: DomainScope) -> dict[str, Any]:
    """Return a domain's scope; a list that isn't finished is left out, because an empty one would mean everything.

    Containers beside a pilot group that can't be said as well are kept: they are complete, the scope isn't.
    """
    proposal = scope.containers
    group = scope.group.fragment
    containers = None if group is not None or _everything(scope) else proposal.fragment
    return {
        "about": (
            "Parts of a Cloud Sync job schema (AD2AADProvisioning). containerFilter and groupFilter belong into the "
            "synchronization rule and exclude each other; a scope belongs into the object mapping of its class. "
            "Editing the scope of object mappings is not documented as supported by Microsoft."
        ),
        "domain": scope.domain,
        "complete": scope.finished,
        "open": [
            *(() if scope.group.outcome is Outcome.SUPPORTED or group is not None else scope.group.reasons),
            *(question.text for question in proposal.questions),
        ],
        "containerFilter": containers,
        "groupFilter": group,
        "objectMappings": [_mapping(one) for one in scope.classes if one.mapping is not None],
    }


def _everything(scope: DomainScope) -> bool:
    """Tell whether the containers alone would take the whole domain, although a pilot group limits it today."""
    return scope.containers.filter.whole_domain and not scope.finished


def _mapping(verdict: ClassVerdict) -> dict[str, Any]:
    mapping = verdict.mapping
    assert mapping is not None  # noqa: S101 - the caller has looked
    own = verdict.filter
    return {
        "sourceObjectName": mapping.source_object,
        "targetObjectName": mapping.target_object,
        "enabled": mapping.enabled,
        "scope": None if mapping.scope is None else scope_document(mapping.scope),
        "unsupportedFilter": own is not None and bool(own.groups),
        "notExpressed": [] if own is None or own.groups else [own.words],
    }


def scoped_schema(schema: JobSchema, scope: DomainScope, *, own_filters: bool = False) -> JobSchema:
    """Return a job schema limited to a domain's scope: containers or group, and classes that aren't taken off.

    Args:
        schema: the job schema with its attribute mappings.
        scope: the domain's scope.
        own_filters: also put the customer's own filters into the object mappings, which Microsoft doesn't document
            as supported.

    """
    by_class = {one.object_class.lower(): one for one in scope.classes}
    mappings = tuple(
        _scoped(mapping, by_class.get(mapping.source_object.lower()), own_filters)
        for mapping in schema.rule.object_mappings
    )
    schema = schema.with_object_mappings(mappings)
    group = scope.group.fragment
    if group is not None:
        return schema.scoped_to(groups=tuple(group["includedGroups"]))
    if scope.containers.fragment is None or scope.containers.filter.whole_domain:
        return schema
    return schema.scoped_to(containers=scope.containers.filter.dn_list)


def _scoped(mapping: ObjectMapping, verdict: ClassVerdict | None, own_filters: bool) -> ObjectMapping:
    if verdict is None or verdict.mapping is None:
        return mapping
    found = replace(mapping, enabled=mapping.enabled and verdict.mapping.enabled)
    return replace(found, scope=verdict.mapping.scope) if own_filters else found
