"""``readiness-tracker.xlsx``: the assessment as a workbook that people keep and work in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from analyzer.assessment.model import Assessment
from analyzer.planning.model import PlannedStage
from analyzer.reporting.frames import build_tables, to_frame
from analyzer.reporting.labels import NAMES_PSEUDONYMISED
from analyzer.reporting.workbook.merge import merge_tables, merge_tracker, read_tracker
from analyzer.reporting.workbook.text import single_line

__all__ = ["merge_tracker", "read_tracker", "write_workbook"]


def write_workbook(
    assessment: Assessment, plan: Sequence[PlannedStage], path: Path, previous: Path | None = None
) -> None:
    """Write the workbook to ``path``; equal input gives equal bytes.

    ``previous`` is an older tracker (it may be the file that will be replaced); what people wrote into it is
    carried over. Raises :class:`~analyzer.errors.OutputError` when it can't be read, ``OSError`` when ``path``
    can't be written.
    """
    from openpyxl.workbook import Workbook

    from analyzer.reporting.workbook.about import write_about, write_lists
    from analyzer.reporting.workbook.grid import write_table
    from analyzer.reporting.workbook.package import save
    from analyzer.reporting.workbook.rules import equip
    from analyzer.reporting.workbook.styles import Styles
    from analyzer.reporting.workbook.summary import SHEET, write_summary

    tables = build_tables(assessment, plan)
    owners: tuple[str, ...] = ()
    if previous is not None:
        older = read_tracker(previous, tables)
        tables, owners = merge_tables(tables, older), older.owners
    frames = {table.name: to_frame(table) for table in tables}
    workbook = Workbook()
    summary = workbook.worksheets[0]
    summary.title = SHEET
    styles = Styles(summary)
    values = write_summary(summary, assessment, frames, styles)
    rows = {}
    for table in tables:
        frame = frames[table.name]
        area = write_table(workbook.create_sheet(table.name), table, frame, styles)
        equip(area, assessment, frame[table.titles[0]].tolist())
        if area.rows is not None:
            rows[table.name] = (f"A1:{area.letter(table.titles[-1])}{area.last_row}", area.rows)
    write_lists(workbook.create_sheet("Lists"), owners, styles)
    write_about(workbook.create_sheet("About"), assessment, tables, styles)
    _properties(workbook, assessment)
    save(workbook, path, _stamp(assessment), {SHEET: values}, rows)


def _properties(workbook: object, assessment: Assessment) -> None:
    from openpyxl.workbook import Workbook

    assert isinstance(workbook, Workbook)  # noqa: S101
    properties = workbook.properties
    properties.creator = f"{assessment.tool.name} {assessment.tool.version}"
    properties.lastModifiedBy = assessment.tool.name
    properties.title = "Cloud Sync readiness tracker"
    properties.subject = single_line(assessment.verdict.headline)
    remark = f", {NAMES_PSEUDONYMISED}" if assessment.configuration.pseudonymised else ""
    properties.keywords = f"Microsoft Entra, Connect Sync, Cloud Sync{remark}"


def _stamp(assessment: Assessment) -> datetime:
    made = datetime.fromisoformat(assessment.tool.assessed_at)
    return made.astimezone(UTC) if made.tzinfo else made.replace(tzinfo=UTC)
