"""One common form of both dialects, so that expressions that plainly say the same compare equal.

Cloud Sync's spellings are put back into Connect's, literals into text; then the rewrite rules apply. Equal
forms are a
hint, never a proof: the prover evaluates both sides as well.
"""

from __future__ import annotations

from analyzer.expressions.kinds import ValueType, kind_of_attribute
from analyzer.expressions.nodes import (
    COMPARISONS,
    NULL_WORD,
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Dialect,
    Empty,
    Node,
    Number,
    Parameter,
    Text,
)
from analyzer.expressions.simplify.engine import Rule, rewrite
from analyzer.expressions.simplify.rules import RULES

_PARAMETERS = {"DomainFQDN": "Domain.FQDN", "DomainNetBios": "Domain.Netbios"}
_NAMES = {"ToLower": "LCase", "ToUpper": "UCase"}
_ANY = frozenset({Dialect.CONNECT, Dialect.CLOUD_SYNC})


def canonical(node: Node) -> Node:
    """Return the normal form of an expression, in a spelling that belongs to neither product."""
    return _result(rewrite(node, (_SPELLING, *RULES, *_LITERALS), Dialect.CONNECT))


def _result(node: Node) -> Node:
    """Put the literal results into text: the target attribute doesn't know whether they were quoted."""
    return rewrite(node, (_RESULT_TEXT, *RULES), Dialect.CONNECT)


def _spelled(node: Node) -> Node | None:
    if isinstance(node, Parameter):
        return Parameter(_PARAMETERS[node.name]) if node.name in _PARAMETERS else None
    if isinstance(node, Attribute):
        return Attribute("dn") if node.name == "distinguishedName" else None
    if isinstance(node, Empty):
        return NULL_WORD
    if not isinstance(node, Call):
        return None
    if node.name in _NAMES and len(node.arguments) == 1:
        return Call(_NAMES[node.name], node.arguments)
    return _rebuilt(node)


def _rebuilt(node: Call) -> Node | None:  # noqa: PLR0911  one return a kind
    first = node.arguments[0] if node.arguments else NULL_WORD
    if node.name == "Append" and len(node.arguments) == 2:
        return Chain("&", node.arguments)
    if node.name == "Join" and len(node.arguments) > 2 and isinstance(first, Text):
        parts: list[Node] = []
        for argument in node.arguments[1:]:
            parts += [first, argument] if parts and first.raw else [argument]
        return Chain("&", tuple(parts))
    if node.name == "FormatDateTime" and len(node.arguments) == 4 and node.arguments[1] == Text("RoundtripKind"):
        return Call("FormatDateTime", (first, node.arguments[3]))
    if node.name == "Replace" and len(node.arguments) == 7:
        source, old, pattern, _, new, _, _ = node.arguments
        return Call("Replace", (source, old, new)) if pattern == NULL_WORD and old != NULL_WORD else None
    if node.name == "CRef" and isinstance(first, Attribute):
        return first
    if node.name in {"ImportedValue", "ValueCount"} and isinstance(first, Text):
        attribute = Attribute(first.value)
        return attribute if node.name == "ImportedValue" else Call("Count", (attribute,))
    if node.name == "ConvertToBase64" and isinstance(first, Attribute):
        return first if kind_of_attribute(first.name).type is ValueType.BINARY else None
    if node.name == "IgnoreFlowIfNullOrEmpty":
        return None
    if node.name == "IIF" and len(node.arguments) == 3:
        return _kept(node)
    return None


def _kept(node: Call) -> Node | None:
    """Write ``IIF(IsPresent(x), x, IgnoreThisFlow)`` as Cloud Sync does."""
    test, yes, no = node.arguments
    if getattr(no, "name", "") == "IgnoreThisFlow" and test == Call("IsPresent", (yes,)):
        return Call("IgnoreFlowIfNullOrEmpty", (yes,))
    return None


def _compared_literal(node: Node) -> Node | None:
    if isinstance(node, Binary) and node.operator in {"=", "<>"} and isinstance(node.right, Number | Boolean):
        return Binary(node.operator, node.left, _text(node.right))
    return None


def _hexadecimal(node: Node) -> Node | None:
    return Number(str(node.value)) if isinstance(node, Number) and node.raw[0] == "&" else None


def _result_text(node: Node) -> Node | None:
    if isinstance(node, Binary) and node.operator in COMPARISONS:
        return Call("IIF", (node, Text("True"), Text("False")))
    if isinstance(node, Chain) and node.operator in {"&&", "||"}:
        return Call("IIF", (node, Text("True"), Text("False")))
    return _text(node) if isinstance(node, Number | Boolean) else None


def _text(node: Number | Boolean) -> Text:
    return Text.of(str(node.value))


_SPELLING = Rule("spelling", "Cloud Sync's spellings become Connect's", _ANY, _spelled)
_LITERALS = (
    Rule("compared-literal", 'x = 0 is x = "0"', _ANY, _compared_literal),
    Rule("hexadecimal", "&HF is 15", _ANY, _hexadecimal),
)
_RESULT_TEXT = Rule("result-text", 'True as a result is "True"', _ANY, _result_text, True)
