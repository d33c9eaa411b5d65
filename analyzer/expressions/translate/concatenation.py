"""``&`` and ``+`` between texts: ``Join`` and ``Append``.

``Join("", ...)`` gives the same text whether Cloud Sync skips an absent source or takes it for an empty one,
which its page doesn't say. ``Append`` and a separator are only used where every part is known to be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.expressions.nodes import Boolean, Chain, Node, Number, Text
from analyzer.expressions.translate.build import EMPTY_TEXT, call, is_nonempty, is_null, is_sure
from analyzer.expressions.translate.formula import Facts
from analyzer.expressions.translate.result import Untranslatable

if TYPE_CHECKING:
    from analyzer.expressions.translate.translator import Translator


def concatenate(t: Translator, node: Chain, facts: Facts) -> Node:
    """Translate a chain of texts joined by ``&`` or ``+``."""
    operands = _flat(node)
    if node.operator == "+":
        if not any(_is_text(operand) for operand in operands):
            raise Untranslatable('Cloud Sync has no arithmetic: "+" has no counterpart')
        t.note('"+" between texts was taken for "&"')
    parts: list[Node] = []
    for operand in operands:
        if t.is_multi_valued(operand):
            raise Untranslatable(
                f"{node.operator} is applied to each value in Connect Sync; in Cloud Sync only Trim works that way"
            )
        part = _text_of(t, operand, facts)
        if isinstance(part, Text) and parts and isinstance(parts[-1], Text):
            parts[-1] = Text(parts[-1].raw + part.raw)
        elif part != EMPTY_TEXT:
            parts.append(part)
    if len(parts) < 2:
        return parts[0] if parts else EMPTY_TEXT
    return _joined(parts, facts)


def _flat(node: Chain) -> list[Node]:
    operands: list[Node] = []
    for operand in node.operands:
        if isinstance(operand, Chain) and operand.operator == node.operator:
            operands.extend(_flat(operand))
        else:
            operands.append(operand)
    return operands


def _is_text(node: Node) -> bool:
    """Tell whether "+" with this operand joins texts."""
    from_text = {
        "Left",
        "Right",
        "Mid",
        "Trim",
        "LCase",
        "UCase",
        "Word",
        "Replace",
        "CStr",
        "PadLeft",
        "PadRight",
    }
    return isinstance(node, Text) or getattr(node, "name", "") in from_text


def _text_of(t: Translator, node: Node, facts: Facts) -> Node:
    if is_null(node):
        return EMPTY_TEXT
    if isinstance(node, Number):
        return Text.of(str(node.value))
    if isinstance(node, Boolean):
        return Text(str(node.value))
    return t.value(node, facts)


def _joined(parts: list[Node], facts: Facts) -> Node:
    separator = parts[1]
    if (
        len(parts) >= 3
        and len(parts) % 2
        and isinstance(separator, Text)
        and all(part == separator for part in parts[1::2])
        and all(is_nonempty(part, facts) and not isinstance(part, Text) for part in parts[::2])
    ):
        return call("Join", separator, *parts[::2])
    if len(parts) == 2 and all(is_sure(part, facts) for part in parts):
        return call("Append", *parts)
    return call("Join", EMPTY_TEXT, *parts)
