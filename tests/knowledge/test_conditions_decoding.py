"""Conditions decode to exactly what is written, whatever their shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import KnowledgeError
from analyzer.knowledge.conditions import AllOf, AnyOf, Comparison, Condition, Not
from analyzer.knowledge.conditions import Compare as Single
from analyzer.knowledge.model import FactDefinition
from analyzer.knowledge.node import Node
from analyzer.knowledge.references import References, placeholders, unquoted_placeholders

_FACTS = {
    "truth": FactDefinition("truth", "T", "truth", {}),
    "number": FactDefinition("number", "N", "number", {}),
    "text": FactDefinition("text", "X", "text", {}),
    "things": FactDefinition("things", "S", "subjects", {"flag": "truth", "size": "number", "kind": "text"}),
}
_REFS = References(facts=_FACTS, limits=frozenset({"limit-a"}))
_KINDS = {"truth": "truth", "number": "number", "text": "text", "things": "number"}

_ORDERS = [Comparison.EQUALS, Comparison.BELOW, Comparison.AT_LEAST, Comparison.MORE_THAN]
_operands = {
    "number": st.integers(-5, 10**6) | st.just({"limit": "limit-a"}),
    "text": st.text(min_size=1).map(str.strip).filter(bool),
    "truth": st.booleans(),
}


@st.composite
def _tests(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        head, name = "fact", draw(st.sampled_from(sorted(_FACTS)))
        kind = _KINDS[name]
    else:
        head, name = "subject", draw(st.sampled_from(["flag", "size", "kind"]))
        kind = _FACTS["things"].values[name]
    written: dict[str, Any] = {head: name}
    if draw(st.booleans()):
        comparison = Comparison.EQUALS if kind == "truth" else draw(st.sampled_from(_ORDERS))
        written[comparison.value] = draw(_operands[kind])
    return written


_written = st.recursive(
    _tests(),
    lambda inner: (
        st.fixed_dictionaries({"all_of": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"any_of": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"not": inner})
    ),
    max_leaves=8,
)


def _decode(written: Any) -> Condition:
    return _REFS.condition(Node(written, "f.yaml", "$"), _FACTS["things"])


def _write(condition: Condition) -> dict[str, Any]:
    match condition:
        case AllOf(parts):
            return {"all_of": [_write(part) for part in parts]}
        case AnyOf(parts):
            return {"any_of": [_write(part) for part in parts]}
        case Not(part):
            return {"not": _write(part)}
        case Single():
            written: dict[str, Any] = {"subject" if condition.of_subject else "fact": condition.name}
            if condition.comparison is not Comparison.TRUE:
                operand = {"limit": condition.limit} if condition.limit else condition.operand
                written[condition.comparison.value] = operand
            return written


def _depth(written: dict[str, Any]) -> int:
    inner = [*written.get("all_of", []), *written.get("any_of", []), *([written["not"]] if "not" in written else [])]
    return 1 + max((_depth(part) for part in inner), default=0)


@given(_written.filter(lambda written: _depth(written) <= 12))
def test_a_condition_says_what_is_written(written: dict[str, Any]) -> None:
    assert _write(_decode(written)) == written


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["truth", "number", "things"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["fact", "subject", "all_of", "any_of", "not", "below", "limit"]), inner)
    ),
    max_leaves=10,
)


@given(_anything)
def test_anything_else_is_refused_with_its_place(written: Any) -> None:
    try:
        decoded = _decode(written)
    except KnowledgeError as error:
        assert error.file == "f.yaml"
        assert error.place is not None
        assert error.place.startswith("$")
    else:
        assert _write(decoded) == written


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("Get-X -Server '{domain}'", set()),
        ("Get-X -Server 'OU=a,{domain}' -Filter *", set()),
        ("Get-X -Server {domain}", {"domain"}),
        ('Get-X -Server "{domain}"', {"domain"}),
        ('Get-X "it\'s {domain}"', {"domain"}),
        ("Get-X 'it''s {domain}'", set()),
        ("# the domain's name\nGet-X '{domain}'", set()),
        ("# '\nGet-X {domain}", {"domain"}),
        ("ForEach-Object { Get-X '{domain}' }", set()),
        ("ForEach-Object { $_.Name }", set()),
        ("'{a}' {b} '{c}'", {"b"}),
    ],
)
def test_finds_names_that_could_become_code(command: str, found: set[str]) -> None:
    assert unquoted_placeholders(command) == found


def test_script_blocks_arent_placeholders() -> None:
    assert placeholders("Where-Object { $_.x }", '@{n="a"}', "{name} {Name} {n n}") == {"name"}
