"""The two native charts of the summary; both read the formulas, so they move with the tracker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting.tables import STATUSES
from analyzer.vocabulary import Importance, Outcome

if TYPE_CHECKING:
    from openpyxl.chart.bar_chart import BarChart
    from openpyxl.chart.title import Title
    from openpyxl.worksheet.worksheet import Worksheet

_SHADES = ("1F3B57", "4C7FB0", "9DBAD6", "D5DEE7")
"""Dark to light, most binding first: told apart in grey, too."""


def add_charts(sheet: Worksheet, first_matrix: int, first_status: int) -> None:
    """Add the charts beside the two tables whose numbers start in the given rows."""
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.series import SeriesLabel, StrRef  # type: ignore[attr-defined]

    outcomes = BarChart()
    outcomes.grouping, outcomes.overlap = "stacked", 100
    _look(outcomes, "Open findings by outcome")
    last = first_matrix + len(Outcome) - 1
    for number in range(len(Importance)):
        column = 2 + number
        outcomes.add_data(Reference(sheet, min_col=column, min_row=first_matrix, max_row=last))
        outcomes.series[number].tx = SeriesLabel(strRef=StrRef(f"'{sheet.title}'!${'BCDE'[number]}${first_matrix - 1}"))
        _fill(outcomes, number, _SHADES[number], light=number > 1)
    outcomes.set_categories(Reference(sheet, min_col=1, min_row=first_matrix, max_row=last))
    outcomes.legend.position = "b"
    sheet.add_chart(outcomes, f"H{first_matrix - 3}")

    status = BarChart()
    _look(status, "Findings by status")
    last = first_status + len(STATUSES) - 1
    status.add_data(Reference(sheet, min_col=2, min_row=first_status, max_row=last))
    _fill(status, 0, _SHADES[1], light=True)
    status.set_categories(Reference(sheet, min_col=1, min_row=first_status, max_row=last))
    status.legend = None
    sheet.add_chart(status, f"H{first_status - 2}")


def _title(text: str) -> Title:
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

    ink = CharacterProperties(sz=1100, b=True, solidFill="1B2A3A")
    run = RegularTextRun(rPr=ink, t=text)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=ink), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _look(chart: BarChart, title: str) -> None:
    from openpyxl.chart.label import DataLabelList

    chart.type = "bar"
    chart.title = _title(title)
    chart.width, chart.height = 16.5, 5.6  # type: ignore[assignment]
    chart.gapWidth = 40
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.delete = True
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, part, False)
    chart.dataLabels.numFmt = "0;;;"


def _fill(chart: BarChart, number: int, colour: str, *, light: bool) -> None:
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

    series = chart.series[number]
    series.graphicalProperties.solidFill = colour
    series.graphicalProperties.line.solidFill = "FFFFFF"
    ink = CharacterProperties(sz=900, b=True, solidFill="1B2A3A" if light else "FFFFFF")
    labels = DataLabelList(numFmt="0;;;", showVal=True)
    for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(labels, part, False)
    labels.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=ink), endParaRPr=ink)])
    series.dLbls = labels
