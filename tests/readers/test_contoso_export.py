"""The one real export: every count and value known of it (product 1.1.130.0, 2016)."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.configuration import Configuration, ConnectorKind, FlowKind, LinkType, MergeType
from analyzer.readers.inputs import read_inputs
from tests.support.exports import shared


@pytest.fixture(scope="module")
def folder() -> Path:
    return shared("data", "exports", "contoso-1.1.130")


@pytest.fixture(scope="module")
def contoso(folder: Path) -> Configuration:
    return read_inputs([folder])


def test_all_of_it_is_understood(contoso: Configuration) -> None:
    assert contoso.coverage.not_understood == ()
    assert contoso.coverage.percent == 100.0
    assert contoso.coverage.nodes_total == contoso.coverage.nodes_understood > 50_000
    assert contoso.notes == ()


def test_server(contoso: Configuration, folder: Path) -> None:
    (description,) = contoso.inputs
    assert description.name == folder.name
    assert description.format == "server-configuration"
    assert (description.server, description.exported_at) == ("CONTOSO-SYNC01", "2016-05-03 14:28:09.784")
    assert description.product_version == contoso.product_version == "1.1.130.0"
    assert re.fullmatch("[0-9a-f]{64}", description.sha256)


def test_parameters(contoso: Configuration) -> None:
    assert len(contoso.settings.parameters) == 37
    values = {p.name: p.value for p in contoso.settings.parameters}
    assert values["Microsoft.Synchronize.StagingMode"] == "False"
    assert values["Microsoft.OptionalFeature.ExportDeletionThresholdValue"] == "500"
    assert values["Microsoft.SynchronizationOption.AnchorAttribute"] == "objectGUID"
    assert values["Microsoft.SynchronizationOption.JoinCriteria"] == "ObjectSID"
    assert values["Microsoft.OptionalFeature.PasswordHashSync"] == "False"
    assert values["Microsoft.OptionalFeature.AutoUpgradeState"] == "Suspended"
    found = contoso.parameter("MICROSOFT.OPTIONALFEATURE.HYBRIDEXCHANGE")
    assert found is not None
    assert found.value == "True"
    assert found.origin.line is not None
    assert [c.name for c in contoso.settings.metaverse_classes] == ["person", "group", "device"]
    assert [len(c.attributes) for c in contoso.settings.metaverse_classes] == [182, 86, 29]
    assert contoso.settings.schema["proxyaddresses"] is True
    assert contoso.settings.schema["cloudfiltered"] is False


def test_active_directory_connector(contoso: Configuration) -> None:
    (connector,) = contoso.active_directory_connectors
    assert (connector.id, connector.name) == ("ae4db4cc-b16b-4eb2-acf5-837ca84e4d7d", "contoso.com")
    settings = connector.active_directory
    assert settings is not None
    assert (settings.forest, settings.login_domain) == ("contoso.com", "contoso.com")
    assert settings.login_user == "MSOL_d1edb676ca03"
    assert settings.password_hash_sync is False
    assert settings.group_filter_dn == ""
    assert len(connector.attributes) == len(connector.schema) == 132
    assert len(connector.schema_names) == 3391
    assert "ms-ds-consistencyguid" in connector.schema_names
    assert connector.schema["proxyaddresses"].multivalued is True
    assert connector.schema["department"].multivalued is False
    assert len(connector.classes) == 571
    assert connector.legacy_sections == ()
    assert connector.provisioning_hierarchy == ()
    assert len(connector.parameters) == 21


def test_scope_is_one_container(contoso: Configuration) -> None:
    (partition,) = contoso.active_directory_connectors[0].partitions
    assert (partition.name, partition.domain, partition.selected) == ("DC=contoso,DC=com", "contoso.com", True)
    assert [c.dn.text for c in partition.inclusions] == ["OU=CORP,DC=contoso,DC=com"]
    assert [c.dn.text for c in partition.exclusions] == ["DC=contoso,DC=com"]
    assert " ".join(partition.object_classes[:7]) == (
        "computer contact foreignSecurityPrincipal group inetOrgPerson msDS-Device user"
    )
    assert len(partition.object_classes) == 10
    assert not partition.only_preferred_dcs


def test_entra_connector(contoso: Configuration) -> None:
    connector = contoso.entra_connector
    assert connector is not None
    assert connector.kind is ConnectorKind.ENTRA
    assert connector.entra is not None
    assert connector.entra.login_user == "Sync_CONTOSO-SYNC01_e3c03195e061@contoso.onmicrosoft.com"
    assert connector.entra.product_version == "1.1.130.0"
    assert connector.entra.password_writeback is False
    assert len(connector.attributes) == 161
    assert connector.partitions[0].inclusions == ()
    assert connector.partitions[0].object_classes == ("contact", "device", "group", "user")
    assert connector.partitions[0].domain == ""


def test_run_profiles_name_their_partition(contoso: Configuration) -> None:
    for connector in contoso.connectors:
        assert [p.name for p in connector.run_profiles] == [
            "Full Import",
            "Full Synchronization",
            "Delta Import",
            "Delta Synchronization",
            "Export",
        ]
        steps = [step for profile in connector.run_profiles for step in profile.steps]
        assert [(s.type, s.subtype) for s in steps] == [
            ("full-import", "to-cs"),
            ("apply-rules", "reevaluate-flow-connectors"),
            ("delta-import", "to-cs"),
            ("apply-rules", "apply-pending"),
            ("export", ""),
        ]
        assert {s.partition_id for s in steps} == {connector.partitions[0].id}


def test_rules(contoso: Configuration) -> None:
    rules = contoso.sync_rules
    assert len(rules) == 62
    assert Counter(r.direction.value for r in rules) == {"Inbound": 28, "Outbound": 34}
    assert sorted(r.precedence for r in rules) == list(range(100, 162))
    assert all(r.immutable_tag.startswith("Microsoft.") for r in rules)
    assert {r.link_type for r in rules} == {LinkType.JOIN, LinkType.PROVISION}
    assert not any(r.disabled for r in rules)
    assert all(contoso.connector(r.connector_id) for r in rules)
    assert {r.name for r in rules if r.password_sync} == {"In from AD - User AccountEnabled", "Out to AAD - User Join"}
    assert sorted(r.precedence for r in rules if not r.flows) == [118, 151, 152, 153, 154]
    assert sum(r.target_type == "*" for r in rules) > 0


def test_flows(contoso: Configuration) -> None:
    flows = [(r, f) for r in contoso.sync_rules for f in r.flows]
    assert Counter(f.kind for _, f in flows) == {
        FlowKind.DIRECT: 802,
        FlowKind.EXPRESSION: 391,
        FlowKind.CONSTANT: 7,
    }
    assert len({f.expression for _, f in flows if f.expression}) == 86
    merged = [(r.name, f.target) for r, f in flows if f.merge_type is not MergeType.UPDATE]
    assert len(merged) == 5
    assert {target for _, target in merged} == {"proxyAddresses", "userCertificate"}
    assert {f.merge_type for _, f in flows} == {MergeType.UPDATE, MergeType.MERGE_CASE_INSENSITIVE}
    once = [(r.name, f.target) for r, f in flows if f.execute_once]
    assert sorted(once) == [
        ("In from AD - Computer Join", "cloudCreated"),
        ("In from AD - Computer Join", "registeredOwnerReference"),
    ]
    assert sum(not f.sources for _, f in flows if f.kind is FlowKind.EXPRESSION) == 20
    assert all(len(f.sources) == 1 for _, f in flows if f.kind is FlowKind.DIRECT)


def test_expressions_are_unescaped(contoso: Configuration) -> None:
    expressions = [f.expression for r in contoso.sync_rules for f in r.flows if f.expression]
    assert not any("&amp;" in e or "&gt;" in e for e in expressions)
    assert '"CN={" & ConvertToUTF8Hex([sourceAnchor]) & "}"' in expressions
    assert any("&H21C07000" in e for e in expressions)


def test_conditions(contoso: Configuration) -> None:
    clauses = [c for r in contoso.sync_rules for group in r.scope for c in group]
    assert "%Connector.ID%" in {c.value for c in clauses}
    assert all(c.value == "" for c in clauses if c.operator in {"ISNULL", "ISNOTNULL"})
    joins = [c for r in contoso.sync_rules for group in r.joins for c in group]
    assert any(c.case_sensitive for c in joins)
    assert not all(c.case_sensitive for c in joins)


def test_every_origin_points_into_the_export(contoso: Configuration, folder: Path) -> None:
    rule = contoso.sync_rules[0]
    lines = (folder / rule.origin.file).read_text("utf-8").splitlines()
    for flow in rule.flows:
        assert flow.origin.file == rule.origin.file
        assert flow.origin.line is not None
        assert "<mapping" in lines[flow.origin.line - 1]


def test_no_secret_enters_the_model(contoso: Configuration, folder: Path) -> None:
    text = repr(contoso)
    secrets = []
    for path in sorted(folder.rglob("*.xml")):
        content = path.read_text("utf-8")
        secrets += re.findall(r"<(?:cookie|water-mark)>([^<]+)<", content)
        secrets += re.findall(r'name="cookie"[^>]*>([^<]+)<', content)
        secrets += re.findall(r"<adal-authority>([^<]+)<", content)
    assert len(secrets) >= 4
    for secret in secrets:
        assert secret[:40] not in text
    passwords = [p for c in contoso.connectors for p in c.parameters if p.name.lower() == "password"]
    assert len(passwords) == 2
    assert all(p.encrypted and p.value == "" for p in passwords)


def test_a_zip_of_the_folder_is_the_same_configuration(contoso: Configuration, folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.xml")):
            archive.write(path, path.relative_to(folder).as_posix())
    read = read_inputs([packed])
    assert read.inputs[0].name == packed.name
    assert read.inputs[0].sha256 != contoso.inputs[0].sha256
    assert replace(read, inputs=(), sources=()) == replace(contoso, inputs=(), sources=())


def test_reading_twice_gives_the_same(contoso: Configuration, folder: Path) -> None:
    assert read_inputs([folder]) == contoso
