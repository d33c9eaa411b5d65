"""Counts what was understood. A node nobody expected is listed, with everything below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from analyzer.configuration import Coverage, NotUnderstood, Origin
from analyzer.readers.xml import Element, line_of, local_name

_COUNT = etree.XPath("count(descendant-or-self::*)")


def count_nodes(element: Element) -> int:
    """Return the number of elements in the subtree, itself included."""
    return int(cast("float", _COUNT(element)))


@dataclass(frozen=True, slots=True)
class Shape:
    """What an element may hold.

    Attributes:
        read: child elements whose content enters the model (at most once each).
        repeated: child elements that may occur several times and enter the model.
        skipped: child elements known to carry nothing an assessment needs; their content is not examined.
        attributes: XML attributes that are known.

    """

    read: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()


def shape(read: str = "", repeated: str = "", skipped: str = "", attributes: str = "") -> Shape:
    """Write a :class:`Shape` with blank-separated names."""
    return Shape(*(frozenset(names.split()) for names in (read, repeated, skipped, attributes)))


@dataclass(slots=True)
class Tally:
    """Collects coverage over all files of one input."""

    total: int = 0
    missed: int = 0
    not_understood: list[NotUnderstood] = field(default_factory=list)

    def add_document(self, root: Element) -> None:
        """Count all elements of a document as read; :meth:`miss` takes back what wasn't."""
        self.total += count_nodes(root)

    def miss(self, element: Element, file: str, path: str, what: str, *, alone: bool = False) -> None:
        """Record that ``element`` (and, unless ``alone``, everything below it) was not understood."""
        self.missed += 1 if alone else count_nodes(element)
        self.not_understood.append(NotUnderstood(Origin(file, path, line_of(element)), what))

    def children(self, element: Element, file: str, path: str, known: Shape) -> Mapping[str, Element]:
        """Return the children of ``element`` that are read once, by name; what ``known`` lacks is recorded."""
        found: dict[str, Element] = {}
        for child in element:
            name = local_name(child)
            if name in known.read:
                if name in found:
                    self.miss(child, file, f"{path}/{name}", f"a second <{name}>")
                else:
                    found[name] = child
            elif name not in known.repeated and name not in known.skipped:
                self.miss(child, file, f"{path}/{name}", f"unknown element <{name}>")
        if element.attrib:
            for key in map(str, element.attrib):
                if key.rpartition("}")[2] not in known.attributes:
                    self.total += 1
                    self.missed += 1
                    origin = Origin(file, f"{path}/@{key}", line_of(element))
                    self.not_understood.append(NotUnderstood(origin, f"unknown attribute {key}"))
        return found

    def coverage(self) -> Coverage:
        """Return the result."""
        return Coverage(self.total, self.total - self.missed, tuple(self.not_understood))
