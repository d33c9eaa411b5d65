"""Small phrases of the reports: counts, ranges, dates, and text from exports made safe to look at."""

from __future__ import annotations

import math
import re
from datetime import date

HOURS_PER_DAY = 8
"""Hours of one person-day; the report says so where it uses it."""

_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_HIDDEN = (*range(0x80, 0xA0), 0x00AD, 0x200B, 0x2060, 0xFEFF, 0x2028, 0x2029, *_BIDI)
_VISIBLE: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: "\u2421",
    **{code: f"\u27e8U+{code:04X}\u27e9" for code in _HIDDEN},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}

_TIMESTAMP = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?P<zone>Z|\+00:00)?")


def visible(text: str) -> str:
    """Show control, bidirectional and invisible characters as signs, so that no text hides or reorders another.

    Line feeds and tabs stay, as do joiners (emoji and Indic scripts need them). Lone surrogates, which no file
    can hold, become the replacement character.
    """
    return text if text.isprintable() else text.translate(_VISIBLE)


def number(value: int) -> str:
    """Write a whole number with thousands separated by commas."""
    return f"{value:,}"


def count(value: int, one: str, many: str = "") -> str:
    """Write ``1 rule``, ``2,000 rules``; ``many`` for words that don't just take an s."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def join_words(words: list[str]) -> str:
    """Join as people write: ``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def hours(low: float, high: float) -> str:
    """Write a range of hours; empty when there is none."""
    if not high:
        return ""
    return f"{low:g} h" if low == high else f"{low:g}–{high:g} h"


def person_days(low: float, high: float, unit: str = "person-day") -> str:
    """Write a range of hours as person-days; empty when there is none.

    The ends are rounded outwards, to half days, from ten days on to whole days: more digits would feign precision.
    """
    if not high:
        return ""
    steps = 2 if high < 10 * HOURS_PER_DAY else 1
    first, last = (rounded(v / HOURS_PER_DAY * steps) / steps for rounded, v in ((math.floor, low), (math.ceil, high)))
    first = max(first, 1 / steps) if low else first
    unit = unit if first == last == 1 else f"{unit}s"
    return f"{first:g} {unit}" if first == last else f"{first:g}–{last:g} {unit}"


def effort(low: float, high: float) -> str:
    """Write an effort the short way: hours up to two days, days above; ``none`` when there is none."""
    if not high:
        return "none"
    return hours(low, high) if high <= 2 * HOURS_PER_DAY else person_days(low, high, "day")


def day(value: date | None) -> str:
    """Write a date as ISO 8601, the one form that nobody misreads; empty when there is none."""
    return value.isoformat() if value else ""


def moment(timestamp: str) -> str:
    """Write a time stamp to the minute: ``2026-11-22 10:41 UTC``, without ``UTC`` where it names no zone.

    Text in another form stays as it is.
    """
    if found := _TIMESTAMP.fullmatch(timestamp):
        return f"{found['day']} {found['time']}{' UTC' if found['zone'] else ''}"
    return timestamp


def days_left(days: int) -> str:
    """Say how far away a date is: ``in 12 days``, ``today``, ``passed 3 days ago``."""
    if days == 0:
        return "today"
    return f"in {count(days, 'day')}" if days > 0 else f"passed {count(-days, 'day')} ago"


def tree_safe(text: str) -> str:
    """Return ``text``, or a placeholder where it is empty: an empty name can't be pointed at."""
    return text if text.strip() else "(no name)"
