"""Recognises what a rule was written for; the knowledge stands in ``rules/flows/rule-idioms.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from analyzer.configuration import AttributeFlow, ConnectorKind, SyncRule
from analyzer.connect.flows.terms import flow_node, leaves, parts_of_iif
from analyzer.connect.rule_differences import DifferenceKind
from analyzer.connect.standard_rules import RecognisedRule
from analyzer.errors import KnowledgeError
from analyzer.expressions.nodes import FALSE, NULL_WORD, TRUE, Text
from analyzer.resources import rules_yaml
from analyzer.vocabulary import Outcome, RuleOrigin

_FILE = "flows/rule-idioms.yaml"
_WHOLE_RULE = frozenset({RuleOrigin.CUSTOM})
_FLOW_CHANGES = frozenset({DifferenceKind.FLOW_ADDED, DifferenceKind.FLOW_CHANGED})


@dataclass(frozen=True, slots=True)
class Idiom:
    """One thing people write rules for. ``outcome`` is ``None`` where the flows it writes decide."""

    id: str
    direction: str
    link_type: str
    connector: str
    targets: frozenset[str]
    target_pattern: re.Pattern[str] | None
    value: str
    scope_attribute: str
    scope_value: re.Pattern[str] | None
    changes: str
    joins: bool
    directories: str
    purpose: str
    becomes: str
    outcome: Outcome | None
    source: str
    steps: tuple[str, ...]

    @property
    def of_flow(self) -> bool:
        """Whether it is about one attribute flow; else it is about the rule as a whole."""
        return bool(self.targets) or self.target_pattern is not None


@dataclass(frozen=True, slots=True)
class Recognised:
    """An idiom found in a rule, and the flow that shows it (``None`` for the rule as a whole)."""

    idiom: Idiom
    flow: AttributeFlow | None


@lru_cache(maxsize=1)
def idioms() -> tuple[Idiom, ...]:
    """Load the idioms in the order in which they are tried.

    Raises:
        KnowledgeError: the file breaks its contract.

    """
    data = rules_yaml(_FILE)
    found = []
    for number, entry in enumerate(data["idioms"]):
        try:
            found.append(_idiom(entry, data["sources"]))
        except (AttributeError, KeyError, TypeError, ValueError, re.error) as problem:
            raise KnowledgeError(str(problem), file=f"rules/{_FILE}", place=f"$.idioms[{number}]") from problem
    return tuple(found)


def steps_to(result: str) -> tuple[str, ...]:
    """Return what to do about every rule that becomes ``result``, besides the steps of its idiom."""
    return tuple(rules_yaml(_FILE)["steps_by_result"].get(result, ()))


def _idiom(entry: dict[str, Any], sources: dict[str, str]) -> Idiom:
    outcome = entry["outcome"]
    return Idiom(
        id=entry["id"],
        direction=entry.get("direction", ""),
        link_type=entry.get("link_type", ""),
        connector=entry.get("connector", ""),
        targets=frozenset(name.lower() for name in entry.get("targets", ())),
        target_pattern=_pattern(entry.get("target_pattern")),
        value=entry.get("value", ""),
        scope_attribute=entry.get("scope_attribute", "").lower(),
        scope_value=_pattern(entry.get("scope_value")),
        changes=entry.get("changes", ""),
        joins=entry.get("joins", False),
        directories=entry.get("directories", ""),
        purpose=entry["purpose"],
        becomes=entry["becomes"],
        outcome=None if outcome == "flows" else Outcome(outcome),
        source=sources[entry["source"]],
        steps=tuple(entry.get("steps", ())),
    )


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return None if text is None else re.compile(text, re.IGNORECASE)


def recognise_idioms(
    recognised: RecognisedRule, kind: ConnectorKind | None, directories: int
) -> tuple[Recognised, ...]:
    """Return what a rule is for, most telling first: what it is as a whole, then flow by flow.

    Args:
        recognised: the rule.
        kind: the kind of its connector, ``None`` when there is no such connector.
        directories: how many directories besides Entra ID feed the metaverse.

    """
    flows = tuple(_own_flows(recognised))
    many = "several" if directories > 1 else "one"
    candidates = (i for i in idioms() if not i.of_flow and i.directories in ("", many))
    whole = [Recognised(i, None) for i in candidates if _fits_rule(i, recognised, kind)]
    by_flow: list[Recognised] = []
    for flow in flows:
        found = next((i for i in idioms() if i.of_flow and _fits_flow(i, recognised, kind, flow)), None)
        if found is not None:
            by_flow.append(Recognised(found, flow))
    decisive = [r for r in whole if not r.idiom.changes]
    changed = [r for r in whole if r.idiom.changes]
    return (*decisive, *by_flow, *changed) if not decisive else (*decisive, *changed, *by_flow)


def _own_flows(recognised: RecognisedRule) -> Iterator[AttributeFlow]:
    if recognised.origin in _WHOLE_RULE:
        yield from recognised.rule.flows
        return
    changed = {d.subject.lower() for d in recognised.differences if d.what in _FLOW_CHANGES}
    yield from (flow for flow in recognised.rule.flows if flow.target.lower() in changed)


def _fits_rule(idiom: Idiom, recognised: RecognisedRule, kind: ConnectorKind | None) -> bool:
    rule = recognised.rule
    if not _fits_place(idiom, rule, kind):
        return False
    if idiom.changes:
        return recognised.origin not in _WHOLE_RULE and any(d.what == idiom.changes for d in recognised.differences)
    if idiom.joins:
        return bool(rule.joins) and recognised.origin in _WHOLE_RULE
    if idiom.scope_attribute or idiom.scope_value:
        return _scope_fits(idiom, rule)
    return bool(idiom.link_type or idiom.connector)


def _fits_place(idiom: Idiom, rule: SyncRule, kind: ConnectorKind | None) -> bool:
    if idiom.direction and idiom.direction != rule.direction:
        return False
    if idiom.link_type and idiom.link_type != rule.link_type:
        return False
    return not idiom.connector or (kind is not None and idiom.connector == kind)


def _scope_fits(idiom: Idiom, rule: SyncRule) -> bool:
    return any(
        (not idiom.scope_attribute or clause.attribute.lower() == idiom.scope_attribute)
        and (idiom.scope_value is None or idiom.scope_value.search(clause.value))
        for group in rule.scope
        for clause in group
    )


def _fits_flow(idiom: Idiom, recognised: RecognisedRule, kind: ConnectorKind | None, flow: AttributeFlow) -> bool:
    if not _fits_place(idiom, recognised.rule, kind):
        return False
    if idiom.targets and flow.target.lower() not in idiom.targets:
        return False
    if idiom.target_pattern is not None and not idiom.target_pattern.fullmatch(flow.target):
        return False
    return not idiom.value or idiom.value == _value(flow)


def _value(flow: AttributeFlow) -> str:
    node = flow_node(flow)
    if node is None:
        return ""
    found = {leaf for leaf in leaves(node) if leaf != NULL_WORD}
    if found == {TRUE}:
        return "true"
    if found == {FALSE}:
        return "false"
    return "constant" if parts_of_iif(node) is None and isinstance(node, Text) else ""
