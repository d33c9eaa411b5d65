"""The part of .NET's regular expressions that Cloud Sync's Replace needs, on Python's engine."""

from __future__ import annotations

import re
from functools import lru_cache

from analyzer.expressions.evaluate.values import ErrorValue, Value

# A repeated group whose content is itself repeated, such as (a+)+: matching may take for ever.
_COSTLY = re.compile(r"\([^()]*[+*}][^()]*\)[+*{]")
_ONE_CHARACTER = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\d+)|(\$))")


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> re.Pattern[str] | None:
    """Return the pattern in Python's spelling; ``None`` when Python can't read it or it may take for ever."""
    if _COSTLY.search(_ONE_CHARACTER.sub("x", pattern)):
        return None
    try:
        return re.compile(re.sub(r"\(\?<([A-Za-z_]\w*)>", r"(?P<\1>", pattern))
    except re.error:
        return None


def substitute(text: str, pattern: str, group: str | None, replacement: str) -> Value:
    """Replace every match (or only the named ``group`` inside it); ``${name}`` and ``$1`` refer to groups."""
    compiled = compile_pattern(pattern)
    if compiled is None:
        return ErrorValue(f"not a regular expression that can be tried: {pattern[:40]}")
    if group is not None and group not in compiled.groupindex:
        return ErrorValue(f"the pattern has no group named {group}")
    return compiled.sub(lambda match: _expand(match, group, replacement), text)


def _expand(match: re.Match[str], group: str | None, replacement: str) -> str:
    if group is not None:
        if match.group(group) is None:
            return match.group()
        start, end = match.start(group) - match.start(), match.end(group) - match.start()
        return match.group()[:start] + replacement + match.group()[end:]
    return _REFERENCE.sub(lambda reference: _refer(match, reference), replacement)


def _refer(match: re.Match[str], reference: re.Match[str]) -> str:
    name, number, dollar = reference.groups()
    if dollar:
        return "$"
    try:
        return match.group(name or int(number)) or ""
    except (IndexError, error):
        return reference.group()


error = re.error
