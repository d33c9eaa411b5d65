"""Both sides of a comparison in one form: tests of an object, joined by and, or, not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from analyzer.cloudsync.model import Scope, ScopeClause, ScopeGroup
from analyzer.cloudsync.scope_filter import AbsentValues, evaluate_clause
from analyzer.connect.scope import And, Clause, Entry, FalseP, Not, Opaque, Operator, Or, Predicate, TrueP, evaluate
from analyzer.expressions.nodes import attributes_of

Ask: TypeAlias = Callable[[Entry], bool | None]


@dataclass(frozen=True, slots=True)
class Test:
    """One question about some attributes (names in lower case, ``dn`` for the distinguished name)."""

    attributes: frozenset[str]
    ask: Ask = field(compare=False)
    source: Clause | Opaque | ScopeClause
    reading: AbsentValues = AbsentValues.SHIPPED


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """The part doesn't hold."""

    part: Formula


@dataclass(frozen=True, slots=True)
class Possible:
    """The part isn't known not to hold: true while nobody can tell."""

    part: Formula


Formula: TypeAlias = Test | All | Some | Opposite | Possible | bool


def canonical_name(attribute: str) -> str:
    """Return the name under which an attribute is kept; both names of the distinguished name are one."""
    name = attribute.lower()
    return "dn" if name == "distinguishedname" else name


def of_predicate(predicate: Predicate) -> Formula:
    """Return a predicate of Connect Sync as a formula."""
    if isinstance(predicate, TrueP | FalseP):
        return isinstance(predicate, TrueP)
    if isinstance(predicate, Not):
        return Opposite(of_predicate(predicate.part))
    if isinstance(predicate, And | Or):
        parts = tuple(of_predicate(part) for part in predicate.parts)
        return All(parts) if isinstance(predicate, And) else Some(parts)
    return Test(_attributes(predicate), lambda entry: evaluate(predicate, entry), predicate)


def _attributes(leaf: Clause | Opaque) -> frozenset[str]:
    if isinstance(leaf, Clause):
        if leaf.operator.positive is Operator.IS_MEMBER_OF:
            return frozenset({"memberof"})
        return frozenset({canonical_name(leaf.attribute)})
    names = attributes_of(leaf.condition) if leaf.condition is not None else ()
    return frozenset(canonical_name(name) for name in names)


def of_clause(clause: ScopeClause, absent: AbsentValues) -> Test:
    """Return a clause of Cloud Sync as a test."""
    name = canonical_name(clause.attribute)

    def ask(entry: Entry) -> bool | None:
        texts = tuple(str(value) for value in entry.get(name, ()) if value not in {"", b""})
        return evaluate_clause(clause, texts, absent)

    return Test(frozenset({name}), ask, clause, absent)


@dataclass(frozen=True, slots=True)
class CloudCondition:
    """One thing Cloud Sync asks of every object: a clause all groups share, or one of several groups.

    ``custom`` tells that it isn't part of the default filters.
    """

    groups: tuple[tuple[ScopeClause, ...], ...]
    custom: bool = False

    @property
    def text(self) -> str:
        """The condition in the operators of Cloud Sync."""
        said = [" AND ".join(clause_text(clause) for clause in group) for group in self.groups]
        return said[0] if len(said) == 1 else " OR ".join(f"({one})" if " AND " in one else one for one in said)

    def formula(self, absent: AbsentValues) -> Formula:
        """Return the condition under one reading of absent values."""
        return Some(tuple(All(tuple(of_clause(clause, absent) for clause in group)) for group in self.groups))


def clause_text(clause: ScopeClause) -> str:
    """Return a clause as the job schema spells it."""
    return " ".join((clause.attribute, str(clause.operator), ", ".join(clause.values))).rstrip()


def conditions_of(scope: Scope) -> tuple[CloudCondition, ...]:
    """Split a scope into conditions that must all hold. ``groups`` is where filters of one's own are put."""
    found = [*_conditions(scope.input_groups, custom=False), *_conditions(scope.category_groups, custom=False)]
    return (*found, *_conditions(scope.groups, custom=True))


def _conditions(groups: Sequence[ScopeGroup], *, custom: bool) -> Iterator[CloudCondition]:
    if not groups:
        return
    shared = set.intersection(*(set(group.clauses) for group in groups))
    for clause in dict.fromkeys(groups[0].clauses):
        if clause in shared:
            yield CloudCondition(((clause,),), custom)
    rest = [tuple(clause for clause in group.clauses if clause not in shared) for group in groups]
    if all(rest):
        yield CloudCondition(_factored(rest), custom)


def _factored(groups: list[tuple[ScopeClause, ...]]) -> tuple[tuple[ScopeClause, ...], ...]:
    return tuple(dict.fromkeys(groups))


def tests_of(formula: Formula) -> Iterator[Test]:
    """Yield every test of a formula."""
    waiting: list[Formula] = [formula]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Test):
            yield found
        elif isinstance(found, Opposite | Possible):
            waiting.append(found.part)
        elif isinstance(found, All | Some):
            waiting.extend(reversed(found.parts))
