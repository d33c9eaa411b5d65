"""Opens the workbook in a real office program: no repair, no error cells, the right numbers, readable pages."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from analyzer.assessment.model import Assessment
from analyzer.reporting.labels import IMPORTANCES, OUTCOMES
from analyzer.reporting.workbook import write_workbook
from tests.reporting.workbook_build import build_assessment, build_plan, hostile, with_flows
from tests.reporting.workbook_read import cells, edit

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) isn't installed"),
]


def convert(path: Path, to: str, folder: Path) -> Path:
    """Convert with a profile of its own, so that tests can run side by side."""
    profile = folder / "profile"
    subprocess.run(
        [
            str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", to,
            "--outdir", str(folder / "out"), str(path),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / "out" / f"{path.stem}.{to.partition(':')[0]}"


def calculated(path: Path, folder: Path) -> Path:
    return convert(path, "xlsx:Calc MS Excel 2007 XML", folder)


def written(assessment: Assessment, folder: Path) -> Path:
    path = folder / "readiness-tracker.xlsx"
    write_workbook(assessment, build_plan(), path)
    return path


def errors(path: Path) -> list[str]:
    return [
        f"{sheet}!{cell.coordinate}: {cell.value}"
        for sheet, cell in cells(path, values=True)
        if cell.data_type == "e" or (isinstance(cell.value, str) and cell.value.startswith(("Err:", "#NAME", "#REF")))
    ]


def test_formulas_come_to_the_values_that_were_written_with_them(tmp_path: Path) -> None:
    path = written(build_assessment(), tmp_path)
    office = {(sheet, cell.coordinate): cell.value for sheet, cell in cells(calculated(path, tmp_path), values=True)}
    ours = {(sheet, cell.coordinate): cell.value for sheet, cell in cells(path, values=True)}
    formulas = [(sheet, cell.coordinate, cell.value) for sheet, cell in cells(path) if cell.data_type == "f"]
    assert len(formulas) > 60
    for sheet, coordinate, formula in formulas:
        if "TODAY()" in formula:  # moves with the day on which the test runs
            assert isinstance(office[sheet, coordinate], int | float), formula
        elif isinstance(ours[sheet, coordinate], float):
            assert office[sheet, coordinate] == pytest.approx(ours[sheet, coordinate]), formula
        else:
            assert (office[sheet, coordinate] or 0) == (ours[sheet, coordinate] or 0), formula
    assert not errors(calculated(path, tmp_path))


def test_the_summary_moves_as_people_work(tmp_path: Path) -> None:
    path = written(build_assessment(), tmp_path)
    edit(path, "Tracker", "DEVICE-SYNC-9d01c7e2", Status="Accepted", Owner="Dana")
    edit(path, "Tracker", "BUILD-FLOOR-01aa77f0", Status="Done")
    edit(path, "Tracker", "RULE-CUSTOM-3f9a2c11", Status="In progress", Due=date(2021, 1, 1))
    edit(path, "Tracker", "OBJECT-COUNT-77aa0012", This_run="Not found any more")
    edit(path, "Questions", "pta-in-use", Answer="yes")
    sheet = load_workbook(calculated(path, tmp_path), data_only=True)["Summary"]
    labels = {sheet.cell(7, column).value: sheet.cell(8, column).value for column in range(1, 9)}
    assert labels["Open findings"] == 3
    assert labels["Must, open"] == 1
    assert labels["Overdue"] == 1
    assert labels["Closed"] == pytest.approx(3 / 6)
    assert (labels["Hours left, low"], labels["Hours left, high"]) == (3.5, 9)
    assert labels["Questions open"] == 2
    rows = {sheet.cell(row, 1).value: [sheet.cell(row, column).value for column in range(2, 7)] for row in range(9, 60)}
    assert rows["Gap"] == [0, 0, 0, 0, 0]
    assert rows["Unknown"] == [0, 0, 0, 0, 0]
    assert rows["Manual"] == [1, 0, 0, 0, 1]
    assert rows["In progress"][:3] == [1, 2, 6]
    assert rows["Accepted"][:3] == [1, 16, 40]
    assert rows["DEVICE-SYNC-9d01c7e2"][1] == "Dana"
    assert rows["DEVICE-SYNC-9d01c7e2"][3] == "Accepted"


@pytest.mark.parametrize("text", ["=1/0", '=HYPERLINK("http://a";"b")', "\x00<&>]]>_x000D_\r\n\ud800", "a" * 40000])
def test_hostile_text_opens_as_text(tmp_path: Path, text: str) -> None:
    path = written(hostile(text), tmp_path)
    made = calculated(path, tmp_path)
    assert not errors(made)
    before = load_workbook(path)["Tracker"]["B4"].value
    after = load_workbook(made)["Tracker"]["B4"]
    assert after.data_type == "s"
    assert after.value in (before, before.replace("_x005F_x000D_", "_x000D_"))
    formulas = {sheet for sheet, cell in cells(made) if cell.data_type == "f"}
    assert formulas == {"Summary"}


def test_a_workbook_without_rows_opens(tmp_path: Path) -> None:
    made = build_assessment(
        domains=(), rules=(), scope=(), features=(), findings=(), questions=(), deadlines=(), prerequisites=(),
        limits=(), cmdlets=(),
    )  # fmt: skip
    made = replace(made, migration_tool=replace(made.migration_tool, checks=()))
    assert not errors(calculated(written(made, tmp_path), tmp_path))


def test_the_pages_hold_every_finding_and_keep_every_word(tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext isn't installed")
    made = build_assessment()
    pdf = convert(written(made, tmp_path), "pdf", tmp_path)
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    for finding in made.findings:
        assert finding.id in text
    for label in (*OUTCOMES.values(), *IMPORTANCES.values()):
        assert label.word in text
    assert "###" not in text, "a column is too narrow for its numbers"
    pages = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    count = int(pages.split("Pages:")[1].split()[0])
    assert count <= 20, "one page wide each"


def test_the_tracker_as_csv(tmp_path: Path) -> None:
    made = build_assessment()
    path = written(made, tmp_path)
    convert(path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2", tmp_path)
    (exported,) = (tmp_path / "out").glob("*.csv")
    rows = list(csv.reader(exported.read_text(encoding="utf-8").splitlines(keepends=True)))
    titles = rows[2]
    found = {row[0]: dict(zip(titles, row, strict=False)) for row in rows[3:]}
    assert set(found) == {finding.id for finding in made.findings}
    assert found["BUILD-FLOOR-01aa77f0"]["Importance"] == "Must before move"
    assert found["BUILD-FLOOR-01aa77f0"]["First seen"] == "2026-11-22"
    assert not any(cell.startswith("#") for row in rows for cell in row)


def test_many_flows_open(tmp_path: Path) -> None:
    made = calculated(written(with_flows(1200), tmp_path), tmp_path)
    assert not errors(made)
    assert load_workbook(made)["Attribute flows"].max_row == 1203
