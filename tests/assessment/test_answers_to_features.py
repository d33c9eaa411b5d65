"""What people answer decides rows of the comparison: per domain by the largest domain, and all the way to yes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from sample_exports.build import HERE

_DOMAINS = ("harbourline.example", "eu.harbourline.example", "harbourmail.example", "tidewater.example")


def _assess(sample: str, answers: str, folder: Path) -> dict[str, Any]:
    return _assess_folder(HERE / sample / "export", answers, folder)


def _assess_folder(export: Path, answers: str, folder: Path) -> dict[str, Any]:
    file = folder / "answers.yaml"
    file.write_text(answers, encoding="utf-8")
    arguments = ["analyze", str(export), "-o", str(folder / "out"), "--format", "json", "--quiet"]
    result = CliRunner().invoke(main, [*arguments, "--answers", str(file)])
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads((folder / "out" / "assessment.json").read_text("utf-8"))
    return document


def _use(document: dict[str, Any], row: str) -> str:
    return next(feature["in_use"] for feature in document["features"] if feature["id"] == row)


def _per_domain(question: str, *numbers: int) -> str:
    lines = (f"  {domain}: {number}\n" for domain, number in zip(_DOMAINS, numbers, strict=False))
    return f"{question}:\n{''.join(lines)}"


@pytest.mark.parametrize(
    ("numbers", "use"),
    [((60_000, 60_000, 60_000, 60_000), "no"), ((150_001, 1, 1, 1), "yes"), ((60_000, 60_000), "unknown")],
)
def test_the_limit_of_objects_holds_for_each_domain_by_itself(
    tmp_path: Path, numbers: tuple[int, ...], use: str
) -> None:
    document = _assess("harbourline-multiforest", _per_domain("objects_per_domain", *numbers), tmp_path)
    assert _use(document, "scale-per-domain") == use
    found = [f["subject"]["name"] for f in document["findings"] if f["code"] == "LIMIT-OBJECTS"]
    assert found == ([_DOMAINS[0]] if use == "yes" else [])


def test_groups_of_several_domains_arent_added_up(tmp_path: Path) -> None:
    answers = _per_domain("largest_group_members", 20_000, 20_000, 20_000, 20_000)
    assert _use(_assess("harbourline-multiforest", answers, tmp_path), "large-groups") == "no"


@pytest.mark.parametrize(("answers", "use"), [("", "unknown"), ("yes", "yes"), ("no", "no")])
def test_an_answer_decides_on_windows_hello(tmp_path: Path, answers: str, use: str) -> None:
    export = tmp_path / "export"
    shutil.copytree(HERE / "lindenhof-simple" / "export", export)
    _add_key_flow(export / "SynchronizationRules")
    document = _assess_folder(export, f"windows_hello_key_trust: {answers}\n" if answers else "", tmp_path)
    assert _use(document, "whfb") == use


def _add_key_flow(rules: Path) -> None:
    """Give one outbound rule the flow that newer builds have: the key from the cloud to AD."""
    flow = "<mapping><dest>msDS-KeyCredentialLink</dest><src><attr>deviceKey</attr></src></mapping>"
    for file in sorted(rules.glob("*.xml")):
        text = file.read_text(encoding="utf-8")
        if "<direction>Outbound</direction>" in text and "</attribute-mappings>" in text:
            file.write_text(text.replace("</attribute-mappings>", f"{flow}</attribute-mappings>"), encoding="utf-8")
            return
    pytest.fail("the sample has no outbound rule with flows")


@pytest.mark.parametrize(("answer", "use"), [("12", "yes"), ("0", "no")])
def test_a_count_decides_on_inetorgperson(tmp_path: Path, answer: str, use: str) -> None:
    document = _assess("lindenhof-simple", f"inetorgperson_objects: {answer}\n", tmp_path)
    assert _use(document, "inetorgperson-phs") == use
