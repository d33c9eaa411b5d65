"""Replaces identity inside expressions: strings, attributes of the customer's, names of variables. Spans stay in place.

An expression that isn't well-formed is treated by the shape of its pieces, so nothing passes unseen.
"""

from __future__ import annotations

import re
from functools import lru_cache

from analyzer.errors import ExpressionError
from analyzer.expressions.lexer import tokenize
from analyzer.expressions.signatures import function_table
from analyzer.redaction.redactor import Redactor

_KEYWORDS = frozenset({"true", "false", "null", "authoritativenull", "ignorethisflow", "and", "or", "not"})
_PIECE = re.compile(r'"(?P<string>(?:[^"\\]++|\\.)*+)"?|\[(?P<attribute>[^\[\]"]*)\]?|(?P<word>[^\W\d]\w*)', re.DOTALL)


def redact_expression(text: str, redactor: Redactor, target: str = "") -> str:
    """Return the expression with pseudonyms; functions, operators, numbers and default attributes stay.

    Args:
        text: the expression.
        redactor: replaces single values.
        target: the attribute it flows to, where there is one: codes of countries and regions stay in those that hold
            such codes.

    """
    try:
        tokens = tokenize(text)
    except ExpressionError:
        return _by_shape(text, redactor, target)
    parts: list[str] = []
    at = 0
    for token in tokens:
        made = _token(token.kind, token.text, redactor, target)
        if made is None:
            continue
        start = text.index(token.text, token.start)
        parts += [text[at:start], made]
        at = start + len(token.text)
    return "".join([*parts, text[at:]])


def _token(kind: str, text: str, redactor: Redactor, target: str) -> str | None:
    """Return what becomes of a token, ``None`` when it stays."""
    if not text:
        return None
    if kind == "string":
        return redactor.value(target, text)
    if kind == "attribute":
        return redactor.attribute(text)
    if kind == "parameter":
        return redactor.parameter_name(text)
    if kind == "variable" or (kind == "word" and not is_language(text)):
        return redactor.text(text)
    return None


def is_language(word: str) -> bool:
    """Tell whether a bare word belongs to the language: a keyword or a function."""
    folded = word.casefold()
    return folded in _KEYWORDS or folded.startswith("vb") or folded in _functions()


@lru_cache(maxsize=1)
def _functions() -> frozenset[str]:
    return frozenset(name.casefold() for name in function_table().entries)


def _by_shape(text: str, redactor: Redactor, target: str) -> str:
    def replaced(match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        inner = match[kind]
        made = _token(kind, inner, redactor, target)
        return match.group() if made is None else match.group().replace(inner, made, 1)

    return _PIECE.sub(replaced, text)
