"""Reads a written workbook the way tests need it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from analyzer.reporting.workbook.text import plain_text


def cells(path: Path, *, values: bool = False) -> Iterator[tuple[str, Any]]:
    """Yield every cell with its sheet's name."""
    workbook = load_workbook(path, data_only=values)
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield sheet.title, cell


def formulas(path: Path) -> set[tuple[str, str]]:
    """Return sheet and coordinate of every formula."""
    return {(sheet, cell.coordinate) for sheet, cell in cells(path) if cell.data_type == "f"}


def table(path: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of one table by title, texts as people see them."""
    sheet = load_workbook(path)[name]
    titles = [cell.value for cell in sheet[3]]
    return [
        {
            title: plain_text(cell.value) if isinstance(cell.value, str) else cell.value
            for title, cell in zip(titles, row, strict=True)
        }
        for row in sheet.iter_rows(min_row=4)
    ]


def edit(path: Path, name: str, key: str, **values: Any) -> None:
    """Type values into the row with ``key`` in the first column; ``First_seen`` addresses ``First seen``."""
    workbook = load_workbook(path)
    sheet = workbook[name]
    titles = [cell.value for cell in sheet[3]]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == key)
    for title, value in values.items():
        row[titles.index(title.replace("_", " "))].value = value
    workbook.save(path)
