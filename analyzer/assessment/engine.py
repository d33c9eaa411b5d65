"""The assessment, start to end: facts, then findings, then what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from analyzer import __version__
from analyzer.assessment.answers import Answers
from analyzer.assessment.effort import total_effort
from analyzer.assessment.establish import Ground, establish
from analyzer.assessment.evaluate import Evaluator
from analyzer.assessment.features import feature_findings, judge_features
from analyzer.assessment.findings import apply_rules
from analyzer.assessment.flows.assess import assess_flows
from analyzer.assessment.inventory import describe_scope, judge_rules
from analyzer.assessment.lanes import judge_domains
from analyzer.assessment.model import Assessment, Finding, ToolInfo
from analyzer.assessment.questions import ask
from analyzer.assessment.scoping import ScopeInputs, plan_scope
from analyzer.assessment.timeline import applicable_prerequisites, judge_deadlines
from analyzer.assessment.tool import check_tool
from analyzer.assessment.verdict import give_verdict
from analyzer.cloudsync.model import JobSchema
from analyzer.configuration import Configuration, Part
from analyzer.connect.known_rules import KnownRules
from analyzer.connect.standard_rules import recognise
from analyzer.knowledge.model import KnowledgeBase

_CONTAINERS, _OBJECTS, _MEMBERS = "containers", "objects_per_domain", "largest_group_members"
"""Questions per domain that say something about its scope."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an assessment starts from.

    Attributes:
        configuration: the export.
        knowledge: the knowledge base.
        standard_rules: the standard rules of the builds we know.
        answers: what people answered.
        baseline: the export of a freshly installed server of the same version, if there is one.
        now: the moment the assessment speaks for (with a time zone).
        job_schema: the tenant's own Cloud Sync schema, which then takes the default mapping's place.

    """

    configuration: Configuration
    knowledge: KnowledgeBase
    standard_rules: KnownRules
    answers: Answers
    baseline: Configuration | None
    now: datetime
    job_schema: JobSchema | None = None


def assess(inputs: Inputs) -> Assessment:
    """Assess one configuration. Pure: the same inputs give the same assessment."""
    knowledge, today = inputs.knowledge, inputs.now.astimezone(UTC).date()
    recognition = recognise(inputs.configuration, inputs.standard_rules, inputs.baseline)
    flows = assess_flows(inputs.configuration, recognition, inputs.standard_rules, inputs.job_schema)
    answers = inputs.answers.with_counts(inputs.configuration.counts)
    scopes = plan_scope(inputs.configuration, recognition, _scope_inputs(inputs, answers))
    ground = Ground(inputs.configuration, recognition, today, flows, scopes)
    facts = establish(ground, knowledge.questions, answers, knowledge.facts)
    evaluator = Evaluator(facts, knowledge.limits)
    drivers = {driver.id: driver for driver in knowledge.effort}
    judged = tuple(judge_features(knowledge.features, evaluator))
    findings = _ordered([*apply_rules(knowledge.findings, evaluator, drivers), *feature_findings(judged, drivers)])
    tool = check_tool(knowledge.tool_checks, evaluator, knowledge.limits)
    questions = tuple(ask(knowledge.questions, evaluator, answers))
    domains = judge_domains(ground, facts, findings, tool)
    return Assessment(
        tool=ToolInfo(
            "cloudsync-readiness",
            __version__,
            knowledge.version,
            knowledge.as_of,
            inputs.now.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z"),
        ),
        configuration=inputs.configuration,
        facts=facts,
        verdict=give_verdict(
            domains, findings, tool, questions, scope_told=Part.SCOPE not in inputs.configuration.gaps
        ),
        domains=domains,
        migration_tool=tool,
        rules=tuple(judge_rules(ground, findings)),
        missing_rules=tuple(rule.name for rule in recognition.missing),
        flows=flows,
        scope=tuple(describe_scope(ground, findings)),
        features=tuple(feature.verdict for feature in judged),
        findings=findings,
        questions=questions,
        deadlines=tuple(judge_deadlines(knowledge.deadlines, evaluator, today)),
        prerequisites=tuple(applicable_prerequisites(knowledge.prerequisites, evaluator)),
        effort=total_effort(findings, knowledge.effort, evaluator),
        limits=tuple(knowledge.limits.values()),
        cmdlets=knowledge.cmdlets,
    )


def _scope_inputs(inputs: Inputs, answers: Answers) -> ScopeInputs:
    """Return what is told about the domains, in the form that planning the scope takes."""
    containers: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, dict[str, int]] = {_OBJECTS: {}, _MEMBERS: {}}
    for (question, domain), value in answers.told_by_domain.items():
        if question == _CONTAINERS and isinstance(value, str):
            containers[domain] = tuple(value.splitlines())
        elif question in numbers and isinstance(value, int):
            numbers[question][domain] = value
    limits = inputs.knowledge.limits
    return ScopeInputs(limits, containers, numbers[_OBJECTS], numbers[_MEMBERS], inputs.job_schema)


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    """Most binding first, then the worst outcome, then by code and id: the same in every report."""
    findings.sort(key=lambda f: (f.importance.rank, -f.outcome.severity, f.code, f.subject.name, f.id))
    return tuple(findings)
