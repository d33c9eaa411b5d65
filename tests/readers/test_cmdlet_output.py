"""Output of cmdlets as text, JSON and CliXML, with the habits of PowerShell."""

from __future__ import annotations

import json

import pytest

from analyzer.configuration import FlowKind, Part
from analyzer.readers.contribution import Contribution
from analyzer.readers.detect import Ignored
from analyzer.readers.object_model.connector import SHALLOW
from analyzer.readers.object_model.rule import FLATTENED, NUMBERED
from tests.support.forms import CLIXML, RULE, SCHEDULER, contribution, read_bytes


def parameters(found: Contribution) -> dict[str, str]:
    return {parameter.name.rpartition(".")[2]: parameter.value for parameter in found.parameters}


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_scheduler_as_text(coding: str, newline: str) -> None:
    found = contribution("anything.log", SCHEDULER.replace("\n", newline).encode(coding))
    assert parameters(found) == {
        "TimeInterval": "00:30:00",
        "SynchronizationPolicy": "Delta",
        "SynchronizationSchedule": "True",
        "MaintenanceEnabled": "True",
        "StagingMode": "False",
        "SchedulerSuspended": "False",
    }
    assert {o.name: o.value for o in found.observations}["scheduler.stagingmodeenabled"] == "False"
    assert found.coverage.percent == 100.0
    assert found.parameters[0].origin.line == 4


def test_scheduler_as_clixml() -> None:
    found = contribution("x.clixml", CLIXML.encode("utf-16"))
    assert parameters(found) == {
        "SynchronizationPolicy": "Delta",
        "SynchronizationSchedule": "True",
        "StagingMode": "False",
    }


def test_output_of_several_cmdlets_in_one_transcript() -> None:
    text = "PS C:\\> Get-ADSyncScheduler\n" + SCHEDULER + "PS C:\\> Get-ADSyncAADCompanyFeature\n\n"
    found = contribution("t.txt", text + "PasswordHashSync : True\nGroupWritebackV2 : True\nUserWriteback    : False\n")
    assert parameters(found)["StagingMode"] == "False"
    assert {o.name: o.value for o in found.observations}["company-feature.groupwritebackv2"] == "True"


def test_a_collection_in_one_json_file() -> None:
    text = json.dumps({"scheduler": {"SyncCycleEnabled": True, "StagingModeEnabled": False, "MaintenanceEnabled": 1}})
    assert parameters(contribution("all.json", text))["StagingMode"] == "False"


def test_a_list_wrapped_by_windows_powershell() -> None:
    found = contribution("rules.json", json.dumps({"value": [RULE, {**RULE, "Identifier": "other"}], "Count": 2}))
    assert [rule.id for rule in found.rules] == [RULE["Identifier"], "other"]


def test_a_single_rule_with_unrolled_lists() -> None:
    rule = RULE | {
        "ScopeFilter": RULE["ScopeFilter"][0],
        "AttributeFlowMappings": RULE["AttributeFlowMappings"][0] | {"Source": "True"},
    }
    (read,) = contribution("rule.json", json.dumps(rule)).rules
    assert [str(c) for c in read.scope[0]] == ["department EQUAL Test"]
    assert [(f.kind, f.text) for f in read.flows] == [(FlowKind.CONSTANT, "True")]


@pytest.mark.parametrize(
    ("property_name", "value"),
    [
        ("ScopeFilter", ["Microsoft.IdentityManagement.PowerShell.ObjectModel.ScopeConditionGroup"]),
        ("ScopeFilter", [{"ScopeConditionList": "@{Attribute=department; ComparisonValue=Test}"}]),
        ("JoinFilter", "Microsoft.IdentityManagement.PowerShell.ObjectModel.JoinConditionGroup"),
        ("AttributeFlowMappings", ["Microsoft.IdentityManagement.PowerShell.ObjectModel.AttributeFlowMapping"]),
    ],
)
def test_flattened_rules_are_named_only(property_name: str, value: object) -> None:
    found = contribution("rules.json", json.dumps([RULE | {property_name: value}]))
    assert not found.rules
    assert [stub.name for stub in found.stubs] == [RULE["Name"]]
    assert FLATTENED in found.limits
    assert found.coverage.percent < 100
    assert "it can't be told" in found.notes[0].text


@pytest.mark.parametrize("name", ["Direction", "LinkType"])
def test_enumerations_saved_as_numbers_are_not_guessed(name: str) -> None:
    found = contribution("rules.json", json.dumps([RULE | {name: 0}]))
    assert not found.rules
    assert NUMBERED in found.limits


def test_an_operator_saved_as_a_number_is_not_guessed() -> None:
    clause = {"Attribute": "department", "ComparisonValue": "x", "ComparisonOperator": 3}
    found = contribution("rules.json", json.dumps([RULE | {"ScopeFilter": [{"ScopeConditionList": [clause]}]}]))
    assert not found.rules
    assert NUMBERED in found.limits


def test_text_of_rules_and_connectors_gives_names_only() -> None:
    text = """
Identifier            : 11111111-2222-3333-4444-555555555555
Name                  : In from AD - User Dept Filter
Direction             : Inbound
LinkType              : Join
Precedence            : 50
SourceObjectType      : user
TargetObjectType      : person
ScopeFilter           : {Microsoft.IdentityManagement.PowerShell.ObjectModel.ScopeConditionGroup}
AttributeFlowMappings : {Microsoft.IdentityManagement.PowerShell.ObjectModel.AttributeFlowMapping, Microsoft.Id
                        entityManagement.PowerShell.ObjectModel.AttributeFlowMapping...}


Name              : contoso.com
Identifier        : aaaaaaaa-0000-0000-0000-000000000001
ConnectorTypeName : AD
Partitions        : {DC=contoso,DC=com}
"""
    found = contribution("x.txt", text)
    assert [stub.precedence for stub in found.stubs] == [50]
    assert [connector.name for connector in found.connectors] == ["contoso.com"]
    assert {FLATTENED, SHALLOW} <= set(found.limits)
    assert found.complete == frozenset()


def test_values_wrapped_at_the_width_of_the_console() -> None:
    text = (
        "Name  : Microsoft.OptionalFeature.DirectoryExtensionAttributes\n"
        "Scope : SynchronizationGlobal\n"
        "Value : employeeNumber.user.String.True,division.user.String.True,employeeTy\n"
        "        pe.user.String.True\n"
        "\nName  : Microsoft.X\nScope : SynchronizationGlobal\nValue : two words that were wrapped between\n"
        "        words\n"
    )
    found = contribution("x.txt", text)
    assert [p.value for p in found.parameters] == [
        "employeeNumber.user.String.True,division.user.String.True,employeeType.user.String.True",
        "two words that were wrapped between words",
    ]
    assert sum("put together" in note.text for note in found.notes) == 2


def test_secrets_stay_out() -> None:
    records = [
        {"Name": "Microsoft.OptionalFeature.Password", "Value": "SECRET-WORD", "Scope": "g"},
        {"Name": "Microsoft.Y", "Value": "SECRET-WORD", "InputType": "EncryptedString", "Scope": "g"},
    ]
    assert "SECRET-WORD" not in repr(contribution("x.json", json.dumps(records)))


def test_deletion_threshold() -> None:
    assert parameters(contribution("x.txt", "DeletionPrevention : EnabledForCount\nThresholdCount     : 500\n")) == {
        "ExportDeletionThreshold": "True",
        "ExportDeletionThresholdValue": "500",
    }
    assert parameters(contribution("x.txt", "DeletionPrevention : Disabled\nThresholdCount : 0\n")) == {
        "ExportDeletionThreshold": "False"
    }


def test_automatic_upgrade() -> None:
    assert parameters(contribution("Get-ADSyncAutoUpgrade.txt", "Suspended\r\n")) == {"AutoUpgradeState": "Suspended"}
    assert isinstance(read_bytes("what.txt", b"Suspended\r\n"), Ignored)
    text = "AutoUpgradeState : Suspended\nSuspensionReason : UpgradeNotSupportedNonLocalDbInstall\n"
    assert parameters(contribution("x.txt", text)) == {
        "AutoUpgradeState": "Suspended",
        "AutoUpgradeSuspensionReason": "UpgradeNotSupportedNonLocalDbInstall",
    }


def test_a_dump_of_all_settings_is_told_from_a_few() -> None:
    records = [{"Name": f"Microsoft.Synchronize.P{number}", "Value": "x", "Scope": "g"} for number in range(40)]
    assert Part.SETTINGS in contribution("x.json", json.dumps(records)).complete
    assert Part.SETTINGS not in contribution("x.json", json.dumps(records[:8])).complete


@pytest.mark.parametrize(
    "text",
    [
        "[11:20:30.123] [ 1] [INFO ] LinkType is Join\n",
        "SyncCycleEnabled\n----------------\nTrue\n",
        '{"LinkType": "x"}',
        "<a>New-ADSyncRule</a>",
        '<Objs xmlns="http://schemas.microsoft.com/powershell/2004/04"><S>LinkType</S></Objs>',
    ],
)
def test_other_text_with_telling_words_is_no_source(text: str) -> None:
    assert isinstance(read_bytes("x.txt", text.encode()), Ignored)


FOREST = {
    "Name": "contoso.com",
    "Identifier": "aaaaaaaa-0000-0000-0000-000000000001",
    "ConnectorTypeName": "AD",
    "Partitions": [
        {
            "Name": "DC=contoso,DC=com",
            "Selected": True,
            "ConnectorPartitionScope": {
                "ObjectInclusionList": ["user", "group"],
                "ContainerInclusionList": ["OU=A,DC=contoso,DC=com", "OU=B,DC=contoso,DC=com"],
                "ContainerExclusionList": [],
            },
        }
    ],
}
ENTRA = {"Name": "x - AAD", "Identifier": "b891884f-051e-4a83-95af-2544101c9083", "ConnectorTypeName": "Extensible2"}


@pytest.mark.parametrize(
    "scope",
    [
        "Microsoft.IdentityManagement.PowerShell.ObjectModel.ConnectorPartitionScope",
        None,
        {"ObjectInclusionList": "user group", "ContainerInclusionList": "", "ContainerExclusionList": ""},
        {
            "ObjectInclusionList": ["user"],
            "ContainerInclusionList": "OU=A,DC=contoso,DC=com OU=B,DC=contoso,DC=com",
            "ContainerExclusionList": [],
        },
        {"ObjectInclusionList": ["user"]},
    ],
)
def test_containers_that_became_text_are_not_read_as_no_filter(scope: object) -> None:
    """PowerShell stops at depth 2: a partition without its containers would be a domain that is all in scope."""
    forest = json.loads(json.dumps(FOREST))
    forest["Partitions"][0]["ConnectorPartitionScope"] = scope
    found = contribution("c.json", json.dumps([forest, ENTRA]))
    assert not found.complete & {Part.SCOPE, Part.OBJECT_TYPES}
    assert [connector.partitions for connector in found.connectors] == [(), ()]
    assert SHALLOW in found.limits
    assert found.coverage.percent < 100


def test_containers_saved_deep_enough_are_read() -> None:
    found = contribution("c.json", json.dumps([FOREST, ENTRA]))
    assert {Part.SCOPE, Part.OBJECT_TYPES} <= found.complete
    assert len(found.connectors[0].partitions[0].inclusions) == 2
