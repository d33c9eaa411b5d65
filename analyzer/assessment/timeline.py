"""Dates that matter and prerequisites that apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from analyzer.assessment.evaluate import Evaluator
from analyzer.assessment.model import DeadlineVerdict, PrerequisiteVerdict
from analyzer.knowledge.model import Deadline, Prerequisite
from analyzer.vocabulary import InUse

_APPLIES = {True: InUse.YES, False: InUse.NO, None: InUse.UNKNOWN}


def judge_deadlines(deadlines: Iterable[Deadline], evaluator: Evaluator, today: date) -> Iterator[DeadlineVerdict]:
    """Yield every date, soonest first, with the days left on ``today``."""
    for deadline in sorted(deadlines, key=lambda item: (item.date, item.id)):
        yield DeadlineVerdict(
            id=deadline.id,
            title=deadline.title,
            date=deadline.date,
            applies=_APPLIES[evaluator.evaluate(deadline.applies).truth],
            days_left=(deadline.date - today).days,
            consequence=deadline.consequence,
            action=deadline.action,
            conflict=deadline.conflict,
            sources=deadline.sources,
        )


def applicable_prerequisites(
    prerequisites: Iterable[Prerequisite], evaluator: Evaluator
) -> Iterator[PrerequisiteVerdict]:
    """Yield the prerequisites that apply, or may apply, here."""
    for item in prerequisites:
        if evaluator.evaluate(item.applies).truth is not False:
            yield PrerequisiteVerdict(
                item.id, item.group, item.title, item.requirement, item.check, item.conflict, item.sources
            )
