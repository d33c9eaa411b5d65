"""Moments as text: the common part of .NET's custom formats, in English and in UTC."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_FORMAT = re.compile(r"""y+|M+|d+|H+|h+|m+|s+|f+|F+|t+|z+|K|\\.|'[^']*'|"[^"]*"|.""", re.DOTALL)

_CLOCK = r"(?:[ T]+(?P<H>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:\.(?P<f>\d{1,7}))?)?\s*(?P<t>[AaPp][Mm])?)?"
_ZONE = r"\s*(?P<z>Z|[+-]\d{1,2}(?::?\d{2})?)?"
_READABLE = (
    re.compile(r"(?P<y>\d{4})-(?P<M>\d{1,2})-(?P<d>\d{1,2})" + _CLOCK + _ZONE),
    re.compile(r"(?P<M>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})" + _CLOCK + _ZONE),
    re.compile(r"(?P<y>\d{4})(?P<M>\d{2})(?P<d>\d{2})(?P<H>\d{2})(?P<m>\d{2})(?P<s>\d{2})(?:\.(?P<f>\d+))?(?P<z>Z)?"),
)


def from_filetime(ticks: int | float) -> datetime | None:
    """Return the moment ``ticks`` of 100 ns after 1601-01-01 UTC, or ``None`` when no calendar holds it."""
    try:
        return _EPOCH + timedelta(microseconds=int(ticks) // 10)
    except OverflowError:
        return None


def to_filetime(moment: datetime) -> int:
    """Return the moment as ticks of 100 ns since 1601-01-01 UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1) * 10


def format_moment(moment: datetime, pattern: str) -> str:
    """Write ``moment`` under a .NET custom format; letters without meaning stand for themselves."""
    return "".join(_write(moment, piece) for piece in _FORMAT.findall(pattern))


def _write(moment: datetime, piece: str) -> str:
    letter, count = piece[0], len(piece)
    hour12 = moment.hour % 12 or 12
    names: dict[str, Callable[[], str]] = {
        "y": lambda: f"{moment.year % 100:02d}" if count == 2 else f"{moment.year:0{count}d}",
        "M": lambda: _named(_MONTHS[moment.month - 1], moment.month, count),
        "d": lambda: _named(_DAYS[moment.weekday()], moment.day, count),
        "H": lambda: f"{moment.hour:0{min(count, 2)}d}",
        "h": lambda: f"{hour12:0{min(count, 2)}d}",
        "m": lambda: f"{moment.minute:0{min(count, 2)}d}",
        "s": lambda: f"{moment.second:0{min(count, 2)}d}",
        "f": lambda: f"{moment.microsecond:06d}0"[:count],
        "F": lambda: f"{moment.microsecond:06d}0"[:count].rstrip("0"),
        "t": lambda: ("AM" if moment.hour < 12 else "PM")[:count],
        "z": lambda: ("+0", "+00", "+00:00")[min(count, 3) - 1],
        "K": lambda: "Z",
        "\\": lambda: piece[1:],
        "'": lambda: piece[1:-1] if count > 1 else piece,
        '"': lambda: piece[1:-1] if count > 1 else piece,
    }
    return names[letter]() if letter in names else piece


def _named(name: str, number: int, count: int) -> str:
    if count >= 4:
        return name
    return name[:3] if count == 3 else f"{number:0{count}d}"


def parse_moment(text: str) -> datetime | None:
    """Read a moment in one of the forms the function references show; without a zone it is UTC."""
    for pattern in _READABLE:
        found = pattern.fullmatch(text.strip())
        if found:
            return _build(found.groupdict())
    return None


def parse_with_format(text: str, pattern: str) -> datetime | None:
    """Read ``text`` under a .NET custom format (digits, zone and AM/PM; month and day names aren't read)."""
    digits = {
        "y": r"\d{4}",
        "M": r"\d{1,2}",
        "d": r"\d{1,2}",
        "H": r"\d{1,2}",
        "h": r"\d{1,2}",
        "m": r"\d{1,2}",
        "s": r"\d{1,2}",
        "f": r"\d+",
        "t": r"[AaPp][Mm]?",
        "z": r"Z|[+-]\d{1,2}(?::?\d{2})?",
    }
    out: list[str] = []
    seen: set[str] = set()
    for piece in _FORMAT.findall(pattern):
        letter = "z" if piece == "K" else piece[0]
        if letter not in digits or letter in seen:
            out.append(re.escape(piece))
            continue
        seen.add(letter)
        width = digits[letter]
        if letter in "MdHhms" and len(piece) == 2:
            width = r"\d{2}"
        out.append(f"(?P<{letter}>{width})")
    found = re.fullmatch("".join(out), text.strip())
    if not found:
        return None
    parts = found.groupdict()
    if parts.get("h"):
        parts["H"] = parts["h"]
    return _build(parts)


def _build(parts: dict[str, str | None]) -> datetime | None:
    hour = int(parts.get("H") or 0)
    half = (parts.get("t") or "").upper()[:1]
    if half:
        hour = hour % 12 + (12 if half == "P" else 0)
    micro = int((parts.get("f") or "0").ljust(6, "0")[:6])
    try:
        naive = datetime(  # noqa: DTZ001  the zone follows in the next statement
            int(parts.get("y") or 1),
            int(parts.get("M") or 1),
            int(parts.get("d") or 1),
            hour,
            int(parts.get("m") or 0),
            int(parts.get("s") or 0),
            micro,
        )
        return naive.replace(tzinfo=timezone(_offset(parts.get("z") or "Z"))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if zone[0] == "-" else offset


def add_interval(interval: str, amount: int, moment: datetime) -> datetime | None:
    """Add ``amount`` units to ``moment``; codes as in both references (yyyy q m y d w ww h n s)."""
    months = {"yyyy": 12, "q": 3, "m": 1}.get(interval)
    seconds = {"y": 86400, "d": 86400, "w": 86400, "ww": 604800, "h": 3600, "n": 60, "s": 1}.get(interval)
    try:
        if months is not None:
            return _add_months(moment, months * amount)
        return moment + timedelta(seconds=seconds * amount) if seconds is not None else None
    except (OverflowError, ValueError):
        return None


def _add_months(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    first_of_next = datetime(year + month // 11, (month + 1) % 12 + 1, 1, tzinfo=UTC)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, (first_of_next - timedelta(days=1)).day))


def difference(interval: str, first: datetime, second: datetime) -> int | None:
    """Return how many units lie between two moments, positive when ``second`` is later."""
    if interval == "yyyy":
        return second.year - first.year
    if interval == "m":
        return (second.year - first.year) * 12 + second.month - first.month
    seconds = {"d": 86400, "ww": 604800, "h": 3600, "n": 60, "s": 1}.get(interval)
    return None if seconds is None else int((second - first).total_seconds() / seconds)
