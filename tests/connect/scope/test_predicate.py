"""Conditions on an object: operators, absent and several values, simplification, words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.configuration import Origin, SchemaAttribute, ScopeCondition
from analyzer.connect.scope.evaluate import evaluate
from analyzer.connect.scope.folding import fold, spellings
from analyzer.connect.scope.predicate import (
    DENIALS,
    And,
    Clause,
    FalseP,
    Not,
    Opaque,
    Operator,
    Or,
    TrueP,
    from_scope,
    leaves,
    parse_operator,
)
from analyzer.connect.scope.simplify import RULES, denied, simplify
from analyzer.connect.scope.traits import AttributeKind, traits_of
from analyzer.connect.scope.words import in_words
from analyzer.readers.inputs import read_inputs
from tests.support.predicates import any_clauses, entries, predicates

ORIGIN = Origin("rule.xml", "scope", 1)


def test_the_operators_are_the_twenty_connect_sync_has():
    names = [
        "EQUAL",
        "NOTEQUAL",
        "LESSTHAN",
        "LESSTHAN_OR_EQUAL",
        "GREATERTHAN",
        "GREATERTHAN_OR_EQUAL",
        "CONTAINS",
        "NOTCONTAINS",
        "STARTSWITH",
        "NOTSTARTSWITH",
        "ENDSWITH",
        "NOTENDSWITH",
        "ISNULL",
        "ISNOTNULL",
        "ISIN",
        "ISNOTIN",
        "ISBITSET",
        "ISBITNOTSET",
        "ISMEMBEROF",
        "ISNOTMEMBEROF",
    ]
    assert [operator.value for operator in Operator] == names
    assert [parse_operator(name.lower()) for name in names] == list(Operator)


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("ISNOTBITSET", Operator.IS_BIT_NOT_SET),
        ("NOTSTARTWITH", Operator.NOT_STARTS_WITH),
        ("LessThan or equal", Operator.LESS_THAN_OR_EQUAL),
        ("GREATERTHANOREQUAL", Operator.GREATER_THAN_OR_EQUAL),
        ("SOUNDSLIKE", None),
    ],
)
def test_variants_are_read_and_others_are_not(text: str, operator: Operator | None):
    assert parse_operator(text) is operator


@pytest.mark.parametrize(
    ("operator", "wanted", "values", "expected"),
    [
        ("EQUAL", "nosync", ("NoSync",), True),
        ("EQUAL", "TRUE", (True,), True),
        ("EQUAL", "false", (False,), True),
        ("NOTEQUAL", "True", (), True),
        ("EQUAL", "x", (), False),
        ("EQUAL", "07", (7,), True),
        ("NOTSTARTSWITH", "User_", (), True),
        ("NOTSTARTSWITH", "User_", ("user_1",), False),
        ("CONTAINS", "@contoso.com", ("SMTP:a@x.y", "smtp:b@CONTOSO.com"), True),
        ("ENDSWITH", "ou=pilot,dc=x", ("CN=u,OU=Pilot,DC=x",), True),
        ("ISBITSET", "2", (514,), True),
        ("ISBITNOTSET", "2", (514,), False),
        ("ISBITNOTSET", "2", (), True),
        ("ISBITSET", "2", ("514",), True),
        ("ISBITSET", "-2147483648", (-2147483646,), True),
        ("ISBITSET", "2147483648", (-2147483646,), True),
        ("ISBITSET", "6", (2,), None),
        ("ISBITSET", "6", (8,), False),
        ("ISBITSET", "two", (2,), None),
        ("LESSTHAN", "50000", (9,), True),
        ("LESSTHAN", "50000", ("9",), None),
        ("LESSTHAN", "50000", (), False),
        ("GREATERTHAN_OR_EQUAL", "b", ("B",), True),
        ("GREATERTHAN", "a b", ("é",), None),
        ("ISIN", "a; B", ("b",), True),
        ("ISIN", "a,b", ("b",), None),
        ("ISIN", "a,b", ("c",), False),
        ("ISNOTIN", "a;b", (), True),
        ("ISNULL", "", ("",), True),
        ("ISNOTNULL", "", (0,), True),
        ("EQUAL", "x", (b"x",), None),
    ],
)
def test_one_clause_on_one_object(operator: str, wanted: str, values: tuple, expected: bool | None):
    predicate = from_scope([[ScopeCondition("Attr", operator, wanted, ORIGIN)]])
    assert evaluate(predicate, {"attr": values}) is expected


def test_membership_is_direct_and_unknown_without_memberof():
    clause = Clause("member", Operator.IS_MEMBER_OF, "CN=Pilot,DC=x")
    assert evaluate(clause, {}) is None
    assert evaluate(clause, {"memberof": ("cn=pilot, dc=X",)}) is True
    assert evaluate(clause, {"memberof": ()}) is False


def test_dn_and_distinguished_name_are_one_attribute():
    assert evaluate(Clause("dn", Operator.ENDS_WITH, "DC=x"), {"distinguishedname": ("CN=u,DC=x",)}) is True


def test_scoping_filters_keep_their_groups_and_their_evidence():
    def condition(attribute: str, operator: str, value: str = "") -> ScopeCondition:
        return ScopeCondition(attribute, operator, value, ORIGIN)

    predicate = from_scope(
        [[condition("a", "EQUAL", "1"), condition("b", "ISNULL", "junk")], [condition("c", "SOUNDSLIKE", "x")]]
    )
    assert predicate == Or(
        (
            And((Clause("a", Operator.EQUAL, "1"), Clause("b", Operator.IS_NULL))),
            Opaque("c SOUNDSLIKE x", "operator SOUNDSLIKE is unknown"),
        )
    )
    assert [leaf.origin for leaf in leaves(predicate)] == [ORIGIN] * 3
    assert evaluate(predicate, {"a": ("1",)}) is True
    assert evaluate(predicate, {}) is None
    assert from_scope([]) == TrueP()
    assert evaluate(from_scope([[]]), {}) is True


@given(any_clauses, entries)
def test_negative_operators_deny_their_positive_ones(clause: Clause, entry: dict):
    denial = DENIALS.get(clause.operator)
    if denial is None:
        assert clause.operator.is_negation or "THAN" in clause.operator
        return
    assert evaluate(Clause(clause.attribute, denial, clause.value), entry) == evaluate(Not(clause), entry)


@given(any_clauses)
def test_an_absent_attribute_makes_positive_false_and_negative_true(clause: Clause):
    assert evaluate(clause, {}) is clause.operator.is_negation


def refines(result: bool | None, original: bool | None) -> bool:
    return original is None or result is original


@settings(max_examples=200)
@given(predicates(any_clauses), entries)
def test_simplifying_never_changes_a_decided_answer(predicate, entry: dict):
    simple = simplify(predicate)
    assert refines(evaluate(simple, entry), evaluate(predicate, entry))
    assert simplify(simple) == simple
    assert sum(1 for _ in leaves(simple)) <= sum(1 for _ in leaves(predicate))


@pytest.mark.parametrize("name", RULES)
def test_each_rule_alone_is_sound(name: str):
    @settings(max_examples=50)
    @given(predicates(any_clauses), entries)
    def sound(predicate, entry: dict):
        assert refines(evaluate(RULES[name](predicate), entry), evaluate(predicate, entry))

    sound()


@given(predicates(any_clauses), entries)
def test_denied_is_the_opposite(predicate, entry: dict):
    assert evaluate(denied(predicate), entry) == evaluate(Not(predicate), entry)


A, B = Clause("a", Operator.EQUAL, "1"), Clause("b", Operator.EQUAL, "2")
NOT_A = Clause("a", Operator.NOT_EQUAL, "1")
HAS_A, NO_A = Clause("a", Operator.IS_NOT_NULL), Clause("a", Operator.IS_NULL)


@pytest.mark.parametrize(
    ("predicate", "simple"),
    [
        (Not(Not(A)), A),
        (Not(A), NOT_A),
        (And((A, And((B, TrueP())))), And((A, B))),
        (Or((A, FalseP(), Clause("A", Operator.EQUAL, "1"))), A),
        (And((A, NOT_A)), FalseP()),
        (Or((A, Not(A))), TrueP()),
        (And((HAS_A, A)), A),
        (Or((NO_A, NOT_A)), NOT_A),
        (And((NO_A, A)), FalseP()),
        (And((NO_A, NOT_A)), NO_A),
        (Or((HAS_A, A)), HAS_A),
        (And((A, Or((A, B)))), A),
        (Or((A, And((A, B)))), A),
        (And(()), TrueP()),
        (Or(()), FalseP()),
        (
            And((Clause("a", Operator.IS_MEMBER_OF, "g"), NO_A)),
            And((Clause("a", Operator.IS_MEMBER_OF, "g"), NO_A)),
        ),
    ],
)
def test_simplified_forms(predicate, simple):
    assert simplify(predicate) == simple


def test_words_read_as_an_administrator_says_it():
    predicate = And(
        (
            Clause("extensionAttribute15", Operator.NOT_EQUAL, "NoSync"),
            Clause("userAccountControl", Operator.IS_BIT_NOT_SET, "2"),
        )
    )
    assert in_words(predicate, "user") == (
        "user AND NOT extensionAttribute15 = NoSync AND enabled (userAccountControl bit 2 not set)"
    )
    both = Or((A, And((B, Not(Or((A, B))))), Not(NOT_A)))
    assert in_words(both, "group") == "group AND (a = 1 OR (b = 2 AND NOT (a = 1 OR b = 2)) OR NOT (NOT a = 1))"
    assert in_words(Clause("title", Operator.STARTS_WITH, 'a "b"\n')) == 'title starts with "a ""b""\\x0A"'
    assert in_words(TrueP(), "contact") == "every contact"
    assert in_words(Opaque("x SOUNDS y", "")) == '[not evaluable: "x SOUNDS y"]'


@given(predicates(any_clauses))
def test_words_are_always_one_line(predicate):
    assert len(in_words(predicate, "user").splitlines()) == 1


@given(st.text(max_size=6))
def test_folding_keeps_the_length_and_knows_every_spelling(text: str):
    assert len(fold(text)) == len(text)
    for character in text:
        assert character in spellings(character)
        assert {fold(other) for other in spellings(character)} == {fold(character)}


def test_folding_keeps_apart_what_only_looks_alike():
    assert fold("ß") != fold("SS")
    assert fold("ı") != fold("i")
    assert fold("É") == fold("é")
    assert set(spellings("k")) == {"k", "K"}


def test_traits_come_from_the_schema():
    traits = traits_of(
        {
            "useraccountcontrol": SchemaAttribute("userAccountControl", False, "1.3.6.1.4.1.1466.115.121.1.27"),
            "proxyaddresses": SchemaAttribute("proxyAddresses", True, "1.3.6.1.4.1.1466.115.121.1.15"),
        }
    )
    assert traits.kind("userAccountControl") is AttributeKind.NUMBER
    assert traits.is_multivalued("ProxyAddresses")
    assert not traits.knows("mail")


def test_the_real_samples_scoping_filters_are_all_understood():
    folder = next((p / "shared" for p in Path(__file__).resolve().parents if (p / "shared").is_dir()), None)
    if folder is None:
        pytest.skip("the shared sample export is not here")
    rules = read_inputs([folder / "data/exports/contoso-1.1.130"]).sync_rules
    found = {rule.name: from_scope(rule.scope) for rule in rules}
    assert not [leaf for predicate in found.values() for leaf in leaves(predicate) if isinstance(leaf, Opaque)]
    entry = {
        "iscriticalsystemobject": (),
        "admindescription": (),
        "useraccountcontrol": (514,),
        "samaccountname": ("a",),
    }
    words = {name: in_words(simplify(predicate)) for name, predicate in found.items()}
    name = "In from AD - User Join"
    assert words[name] == "NOT isCriticalSystemObject = TRUE AND NOT adminDescription starts with User_"
    assert evaluate(found[name], entry) is True
    assert evaluate(found[name], entry | {"admindescription": ("User_1",)}) is False
