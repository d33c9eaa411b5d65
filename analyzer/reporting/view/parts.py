"""Parts that several sections of a report share: badges, sources, evidence, charts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from analyzer.assessment.facts import Evidence
from analyzer.knowledge.model import Advice, Source
from analyzer.reporting.labels import CHECK_RESULTS, IMPORTANCES, LANES, OUTCOMES, Label
from analyzer.reporting.view.text import day
from analyzer.vocabulary import CheckResult, Importance, Lane, Outcome


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with a mark. ``tone`` names its look (``outcome-gap``); the word alone carries the meaning."""

    value: str
    word: str
    mark: str
    meaning: str
    tone: str


def badge(member: StrEnum, label: Label, family: str) -> Badge:
    """Make a badge of one member of a vocabulary."""
    return Badge(member.value, label.word, label.mark, label.meaning, f"{family}-{member.value}")


OUTCOME_BADGES = {member: badge(member, OUTCOMES[member], "outcome") for member in Outcome}
IMPORTANCE_BADGES = {member: badge(member, IMPORTANCES[member], "importance") for member in Importance}
LANE_BADGES = {member: badge(member, LANES[member], "lane") for member in Lane}
CHECK_BADGES = {member: badge(member, CHECK_RESULTS[member], "check") for member in CheckResult}


@dataclass(frozen=True, slots=True)
class SourceView:
    """One document. ``url`` is empty when it isn't a plain https address; ``dates`` is ready to print."""

    title: str
    url: str
    address: str
    dates: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One line of an input; ``place`` is ``file, line 12``."""

    place: str
    path: str
    value: str


@dataclass(frozen=True, slots=True)
class AdviceView:
    """Meaning, what Cloud Sync does, steps, how to verify; each may be empty."""

    meaning: str
    cloud_sync: str
    steps: tuple[str, ...]
    verify: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: the value that elements carry, the word people read, how many carry it."""

    value: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A link inside the report."""

    anchor: str
    text: str


def source_view(source: Source) -> SourceView:
    """Show one source. Only https addresses become links: an own rule pack may hold anything."""
    dates = (
        f"{day(source.dated)}, checked {day(source.checked)}"
        if source.dated
        else (f"undated, checked {day(source.checked)}")
    )
    link = source.url if source.url.lower().startswith("https://") else ""
    return SourceView(source.title or source.url, link, source.url, dates)


def source_views(sources: Iterable[Source]) -> tuple[SourceView, ...]:
    """Show sources in their order."""
    return tuple(map(source_view, sources))


def evidence_views(evidence: Iterable[Evidence]) -> tuple[EvidenceView, ...]:
    """Show evidence in its order."""
    return tuple(EvidenceView(f"{e.file}, line {e.line}" if e.line else e.file, e.path, e.value) for e in evidence)


SHOWN_EVIDENCE = 12
MOST_EVIDENCE = 100


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """Evidence in three parts: what is shown, what can be opened, and how many places only the JSON file names."""

    shown: tuple[EvidenceView, ...]
    more: tuple[EvidenceView, ...]
    left_out: int


def evidence_list(evidence: tuple[Evidence, ...]) -> EvidenceList:
    """Split evidence, so that one statement about thousands of flows doesn't drown the report."""
    return EvidenceList(
        shown=evidence_views(evidence[:SHOWN_EVIDENCE]),
        more=evidence_views(evidence[SHOWN_EVIDENCE:MOST_EVIDENCE]),
        left_out=max(0, len(evidence) - MOST_EVIDENCE),
    )


def advice_view(advice: Advice) -> AdviceView:
    """Show advice."""
    return AdviceView(advice.meaning, advice.cloud_sync, advice.steps, advice.verify)


def newest(sources: Iterable[Source]) -> str:
    """Say the date of the newest source: its own, or when it was checked; empty without sources."""
    dates = [source.dated or source.checked for source in sources]
    return day(max(dates)) if dates else ""
