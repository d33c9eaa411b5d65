"""Small helpers to build Cloud Sync trees and to ask about Connect ones."""

from __future__ import annotations

from analyzer.expressions.evaluate import NULL, ErrorValue, Special, evaluate
from analyzer.expressions.nodes import (
    COMPARISONS,
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Empty,
    Node,
    Number,
    Parameter,
    Text,
    Variable,
    Word,
    walk,
)

EMPTY_TEXT = Text("")
YES, NO = Text("True"), Text("False")
# "length ends outside" is documented to cut at the end of the text; larger than any directory value.
TO_THE_END = Number("1000000")

# Functions whose result is never NULL in Connect although their argument may be (functions reference,
# 2025-04-09).
TEXT_FOR_NULL = frozenset({"Left", "Right", "Mid", "Word", "PadLeft", "PadRight"})
QUESTIONS = frozenset(
    {
        "IsPresent",
        "IsNullOrEmpty",
        "IsNull",
        "IsEmpty",
        "IsString",
        "IsNumeric",
        "IsDate",
        "IsGuid",
        "IsBitSet",
        "IsCert",
    }
)
NOT_CONSTANT = frozenset({"Guid", "Now", "RandomNum", "RandomString", "ImportedValue", "ValueCount", "Error"})


def call(name: str, *arguments: Node) -> Call:
    """Build a call."""
    return Call(name, arguments)


def replace_all(source: Node, old: Node, new: Node) -> Call:
    """Build Replace in its plain mode: all occurrences of a text."""
    return call("Replace", source, old, Empty(), Empty(), new, Empty(), Empty())


def replace_matches(source: Node, pattern: str, new: str) -> Call:
    """Build Replace in its regular-expression mode; ``${name}`` in ``new`` stands for a named group."""
    return call("Replace", source, Empty(), Text.of(pattern), Empty(), Text.of(new), Empty(), Empty())


def is_call(node: Node, *names: str) -> bool:
    """Tell whether the node calls one of the functions."""
    return isinstance(node, Call) and node.name in names


def is_truth_value(node: Node) -> bool:
    """Tell whether a Connect expression yields True or False and never NULL."""
    if isinstance(node, Boolean) or (isinstance(node, Binary) and node.operator in COMPARISONS):
        return True
    if isinstance(node, Chain):
        return node.operator in {"&&", "||"}
    return isinstance(node, Call) and (node.name in QUESTIONS or node.name == "CBool")


def is_condition_like(node: Node) -> bool:
    """Tell whether a Connect expression yields True, False or NULL: a truth value, or an IIF of such."""
    if is_call(node, "IIF") and len(node.children) == 3:
        return all(is_null(branch) or is_condition_like(branch) for branch in node.children[1:])
    return is_truth_value(node)


def is_null(node: Node) -> bool:
    """Tell whether the node is the literal NULL."""
    return isinstance(node, Word) and node.name == "NULL"


def is_constant(node: Node) -> bool:
    """Tell whether nothing in the expression depends on the object, the parameters or the moment."""
    for part in walk(node):
        if isinstance(part, Attribute | Parameter | Variable):
            return False
        if isinstance(part, Word) and part.name in {"NULL", "AuthoritativeNull", "IgnoreThisFlow"}:
            return False
        if isinstance(part, Call) and part.name in NOT_CONSTANT:
            return False
    return True


def constant(node: Node) -> Node | None:
    """Work out a constant Connect expression; ``None`` when it isn't one or has no literal form."""
    if not is_constant(node):
        return None
    value = evaluate(node, {})
    if isinstance(value, bool):
        return Boolean(value)
    if isinstance(value, int):
        return Number(str(value))
    if isinstance(value, str):
        return Text.of(value)
    return None


def literal_number(node: Node) -> int | None:
    """Return the whole number a constant expression stands for, or ``None``."""
    if isinstance(node, Number):
        return node.value if isinstance(node.value, int) else None
    found = constant(node) if node.children else None
    return found.value if isinstance(found, Number) and isinstance(found.value, int) else None


def literal_text(node: Node) -> str | None:
    """Return the text a constant expression stands for, or ``None``."""
    if isinstance(node, Text):
        return node.value
    found = constant(node) if node.children else None
    return found.value if isinstance(found, Text) else None


def is_sure(node: Node, present: frozenset[Node]) -> bool:
    """Tell whether a translated (Cloud Sync) expression always yields a text, empty or not."""
    if node in present or isinstance(node, Parameter | Text | Number):
        return True
    if not isinstance(node, Call):
        return False
    if node.name in {"Left", "Mid", "Word", "Append", "Join"}:
        return True
    if node.name in {"Trim", "ToLower", "ToUpper", "Replace", "StripSpaces", "CStr", "ConvertToUTF8Hex"}:
        return is_sure(node.arguments[0], present)
    return False


def is_nonempty(node: Node, present: frozenset[Node]) -> bool:
    """Tell whether a translated expression always yields at least one character."""
    if isinstance(node, Text):
        return node.raw != ""
    return node in present or isinstance(node, Parameter | Number)


def without_result(value: object) -> bool:
    """Tell whether an evaluated constant is no value at all."""
    return isinstance(value, Special | ErrorValue) or value is NULL
