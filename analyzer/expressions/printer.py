"""Writes a syntax tree as text: on one line, or indented with one condition per line."""

from __future__ import annotations

from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Negation,
    Node,
    Number,
    Parameter,
    Text,
    Variable,
    Word,
    postorder,
)
from analyzer.expressions.parser import PRECEDENCE

_ATOM = 9
_NEGATION = 7
_WIDTH = 88
_INDENT = "  "
# Deeper levels aren't indented further: the text would grow with the square of the depth.
_DEEPEST = 40


def print_expression(node: Node) -> str:
    """Return the expression on one line; parsing it gives an equal tree."""
    if not node.children:
        return _leaf(node)
    out: list[str] = []
    pending: list[Node | str] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            out.append(item)
        elif not item.children:
            out.append(_leaf(item))
        else:
            pending.extend(reversed(_pieces(item)))
    return "".join(out)


def _pieces(node: Node) -> list[Node | str]:
    pieces: list[Node | str] = []
    if isinstance(node, Call):
        pieces.append(f"{node.name}(")
        for index, argument in enumerate(node.arguments):
            pieces.extend((", ", argument) if index else (argument,))
        pieces.append(")")
        return pieces
    sign = f" {node.local} "
    for index, operand in enumerate(node.children):
        if index:
            pieces.append(sign)
        pieces.extend(("(", operand, ")") if needs_parentheses(node, index) else (operand,))
    return ["-", *pieces] if isinstance(node, Negation) else pieces


def _leaf(node: Node) -> str:  # noqa: PLR0911  one return a kind
    if isinstance(node, Text):
        return f'"{node.raw}"'
    if isinstance(node, Attribute):
        return f"[{node.name}]"
    if isinstance(node, Boolean):
        return "True" if node.value else "False"
    if isinstance(node, Parameter):
        return f"%{node.name}%"
    if isinstance(node, Variable):
        return f"${node.name}"
    if isinstance(node, Call):
        return f"{node.name}()"
    return node.raw if isinstance(node, Number) else node.name if isinstance(node, Word) else ""


def level(node: Node) -> int:
    """Return how tightly the node's own operator binds; leaves and calls bind tightest."""
    if isinstance(node, Binary | Chain):
        return PRECEDENCE[node.operator]
    return _NEGATION if isinstance(node, Negation) else _ATOM


def needs_parentheses(node: Node, index: int) -> bool:
    """Tell whether operand ``index`` of an operator must be put in parentheses to keep its place."""
    operand = node.children[index]
    own, inner = level(node), level(operand)
    if isinstance(node, Negation):
        return inner < own or (isinstance(operand, Number) and operand.raw[0] not in "&-")
    if index or inner != own:
        return inner <= own if index else inner < own
    return isinstance(node, Chain) and isinstance(operand, Chain) and operand.operator == node.operator


def pretty(node: Node, *, width: int = _WIDTH) -> str:
    """Return the expression indented, one argument or condition a line where ``width`` isn't enough."""
    widths = _widths(node)
    out: list[str] = []
    pending: list[tuple[Node | str, int]] = [(node, 0)]
    while pending:
        item, indent = pending.pop()
        if isinstance(item, str):
            out.append(item)
        elif not item.children or widths[id(item)] + len(_INDENT) * min(indent, _DEEPEST) <= _room(item, width):
            out.append(print_expression(item))
        else:
            pending.extend(reversed(_broken(item, indent)))
    return "\n".join(line.rstrip() for line in "".join(out).split("\n"))


def _room(node: Node, width: int) -> int:
    """Conditions stay on one line as long as anybody can read them there."""
    return 2 * width if isinstance(node, Binary | Negation) else width


def _broken(node: Node, indent: int) -> list[tuple[Node | str, int]]:
    inside, here = "\n" + _INDENT * min(indent + 1, _DEEPEST), "\n" + _INDENT * min(indent, _DEEPEST)
    if isinstance(node, Call):
        pieces: list[tuple[Node | str, int]] = [(f"{node.name}(", indent)]
        for index, argument in enumerate(node.arguments):
            pieces += [("," + inside if index else inside, indent), (argument, indent + 1)]
        return [*pieces, (here + ")", indent)]
    if isinstance(node, Negation):
        return [("-(", indent), (inside, indent), (node.operand, indent + 1), (here + ")", indent)]
    pieces = []
    for index, operand in enumerate(node.children):
        if index:
            pieces.append((f"{here}{node.local} ", indent))
        if needs_parentheses(node, index) or isinstance(operand, Chain):
            pieces += [("(" + inside, indent), (operand, indent + 1), (here + ")", indent)]
        else:
            pieces.append((operand, indent))
    return pieces


def _widths(node: Node) -> dict[int, int]:
    """Return how long every node's one-line text is, by ``id``."""
    widths: dict[int, int] = {}
    for part in postorder(node):
        children = part.children
        if not children:
            widths[id(part)] = len(_leaf(part))
            continue
        total = sum(widths[id(child)] for child in children)
        if isinstance(part, Call):
            total += len(part.name) + 2 + 2 * (len(children) - 1)
        else:
            total += (len(str(part.local)) + 2) * (len(children) - 1) + isinstance(part, Negation)
            total += 2 * sum(needs_parentheses(part, index) for index in range(len(children)))
        widths[id(part)] = total
    return widths
