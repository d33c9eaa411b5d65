"""The command line as its users meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer import __version__
from analyzer.cli import main

ROOT = Path(__file__).resolve().parents[1]
SIMPLE = ROOT / "sample_exports/lindenhof-simple/export"
CUSTOM = ROOT / "sample_exports/kestrel-custom/export"
WRITTEN = {"readiness-report.html", "readiness-tracker.xlsx", "assessment.json", "answers.yaml", "cloud-sync"}


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=env)


def test_analyze_writes_everything_and_sums_up(tmp_path: Path) -> None:
    output = tmp_path / "deep" / "report"
    result = run("analyze", SIMPLE, "-o", output)
    assert result.exit_code == 0, result.output
    assert {path.name for path in output.iterdir()} == WRITTEN
    assert "lindenhof.example" in result.stdout
    assert "Open questions:" in result.stdout
    assert result.stderr == ""


def test_format_chooses(tmp_path: Path) -> None:
    assert run("analyze", SIMPLE, "-o", tmp_path, "--format", "md, JSON").exit_code == 0
    written = {"readiness-summary.md", "assessment.json", "answers.yaml"}
    assert {path.name for path in tmp_path.iterdir()} == written


def test_unknown_format_is_bad_usage(tmp_path: Path) -> None:
    result = run("analyze", SIMPLE, "-o", tmp_path / "out", "--format", "pdf")
    assert result.exit_code == 2
    assert "expected some of html, xlsx, json, md, cloud-sync, got 'pdf'" in result.stderr
    assert not (tmp_path / "out").exists()


def test_quiet_and_json(tmp_path: Path) -> None:
    assert run("analyze", SIMPLE, "-o", tmp_path / "a", "--quiet").stdout == ""
    result = run("analyze", SIMPLE, "-o", tmp_path / "b", "--json", "--format", "json")
    summary = json.loads(result.stdout)
    assert summary["verdict"]["lane"] == "staged"
    assert summary["coverage_percent"] == 100.0
    assert len(summary["written"]) == 2


@pytest.mark.parametrize(("outcome", "status"), [("gap", 0), ("manual", 3), ("adapted", 3)])
def test_fail_on(tmp_path: Path, outcome: str, status: int) -> None:
    result = run("analyze", CUSTOM, "-o", tmp_path, "--format", "json", "--quiet", "--fail-on", outcome)
    assert result.exit_code == status
    assert (tmp_path / "assessment.json").exists()


def test_a_zip_says_the_same(tmp_path: Path) -> None:
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(SIMPLE.rglob("*.xml")):
            file.write(path, f"bundle/{path.relative_to(SIMPLE).as_posix()}")
    documents = []
    for name, source in (("folder", SIMPLE), ("zip", archive)):
        assert run("analyze", source, "-o", tmp_path / name, "--format", "json", "--quiet").exit_code == 0
        document = json.loads((tmp_path / name / "assessment.json").read_text("utf-8"))
        documents.append({key: document[key] for key in ("verdict", "domains", "sync_rules", "migration_tool")})
    left, right = (json.dumps(document, sort_keys=True).replace("bundle/", "") for document in documents)
    assert left == right


def test_same_input_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        env = {"SOURCE_DATE_EPOCH": "1795000000", "PYTHONHASHSEED": str(len(name) + ord(name[0]))}
        command = [sys.executable, "-m", "analyzer", "analyze", str(CUSTOM), "-o", str(tmp_path / name)]
        formats = ["--format", "html,xlsx,json,md,cloud-sync", "--quiet"]
        subprocess.run([*command, *formats], check=True, cwd=ROOT, env=os.environ | env)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())
    assert len(files) == 8
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_answers_change_the_verdict_and_are_kept(tmp_path: Path) -> None:
    output = tmp_path / "report"
    assert run("analyze", SIMPLE, "-o", output, "--format", "json", "--quiet").exit_code == 0
    answers = output / "answers.yaml"
    answers.write_text("objects_per_domain:\n  lindenhof.example: 1200\n", "utf-8")
    result = run("analyze", SIMPLE, "-o", output, "--format", "json", "--quiet", "--answers", answers)
    assert result.exit_code == 0, result.output
    document = json.loads((output / "assessment.json").read_text("utf-8"))
    assert document["domains"][0]["objects"] == 1200
    assert answers.read_text("utf-8") == "objects_per_domain:\n  lindenhof.example: 1200\n"


def test_answers_beside_the_report_are_pointed_to(tmp_path: Path) -> None:
    run("analyze", SIMPLE, "-o", tmp_path, "--format", "json", "--quiet")
    result = run("analyze", SIMPLE, "-o", tmp_path, "--format", "json")
    assert "--answers" in result.stderr
    assert str(tmp_path / "answers.yaml") in result.stderr


def test_answers_in_utf16(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("objects_per_domain:\n  lindenhof.example: 1200\n", "utf-16")
    assert run("analyze", SIMPLE, "-o", tmp_path / "o", "--format", "json", "--answers", answers).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no-such-folder"], "Error: no-such-folder: no such file or folder"),
        ([str(SIMPLE / "Connectors")], "lacks its SynchronizationRules folder"),
        ([str(ROOT / "docs")], "not an export this program knows"),
        ([str(SIMPLE), str(CUSTOM)], "the inputs hold 2 servers that are all active"),
        ([str(SIMPLE), "--answers", "missing.yaml"], "Error: missing.yaml: can't be read"),
        ([str(SIMPLE), "--rules", "missing-rules"], "Error: missing-rules"),
        ([str(SIMPLE), "--baseline", "missing-base"], "Error: missing-base: no such file or folder"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    output = tmp_path / "out"
    result = run("analyze", *arguments, "-o", output)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.output
    assert not output.exists()


def test_a_job_schema_among_the_inputs_takes_the_defaults_place(tmp_path: Path) -> None:
    """The same as --job-schema, whatever its encoding; what its reader doesn't know is said."""
    schema = ROOT / "sample_exports" / "kestrel-forms" / "cloud-sync" / "job-schema.json"
    compared = []
    for name, arguments in (
        ("plain", [SIMPLE]),
        ("input", [SIMPLE, schema]),
        ("option", [SIMPLE, "--job-schema", schema]),
    ):
        result = run("analyze", *arguments, "-o", tmp_path / name, "--format", "json")
        assert result.exit_code == 0, result.output
        document = json.loads((tmp_path / name / "assessment.json").read_text("utf-8"))
        compared.append(document["attribute_flows"])
    assert compared[1] == compared[2] != compared[0]


def test_a_job_schema_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    result = run("analyze", SIMPLE, "--job-schema", tmp_path / "x.json", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "expected the JSON of one synchronization schema" in result.stderr


def test_output_that_is_a_file(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("mine")
    result = run("analyze", SIMPLE, "-o", blocked)
    assert result.exit_code == 2
    assert "nothing was changed" in result.stderr
    assert blocked.read_text() == "mine"


def test_a_bug_is_status_1_without_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.readers.inputs.read_bundle", lambda *_: 1 / 0)
    result = run("analyze", SIMPLE, "-o", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("Internal error: ZeroDivisionError")
    assert "Traceback" not in result.output


def test_terminal_control_characters_of_an_export_are_made_visible(tmp_path: Path) -> None:
    result = run("analyze", tmp_path / "a\x1b[2Jb", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize("epoch", ["soon", "99999999999999999999"])
def test_source_date_epoch_is_checked(tmp_path: Path, epoch: str) -> None:
    result = run("analyze", SIMPLE, "-o", tmp_path / "out", env={"SOURCE_DATE_EPOCH": epoch})
    assert result.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in result.stderr


def test_version_and_help() -> None:
    assert __version__ in run("--version").stdout
    for command in ("analyze", "translate", "explain", "rules"):
        text = run(command, "--help").stdout
        assert "Usage:" in text
    assert "Examples:" in run("analyze", "--help").stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv=['x','--help']; from analyzer.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'lxml','pandas','openpyxl','jinja2','yaml'} & {m.split('.')[0] for m in sys.modules}))"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert result.stdout.strip().endswith("[]")


def test_json_and_html_need_no_pandas(tmp_path: Path) -> None:
    code = (
        "import sys; from analyzer.cli import main\n"
        f"sys.argv=['x','analyze',{str(SIMPLE)!r},'-o',{str(tmp_path)!r},'--format','html,json','--quiet']\n"
        "try: main()\nexcept SystemExit as e: assert not e.code\n"
        "print(sorted({'pandas','openpyxl','numpy'} & {m.split('.')[0] for m in sys.modules}))"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"


def test_explain(tmp_path: Path) -> None:
    assert "RULE-CUSTOM" in run("explain", "RULE-CUSTOM").stdout
    assert "device" in run("explain", "device-sync").stdout.lower()
    result = run("explain", "RULE-CUSTUM")
    assert result.exit_code == 2
    assert "did you mean RULE-CUSTOM" in result.stderr


def test_rules_list_and_check(tmp_path: Path) -> None:
    listed = run("rules", "list")
    assert listed.exit_code == 0
    assert "FEATURE-DEVICE-SYNC" in listed.stdout
    assert len(json.loads(run("rules", "list", "--json").stdout)["entries"]) > 64
    assert run("rules", "check", ROOT / "rules").exit_code == 0
    (tmp_path / "limits.yaml").write_text("limits:\n  - {id: x, value: many}\n", "utf-8")
    result = run("rules", "check", tmp_path)
    assert result.exit_code == 2
    assert "limits.yaml" in result.stderr
