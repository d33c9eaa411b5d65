"""Fills the documented procedure with this customer's names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.assessment.evaluate import Evaluator
from analyzer.assessment.facts import Facts, Subject
from analyzer.assessment.model import Assessment, PartitionScope
from analyzer.assessment.texts import fill
from analyzer.knowledge.model import KnowledgeBase, Step
from analyzer.planning.model import PlannedStage, PlannedStep
from analyzer.vocabulary import Outcome

_UNKNOWN = {
    "server": "<the sync server>",
    "tenant": "<your tenant>.onmicrosoft.com",
    "domain": "<domain>",
    "product_version": "<build>",
    "containers": "<the distinguished names of the containers to include>",
}


def plan(assessment: Assessment, knowledge: KnowledgeBase) -> tuple[PlannedStage, ...]:
    """Return the procedure of ``knowledge`` for this customer: steps that don't apply are left out."""
    evaluator = Evaluator(assessment.facts, knowledge.limits)
    names = _names(assessment.facts)
    stages = []
    for stage in knowledge.stages:
        steps = tuple(planned for step in stage.steps for planned in _steps(step, assessment, evaluator, names))
        if steps:
            stages.append(PlannedStage(stage.id, stage.title, fill(stage.intro, names), steps))
    return tuple(stages)


def _names(facts: Facts) -> dict[str, str]:
    names = dict(_UNKNOWN)
    for name in ("server", "tenant", "product_version"):
        fact = facts.get(name)
        if fact is not None and fact.value:
            names[name] = str(fact.value)
    return names


def _steps(step: Step, assessment: Assessment, evaluator: Evaluator, names: Mapping[str, str]) -> Iterator[PlannedStep]:
    if not step.for_each:
        if evaluator.evaluate(step.when).truth is not False:
            yield _planned(step, "", names)
        return
    fact = assessment.facts.get(step.for_each)
    for subject in fact.subjects if fact else ():
        if evaluator.evaluate(step.when, subject).truth is not False:
            yield _planned(step, subject.name, {**names, **_subject_names(assessment, subject)})


def _subject_names(assessment: Assessment, subject: Subject) -> dict[str, str]:
    names = {"name": subject.name, **{key: str(value) for key, value in subject.values.items()}}
    if subject.kind == "domain":
        names["domain"] = subject.name
        scope = next((s for s in assessment.scope if s.domain == subject.name and s.selected), None)
        if scope is not None:
            names["containers"] = "\n".join(scope.containers) or _without_containers(scope)
            names["domain_dn"] = scope.dn
    return names


def _without_containers(scope: PartitionScope) -> str:
    return scope.because if scope.outcome is Outcome.SUPPORTED else f"(not known yet: {scope.because})"


def _planned(step: Step, subject: str, names: Mapping[str, str]) -> PlannedStep:
    return PlannedStep(
        id=step.id,
        title=fill(step.title, names),
        subject=subject,
        text=fill(step.text, names),
        commands=tuple(fill(command, names, powershell=True) for command in step.commands),
        verify=tuple(fill(line, names) for line in step.verify),
        sources=step.sources,
    )
