"""Evaluates conditions over facts, three-valued, and remembers what they rested on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.assessment.facts import Evidence, Fact, Facts, Subject
from analyzer.knowledge.conditions import AllOf, AnyOf, Compare, Comparison, Condition, Not, Scalar
from analyzer.knowledge.model import Limit


@dataclass(frozen=True, slots=True)
class Result:
    """Truth (``None``: unknown), the evidence behind it and the domains it concerns (empty: all)."""

    truth: bool | None
    evidence: tuple[Evidence, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates conditions against one set of facts."""

    facts: Facts
    limits: Mapping[str, Limit]

    def evaluate(self, condition: Condition | None, subject: Subject | None = None) -> Result:
        """Evaluate ``condition``; none at all is true.

        ``and`` is false as soon as one part is, ``or`` true as soon as one part is; otherwise one unknown part
        makes the whole unknown. Evidence comes from the parts that decide.
        """
        match condition:
            case None:
                return Result(True)
            case Compare():
                return self._test(condition, subject)
            case Not(part):
                inner = self.evaluate(part, subject)
                return Result(None if inner.truth is None else not inner.truth, inner.evidence, inner.domains)
            case AllOf(parts):
                return _combine([self.evaluate(part, subject) for part in parts], decisive=False)
            case AnyOf(parts):
                return _combine([self.evaluate(part, subject) for part in parts], decisive=True)

    def _test(self, test: Compare, subject: Subject | None) -> Result:
        if test.of_subject:
            if subject is None:
                return Result(None)
            return Result(self._compare(subject.values.get(test.name), test), subject.evidence, subject.domains)
        fact = self.facts.get(test.name, Fact(test.name, None))
        return Result(self._compare(fact.value, test), fact.evidence, _domains_of(fact))

    def _compare(self, value: Scalar | None, test: Compare) -> bool | None:
        if value is None:
            return None
        if test.comparison is Comparison.TRUE:
            return bool(value)
        operand: Scalar = self.limits[test.limit].value if test.limit else test.operand
        if test.comparison is Comparison.EQUALS:
            return _same(value, operand)
        left, right = _orderable(value), _orderable(operand)
        if left is None or right is None:
            return None
        if test.comparison is Comparison.BELOW:
            return left < right
        return left >= right if test.comparison is Comparison.AT_LEAST else left > right


def _same(value: Scalar, operand: Scalar) -> bool:
    if isinstance(value, str) and isinstance(operand, str):
        return value.casefold() == operand.casefold()
    return value == operand


def _orderable(value: Scalar) -> tuple[int, ...] | None:
    """Turn a number or a dotted version into something comparable; ``None`` for any other text."""
    if isinstance(value, int):
        return (value,)
    parts = value.strip().split(".")
    if not all(part.isdecimal() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _combine(results: list[Result], *, decisive: bool) -> Result:
    deciding = [result for result in results if result.truth is decisive]
    if deciding:
        truth: bool | None = decisive
    elif any(result.truth is None for result in results):
        truth, deciding = None, [result for result in results if result.truth is None]
    else:
        truth, deciding = not decisive, results
    evidence = tuple(dict.fromkeys(e for result in deciding for e in result.evidence))
    # A part that concerns everything makes the whole concern everything.
    everywhere = any(not result.domains for result in deciding)
    domains = () if everywhere else tuple(dict.fromkeys(d for result in deciding for d in result.domains))
    return Result(truth, evidence, domains)


def _domains_of(fact: Fact) -> tuple[str, ...]:
    if not fact.subjects or any(not subject.domains for subject in fact.subjects):
        return ()
    return tuple(dict.fromkeys(domain for subject in fact.subjects for domain in subject.domains))
