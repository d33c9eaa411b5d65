"""Synchronization rules and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.configuration.origin import Origin


class Direction(StrEnum):
    """Which way a rule works: connector space to metaverse, or metaverse to connector space."""

    INBOUND = "Inbound"
    OUTBOUND = "Outbound"


class LinkType(StrEnum):
    """What happens when the join finds nothing."""

    PROVISION = "Provision"
    JOIN = "Join"
    STICKY_JOIN = "StickyJoin"
    JOIN_NO_FLOW = "JoinNoFlow"


class FlowKind(StrEnum):
    """The flow type, derived from the shape of the mapping."""

    DIRECT = "Direct"
    CONSTANT = "Constant"
    EXPRESSION = "Expression"


class MergeType(StrEnum):
    """How contributions of several rules to one attribute combine."""

    UPDATE = "Update"
    REPLACE = "Replace"
    MERGE = "Merge"
    MERGE_CASE_INSENSITIVE = "MergeCaseInsensitive"


@dataclass(frozen=True, slots=True)
class ScopeCondition:
    """One clause of a scoping filter; ``attribute`` belongs to the rule's source side."""

    attribute: str
    operator: str
    value: str
    origin: Origin

    def __str__(self) -> str:
        return f"{self.attribute} {self.operator} {self.value}".rstrip()


@dataclass(frozen=True, slots=True)
class JoinCondition:
    """One clause of a join rule."""

    connector_attribute: str
    metaverse_attribute: str
    case_sensitive: bool
    origin: Origin

    def __str__(self) -> str:
        return f"{self.connector_attribute} = {self.metaverse_attribute}"


@dataclass(frozen=True, slots=True)
class AttributeFlow:
    """One transformation of a rule.

    ``sources`` lists the attributes the export names; an expression may read more than those.
    """

    target: str
    kind: FlowKind
    sources: tuple[str, ...]
    expression: str | None
    constant: str | None
    merge_type: MergeType
    execute_once: bool
    origin: Origin

    @property
    def text(self) -> str:
        """The right-hand side as an administrator reads it."""
        if self.kind is FlowKind.EXPRESSION:
            return self.expression or ""
        if self.kind is FlowKind.CONSTANT:
            return self.constant or ""
        return f"[{self.sources[0]}]" if self.sources else ""


@dataclass(frozen=True, slots=True)
class SyncRule:
    """One synchronization rule.

    ``scope`` and ``joins`` are groups of clauses: AND inside, OR between (joins: tried in order).
    Identifiers are lower case without braces. ``unresolved`` names what only running the script it was read from
    would tell; there the value is the script's text, and 0 for a precedence.
    """

    id: str
    name: str
    description: str
    immutable_tag: str
    direction: Direction
    disabled: bool
    connector_id: str
    source_type: str
    target_type: str
    link_type: LinkType
    precedence: int
    password_sync: bool
    version: str
    soft_delete_expiry: str
    precedence_before: str
    precedence_after: str
    flows: tuple[AttributeFlow, ...]
    joins: tuple[tuple[JoinCondition, ...], ...]
    scope: tuple[tuple[ScopeCondition, ...], ...]
    origin: Origin
    unresolved: tuple[str, ...] = ()

    @property
    def connector_class(self) -> str:
        """The object class on the connector's side."""
        return self.source_type if self.direction is Direction.INBOUND else self.target_type

    @property
    def metaverse_class(self) -> str:
        """The object class on the metaverse's side (``*`` is possible)."""
        return self.target_type if self.direction is Direction.INBOUND else self.source_type
