"""The feature comparison for this configuration: in use first, then what isn't known, then the rest."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.assessment.model import Assessment, FeatureVerdict
from analyzer.reporting.anchors import anchor, finding_anchor
from analyzer.reporting.labels import IN_USE
from analyzer.reporting.view.findings import text_choices
from analyzer.reporting.view.parts import (
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
from analyzer.vocabulary import InUse, Outcome

_DOCUMENT_WORDS = {"yes": "Yes", "no": "No", "partial": "Partly", "preview": "Preview", "unknown": "Not stated"}


@dataclass(frozen=True, slots=True)
class FeatureView:
    """One row. ``connect`` and ``cloud_sync`` are the documents' words.

    A row that became a finding refers to it: evidence, steps and checks stand there, once.
    """

    anchor: str
    title: str
    group: str
    in_use: str
    outcome: Badge
    connect: str
    cloud_sync: str
    because: str
    evidence: EvidenceList
    advice: AdviceView
    sources: tuple[SourceView, ...]
    conflict: str
    inferred: bool
    questions: tuple[Reference, ...]
    finding: Reference | None


@dataclass(frozen=True, slots=True)
class FeatureGroup:
    """The features of one group that share whether they are in use."""

    title: str
    features: tuple[FeatureView, ...]


@dataclass(frozen=True, slots=True)
class FeaturesView:
    """All rows."""

    in_use: tuple[FeatureGroup, ...]
    unknown: tuple[FeatureGroup, ...]
    unused: tuple[FeatureView, ...]
    reasons_to_move: tuple[FeatureView, ...]
    total: int
    in_use_count: int
    unknown_count: int
    outcomes: tuple[Choice, ...]
    groups: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _Links:
    """Where rows refer to: questions by id, findings by code."""

    questions: dict[str, tuple[Reference, ...]]
    findings: dict[str, Reference]


def features_view(assessment: Assessment) -> FeaturesView:
    """Show all rows; within a group the worst outcome first."""
    links = _Links(
        question_references(assessment.questions),
        {f.code: Reference(finding_anchor(f.id), f.title) for f in reversed(assessment.findings)},
    )
    used = [f for f in assessment.features if f.in_use is InUse.YES]
    unknown = [f for f in assessment.features if f.in_use is InUse.UNKNOWN]
    shown = used + unknown
    return FeaturesView(
        in_use=_groups(used, links),
        unknown=_groups(unknown, links),
        unused=tuple(_feature(f, links) for f in assessment.features if f.in_use is InUse.NO),
        reasons_to_move=tuple(_feature(f, links) for f in assessment.features if f.reason_to_move),
        total=len(assessment.features),
        in_use_count=len(used),
        unknown_count=len(unknown),
        outcomes=tuple(
            Choice(outcome.value, OUTCOME_BADGES[outcome].word, n)
            for outcome in reversed(Outcome)
            if (n := sum(1 for f in shown if f.outcome is outcome))
        ),
        groups=text_choices([f.group for f in shown]),
    )


def _groups(features: list[FeatureVerdict], links: _Links) -> tuple[FeatureGroup, ...]:
    titles = dict.fromkeys(feature.group for feature in features)
    return tuple(
        FeatureGroup(
            title,
            tuple(_feature(f, links) for f in sorted(features, key=lambda f: -f.outcome.severity) if f.group == title),
        )
        for title in titles
    )


def _feature(feature: FeatureVerdict, links: _Links) -> FeatureView:
    return FeatureView(
        anchor=anchor("feature", feature.id),
        title=feature.title,
        group=feature.group,
        in_use=IN_USE[feature.in_use].word,
        outcome=OUTCOME_BADGES[feature.outcome],
        connect=_DOCUMENT_WORDS.get(feature.connect, feature.connect),
        cloud_sync=_DOCUMENT_WORDS.get(feature.cloud_sync, feature.cloud_sync),
        because=feature.because,
        evidence=evidence_list(feature.evidence),
        advice=advice_view(feature.advice),
        sources=source_views(feature.sources),
        conflict=feature.conflict,
        inferred=feature.inferred,
        questions=tuple(r for question in feature.questions for r in links.questions.get(question, ())),
        finding=links.findings.get(f"FEATURE-{feature.id.upper()}"),  # as FeatureRule.code has it
    )
