"""Where a configuration comes from: its sources, what they don't tell, and where they disagree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.configuration.origin import Origin


class Part(StrEnum):
    """A part of a configuration that a source tells in full, or doesn't."""

    SETTINGS = "global settings"
    CONNECTORS = "connectors"
    SCOPE = "domains and containers"
    OBJECT_TYPES = "object types"
    CONNECTOR_SETTINGS = "connector settings"
    ATTRIBUTES = "attribute selection"
    RUN_PROFILES = "run profiles"
    STANDARD_RULES = "standard sync rules"
    CUSTOM_RULES = "custom sync rules"
    RULE_STATE = "which sync rules are disabled"


@dataclass(frozen=True, slots=True)
class RuleStub:
    """A sync rule that a source names without saying what it does. ``connector_id`` may be empty."""

    id: str
    name: str
    immutable_tag: str
    precedence: int | None
    connector_id: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Observation:
    """Something about the server or the tenant that no Connect export holds, read from another source.

    ``name`` is the cmdlet's own ``<topic>.<property>`` in lower case (``company-feature.groupwritebackv2``).
    """

    name: str
    value: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class SourceDifference:
    """Two sources, or two servers, that say different things of one node; the first one was used.

    Attributes:
        kind: ``sync-rule``, ``connector``, ``parameter`` ...
        subject: what a person calls the node.
        what: the property that differs, or ``presence``.
        used: what the source says that was used.
        other: what the other one says.
        used_origin: where ``used`` stands.
        other_origin: where ``other`` stands.

    """

    kind: str
    subject: str
    what: str
    used: str
    other: str
    used_origin: Origin
    other_origin: Origin


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What one source contributed.

    Attributes:
        format: the format's id.
        name: the input and the folder or file inside it.
        files: the files that were read.
        server: name of the server it speaks of, empty when it doesn't say.
        gives: what it contributed, in words (``62 sync rules``).
        tells: the parts it tells in full.
        limits: what can't be told from it, in sentences.
        percent: share of its nodes that was understood.

    """

    format: str
    name: str
    files: tuple[str, ...]
    server: str
    gives: tuple[str, ...]
    tells: tuple[Part, ...]
    limits: tuple[str, ...]
    percent: float


@dataclass(frozen=True, slots=True)
class MissingPiece:
    """Something a full assessment needs that no source tells, and the read-only command that gets it."""

    what: str
    why: str
    command: str


@dataclass(frozen=True, slots=True)
class OtherServer:
    """A second server of the same tenant: its state and where it differs from the one that is assessed."""

    name: str
    staging: bool | None
    source: str
    drift: tuple[SourceDifference, ...]
