"""One node of a tree of named values, which remembers whether somebody read it.

PowerShell writes the same objects as JSON, CliXML or text; its habits are known here: names in any case, a list of
one element written as that element, ``{"value": [...], "Count": 1}`` for a list, absent and null alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.configuration import Coverage, NotUnderstood, Origin
from analyzer.readers.files import quoted, shortened
from analyzer.readers.tally import MAX_LISTED
from analyzer.readers.xml import flag_of, guid_of

MAX_NODES = 1_000_000
"""Nodes in one file: far above any real one (all 200 rules of a large server have 60,000)."""
MAX_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that only running the script would tell: its source text."""

    text: str


Scalar = str | bool | int | float | None | Unresolved


@dataclass(slots=True, eq=False)
class Node:
    """A scalar, a list or an object (by lower-case name). The only mutable field is ``read``."""

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    file: str
    path: str
    line: int | None = None
    read: bool = False

    @property
    def origin(self) -> Origin:
        """Where the node stands."""
        return Origin(self.file, self.path, self.line)

    @property
    def is_object(self) -> bool:
        """Tell whether the node has named children."""
        return isinstance(self.value, dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether the node says nothing: null, an empty text, list or object."""
        return self.value is None or self.value == "" or self.value in ((), {})

    @property
    def scalar(self) -> str | None:
        """The value as text without surrounding blanks; ``None`` for lists and objects, empty for null."""
        if isinstance(self.value, tuple | dict):
            return None
        if self.value is None:
            return ""
        if isinstance(self.value, Unresolved):
            return self.value.text
        return str(self.value).strip()

    @property
    def names(self) -> tuple[str, ...]:
        """The lower-case names of the children."""
        return tuple(self.value) if isinstance(self.value, dict) else ()

    def peek(self, *names: str) -> Node | None:
        """Return the first child of these names that says something, without counting it as read."""
        if isinstance(self.value, dict):
            for name in names:
                node = self.value.get(name.casefold())
                if node is not None and node.value is not None:
                    return node
        return None

    def get(self, *names: str) -> Node | None:
        """Return the first child of these names that says something; all empty ones count as read."""
        if isinstance(self.value, dict):
            for name in names:
                empty = self.value.get(name.casefold())
                if empty is not None and empty.is_empty:
                    empty.read = True
        node = self.peek(*names)
        if node is not None:
            node.read = True
        return node

    def text(self, *names: str) -> str:
        """Return the text under one of these names, empty when there is none; a list or object stays unread."""
        node = self.peek(*names)
        found = node.scalar if node is not None else ""
        if found is not None:
            self.get(*names)
        return found or ""

    def raw(self, *names: str) -> str:
        """Return the text with its surrounding blanks, which count in expressions and constants."""
        node = self.get(*names)
        if node is None or isinstance(node.value, tuple | dict):
            return ""
        return node.value.text if isinstance(node.value, Unresolved) else str(node.value)

    def guid(self, *names: str) -> str:
        """Return an identifier in its normal form; CliXML and JSON may wrap it in an object."""
        node = self.peek(*names)
        if node is not None and node.is_object:
            inner = node.peek("guid", "value")
            if inner is not None:
                node.skip_all()
                return guid_of(inner.scalar or "")
        return guid_of(self.text(*names))

    def flag(self, *names: str) -> bool | None:
        """Return a switch, ``None`` when it is absent or says neither on nor off (then it stays unread)."""
        node = self.peek(*names)
        if node is None or node.scalar is None:
            self.get(*names)
            return None
        value = flag_of(node.scalar)
        if value is not None:
            self.get(*names)
        return value

    def number(self, *names: str) -> int | None:
        """Return a whole number, ``None`` when it is absent or something else (then it stays unread)."""
        node = self.peek(*names)
        text = (node.scalar or "") if node is not None and not isinstance(node.value, bool) else ""
        digits = text.removeprefix("-")
        if not digits.isascii() or not digits.isdecimal() or len(digits) > 10:
            return None
        self.get(*names)
        return int(text)

    def list(self, *names: str) -> tuple[Node, ...]:
        """Return the elements under one of these names; a single value is a list of one."""
        node = self.get(*names)
        return () if node is None else node.elements()

    def elements(self) -> tuple[Node, ...]:
        """Return the elements of this node, itself when it is no list; counts the list as read."""
        self.read = True
        if isinstance(self.value, tuple):
            return self.value
        if isinstance(self.value, dict) and set(self.value) == {"value", "count"}:
            self.value["count"].read = True
            return self.value["value"].elements()
        return () if self.is_empty else (self,)

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return the texts of a list; elements that are none stay unread."""
        found = []
        for node in self.list(*names):
            if node.scalar is None:
                node.read = False
                continue
            node.read = True
            if node.scalar:
                found.append(node.scalar)
        return tuple(found)

    def skip(self, *names: str) -> None:
        """Count the children of these names, with all below, as known and not needed."""
        if isinstance(self.value, dict):
            for name in names:
                if (child := self.value.get(name.casefold())) is not None:
                    child.skip_all()

    def skip_all(self) -> None:
        """Count this node, with all below, as known and not needed."""
        for node in self.walk():
            node.read = True

    def children(self) -> tuple[Node, ...]:
        """Return the nodes directly below."""
        if isinstance(self.value, dict):
            return tuple(self.value.values())
        return self.value if isinstance(self.value, tuple) else ()

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children()))


def coverage_of(roots: tuple[Node, ...]) -> Coverage:
    """Count what was read; the topmost node of whatever nobody read is listed."""
    total = missed = unlisted = 0
    listed: list[NotUnderstood] = []
    pending = [(root, False) for root in reversed(roots)]
    while pending:
        node, lost = pending.pop()
        total += 1
        below = lost or not node.read
        if below:
            missed += 1
            if not lost:
                if len(listed) < MAX_LISTED:
                    listed.append(NotUnderstood(node.origin, _what(node)))
                else:
                    unlisted += 1
        pending.extend((child, below) for child in reversed(node.children()))
    if unlisted:
        listed.append(NotUnderstood(listed[-1].origin, f"and {unlisted:,} more after this one"))
    return Coverage(total, total - missed, tuple(listed))


def _what(node: Node) -> str:
    name = shortened(node.path.rpartition(".")[2])
    if isinstance(node.value, Unresolved):
        return f"{name} depends on a run-time value: {quoted(node.value.text, 60)}"
    return f"{name} isn't read"
