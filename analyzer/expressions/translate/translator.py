"""Walks a Connect tree and builds the Cloud Sync one; the rules themselves stand in the modules beside."""

from __future__ import annotations

from analyzer.expressions.kinds import AttributeKind, ValueType, kind_of_attribute
from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Negation,
    Node,
    Number,
    Parameter,
    Text,
    Variable,
    Word,
)
from analyzer.expressions.printer import print_expression
from analyzer.expressions.signatures import Fit, function_table
from analyzer.expressions.translate import concatenation, conditions, functions, idioms, switches
from analyzer.expressions.translate.build import (
    EMPTY_TEXT,
    NO,
    YES,
    constant,
    is_call,
    is_condition_like,
    is_null,
    is_truth_value,
)
from analyzer.expressions.translate.formula import Facts, Formula, as_text, choose
from analyzer.expressions.translate.result import Loss, Outcome, Untranslatable

# Macros seen in the captured default mapping (2025-09-20).
_PARAMETERS = {"Domain.FQDN": "DomainFQDN", "Domain.Netbios": "DomainNetBios"}
_PER_VALUE = frozenset({"Trim", "Select", "Where", "RemoveDuplicates", "Split"})


class Translator:
    """Translates one expression; collects what a person must know on the way.

    Attributes:
        losses: differences that were accepted, each makes the outcome ``manual``.
        notes: remarks that lose nothing, in order, each once.

    """

    def __init__(self, kinds: dict[str, AttributeKind]) -> None:
        self.kinds = kinds
        self.losses: list[Loss] = []
        self.notes: dict[str, None] = {}

    def note(self, text: str) -> None:
        """Record a remark, once."""
        self.notes[text] = None

    def lose(self, what: str, example: str) -> None:
        """Record a difference."""
        self.losses.append(Loss(what, example))

    def result(self, node: Node, facts: Facts) -> Node:
        """Translate a node whose value goes to the target: literals become quoted text, NULL an empty one."""
        if isinstance(node, Number):
            return Text.of(str(node.value))
        if isinstance(node, Word):
            return self._special(node)
        translated = self.value(node, facts)
        return Text.of(str(translated.value)) if isinstance(translated, Number) else translated

    def value(self, node: Node, facts: Facts) -> Node:  # noqa: PLR0911  one return a kind
        """Translate a node whose value is used by something else, or goes to the target."""
        if isinstance(node, Text | Number):
            return node
        if isinstance(node, Boolean):
            return YES if node.value else NO
        if isinstance(node, Attribute):
            return Attribute("distinguishedName") if node.name == "dn" else Attribute(node.name)
        if isinstance(node, Parameter):
            return self._parameter(node)
        if isinstance(node, Variable):
            raise Untranslatable(f"${node.name} stands outside of Select, Where or With", Outcome.UNKNOWN)
        if isinstance(node, Word):
            return self._special(node)
        idiom = idioms.recognise(self, node, facts)
        if idiom is not None:
            return idiom
        folded = self._fold(node)
        if folded is not None:
            return folded
        return self._composed(node, facts)

    def condition(self, node: Node, facts: Facts) -> Formula:
        """Translate a node used as a condition."""
        return conditions.condition(self, node, facts)

    def truth_text(self, node: Node, facts: Facts) -> Node:
        """Translate True, False or NULL to the texts ``True`` and ``False``; NULL counts as False."""
        if is_null(node):
            return NO
        if isinstance(node, Boolean):
            return YES if node.value else NO
        if is_call(node, "IIF"):
            switched = switches.from_iif(node, self.truth_text, self, facts)
            if switched is not None:
                return switched
            test, yes, no = node.children
            formula = self.condition(test, facts)
            return choose(
                formula,
                lambda more: self.truth_text(yes, more),
                lambda more: self.truth_text(no, more),
                facts,
            )
        return as_text(self.condition(node, facts), facts)

    def is_multi_valued(self, node: Node) -> bool:
        """Tell whether a Connect expression may hold several values."""
        while isinstance(node, Call) and node.name in _PER_VALUE and node.arguments:
            if node.name in {"Split", "Select", "Where"}:
                return True
            node = node.arguments[0]
        if is_call(node, "ImportedValue") and isinstance(node.children[0], Text):
            return kind_of_attribute(node.children[0].value).multi_valued
        if is_call(node, "IIF"):
            return any(self.is_multi_valued(branch) for branch in node.children[1:])
        return isinstance(node, Attribute) and self.kind(node).multi_valued

    def kind(self, node: Attribute) -> AttributeKind:
        """Return what an attribute holds."""
        return self.kinds.get(node.name) or kind_of_attribute(node.name)

    def is_binary(self, node: Node) -> bool:
        """Tell whether a Connect expression is an attribute that holds bytes."""
        return isinstance(node, Attribute) and self.kind(node).type is ValueType.BINARY

    def single(self, node: Node, facts: Facts, what: str) -> Node:
        """Translate an argument that must be one text in Cloud Sync."""
        if self.is_multi_valued(node):
            raise Untranslatable(
                f"{what} works value by value in Connect Sync; in Cloud Sync only Trim does",
                example=_several_values(node),
            )
        return self.value(node, facts)

    def _composed(self, node: Node, facts: Facts) -> Node:
        if isinstance(node, Chain) and node.operator in {"&", "+"}:
            return concatenation.concatenate(self, node, facts)
        if isinstance(node, Chain) or (isinstance(node, Binary) and is_truth_value(node)):
            return as_text(self.condition(node, facts), facts)
        if isinstance(node, Binary | Negation):
            sign = "-" if isinstance(node, Negation) else node.operator
            raise Untranslatable(f'Cloud Sync has no arithmetic: "{sign}" has no counterpart')
        if isinstance(node, Call):
            return self._call(node, facts)
        raise Untranslatable(f"{type(node).__name__} has no counterpart", Outcome.UNKNOWN)

    def _call(self, node: Call, facts: Facts) -> Node:
        if node.name == "IIF":
            return self._iif(node, facts)
        if node.name == "CBool" and is_condition_like(node.arguments[0]):
            return self.truth_text(node.arguments[0], facts)
        return functions.translate_call(self, node, facts)

    def _iif(self, node: Call, facts: Facts) -> Node:
        switched = switches.from_iif(node, self.result, self, facts)
        if switched is not None:
            return switched
        test, yes, no = node.arguments
        formula = self.condition(test, facts)
        built = choose(formula, lambda more: self.result(yes, more), lambda more: self.result(no, more), facts)
        return _without_needless_guard(built)

    def _fold(self, node: Node) -> Node | None:
        """Work out constants whose functions Cloud Sync lacks, or has only by its app-provisioning page."""
        if isinstance(node, Binary) and is_truth_value(node):
            return None
        if isinstance(node, Call):
            entry = function_table().entries.get(node.name)
            if entry is None or entry.fit is Fit.RENAMED or node.name in {"IIF", "CBool", "With"}:
                return None
            if entry.fit is Fit.DIRECT and entry.availability != "app-provisioning":
                return None
        elif isinstance(node, Chain) and node.operator in {"&&", "||"}:
            return None
        found = constant(node)
        if found is not None:
            self.note(f"{_shown(node)} doesn't depend on the object and was worked out beforehand")
            return YES if found == Boolean(True) else NO if found == Boolean(False) else found
        return None

    def _parameter(self, node: Parameter) -> Node:
        name = _PARAMETERS.get(node.name)
        if name is None:
            raise Untranslatable(
                f"%{node.name}% has no counterpart: Cloud Sync knows only %DomainFQDN% and %DomainNetBios%"
            )
        return Parameter(name)

    def _special(self, node: Word) -> Node:
        if node.name == "NULL":
            return EMPTY_TEXT
        if node.name == "AuthoritativeNull":
            self.note(
                "AuthoritativeNull became an empty text, which clears the attribute; that rules of "
                "lower precedence "
                "are blocked must be kept in mind where flows are combined"
            )
            return EMPTY_TEXT
        if node.name == "IgnoreThisFlow":
            raise Untranslatable("IgnoreThisFlow inside a function or operator has no meaning", Outcome.UNKNOWN)
        if node.name == "CRLF":
            raise Untranslatable("CRLF has no counterpart in Cloud Sync")
        raise Untranslatable(f"{node.name} is no word of Connect Sync's language that we know", Outcome.UNKNOWN)


def _without_needless_guard(node: Node) -> Node:
    """Turn ``IIF(IsPresent(x), x, "")`` into ``x``: absent or empty, both clear the target."""
    if is_call(node, "IIF") and is_call(node.children[0], "IsPresent") and node.children[2] == EMPTY_TEXT:
        guarded = node.children[0].children[0]
        if guarded == node.children[1]:
            return guarded
    return node


def _several_values(node: Node) -> str:
    return f"{print_expression(node)} with two values"


def _shown(node: Node) -> str:
    text = print_expression(node)
    return text if len(text) <= 60 else text[:57] + "..."
