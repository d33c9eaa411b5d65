"""The verdict in one sentence, and the sentences that explain it."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.assessment.lanes import failed_checks, overall_lane
from analyzer.assessment.model import DomainVerdict, Finding, OpenQuestion, ToolEligibility, Verdict
from analyzer.vocabulary import CheckResult, Importance, Lane, Outcome

_REASONS_SHOWN = 3
_NAMES_SHOWN = 4
_LANE_SAYS = {
    Lane.MIGRATION_TOOL: "can use Microsoft's tool",
    Lane.STAGED: "can move by hand, in stages",
    Lane.STAY: "should stay on Connect Sync for now",
}

_UNTOLD = "Can't be told yet: no source lists the AD domains, so what is said is about what the sources hold."


def give_verdict(
    domains: Sequence[DomainVerdict],
    findings: Sequence[Finding],
    tool: ToolEligibility,
    questions: Sequence[OpenQuestion],
    *,
    scope_told: bool = True,
) -> Verdict:
    """Sum up: the worst domain decides, passing checks never improve anything.

    Without ``scope_told`` no source lists the domains, so that none is selected means nothing.
    """
    lane = overall_lane(domains)
    reasons = _reasons(domains, findings, lane)
    return Verdict(
        lane=lane,
        headline=_headline(lane, domains, findings, tool) if scope_told or domains else _UNTOLD,
        explanation=" ".join(filter(None, (_domains(domains, findings), _tool(tool), _open(questions)))),
        reasons=reasons,
    )


def _reasons(domains: Sequence[DomainVerdict], findings: Sequence[Finding], lane: Lane) -> tuple[str, ...]:
    named = {reason for d in domains if d.lane is lane for reason in d.reasons}
    deciding = [f for f in findings if f.id in named]
    deciding.sort(key=lambda f: (f.importance.rank, -f.outcome.severity, f.id))
    return tuple(f.id for f in deciding)


def _headline(lane: Lane, domains: Sequence[DomainVerdict], findings: Sequence[Finding], tool: ToolEligibility) -> str:
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
        gap = any(f.outcome is Outcome.GAP for f in findings if f.lane is Lane.STAY)
        why = "has no equivalent in Cloud Sync yet" if gap else "can't be shown to work in Cloud Sync"
        return f"Stay on Connect Sync for now: something in use {why}."
    return f"Partly ready: {_names(staying)} {_verb(staying)} to wait, the other domains can move in stages."


def _domains(domains: Sequence[DomainVerdict], findings: Sequence[Finding]) -> str:
    """Say what each lane holds, and how much must be settled before anything moves."""
    sentences = []
    for lane, says in _LANE_SAYS.items():
        names = [d.name for d in domains if d.lane is lane]
        if not names:
            continue
        because = f": {'; '.join(_blocking(findings))}" if lane is Lane.STAY and _blocking(findings) else ""
        shown = _names(names) if len(names) <= _NAMES_SHOWN else _count(len(names), "domain")
        sentences.append(f"{shown} {says}{because}.")
    must = sum(1 for f in findings if f.importance is Importance.MUST)
    if must and any(d.lane is Lane.STAGED for d in domains):
        sentences.append(f"{_count(must, 'finding')} must be settled before the move.")
    return " ".join(sentences)


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


def _open(questions: Sequence[OpenQuestion]) -> str:
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
