"""Builds nodes from values that a parser made, with caps on their number and depth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analyzer.configuration import Note, Origin
from analyzer.errors import InputError, UnsafeInputError
from analyzer.readers.files import quoted, shortened
from analyzer.readers.trees.node import MAX_DEPTH, MAX_NODES, Node, Scalar, Unresolved

_SURROGATE = re.compile("[\ud800-\udfff]")


class Pairs(list[tuple[str, object]]):
    """The members of an object in the order of the file, names that occur twice included."""


@dataclass(slots=True)
class Builder:
    """Makes the nodes of one file."""

    file: str
    notes: list[Note]
    count: int = field(default=0)

    def build(self, value: object, path: str = "$", depth: int = 0) -> Node:
        """Return the node for a value of the JSON kind; objects may be :class:`Pairs` or mappings.

        Raises:
            UnsafeInputError: there are too many values, or they are nested too deep.

        """
        self.guard(path, depth)
        if isinstance(value, Pairs):
            return self._object(value, path, depth)
        if isinstance(value, Mapping):
            return self._object(value.items(), path, depth)
        if isinstance(value, list | tuple):
            items = tuple(self.build(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value))
            return Node(items, self.file, path)
        return Node(scalar(value), self.file, path)

    def guard(self, path: str, depth: int) -> None:
        """Count one more node and refuse what no export holds."""
        self.count += 1
        if self.count > MAX_NODES:
            raise UnsafeInputError(f"holds more than {MAX_NODES:,} values, which no export does", file=self.file)
        if depth > MAX_DEPTH:
            message = f"values are nested deeper than {MAX_DEPTH} levels, which no export has"
            raise UnsafeInputError(message, file=self.file, place=shortened(path))

    def _object(self, members: Iterable[tuple[str, object]], path: str, depth: int) -> Node:
        found: dict[str, Node] = {}
        for name, value in members:
            key = str(clean(str(name)))
            own = f"{path}.{shortened(key, 120)}"
            folded = key.casefold()
            node = self.build(value, own, depth + 1)
            if folded in found:
                self.notes.append(Note(Origin(self.file, own), f"{quoted(key)} occurs twice; the first was read."))
                folded = f"{folded} (occurrence {len(found) + 1})"
            found[folded] = node
        return Node(found, self.file, path)


def scalar(value: object) -> Scalar:
    """Return a scalar as nodes hold it; anything unexpected becomes its text."""
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool | int | float | Unresolved):
        return value
    return clean(str(value))


def clean(text: str) -> str:
    """Replace halves of surrogate pairs, which have no UTF-8 form."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def broken(file: str, what: str, line: int, column: int, reason: str) -> InputError:
    """Return the error for text that isn't well-formed."""
    return InputError(
        f"not well-formed {what}: {shortened(reason, 120)}", file=file, place=f"line {line}, column {column}"
    )
