"""Rewrites whole exports: one rewriter for each format, so that a new format adds one entry here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from analyzer.redaction.redactor import Redactor
from analyzer.redaction.server_configuration import redact_document, rule_names

Element = etree._Element
Parse = Callable[[bytes, str], Element]
"""Parses the bytes of a file of this name safely (readers know how)."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export by its path inside the export, with ``/``; ``read`` returns its bytes."""

    name: str
    read: Callable[[], bytes]


Rewriter = Callable[[Iterable[ExportFile], Redactor, Parse], Iterator[tuple[str, bytes]]]
"""Yields the new path inside the export and the new bytes of every file."""


def rewrite_server_configuration(
    files: Iterable[ExportFile], redactor: Redactor, parse: Parse
) -> Iterator[tuple[str, bytes]]:
    """Rewrite the three folders of ``Get-ADSyncServerConfiguration``, one file at a time.

    Names of files carry identifiers, so they change as the identifiers inside do. All rules are looked at before
    the first is rewritten: clones are known by the names of others.
    """
    listed = list(files)
    rules = (file for file in listed if "synchronizationrules/" in file.name.casefold())
    names = (rule_names(parse(file.read(), file.name)) for file in rules)
    redactor.learn_rules(pair for pair in names if pair is not None)
    for file in listed:
        yield redactor.product_text(file.name), redact_document(parse(file.read(), file.name), redactor)


REWRITERS: dict[str, Rewriter] = {"server-configuration": rewrite_server_configuration}
"""The formats that can be rewritten, by the name readers give a format."""
