"""Regular expressions of scope clauses: the answers of Python where the languages agree, and never slow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analyzer.cloudsync.defaults import default_schema
from analyzer.cloudsync.model import ScopeOperator
from analyzer.cloudsync.pattern_syntax import LONGEST_PATTERN, escape
from analyzer.cloudsync.patterns import LONGEST_TEXT, compile_pattern
from analyzer.errors import ExpressionError

atoms = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", "[a-b_-]", r"\w", r"\d", r"\s", "^", "$", r"\b", r"\B", "-", "1"]
)
counts = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "*?", "+?", "??"])
patterns = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        inner.map(lambda one: f"({one})"),
        st.tuples(inner, counts).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None)
@given(patterns, st.text("ab1-_ \n", max_size=8), st.booleans())
def test_same_answer_as_pythons_engine(pattern: str, text: str, ignore_case: bool) -> None:
    pattern = f"(?i){pattern}" if ignore_case else pattern
    text = text.upper() if ignore_case else text
    # Before version 3.14 Python finds no "\\B" in an empty text; .NET does, and so do we.
    assume(text or r"\B" not in pattern)
    assert compile_pattern(pattern).matches(text) is bool(re.search(pattern, text))


@settings(deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_an_escaped_text_matches_itself_and_nothing_else(text: str, other: str) -> None:
    pattern = compile_pattern(f"^{escape(text)}$")
    assert pattern.matches(text) is True
    assert pattern.matches(other) is (other in {text, text + "\n"})


@pytest.mark.parametrize("text", ["\\0ACNF:", "a.b*c", "{3}", "[x]", "(?i)", "\n", "a-b", "€ \x7f"])
def test_marks_lose_their_meaning(text: str) -> None:
    assert compile_pattern(f"^{escape(text)}").matches(text + "more") is True
    assert compile_pattern(f"^{escape(text)}$").matches(text.replace(text[-1], "q")) is False


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^(a|a)*$", "(a|aa)+$", "(.*a){20}$", "(a*)*b", "([a-z]+)*1", "(a?){300}a{300}$"]
)
def test_patterns_that_kill_backtracking_engines_take_no_time(pattern: str) -> None:
    text = "a" * (LONGEST_TEXT - 1) + "!"
    start = time.process_time()
    assert compile_pattern(pattern).matches(text) is False
    assert time.process_time() - start < 5


def test_texts_that_are_too_long_are_not_judged() -> None:
    assert compile_pattern("b").matches("a" * LONGEST_TEXT) is False
    assert compile_pattern("b").matches("a" * (LONGEST_TEXT + 1)) is None


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?=a)", "group"),
        ("(?<!a)b", "group"),
        ("(?<name>a)", "group"),
        (r"(a)\1", "escape"),
        (r"\p{L}", "escape"),
        (r"\Aabc", "escape"),
        ("[a-z-[aeiou]]", "taking away"),
        ("(a", "closing parenthesis"),
        ("a)", "never opened"),
        ("[a", "closing bracket"),
        ("[b-a]", "range"),
        ("*a", "nothing to repeat"),
        ("a**", "two counts"),
        ("a{3}{2}", "two counts"),
        ("a{5000}", "count"),
        ("(a{900}){900}", "too large"),
        ("(" * 60 + "a" + ")" * 60, "deeply"),
        ("a" * (LONGEST_PATTERN + 1), "too long"),
        ("a\\", "escape"),
        (r"\x4", "hexadecimal"),
    ],
)
def test_what_is_not_supported_is_refused_and_never_guessed(pattern: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("^CAS_([^{]*){", "CAS_{4f1a}", True),
        ("^CAS_([^{]*){", "CAS_alias", False),
        ("^SystemMailbox{", "SystemMailbox{1f05}", True),
        ("SMTP:+[^.@]+@[^\\.]+\\..+", "SMTP:anna@contoso.com", True),
        ("SMTP:+[^.@]+@[^\\.]+\\..+", "smtp:anna@contoso.com", False),
        ("SMTP:+[^.@]+@[^\\.]+\\..+", "SMTP:anna.berg@contoso.com", False),
        ("^CN\\s*=\\s*([^\\,]*)\\0ACNF", "CN=Anna\\0ACNF:0b4f,OU=Sales", True),
        ("^CN\\s*=\\s*([^\\,]*)\\0ACNF", "CN=Anna\nCNF:0b4f,OU=Sales", True),
        ("^CN\\s*=\\s*([^\\,]*)\\0ACNF", "CN=ACNF,OU=Sales", False),
        (r"\x41\u00e9", "Aé", True),
        (r"\0", "\0", True),
        ("a{,2}", "a{,2}", True),
        (r"[\]\-x]+$", "]-x", True),
        ("[]a]", "]", True),
        (r"[\b]", "\b", True),
    ],
)
def test_shipped_patterns_and_dotnet_spellings(pattern: str, text: str, expected: bool) -> None:
    assert compile_pattern(pattern).matches(text) is expected


def test_every_shipped_pattern_is_supported() -> None:
    regular = {ScopeOperator.REGEX_MATCH, ScopeOperator.NOT_REGEX_MATCH}
    seen = set()
    for mapping in default_schema().rule.object_mappings:
        assert mapping.scope is not None
        for group in mapping.scope.input_groups:
            seen |= {value for clause in group.clauses if clause.operator in regular for value in clause.values}
    assert len(seen) == 10
    for pattern in seen:
        assert compile_pattern(pattern).matches("") is False


def test_a_class_turned_around_leaves_out_both_cases() -> None:
    assert compile_pattern("(?i)[^a]").matches("A") is False
    assert compile_pattern("(?i)[^a]").matches("b") is True
    assert compile_pattern("[^a]").matches("A") is True
