"""The tables of the reports: named columns and plain rows, before pandas or Excel see them.

One :class:`Table` becomes one ``DataFrame`` and one sheet, so the two can't disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analyzer.assessment.facts import Evidence

Value = str | int | float | bool | date | None
Row = tuple[Value, ...]

FOUND = "Found"  # values of the column "This run"
CHANGED = "Changed"
STILL_FOUND = "Still found"
VANISHED = "Not found any more"
BY_HAND = "Added by hand"
RUN_STATES = {
    FOUND: "This run found it.",
    CHANGED: "Found again, judged otherwise than in an older tracker; clear the cell once you have seen it.",
    STILL_FOUND: "Marked done in the older tracker, but found again.",
    VANISHED: "Was in an older tracker: fixed, or its subject is gone.",
    BY_HAND: "A row that somebody added.",
}

STATUSES = {
    "Open": "Nobody has started.",
    "In progress": "Somebody works on it.",
    "Waiting": "Waits for an answer or for somebody else.",
    "Done": "Done and verified.",
    "Accepted": "The risk or the loss is accepted; say why in the notes.",
    "No action": "For information; nothing to do.",
}
NOTHING = "Nothing to list."
CLOSED = ("Done", "Accepted", "No action")
DECISIONS = {
    "Move as it is": "Cloud Sync's default is enough.",
    "Adapt": "Apply the configuration that the report proposes.",
    "Redesign": "Change the way it works before the move.",
    "Keep in Connect Sync": "These objects stay where they are for now.",
    "Drop": "It isn't needed any more.",
}
OWNERS = ("Project lead", "Identity team", "AD team", "Exchange team", "Device team", "Security team", "Consultant")

_MOST_EVIDENCE = 20


class Kind(StrEnum):
    """What a column holds; decides type, format, alignment and wrapping."""

    KEY = "key"
    TEXT = "text"
    LONG = "long"
    CODE = "code"
    INTEGER = "integer"
    HOURS = "hours"
    DATE = "date"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``width`` is in characters; ``editable`` columns belong to the people who keep the tracker."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 16
    editable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: name of the sheet.
        hint: one sentence on top of the sheet.
        columns: in order; titles are unique.
        rows: one value per column each.
        printed: title of the last column that goes on paper; empty prints all.

    """

    name: str
    hint: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    printed: str = ""

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles of the columns, in order."""
        return tuple(column.title for column in self.columns)

    def index(self, title: str) -> int:
        """Return the position of a column (0-based); ``ValueError`` when there is none."""
        return self.titles.index(title)


def lines(parts: Iterable[str]) -> str:
    """Join the non-empty parts, one a line."""
    return "\n".join(part for part in parts if part)


def evidence_text(evidence: Iterable[Evidence]) -> str:
    """Return evidence as ``file:line: value``, one a line; a long list is cut with a count of the rest."""
    places = [
        f"{one.file}{f':{one.line}' if one.line else ''}{f': {one.value}' if one.value else ''}" for one in evidence
    ]
    shown = places[:_MOST_EVIDENCE]
    if len(places) > _MOST_EVIDENCE:
        shown.append(f"… and {len(places) - _MOST_EVIDENCE} more")
    return "\n".join(shown)
