"""Rows of the large tables as sheet XML, written straight into the file.

An attribute flow sheet grows with the export: 5,000 sync rules give 100,000 rows of 14 cells. As openpyxl cells
they take 800 MB and five times as long. Tables without links don't need cells, only rows; what a cell looks like
is the same as in :func:`analyzer.reporting.workbook.grid.put`, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from analyzer.reporting.tables import Value
from analyzer.reporting.workbook.text import FORMULA_STARTS, cell_text

_EPOCH = date(1899, 12, 30).toordinal()
"""Day 0 of Excel's calendar (1900 system), right for every date from March 1900 on."""
_REMEMBERED = 50_000
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class StreamedColumn:
    """One column: its letter, its values, the numbers of its style and of the same style with the quote prefix."""

    letter: str
    values: Sequence[Value]
    style: int
    quoted: int


def rows_xml(columns: Sequence[StreamedColumn], first_row: int, height: Callable[[int], float]) -> Iterator[bytes]:
    """Yield the ``<row>`` elements in pieces; ``height`` gives the height of the n-th row (0-based) in points."""
    known: dict[str, tuple[str, bool]] = {}
    pieces: list[str] = []
    for index in range(len(columns[0].values)):
        row = first_row + index
        pieces.append(f'<row r="{row}" ht="{height(index):g}" customHeight="1">')
        pieces += [_cell(column, column.values[index], row, known) for column in columns]
        pieces.append("</row>")
        if index % _CHUNK == _CHUNK - 1:
            yield "".join(pieces).encode("utf-8")
            pieces.clear()
            if len(known) > _REMEMBERED:
                known.clear()
    yield "".join(pieces).encode("utf-8")


def _cell(column: StreamedColumn, value: Value, row: int, known: dict[str, tuple[str, bool]]) -> str:
    place = f'<c r="{column.letter}{row}" s="'
    if isinstance(value, str):
        if value not in known:
            known[value] = _text(value)
        body, quoted = known[value]
        return f'{place}{column.quoted if quoted else column.style}"{body}'
    if value is None:
        return f'{place}{column.style}"/>'
    if isinstance(value, bool):
        return f'{place}{column.style}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        value = value.toordinal() - _EPOCH
    number = f"{value:.16g}" if isinstance(value, float) else value  # as openpyxl writes it
    return f'{place}{column.style}"><v>{number}</v></c>'


def _text(value: str) -> tuple[str, bool]:
    """Return the rest of the cell element, and whether it needs the quote prefix."""
    text = cell_text(value)
    if not text:
        return "/>", value.startswith(FORMULA_STARTS)
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f' t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>', value.startswith(FORMULA_STARTS)
