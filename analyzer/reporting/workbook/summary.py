"""The first sheet: verdict, what is open (formulas over the tracker), lanes, blockers, dates, effort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.assessment.model import Assessment
from analyzer.reporting.labels import IMPORTANCES, LANES, OUTCOMES
from analyzer.reporting.tables import CLOSED, STATUSES, VANISHED, Value
from analyzer.reporting.tables_work import assessed_on
from analyzer.reporting.workbook.canvas import Canvas
from analyzer.reporting.workbook.charts import add_charts
from analyzer.reporting.workbook.grid import link
from analyzer.reporting.workbook.rules import REPORT
from analyzer.reporting.workbook.styles import LANE_COLOURS, OUTCOME_COLOURS, Styles
from analyzer.vocabulary import Importance, Outcome

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "Summary"
WORST_FIRST = tuple(OUTCOMES[one].word for one in sorted(Outcome, key=lambda one: -one.severity))
BINDING_FIRST = tuple(IMPORTANCES[one].word for one in sorted(Importance, key=lambda one: one.rank))

_HERE = f',Tracker[This run],"<>{VANISHED}"'
_OPEN = "".join(f',Tracker[Status],"<>{word}"' for word in CLOSED) + _HERE
_MOST_BLOCKERS = 10
_MOST_REASONS = 4
_COUNT = '0;-0;"–"'
_HOURS = '#,##0.0;-#,##0.0;"–"'
_WIDTHS = (30, 17, 12, 12, 12, 12, 2, 15, 14, 14, 14, 14, 14)
_LAST = len(_WIDTHS)


def write_summary(
    sheet: Worksheet, assessment: Assessment, frames: dict[str, pd.DataFrame], styles: Styles
) -> dict[str, int | float | str]:
    """Write the summary; return the values of its formulas by coordinate, as they stand on the assessment's day."""
    canvas = Canvas(sheet, styles, _WIDTHS)
    _verdict(canvas, assessment)
    figures = Figures(frames["Tracker"])
    _tiles(canvas, assessment, figures, frames["Questions"])
    first_matrix = _open_matrix(canvas, figures)
    first_status = _status_table(canvas, figures)
    add_charts(sheet, first_matrix, first_status)
    _lanes(canvas, assessment)
    _blockers(canvas, assessment, figures)
    _deadlines(canvas, assessment)
    _effort(canvas, assessment)
    canvas.finish()
    return canvas.values


class Figures:
    """What the formulas will come to, counted from the same rows with pandas."""

    def __init__(self, tracker: pd.DataFrame) -> None:
        here = tracker["This run"] != VANISHED
        self.all = tracker[tracker["Outcome"].isin(WORST_FIRST)]
        self.here = tracker[here]
        self.open = tracker[here & ~tracker["Status"].isin(CLOSED)]

    def count(self, outcome: str, importance: str) -> int:
        """Open findings of one outcome and importance."""
        rows = self.open
        return int(((rows["Outcome"] == outcome) & (rows["Importance"] == importance)).sum())

    def status(self, status: str) -> tuple[int, float, float]:
        """Count the findings with one status: how many, low hours, high hours."""
        rows = self.here[self.here["Status"] == status]
        return len(rows), float(rows["Hours low"].sum()), float(rows["Hours high"].sum())

    def work(self, identity: str) -> tuple[str, str]:
        """Owner and status of one finding, as the lookup shows them."""
        rows = self.here[self.here["ID"] == identity]
        if rows.empty:
            return "", ""
        owner, status = rows.iloc[0]["Owner"], rows.iloc[0]["Status"]
        return str(owner or ""), str(status or "")


def _verdict(canvas: Canvas, assessment: Assessment) -> None:
    verdict, tool = assessment.verdict, assessment.tool
    servers = ", ".join(dict.fromkeys(one.server or one.name for one in assessment.configuration.inputs))
    canvas.text(1, 1, f"Cloud Sync readiness{': ' + servers if servers else ''}", size=20, bold=True, colour="1F3B57")
    canvas.height(30)
    canvas.next()
    coverage = assessment.configuration.coverage
    build = assessment.configuration.product_version
    canvas.text(
        canvas.row,
        1,
        f"Assessed {assessed_on(assessment).isoformat()} with {tool.name} {tool.version}, knowledge of "
        f"{tool.knowledge_as_of.isoformat()}. {f'Connect Sync build {build}. ' if build else ''}"
        f"{coverage.percent:g} % of the export understood, {_items(len(coverage.not_understood))} not.",
        colour="5A6775",
    )
    canvas.next(2)
    lane = LANES[verdict.lane]
    fill, ink = LANE_COLOURS[lane.word]
    canvas.text(
        canvas.row, 1, lane.word, size=15, bold=True, fill=fill, colour=ink, horizontal="center", vertical="center"
    )
    canvas.merge(canvas.row, 1, canvas.row + 1, 1)
    canvas.wide(2, _LAST, verdict.headline, size=13, bold=True, horizontal="left")
    canvas.next()
    canvas.wide(2, _LAST, verdict.explanation, horizontal="left")
    canvas.next(2)


def _items(count: int) -> str:
    return f"{count} {'item' if count == 1 else 'items'}"


def _tiles(canvas: Canvas, assessment: Assessment, figures: Figures, questions: pd.DataFrame) -> None:
    day = assessed_on(assessment)
    must = IMPORTANCES[Importance.MUST].word
    rows = figures.open
    dues = [value for value in rows["Due"].tolist() if hasattr(value, "toordinal") and value < day]
    closed = int(figures.here["Status"].isin(CLOSED).sum())
    share = closed / len(figures.here) if len(figures.here) else 0.0
    overdue = f'=COUNTIFS(Tracker[ID],"?*",Tracker[Due],"<"&TODAY(){_OPEN})'
    tiles: tuple[tuple[int, str, str, int | float, str], ...] = (
        (1, "Open findings", f'=COUNTIFS(Tracker[Outcome],"?*"{_OPEN})', len(rows[rows["Outcome"].notna()]), "0"),
        (
            2,
            "Must, open",
            f'=COUNTIFS(Tracker[Importance],"{must}"{_OPEN})',
            int((rows["Importance"] == must).sum()),
            "0",
        ),
        (3, "Overdue", overdue, len(dues), "0"),
        (
            4,
            "Closed",
            f'=IFERROR(({"+".join(_closed_counts())})/COUNTIFS(Tracker[ID],"?*"{_HERE}),0)',
            share,
            "0%",
        ),
        (5, "Hours left, low", f"=SUMIFS(Tracker[Hours low]{_sum_open()})", float(rows["Hours low"].sum()), "#,##0.0"),
        (
            6,
            "Hours left, high",
            f"=SUMIFS(Tracker[Hours high]{_sum_open()})",
            float(rows["Hours high"].sum()),
            "#,##0.0",
        ),
        (
            8,
            "Questions open",
            '=COUNTIFS(Questions[Key],"?*",Questions[Answer],"")',
            int((questions["Key"].notna() & questions["Answer"].isna()).sum()),
            "0",
        ),
    )
    for column, label, formula, value, number_format in tiles:
        canvas.text(canvas.row, column, label, colour="5A6775", fill="F1F4F7", horizontal="center")
        canvas.formula(
            canvas.row + 1,
            column,
            formula,
            value,
            size=18,
            bold=True,
            fill="F1F4F7",
            horizontal="center",
            vertical="center",
            number_format=number_format,
        )
    canvas.sheet.row_dimensions[canvas.row + 1].height = 30
    canvas.next(3)


def _sum_open() -> str:
    return f',Tracker[ID],"?*"{_OPEN}'


def _closed_counts() -> list[str]:
    return [f'COUNTIFS(Tracker[ID],"?*",Tracker[Status],"{word}"{_HERE})' for word in CLOSED]


def _open_matrix(canvas: Canvas, figures: Figures) -> int:
    """Return the first row of the numbers."""
    canvas.section("Open findings by outcome and importance", "Counted from the tracker: it moves as people work.")
    canvas.header(("Outcome", *BINDING_FIRST, "All"), numbers=range(2, 7))
    canvas.sheet.row_dimensions[canvas.row - 1].height = 18
    first = canvas.row
    for outcome in WORST_FIRST:
        fill, ink = OUTCOME_COLOURS[outcome]
        canvas.text(canvas.row, 1, outcome, bold=True, fill=fill, colour=ink, border=True)
        counts = [figures.count(outcome, importance) for importance in BINDING_FIRST]
        for column, (importance, count) in enumerate(zip(BINDING_FIRST, counts, strict=True), 2):
            formula = f'=COUNTIFS(Tracker[Outcome],"{outcome}",Tracker[Importance],"{importance}"{_OPEN})'
            canvas.formula(canvas.row, column, formula, count, border=True, horizontal="right", number_format=_COUNT)
        total = len(counts) + 2
        canvas.formula(
            canvas.row, total, f"=SUM(B{canvas.row}:E{canvas.row})", sum(counts), bold=True, border=True,
            horizontal="right", number_format=_COUNT,
        )  # fmt: skip
        canvas.next()
    canvas.text(canvas.row, 1, "All", bold=True)
    for column, letter in enumerate("BCDEF", 2):
        value = sum(int(canvas.values[f"{letter}{row}"]) for row in range(first, canvas.row))
        canvas.formula(
            canvas.row, column, f"=SUM({letter}{first}:{letter}{canvas.row - 1})", value, bold=True,
            horizontal="right", number_format=_COUNT,
        )  # fmt: skip
    canvas.next(2)
    return first


def _status_table(canvas: Canvas, figures: Figures) -> int:
    """Return the first row of the numbers."""
    canvas.section("Work by status", "Hours are those of the findings; the whole way is at the end of this sheet.")
    canvas.header(("Status", "Findings", "Hours low", "Hours high"), numbers=range(2, 5))
    first = canvas.row
    for status in STATUSES:
        count, low, high = figures.status(status)
        canvas.text(canvas.row, 1, status, border=True)
        rest = f',Tracker[Status],"{status}"{_HERE}'
        formula = f'=COUNTIFS(Tracker[ID],"?*"{rest})'
        canvas.formula(canvas.row, 2, formula, count, border=True, horizontal="right", number_format=_COUNT)
        for column, title, hours in ((3, "Hours low", low), (4, "Hours high", high)):
            formula = f'=SUMIFS(Tracker[{title}],Tracker[ID],"?*"{rest})'
            canvas.formula(canvas.row, column, formula, hours, border=True, number_format=_HOURS, horizontal="right")
        canvas.next()
    canvas.text(canvas.row, 1, "All", bold=True)
    for column, letter in ((2, "B"), (3, "C"), (4, "D")):
        value = sum(float(canvas.values[f"{letter}{row}"]) for row in range(first, canvas.row))
        canvas.formula(
            canvas.row,
            column,
            f"=SUM({letter}{first}:{letter}{canvas.row - 1})",
            int(value) if letter == "B" else value,
            bold=True,
            number_format="0" if letter == "B" else "#,##0.0",
            horizontal="right",
        )
    canvas.next(2)
    return first


def _lanes(canvas: Canvas, assessment: Assessment) -> None:
    canvas.section("Lanes", "The worst part decides; a passing check never improves a lane.")
    heads = ("Domain", "Lane", "", "Objects", "Included", "Excluded", "", "Why")
    canvas.header(heads, fill_to=_LAST, numbers=range(4, 7))
    titles = {finding.id: finding.title for finding in assessment.findings}
    for domain in assessment.domains:
        canvas.text(canvas.row, 1, domain.name, bold=True, border=True, wrap=True)
        if domain.lane is None:
            canvas.wide(2, 3, "Not synchronised", border=True)
        else:
            word = LANES[domain.lane].word
            fill, ink = LANE_COLOURS[word]
            canvas.wide(2, 3, word, bold=True, fill=fill, colour=ink, border=True)
        objects: Value = domain.objects
        if objects is None:
            objects = "–" if domain.lane is None else "Not known"
        for column, value in ((4, objects), (5, domain.included), (6, domain.excluded)):
            canvas.text(canvas.row, column, value, border=True, horizontal="right", number_format="#,##0")
        canvas.text(canvas.row, 7, None, border=True)
        why = "; ".join(titles.get(reason, reason) for reason in domain.reasons[:_MOST_REASONS])
        if len(domain.reasons) > _MOST_REASONS:
            why += f"; and {len(domain.reasons) - _MOST_REASONS} more"
        if not why:
            why = "Nothing to move." if domain.lane is None else "Nothing speaks against it."
        canvas.wide(8, _LAST, why, border=True)
        canvas.next()
    canvas.next()


def _blockers(canvas: Canvas, assessment: Assessment, figures: Figures) -> None:
    canvas.section("What decides the verdict", "Owner and status come from the tracker.")
    canvas.header(("Finding", "Outcome", "Owner", "", "Status", "", "", "What it is"), fill_to=_LAST)
    findings = {finding.id: finding for finding in assessment.findings}
    reasons = [findings[reason] for reason in assessment.verdict.reasons if reason in findings]
    for finding in reasons[:_MOST_BLOCKERS]:
        canvas.text(canvas.row, 1, finding.id, colour="0B57A4", underline=True, border=True)
        link(canvas.sheet, canvas.row, 1, REPORT, finding.id, "Open this finding in the report")
        word = OUTCOMES[finding.outcome].word
        fill, ink = OUTCOME_COLOURS[word]
        canvas.text(canvas.row, 2, word, bold=True, fill=fill, colour=ink, border=True)
        for column, title, value in zip((3, 5), ("Owner", "Status"), figures.work(finding.id), strict=True):
            formula = f'=IFERROR(INDEX(Tracker[{title}],MATCH(A{canvas.row},Tracker[ID],0))&"","")'
            canvas.formula(canvas.row, column, formula, value, border=True)
            canvas.merge(canvas.row, column, canvas.row, column + 1 + (column == 5))
        canvas.wide(8, _LAST, finding.title, border=True)
        canvas.next()
    if not reasons:
        canvas.text(canvas.row, 1, "Nothing: no finding speaks against the best lane.")
        canvas.next()
    if len(reasons) > _MOST_BLOCKERS:
        canvas.text(canvas.row, 1, f"… and {len(reasons) - _MOST_BLOCKERS} more in the tracker.", colour="5A6775")
        canvas.next()
    canvas.next()


def _deadlines(canvas: Canvas, assessment: Assessment) -> None:
    canvas.section("Dates", "Days left are counted from today.")
    heads = ("What happens", "", "Date", "Days left", "Applies", "", "", "What to do")
    canvas.header(heads, fill_to=_LAST, numbers=(4,))
    for deadline in assessment.deadlines:
        canvas.wide(1, 2, deadline.title, border=True)
        canvas.text(canvas.row, 3, deadline.date, border=True, number_format="yyyy-mm-dd", horizontal="left")
        formula = f"=C{canvas.row}-TODAY()"
        days = (deadline.date - assessed_on(assessment)).days
        canvas.formula(canvas.row, 4, formula, days, border=True, number_format="0", horizontal="right")
        word = {"yes": "Yes", "no": "No"}.get(deadline.applies.value, "Not known")
        canvas.wide(5, 7, word, border=True)
        canvas.wide(8, _LAST, f"{deadline.action} {deadline.consequence}".strip(), border=True)
        canvas.next()
    canvas.next()


def _effort(canvas: Canvas, assessment: Assessment) -> None:
    canvas.section("Effort of the whole way", "Units times hours; the numbers per unit are in rules/effort.yaml.")
    canvas.header(("Driver", "", "Per", "Units", "Hours low", "Hours high"), numbers=range(4, 7))
    for share in assessment.effort.shares:
        canvas.wide(1, 2, share.title, border=True)
        canvas.text(canvas.row, 3, share.per, border=True)
        canvas.text(canvas.row, 4, share.units, border=True, horizontal="right")
        canvas.text(canvas.row, 5, share.low_hours, border=True, horizontal="right", number_format="#,##0.0")
        canvas.text(canvas.row, 6, share.high_hours, border=True, horizontal="right", number_format="#,##0.0")
        canvas.next()
    canvas.text(canvas.row, 1, "All", bold=True)
    canvas.text(canvas.row, 5, assessment.effort.low_hours, bold=True, horizontal="right", number_format="#,##0.0")
    canvas.text(canvas.row, 6, assessment.effort.high_hours, bold=True, horizontal="right", number_format="#,##0.0")
    canvas.next()
