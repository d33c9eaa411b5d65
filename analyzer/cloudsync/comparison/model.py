"""What a comparison of two scopes says."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.cloudsync.comparison.formula import CloudCondition
from analyzer.connect.reach import ReachPart
from analyzer.connect.scope import DifferenceKind, Entry


@dataclass(frozen=True, slots=True)
class ClassDifference:
    """Objects of one class that the two products treat differently, with one of them (made up).

    Attributes:
        kind: ``WIDER``: Cloud Sync would take what Connect Sync leaves out; ``NARROWER``: the other way round.
        parts: what in Connect Sync leaves the example out (wider only).
        conditions: what in Cloud Sync leaves the example out (narrower only).
        entry: the example's attributes by name in lower case; what isn't there is absent.

    """

    kind: DifferenceKind
    object_class: str
    parts: tuple[ReachPart, ...]
    conditions: tuple[CloudCondition, ...]
    entry: Entry


@dataclass(frozen=True, slots=True)
class ClassComparison:
    """One class under both products.

    Attributes:
        differences: every way in which they differ.
        complete: whether the search covered everything it set out to; if not, there may be more differences.
        as_documented: an object both take, but Cloud Sync only with absent values read as the shipped filters need
            it; read as Microsoft's page says, it would be left out. ``None`` when there is no such object.

    """

    object_class: str
    differences: tuple[ClassDifference, ...]
    complete: bool
    as_documented: Entry | None

    @property
    def equal(self) -> bool:
        """Tell whether nothing differs, as far as the search went."""
        return not self.differences and self.complete

    def has(self, kind: DifferenceKind) -> bool:
        """Tell whether any difference is of this kind."""
        return any(difference.kind is kind for difference in self.differences)
