"""What kind of values an attribute holds, from ``rules/attribute-kinds.yaml`` and from how it is used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from analyzer.errors import KnowledgeError
from analyzer.expressions.nodes import Attribute, Call, Node, walk
from analyzer.resources import rules_yaml


class ValueType(StrEnum):
    """The type of one value."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    BINARY = "binary"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class AttributeKind:
    """Type and number of an attribute's values; ``known`` is False when it is only the default."""

    type: ValueType = ValueType.TEXT
    multi_valued: bool = False
    known: bool = True


_UNKNOWN = AttributeKind(known=False)
_TAKES_SEVERAL = frozenset({"Item", "ItemOrNull", "Contains", "Count", "Join", "RemoveDuplicates"})


@cache
def _table() -> dict[str, AttributeKind]:
    data = rules_yaml("attribute-kinds.yaml")
    table: dict[str, AttributeKind] = {}
    try:
        for key, several in (("single_valued", False), ("multi_valued", True)):
            for kind, names in data[key].items():
                table.update((name.lower(), AttributeKind(ValueType(kind), several)) for name in names)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise KnowledgeError(str(problem), file="rules/attribute-kinds.yaml") from problem
    return table


def kind_of_attribute(name: str) -> AttributeKind:
    """Return an attribute's kind; AD's names ignore case. Unlisted ones count as single-valued text."""
    return _table().get(name.lower(), _UNKNOWN)


def kinds_in(node: Node) -> dict[str, AttributeKind]:
    """Return the kinds of all attributes read by an expression.

    An attribute the table doesn't list counts as multi-valued where the expression asks for one of its
    values.
    """
    kinds: dict[str, AttributeKind] = {}
    for part in walk(node):
        if isinstance(part, Attribute):
            kinds.setdefault(part.name, kind_of_attribute(part.name))
        elif isinstance(part, Call) and part.name in _TAKES_SEVERAL and part.arguments:
            for first in part.arguments[:1]:
                if isinstance(first, Attribute) and not kind_of_attribute(first.name).known:
                    kinds[first.name] = AttributeKind(ValueType.TEXT, True, False)
    return kinds
