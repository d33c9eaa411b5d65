"""Rules for functions on text that Cloud Sync lacks or spells otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.expressions.nodes import Call, Node, Text, Word
from analyzer.expressions.translate import patterns
from analyzer.expressions.translate.build import (
    EMPTY_TEXT,
    TEXT_FOR_NULL,
    TO_THE_END,
    call,
    is_call,
    literal_number,
    literal_text,
    replace_all,
    replace_matches,
)
from analyzer.expressions.translate.formula import Facts
from analyzer.expressions.translate.result import Outcome, Untranslatable

if TYPE_CHECKING:
    from analyzer.expressions.translate.translator import Translator

_LONGEST_DICTIONARY = 60


def _left_trim(t: Translator, node: Call, facts: Facts) -> Node:
    return replace_matches(t.single(node.arguments[0], facts, "LTrim"), r"^\s+", "")


def _right_trim(t: Translator, node: Call, facts: Facts) -> Node:
    return replace_matches(t.single(node.arguments[0], facts, "RTrim"), r"\s+$", "")


def _mid(t: Translator, node: Call, facts: Facts) -> Node:
    text = t.single(node.arguments[0], facts, "Mid")
    start = t.value(node.arguments[1], facts)
    if len(node.arguments) == 2:
        t.note("Mid without a number of characters was taken to mean the rest of the text")
        return call("Mid", text, start, TO_THE_END)
    return call("Mid", text, start, t.value(node.arguments[2], facts))


def _pad(t: Translator, node: Call, facts: Facts) -> Node:
    length, character = literal_number(node.arguments[1]), literal_text(node.arguments[2])
    if length is None or character is None or len(character) != 1 or not 0 < length <= patterns.LONGEST_PADDING:
        raise Untranslatable(f"{node.name} needs a literal length and a single literal character", Outcome.MANUAL)
    text = t.single(node.arguments[0], facts, node.name)
    padding = Text.of(character * length)
    if node.name == "PadLeft":
        filled, pattern = call("Join", EMPTY_TEXT, padding, text), patterns.left_padding(length, character)
    else:
        filled, pattern = call("Join", EMPTY_TEXT, text, padding), patterns.right_padding(length, character)
    built = replace_matches(filled, pattern, "${kept}")
    # Nothing is padded to an empty text; an empty text is padded like any other.
    return (
        built
        if text in facts or is_call(node.arguments[0], *TEXT_FOR_NULL)
        else call("IIF", call("IsNull", text), EMPTY_TEXT, built)
    )


def _title_case(t: Translator, node: Call, facts: Facts) -> Node:
    t.lose(
        "PCase follows other rules: Cloud Sync leaves words in capitals alone and also starts words "
        "after hyphens "
        "and apostrophes; it is documented for app provisioning only",
        '"SMITH-jones": Connect Sync gives "Smith-jones", Cloud Sync may give "SMITH-Jones"',
    )
    return call("PCase", t.single(node.arguments[0], facts, "PCase"))


def _replace(t: Translator, node: Call, facts: Facts) -> Node:
    old, new = literal_text(node.arguments[1]), literal_text(node.arguments[2])
    text = t.single(node.arguments[0], facts, "Replace")
    if Word("CRLF") in node.arguments[1:]:
        raise Untranslatable("CRLF has no counterpart in Cloud Sync")
    if old is None:
        raise Untranslatable("Replace of a text that isn't a literal isn't documented in Cloud Sync", Outcome.MANUAL)
    if any(mark in (old + (new or "")) for mark in ("\\n", "\\r", "\\t")):
        raise Untranslatable("Replace with a line break or tab has no documented spelling in Cloud Sync")
    if not old:
        return text
    replacement = Text.of(new) if new is not None else t.single(node.arguments[2], facts, "Replace")
    return replace_all(text, Text.of(old), replacement)


def _replace_characters(t: Translator, node: Call, facts: Facts) -> Node:
    dictionary = literal_text(node.arguments[1])
    if dictionary is None:
        raise Untranslatable(
            "ReplaceChars with a dictionary that isn't a literal can't be translated: its content isn't known"
        )
    pairs = patterns.read_dictionary(dictionary)
    if pairs is None or len(pairs) > _LONGEST_DICTIONARY:
        raise Untranslatable("ReplaceChars with this dictionary can't be read or is too long", Outcome.MANUAL)
    built = t.single(node.arguments[0], facts, "ReplaceChars")
    for source, target in pairs:
        built = replace_all(built, Text.of(source), Text.of(target))
    return built


def _right(t: Translator, node: Call, facts: Facts) -> Node:
    count = literal_number(node.arguments[1])
    if count is None:
        raise Untranslatable("Right with a number of characters that isn't a literal has no counterpart")
    text = t.single(node.arguments[0], facts, "Right")
    if count < 0:
        return text
    return replace_matches(text, patterns.last_characters(count), "${kept}") if count else EMPTY_TEXT


def _split(t: Translator, node: Call, facts: Facts) -> Node:
    if len(node.arguments) > 2:
        raise Untranslatable("Split with a limit on the number of values has no counterpart")
    if len(literal_text(node.arguments[1]) or "") != 1:
        raise Untranslatable("Split takes a single, literal delimiter character", Outcome.MANUAL)
    return call("Split", t.single(node.arguments[0], facts, "Split"), t.value(node.arguments[1], facts))


def _join(t: Translator, node: Call, facts: Facts) -> Node:
    separator = t.value(node.arguments[1], facts) if len(node.arguments) > 1 else Text(" ")
    return call("Join", separator, t.value(node.arguments[0], facts))


TEXT_RULES = {
    "Join": _join,
    "Split": _split,
    "LTrim": _left_trim,
    "RTrim": _right_trim,
    "Mid": _mid,
    "PadLeft": _pad,
    "PadRight": _pad,
    "PCase": _title_case,
    "Replace": _replace,
    "ReplaceChars": _replace_characters,
    "Right": _right,
}
