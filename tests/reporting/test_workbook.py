from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook

from analyzer.assessment.model import Assessment
from analyzer.knowledge.model import Source
from analyzer.reporting.frames import build_tables, to_frames
from analyzer.reporting.labels import IMPORTANCES, OUTCOMES
from analyzer.reporting.tables import DECISIONS, NOTHING, STATUSES
from analyzer.reporting.workbook import write_workbook
from analyzer.vocabulary import Importance, Outcome
from tests.reporting.workbook_build import build_assessment, build_plan, with_flows
from tests.reporting.workbook_read import cells, formulas, table

SHEETS = [
    "Summary", "Tracker", "Questions", "Plan", "Prerequisites", "Migration tool", "Deadlines", "Features", "Rules",
    "Flow comparison", "Mapping changes", "Attribute flows", "Scope",
    "Scope differences", "Connectors", "Sources", "Lists", "About",
]  # fmt: skip
EMPTY: dict[str, tuple[object, ...]] = dict.fromkeys(
    (
        "domains", "rules", "scope", "features", "findings", "questions", "deadlines", "prerequisites", "limits",
        "cmdlets",
    ),
    (),
)  # fmt: skip


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "readiness-tracker.xlsx"
    write_workbook(build_assessment(), build_plan(), path)
    return path


def empty() -> Assessment:
    made = build_assessment(**EMPTY)
    return replace(
        made,
        configuration=replace(made.configuration, connectors=(), sync_rules=()),
        migration_tool=replace(made.migration_tool, checks=()),
        verdict=replace(made.verdict, reasons=()),
        effort=replace(made.effort, shares=(), low_hours=0.0, high_hours=0.0),
    )


def test_sheets_and_their_order(tracker: Path) -> None:
    assert load_workbook(tracker).sheetnames == SHEETS


def test_every_table_is_an_excel_table_over_its_rows(tracker: Path) -> None:
    workbook = load_workbook(tracker)
    names = []
    for made in build_tables(build_assessment(), build_plan()):
        sheet = workbook[made.name]
        (excel,) = sheet.tables.values()
        names.append(excel.displayName)
        assert [column.name for column in excel.tableColumns] == list(made.titles)
        assert excel.ref.startswith("A3:")
        assert excel.ref.endswith(str(3 + max(1, len(made.rows))))
        assert excel.autoFilter.ref == excel.ref
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert len(set(names)) == len(names)
    assert workbook["Tracker"].freeze_panes == "C4"


def test_the_tracker_has_one_typed_row_per_finding(tracker: Path) -> None:
    made = build_assessment()
    rows = table(tracker, "Tracker")
    assert [row["ID"] for row in rows] == [finding.id for finding in made.findings]
    for row, finding in zip(rows, made.findings, strict=True):
        assert row["Outcome"] == OUTCOMES[finding.outcome].word
        assert row["Importance"] == IMPORTANCES[finding.importance].word
        assert row["Hours low"] == finding.effort.low_hours
        assert row["Hours high"] == finding.effort.high_hours
        assert row["Status"] == ("No action" if finding.importance is Importance.INFO else "Open")
        assert row["Source checked"] == datetime.combine(finding.sources[0].checked, datetime.min.time())
        assert finding.advice.steps[0] in row["Guidance"]
        assert finding.evidence[0].file in row["Evidence"]


def test_text_of_the_export_that_starts_a_formula_is_text(tracker: Path) -> None:
    flows = load_workbook(tracker)["Attribute flows"]
    (cell,) = [one for row in flows.iter_rows() for one in row if one.value == '=cmd|"/c calc"!A1']
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert {sheet for sheet, _ in formulas(tracker)} == {"Summary"}


def test_formulas_carry_the_values_they_come_to(tracker: Path) -> None:
    places = formulas(tracker)
    assert len(places) > 60
    known = {(sheet, cell.coordinate): cell.value for sheet, cell in cells(tracker, values=True)}
    made = build_assessment()
    summary = load_workbook(tracker, data_only=True)["Summary"]
    found = {
        (str(summary.cell(row, 1).value), column): summary.cell(row, column).value
        for row in range(1, 30)
        for column in range(2, 7)
    }
    for outcome in Outcome:
        for column, importance in enumerate(sorted(Importance, key=lambda one: one.rank), 2):
            expected = sum(
                one.outcome is outcome and one.importance is importance and importance is not Importance.INFO
                for one in made.findings
            )
            assert found[OUTCOMES[outcome].word, column] == expected
    empty_ok = {place for place in places if known[place] is None}
    owners = load_workbook(tracker)["Summary"]
    assert all("&" in str(owners[coordinate].value) for _, coordinate in empty_ok), "only owners may be empty"


def test_choices_with_help(tracker: Path) -> None:
    workbook = load_workbook(tracker)
    rules = {str(one.sqref): one for one in workbook["Tracker"].data_validations.dataValidation}
    titles = [cell.value for cell in workbook["Tracker"][3]]
    letter = {title: workbook["Tracker"].cell(3, number).column_letter for number, title in enumerate(titles, 1)}
    last = 3 + len(build_assessment().findings)
    status = rules[f"{letter['Status']}4:{letter['Status']}{last}"]
    assert status.formula1 == f'"{",".join(STATUSES)}"'
    assert len(status.formula1) <= 257
    assert status.prompt
    assert status.error
    decision = rules[f"{letter['Decision']}4:{letter['Decision']}{last}"]
    assert decision.formula1 == f'"{",".join(DECISIONS)}"'
    owner = rules[f"{letter['Owner']}4:{letter['Owner']}{last}"]
    assert owner.formula1.startswith("Lists!")
    assert not owner.showErrorMessage, "any name may be typed"
    assert rules[f"{letter['Due']}4:{letter['Due']}{last}"].type == "date"
    answers = {one.formula1 or one.type for one in workbook["Questions"].data_validations.dataValidation}
    assert {'"yes,no"', '"none,classic,modern"', "0"} <= answers


def test_links_go_to_https_and_to_the_finding(tracker: Path) -> None:
    sheet = load_workbook(tracker)["Tracker"]
    first = build_assessment().findings[0]
    assert sheet["A4"].hyperlink.target == "readiness-report.html"
    assert sheet["A4"].hyperlink.location == first.id
    targets = {cell.hyperlink.target for _, cell in cells(tracker) if cell.hyperlink}
    assert all(target == "readiness-report.html" or target.startswith("https://") for target in targets)


@pytest.mark.parametrize("url", ["http://example.org", "javascript:alert(1)", "file:///etc/passwd", "https://a b", ""])
def test_no_other_address_becomes_a_link(tmp_path: Path, url: str) -> None:
    made = build_assessment()
    source = Source("x", "X", url, None, date(2026, 1, 1))
    bad = replace(made, findings=tuple(replace(one, sources=(source,)) for one in made.findings), limits=(), cmdlets=())
    write_workbook(bad, (), tmp_path / "t.xlsx")
    links = [cell for _, cell in cells(tmp_path / "t.xlsx") if cell.hyperlink and cell.hyperlink.target == url]
    assert not links


def test_a_finding_id_that_is_no_anchor_is_no_link(tmp_path: Path) -> None:
    made = build_assessment()
    write_workbook(replace(made, findings=(replace(made.findings[0], id='x"><a'),)), (), tmp_path / "t.xlsx")
    assert load_workbook(tmp_path / "t.xlsx")["Tracker"]["A4"].hyperlink is None


def test_empty_tables_are_valid(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_workbook(empty(), (), path)
    workbook = load_workbook(path)
    for made in build_tables(empty(), ()):
        sheet = workbook[made.name]
        (excel,) = sheet.tables.values()
        assert excel.ref.endswith("4"), "a table needs one row"
        assert sheet.cell(4, 2).value == NOTHING
        assert sheet.cell(4, 1).value is None
    summary = load_workbook(path, data_only=True)["Summary"]
    assert summary["A8"].value == 0


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    hashes = set()
    for number in range(2):
        path = tmp_path / f"{number}.xlsx"
        write_workbook(build_assessment(), build_plan(), path)
        hashes.add(hashlib.sha256(path.read_bytes()).hexdigest())
        with ZipFile(path) as archive:
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len(hashes) == 1


def test_equal_bytes_in_another_process_with_another_hash_seed(tmp_path: Path, tracker: Path) -> None:
    path = tmp_path / "other.xlsx"
    code = (
        "import sys; from pathlib import Path; from analyzer.reporting.workbook import write_workbook;"
        "from tests.reporting.workbook_build import build_assessment, build_plan;"
        "write_workbook(build_assessment(), build_plan(), Path(sys.argv[1]))"
    )
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, cwd=root, env=environment)
    assert path.read_bytes() == tracker.read_bytes()


def test_document_properties(tracker: Path) -> None:
    properties = load_workbook(tracker).properties
    assert properties.title == "Cloud Sync readiness tracker"
    assert properties.creator == "cloudsync-readiness 0.1.0"
    assert properties.created == properties.modified == datetime(2026, 11, 22, 10, 41, 30)  # noqa: DTZ001


def test_every_part_of_the_package_is_xml_without_scripts_or_outside_data(tracker: Path) -> None:
    with ZipFile(tracker) as archive:
        for name in archive.namelist():
            etree.fromstring(archive.read(name))
            assert "vba" not in name.lower()
            assert "externalLink" not in name


def test_colours_never_carry_a_meaning_alone(tracker: Path) -> None:
    """Every conditional colour tests a word, a date or a state that stands in the cell itself or its row."""
    workbook = load_workbook(tracker)
    rules = [rule for sheet in workbook for area in sheet.conditional_formatting for rule in area.rules]
    assert len(rules) > 15
    assert all('="' in rule.formula[0] or "TODAY()" in rule.formula[0] for rule in rules)


def test_about_names_versions_hashes_and_every_word(tracker: Path) -> None:
    text = "\n".join(str(cell.value) for sheet, cell in cells(tracker) if sheet == "About" and cell.value)
    made = build_assessment()
    for word in (
        made.tool.version,
        made.tool.knowledge_as_of.isoformat(),
        made.configuration.inputs[0].sha256,
        *(label.meaning for label in OUTCOMES.values()),
        *(label.meaning for label in IMPORTANCES.values()),
        *SHEETS[:-1],
    ):
        assert word in text


def test_frames_hold_typed_columns() -> None:
    frames = to_frames(build_assessment(), build_plan())
    assert list(frames) == SHEETS[1:16]
    tracker = frames["Tracker"]
    assert str(tracker["Hours low"].dtype) == "float64"
    assert str(tracker["Source checked"].dtype).startswith("datetime64")
    assert str(frames["Rules"]["Precedence"].dtype) == "Int64"
    hours = tracker.groupby("Outcome")["Hours high"].sum()
    assert hours["Manual"] == 14.0
    flows = frames["Attribute flows"]
    assert len(flows) == sum(len(one.rule.flows) for one in build_assessment().rules)
    assert flows[flows["Direction"] == "Inbound"]["Target"].str.casefold().is_monotonic_increasing


def test_scope_lists_every_container_with_what_to_enter() -> None:
    frame = to_frames(build_assessment(), ())["Scope"]
    staff = frame[frame["DN"] == "OU=Staff,DC=litware,DC=com"].iloc[0]
    assert (staff["Kind"], staff["Enter in Cloud Sync"]) == ("Included container", "Yes")
    test = frame[frame["DN"].str.startswith("OU=Test")].iloc[0]
    assert (test["Kind"], test["Synchronised"], test["Enter in Cloud Sync"]) == ("Excluded container", "No", "No")


def test_sources_are_counted_once_each() -> None:
    frame = to_frames(build_assessment(), ())["Sources"]
    assert len(frame) == 3
    assert frame["Address"].is_unique
    # 3 checks + 5 features + 7 findings + 1 date + 1 limit name the decision guide
    assert frame.set_index("Source ID").loc["decision-guide", "Statements"] == 17


def test_time_grows_with_the_rows_and_no_faster(tmp_path: Path) -> None:
    def best(count: int) -> float:
        made = with_flows(count)
        times = []
        for _ in range(3):
            start = time.process_time()
            write_workbook(made, (), tmp_path / "t.xlsx")
            times.append(time.process_time() - start)
        return min(times)

    base, small, large = best(0), best(1000), best(4000)
    assert large - base < 8 * max(small - base, 0.05)
