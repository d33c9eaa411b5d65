"""Reads ``rules/directory-names.json``: names of attributes and classes that Microsoft ships."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.errors import KnowledgeError
from analyzer.resources import data_folder

_FILE = "directory-names.json"


@dataclass(frozen=True, slots=True)
class DirectoryNames:
    """Names in lower case; ``families`` are beginnings of names that only Microsoft gives."""

    attributes: frozenset[str]
    classes: frozenset[str]
    families: tuple[str, ...]


def load_directory_names(folder: Path | None = None) -> DirectoryNames:
    """Read the file from ``folder`` (default: the shipped ``rules``).

    Raises:
        KnowledgeError: it can't be read or breaks its contract; names the JSON path.

    """
    path = (folder or data_folder("rules")) / _FILE
    try:
        document = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise KnowledgeError(f"can't be read: {error.strerror}", file=str(path)) from error
    except ValueError as error:
        raise KnowledgeError(f"expected JSON: {error}", file=str(path)) from error
    return DirectoryNames(
        frozenset(_names(document, "attributes", path)),
        frozenset(_names(document, "classes", path)),
        tuple(sorted(_names(document, "families", path))),
    )


def _names(document: Any, key: str, path: Path) -> list[str]:
    """Return the blank-separated names in a list of lines, in lower case."""
    lines = document.get(key) if isinstance(document, dict) else None
    if not isinstance(lines, list) or not lines or not all(isinstance(line, str) for line in lines):
        raise KnowledgeError("expected lines of names", file=str(path), place=f"$.{key}")
    return [name.casefold() for line in lines for name in line.split()]
