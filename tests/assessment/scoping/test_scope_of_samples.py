"""Every difference is found, none is made up, and each has a finding that explains it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

from analyzer.assessment.answers import Answers, parse_answers
from analyzer.assessment.engine import Inputs, assess
from analyzer.assessment.model import NEW_CONTAINERS, PILOT_GROUP, Assessment, PartitionScope, container_key
from analyzer.assessment.scoping import Cause, DifferenceRow, scope_document_of, scoped_schema
from analyzer.cloudsync.defaults import default_schema
from analyzer.configuration import Configuration, Container, Parameter, parse_dn
from analyzer.connect.scope import DifferenceKind, prove
from analyzer.connect.scope.groups import SWITCH
from analyzer.errors import AnswersError
from analyzer.knowledge import load_knowledge
from analyzer.knowledge.standard_rules import load_standard_rules
from analyzer.readers.inputs import read_inputs
from analyzer.reporting.cloud_sync_files import cloud_sync_files
from analyzer.vocabulary import Outcome
from tests.support.configurations import shared

SAMPLES = Path(__file__).resolve().parents[3] / "sample_exports"
NAMES = ("lindenhof-simple", "kestrel-custom", "harbourline-multiforest", "oldmill-staging")
ALL = (*NAMES, "contoso")
ROOT = "DC=kestrel,DC=example"


@cache
def assessed(name: str, answers: str = "") -> Assessment:
    folder = shared("data", "exports", "contoso-1.1.130") if name == "contoso" else SAMPLES / name / "export"
    return assessed_as(read_inputs([folder]), answers)


def assessed_as(configuration: Configuration, answers: str = "") -> Assessment:
    knowledge = load_knowledge()
    given = parse_answers(answers, "answers.yaml", knowledge.questions) if answers else Answers()
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return assess(Inputs(configuration, knowledge, load_standard_rules(), given, None, now))


def rows(assessment: Assessment) -> list[tuple[PartitionScope, DifferenceRow]]:
    return [(one, row) for one in assessment.scope if one.plan for v in one.plan.classes for row in v.differences]


@pytest.mark.parametrize("name", ALL)
def test_every_widening_or_narrowing_has_a_finding(name: str) -> None:
    assessment = assessed(name)
    found = {finding.id for finding in assessment.findings}
    assert rows(assessment)
    for scope, row in rows(assessment):
        assert scope.explained.get(row.key) in found, (scope.domain, row.object_class, row.text)
        assert row.evidence, row.text
        assert row.example


@pytest.mark.parametrize("name", ALL)
def test_containers_differ_only_where_it_is_said(name: str) -> None:
    for scope in assessed(name).scope:
        assert scope.plan is not None
        assert prove(scope.plan.tree, scope.plan.containers).unexplained == ()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_planted_is_found_and_nothing_else(name: str) -> None:
    planted = yaml.safe_load((SAMPLES / name / "expected.yaml").read_text("utf-8"))["scope_differences"]
    wanted = {(d["domain"], d["class"], d["kind"], d["cause"], d["condition"]) for d in planted}
    found = {
        (scope.domain, row.object_class, str(row.kind), str(row.cause), row.condition)
        for scope, row in rows(assessed(name))
        if row.cause is not Cause.STANDARD
    }
    assert found == wanted


@pytest.mark.parametrize("name", ["lindenhof-simple", "contoso"])
def test_the_shipped_filters_differ_in_the_same_few_ways(name: str) -> None:
    found = {
        (row.object_class, row.kind, example)
        for _, row in rows(assessed(name))
        for example in row.example[:1]
        if row.cause is Cause.STANDARD
    }
    wider, narrower = DifferenceKind.WIDER, DifferenceKind.NARROWER
    assert {
        ("user", wider, ("msExchRecipientTypeDetails", "2")),
        ("user", wider, ("isCriticalSystemObject", "False")),
        ("user", wider, ("mailNickname", "CAS_}")),
        ("user", narrower, ("mailNickname", "CAS_{")),
        ("inetOrgPerson", narrower, ("adminDescription", "User_")),
        ("group", wider, ("msExchRecipientTypeDetails", "1073741824")),
        ("group", narrower, ("msExchRecipientTypeDetails", "4096")),
        ("group", narrower, ("proxyAddresses", "SMTP:anna.berg@example.com")),
        ("contact", narrower, ("proxyAddresses", "SMTP:anna.berg@example.com")),
    } <= found
    for verdict in assessed(name).scope[0].plan.classes:  # type: ignore[union-attr]
        if verdict.object_class != "computer":
            assert verdict.as_documented.startswith("an ordinary "), verdict.object_class


def test_own_filters_become_clauses_that_leave_no_difference() -> None:
    (scope, _) = assessed("kestrel-custom").scope
    assert scope.plan is not None
    for verdict in scope.plan.classes:
        if verdict.filter is not None:
            assert verdict.filter.groups
            assert verdict.filter.outcome is Outcome.MANUAL
            assert [row for row in verdict.filter.remaining if row.kind is DifferenceKind.WIDER] == []


KNOWN = f"""\
containers:
  kestrel.example: |
    OU=Field Offices,{ROOT}
    OU=Zürich,OU=Field Offices,{ROOT}
    OU=Leavers,OU=Zürich,OU=Field Offices,{ROOT}
    OU=Sales,OU=Zürich,OU=Field Offices,{ROOT}
    OU=Service Accounts,{ROOT}
    OU=Legal\\, Risk and Compliance,{ROOT}
    CN=Users,{ROOT}
    OU=\\<script\\>alert(1)\\</script\\> \\"Marketing\\" & 'PR',{ROOT}
    OU=People,{ROOT}
"""


def test_a_list_of_containers_completes_the_proposal() -> None:
    assessment = assessed("kestrel-custom", KNOWN)
    scope = assessment.scope[0]
    assert scope.containers == (f"OU=Sales,OU=Zürich,OU=Field Offices,{ROOT}", f"OU=People,{ROOT}")
    assert scope.outcome is Outcome.MANUAL
    assert scope.plan is not None
    assert {row.id: row.value for row in scope.plan.limits}["containers-per-configuration"] == 2
    document = scope_document_of(scope.plan)
    assert document["containerFilter"] == {"includedContainers": list(scope.containers)}
    schema = scoped_schema(default_schema(), scope.plan, own_filters=True)
    assert schema.rule.container_filter == scope.containers
    enabled = {mapping.source_object: mapping.enabled for mapping in schema.rule.object_mappings}
    assert enabled == {"user": True, "inetOrgPerson": True, "group": True, "contact": False}
    assert {"SCOPE-EXCLUSION", "SCOPE-NEW-OUS"} <= codes(assessment)
    assert "SCOPE-CONTAINER-MISSING" not in codes(assessment)


def test_a_list_that_lacks_a_filtered_container_says_so() -> None:
    lines = [line for line in KNOWN.splitlines(keepends=True) if "CN=Users" not in line]
    found = [f for f in assessed("kestrel-custom", "".join(lines)).findings if f.code == "SCOPE-CONTAINER-MISSING"]
    assert [finding.title for finding in found] == ["kestrel.example: 1 containers of the OU filter don't exist"]


def test_an_unfinished_list_is_written_nowhere() -> None:
    plan = assessed("kestrel-custom").scope[0].plan
    assert plan is not None
    document = scope_document_of(plan)
    assert document["complete"] is False
    assert document["containerFilter"] is None
    assert scoped_schema(default_schema(), plan).rule.container_filter is None


@pytest.mark.parametrize("text", ["containers: {kestrel.example: []}", "containers: {kestrel.example: {a: b}}"])
def test_answers_that_are_no_list_of_names(text: str) -> None:
    with pytest.raises(AnswersError, match=r"expected (at least one name|a list of names)"):
        parse_answers(text, "answers.yaml", load_knowledge().questions)


LINDENHOF = "DC=lindenhof,DC=example"
PILOT = f"CN=Pilot,OU=Groups,{LINDENHOF}"


def lindenhof(
    included: tuple[str, ...], excluded: tuple[str, ...] = (), *, group: str | None = None, answers: str = ""
) -> Assessment:
    """Assess the simple sample with another OU filter, and with the pilot filter on where a group is given."""
    found = read_inputs([SAMPLES / "lindenhof-simple" / "export"])
    (connector,) = found.active_directory_connectors
    place = connector.partitions[0].origin
    partition = replace(
        connector.partitions[0],
        inclusions=tuple(Container(parse_dn(name), place) for name in included),
        exclusions=tuple(Container(parse_dn(name), place) for name in excluded),
    )
    changed = replace(connector, partitions=(partition,))
    parameters = found.settings.parameters
    if group is not None:
        assert connector.active_directory is not None
        changed = replace(changed, active_directory=replace(connector.active_directory, group_filter_dn=group))
        parameters = (
            *(one for one in parameters if one.name != SWITCH),
            Parameter(SWITCH, "True", "SynchronizationGlobal", False, place),
        )
    return assessed_as(
        replace(
            found,
            settings=replace(found.settings, parameters=parameters),
            connectors=tuple(changed if one.id == connector.id else one for one in found.connectors),
        ),
        answers,
    )


def codes(assessment: Assessment) -> set[str]:
    return {finding.code for finding in assessment.findings}


@pytest.mark.parametrize(
    ("included", "excluded", "answers"),
    [
        ((), (LINDENHOF,), ""),
        ((LINDENHOF,), (f"OU=Leavers,{LINDENHOF}",), f"OU=Leavers,{LINDENHOF}\n    CN=Users,{LINDENHOF}"),
        ((f"OU=Staff,{LINDENHOF}",), (LINDENHOF, f"OU=IT,OU=Staff,{LINDENHOF}"), f"OU=IT,OU=Staff,{LINDENHOF}"),
    ],
)
def test_no_file_holds_an_empty_list_unless_the_whole_domain_is_meant(
    included: tuple[str, ...], excluded: tuple[str, ...], answers: str
) -> None:
    given = f"containers:\n  lindenhof.example: |\n    {answers}\n" if answers else ""
    assessment = lindenhof(included, excluded, answers=given)
    plan = assessment.scope[0].plan
    assert plan is not None
    document = scope_document_of(plan)
    assert document["containerFilter"] != {"includedContainers": []}
    assert scoped_schema(default_schema(), plan).rule.container_filter != ()
    assert document["complete"] is bool(assessment.scope[0].containers)
    assert assessment.scope[0].outcome is Outcome.MANUAL


def test_a_domain_nothing_of_which_is_included_needs_no_configuration() -> None:
    assessment = lindenhof((), (LINDENHOF,))
    assert "SCOPE-NOTHING-INCLUDED" in codes(assessment)
    (text,) = [text for name, text in cloud_sync_files(assessment) if name.startswith("changes-")]
    assert "create no configuration for it" in text


OTHER = "CN=Pilot,OU=Groups,DC=other,DC=example"


@pytest.mark.parametrize(
    ("included", "group", "outcome", "code"),
    [
        ((f"OU=Staff,{LINDENHOF}",), PILOT, Outcome.MANUAL, "SCOPE-GROUP-FILTER"),
        ((LINDENHOF,), OTHER, Outcome.UNKNOWN, "SCOPE-GROUP-FILTER"),
        ((f"OU=Staff,{LINDENHOF}",), "", Outcome.UNKNOWN, "SCOPE-GROUP-UNNAMED"),
        ((LINDENHOF,), "", Outcome.UNKNOWN, "SCOPE-GROUP-UNNAMED"),
    ],
)
def test_containers_alone_are_no_finished_scope_beside_a_pilot_group(
    included: tuple[str, ...], group: str, outcome: Outcome, code: str
) -> None:
    assessment = lindenhof(included, (LINDENHOF,) if LINDENHOF not in included else (), group=group)
    scope = assessment.scope[0]
    assert scope.outcome is outcome
    assert code in codes(assessment)
    assert scope.plan is not None
    document = scope_document_of(scope.plan)
    assert not document["complete"]
    assert document["open"] == list(scope.plan.group.reasons)
    assert document["containerFilter"] in (None, {"includedContainers": [f"OU=Staff,{LINDENHOF}"]})
    (text,) = [text for name, text in cloud_sync_files(assessment) if name.startswith("changes-")]
    assert "also whom Connect Sync leaves out today" in text


def test_a_pilot_group_in_an_unfiltered_domain_is_the_scope() -> None:
    assessment = lindenhof((LINDENHOF,), group=PILOT)
    scope = assessment.scope[0]
    assert scope.outcome is Outcome.ADAPTED
    assert "no scoping filter is needed" not in scope.because
    assert "SCOPE-WHOLE-DOMAIN" not in codes(assessment)
    assert scope.plan is not None
    assert scope_document_of(scope.plan)["groupFilter"] == {"includedGroups": [PILOT]}


@pytest.mark.parametrize("name", ALL)
def test_differences_of_containers_and_groups_have_findings(name: str) -> None:
    assessment = assessed(name)
    found = {finding.id for finding in assessment.findings}
    for scope in assessment.scope:
        if scope.plan is None or not scope.selected:
            continue
        keys = {container_key(one.kind) for one in scope.plan.containers.differences}
        keys |= {PILOT_GROUP} if scope.plan.group.differences else set()
        keys |= {NEW_CONTAINERS} if scope.plan.containers.new_containers else set()
        for key in keys:
            assert scope.explained.get(key) in found, (scope.domain, key)


def test_the_example_of_a_class_that_is_not_selected_is_an_ordinary_object() -> None:
    found = read_inputs([SAMPLES / "lindenhof-simple" / "export"])
    (connector,) = found.active_directory_connectors
    partition = replace(connector.partitions[0], object_classes=("group", "contact"))
    changed = replace(connector, partitions=(partition,))
    connectors = tuple(changed if one.id == connector.id else one for one in found.connectors)
    assessment = assessed_as(replace(found, connectors=connectors))
    examples = {row.object_class: row.example for _, row in rows(assessment) if row.cause is Cause.CLASS}
    assert examples == {"user": (("objectClass", "user"),), "inetOrgPerson": (("objectClass", "inetOrgPerson"),)}
    for scope, row in rows(assessment):
        assert row.key in scope.explained
