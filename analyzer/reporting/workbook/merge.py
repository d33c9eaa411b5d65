"""Carries over what people wrote into an older tracker: nothing that somebody typed is lost.

Rows are matched by the key in the first column (finding id, question key, step id). What is carried over: the
editable columns, columns and rows that people added, the day a finding was first seen, the list of owners.
A finding that isn't found any more stays as a row and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.errors import OutputError
from analyzer.reporting.labels import IMPORTANCES
from analyzer.reporting.tables import (
    BY_HAND,
    CHANGED,
    FOUND,
    NOTHING,
    STILL_FOUND,
    VANISHED,
    Column,
    Kind,
    Row,
    Table,
    Value,
)
from analyzer.reporting.workbook.text import plain_text, single_line
from analyzer.vocabulary import Importance

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

Record = Mapping[str, Value]

_HEADER_SEARCH = 12
_BLANK_ROWS = 500
_INFO = IMPORTANCES[Importance.INFO].word


@dataclass(frozen=True, slots=True)
class PreviousTable:
    """What an older workbook holds of one table: titles as written there, one record per row."""

    titles: tuple[str, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class PreviousTracker:
    """What an older workbook holds: its tables by sheet name, and the owners people entered."""

    tables: Mapping[str, PreviousTable]
    owners: tuple[str, ...]


def read_tracker(path: Path, tables: Sequence[Table]) -> PreviousTracker:
    """Read the older workbook at ``path``, as far as ``tables`` have editable columns.

    Raises :class:`OutputError` when it can't be read or is no tracker of this program: then it must not be
    overwritten, because somebody's work may stand in it.
    """
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings(), path.open("rb") as stream:
            warnings.simplefilter("ignore")
            workbook = load_workbook(stream, read_only=True, data_only=True)
            found = {
                table.name: read
                for table in tables
                if any(column.editable for column in table.columns)
                and (read := _read_table(workbook, table, path)) is not None
            }
            owners = tuple(_owners(workbook))
    except OutputError:
        raise
    except Exception as error:  # openpyxl answers a damaged file with whatever its parsers raise
        reason = single_line(str(error), 120) or type(error).__name__
        raise _refusal(path, f"can't be read as a workbook ({reason})") from error
    return PreviousTracker(found, owners)


def _refusal(path: Path, what: str) -> OutputError:
    advice = "move it away or choose another output folder; nothing was overwritten"
    return OutputError(f"the older tracker {what}; {advice}", file=str(path))


def _read_table(workbook: Workbook, table: Table, path: Path) -> PreviousTable | None:
    required = table.name == "Tracker"
    if table.name not in workbook.sheetnames:
        if required:
            raise _refusal(path, f'has no sheet "{table.name}"')
        return None
    rows = workbook[table.name].iter_rows(values_only=True)
    key = table.columns[0].title
    titles: tuple[str, ...] = ()
    for number, row in enumerate(rows):
        texts = tuple(_title(value) for value in row)
        if key in texts:
            titles = _own_spelling(texts, table)
            break
        if number >= _HEADER_SEARCH:
            break
    if not titles:
        if required:
            raise _refusal(path, f'has no column "{key}" on sheet "{table.name}"')
        return None
    return PreviousTable(tuple(one for one in titles if one), tuple(_records(rows, titles)))


def _title(value: object) -> str:
    return "" if value is None else single_line(plain_text(str(value)))


def _own_spelling(texts: Sequence[str], table: Table) -> tuple[str, ...]:
    """Recognise our titles in any case; a title that stands twice counts once."""
    ours = {title.casefold(): title for title in table.titles}
    seen: set[str] = set()
    titles = []
    for text in texts:
        folded = text.casefold()
        titles.append("" if folded in seen else ours.get(folded, text))
        seen.add(folded)
    return tuple(titles)


def _records(rows: Iterable[tuple[Any, ...]], titles: Sequence[str]) -> Iterable[Record]:
    blank = 0
    for row in rows:
        record = {title: _value(value) for title, value in zip(titles, row, strict=False) if title}
        if any(value is not None for value in record.values()):
            blank = 0
            if {value for value in record.values() if value is not None} != {NOTHING}:
                yield record
        else:
            blank += 1
            if blank > _BLANK_ROWS:
                return


def _value(value: object) -> Value:
    if isinstance(value, str):
        return plain_text(value) or None
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return str(value)


def _owners(workbook: Workbook) -> Iterable[str]:
    if "Lists" not in workbook.sheetnames:
        return
    for row in workbook["Lists"].iter_rows(min_row=4, max_row=200, max_col=1, values_only=True):
        if isinstance(row[0], str) and row[0].strip():
            yield single_line(plain_text(row[0]))


def merge_tables(tables: Sequence[Table], previous: PreviousTracker) -> tuple[Table, ...]:
    """Return ``tables`` with what people wrote into the older workbook; merging the result again changes nothing."""
    return tuple(
        merge_table(table, previous.tables[table.name]) if table.name in previous.tables else table for table in tables
    )


def merge_tracker(previous: Path, tables: Sequence[Table]) -> tuple[Table, ...]:
    """Read the older workbook at ``previous`` and carry it over into ``tables``; see :func:`read_tracker`."""
    return merge_tables(tables, read_tracker(previous, tables))


def merge_table(table: Table, previous: PreviousTable) -> Table:
    """Carry ``previous`` over into ``table``: current rows first, then rows that aren't found any more."""
    added = tuple(Column(title, Kind.LONG, 24, editable=True) for title in previous.titles if title not in table.titles)
    wide = replace(table, columns=table.columns + added, rows=())
    key = table.columns[0].title
    waiting: dict[Value, Record] = {}
    left_over: list[Record] = []
    for record in previous.records:
        identity = record.get(key)
        if identity is None or identity in waiting:
            left_over.append(record)
        else:
            waiting[identity] = record
    rows = []
    for row in table.rows:
        current = dict(zip(table.titles, row, strict=True))
        record = waiting.pop(current[key], {})
        rows.append(_row(wide, _kept(table, current, record) | {one.title: record.get(one.title) for one in added}))
    rows += [
        _row(wide, _gone(one, copied=copied))
        for copied, group in ((False, waiting.values()), (True, left_over))
        for one in group
        if table.name == "Tracker" or _worked_on(wide, one)
    ]
    return replace(wide, rows=tuple(rows))


def _kept(table: Table, current: dict[str, Value], record: Record) -> dict[str, Value]:
    """Merge one row that is found in both."""
    if not record:
        return current
    merged = dict(current)
    for column in table.columns:
        before = record.get(column.title)
        if column.editable and before is not None and not _was_default(column, record):
            merged[column.title] = before
    if "First seen" in merged and isinstance(record.get("First seen"), date):
        merged["First seen"] = record["First seen"]
    merged["This run"] = _state(current, record)
    return merged


def _was_default(column: Column, record: Record) -> bool:
    """``No action`` on an informing finding was set by us: it must not close the finding once it binds."""
    return column.title == "Status" and record.get("Status") == "No action" and record.get("Importance") == _INFO


def _state(current: Record, record: Record) -> str:
    """Say how the row relates to the older one; ``Changed`` stays until somebody clears the cell."""
    judged = [title for title in ("Outcome", "Importance") if title in current]
    anew = any(record.get(title) not in (None, current[title]) for title in judged)
    if anew or (judged and record.get("This run") == CHANGED):
        return CHANGED
    if "Outcome" in current and record.get("Status") == "Done":
        return STILL_FOUND
    return FOUND


def _gone(record: Record, *, copied: bool) -> dict[str, Value]:
    """Keep a row that this run didn't make: a finding that is gone, or something people added or copied."""
    state = record.get("This run")
    by_hand = copied or state == BY_HAND or (state is None and record.get("First seen") is None)
    return dict(record) | {"This run": BY_HAND if by_hand else VANISHED}


def _worked_on(table: Table, record: Record) -> bool:
    return any(column.editable and record.get(column.title) not in (None, "Open") for column in table.columns)


def _row(table: Table, record: Record) -> Row:
    return tuple(_typed(column, record.get(column.title)) for column in table.columns)


def _typed(column: Column, value: Value) -> Value:
    """Return what a column takes: a row made by hand may hold anything, typed columns take only their type."""
    if column.editable:
        return value
    if column.kind is Kind.DATE:
        return value if isinstance(value, date) else None
    if column.kind in (Kind.HOURS, Kind.INTEGER):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return value if number and (column.kind is Kind.HOURS or isinstance(value, int)) else None
    return value
