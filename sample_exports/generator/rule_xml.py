"""``SynchronizationRules/SynchronizationRule_{guid}.xml``."""

from __future__ import annotations

from analyzer.configuration import FlowKind
from analyzer.connect.known_rules import StandardFlow
from sample_exports.generator.model import Rule
from sample_exports.generator.text import ZERO, lower, tag


def rule_xml(rule: Rule) -> list[str]:
    """Return the lines of one rule file."""
    head = [
        tag("id", lower(rule.id)),
        tag("internal-id", lower(rule.id)),
        tag("version", "1"),
        tag("name", rule.name),
        tag("description", rule.description),
        tag("immutable-tag", rule.tag),
        tag("direction", rule.direction),
        tag("disabled", str(rule.disabled)),
        tag("connector", lower(rule.connector)),
        tag("sourceObjectType", rule.source_type),
        tag("targetObjectType", rule.target_type),
        tag("linkType", rule.link_type),
        tag("precedence", str(rule.precedence)),
        tag("precedence-after", ZERO),
        tag("precedence-before", ZERO),
        tag("softDeleteExpiryInterval", "00:00:00"),
        tag("EnablePasswordSync", str(rule.password_sync).lower()),
    ]
    body = [
        *_block("attribute-mappings", [_flow(flow) for flow in rule.flows]),
        *_block("relationshipCriteria", [_join(group) for group in rule.joins]),
        *_block("synchronizationCriteria", [_scope(group) for group in rule.scope]),
    ]
    return ["<synchronizationRule>", *_indent(head), *_indent(body), "</synchronizationRule>"]


def _indent(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _block(name: str, items: list[list[str]]) -> list[str]:
    inner = [line for item in items for line in item]
    return [f"<{name}>", *_indent(inner), f"</{name}>"] if inner else [f"<{name} />"]


def _flow(flow: StandardFlow) -> list[str]:
    lines = [tag("dest", flow.target)]
    if flow.kind is FlowKind.CONSTANT:
        lines.append(tag("src", flow.constant or ""))
    elif flow.sources:
        lines += ["<src>", *(f"  {tag('attr', source)}" for source in flow.sources), "</src>"]
    if flow.expression is not None:
        lines.append(tag("expression", flow.expression))
    lines.append(tag("valueMergeType", flow.merge_type))
    opening = '<mapping execute-once="true">' if flow.execute_once else "<mapping>"
    return [opening, *_indent(lines), "</mapping>"]


def _join(group: tuple[tuple[str, str, bool], ...]) -> list[str]:
    lines = []
    for connector_attribute, metaverse_attribute, case_sensitive in group:
        parts = [tag("csAttribute", connector_attribute), tag("ilmAttribute", metaverse_attribute)]
        if case_sensitive:
            parts.append(tag("caseSensitive", "True"))
        lines += ["<condition>", *_indent(parts), "</condition>"]
    return ["<conditions>", *_indent(lines), "</conditions>"]


def _scope(group: tuple[tuple[str, str, str], ...]) -> list[str]:
    lines = []
    for attribute, operator, value in group:
        parts = [tag("csAttribute", attribute), tag("csOperator", operator), tag("csValue", value)]
        lines += ["<scope>", *_indent(parts), "</scope>"]
    return ["<conditions>", *_indent(lines), "</conditions>"]
