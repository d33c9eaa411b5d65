"""Date functions of both dialects."""

from __future__ import annotations

from datetime import datetime

from analyzer.expressions.evaluate import dates
from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import Environment, Function, Registry, always, typed
from analyzer.expressions.evaluate.values import NULL, ErrorValue, Value, as_text, is_blank, single
from analyzer.expressions.nodes import Dialect


def _parse(text: str) -> Value:
    return dates.parse_moment(text) or ErrorValue(f"CDate: not a date: {text[:40]}")


def _from_ticks(ticks: int) -> Value:
    return dates.from_filetime(ticks) or ErrorValue("DateFromNum: no such date")


def _add(interval: str, amount: int, moment: datetime) -> Value:
    return dates.add_interval(interval, int(amount), moment) or ErrorValue(f"DateAdd: not an interval: {interval}")


def _add_cloud(interval: str, amount: int, moment: datetime) -> Value:
    if interval in {"q", "y", "w"}:
        return ErrorValue(f"DateAdd: not an interval: {interval}")
    return _add(interval, amount, moment)


def _difference(interval: str, first: datetime, second: datetime) -> Value:
    result = dates.difference(interval, first, second)
    return ErrorValue(f"DateDiff: not an interval: {interval}") if result is None else result


def _now(arguments: list[Value], environment: Environment) -> Value:
    return environment.now


def _cloud_format(arguments: list[Value], environment: Environment) -> Value:
    """Format with 3 slots (Cloud Sync's page) or 4 (app-provisioning page and default mapping)."""
    source = single(arguments[0])
    if is_blank(source):
        environment.noted.add(Assumption.CLOUD_NULL_ARGUMENT)
        return NULL
    read, write = single(arguments[-2]), single(arguments[-1])
    if not isinstance(write, str):
        return ErrorValue("FormatDateTime: the output format is missing")
    environment.noted.add(Assumption.DATE_LETTERS)
    if isinstance(source, datetime):
        return dates.format_moment(source, write)
    text = "" if isinstance(source, tuple) else as_text(source)
    moment = dates.parse_with_format(text, read) if isinstance(read, str) and read else dates.parse_moment(text)
    return dates.format_moment(moment, write) if moment else ErrorValue(f"FormatDateTime: not a date: {text[:40]}")


_FORMATS = (Assumption.DATE_FORMATS, always)
_LETTERS = (Assumption.DATE_LETTERS, always)
_C, _S = Dialect.CONNECT, Dialect.CLOUD_SYNC

CONNECT: Registry = {
    "CDate": typed(_C, "t", _parse, per_value=True, assumes=_FORMATS),
    "DateFromNum": typed(_C, "n", _from_ticks, per_value=True),
    "NumFromDate": typed(_C, "d", dates.to_filetime),
    "FormatDateTime": typed(_C, "dt", dates.format_moment, assumes=_LETTERS),
    "DateAdd": typed(_C, "tnd", _add),
    "Now": Function(_now, fewest=0, most=0),
}

CLOUD: Registry = {
    "CDate": typed(_S, "t", _parse, assumes=_FORMATS),
    "DateFromNum": typed(_S, "n", _from_ticks),
    "NumFromDate": typed(_S, "d", dates.to_filetime),
    "FormatDateTime": Function(_cloud_format, fewest=3, most=4),
    "DateAdd": typed(_S, "tnd", _add_cloud),
    "DateDiff": typed(_S, "tdd", _difference),
    "Now": Function(_now, fewest=0, most=0),
}
