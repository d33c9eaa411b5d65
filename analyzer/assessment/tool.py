"""Microsoft's migration tool: each of its published limits, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzer.assessment.evaluate import Evaluator
from analyzer.assessment.facts import Fact
from analyzer.assessment.model import CheckOutcome, ToolEligibility
from analyzer.knowledge.model import Limit, ToolCheck
from analyzer.vocabulary import CheckResult

_RESULT = {True: CheckResult.PASS, False: CheckResult.FAIL, None: CheckResult.UNKNOWN}
_WORDS = {True: "yes", False: "no"}


def check_tool(checks: Iterable[ToolCheck], evaluator: Evaluator, limits: Mapping[str, Limit]) -> ToolEligibility:
    """Run all checks. One failed check excludes the tool; one unknown check leaves it open."""
    outcomes = tuple(_check(check, evaluator, limits) for check in checks)
    results = {outcome.result for outcome in outcomes}
    if CheckResult.FAIL in results:
        return ToolEligibility(eligible=False, checks=outcomes)
    # Without any check nothing is known of the tool, and nothing may look like a pass.
    return ToolEligibility(eligible=True if results == {CheckResult.PASS} else None, checks=outcomes)


def _check(check: ToolCheck, evaluator: Evaluator, limits: Mapping[str, Limit]) -> CheckOutcome:
    result = evaluator.evaluate(check.passes)
    fact = evaluator.facts.get(check.value, Fact(check.value, None))
    limit = limits.get(check.limit)
    return CheckOutcome(
        id=check.id,
        title=check.title,
        result=_RESULT[result.truth],
        value=_shown(fact),
        limit=f"{limit.value:,} {limit.unit}" if limit else check.limit,
        evidence=result.evidence or fact.evidence,
        sources=check.sources,
    )


def _shown(fact: Fact) -> str:
    if fact.value is None:
        return "unknown"
    return _WORDS[fact.value] if isinstance(fact.value, bool) else str(fact.value)
