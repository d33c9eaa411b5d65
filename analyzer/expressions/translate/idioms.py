"""Recognises what people build from several functions: parts of addresses, mostly.

Each recogniser gets a Connect node and returns the translated one, or ``None``. Their edges are exact: what
happens
when the character isn't there, stands first or last, or the attribute is absent, is the same on both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.expressions.nodes import Attribute, Binary, Call, Chain, Node, Number, Text
from analyzer.expressions.translate import patterns
from analyzer.expressions.translate.build import (
    EMPTY_TEXT,
    TO_THE_END,
    call,
    is_call,
    literal_number,
    literal_text,
    replace_matches,
)
from analyzer.expressions.translate.conditions import contains, joined_values
from analyzer.expressions.translate.formula import Facts, choose

if TYPE_CHECKING:
    from analyzer.expressions.translate.translator import Translator

# Longer than any text in a directory: asking for so many characters means "the rest".
_REST = 9999


def recognise(t: Translator, node: Node, facts: Facts) -> Node | None:
    """Try every idiom on a node."""
    if not isinstance(node, Call):
        return None
    for idiom in (
        _before_text,
        _after_character,
        _after_text,
        _right_of_text,
        _without_first,
        _without_last,
        _from_place,
        _rest_by_length,
        _value_with,
    ):
        found = idiom(t, node, facts)
        if found is not None:
            return found
    return None


def _before_text(t: Translator, node: Call, facts: Facts) -> Node | None:
    """``Left(x, InStr(x, "@") - 1)``, ``Mid(x, 1, InStr(x, "@") - 1)``: before the first "@".

    ``- 2`` and more leave out characters before it as well.
    """
    if is_call(node, "Left") and len(node.arguments) == 2:
        text, count = node.arguments
    elif is_call(node, "Mid") and len(node.arguments) == 3 and literal_number(node.arguments[1]) == 1:
        text, _, count = node.arguments
    else:
        return None
    less = literal_number(count.right) if isinstance(count, Binary) and count.operator == "-" else None
    mark = _place_of(count, text, -less) if less is not None and less > 0 else None
    if not mark or less is None or t.is_multi_valued(text):
        return None
    source = t.value(text, facts)
    if less > 1:
        return replace_matches(source, patterns.before_text(mark, less - 1), "${kept}")
    if len(mark) > 1:
        return replace_matches(source, patterns.from_first(mark), "")
    part = call("Item", call("Split", source, Text.of(mark)), Number("1"))
    return part if source in facts else call("IIF", call("IsPresent", source), part, EMPTY_TEXT)


def _after_character(t: Translator, node: Call, facts: Facts) -> Node | None:
    """``Mid(x, InStr(x, "@") + 1, Len(x))``, ``Right(x, Len(x) - InStr(x, "@"))``: after the first "@"."""
    if is_call(node, "Mid") and len(node.arguments) in {2, 3}:
        text, start = node.arguments[:2]
        if len(node.arguments) == 3 and not _means_rest(node.arguments[2], text):
            return None
        mark, bare = _place_of(start, text, +1), True
    elif is_call(node, "Right") and len(node.arguments) == 2:
        text, count = node.arguments
        mark, bare = None, False
        if isinstance(count, Binary) and count.operator == "-" and _is_length_of(count.left, text):
            mark = _searched(count.right, text)
    else:
        return None
    if mark is None or len(mark) != 1 or t.is_multi_valued(text):
        return None
    return replace_matches(t.value(text, facts), patterns.through_first(mark, keep_bare=bare), "")


def _after_text(t: Translator, node: Call, facts: Facts) -> Node | None:
    """``Mid(x, InStr(x, "OU=") + 3, 64)``: some or all characters after the first occurrence of a text."""
    if not is_call(node, "Mid") or len(node.arguments) not in {2, 3} or t.is_multi_valued(node.arguments[0]):
        return None
    text, start = node.arguments[:2]
    rest = len(node.arguments) == 2 or _means_rest(node.arguments[2], text)
    count = None if rest else literal_number(node.arguments[2])
    if not isinstance(start, Chain) or (not rest and (count is None or count < 1)):
        return None
    offset = next((number for part in start.operands if (number := literal_number(part)) is not None), 0)
    mark = _place_of(start, text, offset) if offset > 0 else None
    if not mark or len(mark) > offset:
        return None
    return replace_matches(t.value(text, facts), patterns.after_text(mark, offset, count), "${first}${whole}")


def _right_of_text(t: Translator, node: Call, facts: Facts) -> Node | None:
    """``Right(x, Len(x) - InStr(x, ", ") - 1)``: after the first occurrence of a text, or some characters later."""
    if not is_call(node, "Right") or len(node.arguments) != 2 or t.is_multi_valued(node.arguments[0]):
        return None
    text, count = node.arguments
    if not (isinstance(count, Binary) and count.operator == "-" and isinstance(count.left, Binary)):
        return None
    more, rest = literal_number(count.right), count.left
    if more is None or rest.operator != "-" or not _is_length_of(rest.left, text):
        return None
    mark = _searched(rest.right, text)
    if not mark or not 0 < more >= len(mark) - 1:
        return None
    return replace_matches(t.value(text, facts), patterns.without_first(mark, more), "")


def _without_last(t: Translator, node: Call, facts: Facts) -> Node | None:
    """``Left(x, Len(x) - n)``: without the last n characters; a shorter text stays as it is.

    ``$`` would also hold before a line break at the end.
    """
    return _without(t, node, facts, "Left", "[\\s\\S]{%d}(?![\\s\\S])")


def _without_first(t: Translator, node: Call, facts: Facts) -> Node | None:
    """``Right(x, Len(x) - n)``: without the first n characters; a shorter text stays as it is."""
    return _without(t, node, facts, "Right", "^[\\s\\S]{%d}")


def _without(t: Translator, node: Call, facts: Facts, name: str, pattern: str) -> Node | None:
    if not is_call(node, name) or len(node.arguments) != 2 or t.is_multi_valued(node.arguments[0]):
        return None
    text, count = node.arguments
    if not (isinstance(count, Binary) and count.operator == "-" and _is_length_of(count.left, text)):
        return None
    number = literal_number(count.right)
    if number is None or number < 1:
        return None
    return replace_matches(t.value(text, facts), pattern % number, "")


def _from_place(t: Translator, node: Call, facts: Facts) -> Node | None:
    """``Mid(x, 6, Len(x))``: the rest from a place on, without needing the length."""
    if not is_call(node, "Mid") or len(node.arguments) != 3 or not _is_length_of(node.arguments[2], node.arguments[0]):
        return None
    start = literal_number(node.arguments[1])
    if start is None or t.is_multi_valued(node.arguments[0]):
        return None
    return call("Mid", t.value(node.arguments[0], facts), Number(str(start)), TO_THE_END)


def _rest_by_length(t: Translator, node: Call, facts: Facts) -> Node | None:
    """``Mid(x, n + 1, Len(x) - n)`` is ``Right(x, Len(x) - n)``; n is a number, or ``InStr(x, "@")`` and some more."""
    if not is_call(node, "Mid") or len(node.arguments) != 3:
        return None
    text, start, count = node.arguments
    if not (isinstance(count, Binary) and count.operator == "-"):
        return None
    rest = count
    more: int | None = 0
    if isinstance(rest.left, Binary) and rest.left.operator == "-":
        rest, more = rest.left, literal_number(rest.right)
    if more is None or not _is_length_of(rest.left, text):
        return None
    place = literal_number(start)
    left_out = literal_number(rest.right)
    by_number = place is not None and left_out is not None and rest is count and place == left_out + 1
    mark = _searched(rest.right, text)
    if by_number or (mark is not None and _place_of(start, text, more + 1) == mark):
        return recognise(t, call("Right", text, count), facts)
    return None


def _value_with(t: Translator, node: Call, facts: Facts) -> Node | None:
    """``Item(x, Contains(x, "SMTP:"))``: the first value that contains a text, or an error."""
    if not is_call(node, "Item", "ItemOrNull") or len(node.arguments) != 2:
        return None
    attribute, search = node.arguments
    if not isinstance(search, Call) or search.name != "Contains" or search.arguments[0] != attribute:
        return None
    values, separator = joined_values(t, search, facts)
    wanted = literal_text(search.arguments[1]) or ""
    if not isinstance(attribute, Attribute) or attribute.name.lower() != "proxyaddresses" or separator != ";":
        t.lose(
            f"The values are joined with {separator!r} to find the one that contains {wanted!r}: a "
            "value with that character in it is cut there",
            f"the value found is {wanted + 'one' + separator + 'two'!r}: Connect Sync gives all of it, "
            f"Cloud Sync only {wanted + 'one'!r}",
        )
    else:
        t.note("The values of proxyAddresses are joined with ;, a character Entra ID doesn't allow in addresses")
    ignore_case = len(search.arguments) > 2 and getattr(search.arguments[2], "name", "") == "CaseInsensitive"
    pattern = patterns.value_containing(wanted, separator, ignore_case=ignore_case)
    found = replace_matches(call("Join", Text(separator), values), pattern, "${found}")
    if search in facts:
        return found
    missing: Node = EMPTY_TEXT
    if node.name == "Item":
        name = attribute.name if isinstance(attribute, Attribute) else "the attribute"
        missing = call("Error", Text.of(f"No value of {name} contains {wanted}"))
    return choose(contains(t, search, facts), lambda _: found, lambda _: missing, facts)


def _place_of(node: Node, text: Node, offset: int) -> str | None:
    """Return what is searched when ``node`` is ``InStr(text, mark) + offset``."""
    if isinstance(node, Binary) and node.operator == "-" and offset < 0:
        return _searched(node.left, text) if literal_number(node.right) == -offset else None
    if isinstance(node, Chain) and node.operator == "+" and len(node.operands) == 2 and offset > 0:
        place, more = node.operands
        if literal_number(place) is not None:
            place, more = more, place
        return _searched(place, text) if literal_number(more) == offset else None
    return None


def _searched(node: Node, text: Node) -> str | None:
    """Return the mark when ``node`` is ``InStr(text, mark)`` with exact case and from the beginning."""
    if is_call(node, "InStr") and len(node.children) == 2 and node.children[0] == text:
        return literal_text(node.children[1])
    return None


def _is_length_of(node: Node, text: Node) -> bool:
    return is_call(node, "Len") and node.children == (text,)


def _means_rest(node: Node, text: Node) -> bool:
    number = literal_number(node)
    return _is_length_of(node, text) or (number is not None and number >= _REST)
