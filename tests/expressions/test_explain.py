from __future__ import annotations

import pytest

from analyzer.expressions import Dialect, explain, parse
from tests.expressions.corpus import well_formed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Trim([title])", "[title] without blanks around it."),
        ("NULL", "Nothing."),
        (
            'IIF(IsPresent([mail]) && [c] <> "NO", Left(Trim([mail]), 10), IgnoreThisFlow)',
            '1. If ([mail] is there and [c] is not "NO"): '
            "the first 10 characters of [mail] without blanks around it.\n"
            "2. Leave the attribute as it is.",
        ),
        (
            'IIF([a] = "x", IIF([b] > 1, "p", "q"), [c] & "@" & %Domain.FQDN%)',
            '1. If [a] is "x" and [b] is greater than 1: "p".\n'
            '2. If [a] is "x": "q".\n'
            '3. [c] followed by "@" followed by the parameter Domain.FQDN.',
        ),
        ("Mystery([a], 1)", "Mystery([a], 1)."),
        ("-[a] - 1", "-[a] - 1."),
    ],
)
def test_words(text: str, words: str) -> None:
    assert explain(parse(text)) == words


def test_cloud_sync_expressions_can_be_explained_as_well() -> None:
    node = parse("IgnoreFlowIfNullOrEmpty([c])", Dialect.CLOUD_SYNC)
    assert explain(node) == "[c], or leave the attribute as it is when that is empty."


def test_the_whole_corpus_and_very_deep_expressions_can_be_explained() -> None:
    for text, dialect in well_formed():
        assert explain(parse(text, dialect)).endswith(".")
    deep = "Trim(" * 5000 + "[a]" + ")" * 5000
    assert explain(parse(deep)) == deep + "."
