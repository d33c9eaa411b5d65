"""Comparing texts without case, one character for one character, as .NET's ordinal comparison does.

No page says how Connect Sync compares texts in a scoping filter; without case is assumed (docs/scope.md).
Python's ``casefold`` would make ``ß`` equal to ``ss``, which no regular expression can follow.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return ``text`` in a form that is equal for texts that differ in case only; the length stays."""
    return "".join(map(_fold, text)) if not text.isascii() else text.upper()


def _fold(character: str) -> str:
    upper = character.upper()
    if len(upper) != 1 or ord(character) > 0xFFFF or (upper.isascii() and not character.isascii()):
        return character
    return upper


@lru_cache(maxsize=1)
def _variants() -> dict[str, str]:
    found: dict[str, str] = {}
    for code in range(0x10000):
        character = chr(code)
        folded = _fold(character)
        found[folded] = found.get(folded, "") + character
    return {folded: characters for folded, characters in found.items() if len(characters) > 1}


def spellings(character: str) -> str:
    """Return every character that equals ``character`` without case, itself among them, in code order."""
    return _variants().get(_fold(character), character)
