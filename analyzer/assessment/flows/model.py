"""The result of holding Connect Sync's effective flows against a Cloud Sync configuration."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.cloudsync.model import AttributeMapping
from analyzer.connect.flows import ClassReach, Composition, EffectiveFlow
from analyzer.expressions.prove import Proof
from analyzer.expressions.translate import Loss
from analyzer.vocabulary import Outcome


class Comparison(StrEnum):
    """What Cloud Sync's mapping does with an attribute, seen from Connect Sync."""

    SAME = "same"
    CHANGED = "changed"
    LOST = "lost"
    GAINED = "gained"


class JudgedBy(StrEnum):
    """What decides the outcome of a target."""

    FLOWS = "flows"
    IDENTITY = "identity"
    PASSWORD = "password"  # noqa: S105 - the name of a section


class Action(StrEnum):
    """What the produced schema does with the default mapping."""

    KEEP = "keep"
    REPLACE = "replace"
    ADD = "add"
    REMOVE = "remove"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FlowComparison:
    """One target of one kind of object, in both products.

    Attributes:
        target: the name in Entra ID, as Cloud Sync spells it where it knows it.
        flow: what Connect Sync does, ``None`` when no rule writes the target.
        default: the mapping of the Cloud Sync configuration compared with, ``None`` when it has none.
        proposed: the mapping that does what Connect Sync does, as far as there is one.
        action: what the produced schema does.
        losses: what differs: with the default where nothing is proposed, else with the proposal.
        difference: what the default does otherwise, with an input and both results; empty when nothing.
        customised: whether a rule takes part that isn't Microsoft's own as shipped.

    """

    connector_id: str
    ad_class: str
    entra_class: str
    target: str
    flow: EffectiveFlow | None
    default: AttributeMapping | None
    proposed: AttributeMapping | None
    action: Action
    comparison: Comparison
    outcome: Outcome
    proof: Proof
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()
    difference: str = ""
    judged_by: JudgedBy = JudgedBy.FLOWS
    customised: bool = False

    @property
    def is_gap(self) -> bool:
        """Whether Cloud Sync can't do it."""
        return self.outcome is Outcome.GAP


@dataclass(frozen=True, slots=True)
class ClassComparison:
    """One AD class in both products; ``gained``: Cloud Sync synchronises it by default, Connect Sync doesn't."""

    reach: ClassReach
    gained: bool
    lost: bool
    entra_class: str


@dataclass(frozen=True, slots=True)
class FlowAssessment:
    """Everything about attribute flows: what Connect Sync does, and how Cloud Sync compares."""

    composition: Composition
    comparisons: tuple[FlowComparison, ...]
    classes: tuple[ClassComparison, ...]

    def of(self, connector_id: str) -> tuple[FlowComparison, ...]:
        """Return the comparisons of one AD connector."""
        return tuple(c for c in self.comparisons if c.connector_id == connector_id)
