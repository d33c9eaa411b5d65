"""Makes a predicate smaller without changing what it takes: small named rules, applied until none applies.

Where the original is decided for an object, the result gives the same answer; where the original is unknown the
result may be decided (``a AND NOT a`` takes nothing, whatever ``a`` is).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace

from analyzer.connect.scope.predicate import (
    DENIALS,
    NEGATIONS,
    And,
    Clause,
    FalseP,
    Not,
    Operator,
    Or,
    Predicate,
    TrueP,
    conjunction,
    disjunction,
)

Rule = Callable[[Predicate], Predicate]


def simplify(predicate: Predicate) -> Predicate:
    """Return a predicate that takes the same objects and is never larger."""
    if isinstance(predicate, Not):
        predicate = Not(simplify(predicate.part))
    elif isinstance(predicate, And | Or):
        predicate = type(predicate)(tuple(simplify(part) for part in predicate.parts))
    for rule in RULES.values():
        changed = rule(predicate)
        if changed != predicate:
            return simplify(changed)
    return predicate


def denied(predicate: Predicate) -> Predicate:
    """Return the opposite of ``predicate``, without a ``Not`` where an operator says it."""
    if isinstance(predicate, Not):
        return predicate.part
    if isinstance(predicate, TrueP | FalseP):
        return FalseP() if isinstance(predicate, TrueP) else TrueP()
    if isinstance(predicate, Clause):
        operator = DENIALS.get(predicate.operator) or NEGATIONS.get(predicate.operator)
        if operator is not None:
            return replace(predicate, operator=operator)
    return Not(predicate)


def identity(predicate: Predicate) -> Hashable:
    """Return what makes two predicates the same: the attribute's case and the evidence don't count."""
    if isinstance(predicate, Clause):
        return predicate.attribute.lower(), predicate.operator, predicate.value, predicate.exact
    if isinstance(predicate, Not):
        return "not", identity(predicate.part)
    if isinstance(predicate, And | Or):
        return type(predicate).__name__, tuple(identity(part) for part in predicate.parts)
    return predicate


def _negation(predicate: Predicate) -> Predicate:
    return denied(predicate.part) if isinstance(predicate, Not) else predicate


def _flatten(predicate: Predicate) -> Predicate:
    if not isinstance(predicate, And | Or):
        return predicate
    kind = type(predicate)
    parts: list[Predicate] = []
    for part in predicate.parts:
        parts.extend(part.parts if isinstance(part, kind) else (part,))
    return kind(tuple(parts))


def _constants(predicate: Predicate) -> Predicate:
    if not isinstance(predicate, And | Or):
        return predicate
    neutral, absorbing = _constants_of(predicate)
    if any(isinstance(part, absorbing) for part in predicate.parts):
        return absorbing()
    parts = [part for part in predicate.parts if not isinstance(part, neutral)]
    return _join(predicate, parts)


def _duplicates(predicate: Predicate) -> Predicate:
    if not isinstance(predicate, And | Or):
        return predicate
    return _join(predicate, {identity(part): part for part in reversed(predicate.parts)}.values(), backwards=True)


def _contradiction(predicate: Predicate) -> Predicate:
    if not isinstance(predicate, And | Or):
        return predicate
    present = {identity(part) for part in predicate.parts}
    if any(identity(denied(part)) in present for part in predicate.parts):
        return _constants_of(predicate)[1]()
    return predicate


def _absorption(predicate: Predicate) -> Predicate:
    """Turn ``a AND (a OR b)`` and ``a OR (a AND b)`` into ``a``."""
    if not isinstance(predicate, And | Or):
        return predicate
    present = {identity(part) for part in predicate.parts}
    inner = Or if isinstance(predicate, And) else And
    parts = [
        part
        for part in predicate.parts
        if not (isinstance(part, inner) and any(identity(one) in present for one in part.parts))
    ]
    return _join(predicate, parts)


def _presence(predicate: Predicate) -> Predicate:
    """Drop tests for presence that another test of the same attribute implies or contradicts.

    A positive test implies that the attribute is present, absence implies every negative test.
    """
    if not isinstance(predicate, And | Or):
        return predicate
    both = isinstance(predicate, And)
    signs: dict[str, set[bool]] = {}
    presence: dict[str, set[bool]] = {}
    for part in predicate.parts:
        if isinstance(part, Clause) and part.operator.positive is not Operator.IS_MEMBER_OF:
            tests = presence if part.operator.positive is Operator.IS_NOT_NULL else signs
            tests.setdefault(part.attribute.lower(), set()).add(not part.operator.is_negation)
    # In AND a test of the attribute's absence meets positive tests, in OR one of its presence meets negative ones.
    if any((not both) in found and both in signs.get(name, ()) for name, found in presence.items()):
        return _constants_of(predicate)[1]()
    return _join(predicate, [part for part in predicate.parts if not _implied(part, both, signs, presence)])


def _implied(part: Predicate, both: bool, signs: Mapping[str, set[bool]], presence: Mapping[str, set[bool]]) -> bool:
    if not isinstance(part, Clause) or part.operator.positive is Operator.IS_MEMBER_OF:
        return False
    name, positive = part.attribute.lower(), not part.operator.is_negation
    if part.operator.positive is Operator.IS_NOT_NULL:
        return positive is both and both in signs.get(name, ())
    return positive is not both and (not both) in presence.get(name, ())


def _single(predicate: Predicate) -> Predicate:
    return predicate.parts[0] if isinstance(predicate, And | Or) and len(predicate.parts) == 1 else predicate


def _constants_of(predicate: And | Or) -> tuple[type[TrueP] | type[FalseP], type[TrueP] | type[FalseP]]:
    """Return the neutral and the absorbing constant."""
    return (TrueP, FalseP) if isinstance(predicate, And) else (FalseP, TrueP)


def _join(predicate: And | Or, parts: Iterable[Predicate], *, backwards: bool = False) -> Predicate:
    kept = list(parts)[:: -1 if backwards else 1]
    if len(kept) == len(predicate.parts) and kept:
        return predicate
    return conjunction(kept) if isinstance(predicate, And) else disjunction(kept)


RULES: Mapping[str, Rule] = {
    "negation": _negation,
    "flatten": _flatten,
    "constants": _constants,
    "duplicates": _duplicates,
    "contradiction": _contradiction,
    "presence": _presence,
    "absorption": _absorption,
    "single": _single,
}
"""Every rule by name; each alone keeps what a predicate takes."""
