"""Open questions, by who can answer them."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.assessment.model import OpenQuestion
from analyzer.reporting.anchors import anchor
from analyzer.reporting.view.parts import Reference
from analyzer.reporting.view.text import count, join_words

SHOWN_NAMES = 20
"""Names of an answered list that the page repeats."""

_KINDS = {"yes-no": "yes or no", "number": "a whole number", "text": "text"}


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question. ``expects`` says what an answer looks like; ``answer`` is empty while open."""

    anchor: str
    key: str
    text: str
    domain: str
    why: str
    how: str
    expects: str
    answer: str


@dataclass(frozen=True, slots=True)
class AskedView:
    """The questions one kind of person can answer."""

    who: str
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class QuestionsView:
    """All questions: open ones by who can answer, then the answered ones."""

    open: tuple[AskedView, ...]
    answered: tuple[QuestionView, ...]
    open_count: int


def question_references(questions: tuple[OpenQuestion, ...]) -> dict[str, tuple[Reference, ...]]:
    """Map each question's id to links; a question asked per domain has one for each."""
    references: dict[str, tuple[Reference, ...]] = {}
    for question in questions:
        text = f"{question.text} ({question.domain})" if question.domain else question.text
        link = Reference(_anchor(question), text)
        references[question.id] = (*references.get(question.id, ()), link)
    return references


def questions_view(questions: tuple[OpenQuestion, ...]) -> QuestionsView:
    """Show all questions, in the order the knowledge gives."""
    waiting = [question for question in questions if question.answer is None]
    people = dict.fromkeys(question.who for question in waiting)
    return QuestionsView(
        open=tuple(AskedView(who, tuple(_question(q) for q in waiting if q.who == who)) for who in people),
        answered=tuple(_question(q) for q in questions if q.answer is not None),
        open_count=len(waiting),
    )


def _anchor(question: OpenQuestion) -> str:
    return anchor("question", question.key or question.id)


def _question(question: OpenQuestion) -> QuestionView:
    expects = _KINDS.get(question.kind, question.kind)
    if question.choices:
        expects = f"one of {join_words(list(question.choices))}"
    return QuestionView(
        anchor=_anchor(question),
        key=question.key or question.id,
        text=question.text,
        domain=question.domain,
        why=question.why,
        how=question.how,
        expects=expects,
        answer=_answer(question.answer or ""),
    )


def _answer(text: str) -> str:
    """Return an answer as given, a long list of names only by its first ones and their number."""
    names = [line for line in text.splitlines() if line.strip()]
    if len(names) <= SHOWN_NAMES:
        return text
    return f"{count(len(names), 'name')}, among them {'; '.join(names[:SHOWN_NAMES])}"
