"""What is known about every function of both dialects, loaded from ``rules/functions.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from analyzer.errors import KnowledgeError
from analyzer.expressions.nodes import Dialect
from analyzer.resources import rules_yaml


class Fit(StrEnum):
    """How a Connect function fits Cloud Sync."""

    DIRECT = "direct"
    RENAMED = "renamed"
    REWRITTEN = "rewritten"
    PARTIAL = "partial"
    NONE = "none"
    CLOUD_ONLY = "cloud-only"


class Availability(StrEnum):
    """How sure it is that a function works in Cloud Sync."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    APP_PROVISIONING = "app-provisioning"
    SAMPLE = "sample"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter of a function; ``type`` is the reference's word (``str``, ``num``, ``mvstr`` …)."""

    type: str
    name: str
    optional: bool = False
    repeating: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """How a function is called in one dialect."""

    text: str
    name: str
    returns: str
    arguments: tuple[Argument, ...]

    @property
    def fewest(self) -> int:
        """Least number of arguments: up to the last one that must be there."""
        needed = [n for n, argument in enumerate(self.arguments, 1) if not argument.optional and not argument.repeating]
        return max(needed, default=0)

    @property
    def most(self) -> int | None:
        """Largest number of arguments; ``None`` when the last one repeats."""
        repeating = bool(self.arguments) and self.arguments[-1].repeating
        return None if repeating else len(self.arguments)

    def argument(self, index: int) -> Argument:
        """Return the parameter that argument ``index`` belongs to."""
        return self.arguments[min(index, len(self.arguments) - 1)]


@dataclass(frozen=True, slots=True)
class Source:
    """A dated document."""

    key: str
    title: str
    document: str
    date: date


@dataclass(frozen=True, slots=True)
class FunctionEntry:
    """Everything known about one function name."""

    name: str
    category: str
    connect: Signature | None
    cloud_sync: Signature | None
    fit: Fit
    equivalent: str | None
    availability: Availability | None
    meaning: str
    differences: str
    example: tuple[str, str | None] | None
    sources: tuple[Source, ...]

    def signature(self, dialect: Dialect) -> Signature | None:
        """Return the signature under this very name in ``dialect``, or ``None``."""
        found = self.connect if dialect is Dialect.CONNECT else self.cloud_sync
        return found if found is not None and found.name == self.name else None


@dataclass(frozen=True, slots=True)
class FunctionTable:
    """All functions by exact name."""

    as_of: date
    entries: dict[str, FunctionEntry]

    def get(self, name: str, dialect: Dialect) -> FunctionEntry | None:
        """Return the entry if the function exists in ``dialect`` under exactly this name."""
        entry = self.entries.get(name)
        return entry if entry is not None and entry.signature(dialect) is not None else None

    def similar(self, name: str, dialect: Dialect) -> str | None:
        """Return a function of ``dialect`` that differs from ``name`` only in case."""
        wanted = name.lower()
        return next((n for n in self.entries if n.lower() == wanted and self.get(n, dialect)), None)


_SIGNATURE = re.compile(r"(?P<returns>[\w|]+) (?P<name>\w+)\((?P<arguments>.*)\)")
_ARGUMENT = re.compile(
    r"(?P<open>\[)?,?\s*(?P<optional>\[)?\s*(?P<type>[\w|]+) (?P<name>\w+)(?P<more>\.\.\.)?(?P<close>\]*)"
)


def parse_signature(text: str) -> Signature:
    """Read a signature such as ``num InStr(str text, str find[, num start])``.

    Raises:
        ValueError: the text has another form.

    """
    found = _SIGNATURE.fullmatch(text)
    if not found:
        raise ValueError(f"not a signature: {text}")
    arguments = []
    for part in _ARGUMENT.finditer(found["arguments"]):
        optional = part["open"] is not None or part["optional"] is not None
        arguments.append(Argument(part["type"], part["name"], optional, part["more"] is not None))
    return Signature(text, found["name"], found["returns"], tuple(arguments))


@cache
def function_table() -> FunctionTable:
    """Load ``rules/functions.yaml``, once.

    Raises:
        KnowledgeError: the file breaks its contract; the message names the entry.

    """
    data = rules_yaml("functions.yaml")
    place = "$"
    try:
        place = "$.sources"
        sources = {key: Source(key, **value) for key, value in data["sources"].items()}
        entries: dict[str, FunctionEntry] = {}
        for number, item in enumerate(data["functions"]):
            place = f"$.functions[{number}]"
            entry = _entry(item, sources)
            if entry.name in entries:
                raise ValueError(f"{entry.name} stands there twice")
            entries[entry.name] = entry
        return FunctionTable(data["as_of"], entries)
    except (KeyError, TypeError, ValueError) as problem:
        raise KnowledgeError(str(problem), file="rules/functions.yaml", place=place) from problem


def _entry(item: dict[str, Any], sources: dict[str, Source]) -> FunctionEntry:
    example = item.get("example")
    availability = item.get("availability")
    return FunctionEntry(
        name=item["name"],
        category=item["category"],
        connect=parse_signature(item["connect"]) if item["connect"] else None,
        cloud_sync=parse_signature(item["cloud_sync"]) if item["cloud_sync"] else None,
        fit=Fit(item["fit"]),
        equivalent=item.get("equivalent"),
        availability=Availability(availability) if availability else None,
        meaning=item["meaning"],
        differences=item["differences"],
        example=(example["connect"], example["cloud_sync"]) if example else None,
        sources=tuple(sources[key] for key in item["sources"]),
    )
