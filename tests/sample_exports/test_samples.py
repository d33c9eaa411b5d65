"""The sample exports are fresh, whole, and say what was planted in them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from analyzer.configuration import Configuration, ConnectorKind, Direction
from analyzer.connect.rule_differences import Difference
from analyzer.connect.standard_rules import Recognition, recognise
from analyzer.readers.inputs import read_inputs
from analyzer.vocabulary import RuleOrigin
from sample_exports.build import HERE, files, organisations
from sample_exports.generator.model import FAKE_STATE_MARK
from tests.support.configurations import known_rules, shared

SAMPLES = ("lindenhof-simple", "kestrel-custom", "harbourline-multiforest", "oldmill-staging")
samples = pytest.mark.parametrize("name", SAMPLES)


def expected(name: str) -> dict:
    return yaml.safe_load((HERE / name / "expected.yaml").read_text("utf-8"))


@cache
def configuration(name: str) -> Configuration:
    return read_inputs([HERE / name / "export"])


@cache
def recognition(name: str) -> Recognition:
    return recognise(configuration(name), known_rules())


def committed(name: str) -> dict[str, bytes]:
    folder = HERE / name
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_every_sample_is_tested():
    assert {o.slug for o in organisations()} == set(SAMPLES)


@pytest.mark.parametrize("organisation", organisations(), ids=lambda o: o.slug)
def test_committed_files_are_fresh(organisation):
    found = {n: d for n, d in committed(organisation.slug).items() if n.split(".")[0] != "answers"}
    written = files(organisation)
    assert sorted(found) == sorted(written)
    stale = [name for name, data in written.items() if found[name] != data]
    assert stale == [], "run python -m sample_exports.build"


@samples
def test_reader_understands_everything(name):
    coverage = configuration(name).coverage
    assert coverage.not_understood == ()
    assert coverage.percent == 100.0
    assert coverage.nodes_total > 1000


@samples
def test_counts(name):
    found = configuration(name)
    partitions = [p for c in found.active_directory_connectors for p in c.partitions]
    kinds = [c.kind for c in found.connectors]
    assert expected(name)["counts"] == {
        "connectors": len(kinds),
        "active_directory_connectors": kinds.count(ConnectorKind.ACTIVE_DIRECTORY),
        "other_connectors": kinds.count(ConnectorKind.OTHER),
        "domains": len(partitions),
        "domains_selected": sum(p.selected for p in partitions),
        "included_containers": sum(len(p.inclusions) for p in partitions),
        "excluded_containers": sum(len(p.exclusions) for p in partitions),
        "sync_rules": len(found.sync_rules),
        "inbound": sum(r.direction is Direction.INBOUND for r in found.sync_rules),
        "outbound": sum(r.direction is Direction.OUTBOUND for r in found.sync_rules),
        "attribute_flows": sum(len(r.flows) for r in found.sync_rules),
    }
    assert found.product_version == expected(name)["build"]
    assert found.settings.server == expected(name)["server"]


@samples
def test_partitions_and_containers(name):
    found = [
        {
            "domain": p.domain,
            "dn": p.dn.text,
            "selected": p.selected,
            "included": [c.dn.text for c in p.inclusions],
            "excluded": [c.dn.text for c in p.exclusions],
        }
        for c in configuration(name).active_directory_connectors
        for p in c.partitions
    ]
    assert sorted(found, key=lambda p: p["dn"]) == sorted(expected(name)["partitions"], key=lambda p: p["dn"])


def connector_name(name: str, rule) -> str:
    connector = configuration(name).connector(rule.connector_id)
    assert connector is not None
    return connector.name


def planted(difference: Difference) -> str:
    return f"{difference.what}: {difference.subject or difference.actual}"


@samples
def test_rules_are_recognised_as_planted(name):
    found = [
        {
            "name": r.rule.name,
            "connector": connector_name(name, r.rule),
            "origin": str(r.origin),
            **({"clone_of": r.clone_of} if r.clone_of else {}),
            "changes": [planted(d) for d in r.differences],
        }
        for r in recognition(name).rules
        if r.origin is not RuleOrigin.STANDARD
    ]
    wanted = expected(name)
    assert sorted(found, key=lambda r: r["name"]) == sorted(wanted["rules"], key=lambda r: r["name"])
    assert sum(wanted["origins"].values()) == len(recognition(name).rules)
    assert wanted["origins"]["standard"] == len(recognition(name).rules) - len(found)


@samples
def test_disabled_and_missing_standard_rules(name):
    result = recognition(name)
    disabled = [{"name": r.rule.name, "connector": connector_name(name, r.rule)} for r in result.disabled_standard]
    missing = [{"name": m.name, "connector": m.connector_name} for m in result.missing]
    assert sorted(disabled, key=str) == sorted(expected(name)["disabled_standard"], key=str)
    assert missing == expected(name)["missing"]


@samples
def test_replication_state_is_in_the_files_but_not_in_the_model(name):
    text = b"".join(committed(name).values()).decode("utf-8")
    assert text.count(FAKE_STATE_MARK) > len(configuration(name).active_directory_connectors)
    assert FAKE_STATE_MARK not in repr(configuration(name))
    assert expected(name)["never_in_output"] == [FAKE_STATE_MARK]


@samples
def test_secrets_are_exported_empty(name):
    text = b"".join(d for n, d in committed(name).items() if n.startswith("export/Connectors")).decode("utf-8")
    encrypted = re.findall(r'<parameter [^>]*encrypted="1"[^>]*>', text)
    assert encrypted
    assert all(element.endswith("/>") for element in encrypted)


@samples
def test_shape_is_that_of_real_files(name):
    found = committed(name)
    connectors = {n: d for n, d in found.items() if n.startswith("export/Connectors/")}
    assert any(b'<dsml xmlns="http://www.dsml.org/DSML"' in d for d in connectors.values())
    assert any(b"<dsml:dsml xmlns:ms-dsml=" in d for d in connectors.values())
    assert b"<!--WARNING>" in found["export/GlobalSettings/MV.xml"]
    longest = max(len(line) for d in connectors.values() for line in d.splitlines())
    assert longest > 20_000
    assert not any(d.startswith((b"<?xml", b"\xef\xbb\xbf")) for d in found.values())
    newlines = b"\r\n" in found["export/GlobalSettings/MV.xml"]
    assert newlines is (name != "oldmill-staging")
    for data in connectors.values():
        assert re.search(rb"<id>\{[0-9A-F-]{36}\}</id>", data)
    for file, data in found.items():
        if file.startswith("export/SynchronizationRules/"):
            assert re.search(rb"<connector>\{[0-9a-f-]{36}\}</connector>", data)


@samples
def test_only_invented_names(name):
    text = b"".join(committed(name).values()).decode("utf-8").casefold()
    for real in ("contoso", "fabrikam", "tailspin", "northwind", "adatum", "litware", "woodgrove", "proseware"):
        assert real not in text
    domains = [p.domain for c in configuration(name).active_directory_connectors for p in c.partitions]
    assert domains
    assert all(d.endswith(".example") for d in domains)


@samples
def test_features_are_those_of_the_matrix(name):
    known = {row["id"] for row in json.loads(shared("facts", "feature-matrix.json").read_text("utf-8"))}
    features = expected(name)["features"]
    listed = [f for answer in ("yes", "no", "unknown") for f in features[answer]]
    assert set(listed) <= known
    assert len(listed) == len(set(listed))
    assert features["yes"]


@samples
def test_readme_tells_the_numbers_of_the_export(name):
    text = (HERE / name / "README.md").read_text("utf-8")
    assert f"| Sync rules | {len(configuration(name).sync_rules)}: " in text
    assert "<script" not in text


def test_kestrel_is_hostile_and_nested():
    found = configuration("kestrel-custom")
    partition = next(p for c in found.active_directory_connectors for p in c.partitions if p.selected)
    leaves = {c.dn.leaf for c in partition.exclusions}
    assert "<script>alert(1)</script> \"Marketing\" & 'PR'" in leaves
    assert "Legal, Risk and Compliance" in leaves
    assert any(c.dn.text.startswith("CN=") for c in partition.exclusions)
    office = next(c.dn for c in partition.exclusions if c.dn.leaf == "Field Offices")
    zurich = next(c.dn for c in partition.inclusions if c.dn.leaf == "Zürich")
    leavers = next(c.dn for c in partition.exclusions if c.dn.leaf == "Leavers")
    assert zurich.is_within(office)
    assert leavers.is_within(zurich)
    descriptions = {r.description for r in found.sync_rules}
    assert all(h in descriptions | leaves for h in expected("kestrel-custom")["hostile"])


def test_harbourline_shares_people_between_forests():
    found = configuration("harbourline-multiforest")
    assert all(c.active_directory and c.active_directory.group_filter_dn for c in found.active_directory_connectors)
    hashes = [c.active_directory.password_hash_sync for c in found.active_directory_connectors if c.active_directory]
    assert hashes.count(True) == 1
    joins = {str(c) for r in found.sync_rules for g in r.joins for c in g}
    assert "msExchMasterAccountSid = objectSid" in joins
    preferred = [p.preferred_dcs for c in found.active_directory_connectors for p in c.partitions if p.preferred_dcs]
    assert preferred == [("HBR-DC01.harbourline.example", "HBR-DC02.harbourline.example")]


@samples
def test_precedence_is_unique_and_identifiers_too(name):
    rules = configuration(name).sync_rules
    assert len({r.precedence for r in rules}) == len(rules)
    assert len({r.id for r in rules}) == len(rules)
    for rule in recognition(name).rules:
        custom = rule.origin in (RuleOrigin.CUSTOM, RuleOrigin.CLONE)
        assert custom is (rule.rule.precedence < 100)


def test_samples_stay_small():
    for name in SAMPLES:
        assert sum(len(d) for d in committed(name).values()) < 1_500_000


def test_build_writes_what_is_committed(tmp_path: Path, monkeypatch):
    import sys

    from sample_exports import build

    monkeypatch.setattr(sys, "argv", ["build", str(tmp_path)])
    leftover = tmp_path / "oldmill-staging" / "export" / "SynchronizationRules" / "stale.xml"
    leftover.parent.mkdir(parents=True)
    leftover.write_text("stale")
    build.main()
    assert not leftover.exists()
    written = {f.relative_to(tmp_path).as_posix() for f in tmp_path.rglob("*.xml")}
    written = {name for name in written if name.partition("/")[0] in SAMPLES}
    assert written == {f"{n}/{f}" for n in SAMPLES for f in committed(n) if f.endswith(".xml")}
