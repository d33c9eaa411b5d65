"""PowerShell's list output (``Format-List``, ``>``) as a tree of nodes: ``Name : value``, blank lines between records.

What is known of it: names are padded so that the colons of a record stand in one column; long values are wrapped at
the width of the console and go on, indented, below the value; lists are shown as ``{a, b, c...}`` and objects by the
name of their type. So text is the poorest of the three forms, and what it can't carry is left unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analyzer.configuration import Note, Origin
from analyzer.errors import UnsafeInputError
from analyzer.readers.trees.build import clean
from analyzer.readers.trees.node import MAX_NODES, Node

_FIELD = re.compile(r"([A-Za-z_][\w.\-()/ ]{0,78}?) *:(?: (.*)|)$")
_LIST = re.compile(r"\{(.*)\}\Z", re.DOTALL)


@dataclass(slots=True)
class _Record:
    line: int
    column: int
    fields: list[tuple[str, int, list[str]]] = field(default_factory=list)


def parse_list(text: str, file: str, notes: list[Note]) -> Node:
    """Return a list with one object for every record of ``text``; lines that are no field are left out.

    Raises:
        UnsafeInputError: it holds more fields than any export.

    """
    if text.count("\n") > MAX_NODES:
        raise UnsafeInputError(f"holds more than {MAX_NODES:,} lines, which no export does", file=file)
    lines = text.split("\n")
    width = max((len(line.rstrip()) for line in lines), default=0)
    records = _records(lines)
    nodes = []
    for index, record in enumerate(records):
        members: dict[str, Node] = {}
        for name, line, parts in record.fields:
            path = f"$[{index}].{name}"
            if len(parts) > 1:
                notes.append(
                    Note(Origin(file, path, line), f"{name} is wrapped over {len(parts)} lines; put together.")
                )
            value = _joined(parts, width - record.column - 2)
            members.setdefault(name.casefold(), _value(value, file, path, line))
        nodes.append(Node(members, file, f"$[{index}]", record.line))
    return Node(tuple(nodes), file, "$", 1, read=True)


def _records(lines: list[str]) -> list[_Record]:
    records: list[_Record] = []
    current: _Record | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            current = None
            continue
        indent = len(line) - len(line.lstrip())
        if current is not None and current.fields and indent > current.column:
            current.fields[-1][2].append(line.strip())
            continue
        found = _FIELD.match(line.rstrip())
        if found is None:
            continue
        column = line.index(":", len(found[1]))
        if current is None or found[1].casefold() in {name.casefold() for name, _, _ in current.fields}:
            current = _Record(number, column)
            records.append(current)
        current.fields.append((found[1].strip(), number, [found[2] or ""]))
    return records


def _joined(parts: list[str], width: int) -> str:
    """Put a wrapped value together: a line cut at the full width was cut inside a word, any other between words."""
    whole = parts[0]
    last = parts[0]
    for part in parts[1:]:
        whole += part if len(last) >= width else f" {part}"
        last = part
    return whole.strip()


def _value(text: str, file: str, path: str, line: int) -> Node:
    found = _LIST.fullmatch(text)
    if found is None:
        return Node(clean(text) or None, file, path, line)
    items = [item.strip() for item in found[1].split(", ")] if found[1].strip() else []
    # A list of more than four is cut with dots: what is left of it stays unread.
    nodes = tuple(Node(clean(item), file, f"{path}[{index}]", line) for index, item in enumerate(items))
    return Node(nodes, file, path, line)
