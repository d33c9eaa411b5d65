"""Puts the files of one server configuration export together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from analyzer.configuration import (
    Configuration,
    Connector,
    GlobalSettings,
    InputFile,
    Note,
    Origin,
    Part,
    SyncRule,
)
from analyzer.errors import InputError, UnsafeInputError
from analyzer.readers.contribution import Contribution
from analyzer.readers.files import SourceFile, guard_total, shortened
from analyzer.readers.same import same_content
from analyzer.readers.server_configuration.connector import read_connector
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.server_configuration.rule import read_rule
from analyzer.readers.server_configuration.settings import read_settings
from analyzer.readers.source import InputSource
from analyzer.readers.tally import Tally
from analyzer.readers.xml import Element, parse_xml

FORMAT = "server-configuration"
_CONNECTORS, _SETTINGS, _RULES = "connectors", "globalsettings", "synchronizationrules"
_SECTIONS = {_CONNECTORS: "ma-data", _SETTINGS: "saved-mv-configuration", _RULES: "synchronizationRule"}
"""The folders of an export, in lower case, and the root element of their files."""

_TELLS = {
    _SETTINGS: (Part.SETTINGS,),
    _RULES: (Part.STANDARD_RULES, Part.CUSTOM_RULES, Part.RULE_STATE),
    _CONNECTORS: tuple(set(Part) - {Part.SETTINGS, Part.STANDARD_RULES, Part.CUSTOM_RULES, Part.RULE_STATE}),
}
"""The parts of a configuration that each folder tells in full."""

MAX_NODES = 4_000_000
"""Elements in all files of one export together: bounds the model as the parser's own caps bound one tree.

Contoso 1.1.130 has 58,500; 20 forests with 5,000 rules have 2 million.
"""

Progress = Callable[[str, int, int], None]
"""Called with what is being read, how many files are done and how many there are."""


@dataclass(frozen=True, slots=True)
class ExportRoot:
    """One export found inside an input: its folder and its files by section."""

    folder: str
    sections: dict[str, tuple[SourceFile, ...]]


def find_roots(source: InputSource, *, whole: bool = True) -> tuple[ExportRoot, ...]:
    """Return every place in the input that holds both a Connectors and a SynchronizationRules folder.

    Without ``whole``: the places that hold only some of the three folders.
    """
    found: dict[str, dict[str, list[SourceFile]]] = {}
    for file in source.files:
        folder, _, name = file.name.rpartition("/")
        parent, _, section = folder.rpartition("/")
        section = section.lower()
        if section in _SECTIONS and name.lower().endswith(".xml") and not _is_shadow(parent, name):
            found.setdefault(parent, {}).setdefault(section, []).append(file)
    return tuple(
        ExportRoot(folder, {name: tuple(files) for name, files in sections.items()})
        for folder, sections in sorted(found.items())
        if (_CONNECTORS in sections and _RULES in sections) is whole
    )


def _is_shadow(folder: str, name: str) -> bool:
    """Tell whether a file is what macOS keeps beside the real one (resource forks)."""
    return name.startswith("._") or folder.partition("/")[0] == "__MACOSX"


def read_contribution(source: InputSource, root: ExportRoot, progress: Progress = lambda *_: None) -> Contribution:
    """Read one export as a contribution that tells everything in full.

    Raises:
        InputError: as :func:`read_server_configuration` does.

    """
    configuration, digests = _read(source, root, progress)
    (description,) = configuration.inputs
    complete = {part for section, parts in _TELLS.items() if section in root.sections for part in parts}
    if not configuration.settings.parameters:
        complete.discard(Part.SETTINGS)
    return Contribution(
        format=FORMAT,
        input=source.name,
        label=source.label,
        place=root.folder,
        files=digests,
        sha256=description.sha256,
        server=description.server,
        exported_at=description.exported_at,
        product_version=description.product_version,
        settings=configuration.settings if _SETTINGS in root.sections or len(root.sections) > 1 else None,
        connectors=configuration.connectors,
        rules=configuration.sync_rules,
        complete=frozenset(complete),
        coverage=configuration.coverage,
        notes=configuration.notes,
    )


def read_server_configuration(
    source: InputSource, root: ExportRoot, progress: Progress = lambda *_: None
) -> Configuration:
    """Read one export.

    Raises:
        InputError: a file isn't well-formed, lacks something essential, or two files claim one identifier.
        UnsafeInputError: a file or the whole is beyond what any export holds.

    """
    return _read(source, root, progress)[0]


def _read(source: InputSource, root: ExportRoot, progress: Progress) -> tuple[Configuration, dict[str, bytes]]:
    files = _Files(root, progress)
    guard_total(sum(file.size for file in files.all), source.name)
    settings = _one_settings([read_settings(*doc) for doc in files.documents(_SETTINGS)], files.notes)
    connectors = _unique((read_connector(*doc) for doc in files.documents(_CONNECTORS)), "connector", files.notes)
    rules = _unique((read_rule(*doc) for doc in files.documents(_RULES)), "sync rule", files.notes)
    if (not connectors or not rules) and {_CONNECTORS, _RULES} <= root.sections.keys():
        missing = "connector" if not connectors else "sync rule"
        raise InputError(f"the export holds no {missing}; export the whole configuration again", file=source.name)
    configuration = Configuration(
        inputs=(),
        settings=settings,
        connectors=tuple(sorted(connectors, key=lambda c: (c.kind, c.name.casefold(), c.id))),
        sync_rules=tuple(sorted(rules, key=lambda r: (r.direction, r.precedence, r.id))),
        coverage=files.tally.coverage(),
        notes=tuple(files.notes),
    )
    description = InputFile(
        name=f"{source.label}/{root.folder}" if root.folder else source.label,
        format=FORMAT,
        sha256=source.sha256(files.digests),
        exported_at=settings.exported_at,
        server=settings.server,
        product_version=configuration.product_version,
    )
    return replace(configuration, inputs=(description,)), files.digests


class _Files:
    """Reads and parses the files of an export one at a time, so that only one tree is in memory."""

    def __init__(self, root: ExportRoot, progress: Progress) -> None:
        self.root = root
        self.progress = progress
        self.all = [file for files in root.sections.values() for file in files]
        self.tally = Tally()
        self.notes: list[Note] = []
        self.digests: dict[str, bytes] = {}

    def documents(self, section: str) -> Iterator[tuple[FileContext, Element]]:
        """Yield the documents of one section; one with another root element is tallied and left out."""
        expected = _SECTIONS[section]
        for file in self.root.sections.get(section, ()):
            self.progress(file.name, len(self.digests), len(self.all))
            data = file.read()
            self.digests[file.name] = hashlib.sha256(data).digest()
            element = parse_xml(data, file.name, self.notes)
            self.tally.add_document(element)
            if self.tally.total > MAX_NODES:
                message = f"the export holds more than {MAX_NODES:,} elements up to this file, which no export does"
                raise UnsafeInputError(message, file=file.name)
            if element.tag == expected:
                yield FileContext(file.name, self.tally, self.notes), element
            else:
                what = f"<{shortened(str(element.tag))}> in place of <{expected}>"
                self.tally.miss(element, file.name, "/", what)


def _one_settings(found: list[GlobalSettings], notes: list[Note]) -> GlobalSettings:
    if not found:
        origin = Origin("GlobalSettings", "/")
        notes.append(
            Note(origin, "No GlobalSettings in the export: server, version and optional features are unknown.")
        )
        return GlobalSettings("", "", (), (), {}, origin)
    for other in found[1:]:
        if not same_content(found[0], other):
            raise InputError("a second file of global settings; an export has one", file=other.origin.file)
        notes.append(Note(other.origin, f"An exact copy of {found[0].origin.file}; it was ignored."))
    return found[0]


Node = TypeVar("Node", Connector, SyncRule)


def _unique(nodes: Iterable[Node], kind: str, notes: list[Note]) -> list[Node]:
    """Keep one node per identifier: an exact copy is dropped with a note, anything else is an error."""
    kept: dict[str, Node] = {}
    for node in nodes:
        first = kept.setdefault(node.id, node)
        if first is node:
            continue
        if not same_content(first, node):
            raise InputError(
                f"the {kind} {shortened(node.id)} ({shortened(node.name)!r}) is here a second time with other "
                f"content; the first is in {first.origin.file}",
                file=node.origin.file,
            )
        notes.append(Note(node.origin, f"An exact copy of the {kind} in {first.origin.file}; it was ignored."))
    return list(kept.values())
