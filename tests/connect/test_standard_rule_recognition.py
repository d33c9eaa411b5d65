"""What a sync rule is: every planted change is found exactly, and no drift is called a change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.configuration import (
    ConnectorKind,
    Direction,
    JoinCondition,
    LinkType,
    MergeType,
    Origin,
    ScopeCondition,
)
from analyzer.connect.rule_differences import DifferenceKind
from analyzer.connect.rule_text import normalise_expression
from analyzer.connect.standard_rules import recognise
from analyzer.vocabulary import RuleOrigin
from tests.support.configurations import (
    AD_ID,
    configuration,
    connector,
    flow,
    known,
    known_rules,
    read_rules,
    rule_of,
    shared,
    with_flow,
)

ANCHOR = "Microsoft.SynchronizationOption.AnchorAttribute"
UPN = "Microsoft.SynchronizationOption.UPNAttribute"
CUSTOM = "Microsoft.SynchronizationOption.CustomAttribute"
JOIN = "Microsoft.SynchronizationOption.JoinCriteria"
PARAMETERS = {ANCHOR: "mS-DS-ConsistencyGuid", UPN: "userPrincipalName", CUSTOM: "", JOIN: "AlwaysProvision"}


def recognised(rule, **kwargs):
    return recognise(configuration(rule, **kwargs), known_rules()).rules[0]


def test_contoso_is_standard_throughout():
    rules = read_rules(shared("data", "exports", "contoso-1.1.130", "SynchronizationRules"))
    result = recognise(configuration(*rules, version="1.1.130.0"), known_rules())
    assert len(result.rules) == 62
    assert [r.rule.name for r in result.rules if r.origin is not RuleOrigin.STANDARD] == []
    assert [d.sentence for r in result.rules for d in r.differences] == []
    assert result.missing == ()
    assert result.disabled_standard == ()
    assert result.customised == ()


@pytest.mark.parametrize("baseline, count", [("1.1.130", 62), ("consistencyguid-era", 29)])
def test_known_build_is_standard_throughout(baseline, count):
    rules = [rule_of(r) for r in known_rules().rules if r.baseline == baseline]
    result = recognise(configuration(*rules), known_rules())
    assert [r.origin for r in result.rules] == [RuleOrigin.STANDARD] * count
    assert [d for r in result.rules for d in r.differences] == []
    assert result.missing == ()


USER_COMMON = known("In from AD - User Common")
USER_JOIN_OUT = known("Out to AAD - User Join")
ACCOUNT_ENABLED = known("In from AD - User AccountEnabled")


def added_clause(rule):
    clause = ScopeCondition("department", "EQUAL", "Sales", Origin("test", "added"))
    return replace(rule, scope=((*rule.scope[0], clause), *rule.scope[1:]))


MODIFICATIONS = {
    "scope clause added": (
        added_clause(rule_of(USER_COMMON)),
        (DifferenceKind.SCOPE, "", "", "department EQUAL Sales"),
    ),
    "scope clause removed": (
        replace(rule_of(USER_COMMON), scope=()),
        (DifferenceKind.SCOPE, "", "adminDescription NOTSTARTSWITH User_", ""),
    ),
    "expression changed": (
        with_flow(rule_of(USER_COMMON), "displayName", expression="[cn]"),
        (
            DifferenceKind.FLOW_CHANGED,
            "displayName",
            "IIF(IsNullOrEmpty([displayName]),[cn],[displayName])",
            "[cn]",
        ),
    ),
    "constant changed": (
        with_flow(rule_of(ACCOUNT_ENABLED), "accountEnabled", constant="False"),
        (DifferenceKind.FLOW_CHANGED, "accountEnabled", 'constant "True"', 'constant "False"'),
    ),
    "source of a direct flow changed": (
        with_flow(rule_of(USER_COMMON), "accountName", sources=("employeeNumber",)),
        (DifferenceKind.FLOW_CHANGED, "accountName", "[sAMAccountName]", "[employeeNumber]"),
    ),
    "foreign flow to a target no build of the rule writes": (
        replace(
            rule_of(ACCOUNT_ENABLED),
            flows=(*rule_of(ACCOUNT_ENABLED).flows, flow("department", source="extensionAttribute5")),
        ),
        (DifferenceKind.FLOW_ADDED, "department", "", "[extensionAttribute5]"),
    ),
    "constant added": (
        replace(rule_of(USER_COMMON), flows=(*rule_of(USER_COMMON).flows, flow("usageLocation", constant="CH"))),
        (DifferenceKind.FLOW_ADDED, "usageLocation", "", 'constant "CH"'),
    ),
    "expression added": (
        replace(
            rule_of(USER_COMMON),
            flows=(*rule_of(USER_COMMON).flows, flow("userType", expression='IIF([company]="X","Guest","Member")')),
        ),
        (DifferenceKind.FLOW_ADDED, "userType", "", 'IIF([company]="X","Guest","Member")'),
    ),
    "direct flow made a constant": (
        replace(
            rule_of(USER_COMMON),
            flows=tuple(flow("c", constant="CH") if f.target == "c" else f for f in rule_of(USER_COMMON).flows),
        ),
        (DifferenceKind.FLOW_CHANGED, "c", "Trim([c])", 'constant "CH"'),
    ),
    "merge type changed": (
        with_flow(rule_of(USER_COMMON), "displayName", merge_type=MergeType.MERGE),
        (DifferenceKind.MERGE_TYPE, "displayName", "Update", "Merge"),
    ),
    "execute once": (
        with_flow(rule_of(USER_COMMON), "displayName", execute_once=True),
        (DifferenceKind.EXECUTE_ONCE, "displayName", "off", "on"),
    ),
    "link type changed": (
        replace(rule_of(USER_JOIN_OUT), link_type=LinkType.JOIN),
        (DifferenceKind.LINK_TYPE, "", "Provision", "Join"),
    ),
    "password hash synchronization off": (
        replace(rule_of(ACCOUNT_ENABLED), password_sync=False),
        (DifferenceKind.PASSWORD_SYNC, "", "on", "off"),
    ),
    "object type changed": (
        replace(rule_of(USER_COMMON), source_type="contact"),
        (DifferenceKind.TYPES, "", "user to person", "contact to person"),
    ),
    "renamed": (
        replace(rule_of(USER_COMMON), name="Our users"),
        (DifferenceKind.NAME, "", "In from AD - User Common", "Our users"),
    ),
    "join condition of the administrator's own": (
        replace(
            rule_of(known("In from AD - User Join")),
            joins=((JoinCondition("employeeID", "employeeID", False, Origin("test", "join")),),),
        ),
        None,
    ),
    "all flows gone": (
        replace(rule_of(USER_COMMON), flows=()),
        (DifferenceKind.FLOW_REMOVED, "every target", "68 flows", ""),
    ),
}


@pytest.mark.parametrize("name", MODIFICATIONS)
def test_modification_is_found_exactly(name):
    rule, expected = MODIFICATIONS[name]
    result = recognised(rule, parameters=PARAMETERS)
    assert result.origin is RuleOrigin.MODIFIED
    found = [(d.what, d.subject, d.expected, d.actual) for d in result.differences]
    if expected is not None:
        assert found == [expected]
    else:
        assert {what for what, *_ in found} == {DifferenceKind.JOIN}
        assert "employeeID = employeeID" in {actual for *_, actual in found}
    for difference in result.differences:
        assert difference.sentence.endswith(".")
        assert (difference.actual or difference.expected) in difference.sentence


def test_difference_points_to_the_changed_flow():
    rule = with_flow(rule_of(USER_COMMON), "displayName", expression="[cn]")
    assert recognised(rule).differences[0].origin == Origin("test", "flow displayName")


DRIFT = {
    "flows the schema doesn't have": replace(rule_of(USER_COMMON), flows=rule_of(USER_COMMON).flows[5:40]),
    "same-name direct flow": replace(
        rule_of(USER_COMMON),
        flows=(*rule_of(USER_COMMON).flows, flow("houseIdentifier", source="houseIdentifier")),
    ),
    "same-name flow in the shipped idiom": replace(
        rule_of(USER_COMMON),
        flows=(*rule_of(USER_COMMON).flows, flow("houseIdentifier", expression="Trim([houseIdentifier])")),
    ),
    "flow another build has in a neighbour rule": replace(
        rule_of(USER_COMMON),
        flows=(*rule_of(USER_COMMON).flows, flow("usageLocation", source="msExchUsageLocation")),
    ),
    "precedence": rule_of(USER_COMMON, precedence=412),
    "precedence pushed below 100 by a neighbour": rule_of(USER_COMMON, precedence=98),
    "whitespace in an expression": with_flow(
        rule_of(USER_COMMON),
        "displayName",
        expression="\r\n IIF( IsNullOrEmpty([displayName]),\n [cn], [displayName] )",
    ),
    "boolean in another case": replace(
        rule_of(known("In from AD - Group Join")),
        scope=(
            (
                ScopeCondition("isCriticalSystemObject", "NOTEQUAL", "TRUE", Origin("", "")),
                ScopeCondition("adminDescription", "NOTSTARTSWITH", "Group_", Origin("", "")),
            ),
        ),
    ),
    "users matched by mail": replace(
        rule_of(known("In from AD - User Join")),
        joins=((JoinCondition("mail", "mail", False, Origin("", "")),),),
    ),
    "users matched by account name and alias": replace(
        rule_of(known("In from AD - User Join")),
        joins=(
            (
                JoinCondition("sAMAccountName", "accountName", False, Origin("", "")),
                JoinCondition("mailNickname", "mailNickname", False, Origin("", "")),
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", DRIFT)
def test_drift_is_never_called_a_modification(name):
    result = recognised(DRIFT[name])
    assert result.origin is RuleOrigin.STANDARD
    assert result.differences == ()


def test_drift_is_told():
    result = recognised(DRIFT["same-name direct flow"])
    assert any("houseIdentifier" in sentence for sentence in result.drift)


def test_anchor_template_with_another_attribute_is_standard():
    rule = rule_of(known("In from AD - User Common", "consistencyguid-era"))
    filled = replace(
        rule,
        flows=tuple(
            replace(f, expression=f.expression.replace("mS-DS-ConsistencyGuid", "employeeID"))
            if f.target.startswith("sourceAnchor")
            else f
            for f in rule.flows
        ),
    )
    assert recognised(filled, parameters={ANCHOR: "employeeID"}).origin is RuleOrigin.STANDARD
    without = recognised(filled, parameters={ANCHOR: "mS-DS-ConsistencyGuid"})
    assert without.origin is RuleOrigin.MODIFIED
    assert {d.subject for d in without.differences} == {"sourceAnchor", "sourceAnchorBinary"}


def test_alternate_id_is_standard_only_where_the_wizard_chose_it():
    rule = rule_of(ACCOUNT_ENABLED)
    expression = next(f.expression for f in rule.flows if f.target == "userPrincipalName")
    filled = with_flow(rule, "userPrincipalName", expression=expression.replace("[userPrincipalName]", "[mail]"))
    assert recognised(filled, parameters={UPN: "mail"}).origin is RuleOrigin.STANDARD
    assert recognised(filled, parameters={UPN: "userPrincipalName"}).origin is RuleOrigin.MODIFIED


def test_missing_parameters_leave_a_doubt():
    """Without MV.xml nobody can tell which attribute the wizard filled in."""
    rule = rule_of(ACCOUNT_ENABLED)
    text = next(f.expression for f in rule.flows if f.target == "userPrincipalName")
    filled = with_flow(rule, "userPrincipalName", expression=text.replace("[userPrincipalName]", "[mail]"))
    result = recognised(filled)
    assert result.origin is RuleOrigin.UNVERIFIED
    assert UPN in result.note
    joins = MODIFICATIONS["join condition of the administrator's own"][0]
    assert recognised(joins).origin is RuleOrigin.UNVERIFIED
    other = with_flow(filled, "accountEnabled", constant="False")
    assert recognised(other).origin is RuleOrigin.MODIFIED


def test_empty_joins_of_people_leave_a_doubt():
    result = recognised(replace(rule_of(known("In from AD - User Join")), joins=()), parameters=PARAMETERS)
    assert result.origin is RuleOrigin.UNVERIFIED
    result = recognised(replace(rule_of(known("In from AD - Group Join")), joins=()), parameters=PARAMETERS)
    assert result.origin is RuleOrigin.MODIFIED


def test_expression_over_attributes_the_schema_lacks_leaves_a_doubt():
    rule = with_flow(rule_of(USER_COMMON), "sourceObjectType", expression='"User"')
    without_exchange = replace(connector(), attributes=("cn", "displayName", "objectGUID"))
    result = recognised(rule, connectors=(without_exchange,), parameters=PARAMETERS)
    assert result.origin is RuleOrigin.UNVERIFIED
    assert "msexchrecipienttypedetails" in result.note
    with_exchange = replace(connector(), attributes=("cn", "msExchRecipientTypeDetails"))
    result = recognised(rule, connectors=(with_exchange,), parameters=PARAMETERS)
    assert result.origin is RuleOrigin.MODIFIED


def test_custom_join_attribute_of_the_wizard_is_standard():
    rule = MODIFICATIONS["join condition of the administrator's own"][0]
    parameters = {"Microsoft.SynchronizationOption.CustomAttribute": "employeeID"}
    assert recognised(rule, parameters=parameters).origin is RuleOrigin.STANDARD


def test_newer_revision_is_unverified_and_lists_what_differs():
    rule = rule_of(USER_COMMON, immutable_tag="Microsoft.InfromADUserCommon.011")
    assert recognised(rule).origin is RuleOrigin.UNVERIFIED
    assert recognised(rule).differences == ()
    result = recognised(with_flow(rule, "displayName", expression="[cn]"))
    assert result.origin is RuleOrigin.UNVERIFIED
    assert [d.subject for d in result.differences] == ["displayName"]
    assert "Microsoft.InfromADUserCommon.008" in result.note


def test_revision_between_known_ones_is_never_called_modified():
    rule = rule_of(USER_COMMON, immutable_tag="Microsoft.InfromADUserCommon.006")
    assert recognised(rule).origin is RuleOrigin.STANDARD
    assert recognised(added_clause(rule)).origin is RuleOrigin.UNVERIFIED


def test_unknown_stem_is_unverified():
    rule = rule_of(USER_COMMON, name="In from AD - Printer", immutable_tag="Microsoft.InfromADPrinter.001")
    result = recognised(rule)
    assert result.origin is RuleOrigin.UNVERIFIED
    assert "InfromADPrinter" in result.note


def test_copied_tag_on_a_custom_rule_is_seen_through():
    result = recognised(rule_of(USER_COMMON, name="Our own users", precedence=50))
    assert result.origin is RuleOrigin.CUSTOM
    assert "tag" in result.note


def clone_and_original(name, **changes):
    original = rule_of(USER_COMMON, disabled=True)
    clone = replace(rule_of(USER_COMMON), id="clone", name=name, immutable_tag="", precedence=60, **changes)
    return original, clone


def test_clone_of_a_disabled_standard_rule():
    original, clone = clone_and_original("In from AD - User Common - Cloned - 3/4/2025 10:12:01 AM")
    result = recognise(configuration(original, with_flow(clone, "displayName", expression="[cn]")), known_rules())
    assert [r.origin for r in result.rules] == [RuleOrigin.STANDARD, RuleOrigin.CLONE]
    assert result.rules[1].clone_of == "In from AD - User Common"
    assert [(d.what, d.subject) for d in result.rules[1].differences] == [(DifferenceKind.FLOW_CHANGED, "displayName")]
    assert [r.rule for r in result.disabled_standard] == [original]


def test_clone_tells_removed_flows():
    original, clone = clone_and_original("In from AD - User Common - Cloned - x")
    shorter = replace(clone, flows=clone.flows[1:])
    result = recognise(configuration(original, shorter), known_rules()).rules[1]
    assert [(d.what, d.subject) for d in result.differences] == [(DifferenceKind.FLOW_REMOVED, clone.flows[0].target)]


def test_renamed_clone_is_known_by_its_flows():
    original, clone = clone_and_original("Kestrel users")
    assert recognise(configuration(original, clone), known_rules()).rules[1].origin is RuleOrigin.CLONE


@pytest.mark.parametrize(
    "changes",
    [
        {"connector_id": "another"},
        {"direction": Direction.OUTBOUND},
        {"flows": ()},
        {"target_type": "group"},
    ],
)
def test_rule_unlike_the_disabled_one_is_custom(changes):
    original, clone = clone_and_original("Kestrel users", **changes)
    assert recognise(configuration(original, clone), known_rules()).rules[1].origin is RuleOrigin.CUSTOM


def test_clone_needs_its_original_to_be_disabled():
    original, clone = clone_and_original("In from AD - User Common - Cloned - x")
    enabled = replace(original, disabled=False)
    assert recognise(configuration(enabled, clone), known_rules()).rules[1].origin is RuleOrigin.CUSTOM


def all_rules(baseline="1.1.130"):
    return [rule_of(r) for r in known_rules().rules if r.baseline == baseline]


def test_deleted_core_rule_is_missing():
    rules = [r for r in all_rules() if r.name != "In from AD - Group Join"]
    result = recognise(configuration(*rules), known_rules())
    assert [m.name for m in result.missing] == ["In from AD - Group Join"]
    assert "deleted" in result.missing[0].reason


def test_absent_optional_rules_are_not_claimed_missing():
    rules = [r for r in all_rules() if "Lync" not in r.name and "Exchange" not in r.name]
    result = recognise(configuration(*rules), known_rules())
    assert result.missing == ()
    assert "In from AD - User Lync" in {m.name for m in result.not_present}


def test_class_that_is_not_synchronised_is_not_missed():
    rules = [r for r in all_rules() if r.connector_class != "contact"]
    without = tuple(c for c in ("user", "group", "inetOrgPerson", "foreignSecurityPrincipal"))
    connectors = (connector(classes=without),)
    result = recognise(
        configuration(*(r for r in rules if r.connector_id == AD_ID), connectors=connectors), known_rules()
    )
    assert result.missing == ()


def test_rules_of_one_direction_only_say_nothing_of_the_other():
    rules = [r for r in all_rules() if r.direction is Direction.INBOUND]
    assert recognise(configuration(*rules), known_rules()).missing == ()


def test_other_connectors_miss_nothing():
    other = connector("other", "SQL", ConnectorKind.OTHER)
    rule = rule_of(USER_COMMON, connector_id="other", name="In from SQL", immutable_tag="", precedence=40)
    result = recognise(configuration(rule, connectors=(other,)), known_rules())
    assert result.missing == ()
    assert result.rules[0].origin is RuleOrigin.CUSTOM


def test_baseline_makes_every_difference_count():
    fresh = configuration(*all_rules())
    same = [replace(r, connector_id="ad2" if r.connector_id == AD_ID else r.connector_id) for r in all_rules()]
    moved = configuration(*same, connectors=(connector("ad2", "other.example"), *fresh.connectors[1:]))
    result = recognise(moved, known_rules(), fresh)
    assert {r.origin for r in result.rules} == {RuleOrigin.STANDARD}
    assert result.notes == ()

    index = next(i for i, r in enumerate(same) if r.name == "In from AD - User Common")
    same[index] = replace(same[index], flows=same[index].flows[1:])
    changed = configuration(*same, connectors=moved.connectors)
    assert recognise(changed, known_rules()).rules[index].origin is RuleOrigin.STANDARD
    found = recognise(changed, known_rules(), fresh).rules[index]
    assert found.origin is RuleOrigin.MODIFIED
    assert [(d.what, d.expected) for d in found.differences] == [
        (DifferenceKind.FLOW_REMOVED, all_rules()[index].flows[0].expression)
    ]


def test_baseline_verifies_a_revision_we_do_not_know():
    rule = rule_of(USER_COMMON, immutable_tag="Microsoft.InfromADUserCommon.031")
    fresh = configuration(rule)
    assert recognise(configuration(rule), known_rules(), fresh).rules[0].origin is RuleOrigin.STANDARD
    assert recognise(configuration(added_clause(rule)), known_rules(), fresh).rules[0].origin is RuleOrigin.MODIFIED


def test_baseline_of_another_build_is_said():
    notes = recognise(configuration(version="2.5.79.0"), known_rules(), configuration()).notes
    assert "2.5.79.0" in notes[0]
    assert "2.6.84.0" in notes[0]


@given(st.lists(st.sampled_from([" ", "\n", "\r\n", "\t"]), min_size=3, max_size=3))
def test_whitespace_between_tokens_never_matters(spaces):
    a, b, c = spaces
    assert normalise_expression(f'IIF({a}[x]{b}="a b",{c}True,NULL)') == 'IIF([x]="a b",True,NULL)'


@given(st.data())
def test_dropping_flows_is_never_a_modification(data):
    rule = rule_of(USER_COMMON)
    keep = data.draw(st.lists(st.sampled_from(rule.flows), min_size=1, unique_by=lambda f: f.target))
    result = recognised(replace(rule, flows=tuple(keep)))
    assert result.origin is RuleOrigin.STANDARD


@given(st.text(min_size=1).filter(lambda t: t.strip() and not t.casefold().startswith("user_")))
def test_any_added_scope_clause_is_found(value):
    clause = ScopeCondition("extensionAttribute9", "EQUAL", value, Origin("test", "added"))
    rule = rule_of(USER_COMMON)
    result = recognised(replace(rule, scope=((*rule.scope[0], clause),)))
    assert result.origin is RuleOrigin.MODIFIED
    assert [d.what for d in result.differences] == [DifferenceKind.SCOPE]


@given(st.sampled_from([r for r in known_rules().rules if r.flows]), st.data())
def test_any_rewritten_flow_is_found_and_nothing_else(standard, data):
    rule = rule_of(standard)
    target = data.draw(st.sampled_from([f.target for f in rule.flows]))
    rewritten = replace(flow(target, expression='Left([cn],3) & "!"'), origin=Origin("test", f"flow {target}"))
    flows = tuple(
        replace(rewritten, merge_type=f.merge_type, execute_once=f.execute_once) if f.target == target else f
        for f in rule.flows
    )
    result = recognised(replace(rule, flows=flows), parameters=PARAMETERS)
    assert result.origin is RuleOrigin.MODIFIED
    assert [(d.what, d.subject) for d in result.differences] == [(DifferenceKind.FLOW_CHANGED, target)]


@given(st.permutations(range(62)))
def test_order_of_rules_does_not_matter(order):
    rules = all_rules()
    shuffled = [rules[i] for i in order]
    result = recognise(configuration(*shuffled), known_rules())
    assert [r.rule for r in result.rules] == shuffled
    assert {r.origin for r in result.rules} == {RuleOrigin.STANDARD}
    assert result.missing == ()
