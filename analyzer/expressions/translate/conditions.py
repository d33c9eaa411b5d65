"""Conditions of Connect's ``IIF`` and ``Switch`` as formulas over tests that Cloud Sync's ``IIF`` can make.

A Cloud Sync test with a blank operand fails whatever the operator (see ``cloud-null-comparison``), so
"different from"
is written as the opposite of "equals": that gives the same answer for an absent attribute under either
reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.expressions.kinds import ValueType
from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Dialect,
    Negation,
    Node,
    Number,
    Text,
    Word,
)
from analyzer.expressions.signatures import function_table
from analyzer.expressions.translate.build import (
    TEXT_FOR_NULL,
    YES,
    call,
    is_call,
    is_condition_like,
    is_null,
    is_truth_value,
    literal_number,
    literal_text,
)
from analyzer.expressions.translate.formula import (
    NO_FACTS,
    Always,
    And,
    Atom,
    Facts,
    Formula,
    Not,
    Or,
    both,
    either,
    known,
)
from analyzer.expressions.translate.result import Outcome, Untranslatable

if TYPE_CHECKING:
    from analyzer.expressions.translate.translator import Translator

_MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DATES = ("CDate", "DateAdd", "DateFromNum", "Now")
_SEPARATORS = ";|,#~^ "


def condition(t: Translator, node: Node, facts: Facts) -> Formula:
    """Translate a Connect condition."""
    if isinstance(node, Boolean):
        return Always(node.value)
    if is_null(node):
        return Always(False)
    if isinstance(node, Chain) and node.operator in {"&&", "||"}:
        return _chain(t, node, facts)
    if isinstance(node, Binary) and is_truth_value(node):
        return _comparison(t, node, facts)
    if isinstance(node, Call):
        found = _question(t, node, facts)
        if found is not None:
            return found
    if isinstance(node, Attribute) and t.kind(node).known and t.kind(node).type is not ValueType.BOOLEAN:
        raise Untranslatable(f"[{node.name}] is used as a condition but holds no truth value", Outcome.UNKNOWN)
    return Atom(Binary("=", t.value(node, facts), YES))


def _chain(t: Translator, node: Chain, facts: Facts) -> Formula:
    parts: list[Formula] = []
    conjunction = node.operator == "&&"
    for operand in node.operands:
        part = condition(t, operand, facts)
        # What the earlier parts establish may be relied on in the later ones.
        facts |= known(part, conjunction)
        if isinstance(part, Always):
            if part.value is not conjunction:
                return _joined(conjunction, [*parts, part])
            continue
        parts.append(part)
    return _joined(conjunction, parts)


def _joined(conjunction: bool, parts: list[Formula]) -> Formula:
    if not parts:
        return Always(conjunction)
    if len(parts) == 1:
        return parts[0]
    return And(tuple(parts)) if conjunction else Or(tuple(parts))


def _question(t: Translator, node: Call, facts: Facts) -> Formula | None:  # noqa: PLR0911  one return a kind
    name = node.name
    first = node.arguments[0] if node.arguments else Boolean(False)
    if name == "IsPresent":
        asked = t.value(first, facts)
        return Atom(call("IsPresent", asked), if_true=frozenset({asked}))
    if name == "IsNullOrEmpty":
        asked = t.value(first, facts)
        return Not(Atom(call("IsPresent", asked), if_true=frozenset({asked})))
    if name == "IsNull":
        asked = t.value(first, facts)
        # An attribute that is there isn't empty (see "attribute-never-empty").
        return Atom(call("IsNull", asked), if_false=frozenset({asked}) if isinstance(asked, Attribute) else NO_FACTS)
    if name == "IsEmpty":
        asked = t.value(first, facts)
        return And((Not(Atom(call("IsNull", asked))), Not(Atom(call("IsPresent", asked)))))
    if name == "IsString" and t.is_binary(first):
        t.note("IsString is False for a binary attribute in Connect Sync; the branch for text was left out")
        return Always(False)
    if name == "IsString":
        return Atom(call("IsString", t.value(first, facts)))
    if name == "IsBitSet" and len(node.arguments) == 2:
        return _bit(t, node, facts)
    if name == "CBool":
        return _truth_of(t, first, facts)
    if name == "IIF" and len(node.arguments) == 3 and is_condition_like(node):
        test = condition(t, node.arguments[0], facts)
        yes = condition(t, node.arguments[1], facts | known(test))
        no = condition(t, node.arguments[2], facts | known(test, False))
        return _branches(test, yes, no)
    return None


def _branches(test: Formula, yes: Formula, no: Formula) -> Formula:
    """Return the formula of ``IIF(test, yes, no)``; the test is evaluated in any case, so its errors stay."""
    if isinstance(no, Always):
        return either(Not(test), yes) if no.value else both(test, yes)
    if isinstance(yes, Always):
        return either(test, no) if yes.value else both(Not(test), no)
    return Or((both(test, yes), both(Not(test), no)))


def _truth_of(t: Translator, node: Node, facts: Facts) -> Formula:
    if is_condition_like(node) or is_null(node):
        return condition(t, node, facts)
    if isinstance(node, Attribute) and t.kind(node).type is ValueType.BOOLEAN:
        return Atom(Binary("=", t.value(node, facts), YES))
    return Atom(Binary("=", call("CBool", t.value(node, facts)), YES))


def _bit(t: Translator, node: Call, facts: Facts) -> Formula:
    mask = literal_number(node.arguments[1])
    value = t.value(node.arguments[0], facts)
    if mask is None or mask == 0 or (mask > 0 and mask & (mask - 1)):
        raise Untranslatable(
            "IsBitSet with a mask of several bits, or one that isn't a literal, isn't documented well enough",
            Outcome.MANUAL,
        )
    bits = call("BitAnd", value, node.arguments[1])
    if mask > 0:
        return Atom(Binary(">", bits, Number("0")))
    return And((Atom(call("IsPresent", value)), Not(Atom(Binary("=", bits, Text("0"))))))


def _comparison(t: Translator, node: Binary, facts: Facts) -> Formula:
    left, right, sign = node.left, node.right, node.operator
    if _is_literal(left) and not _is_literal(right):
        left, right, sign = right, left, _MIRRORED[sign]
    if is_null(left) or is_null(right):
        raise Untranslatable(
            "a comparison with NULL isn't documented; IsNull or IsPresent may have been meant",
            Outcome.UNKNOWN,
        )
    if isinstance(left, Boolean) and isinstance(right, Boolean):
        return Always((left.value == right.value) == (sign == "="))
    if isinstance(right, Boolean):
        return _with_truth_value(t, left, sign, right.value, facts)
    if is_call(left, *_DATES) and is_call(right, *_DATES):
        return _dates(t, left, sign, right, facts)
    number = literal_number(right)
    if number is not None:
        found = _with_number(t, left, sign, number, facts)
        if found is not None:
            return found
    if sign in {"=", "<>"}:
        equal = _equality(t, left, right, facts)
        return equal if sign == "=" else Not(equal)
    if not (_gives_number(t, left) or _gives_number(t, right)):
        t.lose(
            f'Which of two texts comes first ("{sign}") isn\'t documented for either product; Cloud Sync may take '
            "digits in both for numbers",
            'one text is "900", the other "5000": as texts "900" comes last, as numbers it is the smaller one',
        )
    return Atom(Binary(sign, _operand(t, left, facts), _operand(t, right, facts)))


def _gives_number(t: Translator, node: Node) -> bool:
    """Tell whether Connect Sync, which compares values of one type only, has a number here."""
    if isinstance(node, Attribute):
        return t.kind(node).type is ValueType.NUMBER
    if isinstance(node, Call):
        entry = function_table().get(node.name, Dialect.CONNECT)
        return entry is not None and entry.connect is not None and entry.connect.returns == "num"
    return isinstance(node, Number | Negation) or (isinstance(node, Binary) and not is_truth_value(node))


def _dates(t: Translator, left: Node, sign: str, right: Node, facts: Facts) -> Formula:
    """Compare moments by their distance: in Cloud Sync dates are text, whose order is not that of time."""
    t.note("Dates are compared by DateDiff, to the second")
    distance = call("DateDiff", Text("s"), t.value(left, facts), t.value(right, facts))
    if sign == "<>":
        return Not(Atom(Binary("=", distance, Text("0"))))
    if sign == "=":
        return Atom(Binary("=", distance, Text("0")))
    return Atom(Binary(_MIRRORED[sign], distance, Number("0")))


def _with_truth_value(t: Translator, left: Node, sign: str, wanted: bool, facts: Facts) -> Formula:
    if sign not in {"=", "<>"}:
        raise Untranslatable("truth values have no order", Outcome.UNKNOWN)
    if is_truth_value(left):
        formula = condition(t, left, facts)
        return formula if wanted == (sign == "=") else Not(formula)
    if isinstance(left, Attribute) and t.kind(left).known and t.kind(left).type is not ValueType.BOOLEAN:
        raise Untranslatable(f"[{left.name}] is compared with a truth value but holds none", Outcome.UNKNOWN)
    test = Atom(Binary("=", t.value(left, facts), Text("True" if wanted else "False")))
    return test if sign == "=" else Not(test)


def _equality(t: Translator, left: Node, right: Node, facts: Facts) -> Formula:
    if literal_text(right) == "":
        return _blank(t, left, facts)
    for node in (left, right):
        if isinstance(node, Word):
            raise Untranslatable(f"{node.name} can't be compared", Outcome.UNKNOWN)
    one, other = _operand(t, left, facts), _operand(t, right, facts)
    if isinstance(other, Number):
        other = Text.of(str(other.value))
    present = frozenset(side for side in (one, other) if isinstance(side, Attribute))
    return Atom(Binary("=", one, other), if_true=present)


def _blank(t: Translator, node: Node, facts: Facts) -> Formula:
    """Translate a comparison with an empty text."""
    value = t.single(node, facts, "A comparison")
    if value in facts:
        return Always(False)
    if isinstance(node, Call) and node.name in TEXT_FOR_NULL:
        return Not(Atom(call("IsPresent", value)))
    t.lose(
        "Comparing with an empty text: whether Connect Sync takes an absent attribute for an empty "
        "text isn't "
        "documented. The translation is true only for an empty text; use IsPresent if absent "
        "attributes were meant",
        "the attribute is absent: Connect Sync may go either way, Cloud Sync takes the branch for a value",
    )
    return And((Not(Atom(call("IsNull", value))), Not(Atom(call("IsPresent", value)))))


def _operand(t: Translator, node: Node, facts: Facts) -> Node:
    if isinstance(node, Number):
        return Number(str(node.value))
    if is_call(node, "CNum") and len(node.children) == 1:
        t.lose(
            "CNum has no counterpart and was left out: a text that is no number raises no error",
            'the attribute holds "abc": Connect Sync stops with an error, Cloud Sync compares the text',
        )
        return t.single(node.children[0], facts, "CNum")
    return t.single(node, facts, "A comparison")


def _with_number(t: Translator, left: Node, sign: str, number: int, facts: Facts) -> Formula | None:
    """Translate comparisons of a count, a length or a place with a number, where that asks for presence."""
    positive = (sign, number) in {(">", 0), (">=", 1), ("<>", 0)}
    zero = (sign, number) in {("=", 0), ("<", 1), ("<=", 0)}
    if is_call(left, "Contains") and isinstance(left, Call) and (positive or zero):
        found = contains(t, left, facts)
        return found if positive else Not(found)
    if is_call(left, "Len") and positive and sign != "<>" and not t.is_multi_valued(left.children[0]):
        asked = t.value(left.children[0], facts)
        return Atom(call("IsPresent", asked), if_true=frozenset({asked}))
    if is_call(left, "InStr") and positive and sign != "<>" and isinstance(left, Call):
        searched = t.single(left.arguments[0], facts, "InStr")
        test = Binary(sign, t.value(left, facts), Number(str(number)))
        return Atom(test, if_true=frozenset({searched}) if literal_text(left.arguments[1]) else frozenset())
    return None


def contains(t: Translator, node: Call, facts: Facts) -> Formula:
    """Translate "some value of the attribute holds this text".

    ``Join`` puts all values into one text (reference-expressions, 2025-04-09); the separator isn't part of
    the text
    looked for, so a hit never spans two values.
    """
    values, separator = joined_values(t, node, facts)
    wanted = literal_text(node.arguments[1]) or ""
    search: tuple[Node, ...] = (call("Join", Text(separator), values), Text.of(wanted))
    if _ignores_case(node):
        search = (*search, Number("1"), Word("vbTextCompare"))
    facts_if_true = frozenset({values, node})
    return Atom(Binary(">", call("InStr", *search), Number("0")), if_true=facts_if_true)


def joined_values(t: Translator, node: Call, facts: Facts) -> tuple[Node, str]:
    """Return the translated attribute of a ``Contains`` call and a separator to join its values with."""
    attribute, wanted = node.arguments[0], literal_text(node.arguments[1])
    if not wanted:
        raise Untranslatable("Contains with a text that isn't a literal has no counterpart", Outcome.MANUAL)
    if isinstance(attribute, Attribute) and t.kind(attribute).type in {ValueType.REFERENCE, ValueType.BINARY}:
        raise Untranslatable(
            f"Contains compares whole references; [{attribute.name}] can't be searched that way in Cloud Sync"
        )
    separator = next((mark for mark in _SEPARATORS if mark not in wanted), None)
    if separator is None:
        raise Untranslatable("no separator is left to join the values with", Outcome.MANUAL)
    return t.value(attribute, facts), separator


def _ignores_case(node: Call) -> bool:
    return len(node.arguments) > 2 and node.arguments[2] == Word("CaseInsensitive")


def _is_literal(node: Node) -> bool:
    return isinstance(node, Text | Number | Boolean) or is_null(node)
