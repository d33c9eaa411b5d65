"""``rules/facts.yaml`` and the Python that establishes facts name the same things."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from analyzer.assessment.answers import Answers
from analyzer.assessment.engine import Inputs, assess
from analyzer.assessment.facts import Facts
from analyzer.knowledge import load_knowledge
from analyzer.knowledge.standard_rules import load_standard_rules
from analyzer.readers.inputs import read_inputs
from analyzer.resources import data_folder

SAMPLES = Path(__file__).resolve().parents[2] / "sample_exports"
KINDS = {"truth": bool, "number": int, "text": str, "subjects": int}


def listed() -> dict[str, dict]:
    return {
        fact["name"]: fact for fact in yaml.safe_load((data_folder("rules") / "facts.yaml").read_text("utf-8"))["facts"]
    }


@pytest.fixture(scope="module", params=["kestrel-custom", "harbourline-multiforest", "oldmill-staging"])
def facts(request: pytest.FixtureRequest) -> Facts:
    configuration = read_inputs([SAMPLES / request.param / "export"])
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return assess(Inputs(configuration, load_knowledge(), load_standard_rules(), Answers(), None, now)).facts


def test_every_listed_fact_is_established(facts: Facts) -> None:
    assert set(listed()) <= set(facts)


def test_every_established_fact_is_listed_or_a_question(facts: Facts) -> None:
    questions = {question.id for question in load_knowledge().questions}
    assert set(facts) - questions <= set(listed())


def test_values_have_the_listed_type(facts: Facts) -> None:
    for name, entry in listed().items():
        value = facts[name].value
        if value is not None:
            assert type(value) is KINDS[entry["type"]], name


def test_subjects_carry_the_listed_values(facts: Facts) -> None:
    answered = {question.value for question in load_knowledge().questions if question.per_domain}
    for name, entry in listed().items():
        for subject in facts[name].subjects:
            assert set(entry.get("values", {})) - answered <= set(subject.values), name


def test_what_is_so_has_evidence(facts: Facts) -> None:
    without = {"never", "always"}
    for name, fact in facts.items():
        if fact.truth and name not in without and name in listed() and listed()[name]["type"] != "number":
            assert fact.evidence, name
