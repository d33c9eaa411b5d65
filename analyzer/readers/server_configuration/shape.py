"""States what an element of the export may hold, so that everything else is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Expected(Enum):
    """How a known child element is treated."""

    TEXT = "its text enters the model; it has no children and no attributes; at most once"
    READ = "its content is examined; at most once"
    REPEATED = "its content is examined; any number of times"
    SKIPPED = "known to carry nothing an assessment needs, or a secret; its content is not examined"


@dataclass(frozen=True, slots=True)
class Shape:
    """The known children of an element by tag, and its known attributes."""

    children: Mapping[str, Expected]
    attributes: frozenset[str]


def shape(*, text: str = "", read: str = "", repeated: str = "", skipped: str = "", attributes: str = "") -> Shape:
    """Write a :class:`Shape` with blank-separated names. Names have no namespace: only schemas use one."""
    children = dict.fromkeys(text.split(), Expected.TEXT)
    children |= dict.fromkeys(read.split(), Expected.READ)
    children |= dict.fromkeys(repeated.split(), Expected.REPEATED)
    children |= dict.fromkeys(skipped.split(), Expected.SKIPPED)
    return Shape(children, frozenset(attributes.split()))
