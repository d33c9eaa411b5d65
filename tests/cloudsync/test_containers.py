"""The OU filter as Cloud Sync containers: rewriting, differences, proof, limits."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.cloudsync.containers import ContainerFilter, ContainerLimits, translate_containers
from analyzer.configuration import parse_dn
from analyzer.connect.scope.containers import ContainerProblem, NewContainers, ProblemKind
from analyzer.connect.scope.differences import DifferenceKind, Reach
from analyzer.connect.scope.naming import NEW_CONTAINER, OBJECT, below
from analyzer.connect.scope.proof import compare, prove, sample_names
from analyzer.connect.scope.tree import build_partition_scope
from analyzer.vocabulary import Outcome
from tests.support.ou_trees import ROOT, Forest, forests, partition

LIMITS = ContainerLimits(
    migration_tool_containers=30, configuration_containers=50, configuration_characters=4 * 1024 * 1024
)


def ou(*names: str) -> str:
    """``ou("b", "a")`` is OU b in OU a."""
    return ",".join([*(f"OU={name}" for name in names), ROOT])


def known(*names: str):
    return [parse_dn(name) for name in (ROOT, *names)]


def listed(proposal) -> list[str]:
    return [dn.text for dn in proposal.filter.containers]


def test_the_whole_domain_needs_no_filter():
    proposal = translate_containers(build_partition_scope(partition([ROOT])), LIMITS)
    assert proposal.outcome is Outcome.SUPPORTED
    assert proposal.fragment == {"includedContainers": []}
    assert proposal.filter.includes(parse_dn(f"CN=u,{ou('later')}"))
    assert not proposal.filter.includes(parse_dn("CN=u,DC=other"))


def test_a_plain_list_maps_one_to_one_and_drops_what_is_below_a_listed_one():
    scope = build_partition_scope(partition([ou("a"), ou("x", "a"), ou("b")], [ROOT]))
    proposal = translate_containers(scope, LIMITS)
    assert proposal.outcome is Outcome.SUPPORTED
    assert proposal.fragment == {"includedContainers": [ou("a"), ou("b")]}
    assert [dn.text for dn in proposal.redundant] == [ou("x", "a")]
    assert prove(scope, proposal).disagreements == ()


def test_an_exclusion_without_the_tree_is_a_question_and_never_a_finished_list():
    scope = build_partition_scope(partition([ou("a"), ou("b")], [ROOT, ou("x", "a")]))
    proposal = translate_containers(scope, LIMITS)
    assert proposal.outcome is Outcome.UNKNOWN
    assert proposal.fragment is None
    assert listed(proposal) == [ou("b")]
    assert [dn.text for dn in proposal.unresolved] == [ou("a")]
    (question,) = proposal.questions
    assert question.commands[0] == (
        f"Get-ADOrganizationalUnit -Filter * -SearchBase '{ou('a')}' -SearchScope OneLevel"
        " -Server 'contoso.com' | Select-Object -ExpandProperty DistinguishedName"
    )
    (wider,) = proposal.alternatives
    assert listed(wider) == [ou("a"), ou("b")]
    assert [(d.kind, d.container.text) for d in wider.differences] == [(DifferenceKind.WIDER, ou("x", "a"))]
    assert prove(scope, proposal).unexplained == prove(scope, wider).unexplained == ()


def test_an_exclusion_with_the_tree_becomes_its_siblings_and_names_who_is_lost():
    scope = build_partition_scope(
        partition([ou("a")], [ROOT, ou("x", "a")]), known(ou("a"), ou("x", "a"), ou("y", "a"), ou("z", "a"))
    )
    proposal = translate_containers(scope, LIMITS)
    assert listed(proposal) == [ou("y", "a"), ou("z", "a")]
    assert proposal.outcome is Outcome.MANUAL
    (difference,) = proposal.differences
    assert (difference.kind, difference.reach, difference.container.text, difference.example) == (
        DifferenceKind.NARROWER,
        Reach.DIRECT,
        ou("a"),
        f"CN=Example Object,{ou('a')}",
    )
    (change,) = proposal.new_containers
    assert (change.before, change.after) == (NewContainers.SYNCHRONISED, NewContainers.NOT_SYNCHRONISED)
    assert change.text == (f"a container created below {ou('a')} is synchronised today and would be not synchronised")
    assert prove(scope, proposal).unexplained == ()


def test_an_answer_about_one_container_leaves_the_others_open():
    part = partition([ou("a"), ou("b")], [ROOT, ou("x", "a"), ou("x", "b")])
    scope = build_partition_scope(part, [parse_dn(ou("x", "a")), parse_dn(ou("y", "a"))], complete=[parse_dn(ou("a"))])
    proposal = translate_containers(scope, LIMITS)
    assert listed(proposal) == [ou("y", "a")]
    assert [dn.text for dn in proposal.unresolved] == [ou("b")]
    assert (proposal.outcome, proposal.fragment) == (Outcome.UNKNOWN, None)
    assert [problem.kind.value for problem in scope.problems] == []


def test_a_parent_known_to_be_empty_makes_the_rewriting_exact():
    scope = build_partition_scope(
        partition([ou("a")], [ROOT, ou("x", "a")]), known(ou("a"), ou("x", "a"), ou("y", "a"))
    )
    proposal = translate_containers(scope, LIMITS, {parse_dn(ou("a")).key: 0})
    assert (proposal.outcome, proposal.differences) == (Outcome.ADAPTED, ())
    assert proposal.fragment == {"includedContainers": [ou("y", "a")]}
    found = compare(scope, proposal, [parse_dn(f"CN=u,{ou('a')}")])
    assert len(found.unexplained) == 1, "an object the count denies must not be explained away"


def test_an_inclusion_below_an_exclusion_is_listed_by_itself():
    scope = build_partition_scope(
        partition([ROOT, ou("keep", "out")], [ou("out")]),
        known(ou("in"), ou("out"), ou("keep", "out"), ou("drop", "out")),
    )
    proposal = translate_containers(scope, LIMITS)
    assert listed(proposal) == [ou("in"), ou("keep", "out")]
    assert listed(proposal.alternatives[0]) == []
    assert proposal.alternatives[0].filter.whole_domain
    assert prove(scope, proposal.alternatives[0]).unexplained == ()


def test_when_the_rewriting_leaves_nothing_to_list_a_person_decides():
    users = f"CN=Users,{ROOT}"
    scope = build_partition_scope(partition([ROOT], [ou("x"), users]), known(ou("x"), users))
    proposal = translate_containers(scope, LIMITS, {parse_dn(ROOT).key: 0})
    assert (proposal.outcome, proposal.fragment) == (Outcome.MANUAL, None)


def test_nothing_in_scope_never_becomes_the_empty_list_that_means_everything():
    scope = build_partition_scope(partition([], [ROOT]))
    proposal = translate_containers(scope, LIMITS)
    assert proposal.filter.containers == ()
    assert proposal.fragment is None
    unselected = translate_containers(build_partition_scope(partition([ROOT], selected=False)), LIMITS)
    assert unselected.fragment is None
    assert "not selected" in unselected.reasons[0]


@pytest.mark.parametrize(("inclusions", "whole"), [((), True), ((f"OU=a,{ROOT}",), False)])
def test_what_no_line_mentions_stays_unknown(inclusions: tuple[str, ...], whole: bool):
    scope = build_partition_scope(partition(inclusions))
    proposal = translate_containers(scope, LIMITS)
    assert proposal.outcome is Outcome.UNKNOWN
    assert proposal.filter.whole_domain is whole
    assert proposal.fragment is None, "the empty list would take the whole domain"
    assert "Domain and OU filtering" in proposal.questions[0].text
    assert [difference.kind for difference in proposal.differences] == [DifferenceKind.UNDECIDED]
    assert prove(scope, proposal).unexplained == ()


def test_limits_decide_and_are_shown():
    names = [ou(f"o{number:03}") for number in range(51)]
    proposal = translate_containers(build_partition_scope(partition(names, [ROOT])), LIMITS)
    assert [(check.name, check.value, check.within) for check in proposal.limits[:2]] == [
        ("migration-tool-containers", 51, False),
        ("configuration-containers", 51, False),
    ]
    assert proposal.outcome is Outcome.MANUAL
    fewer = translate_containers(build_partition_scope(partition(names[:40], [ROOT])), LIMITS)
    assert (fewer.outcome, fewer.limits[0].within) == (Outcome.SUPPORTED, False)
    tiny = replace(LIMITS, configuration_characters=100)
    assert translate_containers(build_partition_scope(partition(names[:40], [ROOT])), tiny).outcome is Outcome.MANUAL


def test_a_partition_nobody_imports_is_not_widened_in_silence():
    problem = ContainerProblem(ProblemKind.NO_IMPORT, ROOT, "", ())
    scope = replace(build_partition_scope(partition([ROOT])), problems=(problem,))
    proposal = translate_containers(scope, LIMITS)
    assert (proposal.outcome, proposal.fragment) == (Outcome.UNKNOWN, None)


def test_a_listed_container_the_directory_lacks_needs_a_person():
    scope = build_partition_scope(partition([ou("gone"), ou("a")], [ROOT]), known(ou("a")))
    assert translate_containers(scope, LIMITS).outcome is Outcome.MANUAL


@settings(max_examples=200)
@given(forests(), st.booleans(), st.booleans(), st.data())
def test_no_object_moves_in_silence(forest: Forest, tree: bool, counted: bool, data: st.DataObject):
    complete = data.draw(st.none() | st.lists(st.sampled_from(forest.containers)))
    scope = build_partition_scope(forest.partition, forest.containers if tree else None, complete=complete)
    counts = forest.direct_objects if counted else {}
    proposal = translate_containers(scope, LIMITS, counts)
    sample = []
    for dn in forest.containers:
        if counts.get(dn.key) != 0:  # an object where the count says there is none contradicts the input
            sample.append(below(dn, OBJECT))
        sample.append(below(below(dn, NEW_CONTAINER), OBJECT))
    for way in (proposal, *proposal.alternatives):
        assert compare(scope, way, sample).unexplained == ()
        for difference in way.differences:
            example = parse_dn(difference.example)
            connect, cloud = scope.is_in_scope(example), way.filter.includes(example)
            expected = {"narrower": (True, False), "wider": (False, True)}.get(difference.kind.value, (None, cloud))
            assert (connect, cloud) == expected, "a reported difference must be a real one"
        for change in way.new_containers:
            assert scope.is_in_scope(parse_dn(change.example)) is not way.filter.includes(parse_dn(change.example))


@given(forests(), st.booleans())
def test_no_listed_container_can_be_spared(forest: Forest, tree: bool):
    scope = build_partition_scope(forest.partition, forest.containers if tree else None)
    chosen = translate_containers(scope, LIMITS).filter
    sample = list(sample_names(scope))
    for dn in chosen.containers:
        rest = ContainerFilter(chosen.domain, False, tuple(other for other in chosen.containers if other != dn))
        assert any(chosen.includes(name) and not rest.includes(name) for name in sample)


@given(forests())
def test_outcomes_keep_their_promise(forest: Forest):
    scope = build_partition_scope(forest.partition, forest.containers)
    proposal = translate_containers(scope, LIMITS, forest.direct_objects)
    if proposal.outcome is Outcome.SUPPORTED:
        assert prove(scope, proposal).disagreements == ()
    if proposal.outcome in {Outcome.SUPPORTED, Outcome.ADAPTED}:
        assert proposal.differences == ()
        assert proposal.fragment is not None or scope.root.included == 0


def big(containers: int, marks: int):
    names = [f"OU=Company,{ROOT}"]
    names += [f"OU=Site {number},OU=Company,{ROOT}" for number in range(containers // 20)]
    sites = names[1:]
    names += [f"OU=Team {number},{sites[number // 19 % len(sites)]}" for number in range(containers - len(names))]
    dns = [parse_dn(name) for name in names]
    step = containers // marks
    return partition([ROOT, *names[2::step][: marks // 2]], names[1::step][: marks // 2]), dns


def test_twenty_thousand_containers_within_the_budget():
    part, dns = big(20_000, 2_000)
    tracemalloc.start()
    translate_and_prove(part, dns)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150 * 1024 * 1024
    seconds = []
    for _ in range(2):
        start = time.process_time()
        assert translate_and_prove(part, dns) > 40_000
        seconds.append(time.process_time() - start)
    assert min(seconds) < 1.0


def translate_and_prove(part, dns) -> int:
    scope = build_partition_scope(part, dns)
    proposal = translate_containers(scope, LIMITS)
    found = prove(scope, proposal)
    assert found.unexplained == ()
    assert proposal.differences
    return found.agreeing + len(found.disagreements)


def test_work_grows_linearly():
    def calls(size: int) -> float:
        part, dns = big(size, size // 10)
        start = time.process_time()
        translate_and_prove(part, dns)
        return time.process_time() - start

    calls(2_000)
    assert min(calls(16_000), calls(16_000)) < 8 * 2 * max(calls(2_000), calls(2_000))


def test_a_list_of_organizational_units_alone_does_not_complete_the_domain():
    """Get-ADOrganizationalUnit doesn't give CN=Users, whose objects would be lost without a word."""
    excluded = partition([ROOT], [ou("x")])
    scope = build_partition_scope(excluded, known(ou("x"), ou("y")))
    assert [problem.kind for problem in scope.problems] == [ProblemKind.ONLY_UNITS]
    proposal = translate_containers(scope, LIMITS)
    assert (proposal.outcome, proposal.fragment) == (Outcome.UNKNOWN, None)
    assert [dn.text for dn in proposal.unresolved] == [ROOT]
    assert "-SearchScope OneLevel" in proposal.questions[0].commands[0]
    whole = build_partition_scope(excluded, known(ou("x"), ou("y"), f"CN=Users,{ROOT}"))
    listed = translate_containers(whole, LIMITS)
    assert whole.problems == ()
    assert [dn.text for dn in listed.filter.containers] == [f"CN=Users,{ROOT}", ou("y")]
