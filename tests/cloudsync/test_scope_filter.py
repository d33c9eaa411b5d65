"""Who Cloud Sync takes: clauses, groups, containers, and the contradiction about absent values."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.cloudsync.defaults import default_schema
from analyzer.cloudsync.model import JobSchema, Scope, ScopeClause, ScopeGroup, ScopeOperator, SynchronizationRule
from analyzer.cloudsync.scope_filter import (
    AbsentValues,
    AdObject,
    decide,
    evaluate_clause,
    evaluate_groups,
    folded,
    is_covered,
)

ANNA: AdObject = {
    "distinguishedName": "CN=Anna,OU=Sales,DC=contoso,DC=com",
    "sAMAccountName": "anna",
    "userAccountControl": 512,
}
EQ, NE = ScopeOperator.EQUALS, ScopeOperator.NOT_EQUALS


def user_with(**values: object) -> AdObject:
    return {**ANNA, **values}  # type: ignore[dict-item]


def test_an_ordinary_user_is_taken_although_the_documented_reading_would_leave_everybody_out() -> None:
    decision = decide(default_schema(), "user", ANNA)
    assert decision.in_scope is True
    assert decision.as_documented is False
    assert decision.readings_differ
    assert decision.failed == ()


def test_a_user_with_all_attributes_is_taken_in_both_readings() -> None:
    full = user_with(
        isCriticalSystemObject="FALSE", adminDescription="x", mailNickname="anna", msExchRecipientTypeDetails="1"
    )
    decision = decide(default_schema(), "user", full)
    assert (decision.in_scope, decision.as_documented) == (True, True)


@pytest.mark.parametrize(
    ("changes", "attribute"),
    [
        ({"isCriticalSystemObject": "TRUE"}, "isCriticalSystemObject"),
        ({"isCriticalSystemObject": True}, "isCriticalSystemObject"),
        ({"adminDescription": "User_1234"}, "adminDescription"),
        ({"sAMAccountName": None}, "sAMAccountName"),
        ({"sAMAccountName": "SUPPORT_388945a0"}, "sAMAccountName"),
        ({"sAMAccountName": "AAD_1f"}, "sAMAccountName"),
        ({"sAMAccountName": "MSOL_1f"}, "sAMAccountName"),
        ({"mailNickname": "SystemMailbox{1f}"}, "mailNickname"),
        ({"msExchRecipientTypeDetails": 0x20000000}, "msExchRecipientTypeDetails"),
        ({"distinguishedName": "CN=Anna\\0ACNF:0b4f,OU=Sales,DC=contoso,DC=com"}, "distinguishedName"),
    ],
)
def test_shipped_exclusions_of_users(changes: dict[str, object], attribute: str) -> None:
    decision = decide(default_schema(), "user", user_with(**changes))
    assert not decision.in_scope
    assert attribute in {clause.attribute for _, clause in decision.failed}
    assert {group for group, _ in decision.failed} == {"DefaultUserExclusions"}


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({"groupType": -2147483646}, True),
        ({"groupType": "2"}, False),
        ({"groupType": 8, "mail": "all@contoso.com"}, True),
        ({"groupType": 8, "mail": "all@localhost"}, False),
        ({"groupType": 8, "proxyAddresses": ("smtp:b@contoso.com", "SMTP:a@contoso.com")}, True),
        ({"groupType": 8, "proxyAddresses": ("smtp:b@contoso.com",)}, False),
        ({"groupType": -2147483646, "adminDescription": "Group_1f"}, False),
    ],
)
def test_groups_are_alternatives(group: dict[str, object], expected: bool) -> None:
    entry = {"sAMAccountName": "all", "distinguishedName": "CN=all,DC=contoso,DC=com", **group}
    assert decide(default_schema(), "group", entry).in_scope is expected  # type: ignore[arg-type]


def test_contacts_need_an_address_and_may_be_hidden_only_under_another_name() -> None:
    contact: AdObject = {"distinguishedName": "CN=c,DC=contoso,DC=com", "mail": "c@fabrikam.com"}
    assert decide(default_schema(), "contact", contact).in_scope is True
    hidden = {**contact, "displayName": "MSOL x", "msExchHideFromAddressLists": "TRUE"}
    assert decide(default_schema(), "contact", hidden).in_scope is False
    assert decide(default_schema(), "contact", {"displayName": "c"}).in_scope is False


def test_classes_without_an_enabled_mapping_are_out() -> None:
    assert decide(default_schema(), "computer", ANNA).in_scope is False
    off = tuple(replace(mapping, enabled=False) for mapping in default_schema().rule.object_mappings)
    assert decide(default_schema().with_object_mappings(off), "user", ANNA).in_scope is False


@pytest.mark.parametrize(
    ("operator", "wanted", "values", "expected"),
    [
        (EQ, "Sales", ("Sales",), True),
        (EQ, "Sales", ("sales",), False),
        (NE, "Sales", ("sales",), True),
        (NE, "Sales", ("x", "Sales"), False),
        (ScopeOperator.INCLUDES, "ale", ("Sales",), True),
        (ScopeOperator.INCLUDES, "ALE", ("Sales",), False),
        (ScopeOperator.ENDS_WITH, "@contoso.com", ("a@contoso.com",), True),
        (ScopeOperator.GREATER_THAN, "9", ("10",), True),
        (ScopeOperator.GREATER_THAN, "10", ("10",), False),
        (ScopeOperator.GREATER_THAN_OR_EQUALS, "10", ("10",), True),
        (ScopeOperator.GREATER_THAN, "10", ("ten",), None),
        (ScopeOperator.BITS, "2", ("514",), True),
        (ScopeOperator.NO_BITS, "2", ("512",), True),
        (ScopeOperator.NO_BITS, "566259712", ("4",), True),
        (ScopeOperator.NO_BITS, "2", ("x",), None),
        (ScopeOperator.REGEX_MATCH, "(?=x)", ("x",), None),
        (ScopeOperator.NOT_REGEX_MATCH, "(?=x)", ("x",), None),
        (ScopeOperator.IS_TRUE, "", ("TRUE",), True),
        (ScopeOperator.IS_FALSE, "", ("False",), True),
        (ScopeOperator.IS_FALSE, "", ("0",), False),
        (ScopeOperator.IS_NULL, "", (), True),
        (ScopeOperator.IS_NULL, "", ("x",), False),
        (ScopeOperator.IS_NOT_NULL, "", ("x",), True),
    ],
)
def test_operators(operator: ScopeOperator, wanted: str, values: tuple[str, ...], expected: bool | None) -> None:
    clause = ScopeClause("a", operator, (wanted,) if operator.takes_value else ())
    for reading in AbsentValues:
        assert evaluate_clause(clause, values, reading) is expected


@pytest.mark.parametrize("operator", ScopeOperator)
def test_absent_values_in_both_readings(operator: ScopeOperator) -> None:
    clause = ScopeClause("a", operator, ("1",) if operator.takes_value else ())
    documented = evaluate_clause(clause, (), AbsentValues.DOCUMENTED)
    assert documented is (operator is ScopeOperator.IS_NULL)
    holds = {ScopeOperator.IS_FALSE, ScopeOperator.NOT_REGEX_MATCH, ScopeOperator.NO_BITS, ScopeOperator.IS_NULL}
    shipped = evaluate_clause(clause, (), AbsentValues.SHIPPED)
    assert shipped is (None if operator is NE else operator in holds)


def test_a_clause_the_shipped_filters_say_nothing_about_stays_open() -> None:
    """The usual "do not sync" marker as NOT EQUALS: nobody can tell what becomes of users without a value."""
    schema = default_schema()
    user = schema.object_mapping("user")
    assert user is not None
    assert user.scope is not None
    marker = ScopeClause("extensionAttribute15", NE, ("NoSync",))
    groups = tuple(replace(group, clauses=(*group.clauses, marker)) for group in user.scope.input_groups)
    changed = schema.with_object_mappings((replace(user, scope=Scope(input_groups=groups)),))
    open_one = decide(changed, "user", ANNA)
    assert open_one.in_scope is None
    assert [clause for _, clause in open_one.failed] == [marker]
    assert decide(changed, "user", user_with(extensionAttribute15="NoSync")).in_scope is False
    assert decide(changed, "user", user_with(extensionAttribute15="other")).in_scope is True


def test_empty_values_are_no_values() -> None:
    assert folded({"A": "", "B": ("", None), "C": (), "D": ("x", ""), "E": 0, "F": False}) == {  # type: ignore[dict-item]
        "d": ("x",),
        "e": ("0",),
        "f": ("False",),
    }


def rule_with(**filters: tuple[str, ...]) -> SynchronizationRule:
    return replace(default_schema().rule, **filters)  # type: ignore[arg-type]


def test_containers_are_taken_with_everything_below() -> None:
    rule = rule_with(container_filter=("ou=sales,dc=contoso,dc=com",))
    assert is_covered(rule, "CN=a,OU=North,OU=Sales,DC=contoso,DC=com") is True
    assert is_covered(rule, "OU=Sales,DC=contoso,DC=com") is True
    assert is_covered(rule, "CN=a,OU=Presales,DC=contoso,DC=com") is False
    assert is_covered(rule, "CN=a\\,OU=Sales,DC=contoso,DC=com") is False
    assert is_covered(rule_with(container_filter=()), "CN=a,DC=x") is True
    schema = default_schema().scoped_to(containers=("OU=Other,DC=contoso,DC=com",))
    decision = decide(schema, "user", ANNA)
    assert (decision.in_scope, decision.as_documented, decision.outside) == (False, False, True)


def test_groups_take_direct_members_only() -> None:
    schema = default_schema().scoped_to(groups=("CN=Pilot,OU=Groups,DC=contoso,DC=com",))
    direct = decide(schema, "user", ANNA, member_of=["cn=pilot,ou=groups,dc=contoso,dc=com"])
    nested = decide(schema, "user", ANNA, member_of=["CN=Team in Pilot,OU=Groups,DC=contoso,DC=com"])
    assert (direct.in_scope, nested.in_scope) == (True, False)
    assert is_covered(schema.rule, "CN=Pilot,OU=Groups,DC=contoso,DC=com") is None


def test_both_filters_cannot_be_set() -> None:
    with pytest.raises(ValueError, match="never by both"):
        rule_with(container_filter=("OU=a",), group_filter=("CN=b",))


values = st.sampled_from(["", "a", "A", "ab", "1", "7", "TRUE", "FALSE"])
entries = st.dictionaries(st.sampled_from("xyz"), st.lists(values, max_size=2).map(tuple), max_size=3)
clauses = st.builds(
    lambda attribute, operator, value: ScopeClause(attribute, operator, (value,) if operator.takes_value else ()),
    st.sampled_from("xyz"),
    st.sampled_from(ScopeOperator),
    st.sampled_from(["a", "1", "^a", "6"]),
)
groups = st.lists(st.builds(ScopeGroup, st.just("g"), st.lists(clauses, max_size=3).map(tuple)), max_size=3).map(tuple)


@settings(deadline=None)
@given(groups, entries)
def test_the_documented_reading_is_a_plain_boolean_formula(
    chosen: tuple[ScopeGroup, ...], entry: dict[str, tuple[str, ...]]
) -> None:
    found = evaluate_groups(chosen, folded(entry), AbsentValues.DOCUMENTED)
    table = [[_plain(clause, folded(entry).get(clause.attribute, ())) for clause in group.clauses] for group in chosen]
    if any(result is None for row in table for result in row):
        return
    assert found is (not chosen or any(all(row) for row in table))


def _plain(clause: ScopeClause, held: tuple[str, ...]) -> bool | None:
    """The operators once more, written down independently and naively."""
    if clause.operator in {ScopeOperator.IS_NULL, ScopeOperator.IS_NOT_NULL}:
        return (clause.operator is ScopeOperator.IS_NULL) == (not held)
    if not held:
        return False
    wanted = clause.values[0] if clause.values else ""
    numeric = clause.operator in {
        ScopeOperator.BITS,
        ScopeOperator.NO_BITS,
        ScopeOperator.GREATER_THAN,
        ScopeOperator.GREATER_THAN_OR_EQUALS,
    }
    if numeric and not (wanted.isdigit() and all(one.isdigit() for one in held)):
        return None
    tests = {
        ScopeOperator.EQUALS: lambda one: one == wanted,
        ScopeOperator.INCLUDES: lambda one: wanted in one,
        ScopeOperator.ENDS_WITH: lambda one: one.endswith(wanted),
        ScopeOperator.REGEX_MATCH: lambda one: bool(re.search(wanted, one)),
        ScopeOperator.IS_TRUE: lambda one: one == "TRUE",
        ScopeOperator.IS_FALSE: lambda one: one == "FALSE",
        ScopeOperator.BITS: lambda one: int(one) & int(wanted) > 0,
        ScopeOperator.GREATER_THAN: lambda one: int(one) > int(wanted),
        ScopeOperator.GREATER_THAN_OR_EQUALS: lambda one: int(one) >= int(wanted),
    }
    opposite = {"NOT EQUALS": "EQUALS", "NOT REGEX MATCH": "REGEX MATCH", "!&": "&"}.get(clause.operator)
    if opposite:
        return not any(tests[ScopeOperator(opposite)](one) for one in held)
    return any(tests[clause.operator](one) for one in held)


parts = st.lists(st.sampled_from(["OU=A", "OU=B", "OU=A\\,B", "CN=C"]), max_size=4)


@settings(deadline=None)
@given(parts, parts)
def test_containment_goes_by_whole_parts(leaf: list[str], container: list[str]) -> None:
    end = ["DC=contoso", "DC=com"]
    dn, other = [*leaf, *end], [*container, *end]
    expected = dn[len(dn) - len(other) :] == other if len(dn) >= len(other) else False
    rule = rule_with(container_filter=(",".join(other).lower(),))
    assert is_covered(rule, ",".join(dn)) is expected


def test_jobs_without_a_scope_take_everything() -> None:
    schema: JobSchema = default_schema()
    bare = tuple(replace(mapping, scope=None) for mapping in schema.rule.object_mappings)
    decision = decide(schema.with_object_mappings(bare), "user", {"isCriticalSystemObject": "TRUE"})
    assert (decision.in_scope, decision.as_documented) == (True, True)
