"""Texts about attribute flows that all reports share."""

from __future__ import annotations

from analyzer.assessment.flows.model import Action, Comparison, FlowComparison
from analyzer.expressions.nodes import NULL_WORD
from analyzer.expressions.translate import Loss

COMPARISONS = {
    Comparison.SAME: "Same",
    Comparison.CHANGED: "Changed",
    Comparison.LOST: "Lost",
    Comparison.GAINED: "Gained",
}
COMPARISON_MEANINGS = {
    Comparison.SAME: "Cloud Sync's mapping writes the same.",
    Comparison.CHANGED: "Both write it; on some objects the values differ.",
    Comparison.LOST: "Connect Sync writes it, Cloud Sync's mapping doesn't.",
    Comparison.GAINED: "Cloud Sync's mapping writes it, this configuration of Connect Sync doesn't.",
}
ACTIONS = {
    Action.KEEP: "Keep the default mapping",
    Action.REPLACE: "Replace the default mapping",
    Action.ADD: "Add a mapping",
    Action.REMOVE: "Remove the default mapping",
    Action.NONE: "No mapping",
}
_DIFFERS = "The default mapping writes something else."


def connect_text(one: FlowComparison) -> str:
    """Return Connect Sync's expression; empty when no value is written."""
    flow = one.flow
    if flow is None or flow.node == NULL_WORD:
        return ""
    return flow.text or flow.composed.defect or "More rules compete here than one expression can show."


def losses_of(one: FlowComparison) -> tuple[Loss, ...]:
    """Return what differs, the difference of the default mapping included."""
    shown = {loss.example for loss in one.losses}
    if one.difference and one.difference not in shown and one.comparison is not Comparison.SAME:
        what = _DIFFERS if one.comparison is Comparison.CHANGED else COMPARISON_MEANINGS[one.comparison]
        return (Loss(what, one.difference), *one.losses)
    return one.losses
