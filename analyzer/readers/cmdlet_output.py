"""What ``Get-ADSync*`` cmdlets showed, saved as text, JSON or CliXML."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.configuration import Note, Origin, Parameter
from analyzer.readers.contribution import Contribution, Gathered
from analyzer.readers.loaded import LoadedFile
from analyzer.readers.object_model.records import kind_of, read_records
from analyzer.readers.object_model.settings import AUTO_UPGRADE
from analyzer.readers.text import opening_of
from analyzer.readers.trees.clixml import parse_clixml
from analyzer.readers.trees.json_tree import parse_json
from analyzer.readers.trees.list_text import parse_list
from analyzer.readers.trees.node import Node

FORMAT = "cmdlet-output"
STATES = ("enabled", "suspended", "disabled")
MAX_TEXT = 10_000_000
"""Longer text is a log: all rules of a large server are 1 MB of list output."""
_DEPTH = 3
_LIMIT = "It holds what the cmdlets show, not the whole configuration."


def read_cmdlet_output(file: LoadedFile) -> Contribution | None:
    """Read the records of a file; ``None`` when it holds none of a known kind.

    Raises:
        InputError: the file isn't well-formed.

    """
    opening = opening_of(file.text)
    if opening == "xml":
        root = parse_clixml(file.data, file.name, file.notes)
    elif opening == "json":
        root = parse_json(file.text, file.name, file.notes)
    elif len(file.text) > MAX_TEXT:
        return None
    else:
        root = parse_list(file.text, file.name, file.notes)
        if not root.children():
            return _auto_upgrade(file)
    found = Gathered()
    if not read_records(_records(root, 0), found):
        return None
    found.limit(_LIMIT)
    return file.contribution(FORMAT, found, (root,))


def _records(node: Node, depth: int) -> Iterator[Node]:
    """Yield the records of known kinds: the file's objects, or those a collection names."""
    if kind_of(node) is not None:
        yield node
    elif depth < _DEPTH:
        inner = node.children()
        if inner and (depth == 0 or any(True for child in inner for _ in _records(child, depth + 1))):
            node.read = True
        for child in inner:
            yield from _records(child, depth + 1)


def _auto_upgrade(file: LoadedFile) -> Contribution | None:
    """``Get-ADSyncAutoUpgrade`` shows one word; which cmdlet said it, only the file's name can tell."""
    word = file.text.strip()
    if word.casefold() not in STATES or "autoupgrade" not in file.name.casefold().replace("-", ""):
        return None
    origin = Origin(file.name, "$", 1)
    found = Gathered()
    found.parameters.append(Parameter(AUTO_UPGRADE, word, "SynchronizationGlobal", False, origin))
    found.notes.append(Note(origin, f"Its name says that '{word}' is what Get-ADSyncAutoUpgrade showed."))
    return file.contribution(FORMAT, found, (Node(word, file.name, "$", 1, read=True),))
