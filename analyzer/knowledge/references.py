"""What entries of the knowledge base may refer to, and how conditions are decoded against it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analyzer.errors import KnowledgeError
from analyzer.knowledge.conditions import AllOf, AnyOf, Compare, Comparison, Condition, Not, Scalar
from analyzer.knowledge.model import FactDefinition, Source
from analyzer.knowledge.node import Node

MAX_DEPTH = 12
"""Deepest nesting of a condition; ours need three, and a bound keeps recursion safe."""

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A placeholder in a text: braces around one lower-case word, which PowerShell script blocks never are."""

PROCEDURE_PLACEHOLDERS = frozenset({"server", "tenant", "domain", "containers", "product_version"})
"""What the planning stage fills in, in texts of procedure steps."""

_COMPARISONS = tuple(comparison for comparison in Comparison if comparison is not Comparison.TRUE)
_ORDERED = frozenset({Comparison.BELOW, Comparison.AT_LEAST, Comparison.MORE_THAN})


class AlreadyReportedError(KnowledgeError):
    """The entry refers to one that is itself broken, whose own error says enough."""


@dataclass(slots=True)
class References:
    """Identifiers that entries may name.

    ``sources`` maps an id to its document, or to ``None`` where that entry is broken. ``facts`` holds the facts
    of ``facts.yaml`` and one for each question. The other sets hold ids.
    """

    sources: dict[str, Source | None] = field(default_factory=dict)
    facts: dict[str, FactDefinition] = field(default_factory=dict)
    limits: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    effort: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()

    def cited(self, node: Node) -> tuple[Source, ...]:
        """Return the sources that a list of ids names; at least one."""
        found = []
        for item in node.some():
            name = item.text()
            if name not in self.sources:
                raise item.error(f"unknown source {name!r}; sources.yaml lists the known ones")
            source = self.sources[name]
            if source is None:
                raise AlreadyReportedError(f"the source {name!r} is broken")
            found.append(source)
        return tuple(found)

    def asked(self, node: Node) -> tuple[str, ...]:
        """Return the question ids of a list."""
        return tuple(self.known(item, self.questions, "question", "questions.yaml") for item in node.items())

    def known(self, node: Node, ids: frozenset[str], what: str, where: str) -> str:
        """Return a text that is one of ``ids``."""
        name = node.text()
        if name not in ids:
            raise node.error(f"unknown {what} {name!r}; {where} lists the known ones")
        return name

    def fact(self, node: Node) -> FactDefinition:
        """Return the fact that a text names."""
        name = node.text()
        if name not in self.facts:
            raise node.error(f"unknown fact {name!r}; facts.yaml lists the known ones")
        return self.facts[name]

    def subjects(self, node: Node) -> FactDefinition:
        """Return the fact that a text names, which must have subjects."""
        fact = self.fact(node)
        if not fact.has_subjects:
            raise node.error(f"the fact {fact.name!r} has no subjects to go through")
        return fact

    def condition(self, node: Node, subject: FactDefinition | None = None, depth: int = 0) -> Condition:
        """Decode a condition; ``subject`` is the fact whose subjects it may ask about."""
        if depth > MAX_DEPTH:
            raise node.error(f"conditions may be nested {MAX_DEPTH} deep, not more")
        if not isinstance(node.value, dict):
            raise node.expected("a condition")
        heads = [word for word in ("fact", "subject", "all_of", "any_of", "not") if word in node.value]
        if len(heads) != 1:
            raise node.error("expected a condition with exactly one of fact, subject, all_of, any_of, not")
        head = heads[0]
        if head in {"all_of", "any_of"}:
            listed = node.fields(frozenset({head}))[head].some()
            parts = tuple(self.condition(part, subject, depth + 1) for part in listed)
            return AllOf(parts) if head == "all_of" else AnyOf(parts)
        if head == "not":
            return Not(self.condition(node.fields(frozenset({head}))[head], subject, depth + 1))
        return self._test(node, head, subject)

    def _test(self, node: Node, head: str, subject: FactDefinition | None) -> Compare:
        fields = node.fields(frozenset({head}), frozenset(_COMPARISONS))
        if head == "subject":
            if subject is None:
                raise fields[head].error("a value of the subject can only be asked where for_each names a fact")
            name = fields[head].text()
            if name not in subject.values:
                known = ", ".join(subject.values) or "none"
                raise fields[head].error(f"unknown value {name!r} of {subject.name!r}; known: {known}")
            kind = subject.values[name]
        else:
            fact = self.fact(fields[head])
            name, kind = fact.name, fact.type
        given = [comparison for comparison in _COMPARISONS if comparison in fields]
        if len(given) > 1:
            raise node.error(f"expected one comparison, got {' and '.join(given)}")
        if not given:
            return Compare(name, head == "subject", Comparison.TRUE, True, "")
        operand, limit = self._operand(fields[given[0]], given[0], kind)
        return Compare(name, head == "subject", given[0], operand, limit)

    def _operand(self, node: Node, comparison: Comparison, kind: str) -> tuple[Scalar, str]:
        if isinstance(node.value, dict):
            fields = node.fields(frozenset({"limit"}))
            limit = self.known(fields["limit"], self.limits, "limit", "limits.yaml")
            if kind not in {"number", "subjects"}:
                raise node.error("a limit is a number; what it is held against is not")
            return 0, limit
        value = node.value
        if kind in {"number", "subjects"}:
            return node.integer(), ""
        if kind == "text":
            return node.text(), ""
        if comparison in _ORDERED:
            raise node.error(f"a truth is either true or false; {comparison} can't be asked of it")
        if not isinstance(value, bool):
            raise node.expected("true or false")
        return value, ""


def unquoted_placeholders(command: str) -> set[str]:
    """Return the placeholders of a PowerShell command that stand outside of a single-quoted string.

    Names come from an export. Inside single quotes PowerShell expands nothing, and whoever fills the name in only
    has to double the quotes it holds; anywhere else a hostile name would become code.
    """
    inside, quote = set(), ""
    for index, character in enumerate(command):
        if quote == "#":
            quote = "" if character == "\n" else quote
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"#":
            quote = character
        if quote == "'":
            inside.add(index)
    return {match[1] for match in PLACEHOLDER.finditer(command) if match.start() not in inside}


def placeholders(*texts: str) -> set[str]:
    """Return the names of all placeholders in ``texts``."""
    return {name for text in texts for name in PLACEHOLDER.findall(text)}
