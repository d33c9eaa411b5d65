"""What no source tells is unknown: absence from half an export is no evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from analyzer.assessment.answers import Answers
from analyzer.assessment.engine import Inputs, assess
from analyzer.assessment.facts import Facts
from analyzer.assessment.model import Assessment
from analyzer.knowledge import load_knowledge
from analyzer.knowledge.standard_rules import load_standard_rules
from analyzer.readers.inputs import read_inputs
from analyzer.vocabulary import InUse
from sample_exports.build import FORMS, HERE

PARTIAL = ("wizard", "rules-editor", "dsc", "cmdlets")
# What a whole export may deny and none of the partial ones can.
NEVER_DENIED = (
    *("missing_standard_rules", "modified_rules", "windows_hello_keys", "inetorgperson_phs", "flow_count"),
    *("scope_wider_classes", "scope_wider_filters", "scope_narrower_filters", "default_filter_differences"),
)
BY_FORM = {
    "wizard": ("device_sync", "password_hash_sync", "staging_mode", "seamless_sso", "group_writeback_v2"),
    "rules-editor": ("single_forest", "domains", "ou_filter", "ldap_connector", "third_party_connectors", "server"),
    "dsc": ("single_forest", "forest_count", "join_across_forests", "password_writeback", "custom_rule_count"),
    "cmdlets": ("custom_rule_count", "domains_without_run_step", "disabled_standard_rules"),
}


@cache
def assessed(*names: str) -> Assessment:
    configuration = read_inputs([HERE / name for name in names])
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return assess(Inputs(configuration, load_knowledge(), load_standard_rules(), Answers(), None, now))


def facts(name: str) -> Facts:
    return assessed(f"{FORMS}/{name}").facts


@pytest.mark.parametrize("name", PARTIAL)
def test_what_is_not_told_is_unknown(name: str) -> None:
    found = facts(name)
    assert {fact: found[fact].value for fact in (*NEVER_DENIED, *BY_FORM[name])} == dict.fromkeys(
        (*NEVER_DENIED, *BY_FORM[name])
    )


@pytest.mark.parametrize("name", PARTIAL)
def test_partial_inputs_never_claim_more_than_the_whole(name: str) -> None:
    """Every truth a partial source establishes is that of the whole export, or unknown."""
    # What the tenant says of itself, and what is about the input, isn't in the export.
    own = {"group_writeback_v2", "export_incomplete", "wizard_policy_only", "untold_parts", "coverage_missing"}
    whole = assessed("kestrel-custom/export").facts
    for fact in facts(name).values():
        if isinstance(fact.value, bool) and fact.name not in own:
            assert fact.value == whole[fact.name].value, fact.name


@pytest.mark.parametrize("name", PARTIAL)
def test_what_was_found_stays_found(name: str) -> None:
    found = facts(name)
    assert found["attribute_filter"].value is True
    assert found["custom_rules"].value
    assert found["export_incomplete"].value is True
    assert found["untold_parts"].value


@pytest.mark.parametrize("name", PARTIAL)
def test_features_are_not_denied_by_half_an_export(name: str) -> None:
    whole = {feature.id: feature.in_use for feature in assessed("kestrel-custom/export").features}
    for feature in assessed(f"{FORMS}/{name}").features:
        if feature.in_use is InUse.NO:
            assert whole[feature.id] is InUse.NO, feature.id


def test_the_tenants_features_count() -> None:
    assert facts("cmdlets")["group_writeback_v2"].value is True
    assert assessed("kestrel-custom/export").facts["group_writeback_v2"].value is None
    both = assessed("kestrel-custom/export", f"{FORMS}/cmdlets")
    assert both.facts["group_writeback_v2"].value is True
    assert both.facts["export_incomplete"].value is False


def test_the_wizards_memory_hints_at_ad_fs() -> None:
    found = assessed("kestrel-custom/export", f"{FORMS}/migrate").facts
    assert found["adfs_managed_by_wizard"].value is True
    assert found["federation"].value is None  # a hint, no proof: somebody must answer


def test_without_domains_the_headline_says_so() -> None:
    assert assessed(f"{FORMS}/rules-editor").verdict.headline.startswith("Can't be told yet")
    assert not assessed("kestrel-custom/export").verdict.headline.startswith("Can't be told yet")


def test_a_wizard_policy_is_warned_of() -> None:
    codes = {finding.code for finding in assessed(f"{FORMS}/wizard").findings}
    assert "EXPORT-WIZARD-POLICY" in codes
    codes = {f.code for f in assessed("kestrel-custom/export", f"{FORMS}/wizard").findings}
    assert "EXPORT-WIZARD-POLICY" not in codes


@pytest.mark.parametrize("name", PARTIAL)
def test_attribute_flows_of_half_an_export_are_not_judged(name: str) -> None:
    """No comparison, no generated schema, and no rule that is said to do nothing."""
    partial = assessed(f"{FORMS}/{name}")
    assert partial.flows is not None
    assert not partial.flows.judged.comparisons
    assert not partial.flows.schemas
    assert partial.flows.purposes
    assert not any(purpose.computed for purpose in partial.flows.purposes)
    assert not any(str(purpose.outcome) in ("supported", "adapted") for purpose in partial.flows.purposes)


@pytest.mark.parametrize("name", PARTIAL)
def test_no_class_is_said_to_be_left_out_where_nobody_told(name: str) -> None:
    """A class without a tick or a rule in half an export may have both on the server."""
    found = assessed(f"{FORMS}/{name}")
    assert not [one for one in found.findings if one.code.startswith("SCOPE-WIDER")]
    assert [scope.plan.classes for scope in found.scope if scope.plan is not None] == [()] * len(found.scope)
