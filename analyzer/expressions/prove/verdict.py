"""What a proof returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.expressions.evaluate.assumptions import Assumption


class Verdict(StrEnum):
    """How strongly two expressions are known to do the same to the target attribute."""

    IDENTICAL = "identical"
    NORMALIZED = "normalized"
    EVALUATED = "evaluated"
    COUNTER_EXAMPLE = "counter-example"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CounterExample:
    """An input on which the two sides differ, in words."""

    given: str
    connect: str
    cloud_sync: str

    def __str__(self) -> str:
        return f"{self.given}: Connect Sync gives {self.connect}, Cloud Sync {self.cloud_sync}"


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of comparing a Connect expression with a Cloud Sync one.

    Attributes:
        verdict: ``identical`` same text of which every part means the same; ``normalized`` equal normal
        forms, and no
            case differs; ``evaluated`` no generated case differs; ``counter-example`` one does; ``none``
            not compared.
        cases: how many inputs both sides were evaluated on.
        counter_example: the first input on which they differ.
        assumptions: what had to be assumed on the way where the documentation is silent.

    """

    verdict: Verdict = Verdict.NONE
    cases: int = 0
    counter_example: CounterExample | None = None
    assumptions: frozenset[Assumption] = frozenset()

    def __str__(self) -> str:
        if self.verdict is Verdict.COUNTER_EXAMPLE:
            return f"counter-example: {self.counter_example}"
        return f"{self.verdict} ({self.cases} cases)" if self.cases else str(self.verdict)
