"""Traps that users of both products report."""

from __future__ import annotations

from analyzer.expressions.check import Level, Remark
from analyzer.expressions.nodes import (
    SPECIAL_WORDS,
    Attribute,
    Binary,
    Call,
    Dialect,
    Empty,
    Node,
    Number,
    Text,
    walk,
)

_QUESTIONS = frozenset({"IsPresent", "IsNull", "IsNullOrEmpty"})
_PLAIN_REPLACE = 3
_CLOUD_REPLACE = 7


def lint(node: Node, dialect: Dialect) -> list[Remark]:
    """Return warnings about one node."""
    if isinstance(node, Call):
        return _connect(node) if dialect is Dialect.CONNECT else _cloud(node)
    if dialect is Dialect.CONNECT and isinstance(node, Text) and node.value in SPECIAL_WORDS:
        message = f'"{node.value}" in quotes is plain text; the special value is written without quotes'
        return [Remark("quoted-null", Level.WARNING, message, node.start, node.end)]
    return []


def lint_constant(value: str) -> tuple[Remark, ...]:
    """Return warnings about the value of a Constant flow, which is never an expression.

    ``NULL`` and the other special words flow as literal text there (azure-docs issue 33866, 2019-06-24).
    """
    if value.strip() in SPECIAL_WORDS:
        message = f"the constant {value.strip()} flows as text; use an Expression flow for the special value"
        return (Remark("constant-null", Level.WARNING, message),)
    if value.strip().startswith(("IIF(", "[", "%")):
        return (
            Remark(
                "constant-expression",
                Level.WARNING,
                "this constant looks like an expression; it flows as text",
            ),
        )
    return ()


def _connect(node: Call) -> list[Remark]:
    remarks: list[Remark] = []
    if node.name == "Replace" and len(node.arguments) > _PLAIN_REPLACE:
        message = "Connect Sync's Replace takes three arguments; the form with empty slots belongs to Cloud Sync"
        remarks.append(_at(node, "replace-slots", Level.ERROR, message))
    if node.name == "Mid" and len(node.arguments) == 2:
        message = "Mid without a number of characters appears in one example only; give the third argument"
        remarks.append(_at(node, "mid-arguments", Level.WARNING, message))
    if node.name == "Switch" and any(isinstance(part, Call) and part.name == "Error" for part in walk(node)):
        message = "Switch evaluates every value: whether Error() in one of them stops the object isn't documented"
        remarks.append(_at(node, "switch-error", Level.WARNING, message))
    if node.name == "Now":
        message = "the moment is only looked at when the object is synchronised for another reason"
        remarks.append(_at(node, "now", Level.NOTE, message))
    return remarks


def _cloud(node: Call) -> list[Remark]:
    remarks: list[Remark] = []
    count = len(node.arguments)
    if node.name == "Replace" and 1 < count < _CLOUD_REPLACE:
        message = 'Replace has seven slots; leave unused ones empty: Replace([x], "old", , , "new", , )'
        remarks.append(_at(node, "replace-slots", Level.WARNING, message))
    if node.name == "FormatDateTime" and count == 3:
        message = "FormatDateTime without the (empty) second slot is reported to fail; write four slots"
        remarks.append(_at(node, "format-date-time-slots", Level.WARNING, message))
    if node.name == "IIF" and count:
        remarks += _condition(node, node.arguments[0])
    if node.name == "Switch" and count and isinstance(node.arguments[0], Call) and node.arguments[0].name in _QUESTIONS:
        message = f"{node.arguments[0].name} must not be the source of Switch: that is Connect Sync's form"
        remarks.append(_at(node, "switch-source", Level.WARNING, message))
    if node.name == "Item" and count == 2 and isinstance(node.arguments[1], Number) and node.arguments[1].value == 0:
        remarks.append(_at(node, "item-zero", Level.ERROR, "Item counts from 1"))
    for argument in node.arguments:
        if isinstance(argument, Call) and argument.name in {"IgnoreFlowIfNullOrEmpty", "SelectUniqueValue"}:
            message = f"{argument.name} must be the outermost function"
            remarks.append(_at(argument, "outermost", Level.ERROR, message))
    return remarks


def _condition(node: Call, condition: Node) -> list[Remark]:
    if isinstance(condition, Call) and condition.name in {"IsPresent", "IsNullOrEmpty"}:
        message = (
            f"{condition.name} as a condition of IIF is called unsupported for app provisioning, yet "
            f"Microsoft's own "
            "Cloud Sync mappings use it: test with provision on demand"
        )
        return [_at(condition, "iif-is-present", Level.WARNING, message)]
    blank = isinstance(condition, Binary) and (condition.right in {Text(""), Empty()} or condition.left == Text(""))
    if blank:
        message = 'a comparison with "" never holds: the condition fails when the attribute is empty; use IsPresent'
        return [_at(condition, "iif-empty", Level.WARNING, message)]
    if isinstance(condition, Attribute):
        return [_at(condition, "iif-condition", Level.WARNING, 'compare the attribute: [x] = "True"')]
    return []


def _at(node: Node, code: str, level: Level, message: str) -> Remark:
    return Remark(code, level, message, node.start, node.end)
