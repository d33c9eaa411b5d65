"""The scope of one AD domain: containers, classes, differences, and what Cloud Sync would be given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.assessment.facts import Evidence
from analyzer.cloudsync.containers import ContainerProposal, GroupProposal
from analyzer.cloudsync.model import ObjectMapping, ScopeGroup
from analyzer.connect.scope import DifferenceKind, PartitionScope
from analyzer.vocabulary import Outcome


class Cause(StrEnum):
    """What a difference comes from."""

    RULE = "rule"
    """A custom or changed rule."""
    CLASS = "class"
    """A class that isn't selected or has no rule that brings it to Entra ID."""
    STANDARD = "standard"
    """Connect Sync's shipped exclusions and Cloud Sync's default filters are written differently."""
    PILOT_GROUP = "pilot-group"
    """The wizard's group filter."""
    COEXISTENCE = "coexistence"
    """Objects that a pilot of Cloud Sync has taken over already."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """One condition an object must meet today, in words, with the rules it comes from."""

    kind: str
    words: str
    rules: tuple[str, ...]
    custom: bool
    note: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """Objects the two products treat differently.

    Attributes:
        kind: wider (Cloud Sync would take more) or narrower (it would take less).
        cause: what the difference comes from; decides which finding explains it.
        object_class: AD object class.
        condition: the condition that decides, in words or in Cloud Sync's operators.
        text: the difference as a sentence.
        example: attributes of one such object (made up); what isn't named is absent or ordinary.
        rules: names of the rules behind it.
        evidence: lines of the export.
        containers: where the condition does nothing but name containers, those.

    """

    kind: DifferenceKind
    cause: Cause
    object_class: str
    condition: str
    text: str
    example: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    containers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What identifies the difference from run to run."""
        return f"{self.object_class}|{self.kind}|{self.condition}"


@dataclass(frozen=True, slots=True)
class FilterProposal:
    """The customer's own filter of one class as Cloud Sync clauses, which Microsoft doesn't document as supported.

    ``groups`` is empty where it can't be expressed; ``remaining`` are the differences it would leave.
    """

    words: str
    outcome: Outcome
    groups: tuple[ScopeGroup, ...]
    refusals: tuple[str, ...]
    losses: tuple[str, ...]
    assumptions: tuple[str, ...]
    remaining: tuple[DifferenceRow, ...]


@dataclass(frozen=True, slots=True)
class ClassVerdict:
    """One object class of one domain.

    Attributes:
        entra_classes: what its objects become in Entra ID; empty when they don't get there.
        words: who reaches Entra ID today, containers aside.
        parts: the same in parts.
        passwords: who gets a password hash, in words; empty where nobody does.
        mapping: the generated object mapping, without attribute mappings of its own; ``None`` for devices.
        differences: between today and the default filters.
        complete: whether the comparison covered everything.
        as_documented: who would be left out if absent values were read as Microsoft's page says, or empty.
        filter: the customer's own filter in Cloud Sync's terms, if there is any.
        notes: limits of the statement.

    """

    object_class: str
    entra_classes: tuple[str, ...]
    words: str
    parts: tuple[PartRow, ...]
    passwords: str
    mapping: ObjectMapping | None
    differences: tuple[DifferenceRow, ...]
    complete: bool
    as_documented: str
    filter: FilterProposal | None
    notes: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """``equal``, ``wider``, ``narrower``, ``both``, ``unknown``; ``apart`` for devices with their own job."""
        if self.mapping is None and self.entra_classes:
            return "apart"
        kinds = {difference.kind for difference in self.differences if difference.cause is not Cause.COEXISTENCE}
        if not kinds:
            return "equal" if self.complete else "unknown"
        return "both" if len(kinds) > 1 else str(next(iter(kinds)))


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One documented limit against this domain; ``value`` is ``None`` while nobody has counted."""

    id: str
    title: str
    value: int | None
    limit: int
    unit: str

    @property
    def within(self) -> bool | None:
        """Tell whether the limit is kept."""
        return None if self.value is None else self.value <= self.limit


@dataclass(frozen=True, slots=True)
class DomainScope:
    """The scope of one partition of an AD connector.

    Attributes:
        tree: the containers with their states, and the evaluator.
        containers: what Cloud Sync would be given, with differences and questions.
        group: the pilot group filter, likewise.
        classes: who reaches Entra ID, class by class.
        limits: documented limits.
        known: whether somebody told which containers the domain has.

    """

    connector_id: str
    connector_name: str
    domain: str
    tree: PartitionScope
    containers: ContainerProposal
    group: GroupProposal
    classes: tuple[ClassVerdict, ...]
    limits: tuple[LimitRow, ...]
    known: bool

    @property
    def selected(self) -> bool:
        """Whether the partition is synchronised."""
        return self.tree.partition.selected

    @property
    def finished(self) -> bool:
        """Whether the group alone, or the containers alone, say all that containers and pilot group say today."""
        if self.group.outcome is not Outcome.SUPPORTED:
            return self.group.fragment is not None
        return self.containers.fragment is not None
