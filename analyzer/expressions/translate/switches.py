"""``Switch``: Connect's list of conditions, Cloud Sync's table of keys, and ``IIF`` chains."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from analyzer.expressions.kinds import ValueType
from analyzer.expressions.nodes import NULL_WORD, Attribute, Binary, Boolean, Call, Node, Number, Text, walk
from analyzer.expressions.translate.build import call, is_call
from analyzer.expressions.translate.formula import Facts, choose
from analyzer.expressions.translate.result import Outcome, Untranslatable

if TYPE_CHECKING:
    from analyzer.expressions.translate.translator import Translator

# Shorter chains stay nested IIFs: they are no harder to read, and IIF is what the default mapping uses.
_FEWEST_KEYS = 3
_TEXT_OR_NUMBER = frozenset({ValueType.TEXT, ValueType.NUMBER})

_NEVER_FAIL = frozenset({"Trim", "Left", "ToLower", "ToUpper", "Join", "Append"})

Branch = Callable[[Node, Facts], Node]


def from_switch(t: Translator, node: Call, facts: Facts) -> Node:
    """Translate Connect's ``Switch(condition, value, ...)``."""
    if len(node.arguments) % 2:
        raise Untranslatable("Switch needs conditions and values in pairs", Outcome.UNKNOWN)
    pairs = list(zip(node.arguments[::2], node.arguments[1::2], strict=True))
    default: Node = NULL_WORD
    for position, (test, value) in enumerate(pairs):
        if test == Boolean(True):
            default, pairs = value, pairs[:position]
            break
    table = _table(t, pairs, default, t.result, facts)
    if table is not None:
        return table
    return _nested(t, pairs, default, facts)


def _nested(t: Translator, pairs: list[tuple[Node, Node]], default: Node, facts: Facts) -> Node:
    if not pairs:
        return t.result(default, facts)
    (test, value), *rest = pairs
    formula = t.condition(test, facts)
    return choose(formula, lambda more: t.result(value, more), lambda more: _nested(t, rest, default, more), facts)


def from_iif(node: Node, branch: Branch, t: Translator, facts: Facts) -> Node | None:
    """Turn a chain of ``IIF([x] = "a", ..., IIF([x] = "b", ..., ...))`` into a table, where that is exact."""
    pairs: list[tuple[Node, Node]] = []
    while is_call(node, "IIF") and len(node.children) == 3:
        test, yes, no = node.children
        if not (isinstance(test, Binary) and test.operator == "="):
            break
        pairs.append((test, yes))
        node = no
    if len(pairs) < _FEWEST_KEYS:
        return None
    return _table(t, pairs, node, branch, facts)


def _table(t: Translator, pairs: list[tuple[Node, Node]], default: Node, branch: Branch, facts: Facts) -> Node | None:
    """Build ``Switch(source, default, key, value, ...)`` when one attribute is compared with literals.

    Values must not be able to fail: whether Cloud Sync leaves values alone that it doesn't need isn't
    documented.
    """
    sources = {_tested(test) for test, _ in pairs}
    keys = [_key(test) for test, _ in pairs]
    if len(sources) != 1 or None in keys or len(set(keys)) < len(keys) or not keys:
        return None
    source = sources.pop()
    if not isinstance(source, Attribute) or t.is_multi_valued(source) or t.kind(source).type not in _TEXT_OR_NUMBER:
        return None
    values = [value for _, value in pairs] + [default]
    if any(is_call(part, "Error", "Switch", "IIF") for value in values for part in walk(value)):
        return None
    if any(_is_no_text(t, value) for value in values):
        return None
    arguments: list[Node] = [t.value(source, facts), branch(default, facts)]
    for key, (_, value) in zip(keys, pairs, strict=True):
        arguments += [Text.of(key or ""), branch(value, facts)]
    if any(isinstance(part, Call) and part.name not in _NEVER_FAIL for value in arguments for part in walk(value)):
        return None
    return call("Switch", *arguments)


def _is_no_text(t: Translator, value: Node) -> bool:
    """Tell whether Switch, which gives one text and is documented as unfit for references, can't hand a value on."""
    if t.is_multi_valued(value):
        return True
    return isinstance(value, Attribute) and t.kind(value).type in {ValueType.REFERENCE, ValueType.BINARY}


def _tested(test: Node) -> Node | None:
    if isinstance(test, Binary) and test.operator == "=":
        return test.right if isinstance(test.left, Text | Number) else test.left
    return None


def _key(test: Node) -> str | None:
    if not isinstance(test, Binary):
        return None
    literal = test.left if isinstance(test.left, Text | Number) else test.right
    if isinstance(literal, Text):
        return literal.value or None
    return str(literal.value) if isinstance(literal, Number) else None
