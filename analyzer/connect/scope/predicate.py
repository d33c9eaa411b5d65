"""Conditions on one object's attributes, as Connect Sync's scoping filters state them.

Operators, the value of absent attributes and all that is assumed: docs/scope.md, with sources and dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from analyzer.configuration import Origin, ScopeCondition
from analyzer.expressions.nodes import Node


class Operator(StrEnum):
    """The operators of a scoping filter, as the export spells them."""

    EQUAL = "EQUAL"
    NOT_EQUAL = "NOTEQUAL"
    LESS_THAN = "LESSTHAN"
    LESS_THAN_OR_EQUAL = "LESSTHAN_OR_EQUAL"
    GREATER_THAN = "GREATERTHAN"
    GREATER_THAN_OR_EQUAL = "GREATERTHAN_OR_EQUAL"
    CONTAINS = "CONTAINS"
    NOT_CONTAINS = "NOTCONTAINS"
    STARTS_WITH = "STARTSWITH"
    NOT_STARTS_WITH = "NOTSTARTSWITH"
    ENDS_WITH = "ENDSWITH"
    NOT_ENDS_WITH = "NOTENDSWITH"
    IS_NULL = "ISNULL"
    IS_NOT_NULL = "ISNOTNULL"
    IS_IN = "ISIN"
    IS_NOT_IN = "ISNOTIN"
    IS_BIT_SET = "ISBITSET"
    IS_BIT_NOT_SET = "ISBITNOTSET"
    IS_MEMBER_OF = "ISMEMBEROF"
    IS_NOT_MEMBER_OF = "ISNOTMEMBEROF"

    @property
    def positive(self) -> Operator:
        """The operator that is false on an absent attribute; itself, or the one it denies."""
        return NEGATIONS.get(self, self)

    @property
    def is_negation(self) -> bool:
        """Whether the operator denies another one and so is true on an absent attribute (``ISNULL`` among them)."""
        return self in NEGATIONS

    @property
    def takes_value(self) -> bool:
        """Whether the operator compares with a value."""
        return self not in {Operator.IS_NULL, Operator.IS_NOT_NULL}


NEGATIONS = {
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.NOT_CONTAINS: Operator.CONTAINS,
    Operator.NOT_STARTS_WITH: Operator.STARTS_WITH,
    Operator.NOT_ENDS_WITH: Operator.ENDS_WITH,
    Operator.IS_NULL: Operator.IS_NOT_NULL,
    Operator.IS_NOT_IN: Operator.IS_IN,
    Operator.IS_BIT_NOT_SET: Operator.IS_BIT_SET,
    Operator.IS_NOT_MEMBER_OF: Operator.IS_MEMBER_OF,
}
"""Each negative operator with the positive one whose exact opposite it is taken to be."""

DENIALS = {positive: negative for negative, positive in NEGATIONS.items()}

_ALIASES = {
    "EQUALS": Operator.EQUAL,
    "NOTEQUALS": Operator.NOT_EQUAL,
    "LESSTHANOREQUAL": Operator.LESS_THAN_OR_EQUAL,
    "GREATERTHANOREQUAL": Operator.GREATER_THAN_OR_EQUAL,
    "STARTWITH": Operator.STARTS_WITH,
    "NOTSTARTWITH": Operator.NOT_STARTS_WITH,
    "ENDWITH": Operator.ENDS_WITH,
    "NOTENDWITH": Operator.NOT_ENDS_WITH,
    "NOTCONTAIN": Operator.NOT_CONTAINS,
    "ISNOTBITSET": Operator.IS_BIT_NOT_SET,
    "NOTISNULL": Operator.IS_NOT_NULL,
    "NOTISIN": Operator.IS_NOT_IN,
    "NOTMEMBEROF": Operator.IS_NOT_MEMBER_OF,
    "NOTISMEMBEROF": Operator.IS_NOT_MEMBER_OF,
}
_BY_NAME = {operator.value.replace("_", ""): operator for operator in Operator} | _ALIASES


def parse_operator(text: str) -> Operator | None:
    """Return the operator spelled ``text``, in any case and documented variant; ``None`` when there is none."""
    return _BY_NAME.get("".join(text.split()).replace("_", "").upper())


@dataclass(frozen=True, slots=True)
class Clause:
    """One test of one attribute; ``origin`` is evidence and doesn't count when comparing.

    ``exact`` compares texts with their capitals, as expressions do; scoping filters are taken not to.
    """

    attribute: str
    operator: Operator
    value: str = ""
    origin: Origin | None = field(default=None, compare=False)
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Opaque:
    """A test that is no clause, in the export's words.

    With a ``condition`` of Connect's expression language it is evaluated by that; without one it is neither true nor
    false, and ``reason`` says why.
    """

    text: str
    reason: str
    origin: Origin | None = field(default=None, compare=False)
    condition: Node | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TrueP:
    """Every object."""


@dataclass(frozen=True, slots=True)
class FalseP:
    """No object."""


@dataclass(frozen=True, slots=True)
class Not:
    """The objects that ``part`` doesn't take."""

    part: Predicate


@dataclass(frozen=True, slots=True)
class And:
    """The objects all parts take; all objects when there is no part."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The objects any part takes; none when there is no part."""

    parts: tuple[Predicate, ...]


Predicate: TypeAlias = And | Or | Not | Clause | Opaque | TrueP | FalseP


def conjunction(parts: Sequence[Predicate]) -> Predicate:
    """All of ``parts``; the part itself when it is the only one."""
    return parts[0] if len(parts) == 1 else And(tuple(parts)) if parts else TrueP()


def disjunction(parts: Sequence[Predicate]) -> Predicate:
    """Any of ``parts``; the part itself when it is the only one."""
    return parts[0] if len(parts) == 1 else Or(tuple(parts)) if parts else FalseP()


def from_scope(groups: Sequence[Sequence[ScopeCondition]]) -> Predicate:
    """Return a sync rule's scoping filter: clauses of a group AND, groups OR, no group takes every object.

    An operator nobody knows becomes :class:`Opaque`.
    """
    if not groups:
        return TrueP()
    return disjunction([conjunction([_from_condition(condition) for condition in group]) for group in groups])


def _from_condition(condition: ScopeCondition) -> Predicate:
    operator = parse_operator(condition.operator)
    if operator is None:
        return Opaque(str(condition), f"operator {condition.operator} is unknown", condition.origin)
    value = condition.value if operator.takes_value else ""
    return Clause(condition.attribute, operator, value, condition.origin)


def leaves(predicate: Predicate) -> Iterator[Clause | Opaque]:
    """Yield every test of a predicate from left to right, however deeply it is nested."""
    waiting: list[Predicate] = [predicate]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Clause | Opaque):
            yield found
        elif isinstance(found, Not):
            waiting.append(found.part)
        elif isinstance(found, And | Or):
            waiting.extend(reversed(found.parts))
