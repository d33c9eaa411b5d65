"""One clause of a scoping filter in Cloud Sync's operators, with what is lost.

Cloud Sync has no prefix, suffix or membership operator and no smaller-than; it compares texts case-sensitively
(define-conditional-rules, 2026-08-06). Prefixes and suffixes become anchored, escaped patterns, bit tests ``&``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from analyzer.connect.scope.evaluate import (
    Entry,
    Value,
    evaluate_clause,
    list_items,
    matches,
    number,
    unsigned,
    values_of,
)
from analyzer.connect.scope.folding import spellings
from analyzer.connect.scope.predicate import Clause, Operator
from analyzer.connect.scope.traits import AttributeKind, AttributeTraits
from analyzer.vocabulary import Outcome


class AbsentReading(StrEnum):
    """How a negative Cloud Sync clause on an absent value is taken to answer."""

    EITHER = "either"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class CloudClause:
    """One clause; ``operator`` is the job schema's spelling."""

    attribute: str
    operator: str
    values: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the clause as the job schema writes it (Graph ``filterClause``)."""
        return {
            "operatorName": self.operator,
            "sourceOperandName": self.attribute,
            "targetOperand": {"values": list(self.values)},
        }


Alternatives = tuple[tuple[CloudClause, ...], ...]
"""One of the inner tuples must hold, all of its clauses together; no tuple at all never holds."""

NEVER: Alternatives = ()
ALWAYS: Alternatives = ((),)


HOLD_ON_ABSENT = frozenset({"IS FALSE", "NOT REGEX MATCH", "!&"})
"""Operators that hold on an absent value as the shipped filters are written (schema captured 2025-09-20)."""


class LossKind(StrEnum):
    """Why Cloud Sync may answer otherwise."""

    CASE = "case"
    BITS = "bits"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True)
class Loss:
    """A known difference, with a value of the attribute that shows it."""

    kind: LossKind
    clause: Clause
    text: str
    example: str

    def explains(self, entry: Entry) -> bool:
        """Tell whether this loss makes the two sides' answers on an object differ or leaves Connect's answer open."""
        if self.kind is not LossKind.CASE:
            return evaluate_clause(self.clause, entry) is None
        operator, wanted = self.clause.operator.positive, self.clause.value
        return any(
            matches(operator, value, wanted) is not matches(operator, value, wanted, ignore_case=False)
            for value in values_of(self.clause.attribute, entry)
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """A test that Cloud Sync can't express, and what comes closest."""

    subject: str
    text: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Literal:
    """One clause, translated: exactly one of ``alternatives`` and ``refusal`` counts."""

    alternatives: Alternatives = NEVER
    refusal: Refusal | None = None
    losses: tuple[Loss, ...] = ()
    assumptions: tuple[str, ...] = ()


def translate_literal(
    clause: Clause, negated: bool, traits: AttributeTraits, keep_case: bool, absent: AbsentReading
) -> Literal:
    """Translate ``clause``, or its opposite when ``negated``."""
    negative = negated is not clause.operator.is_negation
    return _Literal(clause, negative, traits, keep_case, absent).translate()


class _Literal:
    def __init__(
        self, clause: Clause, negative: bool, traits: AttributeTraits, keep_case: bool, absent: AbsentReading
    ) -> None:
        self.clause, self.negative, self.absent = clause, negative, absent
        self.keep_case = keep_case or clause.exact
        self.name = "distinguishedName" if clause.attribute.lower() == "dn" else clause.attribute
        self.kind = traits.kind(self.name)
        self.many = traits.is_multivalued(self.name)
        self.operator = clause.operator.positive
        self.assumptions: list[str] = []
        self.known = traits.knows(self.name)
        if not self.known and self.operator not in {Operator.IS_MEMBER_OF, Operator.IS_NOT_NULL}:
            self.assumptions.append(f"{self.name} holds one text (the schema at hand doesn't name it)")

    def translate(self) -> Literal:
        if self.operator is Operator.IS_MEMBER_OF:
            return self.refuse("membership has no clause; the closest is a configuration scoped to the group")
        if self.many:
            return self.refuse("clauses on attributes with several values are not supported")
        if self.operator is Operator.IS_NOT_NULL:
            return self.done(((self.clause_("IS NULL" if self.negative else "IS NOT NULL"),),))
        if self.kind is AttributeKind.BINARY:
            return self.refuse("no page says how a binary value compares with text")
        return _TRANSLATORS[self.operator](self)

    def clause_(self, operator: str, *values: str) -> CloudClause:
        return CloudClause(self.name, operator, values)

    def refuse(self, why: str) -> Literal:
        words = f"{self.clause.attribute} {self.clause.operator} {self.clause.value}".rstrip()
        return Literal(refusal=Refusal(words, why, Outcome.GAP), assumptions=tuple(self.assumptions))

    def done(self, alternatives: Alternatives, *losses: Loss) -> Literal:
        return Literal(alternatives, None, losses, tuple(self.assumptions))

    def constant(self, value: bool) -> Literal:
        """Answer a positive test that is always ``value`` on a present attribute."""
        if value:
            return self.done(((self.clause_("IS NULL" if self.negative else "IS NOT NULL"),),))
        return self.done(ALWAYS if self.negative else NEVER)

    def either(self, positive: CloudClause, negative: CloudClause, *losses: Loss) -> Literal:
        """Choose by sign; a negative test is also true where the attribute is absent, which needs saying."""
        if not self.negative:
            return self.done(((positive,),), *losses)
        if self.absent is AbsentReading.SHIPPED and negative.operator in HOLD_ON_ABSENT:
            self.assumptions.append(f"{negative.operator} on an absent value holds, as the shipped filters need it")
            return self.done(((negative,),), *losses)
        return self.done(((negative,), (self.clause_("IS NULL"),)), *losses)

    def pattern(self, start: str, items: tuple[str, ...], end: str) -> Literal:
        """Match one of ``items`` by regular expression."""
        bodies = [_pattern(item, any_case=not self.keep_case and self.kind is AttributeKind.TEXT) for item in items]
        body = bodies[0] if len(bodies) == 1 else f"(?:{'|'.join(bodies)})"
        if end:
            self.assumptions.append("no value ends in a line break: $ matches before one as well")
        text = f"{start}{body}{end}"
        positive, negative = self.clause_("REGEX MATCH", text), self.clause_("NOT REGEX MATCH", text)
        return self.either(positive, negative, *self.losses(items))

    def losses(self, items: tuple[str, ...]) -> tuple[Loss, ...]:
        found = []
        if self.keep_case and not self.clause.exact and self.kind is AttributeKind.TEXT:
            other = next((_other_case(item) for item in items if _other_case(item) != item), None)
            if other is not None:
                text = f"Cloud Sync compares {self.name} case-sensitively; Connect Sync is taken not to"
                found.append(Loss(LossKind.CASE, self.clause, text, other))
        open_value = self.separated_otherwise() if self.operator is Operator.IS_IN else None
        if open_value is not None:
            text = "no page says what separates the values of a list; a semicolon is assumed and this list holds commas"
            found.append(Loss(LossKind.SEPARATOR, self.clause, text, open_value))
        return tuple(found)

    def separated_otherwise(self) -> str | None:
        """Return a value that is in the list or not depending on what separates its items."""
        wanted = self.clause.value
        for item in (*list_items(wanted), *list_items(wanted, ",")):
            value: Value | None = number(item) if self.kind is AttributeKind.NUMBER else item
            if value is not None and matches(Operator.IS_IN, value, wanted) is None:
                return str(value)
        return None

    def equal(self) -> Literal:
        value = self.clause.value
        if self.kind is AttributeKind.BOOLEAN:
            return self.boolean(value.strip().lower())
        if self.kind is AttributeKind.NUMBER:
            wanted = number(value)
            value = "" if wanted is None else str(wanted)
        if not value:
            return self.constant(False)
        # The shipped filters don't tell how NOT EQUALS reads an absent value, but they do for patterns.
        by_pattern = self.negative and self.absent is AbsentReading.SHIPPED
        if by_pattern or (not self.keep_case and self.kind is AttributeKind.TEXT and _other_case(value) != value):
            return self.pattern("^", (value,), "$")
        return self.either(self.clause_("EQUALS", value), self.clause_("NOT EQUALS", value), *self.losses((value,)))

    def boolean(self, value: str) -> Literal:
        if value not in {"true", "false"}:
            return self.constant(False)
        if value == "true":
            return self.either(self.clause_("IS TRUE"), self.clause_("IS FALSE"))
        if self.negative:
            return self.either(self.clause_("IS FALSE"), self.clause_("IS TRUE"))
        # IS FALSE alone would also take objects without the attribute where the shipped filters are read.
        return self.done(((self.clause_("IS FALSE"), self.clause_("IS NOT NULL")),))

    def text(self) -> Literal:
        if self.kind is AttributeKind.BOOLEAN:
            return self.refuse("a pattern on a true/false attribute has no equivalent")
        if not self.clause.value:
            return self.constant(True)
        start = "^" if self.operator is Operator.STARTS_WITH else ""
        end = "$" if self.operator is Operator.ENDS_WITH else ""
        return self.pattern(start, (self.clause.value,), end)

    def is_in(self) -> Literal:
        items = list_items(self.clause.value)
        if self.kind is AttributeKind.BOOLEAN:
            return self.refuse("a list of values on a true/false attribute has no equivalent")
        if self.kind is AttributeKind.NUMBER:
            items = tuple(str(wanted) for item in items if (wanted := number(item)) is not None)
        self.assumptions.append("a semicolon separates the values of ISIN and ISNOTIN lists")
        return self.pattern("^", items, "$") if items else self.constant(False)

    def bits(self) -> Literal:
        mask = number(self.clause.value)
        if mask is None or mask == 0:
            return self.refuse("the mask is no decimal number other than 0")
        if self.kind is not AttributeKind.NUMBER and self.known:
            return self.refuse("a bit test needs a number")
        if not self.known:
            self.assumptions = [f"{self.name} holds one number (the schema at hand doesn't name it)"]
        losses = []
        bits = unsigned(mask)
        if bits & (bits - 1):
            text = "the mask has several bits; whether Connect Sync asks for all of them or any isn't documented"
            losses.append(Loss(LossKind.BITS, self.clause, text, str(bits & -bits)))
        return self.either(self.clause_("&", str(mask)), self.clause_("!&", str(mask)), *losses)

    def order(self) -> Literal:
        limit = number(self.clause.value)
        if self.kind is not AttributeKind.NUMBER or limit is None:
            return self.refuse("no page defines the order of texts")
        operator = _ORDER[self.operator][self.negative]
        if not operator:
            return self.refuse("Cloud Sync has no smaller-than operator")
        greater = self.clause_(operator, str(limit))
        return self.done(((greater,), (self.clause_("IS NULL"),)) if self.negative else ((greater,),))


_ORDER = {
    Operator.GREATER_THAN: ("GREATER_THAN", ""),
    Operator.GREATER_THAN_OR_EQUAL: ("GREATER_THAN_OR_EQUALS", ""),
    Operator.LESS_THAN: ("", "GREATER_THAN_OR_EQUALS"),
    Operator.LESS_THAN_OR_EQUAL: ("", "GREATER_THAN"),
}
_TRANSLATORS: Mapping[Operator, Callable[[_Literal], Literal]] = {
    Operator.EQUAL: _Literal.equal,
    Operator.STARTS_WITH: _Literal.text,
    Operator.ENDS_WITH: _Literal.text,
    Operator.CONTAINS: _Literal.text,
    Operator.IS_IN: _Literal.is_in,
    Operator.IS_BIT_SET: _Literal.bits,
} | dict.fromkeys(_ORDER, _Literal.order)
_META = frozenset(r"\^$.|?*+()[]{}")


def escape_pattern(text: str) -> str:
    """Return a regular expression for exactly ``text``; control characters become escapes, so that it is one line."""
    return _pattern(text, any_case=False)


def _pattern(text: str, *, any_case: bool) -> str:
    return "".join(_character(character, any_case) for character in text)


def _character(character: str, any_case: bool) -> str:
    if any_case and len(spelled := spellings(character)) > 1:
        return f"[{spelled}]"
    if ord(character) < 0x20 or ord(character) == 0x7F:
        return f"\\x{ord(character):02X}"
    return f"\\{character}" if character in _META else character


def _other_case(text: str) -> str:
    """Return another spelling of ``text`` that is equal without case; ``text`` itself when there is none."""
    for index, character in enumerate(text):
        other = next((one for one in spellings(character) if one != character), None)
        if other is not None:
            return text[:index] + other + text[index + 1 :]
    return text
