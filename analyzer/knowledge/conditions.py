"""Conditions over facts, as written in ``rules/*.yaml``.

Five shapes, nothing else::

    {fact: password_hash_sync}                          the fact is true
    {fact: product_version, below: "2.6.84.0"}          the fact's value compares (equals, below, at_least, more_than)
    {subject: objects, more_than: {limit: objects-per-domain}}   the same on a value of the subject at hand
    {all_of: [...]}   {any_of: [...]}   {not: ...}

``below`` and friends compare numbers as numbers and dotted texts as versions. A comparison value may name a
limit of ``rules/limits.yaml``. Evaluation is three-valued and lives in the assessment; here is only the shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Scalar = str | int | bool


class Comparison(StrEnum):
    """How a value is held against another."""

    TRUE = "true"
    EQUALS = "equals"
    BELOW = "below"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison. ``of_subject`` tells whether ``name`` is a value of the subject or a fact."""

    name: str
    of_subject: bool
    comparison: Comparison
    operand: Scalar
    limit: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when all parts are; false when one is false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is; false when all are false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of its part; unknown stays unknown."""

    part: Condition


Condition = Compare | AllOf | AnyOf | Not
