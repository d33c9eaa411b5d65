"""``redact`` and ``analyze --redact`` as their users meet them: where the key goes, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main
from tests.redaction.exports import export_folder
from tests.support.identity import ROOT

SOURCE = ROOT / "sample_exports" / "kestrel-custom" / "export"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def texts(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


def test_redact_writes_an_export_and_a_key_beside_it(tmp_path: Path) -> None:
    result = run("redact", SOURCE, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert {path.name for path in tmp_path.iterdir()} == {"out", "out-key.json"}
    assert len(texts(tmp_path / "out")) == len(texts(SOURCE))
    assert "out-key.json turns the pseudonyms back into names" in result.stderr
    key = json.loads((tmp_path / "out-key.json").read_text("utf-8"))
    made = key["pseudonyms"]["word"]["kestrel"]
    assert any(f"<forest-name>{made}.example<".encode() in data for data in texts(tmp_path / "out").values())
    assert all(
        key["originals"][kind][made] == original
        for kind, pairs in key["pseudonyms"].items()
        for original, made in pairs.items()
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no owner-only mode bits")
def test_the_key_is_for_its_owner_only(tmp_path: Path) -> None:
    run("redact", SOURCE, "-o", tmp_path / "out", "-q")
    assert (tmp_path / "out-key.json").stat().st_mode & 0o077 == 0


def test_the_same_key_gives_the_same_bytes(tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    for name in ("a", "b"):
        assert run("redact", SOURCE, "-o", tmp_path / name, "--key", key).exit_code == 0
    assert texts(tmp_path / "a") == texts(tmp_path / "b")
    assert run("redact", SOURCE, "-o", tmp_path / "c").exit_code == 0
    assert texts(tmp_path / "a") != texts(tmp_path / "c")


def test_a_key_serves_several_exports(tmp_path: Path) -> None:
    """What stood for a name in the first export stands for it in the next one and in a report."""
    key = tmp_path / "key.json"
    run("redact", SOURCE, "-o", tmp_path / "a", "--key", key)
    first = json.loads(key.read_text("utf-8"))["pseudonyms"]
    run("redact", export_folder("oldmill-staging"), "-o", tmp_path / "b", "--key", key)
    run("analyze", SOURCE, "-o", tmp_path / "report", "--redact", "--key", key, "--format", "json")
    last = json.loads(key.read_text("utf-8"))["pseudonyms"]
    assert all(pairs.items() <= last[kind].items() for kind, pairs in first.items())
    assert len(last["word"]) > len(first["word"])
    document = json.loads((tmp_path / "report" / "assessment.json").read_text("utf-8"))
    assert first["word"]["kestrel"] in {domain["name"].split(".")[0] for domain in document["domains"]}


def test_replication_states_and_comments_are_gone(tmp_path: Path) -> None:
    run("redact", SOURCE, "-o", tmp_path / "out")
    written = b"".join(texts(tmp_path / "out").values())
    assert b"RkFLRS1T" in b"".join(texts(SOURCE).values())
    assert b"RkFLRS1T" not in written
    assert b"<!--" not in written
    assert b"<cookie/>" in written


def test_an_archive_becomes_an_archive(tmp_path: Path) -> None:
    source = tmp_path / "in.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in texts(SOURCE).items():
            archive.writestr(f"Customer/{name}", data)
        archive.writestr("Customer/notes.txt", "people of Kestrel")
    result = run("redact", source, "-o", tmp_path / "out.zip")
    assert result.exit_code == 0, result.output
    assert "1 other files of the input were left out" in result.stderr
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        names = archive.namelist()
        assert {name.split("/")[0] for name in names} == {"Connectors", "GlobalSettings", "SynchronizationRules"}
        assert len(names) == len(texts(SOURCE))


@pytest.mark.parametrize("what", ["folder", "file"])
def test_redact_goes_into_a_new_place_only(tmp_path: Path, what: str) -> None:
    out = tmp_path / "out"
    if what == "folder":
        out.mkdir()
        (out / "old.xml").write_text("Kestrel")
    else:
        out.write_text("Kestrel")
    result = run("redact", SOURCE, "-o", out)
    assert result.exit_code == 2
    assert "is there already; a redacted export goes into a new folder or file" in result.stderr
    assert not (tmp_path / "out-key.json").exists()


@pytest.mark.parametrize("command", ["redact", "analyze"])
@pytest.mark.parametrize("place", ["out/key.json", "out/deeper/key.json", "out"])
def test_the_key_never_lies_in_the_results(tmp_path: Path, command: str, place: str) -> None:
    more = ["--redact"] if command == "analyze" else []
    result = run(command, SOURCE, "-o", tmp_path / "out", "--key", tmp_path / place, *more)
    assert result.exit_code == 2
    assert "lies inside the results, where it would be shared with them" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("no JSON", "expected the key file of an earlier run, got no readable JSON"),
        ("[]", "expected the key file of an earlier run (format 'cloudsync-readiness key 1')"),
        ('{"format": "cloudsync-readiness key 1", "secret": "zz"}', "$.secret: expected hexadecimal digits"),
        ('{"format": "cloudsync-readiness key 1", "secret": "00"}', "$.secret: expected 32 bytes"),
        ('{"format": "cloudsync-readiness key 1", "secret": 5}', "$.secret: expected hexadecimal digits"),
    ],
)
def test_a_broken_key_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    key = tmp_path / "key.json"
    key.write_text(text, "utf-8")
    result = run("redact", SOURCE, "-o", tmp_path / "out", "--key", key)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert key.read_text("utf-8") == text
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ("[]", "$.pseudonyms: expected an object"),
        ('{"word": {"a": 1}}', "$.pseudonyms.word: expected an object of texts"),
        ('{"word": {"aa": "xx", "bb": "xx"}}', "$.pseudonyms.word: two originals share a pseudonym"),
    ],
)
def test_broken_pseudonyms_of_a_key_are_refused(tmp_path: Path, pairs: str, sentence: str) -> None:
    key = tmp_path / "key.json"
    key.write_text(
        f'{{"format": "cloudsync-readiness key 1", "secret": "{"00" * 32}", "pseudonyms": {pairs}}}', "utf-8"
    )
    result = run("analyze", SOURCE, "-o", tmp_path / "out", "--redact", "--key", key)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_key_without_redact_is_bad_usage(tmp_path: Path) -> None:
    result = run("analyze", SOURCE, "-o", tmp_path / "out", "--key", tmp_path / "key.json")
    assert result.exit_code == 2
    assert "--key is the key file of --redact; give both" in result.stderr


def test_other_inputs_get_a_clear_sentence(tmp_path: Path) -> None:
    other = tmp_path / "policy.json"
    other.write_text("{}", "utf-8")
    result = run("redact", other, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "share the results of analyze --redact" in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"policy.json"}


def test_real_names_and_pseudonyms_never_mix(tmp_path: Path) -> None:
    """A tracker with real names would be merged into the redacted one."""
    out = tmp_path / "out"
    run("analyze", SOURCE, "-o", out)
    before = texts(out)
    result = run("analyze", SOURCE, "-o", out, "--redact")
    assert result.exit_code == 2
    assert "is of a run with real names, which must not be mixed with pseudonyms" in result.stderr
    assert texts(out) == before


@pytest.mark.parametrize("left", ["readiness-report.html", "readiness-tracker.xlsx", "assessment.json", "answers.yaml"])
def test_each_result_of_a_run_with_real_names_is_noticed(tmp_path: Path, left: str) -> None:
    out = tmp_path / "out"
    run("analyze", SOURCE, "-o", out)
    for file in out.iterdir():
        if file.is_dir():
            shutil.rmtree(file)
        elif file.name != left:
            file.unlink()
    result = run("analyze", SOURCE, "-o", out, "--redact")
    assert result.exit_code == 2
    assert left in result.stderr


def test_a_redacted_run_can_be_repeated(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        result = run("analyze", SOURCE, "-o", out, "--redact", "--format", "html,xlsx,json,md")
        assert result.exit_code == 0, result.output
    assert {path.name for path in tmp_path.iterdir()} == {"out", "out-key.json"}


def test_results_say_that_names_are_pseudonyms(tmp_path: Path) -> None:
    run("analyze", SOURCE, "-o", tmp_path / "out", "--redact", "--format", "html,xlsx,json,md")
    out = tmp_path / "out"
    page = (out / "readiness-report.html").read_text("utf-8")
    assert "Names are pseudonyms" in page
    assert "Contains customer data" not in page
    assert "Names are pseudonyms" in (out / "readiness-summary.md").read_text("utf-8")
    assert json.loads((out / "assessment.json").read_text("utf-8"))["pseudonyms"] is True
    assert "# Names are pseudonyms." in (out / "answers.yaml").read_text("utf-8")
    with zipfile.ZipFile(out / "readiness-tracker.xlsx") as parts:
        assert b"Names are pseudonyms" in parts.read("docProps/core.xml")


def test_results_with_real_names_say_so(tmp_path: Path) -> None:
    run("analyze", SOURCE, "-o", tmp_path / "out", "--format", "html,json")
    page = (tmp_path / "out" / "readiness-report.html").read_text("utf-8")
    assert "Contains customer data" in page
    assert "Names are pseudonyms" not in page
    assert json.loads((tmp_path / "out" / "assessment.json").read_text("utf-8"))["pseudonyms"] is False


def test_a_baseline_is_redacted_alike(tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    for name, more in (("a", []), ("b", ["--redact", "--key", key])):
        result = run("analyze", SOURCE, "--baseline", SOURCE, "-o", tmp_path / name, "--format", "json", *more)
        assert result.exit_code == 0, result.output
    one, two = (json.loads((tmp_path / name / "assessment.json").read_text("utf-8")) for name in ("a", "b"))
    assert [r["origin"] for r in two["sync_rules"]] == [r["origin"] for r in one["sync_rules"]]


def test_a_source_that_cannot_be_rewritten_is_named(tmp_path: Path) -> None:
    """Left out in silence it would change what is found."""
    source = tmp_path / "in"
    shutil.copytree(SOURCE, source)
    shutil.copy(ROOT / "sample_exports/kestrel-forms/rules-editor/kestrel-rules.ps1.txt", source / "rules.ps1")
    (source / "notes.txt").write_text("people of Kestrel")
    result = run("redact", source, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Warning: rules.ps1 was left out; analyze reads it" in result.stderr
    assert "1 other files of the input were left out" in result.stderr
