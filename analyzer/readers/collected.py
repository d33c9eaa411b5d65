"""``counts.json`` of the collector (``collect/Export-ConnectSyncConfiguration.ps1``): objects per domain.

The file lies anywhere in an input; what makes it one is its ``format``. ``docs/collector.md`` describes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analyzer.configuration import DomainCount, Origin
from analyzer.errors import InputError
from analyzer.readers.encodings import to_utf8
from analyzer.readers.files import SourceFile
from analyzer.readers.source import open_source

FORMAT = "cloudsync-readiness counts 1"
MAX_BYTES = 50 * 1024 * 1024
"""Larger files aren't read: 100,000 containers make 20 MB."""
NAME = "counts.json"
_OPENING = 500
_MARK = "cloudsync-readiness"
COUNTED = "what the collector counted; analyze takes it as answers"
"""Why ``counts.json`` is no source of configuration, although an input may hold nothing else."""
_REASONS = {
    FORMAT: COUNTED,
    "cloudsync-readiness collection 1": "the collector's list of what it took",
}
_COUNTED = ("user", "inetOrgPerson", "group", "contact")
"""The classes that Cloud Sync's limits count (rules/limits.yaml)."""


def read_counts(paths: Sequence[Path]) -> tuple[DomainCount, ...]:
    """Return what was counted, from all inputs, the newest count of a domain only, by name of the domain.

    Raises:
        InputError: a file of this format is broken; names the JSON path.

    """
    found: dict[str, DomainCount] = {}
    for path in paths:
        with open_source(path) as source:
            for file in source.files:
                if file.name.rpartition("/")[2].casefold() == NAME and file.size <= MAX_BYTES:
                    for count in _counts(file):
                        known = found.get(count.domain)
                        if known is None or known.counted_at < count.counted_at:
                            found[count.domain] = count
    return tuple(found[name] for name in sorted(found))


def reason_of(text: str) -> str | None:
    """Say why a file of the collector is no source of configuration, ``None`` for any other file."""
    opening = text[:_OPENING]
    if _MARK not in opening:
        return None
    return next((reason for mark, reason in _REASONS.items() if f'"{mark}"' in opening), None)


def _counts(file: SourceFile) -> Iterator[DomainCount]:
    data, _ = to_utf8(file.read(), file.place)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return  # another program's file of that name
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return
    counted_at = document.get("counted_at")
    for number, domain in enumerate(_list(document.get("domains"), file, "$.domains")):
        path = f"$.domains[{number}]"
        if not isinstance(domain, dict) or not isinstance(domain.get("name"), str) or not domain["name"].strip():
            raise InputError("expected a domain with a name", file=file.place, place=path)
        yield DomainCount(
            domain=domain["name"].strip().lower(),
            objects=_objects(domain.get("in_scope"), file, f"{path}.in_scope"),
            largest_group=_largest(domain.get("largest_groups"), file, f"{path}.largest_groups"),
            counted_at=counted_at if isinstance(counted_at, str) else "",
            origin=Origin(file.name, path),
            containers=_names(domain.get("all_containers"), file, f"{path}.all_containers"),
        )


def _objects(found: Any, file: SourceFile, path: str) -> int:
    if not isinstance(found, Mapping):
        raise InputError("expected numbers by class", file=file.place, place=path)
    return sum(_number(found.get(name, 0), file, f"{path}.{name}") for name in _COUNTED)


def _largest(found: Any, file: SourceFile, path: str) -> int | None:
    groups = _list(found, file, path)
    members = (group.get("members") if isinstance(group, Mapping) else None for group in groups)
    return max((_number(one, file, f"{path}[{index}].members") for index, one in enumerate(members)), default=None)


def _names(found: Any, file: SourceFile, path: str) -> tuple[str, ...]:
    # One name only is written without brackets as well.
    names = [found] if isinstance(found, str) else _list(found, file, path)
    for number, name in enumerate(names):
        if not isinstance(name, str) or "=" not in name or "\n" in name:
            raise InputError("expected a distinguished name", file=file.place, place=f"{path}[{number}]")
    return tuple(names)


def _list(found: Any, file: SourceFile, path: str) -> list[Any]:
    """Return a list; PowerShell writes one item without brackets, and nothing as ``null``."""
    if found is None:
        return []
    if isinstance(found, dict):
        return [found]
    if not isinstance(found, list):
        raise InputError("expected a list", file=file.place, place=path)
    return found


def _number(found: Any, file: SourceFile, path: str) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise InputError("expected a whole number", file=file.place, place=path)
    return found
