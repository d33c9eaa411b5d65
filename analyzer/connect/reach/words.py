"""Names for conditions that nobody reads as expressions (``rules/scope/condition-names.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from analyzer.configuration import ScopeCondition, SyncRule
from analyzer.connect.flows.terms import parsed, text_of
from analyzer.connect.scope import And, Clause, Not, Opaque, Operator, Or, Predicate, parse_operator
from analyzer.errors import KnowledgeError
from analyzer.resources import rules_yaml


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    found = {}
    try:
        for entry in rules_yaml("scope/condition-names.yaml")["conditions"]:
            node = parsed(entry["expression"])
            if node is None:
                raise ValueError(f"not well-formed: {entry['expression']}")
            found[text_of(node)] = str(entry["name"])
    except (KeyError, TypeError, ValueError) as problem:
        raise KnowledgeError(str(problem), file="rules/scope/condition-names.yaml") from problem
    return found


def named(predicate: Predicate) -> Predicate:
    """Return the predicate with a name on every condition that has one."""
    if isinstance(predicate, Opaque) and predicate.condition is not None:
        name = _names().get(predicate.text)
        return replace(predicate, reason=name) if name else predicate
    if isinstance(predicate, Not):
        return Not(named(predicate.part))
    if isinstance(predicate, And | Or):
        return type(predicate)(tuple(named(part) for part in predicate.parts))
    return predicate


def spelled(predicate: Predicate, rules: Iterable[SyncRule]) -> Predicate:
    """Return the predicate with values written, and found, as in the scoping filters of ``rules``.

    Composed conditions hold them in lower case, because scoping filters ignore it.
    """
    written = {
        (tested_attribute(condition), condition.value.lower()): condition
        for rule in rules
        for group in rule.scope
        for condition in group
    }
    return _spelled(predicate, written)


def tested_attribute(condition: ScopeCondition) -> str:
    """Return the attribute a condition reads, in lower case: tests of membership read ``memberOf``."""
    operator = parse_operator(condition.operator)
    member = operator is not None and operator.positive is Operator.IS_MEMBER_OF
    return "memberof" if member else condition.attribute.lower()


def _spelled(predicate: Predicate, written: Mapping[tuple[str, str], ScopeCondition]) -> Predicate:
    if isinstance(predicate, Clause) and not predicate.exact:
        found = written.get((predicate.attribute.lower(), predicate.value))
        return replace(predicate, value=found.value, origin=found.origin) if found and predicate.value else predicate
    if isinstance(predicate, Not):
        return Not(_spelled(predicate.part, written))
    if isinstance(predicate, And | Or):
        return type(predicate)(tuple(_spelled(part, written) for part in predicate.parts))
    return predicate
