"""Carries out expressions: a tree becomes a list of steps for a small stack machine, so depth costs nothing.

``IIF`` computes only the branch it chooses, ``&&`` and ``||`` stop at the operand that decides; errors are
values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import Environment, values_of
from analyzer.expressions.evaluate.operators import cloud_truth, connect_truth
from analyzer.expressions.evaluate.steps import Action, constant, step_of
from analyzer.expressions.evaluate.values import ErrorValue, Special, Value, single
from analyzer.expressions.nodes import Call, Chain, Dialect, Node, Variable, postorder

# A test takes the value on top of the stack and says what to put back, and whether to go on (0), to the first
# target (1) or to the second (2).
Test: TypeAlias = Callable[[Value, Environment], tuple[Value | None, int]]
_DEEPEST_LAMBDA = 25
_LAMBDAS = frozenset({"Select", "Where", "With"})
_JUMP = -1


@dataclass(slots=True)
class _Plain:
    """Take ``count`` values from the stack, put one back."""

    action: Action
    count: int


@dataclass(slots=True)
class _Control:
    """Test the value on top of the stack and perhaps go elsewhere; without a test, just go."""

    test: Test | None
    first: int = _JUMP
    second: int = _JUMP


Step: TypeAlias = _Plain | _Control


@dataclass(frozen=True, slots=True)
class Program:
    """An expression ready to be run any number of times."""

    steps: tuple[Step, ...]

    def run(self, environment: Environment) -> Value:
        """Return the expression's value in ``environment``; never raises for anything in the data."""
        stack: list[Value] = []
        steps, position, end = self.steps, 0, len(self.steps)
        while position < end:
            step = steps[position]
            position += 1
            if isinstance(step, _Plain):
                count = step.count
                if count:
                    arguments = stack[-count:]
                    del stack[-count:]
                    stack.append(step.action(arguments, environment))
                else:
                    stack.append(step.action([], environment))
            else:
                position = _control(step, stack, environment, position)
        return stack[-1]


def _control(step: _Control, stack: list[Value], environment: Environment, position: int) -> int:
    if step.test is None:
        return step.first
    put, where = step.test(stack.pop(), environment)
    if put is not None:
        stack.append(put)
    return (position, step.first, step.second)[where]


def compile_expression(node: Node, dialect: Dialect, _level: int = 0) -> Program:
    """Turn a tree into a program of ``dialect``."""
    return _Compiler(node, dialect, _level).compile()


class _Compiler:
    def __init__(self, node: Node, dialect: Dialect, level: int) -> None:
        self.node = node
        self.dialect = dialect
        self.level = level
        self.steps: list[Step] = []
        self.pending: list[Node | Callable[[], None]] = [node]
        self.failing = _nodes_with_error(node)

    def compile(self) -> Program:
        while self.pending:
            current = self.pending.pop()
            if not isinstance(current, Node):
                current()
            elif isinstance(current, Call) and current.name == "IIF" and len(current.arguments) == 3:
                self._later(*self._branches(current))
            elif isinstance(current, Chain) and current.operator in {"&&", "||"}:
                self._later(*self._decisions(current))
            elif isinstance(current, Call) and self._is_lambda(current):
                self._later(current.arguments[1], partial(self._emit, lambda_step(current, self.level), 1))
            else:
                action = partial(self._emit, step_of(current, self.dialect), len(current.children))
                self._later(*current.children, action)
        return Program(tuple(self.steps))

    def _later(self, *work: Node | Callable[[], None]) -> None:
        self.pending.extend(reversed(work))

    def _emit(self, action: Action, count: int) -> None:
        self.steps.append(_Plain(action, count))

    def _is_lambda(self, node: Call) -> bool:
        known = node.name in _LAMBDAS and self.dialect is Dialect.CONNECT
        return known and len(node.arguments) == 3 and isinstance(node.arguments[0], Variable)

    def _branches(self, node: Call) -> list[Node | Callable[[], None]]:
        test, yes, no = node.arguments
        choice = _Control(self._choice(id(yes) in self.failing, id(no) in self.failing))
        leave = _Control(None)

        def start_of_no() -> None:
            choice.first = len(self.steps)

        def end() -> None:
            choice.second = leave.first = len(self.steps)

        put = self.steps.append
        return [test, partial(put, choice), yes, partial(put, leave), start_of_no, no, end]

    def _choice(self, yes_may_fail: bool, no_may_fail: bool) -> Test:
        connect = self.dialect is Dialect.CONNECT
        truth_of = connect_truth if connect else cloud_truth
        order = Assumption.CONNECT_EVALUATION_ORDER if connect else Assumption.CLOUD_EVALUATION_ORDER

        def test(value: Value, environment: Environment) -> tuple[Value | None, int]:
            truth = truth_of(value, environment)
            if isinstance(truth, ErrorValue):
                return truth, 2
            if no_may_fail if truth else yes_may_fail:
                environment.noted.add(order)
            return None, 0 if truth else 1

        return test

    def _decisions(self, node: Chain) -> list[Node | Callable[[], None]]:
        """Test operand after operand; in Cloud Sync, which has no such operators, they work the same."""
        tests = [_Control(_decision(node.operator, last=False)) for _ in node.operands[1:]]
        tests.append(_Control(_decision(node.operator, last=True)))

        def end() -> None:
            for each in tests:
                each.second = len(self.steps)

        work: list[Node | Callable[[], None]] = []
        for operand, each in zip(node.operands, tests, strict=True):
            work += [operand, partial(self.steps.append, each)]
        return [*work, end]


def _decision(operator: str, *, last: bool) -> Test:
    decisive = operator == "||"

    def test(value: Value, environment: Environment) -> tuple[Value | None, int]:
        truth = connect_truth(value, environment)
        if last or isinstance(truth, ErrorValue) or truth is decisive:
            return truth, 2
        return None, 0

    return test


def _nodes_with_error(node: Node) -> set[int]:
    """Return the ids of all nodes below which ``Error`` is called."""
    found: set[int] = set()
    for part in postorder(node):
        raises = isinstance(part, Call) and part.name == "Error"
        if raises or any(id(child) in found for child in part.children):
            found.add(id(part))
    return found


def lambda_step(call: Call, level: int) -> Action:
    """Return the step of ``Select``, ``Where`` or ``With``, whose last argument is run for each value."""
    if level >= _DEEPEST_LAMBDA:
        return constant(ErrorValue(f"{call.name} is nested more than {_DEEPEST_LAMBDA} levels deep"))
    variable = call.arguments[0].local
    body = compile_expression(call.arguments[2], Dialect.CONNECT, level + 1)

    def bound(value: Value, environment: Environment) -> Value:
        variables = {**environment.variables, str(variable): value}
        inner = Environment(
            environment.attributes, environment.parameters, environment.now, variables, environment.noted
        )
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

    return run
