from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.expressions import Outcome, function_table, reference, translate
from analyzer.resources import data_folder

DOCS = data_folder("docs")


def test_the_function_pages_are_fresh() -> None:
    made = reference.pages()
    assert {path.name for path in (DOCS / "functions").glob("*.md")} == set(made)
    stale = [name for name, content in made.items() if (DOCS / "functions" / name).read_text("utf-8") != content]
    assert stale == [], "run python -m analyzer.expressions.reference"


def test_the_tables_of_the_essay_are_fresh() -> None:
    page = (DOCS / "expressions.md").read_text(encoding="utf-8")
    assert reference.filled(page) == page, "run python -m analyzer.expressions.reference"


def test_each_function_has_a_page_with_both_signatures_and_a_dated_source() -> None:
    pages = reference.pages()
    for entry in function_table().entries.values():
        page = pages[f"{entry.name}.md"]
        for signature in (entry.connect, entry.cloud_sync):
            assert signature is None or signature.text.replace("|", "\\|") in page
        assert str(entry.sources[0].date) in page


@pytest.mark.parametrize("entry", [e for e in function_table().entries.values() if e.example], ids=lambda e: e.name)
def test_example_pairs_are_what_the_translator_does(entry) -> None:  # type: ignore[no-untyped-def]
    connect, cloud_sync = entry.example
    translation = translate(connect)
    if cloud_sync is not None:
        assert translation.text == cloud_sync
    if entry.fit == "none":
        assert translation.outcome is Outcome.GAP


def test_every_connect_function_has_an_example() -> None:
    missing = [e.name for e in function_table().entries.values() if e.connect is not None and e.example is None]
    assert missing == []


def test_writing_renews_pages_and_removes_old_ones(tmp_path: Path) -> None:
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "Gone.md").write_text("old", encoding="utf-8")
    (tmp_path / "expressions.md").write_text((DOCS / "expressions.md").read_text("utf-8"), encoding="utf-8")
    assert reference.write(tmp_path) == len(function_table().entries) + 1
    assert not (tmp_path / "functions" / "Gone.md").exists()
    assert (tmp_path / "functions" / "Trim.md").is_file()
