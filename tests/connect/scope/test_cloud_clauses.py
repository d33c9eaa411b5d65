"""Predicates as Cloud Sync clauses: both sides are evaluated and must agree but for stated losses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.connect.scope.cloud_clauses import ClauseTranslation, FilterShape, to_cloud_clauses
from analyzer.connect.scope.cloud_literals import AbsentReading, CloudClause, LossKind, escape_pattern
from analyzer.connect.scope.evaluate import evaluate
from analyzer.connect.scope.predicate import And, Clause, FalseP, Not, Opaque, Operator, Or, TrueP
from analyzer.connect.scope.simplify import simplify
from analyzer.connect.scope.traits import AttributeKind
from analyzer.vocabulary import Outcome
from tests.support.predicates import TRAITS, clauses, entries, predicates

DOCUMENTED, SHIPPED = "documented", "shipped"
HOLD_ON_ABSENT = {"IS FALSE": True, "NOT REGEX MATCH": True, "!&": True, "NOT EQUALS": None}


def cloud_clause(clause: CloudClause, entry: dict, reading: str) -> bool | None:
    """Cloud Sync's answer for one clause, written from its documentation and shipped filters alone."""
    values = [str(value) for value in entry.get(clause.attribute.lower(), ()) if value != ""]
    if clause.operator in {"IS NULL", "IS NOT NULL"}:
        return bool(values) is (clause.operator == "IS NOT NULL")
    if not values:
        return HOLD_ON_ABSENT.get(clause.operator, False) if reading == SHIPPED else False
    (value,) = values
    wanted = clause.values[0] if clause.values else ""
    tests = {
        "EQUALS": lambda: value == wanted,
        "NOT EQUALS": lambda: value != wanted,
        "REGEX MATCH": lambda: bool(re.search(wanted, value)),
        "NOT REGEX MATCH": lambda: not re.search(wanted, value),
        "IS TRUE": lambda: value == "True",
        "IS FALSE": lambda: value == "False",
        "&": lambda: int(value) & int(wanted) != 0,
        "!&": lambda: int(value) & int(wanted) == 0,
        "GREATER_THAN": lambda: int(value) > int(wanted),
        "GREATER_THAN_OR_EQUALS": lambda: int(value) >= int(wanted),
    }
    return tests[clause.operator]()


def cloud(translation: ClauseTranslation, entry: dict, reading: str) -> bool | None:
    if translation.shape is FilterShape.EVERYTHING:
        return True
    answers = set()
    for group in translation.groups:
        results = {cloud_clause(clause, entry, reading) for clause in group}
        answers.add(False if False in results else None if None in results else True)
    return True if True in answers else None if None in answers else False


READABLE = {FilterShape.GROUPS, FilterShape.EVERYTHING, FilterShape.NOTHING}


@settings(max_examples=300)
@given(predicates(clauses), entries, st.booleans(), st.sampled_from(AbsentReading))
def test_both_sides_agree_but_for_stated_losses(predicate, entry: dict, keep_case: bool, absent: AbsentReading):
    found = to_cloud_clauses(predicate, TRAITS, keep_case=keep_case, absent=absent)
    if found.shape not in READABLE:
        assert found.groups == ()
        assert found.refusals or found.shape is FilterShape.TOO_LARGE
        return
    expected = evaluate(simplify(predicate), entry)
    for reading in (DOCUMENTED, SHIPPED) if absent is AbsentReading.EITHER else (SHIPPED,):
        if cloud(found, entry, reading) is not expected:
            assert any(loss.explains(entry) for loss in found.losses)


@settings(max_examples=300)
@given(predicates(clauses), entries)
def test_without_masks_and_commas_patterns_for_every_spelling_lose_nothing(predicate, entry: dict):
    found = to_cloud_clauses(predicate, TRAITS, keep_case=False)
    if found.shape in READABLE and not found.losses:
        for reading in (DOCUMENTED, SHIPPED):
            assert cloud(found, entry, reading) is evaluate(simplify(predicate), entry)
    assert all(loss.kind is not LossKind.CASE for loss in found.losses)


@given(clauses, st.sampled_from(AbsentReading))
def test_every_loss_shows_an_object_that_is_really_lost(clause: Clause, absent: AbsentReading):
    found = to_cloud_clauses(clause, TRAITS, absent=absent)
    for loss in found.losses:
        number = TRAITS.kind(clause.attribute) is AttributeKind.NUMBER
        entry = {clause.attribute.lower(): (int(loss.example) if number else loss.example,)}
        assert loss.explains(entry)
        assert cloud(found, entry, SHIPPED) is not evaluate(clause, entry)


def translated(operator: Operator, value: str = "", attribute: str = "text", **options) -> list[list[tuple]]:
    found = to_cloud_clauses(Clause(attribute, operator, value), TRAITS, **options)
    return [[(c.attribute, c.operator, *c.values) for c in group] for group in found.groups]


@pytest.mark.parametrize(
    ("operator", "value", "attribute", "groups"),
    [
        (Operator.EQUAL, "12", "text", [[("text", "EQUALS", "12")]]),
        (Operator.NOT_EQUAL, "12", "text", [[("text", "NOT EQUALS", "12")], [("text", "IS NULL")]]),
        (Operator.STARTS_WITH, "a.b", "text", [[("text", "REGEX MATCH", r"^a\.b")]]),
        (Operator.ENDS_WITH, "(x)", "dn", [[("distinguishedName", "REGEX MATCH", r"\(x\)$")]]),
        (Operator.CONTAINS, "$", "text", [[("text", "REGEX MATCH", r"\$")]]),
        (Operator.NOT_CONTAINS, "1", "text", [[("text", "NOT REGEX MATCH", "1")], [("text", "IS NULL")]]),
        (Operator.IS_BIT_SET, "2", "count", [[("count", "&", "2")]]),
        (Operator.IS_BIT_NOT_SET, "2", "count", [[("count", "!&", "2")], [("count", "IS NULL")]]),
        (Operator.IS_NULL, "", "many2", [[("many2", "IS NULL")]]),
        (Operator.IS_NOT_NULL, "", "text", [[("text", "IS NOT NULL")]]),
        (Operator.IS_IN, "1;2", "text", [[("text", "REGEX MATCH", "^(?:1|2)$")]]),
        (Operator.EQUAL, "True", "flag", [[("flag", "IS TRUE")]]),
        (Operator.EQUAL, "False", "flag", [[("flag", "IS FALSE"), ("flag", "IS NOT NULL")]]),
        (Operator.NOT_EQUAL, "True", "flag", [[("flag", "IS FALSE")], [("flag", "IS NULL")]]),
        (Operator.GREATER_THAN, "5", "count", [[("count", "GREATER_THAN", "5")]]),
    ],
)
def test_one_clause(operator: Operator, value: str, attribute: str, groups: list):
    assert translated(operator, value, attribute) == groups


def test_any_spelling_and_the_shipped_reading_make_one_clause():
    groups = translated(Operator.NOT_EQUAL, "No", keep_case=False, absent=AbsentReading.SHIPPED)
    assert groups == [[("text", "NOT REGEX MATCH", "^[Nn][Oo]$")]]


@pytest.mark.parametrize(
    ("predicate", "outcome"),
    [
        (Clause("memberOf", Operator.IS_MEMBER_OF, "CN=g"), Outcome.GAP),
        (Clause("many", Operator.EQUAL, "a"), Outcome.GAP),
        (Clause("many", Operator.IS_NOT_NULL), Outcome.GAP),
        (Clause("count", Operator.LESS_THAN, "5"), Outcome.GAP),
        (Clause("text", Operator.GREATER_THAN, "a"), Outcome.GAP),
        (Clause("text", Operator.IS_BIT_SET, "2"), Outcome.GAP),
        (Opaque("x SOUNDS y", "unknown"), Outcome.UNKNOWN),
    ],
)
def test_what_has_no_equivalent_yields_no_partial_filter(predicate, outcome: Outcome):
    found = to_cloud_clauses(And((Clause("text", Operator.EQUAL, "1"), predicate)), TRAITS)
    assert (found.shape, found.outcome, found.groups) == (FilterShape.NOT_EXPRESSIBLE, outcome, ())
    assert len(found.refusals) == 1


def test_the_opposite_of_smaller_than_can_be_said():
    found = to_cloud_clauses(Not(Clause("count", Operator.LESS_THAN, "5")), TRAITS)
    assert found.groups == (
        (CloudClause("count", "GREATER_THAN_OR_EQUALS", ("5",)),),
        (CloudClause("count", "IS NULL"),),
    )


def test_constants_need_no_filter_or_take_nothing():
    assert to_cloud_clauses(TrueP()).outcome is Outcome.SUPPORTED
    assert to_cloud_clauses(FalseP()).shape is FilterShape.NOTHING
    assert to_cloud_clauses(Or((Clause("text", Operator.EQUAL, ""), FalseP())), TRAITS).shape is FilterShape.NOTHING


def test_many_negative_clauses_are_too_large_and_the_shipped_reading_is_not():
    predicate = And(tuple(Clause(f"a{number}", Operator.NOT_EQUAL, "1") for number in range(8)))
    large = to_cloud_clauses(predicate)
    assert (large.shape, large.outcome, large.groups) == (FilterShape.TOO_LARGE, Outcome.MANUAL, ())
    small = to_cloud_clauses(predicate, absent=AbsentReading.SHIPPED)
    assert [len(group) for group in small.groups] == [8]
    assert any("shipped" in text for text in small.assumptions)


def test_relying_on_the_shipped_reading_absence_implies_a_negative_pattern():
    text, other = Clause("text", Operator.NOT_STARTS_WITH, "1"), Clause("other", Operator.EQUAL, "2")
    found = to_cloud_clauses(
        And((Clause("text", Operator.IS_NULL), Or((text, other)))), TRAITS, absent=AbsentReading.SHIPPED
    )
    assert found.groups == ((CloudClause("text", "IS NULL"),),)


def test_hundreds_of_negative_clauses_give_up_at_once():
    predicate = And(tuple(Clause(f"a{number}", Operator.NOT_EQUAL, "1") for number in range(500)))
    assert to_cloud_clauses(predicate).shape is FilterShape.TOO_LARGE


def test_a_predicate_of_a_hundred_thousand_tests_is_not_translated():
    predicate = And(tuple(Clause(f"a{number}", Operator.EQUAL, "1") for number in range(100_000)))
    assert to_cloud_clauses(predicate).shape is FilterShape.TOO_LARGE


def test_negative_clauses_of_one_attribute_share_their_absence():
    predicate = And(tuple(Clause("text", Operator.NOT_EQUAL, str(number)) for number in range(20)))
    assert [len(group) for group in to_cloud_clauses(predicate, TRAITS).groups] == [20, 1]


def test_unknown_attributes_are_an_assumption():
    found = to_cloud_clauses(Clause("employeeType", Operator.EQUAL, "1"))
    assert found.assumptions == ("employeeType holds one text (the schema at hand doesn't name it)",)


def test_the_job_schemas_form():
    found = to_cloud_clauses(Clause("text", Operator.NOT_EQUAL, "1"), TRAITS)
    assert found.as_filter_groups("NoSync") == [
        {
            "name": "NoSync 1",
            "clauses": [
                {"operatorName": "NOT EQUALS", "sourceOperandName": "text", "targetOperand": {"values": ["1"]}}
            ],
        },
        {
            "name": "NoSync 2",
            "clauses": [{"operatorName": "IS NULL", "sourceOperandName": "text", "targetOperand": {"values": []}}],
        },
    ]


@given(st.text(max_size=8), st.text(max_size=3), st.text(max_size=3))
def test_escaped_patterns_match_the_text_itself_and_stay_on_one_line(text: str, before: str, after: str):
    pattern = escape_pattern(text)
    assert re.search(pattern, before + text + after)
    assert re.fullmatch(pattern, text)
    assert not re.fullmatch(pattern, text + "x")
    assert "\n" not in pattern
