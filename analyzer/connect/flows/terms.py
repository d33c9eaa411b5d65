"""Small helpers to build and look at Connect expressions; texts of nodes are worked out once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from analyzer.configuration import AttributeFlow, FlowKind
from analyzer.errors import ExpressionError
from analyzer.expressions.kinds import ValueType, kind_of_attribute
from analyzer.expressions.nodes import (
    FALSE,
    NULL_WORD,
    TRUE,
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Dialect,
    Node,
    Number,
    Parameter,
    Text,
    Word,
    postorder,
)
from analyzer.expressions.parser import parse
from analyzer.expressions.printer import print_expression

IGNORE = Word("IgnoreThisFlow")
AUTHORITATIVE = Word("AuthoritativeNull")
ENTRA_PREFIX = "entra:"
METAVERSE_PREFIX = "metaverse:"
_QUESTIONS = frozenset(
    {"IsPresent", "IsNullOrEmpty", "IsNull", "IsEmpty", "IsString", "IsNumeric", "IsBitSet", "CBool"}
)


_TEXTS: dict[int, tuple[Node, str]] = {}
_MOST_TEXTS = 200_000


def text_of(node: Node) -> str:
    """Return an expression's text: the key under which equal expressions meet.

    Remembered by the tree's identity, because hashing a tree costs as much as printing it.
    """
    found = _TEXTS.get(id(node))
    if found is not None and found[0] is node:
        return found[1]
    if len(_TEXTS) >= _MOST_TEXTS:
        _TEXTS.clear()
    text = print_expression(node)
    _TEXTS[id(node)] = (node, text)
    return text


def call(name: str, *arguments: Node) -> Call:
    """Build a call."""
    return Call(name, arguments)


def iif(test: Node, yes: Node, no: Node) -> Node:
    """Build ``IIF``; a test that is decided gives its branch, equal branches give the branch."""
    if isinstance(test, Boolean):
        return yes if test.value else no
    return yes if yes == no else Call("IIF", (test, yes, no))


def parts_of_iif(node: Node) -> tuple[Node, Node, Node] | None:
    """Return test and branches of an ``IIF``, ``None`` for anything else."""
    if isinstance(node, Call) and node.name == "IIF" and len(node.arguments) == 3:
        return node.arguments[0], node.arguments[1], node.arguments[2]
    return None


def is_word(node: Node, *names: str) -> bool:
    """Tell whether the node is one of the bare words."""
    return isinstance(node, Word) and node.name in names


def is_entra_value(node: Node) -> bool:
    """Tell whether an expression is nothing but a value Entra ID holds already, or no change of it."""
    return node == IGNORE or (isinstance(node, Attribute) and node.name.startswith(ENTRA_PREFIX))


def is_literal(node: Node) -> bool:
    """Tell whether the node is a literal value."""
    return isinstance(node, Text | Number | Boolean)


def is_truth(node: Node) -> bool:
    """Tell whether an expression gives True or False and nothing else."""
    if isinstance(node, Boolean):
        return True
    if isinstance(node, Binary):
        return node.operator in {"=", "<>", "<", "<=", ">", ">="}
    if isinstance(node, Chain):
        return node.operator in {"&&", "||"}
    return isinstance(node, Call) and node.name in _QUESTIONS


def never_blank(node: Node) -> bool:
    """Tell whether an expression always gives a value that isn't empty."""
    if isinstance(node, Text):
        return node.raw != ""
    if isinstance(node, Chain) and node.operator == "&":
        return any(isinstance(operand, Text) and operand.raw != "" for operand in node.operands)
    return isinstance(node, Number | Parameter) or is_truth(node)


def leaves(node: Node) -> Iterator[Node]:
    """Yield what an expression may give: the branches of nested ``IIF``, each as it stands."""
    pending = [node]
    while pending:
        current = pending.pop()
        parts = parts_of_iif(current)
        if parts is None:
            yield current
        else:
            pending += [parts[2], parts[1]]


def with_leaves(node: Node, words: Mapping[str, Node]) -> Node:
    """Replace the words ``NULL``, ``IgnoreThisFlow`` ... where they are a result."""
    parts = parts_of_iif(node)
    if parts is None:
        return words.get(node.name, node) if isinstance(node, Word) else node
    yes, no = with_leaves(parts[1], words), with_leaves(parts[2], words)
    return node if yes is parts[1] and no is parts[2] else iif(parts[0], yes, no)


def rebuild(node: Node, leaf: Mapping[str, Node]) -> Node:
    """Replace attributes (by name in lower case), also those read as ``ImportedValue("name")``."""
    done: list[Node] = []
    for part in postorder(node):
        count = len(part.children)
        if not count:
            done.append(leaf.get(part.name.lower(), part) if isinstance(part, Attribute) else part)
            continue
        children = tuple(done[-count:])
        del done[-count:]
        if isinstance(part, Call) and part.name == "ImportedValue" and isinstance(part.arguments[0], Text):
            done.append(leaf.get(part.arguments[0].value.lower(), part))
        elif any(new is not old for new, old in zip(children, part.children, strict=True)):
            done.append(part.with_children(children))
        else:
            done.append(part)
    return done[-1]


@lru_cache(maxsize=16384)
def parsed(text: str) -> Node | None:
    """Parse Connect text once; ``None`` when it isn't well-formed."""
    try:
        return parse(text, Dialect.CONNECT)
    except ExpressionError:
        return None


def flow_node(flow: AttributeFlow) -> Node | None:
    """Return a flow's right-hand side; ``None`` when its expression isn't well-formed.

    A constant is text unless its target holds truth values or numbers.
    """
    if flow.kind is FlowKind.EXPRESSION:
        return parsed(flow.expression or "")
    if flow.kind is FlowKind.DIRECT:
        return attribute(flow.sources[0]) if flow.sources else None
    return literal(flow.constant or "", kind_of_attribute(flow.target).type)


@lru_cache(maxsize=16384)
def attribute(name: str) -> Attribute:
    """Return the node of an attribute, always the same one for the same name."""
    return Attribute(name)


def literal(text: str, kind: ValueType) -> Node:
    """Return the literal an export's plain text stands for, given what it is compared or written to."""
    if kind is ValueType.BOOLEAN and text.strip().lower() in {"true", "false"}:
        return TRUE if text.strip().lower() == "true" else FALSE
    if kind is ValueType.NUMBER and text.strip().lstrip("-").isdecimal() and text.strip().isascii():
        return Number(text.strip())
    return Text.of(text)


def size_of(node: Node, limit: int) -> int:
    """Count an expression's nodes; stops above ``limit``."""
    count = 0
    pending = [node]
    while pending and count <= limit:
        current = pending.pop()
        count += 1
        pending.extend(current.children)
    return count


__all__ = [
    "AUTHORITATIVE", "ENTRA_PREFIX", "FALSE", "IGNORE", "METAVERSE_PREFIX", "NULL_WORD", "TRUE", "call", "flow_node",
    "iif", "is_entra_value", "is_literal", "is_truth", "is_word", "leaves", "literal", "never_blank", "parsed",
    "parts_of_iif", "rebuild", "size_of", "text_of", "with_leaves",
]  # fmt: skip
