"""What is replaced in each kind of value, and what stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.redaction.expression import redact_expression
from analyzer.redaction.parameters import is_secret, redact_parameter
from tests.redaction.exports import known, redactor
from tests.support.configurations import known_rules


def expression(text: str) -> str:
    return redact_expression(text, redactor())


def test_expressions_of_standard_rules_stay() -> None:
    texts = {f.expression for r in known_rules().rules for f in r.flows if f.expression}
    assert len(texts) > 80
    assert {text for text in texts if expression(text) != text} == set()


def test_strings_and_own_attributes_of_expressions_are_replaced() -> None:
    made = expression('IIF([kestrelBadge]="External" && [department]="R&D", "kestrel\\\\" & [sn], %Kestrel.Flag%)')
    assert re.fullmatch(r'IIF\(\[\w+\]="\w{8}" && \[department\]="R&D", "\w{7}\\\\" & \[sn\], %\w+\.\w+%\)', made)
    assert not re.search("kestrel|external|flag", made, re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        'IIF(IsPresent([mail]), "Guest", "Member")',
        'FormatDateTime(Now(), "yyyy-MM-ddTHH:mm:ssZ")',
        'Left([mail], InStr([mail], "@") - 1)',
        "BitAnd([userAccountControl], &H2) = 0",
        "%Connector.ID% & %Domain.FQDN%",
        'DateAdd("d", 30, Now())',
    ],
)
def test_what_has_a_meaning_to_the_engine_stays(text: str) -> None:
    assert expression(text) == text


@pytest.mark.parametrize(
    "text", ['IIF([a]="Kestrel', "Kestrel(", '[Kestrel] & "Kestrel', "'Kestrel'", "“Kestrel”", "$kestrel", "!Kestrel"]
)
def test_broken_expressions_hide_nothing(text: str) -> None:
    assert "kestrel" not in expression(text).casefold()


@given(st.text(st.sampled_from('zq"[]%$()\\&| =,'), max_size=40))
def test_no_shape_of_expression_hides_a_name(text: str) -> None:
    assert "zqzq" not in expression(text.replace("zq", "zqzq")).casefold()


def test_directory_extensions() -> None:
    found = redactor()
    made = found.attribute("extension_7c0de0f1a2b34c5d8e9f00112233aabb_employeeNumber")
    assert re.fullmatch(r"extension_[0-9a-f]{32}_employeeNumber", made)
    assert "7c0de0f1" not in made
    pairs = redact_parameter(
        "Microsoft.DirectoryExtension.SourceTargetAttributesMap",
        "division.extension_7c0de0f1a2b34c5d8e9f00112233aabb_division,kestrelBadge.extension_7c0de0f1a2b34c5d8e9f00112233aabb_kestrelBadge",
        found,
    )
    assert re.fullmatch(r"division\.extension_\w{32}_division,(\w+)\.extension_\w{32}_\1", pairs)
    assert redact_parameter(
        "Microsoft.OptionalFeature.DirectoryExtensionAttributes", "employeeNumber.user.String.True", found
    ) == "employeeNumber.user.String.True"  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "displayName",
        "msDS-cloudExtensionAttribute7",
        "msExchHideFromAddressLists",
        "extensionAttribute15",
        "carLicense",
    ],
)
def test_attributes_of_default_schemas_stay(name: str) -> None:
    assert redactor().attribute(name) == name


def test_own_attributes_are_replaced() -> None:
    assert "kestrel" not in redactor().attribute("kestrelCostCentre").casefold()
    assert redactor().attribute("kestrelCostCentre").casefold() == redactor().attribute("KESTRELcostcentre").casefold()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Microsoft.SynchronizationOption.AnchorAttribute", "mS-DS-ConsistencyGuid"),
        ("Microsoft.SynchronizationOption.JoinCriteria", "AlwaysProvision"),
        ("Microsoft.UserSignIn.SignOnMethod", "PassThroughAuthentication"),
        ("Microsoft.Synchronize.NextStartTime", "Mon, 16 Nov 2026 07:39:16 GMT"),
        ("Microsoft.Synchronize.RunHistoryPurgeInterval", "7.00:00:00"),
        ("Microsoft.Synchronize.ServerConfigurationVersion", "2.5.79.0"),
        ("Microsoft.OptionalFeature.ExportDeletionThresholdValue", "500"),
        ("ADS_GROUP_TYPE_SECURITY_ENABLED", "0x80000000"),
    ],
)
def test_settings_stay(name: str, value: str) -> None:
    assert redact_parameter(name, value, redactor()) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Microsoft.GroupWriteBack.Container", "OU=Kestrel,DC=kestrel,DC=example"),
        ("Microsoft.DeviceWriteBack.Forest", "kestrel.example"),
        ("Microsoft.Anything.New", "Kestrel"),
        ("Connector.GroupFilteringGroupDn", "CN=Kestrel Pilot,DC=kestrel,DC=example"),
        ("Host", "ldap.kestrel.example"),
        ("Microsoft.SynchronizationOption.JoinCriteria", "CN=Kestrel,DC=x"),
    ],
)
def test_identity_in_settings_is_replaced(name: str, value: str) -> None:
    assert "kestrel" not in redact_parameter(name, value, redactor()).casefold()


@pytest.mark.parametrize("name", ["Password", "client-secret", "cookie", "partition water-mark", "AccessToken"])
def test_secrets_are_known_by_name(name: str) -> None:
    assert is_secret(name)


def test_switches_are_no_secrets() -> None:
    assert not is_secret("Microsoft.OptionalFeature.PasswordHashSync")


def test_rule_names() -> None:
    found = redactor()
    assert found.rule_name("In from AD - User Join", "Microsoft.InfromADUserJoin.003") == "In from AD - User Join"
    clone = "In from AD - User Common - Cloned - 3/4/2025 10:12:01 AM"
    assert found.rule_name(clone, "") == clone
    own = found.rule_name("In from AD - User Kestrel Pilots", "")
    assert re.fullmatch(r"In from AD - User \w{7} \w{6}", own)
    assert "estrel" not in own
    only_ordinary_words = "In from AD - User default"
    assert found.rule_name(only_ordinary_words, "") != only_ordinary_words
    assert (
        found.rule_name("Out to AD - Group SOAInAAD", "Microsoft.OuttoADGroupSOAInAAD.004")
        == "Out to AD - Group SOAInAAD"
    )


def test_a_copied_tag_does_not_shield_a_name() -> None:
    found = redactor()
    assert "kestrel" not in found.rule_name("In from AD - Kestrel", "Microsoft.InfromADKestrel.001").casefold()
    assert "kestrel" not in found.immutable_tag("Microsoft.InfromADKestrel.001", "In from AD - Kestrel").casefold()
    assert found.immutable_tag("Microsoft.InfromADUserJoin.003", "Kestrel") == "Microsoft.InfromADUserJoin.003"


def test_a_clone_of_a_rule_that_only_this_server_has_keeps_its_beginning() -> None:
    found = redactor()
    found.learn_rules([("Out to AD - Group SOAInAAD", "Microsoft.OuttoADGroupSOAInAAD.004")])
    made = found.rule_name("Out to AD - Group SOAInAAD - Kestrel", "")
    assert made.startswith("Out to AD - Group SOAInAAD - ")
    assert "estrel" not in made


def test_values_of_coded_attributes_stay() -> None:
    found = redactor()
    assert found.value("usageLocation", "CH") == "CH"
    assert found.value("department", "CH") != "CH"
    assert found.value("usageLocation", "Kestrel") != "Kestrel"


def test_a_description_is_withheld() -> None:
    assert redactor().description("People of Kestrel") == "Description withheld."
    assert redactor().description("") == ""


def test_default_containers_stay() -> None:
    found = redactor()
    assert found.dn("CN=Users,DC=kestrel,DC=com").startswith("CN=Users,DC=")
    assert not found.dn("OU=Users,DC=kestrel,DC=com").startswith("OU=Users")
    assert found.literal("CN=Users,DC=kestrel,DC=com") == found.dn("CN=Users,DC=kestrel,DC=com")


def test_remarks_keep_their_sentence() -> None:
    found = redactor()
    found.dn("OU=Kestrel and Group,DC=kestrel,DC=example")
    made = found.remark("a switch that says 'Wombat' in the partition OU=Kestrel and group")
    assert re.fullmatch(r"a switch that says '\w{6}' in the partition OU=\w{7} and group", made)
    assert not re.search("kestrel|wombat", made, re.IGNORECASE)


def test_what_is_known_is_large_and_holds_nobody() -> None:
    assert len(known().attributes) > 1200
    assert {"displayname", "cloudnoflow", "preferreddatalocation"} <= known().attributes
    assert not any("contoso" in name for name in known().attributes | known().classes | known().rule_names)
