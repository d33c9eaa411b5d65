from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from analyzer.reporting.frames import to_frame
from analyzer.reporting.tables import Column, Kind, Row, Table
from analyzer.reporting.workbook import grid
from analyzer.reporting.workbook.package import save
from analyzer.reporting.workbook.styles import Styles
from tests.reporting.test_workbook_text import ANY_TEXT
from tests.reporting.workbook_build import build_assessment

COLUMNS = (
    Column("Text"),
    Column("Long", Kind.LONG, 20),
    Column("Code", Kind.CODE, 20),
    Column("Count", Kind.INTEGER),
    Column("Hours", Kind.HOURS),
    Column("Date", Kind.DATE),
    Column("Yes", editable=True),
)
ROWS = st.lists(
    st.tuples(
        ANY_TEXT | st.none(),
        ANY_TEXT | st.none(),
        ANY_TEXT | st.none(),
        st.integers(-(10**12), 10**12) | st.none(),
        st.floats(-1e9, 1e9) | st.none(),
        st.dates(date(1900, 3, 1), date(9999, 12, 31)) | st.none(),
        st.booleans() | st.integers(0, 9) | st.dates(date(1950, 1, 1), date(2100, 1, 1)) | ANY_TEXT,
    ),
    min_size=1,
    max_size=5,
)


def both_ways(rows: tuple[Row, ...], path: Path) -> None:
    workbook = Workbook()
    cells, streamed = workbook.worksheets[0], workbook.create_sheet("Streamed")
    cells.title = "Cells"
    styles = Styles(cells)
    table = Table("Streamed", "hint", COLUMNS, rows)
    frame = to_frame(table)
    area = grid.write_table(streamed, table, frame, styles)
    assert area.rows is not None
    grid._write_cells(cells, table, [grid._values(frame[column.title]) for column in COLUMNS], styles)
    save(workbook, path, datetime(2026, 1, 1, tzinfo=UTC), {}, {"Streamed": (f"A1:G{area.last_row}", area.rows)})


@settings(
    max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(rows=ROWS)
def test_a_streamed_row_is_the_row_that_cells_would_give(tmp_path: Path, rows: list[Row]) -> None:
    path = tmp_path / "t.xlsx"
    both_ways(tuple(rows), path)
    workbook = load_workbook(path)
    streamed, cells = workbook["Streamed"], workbook["Cells"]
    assert streamed.max_row == cells.max_row == grid.HEADER_ROW + len(rows)
    for row in range(grid.FIRST_ROW, grid.FIRST_ROW + len(rows)):
        assert streamed.row_dimensions[row].height == cells.row_dimensions[row].height
        for column in range(1, len(COLUMNS) + 1):
            one, other = streamed.cell(row, column), cells.cell(row, column)
            assert (one.value, one.data_type, one.style_id) == (other.value, other.data_type, other.style_id)
            assert one.quotePrefix == other.quotePrefix
            assert one.data_type != "f"


def test_the_sheet_says_how_large_it_is(tmp_path: Path) -> None:
    both_ways((("a", None, None, 1, 1.5, date(2026, 1, 1), True),) * 3, tmp_path / "t.xlsx")
    with ZipFile(tmp_path / "t.xlsx") as archive:
        assert b'<dimension ref="A1:G6"' in archive.read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize("count", [499, 500, 501, 1000])
def test_no_row_is_lost_between_two_pieces(tmp_path: Path, count: int) -> None:
    rows = tuple((f"row {number}", None, None, number, None, None, None) for number in range(count))
    both_ways(rows, tmp_path / "t.xlsx")
    sheet = load_workbook(tmp_path / "t.xlsx", read_only=True)["Streamed"]
    found = [row[3] for row in sheet.iter_rows(min_row=grid.FIRST_ROW, values_only=True)]
    assert found == list(range(count))


def test_tables_with_links_and_keys_are_cells() -> None:
    """A link hangs on a cell, and what people edit is merged by its key: those tables stay small."""
    from analyzer.reporting.frames import build_tables

    made = build_tables(build_assessment(), ())
    streamed = {table.name for table in made if not any(one.kind in (Kind.LINK, Kind.KEY) for one in table.columns)}
    flows = {"Flow comparison", "Mapping changes", "Attribute flows"}
    assert streamed == flows | {"Rules", "Scope", "Scope differences", "Connectors"}


def test_more_rows_than_a_sheet_has_are_cut_and_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(grid, "_MOST_ROWS", 3)
    rows = tuple((f"row {number}", None, None, number, None, None, None) for number in range(5))
    both_ways(rows, tmp_path / "t.xlsx")
    sheet = load_workbook(tmp_path / "t.xlsx")["Streamed"]
    assert sheet.max_row == grid.HEADER_ROW + 3
    assert sheet["A2"].value == "The first 3 of 5 rows. hint"
