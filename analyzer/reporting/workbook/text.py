"""Text that is safe in a cell: whatever an export holds, a workbook stays valid and shows it as text."""

from __future__ import annotations

import re

CELL_LIMIT = 32767
"""Characters (UTF-16 code units) that a cell holds (Microsoft, "Excel specifications and limits", read 2026-11)."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def cell_text(text: str) -> str:
    """Return ``text`` as a cell can hold it.

    Control characters become their visible pictures (``␀``), other characters that XML forbids ``�``; carriage
    returns become line feeds; text over the limit ends with ``…``; ``_x000D_``, which Excel would decode, stays
    what it is (``_x005F_x000D_``, ECMA-376 part 1, 22.9.2.19).
    """
    clean = _ILLEGAL.sub(_visible, text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPE.sub("_x005F_", _cut(clean)) if "_x" in clean else _cut(clean)


def plain_text(text: str) -> str:
    """Undo the escapes of :func:`cell_text` in a text read from a workbook."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def single_line(text: str, limit: int = 200) -> str:
    """Return ``text`` on one line, at most ``limit`` characters: for headings, tooltips and properties."""
    flat = " ".join(_ILLEGAL.sub(_visible, text).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def _cut(text: str) -> str:
    if len(text) <= CELL_LIMIT // 2:
        return text
    escapes = 6 * len(_ESCAPE.findall(text))
    wide = sum(1 for char in text if char > "\uffff")
    if len(text) + wide + escapes <= CELL_LIMIT:
        return text
    room = CELL_LIMIT - 1 - escapes
    kept: list[str] = []
    for char in text:
        room -= 2 if char > "\uffff" else 1
        if room < 0:
            break
        kept.append(char)
    return "".join(kept) + "…"
