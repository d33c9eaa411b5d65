"""The files in the folder cloud-sync: names, contents, and what an export may bring into them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from analyzer.assessment.flows.assess import AttributeFlows, assess_flows
from analyzer.cli import main
from analyzer.connect.standard_rules import recognise
from analyzer.readers.inputs import read_inputs
from analyzer.reporting.cloud_sync_files import cloud_sync_files
from tests.support.configurations import known_rules

KESTREL = Path(__file__).resolve().parents[2] / "sample_exports" / "kestrel-custom"


@pytest.fixture(scope="module")
def flows() -> AttributeFlows:
    configuration = read_inputs([KESTREL])
    return assess_flows(configuration, recognise(configuration, known_rules()), known_rules())


def files(flows: AttributeFlows) -> dict[str, str]:
    assessment: Any = SimpleNamespace(flows=flows, scope=())
    return dict(cloud_sync_files(assessment))


def test_each_domain_gets_a_schema_and_a_list(flows: AttributeFlows) -> None:
    found = files(flows)
    assert list(found) == ["schema-kestrel.example-without-scope.json", "changes-kestrel.example.md"]
    (rule,) = json.loads(found["schema-kestrel.example-without-scope.json"])["synchronizationRules"]
    enabled = {mapping["sourceObjectName"]: mapping["enabled"] for mapping in rule["objectMappings"]}
    assert enabled == {"contact": False, "group": True, "inetOrgPerson": True, "user": True}
    (mapping,) = (m for m in rule["objectMappings"] if m["sourceObjectName"] == "user")
    targets = {one["targetAttributeName"]: one["source"] for one in mapping["attributeMappings"]}
    assert targets["UserType"]["name"] == "IIF"
    assert "EmployeeType" not in targets
    removals = found["changes-kestrel.example.md"].split("## Mappings to remove", 1)[1]
    assert removals.strip().startswith("Connect Sync writes none of these today.")


def test_hostile_domain_names_stay_file_names_and_text(flows: AttributeFlows) -> None:
    hostile = ["../../etc/passwd", "a|b<script>`x`", "A|B<SCRIPT>`X`", "con", "", "*[x](http://y)*"]
    made = replace(flows, schemas=tuple(replace(flows.schemas[0], domain=name) for name in hostile))
    found = files(made)
    assert len(found) == 2 * len(hostile)
    for name, text in found.items():
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-_")
        assert name.startswith(("schema-", "changes-"))
        if name.endswith(".md"):
            assert "<script>" not in text.lower()


def test_a_tenants_own_schema_takes_the_defaults_place(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    run = CliRunner()
    common = ["analyze", str(KESTREL), "--quiet", "--format", "json,cloud-sync"]
    assert run.invoke(main, [*common, "-o", str(first)]).exit_code == 0
    schema = first / "cloud-sync" / "schema-kestrel.example-without-scope.json"
    assert run.invoke(main, [*common, "-o", str(second), "--job-schema", str(schema)]).exit_code == 0
    before, after = (json.loads((f / "assessment.json").read_text(encoding="utf-8")) for f in (first, second))
    adapted = [f for f in before["attribute_flows"] if f["outcome"] == "adapted"]
    assert len(adapted) > 10
    assert not [f for f in after["attribute_flows"] if f["outcome"] == "adapted"]


def test_an_unreadable_schema_is_one_sentence(tmp_path: Path) -> None:
    wrong = tmp_path / "schema.json"
    for text in ("no json", "[" * 100_000, "{}"):
        wrong.write_text(text, encoding="utf-8")
        result = CliRunner().invoke(
            main, ["analyze", str(KESTREL), "-o", str(tmp_path / "out"), "--job-schema", str(wrong)]
        )
        assert result.exit_code == 2, result.output
        assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_a_schema_that_would_take_the_whole_domain_says_so_in_its_name(tmp_path: Path) -> None:
    """Kestrel's containers aren't all known; with them the same run names the schema without a warning."""
    root = "DC=kestrel,DC=example"
    (partition,) = (p for c in read_inputs([KESTREL]).connectors for p in c.partitions if p.name == root)
    marked = {c.dn.text for c in (*partition.inclusions, *partition.exclusions)} - {root}
    answers = tmp_path / "answers.yaml"
    lines = "\n".join(f"    {name}" for name in sorted({*marked, f"CN=Users,{root}", f"OU=Hangar,{root}"}))
    answers.write_text(f"containers:\n  kestrel.example: |\n{lines}\n", encoding="utf-8")
    common = ["analyze", str(KESTREL), "--quiet", "--format", "cloud-sync"]
    for name, more, expected in (
        ("open", [], "schema-kestrel.example-without-scope.json"),
        ("told", ["--answers", str(answers)], "schema-kestrel.example.json"),
    ):
        assert CliRunner().invoke(main, [*common, "-o", str(tmp_path / "out"), *more]).exit_code == 0
        (written,) = (tmp_path / "out" / "cloud-sync").glob("schema-*")
        assert written.name == expected
        (rule,) = json.loads(written.read_text(encoding="utf-8"))["synchronizationRules"]
        assert bool(rule.get("containerFilter")) is (name == "told")
