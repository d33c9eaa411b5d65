"""``SynchronizationRules/*.xml``: one synchronization rule a file."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TypeVar

from analyzer.configuration import (
    AttributeFlow,
    Direction,
    FlowKind,
    JoinCondition,
    LinkType,
    MergeType,
    ScopeCondition,
    SyncRule,
)
from analyzer.readers.files import shortened
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.server_configuration.shape import shape
from analyzer.readers.xml import Element, flag_of, guid_of, text_of

_RULE = shape(
    text="id version name description immutable-tag direction disabled connector sourceObjectType targetObjectType "
    "linkType precedence precedence-after precedence-before softDeleteExpiryInterval EnablePasswordSync",
    read="attribute-mappings relationshipCriteria synchronizationCriteria",
    skipped="internal-id",
)
_MAPPING = shape(text="dest expression valueMergeType", read="src", attributes="execute-once")
_JOIN = shape(text="csAttribute ilmAttribute caseSensitive")
_SCOPE = shape(text="csAttribute csOperator csValue")
_ROOT = "/synchronizationRule"
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,10}")


def read_rule(context: FileContext, root: Element) -> SyncRule:
    """Read one rule file.

    Raises:
        InputError: something essential is missing, or holds a value that it can't hold.

    """
    fields = context.children(root, _ROOT, _RULE)

    def text(name: str) -> str:
        return text_of(fields.get(name))

    return SyncRule(
        id=context.require_guid(root, fields, "id", _ROOT),
        name=text("name"),
        description=text("description"),
        immutable_tag=text("immutable-tag"),
        direction=_member(context, root, fields, "direction", Direction),
        disabled=context.flag(fields, "disabled", _ROOT, default=False),
        connector_id=context.require_guid(root, fields, "connector", _ROOT),
        source_type=context.require(root, fields, "sourceObjectType", _ROOT),
        target_type=context.require(root, fields, "targetObjectType", _ROOT),
        link_type=_member(context, root, fields, "linkType", LinkType),
        precedence=_precedence(context, root, fields),
        password_sync=context.flag(fields, "EnablePasswordSync", _ROOT, default=False),
        version=text("version"),
        soft_delete_expiry=text("softDeleteExpiryInterval"),
        precedence_before=guid_of(text("precedence-before")),
        precedence_after=guid_of(text("precedence-after")),
        flows=tuple(
            _flow(context, node, path)
            for path, node in context.items(fields.get("attribute-mappings"), f"{_ROOT}/attribute-mappings", "mapping")
        ),
        joins=_joins(context, fields.get("relationshipCriteria")),
        scope=_scope(context, fields.get("synchronizationCriteria")),
        origin=context.origin(root, _ROOT),
    )


def _precedence(context: FileContext, root: Element, fields: dict[str, Element]) -> int:
    text = context.require(root, fields, "precedence", _ROOT)
    if not _WHOLE_NUMBER.fullmatch(text):
        raise context.unexpected(fields["precedence"], "precedence", text, "a whole number", _ROOT)
    return int(text)


Member = TypeVar("Member", bound=StrEnum)


def _spelled(kind: type[Member]) -> dict[str, Member]:
    return {member.value.casefold(): member for member in kind}


_MERGE_TYPES = _spelled(MergeType)


def _member(context: FileContext, root: Element, fields: dict[str, Element], name: str, kind: type[Member]) -> Member:
    text = context.require(root, fields, name, _ROOT)
    member = _spelled(kind).get(text.casefold())
    if member is None:
        raise context.unexpected(fields[name], name, text, "one of " + ", ".join(kind), _ROOT)
    return member


def _flow(context: FileContext, node: Element, path: str) -> AttributeFlow:
    fields = context.children(node, path, _MAPPING)
    source = fields.get("src")
    attributes: tuple[str, ...] = ()
    constant = ""
    if source is not None:
        attributes = context.texts(source, f"{path}/src", "attr")
        constant = source.text or ""
        if not all(attributes):
            raise context.error(source, "<attr> is empty", f"{path}/src")
    element = fields.get("expression")
    expression = (element.text or "") if element is not None else ""
    # An element <expression/> without text is no expression; the mapping then is what its source says.
    if expression.strip():
        kind = FlowKind.EXPRESSION
    elif attributes:
        kind = FlowKind.DIRECT
        if len(attributes) > 1 or constant.strip():
            context.tally.miss(node, context.file, path, "a direct flow with more than one source", alone=True)
    else:
        kind = FlowKind.CONSTANT
        if source is None:
            context.tally.miss(node, context.file, path, "a flow with neither source nor expression", alone=True)
    return AttributeFlow(
        target=context.require(node, fields, "dest", path),
        kind=kind,
        sources=attributes,
        expression=expression if kind is FlowKind.EXPRESSION else None,
        constant=constant if kind is FlowKind.CONSTANT else None,
        merge_type=_merge_type(context, fields.get("valueMergeType"), path),
        execute_once=_execute_once(context, node, path),
        origin=context.origin(node, path),
    )


def _merge_type(context: FileContext, element: Element | None, path: str) -> MergeType:
    text = text_of(element)
    if element is None or not text:
        return MergeType.UPDATE
    member = _MERGE_TYPES.get(text.casefold())
    if member is None:
        raise context.unexpected(element, "valueMergeType", text, "one of " + ", ".join(MergeType), path)
    return member


def _execute_once(context: FileContext, node: Element, path: str) -> bool:
    text = (node.get("execute-once") or "").strip()
    value = flag_of(text) if text else False
    if value is None:
        message = f"execute-once is {shortened(text, 60)!r}, expected true or false"
        raise context.error(node, message, f"{path}/@execute-once")
    return value


def _joins(context: FileContext, element: Element | None) -> tuple[tuple[JoinCondition, ...], ...]:
    groups = []
    for path, group in context.items(element, f"{_ROOT}/relationshipCriteria", "conditions"):
        clauses = []
        for own, node in context.items(group, path, "condition"):
            fields = context.children(node, own, _JOIN)
            clauses.append(
                JoinCondition(
                    context.require(node, fields, "csAttribute", own),
                    context.require(node, fields, "ilmAttribute", own),
                    context.flag(fields, "caseSensitive", own, default=False),
                    context.origin(node, own),
                )
            )
        groups.append((path, group, tuple(clauses)))
    return _filled(context, groups)


def _scope(context: FileContext, element: Element | None) -> tuple[tuple[ScopeCondition, ...], ...]:
    groups = []
    for path, group in context.items(element, f"{_ROOT}/synchronizationCriteria", "conditions"):
        clauses = []
        for own, node in context.items(group, path, "scope"):
            fields = context.children(node, own, _SCOPE)
            value = fields.get("csValue")
            clauses.append(
                ScopeCondition(
                    context.require(node, fields, "csAttribute", own),
                    context.require(node, fields, "csOperator", own).upper(),
                    (value.text or "") if value is not None else "",
                    context.origin(node, own),
                )
            )
        groups.append((path, group, tuple(clauses)))
    return _filled(context, groups)


Clause = TypeVar("Clause", JoinCondition, ScopeCondition)


def _filled(
    context: FileContext, groups: list[tuple[str, Element, tuple[Clause, ...]]]
) -> tuple[tuple[Clause, ...], ...]:
    """Leave out groups without clauses, which no real export has; what the engine makes of one isn't known."""
    for path, group, clauses in groups:
        if not clauses:
            context.tally.miss(group, context.file, path, "a group without conditions", alone=True)
    return tuple(clauses for _, _, clauses in groups if clauses)
