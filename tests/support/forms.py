"""Small texts of the formats besides the XML export, for tests."""

from __future__ import annotations

import json
from pathlib import Path

from analyzer.configuration import Configuration
from analyzer.readers.contribution import Contribution
from analyzer.readers.detect import Budget, Ignored, read_file
from analyzer.readers.files import SourceFile
from analyzer.readers.inputs import read_inputs

SCRIPT = """New-ADSyncRule  `
-Name 'In from AD - User Dept Filter' `
-Identifier '11111111-2222-3333-4444-555555555555' `
-Description '' `
-Direction 'Inbound' `
-Precedence 50 `
-PrecedenceAfter '00000000-0000-0000-0000-000000000000' `
-PrecedenceBefore '00000000-0000-0000-0000-000000000000' `
-SourceObjectType 'user' `
-TargetObjectType 'person' `
-Connector 'aaaaaaaa-0000-0000-0000-000000000001' `
-LinkType 'Join' `
-SoftDeleteExpiryInterval 0 `
-ImmutableTag '' `
-Disabled  `
-OutVariable syncRule

Add-ADSyncAttributeFlowMapping  `
-SynchronizationRule $syncRule[0] `
-Source @('True') `
-Destination 'cloudFiltered' `
-FlowType 'Constant' `
-ValueMergeType 'Update' `
-OutVariable syncRule

New-Object  `
-TypeName 'Microsoft.IdentityManagement.PowerShell.ObjectModel.ScopeCondition' `
-ArgumentList 'department','Test','EQUAL' `
-OutVariable condition0

Add-ADSyncScopeConditionGroup  `
-SynchronizationRule $syncRule[0] `
-ScopeConditions @($condition0[0]) `
-OutVariable syncRule

New-Object  `
-TypeName 'Microsoft.IdentityManagement.PowerShell.ObjectModel.JoinCondition' `
-ArgumentList 'employeeID','employeeNumber',$true `
-OutVariable condition0

Add-ADSyncJoinConditionGroup  `
-SynchronizationRule $syncRule[0] `
-JoinConditions @($condition0[0]) `
-OutVariable syncRule

Add-ADSyncRule  `
-SynchronizationRule $syncRule[0]

Get-ADSyncRule  `
-Identifier '11111111-2222-3333-4444-555555555555'
"""

RULE = {
    "Identifier": "11111111-2222-3333-4444-555555555555",
    "Name": "In from AD - User Dept Filter",
    "Direction": "Inbound",
    "Disabled": True,
    "Connector": "aaaaaaaa-0000-0000-0000-000000000001",
    "SourceObjectType": "user",
    "TargetObjectType": "person",
    "LinkType": "Join",
    "Precedence": 50,
    "ScopeFilter": [
        {"ScopeConditionList": [{"Attribute": "department", "ComparisonValue": "Test", "ComparisonOperator": "EQUAL"}]}
    ],
    "JoinFilter": [
        {"JoinConditionList": [{"CSAttribute": "employeeID", "MVAttribute": "employeeNumber", "CaseSensitive": True}]}
    ],
    "AttributeFlowMappings": [
        {"Source": ["True"], "Destination": "cloudFiltered", "FlowType": "Constant", "ValueMergeType": "Update"}
    ],
}

POLICY = {
    "policyMetadata": {
        "type": "exported",
        "author": "x",
        "timeCreated": "2026-11-01",
        "azureADConnectVersion": "2.4.1",
    },
    "deploymentMetadata": {"hostName": "SRV1", "serviceAccount": "CONTOSO\\svc", "connectorIds": "one"},
    "onpremisesDirectoryPolicy": [
        {
            "uniqueIdentifier": "aaaaaaaa-0000-0000-0000-000000000001",
            "friendlyName": "contoso.com",
            "fullyQualifiedDomainName": "contoso.com",
            "partitionFilters": [
                {
                    "distinguishedName": "DC=contoso,DC=com",
                    "containerInclusions": ["OU=CORP,DC=contoso,DC=com"],
                    "containerExclusions": ["DC=contoso,DC=com"],
                }
            ],
            "standardSynchronizationRules": [
                {
                    "Name": "In from AD - User Join",
                    "uniqueIdentifier": "s1",
                    "immutableTag": "Microsoft.X.1",
                    "precedence": 100,
                }
            ],
            "customSynchronizationRules": [
                {
                    "name": "In from AD - User Dept Filter",
                    "uniqueIdentifier": "11111111-2222-3333-4444-555555555555",
                    "source": "user",
                    "target": "person",
                    "linkType": "Join",
                    "precedence": 50,
                    "direction": "Inbound",
                    "scopeFilters": [[{"attribute": "department", "condition": "EQUAL", "value": "Test"}]],
                    "joinFilters": [
                        [{"csAttribute": "employeeID", "mvAttribute": "employeeNumber", "caseSensitive": True}]
                    ],
                    "attributeMappings": [{"destination": "cloudFiltered", "source": ["True"], "flowType": "Constant"}],
                }
            ],
        }
    ],
    "azureDirectoryPolicy": {"standardSynchronizationRules": [], "customSynchronizationRules": []},
}

SCHEDULER = """

AllowedSyncCycleInterval            : 00:30:00
CurrentlyEffectiveSyncCycleInterval : 00:30:00
CustomizedSyncCycleInterval         :
NextSyncCyclePolicyType             : Delta
SyncCycleEnabled                    : True
MaintenanceEnabled                  : True
StagingModeEnabled                  : False
SchedulerSuspended                  : False

"""

CLIXML = """<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0"><TN RefId="0"><T>Microsoft.Scheduler</T><T>System.Object</T></TN><ToString>x</ToString>
    <Props><TS N="AllowedSyncCycleInterval">PT30M</TS><B N="SyncCycleEnabled">true</B>
    <B N="StagingModeEnabled">false</B><Nil N="CustomizedSyncCycleInterval" />
    <Obj N="NextSyncCyclePolicyType" RefId="1"><TNRef RefId="0" /><ToString>Delta</ToString><I32>1</I32></Obj>
    </Props></Obj>
</Objs>"""

DSC = """AADSyncRules:
  Items:
  - Name: In from AD - User Dept Filter
    ConnectorName: contoso.com
    Direction: Inbound
    Disabled: true
    SourceObjectType: user
    TargetObjectType: person
    LinkType: Join
    Precedence: 50
    ScopeFilter:
    - ScopeConditionList:
      - Attribute: department
        ComparisonValue: Test
        ComparisonOperator: EQUAL
    JoinFilter:
    - JoinConditionList:
      - CSAttribute: employeeID
        MVAttribute: employeeNumber
        CaseSensitive: true
    AttributeFlowMappings:
    - Destination: cloudFiltered
      Source: ['True']
      FlowType: Constant
"""

PERSISTED = """<?xml version="1.0" encoding="utf-8"?>
<PersistedStateContainer><StateVersion>2</StateVersion><Elements>
<PersistedStateElement><Key>IAzureActiveDirectoryContext.AzureADUsername</Key><Value>who@contoso.com</Value>
</PersistedStateElement><PersistedStateElement><Key>IAdfsContext.TargetAdfsServers</Key><Value>YQBkAGYAcwA=</Value>
</PersistedStateElement></Elements></PersistedStateContainer>
"""

SCHEMA = {"synchronizationRules": [{"objectMappings": []}], "directories": []}

ALL = {
    "rules.ps1": SCRIPT.encode(),
    "rules.json": json.dumps([RULE]).encode(),
    "policy.json": json.dumps(POLICY).encode(),
    "scheduler.txt": SCHEDULER.encode("utf-16"),
    "scheduler.xml": CLIXML.encode("utf-16"),
    "rules.yml": DSC.encode(),
    "state.xml": PERSISTED.encode(),
    "schema.json": json.dumps(SCHEMA).encode("utf-16"),
}
"""One small file of every format."""


def read_bytes(name: str, data: bytes) -> Contribution | Ignored:
    """Read one file from memory."""
    return read_file(SourceFile(name, len(data), name, lambda: data), "memory", "memory", Budget())


def contribution(name: str, text: str | bytes) -> Contribution:
    """Read one file that must be of a known format."""
    found = read_bytes(name, text if isinstance(text, bytes) else text.encode())
    assert isinstance(found, Contribution), found
    return found


def read_files(folder: Path, files: dict[str, bytes]) -> Configuration:
    """Write ``files`` into ``folder`` and read it."""
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return read_inputs([folder])
