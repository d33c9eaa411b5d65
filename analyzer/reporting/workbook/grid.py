"""Writes one table as an Excel table: heading, hint, header row, rows, filter buttons, frozen panes, print setup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from analyzer.reporting.tables import NOTHING, Column, Kind, Table, Value
from analyzer.reporting.workbook.stream import StreamedColumn, rows_xml
from analyzer.reporting.workbook.styles import BRAND, NUMBERS, QUIET, WRAPPED, Styles
from analyzer.reporting.workbook.text import FORMULA_STARTS, cell_text, single_line

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

HEADER_ROW = 3
FIRST_ROW = HEADER_ROW + 1
_MOST_ROWS = 1_048_576 - HEADER_ROW
"""A sheet has 1,048,576 rows (Microsoft, "Excel specifications and limits", read 2026-11)."""
_LINE_HEIGHT = 13.5
_MOST_LINES = 9
_MOST_DETAIL_LINES = 3
_A4_CHARACTERS = 130
_URL_LIMIT = 2079
"""Longest address Excel opens from a cell (Microsoft, "Excel specifications and limits", read 2026-11)."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where the rows of a written table stand; ``rows`` are rows that only exist as XML yet."""

    sheet: Worksheet
    table: Table
    last_row: int
    rows: Iterator[bytes] | None = None

    def letter(self, title: str) -> str:
        """Return the column letter of ``title``."""
        from openpyxl.utils import get_column_letter

        return get_column_letter(self.table.index(title) + 1)

    def range(self, title: str) -> str:
        """Return the cells of ``title``, without the header (``C4:C97``)."""
        letter = self.letter(title)
        return f"{letter}{FIRST_ROW}:{letter}{self.last_row}"


def put(sheet: Worksheet, row: int, column: int, value: Value, style: StyleArray, styles: Styles) -> None:
    """Write one value. Text always stays text, whatever it starts with; ``None`` leaves a styled empty cell.

    Goes past ``Cell.value``, which would turn ``=…`` into a formula and ``#N/A`` into an error.
    """
    from openpyxl.cell.cell import Cell

    cell: Any = Cell(sheet, row, column)
    cell._style = style
    if isinstance(value, str):
        text = cell_text(value)
        if value.startswith(FORMULA_STARTS):
            cell._style = styles.quoted(style)
        if text:
            cell._value = text
            cell.data_type = "s"
    elif isinstance(value, bool):
        cell._value = value
        cell.data_type = "b"
    elif isinstance(value, date):
        cell._value = value
        cell.data_type = "d"
    elif value is not None:
        cell._value = value
    sheet._cells[row, column] = cell


def write_table(sheet: Worksheet, table: Table, frame: pd.DataFrame, styles: Styles) -> Area:
    """Write ``frame``, the rows of ``table``, as an Excel table named after it."""
    if len(frame) > _MOST_ROWS:
        table = replace(table, hint=f"The first {_MOST_ROWS:,} of {len(frame):,} rows. {table.hint}")
        frame = frame.head(_MOST_ROWS)
    _head(sheet, table, styles)
    columns = [_values(frame[column.title]) for column in table.columns]
    count = len(frame)
    rows = None
    if not count:
        _empty(sheet, table, styles)
    elif any(column.kind in (Kind.LINK, Kind.KEY) for column in table.columns):
        _write_cells(sheet, table, columns, styles)
    else:
        rows = _stream(sheet, table, columns, styles)
    last = FIRST_ROW + max(count, 1) - 1
    _excel_table(sheet, table, last)
    _view(sheet, table)
    _page(sheet, table, last)
    return Area(sheet, table, last, rows)


def _write_cells(sheet: Worksheet, table: Table, columns: Sequence[Sequence[Value]], styles: Styles) -> None:
    for number, (column, values) in enumerate(zip(table.columns, columns, strict=True), 1):
        style = styles.of_column(column)
        for row, value in enumerate(values, FIRST_ROW):
            put(sheet, row, number, value, style, styles)
        if column.kind is Kind.LINK:
            _link(sheet, number, values)
    height = _heights(table, columns)
    for index in range(len(columns[0])):
        sheet.row_dimensions[FIRST_ROW + index].height = height(index)


def _stream(sheet: Worksheet, table: Table, columns: Sequence[Sequence[Value]], styles: Styles) -> Iterator[bytes]:
    """Return the rows as XML; the styles must be known before the file is written."""
    from openpyxl.utils import get_column_letter

    streamed = []
    for number, (column, values) in enumerate(zip(table.columns, columns, strict=True), 1):
        style = styles.of_column(column)
        plain, quoted = styles.number(style), styles.number(styles.quoted(style))
        streamed.append(StreamedColumn(get_column_letter(number), values, plain, quoted))
    return rows_xml(streamed, FIRST_ROW, _heights(table, columns))


def _values(series: pd.Series) -> Sequence[Value]:
    """Return a column as Python values: no NaN, NaT or numpy number reaches a cell."""
    if series.dtype == object:
        return series.tolist()
    if series.dtype.kind == "M":
        return [None if value is None else value.date() for value in series.astype(object).where(series.notna(), None)]
    return series.astype(object).where(series.notna(), None).tolist()


def _head(sheet: Worksheet, table: Table, styles: Styles) -> None:
    put(sheet, 1, 1, table.name, styles.make(size=15, bold=True, colour=BRAND, vertical="center"), styles)
    put(sheet, 2, 1, table.hint, styles.make(size=10, colour=QUIET, vertical="center"), styles)
    sheet.row_dimensions[1].height = 24
    sheet.row_dimensions[2].height = 18
    sheet.row_dimensions[HEADER_ROW].height = 30
    for number, column in enumerate(table.columns, 1):
        style = styles.make(
            bold=True,
            colour=BRAND if column.editable else "FFFFFF",
            fill="F3DF9B" if column.editable else BRAND,
            wrap=True,
            vertical="center",
            horizontal="right" if column.kind in NUMBERS else "left",
        )
        put(sheet, HEADER_ROW, number, column.title, style, styles)


def _link(sheet: Worksheet, column: int, values: Sequence[Value]) -> None:
    for row, value in enumerate(values, FIRST_ROW):
        if isinstance(value, str):
            link(sheet, row, column, value)


def link(sheet: Worksheet, row: int, column: int, target: str, location: str = "", tip: str = "") -> None:
    """Make a cell a link: to an https address, or to ``location`` in a file beside the workbook.

    Any other target is left as plain text: no ``file:``, no script, no address Excel can't open.
    """
    from openpyxl.worksheet.hyperlink import Hyperlink

    outside = re.fullmatch(r"https://[^\s\"<>]+", target) is not None and len(target) <= _URL_LIMIT
    beside = bool(location) and re.fullmatch(r"[\w.:-]+", location) is not None
    if not outside and not beside:
        return
    cell: Any = sheet._cells[row, column]
    cell._hyperlink = Hyperlink(
        ref=cell.coordinate, target=target, location=location or None, tooltip=single_line(tip) or None
    )


def _empty(sheet: Worksheet, table: Table, styles: Styles) -> None:
    """Excel needs one row in a table; it says that there is nothing, outside the key column."""
    for number, column in enumerate(table.columns, 1):
        put(sheet, FIRST_ROW, number, NOTHING if number == 2 else None, styles.of_column(column), styles)


def _heights(table: Table, columns: Sequence[Sequence[Value]]) -> Callable[[int], float]:
    """Return the height of the n-th row: wrapped text gets what it needs, up to a limit."""
    printed = table.index(table.printed) if table.printed else len(table.columns)
    wrapped = [
        (column.width, _MOST_LINES if number <= printed else _MOST_DETAIL_LINES, values)
        for number, (column, values) in enumerate(zip(table.columns, columns, strict=True))
        if column.kind in WRAPPED or column.editable
    ]

    def height(index: int) -> float:
        needed = max((min(_lines(values[index], width), most) for width, most, values in wrapped), default=1)
        return _LINE_HEIGHT * needed + 3

    return height


def _lines(value: Value, width: int) -> int:
    if not isinstance(value, str) or not value:
        return 1
    if len(value) <= width and "\n" not in value:
        return 1
    return sum(-(-len(line) // max(width - 1, 1)) or 1 for line in value[:4000].split("\n"))


def _excel_table(sheet: Worksheet, table: Table, last: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table as ExcelTable
    from openpyxl.worksheet.table import TableStyleInfo

    letter = get_column_letter(len(table.columns))
    made: Any = ExcelTable(displayName=excel_name(table), ref=f"A{HEADER_ROW}:{letter}{last}")
    # openpyxl would read the heads from the sheet, and make a cell of every place in the table for it.
    made._initialise_columns()
    for column, title in zip(made.tableColumns, table.titles, strict=True):
        column.name = cell_text(title)
    made.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(made)


def excel_name(table: Table) -> str:
    """Return the name formulas use for ``table``; names of Excel tables hold no blanks."""
    return table.name.title().replace(" ", "")


def _view(sheet: Worksheet, table: Table) -> None:
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    frozen = _frozen_columns(table.columns)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100


def _frozen_columns(columns: Sequence[Column]) -> int:
    """Key and title stay in view where the table has them; otherwise the first column does."""
    return 2 if columns[0].kind is Kind.KEY and columns[1].kind is Kind.LONG else 1


def _page(sheet: Worksheet, table: Table, last: int) -> None:
    from openpyxl.utils import get_column_letter

    printed = table.index(table.printed) + 1 if table.printed else len(table.columns)
    sheet.print_area = f"A1:{get_column_letter(printed)}{last}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    wide = sum(column.width for column in table.columns[:printed]) > _A4_CHARACTERS
    set_up_page(sheet, large=wide)


def set_up_page(sheet: Worksheet, *, large: bool = False) -> None:
    """Print landscape, one page wide, on A4 or A3, with the sheet's name and page numbers."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if large else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.7
    margins.header = margins.footer = 0.3
    footer: Any = sheet.oddFooter
    footer.left.text, footer.right.text = "&A", "Page &P of &N"
