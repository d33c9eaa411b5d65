"""The one syntax tree of both expression languages.

A node knows its place in the source (``start``/``end``, offsets in code points; -1 when it was built by a
program). Places don't take part in equality: two nodes are equal when they mean the same text. Equality,
hashing
and walking never recurse, so a tree may be as deep as memory allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar


class Dialect(StrEnum):
    """Which product's language a text is written in."""

    CONNECT = "connect"
    CLOUD_SYNC = "cloud-sync"


class Node:
    """Any part of an expression."""

    __slots__ = ()
    start: int
    end: int
    children: ClassVar[tuple[Node, ...]] = ()

    @property
    def local(self) -> object:
        """What distinguishes this node apart from its children."""
        raise NotImplementedError

    def with_children(self, children: tuple[Node, ...]) -> Node:
        """Return this node with other children; a leaf returns itself."""
        return self

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Node):
            return NotImplemented
        pending: list[tuple[Node, Node]] = [(self, other)]
        while pending:
            left, right = pending.pop()
            if left is right:
                continue
            if type(left) is not type(right) or left.local != right.local:
                return False
            if len(left.children) != len(right.children):
                return False
            pending.extend(zip(left.children, right.children, strict=True))
        return True

    def __hash__(self) -> int:
        return hash(tuple((type(node).__name__, node.local, len(node.children)) for node in walk(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Text(Node):
    """A string literal; ``raw`` is what stands between the quotes, escapes included."""

    raw: str
    start: int = -1
    end: int = -1

    @classmethod
    def of(cls, value: str) -> Text:
        """Build the literal for ``value``."""
        return cls(value.replace("\\", "\\\\").replace('"', '\\"'))

    @property
    def value(self) -> str:
        r"""The characters meant; only ``\\`` and ``\"`` are escapes (reference-expressions, 2025-04-09)."""
        if "\\" not in self.raw:
            return self.raw
        out: list[str] = []
        characters = iter(self.raw)
        for character in characters:
            if character != "\\":
                out.append(character)
                continue
            following = next(characters, "")
            out.append(following if following in {"\\", '"'} else "\\" + following)
        return "".join(out)

    @property
    def local(self) -> str:
        """The raw text."""
        return self.raw


@dataclass(frozen=True, slots=True, eq=False)
class Number(Node):
    """A number literal as written: decimal, negative or ``&H`` hexadecimal."""

    raw: str
    start: int = -1
    end: int = -1

    @property
    def value(self) -> int | float:
        """The number meant."""
        if self.raw[:2] in {"&H", "&h"}:
            return int(self.raw[2:], 16)
        return float(self.raw) if "." in self.raw else int(self.raw)

    @property
    def local(self) -> str:
        """The number as written."""
        return self.raw


@dataclass(frozen=True, slots=True, eq=False)
class Boolean(Node):
    """``True`` or ``False``."""

    value: bool
    start: int = -1
    end: int = -1

    @property
    def local(self) -> bool:
        """The truth value."""
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class Word(Node):
    """A bare word: ``NULL``, ``IgnoreThisFlow``, ``AuthoritativeNull``, ``vbTextCompare``, ``UTF8`` …."""

    name: str
    start: int = -1
    end: int = -1

    @property
    def local(self) -> str:
        """The word."""
        return self.name


@dataclass(frozen=True, slots=True, eq=False)
class Attribute(Node):
    """``[name]``: the value of an attribute of the source object."""

    name: str
    start: int = -1
    end: int = -1

    @property
    def local(self) -> str:
        """The attribute's name."""
        return self.name


@dataclass(frozen=True, slots=True, eq=False)
class Parameter(Node):
    """``%name%``: a connector or domain parameter."""

    name: str
    start: int = -1
    end: int = -1

    @property
    def local(self) -> str:
        """The parameter's name."""
        return self.name


@dataclass(frozen=True, slots=True, eq=False)
class Variable(Node):
    """``$name``: the variable of ``Select``, ``Where`` or ``With``."""

    name: str
    start: int = -1
    end: int = -1

    @property
    def local(self) -> str:
        """The variable's name without the dollar sign."""
        return self.name


@dataclass(frozen=True, slots=True, eq=False)
class Empty(Node):
    """An argument slot left empty, as Cloud Sync allows: ``Replace([x], "a", , , "b", , )``."""

    start: int = -1
    end: int = -1

    @property
    def local(self) -> None:
        """Nothing."""
        return


@dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """``name(arguments)``; functions nobody knows are calls as well."""

    name: str
    arguments: tuple[Node, ...]
    start: int = -1
    end: int = -1

    @property
    def children(self) -> tuple[Node, ...]:  # type: ignore[override]
        """The arguments."""
        return self.arguments

    @property
    def local(self) -> str:
        """The function's name."""
        return self.name

    def with_children(self, children: tuple[Node, ...]) -> Call:
        """Return the same call with other arguments."""
        return replace(self, arguments=children)


@dataclass(frozen=True, slots=True, eq=False)
class Binary(Node):
    """Two operands: a comparison, ``-``, ``*`` or ``/``."""

    operator: str
    left: Node
    right: Node
    start: int = -1
    end: int = -1

    @property
    def children(self) -> tuple[Node, ...]:  # type: ignore[override]
        """Both operands."""
        return (self.left, self.right)

    @property
    def local(self) -> str:
        """The operator."""
        return self.operator

    def with_children(self, children: tuple[Node, ...]) -> Binary:
        """Return the same operation on other operands."""
        return replace(self, left=children[0], right=children[1])


@dataclass(frozen=True, slots=True, eq=False)
class Chain(Node):
    """Two or more operands of one associative operator: ``||``, ``&&``, ``&`` or ``+``, side by side."""

    operator: str
    operands: tuple[Node, ...]
    start: int = -1
    end: int = -1

    @property
    def children(self) -> tuple[Node, ...]:  # type: ignore[override]
        """The operands."""
        return self.operands

    @property
    def local(self) -> str:
        """The operator."""
        return self.operator

    def with_children(self, children: tuple[Node, ...]) -> Chain:
        """Return the same chain of other operands."""
        return replace(self, operands=children)


@dataclass(frozen=True, slots=True, eq=False)
class Negation(Node):
    """A minus sign before anything that isn't a number literal."""

    operand: Node
    start: int = -1
    end: int = -1

    @property
    def children(self) -> tuple[Node, ...]:  # type: ignore[override]
        """The operand."""
        return (self.operand,)

    @property
    def local(self) -> None:
        """Nothing but the operand."""
        return

    def with_children(self, children: tuple[Node, ...]) -> Negation:
        """Return the minus sign before another operand."""
        return replace(self, operand=children[0])


NULL_WORD = Word("NULL")
TRUE, FALSE = Boolean(True), Boolean(False)
SPECIAL_WORDS = frozenset({"NULL", "AuthoritativeNull", "IgnoreThisFlow"})
COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and everything below it, parents first, left to right."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        if current.children:
            pending.extend(reversed(current.children))


def postorder(node: Node) -> list[Node]:
    """Return ``node`` and everything below it, children first, left to right."""
    out: list[Node] = []
    pending = [node]
    while pending:
        current = pending.pop()
        out.append(current)
        pending.extend(current.children)
    out.reverse()
    return out


def depth(node: Node) -> int:
    """Return the number of levels of the tree; a leaf has 1."""
    deepest = 0
    pending = [(node, 1)]
    while pending:
        current, level = pending.pop()
        deepest = max(deepest, level)
        pending.extend((child, level + 1) for child in current.children)
    return deepest


def attributes_of(node: Node) -> tuple[str, ...]:
    """Return the attributes an expression reads, in order of first use, each once.

    ``ImportedValue("name")`` and ``ValueCount("name")`` read the attribute they name in quotes.
    """
    seen: dict[str, None] = {}
    for part in walk(node):
        if isinstance(part, Attribute):
            seen[part.name] = None
        elif isinstance(part, Call) and part.name in {"ImportedValue", "ValueCount"}:
            seen.update((argument.value, None) for argument in part.arguments if isinstance(argument, Text))
    return tuple(seen)
