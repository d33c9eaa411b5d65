"""Counts what was understood. A node nobody expected is listed, with everything below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from analyzer.configuration import Coverage, NotUnderstood, Origin
from analyzer.readers.xml import Element, line_of

MAX_LISTED = 10_000
"""How many nodes are listed one by one; all are counted."""

_COUNT = etree.XPath("count(descendant-or-self::*)")


def count_nodes(element: Element) -> int:
    """Return the number of elements in the subtree, itself included."""
    return int(cast("float", _COUNT(element)))


@dataclass(slots=True)
class Tally:
    """Collects coverage over all files of one input."""

    total: int = 0
    missed: int = 0
    unlisted: int = 0
    not_understood: list[NotUnderstood] = field(default_factory=list)

    def add_document(self, root: Element) -> None:
        """Count all elements of a document as understood; :meth:`miss` takes back what wasn't."""
        self.total += count_nodes(root)

    def miss(self, element: Element, file: str, path: str, what: str, *, alone: bool = False) -> None:
        """Record that ``element`` (and, unless ``alone``, everything below it) was not understood."""
        self.missed += 1 if alone else count_nodes(element)
        self._list(element, file, path, what)

    def miss_extra(self, element: Element, file: str, path: str, what: str) -> None:
        """Record something at ``element`` that isn't counted where it is known: it counts as one more node."""
        self.total += 1
        self.missed += 1
        self._list(element, file, path, what)

    def _list(self, element: Element, file: str, path: str, what: str) -> None:
        if len(self.not_understood) < MAX_LISTED:
            self.not_understood.append(NotUnderstood(Origin(file, path, line_of(element)), what))
        else:
            self.unlisted += 1

    def coverage(self) -> Coverage:
        """Return the result."""
        listed = tuple(self.not_understood)
        if self.unlisted:
            listed += (NotUnderstood(listed[-1].origin, f"and {self.unlisted:,} more after this one"),)
        return Coverage(self.total, self.total - self.missed, listed)
