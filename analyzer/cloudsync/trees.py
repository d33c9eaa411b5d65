"""Cloud Sync expressions as Graph keeps them: parsed trees of Attribute, Constant and Function nodes.

What the captured schema of 2020-04-30 shows, and this module reproduces exactly:

* a number argument becomes a quoted constant (``2`` is ``"2"``), so tree alone can't tell the two apart;
* a macro such as ``%DomainFQDN%`` is a constant whose ``expression`` is null, and is missing from every text around it;
* IIF has the keys one, two, three (left operand, operator, right operand), four and five (branches); a bare condition
  has only one;
* an empty argument slot has no parameter at all;
* comparisons stand without spaces, arguments are parted by a comma and a space.
"""

from __future__ import annotations

from typing import TypeAlias

from analyzer.cloudsync.parameter_keys import keys_for
from analyzer.errors import ExpressionError
from analyzer.expressions.nodes import (
    COMPARISONS,
    Attribute,
    Binary,
    Boolean,
    Call,
    Dialect,
    Empty,
    Node,
    Number,
    Parameter,
    Text,
    Word,
    depth,
    walk,
)
from analyzer.expressions.parser import parse

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

DEEPEST = 200
_IIF_ARGUMENTS = 3
_CONDITION_KEYS = ("one", "two", "three")
_BRANCH_KEYS = ("four", "five")


def parse_expression(text: str) -> Node:
    """Parse Cloud Sync expression text into a tree that Graph's form can hold.

    Raises:
        ExpressionError: not well-formed, nested deeper than ``DEEPEST``, or with an operator outside of a condition
            of IIF, for which Graph's tree has no place.

    """
    node = parse(text, Dialect.CLOUD_SYNC)
    check_expressible(node, text)
    return node


def check_expressible(node: Node, text: str = "") -> None:
    """Raise ExpressionError when Graph's tree can't hold ``node``."""
    if depth(node) > DEEPEST:
        raise ExpressionError(f"nested deeper than {DEEPEST} levels", source=text, offset=0)
    conditions = {id(part.arguments[0]) for part in walk(node) if isinstance(part, Call) and _is_iif(part)}
    for part in walk(node):
        offset = max(0, min(part.start, len(text)))
        if isinstance(part, Binary) and part.operator in COMPARISONS and id(part) in conditions:
            continue
        if isinstance(part, Call):
            if part.name == "IIF" and not _is_iif(part):
                raise ExpressionError("IIF takes a condition and two values", source=text, offset=offset)
            continue
        if part.children:
            message = f"Cloud Sync has no place for the operator {part.local or '-'} here"
            raise ExpressionError(message, source=text, offset=offset)
        if not isinstance(part, Attribute | Text | Number | Boolean | Word | Parameter | Empty):
            raise ExpressionError("Cloud Sync has no variables", source=text, offset=offset)


def _is_iif(call: Call) -> bool:
    return call.name == "IIF" and len(call.arguments) == _IIF_ARGUMENTS


def graph_text(node: Node, *, macros: bool = True) -> str:
    """Return the text in Graph's style; without ``macros`` as Graph's answers show it, macros left out."""
    if isinstance(node, Call):
        return f"{node.name}({', '.join(graph_text(argument, macros=macros) for argument in node.arguments)})"
    if isinstance(node, Binary):
        return f"{graph_text(node.left, macros=macros)}{node.operator}{graph_text(node.right, macros=macros)}"
    if isinstance(node, Parameter):
        return f"%{node.name}%" if macros else ""
    return _leaf_text(node)


def _leaf_text(node: Node) -> str:
    if isinstance(node, Text):
        return f'"{node.raw}"'
    if isinstance(node, Attribute):
        return f"[{node.name}]"
    return _bare(node)


def _bare(node: Node) -> str:
    if isinstance(node, Boolean):
        return "True" if node.value else "False"
    return node.raw if isinstance(node, Number) else node.name if isinstance(node, Word) else ""


def to_tree(node: Node) -> dict[str, Json]:
    """Return Graph's source node for ``node``; ``check_expressible`` must have passed."""
    if isinstance(node, Attribute):
        return _tree(f"[{node.name}]", node.name, "Attribute")
    if isinstance(node, Call):
        parameters: list[Json] = [
            {"key": key, "value": to_tree(argument)} for key, argument in _parameters(node) if not _is_empty(argument)
        ]
        return _tree(graph_text(node, macros=False), node.name, "Function", parameters)
    if isinstance(node, Parameter):
        return _tree(None, f"%{node.name}%", "Constant")
    if isinstance(node, Text):
        return _tree(f'"{node.raw}"', node.value, "Constant")
    return _tree(f'"{_bare(node)}"', _bare(node), "Constant")


def constant_tree(value: str) -> dict[str, Json]:
    """Return Graph's source node of a constant mapping; a macro has no expression text."""
    return _tree(None if is_macro(value) else f'"{Text.of(value).raw}"', value, "Constant")


def is_macro(value: str) -> bool:
    """Tell whether a constant is a macro of the job such as ``%DomainFQDN%``."""
    name = value[1:-1]
    return len(value) > 2 and value[0] == value[-1] == "%" and name.isascii() and name.isidentifier()


def _is_empty(node: Node) -> bool:
    return isinstance(node, Empty)


def _parameters(call: Call) -> list[tuple[str, Node]]:
    if not _is_iif(call):
        keys = keys_for(call.name, len(call.arguments))
        return list(zip(keys, call.arguments, strict=True))
    condition, *branches = call.arguments
    if isinstance(condition, Binary):
        parts: tuple[Node, ...] = (condition.left, Text.of(condition.operator), condition.right)
    else:
        parts = (condition,)
    return [*zip(_CONDITION_KEYS, parts, strict=False), *zip(_BRANCH_KEYS, branches, strict=True)]


def _tree(expression: str | None, name: str, kind: str, parameters: list[Json] | None = None) -> dict[str, Json]:
    return {"expression": expression, "name": name, "type": kind, "parameters": parameters or []}
