"""The words for what two ways of choosing containers treat differently."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.configuration import DistinguishedName
from analyzer.connect.scope.containers import NewContainers


class DifferenceKind(StrEnum):
    """How Cloud Sync would differ from Connect Sync; ``undecided`` where Connect's own behaviour is undocumented."""

    NARROWER = "narrower"
    WIDER = "wider"
    UNDECIDED = "undecided"


class Reach(StrEnum):
    """Which objects of a container a difference concerns."""

    DIRECT = "direct"
    SUBTREE = "subtree"


@dataclass(frozen=True, slots=True)
class ScopeDifference:
    """Objects the two products would treat differently, with the name of one (``example`` is made up)."""

    kind: DifferenceKind
    reach: Reach
    container: DistinguishedName
    example: str
    reason: str


@dataclass(frozen=True, slots=True)
class NewContainerChange:
    """A container below which new ones are treated differently after the move."""

    container: DistinguishedName
    before: NewContainers
    after: NewContainers
    example: str

    @property
    def text(self) -> str:
        """The change in words."""
        words = {NewContainers.SYNCHRONISED: "synchronised", NewContainers.NOT_SYNCHRONISED: "not synchronised"}
        before, after = (words.get(state, "in an unknown state") for state in (self.before, self.after))
        return f"a container created below {self.container.text} is {before} today and would be {after}"
