"""Every way to break a knowledge file, with the exact sentence that it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import KnowledgeError
from analyzer.knowledge import check_rules, load_knowledge
from analyzer.resources import data_folder
from tests.knowledge.packs import FEATURE, FINDING, QUESTION, STEP, pack, problems

_LIMIT = "limits:\n  - {id: mine, title: T, value: 1, unit: u, sources: [faq]}\n"
_SOURCE = "sources:\n  - {id: mine, title: T, url: 'https://example.com/x', checked: 2026-11-22}\n"
_CHECK = "checks:\n  - {id: mine, title: T, passes: {fact: staging_mode}, limit: none, sources: [faq]}\n"
_DEADLINE = (
    "deadlines:\n  - {id: mine, title: T, date: 2026-12-31, applies: {fact: always}, consequence: C, action: A,"
    " sources: [faq]}\n"
)
_NEED = "prerequisites:\n  - {id: mine, group: G, title: T, requirement: R, check: C, sources: [faq]}\n"
_CMDLET = "cmdlets:\n  - {name: Get-Mine, use: U, sources: [faq]}\n"
_DRIVER = "effort:\n  - {id: mine, title: T, per: P, low_hours: 1, high_hours: 2}\n"
_FACT = "facts:\n  - {name: mine, title: T, type: truth}\n"


def _in(when: str) -> str:
    return FINDING.replace("{fact: staging_mode}", when)


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        # Shape of a file
        ("limits", "- 1\n", "$: expected a mapping, got a list"),
        ("limits", "", "$: expected a mapping, got nothing"),
        ("limits", "limit: []\n", "$: unknown key 'limit'; known here: limits"),
        ("limits", "limits: {a: 1}\n", "$.limits: expected a list, got a mapping"),
        ("limits", "limits: [x]\n", "$.limits[0]: expected a mapping, got 'x'"),
        ("limits", "limits:\n  - {title: T}\n", "$.limits[0]: the key 'id' is missing or not a text"),
        ("limits", _LIMIT + _LIMIT.removeprefix("limits:\n"), "$.limits[1].id: 'mine' is there twice"),
        # Values of the wrong type
        ("limits", _LIMIT.replace("value: 1", "value: many"), "$.limits[0].value: expected int, got 'many'"),
        ("limits", _LIMIT.replace("value: 1", "value: true"), "$.limits[0].value: expected int, got true"),
        ("limits", _LIMIT.replace("title: T", "title: 7"), "$.limits[0].title: expected text, got 7"),
        ("limits", _LIMIT.replace("title: T", "title: ' '"), "$.limits[0].title: expected text, got ' '"),
        (
            "limits",
            _LIMIT.replace("id: mine", "id: Mine"),
            "$.limits[0].id: expected an identifier like objects-per-domain, got 'Mine'",
        ),
        ("limits", _LIMIT.replace("unit: u, ", ""), "$.limits[0]: the key 'unit' is missing"),
        (
            "limits",
            _LIMIT.replace("unit: u", "unit: u, note: n"),
            "$.limits[0]: unknown key 'note'; known here: conflict, id, sources, title, unit, value",
        ),
        # Sources
        (
            "limits",
            _LIMIT.replace("[faq]", "[]"),
            "$.limits[0].sources: expected at least one entry, got an empty list",
        ),
        (
            "limits",
            _LIMIT.replace("[faq]", "[nobody]"),
            "$.limits[0].sources[0]: unknown source 'nobody'; sources.yaml lists the known ones",
        ),
        ("limits", _LIMIT.replace(", sources: [faq]", ""), "$.limits[0]: the key 'sources' is missing"),
        ("sources", _SOURCE.replace(", checked: 2026-11-22", ""), "$.sources[0]: the key 'checked' is missing"),
        (
            "sources",
            _SOURCE.replace("2026-11-22", "today"),
            "$.sources[0].checked: expected a date like 2026-11-22, got 'today'",
        ),
        (
            "sources",
            _SOURCE.replace("https:", "http:"),
            "$.sources[0].url: expected an https address, got 'http://example.com/x'",
        ),
        (
            "sources",
            _SOURCE.replace("https://example.com/x", "https://learn.microsoft.com/en-us/entra/x"),
            "$.sources[0].url: expected a language-neutral address, got 'https://learn.microsoft.com/en-us/entra/x'",
        ),
        # Facts
        (
            "facts",
            _FACT.replace("truth", "thing"),
            "$.facts[0].type: expected one of truth, number, text, subjects, got 'thing'",
        ),
        (
            "facts",
            _FACT.replace("type: truth", "type: subjects, values: {a: subjects}"),
            "$.facts[0].values.a: expected one of truth, number, text, got 'subjects'",
        ),
        (
            "facts",
            _FACT.replace("type: truth", "type: subjects, values: [a]"),
            "$.facts[0].values: expected a mapping, got a list",
        ),
        (
            "facts",
            _FACT.replace("type: truth", "type: truth, needs: [moon]"),
            "$.facts[0].needs[0]: expected one of settings, connectors, scope, object-types, connector-settings, "
            "attributes, run-profiles, standard-rules, custom-rules, rule-state, got 'moon'",
        ),
        (
            "facts",
            _FACT.replace("type: truth", "type: truth, whole: perhaps"),
            "$.facts[0].whole: expected true or false, got 'perhaps'",
        ),
        # Conditions
        ("findings", _in("x"), "$.findings[0].when: expected a condition, got 'x'"),
        (
            "findings",
            _in("{}"),
            "$.findings[0].when: expected a condition with exactly one of fact, subject, all_of, any_of, not",
        ),
        (
            "findings",
            _in("{fact: a, not: b}"),
            "$.findings[0].when: expected a condition with exactly one of fact, subject, all_of, any_of, not",
        ),
        (
            "findings",
            _in("{fact: nobody}"),
            "$.findings[0].when.fact: unknown fact 'nobody'; facts.yaml lists the known ones",
        ),
        ("findings", _in("{all_of: []}"), "$.findings[0].when.all_of: expected at least one entry, got an empty list"),
        (
            "findings",
            _in("{any_of: [{fact: always}, {fact: x}]}"),
            "$.findings[0].when.any_of[1].fact: unknown fact 'x'; facts.yaml lists the known ones",
        ),
        (
            "findings",
            _in("{not: {fact: x}}"),
            "$.findings[0].when.not.fact: unknown fact 'x'; facts.yaml lists the known ones",
        ),
        (
            "findings",
            _in("{fact: forest_count, above: 1}"),
            "$.findings[0].when: unknown key 'above'; known here: at_least, below, equals, fact, more_than",
        ),
        (
            "findings",
            _in("{fact: forest_count, below: 1, more_than: 2}"),
            "$.findings[0].when: expected one comparison, got below and more_than",
        ),
        ("findings", _in("{fact: forest_count, below: two}"), "$.findings[0].when.below: expected int, got 'two'"),
        ("findings", _in("{fact: product_version, below: 2.6}"), "$.findings[0].when.below: expected text, got 2.6"),
        (
            "findings",
            _in("{fact: staging_mode, more_than: 0}"),
            "$.findings[0].when.more_than: a truth is either true or false; more_than can't be asked of it",
        ),
        (
            "findings",
            _in("{fact: staging_mode, equals: maybe}"),
            "$.findings[0].when.equals: expected true or false, got 'maybe'",
        ),
        (
            "findings",
            _in("{fact: forest_count, below: {limit: nobody}}"),
            "$.findings[0].when.below.limit: unknown limit 'nobody'; limits.yaml lists the known ones",
        ),
        (
            "findings",
            _in("{fact: server, equals: {limit: tool-forests}}"),
            "$.findings[0].when.equals: a limit is a number; what it is held against is not",
        ),
        (
            "findings",
            _in("{subject: objects}"),
            "$.findings[0].when.subject: a value of the subject can only be asked where for_each names a fact",
        ),
        (
            "findings",
            _in("{subject: colour}\n    for_each: third_party_connectors"),
            "$.findings[0].when.subject: unknown value 'colour' of 'third_party_connectors'; known: subtype",
        ),
        (
            "findings",
            _in("{not: " * 13 + "{fact: always}" + "}" * 13),
            "$.findings[0].when" + ".not" * 13 + ": conditions may be nested 12 deep, not more",
        ),
        # Findings
        (
            "findings",
            FINDING.replace("MINE", "mine"),
            "$.findings[0].code: expected an identifier like RULE-CUSTOM, got 'mine'",
        ),
        (
            "findings",
            FINDING.replace("MINE", "FEATURE-MINE"),
            "$.findings[0].code: codes that start with FEATURE- belong to the rows of features.yaml",
        ),
        (
            "findings",
            FINDING.replace("    when: {fact: staging_mode}\n", ""),
            "$.findings[0]: expected for_each, when, or both; otherwise the finding is always there",
        ),
        (
            "findings",
            FINDING.replace("when: {fact: staging_mode}", "for_each: staging_mode"),
            "$.findings[0].for_each: the fact 'staging_mode' has no subjects to go through",
        ),
        (
            "findings",
            FINDING.replace("title: Mine", "title: 'Rule {name}'"),
            "$.findings[0].title: unknown placeholder {name}; known here: none",
        ),
        (
            "findings",
            FINDING.replace("outcome: gap", "outcome: bad"),
            "$.findings[0].outcome: expected one of supported, adapted, manual, unknown, gap, got 'bad'",
        ),
        (
            "findings",
            FINDING.replace("importance: must", "importance: high"),
            "$.findings[0].importance: expected one of must, should, check, info, got 'high'",
        ),
        (
            "findings",
            FINDING.replace("steps: [S]", "steps: []"),
            "$.findings[0].advice.steps: expected at least one entry, got an empty list",
        ),
        (
            "findings",
            FINDING.replace(", steps: [S]", ""),
            "$.findings[0].advice: the key 'steps' is missing; only what is supported needs no steps",
        ),
        (
            "findings",
            FINDING + "    lane: fast\n",
            "$.findings[0].lane: expected one of migration-tool, staged, stay, got 'fast'",
        ),
        (
            "findings",
            FINDING + "    effort: nothing\n",
            "$.findings[0].effort: unknown effort driver 'nothing'; effort.yaml lists the known ones",
        ),
        (
            "findings",
            FINDING + "    questions: [what]\n",
            "$.findings[0].questions[0]: unknown question 'what'; questions.yaml lists the known ones",
        ),
        (
            "findings",
            FINDING + "    inferred: perhaps\n",
            "$.findings[0].inferred: expected true or false, got 'perhaps'",
        ),
        # Features
        (
            "features",
            FEATURE.replace('cloud_sync: "no"', "cloud_sync: never"),
            "$.features[0].cloud_sync: expected one of yes, no, partial, preview, unknown, got 'never'",
        ),
        (
            "features",
            FEATURE + "    in_use: {fact: x}\n",
            "$.features[0].in_use.fact: unknown fact 'x'; facts.yaml lists the known ones",
        ),
        (
            "features",
            FEATURE + "    refinements: []\n",
            "$.features[0].refinements: expected at least one entry, got an empty list",
        ),
        (
            "features",
            FEATURE + "    refinements: [{when: {fact: always}, outcome: gap}]\n",
            "$.features[0].refinements[0]: the key 'because' is missing",
        ),
        # Questions
        (
            "questions",
            QUESTION.replace("yes-no", "maybe"),
            "$.questions[0].kind: expected one of yes-no, number, text, choice, names, got 'maybe'",
        ),
        (
            "questions",
            QUESTION.replace("yes-no", "choice"),
            "$.questions[0]: choices belong to questions of the kind 'choice', and to no other",
        ),
        (
            "questions",
            QUESTION.replace("yes-no", "number, per_domain: true"),
            "$.questions[0]: a question per domain names the value of the fact 'domains' it sets, and no other does",
        ),
        (
            "questions",
            QUESTION.replace("yes-no", "number, per_domain: true, value: whole_domain"),
            "$.questions[0].value: expected a value of the fact 'domains' of the type number, got 'whole_domain'",
        ),
        (
            "questions",
            QUESTION.replace("how: H", "how: 'Get-X {domain}'"),
            "$.questions[0].how: unknown placeholder {domain}; known here: none",
        ),
        (
            "questions",
            QUESTION.replace("id: mine", "id: forest_count"),
            "$.questions[0]: its answer is of the type truth, but the fact 'forest_count' is number",
        ),
        # The rest
        (
            "migration_tool",
            _CHECK.replace("limit: none", "limit: none, value: x"),
            "$.checks[0].value: unknown fact 'x'; facts.yaml lists the known ones",
        ),
        (
            "deadlines",
            _DEADLINE.replace("2026-12-31", "soon"),
            "$.deadlines[0].date: expected a date like 2026-11-22, got 'soon'",
        ),
        (
            "prerequisites",
            _NEED.replace("check: C", "check: 'ping {server}'"),
            "$.prerequisites[0].check: unknown placeholder {server}; known here: none",
        ),
        (
            "procedure",
            STEP.replace("stage: prepare", "stage: party"),
            "$.steps[0].stage: unknown stage 'party'; procedure.yaml lists the known ones",
        ),
        (
            "procedure",
            STEP.replace("text: X", "text: '{colour}'"),
            "$.steps[0].text: unknown placeholder {colour};"
            " known here: containers, domain, product_version, server, tenant",
        ),
        (
            "procedure",
            STEP.replace("text: X", "text: X, commands: ['Get-X {domain}']"),
            "$.steps[0].commands[0]: the placeholder {domain} must stand between single quotes,"
            " so that no name becomes code",
        ),
        (
            "procedure",
            STEP.replace("text: X", "text: X, commands: ['Get-X \"{domain}\"']"),
            "$.steps[0].commands[0]: the placeholder {domain} must stand between single quotes,"
            " so that no name becomes code",
        ),
        (
            "cmdlets",
            _CMDLET.replace("Get-Mine", "mine"),
            "$.cmdlets[0].name: expected an identifier like Get-AADCloudSyncToolsJob, got 'mine'",
        ),
        (
            "effort",
            _DRIVER.replace("high_hours: 2", "high_hours: 0.5"),
            "$.effort[0].high_hours: expected at least low_hours (1), got 0.5",
        ),
        (
            "effort",
            _DRIVER.replace("low_hours: 1", "low_hours: -1"),
            "$.effort[0].low_hours: expected hours (a number, zero or more), got -1",
        ),
        ("knowledge", "version: '1'\nas_of: soon\n", "$.as_of: expected a date like 2026-11-22, got 'soon'"),
    ],
)
def test_names_file_place_and_what_was_expected(tmp_path: Path, file: str, text: str, sentence: str) -> None:
    folder = pack(tmp_path / "pack", **{file: text})
    assert problems(folder) == [f"{file.replace('_', '-')}.yaml: {sentence}"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("limits", _LIMIT),
        ("sources", _SOURCE),
        ("migration_tool", _CHECK),
        ("deadlines", _DEADLINE),
        ("prerequisites", _NEED),
        ("cmdlets", _CMDLET),
        ("effort", _DRIVER),
        ("facts", _FACT),
        ("features", FEATURE),
        ("findings", FINDING),
        ("questions", QUESTION),
        ("procedure", STEP),
    ],
)
def test_the_snippets_are_sound_before_they_are_broken(tmp_path: Path, file: str, text: str) -> None:
    assert problems(pack(tmp_path / "pack", **{file: text})) == []


def test_a_long_value_is_shortened_in_the_sentence(tmp_path: Path) -> None:
    folder = pack(tmp_path / "pack", limits=_LIMIT.replace("value: 1", f"value: {'x' * 200}"))
    assert problems(folder) == [f"limits.yaml: $.limits[0].value: expected int, got '{'x' * 58}…"]


def test_all_errors_are_collected(tmp_path: Path) -> None:
    folder = pack(
        tmp_path / "pack",
        limits=_LIMIT.replace("value: 1", "value: many"),
        findings=FINDING.replace("[faq]", "[nobody]"),
        effort=_DRIVER.replace("per: P", "per: 1"),
    )
    assert len(problems(folder)) == 3


def test_what_cites_a_broken_source_isnt_blamed(tmp_path: Path) -> None:
    folder = pack(
        tmp_path / "pack", sources=_SOURCE.replace("2026-11-22", "today"), limits=_LIMIT.replace("[faq]", "[mine]")
    )
    assert problems(folder) == ["sources.yaml: $.sources[0].checked: expected a date like 2026-11-22, got 'today'"]


def test_a_file_with_another_name_is_refused(tmp_path: Path) -> None:
    folder = pack(tmp_path / "pack", limit=_LIMIT)
    assert problems(folder) == [
        "limit.yaml: unknown knowledge file; known: sources.yaml, facts.yaml, limits.yaml, effort.yaml, questions.yaml,"
        " features.yaml, findings.yaml, migration-tool.yaml, deadlines.yaml, prerequisites.yaml, procedure.yaml,"
        " cmdlets.yaml, knowledge.yaml"
    ]


def test_a_folder_that_isnt_there_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    assert [str(error) for error in check_rules(folder)] == [f"{folder}: expected a folder with knowledge files"]


def test_a_base_must_be_complete(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(pack(tmp_path / "base", limits="limits: []\n"))
    assert str(caught.value) == f"{tmp_path / 'base'}/knowledge.yaml: can't be read (No such file or directory)"


def test_loading_raises_the_first_problem(tmp_path: Path) -> None:
    folder = pack(tmp_path / "pack", limits=_LIMIT.replace("value: 1", "value: many"))
    with pytest.raises(KnowledgeError, match=r"expected int, got 'many'$"):
        load_knowledge(overlay=folder)


def test_our_own_files_are_called_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "rules"
    copy.mkdir()
    for path in data_folder("rules").glob("*.yaml"):
        (copy / path.name).write_bytes(path.read_bytes())
    pack(copy, limits=_LIMIT.replace("value: 1", "value: many"))
    monkeypatch.setattr("analyzer.knowledge.loader.data_folder", lambda name: tmp_path / name)
    assert "rules/limits.yaml: $.limits[0].value: expected int, got 'many'" in [str(e) for e in check_rules(copy)]
