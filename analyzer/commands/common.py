"""What several commands share: the clock and progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from analyzer.errors import ReadinessError

_LINE = 79


def now() -> datetime:
    """Return the moment the run speaks for: ``SOURCE_DATE_EPOCH`` where set, else the clock.

    Raises:
        ReadinessError: the variable is no whole number of seconds.

    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ReadinessError(f"expected a whole number of seconds, got {epoch!r}", file="SOURCE_DATE_EPOCH") from error


def progress_line(*, quiet: bool) -> Callable[[str, int, int], None]:
    """Return a function that keeps one line on stderr up to date; silent when quiet or not a terminal."""
    if quiet or not sys.stderr.isatty():
        return lambda *_: None

    def show(what: str, done: int, total: int) -> None:
        text = f"[{done}/{total}] {what}" if total else what
        print(f"\r{text[:_LINE]:<{_LINE}}", end="\r", file=sys.stderr, flush=True)  # noqa: T201 - one line, rewritten

    return show


def printable(text: str) -> str:
    """Make control characters visible: text from an export must not steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
