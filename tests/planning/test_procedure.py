"""The procedure speaks of this customer: names, containers, and only the steps that apply."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from analyzer.assessment.answers import Answers
from analyzer.assessment.engine import Inputs, assess
from analyzer.knowledge import load_knowledge
from analyzer.knowledge.standard_rules import load_standard_rules
from analyzer.planning import PlannedStage, PlannedStep, plan
from analyzer.readers.inputs import read_inputs

SAMPLES = Path(__file__).resolve().parents[2] / "sample_exports"
NAMES = ("lindenhof-simple", "kestrel-custom", "harbourline-multiforest", "oldmill-staging")


@cache
def planned(name: str) -> tuple[PlannedStage, ...]:
    knowledge = load_knowledge()
    now = datetime(2026, 11, 22, tzinfo=UTC)
    configuration = read_inputs([SAMPLES / name / "export"])
    return plan(assess(Inputs(configuration, knowledge, load_standard_rules(), Answers(), None, now)), knowledge)


def steps(name: str) -> list[PlannedStep]:
    return [step for stage in planned(name) for step in stage.steps]


@pytest.mark.parametrize("name", NAMES)
def test_no_placeholder_is_left(name: str) -> None:
    for step in steps(name):
        for text in (step.title, step.text, *step.commands, *step.verify):
            assert not re.search(r"(?<![$@])\{[a-z_]+\}", text), f"{step.id}: {text}"


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_a_source(name: str) -> None:
    assert all(step.sources for step in steps(name))


def test_the_stages_follow_the_documented_procedure() -> None:
    order = [stage.id for stage in planned("lindenhof-simple")]
    assert order == ["prepare", "back-up", "agent", "configure", "pilot", "enable", "observe", "retire", "operate"]


def test_agents_are_installed_forest_by_forest() -> None:
    titles = [step.title for step in steps("harbourline-multiforest") if step.id == "install-agent"]
    assert titles == [
        f"Install the agent for {name}" for name in ("harbourline.example", "harbourmail.example", "tidewater.example")
    ]
    assert [s.title for s in steps("kestrel-custom") if s.id == "install-agent"] == [
        "Install the agent for kestrel.example"
    ]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_that_the_export_tells_is_left_open(name: str) -> None:
    told = {"<the sync server>", "<domain>", "<forest>", "<build>"}
    for step in steps(name):
        assert not [mark for mark in told for text in (step.title, step.text, *step.commands) if mark in text], step.id


def test_one_configuration_per_domain_with_its_containers() -> None:
    created = [step.subject for step in steps("harbourline-multiforest") if step.id == "create-configuration"]
    assert created == ["harbourline.example", "eu.harbourline.example", "harbourmail.example", "tidewater.example"]
    scope = next(s for s in steps("lindenhof-simple") if s.id == "scope-filter")
    text = "\n".join((scope.text, *scope.commands))
    for unit in ("Staff", "Workshop", "Showrooms", "Groups", "Partners"):
        assert f"OU={unit},DC=lindenhof,DC=example" in text


def test_the_servers_own_names_are_used() -> None:
    everything = "\n".join("\n".join((s.title, s.text, *s.commands)) for s in steps("kestrel-custom"))
    assert "KES-SYNC02" in everything
    assert "kestrel.example" in everything
    assert "lab.kestrel.example" not in everything
