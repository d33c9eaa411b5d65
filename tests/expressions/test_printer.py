from __future__ import annotations

import pytest

from analyzer.expressions.nodes import Dialect, Text
from analyzer.expressions.parser import parse
from analyzer.expressions.printer import pretty, print_expression
from tests.expressions.corpus import well_formed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ('IIF( IsPresent([a]),[a] , "" )', 'IIF(IsPresent([a]), [a], "")'),
        ("([a]&[b])&[c]", "([a] & [b]) & [c]"),
        ("[a]-([b]-[c])", "[a] - ([b] - [c])"),
        ("-([a]+[b])", "-([a] + [b])"),
        ("([a]=[b])&&([c])", "[a] = [b] && [c]"),
    ],
)
def test_one_line(text: str, printed: str) -> None:
    assert print_expression(parse(text)) == printed


def test_empty_slots_look_as_in_the_default_mapping() -> None:
    text = 'FormatDateTime(DateFromNum([pwdLastSet]), "RoundtripKind", , "yyyyMMddHHmmss.0Z")'
    assert print_expression(parse(text, Dialect.CLOUD_SYNC)) == text


@pytest.mark.parametrize("value", ["plain", 'a "quoted" word', "back\\slash", "\\0ACNF:", "", "\\"])
def test_text_literals_keep_their_characters(value: str) -> None:
    node = parse(print_expression(Text.of(value)))
    assert isinstance(node, Text)
    assert node.value == value


def test_pretty_puts_each_condition_on_its_own_line() -> None:
    text = (
        "IIF(IsPresent([isCriticalSystemObject]) || "
        '(Left([mailNickname], 4) = "CAS_" && InStr([mailNickname], "}") > 0)'
        ", True, NULL)"
    )
    assert pretty(parse(text)) == "\n".join(
        [
            "IIF(",
            "  IsPresent([isCriticalSystemObject])",
            "  || (",
            '    Left([mailNickname], 4) = "CAS_" && InStr([mailNickname], "}") > 0',
            "  ),",
            "  True,",
            "  NULL",
            ")",
        ]
    )


def test_pretty_keeps_short_expressions_on_one_line() -> None:
    assert pretty(parse("Trim( [title] )")) == "Trim([title])"


def test_pretty_reads_back_over_the_corpus() -> None:
    for text, dialect in well_formed():
        node = parse(text, dialect)
        assert parse(pretty(node), dialect) == node
        assert parse(pretty(node, width=20), dialect) == node
        assert not any(line.endswith(" ") for line in pretty(node, width=20).split("\n"))


def test_pretty_text_of_a_very_deep_expression_stays_small() -> None:
    deep = "Trim(" * 5000 + "[a]" + ")" * 5000
    text = pretty(parse(deep))
    assert len(text) < 1_000_000
    assert parse(text) == parse(deep)
