"""An answer is typed, or refused with its place; none is lost silently."""

from __future__ import annotations

import pytest

from analyzer.assessment.answers import parse_answers
from analyzer.errors import AnswersError
from analyzer.knowledge.model import Question


def _question(name: str, kind: str, *, per_domain: bool = False, choices: tuple[str, ...] = ()) -> Question:
    return Question(
        id=name, text="?", why="", who="", how="", kind=kind, choices=choices, per_domain=per_domain,
        asked_when=None, value="objects" if per_domain else "",
    )  # fmt: skip


QUESTIONS = (
    _question("federation", "yes-no"),
    _question("groups", "number"),
    _question("notes", "text"),
    _question("cloud", "choice", choices=("public", "government")),
    _question("objects_per_domain", "number", per_domain=True),
)


def test_all_kinds() -> None:
    text = """
federation: yes
groups: "12,500"
notes: two agents
cloud: government
objects_per_domain:
  A.example: 1500
  b.example:
"""
    answers = parse_answers(text, "answers.yaml", QUESTIONS)
    assert answers.general == {"federation": True, "groups": 12500, "notes": "two agents", "cloud": "government"}
    fact = answers.for_domain(QUESTIONS[4], "a.EXAMPLE")
    assert fact is not None
    assert fact.value == 1500
    assert fact.evidence[0].file == "answers.yaml"
    assert fact.evidence[0].path == "objects_per_domain.a.EXAMPLE"
    assert answers.for_domain(QUESTIONS[4], "b.example") is None


@pytest.mark.parametrize("text", ["", "# only comments\n", "federation:\ngroups: null\nobjects_per_domain:\n"])
def test_nothing_answered_yet(text: str) -> None:
    answers = parse_answers(text, "answers.yaml", QUESTIONS)
    assert not answers.general
    assert not answers.by_domain


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("federaton: yes", "a.yaml: federaton: no such question; the template beside the report lists them"),
        ("federation: perhaps", "a.yaml: federation: expected yes or no, got 'perhaps'"),
        ("groups: many", "a.yaml: groups: expected a whole number, got 'many'"),
        ("groups: -1", "a.yaml: groups: expected a whole number, got '-1'"),
        ("cloud: mars", "a.yaml: cloud: expected one of public, government, got 'mars'"),
        ("notes: [1, 2]", "a.yaml: notes: expected one value"),
        ("objects_per_domain: 5", "a.yaml: objects_per_domain: expected one answer per domain ('domain: answer')"),
        (
            "objects_per_domain: {a.example: lots}",
            "a.yaml: objects_per_domain.a.example: expected a whole number, got 'lots'",
        ),
        ("- a list", "a.yaml: expected 'question: answer' lines"),
        ("a: [", "a.yaml: line 1, column 5: not readable as YAML"),
    ],
)
def test_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(AnswersError) as caught:
        parse_answers(text, "a.yaml", QUESTIONS)
    assert str(caught.value) == sentence


def test_yaml_tags_build_no_objects() -> None:
    with pytest.raises(AnswersError):
        parse_answers("notes: !!python/object/apply:os.system ['true']", "a.yaml", QUESTIONS)
