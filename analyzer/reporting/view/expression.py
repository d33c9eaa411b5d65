"""Lays out expressions of attribute flows over several lines.

Works on any text: only white space outside quotes and brackets changes, so an expression that isn't well-formed
is shown as it is written.
"""

from __future__ import annotations

import re
from itertools import accumulate

_TOKEN = re.compile(r'"(?:[^"]|"")*"|\[[^\]]*\]|[(),]|[<>=&]+|[^\s"\[(),<>=&]+|["\[]|\s+')
WIDTH = 88
"""Characters a line may take before a call is broken over lines."""


def layout(expression: str, width: int = WIDTH) -> str:
    """Break calls that don't fit ``width`` into one argument a line, two spaces a level.

    Text whose parentheses don't match comes back unchanged.
    """
    source = expression.strip()
    if len(source) <= width and "\n" not in source:
        return source
    tokens = [piece for piece in _TOKEN.findall(source) if not piece.isspace()]
    closing = _matches(tokens)
    if closing is None or "".join(tokens) != re.sub(r'("(?:[^"]|"")*"|\[[^\]]*\])|\s+', r"\1", source):
        return source
    return "\n".join(_lines(tokens, closing, width))


def _matches(tokens: list[str]) -> dict[int, int] | None:
    stack: list[int] = []
    closing: dict[int, int] = {}
    for index, piece in enumerate(tokens):
        if piece == "(":
            stack.append(index)
        elif piece == ")":
            if not stack:
                return None
            closing[stack.pop()] = index
    return None if stack else closing


def _lines(tokens: list[str], closing: dict[int, int], width: int) -> list[str]:
    starts = [0, *accumulate(map(len, tokens))]
    lines: list[str] = []
    line, depth, index = "", 0, 0
    broken: set[int] = set()
    while index < len(tokens):
        piece = tokens[index]
        if piece == "(":
            end = closing[index]
            if len(line) + starts[end + 1] - starts[index] <= width:  # not longer than the call on one line
                flat = _flat(tokens[index : end + 1])
                if len(line) + len(flat) <= width:
                    line, index = line + flat, end + 1
                    continue
            broken.add(end)
            depth += 1
            lines.append(line + "(")
            line = "  " * depth
        elif index in broken:
            depth -= 1
            lines.append(line)
            line = "  " * depth + ")"
        elif piece == ",":
            lines.append(line + ",")
            line = "  " * depth
        else:
            line += f" {piece}" if _needs_space(line, piece) else piece
        index += 1
    lines.append(line)
    return [text for text in lines if text.strip()]


def _needs_space(line: str, piece: str) -> bool:
    last = line[-1:]
    return bool(last) and last not in " (" and piece != "("


def _flat(tokens: list[str]) -> str:
    text = ""
    for piece in tokens:
        if piece == ",":
            text += ", "
        elif piece in "()" or not _needs_space(text, piece):
            text += piece
        else:
            text += f" {piece}"
    return text
