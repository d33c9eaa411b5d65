"""CliXML (``Export-Clixml``) as a tree of nodes.

The format is public ([MS-PSRP] 2.2.5, checked 2026-11-22): ``<Obj>`` with ``<Props>`` and ``<MS>`` of named values,
``<LST>`` and the like of values, ``<DCT>`` of entries, scalars by type, ``<Ref>`` to an earlier object.
"""

from __future__ import annotations

import re

from analyzer.configuration import Note
from analyzer.errors import InputError
from analyzer.readers.trees.build import Builder, clean
from analyzer.readers.trees.node import Node, Scalar
from analyzer.readers.xml import Element, line_of, local_name, parse_xml

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
_LISTS = {"LST", "STK", "QUE", "IE"}
_SCALARS = {
    *("S", "I16", "I32", "I64", "U16", "U32", "U64", "By", "SB", "Db", "Sg", "D", "C", "G", "URI", "Version", "XD"),
    *("DT", "TS", "SBK", "ToString"),
}
_SECRETS = {"SS", "BA"}
_DESCRIPTIONS = {"TN", "TNRef", "T", "ToString"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def parse_clixml(data: bytes, file: str, notes: list[Note]) -> Node:
    """Parse ``data``: a list with one node for every object of the file.

    Raises:
        InputError: it isn't well-formed, or no CliXML.
        UnsafeInputError: it holds more, or deeper nested, values than any export.

    """
    root = parse_xml(data, file, notes)
    if local_name(root) != "Objs":
        raise InputError("expected PowerShell's <Objs> at the root", file=file, place="line 1")
    tree = _Tree(Builder(file, notes))
    items = tuple(tree.value(child, f"$[{index}]", 1) for index, child in enumerate(root))
    return Node(items, file, "$", 1, read=True)


class _Tree:
    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._objects: dict[str, Element] = {}

    def value(self, element: Element, path: str, depth: int) -> Node:
        self._builder.guard(path, depth)
        kind, line, file = local_name(element), line_of(element), self._builder.file
        if kind == "Ref":
            target = self._objects.get(element.get("RefId", ""))
            return Node(None, file, path, line) if target is None else self.value(target, path, depth + 1)
        if kind == "Obj":
            self._objects.setdefault(element.get("RefId", ""), element)
            return self._object(element, path, depth, line)
        if kind in _LISTS:
            return self._list(element, path, depth, line)
        if kind == "DCT":
            return Node(self._entries(element, path, depth), file, path, line)
        return Node(_scalar(element, kind, path, file), file, path, line)

    def _object(self, element: Element, path: str, depth: int, line: int | None) -> Node:
        members: dict[str, Node] = {}
        values: list[Element] = []
        shown = ""
        for child in element:
            kind = local_name(child)
            if kind in ("Props", "MS"):
                for member in child:
                    self._member(members, member, path, depth)
            elif kind == "ToString":
                shown = _unescaped(child.text or "")
            elif kind not in _DESCRIPTIONS:
                values.append(child)
        file = self._builder.file
        if members:
            return Node(members, file, path, line)
        if not values:
            return Node(shown or {}, file, path, line)
        if len(values) == 1 and local_name(values[0]) in _LISTS | {"DCT"}:
            return self.value(values[0], path, depth)
        # An enumeration value: its name is what it shows, its number means nothing elsewhere.
        return Node(shown or _unescaped(values[0].text or ""), file, path, line)

    def _member(self, members: dict[str, Node], element: Element, path: str, depth: int) -> None:
        name = _unescaped(element.get("N", "?"))
        members.setdefault(name.casefold(), self.value(element, f"{path}.{name[:120]}", depth + 1))

    def _list(self, element: Element, path: str, depth: int, line: int | None) -> Node:
        items = tuple(self.value(child, f"{path}[{index}]", depth + 1) for index, child in enumerate(element))
        return Node(items, self._builder.file, path, line)

    def _entries(self, element: Element, path: str, depth: int) -> dict[str, Node]:
        members: dict[str, Node] = {}
        for entry in element:
            parts = {child.get("N", ""): child for child in entry}
            if "Key" in parts and "Value" in parts:
                name = _unescaped(parts["Key"].text or "")
                own = f"{path}.{name[:120]}"
                members.setdefault(name.casefold(), self.value(parts["Value"], own, depth + 1))
        return members


def _scalar(element: Element, kind: str, path: str, file: str) -> Scalar | dict[str, Node]:
    text = element.text or ""
    if kind == "B":
        return text.strip().lower() == "true"
    if kind == "Nil" or kind in _SECRETS:
        return None
    if kind in _SCALARS:
        return _unescaped(text)
    return {f"<{kind}>": Node(_unescaped(text), file, path, line_of(element))}


def _unescaped(text: str) -> str:
    return clean(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)) if "_x" in text else text
