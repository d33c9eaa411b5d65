"""The OU filter as a tree: states, decisions, problems."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.configuration import ConnectorKind, DistinguishedName, Origin, Partition, RunProfile, RunStep, parse_dn
from analyzer.connect.scope.containers import ContainerState, Effect, NewContainers, ProblemKind
from analyzer.connect.scope.naming import NEW_CONTAINER, OBJECT, below, one_line, powershell_quoted
from analyzer.connect.scope.tree import build_partition_scope, build_partition_scopes
from analyzer.readers.inputs import read_inputs
from tests.support.ou_trees import ROOT, Forest, forests, partition

ORIGIN = Origin("connector.xml", "run", 1)


def states(scope) -> dict[str, tuple[str, str]]:
    return {dn.text: (node.effect.value, node.state.value) for node, dn in scope.names()}


def test_only_one_ou_as_the_wizard_writes_it():
    scope = build_partition_scope(partition([f"OU=Sync,{ROOT}"], [ROOT]))
    assert states(scope) == {ROOT: ("excluded", "mixed"), f"OU=Sync,{ROOT}": ("included", "included")}
    assert scope.root.new_containers is NewContainers.NOT_SYNCHRONISED
    assert scope.is_in_scope(parse_dn(f"cn=ann,ou=SYNC,{ROOT.lower()}")) is True
    assert scope.is_in_scope(parse_dn(f"CN=bob,OU=NoSync,{ROOT}")) is False
    assert scope.is_in_scope(parse_dn("CN=bob,OU=Sync,DC=fabrikam,DC=com")) is False


def test_whole_domain_but_one_ou_takes_new_ous():
    scope = build_partition_scope(partition([ROOT], [f"OU=Out,{ROOT}"]))
    assert scope.root.state is ContainerState.MIXED
    assert scope.root.new_containers is NewContainers.SYNCHRONISED
    assert scope.is_in_scope(parse_dn(f"CN=x,OU=Created Later,{ROOT}")) is True
    assert (scope.root.size, scope.root.included) == (2, 1)


def test_chains_and_rdn_boundaries():
    a, b, c = f"OU=a,{ROOT}", f"OU=b,OU=a,{ROOT}", f"CN=c,OU=b,OU=a,{ROOT}"
    scope = build_partition_scope(partition([a, c], [ROOT, b]))
    inside = {name: scope.is_in_scope(parse_dn(f"CN=u,{name}")) for name in (ROOT, a, b, c, f"OU=xa,{ROOT}")}
    assert inside == {ROOT: False, a: True, b: False, c: True, f"OU=xa,{ROOT}": False}


def test_escaped_commas_are_one_part():
    scope = build_partition_scope(partition([rf"OU=Sales\, EMEA,{ROOT}"], [ROOT]))
    assert scope.is_in_scope(parse_dn(rf"CN=u,OU=Sales\2C EMEA,{ROOT}")) is True
    assert scope.is_in_scope(parse_dn(f"CN=u,OU=EMEA,{ROOT}")) is False


def test_the_explanation_names_the_deciding_line_and_the_overruled_one():
    a, b = f"OU=a,{ROOT}", f"OU=b,OU=a,{ROOT}"
    scope = build_partition_scope(partition([a], [ROOT, b]))
    decision = scope.decide(parse_dn(f"CN=u,{b}"))
    assert (decision.effect, decision.deciding.origin.path, decision.overruled.dn.text) == (
        Effect.EXCLUDED,
        "exclusion[2]",
        a,
    )
    assert decision.because == f"excluded by {b} (connector.xml:2), which is longer than the inclusion {a}"


def test_nothing_mentioned_is_a_state_of_its_own():
    scope = build_partition_scope(partition([f"OU=a,{ROOT}"]))
    assert scope.root.state is ContainerState.MIXED
    assert scope.root.new_containers is NewContainers.UNKNOWN
    decision = scope.decide(parse_dn(f"CN=u,{ROOT}"))
    assert (decision.effect, decision.in_scope) == (Effect.UNMENTIONED, None)
    assert "undocumented" in decision.because


def test_an_unselected_partition_is_out_whatever_it_lists():
    scope = build_partition_scope(partition([ROOT], selected=False))
    assert scope.is_in_scope(parse_dn(f"CN=u,{ROOT}")) is False
    assert "not selected" in scope.decide(parse_dn(f"CN=u,{ROOT}")).because
    assert scope.root.included == 0


def test_a_child_domain_belongs_to_its_own_partition():
    child = parse_dn(f"DC=child,{ROOT}")
    scope = build_partition_scope(partition([ROOT]), subordinates=[child, parse_dn(ROOT)])
    assert scope.is_in_scope(parse_dn(f"CN=u,DC=child,{ROOT}")) is False
    assert scope.is_in_scope(parse_dn(f"CN=u,OU=child,{ROOT}")) is True


def test_every_partition_of_a_forest_keeps_to_its_own_objects():
    parent, child = replace(partition([ROOT]), id="p"), replace(partition([], root=f"DC=child,{ROOT}"), id="c")
    connector: Any = SimpleNamespace(kind=ConnectorKind.ACTIVE_DIRECTORY, partitions=(parent, child), run_profiles=())
    entra: Any = SimpleNamespace(kind=ConnectorKind.ENTRA, partitions=(partition([]),))
    scopes = build_partition_scopes([connector, entra], [parse_dn(f"OU=x,DC=child,{ROOT}")])
    assert list(scopes) == ["p", "c"]
    name = parse_dn(f"CN=u,OU=x,DC=child,{ROOT}")
    assert [scope.is_in_scope(name) for scope in scopes.values()] == [False, None]
    assert [len(scope.nodes) for scope in scopes.values()] == [1, 2]


def test_a_selected_partition_nobody_imports_is_reported():
    parent, child = replace(partition([ROOT]), id="p"), replace(partition([], root=f"DC=child,{ROOT}"), id="c")
    steps = (RunStep("full-import", "", "p"), RunStep("apply-rules", "", "c"))
    connector: Any = SimpleNamespace(
        kind=ConnectorKind.ACTIVE_DIRECTORY,
        partitions=(parent, child, replace(child, id="off", selected=False)),
        run_profiles=(RunProfile("Full Import", steps, ORIGIN),),
    )
    found = build_partition_scopes([connector])
    assert {name: [problem.kind for problem in scope.problems] for name, scope in found.items()} == {
        "p": [],
        "c": [ProblemKind.NO_IMPORT],
        "off": [],
    }


def test_a_line_above_the_partition_still_decides_and_is_reported():
    scope = build_partition_scope(partition([ROOT], root=f"DC=child,{ROOT}"))
    assert scope.is_in_scope(parse_dn(f"CN=u,DC=child,{ROOT}")) is True
    assert [problem.kind for problem in scope.problems] == [ProblemKind.OUTSIDE_PARTITION]


def test_duplicates_contradictions_and_useless_lines_are_reported_with_their_lines():
    a, b = f"OU=a,{ROOT}", f"OU=b,OU=a,{ROOT}"
    scope = build_partition_scope(partition([a, a.lower(), b, "OU=x,DC=other"], [ROOT, a]))
    found = [(problem.kind, [origin.path for origin in problem.origins]) for problem in scope.problems]
    assert found == [
        (ProblemKind.DUPLICATE, ["inclusion[1]", "inclusion[2]"]),
        (ProblemKind.CONTRADICTION, ["inclusion[1]", "exclusion[2]"]),
        (ProblemKind.OUTSIDE_PARTITION, ["inclusion[4]"]),
        (ProblemKind.WITHOUT_EFFECT, ["inclusion[3]"]),
    ]
    assert scope.is_in_scope(parse_dn(f"CN=u,{a}")) is True
    assert "wins over the exclusion" in scope.decide(parse_dn(f"CN=u,{a}")).because


def test_containers_the_directory_lacks_are_reported():
    scope = build_partition_scope(partition([f"OU=Renamed,{ROOT}"], [ROOT]), [parse_dn(f"OU=New Name,{ROOT}")])
    assert [(problem.kind, problem.dn) for problem in scope.problems] == [
        (ProblemKind.NOT_IN_DIRECTORY, f"OU=Renamed,{ROOT}")
    ]


def test_a_name_thousands_of_parts_deep_costs_linear_memory():
    deep = ",".join(f"OU={number}" for number in range(5000)) + "," + ROOT
    scope = build_partition_scope(partition([deep], [ROOT]))
    assert len(scope.nodes) == 5001
    assert scope.is_in_scope(parse_dn(f"CN=u,{deep}")) is True
    assert scope.name(scope.nodes[-1]).key == parse_dn(deep).key


def oracle(part: Partition, dn: DistinguishedName) -> bool | None:
    """The rule as stated in the facts, without a tree."""
    longest = [
        max((c.dn.depth for c in listed if dn.key[: c.dn.depth] == c.dn.key), default=-1)
        for listed in (part.inclusions, part.exclusions)
    ]
    return None if longest == [-1, -1] else longest[0] >= longest[1]


@given(forests(), st.booleans(), st.data())
def test_the_tree_decides_as_the_longest_match_rule(forest: Forest, known: bool, data: st.DataObject):
    scope = build_partition_scope(forest.partition, forest.containers if known else None)
    container = data.draw(st.sampled_from(forest.containers))
    for dn in (container, below(container, OBJECT), below(below(container, NEW_CONTAINER), OBJECT)):
        assert scope.is_in_scope(dn) is scope.decide(dn).in_scope is oracle(forest.partition, dn)


@given(forests())
def test_states_and_counts_say_what_the_evaluator_says(forest: Forest):
    scope = build_partition_scope(forest.partition, forest.containers)
    for node, dn in scope.names():
        answers = {
            scope.is_in_scope(below(scope.name(other), OBJECT))
            for other in scope.nodes[node.index : node.index + node.size]
        }
        single = {True: ContainerState.INCLUDED, False: ContainerState.EXCLUDED, None: ContainerState.UNMENTIONED}
        assert node.state is (ContainerState.MIXED if len(answers) > 1 else single[answers.pop()])
        assert scope.name(node) == dn
        assert parse_dn(dn.text).key == dn.key
        assert sum(child.size for child in scope.children(node)) == node.size - 1
        assert scope.node(below(dn, NEW_CONTAINER)) is node


def test_the_real_sample_reads_as_only_one_ou():
    folder = next((p / "shared" for p in Path(__file__).resolve().parents if (p / "shared").is_dir()), None)
    if folder is None:
        pytest.skip("the shared sample export is not here")
    configuration = read_inputs([folder / "data/exports/contoso-1.1.130"])
    trees = list(build_partition_scopes(configuration.connectors).values())
    assert trees, [connector.name for connector in configuration.connectors]
    assert [len(tree.nodes) for tree in trees if tree.root.effect is Effect.EXCLUDED] == [2]


def test_names_paste_as_one_line_and_quote_for_powershell():
    name = parse_dn("OU=a\nb\\\nc\\\\\u2028d\n, DC=x")
    assert "\n" not in one_line(name)
    assert parse_dn(one_line(name)).key == name.key
    assert powershell_quoted("OU=O'Brien\u2019s") == "'OU=O''Brien\u2019\u2019s'"


@given(
    st.lists(st.sampled_from(["a", "=", "\\,", "\\\\", "\n", "\\\n", "\u2028", "\x85", "'", " ", ",OU=y"]), max_size=12)
)
def test_one_line_is_always_the_same_name(pieces: list[str]):
    name = parse_dn(f"OU=x{''.join(pieces)}x,DC=y")
    assert len(one_line(name).splitlines()) == 1
    assert parse_dn(one_line(name)).key == name.key
