"""How rules compete for one attribute, on configurations of a few rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.configuration import (
    ENTRA_CONNECTOR_ID,
    AttributeFlow,
    Direction,
    LinkType,
    MergeType,
    Origin,
    ScopeCondition,
    SyncRule,
)
from analyzer.connect.flows import Composition, EffectiveFlow, Part, Timing, compose
from analyzer.connect.flows.facts import NOTHING_KNOWN
from analyzer.connect.flows.partial import negate, reduce_condition, reduce_value
from analyzer.connect.flows.terms import text_of
from analyzer.expressions.nodes import Boolean
from analyzer.expressions.parser import parse
from tests.support.configurations import configuration, flow, known, rule_of

PLACE = Origin("test", "/")


def condition(text: str) -> ScopeCondition:
    attribute, operator, *value = text.split(" ")
    return ScopeCondition(attribute, operator, " ".join(value), PLACE)


def inbound(precedence: int, *flows: AttributeFlow, scope: tuple[str, ...] = (), **changes: object) -> SyncRule:
    conditions = tuple(map(condition, scope))
    settings: dict[str, object] = {"id": f"in-{precedence}", "name": f"In {precedence}", "link_type": LinkType.JOIN}
    base = rule_of(known("In from AD - User Join"), precedence=precedence, joins=(), flows=flows)
    return replace(base, **{**settings, "scope": (conditions,) if conditions else (), **changes})


def outbound(precedence: int, *flows: AttributeFlow, **changes: object) -> SyncRule:
    settings: dict[str, object] = {"id": f"out-{precedence}", "name": f"Out {precedence}", "link_type": LinkType.JOIN}
    base = rule_of(known("Out to AAD - User Join"), precedence=precedence, joins=(), flows=flows, scope=())
    return replace(base, **{**settings, **changes})


PROJECT = inbound(1, link_type=LinkType.PROVISION)
PROVISION = outbound(200, link_type=LinkType.PROVISION)


def composed(*rules: SyncRule) -> Composition:
    return compose(configuration(PROJECT, PROVISION, *rules))


def the(composition: Composition, target: str = "title") -> EffectiveFlow:
    return next(f for f in composition.flows if f.target == target)


OUT = outbound(201, flow("title", source="title"))


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ((inbound(10, flow("title", source="title")),), "[title]"),
        (
            (inbound(10, flow("title", source="a")), inbound(20, flow("title", source="b"))),
            "IIF(IsPresent([a]), [a], [b])",
        ),
        ((inbound(10, flow("title", constant="X")), inbound(20, flow("title", source="b"))), '"X"'),
        (
            (
                inbound(10, flow("title", expression="IIF(IsPresent([a]), IgnoreThisFlow, [c])")),
                inbound(20, flow("title", source="b")),
            ),
            "IIF(IsNullOrEmpty([a]) && IsPresent([c]), [c], [b])",
        ),
        (
            (
                inbound(10, flow("title", expression='IIF([a] = "x", AuthoritativeNull, NULL)')),
                inbound(20, flow("title", source="b")),
            ),
            'IIF([a] = "x", NULL, [b])',
        ),
        (
            (inbound(10, flow("title", source="a"), scope=("b ISNOTNULL",)), inbound(20, flow("title", source="a"))),
            "[a]",
        ),
        (
            (inbound(10, flow("title", expression='[a] & "@x"')), inbound(20, flow("title", source="b"))),
            '[a] & "@x"',
        ),
        ((inbound(10, flow("title", source="a"), disabled=True), inbound(20, flow("title", source="b"))), "[b]"),
        ((inbound(10, flow("title", source="a"), scope=("c EQUAL CH",)),), 'IIF(LCase([c]) = "ch", [a], NULL)'),
    ],
)  # fmt: skip
def test_precedence_decides_attribute_by_attribute(rules: tuple[SyncRule, ...], text: str) -> None:
    assert the(composed(OUT, *rules)).text == text


def test_rules_stay_attached_winner_first() -> None:
    rules = (
        inbound(10, flow("title", source="a")),
        inbound(20, flow("title", constant="X")),
        inbound(30, flow("title", source="b")),
    )
    (_, found), *_ = the(composed(OUT, *rules)).inbound
    assert [(c.rule.name, c.part) for c in found] == [
        ("In 10", Part.WINS),
        ("In 20", Part.FOLLOWS),
        ("In 30", Part.BLOCKED),
    ]


def test_what_every_synchronised_object_has_guards_nothing() -> None:
    scope = (ScopeCondition("mail", "ISNOTNULL", "", PLACE),)
    project = replace(PROJECT, scope=(scope,))
    rules = (project, PROVISION, OUT, inbound(10, flow("title", source="a"), scope=("mail ISNOTNULL",)))
    assert the(compose(configuration(*rules))).text == "[a]"


def test_only_the_entra_class_that_can_be_reached_remains() -> None:
    kind = inbound(10, flow("sourceObjectType", constant="User"))
    wanted = (ScopeCondition("sourceObjectType", "EQUAL", "user", PLACE),)
    other = (ScopeCondition("sourceObjectType", "EQUAL", "Contact", PLACE),)
    rules = (
        PROJECT,
        kind,
        replace(PROVISION, scope=(wanted,)),
        replace(PROVISION, id="c", target_type="contact", scope=(other,)),
    )
    reached = [c.entra_class for c in compose(configuration(*rules)).classes if c.ad_class == "user"]
    assert reached == ["user"]


def test_values_of_entra_are_marked_and_a_round_trip_changes_nothing() -> None:
    entra = replace(
        rule_of(known("In from AAD - User Join"), precedence=90), flows=(flow("title", source="title"),), scope=()
    )
    assert entra.connector_id == ENTRA_CONNECTOR_ID
    assert entra.direction is Direction.INBOUND
    ad = inbound(10, flow("title", source="a"))
    assert the(composed(OUT, ad, entra)).text == "IIF(IsPresent([a]), [a], IgnoreThisFlow)"
    other = outbound(202, flow("department", source="title"))
    assert the(composed(other, ad, entra), "department").uses_entra == ("title",)


def test_merged_values_of_several_rules_are_not_one_expression() -> None:
    merging = [replace(flow("title", source=name), merge_type=MergeType.MERGE) for name in "ab"]
    rules = [inbound(10 + n, one) for n, one in enumerate(merging)]
    found = the(composed(OUT, *rules))
    assert found.node is None
    assert "merged" in found.composed.defect


def test_a_broken_expression_is_said_and_not_guessed() -> None:
    found = the(composed(OUT, inbound(10, flow("title", expression="IIF([a]"))))
    assert found.node is None
    assert "In 10" in found.composed.defect


def test_a_pilot_takes_its_objects_out() -> None:
    mark = inbound(10, flow("cloudNoFlow", constant="True"), scope=("department EQUAL Pilot",))
    hold = outbound(
        50, link_type=LinkType.JOIN_NO_FLOW, scope=((ScopeCondition("cloudNoFlow", "EQUAL", "True", PLACE),),)
    )
    (reach,) = (c for c in composed(mark, hold, OUT).classes if c.ad_class == "user")
    assert [rule.name for rule in reach.pilots] == ["Out 50"]
    assert "pilot" in text_of(reach.universe)


def test_execute_once_stays_with_the_flow() -> None:
    once = replace(flow("title", source="title"), execute_once=True)
    assert the(composed(outbound(201, once), inbound(10, flow("title", source="a")))).composed.timing is Timing.ONCE


def test_what_the_metaverse_gets_once_reaches_entra_once() -> None:
    once = replace(flow("title", source="a"), execute_once=True)
    assert the(composed(OUT, inbound(10, once))).composed.timing is Timing.ONCE


def test_a_value_that_comes_back_from_entra_doesn_t_count_as_another_timing() -> None:
    once = replace(flow("title", constant="X"), execute_once=True)
    back = inbound(20, flow("title", source="title"), connector_id=ENTRA_CONNECTOR_ID, source_type="user")
    there = inbound(10, once, scope=("c ISNULL",))
    assert the(composed(OUT, there, back)).composed.timing is Timing.ONCE


@pytest.mark.parametrize(
    "rules",
    [
        (
            inbound(10, replace(flow("title", source="a"), execute_once=True)),
            inbound(20, flow("title", source="b")),
            OUT,
        ),
        (
            inbound(10, flow("title", source="a")),
            outbound(201, replace(flow("title", source="title"), execute_once=True)),
            outbound(202, flow("title", source="title")),
        ),
        (
            inbound(10, flow("title", constant="X")),
            outbound(201, replace(flow("title", source="title"), execute_once=True)),
            outbound(202, flow("title", constant="X")),
        ),
    ],
    ids=["inbound", "outbound", "of the same value"],
)
def test_rules_of_both_timings_are_neither_once_nor_always(rules: tuple[SyncRule, ...]) -> None:
    assert the(composed(*rules)).composed.timing is Timing.MIXED


@pytest.mark.parametrize(
    ("text", "known_fact", "result"),
    [
        ('IIF([a] = "x", IIF([a] = "x", 1, 2), 3)', None, 'IIF([a] = "x", 1, 3)'),
        ('IIF([a] = "y", 1, 2)', '[a] = "x"', "2"),
        ("IIF(IsPresent([a]), 1, 2)", '[a] = "x"', "1"),
        ("IIF(BitAnd([a], 2) = 0, 1, 2)", "IsPresent([a]) && BitAnd([a], 2) <> 2", "1"),
        ("IIF(BitAnd([a], 2) = 0, 1, 2)", "BitAnd([a], 2) <> 2", "IIF(BitAnd([a], 2) = 0, 1, 2)"),
        ('IIF(IsNullOrEmpty("CH"), 1, 2)', None, "2"),
        ('IIF(IIF([a] = "x", NULL, "User") = "User", 1, 2)', None, 'IIF([a] <> "x", 1, 2)'),
        ("IIF(BitAnd([a], &H2) = 2, 1, 2)", "BitAnd([a], &H2) = &H2", "1"),
    ],
)
def test_partial_evaluation(text: str, known_fact: str | None, result: str) -> None:
    facts = NOTHING_KNOWN if known_fact is None else NOTHING_KNOWN.assume(parse(known_fact))
    assert text_of(reduce_value(parse(text), facts)) == result


@pytest.mark.parametrize("text", ['[a] = "x"', "IsPresent([a])", 'IsPresent([a]) && [b] = "y"', "[a] > 5"])
def test_a_condition_and_its_opposite_exclude_each_other(text: str) -> None:
    condition = parse(text)
    assert reduce_condition(negate(condition), NOTHING_KNOWN.assume(condition)) == Boolean(False)


def test_rules_of_both_directions_are_named_by_precedence() -> None:
    rules = (
        inbound(20, flow("title", source="b")),
        inbound(10, flow("title", source="a")),
        inbound(30, flow("title", constant="X"), disabled=True),
    )
    assert the(composed(OUT, *rules)).rules == ("In 10", "In 20", "Out 201")
