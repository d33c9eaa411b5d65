"""Every form of one invented export as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from analyzer.configuration import ConnectorKind, FlowKind
from sample_exports.generator.forms.objects import (
    COMPANY_FEATURES,
    as_clixml,
    as_json,
    as_list,
    connector_object,
    global_parameters,
    rule_object,
    scheduler,
)
from sample_exports.generator.forms.script import rules_script
from sample_exports.generator.model import Connector, Export, Partition, Rule, identifier

_TIME = "2026-11-16 07:12:40Z"
_TENANT = "72f988bf-0000-4000-8000-00000000feed"


def form_files(export: Export) -> Iterator[tuple[str, bytes]]:
    """Yield every form by its path; of the rules only the customer's own, where a form holds rules in full."""
    own = [rule for rule in export.rules if not rule.tag]
    yield "wizard/Exported-SynchronizationPolicy-20261116-081240.JSON", as_policy(export)
    yield "rules-editor/kestrel-rules.ps1.txt", rules_script(own).encode()
    yield "dsc/AADSyncRules.yml", as_dsc(export, own)
    yield "cmdlets/Get-ADSyncScheduler.txt", as_list([scheduler(export)], 80)
    yield "cmdlets/Get-ADSyncGlobalSettings-Parameters.txt", as_list(global_parameters(export), 80)
    yield "cmdlets/Get-ADSyncAADCompanyFeature.txt", as_list([COMPANY_FEATURES], 80)
    yield "cmdlets/Get-ADSyncAutoUpgrade.txt", "Enabled\r\n".encode("utf-16")
    yield "cmdlets/Get-ADSyncConnector.json", as_json([connector_object(export, c) for c in export.connectors])
    yield "cmdlets/Get-ADSyncRule.clixml", as_clixml([rule_object(rule) for rule in own])
    folder = f"migrate/Exported-ServerConfiguration-{identifier(export.slug, 'migrate')}"
    yield f"{folder}/MigratedPolicy.json", as_json(_metadata(export, "migration"))
    yield f"{folder}/PersistedState.xml", _persisted_state(export)
    yield "cloud-sync/job-schema.json", as_json(_SCHEMA)


def _metadata(export: Export, kind: str) -> dict[str, Any]:
    return {
        "policyMetadata": {
            "type": kind,
            "author": "KESTREL\\svc-admin",
            "timeCreated": _TIME,
            "azureADConnectVersion": export.build,
        },
        "deploymentMetadata": {
            "hostName": export.server,
            "serviceAccount": None,
            "serviceAccountType": "Unknown",
            "databaseServer": "(localdb)",
            "databaseInstance": ".\\ADSync2019",
            "databaseName": "ADSync",
            "connectorIds": [connector.id for connector in export.connectors],
        },
    }


def as_policy(export: Export, kind: str = "exported") -> bytes:
    """Return the wizard's policy: standard rules as stubs, the customer's own in full."""
    forests = [c for c in export.connectors if c.kind is ConnectorKind.ACTIVE_DIRECTORY]
    cloud = next(c for c in export.connectors if c.kind is ConnectorKind.ENTRA)
    document = {
        **_metadata(export, kind),
        "onpremisesDirectoryPolicy": [
            {
                "uniqueIdentifier": forest.id,
                "friendlyName": forest.name,
                "fullyQualifiedDomainName": forest.name,
                "partitionFilters": [_filter(p) for p in forest.partitions if p.selected],
                **_rules(export, forest),
            }
            for forest in forests
        ],
        "azureDirectoryPolicy": {
            "uniqueIdentifier": cloud.id,
            "friendlyName": cloud.name,
            **_rules(export, cloud),
            "optionalFeatures": {"somethingNobodyPublished": True},
        },
    }
    return as_json(document)


def _filter(partition: Partition) -> dict[str, Any]:
    return {
        "distinguishedName": partition.dn,
        "containerInclusions": list(partition.inclusions),
        "containerExclusions": list(partition.exclusions),
    }


def _rules(export: Export, connector: Connector) -> dict[str, Any]:
    rules = [rule for rule in export.rules if rule.connector == connector.id]
    return {
        "standardSynchronizationRules": [
            {"Name": r.name, "uniqueIdentifier": r.id, "immutableTag": r.tag, "precedence": r.precedence}
            for r in rules
            if r.tag
        ],
        "customSynchronizationRules": [_policy_rule(rule) for rule in rules if not rule.tag],
    }


def _policy_rule(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "description": rule.description,
        "internalIdentifier": rule.id,
        "uniqueIdentifier": rule.id,
        "source": rule.source_type,
        "target": rule.target_type,
        "linkType": str(rule.link_type),
        "precedence": rule.precedence,
        "direction": str(rule.direction),
        "scopeFilters": [
            [{"attribute": attribute, "condition": operator, "value": value} for attribute, operator, value in group]
            for group in rule.scope
        ],
        "joinFilters": [
            [{"csAttribute": left, "mvAttribute": right, "caseSensitive": case} for left, right, case in group]
            for group in rule.joins
        ],
        "attributeMappings": [
            {
                "destination": flow.target,
                "source": [flow.constant] if flow.kind is FlowKind.CONSTANT else list(flow.sources),
                "flowType": str(flow.kind),
                "expression": flow.expression,
                "valueMergeType": str(flow.merge_type),
                "executeOnce": flow.execute_once,
            }
            for flow in rule.flows
        ],
    }


def as_dsc(export: Export, rules: Iterable[Rule]) -> bytes:
    """Return the rules as a configuration of the AADConnectDsc module."""
    names = {connector.id: connector.name for connector in export.connectors}
    gone = ("Identifier", "InternalIdentifier", "Version", "Connector", "PrecedenceAfter", "PrecedenceBefore")
    items = []
    for rule in rules:
        values = {key: value for key, value in rule_object(rule).items() if key not in gone and value is not None}
        values = {key: value for key, value in values.items() if key != "SoftDeleteExpiryInterval"}
        items.append(
            {"Name": values.pop("Name"), "ConnectorName": names[rule.connector], **values, "Ensure": "Present"}
        )
    extensions = [
        {"Name": name, "AssignedObjectClass": "user", "Type": "String", "IsEnabled": True}
        for name in ("employeeNumber", "division")
    ]
    document = {"AADSyncRules": {"Items": items}, "AADConnectDirectoryExtensionAttributes": {"Items": extensions}}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110).encode()


def _persisted_state(export: Export) -> bytes:
    keys = {
        "IAzureActiveDirectoryContext.AzureADUsername": "hybrid-admin@kestrelair.example",
        "IAzureActiveDirectoryContext.TenantId": _TENANT,
        "IAdfsContext.TargetForestDomainName": "kestrel.example",
    }
    elements = "".join(
        f"\n    <PersistedStateElement>\n      <Key>{key}</Key>\n      <Value>{value}</Value>\n"
        "    </PersistedStateElement>"
        for key, value in keys.items()
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<PersistedStateContainer>\n  <StateVersion>2</StateVersion>'
    return f"{head}\n  <Elements>{elements}\n  </Elements>\n</PersistedStateContainer>\n".encode()


_SCHEMA = {
    "id": "AD2AADProvisioning.kestrel",
    "version": "Date:2026-11-02",
    "synchronizationRules": [
        {
            "id": "ad2aad",
            "name": "AD to Microsoft Entra ID",
            "editable": True,
            "priority": 1,
            "sourceDirectoryName": "Active Directory",
            "targetDirectoryName": "Azure Active Directory",
            "objectMappings": [
                {
                    "enabled": True,
                    "flowTypes": "Add, Update, Delete",
                    "name": "Provision users",
                    "sourceObjectName": "user",
                    "targetObjectName": "User",
                    "attributeMappings": [
                        {
                            "flowBehavior": "FlowWhenChanged",
                            "flowType": "Always",
                            "matchingPriority": 0,
                            "targetAttributeName": "DisplayName",
                            "source": {"expression": "[displayName]", "name": "displayName", "type": "Attribute"},
                        }
                    ],
                }
            ],
        }
    ],
    "directories": [],
}
