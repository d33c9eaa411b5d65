"""Findings: knowledge applied to facts, one finding per subject."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from analyzer.assessment.effort import driver_effort
from analyzer.assessment.evaluate import Evaluator, Result
from analyzer.assessment.facts import Fact, Subject
from analyzer.assessment.model import Finding
from analyzer.assessment.texts import fill
from analyzer.knowledge.model import Advice, EffortDriver, FindingRule
from analyzer.vocabulary import Outcome

_HASH_LENGTH = 8
_JUDGED_ONE_BY_ONE = frozenset({"custom_rules", "cloned_rules", "modified_rules"})


def finding_id(code: str, subject: Subject) -> str:
    """Return the stable id of a finding: its code and a hash of what it is about.

    The configuration as a whole has the same id in every export, so trackers of two runs can be merged.
    """
    if subject.kind == "configuration":
        return code
    digest = hashlib.sha256(f"{subject.kind}|{subject.id}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"{code}-{digest[:_HASH_LENGTH]}"


def apply_rules(
    rules: Iterable[FindingRule], evaluator: Evaluator, drivers: dict[str, EffortDriver]
) -> Iterator[Finding]:
    """Yield the findings of all rules, in rule order."""
    for rule in rules:
        if not rule.for_each:
            result = evaluator.evaluate(rule.when)
            if result.truth:
                yield _finding(rule, _whole(result), drivers)
            continue
        for subject in evaluator.facts.get(rule.for_each, Fact(rule.for_each, None)).subjects:
            if evaluator.evaluate(rule.when, subject).truth:
                yield _finding(rule, subject, drivers)


def _whole(result: Result) -> Subject:
    return Subject("configuration", "configuration", "the configuration", result.domains, evidence=result.evidence)


def _finding(rule: FindingRule, subject: Subject, drivers: dict[str, EffortDriver]) -> Finding:
    outcome = _outcome(rule, subject)
    return Finding(
        id=finding_id(rule.code, subject),
        code=rule.code,
        title=fill(rule.title, {"name": subject.name, **subject.values}),
        group=rule.group,
        outcome=outcome,
        importance=rule.importance,
        lane=rule.lane,
        subject=subject,
        effort=driver_effort(drivers.get(rule.effort_when.get(outcome, rule.effort)), 1),
        evidence=subject.evidence,
        advice=_advice(rule, subject),
        sources=rule.sources,
        conflict=rule.conflict,
        inferred=rule.inferred,
        questions=rule.questions,
    )


def _outcome(rule: FindingRule, subject: Subject) -> Outcome:
    """Return the finding's outcome: what was worked out for this very subject counts before the rule's general word.

    Only findings that are about a customised rule as a whole have such a subject; see ``values`` in ``facts.yaml``.
    """
    own = subject.values.get("outcome") if rule.for_each in _JUDGED_ONE_BY_ONE else None
    return rule.outcome if own is None else Outcome(str(own))


def _advice(rule: FindingRule, subject: Subject) -> Advice:
    """Return the advice: first what was worked out for this very subject, then what holds for its kind."""
    own, kind = subject.particulars, rule.advice
    if own is None or rule.for_each not in _JUDGED_ONE_BY_ONE:
        return kind
    return replace(kind, meaning=f"{own.meaning} {kind.meaning}", steps=(*own.steps, *kind.steps))
