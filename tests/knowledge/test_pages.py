"""Pages of findings: made from the rules, committed, and the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.knowledge import KnowledgeBase, load_knowledge
from analyzer.knowledge.pages import INDEX, all_pages, page_for, page_names, write_pages
from analyzer.knowledge.words import condition_in_words
from analyzer.resources import data_folder
from tests.knowledge.packs import FINDING, pack


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge()


def test_committed_pages_are_fresh_and_complete(knowledge: KnowledgeBase) -> None:
    folder = data_folder("docs") / "findings"
    expected = dict(all_pages(knowledge))
    committed = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert sorted(committed) == sorted(expected), "run: python -m analyzer.knowledge.pages"
    stale = [name for name, text in expected.items() if committed[name] != text]
    assert stale == [], "run: python -m analyzer.knowledge.pages"


def test_every_finding_and_row_has_a_page(knowledge: KnowledgeBase) -> None:
    names = {name for name, _ in all_pages(knowledge)}
    assert names == {f"{rule.code}.md" for rule in (*knowledge.findings, *knowledge.features)} | {INDEX}


def test_a_page_says_what_to_do_and_on_what_ground(knowledge: KnowledgeBase) -> None:
    page = page_for(knowledge, "LIMIT-OBJECTS")
    assert page is not None
    assert page.startswith("# LIMIT-OBJECTS\n\n**{name}: more objects than Cloud Sync takes**")
    for part in (
        "150,000",
        "## What to do\n\n1. ",
        "```powershell\n",
        "## Where documents disagree",
        "checked 2026-11-22",
    ):
        assert part in page


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("rule-custom", "# RULE-CUSTOM\n"),
        ("RULE-CUSTOM-1a2b3c4d", "# RULE-CUSTOM\n"),
        ("phs", "# FEATURE-PHS\n"),
        (" Feature-PHS ", "# FEATURE-PHS\n"),
    ],
)
def test_pages_are_found_by_code_by_finding_id_and_by_row(knowledge: KnowledgeBase, asked: str, title: str) -> None:
    page = page_for(knowledge, asked)
    assert page is not None
    assert page.startswith(title)


def test_what_nobody_knows_has_no_page(knowledge: KnowledgeBase) -> None:
    assert page_for(knowledge, "NOTHING") is None
    assert "PHS" in page_names(knowledge)
    assert "FEATURE-PHS" in page_names(knowledge)


def test_every_name_leads_to_a_page(knowledge: KnowledgeBase) -> None:
    assert [name for name in page_names(knowledge) if page_for(knowledge, name) is None] == []


def test_texts_of_a_pack_never_become_markup(tmp_path: Path) -> None:
    text = FINDING.replace("meaning: M", "meaning: '<script>alert(1)</script> *x*'")
    page = page_for(load_knowledge(overlay=pack(tmp_path / "acme", findings=text)), "MINE")
    assert page is not None
    assert "\n\\<script>alert(1)\\</script> \\*x\\*\n" in page


def test_old_pages_are_removed(tmp_path: Path) -> None:
    (tmp_path / "GONE.md").write_text("old")
    (tmp_path / "notes.txt").write_text("kept")
    write_pages(tmp_path)
    assert not (tmp_path / "GONE.md").exists()
    assert (tmp_path / "notes.txt").exists()
    assert (tmp_path / "RULE-CUSTOM.md").exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("LIMIT-OBJECTS", "its value “objects” is more than 150,000 objects"),
        ("DELETE-THRESHOLD", "not “Export deletion threshold is on”"),
        ("SERVER-BUILD-OLD", "“Build of Connect Sync” is below 2.6.84.0"),
        (
            "IDENTITY-ANCHOR-OBJECTGUID",
            "“The source anchor is objectGUID” and “Does any object in scope carry an mS-DS-ConsistencyGuid"
            " that differs from its objectGUID?”",
        ),
        ("SERVER-SCHEDULER-OFF", "(not “The sync cycle is enabled”) or “The scheduler is suspended”"),
    ],
)
def test_conditions_are_said_in_words(knowledge: KnowledgeBase, code: str, words: str) -> None:
    finding = next(finding for finding in knowledge.findings if finding.code == code)
    assert finding.when is not None
    assert condition_in_words(finding.when, knowledge) == words
