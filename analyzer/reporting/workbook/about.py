"""The last sheets: the words of the choices (with room for owners), and what this workbook is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.assessment.model import Assessment
from analyzer.reporting.labels import IMPORTANCES, LANES, NAMES_PSEUDONYMISED, OUTCOMES, RULE_ORIGINS
from analyzer.reporting.tables import DECISIONS, OWNERS, RUN_STATES, STATUSES, Table
from analyzer.reporting.workbook.canvas import Canvas
from analyzer.reporting.workbook.styles import EDIT, LANE_COLOURS, OUTCOME_COLOURS, Styles

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_OWNER_ROWS = 40


def write_lists(sheet: Worksheet, owners: Sequence[str], styles: Styles) -> None:
    """Write the choices of the tracker. Owners are a list that people extend; it is kept from run to run."""
    canvas = Canvas(sheet, styles, (26, 3, 20, 60, 3, 22, 60))
    canvas.text(1, 1, "Lists", size=15, bold=True, colour="1F3B57", vertical="center")
    canvas.height(24)
    canvas.text(2, 1, "Add the owners of your project to the first column; they appear in the tracker's list.")
    canvas.row = 3
    canvas.header(("Owners", "", "Status", "Meaning", "", "Decision", "Meaning"))
    names = tuple(dict.fromkeys((*OWNERS, *owners)))[:_OWNER_ROWS]
    for number in range(_OWNER_ROWS):
        value = names[number] if number < len(names) else None
        canvas.text(canvas.row + number, 1, value, fill=EDIT, border=True)
    for column, words in ((3, STATUSES), (6, DECISIONS)):
        for number, (word, meaning) in enumerate(words.items()):
            canvas.text(canvas.row + number, column, word, bold=True, border=True)
            canvas.text(canvas.row + number, column + 1, meaning, border=True)
    sheet.freeze_panes = "A4"
    canvas.finish()


def write_about(sheet: Worksheet, assessment: Assessment, tables: Sequence[Table], styles: Styles) -> None:
    """Write versions, input hashes, how to run again, the legend and the list of sheets."""
    canvas = Canvas(sheet, styles, (28, 30, 90))
    canvas.text(1, 1, "About this workbook", size=15, bold=True, colour="1F3B57", vertical="center")
    canvas.height(24)
    canvas.next(2)
    _facts(canvas, assessment)
    _again(canvas)
    _legend(canvas)
    canvas.section("Sheets")
    _entry(canvas, "Summary", "What is open, by formulas over the tracker; lanes, blockers, dates, effort.")
    for table in tables:
        _entry(canvas, table.name, table.hint)
    _entry(canvas, "Lists", "The choices of owner, status and decision.")
    canvas.finish()


def _facts(canvas: Canvas, assessment: Assessment) -> None:
    tool, configuration = assessment.tool, assessment.configuration
    canvas.section("Versions and inputs")
    _entry(canvas, "Made by", f"{tool.name} {tool.version}")
    _entry(canvas, "Knowledge", f"Version {tool.knowledge_version}, as of {tool.knowledge_as_of.isoformat()}")
    _entry(canvas, "Assessed at", tool.assessed_at)
    for one in configuration.inputs:
        _entry(canvas, "Input", f"{one.name} ({one.format}), exported {one.exported_at or 'at an unknown time'}")
        _entry(canvas, "SHA-256", one.sha256)
    coverage = configuration.coverage
    _entry(
        canvas,
        "Understood",
        f"{coverage.percent:g} %: {coverage.nodes_understood} of {coverage.nodes_total} nodes; "
        f"{len(coverage.not_understood)} items not understood (listed in the report and in assessment.json).",
    )
    _entry(
        canvas,
        "Contains",
        f"{NAMES_PSEUDONYMISED}: the key is kept apart. Nothing was sent anywhere."
        if configuration.pseudonymised
        else "Names of servers, accounts, domains and containers of the customer; no passwords. Nothing was sent "
        "anywhere.",
    )
    canvas.next()


def _again(canvas: Canvas) -> None:
    canvas.section("Run again")
    for number, step in enumerate(
        (
            "Close this workbook.",
            "Export the configuration again and run: cloudsync-readiness analyze EXPORT -o FOLDER --answers FILE",
            "Use the folder that holds this workbook: light columns, added rows and added columns are kept, matched by "
            "ID. Findings that aren't found any more stay and say so.",
            "Not kept: other sheets that were added, comments, colours, formulas in the tracker (their values are).",
        ),
        1,
    ):
        _entry(canvas, f"Step {number}" if number < 4 else "Mind", step)
    canvas.next()


def _legend(canvas: Canvas) -> None:
    canvas.section("Words")
    for label in OUTCOMES.values():
        fill, ink = OUTCOME_COLOURS[label.word]
        _entry(canvas, "Outcome", label.meaning, word=f"{label.mark} {label.word}", fill=fill, colour=ink)
    for label in IMPORTANCES.values():
        _entry(canvas, "Importance", label.meaning, word=label.word)
    for label in LANES.values():
        fill, ink = LANE_COLOURS[label.word]
        _entry(canvas, "Lane", label.meaning, word=label.word, fill=fill, colour=ink)
    for label in RULE_ORIGINS.values():
        _entry(canvas, "Origin of a rule", label.meaning, word=label.word)
    for word, meaning in RUN_STATES.items():
        _entry(canvas, "This run", meaning, word=word)
    canvas.next()


def _entry(canvas: Canvas, name: str, text: str, word: str = "", fill: str = "", colour: str = "1B2A3A") -> None:
    canvas.text(canvas.row, 1, name, colour="5A6775", border=True)
    if word:
        canvas.text(canvas.row, 2, word, bold=True, fill=fill, colour=colour, border=True)
        canvas.text(canvas.row, 3, text, wrap=True, border=True)
        canvas.fit(text, 90)
    else:
        canvas.wide(2, 3, text, border=True)
    canvas.next()
