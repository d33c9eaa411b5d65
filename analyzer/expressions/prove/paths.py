"""Finds inputs that lead into each branch: every test is made to hold and to fail, alone and in conjunctions.

A single test is solved by trying the values its attributes may have; ``&&``, ``||`` and nested ``IIF`` put
the
solutions together.
"""

from __future__ import annotations

from itertools import islice, product

from analyzer.expressions.evaluate import Environment, compile_expression
from analyzer.expressions.evaluate.values import ABSENT, Value
from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Dialect,
    Node,
    Parameter,
    Word,
    depth,
    walk,
)

Case = dict[str, Value]

_MOST_PATHS = 48
_MOST_TRIALS = 60
_MOST_SOLUTIONS = 2
# Deeper trees are left to the other generators; recursion here follows the tree.
_DEEPEST = 60


def paths(node: Node, choices: dict[str, list[Value]]) -> list[Case]:
    """Return partial inputs, at most a few dozen, each leading to one branch of a Connect expression."""
    if depth(node) > _DEEPEST:
        return []
    return [case for case in _Paths(choices).through(node) if case]


class _Paths:
    def __init__(self, choices: dict[str, list[Value]]) -> None:
        self.choices = choices
        self.solved: dict[Node, dict[bool, list[Case]]] = {}

    def through(self, node: Node) -> list[Case]:
        if isinstance(node, Call) and node.name == "IIF" and len(node.arguments) == 3:
            test, yes, no = node.arguments
            holding = _merged(self.making(test, True), self.through(yes))
            return [*holding, *_merged(self.making(test, False), self.through(no))][:_MOST_PATHS]
        if isinstance(node, Call) and node.name == "Switch":
            return self._through_switch(node)
        found: list[Case] = []
        for child in node.children:
            found += self.through(child)
        if isinstance(node, Chain | Binary) and _is_test(node):
            found += [*self.making(node, True), *self.making(node, False)]
        return [case for case in found if case][:_MOST_PATHS] or [{}]

    def _through_switch(self, node: Call) -> list[Case]:
        found: list[Case] = []
        for test in node.arguments[::2]:
            found += self.making(test, True)
        return (found or [{}])[:_MOST_PATHS]

    def making(self, test: Node, wanted: bool) -> list[Case]:
        """Return inputs on which a condition has the wanted truth; an empty list when none was found."""
        if isinstance(test, Boolean | Word):
            return [{}] if (isinstance(test, Boolean) and test.value) is wanted else []
        if isinstance(test, Chain) and test.operator in {"&&", "||"}:
            return self._chain(test, wanted)
        if isinstance(test, Call) and test.name == "CBool" and len(test.arguments) == 1:
            inner = test.arguments[0]
            return self.making(inner, wanted) if _is_test(inner) else self._solve(test, wanted)
        if isinstance(test, Call) and test.name == "IIF" and len(test.arguments) == 3:
            condition, yes, no = test.arguments
            holding = _merged(self.making(condition, True), self.making(yes, wanted))
            return [*holding, *_merged(self.making(condition, False), self.making(no, wanted))][:_MOST_PATHS]
        return self._solve(test, wanted)

    def _chain(self, test: Chain, wanted: bool) -> list[Case]:
        together = (test.operator == "&&") is wanted
        alternatives = [self.making(operand, wanted) for operand in test.operands]
        if not together:
            return [case for found in alternatives for case in found[:2]][:_MOST_PATHS]
        cases: list[Case] = [{}]
        for found in alternatives:
            cases = _merged(cases, found)
        return cases

    def _solve(self, test: Node, wanted: bool) -> list[Case]:
        if test not in self.solved:
            self.solved[test] = self._try(test)
        return self.solved[test][wanted]

    def _try(self, test: Node) -> dict[bool, list[Case]]:
        names = [name for name in dict.fromkeys(_inputs(test)) if name in self.choices]
        program = compile_expression(test, Dialect.CONNECT)
        found: dict[bool, list[Case]] = {True: [], False: []}
        for values in islice(product(*(self.choices[name] for name in names)), _MOST_TRIALS):
            case = dict(zip(names, values, strict=True))
            attributes = {name: value for name, value in case.items() if value is not ABSENT}
            parameters = {name[1:-1]: value for name, value in case.items() if name.startswith("%")}
            result = program.run(Environment(attributes, parameters))
            if isinstance(result, bool) and len(found[result]) < _MOST_SOLUTIONS:
                found[result].append(case)
                if len(found[True]) == len(found[False]) == _MOST_SOLUTIONS:
                    break
        return found


def _merged(left: list[Case], right: list[Case]) -> list[Case]:
    """Return combinations of partial inputs that don't contradict each other."""
    found: list[Case] = []
    for one, other in product(left, right):
        if all(one.get(name, value) == value for name, value in other.items()):
            found.append({**one, **other})
            if len(found) >= _MOST_PATHS:
                break
    return found


def _is_test(node: Node) -> bool:
    if isinstance(node, Binary):
        return node.operator in {"=", "<>", "<", "<=", ">", ">="}
    return isinstance(node, Call) or (isinstance(node, Chain) and node.operator in {"&&", "||"})


def _inputs(node: Node) -> list[str]:
    names: list[str] = []
    for part in walk(node):
        if isinstance(part, Attribute):
            names.append("dn" if part.name == "distinguishedName" else part.name)
        elif isinstance(part, Parameter):
            names.append(f"%{part.name}%")
    return names
