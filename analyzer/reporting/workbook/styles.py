"""The look of the workbook: one style per kind of cell, made once and shared by all cells of that kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting.tables import Column, Kind

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "Calibri"
INK = "1B2A3A"
QUIET = "5A6775"
BRAND = "1F3B57"
EDIT = "FFF8DC"
LINE = "C9D1D9"
LINK = "0B57A4"

OUTCOME_COLOURS = {
    "Supported": ("DDF1E4", "14532D"),
    "Adapted": ("DCEBFA", "123E6B"),
    "Manual": ("FDEBC8", "6B4100"),
    "Unknown": ("E6E6EA", "33343A"),
    "Gap": ("F9D9D6", "7A1712"),
}
LANE_COLOURS = {
    "Microsoft's migration tool": OUTCOME_COLOURS["Supported"],
    "Staged by hand": OUTCOME_COLOURS["Manual"],
    "Stay for now": OUTCOME_COLOURS["Gap"],
}
CHART_COLOURS = {"Supported": "4FA36C", "Adapted": "4C8AC9", "Manual": "E0A030", "Unknown": "8A8F98", "Gap": "C0463C"}

DATE_FORMAT = "yyyy-mm-dd"
_FORMATS = {Kind.DATE: DATE_FORMAT, Kind.HOURS: "#,##0.0", Kind.INTEGER: "#,##0"}
_WRAPPED = frozenset({Kind.LONG, Kind.CODE})


class Styles:
    """Makes and remembers the styles of one workbook.

    openpyxl looks a style up by its parts whenever a cell is styled; sharing the finished result instead makes
    writing a cell about three times as fast.
    """

    def __init__(self, sheet: Worksheet) -> None:
        from openpyxl.cell.cell import Cell

        self._cell = Cell(sheet, 1, 1)
        self._made: dict[tuple[object, ...], StyleArray] = {}

    def of_column(self, column: Column) -> StyleArray:
        """Return the style of the cells of ``column``."""
        return self.make(
            fill=EDIT if column.editable else "",
            colour=LINK if column.kind is Kind.LINK else INK,
            underline=column.kind is Kind.LINK,
            bold=column.kind is Kind.KEY,
            wrap=column.kind in _WRAPPED or column.editable,
            number_format=_FORMATS.get(column.kind, ""),
            border=True,
        )

    def make(
        self,
        *,
        size: float = 10,
        bold: bool = False,
        colour: str = INK,
        underline: bool = False,
        fill: str = "",
        wrap: bool = False,
        horizontal: str = "",
        vertical: str = "top",
        number_format: str = "",
        border: bool = False,
    ) -> StyleArray:
        """Return the style with these properties; equal properties give the same object."""
        key = (size, bold, colour, underline, fill, wrap, horizontal, vertical, number_format, border)
        if key not in self._made:
            self._made[key] = self._build(key)
        return self._made[key]

    def _build(self, key: tuple[object, ...]) -> StyleArray:
        from copy import copy

        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        size, bold, colour, underline, fill, wrap, horizontal, vertical, number_format, border = key
        cell = self._cell
        cell.font = Font(name=FONT, size=size, bold=bold, color=colour, underline="single" if underline else None)
        cell.fill = PatternFill("solid", fgColor=fill) if fill else PatternFill()
        cell.alignment = Alignment(wrap_text=wrap or None, horizontal=horizontal or None, vertical=vertical)
        cell.border = Border(bottom=Side("hair", color=LINE)) if border else Border()
        cell.number_format = str(number_format) or "General"
        return copy(cell._style)

    def quoted(self, style: StyleArray) -> StyleArray:
        """Return ``style`` with the quote prefix: Excel keeps the text a text even after somebody edits it."""
        key = ("quoted", id(style))
        if key not in self._made:
            from copy import copy

            made = copy(style)
            made.quotePrefix = 1
            self._made[key] = made
        return self._made[key]
