"""Says a predicate in English, for administrators."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.connect.scope.evaluate import number
from analyzer.connect.scope.predicate import And, Clause, FalseP, Not, Opaque, Operator, Or, Predicate, TrueP

BitNames = Mapping[tuple[str, int], tuple[str, str]]

FLAGS: BitNames = {
    ("useraccountcontrol", 0x2): ("disabled", "enabled"),
    ("grouptype", -0x80000000): ("security group", "distribution group"),
}
"""Flags with a name of their own, when set and when not: ADS_UF_ACCOUNTDISABLE and ADS_GROUP_TYPE_SECURITY_ENABLED.

Both stand with their values in the AD connector's parameters of every export.
"""

_VERBS = {
    Operator.EQUAL: "=",
    Operator.LESS_THAN: "<",
    Operator.LESS_THAN_OR_EQUAL: "<=",
    Operator.GREATER_THAN: ">",
    Operator.GREATER_THAN_OR_EQUAL: ">=",
    Operator.CONTAINS: "contains",
    Operator.STARTS_WITH: "starts with",
    Operator.ENDS_WITH: "ends with",
    Operator.IS_IN: "is one of",
}
_EXACT_VERBS = {
    Operator.EQUAL: "is exactly",
    Operator.CONTAINS: "contains exactly",
    Operator.STARTS_WITH: "starts exactly with",
    Operator.ENDS_WITH: "ends exactly with",
}
_PLAIN = re.compile(r"[\w.@\\{}$:;/+*-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def in_words(predicate: Predicate, object_class: str = "", flags: BitNames = FLAGS) -> str:
    """Return ``predicate`` as one line, with the object class in front when given.

    The text is plain: values come from the export, so whoever shows it must escape it.
    """
    if not object_class:
        return _say(predicate, flags)
    if isinstance(predicate, TrueP):
        return f"every {object_class}"
    if isinstance(predicate, FalseP):
        return f"no {object_class}"
    said = _say(predicate, flags)
    return f"{object_class} AND ({said})" if isinstance(predicate, Or) else f"{object_class} AND {said}"


def _say(predicate: Predicate, flags: BitNames) -> str:
    if isinstance(predicate, Clause):
        return _clause(predicate, flags)
    if isinstance(predicate, And | Or):
        return _join(predicate, flags)
    if isinstance(predicate, Not):
        said = _say(predicate.part, flags)
        alone = isinstance(predicate.part, Clause | Opaque) and said == _lonely(said)
        return f"NOT {said}" if alone or _same_bits(predicate.part) else f"NOT ({said})"
    if isinstance(predicate, TrueP | FalseP):
        return "every object" if isinstance(predicate, TrueP) else "no object"
    if predicate.condition is None:
        return f"[not evaluable: {_quoted(predicate.text)}]"
    return f"[{predicate.reason or _CONTROL.sub(' ', predicate.text)}]"


def _lonely(said: str) -> str:
    """Return ``said`` unless it begins with a negation of its own, which needs parentheses."""
    return "" if said.startswith("NOT ") else said


def _join(predicate: And | Or, flags: BitNames) -> str:
    word, other = (" AND ", Or) if isinstance(predicate, And) else (" OR ", And)
    if not predicate.parts:
        return "every object" if isinstance(predicate, And) else "no object"
    bits = _same_bits(predicate)
    if bits is not None:
        which = "all bits" if isinstance(predicate, And) else "any bit"
        return f"{bits[0]} {which} of {bits[1]} set"
    said = [
        f"({_say(part, flags)})" if isinstance(part, other) and len(part.parts) > 1 else _say(part, flags)
        for part in predicate.parts
    ]
    return word.join(said)


def _same_bits(predicate: Predicate) -> tuple[str, int] | None:
    """Return attribute and mask of several bit tests of one attribute."""
    if not isinstance(predicate, And | Or) or len(predicate.parts) <= 1:
        return None
    mask = 0
    names = set()
    for part in predicate.parts:
        if not isinstance(part, Clause) or part.operator is not Operator.IS_BIT_SET:
            return None
        mask |= number(part.value) or 0
        names.add(part.attribute)
    return (names.pop(), mask) if len(names) == 1 else None


def _clause(clause: Clause, flags: BitNames) -> str:
    name, operator = clause.attribute, clause.operator
    positive = operator.positive
    if positive is Operator.IS_NOT_NULL:
        return f"{name} {'absent' if operator.is_negation else 'present'}"
    if positive is Operator.IS_MEMBER_OF:
        return f"{'not ' if operator.is_negation else ''}member of group {_quoted(clause.value)}"
    if positive is Operator.IS_BIT_SET:
        said = f"{name} bit {_quoted(clause.value)} {'not set' if operator.is_negation else 'set'}"
        mask = number(clause.value)
        names = flags.get((name.lower(), mask)) if mask is not None else None
        return f"{names[operator.is_negation]} ({said})" if names else said
    verb = _EXACT_VERBS.get(positive, _VERBS[positive]) if clause.exact else _VERBS[positive]
    return f"{'NOT ' if operator.is_negation else ''}{name} {verb} {_quoted(clause.value)}"


def _quoted(text: str) -> str:
    """Return a value as it stands when it is one plain word, else in double quotes, never with a line break."""
    if _PLAIN.fullmatch(text):
        return text
    shown = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02X}", text)
    return '"' + shown.replace('"', '""') + '"'
