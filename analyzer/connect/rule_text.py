"""Comparable forms of scope clauses, joins and flows: what may differ in writing and still mean the same."""

from __future__ import annotations

import re
from functools import lru_cache

from analyzer.configuration import AttributeFlow, ConnectorKind, FlowKind, SyncRule
from analyzer.connect.known_rules import StandardFlow, StandardRule, parse_tag

_TOKENS = re.compile(r'"(?:\\.|[^"\\])*"|\[[^\]]*\]|\s+|[^\s"\[]+|.', re.DOTALL)
_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]")
_BOOLEANS = frozenset({"true", "false"})
_OPERATOR_ALIASES = {
    "ISNOTBITSET": "ISBITNOTSET",
    "NOTSTARTWITH": "NOTSTARTSWITH",
    "NOTENDWITH": "NOTENDSWITH",
    "STARTWITH": "STARTSWITH",
    "ENDWITH": "ENDSWITH",
}

Content = tuple[FlowKind, str]
"""What a flow writes, comparable: its kind and the normalised right-hand side."""


@lru_cache(maxsize=16384)
def normalise_expression(text: str) -> str:
    """Drop whitespace outside of strings and lower-case attribute names; functions stay case-sensitive.

    Connect's expression language ignores whitespace and newlines between tokens, its function names are
    case-sensitive (Microsoft, declarative provisioning expressions).
    """
    parts = []
    for token in _TOKENS.findall(text):
        if token.isspace():
            continue
        parts.append(token.lower() if token.startswith("[") else token)
    return "".join(parts)


def content(flow: AttributeFlow | StandardFlow) -> Content:
    """Return the comparable right-hand side of a flow."""
    if flow.kind is FlowKind.EXPRESSION:
        return flow.kind, normalise_expression(flow.expression or "")
    if flow.kind is FlowKind.CONSTANT:
        constant = (flow.constant or "").strip()
        return flow.kind, constant.lower() if constant.lower() in _BOOLEANS else constant
    return flow.kind, flow.sources[0].casefold() if flow.sources else ""


def attributes_read(flow: AttributeFlow | StandardFlow) -> set[str]:
    """Return the attributes a flow reads, lower case: those an expression names, not what the export lists."""
    kind, text = content(flow)
    if kind is FlowKind.EXPRESSION:
        return {token[1:-1].strip() for token in _TOKENS.findall(text) if token.startswith("[")}
    return {text} if kind is FlowKind.DIRECT else set()


def readable(flow: AttributeFlow | StandardFlow) -> str:
    """Write the right-hand side as an administrator reads it."""
    if flow.kind is FlowKind.EXPRESSION:
        return (flow.expression or "").strip()
    if flow.kind is FlowKind.CONSTANT:
        return f'constant "{flow.constant or ""}"'
    return f"[{flow.sources[0]}]" if flow.sources else "nothing"


def shape(flow: AttributeFlow | StandardFlow) -> str:
    """Return the expression without the flow's own attribute: equal for ``Trim([a])`` and ``Trim([b])``."""
    kind, text = content(flow)
    if kind is FlowKind.DIRECT:
        return "=" if same_name(text, flow.target) else f"={text}"
    if kind is FlowKind.CONSTANT:
        return f'"{text}"'
    return text.replace(f"[{flow.target.casefold()}]", "[·]")


def same_name(one: str, other: str) -> bool:
    """Tell whether two names differ only in case and punctuation (``msDS-HABX`` and ``msDsHabX``)."""
    return _NOT_ALPHANUMERIC.sub("", one.casefold()) == _NOT_ALPHANUMERIC.sub("", other.casefold())


def clause_key(attribute: str, operator: str, value: str) -> tuple[str, str, str]:
    """Return a comparable scope clause; text compares without case, as the shipped rules use it."""
    operator = operator.upper()
    return attribute.casefold(), _OPERATOR_ALIASES.get(operator, operator), value.strip().casefold()


def join_key(connector_attribute: str, metaverse_attribute: str, case_sensitive: bool) -> tuple[str, str, bool]:
    """Return a comparable join clause."""
    return connector_attribute.casefold(), metaverse_attribute.casefold(), case_sensitive


def as_reference(rule: SyncRule, baseline: str, kind: ConnectorKind = ConnectorKind.OTHER) -> StandardRule:
    """Turn a rule of some export into a reference to hold others against."""
    tag = parse_tag(rule.immutable_tag)
    return StandardRule(
        baseline=baseline,
        name=rule.name,
        tag=rule.immutable_tag,
        stem=tag.stem if tag else "",
        revision=tag.revision if tag else None,
        direction=rule.direction,
        connector=kind,
        source_type=rule.source_type,
        target_type=rule.target_type,
        link_type=rule.link_type,
        password_sync=rule.password_sync,
        precedence=rule.precedence,
        depends_on="",
        scope=tuple(tuple((c.attribute, c.operator, c.value) for c in group) for group in rule.scope),
        joins=tuple(
            tuple((c.connector_attribute, c.metaverse_attribute, c.case_sensitive) for c in group)
            for group in rule.joins
        ),
        flows=tuple(
            StandardFlow(f.target, f.kind, f.sources, f.expression, f.constant, f.merge_type, f.execute_once)
            for f in rule.flows
        ),
    )
