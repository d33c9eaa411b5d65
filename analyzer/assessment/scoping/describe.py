"""Differences in words: a sentence, the rules behind it, and an example as an administrator would type it."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.assessment.facts import Evidence
from analyzer.assessment.scoping.model import Cause, DifferenceRow
from analyzer.cloudsync.comparison import ClassDifference
from analyzer.cloudsync.comparison.formula import canonical_name
from analyzer.connect.reach import PartKind, ReachPart
from analyzer.connect.scope import Clause, DifferenceKind, Entry, Opaque, Operator, Or, Predicate, in_words, leaves
from analyzer.expressions.nodes import attributes_of

_LONGEST_WORDS = 2000
_ORDINARY = frozenset({"dn", "samaccountname", "cn", "grouptype", "useraccountcontrol"})
_SPELLINGS = {
    "samaccountname": "sAMAccountName",
    "grouptype": "groupType",
    "useraccountcontrol": "userAccountControl",
    "proxyaddresses": "proxyAddresses",
    "dn": "distinguishedName",
    "memberof": "memberOf",
}


def cause_of(difference: ClassDifference, *, custom: bool) -> Cause:
    """Return what a difference comes from; ``custom`` tells that a rule of the customer's own is behind it."""
    kinds = {part.kind for part in difference.parts}
    if kinds & {PartKind.OBJECT_CLASS, PartKind.UNREACHABLE}:
        return Cause.CLASS
    if PartKind.PILOT_GROUP in kinds:
        return Cause.PILOT_GROUP
    if PartKind.COEXISTENCE in kinds:
        return Cause.COEXISTENCE
    return Cause.RULE if custom else Cause.STANDARD


def difference_row(
    difference: ClassDifference, cause: Cause, rules: Iterable[str], evidence: Iterable[Evidence]
) -> DifferenceRow:
    """Return the difference as a row of a table."""
    wider = difference.kind is DifferenceKind.WIDER
    if wider:
        condition = " AND ".join(part_words(part) for part in difference.parts)
    else:
        condition = " AND ".join(one.text for one in difference.conditions) or "no object mapping"
    return DifferenceRow(
        kind=difference.kind,
        cause=cause,
        object_class=difference.object_class,
        condition=condition[:_LONGEST_WORDS],
        text=_sentence(difference, cause, condition),
        # An ordinary object has nothing worth naming but its class.
        example=example_of(difference.entry, _asked(difference)) or (("objectClass", difference.object_class),),
        rules=tuple(dict.fromkeys(rules)),
        evidence=tuple(dict.fromkeys(evidence)),
        containers=containers_named(part.predicate for part in difference.parts) if wider else (),
    )


def part_words(part: ReachPart) -> str:
    """Return one condition in words; a class without any says why."""
    if part.kind in {PartKind.OBJECT_CLASS, PartKind.UNREACHABLE}:
        return part.note
    return in_words(part.predicate)


def _sentence(difference: ClassDifference, cause: Cause, condition: str) -> str:
    name = difference.object_class
    if cause is Cause.CLASS:
        return f"No {name} reaches Entra ID today ({condition}); Cloud Sync takes the class unless it is switched off."
    if cause is Cause.COEXISTENCE:
        return (
            f"Connect Sync holds back {name} objects for which this doesn't hold: {condition}. "
            "They are left to a pilot of Cloud Sync."
        )
    if difference.kind is DifferenceKind.WIDER:
        return f"Connect Sync takes {name} objects only if: {condition}. Cloud Sync's default filter takes others too."
    if difference.kind is DifferenceKind.NARROWER and cause is Cause.RULE:
        return (
            f"Rules of your own let {name} objects through that Cloud Sync's default filter leaves out, "
            f"because it asks: {condition}."
        )
    return f"Connect Sync takes {name} objects that Cloud Sync leaves out by default, because it asks: {condition}."


def _asked(difference: ClassDifference) -> dict[str, str]:
    """Return the attributes that decide, by canonical name, as they are spelled."""
    names: dict[str, str] = {}
    for part in difference.parts:
        for leaf in leaves(part.predicate):
            for name in names_of(leaf):
                names.setdefault(canonical_name(name), name)
    for condition in difference.conditions:
        for group in condition.groups:
            for clause in group:
                names.setdefault(canonical_name(clause.attribute), clause.attribute)
    return names


def names_of(leaf: Clause | Opaque) -> Iterable[str]:
    """Return the attributes a test reads."""
    if isinstance(leaf, Clause):
        return ("memberOf",) if leaf.operator.positive is Operator.IS_MEMBER_OF else (leaf.attribute,)
    return attributes_of(leaf.condition) if leaf.condition is not None else ()


def example_of(entry: Entry, asked: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return an example's attributes: those that decide first (also where absent), then what else is unusual."""
    shown = [(_spelled(asked.get(name, name)), _value(entry, name)) for name in asked]
    others = [name for name in entry if name not in asked and name not in _ORDINARY]
    return (*shown, *((_spelled(name), _value(entry, name)) for name in others))


def _spelled(name: str) -> str:
    return _SPELLINGS.get(canonical_name(name), name)


def _value(entry: Entry, name: str) -> str:
    values = entry.get(name, ())
    if not values:
        return "(absent)"
    return "; ".join("(binary)" if isinstance(value, bytes) else str(value) for value in values)


def containers_named(predicates: Iterable[Predicate]) -> tuple[str, ...]:
    """Return the containers, where conditions do nothing but name containers of which an object must lie in one."""
    found: list[str] = []
    for predicate in predicates:
        parts = predicate.parts if isinstance(predicate, Or) else (predicate,)
        for part in parts:
            in_container = (
                isinstance(part, Clause)
                and part.operator is Operator.ENDS_WITH
                and canonical_name(part.attribute) == "dn"
                and "=" in part.value
            )
            if not in_container or not isinstance(part, Clause):
                return ()
            found.append(part.value)
    return tuple(found)
