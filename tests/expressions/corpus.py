"""Real expressions of both dialects, read in place; tests skip with a reason where they aren't there."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from analyzer.expressions.nodes import Dialect

# The one expression that its source publishes malformed (an unbalanced parenthesis).
MALFORMED = ('EscapeDNComponent("cn=" & [displayName]) & "," & %ForestLDAP%)',)
_DIALECTS = {"connect": Dialect.CONNECT, "cloudsync": Dialect.CLOUD_SYNC}


def shared() -> Path:
    """Return the folder of shared test data beside one of the parents of this file."""
    for parent in Path(__file__).resolve().parents:
        folder = parent.parent / "shared"
        if (folder / "data").is_dir():
            return folder
    pytest.skip("the shared test data isn't here")


@cache
def published() -> tuple[tuple[str, Dialect], ...]:
    path = shared() / "data" / "expressions" / "expressions.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return tuple((row["expression"], _DIALECTS[row["dialect"]]) for row in rows)


@cache
def shipped() -> tuple[str, ...]:
    """Return all 391 expressions of the shipped rules, in file order."""
    folder = shared() / "data" / "exports" / "contoso-1.1.130" / "SynchronizationRules"
    found: list[str] = []
    for path in sorted(folder.glob("*.xml")):
        root = etree.parse(path).getroot()
        found += [element.text or "" for element in root.iter("expression")]
    return tuple(found)


def well_formed() -> list[tuple[str, Dialect]]:
    both = [*published(), *((text, Dialect.CONNECT) for text in shipped())]
    return [(text, dialect) for text, dialect in dict.fromkeys(both) if text not in MALFORMED]


def connect_only() -> list[str]:
    return [text for text, dialect in well_formed() if dialect is Dialect.CONNECT]
