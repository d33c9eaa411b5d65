"""Turns the bytes of a text file into UTF-8, as Windows programs write text.

Order: byte order mark; NUL bytes that give UTF-16 away; the XML declaration; valid UTF-8; Windows-1252 with a note.
PowerShell 5.1 writes UTF-16 with a mark (``Out-File``, ``>``); editors save Windows-1252.
"""

from __future__ import annotations

import codecs
import re

from analyzer.errors import InputError
from analyzer.readers.files import shortened

_DECLARATION = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"'<>]*)["']""")
_ONE_BYTE = re.compile(r"windows-125\d|iso-8859-\d{1,2}", re.IGNORECASE)
_ANSI = "windows-1252"


def to_utf8(data: bytes, file: str) -> tuple[bytes, bool]:
    """Return ``data`` as UTF-8 without a byte order mark, and whether Windows-1252 had to be guessed.

    A mark beats the declaration. Bytes that claim to be UTF-8 are returned as they are: the parser checks them.

    Raises:
        InputError: the bytes aren't what the mark or the declaration says, or that encoding isn't accepted.

    """
    if data.startswith(codecs.BOM_UTF8):
        return data[3:], False
    if (wide := _wide(data)) is not None:
        return _recode(data, wide, file), False
    if (declared := _DECLARATION.match(data[:256])) is not None:
        return _declared(data, declared[1].decode("ascii", "replace").strip(), file), False
    return (data, False) if _is_utf8(data) else (_ansi(data, file), True)


def _wide(data: bytes) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: XML starts with a character that has a zero byte in UTF-16.
    nul = (data[:1] == b"\0", data[1:2] == b"\0")
    return {(False, True): "utf-16-le", (True, False): "utf-16-be"}.get(nul)


def _declared(data: bytes, label: str, file: str) -> bytes:
    if _ONE_BYTE.fullmatch(label):
        return _recode(data, label, file)
    # A file declared UTF-16 that got here has one byte a character: a tool has saved it anew.
    if label.lower() not in {"utf-8", "utf8", "us-ascii", "ascii", "utf-16"}:
        message = f"declares the encoding {shortened(label, 40)!r}; expected UTF-8, UTF-16 or Windows-1252"
        raise InputError(message, file=file, place="line 1")
    return data


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _ansi(data: bytes, file: str) -> bytes:
    try:
        return data.decode(_ANSI).encode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "is neither UTF-8, UTF-16 nor Windows-1252 text"
        raise InputError(message, file=file, place=f"line {line}, byte {error.start + 1}") from error


def _recode(data: bytes, encoding: str, file: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except (UnicodeError, LookupError) as error:
        at = f"byte {error.start + 1}" if isinstance(error, UnicodeDecodeError) else None
        raise InputError(f"is not the {encoding.upper()} text that it claims to be", file=file, place=at) from error
