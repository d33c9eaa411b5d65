"""The first screen: what a project lead reads in one minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analyzer.assessment.model import Assessment, DeadlineVerdict, DomainVerdict, Finding, OpenQuestion
from analyzer.reporting.anchors import anchor, finding_anchor
from analyzer.reporting.labels import LANES
from analyzer.reporting.view.parts import (
    IMPORTANCE_BADGES,
    LANE_BADGES,
    OUTCOME_BADGES,
    Badge,
    Reference,
    SourceView,
    newest,
    source_views,
)
from analyzer.reporting.view.text import (
    HOURS_PER_DAY,
    count,
    day,
    days_left,
    effort,
    hours,
    moment,
    number,
    person_days,
)
from analyzer.vocabulary import CheckResult, Importance, InUse, Lane, Outcome

TOP_BLOCKERS = 6
TOP_QUESTIONS = 6
TOP_DEADLINES = 5
NAMED_DOMAINS = 6


@dataclass(frozen=True, slots=True)
class LaneView:
    """One lane with the domains in it. ``decides`` marks the lane of the whole."""

    badge: Badge
    count: int
    domains: tuple[str, ...]
    more: int
    decides: bool


@dataclass(frozen=True, slots=True)
class BlockerView:
    """What stands in the way: the worst finding of a kind, how many more there are, the effort of all of them.

    ``effort`` is empty where another kind of finding about the same things carries it.
    """

    reference: Reference
    more: int
    outcome: Badge
    importance: Badge
    effort: str
    source_date: str


@dataclass(frozen=True, slots=True)
class AskView:
    """One open question in short; one that is asked per domain appears once, with its domains."""

    reference: Reference
    who: str
    domains: str


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """One date. ``tone``: ``passed``, ``soon`` (90 days), ``later``, ``off`` (does not apply)."""

    title: str
    date: str
    left: str
    tone: str
    applies: str
    consequence: str
    action: str
    conflict: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class ShareView:
    """One driver of the effort. ``low`` and ``high`` are hours, for the chart."""

    title: str
    units: str
    hours: str
    days: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class EffortView:
    """The effort as a whole and by driver, biggest first."""

    days: str
    hours: str
    hours_per_day: int
    shares: tuple[ShareView, ...]
    scale: float


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many features in use have an outcome."""

    badge: Badge
    count: int


@dataclass(frozen=True, slots=True)
class ConfidenceView:
    """How much of the input was understood, and what is missing."""

    percent: str
    share: float
    nodes: str
    not_understood: int
    notes: int
    open_questions: int
    answered: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure with a link to what it is made of. ``tone`` is ``alarm`` or empty."""

    name: str
    anchor: str
    value: str
    remark: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class SummaryView:
    """Everything of the first screen."""

    lane: Badge
    headline: str
    explanation: str
    figures: tuple[Figure, ...]
    lanes: tuple[LaneView, ...]
    unselected: int
    blockers: tuple[BlockerView, ...]
    must_count: int
    finding_count: int
    asks: tuple[AskView, ...]
    more_asks: bool
    open_count: int
    effort: EffortView
    deadlines: tuple[DeadlineView, ...]
    due: tuple[DeadlineView, ...]
    features_in_use: int
    outcomes: tuple[OutcomeCount, ...]
    confidence: ConfidenceView
    as_of: tuple[tuple[str, str], ...]


def summary_view(assessment: Assessment) -> SummaryView:
    """Make the first screen."""
    verdict = assessment.verdict
    known = {finding.id: finding for finding in assessment.findings}
    blockers = _blockers(assessment, known)
    musts = sum(1 for finding in assessment.findings if finding.importance is Importance.MUST)
    waiting = [question for question in assessment.questions if question.answer is None]
    in_use = [feature for feature in assessment.features if feature.in_use is InUse.YES]
    outcomes = Counter(feature.outcome for feature in in_use)
    deadlines = deadline_views(assessment.deadlines)
    asks = _asks(waiting)
    return SummaryView(
        lane=LANE_BADGES[verdict.lane],
        headline=verdict.headline,
        explanation=verdict.explanation,
        figures=_figures(assessment, musts, len(waiting), deadlines),
        lanes=tuple(_lane(lane, assessment) for lane in Lane),
        unselected=sum(1 for domain in assessment.domains if domain.lane is None),
        blockers=tuple(map(_blocker, _kinds(blockers)))[:TOP_BLOCKERS],
        must_count=musts,
        finding_count=len(assessment.findings),
        asks=asks[:TOP_QUESTIONS],
        more_asks=len(asks) > TOP_QUESTIONS,
        open_count=len(waiting),
        effort=_effort(assessment),
        deadlines=deadlines,
        due=tuple(d for d in deadlines if d.tone != "off")[:TOP_DEADLINES],
        features_in_use=len(in_use),
        outcomes=tuple(OutcomeCount(OUTCOME_BADGES[o], outcomes[o]) for o in Outcome),
        confidence=_confidence(assessment, len(waiting)),
        as_of=_as_of(assessment),
    )


def _asks(waiting: list[OpenQuestion]) -> tuple[AskView, ...]:
    grouped: dict[str, list[OpenQuestion]] = {}
    for question in waiting:
        grouped.setdefault(question.id, []).append(question)
    return tuple(
        AskView(
            Reference(anchor("question", group[0].key or group[0].id), group[0].text),
            group[0].who,
            group[0].domain if len(group) == 1 else f"each of {len(group)} domains",
        )
        for group in grouped.values()
    )


def _figures(
    assessment: Assessment, musts: int, waiting: int, deadlines: tuple[DeadlineView, ...]
) -> tuple[Figure, ...]:
    total, checks = assessment.effort, assessment.migration_tool.checks
    passed = sum(1 for check in checks if check.result is CheckResult.PASS)
    due = [d for d in deadlines if d.tone != "off"]
    over = sum(1 for d in due if d.tone == "passed")
    date_value = f"{over} passed" if over else due[0].left if due else "none"
    date_remark = f"of {count(len(due), 'date')}" if over else due[0].title if due else "applies here"
    return (
        Figure("Before the move", "findings", number(musts), f"of {count(len(assessment.findings), 'finding')}"),
        Figure("Effort", "effort", person_days(total.low_hours, total.high_hours) or "none", ""),
        Figure("Deadlines", "deadlines", date_value, date_remark, "alarm" if over else ""),
        Figure("Tool checks", "tool", f"{passed} of {len(checks)}", "pass"),
        Figure("Open questions", "questions", number(waiting), f"of {len(assessment.questions)}"),
        Figure("Understood", "unchecked", f"{assessment.configuration.coverage.percent:g} %", "of the export"),
    )


def rank(finding: Finding) -> tuple[int, int, int, float, str]:
    """Order of findings, worst first: importance, lane, outcome, effort, title."""
    lane = finding.lane.rank if finding.lane else -1
    return (finding.importance.rank, -lane, -finding.outcome.severity, -finding.effort.high_hours, finding.title)


def _blockers(assessment: Assessment, known: dict[str, Finding]) -> list[Finding]:
    deciding = [known[r] for r in assessment.verdict.reasons if r in known]
    seen = {finding.id for finding in deciding}
    others = [f for f in assessment.findings if f.importance is Importance.MUST and f.id not in seen]
    return deciding + sorted(others, key=rank)


def _finding_reference(finding: Finding) -> Reference:
    return Reference(finding_anchor(finding.id), finding.title)


def _kinds(findings: list[Finding]) -> list[list[Finding]]:
    """Put findings of the same code together, at the place of the first."""
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.code, []).append(finding)
    return list(kinds.values())


def _blocker(kind: list[Finding]) -> BlockerView:
    first = kind[0]
    low, high = sum(f.effort.low_hours for f in kind), sum(f.effort.high_hours for f in kind)
    return BlockerView(
        reference=_finding_reference(first),
        more=len(kind) - 1,
        outcome=OUTCOME_BADGES[first.outcome],
        importance=IMPORTANCE_BADGES[first.importance],
        effort=effort(low, high) if high else "",
        source_date=newest(first.sources),
    )


def _lane(lane: Lane, assessment: Assessment) -> LaneView:
    names = [domain_name(domain) for domain in assessment.domains if domain.lane is lane]
    return LaneView(
        badge=LANE_BADGES[lane],
        count=len(names),
        domains=tuple(names[:NAMED_DOMAINS]),
        more=max(0, len(names) - NAMED_DOMAINS),
        decides=assessment.verdict.lane is lane,
    )


def domain_name(domain: DomainVerdict) -> str:
    """Name a domain; one without a DNS name goes by its connector."""
    return domain.name or domain.connector_name


def deadline_views(deadlines: tuple[DeadlineVerdict, ...]) -> tuple[DeadlineView, ...]:
    """Show dates: those that apply or may apply first, each group by date."""
    ordered = sorted(deadlines, key=lambda d: (d.applies is InUse.NO, d.date, d.id))
    applies = {InUse.YES: "applies here", InUse.UNKNOWN: "may apply: not known", InUse.NO: "does not apply here"}
    return tuple(
        DeadlineView(
            title=d.title,
            date=day(d.date),
            left=days_left(d.days_left),
            tone=_deadline_tone(d),
            applies=applies[d.applies],
            consequence=d.consequence,
            action=d.action,
            conflict=d.conflict,
            sources=source_views(d.sources),
        )
        for d in ordered
    )


def _deadline_tone(deadline: DeadlineVerdict) -> str:
    if deadline.applies is InUse.NO:
        return "off"
    if deadline.days_left < 0:
        return "passed"
    return "soon" if deadline.days_left <= 90 else "later"


def _effort(assessment: Assessment) -> EffortView:
    total = assessment.effort
    shares = sorted((s for s in total.shares if s.high_hours), key=lambda s: (-s.high_hours, s.title))
    return EffortView(
        days=person_days(total.low_hours, total.high_hours) or "none",
        hours=hours(total.low_hours, total.high_hours) or "none",
        hours_per_day=HOURS_PER_DAY,
        shares=tuple(
            ShareView(
                title=s.title,
                units=f"{number(s.units)} × {s.per}",
                hours=hours(s.low_hours, s.high_hours),
                days=person_days(s.low_hours, s.high_hours),
                low=s.low_hours,
                high=s.high_hours,
            )
            for s in shares
        ),
        scale=max((s.high_hours for s in shares), default=1.0),
    )


def _confidence(assessment: Assessment, waiting: int) -> ConfidenceView:
    coverage = assessment.configuration.coverage
    return ConfidenceView(
        percent=f"{coverage.percent:g} %",
        share=coverage.percent,
        nodes=f"{number(coverage.nodes_understood)} of {count(coverage.nodes_total, 'node')}",
        not_understood=len(coverage.not_understood),
        notes=len(assessment.configuration.notes),
        open_questions=waiting,
        answered=len(assessment.questions) - waiting,
    )


def _as_of(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    tool, configuration = assessment.tool, assessment.configuration
    return (
        ("Assessed", moment(tool.assessed_at)),
        ("Tool", f"{tool.name} {tool.version}"),
        ("Knowledge", f"version {tool.knowledge_version}, as of {day(tool.knowledge_as_of)}"),
        ("Connect Sync", configuration.product_version or "build not stated in the export"),
        ("Server", configuration.settings.server or "not stated in the export"),
        ("Exported", moment(configuration.settings.exported_at) or "not stated in the export"),
        *((f"Input {i.name}", f"{i.format}, SHA-256 {i.sha256}") for i in configuration.inputs),
    )


def lane_word(lane: Lane | None) -> str:
    """Name a lane; a domain without one isn't synchronised."""
    return LANES[lane].word if lane else "Not synchronised"
