"""Program flow: IIF, Switch, Error, and what reads the outside world."""

from __future__ import annotations

import hashlib

from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import Environment, Function, Registry, kind_of, values_of
from analyzer.expressions.evaluate.operators import connect_truth
from analyzer.expressions.evaluate.values import (
    IGNORE_THIS_FLOW,
    NULL,
    ErrorValue,
    Value,
    as_text,
    is_blank,
    is_nothing,
    single,
)

# A fixed stand-in for random values: evaluation stays reproducible, both dialects draw the same.
_GUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def _connect_switch(arguments: list[Value], environment: Environment) -> Value:
    if len(arguments) % 2:
        return ErrorValue("Switch: conditions and values must come in pairs")
    for position in range(0, len(arguments), 2):
        truth = connect_truth(arguments[position], environment)
        if isinstance(truth, ErrorValue):
            return truth
        if truth:
            return arguments[position + 1]
    environment.noted.add(Assumption.SWITCH_NOTHING_MATCHES)
    return NULL


def _cloud_switch(arguments: list[Value], environment: Environment) -> Value:
    """Compare the source with each key; an empty key matches nothing (app-provisioning page, 2026-04-10).

    A value that is an error counts even where another key matches: the page doesn't promise that values which
    aren't needed are left alone.
    """
    failed = next((argument for argument in arguments if isinstance(argument, ErrorValue)), None)
    if failed is not None:
        return failed
    if len(arguments) % 2:
        return ErrorValue("Switch: keys and values must come in pairs")
    source = single(arguments[0])
    if isinstance(source, tuple) and source:
        environment.noted.add(Assumption.CLOUD_NOT_PER_VALUE)
        return ErrorValue("Switch: several values")
    text = "" if isinstance(source, tuple) else as_text(source)
    for position in range(2, len(arguments), 2):
        key = single(arguments[position])
        if not isinstance(key, tuple) and as_text(key) == text:
            return arguments[position + 1]
    return arguments[1]


def _error(arguments: list[Value], environment: Environment) -> Value:
    message = single(arguments[0])
    return ErrorValue(message if isinstance(message, str) else kind_of(message))


def _ignore_if_blank(arguments: list[Value], environment: Environment) -> Value:
    return IGNORE_THIS_FLOW if is_blank(arguments[0]) else arguments[0]


def _imported(arguments: list[Value], environment: Environment) -> Value:
    name = single(arguments[0])
    return environment.attributes.get(name, NULL) if isinstance(name, str) else ErrorValue("a name in quotes expected")


def _value_count(arguments: list[Value], environment: Environment) -> Value:
    found = _imported(arguments, environment)
    return found if isinstance(found, ErrorValue) else len(values_of(found))


def _guid(arguments: list[Value], environment: Environment) -> Value:
    return _GUID


def _thumbprint(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    if is_nothing(value):
        return NULL
    return hashlib.sha256(value).digest() if isinstance(value, bytes) else ErrorValue("Thumbprint: binary expected")


def _default_domain(arguments: list[Value], environment: Environment) -> Value:
    return environment.parameters.get("DefaultDomain", ErrorValue("DefaultDomain: no verified domain"))


CONNECT: Registry = {
    "Switch": Function(_connect_switch, lenient=True, fewest=2),
    "Error": Function(_error, fewest=1, most=1),
    "ImportedValue": Function(_imported, fewest=1, most=1),
    "ValueCount": Function(_value_count, fewest=1, most=1),
    "Guid": Function(_guid, fewest=0, most=0),
    "Thumbprint": Function(_thumbprint, fewest=1, most=1),
}

CLOUD: Registry = {
    "Switch": Function(_cloud_switch, lenient=True, fewest=4),
    "Error": Function(_error, fewest=1, most=1),
    "IgnoreFlowIfNullOrEmpty": Function(_ignore_if_blank, fewest=1, most=1),
    "Guid": Function(_guid, fewest=0, most=0),
    "DefaultDomain": Function(_default_domain, fewest=0, most=0),
}
