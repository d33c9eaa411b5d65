from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analyzer.reporting.workbook import write_workbook
from analyzer.reporting.workbook.text import CELL_LIMIT, cell_text, plain_text, single_line
from tests.reporting.workbook_build import build_assessment, hostile
from tests.reporting.workbook_read import formulas, table

ANY_TEXT = st.text(alphabet=st.characters(), max_size=60) | st.sampled_from(
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "#N/A", "#REF!", "TRUE", "1e5", "00123", "2026-01-01",
        "_x000D_", "_x005F_x000D_", "]]>", "<t>&amp;</t>", '="x"&HYPERLINK("http://a","b")', "{=1}", "'=1", " =1",
        "\ud800", "\x00\x01\x1f\x7f\x85\ufffe", "a" * 40000, "😀" * 20000, "nan", "NaT", "None", " ", "",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x00\x1b\x7f", "␀␛␡"),
        ("a\ud800\ufffeb", "a\ufffd\ufffdb"),
        ("tab\tstays", "tab\tstays"),
        ("_x000D_", "_x005F_x000D_"),
        ("_x00_", "_x00_"),
    ],
)
def test_cell_text(text: str, expected: str) -> None:
    assert cell_text(text) == expected


@pytest.mark.parametrize("char", ["a", "😀", "_x0041_"])
def test_long_text_ends_with_an_ellipsis(char: str) -> None:
    made = cell_text(char * 40000)
    assert len(made.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert made.endswith("…")


def test_the_longest_text_that_fits_stays_whole() -> None:
    assert cell_text("a" * CELL_LIMIT) == "a" * CELL_LIMIT


@given(ANY_TEXT)
def test_reading_and_writing_again_changes_nothing(text: str) -> None:
    once = cell_text(text)
    assert cell_text(plain_text(once)) == once
    assert len(once.encode("utf-16-le")) // 2 <= CELL_LIMIT


@given(ANY_TEXT)
def test_a_single_line_is_one(text: str) -> None:
    made = single_line(text, 50)
    assert len(made) <= 50
    assert len(made.splitlines()) <= 1


@pytest.fixture(scope="module")
def known_formulas(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    path = tmp_path_factory.mktemp("plain") / "t.xlsx"
    write_workbook(build_assessment(), (), path)
    return formulas(path)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT)
def test_any_text_gives_a_workbook_without_new_formulas(
    tmp_path: Path, known_formulas: set[tuple[str, str]], text: str
) -> None:
    path = tmp_path / "t.xlsx"
    write_workbook(hostile(text), (), path)
    assert formulas(path) == known_formulas
    sheet = load_workbook(path)["Tracker"]
    assert sheet["B4"].data_type in ("s", "inlineStr", "n")
    if cell_text(text):
        assert sheet["B4"].value == cell_text(text)
    else:
        assert sheet["B4"].value is None
    assert table(path, "Tracker")[0]["ID"] == build_assessment().findings[0].id
