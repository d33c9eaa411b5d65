"""One safe way to turn bytes into an XML tree, and the small helpers every XML reader needs."""

from __future__ import annotations

from typing import cast

from lxml import etree

from analyzer.configuration import Note, Origin
from analyzer.errors import InputError, UnsafeInputError

Element = etree._Element

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def _parser(encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
        encoding=encoding,
    )


def parse_xml(data: bytes, file: str, notes: list[Note]) -> Element:
    """Parse ``data`` and return the root element.

    Accepts UTF-8 and UTF-16 (byte order mark, declaration or neither) and, with a note, Windows-1252.

    Raises:
        InputError: the text isn't well-formed XML; says line and column.
        UnsafeInputError: it holds a DOCTYPE.

    """
    if not data.strip(b"\0 \t\r\n"):
        raise InputError("the file is empty", file=file)
    encoding = _guess_encoding(data)
    try:
        root = etree.fromstring(data, _parser(encoding))
    except etree.XMLSyntaxError as error:
        root = _parse_ansi(data, file, notes, error)
    except ValueError as error:
        raise InputError(f"not readable as XML: {error}", file=file) from error
    if root is None:
        raise InputError("not well-formed XML: no root element", file=file)
    if cast("etree.DocInfo", root.getroottree().docinfo).internalDTD is not None:
        raise UnsafeInputError("holds a DOCTYPE, which no export has", file=file)
    return root


def _guess_encoding(data: bytes) -> str | None:
    """Return an encoding where the bytes tell one that the parser wouldn't find by itself."""
    head = data[:64]
    if head.startswith((*_UTF16_BOMS, _UTF8_BOM)):
        return None
    if head[1:2] == b"\0" and head[:1] == b"<":
        return "UTF-16LE"
    if head[:2] == b"\0<":
        return "UTF-16BE"
    return None


def _parse_ansi(data: bytes, file: str, notes: list[Note], error: etree.XMLSyntaxError) -> Element:
    """Try Windows-1252 where the only trouble is bytes that are no UTF-8 and no encoding is declared."""
    declared = data.lstrip(_UTF8_BOM).startswith(b"<?xml") and b"encoding" in data[:200].partition(b"?>")[0]
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if not declared and not data.startswith(_UTF16_BOMS):
            try:
                root = etree.fromstring(data, _parser("windows-1252"))
            except etree.XMLSyntaxError:
                pass
            else:
                notes.append(Note(Origin(file, "/"), "The file is not UTF-8; it was read as Windows-1252."))
                return root
    line, column = error.position
    reason = (error.msg or "syntax error").partition(", line ")[0]
    if "ntity" in reason and "DOCTYPE" in data[:4096].decode("latin-1").upper():
        raise UnsafeInputError("holds a DOCTYPE, which no export has", file=file) from error
    raise InputError(f"not well-formed XML: {reason}", file=file, place=f"line {line}, column {column}") from error


def local_name(element: Element) -> str:
    """Return the tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line_of(element: Element) -> int | None:
    """Return the 1-based line the element starts on."""
    return cast("int | None", element.sourceline)


def text_of(element: Element | None) -> str:
    """Return the text of ``element`` without surrounding white space, empty when there is none."""
    return (element.text or "").strip() if element is not None else ""


def flag_of(text: str) -> bool | None:
    """Read a switch as exports write it (``True``, ``true``, ``1`` ...); ``None`` for anything else."""
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text.strip().lower())


def guid_of(text: str) -> str:
    """Normalise an identifier: no braces, lower case."""
    return text.strip().strip("{}").strip().lower()
