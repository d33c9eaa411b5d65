"""What a translation returns, and how a rule says that it can't translate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.expressions.nodes import Node
from analyzer.expressions.prove.verdict import Proof

NO_PROOF = Proof()


class Outcome(StrEnum):
    """What becomes of an expression in Cloud Sync; the words of the whole program."""

    SUPPORTED = "supported"
    ADAPTED = "adapted"
    MANUAL = "manual"
    GAP = "gap"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Loss:
    """A difference a person must know, with an input on which old and new differ (or "")."""

    what: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """A Connect expression and what says the same in Cloud Sync.

    Attributes:
        source: the Connect text as given.
        text: the Cloud Sync text, or ``None`` when there is none.
        outcome: ``supported`` same text, same meaning; ``adapted`` exact rewrite; ``manual`` a person must
        accept the
            losses or finish the work; ``gap`` no equivalent; ``unknown`` the documentation is silent.
        losses: differences, or for a gap the constructs that stand in the way; empty for supported and
        adapted.
        notes: what to know although nothing is lost (availability of functions, inferred rewrites).
        proof: how the two texts were compared.
        node: the tree of ``text``.

    """

    source: str
    text: str | None
    outcome: Outcome
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()
    proof: Proof = NO_PROOF
    node: Node | None = None


class Untranslatable(Exception):  # noqa: N818  control flow inside this package, never an error of the user
    """A construct has no translation; the outcome and the reason are what is reported."""

    def __init__(self, reason: str, outcome: Outcome = Outcome.GAP, example: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.outcome = outcome
        self.example = example
