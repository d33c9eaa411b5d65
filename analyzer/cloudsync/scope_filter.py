"""Decides whether Cloud Sync takes an object, in three values: yes, no, and ``None`` where nobody can tell.

Sources and assumptions, each with its date: docs/cloud-sync-scope.md. The one that matters most: Microsoft's page says
that a clause on an absent value is false (define-conditional-rules, 2026-08-06), yet the shipped filters would then
let hardly any object pass, because they ask absent attributes not to match. Both readings can be computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from analyzer.cloudsync.containers import ContainerFilter
from analyzer.cloudsync.model import JobSchema, Scope, ScopeClause, ScopeGroup, ScopeOperator, SynchronizationRule
from analyzer.cloudsync.patterns import compile_pattern
from analyzer.configuration.dn import parse_dn
from analyzer.errors import ExpressionError

Value = str | int | bool | tuple[str | int | bool, ...] | None
AdObject = Mapping[str, Value]


class AbsentValues(StrEnum):
    """How a clause is read when the object has no value.

    ``DOCUMENTED``: false, whatever the operator, except IS NULL (define-conditional-rules, 2026-08-06).
    ``SHIPPED``: as the shipped filters need it: IS FALSE, NOT REGEX MATCH and !& hold. NOT EQUALS isn't decided by
    them, so it stays open.
    """

    DOCUMENTED = "documented"
    SHIPPED = "shipped"


_HOLD_ON_ABSENT: Mapping[ScopeOperator, bool | None] = {
    ScopeOperator.IS_FALSE: True,
    ScopeOperator.NOT_REGEX_MATCH: True,
    ScopeOperator.NO_BITS: True,
    ScopeOperator.NOT_EQUALS: None,
}


@dataclass(frozen=True, slots=True)
class ScopeDecision:
    """Whether Cloud Sync takes an object.

    Attributes:
        in_scope: with absent values read as the shipped filters need it; ``None``: can't be told.
        as_documented: the same with absent values read as Microsoft's page says.
        failed: the clauses that keep the object out or leave it open, by group; empty when it passes, and when the
            container or group filter leaves it out anyway.
        outside: whether that filter leaves it out; ``None``: can't be told.

    """

    in_scope: bool | None
    as_documented: bool | None
    failed: tuple[tuple[str, ScopeClause], ...] = ()
    outside: bool | None = False

    @property
    def readings_differ(self) -> bool:
        """Whether the answer hangs on the contradiction about absent values."""
        return self.in_scope is not self.as_documented


def decide(
    schema: JobSchema, source_object: str, entry: AdObject, *, dn: str | None = None, member_of: Iterable[str] = ()
) -> ScopeDecision:
    """Tell whether the job takes an object.

    Args:
        schema: the job.
        source_object: the AD class; one without an enabled object mapping is out.
        entry: the object's attributes; names in any case; several values as a tuple.
        dn: its distinguished name; by default the attribute distinguishedName.
        member_of: distinguished names of the groups it is a direct member of.

    """
    mapping = schema.object_mapping(source_object)
    if mapping is None or not mapping.enabled:
        return ScopeDecision(False, False)
    values = folded(entry)
    name = dn if dn is not None else next(iter(values.get("distinguishedname", ())), "")
    covered = is_covered(schema.rule, name, member_of)
    if covered is False:
        return ScopeDecision(False, False, outside=True)
    scope = mapping.scope or Scope()
    shipped = _both(covered, evaluate_scope(scope, values, AbsentValues.SHIPPED))
    documented = _both(covered, evaluate_scope(scope, values, AbsentValues.DOCUMENTED))
    failed = () if shipped else failed_clauses(scope, values, AbsentValues.SHIPPED)
    return ScopeDecision(shipped, documented, failed, None if covered is None else not covered)


def folded(entry: AdObject) -> dict[str, tuple[str, ...]]:
    """Return the attributes by name in lower case, values as texts; empty values don't count as values."""
    return {name.lower(): texts for name, value in entry.items() if (texts := _texts(value))}


def _texts(value: Value) -> tuple[str, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple(str(item) for item in values if item is not None and item != "")


def is_covered(rule: SynchronizationRule, dn: str, member_of: Iterable[str] = ()) -> bool | None:
    """Tell whether the container or group filter takes an object; they exclude each other.

    Containers are taken with everything below them. Of a listed group the direct members are taken; whether the
    listed group itself is, no page says: ``None``.
    """
    if rule.container_filter:
        return _containers(rule.container_filter).includes(parse_dn(dn))
    if rule.group_filter:
        groups = _keys(rule.group_filter)
        if any(parse_dn(group).key in groups for group in member_of):
            return True
        return None if parse_dn(dn).key in groups else False
    return True


@lru_cache(maxsize=64)
def _containers(names: tuple[str, ...]) -> ContainerFilter:
    """Return a list of containers as the one evaluator of such lists, bound to no domain."""
    return ContainerFilter(parse_dn(""), False, tuple(parse_dn(name) for name in names))


@lru_cache(maxsize=64)
def _keys(names: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(parse_dn(name).key for name in names)


def evaluate_scope(scope: Scope, values: Mapping[str, tuple[str, ...]], absent: AbsentValues) -> bool | None:
    """Evaluate all three sets of groups on folded attributes; each set must let the object pass."""
    result: bool | None = True
    for groups in (scope.groups, scope.input_groups, scope.category_groups):
        result = _both(result, evaluate_groups(groups, values, absent))
    return result


def evaluate_groups(
    groups: tuple[ScopeGroup, ...], values: Mapping[str, tuple[str, ...]], absent: AbsentValues = AbsentValues.SHIPPED
) -> bool | None:
    """Evaluate a set of groups on folded attributes: one group is enough, no group at all lets everything pass."""
    if not groups:
        return True
    result: bool | None = False
    for group in groups:
        passed = evaluate_group(group, values, absent)
        if passed:
            return True
        result = None if passed is None else result
    return result


def evaluate_group(
    group: ScopeGroup, values: Mapping[str, tuple[str, ...]], absent: AbsentValues = AbsentValues.SHIPPED
) -> bool | None:
    """Evaluate one group on folded attributes: every clause must hold."""
    result: bool | None = True
    for clause in group.clauses:
        result = _both(result, evaluate_clause(clause, values.get(clause.attribute.lower(), ()), absent))
        if result is False:
            return False
    return result


def failed_clauses(
    scope: Scope, values: Mapping[str, tuple[str, ...]], absent: AbsentValues
) -> tuple[tuple[str, ScopeClause], ...]:
    """Return every clause that doesn't hold, with its group's name, of the sets that don't let the object pass."""
    return tuple(
        (group.name, clause)
        for groups in (scope.groups, scope.input_groups, scope.category_groups)
        if not evaluate_groups(groups, values, absent)
        for group in groups
        for clause in group.clauses
        if not evaluate_clause(clause, values.get(clause.attribute.lower(), ()), absent)
    )


def evaluate_clause(
    clause: ScopeClause, values: tuple[str, ...], absent: AbsentValues = AbsentValues.SHIPPED
) -> bool | None:
    """Evaluate one clause on an attribute's values.

    A positive operator holds when one value satisfies it, its negation when none does. ``None``: the pattern isn't
    supported, a value is too long or isn't the number the operator needs, or the absent value leaves it open.
    """
    operator = clause.operator
    if operator in {ScopeOperator.IS_NULL, ScopeOperator.IS_NOT_NULL}:
        return bool(values) is (operator is ScopeOperator.IS_NOT_NULL)
    if not values:
        return _HOLD_ON_ABSENT.get(operator, False) if absent is AbsentValues.SHIPPED else False
    if operator in {ScopeOperator.IS_TRUE, ScopeOperator.IS_FALSE}:
        wanted = "true" if operator is ScopeOperator.IS_TRUE else "false"
        return any(value.lower() == wanted for value in values)
    positive = _NEGATIONS.get(operator, operator)
    found = _any(_compare(positive, value, wanted) for value in values for wanted in clause.values)
    return found if positive is operator or found is None else not found


_NEGATIONS: Mapping[ScopeOperator, ScopeOperator] = {
    ScopeOperator.NOT_EQUALS: ScopeOperator.EQUALS,
    ScopeOperator.NOT_REGEX_MATCH: ScopeOperator.REGEX_MATCH,
    ScopeOperator.NO_BITS: ScopeOperator.BITS,
}


def _compare(operator: ScopeOperator, value: str, wanted: str) -> bool | None:
    if operator is ScopeOperator.REGEX_MATCH:
        return _search(wanted, value)
    if operator in _TEXT_TESTS:
        return _TEXT_TESTS[operator](value, wanted)
    left, right = _number(value), _number(wanted)
    if left is None or right is None:
        return None
    if operator is ScopeOperator.BITS:
        return left & right != 0
    return left > right or (operator is ScopeOperator.GREATER_THAN_OR_EQUALS and left == right)


_TEXT_TESTS = {
    ScopeOperator.EQUALS: str.__eq__,
    ScopeOperator.INCLUDES: str.__contains__,
    ScopeOperator.ENDS_WITH: str.endswith,
}


def _search(pattern: str, value: str) -> bool | None:
    try:
        return compile_pattern(pattern).matches(value)
    except ExpressionError:
        return None


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < len(str(2**64)) else None


def _any(results: Iterable[bool | None]) -> bool | None:
    found: bool | None = False
    for result in results:
        if result:
            return True
        found = None if result is None else found
    return found


def _both(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True
