"""Global parameters of recent builds, with what the wizard leaves when nothing is chosen."""

from __future__ import annotations


def parameters(build: str, **changes: str) -> dict[str, str]:
    """Return the global parameters of one server.

    ``changes`` are written without the leading ``Microsoft.`` and with ``__`` for the dot
    (``OptionalFeature__DeviceWriteUp="True"``). Names and values as seen in exports of builds 1.1.130.0 to
    2.2.1.0; ``PasswordHashSync`` and ``PasswordWriteback`` are gone in recent builds.
    """
    found = {
        "Synchronize.SynchronizationPolicy": "Delta",
        "SynchronizationOption.JoinCriteria": "AlwaysProvision",
        "Synchronize.MaintenanceEnabled": "True",
        "OptionalFeature.ExportDeletionThresholdValue": "500",
        "Version.SynchronizationRuleImmutableTag": "V1",
        "SynchronizationOption.AnchorAttribute": "mS-DS-ConsistencyGuid",
        "OptionalFeature.DirectoryExtensionAttributes": "",
        "OptionalFeature.FilterAAD": "False",
        "GroupWriteBack.Forest": "",
        "GroupWriteBack.Container": "",
        "SynchronizationOption.UPNAttribute": "userPrincipalName",
        "Synchronize.SchedulerSuspended": "False",
        "OptionalFeature.DirectoryExtension": "False",
        "SynchronizationOption.CustomAttribute": "",
        "Synchronize.TimeInterval": "00:30:00",
        "Synchronize.ServerConfigurationVersion": build,
        "AADFilter.AttributeExclusionList": "",
        "OptionalFeature.DeviceWriteBack": "False",
        "OptionalFeature.AutoUpgradeState": "Enabled",
        "UserWriteBack.Forest": "",
        "Synchronize.RunHistoryPurgeInterval": "7.00:00:00",
        "OptionalFeature.GroupFiltering": "False",
        "DeviceWriteBack.Forest": "",
        "Synchronize.SynchronizationSchedule": "True",
        "Synchronize.NextStartTime": "Mon, 16 Nov 2026 07:39:16 GMT",
        "Synchronize.StagingMode": "False",
        "OptionalFeature.ExportDeletionThreshold": "True",
        "OptionalFeature.DeviceWriteUp": "False",
        "OptionalFeature.UserWriteBack": "False",
        "AADFilter.ApplicationList": "",
        "DirectoryExtension.SourceTargetAttributesMap": "",
        "DeviceWriteBack.Container": "",
        "UserWriteBack.Container": "",
        "OptionalFeature.HybridExchange": "False",
        "OptionalFeature.GroupWriteBack": "False",
        "OptionalFeature.ExchangeMailPublicFolder": "False",
        "UserSignIn.SignOnMethod": "PasswordHashSync",
        "UserSignIn.DesktopSsoEnabled": "False",
        "ConnectDirectories.WizardDirectoryMode": "AD",
        "SystemInformation.MachineRole": "RoleMemberServer",
    }
    for key, value in changes.items():
        name = key.replace("__", ".")
        if name not in found and not name.endswith("AutoUpgradeSuspensionReason"):
            raise ValueError(f"no such parameter: {name}")
        found[name] = value
    return {f"Microsoft.{name}": value for name, value in found.items()}
