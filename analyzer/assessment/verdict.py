"""The verdict in one sentence, and the sentences that explain it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analyzer.assessment.lanes import failed_checks, overall_lane
from analyzer.assessment.model import DomainVerdict, Finding, OpenQuestion, ToolEligibility, Verdict
from analyzer.vocabulary import CheckResult, Importance, Lane, Outcome

_REASONS_SHOWN = 3


def give_verdict(
    domains: Sequence[DomainVerdict],
    findings: Sequence[Finding],
    tool: ToolEligibility,
    questions: Sequence[OpenQuestion],
) -> Verdict:
    """Sum up: the worst domain decides, passing checks never improve anything."""
    lane = overall_lane(domains)
    reasons = _reasons(domains, findings, lane)
    return Verdict(
        lane=lane,
        headline=_headline(lane, domains, tool),
        explanation=" ".join(filter(None, (_domains(domains, findings), _tool(tool), _open(questions, tool)))),
        reasons=reasons,
    )


def _reasons(domains: Sequence[DomainVerdict], findings: Sequence[Finding], lane: Lane) -> tuple[str, ...]:
    named = {reason for d in domains if d.lane is lane for reason in d.reasons}
    deciding = [f for f in findings if f.id in named]
    deciding.sort(key=lambda f: (f.importance.rank, -f.outcome.severity, f.id))
    return tuple(f.id for f in deciding)


def _headline(lane: Lane, domains: Sequence[DomainVerdict], tool: ToolEligibility) -> str:
    selected = [d for d in domains if d.lane is not None]
    if not selected:
        return "Nothing to move: the export selects no AD domain."
    if lane is Lane.MIGRATION_TOOL:
        return "Ready: Microsoft's migration tool should take this configuration as it is."
    if lane is Lane.STAGED:
        if tool.eligible is None:
            return "Can move in stages; Microsoft's own tool may take it once the open checks are answered."
        return "Can move to Cloud Sync in stages, by hand: Microsoft's migration tool would not take it."
    staying = [d.name for d in selected if d.lane is Lane.STAY]
    if len(staying) == len(selected):
        return "Stay on Connect Sync for now: something in use has no equivalent in Cloud Sync yet."
    return f"Partly ready: {_names(staying)} {_verb(staying)} to wait, the other domains can move in stages."


def _domains(domains: Sequence[DomainVerdict], findings: Sequence[Finding]) -> str:
    selected = [d for d in domains if d.lane is not None]
    must = [f for f in findings if f.importance is Importance.MUST]
    if not selected:
        return ""
    lanes = Counter(d.lane for d in selected)
    parts = []
    if count := lanes[Lane.MIGRATION_TOOL]:
        parts.append(f"{_domains_word(count)} can use Microsoft's tool")
    if count := lanes[Lane.STAGED]:
        parts.append(f"{_domains_word(count)} can move by hand")
    if count := lanes[Lane.STAY]:
        titles = _blocking(findings)
        because = f" because of: {'; '.join(titles)}" if titles else ""
        parts.append(f"{_domains_word(count)} should stay for now{because}")
    work = f", after {_count(len(must), 'change')} that must come first" if must and lanes[Lane.STAGED] else ""
    return f"Of {_domains_word(len(selected))}: {'; '.join(parts)}{work}."


def _blocking(findings: Sequence[Finding]) -> list[str]:
    titles = list(dict.fromkeys(f.title for f in findings if f.lane is Lane.STAY))
    more = len(titles) - _REASONS_SHOWN
    return titles[:_REASONS_SHOWN] + ([f"and {more} more"] if more > 0 else [])


def _tool(tool: ToolEligibility) -> str:
    total = len(tool.checks)
    if failed := failed_checks(tool):
        return f"Microsoft's migration tool stops at {failed} of its {_count(total, 'check')}."
    unknown = sum(1 for check in tool.checks if check.result is CheckResult.UNKNOWN)
    if unknown:
        return f"Of the {total} checks of Microsoft's migration tool none fails, {unknown} can't be told yet."
    return ""


def _open(questions: Sequence[OpenQuestion], tool: ToolEligibility) -> str:
    count = sum(1 for question in questions if question.answer is None)
    return f"{_count(count, 'question')} can only be answered by people; the list says who and how." if count else ""


def worst_outcome(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the worst of several outcomes; ``supported`` for none."""
    return max(outcomes, key=lambda outcome: outcome.severity, default=Outcome.SUPPORTED)


def _names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _verb(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number:,} {word}s"


def _domains_word(number: int) -> str:
    return _count(number, "domain")
