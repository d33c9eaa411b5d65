"""Tells whether a predicate takes an object: yes, no, or ``None`` where Connect Sync's own answer isn't known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from analyzer.configuration import parse_dn
from analyzer.connect.scope.asking import ask
from analyzer.connect.scope.entry import Entry, Value, values_of
from analyzer.connect.scope.folding import fold
from analyzer.connect.scope.predicate import And, Clause, FalseP, Not, Operator, Or, Predicate, TrueP

__all__ = [
    "Entry",
    "Value",
    "any_of",
    "evaluate",
    "evaluate_clause",
    "list_items",
    "matches",
    "number",
    "opposite",
    "unsigned",
    "values_of",
]


def evaluate(predicate: Predicate, entry: Entry) -> bool | None:
    """Evaluate ``predicate`` on an object in Kleene's three values.

    Positive operators hold when one value satisfies them and are false on an absent attribute; negative ones are
    their exact opposite and so true on an absent attribute.
    """
    if isinstance(predicate, Clause):
        return evaluate_clause(predicate, entry)
    if isinstance(predicate, Not):
        return opposite(evaluate(predicate.part, entry))
    if isinstance(predicate, And):
        return opposite(any_of(opposite(evaluate(part, entry)) for part in predicate.parts))
    if isinstance(predicate, Or):
        return any_of(evaluate(part, entry) for part in predicate.parts)
    if isinstance(predicate, TrueP | FalseP):
        return isinstance(predicate, TrueP)
    return None if predicate.condition is None else ask(predicate.condition, entry)


def evaluate_clause(clause: Clause, entry: Entry) -> bool | None:
    """Evaluate one clause on an object."""
    positive = clause.operator.positive
    if positive is Operator.IS_MEMBER_OF:
        found = _is_member(clause.value, entry)
    else:
        values = values_of(clause.attribute, entry)
        if positive is Operator.IS_NOT_NULL:
            found = bool(values)
        else:
            ignore = not clause.exact
            found = any_of(matches(positive, value, clause.value, ignore_case=ignore) for value in values)
    return opposite(found) if clause.operator.is_negation else found


def opposite(value: bool | None) -> bool | None:
    """Kleene's not."""
    return None if value is None else not value


def any_of(results: Iterable[bool | None]) -> bool | None:
    """Kleene's or of all ``results``."""
    found: bool | None = False
    for result in results:
        if result:
            return True
        found = None if result is None else found
    return found


def matches(operator: Operator, value: Value, wanted: str, *, ignore_case: bool = True) -> bool | None:
    """Test one value with a positive operator that takes a value (not ``ISMEMBEROF``).

    ``None``: bytes against text (no page says how they are written), text in an order no page defines, a mask some
    of whose bits are set, a list whose separator decides.
    """
    if isinstance(value, bytes):
        return None
    special = _SPECIAL.get(operator)
    if special is not None:
        return special(value, wanted, ignore_case)
    if operator in _ORDER:
        return _in_order(operator, value, wanted, ignore_case)
    text, part = (fold(str(value)), fold(wanted)) if ignore_case else (str(value), wanted)
    return _TEXT_TESTS[operator](text, part)


_TEXT_TESTS = {
    Operator.STARTS_WITH: str.startswith,
    Operator.ENDS_WITH: str.endswith,
    Operator.CONTAINS: str.__contains__,
}


def number(text: str) -> int | None:
    """Return the whole decimal number ``text`` spells, blanks around it allowed; ``None`` when it is none."""
    stripped = text.strip()
    digits = stripped[1:] if stripped[:1] in {"-", "+"} else stripped
    return int(stripped) if digits.isascii() and digits.isdecimal() and len(digits) < _DIGITS else None


_DIGITS = len(str(2**64)) + 1


def _equal(value: str | int | bool, wanted: str, ignore_case: bool) -> bool:
    if isinstance(value, bool):
        return str(value).lower() == wanted.strip().lower()
    if isinstance(value, int):
        return number(wanted) == value
    return fold(value) == fold(wanted) if ignore_case else value == wanted


def list_items(text: str, separator: str = ";") -> tuple[str, ...]:
    """Return the items of an ``ISIN`` list; that ``;`` separates them is assumed."""
    return tuple(item.strip() for item in text.split(separator) if item.strip())


def _is_in(value: str | int | bool, wanted: str, ignore_case: bool) -> bool | None:
    separators = (";", ",") if "," in wanted else (";",)
    answers = {
        any(_equal(value, item, ignore_case) for item in list_items(wanted, separator)) for separator in separators
    }
    return answers.pop() if len(answers) == 1 else None


def _bit_set(value: str | int | bool, wanted: str, _ignore_case: bool) -> bool | None:
    mask = number(wanted)
    bits = value if isinstance(value, int) else number(value)
    if mask is None or bits is None or isinstance(value, bool):
        return None
    common, mask = unsigned(bits) & unsigned(mask), unsigned(mask)
    if common == 0 and mask:
        return False
    return True if common == mask and mask else None


def unsigned(value: int) -> int:
    """Return the value as the 32 or 64 bits it is stored in: AD writes flags as signed numbers."""
    return value & (0xFFFFFFFF if -(2**31) <= value < 0 else 0xFFFFFFFFFFFFFFFF)


_SPECIAL: Mapping[Operator, Callable[[str | int | bool, str, bool], bool | None]] = {
    Operator.EQUAL: _equal,
    Operator.IS_IN: _is_in,
    Operator.IS_BIT_SET: _bit_set,
}
_ORDER: Mapping[Operator, Callable[[int], bool]] = {
    Operator.LESS_THAN: lambda order: order < 0,
    Operator.LESS_THAN_OR_EQUAL: lambda order: order <= 0,
    Operator.GREATER_THAN: lambda order: order > 0,
    Operator.GREATER_THAN_OR_EQUAL: lambda order: order >= 0,
}


def _in_order(operator: Operator, value: str | int | bool, wanted: str, ignore_case: bool) -> bool | None:
    """Compare numbers as numbers, simple texts by character; where both readings apply they must agree."""
    if isinstance(value, bool):
        return None
    test = _ORDER[operator]
    limit = number(wanted)
    if isinstance(value, int):
        return None if limit is None else test(value - limit)
    answers = set()
    measured = number(value)
    if measured is not None and limit is not None:
        answers.add(test(measured - limit))
    left, right = (fold(value), fold(wanted)) if ignore_case else (value, wanted)
    if not (left.isascii() and left.isalnum() and right.isascii() and right.isalnum()):
        return None
    answers.add(test((left > right) - (left < right)))
    return answers.pop() if len(answers) == 1 else None


def _is_member(group: str, entry: Entry) -> bool | None:
    """Tell direct membership from ``memberOf``; unknown when the object doesn't carry the attribute at all."""
    if "memberof" not in entry:
        return None
    wanted = parse_dn(group).key
    return any(isinstance(value, str) and parse_dn(value).key == wanted for value in entry["memberof"])
