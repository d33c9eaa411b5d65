"""Findings: the index table, the filters, and each finding from evidence to sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analyzer.assessment.model import Assessment, Finding
from analyzer.reporting.anchors import anchor, finding_anchor
from analyzer.reporting.view.parts import (
    IMPORTANCE_BADGES,
    OUTCOME_BADGES,
    AdviceView,
    Badge,
    Choice,
    EvidenceList,
    Reference,
    SourceView,
    advice_view,
    evidence_list,
    source_views,
)
from analyzer.reporting.view.questions import question_references
from analyzer.reporting.view.summary import lane_word, rank
from analyzer.reporting.view.text import effort
from analyzer.vocabulary import Importance, Outcome


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding.

    ``effort_order`` is hours (the upper end) for sorting; ``best_lane`` is empty where the finding leaves lanes
    alone; ``subject`` has an anchor where the report shows the thing itself.
    """

    anchor: str
    id: str
    code: str
    title: str
    group: str
    outcome: Badge
    importance: Badge
    outcome_order: int
    importance_order: int
    subject: Reference
    domains: tuple[str, ...]
    best_lane: str
    effort: str
    effort_order: float
    drivers: tuple[str, ...]
    evidence: EvidenceList
    advice: AdviceView
    sources: tuple[SourceView, ...]
    conflict: str
    inferred: bool
    questions: tuple[Reference, ...]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class FindingsView:
    """All findings, worst first, with the choices of each filter."""

    findings: tuple[FindingView, ...]
    importances: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    groups: tuple[Choice, ...]
    domains: tuple[Choice, ...]


def findings_view(assessment: Assessment) -> FindingsView:
    """Show all findings."""
    ordered = sorted(assessment.findings, key=rank)
    anchors = ["", *(finding_anchor(finding.id) for finding in ordered), ""]
    links = _links(assessment)
    views = tuple(_finding(finding, anchors[index], anchors[index + 2], links) for index, finding in enumerate(ordered))
    return FindingsView(
        findings=views,
        importances=_vocabulary_choices(ordered, "importance"),
        outcomes=_vocabulary_choices(ordered, "outcome"),
        groups=text_choices([finding.group for finding in ordered]),
        domains=text_choices([domain for finding in ordered for domain in finding.subject.domains]),
    )


def text_choices(values: list[str]) -> tuple[Choice, ...]:
    """Make choices of texts, alphabetically, with how often each occurs."""
    return tuple(Choice(value, value, n) for value, n in sorted(Counter(values).items()) if value)


def _vocabulary_choices(findings: list[Finding], which: str) -> tuple[Choice, ...]:
    badges = [
        IMPORTANCE_BADGES[finding.importance] if which == "importance" else OUTCOME_BADGES[finding.outcome]
        for finding in findings
    ]
    counts = Counter(b.value for b in badges)
    order = [*(IMPORTANCE_BADGES[i] for i in Importance), *(OUTCOME_BADGES[o] for o in reversed(Outcome))]
    return tuple(Choice(b.value, b.word, counts[b.value]) for b in order if counts[b.value] and b in badges)


@dataclass(frozen=True, slots=True)
class _Links:
    """Where findings refer to: questions by id, and the things shown elsewhere by kind and identifier."""

    questions: dict[str, tuple[Reference, ...]]
    things: dict[tuple[str, str], str]


def _links(assessment: Assessment) -> _Links:
    rules = {("sync-rule", v.rule.id): anchor("rule", v.rule.id) for v in assessment.rules}
    connectors = {("connector", c.id): anchor("connector", c.id) for c in assessment.configuration.connectors}
    return _Links(question_references(assessment.questions), rules | connectors)


def _finding(finding: Finding, before: str, after: str, links: _Links) -> FindingView:
    return FindingView(
        anchor=finding_anchor(finding.id),
        id=finding.id,
        code=finding.code,
        title=finding.title,
        group=finding.group,
        outcome=OUTCOME_BADGES[finding.outcome],
        importance=IMPORTANCE_BADGES[finding.importance],
        outcome_order=finding.outcome.severity,
        importance_order=finding.importance.rank,
        subject=Reference(links.things.get((finding.subject.kind, finding.subject.id), ""), finding.subject.name),
        domains=finding.subject.domains,
        best_lane=lane_word(finding.lane) if finding.lane else "",
        effort=effort(finding.effort.low_hours, finding.effort.high_hours),
        effort_order=finding.effort.high_hours,
        drivers=tuple(
            f"{share.title}: {share.units} × {share.per}, {effort(share.low_hours, share.high_hours)}"
            for share in finding.effort.shares
        ),
        evidence=evidence_list(finding.evidence or finding.subject.evidence),
        advice=advice_view(finding.advice),
        sources=source_views(finding.sources),
        conflict=finding.conflict,
        inferred=finding.inferred,
        questions=tuple(r for question in finding.questions for r in links.questions.get(question, ())),
        previous=before,
        next=after,
    )
