"""Brings expressions into a normal form, by small rules that each keep what the expression means."""

from __future__ import annotations

from analyzer.expressions.nodes import Dialect, Node
from analyzer.expressions.simplify.canonical import canonical
from analyzer.expressions.simplify.engine import Rule, rewrite
from analyzer.expressions.simplify.rules import RULES

__all__ = ["RULES", "Rule", "canonical", "simplify"]


def simplify(node: Node, dialect: Dialect = Dialect.CONNECT) -> Node:
    """Return a shorter expression of the same dialect with the same effect on its target attribute."""
    return rewrite(node, RULES, dialect)
