"""``readiness-summary.md``: the first page of the report as Markdown, for a ticket or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from analyzer.assessment.model import Assessment, DeadlineVerdict, Finding
from analyzer.knowledge.model import Source
from analyzer.reporting.labels import CHECK_RESULTS, IMPORTANCES, LANES, NAMES_PSEUDONYMISED, OUTCOMES
from analyzer.vocabulary import CheckResult, Importance, InUse, Outcome

_MOST_BLOCKERS = 10
_MOST_REASONS = 4
_MOST_QUESTIONS = 20
_MARKUP = re.compile(r"[\\`*_{}\[\]#|~$^@]")
_ENTITIES = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})
_LIST_START = re.compile(r"^(\d{1,9})(?=[.)](?:\s|$))|^(?=[-+=])")
_AUTOLINK = re.compile(r"(?=://)|(?<=www)(?=\.)", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def to_markdown(assessment: Assessment) -> str:
    """Return the summary: verdict, lanes, blockers, open questions, dates.

    Text of the export is escaped: it shows as it stands and is never markup, HTML, a link or a new line.
    """
    return "\n".join((*_verdict(assessment), *_lanes(assessment), *_blockers(assessment), *_tool(assessment),
                      *_questions(assessment), *_deadlines(assessment.deadlines), *_foot(assessment)))  # fmt: skip


def write_markdown(assessment: Assessment, path: Path) -> None:
    """Write the summary to ``path`` (UTF-8, line feeds). Raises ``OSError`` like :meth:`Path.write_bytes`."""
    path.write_bytes(to_markdown(assessment).encode("utf-8"))


def escape(text: str) -> str:
    r"""Return ``text`` as plain Markdown text on one line.

    Markup gets a backslash, HTML becomes entities, a start that would open a list or underline a heading is
    broken, and so are addresses that GitHub would turn into links (``https\\://``, ``www\\.``).
    """
    flat = " ".join(_UNSEEN.sub(" ", text).split())
    plain = _MARKUP.sub(r"\\\g<0>", flat).translate(_ENTITIES)
    return _AUTOLINK.sub(r"\\", _LIST_START.sub(r"\1\\", plain))


def _cells(values: Iterable[str]) -> str:
    return "| " + " | ".join(values) + " |"


def _link(source: Source) -> str:
    """Link an https address of the knowledge base; anything else is only named."""
    if re.fullmatch(r"https://[A-Za-z0-9._~:/?#@!$&*+,;=%-]+", source.url):
        return f"[{escape(source.title)}]({source.url}), checked {source.checked.isoformat()}"
    return f"{escape(source.title)}, checked {source.checked.isoformat()}"


def _verdict(assessment: Assessment) -> Iterator[str]:
    verdict, effort = assessment.verdict, assessment.effort
    yield "# Cloud Sync readiness"
    yield ""
    yield f"**{LANES[verdict.lane].word}.** {escape(verdict.headline)}"
    yield ""
    if verdict.explanation:
        yield escape(verdict.explanation)
        yield ""
    counts = ", ".join(
        f"{sum(one.outcome is outcome for one in assessment.findings)} {OUTCOMES[outcome].word.lower()}"
        for outcome in sorted(Outcome, key=lambda one: -one.severity)
    )
    yield f"- Findings: {len(assessment.findings)} ({counts})"
    yield f"- Effort: {effort.low_hours:g} to {effort.high_hours:g} hours"
    coverage = assessment.configuration.coverage
    yield f"- Understood: {coverage.percent:g} % of the export, {len(coverage.not_understood)} nodes not"
    yield ""


def _lanes(assessment: Assessment) -> Iterator[str]:
    yield "## Lanes"
    yield ""
    yield _cells(("Domain", "Lane", "Decided by"))
    yield _cells(("---", "---", "---"))
    for domain in assessment.domains:
        lane = LANES[domain.lane].word if domain.lane else "Not synchronised"
        reasons = [escape(one) for one in domain.reasons[:_MOST_REASONS]]
        if len(domain.reasons) > _MOST_REASONS:
            reasons.append(f"and {len(domain.reasons) - _MOST_REASONS} more")
        yield _cells((escape(domain.name), lane, ", ".join(reasons) or "–"))
    yield ""


def _blockers(assessment: Assessment) -> Iterator[str]:
    """List what binds before the move and isn't solved by the defaults, as the assessment ordered it."""
    blockers = [
        one for one in assessment.findings if one.importance is Importance.MUST and one.outcome is not Outcome.SUPPORTED
    ]
    yield f"## {IMPORTANCES[Importance.MUST].word}"
    yield ""
    for finding in blockers[:_MOST_BLOCKERS]:
        yield from _blocker(finding)
    if len(blockers) > _MOST_BLOCKERS:
        yield f"- … and {len(blockers) - _MOST_BLOCKERS} more in the report"
    if not blockers:
        yield "Nothing."
    yield ""


def _blocker(finding: Finding) -> Iterator[str]:
    effort = finding.effort
    hours = f", {effort.low_hours:g}–{effort.high_hours:g} h" if effort.high_hours else ""
    yield f"- **{OUTCOMES[finding.outcome].word}**: {escape(finding.title)} ({escape(finding.id)}{hours})"
    if finding.advice.steps:
        yield f"  - First step: {escape(finding.advice.steps[0])}"
    for source in finding.sources[:1]:
        yield f"  - Source: {_link(source)}"


def _tool(assessment: Assessment) -> Iterator[str]:
    checks = assessment.migration_tool.checks
    eligible = assessment.migration_tool.eligible
    word = "not known yet" if eligible is None else "yes" if eligible else "no"
    yield "## Microsoft's migration tool"
    yield ""
    counts = ", ".join(
        f"{sum(one.result is result for one in checks)} {CHECK_RESULTS[result].word.lower()}" for result in CheckResult
    )
    yield f"Would take it: **{word}** ({counts})."
    yield ""
    for check in checks:
        if check.result is CheckResult.FAIL:
            yield f"- {escape(check.title)}: {escape(check.value)}, the limit is {escape(check.limit)}"
    yield ""


def _questions(assessment: Assessment) -> Iterator[str]:
    waiting = [one for one in assessment.questions if one.answer is None]
    yield "## Open questions"
    yield ""
    for one in waiting[:_MOST_QUESTIONS]:
        domain = f" ({escape(one.domain)})" if one.domain else ""
        yield f"- {escape(one.text)}{domain} Ask: {escape(one.who)}."
    if len(waiting) > _MOST_QUESTIONS:
        yield f"- … and {len(waiting) - _MOST_QUESTIONS} more in the answers template"
    if not waiting:
        yield "None."
    yield ""


def _deadlines(deadlines: Iterable[DeadlineVerdict]) -> Iterator[str]:
    relevant = [one for one in deadlines if one.applies is not InUse.NO]
    yield "## Dates"
    yield ""
    for one in relevant:
        days = f"{one.days_left} days left" if one.days_left >= 0 else f"passed {-one.days_left} days ago"
        applies = "" if one.applies is InUse.YES else " It isn't known whether it applies here."
        yield f"- {one.date.isoformat()} ({days}): {escape(one.title.rstrip('.'))}. {escape(one.action)}{applies}"
    if not relevant:
        yield "None that applies."
    yield ""


def _foot(assessment: Assessment) -> Iterator[str]:
    tool = assessment.tool
    yield "---"
    yield ""
    yield (
        f"{escape(tool.name)} {escape(tool.version)}, knowledge {escape(tool.knowledge_version)} of "
        f"{tool.knowledge_as_of.isoformat()}, assessed at {escape(tool.assessed_at)}. "
        f"{NAMES_PSEUDONYMISED if assessment.configuration.pseudonymised else 'Contains customer data'}."
    )
    yield ""
