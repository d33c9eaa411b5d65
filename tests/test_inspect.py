"""``inspect`` says what is there, what it gives and what to collect next."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from analyzer.cli import main
from analyzer.readers.formats import RANKS, TITLES
from sample_exports.build import FORMS, HERE
from tests.support.exports import parameter, settings, small_export, write_files
from tests.support.forms import ALL


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["inspect", *map(str, arguments)])


def test_a_whole_export(tmp_path: Path) -> None:
    result = run(write_files(tmp_path, small_export()))
    assert result.exit_code == 0
    assert "Get-ADSyncServerConfiguration export" in result.stdout
    assert "2 connectors, 1 sync rule, 2 global parameters" in result.stdout
    assert "Get-ADSyncAADCompanyFeature | Format-List" in result.stdout
    assert "Get-ADSyncServerConfiguration -Path" not in result.stdout


def test_every_form_is_named_with_what_it_gives() -> None:
    result = run(HERE / FORMS)
    assert result.exit_code == 0
    for format_id in RANKS[1:]:
        assert TITLES[format_id] in result.stdout
    assert "27 sync rules by name only" in result.stdout
    assert "Standard rules are named only" in result.stdout
    assert "README.md: not a text format" in result.stdout


def test_json() -> None:
    result = run(HERE / FORMS / "wizard", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["server"] == "KES-SYNC02"
    assert [source["format"] for source in document["sources"]] == ["wizard-policy"]
    assert document["sources"][0]["tells"] == ["connectors", "domains and containers", "custom sync rules"]
    assert document["coverage"]["not_understood"][0]["origin"]["path"] == "$.azureDirectoryPolicy.optionalFeatures"
    assert "standard sync rules" in document["not_told"]
    assert {piece["command"] for piece in document["missing"]} >= {
        "Get-ADSyncServerConfiguration -Path C:\\Temp\\export"
    }


def test_drift_and_ignored_files(tmp_path: Path) -> None:
    def server(name: str, staging: str, more: str) -> dict[str, bytes]:
        text = settings(parameter("Microsoft.Synchronize.StagingMode", staging) + parameter("Microsoft.X", more))
        files = small_export(settings=text.replace("'SRV'", f"'{name}'"))
        return {f"{name}/{file}": data for file, data in files.items()}

    files = server("LIVE", "False", "a") | server("STAGE", "True", "b") | {"notes.docx": b"x"}
    result = run(write_files(tmp_path, files))
    assert "Assessed would be LIVE" in result.stdout
    assert "Drift: STAGE (staging) differs" in result.stdout
    assert "Microsoft.X, value: a | b" in result.stdout
    assert "notes.docx: not a text format" in result.stdout


def test_a_source_that_cannot_be_assessed_can_be_inspected(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_bytes(ALL["scheduler.txt"])
    assert run(tmp_path).exit_code == 0
    result = CliRunner().invoke(main, ["analyze", str(tmp_path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "holds no connector and no sync rule" in result.stderr


@pytest.mark.parametrize("name", ["none", "empty"])
def test_errors_are_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    result = run(tmp_path / name)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_hostile_names_stay_on_their_line(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m.txt").write_bytes(b"x")
    (tmp_path / "rules.ps1").write_bytes(ALL["rules.ps1"])
    result = run(tmp_path)
    assert "\x1b" not in result.stdout


def _expected() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load((HERE / FORMS / "expected.yaml").read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("folder", _expected())
def test_expected_of_the_sample_forms(folder: str) -> None:
    document = json.loads(run(HERE / FORMS / folder, "--json").stdout)
    expected = _expected()[folder]
    assert sorted({source["format"] for source in document["sources"]}) == expected["formats"]
    assert sorted(", ".join(source["gives"]) for source in document["sources"]) == sorted(expected["gives"])
    assert sorted({part for source in document["sources"] for part in source["tells"]}) == expected["tells"]
    paths = [node["origin"]["path"] for node in document["coverage"]["not_understood"]]
    assert paths == expected["not_understood"]


def test_a_plain_export_loads_no_grammar(tmp_path: Path) -> None:
    """The compiled PowerShell grammar and the YAML parser are for those who bring scripts and YAML."""
    folder = write_files(tmp_path, small_export())
    code = (
        "import sys; from pathlib import Path; from analyzer.readers.inputs import read_inputs; "
        f"read_inputs([Path({str(folder)!r})]); "
        "print(sorted({'tree_sitter', 'tree_sitter_powershell', 'yaml'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parent)
    assert result.stdout.strip() == "[]"
