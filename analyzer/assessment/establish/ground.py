"""What facts are established from, and the small steps all families share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from analyzer.assessment.facts import Evidence, Fact, Particulars, Subject
from analyzer.assessment.flows.assess import AttributeFlows
from analyzer.assessment.scoping.model import DomainScope
from analyzer.configuration import Configuration, Connector, Direction, Partition, SyncRule
from analyzer.connect.standard_rules import RecognisedRule, Recognition

_TRUE, _FALSE = {"true", "1", "yes"}, {"false", "0", "no"}


@dataclass(frozen=True)
class Ground:
    """One configuration with its recognised rules, the day it is looked at, its flows and each partition's scope."""

    configuration: Configuration
    recognition: Recognition
    today: date
    flows: AttributeFlows | None = None
    scopes: tuple[DomainScope, ...] = ()

    @cached_property
    def selected_partitions(self) -> tuple[tuple[Connector, Partition], ...]:
        """The selected partitions of AD connectors, with their connectors."""
        return tuple(
            (connector, partition)
            for connector in self.configuration.active_directory_connectors
            for partition in connector.partitions
            if partition.selected
        )

    @cached_property
    def selected_scopes(self) -> tuple[DomainScope, ...]:
        """The scopes of the selected partitions."""
        return tuple(scope for scope in self.scopes if scope.selected)

    @cached_property
    def domains_by_connector(self) -> dict[str, tuple[str, ...]]:
        """Names of the selected domains, by connector id."""
        return {
            connector.id: tuple(p.domain or p.name for p in connector.partitions if p.selected)
            for connector in self.configuration.active_directory_connectors
        }

    @cached_property
    def enabled(self) -> tuple[RecognisedRule, ...]:
        """The rules that are not disabled."""
        return tuple(r for r in self.recognition.rules if not r.rule.disabled)

    def switch(self, fact: str, parameter: str, *, absent: bool | None = None) -> Fact:
        """Return a fact from a global parameter that holds ``True`` or ``False``.

        Args:
            fact: name of the fact.
            parameter: name of the parameter.
            absent: what it means when the export has no such parameter.

        """
        found = self.configuration.parameter(parameter)
        if found is None:
            return Fact(fact, absent)
        text = found.value.casefold()
        value = True if text in _TRUE else False if text in _FALSE else None
        return Fact(fact, value, evidence=(self.parameter_evidence(parameter),))

    def text(self, fact: str, parameter: str) -> Fact:
        """Return a fact with a global parameter's text, unknown when the export has none."""
        found = self.configuration.parameter(parameter)
        if found is None:
            return Fact(fact, None)
        return Fact(fact, found.value, evidence=(self.parameter_evidence(parameter),))

    def parameter_evidence(self, parameter: str) -> Evidence:
        """Return evidence that quotes a global parameter which exists."""
        found = self.configuration.parameter(parameter)
        if found is None:
            raise KeyError(parameter)
        return Evidence.of(found.origin, f"{found.name} = {found.value or '(empty)'}")

    def rule_subject(self, recognised: RecognisedRule, evidence: Iterable[Evidence] = (), **values: str) -> Subject:
        """Make a subject of a sync rule; without other evidence the rule itself is the evidence."""
        rule = recognised.rule
        purpose = self.flows.purpose(rule.id) if self.flows is not None else None
        if purpose is not None:
            values = {"outcome": str(purpose.outcome), **values}
        particulars = None if purpose is None else Particulars(f"{purpose.sentence} {purpose.because}", purpose.steps)
        own = Evidence.of(rule.origin, f"{rule.direction} rule '{rule.name}', precedence {rule.precedence}")
        return Subject(
            "sync-rule",
            rule.id,
            rule.name or rule.id,
            domains=self.domains_of_rule(rule),
            values={"direction": str(rule.direction), "precedence": rule.precedence, **values},
            evidence=(own, *evidence),
            particulars=particulars,
        )

    def domains_of_rule(self, rule: SyncRule) -> tuple[str, ...]:
        """Return the domains a rule touches: those of its AD connector; empty (all) for the others."""
        return self.domains_by_connector.get(rule.connector_id, ())

    def connector_subject(self, connector: Connector, value: str, **values: str | bool) -> Subject:
        """Make a subject of a connector."""
        return Subject(
            "connector",
            connector.id,
            connector.name,
            domains=self.domains_by_connector.get(connector.id, ()),
            values=values,
            evidence=(Evidence.of(connector.origin, value),),
        )


def counted(name: str, subjects: Iterable[Subject]) -> Fact:
    """Return a fact about several things: its value is how many there are."""
    found = tuple(subjects)
    return Fact(name, len(found), found, tuple(e for subject in found for e in subject.evidence))


def flows_to(
    rules: Iterable[RecognisedRule], *targets: str, direction: Direction | None = None
) -> Iterator[tuple[RecognisedRule, Evidence]]:
    """Yield the rules that write one of ``targets`` (any case), with the flow as evidence."""
    wanted = {target.casefold() for target in targets}
    for recognised in rules:
        if direction is not None and recognised.rule.direction is not direction:
            continue
        for flow in recognised.rule.flows:
            if flow.target.casefold() in wanted:
                yield recognised, Evidence.of(flow.origin, f"{recognised.rule.name}: {flow.target} <- {flow.text}")
