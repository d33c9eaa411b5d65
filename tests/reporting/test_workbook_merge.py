from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from analyzer.errors import OutputError
from analyzer.reporting.frames import build_tables
from analyzer.reporting.workbook import merge_tracker, write_workbook
from analyzer.reporting.workbook.merge import PreviousTable, merge_table
from analyzer.reporting.workbook.text import plain_text
from analyzer.vocabulary import Importance, Outcome
from tests.reporting.workbook_build import build_assessment, build_plan
from tests.reporting.workbook_read import edit, formulas, table

FIRST = build_assessment().findings[0].id
LAST = build_assessment().findings[-1].id
LATER = "2027-01-15T08:00:00Z"


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    path = tmp_path / "readiness-tracker.xlsx"
    write_workbook(build_assessment(), build_plan(), path)
    return path


def again(tracker: Path, assessment: Any = None, name: str = "again.xlsx") -> Path:
    path = tracker.with_name(name)
    write_workbook(assessment or build_assessment(), build_plan(), path, tracker)
    return path


def row(path: Path, key: str, name: str = "Tracker") -> dict[str, Any]:
    return next(one for one in table(path, name) if next(iter(one.values())) == key)


def later(**changes: Any) -> Any:
    made = build_assessment(**changes)
    return replace(made, tool=replace(made.tool, assessed_at=LATER))


def test_running_again_into_the_same_folder_gives_the_same_bytes(tracker: Path) -> None:
    assert again(tracker).read_bytes() == tracker.read_bytes()


def test_what_people_typed_is_kept(tracker: Path) -> None:
    notes = "=not a formula\nsecond line _x000D_ 😀"
    edit(tracker, "Tracker", FIRST, Owner="Dana", Status="Waiting", Due=date(2027, 2, 1), Decision="Drop", Notes="x")
    workbook = load_workbook(tracker)
    sheet = workbook["Tracker"]
    notes_cell = sheet.cell(4, [cell.value for cell in sheet[3]].index("Notes") + 1)
    notes_cell.value = notes.replace("_x000D_", "_x005F_x000D_")
    notes_cell.data_type = "s"
    workbook.save(tracker)
    path = again(tracker, later())
    kept = row(path, FIRST)
    assert (kept["Owner"], kept["Status"], kept["Decision"]) == ("Dana", "Waiting", "Drop")
    assert kept["Due"] == datetime(2027, 2, 1)  # noqa: DTZ001
    assert kept["Notes"] == notes
    assert kept["First seen"] == datetime(2026, 11, 22)  # noqa: DTZ001
    assert formulas(path) == formulas(tracker)


def test_everything_else_is_written_anew(tracker: Path) -> None:
    edit(tracker, "Tracker", FIRST, Title="Somebody's title", Hours_low=999)
    assert row(again(tracker), FIRST) == row(again(tracker, name="b.xlsx"), FIRST)
    assert row(again(tracker), FIRST)["Title"] == build_assessment().findings[0].title


def test_a_finding_that_vanished_stays_and_says_so(tracker: Path) -> None:
    edit(tracker, "Tracker", FIRST, Owner="Dana", Status="Done", Notes="upgraded")
    path = again(tracker, later(findings=build_assessment().findings[1:]))
    gone = row(path, FIRST)
    assert gone["This run"] == "Not found any more"
    assert (gone["Owner"], gone["Status"], gone["Notes"]) == ("Dana", "Done", "upgraded")
    assert gone["Title"] == build_assessment().findings[0].title
    assert len(table(path, "Tracker")) == len(build_assessment().findings)
    summary = load_workbook(path, data_only=True)["Summary"]
    assert summary["A8"].value == 5, "a finding that vanished isn't open"
    third = again(path, later(findings=build_assessment().findings[1:]), "third.xlsx")
    assert third.read_bytes() == path.read_bytes()
    back = again(path, later(), "back.xlsx")
    assert row(back, FIRST)["This run"] == "Still found"
    assert row(back, FIRST)["Notes"] == "upgraded"


def test_a_finding_that_is_done_but_found_again_says_so(tracker: Path) -> None:
    edit(tracker, "Tracker", FIRST, Status="Done")
    assert row(again(tracker), FIRST)["This run"] == "Still found"


def test_a_finding_that_was_judged_anew_says_so(tracker: Path) -> None:
    made = build_assessment()
    changed = replace(made, findings=(replace(made.findings[0], outcome=Outcome.ADAPTED), *made.findings[1:]))
    path = again(tracker, changed)
    assert row(path, FIRST)["This run"] == "Changed"
    assert again(path, changed, "third.xlsx").read_bytes() == path.read_bytes(), "stays until somebody clears it"
    edit(path, "Tracker", FIRST, This_run=None)
    assert row(again(path, changed, "fourth.xlsx"), FIRST)["This run"] == "Found"


def test_information_that_becomes_binding_opens(tracker: Path) -> None:
    """``No action`` was our word for an informing finding; it must not close the finding it became."""
    made = build_assessment()
    worse = replace(made.findings[-1], importance=Importance.MUST, outcome=Outcome.GAP)
    path = again(tracker, replace(made, findings=(*made.findings[:-1], worse)))
    assert row(path, LAST)["Status"] == "Open"
    assert row(path, LAST)["This run"] == "Changed"


def test_rows_and_columns_that_people_added_are_kept(tracker: Path) -> None:
    workbook = load_workbook(tracker)
    sheet = workbook["Tracker"]
    width = sheet.max_column
    sheet.cell(3, width + 1, "Jira")
    sheet.cell(4, width + 1, "MIG-7")
    sheet.cell(sheet.max_row + 1, 2, "Ask the union")
    workbook.save(tracker)
    path = again(tracker)
    rows = table(path, "Tracker")
    assert rows[0]["Jira"] == "MIG-7"
    assert rows[-1]["Title"] == "Ask the union"
    assert rows[-1]["This run"] == "Added by hand"
    assert again(path, name="third.xlsx").read_bytes() == path.read_bytes()


def test_a_row_that_was_copied_is_kept(tracker: Path) -> None:
    workbook = load_workbook(tracker)
    sheet = workbook["Tracker"]
    sheet.append([cell.value for cell in sheet[4]])
    workbook.save(tracker)
    path = again(tracker)
    copies = [one["This run"] for one in table(path, "Tracker") if one["ID"] == FIRST]
    assert copies == ["Found", "Added by hand"]
    assert again(path, name="third.xlsx").read_bytes() == path.read_bytes()


def test_a_tracker_without_findings_gives_no_row(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_workbook(build_assessment(findings=()), (), path)
    before = path.read_bytes()
    write_workbook(build_assessment(findings=()), (), path, path)
    assert path.read_bytes() == before
    write_workbook(build_assessment(), (), path, path)
    assert len(table(path, "Tracker")) == len(build_assessment().findings)


def test_a_finding_that_was_acknowledged_and_vanished_is_no_row_of_somebody(tracker: Path) -> None:
    edit(tracker, "Tracker", FIRST, This_run=None)
    path = again(tracker, build_assessment(findings=build_assessment().findings[1:]))
    assert row(path, FIRST)["This run"] == "Not found any more"


def test_answers_plan_and_owners_are_kept(tracker: Path) -> None:
    edit(tracker, "Questions", "pta-in-use", Answer="no", Answered_by="Dana")
    edit(tracker, "Plan", "prepare/backup", Owner="Dana", Planned=date(2027, 1, 4), Status="Done")
    edit(tracker, "Prerequisites", "agent-os", Status="Done")
    workbook = load_workbook(tracker)
    workbook["Lists"]["A11"] = "Dana"
    workbook.save(tracker)
    path = again(tracker)
    question = row(path, "pta-in-use", "Questions")
    assert (question["Answer"], question["Answered by"], question["Used in this run"]) == ("no", "Dana", None)
    step = row(path, "prepare/backup", "Plan")
    assert (step["Owner"], step["Planned"], step["Status"]) == ("Dana", datetime(2027, 1, 4), "Done")  # noqa: DTZ001
    assert row(path, "agent-os", "Prerequisites")["Status"] == "Done"
    assert "Dana" in [cell.value for cell in load_workbook(path)["Lists"]["A"]]
    assert load_workbook(path, data_only=True)["Summary"]["H8"].value == 2


def test_steps_nobody_worked_on_leave_with_the_plan(tracker: Path) -> None:
    edit(tracker, "Plan", "prepare/backup", Notes="done by the partner")
    path = tracker.with_name("b.xlsx")
    write_workbook(build_assessment(), (), path, tracker)
    assert [one["Step ID"] for one in table(path, "Plan")] == ["prepare/backup"]
    assert table(path, "Plan")[0]["This run"] == "Not found any more"


def test_sorted_rows_and_other_spelling_of_titles_are_found(tracker: Path) -> None:
    edit(tracker, "Tracker", FIRST, Owner="Dana")
    workbook = load_workbook(tracker)
    sheet = workbook["Tracker"]
    sheet.move_range(f"A4:{sheet.cell(4, sheet.max_column).coordinate}", rows=40)
    for cell in sheet[3]:
        cell.value = f" {str(cell.value).upper()} " if cell.value != "ID" else "ID"
    workbook.save(tracker)
    path = again(tracker)
    assert row(path, FIRST)["Owner"] == "Dana"
    assert [one["ID"] for one in table(path, "Tracker")] == [one.id for one in build_assessment().findings]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"<html>", b"\xd0\xcf\x11\xe0old binary workbook"])
def test_an_unreadable_tracker_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "readiness-tracker.xlsx"
    path.write_bytes(content)
    target = tmp_path / "new.xlsx"
    with pytest.raises(OutputError, match="nothing was overwritten") as caught:
        write_workbook(build_assessment(), (), target, path)
    assert caught.value.file == str(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content
    assert not target.exists()


def test_a_workbook_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "readiness-tracker.xlsx"
    workbook = Workbook()
    workbook.save(path)
    with pytest.raises(OutputError, match=re.escape('has no sheet "Tracker"')):
        merge_tracker(path, build_tables(build_assessment(), ()))
    workbook.create_sheet("Tracker")["A1"] = "something"
    workbook.save(path)
    with pytest.raises(OutputError, match=re.escape('has no column "ID"')):
        merge_tracker(path, build_tables(build_assessment(), ()))


VALUES = st.none() | st.text(max_size=20) | st.integers() | st.booleans() | st.dates() | st.floats(allow_nan=False)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_merging_twice_is_merging_once(data: st.DataObject) -> None:
    tracker, *_ = build_tables(build_assessment(), ())
    keys = st.sampled_from([str(one[0]) for one in tracker.rows]) | st.text(max_size=8) | st.none()
    titles = (*tracker.titles, "Jira")
    records = tuple(
        {"ID": data.draw(keys)} | data.draw(st.dictionaries(st.sampled_from(titles[1:]), VALUES, max_size=6))
        for _ in range(data.draw(st.integers(0, 6)))
    )
    once = merge_table(tracker, PreviousTable(titles, records))
    written = tuple(dict(zip(once.titles, one, strict=True)) for one in once.rows)
    twice = merge_table(tracker, PreviousTable(once.titles, written))
    assert twice == once
    assert len(once.rows) >= len(tracker.rows)
    assert once.titles[-1] == "Jira"
    found = [one for one in once.rows if one[0] in {own[0] for own in tracker.rows}]
    assert len(found) >= len(tracker.rows)
    texts = [value for record in records for title, value in record.items() if title == "Notes" and value is not None]
    notes = [one[once.index("Notes")] for one in once.rows]
    assert all(text in notes for text in texts), "a note was lost"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.text(alphabet=st.characters(), max_size=40))
def test_any_note_survives_run_after_run(tmp_path: Path, notes: str) -> None:
    from analyzer.reporting.workbook.text import cell_text

    path = tmp_path / "t.xlsx"
    write_workbook(build_assessment(), (), path)
    workbook = load_workbook(path)
    sheet = workbook["Tracker"]
    cell = sheet.cell(4, [one.value for one in sheet[3]].index("Notes") + 1)
    cell._value, cell.data_type = cell_text(notes) or None, "s"  # type: ignore[union-attr]
    workbook.save(path)
    for _ in range(2):
        write_workbook(build_assessment(), (), path, path)
    assert table(path, "Tracker")[0]["Notes"] == (plain_text(cell_text(notes)) or None)
