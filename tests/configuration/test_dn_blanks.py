"""Blanks at the edge of a name part: dropped when they are layout, kept when they are escaped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.configuration import parse_dn


def test_an_escaped_blank_at_the_end_belongs_to_the_name():
    name = parse_dn(r"OU=Sales\ , DC=x")
    assert name.rdns == (r"OU=Sales\ ", "DC=x")
    assert name.key == parse_dn(r"OU=Sales\20,DC=x").key
    assert name.key != parse_dn("OU=Sales,DC=x").key


def test_a_blank_after_an_escaped_backslash_is_layout():
    assert parse_dn(r"OU=a\\ ,DC=x").key == parse_dn(r"OU=a\5C,DC=x").key


@given(st.lists(st.text(alphabet=r"ab\, ", max_size=6).map(lambda text: "OU=" + text), min_size=1, max_size=4))
def test_the_parts_joined_again_are_the_same_name(parts: list[str]):
    name = parse_dn(",".join([*parts, "DC=x"]))
    assert parse_dn(",".join(name.rdns)).key == name.key
