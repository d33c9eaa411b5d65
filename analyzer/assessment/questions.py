"""Open questions: what the export can't tell, who can, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.assessment.answers import Answers
from analyzer.assessment.evaluate import Evaluator
from analyzer.assessment.facts import Fact
from analyzer.assessment.model import OpenQuestion
from analyzer.assessment.texts import fill
from analyzer.knowledge.model import Question


def ask(questions: Iterable[Question], evaluator: Evaluator, answers: Answers) -> Iterator[OpenQuestion]:
    """Yield the questions worth asking here: those whose condition may hold and that the export left open."""
    for question in questions:
        if evaluator.evaluate(question.asked_when).truth is False:
            continue
        if question.per_domain:
            for subject in evaluator.facts["domains"].subjects:
                fact = answers.for_domain(question, subject.name)
                yield _open(question, subject.name, fact)
            continue
        fact = answers.fact(question)
        known = evaluator.facts.get(question.id)
        if fact is None and known is not None and known.value is not None:
            continue  # the export answered it
        yield _open(question, "", fact)


def _open(question: Question, domain: str, fact: Fact | None) -> OpenQuestion:
    answer = None
    if fact is not None and fact.value is not None:
        answer = {True: "yes", False: "no"}[fact.value] if isinstance(fact.value, bool) else str(fact.value)
    return OpenQuestion(
        id=question.id,
        key=f"{question.id}.{domain}" if domain else question.id,
        domain=domain,
        text=question.text,
        why=question.why,
        who=question.who,
        how=fill(question.how, {"domain": domain}, powershell=True) if domain else question.how,
        kind=question.kind,
        choices=question.choices,
        answer=answer,
    )
