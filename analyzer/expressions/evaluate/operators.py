"""Operators of both dialects, and what counts as a true condition."""

from __future__ import annotations

import operator
from datetime import datetime
from typing import Any

from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import Environment, as_number, kind_of
from analyzer.expressions.evaluate.values import (
    NULL,
    ErrorValue,
    Special,
    Value,
    as_text,
    is_blank,
    is_nothing,
    single,
)

_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def connect_compare(sign: str, left: Value, right: Value, environment: Environment) -> Value:  # noqa: PLR0911  one return a kind
    """Compare strictly by type, texts exactly (the reference wraps LCase around texts to ignore case)."""
    if left.__class__ is right.__class__ is str and sign == "=":
        return left == right
    left, right = single(left), single(right)
    if is_nothing(left) or is_nothing(right):
        environment.noted.add(Assumption.CONNECT_NULL_COMPARISON)
        return sign == "<>"
    if isinstance(left, tuple) or isinstance(right, tuple):
        environment.noted.add(Assumption.CONNECT_SEVERAL_VALUES)
        return ErrorValue("several values can't be compared")
    if kind_of(left) != kind_of(right):
        return ErrorValue(f"type mismatch: {kind_of(left)} compared with {kind_of(right)}")
    if sign in {"=", "<>"}:
        return (left == right) == (sign == "=")
    if isinstance(left, bool):
        return ErrorValue("truth values have no order")
    one: Any = left
    other: Any = right
    return bool(_ORDER[sign](one, other))


def cloud_compare(sign: str, left: Value, right: Value, environment: Environment) -> Value:  # noqa: PLR0911  one return a kind
    """Compare text forms, numbers where both sides are numbers; a blank side makes the comparison fail."""
    if sign == "=" and left and right and left.__class__ is right.__class__ is str:
        environment.noted.add(Assumption.CLOUD_TEXT_COMPARISON)
        return left == right
    left, right = single(left), single(right)
    if is_blank(left) or is_blank(right):
        environment.noted.add(Assumption.CLOUD_NULL_COMPARISON)
        return False
    if isinstance(left, tuple) or isinstance(right, tuple):
        environment.noted.add(Assumption.CLOUD_NOT_PER_VALUE)
        return ErrorValue("several values can't be compared")
    environment.noted.add(Assumption.CLOUD_TEXT_COMPARISON)
    if isinstance(left, bool) or isinstance(right, bool):
        environment.noted.add(Assumption.CLOUD_BOOLEAN)
    if sign in {"=", "<>"}:
        return (as_text(left) == as_text(right)) == (sign == "=")
    one, other = as_number(left), as_number(right)
    if one is not None and other is not None:
        return bool(_ORDER[sign](one, other))
    if isinstance(left, datetime) or isinstance(right, datetime):
        return ErrorValue("dates are text in Cloud Sync, whose order isn't that of time: use DateDiff")
    return bool(_ORDER[sign](as_text(left), as_text(right)))


def connect_truth(value: Value, environment: Environment) -> bool | ErrorValue:
    """Return whether a condition holds; only truth values and NULL may stand there."""
    if value is True or value is False:
        return value
    value = single(value)
    if isinstance(value, bool | ErrorValue):
        return value
    if is_nothing(value):
        environment.noted.add(Assumption.CONNECT_NULL_CONDITION)
        return False
    return ErrorValue(f"type mismatch: a condition must be true or false, found {kind_of(value)}")


def cloud_truth(value: Value, environment: Environment) -> bool | ErrorValue:
    """Return whether a condition holds: true, the text ``True`` or a number that isn't zero."""
    if value is True or value is False:
        return value
    value = single(value)
    if isinstance(value, bool | ErrorValue):
        return value
    if is_blank(value):
        environment.noted.add(Assumption.CLOUD_NULL_COMPARISON)
        return False
    if isinstance(value, tuple):
        return ErrorValue("several values are no condition")
    number = as_number(value)
    return number != 0 if number is not None else as_text(value).lower() == "true"


def connect_join(sign: str, operands: list[Value], environment: Environment) -> Value:  # noqa: PLR0911  one return a kind
    """``&`` joins texts (and binary values); ``+`` adds numbers or joins texts."""
    several = [operand for operand in operands if isinstance(operand, tuple) and len(operand) > 1]
    if several:
        return _join_per_value(sign, operands, environment)
    parts = [single(operand) for operand in operands]
    failed = next((part for part in parts if isinstance(part, ErrorValue)), None)
    if failed is not None:
        return failed
    present: list[Any] = [part for part in parts if not is_nothing(part)]
    if (
        sign == "+"
        and present
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in present)
    ):
        return sum(present) if len(present) == len(parts) else NULL
    if len(present) < len(parts):
        environment.noted.add(Assumption.CONNECT_NULL_CONCATENATION)
        if not present:
            return NULL
    if sign == "+":
        environment.noted.add(Assumption.CONNECT_PLUS)
        if not all(isinstance(part, str) for part in present):
            return ErrorValue('type mismatch: "+" adds numbers or joins texts')
    if all(isinstance(part, bytes) for part in present):
        return b"".join(present)
    unfit = next((part for part in present if isinstance(part, bytes | datetime)), None)
    if unfit is not None:
        return ErrorValue(f"type mismatch: {sign} joins texts, found {kind_of(unfit)}")
    if any(not isinstance(part, str) for part in present):
        environment.noted.add(Assumption.CONNECT_TEXT_OF_OPERANDS)
    return "".join(as_text(part) for part in present)


def _join_per_value(sign: str, operands: list[Value], environment: Environment) -> Value:
    environment.noted.add(Assumption.CONNECT_SEVERAL_VALUES)
    several = [operand for operand in operands if isinstance(operand, tuple) and len(operand) > 1]
    if len(several) > 1:
        return ErrorValue("two lists of values can't be joined")
    position = next(index for index, operand in enumerate(operands) if operand is several[0])
    joined: list[Any] = []
    for item in several[0]:
        one = connect_join(sign, [*operands[:position], item, *operands[position + 1 :]], environment)
        if isinstance(one, ErrorValue):
            return one
        joined.append(one)
    return tuple(joined)


def arithmetic(sign: str, left: Value, right: Value) -> Value:
    """``-``, ``*`` and ``/`` on numbers; whole numbers divide to whole numbers when nothing is left over."""
    left, right = single(left), single(right)
    if isinstance(left, Special) or isinstance(right, Special):
        return NULL
    numbers = [side for side in (left, right) if isinstance(side, int | float) and not isinstance(side, bool)]
    if len(numbers) < 2:
        return ErrorValue(f"type mismatch: {sign} needs two numbers")
    one, other = numbers
    if sign == "-":
        return one - other
    if sign == "*":
        return one * other
    if other == 0:
        return ErrorValue("division by zero")
    result = one / other
    return int(result) if result.is_integer() else result
