"""Connectors, their partitions and run profiles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.configuration.dn import DistinguishedName
from analyzer.configuration.origin import Origin
from analyzer.configuration.parameter import Parameter

ENTRA_CONNECTOR_ID = "b891884f-051e-4a83-95af-2544101c9083"
"""The identifier of the Entra connector, the same on every server (documented by Microsoft)."""


class ConnectorKind(StrEnum):
    """What a connector talks to, in the words of ``assessment.json``."""

    ACTIVE_DIRECTORY = "active-directory"
    ENTRA = "entra"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Container:
    """One included or excluded container of a partition."""

    dn: DistinguishedName
    origin: Origin


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition: a domain of an AD connector, or ``default`` elsewhere.

    ``domain`` is the DNS name in lower case, empty when the partition is no domain.
    """

    id: str
    name: str
    dn: DistinguishedName
    domain: str
    selected: bool
    object_classes: tuple[str, ...]
    inclusions: tuple[Container, ...]
    exclusions: tuple[Container, ...]
    preferred_dcs: tuple[str, ...]
    only_preferred_dcs: bool
    parameters: tuple[Parameter, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run profile; ``partition_id`` is normalised, ``subtype`` empty when not given."""

    type: str
    subtype: str
    partition_id: str


@dataclass(frozen=True, slots=True)
class RunProfile:
    """One run profile."""

    name: str
    steps: tuple[RunStep, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class SchemaAttribute:
    """What the connector's schema says of one attribute; ``syntax`` is the OID as written."""

    name: str
    multivalued: bool
    syntax: str


@dataclass(frozen=True, slots=True)
class ActiveDirectorySettings:
    """Settings only an AD connector has. ``login_user`` is an account name, never a secret."""

    forest: str
    login_domain: str
    login_user: str
    password_hash_sync: bool | None
    password_hash_sync_origin: Origin | None
    group_filter_dn: str


@dataclass(frozen=True, slots=True)
class EntraSettings:
    """Settings only the Entra connector has."""

    login_user: str
    product_version: str
    password_writeback: bool | None
    password_writeback_origin: Origin | None


@dataclass(frozen=True, slots=True)
class Connector:
    """One connector.

    ``attributes`` are those selected on it; ``schema`` has their types by lower-case name. ``schema_names`` are all
    attributes the directory's schema lists, in lower case, selected or not; empty where the export doesn't tell.
    """

    id: str
    name: str
    kind: ConnectorKind
    category: str
    subtype: str
    created: str
    modified: str
    active_directory: ActiveDirectorySettings | None
    entra: EntraSettings | None
    attributes: tuple[str, ...]
    schema: dict[str, SchemaAttribute]
    classes: tuple[str, ...]
    partitions: tuple[Partition, ...]
    run_profiles: tuple[RunProfile, ...]
    provisioning_hierarchy: tuple[tuple[str, str], ...]
    parameters: tuple[Parameter, ...]
    legacy_sections: tuple[str, ...]
    origin: Origin
    schema_names: frozenset[str] = frozenset()
