"""Builds attribute mappings in the one form in which reading and writing meet."""

from __future__ import annotations

from dataclasses import replace

from analyzer.cloudsync.model import AttributeMapping, MappingKind
from analyzer.cloudsync.trees import graph_text, is_macro, parse_expression
from analyzer.expressions.nodes import Attribute, Boolean, Node, Number, Parameter, Text, Word


def canonical(mapping: AttributeMapping) -> AttributeMapping:
    """Return the mapping as Graph would give it back.

    An expression that is nothing but an attribute is Direct and one that is nothing but a value is Constant, because
    Graph's tree can't tell them apart; any other expression is written in Graph's style.

    Raises:
        ExpressionError: the expression isn't well-formed or can't be held by Graph's tree.

    """
    if mapping.kind is not MappingKind.EXPRESSION:
        return mapping
    node = parse_expression(mapping.source)
    kind, source = described(node)
    return replace(mapping, kind=kind, source=source)


def described(node: Node) -> tuple[MappingKind, str]:
    """Return the mapping type and the source text of an expression."""
    if isinstance(node, Attribute):
        return MappingKind.DIRECT, node.name
    if isinstance(node, Text):
        return MappingKind.CONSTANT, node.value
    if isinstance(node, Number | Boolean | Word | Parameter):
        return MappingKind.CONSTANT, graph_text(node)
    return MappingKind.EXPRESSION, graph_text(node)


def expression_of(mapping: AttributeMapping) -> str | None:
    """Return any mapping as expression text, for comparing and for typing into the portal; ``None`` maps nothing."""
    if mapping.kind is MappingKind.NONE:
        return None
    if mapping.kind is MappingKind.DIRECT:
        return f"[{mapping.source}]"
    if mapping.kind is MappingKind.CONSTANT:
        node: Node = Parameter(mapping.source[1:-1]) if is_macro(mapping.source) else Text.of(mapping.source)
        return graph_text(node)
    return mapping.source
