"""What makes the sheets work: choices with help text, colours by state, links from findings to the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analyzer.assessment.model import Assessment
from analyzer.reporting.labels import CHECK_RESULTS, IN_USE, OUTCOMES
from analyzer.reporting.tables import CHANGED, CLOSED, DECISIONS, STATUSES, STILL_FOUND, VANISHED, Value
from analyzer.reporting.workbook.grid import FIRST_ROW, Area, link
from analyzer.reporting.workbook.styles import OUTCOME_COLOURS, QUIET
from analyzer.vocabulary import CheckResult, InUse

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation

REPORT = "readiness-report.html"
OWNER_CELLS = "Lists!$A$4:$A$43"
_INLINE_LIMIT = 255
_OUTCOME_TITLES = ("Outcome", "Result")


def equip(area: Area, assessment: Assessment, keys: Sequence[Value]) -> None:
    """Add choices, colours and links to one written table. ``keys`` are the values of its first column."""
    titles = area.table.titles
    _outcomes(area)
    if "Status" in titles:
        _choices(area, "Status", STATUSES, "Where this stands. The summary counts by it.")
    if "Owner" in titles:
        _owners(area)
    if "Decision" in titles:
        _choices(area, "Decision", DECISIONS, "What was decided. Say why in the notes.")
    for title in ("Due", "Planned"):
        if title in titles:
            _date(area, title)
    if area.table.name == "Tracker":
        _tracker(area, keys)
    if area.table.name == "Questions":
        _answers(area, assessment, keys)


def _outcomes(area: Area) -> None:
    """Colour the words of outcomes and results; the word carries the meaning, the colour only helps to find it."""
    titles = area.table.titles
    title = next((one for one in _OUTCOME_TITLES if one in titles), None)
    if title is None:
        return
    letter = area.letter(title)
    unused = ""
    if "In use" in titles:
        unused = f',${area.letter("In use")}{FIRST_ROW}<>"{IN_USE[InUse.NO].word}"'
    words = {label.word: label.word for label in OUTCOMES.values()}
    if title == "Result":
        words = {
            CHECK_RESULTS[CheckResult.PASS].word: "Supported",
            CHECK_RESULTS[CheckResult.FAIL].word: "Gap",
            CHECK_RESULTS[CheckResult.UNKNOWN].word: "Unknown",
        }
    for word, colour in words.items():
        fill, ink = OUTCOME_COLOURS[colour]
        _when(area, area.range(title), f'AND(${letter}{FIRST_ROW}="{word}"{unused})', fill=fill, ink=ink, bold=True)


def _tracker(area: Area, ids: Iterable[Value]) -> None:
    status, due, run = (f"${area.letter(title)}{FIRST_ROW}" for title in ("Status", "Due", "This run"))
    closed = ",".join(f'{status}="{word}"' for word in CLOSED)
    last = area.letter(area.table.titles[-1])
    _when(
        area,
        area.range("Due"),
        f"AND(ISNUMBER({due}),{due}<TODAY(),NOT(OR({closed})))",
        fill="F9D9D6",
        ink="7A1712",
        bold=True,
    )
    _when(area, area.range("This run"), f'{run}="{CHANGED}"', fill="FDEBC8", ink="6B4100", bold=True)
    _when(area, area.range("This run"), f'{run}="{STILL_FOUND}"', fill="F9D9D6", ink="7A1712", bold=True)
    _when(area, f"A{FIRST_ROW}:{last}{area.last_row}", f'{run}="{VANISHED}"', ink=QUIET, italic=True, strike=True)
    _when(area, f"A{FIRST_ROW}:B{area.last_row}", f"OR({closed})", ink=QUIET, italic=True)
    _when(area, area.range("Status"), f'{status}="Waiting"', fill="FDEBC8", ink="6B4100")
    _when(area, area.range("Status"), f'{status}="In progress"', fill="DCEBFA", ink="123E6B")
    _when(area, area.range("Status"), f'{status}="Done"', fill="DDF1E4", ink="14532D")
    for row, identity in enumerate(ids, FIRST_ROW):
        if isinstance(identity, str):
            link(area.sheet, row, 1, REPORT, identity, "Open this finding in the report")


def _when(area: Area, cells: str, formula: str, ink: str, fill: str = "", **font: Any) -> None:
    """Colour ``cells`` where ``formula`` holds; ``font`` is bold, italic or strike."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    look = DifferentialStyle(
        font=Font(color=ink, name=None, sz=None, family=None, scheme=None, **font),
        fill=PatternFill(bgColor=fill, fill_type="solid") if fill else None,
    )
    area.sheet.conditional_formatting.add(cells, Rule(type="expression", formula=[formula], dxf=look))


def _validate(area: Area, cells: str, validation: DataValidation, prompt: str) -> None:
    from openpyxl.worksheet.cell_range import MultiCellRange

    validation.prompt = prompt[:_INLINE_LIMIT]
    validation.showInputMessage = True
    area.sheet.add_data_validation(validation)
    validation.sqref = MultiCellRange(cells.split())


def _choices(area: Area, title: str, choices: Mapping[str, str], prompt: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    validation = DataValidation(
        type="list",
        formula1=f'"{",".join(choices)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=title,
        error="Choose one of the list, or leave the cell empty. The sheet Lists explains the words.",
        promptTitle=title,
    )
    _validate(area, area.range(title), validation, prompt)


def _owners(area: Area) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    validation = DataValidation(
        type="list", formula1=OWNER_CELLS, allow_blank=True, showErrorMessage=False, promptTitle="Owner"
    )
    prompt = "One person or team who sees it through. Add names to the sheet Lists, or type any other name here."
    _validate(area, area.range("Owner"), validation, prompt)


def _date(area: Area, title: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    validation = DataValidation(
        type="date",
        operator="greaterThan",
        formula1="DATE(2020,1,1)",
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle=title,
        error="Enter a date, such as 2027-03-31.",
        promptTitle=title,
    )
    _validate(area, area.range(title), validation, "A date, such as 2027-03-31. A date that has passed is marked.")


def _answers(area: Area, assessment: Assessment, keys: Iterable[Value]) -> None:
    """Offer each answer cell what its question allows: yes or no, a number, a choice."""
    from openpyxl.worksheet.datavalidation import DataValidation

    questions = {one.key: one for one in assessment.questions}
    letter = area.letter("Answer")
    cells: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for row, key in enumerate(keys, FIRST_ROW):
        if isinstance(key, str) and key in questions:
            cells[questions[key].kind, questions[key].choices].append(f"{letter}{row}")
    for (kind, choices), places in cells.items():
        allowed = ("yes", "no") if kind == "yes-no" else choices
        if kind == "number":
            validation = DataValidation(
                type="whole", operator="greaterThanOrEqual", formula1="0", error="Enter a whole number."
            )
            prompt = "A whole number, 0 or more."
        elif kind in ("yes-no", "choice") and _fits_inline(allowed):
            listed = ",".join(allowed)
            validation = DataValidation(type="list", formula1=f'"{listed}"', error=f"Choose: {listed}."[:220])
            prompt = f"One of: {listed}."
        else:
            validation = DataValidation(operator=None)
            prompt = "A short text."
        validation.allow_blank = True
        validation.showErrorMessage = bool(validation.error)
        validation.errorTitle = validation.promptTitle = "Answer"
        _validate(area, " ".join(places), validation, prompt)


def _fits_inline(choices: tuple[str, ...]) -> bool:
    """Tell whether the choices can stand in the rule itself: 255 characters, no comma or quote inside a choice."""
    plain = not any(set(one) & set(',"') for one in choices)
    return bool(choices) and plain and len(",".join(choices)) <= _INLINE_LIMIT
