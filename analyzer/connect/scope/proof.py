"""Compares the OU filter with another way of choosing containers, so that nothing widens or narrows in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from analyzer.configuration import DistinguishedName
from analyzer.connect.scope.containers import PartitionScope
from analyzer.connect.scope.differences import DifferenceKind, NewContainerChange, Reach, ScopeDifference
from analyzer.connect.scope.naming import NEW_CONTAINER, OBJECT, below


class Selection(Protocol):
    """Anything that says of a name whether it is taken."""

    def includes(self, dn: DistinguishedName) -> bool:
        """Tell whether ``dn`` is taken."""


class Proposal(Protocol):
    """A selection that should equal the OU filter but for the differences it reports."""

    @property
    def filter(self) -> Selection:
        """The selection."""

    @property
    def differences(self) -> tuple[ScopeDifference, ...]:
        """What is treated differently today."""

    @property
    def new_containers(self) -> tuple[NewContainerChange, ...]:
        """Where containers created later are treated differently."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One object the two products treat differently; ``explained_by`` is the difference that says so, if any."""

    dn: DistinguishedName
    connect: bool | None
    cloud: bool
    explained_by: ScopeDifference | NewContainerChange | None


@dataclass(frozen=True, slots=True)
class ScopeComparison:
    """Result of asking both evaluators about the same names."""

    agreeing: int
    disagreements: tuple[Disagreement, ...]

    @property
    def unexplained(self) -> tuple[Disagreement, ...]:
        """Disagreements nobody was told of: a widening or narrowing in silence."""
        return tuple(one for one in self.disagreements if one.explained_by is None)


def compare(scope: PartitionScope, proposal: Proposal, sample: Iterable[DistinguishedName]) -> ScopeComparison:
    """Ask both sides about every name of ``sample`` and look for the difference that explains each disagreement."""
    explain = _Explanations(scope, proposal)
    agreeing, found = 0, []
    for dn in sample:
        connect, cloud = scope.is_in_scope(dn), proposal.filter.includes(dn)
        if connect is cloud:
            agreeing += 1
        else:
            found.append(Disagreement(dn, connect, cloud, explain(dn, connect)))
    return ScopeComparison(agreeing, tuple(found))


def prove(scope: PartitionScope, proposal: Proposal) -> ScopeComparison:
    """Compare both sides on one object of every kind there can be.

    Either side's answer depends only on the deepest container of the tree above an object and on whether further
    containers, which the tree doesn't have, lie between: two names for each container are all cases.
    """
    return compare(scope, proposal, sample_names(scope))


def sample_names(scope: PartitionScope) -> Iterator[DistinguishedName]:
    """Yield for each container of the tree an object directly in it and one in a new container below it."""
    for _, dn in scope.names():
        yield below(dn, OBJECT)
        yield below(below(dn, NEW_CONTAINER), OBJECT)


class _Explanations:
    """Finds the reported difference for a name, in O(its parts)."""

    def __init__(self, scope: PartitionScope, proposal: Proposal) -> None:
        self.scope = scope
        self.differences: dict[tuple[DifferenceKind, Reach, int], ScopeDifference] = {}
        for difference in proposal.differences:
            node = scope.node(difference.container)
            if node is not None:
                self.differences[difference.kind, difference.reach, node.index] = difference
        self.changes: dict[int, NewContainerChange] = {}
        for change in proposal.new_containers:
            node = scope.node(change.container)
            if node is not None:
                self.changes[node.index] = change

    def __call__(self, dn: DistinguishedName, connect: bool | None) -> ScopeDifference | NewContainerChange | None:
        kind = DifferenceKind.UNDECIDED
        if connect is not None:
            kind = DifferenceKind.NARROWER if connect else DifferenceKind.WIDER
        path = list(self.scope.path(dn))
        for node in path:
            found = self.differences.get((kind, Reach.SUBTREE, node.index))
            if found is not None:
                return found
        if not path:
            return None
        deepest = path[-1]
        if dn.depth > self.scope.partition.dn.depth + deepest.depth + 1 and deepest.index in self.changes:
            return self.changes[deepest.index]
        return self.differences.get((kind, Reach.DIRECT, deepest.index))
