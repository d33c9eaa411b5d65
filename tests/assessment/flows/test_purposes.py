"""The planted customisations of the samples: each is found with what it is for, and nothing else is claimed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.assessment.flows.assess import assess_flows
from analyzer.configuration import JoinCondition
from analyzer.connect.standard_rules import recognise
from analyzer.vocabulary import Outcome
from tests.assessment.flows.test_compare import assessed, configuration
from tests.support.configurations import known_rules

PLANTED: dict[str, dict[str, tuple[tuple[str, ...], Outcome, set[str]]]] = {
    "contoso": {},
    "lindenhof-simple": {},
    "kestrel-custom": {
        "In from AD - User NoSync": (("block-sync",), Outcome.MANUAL, set()),
        "In from AD - User usageLocation default": (("usage-location",), Outcome.ADAPTED, {"usageLocation"}),
        "In from AD - User UPN suffix": (("upn-suffix",), Outcome.ADAPTED, {"userPrincipalName"}),
        "In from AD - User HideFromGAL": (("hide-from-gal",), Outcome.ADAPTED, {"msExchHideFromAddressLists"}),
        "In from AD - User type": (("user-type",), Outcome.ADAPTED, {"userType"}),
        "Out to AAD - User type": (("user-type",), Outcome.ADAPTED, {"userType"}),
        "Out to AAD - User cost center": (
            ("directory-extension",),
            Outcome.ADAPTED,
            {"extension_7c0de0f1a2b34c5d8e9f00112233aabb_costCenter"},
        ),
        "In from AD - User Common - Cloned - 3/4/2025 10:12:01 AM": (("value",), Outcome.ADAPTED, {"displayName"}),
        "In from AD - User in People": (("positive-scope",), Outcome.MANUAL, set()),
        "In from AD - User catch-all": (("block-sync",), Outcome.MANUAL, set()),
        "In from AD - Group Join": (("scope-of-standard",), Outcome.MANUAL, set()),
    },
    "oldmill-staging": {
        "Cloud Sync pilot - In from AD - User": (("pilot-mark",), Outcome.SUPPORTED, set()),
        "Cloud Sync pilot - Out to AAD - User": (("pilot-hold",), Outcome.SUPPORTED, set()),
        "In from AD - User AccountEnabled - Filter Users from PHS": (
            ("selective-phs-scope", "selective-phs", "scope-of-standard"),
            Outcome.GAP,
            set(),
        ),
        "In from AD - User AccountEnabled - Users included for PHS": (
            ("selective-phs-scope", "scope-of-standard"),
            Outcome.GAP,
            set(),
        ),
    },
    "harbourline-multiforest": {
        "In from Tidewater - User address merge": (("merge", "value"), Outcome.GAP, {"proxyAddresses"}),
        "In from LDAP - Contractor": (("other-directory", "merge", "value"), Outcome.GAP, set()),
    },
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_customisations_and_nothing_else(name: str) -> None:
    found = {
        p.rule.name: (p.idioms, p.outcome, {v.target for v in p.values if v.with_rule != v.without})
        for p in assessed(name).purposes
    }
    assert found == PLANTED[name]


@pytest.mark.parametrize("name", ["kestrel-custom", "oldmill-staging", "harbourline-multiforest"])
def test_every_purpose_is_a_sentence_with_a_reason(name: str) -> None:
    for purpose in assessed(name).purposes:
        assert purpose.sentence.endswith(".")
        assert "{" not in purpose.sentence.replace("extension_", "")
        assert purpose.because
        assert purpose.outcome in {Outcome.SUPPORTED, Outcome.ADAPTED} or purpose.steps


def test_join_rules_are_a_gap_only_where_several_directories_meet() -> None:
    """One forest has nothing to merge with; there a join rule is something to look at, no reason to stay."""
    before = configuration("kestrel-custom")
    joined = JoinCondition("employeeID", "employeeID", False, before.sync_rules[0].origin)
    rules = tuple(
        replace(rule, joins=((joined,),)) if rule.name == "In from AD - User type" else rule
        for rule in before.sync_rules
    )
    changed = replace(before, sync_rules=rules)
    flows = assess_flows(changed, recognise(changed, known_rules()), known_rules())
    (purpose,) = (one for one in flows.purposes if one.rule.name == "In from AD - User type")
    assert (purpose.idioms, purpose.outcome) == (("own-join", "user-type"), Outcome.MANUAL)
    assert purpose.because == "The rule does something that only a change in AD can do; look at what it concerns."


def test_scope_rules_say_whom_they_change() -> None:
    scopes = {p.rule.name: {s.ad_class for s in p.scopes} for p in assessed("kestrel-custom").purposes}
    assert scopes["In from AD - User NoSync"] == {"user"}
    assert scopes["In from AD - Group Join"] == {"group"}
    assert scopes["In from AD - User type"] == set()


def test_effects_that_are_not_computed_repeat_no_long_expressions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of rules share the same large flows; each flow is shown where it belongs."""
    monkeypatch.setattr("analyzer.assessment.flows.purposes.MOST_RECOMPOSED", 0)
    monkeypatch.setattr("analyzer.assessment.flows.purposes.MOST_SHOWN", 60)
    found = configuration("kestrel-custom")
    effects = [
        v for p in assess_flows(found, recognise(found, known_rules()), known_rules()).purposes for v in p.values
    ]
    assert {v.without for v in effects} == {None}
    assert "(a long expression: see the attribute flow)" in {v.with_rule for v in effects}
    assert max(len(v.with_rule) for v in effects) <= 60
