"""A value of a knowledge file together with its place, and typed ways to read it.

Every method either returns a value of the promised type or raises a :class:`KnowledgeError` that reads like
``rules/limits.yaml: $.limits[2].value: expected int, got 'many'``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from analyzer.errors import KnowledgeError
from analyzer.knowledge.yaml_source import Value

E = TypeVar("E", bound=StrEnum)

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
UPPER_KEBAB = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
CMDLET = re.compile(r"[A-Z][a-z]+-[A-Za-z]+")

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Node:
    """``value`` at ``path`` (a JSON path) of ``file``."""

    value: Value
    file: str
    path: str

    def error(self, message: str) -> KnowledgeError:
        """Make the error that says ``message`` about this place."""
        return KnowledgeError(message, file=self.file, place=self.path)

    def expected(self, what: str) -> KnowledgeError:
        """Make the error for a value of another kind than ``what``."""
        return self.error(f"expected {what}, got {_shown(self.value)}")

    def fields(self, required: frozenset[str], optional: frozenset[str] = frozenset()) -> dict[str, Node]:
        """Return the fields of a mapping that has all of ``required`` and nothing beyond ``optional``."""
        if not isinstance(self.value, dict):
            raise self.expected("a mapping")
        for name in self.value:
            if name not in required and name not in optional:
                known = ", ".join(sorted(required | optional))
                raise self.error(f"unknown key {name!r}; known here: {known}")
        missing = sorted(required - self.value.keys())
        if missing:
            raise self.error(f"the key {missing[0]!r} is missing")
        return {name: Node(value, self.file, f"{self.path}.{name}") for name, value in self.value.items()}

    def items(self) -> Iterator[Node]:
        """Iterate over a list."""
        if not isinstance(self.value, list):
            raise self.expected("a list")
        for index, value in enumerate(self.value):
            yield Node(value, self.file, f"{self.path}[{index}]")

    def some(self) -> list[Node]:
        """Return a list that isn't empty."""
        nodes = list(self.items())
        if not nodes:
            raise self.error("expected at least one entry, got an empty list")
        return nodes

    def text(self) -> str:
        """Return a text that isn't blank, without spaces around it."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.expected("text")
        return self.value.strip()

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(node.text() for node in self.items())

    def name(self, pattern: re.Pattern[str]) -> str:
        """Return an identifier that has the form of ``pattern``."""
        text = self.text()
        if not pattern.fullmatch(text):
            raise self.expected(f"an identifier like {_EXAMPLES[pattern]}")
        return text

    def integer(self) -> int:
        """Return a whole number."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.expected("int")
        return self.value

    def hours(self) -> float:
        """Return a number of hours, zero or more."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or self.value < 0:
            raise self.expected("hours (a number, zero or more)")
        return float(self.value)

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.expected("true or false")
        return self.value

    def day(self) -> date:
        """Return a date."""
        if not isinstance(self.value, date):
            raise self.expected("a date like 2026-11-22")
        return self.value

    def word(self, enum: type[E]) -> E:
        """Return a member of ``enum`` by its word."""
        return enum(self.one_of(tuple(enum)))

    def one_of(self, words: tuple[str, ...]) -> str:
        """Return one of ``words``."""
        if not isinstance(self.value, str) or self.value not in words:
            raise self.expected("one of " + ", ".join(str(word) for word in words))
        return self.value


_EXAMPLES = {
    KEBAB: "objects-per-domain",
    UPPER_KEBAB: "RULE-CUSTOM",
    SNAKE: "password_hash_sync",
    CMDLET: "Get-AADCloudSyncToolsJob",
}


def _shown(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, date) else repr(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
