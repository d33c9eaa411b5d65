"""The keys Graph gives a function's parameters in a parsed expression (``rules/cloud-sync/parameter-keys.json``)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analyzer.cloudsync.documents import Place
from analyzer.errors import KnowledgeError
from analyzer.resources import data_folder

FILE = "parameter-keys.json"


def rules_folder() -> Path:
    """Return the folder of the Cloud Sync knowledge that ships with the program."""
    return data_folder("rules") / "cloud-sync"


def open_document(path: Path) -> Place:
    """Parse the JSON file ``path``.

    Raises:
        KnowledgeError: it can't be read or isn't JSON.

    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KnowledgeError(f"can't be read: {error}", file=str(path)) from error
    return Place(value, "$", str(path), KnowledgeError)


@dataclass(frozen=True, slots=True)
class ParameterKeys:
    """Keys of one function.

    Attributes:
        keys: one key per argument.
        repeats: how many of the last keys start again when there are more arguments.
        by_count: keys of an older form with that many arguments.
        seen: whether a captured schema or a Graph sample shows these keys.

    """

    keys: tuple[str, ...]
    repeats: int
    by_count: tuple[tuple[int, tuple[str, ...]], ...]
    seen: bool

    def for_count(self, count: int) -> tuple[str, ...] | None:
        """Return the keys of ``count`` arguments; ``None`` when the function doesn't take so many."""
        older = dict(self.by_count).get(count)
        if older is not None:
            return older
        if count <= len(self.keys):
            return self.keys[:count]
        if not self.repeats:
            return None
        tail = self.keys[-self.repeats :]
        missing = count - len(self.keys)
        return self.keys + (tail * (missing // len(tail) + 1))[:missing]


@lru_cache(maxsize=4)
def parameter_keys(folder: Path | None = None) -> dict[str, ParameterKeys]:
    """Return the keys of every function Cloud Sync is known to have, by name; IIF is built apart.

    Raises:
        KnowledgeError: the file breaks its contract.

    """
    document = open_document((folder or rules_folder()) / FILE)
    found = {}
    for row in document.list("functions"):
        older = row.child("keys_by_count") if row.has("keys_by_count") else None
        counts = tuple((int(count), older.texts(count)) for count in older.names()) if older else ()
        found[row.text("name")] = ParameterKeys(row.texts("keys"), row.number("repeats", 0), counts, row.flag("seen"))
    return found


def keys_for(name: str, count: int) -> tuple[str, ...]:
    """Return the keys of a call; a function or an arity nobody documented gets ``source``, ``parameter2`` …."""
    known = parameter_keys().get(name)
    keys = known.for_count(count) if known else None
    return keys or tuple("source" if index == 0 else f"parameter{index + 1}" for index in range(count))


def keys_are_seen(name: str) -> bool:
    """Tell whether a real schema shows the keys of function ``name``; else Graph may expect others."""
    known = parameter_keys().get(name)
    return name == "IIF" or (known is not None and known.seen)
