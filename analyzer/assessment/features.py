"""The feature comparison, row by row: is it in use here, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analyzer.assessment.effort import driver_effort
from analyzer.assessment.evaluate import Evaluator, Result
from analyzer.assessment.facts import Evidence, Subject
from analyzer.assessment.findings import finding_id
from analyzer.assessment.model import FeatureVerdict, Finding
from analyzer.knowledge.model import EffortDriver, FeatureRule
from analyzer.vocabulary import InUse, Outcome

_IN_USE = {True: InUse.YES, False: InUse.NO, None: InUse.UNKNOWN}


@dataclass(frozen=True, slots=True)
class JudgedFeature:
    """One row with its rule and what its use rests on."""

    rule: FeatureRule
    verdict: FeatureVerdict
    use: Result


def judge_features(rules: Iterable[FeatureRule], evaluator: Evaluator) -> Iterator[JudgedFeature]:
    """Yield a verdict for every row, in row order."""
    for rule in rules:
        use = Result(None) if rule.in_use is None else evaluator.evaluate(rule.in_use)
        outcome, because, evidence = _outcome(rule, evaluator)
        verdict = FeatureVerdict(
            id=rule.id,
            title=rule.title,
            group=rule.group,
            connect=rule.connect,
            cloud_sync=rule.cloud_sync,
            in_use=_IN_USE[use.truth],
            outcome=outcome,
            because=because,
            evidence=tuple(dict.fromkeys((*use.evidence, *evidence))),
            advice=rule.advice,
            sources=rule.sources,
            conflict=rule.conflict,
            inferred=rule.inferred,
            reason_to_move=rule.reason_to_move,
            questions=rule.questions,
        )
        yield JudgedFeature(rule, verdict, use)


def _outcome(rule: FeatureRule, evaluator: Evaluator) -> tuple[Outcome, str, tuple[Evidence, ...]]:
    for refinement in rule.refinements:
        result = evaluator.evaluate(refinement.when)
        if result.truth:
            return refinement.outcome, refinement.because, result.evidence
    return rule.outcome, "", ()


def feature_findings(judged: Iterable[JudgedFeature], drivers: dict[str, EffortDriver]) -> Iterator[Finding]:
    """Yield a finding for every feature in use that doesn't simply go on: a gap in an unused one is none."""
    for feature in judged:
        rule, verdict = feature.rule, feature.verdict
        if verdict.in_use is not InUse.YES or verdict.outcome is Outcome.SUPPORTED:
            continue
        code = f"FEATURE-{rule.id.upper()}"
        subject = Subject("configuration", "configuration", rule.title, feature.use.domains, evidence=verdict.evidence)
        yield Finding(
            id=finding_id(code, subject),
            code=code,
            title=rule.title,
            group=rule.group,
            outcome=verdict.outcome,
            importance=rule.importance,
            lane=rule.lane,
            subject=subject,
            effort=driver_effort(drivers.get(rule.effort), 1),
            evidence=verdict.evidence,
            advice=rule.advice,
            sources=rule.sources,
            conflict=rule.conflict,
            inferred=rule.inferred,
            questions=rule.questions,
        )
