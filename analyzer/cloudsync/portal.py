"""The difference between a job schema and the default one, as rows to click and type into the portal.

Words of the portal's "Edit attribute mappings" form (how-to-attribute-mapping, 2025-04-09).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from analyzer.cloudsync.mappings import canonical
from analyzer.cloudsync.model import AttributeMapping, FlowType, JobSchema, MappingKind, ObjectMapping


class ChangeKind(StrEnum):
    """What has to be done to a mapping."""

    ADD = "add"
    EDIT = "edit"
    REMOVE = "remove"
    KEEP = "keep"


class Apply(StrEnum):
    """The portal's choice of when a mapping is applied."""

    ALWAYS = "Always"
    ONCE = "Only during object creation"


@dataclass(frozen=True, slots=True)
class MappingChange:
    """One row of the click-path list.

    Attributes:
        source_object: the AD class whose mappings to open.
        target: the target attribute.
        kind: what to do; ``KEEP`` rows are there for a complete list and have no ``fields``.
        old: the default mapping, ``None`` when there is none.
        new: the wanted mapping, ``None`` when it is to be removed.
        fields: names of the model's fields that differ, in the form's order.

    """

    source_object: str
    target: str
    kind: ChangeKind
    old: AttributeMapping | None
    new: AttributeMapping | None
    fields: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there is something to do."""
        return self.kind is not ChangeKind.KEEP

    @property
    def in_portal(self) -> bool:
        """Whether the portal's form can express the new mapping.

        It offers two of Graph's flow types, always writes when something changed, and has no field for matching.
        """
        if self.new is None:
            return True
        offered = self.new.flow_type in {FlowType.ALWAYS, FlowType.OBJECT_ADD_ONLY}
        return offered and not {"flow_behavior", "matching_priority", "export_missing_references"} & set(self.fields)

    @property
    def row(self) -> PortalRow | None:
        """What to type; ``None`` when the mapping is to be removed."""
        return None if self.new is None else portal_row(self.new)


@dataclass(frozen=True, slots=True)
class PortalRow:
    """The form's fields for one mapping; exactly one of the three sources is filled, none for the type None."""

    target: str
    mapping_type: str
    source_attribute: str
    constant: str
    expression: str
    default_value: str
    apply: Apply


def portal_row(mapping: AttributeMapping) -> PortalRow:
    """Return what to choose and type for ``mapping``."""
    sources = {kind: mapping.source if mapping.kind is kind else "" for kind in MappingKind}
    return PortalRow(
        target=mapping.target,
        mapping_type=str(mapping.kind),
        source_attribute=sources[MappingKind.DIRECT],
        constant=sources[MappingKind.CONSTANT],
        expression=sources[MappingKind.EXPRESSION],
        default_value=mapping.default_value or "",
        apply=Apply.ONCE if mapping.flow_type is FlowType.OBJECT_ADD_ONLY else Apply.ALWAYS,
    )


def changes(schema: JobSchema, default: JobSchema, *, keep: bool = False) -> tuple[MappingChange, ...]:
    """Return what turns ``default`` into ``schema``, in the order of the schema's mappings, removals last.

    Args:
        schema: the wanted schema.
        default: the schema to start from.
        keep: also list the mappings that stay as they are.

    Raises:
        ExpressionError: a mapping's expression isn't well-formed.

    """
    rows: list[MappingChange] = []
    wanted = {mapping.source_object.lower() for mapping in schema.rule.object_mappings}
    for mapping in schema.rule.object_mappings:
        rows += _compare(mapping.source_object, default.object_mapping(mapping.source_object), mapping)
    for mapping in default.rule.object_mappings:
        if mapping.source_object.lower() not in wanted:
            rows += _compare(mapping.source_object, mapping, None)
    return tuple(row for row in rows if keep or row.changed)


def _compare(name: str, old: ObjectMapping | None, new: ObjectMapping | None) -> Iterable[MappingChange]:
    """Pair the mappings by target; of several of one target the first with the first, and so on."""
    left = _by_target(old)
    for mapping in new.mappings if new else ():
        found = left.get(mapping.target.lower())
        partner = found.pop(0) if found else None
        if partner is None:
            yield MappingChange(name, mapping.target, ChangeKind.ADD, None, mapping)
            continue
        fields = _differing(canonical(partner), canonical(mapping))
        kind = ChangeKind.EDIT if fields else ChangeKind.KEEP
        yield MappingChange(name, mapping.target, kind, partner, mapping, fields)
    for remaining in left.values():
        for mapping in remaining:
            yield MappingChange(name, mapping.target, ChangeKind.REMOVE, mapping, None)


def _by_target(mapping: ObjectMapping | None) -> dict[str, list[AttributeMapping]]:
    found: dict[str, list[AttributeMapping]] = defaultdict(list)
    for attribute in mapping.mappings if mapping else ():
        found[attribute.target.lower()].append(attribute)
    return found


_FIELDS = (
    "kind",
    "source",
    "default_value",
    "flow_type",
    "flow_behavior",
    "matching_priority",
    "export_missing_references",
)


def _differing(old: AttributeMapping, new: AttributeMapping) -> tuple[str, ...]:
    return tuple(name for name in _FIELDS if getattr(old, name) != getattr(new, name))
