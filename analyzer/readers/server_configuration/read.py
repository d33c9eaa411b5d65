"""Puts the files of one server configuration export together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from analyzer.configuration import (
    Configuration,
    Connector,
    GlobalSettings,
    InputFile,
    Note,
    Origin,
    SyncRule,
)
from analyzer.errors import InputError
from analyzer.readers.server_configuration.connector import read_connector
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.server_configuration.rule import read_rule
from analyzer.readers.server_configuration.settings import read_settings
from analyzer.readers.source import InputSource, SourceFile
from analyzer.readers.tally import Tally
from analyzer.readers.xml import Element, local_name, parse_xml

FORMAT = "server-configuration"
_CONNECTORS, _SETTINGS, _RULES = "connectors", "globalsettings", "synchronizationrules"

Progress = Callable[[str, int, int], None]
"""Called with what is being read, how many files are done and how many there are."""


@dataclass(frozen=True, slots=True)
class ExportRoot:
    """One export found inside an input: its folder and its files by section."""

    folder: str
    sections: dict[str, tuple[SourceFile, ...]]


def find_roots(source: InputSource) -> tuple[ExportRoot, ...]:
    """Return every place in the input that holds both a Connectors and a SynchronizationRules folder."""
    found: dict[str, dict[str, list[SourceFile]]] = {}
    for file in source.files:
        folder, _, name = file.name.rpartition("/")
        parent, _, section = folder.rpartition("/")
        if section.lower() in {_CONNECTORS, _SETTINGS, _RULES} and name.lower().endswith(".xml"):
            found.setdefault(parent, {}).setdefault(section.lower(), []).append(file)
    return tuple(
        ExportRoot(folder, {name: tuple(files) for name, files in sections.items()})
        for folder, sections in sorted(found.items())
        if _CONNECTORS in sections and _RULES in sections
    )


def read_server_configuration(
    source: InputSource, root: ExportRoot, progress: Progress = lambda *_: None
) -> Configuration:
    """Read one export.

    Raises:
        InputError: a file isn't well-formed, lacks something essential, or two files claim one identifier.

    """
    tally = Tally()
    notes: list[Note] = []
    total = sum(len(files) for files in root.sections.values())
    done = 0

    def documents(section: str, expected: str) -> list[tuple[FileContext, Element]]:
        nonlocal done
        result = []
        for file in root.sections.get(section, ()):
            progress(file.name, done, total)
            element = parse_xml(file.read(), file.name, notes)
            done += 1
            tally.add_document(element)
            if local_name(element) != expected:
                tally.miss(element, file.name, "/", f"<{local_name(element)}> in place of <{expected}>")
                continue
            result.append((FileContext(file.name, tally, notes), element))
        return result

    settings = _one_settings([read_settings(*doc) for doc in documents(_SETTINGS, "saved-mv-configuration")], notes)
    connectors = _unique([read_connector(*doc) for doc in documents(_CONNECTORS, "ma-data")], "connector", notes)
    rules = _unique([read_rule(*doc) for doc in documents(_RULES, "synchronizationRule")], "sync rule", notes)
    if not connectors or not rules:
        missing = "connector" if not connectors else "sync rule"
        raise InputError(f"the export holds no {missing}; export the whole configuration again", file=source.name)
    configuration = Configuration(
        inputs=(),
        settings=settings,
        connectors=tuple(sorted(connectors, key=lambda c: (c.kind, c.name.casefold(), c.id))),
        sync_rules=tuple(sorted(rules, key=lambda r: (r.direction, r.precedence, r.id))),
        coverage=tally.coverage(),
        notes=tuple(notes),
    )
    label = source.name if not root.folder else f"{source.name}/{root.folder}"
    description = InputFile(
        name=label,
        format=FORMAT,
        sha256=source.sha256(),
        exported_at=settings.exported_at,
        server=settings.server,
        product_version=configuration.product_version,
    )
    return replace(configuration, inputs=(description,))


def _one_settings(found: list[GlobalSettings], notes: list[Note]) -> GlobalSettings:
    if not found:
        origin = Origin("GlobalSettings", "/")
        notes.append(
            Note(origin, "No GlobalSettings in the export: server, version and optional features are unknown.")
        )
        return GlobalSettings("", "", (), (), {}, origin)
    if len(found) > 1:
        raise InputError("a second file of global settings; an export has one", file=found[1].origin.file)
    return found[0]


Node = TypeVar("Node", Connector, SyncRule)


def _unique(nodes: list[Node], kind: str, notes: list[Note]) -> list[Node]:
    """Keep one node per identifier: an exact copy is dropped with a note, anything else is an error."""
    kept: dict[str, Node] = {}
    for node in nodes:
        first = kept.setdefault(node.id, node)
        if first is node:
            continue
        if _content(first) != _content(node):
            raise InputError(
                f"the {kind} {node.id} ({node.name!r}) is here a second time with other content; "
                f"the first is in {first.origin.file}",
                file=node.origin.file,
            )
        notes.append(Note(node.origin, f"An exact copy of the {kind} in {first.origin.file}; it was ignored."))
    return list(kept.values())


def _content(node: Connector | SyncRule) -> str:
    return repr(node).replace(repr(node.origin.file), "''")
