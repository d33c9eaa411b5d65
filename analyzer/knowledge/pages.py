"""The docs page of a finding, made from its entry in ``rules/``: shown by ``explain`` and kept in docs/findings/.

``python -m analyzer.knowledge.pages`` writes the pages anew; a test holds the committed ones to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from analyzer.knowledge.loader import load_knowledge
from analyzer.knowledge.model import Advice, EffortDriver, FeatureRule, FindingRule, KnowledgeBase, Question, Source
from analyzer.knowledge.words import condition_in_words
from analyzer.resources import data_folder

INDEX = "README.md"

_HASH = re.compile(r"-[0-9A-F]{8}$")
_SPECIAL = re.compile(r"[<*]")


def page_for(knowledge: KnowledgeBase, identifier: str) -> str | None:
    """Return the page that ``identifier`` (any case) asks for, or ``None`` when there is none.

    An identifier is a code (``RULE-CUSTOM``, ``FEATURE-PHS``), the id of a finding of a report, which is a code and
    a hash (``RULE-CUSTOM-1a2b3c4d``), or the id of a feature row (``phs``).
    """
    wanted = identifier.strip().upper()
    rules: list[FindingRule | FeatureRule] = [*knowledge.findings, *knowledge.features]
    by_name = {rule.code: rule for rule in rules}
    by_name |= {feature.id.upper(): feature for feature in knowledge.features if feature.id.upper() not in by_name}
    rule = by_name.get(wanted) or by_name.get(_HASH.sub("", wanted))
    return finding_page(rule, knowledge) if rule else None


def page_names(knowledge: KnowledgeBase) -> list[str]:
    """Return every code, and the ids of feature rows in upper case: what :func:`page_for` knows."""
    codes = [rule.code for rule in knowledge.findings] + [rule.code for rule in knowledge.features]
    return [*codes, *(feature.id.upper() for feature in knowledge.features)]


def finding_page(rule: FindingRule | FeatureRule, knowledge: KnowledgeBase) -> str:
    """Return the page of one kind of finding as Markdown."""
    questions = [question for question in knowledge.questions if question.id in rule.questions]
    blocks = [
        f"# {rule.code}",
        f"**{_text(rule.title)}**",
        _facts(rule, knowledge),
        *_advice(rule.advice),
        *_section("Open questions", [_question(question) for question in questions], ""),
        *_section("Where documents disagree", [_text(rule.conflict)] if rule.conflict else [], ""),
        *_section("Sources", [_source(source) for source in rule.sources], "- "),
        _footer(rule, knowledge),
    ]
    return "\n\n".join(blocks) + "\n"


def all_pages(knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Iterate over file name and text of every page, the index last."""
    rows = []
    rules: list[FindingRule | FeatureRule] = [*knowledge.findings, *knowledge.features]
    for rule in rules:
        name = f"{rule.code}.md"
        rows.append(f"| [{rule.code}]({name}) | {_text(rule.title)} | {rule.outcome} | {rule.importance} |")
        yield name, finding_page(rule, knowledge)
    head = "# Findings\n\nOne page for each kind of finding and each row of the feature comparison.\n"
    table = "| Code | Title | Outcome | Importance |\n|---|---|---|---|\n" + "\n".join(rows)
    yield INDEX, f"{head}\n{table}\n"


def _facts(rule: FindingRule | FeatureRule, knowledge: KnowledgeBase) -> str:
    rows = [("Group", rule.group), ("Outcome", rule.outcome.value), ("Importance", rule.importance.value)]
    if isinstance(rule, FeatureRule):
        rows[1] = ("Outcome when in use", rule.outcome.value)
        rows += [("Connect Sync", rule.connect), ("Cloud Sync", rule.cloud_sync)]
        condition, label = rule.in_use, "In use when"
    else:
        condition, label = rule.when, "Appears when"
        if rule.for_each:
            rows.append(("Appears for each of", knowledge.facts[rule.for_each].title))
    if isinstance(rule, FeatureRule) and rule.reason_to_move:
        rows.append(("Reason to move", "yes, only Cloud Sync has it"))
    elif condition is not None:
        rows.append((label, condition_in_words(condition, knowledge)))
    if rule.lane is not None:
        rows.append(("Best lane while in use", rule.lane.value))
    drivers = {driver.id: driver for driver in knowledge.effort}
    if rule.effort:
        rows.append(("Effort", _hours(drivers[rule.effort])))
    for outcome, name in rule.effort_when.items() if isinstance(rule, FindingRule) else ():
        rows.append((f"Effort when judged {outcome}", _hours(drivers[name])))
    if isinstance(rule, FeatureRule):
        for refinement in rule.refinements:
            when = condition_in_words(refinement.when, knowledge)
            rows.append((f"Becomes {refinement.outcome} when", f"{when}: {refinement.because}"))
    if rule.inferred:
        rows.append(("Stated by a document", "no, inferred"))
    body = "\n".join(f"| {name} | {_text(value).replace('|', '/')} |" for name, value in rows)
    return f"| | |\n|---|---|\n{body}"


def _hours(driver: EffortDriver) -> str:
    return f"{driver.low_hours:g} to {driver.high_hours:g} hours per {driver.per} ({driver.title})"


def _advice(advice: Advice) -> list[str]:
    return [
        f"## What it means\n\n{_text(advice.meaning)}",
        f"## What Cloud Sync does\n\n{_text(advice.cloud_sync)}",
        *_section("What to do", [_text(step) for step in advice.steps], "1. "),
        *_section("How to verify", [_text(check) for check in advice.verify], "- "),
    ]


def _section(title: str, items: list[str], mark: str) -> list[str]:
    """Return a section as a block, or nothing when it has no items; without ``mark`` items are paragraphs."""
    if not items:
        return []
    marks = [f"{number}. " for number in range(1, len(items) + 1)] if mark == "1. " else [mark] * len(items)
    joined = ("\n" if mark else "\n\n").join(f"{mark}{item}" for mark, item in zip(marks, items, strict=True))
    return [f"## {title}\n\n{joined}"]


def _question(question: Question) -> str:
    return (
        f"**{_text(question.text)}** ({question.who}; answer `{question.id}`)\n\n{_text(question.why)}\n\n"
        f"```powershell\n{question.how}\n```"
    )


def _source(source: Source) -> str:
    dated = f"dated {source.dated}" if source.dated else "without a date"
    return f"[{_text(source.title)}]({source.url}), {dated}, checked {source.checked}"


def _footer(rule: FindingRule | FeatureRule, knowledge: KnowledgeBase) -> str:
    file = "features.yaml" if isinstance(rule, FeatureRule) else "findings.yaml"
    return f"---\nKnowledge {knowledge.version} of {knowledge.as_of}, made from `rules/{file}`."


def _text(text: str) -> str:
    """Keep placeholders such as ``<domain>`` and wildcards from being read as markup."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)


def write_pages(folder: Path) -> None:
    """Write every page into ``folder`` and remove pages of findings that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = dict(all_pages(load_knowledge()))
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages(data_folder("docs") / "findings")
