"""An assessment of the redacted export, and of the redacted model, comes out as that of the original."""

from __future__ import annotations

import shutil
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.assessment.answers import Answers
from analyzer.assessment.engine import Inputs, assess
from analyzer.assessment.model import Assessment
from analyzer.cli import main
from analyzer.configuration import Configuration, Origin, parse_dn
from analyzer.knowledge import load_knowledge
from analyzer.readers.inputs import read_inputs
from analyzer.readers.xml import parse_xml
from analyzer.redaction import redact_configuration
from analyzer.redaction.export import ExportFile, rewrite_server_configuration
from tests.redaction.exports import SAMPLES, export_folder, redactor
from tests.redaction.test_nothing_survives import contents, survivors, wanted
from tests.support.configurations import known_rules
from tests.support.identity import ROOT

samples = pytest.mark.parametrize("name", SAMPLES)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@cache
def original(name: str) -> Configuration:
    return read_inputs([export_folder(name)])


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory):
    base = tmp_path_factory.mktemp("rewritten")

    @cache
    def folder(name: str) -> Path:
        source = export_folder(name)
        files = [
            ExportFile(file.relative_to(source).as_posix(), file.read_bytes) for file in sorted(source.rglob("*.xml"))
        ]
        for path, data in rewrite_server_configuration(files, redactor(), lambda d, n: parse_xml(d, n, [])):
            target = base / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            assert not target.exists()
            target.write_bytes(data)
        return base / name

    return folder


def assessed(configuration: Configuration) -> Assessment:
    return assess(Inputs(configuration, load_knowledge(), known_rules(), Answers(), None, NOW))


def outcomes(found: Assessment) -> dict[str, object]:
    """Everything an assessment says, without the names of what it says it of."""
    return {
        "verdict": (found.verdict.lane, len(found.verdict.reasons)),
        "findings": sorted((f.code, f.outcome, f.importance, f.effort, len(f.evidence)) for f in found.findings),
        "domains": sorted((str(d.lane), d.selected, d.included, d.excluded, len(d.reasons)) for d in found.domains),
        "tool": [(c.id, c.result, c.limit) for c in found.migration_tool.checks],
        "rules": [
            (r.rule.direction, r.rule.precedence, r.origin, r.outcome, len(r.rule.flows), len(r.differences))
            for r in found.rules
        ],
        "flows": [
            (r.rule.precedence, f.kind, f.merge_type, f.execute_once, len(f.sources))
            for r in found.rules
            for f in r.rule.flows
        ],
        "missing": found.missing_rules,
        "features": [(f.id, f.in_use, f.outcome, len(f.evidence)) for f in found.features],
        "questions": [q.id for q in found.questions],
        "deadlines": [(d.id, d.applies) for d in found.deadlines],
        "effort": found.effort,
        "facts": {
            fact: value.value if isinstance(value.value, (bool, int)) else value.value is None
            for fact, value in found.facts.items()
        },
        "coverage": found.configuration.coverage.percent,
    }


def without_places(value: object) -> object:
    """The same value without file names and lines, and without what readers remarked."""
    if isinstance(value, Origin):
        return None
    if isinstance(value, Configuration):
        value = replace(value, inputs=(), notes=(), sources=(), pseudonymised=False)
    if isinstance(value, tuple):
        return tuple(map(without_places, value))
    if isinstance(value, dict):
        return {key: without_places(one) for key, one in value.items()}
    if is_dataclass(value):
        return {f.name: without_places(getattr(value, f.name)) for f in fields(value)}
    return value


@samples
def test_the_redacted_model_is_assessed_alike(name: str) -> None:
    redacted = redact_configuration(original(name), redactor())
    assert outcomes(assessed(redacted)) == outcomes(assessed(original(name)))


@samples
def test_the_redacted_export_is_assessed_alike(name: str, rewritten) -> None:
    assert outcomes(assessed(read_inputs([rewritten(name)]))) == outcomes(assessed(original(name)))


@samples
def test_the_redacted_export_reads_as_the_redacted_model(name: str, rewritten) -> None:
    """Two ways to one result: what one of them forgets, the other shows."""
    read = read_inputs([rewritten(name)])
    assert without_places(read) == without_places(redact_configuration(original(name), redactor()))


@samples
def test_containers_keep_their_tree(name: str) -> None:
    found = redactor()
    before = [
        container.dn
        for connector in original(name).active_directory_connectors
        for partition in connector.partitions
        for container in (*partition.inclusions, *partition.exclusions)
    ]
    after = [parse_dn(found.dn(dn.text)) for dn in before]
    assert len({dn.key for dn in before}) == len({dn.key for dn in after})
    for one, other in product(range(len(before)), repeat=2):
        assert before[one].is_within(before[other]) is after[one].is_within(after[other])


@samples
def test_standard_rules_keep_their_names(name: str) -> None:
    after = redact_configuration(original(name), redactor())
    standard = {r.rule.name for r in assessed(original(name)).rules if str(r.origin).startswith("standard")}
    assert standard
    assert standard <= {rule.name for rule in after.sync_rules}
    assert {rule.immutable_tag for rule in after.sync_rules} == {r.immutable_tag for r in original(name).sync_rules}


def collected() -> Path:
    (archive,) = (ROOT / "sample_exports" / "lindenhof-collected").glob("*.zip")
    return archive


def migrated(folder: Path) -> Path:
    """A MigrateSettings folder: the export of Kestrel, and what the script adds to it."""
    (added,) = (ROOT / "sample_exports" / "kestrel-forms" / "migrate").iterdir()
    shutil.copytree(export_folder("kestrel-custom"), folder)
    for file in added.iterdir():
        shutil.copy(file, folder / file.name)
    return folder


@pytest.mark.parametrize("form", ["collected", "migrated"])
def test_what_lies_beside_an_export_is_redacted_with_it(form: str, tmp_path: Path) -> None:
    """Tenant features, AD FS hints and counts are no part of the export, and judgements rest on them."""
    source = collected() if form == "collected" else migrated(tmp_path / "Kestrel Air")
    name = "lindenhof-simple" if form == "collected" else "kestrel-custom"
    out = tmp_path / "shared" / "out.zip"
    result = CliRunner().invoke(main, ["redact", str(source), "-o", str(out), "--key", str(tmp_path / "key.json")])
    assert result.exit_code == 0, result.output
    before, after = read_inputs([source]), read_inputs([out])
    assert outcomes(assessed(after)) == outcomes(assessed(before))
    assert len(after.sources) == len(before.sources)
    assert sorted(o.name.partition(".")[0] for o in after.observations) == sorted(
        o.name.partition(".")[0] for o in before.observations
    )
    assert [(count.objects, count.largest_group) for count in after.counts] == [
        (count.objects, count.largest_group) for count in before.counts
    ]
    assert survivors(contents(out.parent), wanted(name)) == {}
