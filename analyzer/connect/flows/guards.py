"""Scoping filters as conditions of Connect's expression language.

The meaning is that of ``analyzer.connect.scope``: text compares without case, a positive operator is false on an
absent attribute and its negation true. Written as expressions they can be put together with attribute flows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyzer.configuration import ScopeCondition
from analyzer.connect.flows.facts import all_of, any_of
from analyzer.connect.flows.partial import negate
from analyzer.connect.flows.terms import FALSE, TRUE, call, is_truth, is_word, leaves, literal
from analyzer.connect.scope.evaluate import list_items, number
from analyzer.connect.scope.predicate import Operator, parse_operator
from analyzer.expressions.kinds import AttributeKind, ValueType, kind_of_attribute
from analyzer.expressions.nodes import Attribute, Binary, Boolean, Call, Chain, Node, Number, Text, Variable

_ORDER = {
    Operator.LESS_THAN: "<",
    Operator.LESS_THAN_OR_EQUAL: "<=",
    Operator.GREATER_THAN: ">",
    Operator.GREATER_THAN_OR_EQUAL: ">=",
}
_ITEM = Variable("item")


def guard_of(scope: Sequence[Sequence[ScopeCondition]], value_of: Callable[[str], Node], connector_id: str) -> Node:
    """Return a rule's scoping filter as a condition.

    Args:
        scope: groups of clauses: AND inside, OR between; no group takes every object.
        value_of: gives the expression that stands for an attribute of the rule's source.
        connector_id: what ``%Connector.ID%`` stands for.

    """
    if not scope:
        return TRUE
    known: dict[tuple[str, str, str], Node] = {}

    def clause(condition: ScopeCondition) -> Node:
        """Build a clause once: groups of one filter often repeat each other's."""
        key = condition.attribute, condition.operator, condition.value
        found = known.get(key)
        if found is None:
            found = known[key] = _clause(condition, value_of, connector_id)
        return found

    return any_of(all_of(map(clause, group)) for group in scope)


def connector_text(connector_id: str) -> Text:
    """Return the text ``%Connector.ID%`` stands for."""
    return Text.of("{" + connector_id.upper() + "}")


def _clause(condition: ScopeCondition, value_of: Callable[[str], Node], connector_id: str) -> Node:
    operator = parse_operator(condition.operator)
    if operator is None:
        return Binary("=", call("Error", Text.of(f"scoping operator {condition.operator} is unknown")), TRUE)
    value = condition.value
    if value.strip().casefold() == "%connector.id%":
        value = connector_text(connector_id).value
    subject = Attribute("memberOf") if operator.positive is Operator.IS_MEMBER_OF else value_of(condition.attribute)
    found = test(operator.positive, subject, value, kind_of(subject, condition.attribute))
    return negate(found) if operator.is_negation else found


def test(operator: Operator, subject: Node, value: str, kind: AttributeKind) -> Node:  # noqa: PLR0911 - one return for each case
    """Return the condition of one positive operator on an expression."""
    if operator is Operator.IS_NOT_NULL:
        return call("IsPresent", subject)
    if operator is Operator.IS_IN:
        return any_of(test(Operator.EQUAL, subject, item, kind) for item in list_items(value))
    if kind.multi_valued or operator is Operator.IS_MEMBER_OF:
        wanted = Operator.EQUAL if operator is Operator.IS_MEMBER_OF else operator
        return _any_value(test(wanted, _ITEM, value, AttributeKind(kind.type)), subject)
    if operator is Operator.IS_BIT_SET:
        mask = Number(str(number(value) or 0))
        return Binary("=", call("BitAnd", subject, mask), mask)
    if operator in _ORDER:
        return Binary(_ORDER[operator], subject, literal(value, ValueType.NUMBER))
    if operator is Operator.EQUAL:
        wanted_literal = literal(value, kind.type)
        if not isinstance(wanted_literal, Text):
            return Binary("=", subject, wanted_literal)
        return Binary("=", _lower(subject), Text.of(value.lower()))
    return _part(operator, subject, value.lower())


def _part(operator: Operator, subject: Node, value: str) -> Node:
    if operator is Operator.CONTAINS:
        return Binary(">", call("InStr", _lower(subject), Text.of(value)), Number("0"))
    if operator is Operator.STARTS_WITH:
        return Binary("=", call("Left", _lower(subject), Number(str(len(value)))), Text.of(value))
    return Binary("=", call("Right", _lower(subject), Number(str(len(value)))), Text.of(value))


def _lower(subject: Node) -> Node:
    """Wrap an expression into ``LCase``; where it only gives literals, lower them instead."""
    if all(isinstance(leaf, Text) or is_word(leaf, "NULL") for leaf in leaves(subject)):
        return _lowered(subject)
    return call("LCase", subject)


def _lowered(node: Node) -> Node:
    if isinstance(node, Text):
        return Text.of(node.value.lower())
    if isinstance(node, Call) and node.name == "IIF":
        return node.with_children((node.arguments[0], _lowered(node.arguments[1]), _lowered(node.arguments[2])))
    return node


def _any_value(condition: Node, subject: Node) -> Node:
    return Binary(">", call("Count", call("Where", _ITEM, subject, condition)), Number("0"))


def kind_of(subject: Node, name: str) -> AttributeKind:
    """Return what an expression gives: the kind of the attribute it is, or of its possible results."""
    if isinstance(subject, Attribute):
        return kind_of_attribute(subject.name)
    found = [leaf for leaf in leaves(subject) if not is_word(leaf, "NULL", "AuthoritativeNull", "IgnoreThisFlow")]
    if found and all(isinstance(leaf, Boolean) or is_truth(leaf) for leaf in found):
        return AttributeKind(ValueType.BOOLEAN)
    if found and all(isinstance(leaf, Number) for leaf in found):
        return AttributeKind(ValueType.NUMBER)
    attributes = [leaf for leaf in found if isinstance(leaf, Attribute)]
    if found and len(attributes) == len(found):
        return kind_of_attribute(attributes[0].name)
    declared = kind_of_attribute(name)
    return declared if declared.known else AttributeKind()


__all__ = ["FALSE", "Chain", "connector_text", "guard_of", "kind_of", "test"]
