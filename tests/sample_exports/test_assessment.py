"""Each sample's planted facts come out of the whole way through, and nothing else is claimed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from analyzer.cli import main
from sample_exports.build import HERE

SAMPLES = ("lindenhof-simple", "kestrel-custom", "harbourline-multiforest", "oldmill-staging")
samples = pytest.mark.parametrize("name", SAMPLES)
# What one rule or another of a sample was planted for, by finding code.
PER_RULE = {"RULE-CUSTOM": "custom", "RULE-CLONE": "clone", "RULE-MODIFIED": "standard-modified"}


@cache
def expected(name: str) -> dict[str, Any]:
    return yaml.safe_load((HERE / name / "expected.yaml").read_text("utf-8"))


@cache
def assessed(name: str, folder: Path, answers: str = "") -> dict[str, Any]:
    output = folder / (f"{name}-answered" if answers else name)
    arguments = ["analyze", str(HERE / name / "export"), "-o", str(output), "--format", "json", "--quiet"]
    result = CliRunner().invoke(main, [*arguments, *(["--answers", answers] if answers else [])])
    assert result.exit_code == 0, result.output
    return json.loads((output / "assessment.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("assessed")


@samples
def test_features_in_use(name: str, folder: Path) -> None:
    found = {feature["id"]: feature["in_use"] for feature in assessed(name, folder)["features"]}
    for use, identifiers in expected(name)["features"].items():
        assert {i: found[i] for i in identifiers} == dict.fromkeys(identifiers, use)


@samples
def test_findings_about_rules_are_the_planted_ones(name: str, folder: Path) -> None:
    findings = assessed(name, folder)["findings"]
    for code, origin in PER_RULE.items():
        subjects = sorted(f["subject"]["name"] for f in findings if f["code"] == code)
        planted = sorted(rule["name"] for rule in expected(name)["rules"] if rule["origin"] == origin)
        assert subjects == planted, code
    disabled = sorted(f["subject"]["name"] for f in findings if f["code"] == "RULE-STANDARD-DISABLED")
    replaced = {rule.get("clone_of") for rule in expected(name)["rules"]}
    assert disabled == sorted(r["name"] for r in expected(name)["disabled_standard"] if r["name"] not in replaced)
    missing = sorted(f["subject"]["name"] for f in findings if f["code"] == "RULE-STANDARD-MISSING")
    assert missing == sorted(rule["name"] for rule in expected(name)["missing"])


@samples
def test_migration_tool(name: str, folder: Path) -> None:
    tool = assessed(name, folder)["migration_tool"]
    by_result = {
        result: sorted(check["id"] for check in tool["checks"] if check["result"] == result)
        for result in ("pass", "fail", "unknown")
    }
    assert by_result["fail"] == sorted(expected(name)["migration_tool"]["fail"])
    assert by_result["unknown"] == sorted(expected(name)["migration_tool"]["unknown"])
    assert tool["eligible"] == (False if by_result["fail"] else "unknown")


@samples
def test_lane(name: str, folder: Path) -> None:
    lane = expected(name)["lane"]
    assert assessed(name, folder)["verdict"]["lane"] == lane.get("unanswered", lane["name"])


def test_answers_open_the_tool_lane(folder: Path) -> None:
    answers = HERE / "lindenhof-simple" / "answers.yaml"
    document = assessed("lindenhof-simple", folder, str(answers))
    assert document["migration_tool"]["eligible"] is True
    assert document["verdict"]["lane"] == expected("lindenhof-simple")["lane"]["name"]
    assert document["domains"][0]["lane"] == "migration-tool"


@samples
def test_scope(name: str, folder: Path) -> None:
    keys = ("dn", "selected", "included", "excluded")
    found = [{key: partition[key] for key in keys} for partition in assessed(name, folder)["scope"]["partitions"]]
    planted = [{key: partition[key] for key in keys} for partition in expected(name)["partitions"]]
    assert sorted(found, key=lambda p: p["dn"]) == sorted(planted, key=lambda p: p["dn"])


@samples
def test_every_finding_has_evidence_advice_and_a_dated_source(name: str, folder: Path) -> None:
    for finding in assessed(name, folder)["findings"]:
        assert finding["evidence"], finding["id"]
        assert finding["guidance"]["meaning"], finding["id"]
        assert finding["sources"], finding["id"]
        assert all(source["checked"] for source in finding["sources"]), finding["id"]
        if finding["outcome"] != "supported":
            assert finding["guidance"]["steps"], finding["id"]


def test_findings_about_rules_say_what_this_rule_is_for(folder: Path) -> None:
    findings = {
        f["subject"]["name"]: f for f in assessed("kestrel-custom", folder)["findings"] if f["code"] in PER_RULE
    }
    kept_out, given = findings["In from AD - User NoSync"], findings["In from AD - User usageLocation default"]
    assert kept_out["guidance"]["meaning"].startswith(
        "Keeps users out of Microsoft Entra ID where extensionAttribute15 = NoSync."
    )
    assert kept_out["guidance"]["steps"][0].startswith("Move these objects into organizational units")
    assert given["guidance"]["meaning"].startswith("Gives users the usage location “CH” where c absent.")
    assert "cloud-sync/changes-<domain>.md" in given["guidance"]["steps"][0]


def test_a_generated_mapping_costs_less_than_a_redesign(folder: Path) -> None:
    for finding in assessed("kestrel-custom", folder)["findings"]:
        if finding["code"] in PER_RULE:
            (driver,) = finding["effort"]["drivers"]
            cheaper = finding["outcome"] == "adapted"
            assert ("mappings generated" in driver["title"]) is cheaper, finding["title"]


@pytest.mark.parametrize("name", ["lindenhof-simple", "kestrel-custom"])
def test_classes_with_the_shipped_filters_are_compared_completely(name: str, folder: Path) -> None:
    assert [f["title"] for f in assessed(name, folder)["findings"] if f["code"] == "SCOPE-NOT-COMPARED"] == []
