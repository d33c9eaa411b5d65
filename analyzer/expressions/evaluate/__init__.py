"""Evaluates expressions of both dialects on attribute values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from analyzer.expressions.evaluate.assumptions import Assumption, assumption_texts
from analyzer.expressions.evaluate.core import DEFAULT_NOW, Environment
from analyzer.expressions.evaluate.effects import Effect, EffectKind, effect_of
from analyzer.expressions.evaluate.program import Program, compile_expression
from analyzer.expressions.evaluate.values import (
    ABSENT,
    AUTHORITATIVE_NULL,
    IGNORE_THIS_FLOW,
    NULL,
    ErrorValue,
    Special,
    Value,
    describe,
)
from analyzer.expressions.nodes import Dialect, Node

__all__ = [
    "ABSENT",
    "AUTHORITATIVE_NULL",
    "DEFAULT_NOW",
    "IGNORE_THIS_FLOW",
    "NULL",
    "Assumption",
    "Effect",
    "EffectKind",
    "Environment",
    "ErrorValue",
    "Program",
    "Special",
    "Value",
    "assumption_texts",
    "compile_expression",
    "describe",
    "effect_of",
    "evaluate",
]


def evaluate(
    node: Node,
    attributes: Mapping[str, Value],
    dialect: Dialect = Dialect.CONNECT,
    *,
    parameters: Mapping[str, Value] | None = None,
    now: datetime = DEFAULT_NOW,
) -> Value:
    """Return the value of an expression.

    Args:
        node: the parsed expression.
        attributes: values by exact name; a name that is missing is an absent attribute.
        dialect: whose functions and operators apply.
        parameters: values of ``%parameters%`` by name, without the percent signs.
        now: the current moment, aware, in UTC.

    Whatever is wrong with the data comes back as an :class:`ErrorValue`; nothing is raised. Use
    :class:`Environment` with :func:`compile_expression` to evaluate one expression on many objects, or to
    see which
    assumptions were used.

    """
    return compile_expression(node, dialect).run(Environment(attributes, parameters or {}, now))
