"""Turns the bytes of a text file into text."""

from __future__ import annotations

from analyzer.configuration import Note, Origin
from analyzer.errors import InputError
from analyzer.readers.encodings import to_utf8

_HEAD, _AFTER_BRACKET = 10_000, frozenset(' \n\t{[]"')


def decoded(data: bytes, file: str, notes: list[Note]) -> str:
    r"""Return the text of ``data`` with ``\n`` line ends; a guess of Windows-1252 is noted.

    Raises:
        InputError: the file is empty, or no text in an encoding that Windows programs write.

    """
    if not data.strip(b"\0 \t\r\n"):
        raise InputError("the file is empty", file=file)
    raw, guessed = to_utf8(data, file)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError("is not the UTF-8 text that it claims to be", file=file, place=f"line {line}") from error
    if guessed:
        notes.append(Note(Origin(file, "/"), "The file is not UTF-8; it was read as Windows-1252."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def opening_of(text: str) -> str:
    """Return how ``text`` starts: ``json``, ``xml`` (``<#`` opens a comment of PowerShell) or ``text``."""
    start = text[:_HEAD].lstrip("\ufeff \n\t\0")[:2]
    # "[11:20:30" opens a log, "[string]$x" a script.
    if start[:1] == "{" or (start[:1] == "[" and start[1:2] in _AFTER_BRACKET):
        return "json"
    return "xml" if start[:1] == "<" and start[1:2] != "#" else "text"
