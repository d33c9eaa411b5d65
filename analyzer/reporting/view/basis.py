"""What the statements rest on: checks of Microsoft's tool, inputs, what wasn't understood, limits, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from analyzer.assessment.model import Assessment, CheckOutcome
from analyzer.knowledge.model import Source
from analyzer.planning.model import PlannedStage
from analyzer.reporting.anchors import anchor
from analyzer.reporting.view.parts import (
    CHECK_BADGES,
    Badge,
    EvidenceView,
    SourceView,
    evidence_views,
    source_view,
    source_views,
)
from analyzer.reporting.view.text import moment, number
from analyzer.reporting.view.told import ToldView, told_view
from analyzer.vocabulary import CheckResult

SHOWN_NODES = 100


class HasSources(Protocol):
    """Anything that rests on documents."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The documents."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check of Microsoft's migration tool."""

    anchor: str
    title: str
    result: Badge
    value: str
    limit: str
    evidence: tuple[EvidenceView, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class ToolView:
    """All checks, worst first, and the answer in words."""

    answer: str
    tone: str
    checks: tuple[CheckView, ...]
    passing: tuple[CheckView, ...]
    passed: int
    failed: int
    unknown: int


@dataclass(frozen=True, slots=True)
class InputView:
    """One input file."""

    name: str
    format: str
    sha256: str
    exported: str
    server: str
    build: str


@dataclass(frozen=True, slots=True)
class NodeView:
    """One place in the inputs with something to say about it."""

    place: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class LimitView:
    """One number with its sources."""

    title: str
    value: str
    conflict: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class BasisView:
    """What the statements rest on."""

    inputs: tuple[InputView, ...]
    not_understood: tuple[NodeView, ...]
    not_understood_more: int
    notes: tuple[NodeView, ...]
    told: ToldView
    limits: tuple[LimitView, ...]
    sources: tuple[SourceView, ...]


def tool_view(assessment: Assessment) -> ToolView:
    """Show the checks of Microsoft's migration tool: failed, unknown, passed."""
    order = [CheckResult.FAIL, CheckResult.UNKNOWN, CheckResult.PASS]
    checks = sorted(assessment.migration_tool.checks, key=lambda check: order.index(check.result))
    numbers = {result: sum(1 for c in checks if c.result is result) for result in CheckResult}
    answer, tone = {
        True: ("Microsoft's migration tool would take this configuration: every published check passes.", "pass"),
        False: ("Microsoft's migration tool would not take this configuration.", "fail"),
        None: ("Not known yet: no check fails, but some can't be answered from the inputs.", "unknown"),
    }[assessment.migration_tool.eligible]
    views = tuple(map(_check, checks))
    return ToolView(
        answer=answer,
        tone=tone,
        checks=views,
        passing=tuple(view for view in views if view.result is CHECK_BADGES[CheckResult.PASS]),
        passed=numbers[CheckResult.PASS],
        failed=numbers[CheckResult.FAIL],
        unknown=numbers[CheckResult.UNKNOWN],
    )


def _check(check: CheckOutcome) -> CheckView:
    return CheckView(
        anchor("check", check.id),
        check.title,
        CHECK_BADGES[check.result],
        check.value,
        check.limit,
        evidence_views(check.evidence),
        source_views(check.sources),
    )


def basis_view(assessment: Assessment, plan: tuple[PlannedStage, ...]) -> BasisView:
    """Show inputs, what wasn't understood, limits and every source used."""
    configuration = assessment.configuration
    missed = configuration.coverage.not_understood
    return BasisView(
        inputs=tuple(
            InputView(i.name, i.format, i.sha256, moment(i.exported_at), i.server, i.product_version)
            for i in configuration.inputs
        ),
        not_understood=tuple(NodeView(str(n.origin), n.origin.path, n.what) for n in missed[:SHOWN_NODES]),
        not_understood_more=max(0, len(missed) - SHOWN_NODES),
        notes=tuple(NodeView(str(n.origin), n.origin.path, n.text) for n in configuration.notes),
        told=told_view(configuration),
        limits=tuple(
            LimitView(limit.title, f"{number(limit.value)} {limit.unit}", limit.conflict, source_views(limit.sources))
            for limit in assessment.limits
        ),
        sources=tuple(source_view(s) for s in _distinct(assessment, plan)),
    )


def _distinct(assessment: Assessment, plan: tuple[PlannedStage, ...]) -> list[Source]:
    unique = {(source.id, source.url): source for source in _all_sources(assessment, plan)}
    return sorted(unique.values(), key=lambda source: (source.title.casefold(), source.url))


def _all_sources(assessment: Assessment, plan: tuple[PlannedStage, ...]) -> Iterator[Source]:
    holders: tuple[Iterable[HasSources], ...] = (
        assessment.migration_tool.checks,
        assessment.features,
        assessment.findings,
        assessment.deadlines,
        assessment.prerequisites,
        assessment.limits,
        assessment.cmdlets,
        *(stage.steps for stage in plan),
    )
    return (source for holder in holders for item in holder for source in item.sources)
