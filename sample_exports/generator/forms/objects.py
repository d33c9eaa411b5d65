"""What ``Get-ADSync*`` would return for an invented export, as plain values; and the three ways to save it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from analyzer.configuration import ConnectorKind, FlowKind
from sample_exports.generator.model import Connector, Export, Rule, identifier
from sample_exports.generator.text import escape

ZERO = "00000000-0000-0000-0000-000000000000"
_HIERARCHY = ("container", "domainDNS", "organizationalUnit")
_NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"


def rule_object(rule: Rule) -> dict[str, Any]:
    """Return one rule as ``Get-ADSyncRule`` shows it."""
    return {
        "Identifier": rule.id,
        "InternalIdentifier": rule.id,
        "Version": 1,
        "Name": rule.name,
        "Description": rule.description,
        "ImmutableTag": rule.tag or None,
        "Direction": str(rule.direction),
        "Disabled": rule.disabled,
        "Connector": rule.connector,
        "SourceObjectType": rule.source_type,
        "TargetObjectType": rule.target_type,
        "LinkType": str(rule.link_type),
        "Precedence": rule.precedence,
        "PrecedenceAfter": ZERO,
        "PrecedenceBefore": ZERO,
        "SoftDeleteExpiryInterval": 0,
        "EnablePasswordSync": rule.password_sync,
        "IsStandardRule": rule.tag.startswith("Microsoft."),
        "IsLegacyCustomRule": False,
        "ScopeFilter": [
            {
                "ScopeConditionList": [
                    {"Attribute": attribute, "ComparisonValue": value, "ComparisonOperator": operator}
                    for attribute, operator, value in group
                ]
            }
            for group in rule.scope
        ],
        "JoinFilter": [
            {
                "JoinConditionList": [
                    {"CSAttribute": left, "MVAttribute": right, "CaseSensitive": sensitive}
                    for left, right, sensitive in group
                ]
            }
            for group in rule.joins
        ],
        "AttributeFlowMappings": [
            {
                "Source": [flow.constant] if flow.kind is FlowKind.CONSTANT else list(flow.sources),
                "Destination": flow.target,
                "FlowType": str(flow.kind),
                "Expression": flow.expression,
                "ValueMergeType": str(flow.merge_type),
                "ExecuteOnce": flow.execute_once,
                "MappingSourceAsString": flow.expression or flow.constant or ",".join(flow.sources),
            }
            for flow in rule.flows
        ],
    }


def connector_object(export: Export, connector: Connector) -> dict[str, Any]:
    """Return one connector as ``Get-ADSyncConnector`` shows it."""
    directory = connector.kind is ConnectorKind.ACTIVE_DIRECTORY
    own: dict[str, Any] = {
        "Name": connector.name,
        "Identifier": connector.id,
        "ConnectorTypeName": "AD" if directory else "Extensible2",
        "SubType": connector.subtype,
        "Partitions": [
            {
                "Name": partition.domain if not directory else partition.dn,
                "DN": partition.dn if directory else "default",
                "Identifier": identifier(export.slug, "partition", partition.domain),
                "Selected": partition.selected,
                "IsDomain": directory,
                "ConnectorPartitionScope": {
                    "ObjectInclusionList": [*partition.classes, *(_HIERARCHY if directory else ())],
                    "ContainerInclusionList": list(partition.inclusions),
                    "ContainerExclusionList": list(partition.exclusions),
                },
                "Parameters": [],
            }
            for partition in connector.partitions
        ],
        "ObjectInclusionList": list(connector.partitions[0].classes),
        "AttributeInclusionList": list(connector.attributes),
        "GlobalParameters": [
            {"Name": "Connector.GroupFilteringGroupDn", "Scope": "Global", "Value": connector.group_filter_dn}
        ],
        "ConnectivityParameters": [{"Name": "password", "InputType": "EncryptedString", "Value": "MUST-NOT-LEAK"}],
        "RunProfiles": [],
    }
    if directory:
        own["PasswordHashConfiguration"] = {"Enabled": connector.password_hash_sync}
    elif connector.kind is ConnectorKind.ENTRA:
        own["AADPasswordResetConfiguration"] = {"Enabled": connector.password_writeback}
    return own


def scheduler(export: Export) -> dict[str, Any]:
    """Return what ``Get-ADSyncScheduler`` shows."""
    values = export.parameters
    return {
        "AllowedSyncCycleInterval": "00:30:00",
        "CurrentlyEffectiveSyncCycleInterval": values["Microsoft.Synchronize.TimeInterval"],
        "CustomizedSyncCycleInterval": None,
        "NextSyncCyclePolicyType": "Delta",
        "NextSyncCycleStartTimeInUTC": "11/16/2026 7:39:16 AM",
        "PurgeRunHistoryInterval": values["Microsoft.Synchronize.RunHistoryPurgeInterval"],
        "SyncCycleEnabled": values["Microsoft.Synchronize.SynchronizationSchedule"] == "True",
        "MaintenanceEnabled": values["Microsoft.Synchronize.MaintenanceEnabled"] == "True",
        "StagingModeEnabled": values["Microsoft.Synchronize.StagingMode"] == "True",
        "SchedulerSuspended": values["Microsoft.Synchronize.SchedulerSuspended"] == "True",
        "SyncCycleInProgress": False,
    }


COMPANY_FEATURES = {
    "PasswordHashSync": True,
    "ForcePasswordChangeOnLogOn": False,
    "UserWriteback": False,
    "DeviceWriteback": False,
    "UnifiedGroupWriteback": False,
    "GroupWritebackV2": True,
}


def global_parameters(export: Export) -> list[dict[str, Any]]:
    """Return what ``(Get-ADSyncGlobalSettings).Parameters`` shows."""
    return [
        {"Name": name, "InputType": "String", "Scope": "SynchronizationGlobal", "Value": value, "DataType": "String"}
        for name, value in export.parameters.items()
    ]


def as_list(records: Sequence[Mapping[str, Any]], width: int = 120) -> bytes:
    """Save as text: ``Format-List``, wrapped at the console's width, UTF-16 with a mark and CRLF."""
    lines = ["", ""]
    for record in records:
        pad = max(len(name) for name in record)
        for name, value in record.items():
            lines += _wrapped(f"{name:<{pad}} : ", _shown(value), width)
        lines += ["", ""]
    return "\r\n".join(lines).encode("utf-16")


def _shown(value: object) -> str:
    if isinstance(value, list):
        shown = [_shown(item) for item in value[:4]]
        return "{" + ", ".join(shown) + ("..." if len(value) > 4 else "") + "}"
    if isinstance(value, dict):
        return "Microsoft.IdentityManagement.PowerShell.ObjectModel.Item"
    return "" if value is None else str(value)


def _wrapped(head: str, text: str, width: int) -> list[str]:
    room = width - len(head)
    parts = [text[at : at + room] for at in range(0, len(text), room)] or [""]
    return [f"{head if index == 0 else ' ' * len(head)}{part}" for index, part in enumerate(parts)]


def as_json(value: object) -> bytes:
    """Save as ``ConvertTo-Json -Depth 10 | Out-File`` does."""
    return ("\ufeff" + json.dumps(value, indent=2, ensure_ascii=False)).encode("utf-16-le")


def as_clixml(values: Sequence[object]) -> bytes:
    """Save as ``Export-Clixml -Depth 10`` does."""
    numbers = iter(range(1_000_000))

    def write(value: object, name: str) -> str:
        label = f' N="{escape(name)}"' if name else ""
        if value is None:
            return f"<Nil{label} />"
        if isinstance(value, bool):
            return f"<B{label}>{str(value).lower()}</B>"
        if isinstance(value, int):
            return f"<I32{label}>{value}</I32>"
        if isinstance(value, str):
            text = escape(value).replace("\r", "_x000D_").replace("\n", "_x000A_")
            return f"<S{label}>{text}</S>"
        head = f'<Obj{label} RefId="{next(numbers)}">'
        if isinstance(value, list):
            return f"{head}<LST>{''.join(write(item, '') for item in value)}</LST></Obj>"
        assert isinstance(value, dict)  # noqa: S101
        return f"{head}<Props>{''.join(write(item, key) for key, item in value.items())}</Props></Obj>"

    body = "\r\n  ".join(write(value, "") for value in values)
    return f'\ufeff<Objs Version="1.1.0.1" xmlns="{_NAMESPACE}">\r\n  {body}\r\n</Objs>'.encode("utf-16-le")
