"""What functions of both dialects share: the environment, typed arguments, registration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.dates import parse_moment
from analyzer.expressions.evaluate.values import NULL, ErrorValue, Special, Value, as_text, single
from analyzer.expressions.nodes import Dialect

# A fixed moment keeps evaluation reproducible; callers that care pass their own.
DEFAULT_NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Environment:
    """What an expression may look at, and what it took for granted while it was evaluated.

    Attributes:
        attributes: values by exact attribute name; a missing name is an absent attribute.
        parameters: values by parameter name, without the percent signs.
        now: the current moment, in UTC.
        variables: values of ``$names``.
        noted: assumptions used so far.

    """

    attributes: Mapping[str, Value]
    parameters: Mapping[str, Value] = field(default_factory=dict)
    now: datetime = DEFAULT_NOW
    variables: dict[str, Value] = field(default_factory=dict)
    noted: set[Assumption] = field(default_factory=set)


Run = Callable[[list[Value], Environment], Value]


@dataclass(frozen=True, slots=True)
class Function:
    """How one function is carried out.

    Attributes:
        run: takes the evaluated arguments.
        lenient: it wants to see errors and special values itself; otherwise the first error is the result.
        per_value: a first argument with several values is worked on value by value.
        fewest: least number of arguments.
        most: largest number of arguments, ``None`` for any.

    """

    run: Run
    lenient: bool = False
    per_value: bool = False
    fewest: int = 0
    most: int | None = None


Registry = dict[str, Function]


def typed(
    dialect: Dialect,
    kinds: str,
    body: Callable[..., Value],
    *,
    optional: int = 0,
    null: Value = NULL,
    per_value: bool = False,
    assumes: tuple[Assumption, Callable[..., bool]] | None = None,
) -> Function:
    """Wrap ``body`` so that it gets arguments of the right Python type.

    Args:
        dialect: Connect checks types strictly, Cloud Sync works on text forms.
        kinds: one letter per parameter: ``t`` text, ``b`` text or binary, ``n`` number, ``d`` moment, ``w``
        word.
        body: called with converted arguments, never with nothing or an error.
        optional: how many of the last parameters may be missing.
        null: the result when the first argument is nothing and a page says so; else NULL, noted as an
        assumption.
        per_value: see :class:`Function`.
        assumes: an assumption the body rests on, and for which arguments; noted when it mattered.

    """
    convert = _CONVERT[dialect]
    silent = Assumption.CONNECT_NULL_ARGUMENT if dialect is Dialect.CONNECT else Assumption.CLOUD_NULL_ARGUMENT

    usual = tuple(_USUAL[kind] for kind in kinds)

    def run(arguments: list[Value], environment: Environment) -> Value:
        converted: list[Any] = []
        for index, argument in enumerate(arguments):
            if argument.__class__ is usual[index]:
                converted.append(argument)
                continue
            value = single(argument)
            if isinstance(value, Special) or value == ():
                if index == 0 and null is not NULL:
                    return null
                environment.noted.add(silent)
                return NULL
            result = convert(kinds[index], value, environment)
            if isinstance(result, ErrorValue):
                return result
            converted.append(result)
        if assumes is not None and assumes[1](*converted):
            environment.noted.add(assumes[0])
        return body(*converted)

    return Function(run, per_value=per_value, fewest=len(kinds) - optional, most=len(kinds))


def _connect_argument(kind: str, value: Value, environment: Environment) -> Any:
    if kind in {"t", "w"} and isinstance(value, str):
        return value
    if kind == "b" and isinstance(value, str | bytes):
        return value
    if kind == "n" and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if kind == "d" and isinstance(value, datetime):
        return value
    if isinstance(value, tuple):
        environment.noted.add(Assumption.CONNECT_SEVERAL_VALUES)
    return ErrorValue(f"type mismatch: {_KINDS[kind]} expected, found {kind_of(value)}")


def always(*arguments: object) -> bool:
    """Say that an assumption matters whatever the arguments are."""
    return True


def _cloud_argument(kind: str, value: Value, environment: Environment) -> Any:
    if isinstance(value, bytes):
        environment.noted.add(Assumption.CLOUD_BINARY)
    if isinstance(value, tuple):
        environment.noted.add(Assumption.CLOUD_NOT_PER_VALUE)
        return ErrorValue("several values where one text is expected")
    if kind in {"t", "b", "w"}:
        return as_text(value)
    if kind == "d":
        moment = value if isinstance(value, datetime) else parse_moment(as_text(value))
        return moment if moment is not None else ErrorValue(f"not a date: {as_text(value)[:40]}")
    number = as_number(value)
    return number if number is not None else ErrorValue(f"not a number: {as_text(value)[:40]}")


_CONVERT = {Dialect.CONNECT: _connect_argument, Dialect.CLOUD_SYNC: _cloud_argument}
# The Python class that needs no conversion in either dialect.
_USUAL = {"t": str, "b": str, "w": str, "n": int, "d": datetime}
_KINDS = {"t": "text", "b": "text or binary", "n": "number", "d": "date", "w": "word"}


def as_number(value: Value) -> int | float | None:
    """Return the number a value stands for in Cloud Sync, or ``None``."""
    if isinstance(value, bool | tuple | Special | ErrorValue | bytes | datetime):
        return None
    if isinstance(value, int | float):
        return value
    try:
        return int(value) if len(value) < 40 and value.isascii() else None
    except ValueError:
        return None


def kind_of(value: Value) -> str:
    """Name a value's type as the reference names it."""
    if isinstance(value, tuple):
        return "several values"
    names = {str: "text", bool: "boolean", int: "number", float: "number", bytes: "binary", datetime: "date"}
    return names.get(type(value), "nothing")


def values_of(value: Value) -> tuple[Any, ...]:
    """Return all values: a single value is a list of one, nothing an empty list."""
    if isinstance(value, tuple):
        return value
    return () if isinstance(value, Special) else (value,)
