"""``SynchronizationRules/*.xml``: one synchronization rule a file."""

from __future__ import annotations

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
from analyzer.errors import InputError
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.tally import shape
from analyzer.readers.xml import Element, flag_of, guid_of, line_of, text_of

_RULE = shape(
    read="id version name description immutable-tag direction disabled connector sourceObjectType targetObjectType "
    "linkType precedence precedence-after precedence-before softDeleteExpiryInterval EnablePasswordSync "
    "attribute-mappings relationshipCriteria synchronizationCriteria",
    skipped="internal-id",
)
_MAPPINGS = shape(repeated="mapping")
_MAPPING = shape(read="dest src expression valueMergeType", attributes="execute-once")
_SOURCES = shape(repeated="attr")
_CRITERIA = shape(repeated="conditions")
_JOINS = shape(repeated="condition")
_JOIN = shape(read="csAttribute ilmAttribute caseSensitive")
_SCOPES = shape(repeated="scope")
_SCOPE = shape(read="csAttribute csOperator csValue")
_ROOT = "/synchronizationRule"


def read_rule(context: FileContext, root: Element) -> SyncRule:
    """Read one rule file.

    Raises:
        InputError: the identifier, direction, connector or a target attribute is missing or nonsense.

    """
    fields = context.children(root, _ROOT, _RULE)

    def text(name: str) -> str:
        return text_of(fields.get(name))

    precedence = context.require(root, fields, "precedence", _ROOT)
    try:
        number = int(precedence)
    except ValueError as error:
        raise _unexpected(context, fields["precedence"], "precedence", precedence, "a whole number") from error
    return SyncRule(
        id=guid_of(context.require(root, fields, "id", _ROOT)),
        name=text("name"),
        description=text("description"),
        immutable_tag=text("immutable-tag"),
        direction=_member(context, root, fields, "direction", Direction),
        disabled=flag_of(text("disabled")) or False,
        connector_id=guid_of(context.require(root, fields, "connector", _ROOT)),
        source_type=context.require(root, fields, "sourceObjectType", _ROOT),
        target_type=context.require(root, fields, "targetObjectType", _ROOT),
        link_type=_member(context, root, fields, "linkType", LinkType),
        precedence=number,
        password_sync=flag_of(text("EnablePasswordSync")) or False,
        version=text("version"),
        soft_delete_expiry=text("softDeleteExpiryInterval"),
        precedence_before=guid_of(text("precedence-before")),
        precedence_after=guid_of(text("precedence-after")),
        flows=_flows(context, fields.get("attribute-mappings")),
        joins=_joins(context, fields.get("relationshipCriteria")),
        scope=_scope(context, fields.get("synchronizationCriteria")),
        origin=context.origin(root, _ROOT),
    )


Member = TypeVar("Member", bound=StrEnum)


def _member(context: FileContext, root: Element, fields: dict[str, Element], name: str, kind: type[Member]) -> Member:
    text = context.require(root, fields, name, _ROOT)
    for member in kind:
        if member.value.casefold() == text.casefold():
            return member
    expected = "one of " + ", ".join(kind)
    raise _unexpected(context, fields[name], name, text, expected)


def _unexpected(context: FileContext, element: Element, name: str, text: str, expected: str) -> InputError:
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return InputError(
        f"<{name}> is {shown!r}, expected {expected}", file=context.file, place=f"line {line_of(element)}"
    )


def _flows(context: FileContext, element: Element | None) -> tuple[AttributeFlow, ...]:
    if element is None:
        return ()
    base = f"{_ROOT}/attribute-mappings"
    context.children(element, base, _MAPPINGS)
    return tuple(
        _flow(context, node, f"{base}/mapping[{index}]") for index, node in enumerate(element.iterfind("mapping"), 1)
    )


def _flow(context: FileContext, node: Element, path: str) -> AttributeFlow:
    fields = context.children(node, path, _MAPPING)
    source = fields.get("src")
    attributes: tuple[str, ...] = ()
    constant = None
    if source is not None:
        context.children(source, f"{path}/src", _SOURCES)
        attributes = tuple(text_of(attr) for attr in source.iterfind("attr"))
        if not attributes:
            constant = source.text or ""
    expression = fields.get("expression")
    expression_text = (expression.text or "") if expression is not None else ""
    # An element <expression/> without text is no expression; the mapping then is what its source says.
    if expression_text.strip():
        kind, constant = FlowKind.EXPRESSION, None
    elif attributes:
        kind = FlowKind.DIRECT
    else:
        kind, constant = FlowKind.CONSTANT, constant or ""
    return AttributeFlow(
        target=context.require(node, fields, "dest", path),
        kind=kind,
        sources=attributes,
        expression=expression_text if kind is FlowKind.EXPRESSION else None,
        constant=constant,
        merge_type=_merge_type(context, fields.get("valueMergeType")),
        execute_once=flag_of(node.get("execute-once") or "") or False,
        origin=context.origin(node, path),
    )


def _merge_type(context: FileContext, element: Element | None) -> MergeType:
    text = text_of(element)
    if element is None or not text:
        return MergeType.UPDATE
    for member in MergeType:
        if member.value.casefold() == text.casefold():
            return member
    raise _unexpected(context, element, "valueMergeType", text, "one of " + ", ".join(MergeType))


def _joins(context: FileContext, element: Element | None) -> tuple[tuple[JoinCondition, ...], ...]:
    groups = []
    for path, group in _groups(context, element, "relationshipCriteria"):
        context.children(group, path, _JOINS)
        clauses = []
        for index, node in enumerate(group.iterfind("condition"), 1):
            own = f"{path}/condition[{index}]"
            fields = context.children(node, own, _JOIN)
            clauses.append(
                JoinCondition(
                    context.require(node, fields, "csAttribute", own),
                    context.require(node, fields, "ilmAttribute", own),
                    flag_of(text_of(fields.get("caseSensitive"))) or False,
                    context.origin(node, own),
                )
            )
        groups.append(tuple(clauses))
    return tuple(groups)


def _scope(context: FileContext, element: Element | None) -> tuple[tuple[ScopeCondition, ...], ...]:
    groups = []
    for path, group in _groups(context, element, "synchronizationCriteria"):
        context.children(group, path, _SCOPES)
        clauses = []
        for index, node in enumerate(group.iterfind("scope"), 1):
            own = f"{path}/scope[{index}]"
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
        groups.append(tuple(clauses))
    return tuple(group for group in groups if group)


def _groups(context: FileContext, element: Element | None, name: str) -> list[tuple[str, Element]]:
    if element is None:
        return []
    base = f"{_ROOT}/{name}"
    context.children(element, base, _CRITERIA)
    return [(f"{base}/conditions[{index}]", group) for index, group in enumerate(element.iterfind("conditions"), 1)]
