"""Questions about values, bits and numbers."""

from __future__ import annotations

import re

from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import Environment, Function, Registry, Run, as_number, typed
from analyzer.expressions.evaluate.dates import parse_moment
from analyzer.expressions.evaluate.operators import cloud_truth
from analyzer.expressions.evaluate.values import ErrorValue, Value, is_blank, is_nothing, single
from analyzer.expressions.nodes import Dialect

_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")


def _bit_and(one: int, other: int) -> Value:
    """AND two numbers as 64-bit two's complement: masks such as -2147483648 occur in shipped rules."""
    return int(one) & int(other)


def _bits_set(value: int, mask: int) -> Value:
    return int(value) & int(mask) == int(mask)


def _is_bit_set(arguments: list[Value], environment: Environment) -> Value:
    if any(is_nothing(argument) for argument in arguments):
        environment.noted.add(Assumption.CONNECT_NULL_ARGUMENT)
        return False
    return typed(Dialect.CONNECT, "nn", _bits_set).run(arguments, environment)


def _is_present(arguments: list[Value], environment: Environment) -> Value:
    return not is_blank(arguments[0])


def _is_blank(arguments: list[Value], environment: Environment) -> Value:
    return is_blank(arguments[0])


def _is_null(arguments: list[Value], environment: Environment) -> Value:
    return is_nothing(arguments[0])


def _is_empty(arguments: list[Value], environment: Environment) -> Value:
    return single(arguments[0]) == ""


def _is_numeric(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    return not isinstance(value, bool) and as_number(value) is not None


def _is_date(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    environment.noted.add(Assumption.DATE_FORMATS)
    return isinstance(value, str) and parse_moment(value) is not None


def _is_guid(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    return isinstance(value, str) and _GUID.fullmatch(value) is not None


def _not(arguments: list[Value], environment: Environment) -> Value:
    """Flip: only true becomes False, anything else becomes True (reference-expressions, 2025-04-09)."""
    truth = cloud_truth(arguments[0], environment)
    return truth if isinstance(truth, ErrorValue) else not truth


def _coalesce(arguments: list[Value], environment: Environment) -> Value:
    for argument in arguments:
        if not is_blank(argument):
            return argument
    return ""


def _question(run: Run) -> Function:
    return Function(run, fewest=1, most=1)


_C, _S = Dialect.CONNECT, Dialect.CLOUD_SYNC

_SHARED: Registry = {
    "IsPresent": _question(_is_present),
    "IsNullOrEmpty": _question(_is_blank),
    "IsNull": _question(_is_null),
}

CONNECT: Registry = {
    **_SHARED,
    "IsEmpty": _question(_is_empty),
    "IsNumeric": _question(_is_numeric),
    "IsDate": _question(_is_date),
    "IsGuid": _question(_is_guid),
    "BitAnd": typed(_C, "nn", _bit_and),
    "BitOr": typed(_C, "nn", lambda one, other: int(one) | int(other)),
    "IsBitSet": Function(_is_bit_set, fewest=2, most=2),
}

CLOUD: Registry = {
    **_SHARED,
    "BitAnd": typed(_S, "nn", _bit_and),
    "Not": _question(_not),
    "Coalesce": Function(_coalesce, fewest=1),
}
