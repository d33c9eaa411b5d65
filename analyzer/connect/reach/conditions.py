"""Turns conditions of Connect's expression language into predicates, as far as they are some.

What is no clause stays a condition that the expression evaluator answers. NULL compares as absent attributes do in
clauses: equal to nothing, different from everything.
"""

from __future__ import annotations

from analyzer.connect.flows.terms import is_truth, is_word, parts_of_iif, text_of
from analyzer.connect.scope import And, Clause, FalseP, Opaque, Operator, Or, Predicate, TrueP, denied
from analyzer.connect.scope.predicate import conjunction, disjunction
from analyzer.expressions.kinds import ValueType, kind_of_attribute
from analyzer.expressions.nodes import Attribute, Binary, Boolean, Call, Chain, Node, Number, Text, Variable

_ORDER = {
    "<": Operator.LESS_THAN,
    "<=": Operator.LESS_THAN_OR_EQUAL,
    ">": Operator.GREATER_THAN,
    ">=": Operator.GREATER_THAN_OR_EQUAL,
}
_MOST_BITS = 16
_DEEPEST = 100
_ENDS = {"Left": Operator.STARTS_WITH, "Right": Operator.ENDS_WITH}
_WHERE_ARGUMENTS = 3
_PART_ARGUMENTS = 2


def to_predicate(node: Node, depth: int = 0) -> Predicate:
    """Return the predicate that holds where the condition ``node`` gives True."""
    if depth > _DEEPEST:
        return _opaque(node)
    if isinstance(node, Boolean):
        return TrueP() if node.value else FalseP()
    if isinstance(node, Chain) and node.operator in {"&&", "||"}:
        parts = [to_predicate(operand, depth + 1) for operand in node.operands]
        return conjunction(parts) if node.operator == "&&" else disjunction(parts)
    if isinstance(node, Call):
        found = _call(node, depth)
    else:
        found = _comparison(node, depth) if isinstance(node, Binary) else None
    return _opaque(node) if found is None else found


def _opaque(node: Node) -> Opaque:
    return Opaque(text_of(node), "", condition=node)


def _call(node: Call, depth: int) -> Predicate | None:
    if node.name in {"IsPresent", "IsNullOrEmpty"} and isinstance(node.arguments[0], Attribute):
        operator = Operator.IS_NOT_NULL if node.name == "IsPresent" else Operator.IS_NULL
        return Clause(node.arguments[0].name, operator)
    if node.name == "CBool" and len(node.arguments) == 1:
        return _truth(node.arguments[0], depth)
    parts = parts_of_iif(node)
    if parts is None:
        return None
    test = to_predicate(parts[0], depth + 1)
    yes, no = _truth(parts[1], depth), _truth(parts[2], depth)
    if yes is None or no is None:
        return None
    if isinstance(no, FalseP):
        return yes if _implies(yes, test) else And((test, yes))
    return Or((And((test, yes)), And((denied(test), no))))


def _implies(predicate: Predicate, presence: Predicate) -> bool:
    """Tell whether every test is a positive one of the attribute whose presence is asked, so that it goes without."""
    if not (isinstance(presence, Clause) and presence.operator is Operator.IS_NOT_NULL):
        return False
    if isinstance(predicate, Or):
        return all(_implies(part, presence) for part in predicate.parts)
    same = isinstance(predicate, Clause) and predicate.attribute.lower() == presence.attribute.lower()
    return same and isinstance(predicate, Clause) and not predicate.operator.is_negation


def _truth(node: Node, depth: int) -> Predicate | None:
    """Return the predicate for a value used as a truth value; NULL is no."""
    if is_word(node, "NULL"):
        return FalseP()
    if isinstance(node, Attribute):
        boolean = kind_of_attribute(node.name).type is ValueType.BOOLEAN
        return Clause(node.name, Operator.EQUAL, "True") if boolean else None
    bits = _bits(node)
    if bits is not None:
        return disjunction(bits)
    if isinstance(node, Boolean) or is_truth(node) or parts_of_iif(node) is not None:
        return to_predicate(node, depth + 1)
    return None


def _comparison(node: Binary, depth: int) -> Predicate | None:
    if node.operator not in {"=", "<>"}:
        return _ordered(node)
    found = _equal(node.left, node.right, depth)
    if found is None:
        return None
    return found if node.operator == "=" else denied(found)


def _equal(left: Node, right: Node, depth: int) -> Predicate | None:
    if isinstance(right, Boolean):
        return _equal_truth(left, right.value, depth)
    if isinstance(right, Text):
        return _text(left, right.value)
    if isinstance(right, Number) and isinstance(right.value, int):
        return _equal_number(left, right.value)
    return None


def _equal_truth(left: Node, wanted: bool, depth: int) -> Predicate | None:
    if isinstance(left, Attribute):
        boolean = kind_of_attribute(left.name).type is ValueType.BOOLEAN
        return Clause(left.name, Operator.EQUAL, str(wanted)) if boolean else None
    if not (is_truth(left) or (isinstance(left, Call) and left.name == "CBool")):
        return None
    inner = to_predicate(left, depth + 1)
    return inner if wanted else denied(inner)


def _equal_number(left: Node, wanted: int) -> Predicate | None:
    if isinstance(left, Attribute) and kind_of_attribute(left.name).type is ValueType.NUMBER:
        return Clause(left.name, Operator.EQUAL, str(wanted))
    bits = _bits(left)
    if bits is None or not isinstance(left, Call) or not isinstance(left.arguments[1], Number):
        return None
    if wanted == 0:
        # BitAnd of an absent attribute is NULL, which is not 0.
        present = Clause(bits[0].attribute, Operator.IS_NOT_NULL)
        return conjunction([present, *(denied(bit) for bit in bits)])
    return conjunction(bits) if left.arguments[1].value == wanted else None


def _text(left: Node, wanted: str) -> Predicate | None:
    """Return the clause for a comparison with a text: the attribute, its beginning or its end, perhaps lowered."""
    if not wanted:
        return None
    operator = Operator.EQUAL
    if isinstance(left, Call) and left.name in {"Left", "Right"} and isinstance(left.arguments[1], Number):
        if left.arguments[1].value != len(wanted):
            return None
        operator = Operator.STARTS_WITH if left.name == "Left" else Operator.ENDS_WITH
        left = left.arguments[0]
    attribute, lowered = _attribute(left)
    if attribute is None or (lowered and wanted != wanted.lower()):
        return None
    return Clause(attribute.name, operator, wanted, exact=not lowered)


def _attribute(node: Node) -> tuple[Attribute | None, bool]:
    """Return the single-valued text attribute a node is, and whether it is lowered first."""
    lowered = isinstance(node, Call) and node.name == "LCase" and len(node.arguments) == 1
    inner = node.arguments[0] if lowered and isinstance(node, Call) else node
    if not isinstance(inner, Attribute):
        return None, lowered
    kind = kind_of_attribute(inner.name)
    usable = kind.type in {ValueType.TEXT, ValueType.REFERENCE} and not kind.multi_valued
    return (inner if usable else None), lowered


def _ordered(node: Binary) -> Predicate | None:
    if not isinstance(node.right, Number) or node.operator not in _ORDER:
        return None
    if node.operator == ">" and node.right.value == 0:
        some = _some_value(node.left)
        if some is not None:
            return some
        bits = _bits(node.left)
        # A negative mask gives a negative number where its highest bit is set.
        if bits is not None and not any(bit.value.startswith("-") for bit in bits):
            return disjunction(bits)
        return _contains(node.left)
    measured = isinstance(node.left, Attribute) and kind_of_attribute(node.left.name).type is ValueType.NUMBER
    if measured and isinstance(node.left, Attribute) and isinstance(node.right.value, int):
        return Clause(node.left.name, _ORDER[node.operator], str(node.right.value))
    return None


def _some_value(counted: Node) -> Predicate | None:
    """Return the clause for ``Count(Where($item, [attribute], condition))``: one of several values meets a test."""
    if not (isinstance(counted, Call) and counted.name == "Count" and isinstance(counted.arguments[0], Call)):
        return None
    chosen = counted.arguments[0]
    if chosen.name != "Where" or len(chosen.arguments) != _WHERE_ARGUMENTS:
        return None
    item, several, condition = chosen.arguments
    if not (isinstance(item, Variable) and isinstance(several, Attribute) and isinstance(condition, Binary)):
        return None
    found = _one_value(condition, item, several)
    if found is None or several.name.lower() != "memberof":
        return found
    # Names compare part by part and in any case; nothing but the whole name of a group is membership.
    whole = found.operator is Operator.EQUAL and not found.exact
    return Clause(several.name, Operator.IS_MEMBER_OF, found.value) if whole else None


def _one_value(condition: Binary, item: Variable, several: Attribute) -> Clause | None:
    """Return a test of one value as a clause on the attribute that holds several."""
    operator, subject, wanted = _test_of(condition)
    lowered = isinstance(subject, Call) and subject.name == "LCase" and len(subject.arguments) == 1
    inner = subject.arguments[0] if lowered and isinstance(subject, Call) else subject
    if operator is None or inner != item or not wanted or (lowered and wanted != wanted.lower()):
        return None
    return Clause(several.name, operator, wanted, exact=not lowered)


def _test_of(condition: Binary) -> tuple[Operator | None, Node, str]:
    """Return operator, subject and text of a comparison with a text, or with a part of the subject."""
    left, right = condition.left, condition.right
    parts = left.arguments if isinstance(left, Call) and len(left.arguments) == _PART_ARGUMENTS else ()
    if isinstance(left, Call) and left.name == "InStr" and parts and isinstance(parts[1], Text):
        above = condition.operator == ">" and isinstance(right, Number) and right.value == 0
        return (Operator.CONTAINS if above else None), parts[0], parts[1].value
    if condition.operator != "=" or not isinstance(right, Text):
        return None, left, ""
    operator = _ENDS.get(left.name) if isinstance(left, Call) and parts else None
    if operator is None:
        return Operator.EQUAL, left, right.value
    whole = isinstance(parts[1], Number) and parts[1].value == len(right.value)
    return (operator if whole else None), parts[0], right.value


def _contains(left: Node) -> Predicate | None:
    """Return what ``InStr([attribute], "text") > 0`` says, or a number's attribute above zero."""
    if isinstance(left, Attribute) and kind_of_attribute(left.name).type is ValueType.NUMBER:
        return Clause(left.name, Operator.GREATER_THAN, "0")
    if not (isinstance(left, Call) and left.name == "InStr" and len(left.arguments) == 2):
        return None
    attribute, lowered = _attribute(left.arguments[0])
    wanted = left.arguments[1]
    if attribute is None or not isinstance(wanted, Text) or not wanted.value:
        return None
    if lowered and wanted.value != wanted.value.lower():
        return None
    return Clause(attribute.name, Operator.CONTAINS, wanted.value, exact=not lowered)


def _bits(node: Node) -> list[Clause] | None:
    """Return one clause for each bit of ``BitAnd([attribute], mask)``."""
    if not (isinstance(node, Call) and node.name == "BitAnd" and len(node.arguments) == 2):
        return None
    attribute, mask = node.arguments
    if not (isinstance(attribute, Attribute) and isinstance(mask, Number) and isinstance(mask.value, int)):
        return None
    if kind_of_attribute(attribute.name).type is not ValueType.NUMBER:
        return None
    if mask.value == -(2**31):
        return [Clause(attribute.name, Operator.IS_BIT_SET, str(mask.value))]
    bits = [1 << place for place in range(mask.value.bit_length()) if mask.value >> place & 1]
    if mask.value <= 0 or len(bits) > _MOST_BITS:
        return None
    return [Clause(attribute.name, Operator.IS_BIT_SET, str(bit)) for bit in bits]
