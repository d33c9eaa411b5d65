from __future__ import annotations

import pytest

from analyzer.errors import ExpressionError
from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Dialect,
    Empty,
    Negation,
    Node,
    Number,
    Parameter,
    Text,
    Variable,
    Word,
    attributes_of,
    depth,
    walk,
)
from analyzer.expressions.parser import parse
from analyzer.expressions.printer import print_expression
from tests.expressions.corpus import MALFORMED, published, shipped, well_formed

A, B, C = Attribute("a"), Attribute("b"), Attribute("c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a]", A),
        ("[msDS-cloudExtensionAttribute1]", Attribute("msDS-cloudExtensionAttribute1")),
        ('"SystemMailbox{[x] && %y%"', Text("SystemMailbox{[x] && %y%")),
        ('"two\nlines"', Text("two\nlines")),
        ("-2147483648", Number("-2147483648")),
        ("&HFF", Number("&HFF")),
        ("1.5", Number("1.5")),
        ("TRUE", Boolean(True)),
        ("AuthoritativeNull", Word("AuthoritativeNull")),
        ("%Domain.FQDN%", Parameter("Domain.FQDN")),
        ("$item", Variable("item")),
        ("Guid()", Call("Guid", ())),
        ("IIF ( [a] ,1, 2)", Call("IIF", (A, Number("1"), Number("2")))),
        ("[a]&[b]", Chain("&", (A, B))),
        ("[a]&&HFF", Chain("&&", (A, Word("HFF")))),
        ("[a] & &HFF", Chain("&", (A, Number("&HFF")))),
        ("BitAnd(&HF,&HF7)", Call("BitAnd", (Number("&HF"), Number("&HF7")))),
        ("-[a]", Negation(A)),
        ("[a]-1", Binary("-", A, Number("1"))),
        ("[a] - -1", Binary("-", A, Number("-1"))),
        ("(([a]))", A),
    ],
)
def test_each_form_of_the_language(text: str, expected: Node) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("[a] || [b] && [c]", "[a] || ([b] && [c])"),
        ("[a] = [b] && [c] = [a]", "([a] = [b]) && ([c] = [a])"),
        ('[a] & "x" = [b]', '([a] & "x") = [b]'),
        ("[a] & [b] + [c]", "[a] & ([b] + [c])"),
        ("[a] + [b] * [c]", "[a] + ([b] * [c])"),
        ("[a] - [b] - [c]", "([a] - [b]) - [c]"),
        ("[a] - [b] + [c]", "([a] - [b]) + [c]"),
        ("[a] + [b] - [c]", "([a] + [b]) - [c]"),
        ("-[a] * [b]", "(-[a]) * [b]"),
        ("[a] = [b] = [c]", "([a] = [b]) = [c]"),
    ],
)
def test_precedence(text: str, same_as: str) -> None:
    assert parse(text) == parse(same_as)
    assert parse(print_expression(parse(same_as))) == parse(text)


def test_operands_of_one_operator_stand_side_by_side_unless_parentheses_say_otherwise() -> None:
    assert parse("[a] & [b] & [c]") == Chain("&", (A, B, C))
    assert parse("[a] & ([b] & [c])") == Chain("&", (A, Chain("&", (B, C))))
    assert parse("([a] & [b]) & [c]") == Chain("&", (Chain("&", (A, B)), C))


def test_only_cloud_sync_allows_empty_slots() -> None:
    text = 'Replace([a], "x", , , "y", , )'
    slots = parse(text, Dialect.CLOUD_SYNC).children
    assert [isinstance(slot, Empty) for slot in slots] == [False, False, True, True, False, True, True]
    with pytest.raises(ExpressionError, match="only Cloud Sync allows empty argument slots"):
        parse(text, Dialect.CONNECT)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "empty"),
        ("IIF([a], 1", 1, 4, "never closed"),
        ("[a])", 1, 4, "never opened"),
        ('"abc', 1, 1, "closing quotation mark"),
        ("Trim([a)", 1, 6, "closing bracket"),
        ("[a] [b]", 1, 5, "two values stand side by side"),
        ("[a] &", 1, 6, "ends where a value is expected"),
        ("IIF([a],\n  = 3, 4)", 2, 3, "value is missing"),
        ("[a] | [b]", 1, 5, "||"),
        ("[a] != [b]", 1, 5, "<>"),
        ("'a'", 1, 1, "double quotation marks"),
        ("[a], [b]", 1, 4, "comma outside"),
        ("%Domain", 1, 1, "percent"),
        ("()", 1, 2, "value is missing"),
        ("1" * 100, 1, 1, "too long"),
    ],
)
def test_malformed_text_is_refused_with_its_place(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.place == f"line {line}, column {column}"
    assert words in caught.value.message


def test_spans_point_into_the_source() -> None:
    text = 'IIF([ab] = "x", Trim( [c] ), -5)'
    found = {text[node.start : node.end] for node in walk(parse(text))}
    assert found == {text, '[ab] = "x"', "[ab]", '"x"', "Trim( [c] )", "[c]", "-5"}


def test_unknown_functions_survive() -> None:
    assert parse("Concatenate([a], [b])") == Call("Concatenate", (A, B))


def test_depth_and_length_have_no_limit() -> None:
    deep = "Trim(" * 5000 + "[a]" + ")" * 5000
    assert depth(parse(deep)) == 5001
    assert parse(print_expression(parse(deep))) == parse(deep)
    assert parse("(" * 5000 + "[a]" + ")" * 5000) == A
    assert depth(parse("-".join(["[a]"] * 5000))) == 5000
    long = " & ".join(["[a]"] * 180_000)
    assert len(long) > 1_000_000
    assert len(parse(long).children) == 180_000
    assert hash(parse(deep)) == hash(parse(deep))


def test_attributes_are_listed_once_in_order() -> None:
    node = parse('IIF(IsPresent([b]), [a] & [b], ImportedValue("proxyAddresses"))')
    assert attributes_of(node) == ("b", "a", "proxyAddresses")


def test_every_well_formed_expression_of_the_corpus_parses_and_prints_back() -> None:
    expressions = well_formed()
    assert len(published()) == 205
    assert len(shipped()) == 391
    assert len(expressions) >= 204
    for text, dialect in expressions:
        node = parse(text, dialect)
        assert parse(print_expression(node), dialect) == node, text


def test_the_malformed_expression_of_the_corpus_is_refused() -> None:
    for text in MALFORMED:
        with pytest.raises(ExpressionError, match="never opened"):
            parse(text)
