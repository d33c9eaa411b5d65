"""The summary that ``analyze`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from analyzer.assessment.model import Assessment
from analyzer.commands.common import printable
from analyzer.vocabulary import CheckResult, Importance, InUse, Outcome

_SHOWN = 5


def worst_reached(assessment: Assessment, outcome: str) -> bool:
    """Tell whether any finding has ``outcome`` or a worse one."""
    floor = Outcome(outcome).severity
    return any(finding.outcome.severity >= floor for finding in assessment.findings)


def summary_document(assessment: Assessment, written: Sequence[Path]) -> dict[str, Any]:
    """Return the summary as plain values for JSON."""
    coverage = assessment.configuration.coverage
    return {
        "verdict": {"lane": assessment.verdict.lane, "headline": assessment.verdict.headline},
        "domains": [{"name": d.name, "lane": d.lane, "selected": d.selected} for d in assessment.domains],
        "migration_tool": {
            "eligible": "unknown" if assessment.migration_tool.eligible is None else assessment.migration_tool.eligible
        },
        "findings": {outcome.value: count for outcome, count in _by_outcome(assessment).items()},
        "open_questions": _unanswered(assessment),
        "effort_hours": {"low": assessment.effort.low_hours, "high": assessment.effort.high_hours},
        "coverage_percent": coverage.percent,
        "written": [str(path) for path in written],
    }


def print_summary(assessment: Assessment, written: Sequence[Path]) -> None:
    """Print what a person wants to know before opening the report."""
    verdict, coverage = assessment.verdict, assessment.configuration.coverage
    lines = [verdict.headline, verdict.explanation, ""]
    width = max((len(d.name) for d in assessment.domains), default=0)
    lines += [f"  {d.name:<{width}}  {d.lane or 'not selected'}" for d in assessment.domains]
    must = [f for f in assessment.findings if f.importance is Importance.MUST]
    if must:
        lines += ["", "Must be settled before the move:"]
        lines += [f"  {f.outcome:<9} {f.title}  [{f.id}]" for f in must[:_SHOWN]]
        if len(must) > _SHOWN:
            lines.append(f"  ... and {len(must) - _SHOWN} more in the report")
    counts = ", ".join(f"{count} {outcome}" for outcome, count in _by_outcome(assessment).items() if count)
    failed = sum(1 for c in assessment.migration_tool.checks if c.result is CheckResult.FAIL)
    effort = assessment.effort
    lines += [
        "",
        f"Findings: {counts or 'none'}. Microsoft's migration tool: {failed} of "
        f"{len(assessment.migration_tool.checks)} checks fail. Open questions: {_unanswered(assessment)}.",
        f"Effort: {effort.low_hours:g} to {effort.high_hours:g} hours. "
        f"Understood: {coverage.percent:g} % of {coverage.nodes_total:,} nodes.",
    ]
    lines += [
        f"Deadline: {d.date} {d.title} ({'passed' if d.days_left < 0 else f'{d.days_left} days left'})"
        for d in assessment.deadlines
        if d.applies is InUse.YES
    ]
    lines += ["", *(f"Wrote {path}" for path in written)]
    click.echo(printable("\n".join(lines)))


def _by_outcome(assessment: Assessment) -> dict[Outcome, int]:
    counted = Counter(finding.outcome for finding in assessment.findings)
    return {outcome: counted[outcome] for outcome in Outcome}


def _unanswered(assessment: Assessment) -> int:
    return sum(1 for question in assessment.questions if question.answer is None)
