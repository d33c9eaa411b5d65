"""Carries out expressions: a tree becomes a list of steps for a small stack machine, so depth costs nothing.

Both branches of ``IIF`` are computed, and errors are values; the branch that isn't chosen is dropped with
its error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
from analyzer.expressions.evaluate.core import Environment, Function, Registry, values_of
from analyzer.expressions.evaluate.values import (
    AUTHORITATIVE_NULL,
    IGNORE_THIS_FLOW,
    NULL,
    ErrorValue,
    Special,
    Value,
    single,
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

# (what to do, how many values it takes from the stack)
Step: TypeAlias = tuple[Callable[[list[Value], Environment], Value], int]
_DEEPEST_LAMBDA = 25
_WORDS: dict[str, Value] = {
    "NULL": NULL,
    "AuthoritativeNull": AUTHORITATIVE_NULL,
    "IgnoreThisFlow": IGNORE_THIS_FLOW,
    "CRLF": "\r\n",
}
_LAMBDAS = frozenset({"Select", "Where", "With"})


@dataclass(frozen=True, slots=True)
class Program:
    """An expression ready to be run any number of times."""

    steps: tuple[Step, ...]

    def run(self, environment: Environment) -> Value:
        """Return the expression's value in ``environment``; never raises for anything in the data."""
        stack: list[Value] = []
        for action, count in self.steps:
            if count:
                arguments = stack[-count:]
                del stack[-count:]
            else:
                arguments = []
            stack.append(action(arguments, environment))
        return stack[-1]


def compile_expression(node: Node, dialect: Dialect, _level: int = 0) -> Program:
    """Turn a tree into a program of ``dialect``."""
    steps: list[Step] = []
    pending: list[tuple[Node, bool]] = [(node, False)]
    while pending:
        current, ready = pending.pop()
        if not ready and isinstance(current, Call) and current.name in _LAMBDAS and dialect is Dialect.CONNECT:
            steps_of = _lambda_step(current, dialect, _level)
            if len(current.arguments) == 3:
                pending.append((_Done(steps_of), True))
                pending.append((current.arguments[1], False))
            else:
                steps.append(steps_of)
        elif isinstance(current, _Done):
            steps.append(current.step)
        elif ready or not current.children:
            steps.append(_step(current, dialect))
        else:
            pending.append((current, True))
            pending.extend((child, False) for child in reversed(current.children))
    return Program(tuple(steps))


class _Done(Node):
    """A step that waits on the work list for its operand."""

    __slots__ = ("step",)

    def __init__(self, step: Step) -> None:
        self.step = step


def _lambda_step(call: Call, dialect: Dialect, level: int) -> Step:
    if len(call.arguments) != 3 or not isinstance(call.arguments[0], Variable):
        return _constant(ErrorValue(f"{call.name} takes a $variable and two more arguments")), 0
    if level >= _DEEPEST_LAMBDA:
        return _constant(ErrorValue(f"{call.name} is nested more than {_DEEPEST_LAMBDA} levels deep")), 1
    variable, body = call.arguments[0].name, compile_expression(call.arguments[2], dialect, level + 1)

    def bound(value: Value, environment: Environment) -> Value:
        inner = Environment(
            environment.attributes, environment.parameters, environment.now,
            {**environment.variables, variable: value}, environment.noted,
        )  # fmt: skip
        return body.run(inner)

    def run(arguments: list[Value], environment: Environment) -> Value:
        source = arguments[0]
        if call.name == "With":
            return bound(source, environment)
        if isinstance(source, ErrorValue):
            return source
        kept = []
        for item in values_of(source):
            result = single(bound(item, environment))
            if isinstance(result, ErrorValue):
                return result
            if call.name == "Select" and not isinstance(result, tuple | Special):
                kept.append(result)
            elif call.name == "Where" and result is True:
                kept.append(item)
        return tuple(kept)

    return run, 1


def _step(node: Node, dialect: Dialect) -> Step:  # noqa: PLR0911  one return a kind
    if isinstance(node, Call):
        return _call(node, dialect), len(node.arguments)
    if isinstance(node, Attribute):
        name = node.name
        return (lambda _, environment: environment.attributes.get(name, NULL)), 0
    if isinstance(node, Parameter):
        parameter, missing = node.name, ErrorValue(f"no value for the parameter %{node.name}%")
        return (lambda _, environment: environment.parameters.get(parameter, missing)), 0
    if isinstance(node, Variable):
        variable, unbound = node.name, ErrorValue(f"${node.name} isn't bound")
        return (lambda _, environment: environment.variables.get(variable, unbound)), 0
    if isinstance(node, Text | Number | Boolean):
        return _constant(node.value), 0
    if isinstance(node, Word):
        return _constant(_word(node.name, dialect)), 0
    if isinstance(node, Empty):
        return _constant(NULL), 0
    return _operator(node, dialect), len(node.children)


def _constant(value: Value) -> Callable[[list[Value], Environment], Value]:
    return lambda _, environment: value


def _word(name: str, dialect: Dialect) -> Value:
    if dialect is Dialect.CLOUD_SYNC and isinstance(_WORDS.get(name), Special):
        return ErrorValue(f"{name} is no word of Cloud Sync")
    return _WORDS.get(name, name)


def _operator(node: Node, dialect: Dialect) -> Callable[[list[Value], Environment], Value]:
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
    if sign in {"&&", "||"}:
        return lambda values, environment: operators.connect_logic(sign, values, environment)
    return _strict(lambda values, environment: operators.connect_join(sign, values, environment), connect)


def _call(node: Call, dialect: Dialect) -> Callable[[list[Value], Environment], Value]:
    function = REGISTRIES[dialect].get(node.name)
    if function is None:
        return _constant(ErrorValue(f"{node.name} can't be evaluated"))
    count = len(node.arguments)
    if count < function.fewest or (function.most is not None and count > function.most):
        return _constant(ErrorValue(f"{node.name} doesn't take {count} arguments"))
    if function.lenient:
        return function.run
    return _strict(_per_value(function) if function.per_value else function.run, dialect is Dialect.CONNECT)


def _strict(
    run: Callable[[list[Value], Environment], Value], connect: bool
) -> Callable[[list[Value], Environment], Value]:
    """Let the first error through, and turn special literals in argument position into NULL."""

    def guarded(arguments: list[Value], environment: Environment) -> Value:
        for index, argument in enumerate(arguments):
            if isinstance(argument, ErrorValue):
                return argument
            if argument is AUTHORITATIVE_NULL or argument is IGNORE_THIS_FLOW:
                if connect:
                    environment.noted.add(Assumption.CONNECT_SPECIAL_ARGUMENT)
                arguments[index] = NULL
        return run(arguments, environment)

    return guarded


def _per_value(function: Function) -> Callable[[list[Value], Environment], Value]:
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
