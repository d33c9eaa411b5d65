"""Effective flows against Cloud Sync's mapping: numbers of real exports, and what every verdict promises."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.assessment.flows.assess import AttributeFlows, assess_flows
from analyzer.assessment.flows.compare import listed_attributes, mapping_node
from analyzer.assessment.flows.identity import AnchorKind
from analyzer.assessment.flows.inputs import Universe
from analyzer.assessment.flows.model import Action, Comparison, FlowComparison, JudgedBy
from analyzer.cloudsync.defaults import default_schema
from analyzer.cloudsync.model import FlowType
from analyzer.cloudsync.portal import Apply, changes
from analyzer.cloudsync.schema_reader import read_schema
from analyzer.cloudsync.schema_writer import schema_document
from analyzer.configuration import Configuration
from analyzer.connect.standard_rules import recognise
from analyzer.expressions.evaluate import ABSENT, Environment, Value, compile_expression, effect_of
from analyzer.expressions.nodes import Dialect, attributes_of
from analyzer.expressions.prove import Verdict
from analyzer.readers.inputs import read_inputs
from analyzer.vocabulary import Outcome
from tests.connect.flows.test_simulation import ORDINARY, PARAMETERS, value_strategy
from tests.support.configurations import known_rules, shared

SAMPLES = Path(__file__).resolve().parents[3] / "sample_exports"
NAMES = ("contoso", "lindenhof-simple", "kestrel-custom", "oldmill-staging", "harbourline-multiforest")


@cache
def configuration(name: str) -> Configuration:
    return read_inputs([shared("data", "exports", "contoso-1.1.130") if name == "contoso" else SAMPLES / name])


@cache
def assessed(name: str) -> AttributeFlows:
    found = configuration(name)
    return assess_flows(found, recognise(found, known_rules()), known_rules())


def one(name: str, ad_class: str, target: str) -> FlowComparison:
    found = [
        c for c in assessed(name).judged.comparisons if (c.ad_class, c.target.lower()) == (ad_class, target.lower())
    ]
    assert len(found) == 1
    return found[0]


def test_contoso_in_numbers() -> None:
    """Every target has one verdict; counts by hand from rules, default mapping and schema of the forest."""
    counts = Counter((c.ad_class, c.comparison) for c in assessed("contoso").judged.comparisons)
    assert {ad_class: sum(n for (cls, _), n in counts.items() if cls == ad_class) for ad_class, _ in counts} == {
        "user": 137,
        "inetOrgPerson": 137,
        "group": 63,
        "contact": 90,
        "computer": 10,
    }
    assert counts["user", Comparison.LOST] == counts["group", Comparison.LOST] == 0
    assert not [c for c in assessed("contoso").judged.comparisons if c.outcome is Outcome.UNKNOWN]


@pytest.mark.parametrize(
    ("ad_class", "target", "comparison", "verdict"),
    [
        ("user", "City", Comparison.SAME, Verdict.IDENTICAL),
        ("user", "DisplayName", Comparison.SAME, Verdict.NORMALIZED),
        ("user", "UserPrincipalName", Comparison.SAME, Verdict.NORMALIZED),
        ("user", "AccountEnabled", Comparison.SAME, Verdict.EVALUATED),
        ("user", "CountryCode", Comparison.SAME, Verdict.NORMALIZED),
        ("user", "LastPasswordChangeTimestamp", Comparison.SAME, Verdict.NORMALIZED),
        ("user", "WwwHomepage", Comparison.CHANGED, Verdict.COUNTER_EXAMPLE),
        # Not selected on the connector, but in the forest's schema: values may be there.
        ("user", "SourceAnchor", Comparison.CHANGED, Verdict.COUNTER_EXAMPLE),
        ("group", "SourceAnchor", Comparison.CHANGED, Verdict.COUNTER_EXAMPLE),
        ("user", "EmployeeId", Comparison.GAINED, Verdict.COUNTER_EXAMPLE),
        ("user", "EmployeeType", Comparison.GAINED, Verdict.COUNTER_EXAMPLE),
        ("user", "AltRecipient", Comparison.GAINED, Verdict.COUNTER_EXAMPLE),
        # Not in the forest's schema at all.
        ("user", "UsageLocation", Comparison.SAME, Verdict.EVALUATED),
        ("user", "PreferredDataLocation", Comparison.SAME, Verdict.NORMALIZED),
        ("user", "TargetAddress", Comparison.CHANGED, Verdict.COUNTER_EXAMPLE),
        ("contact", "telephoneAssistant", Comparison.LOST, Verdict.COUNTER_EXAMPLE),
        ("group", "OnPremisesSamAccountName", Comparison.GAINED, Verdict.COUNTER_EXAMPLE),
        ("computer", "deviceOSVersion", Comparison.LOST, Verdict.COUNTER_EXAMPLE),
        ("computer", "DeviceTrustType", Comparison.SAME, Verdict.IDENTICAL),
    ],
)
def test_known_targets_of_contoso(ad_class: str, target: str, comparison: Comparison, verdict: Verdict) -> None:
    found = one("contoso", ad_class, target)
    assert (found.comparison, found.proof.verdict) == (comparison, verdict)


def test_what_rests_on_the_forest_s_schema_says_so() -> None:
    (note,) = one("contoso", "user", "UsageLocation").notes
    assert note == "The schema of this forest has no attribute msExchUsageLocation."


def test_a_schema_of_nothing_but_the_selected_attributes_rules_nothing_out() -> None:
    """The sample's schema is trimmed to what rules use; its forest may hold Exchange attributes all the same."""
    found = one("kestrel-custom", "user", "TargetAddress")
    assert found.comparison is Comparison.GAINED
    assert found.difference


@pytest.mark.parametrize("name", NAMES)
def test_every_difference_shows_an_input_and_both_results(name: str) -> None:
    for found in assessed(name).judged.comparisons:
        if found.comparison is Comparison.SAME:
            assert found.proof.verdict is not Verdict.COUNTER_EXAMPLE
            assert found.proof.verdict is not Verdict.NONE or found.notes or found.judged_by is JudgedBy.PASSWORD
        elif found.flow is None or found.flow.node is not None:
            assert "Connect Sync" in found.difference, found.target
            assert "Cloud Sync" in found.difference
        if found.outcome in {Outcome.MANUAL, Outcome.GAP}:
            assert found.losses


@pytest.mark.parametrize("name", ["contoso", "kestrel-custom", "lindenhof-simple"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_same_and_exact_proposals_are_never_contradicted(name: str, data: st.DataObject) -> None:
    """Random objects that are synchronised: what is called the same, or proposed as exact, has the same effect."""
    claims = [c for c in assessed(name).judged.comparisons if _claims_equality(c)]
    found = claims[data.draw(st.integers(0, len(claims) - 1))]
    assert found.flow is not None
    assert found.flow.node is not None
    mapping = found.proposed if found.action in {Action.ADD, Action.REPLACE} else found.default
    cloud = mapping_node(mapping) if mapping is not None else None
    if cloud is None:
        return
    connector = configuration(name).connector(found.connector_id)
    assert connector is not None
    names = {n for n in (*attributes_of(found.flow.node), *attributes_of(cloud)) if ":" not in n}
    values: dict[str, Value] = {}
    for attribute in sorted(names):
        exists = not listed_attributes(connector) or attribute.lower() in {*listed_attributes(connector), "dn"}
        if attribute in ORDINARY and data.draw(st.booleans()):
            values[attribute] = ORDINARY[attribute]
        elif exists and data.draw(st.booleans()):
            values[attribute] = data.draw(value_strategy(attribute))
    # AD ignores the case of attribute names; both sides may spell one in their own way.
    folded = {attribute.lower(): value for attribute, value in values.items()}
    values = {attribute: folded[attribute.lower()] for attribute in names if attribute.lower() in folded}
    reach = next(
        c.reach
        for c in assessed(name).judged.classes
        if (c.reach.connector_id, c.reach.ad_class, c.reach.entra_class)
        == (found.connector_id, found.ad_class, found.entra_class)
    )
    if not Universe(reach).inputs(frozenset(names)).occurs({n: values.get(n, ABSENT) for n in names}):
        return
    parameters = {**PARAMETERS, "DomainFQDN": "contoso.com", "DomainNetBios": "CONTOSO"}
    connect = compile_expression(found.flow.node, Dialect.CONNECT).run(Environment(values, parameters))
    theirs = compile_expression(cloud, Dialect.CLOUD_SYNC).run(Environment(values, parameters))
    assert effect_of(connect).same_as(effect_of(theirs)), (found.target, values)


def _claims_equality(found: FlowComparison) -> bool:
    equal = found.comparison is Comparison.SAME or found.action in {Action.ADD, Action.REPLACE}
    return equal and found.flow is not None and found.flow.node is not None and found.ad_class != "computer"


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_reads_back_as_planned(name: str) -> None:
    for planned in assessed(name).schemas:
        again = read_schema(json.loads(json.dumps(schema_document(planned.schema))))
        assert not again.unread
        assert not again.disagreements
        assert changes(again.schema, planned.schema) == ()


@pytest.mark.parametrize("name", ["contoso", "kestrel-custom", "lindenhof-simple"])
def test_compared_with_its_own_schema_nothing_is_left_to_do(name: str) -> None:
    """The produced mapping makes up every difference that was called adapted."""
    found = configuration(name)
    (planned,) = assessed(name).schemas
    again = assess_flows(found, recognise(found, known_rules()), known_rules(), planned.schema)
    before = {(c.ad_class, c.target.lower()): c for c in assessed(name).judged.comparisons}
    for comparison in again.judged.comparisons:
        if before[comparison.ad_class, comparison.target.lower()].outcome is Outcome.ADAPTED:
            assert comparison.comparison is Comparison.SAME, comparison.target
    assert again.schemas[0].changed == ()


def with_mapping_of(ad_class: str, **changes: bool) -> AttributeFlows:
    """Assess Contoso against a configuration of which one object mapping was changed, or left out."""
    found, default = configuration("contoso"), default_schema()
    mappings = tuple(
        replace(m, **changes) if m.source_object == ad_class else m
        for m in default.rule.object_mappings
        if changes or m.source_object != ad_class
    )
    return assess_flows(found, recognise(found, known_rules()), known_rules(), default.with_object_mappings(mappings))


def test_a_class_that_connect_synchronises_is_switched_on() -> None:
    found = with_mapping_of("group", enabled=False)
    assert [c.reach.ad_class for c in found.judged.classes if c.lost] == ["group"]
    assert found.schemas[0].enabled == ("group",)
    mapping = found.schemas[0].schema.object_mapping("group")
    assert mapping is not None
    assert mapping.enabled


def test_without_an_object_mapping_nothing_can_be_mapped() -> None:
    found = with_mapping_of("group")
    assert [c.reach.ad_class for c in found.judged.classes if c.lost] == ["group"]
    outcomes = {c.outcome for c in found.judged.comparisons if c.ad_class == "group"}
    assert outcomes == {Outcome.GAP, Outcome.SUPPORTED}
    written = [c for c in found.judged.comparisons if c.ad_class == "group" and c.outcome is Outcome.SUPPORTED]
    assert all(
        c.flow is not None and c.flow.node is not None and c.flow.text in {"NULL", "IgnoreThisFlow"} for c in written
    )


def test_a_default_value_of_the_mapping_is_a_difference() -> None:
    """Cloud Sync writes it when an object is created without a value; Connect Sync then writes nothing."""
    found, default = configuration("contoso"), default_schema()
    mappings = tuple(
        replace(
            m,
            mappings=tuple(
                replace(one, default_value="X") if one.target in {"Title", "EmployeeId", "DnsDomainName"} else one
                for one in m.mappings
            ),
        )
        for m in default.rule.object_mappings
    )
    result = assess_flows(found, recognise(found, known_rules()), known_rules(), default.with_object_mappings(mappings))
    of_user = {c.target: c for c in result.judged.comparisons if c.ad_class == "user"}
    assert (of_user["Title"].comparison, of_user["Title"].action) == (Comparison.CHANGED, Action.REPLACE)
    assert '"X"' in of_user["Title"].difference
    assert of_user["Title"].proposed is not None
    assert of_user["Title"].proposed.default_value is None
    assert of_user["EmployeeId"].comparison is Comparison.GAINED
    # There always is a domain name, so the default value never comes into play.
    assert of_user["DnsDomainName"].comparison is Comparison.SAME


def test_a_class_that_isn_t_selected_is_gained() -> None:
    found = configuration("contoso")
    (directory,) = found.active_directory_connectors
    partitions = tuple(
        replace(p, object_classes=tuple(n for n in p.object_classes if n != "contact")) for p in directory.partitions
    )
    connectors = tuple(replace(c, partitions=partitions) if c is directory else c for c in found.connectors)
    found = replace(found, connectors=connectors)
    result = assess_flows(found, recognise(found, known_rules()), known_rules())
    assert [c.reach.ad_class for c in result.judged.classes if c.gained] == ["contact"]
    assert result.schemas[0].disabled == ("contact",)


def with_once(target: str, *rules: str) -> AttributeFlows:
    """Assess Kestrel with the flow to ``target`` of some rules set to execute once."""
    found = configuration("kestrel-custom")
    changed = tuple(
        replace(r, flows=tuple(replace(f, execute_once=True) if f.target == target else f for f in r.flows))
        if r.name in rules
        else r
        for r in found.sync_rules
    )
    found = replace(found, sync_rules=changed)
    return assess_flows(found, recognise(found, known_rules()), known_rules())


def test_a_value_the_metaverse_gets_once_is_mapped_once() -> None:
    assessed_once = with_once("userType", "In from AD - User type")
    (made,) = [c for c in assessed_once.judged.comparisons if (c.ad_class, c.target) == ("user", "UserType")]
    assert (made.outcome, made.proposed and made.proposed.flow_type) == (Outcome.ADAPTED, FlowType.OBJECT_ADD_ONLY)
    (row,) = [c.row for c in assessed_once.schemas[0].changed if c.target == "UserType"]
    assert row is not None
    assert row.apply is Apply.ONCE


def test_rules_of_both_timings_are_left_to_people() -> None:
    """The custom rule rewrites some names at creation, the standard rules write the others always."""
    found = with_once("userPrincipalName", "In from AD - User UPN suffix")
    (name,) = [c for c in found.judged.comparisons if (c.ad_class, c.target) == ("user", "UserPrincipalName")]
    assert (name.comparison, name.outcome, name.action) == (Comparison.CHANGED, Outcome.MANUAL, Action.KEEP)
    assert "creation only" in name.losses[0].what


def test_anchors_of_contoso_and_lindenhof() -> None:
    kinds = {
        (name, a.ad_class): a.kind for name in ("contoso", "lindenhof-simple") for a in assessed(name).identity.anchors
    }
    condition = AnchorKind.IF_CONSISTENCY_GUID_EMPTY
    assert kinds["contoso", "user"] is kinds["contoso", "group"] is kinds["lindenhof-simple", "group"] is condition
    assert kinds["lindenhof-simple", "user"] is AnchorKind.SAME


def test_switched_off_classes_are_switched_off_in_the_schema() -> None:
    (planned,) = assessed("kestrel-custom").schemas
    assert planned.disabled == ("contact",)
    mapping = planned.schema.object_mapping("contact")
    assert mapping is not None
    assert not mapping.enabled
