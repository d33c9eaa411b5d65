"""No name, path, account or identifier of an export is in anything that a redacted run writes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.readers.inputs import read_inputs
from analyzer.redaction import Pseudonyms, write_key
from tests.redaction.exports import KEY, SAMPLES, export_folder
from tests.support.identity import ROOT, identity

# Words of Microsoft's guide to selective password hash synchronization; judgements rest on them.
MICROSOFTS_MARKERS = {"phsfiltered", "phsincluded"}

FORMATS = "html,xlsx,json,md,cloud-sync"

samples = pytest.mark.parametrize("name", SAMPLES)


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def fixed_key(path: Path) -> Path:
    path.write_text(write_key(Pseudonyms(KEY)), "utf-8")
    return path


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every name and every text below ``folder``, those of parts of archives too."""
    for file in sorted(folder.rglob("*")):
        yield "a file name", file.name
        if not file.is_file():
            continue
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as parts:
                for part in parts.namelist():
                    yield "a part's name", part
                    yield f"{file.name}: {part}", parts.read(part).decode("utf-8", "replace")
        else:
            yield file.name, file.read_text("utf-8")


def survivors(found: Iterator[tuple[str, str]], wanted: set[str]) -> dict[str, str]:
    surviving = {}
    for place, text in found:
        folded = text.casefold()
        surviving |= {token: place for token in wanted if token in folded}
    return surviving


@cache
def text_of_others(name: str) -> str:
    """Return what the product writes about all other organisations, and their exports: words that prove nothing."""
    texts = []
    for other in SAMPLES:
        if other == name:
            continue
        texts += [file.read_text("utf-8") for file in export_folder(other).rglob("*.xml")]
        with TemporaryDirectory() as folder:
            run("analyze", export_folder(other), "-o", folder, "--format", FORMATS)
            texts += [text for _, text in contents(Path(folder))]
    return "\n".join(texts).casefold()


@cache
def wanted(name: str) -> set[str]:
    """Return the names of an organisation that stand in no other one's files; containers always count."""
    tokens, phrases = identity(export_folder(name))
    others = text_of_others(name)
    found = {name for name in tokens | phrases if name not in others or name.startswith("ou=")} - MICROSOFTS_MARKERS
    assert len(found) > 30, "the export's names weren't found"
    return found


def test_the_names_looked_for() -> None:
    """A few that nobody must lose from the search by mistake."""
    assert wanted("contoso") >= {"contoso", "contoso.com", "contoso-sync01", "d1edb676ca03", "ou=corp", "nilonline"}
    assert wanted("kestrel-custom") >= {"kestrel", "zürich", "ou=field offices", "kestrellab", "in from ad - user type"}
    assert wanted("harbourline-multiforest") >= {
        "harbourmail",
        "crew",
        "ou=port",
        "tidewater",
        "contractors",
        "entrapilot",
    }
    assert wanted("oldmill-staging") >= {"oldmillpaper", "omill-stg01", "ou=mill", "90b2d1e4a7c6"}
    assert wanted("lindenhof-simple") >= {"lindenhof", "showrooms", "workshop", "lind-sync01", "ou=groups"}


@samples
def test_the_original_shows_what_is_looked_for(name: str, tmp_path: Path) -> None:
    """The search finds real names where they are, so that finding none means something."""
    run("analyze", export_folder(name), "-o", tmp_path / "out", "--format", FORMATS)
    found = survivors(contents(tmp_path / "out"), wanted(name))
    assert len(found) > 10


@samples
def test_a_redacted_report_holds_no_name(name: str, tmp_path: Path) -> None:
    key = fixed_key(tmp_path / "key.json")
    out = tmp_path / "out"
    printed = run("analyze", export_folder(name), "-o", out, "--redact", "--key", key, "--format", FORMATS)
    assert {path.suffix or path.name for path in out.iterdir()} == {
        ".html",
        ".xlsx",
        ".json",
        ".md",
        ".yaml",
        "cloud-sync",
    }
    assert survivors(contents(out), wanted(name)) == {}
    assert survivors(iter([("the summary", printed)]), wanted(name)) == {}


@samples
def test_a_redacted_export_holds_no_name(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    printed = run("redact", export_folder(name), "-o", out, "--key", fixed_key(tmp_path / "key.json"))
    assert {path.name for path in out.iterdir()} == {"Connectors", "GlobalSettings", "SynchronizationRules"}
    assert survivors(contents(out), wanted(name)) == {}
    assert survivors(iter([("what is printed", printed.replace(str(tmp_path), ""))]), wanted(name)) == {}


def test_a_redacted_archive_holds_no_name(tmp_path: Path) -> None:
    source = tmp_path / "customer.zip"
    folder = export_folder("kestrel-custom")
    with zipfile.ZipFile(source, "w") as archive:
        for file in folder.rglob("*.xml"):
            archive.write(file, f"Kestrel Air/export/{file.relative_to(folder).as_posix()}")
    out = tmp_path / "shared"
    run("redact", source, "-o", out / "redacted.zip", "--key", fixed_key(tmp_path / "key.json"))
    assert [path.name for path in out.iterdir()] == ["redacted.zip"]
    assert survivors(contents(out), wanted("kestrel-custom")) == {}
    run("analyze", out / "redacted.zip", "-o", tmp_path / "report", "--format", "json")


def test_what_is_printed_as_json_holds_no_name(tmp_path: Path) -> None:
    key = fixed_key(tmp_path / "key.json")
    source = export_folder("kestrel-custom")
    printed = run("analyze", source, "-o", tmp_path / "out", "--redact", "--key", key, "--json", "--format", "json")
    assert survivors(iter([("the summary", printed.replace(str(tmp_path), ""))]), wanted("kestrel-custom")) == {}


def test_answers_come_out_with_pseudonyms(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("objects_per_domain:\n  lindenhof.example: 1800\n", "utf-8")
    key = fixed_key(tmp_path / "key.json")
    source = export_folder("lindenhof-simple")
    run("analyze", source, "-o", tmp_path / "a", "--redact", "--key", key, "--answers", answers)
    template = tmp_path / "a" / "answers.yaml"
    assert "1800" in template.read_text("utf-8")
    assert survivors(contents(tmp_path / "a"), wanted("lindenhof-simple")) == {}
    run("analyze", source, "-o", tmp_path / "b", "--redact", "--key", key, "--answers", template)
    first = (tmp_path / "a" / "answers.yaml").read_bytes()
    assert (tmp_path / "b" / "answers.yaml").read_bytes() == first


def test_answers_that_are_names_come_out_with_pseudonyms(tmp_path: Path) -> None:
    """The list of a domain's containers, whoever gives it: real names, or those of a redacted template."""
    root = "DC=kestrel,DC=example"
    source = export_folder("kestrel-custom")
    (partition,) = (p for c in read_inputs([source]).connectors for p in c.partitions if p.name == root)
    marked = {c.dn.text for c in (*partition.inclusions, *partition.exclusions)} - {root}
    names = sorted({*marked, f"CN=Users,{root}", f"OU=Wombats,{root}"})
    answers = tmp_path / "answers.yaml"
    answers.write_text(yaml.safe_dump({"containers": {"kestrel.example": names}}, allow_unicode=True), "utf-8")
    key = fixed_key(tmp_path / "key.json")
    common = ["--redact", "--key", key, "--format", FORMATS, "--answers"]
    run("analyze", source, "-o", tmp_path / "a", *common, answers)
    assert survivors(contents(tmp_path / "a"), wanted("kestrel-custom") | {"wombats"}) == {}
    run("analyze", source, "-o", tmp_path / "b", *common, tmp_path / "a" / "answers.yaml")
    run("analyze", source, "-o", tmp_path / "real", "--format", "json", "--answers", answers)
    taken = [
        json.loads((tmp_path / folder / "assessment.json").read_text("utf-8"))["scope"]["partitions"][0]["cloud_sync"]
        for folder in ("a", "b", "real")
    ]
    assert taken[0] == taken[1]
    assert f"OU=Wombats,{root}" in taken[2]["containers"]
    assert [len(one["containers"]) for one in taken] == [len(taken[2]["containers"])] * 3


def test_a_choice_among_ours_stays_what_it_is(tmp_path: Path) -> None:
    """Judgements rest on it, and it names nobody."""
    answers = tmp_path / "answers.yaml"
    answers.write_text("exchange_hybrid_mode: hybrid with all mailboxes online\n", "utf-8")
    source = export_folder("harbourline-multiforest")
    found = []
    for name, more in (("real", []), ("redacted", ["--redact", "--key", fixed_key(tmp_path / "key.json")])):
        run("analyze", source, "-o", tmp_path / name, "--format", "json", "--answers", answers, *more)
        document = json.loads((tmp_path / name / "assessment.json").read_text("utf-8"))
        found.append([(f["id"], f["in_use"], f["outcome"]) for f in document["features"]])
        assert "hybrid with all mailboxes online" in (tmp_path / name / "answers.yaml").read_text("utf-8")
    assert found[0] == found[1]


def test_no_form_of_a_configuration_lets_a_name_through(tmp_path: Path) -> None:
    """Scripts, wizard policy, DSC, cmdlet output, a job schema: whatever is read, results hold pseudonyms only."""
    forms = ROOT / "sample_exports" / "kestrel-forms"
    key = fixed_key(tmp_path / "key.json")
    for number, source in enumerate([forms, *sorted(path for path in forms.iterdir() if path.is_dir())]):
        out = tmp_path / f"out{number}"
        arguments = ["analyze", source, "-o", out, "--redact", "--key", key, "--format", FORMATS]
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        if result.exit_code == 2 and "nothing to assess" in result.stderr:
            continue  # a job schema, or what cmdlets say of the tenant, is no configuration by itself
        assert result.exit_code == 0, (source, result.output)
        assert survivors(contents(out), wanted("kestrel-custom")) == {}, source


def test_a_tenants_job_schema_comes_out_with_pseudonyms(tmp_path: Path) -> None:
    """Its own containers, filters, constants, expressions and extension attributes reach the files."""
    source = export_folder("kestrel-custom")
    run("analyze", source, "-o", tmp_path, "--format", "cloud-sync")
    schema = json.loads((tmp_path / "cloud-sync" / "schema-kestrel.example-without-scope.json").read_text("utf-8"))
    (rule,) = schema["synchronizationRules"]
    rule["containerFilter"] = {"includedContainers": ["OU=Wombats,DC=kestrel,DC=example"]}
    user = next(one for one in rule["objectMappings"] if one["sourceObjectName"] == "user")
    clause = {"sourceOperandName": "wombatCode", "operatorName": "REGEX MATCH"}
    user["scope"]["groups"] = [
        {"name": "Wombat filter", "clauses": [clause | {"targetOperand": {"values": ["^(?:Wombat|Quokka)\\d+$"]}}]}
    ]
    user["attributeMappings"] += [
        {"targetAttributeName": "jobTitle", "source": {"type": "Constant", "name": "Wombat", "expression": '"Wombat"'}},
        {"targetAttributeName": "UsageLocation", "source": {"type": "Constant", "name": "DE", "expression": '"DE"'}},
        {
            "targetAttributeName": "extension_0123456789abcdef0123456789abcdef_wombatBurrow",
            "source": {"type": "Attribute", "name": "wombatBurrow", "expression": "[wombatBurrow]"},
            "defaultValue": "Quokka",
        },
    ]
    own = tmp_path / "schema.json"
    own.write_text(json.dumps(schema), "utf-8")
    key = fixed_key(tmp_path / "key.json")
    looked_for = {"wombat", "quokka", "0123456789abcdef0123456789abcdef"}
    for name, more in (("option", ["--job-schema", own]), ("input", [own])):
        run("analyze", source, *more, "-o", tmp_path / f"real {name}", "--format", FORMATS)
        run("analyze", source, *more, "-o", tmp_path / name, "--redact", "--key", key, "--format", FORMATS)
        assert survivors(contents(tmp_path / f"real {name}"), looked_for).keys() == looked_for
        assert survivors(contents(tmp_path / name), wanted("kestrel-custom") | looked_for) == {}
        flows = [
            [(one["ad_class"], one["comparison"], one["outcome"]) for one in json.loads(text)["attribute_flows"]]
            for text in (
                (tmp_path / folder / "assessment.json").read_text("utf-8") for folder in (f"real {name}", name)
            )
        ]
        assert sorted(flows[0]) == sorted(flows[1])
        (written,) = (tmp_path / name / "cloud-sync").glob("schema-*.json")
        assert '"DE"' in written.read_text("utf-8")


def test_drift_between_servers_holds_no_name(tmp_path: Path) -> None:
    """A second server that differs in every way: its name, containers, rules, flows and settings."""
    folder = export_folder("kestrel-custom")
    other = tmp_path / "Kestrel second server"
    changes = {
        "KES-SYNC02": "KES-WOMBAT7",
        'StagingMode" type="string" use="SynchronizationGlobal" dataType="String">False<': (
            'StagingMode" type="string" use="SynchronizationGlobal" dataType="String">True<'
        ),
        ">NoSync<": ">WombatSync<",
        "OU=People,": "OU=Wombats,",
        '"External"': '"Wombatish"',
        "User HideFromGAL": "User HideWombats",
        "Keeps people out": "Keeps wombats out",
        "ExchangeOnline,SharePointOnline": "ExchangeOnline",
        "Service Accounts": "Wombat Accounts",
    }
    for file in folder.rglob("*.xml"):
        text = file.read_text("utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        target = other / file.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    key = fixed_key(tmp_path / "key.json")
    for name, more in (("real", []), ("out", ["--redact", "--key", key])):
        run("analyze", folder, other, "-o", tmp_path / name, "--format", FORMATS, *more)
    assert survivors(contents(tmp_path / "real"), {"wombatsync", "wombatish", "hidewombats", "kes-wombat7"})
    assert survivors(contents(tmp_path / "out"), wanted("kestrel-custom") | {"wombat"}) == {}
