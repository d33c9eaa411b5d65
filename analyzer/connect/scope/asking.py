"""Asks a condition of Connect's expression language about an object."""

from __future__ import annotations

from functools import lru_cache

from analyzer.connect.scope.entry import Entry, values_of
from analyzer.expressions.evaluate import NULL, Environment, Program, Value, compile_expression
from analyzer.expressions.kinds import kinds_in
from analyzer.expressions.nodes import Dialect, Node


def ask(condition: Node, entry: Entry) -> bool | None:
    """Tell whether ``condition`` holds; NULL counts as no, an error as unknown."""
    program, several = _ready(condition)
    values: dict[str, Value] = {}
    for name, many in several.items():
        found = values_of(name, entry)
        if found:
            values[name] = tuple(found) if many else found[0]
    result = program.run(Environment(values))
    if isinstance(result, bool):
        return result
    return False if result is NULL else None


@lru_cache(maxsize=1024)
def _ready(condition: Node) -> tuple[Program, dict[str, bool]]:
    """Compile a condition; with it the attributes it reads and whether each holds several values."""
    several = {name: kind.multi_valued for name, kind in kinds_in(condition).items()}
    return compile_expression(condition, Dialect.CONNECT), several
