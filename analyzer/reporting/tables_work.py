"""The tables that people work in: tracker, questions, plan, prerequisites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from analyzer.assessment.model import Assessment, Finding, OpenQuestion
from analyzer.planning.model import PlannedStage
from analyzer.reporting.labels import IMPORTANCES, LANES, OUTCOMES
from analyzer.reporting.tables import FOUND, Column, Kind, Row, Table, Value, evidence_text, lines
from analyzer.vocabulary import Importance

THIS_RUN = Column("This run", width=18)


def assessed_on(assessment: Assessment) -> date:
    """Return the day of the assessment (UTC)."""
    return datetime.fromisoformat(assessment.tool.assessed_at).date()


def tracker(assessment: Assessment) -> Table:
    """One row per finding. Owner, status, due, decision and notes belong to the people who work with it."""
    day = assessed_on(assessment)
    return Table(
        "Tracker",
        "One row per finding. The light columns are yours: they are kept when the assessment runs again into the "
        "same folder. Everything else is written anew.",
        (
            Column("ID", Kind.KEY, 36),
            Column("Title", Kind.LONG, 46),
            Column("Outcome", width=12),
            Column("Importance", width=17),
            Column("Subject", Kind.LONG, 26),
            Column("Domains", Kind.LONG, 18),
            Column("Hours low", Kind.HOURS, 8),
            Column("Hours high", Kind.HOURS, 8),
            Column("Owner", width=16, editable=True),
            Column("Status", width=13, editable=True),
            Column("Due", Kind.DATE, 12, editable=True),
            Column("Decision", width=20, editable=True),
            Column("Notes", Kind.LONG, 34, editable=True),
            THIS_RUN,
            Column("First seen", Kind.DATE, 12),
            Column("Code", width=28),
            Column("Group", width=16),
            Column("Best lane", width=18),
            Column("Guidance", Kind.LONG, 60),
            Column("Evidence", Kind.LONG, 50),
            Column("Source", Kind.LINK, 34),
            Column("Source checked", Kind.DATE, 12),
        ),
        tuple(_finding(one, day) for one in assessment.findings),
        printed="Notes",
    )


def _finding(finding: Finding, day: date) -> Row:
    source = finding.sources[0] if finding.sources else None
    return (
        finding.id,
        finding.title,
        OUTCOMES[finding.outcome].word,
        IMPORTANCES[finding.importance].word,
        finding.subject.name,
        ", ".join(finding.subject.domains) or "All",
        finding.effort.low_hours,
        finding.effort.high_hours,
        None,
        "No action" if finding.importance is Importance.INFO else "Open",
        None,
        None,
        None,
        FOUND,
        day,
        finding.code,
        finding.group,
        LANES[finding.lane].word if finding.lane else None,
        guidance_text(finding),
        evidence_text(finding.evidence),
        source.url if source else None,
        source.checked if source else None,
    )


def guidance_text(finding: Finding) -> str:
    """Return what a reader needs to act, in plain lines."""
    advice = finding.advice
    return lines(
        (
            advice.meaning,
            f"In Cloud Sync: {advice.cloud_sync}" if advice.cloud_sync else "",
            *(f"{number}. {step}" for number, step in enumerate(advice.steps, 1)),
            *(f"Verify: {one}" for one in advice.verify),
            f"The documents disagree: {finding.conflict}" if finding.conflict else "",
            "Inferred: no document states this judgement." if finding.inferred else "",
        )
    )


def questions(assessment: Assessment) -> Table:
    """One row per question and, where it is asked per domain, per domain."""
    return Table(
        "Questions",
        "What an export can't tell. Answers typed here are kept; they count once they stand in the answers file "
        "(key and answer) and the assessment runs again with --answers.",
        (
            Column("Key", Kind.KEY, 40),
            Column("Question", Kind.LONG, 46),
            Column("Domain", width=18),
            Column("Answer", width=18, editable=True),
            Column("Answered by", width=18, editable=True),
            Column("Notes", Kind.LONG, 30, editable=True),
            Column("Who can answer", width=22),
            Column("How to find out", Kind.CODE, 50),
            Column("Why it matters", Kind.LONG, 40),
            Column("Kind", width=10),
            Column("Used in this run", width=18),
            THIS_RUN,
        ),
        tuple(
            (
                one.key,
                one.text,
                one.domain or "All",
                _answer(one),
                None,
                None,
                one.who,
                one.how,
                one.why,
                one.kind,
                _answer(one),
                FOUND,
            )
            for one in assessment.questions
        ),
        printed="How to find out",
    )


def _answer(question: OpenQuestion) -> Value:
    answer = question.answer
    if question.kind == "number" and answer is not None and answer.isascii() and answer.isdigit() and len(answer) < 16:
        return int(answer)
    return answer


def plan(stages: Sequence[PlannedStage]) -> Table:
    """One row per step of the way forward, in order."""
    return Table(
        "Plan",
        "The documented procedure with the names found in the export. The light columns are yours and are kept.",
        (
            Column("Step ID", Kind.KEY, 40),
            Column("Stage", width=14),
            Column("Step", Kind.LONG, 38),
            Column("For", width=18),
            Column("Owner", width=16, editable=True),
            Column("Status", width=13, editable=True),
            Column("Planned", Kind.DATE, 12, editable=True),
            Column("Notes", Kind.LONG, 30, editable=True),
            Column("What to do", Kind.LONG, 60),
            Column("Commands", Kind.CODE, 50),
            Column("How to verify", Kind.LONG, 40),
            Column("Source", Kind.LINK, 34),
            THIS_RUN,
        ),
        tuple(
            (
                "/".join(part for part in (stage.id, step.id, step.subject) if part),
                stage.title,
                step.title,
                step.subject or "All",
                None,
                "Open",
                None,
                None,
                step.text,
                lines(step.commands),
                lines(step.verify),
                step.sources[0].url if step.sources else None,
                FOUND,
            )
            for stage in stages
            for step in stage.steps
        ),
        printed="Commands",
    )


def prerequisites(assessment: Assessment) -> Table:
    """One row per prerequisite that applies here."""
    return Table(
        "Prerequisites",
        "What must be true before the move, and how to check it. The light columns are yours and are kept.",
        (
            Column("Prerequisite ID", Kind.KEY, 24),
            Column("Group", width=18),
            Column("Prerequisite", Kind.LONG, 36),
            Column("Status", width=13, editable=True),
            Column("Owner", width=16, editable=True),
            Column("Notes", Kind.LONG, 30, editable=True),
            Column("Requirement", Kind.LONG, 56),
            Column("How to check", Kind.CODE, 50),
            Column("Documents disagree", Kind.LONG, 30),
            Column("Source", Kind.LINK, 34),
            THIS_RUN,
        ),
        tuple(
            (
                one.id,
                one.group,
                one.title,
                "Open",
                None,
                None,
                one.requirement,
                one.check,
                one.conflict or None,
                one.sources[0].url if one.sources else None,
                FOUND,
            )
            for one in assessment.prerequisites
        ),
        printed="How to check",
    )
