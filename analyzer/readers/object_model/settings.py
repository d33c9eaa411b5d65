"""Global settings, scheduler, tenant features and the like: small records of named values."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.configuration import Observation, Parameter
from analyzer.readers.contribution import Gathered
from analyzer.readers.trees.node import Node

_SECRET_ENDINGS = (
    *("password", "passphrase", "secret", "privatekey", "private-key", "private key", "token", "pwd"),
    *("cookie", "water-mark", "watermark"),
)
SCHEDULER_PARAMETERS = {
    "synccycleenabled": "Microsoft.Synchronize.SynchronizationSchedule",
    "stagingmodeenabled": "Microsoft.Synchronize.StagingMode",
    "schedulersuspended": "Microsoft.Synchronize.SchedulerSuspended",
    "maintenanceenabled": "Microsoft.Synchronize.MaintenanceEnabled",
    "currentlyeffectivesynccycleinterval": "Microsoft.Synchronize.TimeInterval",
    "nextsynccyclepolicytype": "Microsoft.Synchronize.SynchronizationPolicy",
    "nextsynccyclestarttimeinutc": "Microsoft.Synchronize.NextStartTime",
    "purgerunhistoryinterval": "Microsoft.Synchronize.RunHistoryPurgeInterval",
}
"""The scheduler's properties and the global parameters that hold the same."""
AUTO_UPGRADE = "Microsoft.OptionalFeature.AutoUpgradeState"
AUTO_UPGRADE_REASON = "Microsoft.OptionalFeature.AutoUpgradeSuspensionReason"
THRESHOLD = "Microsoft.OptionalFeature.ExportDeletionThreshold"


def is_secret(name: str, *types: str) -> bool:
    """Tell whether a parameter may hold a secret: when in doubt it does."""
    return name.casefold().endswith(_SECRET_ENDINGS) or any("encrypted" in text.casefold() for text in types)


def read_parameter(node: Node, found: Gathered) -> None:
    """Read one global parameter (``(Get-ADSyncGlobalSettings).Parameters``)."""
    node.read = True
    name = node.text("Name")
    if not name:
        return
    secret = is_secret(name, node.text("InputType", "Type"), node.text("DataType"))
    value = "" if secret else node.text("Value")
    node.skip_all()
    found.parameters.append(Parameter(name, value, "SynchronizationGlobal", secret, node.origin))


def read_global_settings(node: Node, found: Gathered) -> None:
    """Read ``Get-ADSyncGlobalSettings``; its parameters may be flattened to names, which stay unread."""
    node.read = True
    for name in ("Version", "SqlSchemaVersion", "InstanceId", "Schema"):
        node.skip(name)
    for parameter in node.list("Parameters"):
        if parameter.is_object:
            read_parameter(parameter, found)
        else:
            parameter.read = False
            found.limit(
                "The global parameters were saved by name only; save them with "
                "(Get-ADSyncGlobalSettings).Parameters | Format-List Name, Value."
            )


def read_scheduler(node: Node, found: Gathered) -> None:
    """Read ``Get-ADSyncScheduler``: as global parameters where they exist, and as observations."""
    node.read = True
    for name in node.names:
        value = node.text(name)
        if (parameter := SCHEDULER_PARAMETERS.get(name)) and value:
            found.parameters.append(_parameter(parameter, value, node, name))
    read_observations(node, found, "scheduler")


def read_auto_upgrade(node: Node, found: Gathered) -> None:
    """Read ``Get-ADSyncAutoUpgrade``, with or without ``-Detail``."""
    node.read = True
    state, reason = ("AutoUpgradeState", "State"), ("SuspensionReason", "AutoUpgradeSuspensionReason", "Reason")
    for names, parameter in ((state, AUTO_UPGRADE), (reason, AUTO_UPGRADE_REASON)):
        origin = node.get(*names)
        if origin is not None and (value := node.text(*names)):
            found.parameters.append(Parameter(parameter, value, "SynchronizationGlobal", False, origin.origin))


def read_deletion_threshold(node: Node, found: Gathered) -> None:
    """Read ``Get-ADSyncExportDeletionThreshold``: 0 or a word with ``disabled`` switches it off."""
    node.read = True
    word, count = node.text("DeletionPrevention"), node.number("ThresholdCount", "DeletionThreshold")
    if word or count is not None:
        off = "disabled" in word.casefold() or count == 0
        found.parameters.append(_parameter(THRESHOLD, str(not off), node, "DeletionPrevention"))
    if count:
        found.parameters.append(_parameter(f"{THRESHOLD}Value", str(count), node, "ThresholdCount"))


def read_observations(node: Node, found: Gathered, topic: str) -> None:
    """Keep every scalar of a record as an observation ``<topic>.<property>``."""
    node.read = True
    if isinstance(node.value, Mapping):
        for name, child in node.value.items():
            if child.scalar is not None:
                child.read = True
                found.observations.append(Observation(f"{topic}.{name}", child.scalar, child.origin))


def read_password_hash_state(node: Node, found: Gathered) -> None:
    """Read ``Get-ADSyncAADPasswordSyncConfiguration``: on or off for one source connector."""
    node.read = True
    name, enabled = node.text("SourceConnector"), node.flag("Enabled")
    node.skip("TargetConnector")
    if name and enabled is not None:
        found.observations.append(Observation(f"password-hash-sync.{name.casefold()}", str(enabled), node.origin))


def _parameter(name: str, value: str, node: Node, source: str) -> Parameter:
    child = node.peek(source)
    return Parameter(name, value, "SynchronizationGlobal", False, (child or node).origin)
