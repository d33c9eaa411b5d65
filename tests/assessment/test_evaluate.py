"""Conditions are three-valued: what isn't known must never turn into a yes or a no."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.assessment.evaluate import Evaluator
from analyzer.assessment.facts import Evidence, Fact, Subject
from analyzer.knowledge.conditions import AllOf, AnyOf, Compare, Comparison, Condition, Not
from analyzer.knowledge.model import Limit, Source

_SOURCE = Source("s", "A page", "https://example.com/page", date(2026, 1, 1), date(2026, 11, 22))
_LIMITS = {"objects": Limit("objects", "Objects", 100, "objects", "", (_SOURCE,))}


def _test(
    name: str, comparison: Comparison = Comparison.TRUE, operand: str | int | bool = "", limit: str = ""
) -> Compare:
    return Compare(name, of_subject=False, comparison=comparison, operand=operand, limit=limit)


def _truth(condition: Condition, **values: str | int | bool | None) -> bool | None:
    facts = {name: Fact(name, value, evidence=(Evidence("f", name, 1, str(value)),)) for name, value in values.items()}
    return Evaluator(facts, _LIMITS).evaluate(condition).truth


@pytest.mark.parametrize(
    ("comparison", "value", "operand", "expected"),
    [
        (Comparison.BELOW, "2.5.79.0", "2.6.84.0", True),
        (Comparison.BELOW, "2.10.1.0", "2.6.84.0", False),
        (Comparison.BELOW, "2.6.84", "2.6.84.0", False),
        (Comparison.AT_LEAST, "2.6.84.0", "2.6.84", True),
        (Comparison.BELOW, "unknown build", "2.6.84.0", None),
        (Comparison.MORE_THAN, 31, 30, True),
        (Comparison.MORE_THAN, 30, 30, False),
        (Comparison.AT_LEAST, 30, 30, True),
        (Comparison.EQUALS, "objectGUID", "OBJECTGUID", True),
        (Comparison.EQUALS, 5, 5, True),
        (Comparison.EQUALS, None, 5, None),
        (Comparison.MORE_THAN, None, 5, None),
    ],
)
def test_comparisons(
    comparison: Comparison, value: str | int | None, operand: str | int, expected: bool | None
) -> None:
    assert _truth(_test("x", comparison, operand), x=value) is expected


def test_a_limit_is_looked_up() -> None:
    condition = _test("x", Comparison.MORE_THAN, limit="objects")
    assert _truth(condition, x=101) is True
    assert _truth(condition, x=100) is False


def test_a_fact_nobody_established_is_unknown() -> None:
    assert _truth(_test("x")) is None


def test_a_subject_condition_needs_a_subject() -> None:
    condition = Compare("included", of_subject=True, comparison=Comparison.MORE_THAN, operand=30, limit="")
    evaluator = Evaluator({}, {})
    subject = Subject("domain", "a.example", "a.example", ("a.example",), {"included": 31})
    assert evaluator.evaluate(condition).truth is None
    result = evaluator.evaluate(condition, subject)
    assert result.truth is True
    assert result.domains == ("a.example",)


_TRUTHS = st.sampled_from([True, False, None])


@given(st.lists(_TRUTHS, min_size=1, max_size=5))
def test_and_and_or_are_kleene(values: list[bool | None]) -> None:
    facts = {f"f{i}": value for i, value in enumerate(values)}
    parts = tuple(_test(name) for name in facts)
    conjunction, disjunction = _truth(AllOf(parts), **facts), _truth(AnyOf(parts), **facts)
    assert conjunction is (False if False in values else None if None in values else True)
    assert disjunction is (True if True in values else None if None in values else False)


@given(st.lists(_TRUTHS, min_size=1, max_size=4))
def test_de_morgan_holds_with_unknowns(values: list[bool | None]) -> None:
    facts = {f"f{i}": value for i, value in enumerate(values)}
    parts = tuple(_test(name) for name in facts)
    assert _truth(Not(AllOf(parts)), **facts) is _truth(AnyOf(tuple(Not(part) for part in parts)), **facts)


def test_evidence_comes_from_what_decides() -> None:
    facts = {
        "yes": Fact("yes", value=True, evidence=(Evidence("a", "a", 1, "yes"),)),
        "no": Fact("no", value=False, evidence=(Evidence("b", "b", 2, "no"),)),
    }
    result = Evaluator(facts, {}).evaluate(AllOf((_test("yes"), _test("no"))))
    assert [e.value for e in result.evidence] == ["no"]


def test_domains_are_all_when_one_part_concerns_all() -> None:
    here = Subject("connector", "1", "one", ("a.example",))
    facts = {"here": Fact("here", 1, (here,)), "everywhere": Fact("everywhere", value=True)}
    evaluator = Evaluator(facts, {})
    assert evaluator.evaluate(_test("here")).domains == ("a.example",)
    assert evaluator.evaluate(AllOf((_test("here"), _test("everywhere")))).domains == ()
