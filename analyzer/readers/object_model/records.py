"""Tells what cmdlet wrote a record by the names in it, and reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from analyzer.configuration import Connector, ConnectorKind, Part, SyncRule
from analyzer.readers.contribution import Gathered
from analyzer.readers.object_model.connector import read_connector_node
from analyzer.readers.object_model.rule import read_rule_node
from analyzer.readers.object_model.settings import (
    read_auto_upgrade,
    read_deletion_threshold,
    read_global_settings,
    read_observations,
    read_parameter,
    read_password_hash_state,
    read_scheduler,
)
from analyzer.readers.object_model.spelling import OBJECT_MODEL
from analyzer.readers.trees.node import Node

Reader = Callable[[Node, Gathered], None]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record: the cmdlet that writes it, names it must have, and how many of some it must have."""

    cmdlet: str
    all_of: frozenset[str]
    some_of: frozenset[str]
    at_least: int
    read: Reader


def _kind(cmdlet: str, read: Reader, all_of: str = "", some_of: str = "", at_least: int = 0) -> RecordKind:
    return RecordKind(cmdlet, frozenset(all_of.lower().split()), frozenset(some_of.lower().split()), at_least, read)


def _observed(topic: str) -> Reader:
    return partial(read_observations, topic=topic)


KINDS = (
    _kind(
        "Get-ADSyncScheduler",
        read_scheduler,
        some_of="AllowedSyncCycleInterval CurrentlyEffectiveSyncCycleInterval CustomizedSyncCycleInterval "
        "NextSyncCyclePolicyType SyncCycleEnabled MaintenanceEnabled StagingModeEnabled SchedulerSuspended",
        at_least=3,
    ),
    _kind(
        "Get-ADSyncRule",
        lambda node, found: read_rule_node(node, found, OBJECT_MODEL),
        "Direction Precedence",
        "LinkType ImmutableTag SourceObjectType TargetObjectType AttributeFlowMappings",
        3,
    ),
    _kind("Get-ADSyncConnector", read_connector_node, "ConnectorTypeName Identifier"),
    _kind("Get-ADSyncGlobalSettings", read_global_settings, "Parameters", "SqlSchemaVersion InstanceId", 1),
    _kind("(Get-ADSyncGlobalSettings).Parameters", read_parameter, "Name Value", "Scope InputType DataType", 1),
    _kind(
        "Get-ADSyncAADCompanyFeature",
        _observed("company-feature"),
        some_of="PasswordHashSync ForcePasswordChangeOnLogOn UserWriteback DeviceWriteback UnifiedGroupWriteback "
        "GroupWritebackV2",
        at_least=2,
    ),
    _kind("Get-ADSyncAutoUpgrade", read_auto_upgrade, some_of="AutoUpgradeState SuspensionReason", at_least=1),
    _kind("Get-ADSyncExportDeletionThreshold", read_deletion_threshold, "DeletionPrevention"),
    _kind("Get-ADSyncAADPasswordSyncConfiguration", read_password_hash_state, "SourceConnector Enabled"),
    _kind("Get-ADSyncDatabaseConfiguration", _observed("database"), "SQLServerName SQLInstanceName"),
)
_PARAMETER_PREFIX = "microsoft."


def kind_of(node: Node) -> RecordKind | None:
    """Return the kind of a record, ``None`` when it is none we know."""
    names = set(node.names)
    for kind in KINDS:
        if kind.all_of <= names and len(kind.some_of & names) >= kind.at_least:
            return kind
    name = node.peek("Name")
    if {"name", "value"} <= names and name is not None and (name.scalar or "").casefold().startswith(_PARAMETER_PREFIX):
        return next(kind for kind in KINDS if kind.read is read_parameter)
    return None


def read_records(nodes: Iterable[Node], found: Gathered) -> dict[str, int]:
    """Read every record of a known kind; the others stay unread. Returns how many there were by cmdlet."""
    counts: dict[str, int] = {}
    for node in nodes:
        kind = kind_of(node)
        if kind is not None:
            kind.read(node, found)
            counts[kind.cmdlet] = counts.get(kind.cmdlet, 0) + 1
    if found.rules:
        found.complete |= complete_rules(found.rules)
    found.complete |= complete_connectors(found.connectors)
    if len(found.parameters) >= _MANY_PARAMETERS:
        found.complete.add(Part.SETTINGS)
    return counts


_MANY_PARAMETERS = 20
"""A dump of the global settings has 40 parameters; the scheduler gives 8 of them."""


def complete_connectors(connectors: Sequence[Connector]) -> set[Part]:
    """Tell what a list of connectors holds in full; without both sides it may be an extract."""
    kinds = {connector.kind for connector in connectors}
    if not {ConnectorKind.ACTIVE_DIRECTORY, ConnectorKind.ENTRA} <= kinds:
        return set()
    forests = [c for c in connectors if c.kind is ConnectorKind.ACTIVE_DIRECTORY]
    parts = {Part.CONNECTORS}
    for part, holds in (
        (Part.SCOPE, all(c.partitions for c in forests)),
        (Part.OBJECT_TYPES, all(p.object_classes for c in forests for p in c.partitions) and forests[0].partitions),
        (Part.ATTRIBUTES, all(c.attributes for c in forests)),
        (Part.RUN_PROFILES, all(c.run_profiles for c in forests)),
    ):
        if holds:
            parts.add(part)
    settings = [c.active_directory for c in forests]
    if all(own is not None and own.password_hash_sync is not None for own in settings):
        parts.add(Part.CONNECTOR_SETTINGS)
    return parts


def complete_rules(rules: Iterable[SyncRule]) -> set[Part]:
    """Tell whether a list of rules looks like all of a server: it holds standard rules of both directions.

    Anything less may be an extract (the rules editor shows one direction at a time), so nothing absent from it is
    known to be absent.
    """
    directions = {rule.direction for rule in rules if rule.immutable_tag.casefold().startswith("microsoft.")}
    return {Part.STANDARD_RULES, Part.CUSTOM_RULES, Part.RULE_STATE} if len(directions) == 2 else set()
