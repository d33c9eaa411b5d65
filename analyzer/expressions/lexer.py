"""Cuts an expression into tokens; both dialects share one lexical form.

Source of the rules: Connect Sync functions reference (2025-04-09), Cloud Sync expression reference
(2025-04-09)
and the shipped rules of build 1.1.130, whose strings hold brackets, braces and percent signs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analyzer.errors import ExpressionError


class Token(NamedTuple):
    """One token: its kind, its text (without brackets or quotes) and where it stands."""

    kind: str
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""
    \s*(?:
      \[(?P<attribute>[^\[\]"]+)\]
    | "(?P<string>[^"\\]*(?:\\.[^"\\]*)*)"
    | %(?P<parameter>[A-Za-z_][\w.\-]*)%
    | (?P<word>[A-Za-z_]\w*)
    | (?P<number>\d+(?:\.\d+)?)
    | \$(?P<variable>[A-Za-z_]\w*)
    | (?P<mark>[(),])
    | (?P<operator>\|\||&&|<>|<=|>=|[=<>&+\-*/])
    | (?P<end>\Z)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_HEX = re.compile(r"&[Hh]([0-9A-Fa-f]+)(?!\w)")
_OPERANDS = frozenset({"attribute", "string", "parameter", "word", "number", "variable"})
_LONGEST_NUMBER = 64

_HINTS = {
    '"': "this string is never closed: a closing quotation mark is missing",
    "[": "an attribute is written [name]; the closing bracket or the name is missing",
    "]": "a closing bracket without an opening one",
    "%": "a parameter is written %Name%; the closing percent sign is missing, or the name is empty",
    "$": "a variable is written $name; the name is missing",
    "'": "text stands in double quotation marks, not in single ones",
    "“": "text stands in straight double quotation marks, not in typographic ones",
    "”": "text stands in straight double quotation marks, not in typographic ones",
    "!": 'there is no "!" operator: "different from" is written <>',
    "|": 'a single "|" is no operator: "or" is written ||',
}


def tokenize(source: str) -> list[Token]:
    """Return the tokens of ``source``, the last one of kind ``end``.

    Raises:
        ExpressionError: something no token can start with; the offset points at it.

    """
    tokens: list[Token] = []
    position = 0
    match = _TOKEN.match
    after_operand = False
    while True:
        found = match(source, position)
        if found is None:
            offset = len(source) - len(source[position:].lstrip())
            raise ExpressionError(_describe(source[offset]), source=source, offset=offset)
        kind = found.lastgroup or "end"
        start = found.start(kind)
        text = found.group(kind)
        end = found.end()
        if kind == "operator":
            # "&H…" is a number where an operand is expected, else "&" joins two texts.
            number = None if after_operand or text != "&" else _HEX.match(source, start)
            if number:
                kind, text, end = "number", number.group(), number.end()
        elif kind in {"attribute", "string", "parameter", "variable"}:
            start -= 1
        if kind == "number" and len(text) > _LONGEST_NUMBER:
            raise ExpressionError(f"a number of {len(text)} digits is too long", source=source, offset=start)
        tokens.append(Token(kind, text, start, end))
        if kind == "end":
            return tokens
        after_operand = kind in _OPERANDS or text == ")"
        position = end


def _describe(character: str) -> str:
    return _HINTS.get(character, f"unexpected character {character!r}")
