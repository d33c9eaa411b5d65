"""The pilot group filter and its translation."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from analyzer.cloudsync.containers import ContainerLimits, translate_containers, translate_group_filter
from analyzer.configuration import Origin, Parameter, parse_dn
from analyzer.connect.scope import DifferenceKind, PilotState, build_partition_scope, pilot_filter
from analyzer.connect.scope.groups import GROUP, SWITCH
from analyzer.readers.inputs import read_inputs
from analyzer.vocabulary import Outcome
from tests.support.ou_trees import ROOT, partition

PILOT = f"CN=Pilot,OU=Groups,{ROOT}"
LIMITS = ContainerLimits(30, 50, 4 * 1024 * 1024)


def read(switch: str | None, group: str) -> Any:
    parameter = None if switch is None else Parameter(SWITCH, switch, "global", False, Origin("MV.xml", "p", 1))
    named = Parameter(GROUP, group, "global", False, Origin("connector.xml", "p", 2))
    configuration: Any = SimpleNamespace(parameter=lambda name: parameter)
    connector: Any = SimpleNamespace(
        id="c", parameters=(named,), active_directory=SimpleNamespace(group_filter_dn=group)
    )
    return pilot_filter(configuration, connector)


@pytest.mark.parametrize(
    ("switch", "group", "state"),
    [
        ("True", PILOT, PilotState.ACTIVE),
        ("False", PILOT, PilotState.INACTIVE),
        (None, PILOT, PilotState.INACTIVE),
        ("False", "", PilotState.INACTIVE),
        ("True", " ", PilotState.UNKNOWN),
    ],
)
def test_both_the_switch_and_the_group_are_needed(switch: str | None, group: str, state: PilotState):
    found = read(switch, group)
    assert found.state is state
    assert len(found.origins) == 1 + (switch is not None)


def test_only_direct_members_in_included_containers_pass():
    pilot, members = read("True", PILOT), [parse_dn(PILOT.lower())]
    assert pilot.takes(True, members) is True
    assert pilot.takes(False, members) is False
    assert pilot.takes(None, members) is None
    assert pilot.takes(True, [parse_dn(f"CN=Nested,{ROOT}")]) is False
    assert read("True", "").takes(True, members) is None
    assert read("False", PILOT).takes(True, []) is True


def translate(part, pilot):
    scope = build_partition_scope(part)
    return translate_group_filter(pilot, scope, translate_containers(scope, LIMITS))


def test_a_group_alone_becomes_a_group_filter():
    found = translate(partition([ROOT]), read("True", PILOT))
    assert (found.outcome, found.fragment) == (Outcome.ADAPTED, {"includedGroups": [PILOT]})
    assert [difference.kind for difference in found.differences] == [DifferenceKind.UNDECIDED]


def test_group_and_containers_together_need_a_person():
    found = translate(partition([f"OU=a,{ROOT}"], [ROOT]), read("True", PILOT))
    assert (found.outcome, found.fragment) == (Outcome.MANUAL, None)
    assert [(difference.kind, difference.example) for difference in found.differences[1:]] == [
        (DifferenceKind.WIDER, f"CN=Example Object,{ROOT}"),
        (DifferenceKind.WIDER, f"CN=Example Object,OU=a,{ROOT}"),
    ]


def test_what_nobody_documents_stays_unknown():
    assert translate(partition([ROOT]), read("True", "CN=Pilot,DC=other")).outcome is Outcome.UNKNOWN
    assert translate(partition([ROOT]), read("True", "")).outcome is Outcome.UNKNOWN
    assert translate(partition([]), read("True", PILOT)).outcome is Outcome.UNKNOWN
    assert translate(partition([ROOT]), read("False", PILOT)).outcome is Outcome.SUPPORTED


def test_the_real_sample_has_no_pilot_filter():
    folder = next((p / "shared" for p in Path(__file__).resolve().parents if (p / "shared").is_dir()), None)
    if folder is None:
        pytest.skip("the shared sample export is not here")
    configuration = read_inputs([folder / "data/exports/contoso-1.1.130"])
    found = [pilot_filter(configuration, connector) for connector in configuration.active_directory_connectors]
    assert [pilot.state for pilot in found] == [PilotState.INACTIVE] * len(found) != []
    assert all(pilot.origins for pilot in found)
