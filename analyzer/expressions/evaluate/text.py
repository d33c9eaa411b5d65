"""Text functions of both dialects."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

from analyzer.expressions.evaluate import regex
from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import (
    Environment,
    Function,
    Registry,
    always,
    as_number,
    typed,
    values_of,
)
from analyzer.expressions.evaluate.values import NULL, ErrorValue, Special, Value, as_text, is_blank, single
from analyzer.expressions.nodes import Dialect


def _left(text: str | bytes, count: int) -> Value:
    return text if count < 0 else text[: int(count)]


def _right(text: str | bytes, count: int) -> Value:
    if count < 0:
        return text
    return text[-int(count) :] if count else text[:0]


def _mid(text: str | bytes, start: int, count: int | None = None) -> Value:
    """Cut from ``start``; starts out of range give the text back (Connect reference, 2025-04-09)."""
    start = int(start)
    if count == 0:
        return text[:0]
    if start <= 0 or start > len(text) or (count is not None and count < 0):
        return text
    return text[start - 1 :] if count is None else text[start - 1 : start - 1 + int(count)]


def _position(text: str, find: str, start: int = 1, compare: str = "vbBinaryCompare") -> Value:
    if compare.lower() == "vbtextcompare":
        text, find = text.lower(), find.lower()
    return text.find(find, max(int(start) - 1, 0)) + 1 if start <= len(text) else 0


def _last_position(text: str, find: str, start: int | None = None, compare: str = "vbBinaryCompare") -> Value:
    if compare.lower() == "vbtextcompare":
        text, find = text.lower(), find.lower()
    return text.rfind(find, 0, len(text) if start is None else int(start)) + 1


def _word(text: str, number: int, delimiters: str) -> Value:
    words = [word for word in re.split(f"[{re.escape(delimiters)}]", text) if word] if delimiters else [text]
    return words[int(number) - 1] if 1 <= number <= len(words) else ""


def _replace_plain(text: str, old: str, new: str) -> Value:
    if not old:
        return text
    return text.replace(_control(old), _control(new))


def _control(text: str) -> str:
    """Read the three control sequences that Connect's Replace knows in its literals."""
    return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")


def _replace_characters(text: str, dictionary: str) -> Value:
    table: dict[str, str] = {}
    for entry in re.sub(r"\s", "", dictionary).split(","):
        if entry:
            source, _, target = entry.partition(":")
            if len(source) != 1:
                return ErrorValue("ReplaceChars: each entry replaces exactly one character")
            table[source] = target
    return "".join(table.get(character, character) for character in text)


def _pad(text: str, length: int, character: str, *, left: bool) -> Value:
    if len(character) != 1:
        return ErrorValue("the padding must be a single character")
    return text.rjust(int(length), character) if left else text.ljust(int(length), character)


def _connect_title(text: str) -> Value:
    return " ".join(word[:1].upper() + word[1:].lower() for word in text.split(" "))


def _cloud_title(text: str, separators: str | None = None) -> Value:
    parts = re.split(f"([{re.escape(separators)}])" if separators else r"([\W_]+)", text)
    return "".join(part if part.isupper() else part[:1].upper() + part[1:].lower() for part in parts)


def _case_matters(text: str, find: str, start: int = 1, compare: str | None = None) -> bool:
    return compare is None and text.lower().count(find.lower()) != text.count(find)


def _has_empty_words(text: str, number: int, delimiters: str) -> bool:
    return bool(delimiters) and "" in re.split(f"[{re.escape(delimiters)}]", text)


_CASE = (Assumption.IN_STR_CASE, _case_matters)
_EMPTY_WORDS = (Assumption.WORD_SKIPS_EMPTY, _has_empty_words)
_TITLE = (Assumption.TITLE_CASE, always)


def _mid_noted(dialect: Dialect) -> Function:
    """Wrap Mid so that the two cases the pages leave open are noted."""
    inner = typed(dialect, "bnn", _mid, optional=1 if dialect is Dialect.CONNECT else 0, null="")

    def run(arguments: list[Value], environment: Environment) -> Value:
        if dialect is Dialect.CONNECT and len(arguments) == 2:
            environment.noted.add(Assumption.MID_TWO_ARGUMENTS)
        text, start = single(arguments[0]), as_number(single(arguments[1]))
        if dialect is Dialect.CLOUD_SYNC and isinstance(text, str) and start is not None and start > len(text):
            environment.noted.add(Assumption.MID_BEYOND_END)
        return inner.run(arguments, environment)

    return Function(run, per_value=inner.per_value, fewest=inner.fewest, most=inner.most)


def _cloud_replace(arguments: list[Value], environment: Environment) -> Value:  # noqa: PLR0911  one return a kind
    """Carry out the mode of Replace that the filled slots ask for (reference-expressions, 2025-04-09)."""
    slots = [single(argument) for argument in arguments] + [NULL] * (7 - len(arguments))
    failed = next((slot for slot in slots if isinstance(slot, ErrorValue)), None)
    if failed is not None:
        return failed
    source, old, pattern, group, new, other, template = slots
    if isinstance(source, tuple):
        environment.noted.add(Assumption.CLOUD_NOT_PER_VALUE)
        return ErrorValue("several values where one text is expected")
    if is_blank(source):
        environment.noted.add(Assumption.CLOUD_NULL_ARGUMENT)
        return source
    text = as_text(source)
    if not isinstance(template, Special) and not isinstance(old, Special):
        return as_text(template).replace(as_text(old), text)  # type: ignore[arg-type]
    if isinstance(pattern, str):
        value = other if isinstance(new, Special) and not isinstance(other, Special) else new
        name = group if isinstance(group, str) else None
        return regex.substitute(text, pattern, name, as_text(value))  # type: ignore[arg-type]
    if isinstance(old, str) and old and not isinstance(new, tuple):
        return text.replace(old, as_text(new))
    return text


def _concatenate(arguments: list[Value], environment: Environment) -> Value:
    """Append and Prepend-like joining: nothing counts as an empty text."""
    parts = [single(argument) for argument in arguments]
    for part in parts:
        if isinstance(part, tuple):
            environment.noted.add(Assumption.CLOUD_NOT_PER_VALUE)
            if part:
                return ErrorValue("several values where one text is expected")
        elif isinstance(part, Special):
            environment.noted.add(Assumption.CLOUD_NULL_ARGUMENT)
    return "".join("" if isinstance(part, tuple) else as_text(part) for part in parts)


def _cloud_join(arguments: list[Value], environment: Environment) -> Value:
    separator = single(arguments[0])
    if isinstance(separator, tuple):
        return ErrorValue("the separator must be one text")
    if any(isinstance(argument, Special) for argument in arguments[1:]):
        environment.noted.add(Assumption.CLOUD_NULL_ARGUMENT)
    return as_text(separator).join(as_text(item) for argument in arguments[1:] for item in values_of(argument))


_DIACRITICS = {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
               "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D"}  # fmt: skip


def _without_diacritics(text: str) -> Value:
    plain = "".join(_DIACRITICS.get(character, character) for character in text)
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def _connect_length(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    if isinstance(value, Special) or value == ():
        environment.noted.add(Assumption.CONNECT_NULL_LENGTH)
        return 0
    return len(value) if isinstance(value, str | bytes) else ErrorValue("type mismatch: Len takes a text")


_C, _S = Dialect.CONNECT, Dialect.CLOUD_SYNC

CONNECT: Registry = {
    "Left": typed(_C, "bn", _left, null="", per_value=True),
    "Right": typed(_C, "bn", _right, null="", per_value=True),
    "Mid": _mid_noted(_C),
    "Len": Function(_connect_length, per_value=True, fewest=1, most=1),
    "Trim": typed(_C, "t", lambda text: text.strip(), per_value=True),
    "LTrim": typed(_C, "t", lambda text: text.lstrip(), per_value=True),
    "RTrim": typed(_C, "t", lambda text: text.rstrip(), per_value=True),
    "LCase": typed(_C, "t", str.lower, per_value=True),
    "UCase": typed(_C, "t", str.upper, per_value=True),
    "PCase": typed(_C, "t", _connect_title, per_value=True, assumes=_TITLE),
    "InStr": typed(_C, "ttnw", _position, optional=2, per_value=True, assumes=_CASE),
    "InStrRev": typed(_C, "ttnw", _last_position, optional=2, per_value=True, assumes=_CASE),
    "Word": typed(_C, "tnt", _word, null="", per_value=True, assumes=_EMPTY_WORDS),
    "Replace": typed(_C, "ttt", _replace_plain, per_value=True),
    "ReplaceChars": typed(_C, "tt", _replace_characters, per_value=True),
    "PadLeft": typed(_C, "tnt", partial(_pad, left=True), null="", per_value=True),
    "PadRight": typed(_C, "tnt", partial(_pad, left=False), null="", per_value=True),
}

CLOUD: Registry = {
    "Left": typed(_S, "tn", _left, null=""),
    "Mid": _mid_noted(_S),
    "Len": typed(_S, "t", len, null=0),
    "Trim": typed(_S, "t", lambda text: text.strip(), per_value=True),
    "ToLower": typed(_S, "tt", lambda text, culture="": text.lower(), optional=1),
    "ToUpper": typed(_S, "tt", lambda text, culture="": text.upper(), optional=1),
    "PCase": typed(_S, "tt", _cloud_title, optional=1, assumes=_TITLE),
    "InStr": typed(_S, "ttnw", _position, optional=2, assumes=_CASE),
    "Word": typed(_S, "tnt", _word, null="", assumes=_EMPTY_WORDS),
    "StripSpaces": typed(_S, "t", lambda text: text.replace(" ", "")),
    "NormalizeDiacritics": typed(_S, "t", _without_diacritics),
    "Redact": typed(_S, "t", lambda text: text),
    "Replace": Function(_cloud_replace, lenient=True, fewest=1, most=7),
    "Append": Function(_concatenate, fewest=2, most=2),
    "Join": Function(_cloud_join, fewest=2),
}
