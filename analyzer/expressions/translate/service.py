"""Translates a whole expression and judges the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from analyzer.errors import ExpressionError
from analyzer.expressions.check import Level, check
from analyzer.expressions.kinds import ValueType, kind_of_attribute, kinds_in
from analyzer.expressions.nodes import Attribute, Binary, Call, Chain, Dialect, Node, Word, depth, walk
from analyzer.expressions.parser import parse
from analyzer.expressions.printer import print_expression
from analyzer.expressions.prove.prover import prove
from analyzer.expressions.prove.verdict import Proof, Verdict
from analyzer.expressions.signatures import Availability, function_table
from analyzer.expressions.simplify.engine import rewrite
from analyzer.expressions.simplify.rules import RULES
from analyzer.expressions.translate import functions
from analyzer.expressions.translate.build import EMPTY_TEXT, call, is_call
from analyzer.expressions.translate.formula import NO_FACTS
from analyzer.expressions.translate.result import Loss, Outcome, Translation, Untranslatable
from analyzer.expressions.translate.translator import Translator

_WRITE_OUT = tuple(rule for rule in RULES if rule.name == "variable")
# Functions that hand a reference on, or only ask whether and how often it is there.
_CARRY_REFERENCES = (
    "IIF",
    "Switch",
    "IsPresent",
    "IsNull",
    "IsNullOrEmpty",
    "Count",
    "Item",
    "ItemOrNull",
    "RemoveDuplicates",
)
# No expression nested deeper than this fits into the 10,000 characters that Cloud Sync takes; trying costs minutes.
_DEEPEST = 2000
_TOO_DEEP = "the expression is nested too deeply to be rewritten; split it into several rules first"
_IGNORE = Word("IgnoreThisFlow")


def translate(expression: str | Node) -> Translation:
    """Translate one Connect expression.

    Args:
        expression: text or tree; the same text is only worked on once.

    Returns:
        The Cloud Sync text with outcome, losses, notes and proof. A text is never counted as ``supported`` or
        ``adapted`` when the proof found an input on which the two differ.

    Raises:
        ExpressionError: the text isn't a well-formed Connect expression.

    """
    text = expression if isinstance(expression, str) else print_expression(expression)
    return _translate(text)


@lru_cache(maxsize=8192)
def _translate(text: str) -> Translation:
    source = parse(text, Dialect.CONNECT)
    strange = _require_known(source)
    if strange:
        return Translation(text, None, Outcome.UNKNOWN, tuple(strange))
    if depth(source) > _DEEPEST:
        return Translation(text, None, Outcome.MANUAL, (Loss(_TOO_DEEP),))
    translator = Translator(kinds_in(source))
    try:
        node = _whole(translator, rewrite(source, _WRITE_OUT, Dialect.CONNECT))
        _require_sound(node)
    except Untranslatable as problem:
        losses = (Loss(problem.reason, problem.example), *translator.losses)
        return Translation(text, None, problem.outcome, losses, tuple(translator.notes))
    except RecursionError:
        return Translation(text, None, Outcome.MANUAL, (Loss(_TOO_DEEP),))
    proof = prove(source, node)
    notes = (*translator.notes, *_remarks(node))
    written = print_expression(node)
    return _judge(
        Translation(
            source=text,
            text=written,
            # The same text counts as supported only where Cloud Sync's own page or default mapping has all
            # of it.
            outcome=Outcome.SUPPORTED if node == source and not notes else Outcome.ADAPTED,
            losses=tuple(dict.fromkeys([*translator.losses, *_references_as_text(source)])),
            notes=notes,
            proof=proof,
            node=node,
        )
    )


def _require_known(source: Node) -> list[Loss]:
    """Return why functions can't be understood at all: unknown names and wrong numbers of arguments."""
    losses: dict[Loss, None] = {}
    for part in walk(source):
        if isinstance(part, Call):
            reason = functions.not_understood(part)
            if reason:
                losses[Loss(reason)] = None
    return list(losses)


def _whole(translator: Translator, source: Node) -> Node:
    """Translate the expression, moving ``IgnoreThisFlow`` outside as ``IgnoreFlowIfNullOrEmpty``."""
    if source == _IGNORE:
        raise Untranslatable("IgnoreThisFlow alone: leave the target attribute unmapped", Outcome.MANUAL)
    if _IGNORE not in walk(source):
        return translator.result(source, NO_FACTS)
    body = translator.result(_without_ignore(source), NO_FACTS)
    test = body.children[0] if is_call(body, "IIF") else body
    if is_call(test, "IsPresent") and body.children[2] == EMPTY_TEXT and test.children[0] == body.children[1]:
        body = body.children[1]
    return call("IgnoreFlowIfNullOrEmpty", body)


def _without_ignore(node: Node) -> Node:
    """Replace ``IgnoreThisFlow`` by nothing where it is a result; anywhere else it stays and is refused."""
    if node == _IGNORE:
        return EMPTY_TEXT
    if isinstance(node, Call) and node.name == "IIF" and len(node.arguments) == 3:
        test, yes, no = node.arguments
        return Call("IIF", (test, _without_ignore(yes), _without_ignore(no)), node.start, node.end)
    if isinstance(node, Call) and node.name == "Switch":
        return node.with_children(
            tuple(_without_ignore(part) if place % 2 else part for place, part in enumerate(node.arguments))
        )
    return node


def _require_sound(node: Node) -> None:
    """Refuse a result that Cloud Sync's own parser or rules wouldn't take."""
    written = print_expression(node)
    try:
        again = parse(written, Dialect.CLOUD_SYNC)
    except ExpressionError as problem:
        raise Untranslatable(f"the result isn't well-formed: {problem}", Outcome.MANUAL) from problem
    if again != node:
        raise Untranslatable("the result doesn't read back as it was meant", Outcome.MANUAL)
    for remark in check(node, Dialect.CLOUD_SYNC, written):
        if remark.level is Level.ERROR:
            raise Untranslatable(f"Cloud Sync wouldn't take the result: {remark.message}", Outcome.MANUAL)


def _remarks(node: Node) -> tuple[str, ...]:
    table = function_table()
    notes: dict[str, None] = {}
    for part in walk(node):
        entry = table.entries.get(part.name) if isinstance(part, Call) else None
        if entry is not None and entry.availability is Availability.APP_PROVISIONING:
            document = next(source for source in entry.sources if source.key == "app-provisioning")
            notes[
                f"{entry.name} is documented for app provisioning ({document.date}), not for Cloud "
                f"Sync: test it with "
                "provision on demand"
            ] = None
        if entry is not None and entry.name == "Guid":
            notes["Guid gives another value at every evaluation: apply the mapping only during object creation"] = None
    return tuple(notes)


def _references_as_text(source: Node) -> Iterator[Loss]:
    """Yield a loss for each reference whose distinguished name is worked on, not just asked for or handed on."""
    for part in walk(source):
        if not isinstance(part, Call | Binary | Chain) or is_call(part, *_CARRY_REFERENCES):
            continue
        for child in part.children:
            if isinstance(child, Attribute) and kind_of_attribute(child.name).type is ValueType.REFERENCE:
                yield Loss(
                    f"Whether [{child.name}], a reference to another object, is its distinguished name inside an "
                    "expression of Cloud Sync isn't documented",
                    f'[{child.name}] = "CN=Jane,OU=HQ,DC=example,DC=com": Connect Sync works on this text, Cloud '
                    "Sync may hold the identifier of the object in Entra ID",
                )


def _judge(translation: Translation) -> Translation:
    """Demote what lost something, and state a difference the proof found that no rule had announced."""
    proof = translation.proof
    if proof.verdict is Verdict.COUNTER_EXAMPLE and not translation.losses:
        translation = replace(translation, losses=(_loss_from(proof, translation.node),))
    return replace(translation, outcome=Outcome.MANUAL) if translation.losses else translation


def _loss_from(proof: Proof, node: Node | None) -> Loss:
    what = "The translation doesn't do the same on every object"
    example = proof.counter_example
    if example is not None and example.connect.startswith("error: type mismatch"):
        what = "Connect Sync, which is strict about types, stops with an error where Cloud Sync goes on"
    if node is not None and is_call(node, "IgnoreFlowIfNullOrEmpty"):
        what = (
            "Cloud Sync can't both leave the attribute alone and remove it in one mapping: wherever "
            "Connect Sync would "
            "remove it, it keeps its value"
        )
    return Loss(what, str(example))
