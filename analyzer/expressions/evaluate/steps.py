"""The steps of the stack machine: one for each kind of node and function."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from analyzer.expressions.evaluate import (
    conversion,
    directory,
    flow,
    moments,
    multivalued,
    operators,
    predicates,
    text,
)
from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import Environment, Function, Registry
from analyzer.expressions.evaluate.values import (
    AUTHORITATIVE_NULL,
    IGNORE_THIS_FLOW,
    NULL,
    ErrorValue,
    Special,
    Value,
)
from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Dialect,
    Empty,
    Negation,
    Node,
    Number,
    Parameter,
    Text,
    Variable,
    Word,
)

_FAMILIES = (text, conversion, predicates, multivalued, directory, moments, flow)
REGISTRIES: dict[Dialect, Registry] = {
    Dialect.CONNECT: {
        name: function for family in _FAMILIES for name, function in getattr(family, "CONNECT", {}).items()
    },
    Dialect.CLOUD_SYNC: {
        name: function for family in _FAMILIES for name, function in getattr(family, "CLOUD", {}).items()
    },
}

# What a step does: it gets the values of its operands and gives one back.
Action: TypeAlias = Callable[[list[Value], Environment], Value]
_WORDS: dict[str, Value] = {
    "NULL": NULL,
    "AuthoritativeNull": AUTHORITATIVE_NULL,
    "IgnoreThisFlow": IGNORE_THIS_FLOW,
    "CRLF": "\r\n",
}
_UNUSUAL: frozenset[type] = frozenset({ErrorValue, Special})
# Carried out by the program itself when they are well-formed.
_CONTROL = {
    "IIF": "three arguments",
    **dict.fromkeys(("Select", "Where", "With"), "a $variable and two arguments"),
}


def step_of(node: Node, dialect: Dialect) -> Action:  # noqa: PLR0911  one return a kind
    """Return what to do for one node, given the values of its children."""
    if isinstance(node, Call):
        return _call(node, dialect)
    if isinstance(node, Attribute):
        name = node.name
        return lambda _, environment: environment.attributes.get(name, NULL)
    if isinstance(node, Parameter):
        parameter, missing = node.name, ErrorValue(f"no value for the parameter %{node.name}%")
        return lambda _, environment: environment.parameters.get(parameter, missing)
    if isinstance(node, Variable):
        variable, unbound = node.name, ErrorValue(f"${node.name} isn't bound")
        return lambda _, environment: environment.variables.get(variable, unbound)
    if isinstance(node, Text | Number | Boolean):
        return constant(node.value)
    if isinstance(node, Word):
        return constant(_word(node.name, dialect))
    if isinstance(node, Empty):
        return constant(NULL)
    return _operator(node, dialect)


def constant(value: Value) -> Action:
    """Return the step that yields ``value``."""
    return lambda _, environment: value


def _word(name: str, dialect: Dialect) -> Value:
    if dialect is Dialect.CLOUD_SYNC and isinstance(_WORDS.get(name), Special):
        return ErrorValue(f"{name} is no word of Cloud Sync")
    return _WORDS.get(name, name)


def _operator(node: Node, dialect: Dialect) -> Action:
    connect = dialect is Dialect.CONNECT
    if isinstance(node, Negation):
        return _strict(lambda values, _: operators.arithmetic("-", 0, values[0]), connect)
    if isinstance(node, Binary):
        sign = node.operator
        if sign in {"-", "*", "/"}:
            return _strict(lambda values, _: operators.arithmetic(sign, values[0], values[1]), connect)
        compare = operators.connect_compare if connect else operators.cloud_compare
        return _strict(lambda values, environment: compare(sign, values[0], values[1], environment), connect)
    sign = node.operator if isinstance(node, Chain) else ""
    return _strict(lambda values, environment: operators.connect_join(sign, values, environment), connect)


def _call(node: Call, dialect: Dialect) -> Action:
    if node.name in _CONTROL:
        return constant(ErrorValue(f"{node.name} takes {_CONTROL[node.name]}"))
    function = REGISTRIES[dialect].get(node.name)
    if function is None:
        return constant(ErrorValue(f"{node.name} can't be evaluated"))
    count = len(node.arguments)
    if count < function.fewest or (function.most is not None and count > function.most):
        return constant(ErrorValue(f"{node.name} doesn't take {count} arguments"))
    if function.lenient:
        return function.run
    return _strict(_per_value(function) if function.per_value else function.run, dialect is Dialect.CONNECT)


def _strict(run: Action, connect: bool) -> Action:
    """Let the first error through, and turn special literals in argument position into NULL."""

    def guarded(arguments: list[Value], environment: Environment) -> Value:
        for argument in arguments:
            if argument.__class__ in _UNUSUAL:
                failed = _failed_or_plain(arguments, environment, connect)
                return run(arguments, environment) if failed is None else failed
        return run(arguments, environment)

    return guarded


def _failed_or_plain(arguments: list[Value], environment: Environment, connect: bool) -> ErrorValue | None:
    """Return the first error among the arguments; replace special literals by NULL, in place."""
    for index, argument in enumerate(arguments):
        if isinstance(argument, ErrorValue):
            return argument
        if argument is AUTHORITATIVE_NULL or argument is IGNORE_THIS_FLOW:
            if connect:
                environment.noted.add(Assumption.CONNECT_SPECIAL_ARGUMENT)
            arguments[index] = NULL
    return None


def _per_value(function: Function) -> Action:
    def run(arguments: list[Value], environment: Environment) -> Value:
        first = arguments[0]
        if not isinstance(first, tuple) or not first:
            return function.run(arguments, environment)
        results = []
        for item in first:
            result = function.run([item, *arguments[1:]], environment)
            if isinstance(result, ErrorValue | tuple):
                return result
            results.append(result)
        return tuple(results)

    return run
