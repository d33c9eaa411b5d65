"""One safe way to turn bytes into an XML tree, and the small helpers every XML reader needs."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from analyzer.configuration import Note, Origin
from analyzer.errors import InputError, UnsafeInputError
from analyzer.readers.encodings import to_utf8
from analyzer.readers.files import shortened

Element = etree._Element

MAX_MARKS = 3_000_000
"""How many ``<`` and ``=`` a file may hold: an upper bound of its elements and attributes, known before parsing.

The parser needs about 150 bytes for each, so 100 MB of ``<a/>`` would fill 3 GB. The largest real file has 124,000.
"""
MAX_LINE = 65_534
"""The parser knows exact line numbers up to here only."""

_PROLOG = re.compile(rb"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
# What libxml2 says when a cap of its own is reached names its C options; say what it means instead.
_CAPS = (
    ("Excessive depth", "elements are nested deeper than 256 levels"),
    ("Text node too long", "a single text, value, comment or tag is longer than 10 MB"),
    ("Buffer size limit", "a single text, value, comment or tag is longer than 10 MB"),
    ("too big found", "a single text, value, comment or tag is longer than 10 MB"),
    ("Name too long", "a name is longer than 50,000 characters"),
)
_FUNCTION = re.compile(r"xml[A-Z]\w+\s*:\s*")
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
        collect_ids=False,
        encoding="utf-8",
    )


def parse_xml(data: bytes, file: str, notes: list[Note]) -> Element:
    """Parse ``data`` and return the root element.

    Accepts UTF-8 and UTF-16 (byte order mark, declaration or neither) and, with a note, Windows-1252.

    Raises:
        InputError: the text isn't well-formed XML; says line and column.
        UnsafeInputError: it holds a DOCTYPE, or more elements than any export.

    """
    text, guessed = to_utf8(data, file) if data.strip(b"\0 \t\r\n") else (b"", False)
    if not text.strip(b"\0 \t\r\n"):
        raise InputError("the file is empty", file=file)
    if text.count(b"<") + text.count(b"=") > MAX_MARKS:
        raise UnsafeInputError(
            f"holds more than {MAX_MARKS:,} elements and attributes, which no export does", file=file
        )
    prolog = _PROLOG.match(text)
    if prolog is not None and text.startswith(b"<!DOCTYPE", prolog.end()):
        raise UnsafeInputError("holds a DOCTYPE, which no export has", file=file, place=_line(text, prolog.end()))
    try:
        root = etree.fromstring(text, _parser())
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(error, file) from error
    except ValueError as error:
        raise InputError(f"not readable as XML: {shortened(str(error))}", file=file) from error
    if cast("etree.DocInfo", root.getroottree().docinfo).internalDTD is not None:
        raise UnsafeInputError("holds a DOCTYPE, which no export has", file=file)
    if guessed:
        notes.append(Note(Origin(file, "/"), "The file is not UTF-8; it was read as Windows-1252."))
    return root


def _line(text: bytes, offset: int) -> str:
    before = text.count(b"\n", 0, offset)
    return f"line {before + 1}"


def _not_well_formed(error: etree.XMLSyntaxError, file: str) -> InputError:
    line, column = error.position
    reason = _FUNCTION.sub("", (error.msg or "syntax error").partition(", line ")[0].strip())
    for sign, meaning in _CAPS:
        if sign in reason:
            return InputError(f"{meaning}, which no export has", file=file, place=f"line {line}, column {column}")
    return InputError(
        f"not well-formed XML: {shortened(reason, 160)}", file=file, place=f"line {line}, column {column}"
    )


def local_name(element: Element) -> str:
    """Return the tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line_of(element: Element) -> int | None:
    """Return the 1-based line the element starts on; ``None`` beyond :data:`MAX_LINE`, where it would be a guess."""
    line = cast("int | None", element.sourceline)
    return line if line is not None and line <= MAX_LINE else None


def text_of(element: Element | None) -> str:
    """Return the text of ``element`` without surrounding white space, empty when there is none."""
    return (element.text or "").strip() if element is not None else ""


def flag_of(text: str) -> bool | None:
    """Read a switch as exports write it (``True``, ``true``, ``1`` ...); ``None`` for anything else."""
    return _FLAGS.get(text.strip().lower())


def guid_of(text: str) -> str:
    """Normalise an identifier: no braces, lower case."""
    return text.strip().strip("{}").strip().lower()
