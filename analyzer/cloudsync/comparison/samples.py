"""Texts that match a pattern, for objects made to measure."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.cloudsync.pattern_syntax import Assertion, Characters, Choice, Part, Repeat, Sequence, parse_pattern
from analyzer.cloudsync.patterns import compile_pattern
from analyzer.errors import ExpressionError

_PREFERRED = "aA1 .@-_,="
_MOST = 4
_LONGEST = 200


def matching_texts(pattern: str) -> tuple[str, ...]:
    """Return a few short texts that match ``pattern``; none where it isn't supported."""
    try:
        part, _ = parse_pattern(pattern)
        compiled = compile_pattern(pattern)
    except ExpressionError:
        return ()
    found = dict.fromkeys(text for text in _texts(part) if len(text) <= _LONGEST and compiled.matches(text))
    return tuple(found)[:_MOST]


def _texts(part: Part) -> Iterator[str]:
    """Yield candidates, the shortest first; assertions are left to the check that follows."""
    if isinstance(part, Characters):
        yield from _characters(part)
    elif isinstance(part, Choice):
        for option in part.options:
            yield from _first(_texts(option), 2)
    elif isinstance(part, Repeat):
        once = list(_first(_texts(part.part), 1))
        for count in dict.fromkeys((part.least, max(part.least, 1))):
            yield from (text * count for text in once)
        if part.least == 0 and not once:
            yield ""
    elif isinstance(part, Sequence):
        candidates = [""]
        for piece in part.parts:
            options = list(_first(_texts(piece), 2)) or [""]
            candidates = [text + option for text in candidates for option in options][:16]
        yield from candidates
    elif isinstance(part, Assertion):
        yield ""


def _characters(part: Characters) -> Iterator[str]:
    starts = (chr(low) for low, _ in part.ranges) if not part.negated else iter(())
    for character in (*starts, *_PREFERRED):
        if part.holds(character):
            yield character
            return


def _first(texts: Iterator[str], count: int) -> Iterator[str]:
    for _, text in zip(range(count), texts, strict=False):
        yield text
