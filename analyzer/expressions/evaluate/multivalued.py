"""Functions on multi-valued attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import Environment, Function, Registry, as_number, typed, values_of
from analyzer.expressions.evaluate.values import NULL, ErrorValue, Value, as_text, is_nothing, single
from analyzer.expressions.nodes import Dialect


def _contains(arguments: list[Value], environment: Environment) -> Value:
    """Return the 1-based place of the first value that holds the text, 0 for none."""
    wanted = single(arguments[1])
    if not isinstance(wanted, str):
        return ErrorValue("Contains: the text to look for must be one text")
    ignore_case = len(arguments) > 2 and single(arguments[2]) == "CaseInsensitive"
    wanted = wanted.lower() if ignore_case else wanted
    for place, value in enumerate(values_of(arguments[0]), 1):
        text = as_text(value)
        if wanted in (text.lower() if ignore_case else text):
            return place
    return 0


def _count(arguments: list[Value], environment: Environment) -> Value:
    return len(values_of(arguments[0]))


def _item(arguments: list[Value], environment: Environment) -> Value:
    index = as_number(single(arguments[1]))
    values = values_of(arguments[0])
    if index is None:
        return ErrorValue("Item: the index must be a number")
    inside = 1 <= index <= len(values)
    return values[int(index) - 1] if inside else ErrorValue("Item: the index is out of range")


def _item_or_null(arguments: list[Value], environment: Environment) -> Value:
    found = _item(arguments, environment)
    return NULL if isinstance(found, ErrorValue) and "out of range" in found.message else found


def _connect_join(arguments: list[Value], environment: Environment) -> Value:
    values = values_of(arguments[0])
    if not values:
        environment.noted.add(Assumption.CONNECT_NULL_ARGUMENT)
        return NULL
    delimiter = single(arguments[1]) if len(arguments) > 1 else " "
    return ("" if is_nothing(delimiter) else as_text(delimiter)).join(  # type: ignore[arg-type]
        as_text(value) for value in values
    )


def _remove_duplicates(arguments: list[Value], environment: Environment) -> Value:
    value = arguments[0]
    if not isinstance(value, tuple):
        return value
    environment.noted.add(Assumption.DUPLICATES_CASE)
    return tuple(dict.fromkeys(value))


def _split(text: str, delimiter: str, limit: int | None = None) -> Value:
    if not delimiter:
        return (text,)
    return tuple(_pieces(text, delimiter, limit))


def _has_empty_pieces(text: str, delimiter: str, limit: int | None = None) -> bool:
    return bool(delimiter) and "" in text.split(delimiter)


def _pieces(text: str, delimiter: str, limit: int | None) -> Sequence[Any]:
    return text.split(delimiter) if limit is None else text.split(delimiter, max(int(limit) - 1, 0))


_EMPTY_PIECES = (Assumption.SPLIT_KEEPS_EMPTY, _has_empty_pieces)
_C, _S = Dialect.CONNECT, Dialect.CLOUD_SYNC

_SHARED: Registry = {
    "Count": Function(_count, fewest=1, most=1),
    "Item": Function(_item, fewest=2, most=2),
    "RemoveDuplicates": Function(_remove_duplicates, fewest=1, most=1),
}

CONNECT: Registry = {
    **_SHARED,
    "Contains": Function(_contains, fewest=2, most=3),
    "ItemOrNull": Function(_item_or_null, fewest=2, most=2),
    "Join": Function(_connect_join, fewest=1, most=2),
    "Split": typed(_C, "ttn", _split, optional=1, assumes=_EMPTY_PIECES),
}

CLOUD: Registry = {**_SHARED, "Split": typed(_S, "tt", _split, assumes=_EMPTY_PIECES)}
