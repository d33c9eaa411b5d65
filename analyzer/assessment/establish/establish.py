"""Puts the families of facts together with what people answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analyzer.assessment.answers import Answers
from analyzer.assessment.establish import export, features, flows, identity, rules, scope, server, topology
from analyzer.assessment.establish.ground import Ground
from analyzer.assessment.facts import Fact, Facts, Subject
from analyzer.configuration import Part
from analyzer.knowledge.model import FactDefinition, Question

_FAMILIES = (
    server.facts, export.facts, topology.facts, features.facts, identity.facts, rules.facts, scope.facts, flows.facts,
)  # fmt: skip


def establish(
    ground: Ground,
    questions: tuple[Question, ...],
    answers: Answers,
    definitions: Mapping[str, FactDefinition] | None = None,
) -> Facts:
    """Return all facts by name.

    What rests on a part that no source tells in full is unknown, as ``definitions`` (of ``facts.yaml``) say.

    An answer fills in what the export leaves unknown. Where the export says otherwise the export stands, and the
    contradiction becomes a subject of the fact ``contradicted_answers``.
    """
    gaps = ground.configuration.gaps
    facts = {
        fact.name: _as_told(fact, (definitions or {}).get(fact.name), gaps)
        for family in _FAMILIES
        for fact in family(ground)
    }
    contradictions = []
    for question in questions:
        if question.per_domain:
            facts["domains"] = _with_domain_answers(facts["domains"], question, answers)
            facts.setdefault(question.id, _summary(question, facts["domains"], answers))
            continue
        answered = answers.fact(question)
        known = facts.get(question.id)
        if known is None or known.value is None:
            facts[question.id] = answered or known or Fact(question.id, None)
        elif answered is not None and answered.truth is not known.truth:
            contradictions.append(_contradiction(question, known, answered))
    facts["contradicted_answers"] = Fact("contradicted_answers", len(contradictions), tuple(contradictions))
    return facts


def _as_told(fact: Fact, definition: FactDefinition | None, gaps: frozenset[Part]) -> Fact:
    """Make a fact unknown where its absence (of some, its presence too) rests on a part that no source tells."""
    if definition is None or not definition.needs & gaps or fact.value is None:
        return fact
    found = fact.truth is True and not definition.whole and definition.type != "number"
    return fact if found else Fact(fact.name, None, () if definition.whole else fact.subjects, fact.evidence)


def _with_domain_answers(domains: Fact, question: Question, answers: Answers) -> Fact:
    """Give every domain the value somebody answered for it, under the question's value name."""
    subjects = []
    for subject in domains.subjects:
        answered = answers.for_domain(question, subject.name)
        if answered is not None and answered.value is not None:
            subject = replace(  # noqa: PLW2901 - the subject, completed
                subject,
                values={**subject.values, question.value: answered.value},
                evidence=(*subject.evidence, *answered.evidence),
            )
        subjects.append(subject)
    return replace(domains, subjects=tuple(subjects))


def _summary(question: Question, domains: Fact, answers: Answers) -> Fact:
    """Say what holds of the domain with most: limits are per domain, so numbers are never added up.

    Unknown until every domain is answered.
    """
    found = [answers.for_domain(question, subject.name) for subject in domains.subjects]
    values = [fact.value for fact in found if fact is not None and fact.value is not None]
    evidence = tuple(item for fact in found if fact is not None for item in fact.evidence)
    if len(values) < len(domains.subjects) or not values:
        return Fact(question.id, None, evidence=evidence)
    if question.kind == "number":
        return Fact(question.id, max(int(value) for value in values), evidence=evidence)
    return Fact(question.id, any(values), evidence=evidence)


def _contradiction(question: Question, known: Fact, answered: Fact) -> Subject:
    return Subject(
        "answer",
        question.id,
        question.text,
        values={"answer": str(answered.value), "export": str(known.value)},
        evidence=(*known.evidence, *answered.evidence),
    )
