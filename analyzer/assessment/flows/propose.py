"""Finds the Cloud Sync mapping that does what Connect Sync's effective flow does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.assessment.flows.compare import Comparer
from analyzer.assessment.flows.inputs import Universe
from analyzer.cloudsync.mappings import canonical
from analyzer.cloudsync.model import AttributeMapping, FlowType, MappingKind, SchemaAttribute
from analyzer.connect.flows import EffectiveFlow, Timing
from analyzer.connect.flows.terms import IGNORE, leaves
from analyzer.errors import ExpressionError
from analyzer.expressions.nodes import NULL_WORD, Attribute, Call, Node
from analyzer.expressions.prove import Proof, Verdict
from analyzer.expressions.translate import Loss, Outcome, Translation
from analyzer.vocabulary import Outcome as Word

_EXTENSION = re.compile(r"extension_[0-9a-f]{32}_\w+", re.IGNORECASE)
_WHOLE_VALUES = frozenset({"Reference", "Binary"})
_KEEPS_VALUES = frozenset({"Trim", "RemoveDuplicates", "IgnoreFlowIfNullOrEmpty"})
EXTENSION_NOTE = (
    "A directory extension: the job finds it when its application is the Tenant Schema Extension App of Connect Sync "
    "or has the identifier URI api://<tenant id>/CloudSyncCustomExtensionsApp; restart the agent after AD's schema "
    "changed."
)


_UNPROVEN = Proof()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping (``None``: there is none) with what still differs from Connect Sync."""

    mapping: AttributeMapping | None
    outcome: Word
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()
    proof: Proof = _UNPROVEN


def is_extension(target: str) -> bool:
    """Tell whether a target is a directory extension: ``extension_<application id>_<name>``."""
    return _EXTENSION.fullmatch(target) is not None


def propose(  # noqa: PLR0911 - one return for each reason why there is no exact mapping
    flow: EffectiveFlow, target: str, attribute: SchemaAttribute | None, comparer: Comparer, universe: Universe
) -> Proposal:
    """Translate a flow into a mapping for ``target``; ``attribute`` is what the job knows of the target."""
    if flow.node is None:
        what = flow.composed.defect or "More rules compete for this attribute than one expression can hold."
        return Proposal(None, Word.MANUAL, (Loss(what),))
    if attribute is None and not is_extension(target):
        return Proposal(None, Word.GAP, (Loss("Cloud Sync has no such target attribute for this kind of object."),))
    if attribute is not None and not attribute.writable:
        return Proposal(None, Word.GAP, (Loss("Cloud Sync can't write this attribute."),))
    notes = () if attribute is not None else (EXTENSION_NOTE,)
    if flow.composed.timing is Timing.MIXED:
        what = (
            "Some rules write the attribute at its object's creation only, others at every change; a mapping does one."
        )
        return Proposal(None, Word.MANUAL, (Loss(what),), notes)
    if flow.uses_entra:
        names = ", ".join(flow.uses_entra)
        what = f"The value depends on what Microsoft Entra ID holds already ({names}); no mapping can read that."
        return Proposal(None, Word.MANUAL, (Loss(what),), notes)
    if all(leaf in {IGNORE, NULL_WORD} for leaf in leaves(flow.node)):
        return Proposal(None, Word.ADAPTED, (), notes)
    translation = comparer.translations.translate(flow.node)
    if attribute is not None and translation.node is not None and _is_unsafe(attribute, translation.node):
        what = (
            f"{attribute.name} holds {'references' if attribute.type == 'Reference' else 'whole values'}; no page or "
            "sample shows an expression that chooses between them, so the default mapping stays."
        )
        return Proposal(None, Word.MANUAL, (Loss(what),), notes)
    found = _translated(flow, flow.node, target, translation, comparer, universe)
    return Proposal(found.mapping, found.outcome, found.losses, (*notes, *found.notes), found.proof)


def _translated(
    flow: EffectiveFlow, node: Node, target: str, translation: Translation, comparer: Comparer, universe: Universe
) -> Proposal:
    if translation.node is None or translation.text is None:
        return Proposal(None, _word(translation.outcome), translation.losses, translation.notes)
    try:
        mapping = canonical(
            AttributeMapping(
                target=target,
                kind=MappingKind.EXPRESSION,
                source=translation.text,
                flow_type=FlowType.OBJECT_ADD_ONLY if flow.composed.timing is Timing.ONCE else FlowType.ALWAYS,
            )
        )
    except ExpressionError as problem:
        return Proposal(None, Word.MANUAL, (Loss(f"The translation can't be kept in a job schema: {problem}"),))
    proof = comparer.prove(node, translation.node, universe)
    declared = tuple(loss for loss in translation.losses if loss.example != str(translation.proof.counter_example))
    if proof.verdict is Verdict.COUNTER_EXAMPLE:
        losses = declared or (Loss("The translation doesn't do the same on every object.", str(proof.counter_example)),)
        return Proposal(mapping, Word.MANUAL, losses, translation.notes, proof)
    outcome = Word.MANUAL if declared else Word.ADAPTED
    return Proposal(mapping, outcome, declared, translation.notes, proof)


def _word(outcome: Outcome) -> Word:
    return Word(outcome.value)


def _is_unsafe(attribute: SchemaAttribute, node: Node) -> bool:
    """Tell whether an expression does more with whole values than hand them on."""
    if not (attribute.type in _WHOLE_VALUES or attribute.multivalued):
        return False
    while isinstance(node, Call) and node.name in _KEEPS_VALUES and node.arguments:
        node = node.arguments[0]
    return not isinstance(node, Attribute)
