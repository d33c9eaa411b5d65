"""Says a condition in words, for pages and reports: what has to be so, and against which limit."""

from __future__ import annotations

from analyzer.knowledge.conditions import AllOf, AnyOf, Compare, Comparison, Condition, Not
from analyzer.knowledge.model import KnowledgeBase

_WORDS = {
    Comparison.EQUALS: "is",
    Comparison.BELOW: "is below",
    Comparison.AT_LEAST: "is at least",
    Comparison.MORE_THAN: "is more than",
}


def condition_in_words(condition: Condition, knowledge: KnowledgeBase) -> str:
    """Return one phrase without a full stop; facts appear by their titles, limits with number and unit."""
    match condition:
        case AllOf(parts):
            return " and ".join(_part(part, knowledge) for part in parts)
        case AnyOf(parts):
            return " or ".join(_part(part, knowledge) for part in parts)
        case Not(part):
            return f"not {_part(part, knowledge)}"
        case Compare():
            return _test(condition, knowledge)


def _part(part: Condition, knowledge: KnowledgeBase) -> str:
    words = condition_in_words(part, knowledge)
    return words if isinstance(part, Compare) else f"({words})"


def _test(test: Compare, knowledge: KnowledgeBase) -> str:
    name = _name(test, knowledge)
    if test.comparison is Comparison.TRUE:
        return name
    if test.limit:
        limit = knowledge.limits[test.limit]
        return f"{name} {_WORDS[test.comparison]} {limit.value:,} {limit.unit}"
    operand = "yes" if test.operand is True else "no" if test.operand is False else str(test.operand)
    return f"{name} {_WORDS[test.comparison]} {operand}"


def _name(test: Compare, knowledge: KnowledgeBase) -> str:
    if test.of_subject:
        return f"its value “{test.name}”"
    questions = {question.id: question.text for question in knowledge.questions}
    fact = knowledge.facts.get(test.name)
    title = questions.get(test.name, fact.title if fact else test.name)
    return f"“{title}”"
