"""What the shipped knowledge must hold: complete, dated, readable, and nowhere counted twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from analyzer.knowledge import KnowledgeBase, load_knowledge
from analyzer.knowledge.conditions import AllOf, AnyOf, Condition, Not
from analyzer.knowledge.conditions import Compare as Single
from analyzer.knowledge.model import FeatureRule, FindingRule
from analyzer.resources import data_folder
from analyzer.vocabulary import Importance, Outcome
from tests.support.configurations import shared

KNOWLEDGE = load_knowledge()
ADVISED: list[FeatureRule | FindingRule] = [*KNOWLEDGE.features, *KNOWLEDGE.findings]
FEATURES = {feature.id: feature for feature in KNOWLEDGE.features}

SAME_SUBJECT = [
    {"pta", "pta-old"},
    {"federation", "adfs-setup"},
    {"attribute-filter", "attribute-filter-scenario", "ATTRIBUTE-FILTER-RULE"},
    {"scale-per-domain", "unlimited-objects", "large-domain-250k", "LIMIT-OBJECTS"},
    {"large-groups", "group-250k", "LIMIT-GROUP-MEMBERS"},
    {"group-filter", "tool-group-filter", "group-nesting-scope", "SCOPE-GROUP-FILTER"},
    {"device-sync", "hybrid-join-scenario"},
    {"ldap", "CONNECTOR-THIRD-PARTY"},
    {"custom-upn", "IDENTITY-ALTERNATE-ID"},
    {"source-anchor-choice", "IDENTITY-ANCHOR-OTHER"},
    {"custom-ad-attributes", "DIRECTORY-EXTENSION"},
    {"same-domain-parallel", "CLOUD-SYNC-PILOT"},
    {"merge-attributes", "IDENTITY-JOIN-ACROSS-FORESTS"},
]
"""Entries about one subject: only one of each may carry the work."""


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(shared("facts/feature-matrix.json").read_text(encoding="utf-8"))
    return rows


def _parts(condition: Condition | None) -> Iterator[Single]:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _parts(part)
        case Not(part):
            yield from _parts(part)
        case Single():
            yield condition


def _conditions(knowledge: KnowledgeBase) -> Iterator[Condition | None]:
    for feature in knowledge.features:
        yield feature.in_use
        yield from (refinement.when for refinement in feature.refinements)
    yield from (finding.when for finding in knowledge.findings)
    yield from (check.passes for check in knowledge.tool_checks)
    yield from (deadline.applies for deadline in knowledge.deadlines)
    yield from (need.applies for need in knowledge.prerequisites)
    yield from (step.when for stage in knowledge.stages for step in stage.steps)
    yield from (question.asked_when for question in knowledge.questions)


def _texts(rule: FeatureRule | FindingRule) -> list[str]:
    return [rule.advice.meaning, rule.advice.cloud_sync, *rule.advice.steps, *rule.advice.verify, rule.conflict]


def test_every_row_of_the_comparison_is_here() -> None:
    assert sorted(FEATURES) == sorted(row["id"] for row in _rows())


def test_rows_say_what_the_documents_say() -> None:
    said = {row["id"]: (row["connect"], row["cloudsync"]) for row in _rows()}
    assert {feature.id: (feature.connect, feature.cloud_sync) for feature in FEATURES.values()} == said


def test_contradictions_are_stated() -> None:
    flagged = [row["id"] for row in _rows() if re.search("conflict|contradict|ambiguous", row["footnote"], re.I)]
    assert flagged
    assert [name for name in flagged if not FEATURES[name].conflict] == []


def test_what_is_inferred_says_so() -> None:
    inferred = [row["id"] for row in _rows() if row.get("inferred")]
    assert [name for name in inferred if not FEATURES[name].inferred] == []


def test_what_blocks_the_migration_tool_is_checked() -> None:
    checked = {test.name for check in KNOWLEDGE.tool_checks for test in _parts(check.passes)}
    for row in _rows():
        if row.get("migration_tool_blocker"):
            asked = {test.name for test in _parts(FEATURES[row["id"]].in_use)}
            assert asked & checked, row["id"]


def test_limits_are_those_of_the_documents() -> None:
    numbers = {row["id"]: row["limit"] for row in _rows() if "limit" in row}
    assert KNOWLEDGE.limits["objects-per-domain"].value == numbers["scale-per-domain"]
    assert KNOWLEDGE.limits["group-members"].value == numbers["large-groups"]


def test_every_cmdlet_of_the_module_is_here() -> None:
    notes = shared("facts/field-notes.md").read_text(encoding="utf-8").split("23 cmdlets seen:")[1]
    assert {cmdlet.name for cmdlet in KNOWLEDGE.cmdlets} == set(re.findall(r"[A-Z][a-z]+-AADCloudSyncTools\w*", notes))


def test_sources_are_dated_and_language_neutral() -> None:
    for source in KNOWLEDGE.sources.values():
        assert source.checked <= KNOWLEDGE.as_of, source.id
        assert source.dated is None or source.dated <= source.checked, source.id
        assert not re.search(r"learn\.microsoft\.com/[a-z]{2}-[a-z]{2}/", source.url), source.id


def test_every_source_is_cited() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in data_folder("rules").glob("*.yaml") if p.stem != "sources")
    cited = {name.strip() for names in re.findall(r"sources: \[([^\]]*)\]", text) for name in names.split(",")}
    assert sorted(set(KNOWLEDGE.sources) - cited) == []


def test_every_judgement_but_our_own_rests_on_a_source() -> None:
    for rule in ADVISED:
        assert rule.sources, rule.code
        assert len({source.id for source in rule.sources}) == len(rule.sources), rule.code


def test_every_question_is_used_or_always_asked() -> None:
    asked = {test.name for condition in _conditions(KNOWLEDGE) for test in _parts(condition)}
    asked |= {name for rule in ADVISED for name in rule.questions}
    asked |= {name for check in KNOWLEDGE.tool_checks for name in check.questions}
    assert [q.id for q in KNOWLEDGE.questions if q.asked_when is not None and q.id not in asked] == []


def test_conditions_on_answers_name_their_question() -> None:
    questions = {question.id for question in KNOWLEDGE.questions}
    for feature in KNOWLEDGE.features:
        needed = {test.name for test in _parts(feature.in_use)} & questions
        assert needed <= set(feature.questions), feature.id
    for finding in KNOWLEDGE.findings:
        needed = {test.name for test in _parts(finding.when) if not test.of_subject} & questions
        assert needed <= set(finding.questions), finding.code


@pytest.mark.parametrize("names", SAME_SUBJECT, ids=lambda names: "+".join(sorted(names)))
def test_work_is_counted_once(names: set[str]) -> None:
    rules = {rule.code: rule for rule in ADVISED} | FEATURES
    working = [name for name in names if rules[name].effort or rules[name].importance is not Importance.INFO]
    assert len(working) == 1, working


def test_information_carries_no_work() -> None:
    for rule in ADVISED:
        if rule.importance is Importance.INFO:
            assert (rule.effort, rule.lane) == ("", None), rule.code


def test_what_isnt_supported_says_what_to_do_and_how_to_verify() -> None:
    for rule in ADVISED:
        outcomes = {rule.outcome, *(r.outcome for r in rule.refinements)} if isinstance(rule, FeatureRule) else set()
        if outcomes - {Outcome.SUPPORTED} or isinstance(rule, FindingRule):
            assert rule.advice.steps, rule.code
        if rule.importance in {Importance.MUST, Importance.SHOULD} and rule.outcome is not Outcome.SUPPORTED:
            assert rule.advice.verify, rule.code


def test_reasons_to_move_are_what_connect_never_has() -> None:
    reasons = {feature.id for feature in KNOWLEDGE.features if feature.reason_to_move}
    never = {f.id for f in KNOWLEDGE.features if [test.name for test in _parts(f.in_use)] == ["never"]}
    assert reasons == never == {feature.id for feature in KNOWLEDGE.features if feature.connect == "no"}


def test_prose_stays_short() -> None:
    for rule in ADVISED:
        assert len(rule.title) <= 100, rule.code
        assert max(len(text) for text in _texts(rule)) <= 420, rule.code
    for stage in KNOWLEDGE.stages:
        for step in stage.steps:
            assert len(step.text) <= 640, step.id


def test_codes_named_in_texts_exist() -> None:
    codes = {rule.code for rule in ADVISED}
    for rule in ADVISED:
        named = {name for text in _texts(rule) for name in re.findall(r"\b[A-Z]{3,}(?:-[A-Z0-9]{2,})+\b", text)}
        assert named <= codes, rule.code


def test_what_people_run_to_find_out_only_reads() -> None:
    changing = re.compile(
        r"\b(Set|New|Remove|Enable|Disable|Install|Start|Stop|Restart|Add|Update|Clear|Move|Grant)-[A-Z]"
    )
    for question in KNOWLEDGE.questions:
        assert not changing.search(question.how), question.id
    for need in KNOWLEDGE.prerequisites:
        assert not changing.search(need.check), need.id


def test_titles_are_unique() -> None:
    titles = [rule.title for rule in ADVISED]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_the_base_of_the_effort_counts_without_findings() -> None:
    named = {rule.effort for rule in ADVISED} | {d for rule in KNOWLEDGE.findings for d in rule.effort_when.values()}
    for driver in KNOWLEDGE.effort:
        assert bool(driver.fact) != (driver.id in named), driver.id


def test_deadlines_state_both_readings() -> None:
    assert {f"{deadline.date}" for deadline in KNOWLEDGE.deadlines} == {"2026-09-30", "2027-04-07"}
    for deadline in KNOWLEDGE.deadlines:
        assert deadline.conflict, deadline.id


def test_nothing_takes_objects_out_of_scope_before_cutover() -> None:
    text = " ".join(step.text for stage in KNOWLEDGE.stages for step in stage.steps)
    assert "Never take OUs, groups or domains out of the scope of Connect Sync" in text
    batches = next(s for stage in KNOWLEDGE.stages for s in stage.steps if s.id == "next-batches")
    assert {"pilot-tutorial", "migrate-howto"} <= {source.id for source in batches.sources}
