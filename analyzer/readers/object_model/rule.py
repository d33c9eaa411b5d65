"""One sync rule from a node, in any spelling. What a rule can't do without and a source lacks makes it a stub."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from analyzer.configuration import (
    AttributeFlow,
    Direction,
    FlowKind,
    JoinCondition,
    LinkType,
    MergeType,
    Note,
    RuleStub,
    ScopeCondition,
    SyncRule,
)
from analyzer.readers.contribution import Gathered
from analyzer.readers.files import quoted
from analyzer.readers.object_model.spelling import Names, Spelling
from analyzer.readers.trees.node import Node, Unresolved

FLATTENED = (
    "Inner lists were saved as text (ConvertTo-Json and Export-Clixml stop at depth 2), so scope, joins or flows of "
    "these rules are lost; save them with -Depth 10."
)
NUMBERED = (
    "Enumerations were saved as numbers, whose meaning isn't documented; save the rules with Export-Clixml -Depth 10."
)
_VALUELESS = frozenset({"ISNULL", "ISNOTNULL"})
_ATTRIBUTE = re.compile(r"[A-Za-z][\w-]*\Z")
Member = TypeVar("Member", bound=StrEnum)
Clause = TypeVar("Clause", ScopeCondition, JoinCondition)


@dataclass(slots=True)
class _Reading:
    """One rule being read: what keeps it from being a whole one."""

    node: Node
    spelling: Spelling
    found: Gathered
    lacks: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def lack(self, what: str) -> None:
        if what not in self.lacks:
            self.lacks.append(what)

    def remark(self, what: str) -> None:
        if what not in self.remarks:
            self.remarks.append(what)


def read_rule_node(
    node: Node, found: Gathered, spelling: Spelling, *, connector_id: str = "", flat_scope: bool = False
) -> None:
    """Read one rule and add it to ``found``, as a stub when something essential can't be told.

    Args:
        node: the rule's object.
        found: where the rule, notes and limits go.
        spelling: the names of its properties.
        connector_id: the connector it stands below, where the format nests rules so.
        flat_scope: a scope that is a plain list of clauses is expected by this format, but needs saying.

    """
    node.read = True
    reading = _Reading(node, spelling, found)
    node.skip(*spelling.known)
    rule = _rule(reading, connector_id)
    _look_for_other_names(reading)
    if flat_scope and "flat" in reading.remarks:
        text = "The scope clauses are a plain list; read as one group, all of which must hold."
        found.notes.append(Note(node.origin, f"{_called(rule)}: {text}"))
    for remark in reading.remarks:
        if remark != "flat":
            found.notes.append(Note(node.origin, f"{_called(rule)}: {remark}"))
    if reading.lacks:
        lacking = ", ".join(reading.lacks)
        text = f"{_called(rule)}: only its name is used, for it can't be told: {lacking}."
        found.notes.append(Note(node.origin, text))
        precedence = rule.precedence if "precedence" not in rule.unresolved else None
        found.stubs.append(RuleStub(rule.id, rule.name, rule.immutable_tag, precedence, rule.connector_id, rule.origin))
        return
    if rule.unresolved:
        text = f"{_called(rule)}: decided only when the script runs: {', '.join(rule.unresolved)}."
        found.notes.append(Note(node.origin, text))
    found.rules.append(rule)


def _look_for_other_names(reading: _Reading) -> None:
    """Make a rule a stub that has a list nobody read and, under its known names, no scope, joins or flows.

    The list may be just that: a rule that was read without its scope would concern everybody.
    """
    node, names = reading.node, reading.spelling
    lists = (child for child in node.children() if isinstance(child.value, tuple | dict) and not child.is_empty)
    if all(child.read for child in lists):
        return
    for what, known in (("scoping filter", names.scope), ("join rules", names.joins), ("attribute flows", names.flows)):
        if not {name.casefold() for name in known} & set(node.names):
            reading.lack(what)


def read_stub(node: Node, found: Gathered, spelling: Spelling, connector_id: str = "") -> None:
    """Read a rule of which a format holds only name, tag and precedence."""
    node.read = True
    found.stubs.append(
        RuleStub(
            id=node.guid(*spelling.identifier),
            name=node.text(*spelling.name),
            immutable_tag=node.text(*spelling.tag),
            precedence=node.number(*spelling.precedence),
            connector_id=node.guid(*spelling.connector) or connector_id,
            origin=node.origin,
        )
    )
    node.skip(*spelling.known)


def _called(rule: SyncRule) -> str:
    return f"The rule {quoted(rule.name or rule.id or 'without a name', 100)}"


def _rule(reading: _Reading, connector_id: str) -> SyncRule:
    node, names = reading.node, reading.spelling
    unresolved: list[str] = []
    direction = _member(reading, names.direction, Direction, Direction.INBOUND, "direction")
    source, target = node.text(*names.source_type), node.text(*names.target_type)
    for what, value in (("source object type", source), ("target object type", target)):
        if not value:
            reading.lack(what)
    precedence = node.number(*names.precedence)
    if precedence is None:
        unresolved.append("precedence")
    name = node.text(*names.name)
    own = node.guid(*names.connector) or (node.text(*names.connector_name) if names.connector_name else "")
    rule = SyncRule(
        id=_identifier(reading, own or connector_id, direction, name),
        name=name,
        description=node.text(*names.description),
        immutable_tag=node.text(*names.tag),
        direction=direction,
        disabled=_disabled(reading),
        connector_id=own or connector_id,
        source_type=source,
        target_type=target,
        link_type=_member(reading, names.link_type, LinkType, LinkType.JOIN, "link type"),
        precedence=precedence or 0,
        password_sync=_switch(reading, names.password_sync),
        version=node.text(*names.version),
        soft_delete_expiry=_interval(node.text(*names.expiry)),
        precedence_before=node.guid(*names.before),
        precedence_after=node.guid(*names.after),
        flows=_flows(reading),
        joins=_joins(reading),
        scope=_scope(reading),
        origin=node.origin,
        unresolved=(),
    )
    unresolved += _unresolved(node)
    if not own and not connector_id:
        unresolved.append("connector")
    return replace(rule, unresolved=tuple(dict.fromkeys(unresolved)))


def _identifier(reading: _Reading, connector: str, direction: Direction, name: str) -> str:
    """Return a rule's identifier; one that has none is named by what makes it unique in the rules editor.

    An identifier that is made when the script runs is none. Rules that a script names alike are numbered.
    """
    written = reading.node.peek(*reading.spelling.identifier)
    if written is not None and not isinstance(written.value, Unresolved):
        identifier = reading.node.guid(*reading.spelling.identifier)
        if identifier:
            return identifier
    made_up = f"{connector}|{direction}|{name}".casefold()
    taken = sum(1 for rule in reading.found.rules if rule.id.startswith(made_up))
    return f"{made_up}|{taken + 1}" if taken else made_up


def _unresolved(node: Node) -> list[str]:
    found = []
    for inner in node.walk():
        if isinstance(inner.value, Unresolved):
            inner.read = False
            found.append(inner.path.removeprefix(f"{node.path}.").casefold())
    return found


def _interval(text: str) -> str:
    return "00:00:00" if text == "0" else text


def _disabled(reading: _Reading) -> bool:
    names = reading.spelling
    disabled = reading.node.flag(*names.disabled)
    if disabled is None and names.enabled:
        enabled = reading.node.flag(*names.enabled)
        return enabled is False
    return disabled is True


def _switch(reading: _Reading, names: Names) -> bool:
    return reading.node.flag(*names) is True


def _member(reading: _Reading, names: Names, kind: type[Member], default: Member, what: str) -> Member:
    text = reading.node.text(*names)
    member = next((m for m in kind if m.value.casefold() == text.casefold()), None)
    if member is None:
        if text.isdecimal():
            reading.found.limit(NUMBERED)
        reading.lack(f"{what} ({quoted(text, 40)})" if text else what)
    return member or default


def _flows(reading: _Reading) -> tuple[AttributeFlow, ...]:
    flows = []
    for node in reading.node.list(*reading.spelling.flows):
        if not node.is_object:
            _flattened(reading, node, "attribute flows")
            continue
        flow = _flow(reading, node)
        if flow is not None:
            flows.append(flow)
    return tuple(flows)


def _flattened(reading: _Reading, node: Node, what: str) -> None:
    node.read = False
    reading.found.limit(FLATTENED)
    reading.lack(what)


def _flow(reading: _Reading, node: Node) -> AttributeFlow | None:
    names = reading.spelling
    node.read = True
    node.skip(*names.known_flow)
    target = node.text(*names.flow_target)
    if not target:
        reading.lack("a flow's target")
        return None
    expression = node.raw(*names.flow_expression)
    constant = node.peek(*names.flow_constant)
    sources = node.texts(*names.flow_source)
    kind = _kind(reading, node, target, expression, sources, has_constant=constant is not None)
    text: str | None = None
    if kind is FlowKind.CONSTANT:
        text = node.raw(*names.flow_constant) if constant is not None else _constant(node, names.flow_source)
        sources = ()
    elif kind is FlowKind.EXPRESSION and not expression.strip():
        reading.lack(f"the expression of the flow to {quoted(target, 60)}")
    elif kind is FlowKind.DIRECT and not sources:
        reading.lack(f"the source of the flow to {quoted(target, 60)}")
        return None
    return AttributeFlow(
        target=target,
        kind=kind,
        sources=sources,
        expression=expression if kind is FlowKind.EXPRESSION else None,
        constant=text,
        merge_type=_merge_type(reading, node, target),
        execute_once=node.flag(*names.flow_once) is True,
        origin=node.origin,
    )


def _constant(node: Node, names: Names) -> str:
    """Return a constant that travels in the source; more than one text would be no constant."""
    source = node.get(*names)
    if source is None:
        return ""
    elements = source.elements()
    first = elements[0].value if elements else ""
    return first.text if isinstance(first, Unresolved) else "" if isinstance(first, tuple | dict) else str(first)


def _kind(
    reading: _Reading, node: Node, target: str, expression: str, sources: tuple[str, ...], *, has_constant: bool
) -> FlowKind:
    text = node.text(*reading.spelling.flow_kind)
    stated = next((kind for kind in FlowKind if kind.value.casefold() == text.casefold()), None)
    if stated is not None:
        return stated
    if expression.strip():
        return FlowKind.EXPRESSION
    if has_constant and not sources:
        return FlowKind.CONSTANT
    if len(sources) == 1 and not _ATTRIBUTE.match(sources[0]):
        reading.remark(f"the flow to {quoted(target, 60)} doesn't say what it is; read as a constant.")
        return FlowKind.CONSTANT
    if not sources:
        return FlowKind.CONSTANT if node.peek(*reading.spelling.flow_source) is not None else FlowKind.DIRECT
    reading.remark(f"the flow to {quoted(target, 60)} doesn't say what it is; read as a direct flow.")
    return FlowKind.DIRECT


def _merge_type(reading: _Reading, node: Node, target: str) -> MergeType:
    text = node.text(*reading.spelling.flow_merge)
    member = next((m for m in MergeType if m.value.casefold() == text.casefold()), None)
    if member is None and text:
        reading.lack(f"the merge type of the flow to {quoted(target, 60)} ({quoted(text, 40)})")
    return member or MergeType.UPDATE


def _groups(reading: _Reading, names: Names, inner: Names, clause: Names, what: str) -> list[tuple[Node, ...]]:
    """Return the groups of clauses: objects with a list, lists in a list, or one plain list of clauses."""
    flat: list[Node] = []
    groups: list[tuple[Node, ...]] = []
    for node in reading.node.list(*names):
        if node.peek(*clause) is not None:
            flat.append(node)
        elif isinstance(node.value, tuple):
            groups.append(node.elements())
        elif node.peek(*inner) is not None:
            node.read = True
            groups.append(node.list(*inner))
        elif not node.is_empty:
            _flattened(reading, node, what)
    if flat:
        reading.remark("flat")
        groups.append(tuple(flat))
    for group in groups:
        for clause_node in group:
            if not clause_node.is_object:
                _flattened(reading, clause_node, what)
    return [tuple(clause_node for clause_node in group if clause_node.is_object) for group in groups if group]


def _scope(reading: _Reading) -> tuple[tuple[ScopeCondition, ...], ...]:
    names = reading.spelling
    groups = []
    for group in _groups(reading, names.scope, names.scope_group, names.scope_attribute, "scoping filter"):
        clauses = []
        for node in group:
            node.read = True
            attribute, operator = node.text(*names.scope_attribute), node.text(*names.scope_operator).upper()
            if (
                not attribute
                or not operator
                or operator.isdecimal()
                or not _has_value(node, names.scope_value, operator)
            ):
                if operator.isdecimal():
                    reading.found.limit(NUMBERED)
                reading.lack("scoping filter")
            clauses.append(ScopeCondition(attribute, operator, node.raw(*names.scope_value), node.origin))
        groups.append(tuple(clauses))
    return tuple(groups)


def _has_value(clause: Node, names: Names, operator: str) -> bool:
    """Tell whether a clause says what it compares with: one text, which may be empty, unless nothing is compared."""
    value = clause.peek(*names)
    if value is not None:
        return not isinstance(value.value, tuple | dict)
    return operator in _VALUELESS or bool({name.casefold() for name in names} & set(clause.names))


def _joins(reading: _Reading) -> tuple[tuple[JoinCondition, ...], ...]:
    names = reading.spelling
    groups = []
    for group in _groups(reading, names.joins, names.join_group, names.join_connector, "join rules"):
        clauses = []
        for node in group:
            node.read = True
            left, right = node.text(*names.join_connector), node.text(*names.join_metaverse)
            if not left or not right:
                reading.lack("join rules")
            clauses.append(JoinCondition(left, right, node.flag(*names.join_case) is True, node.origin))
        groups.append(tuple(clauses))
    return tuple(groups)
