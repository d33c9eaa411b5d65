"""What the loader makes of sound files: typed values, overlays laid over ours, and a stable order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analyzer.knowledge import KnowledgeBase, load_knowledge
from analyzer.knowledge.conditions import AllOf, Comparison, Not
from analyzer.knowledge.conditions import Compare as Single
from analyzer.vocabulary import Importance, Lane, Outcome
from tests.knowledge.packs import FEATURE, FINDING, STEP, pack


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge()


def test_a_row_arrives_as_typed_values(knowledge: KnowledgeBase) -> None:
    row = next(feature for feature in knowledge.features if feature.id == "device-sync")
    assert row.code == "FEATURE-DEVICE-SYNC"
    assert (row.outcome, row.importance, row.lane) == (Outcome.ADAPTED, Importance.MUST, Lane.STAGED)
    assert row.in_use == Single("device_sync", of_subject=False, comparison=Comparison.TRUE, operand=True, limit="")
    assert [source.id for source in row.sources] == ["device-sync", "decision-guide", "migration-tool"]
    assert row.sources[0].dated == date(2026, 9, 29)


def test_comparisons_name_their_limit_or_hold_their_value(knowledge: KnowledgeBase) -> None:
    findings = {finding.code: finding for finding in knowledge.findings}
    assert findings["LIMIT-OBJECTS"].when == Single("objects", True, Comparison.MORE_THAN, 0, "objects-per-domain")
    assert findings["SERVER-BUILD-OLD"].when == Single("product_version", False, Comparison.BELOW, "2.6.84.0", "")
    assert isinstance(findings["IDENTITY-ANCHOR-OBJECTGUID"].when, AllOf)
    assert isinstance(findings["DELETE-THRESHOLD"].when, Not)


def test_steps_stand_in_their_stages(knowledge: KnowledgeBase) -> None:
    stages = [stage.id for stage in knowledge.stages]
    assert stages == ["prepare", "back-up", "agent", "configure", "pilot", "enable", "observe", "retire", "operate"]
    assert all(stage.steps for stage in knowledge.stages)


def test_two_runs_give_equal_values(knowledge: KnowledgeBase) -> None:
    assert load_knowledge() == knowledge


def test_an_overlay_replaces_by_id_and_adds_at_the_end(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    folder = pack(
        tmp_path / "acme",
        features=FEATURE + FEATURE.removeprefix("features:\n").replace("id: mine", "id: phs"),
        findings=FINDING,
    )
    overlaid = load_knowledge(overlay=folder)
    ids = [feature.id for feature in knowledge.features]
    assert [feature.id for feature in overlaid.features] == [*ids, "mine"]
    assert overlaid.features[ids.index("phs")].title == "Mine"
    assert overlaid.findings[-1].code == "MINE"
    assert overlaid.findings[:-1] == knowledge.findings


def test_an_overlay_may_bring_what_its_entries_refer_to(tmp_path: Path) -> None:
    folder = pack(
        tmp_path / "acme",
        sources="sources:\n  - {id: memo, title: Memo, url: 'https://acme.example/memo', checked: 2026-11-01}\n",
        facts="facts:\n  - {name: acme_fact, title: Acme, type: truth}\n",
        findings=FINDING.replace("[faq]", "[memo]").replace("staging_mode", "acme_fact"),
    )
    finding = load_knowledge(overlay=folder).findings[-1]
    assert finding.sources[0].checked == date(2026, 11, 1)
    assert finding.sources[0].dated is None


def test_a_changed_source_reaches_every_entry_that_cites_it(tmp_path: Path) -> None:
    entry = "{id: faq, title: Newer, url: 'https://example.com/faq', dated: 2027-01-05, checked: 2027-01-06}"
    text = f"sources:\n  - {entry}\n"
    overlaid = load_knowledge(overlay=pack(tmp_path / "acme", sources=text))
    staging = next(feature for feature in overlaid.features if feature.id == "staging")
    assert staging.sources[0].title == "Newer"


def test_an_overlay_shows_in_the_version(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    silent = load_knowledge(overlay=pack(tmp_path / "acme", findings=FINDING))
    assert (silent.version, silent.as_of) == (f"{knowledge.version} + acme", knowledge.as_of)
    named = load_knowledge(overlay=pack(tmp_path / "acme", knowledge="version: A7\nas_of: 2026-12-24\n"))
    assert (named.version, named.as_of) == (f"{knowledge.version} + A7", date(2026, 12, 24))


def test_an_older_overlay_doesnt_turn_the_date_back(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    folder = pack(tmp_path / "acme", knowledge="version: A7\nas_of: 2020-01-01\n")
    assert load_knowledge(overlay=folder).as_of == knowledge.as_of


def test_a_step_of_an_overlay_joins_its_stage(tmp_path: Path) -> None:
    folder = pack(tmp_path / "acme", procedure=STEP.replace("text: X", "text: X, commands: [\"Get-X '{domain}'\"]"))
    prepare = load_knowledge(overlay=folder).stages[0]
    assert prepare.steps[-1].commands == ("Get-X '{domain}'",)


def test_an_empty_overlay_changes_the_version_only(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "notes.txt").write_text("not knowledge")
    overlaid = load_knowledge(overlay=folder)
    assert overlaid.features == knowledge.features
    assert overlaid.version.endswith("+ acme")
