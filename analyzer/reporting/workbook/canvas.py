"""Writes free-form sheets (summary, lists, about) row by row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from analyzer.reporting.tables import Value
from analyzer.reporting.workbook.grid import put, set_up_page
from analyzer.reporting.workbook.styles import BRAND, QUIET, Styles

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LINE_HEIGHT = 13.5


class Canvas:
    """A cursor over a sheet. Text is always text; only :meth:`formula` writes formulas.

    Attributes:
        sheet: the sheet.
        row: the current row (1-based).
        values: value of each formula by coordinate, for previews that don't calculate.

    """

    def __init__(self, sheet: Worksheet, styles: Styles, widths: Sequence[int]) -> None:
        from openpyxl.utils import get_column_letter

        self.sheet = sheet
        self.row = 1
        self.values: dict[str, int | float | str] = {}
        self._styles = styles
        self._widths = widths
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.sheet_view.showGridLines = False

    def next(self, rows: int = 1) -> None:
        """Go down."""
        self.row += rows

    def height(self, points: float) -> None:
        """Set the height of the current row."""
        self.sheet.row_dimensions[self.row].height = points

    def text(self, row: int, column: int, value: Value, **look: Any) -> None:
        """Write a value with a look (see :meth:`Styles.make`)."""
        put(self.sheet, row, column, value, self._styles.make(**look), self._styles)

    def formula(self, row: int, column: int, formula: str, value: int | float | str, **look: Any) -> None:
        """Write a formula of ours; ``value`` is what it comes to today. No text of an export goes in here."""
        cell: Any = self.sheet.cell(row, column)
        cell.value = formula
        cell._style = self._styles.make(**look)
        self.values[cell.coordinate] = value

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge cells; the look of the first spreads over all.

        Goes past ``Worksheet.merge_cells``, which builds border styles for each merge and takes 2 ms for it.
        """
        from openpyxl.worksheet.cell_range import CellRange

        first: Any = self.sheet.cell(top, left)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell: Any = self.sheet.cell(row, column)
                cell._style = first._style
        self.sheet.merged_cells.add(CellRange(min_col=left, min_row=top, max_col=right, max_row=bottom))

    def wide(self, left: int, right: int, value: str, floor: str = "", **look: Any) -> None:
        """Write a text over several columns of the current row, high enough to be read.

        ``floor`` is a text in the first column that the row must also hold.
        """
        self.text(self.row, left, value, wrap=True, **look)
        self.merge(self.row, left, self.row, right)
        scale = float(look.get("size", 10)) / 10
        width = sum(self._widths[left - 1 : right]) / scale
        self.fit(value, width, scale)
        if floor:
            self.fit(floor, self._widths[0])

    def fit(self, text: str, width: float, scale: float = 1.0) -> None:
        """Make the current row high enough for ``text`` in ``width`` characters."""
        lines = min(sum(-(-len(line) // max(int(width) - 1, 1)) or 1 for line in text.split("\n")), 12)
        needed = _LINE_HEIGHT * scale * lines + 4
        dimension = self.sheet.row_dimensions[self.row]
        dimension.height = max(float(dimension.height or 0), needed)

    def section(self, title: str, hint: str = "") -> None:
        """Write the heading of a section with a hint on how to read it."""
        self.text(self.row, 1, title, size=13, bold=True, colour=BRAND)
        self.height(20)
        self.next()
        if hint:
            self.text(self.row, 1, hint, size=9, colour=QUIET)
            self.next()

    def header(self, titles: Sequence[str], fill_to: int = 0, numbers: Collection[int] = ()) -> None:
        """Write a header row; ``numbers`` are the columns (1-based) whose heads stand right."""
        padded = (*titles, *("" for _ in range(fill_to - len(titles))))
        for column, title in enumerate(padded, 1):
            side = "right" if column in numbers else ""
            self.text(
                self.row,
                column,
                title,
                bold=True,
                colour="FFFFFF",
                fill=BRAND,
                wrap=True,
                horizontal=side,
                vertical="center",
            )
        self.next()

    def finish(self) -> None:
        """Set up printing."""
        set_up_page(self.sheet)
