"""Which containers of a partition Connect Sync reads: the OU filter as a tree that can be asked.

Rule (read in a Microsoft diagnostic script, see docs/scope.md): for an object take the longest inclusion and the
longest exclusion its name ends with. An inclusion at least as long as the exclusion puts it in, a longer exclusion
or an exclusion alone keeps it out. With neither the script reports no exclusion: documented nowhere, so it is a
state of its own here, ``unmentioned``. Names compare on RDN boundaries, in any case, with escapes decoded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from analyzer.configuration import Container, DistinguishedName, Origin, Partition
from analyzer.connect.scope.naming import below


class Effect(StrEnum):
    """What happens to an object that lies directly in a container."""

    INCLUDED = "included"
    EXCLUDED = "excluded"
    UNMENTIONED = "unmentioned"
    OUTSIDE = "outside"


class ContainerState(StrEnum):
    """What happens to a container and everything below it; ``mixed`` when its parts differ."""

    INCLUDED = "included"
    EXCLUDED = "excluded"
    MIXED = "mixed"
    UNMENTIONED = "unmentioned"


class NewContainers(StrEnum):
    """What becomes of a container that is created below another one later."""

    SYNCHRONISED = "synchronised"
    NOT_SYNCHRONISED = "not-synchronised"
    UNKNOWN = "unknown"


class ProblemKind(StrEnum):
    """What is wrong with a line of the OU filter."""

    DUPLICATE = "duplicate"
    CONTRADICTION = "contradiction"
    OUTSIDE_PARTITION = "outside-partition"
    NOT_IN_DIRECTORY = "not-in-directory"
    WITHOUT_EFFECT = "without-effect"
    NO_IMPORT = "no-import"
    ONLY_UNITS = "only-units"


@dataclass(frozen=True, slots=True)
class ContainerProblem:
    """Something an administrator should know about the OU filter, with the lines that show it."""

    kind: ProblemKind
    dn: str
    text: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What the export says of exactly one container, or the best that applies to it."""

    inclusion: Container | None = None
    exclusion: Container | None = None

    @property
    def effect(self) -> Effect:
        """At equal length the inclusion wins."""
        if self.inclusion is not None:
            return Effect.INCLUDED
        return Effect.UNMENTIONED if self.exclusion is None else Effect.EXCLUDED


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to one object and which line of the export says so.

    ``in_scope`` is ``None`` when nothing is documented. ``overruled`` is the best line to the contrary.
    """

    effect: Effect
    in_scope: bool | None
    deciding: Container | None
    overruled: Container | None
    because: str


@dataclass(frozen=True, slots=True)
class ContainerNode:
    """One container of the tree. Nodes lie in preorder, so ``nodes[i + 1 : i + size]`` is everything below ``i``.

    ``rdn`` is the part as written, ``part`` its comparable form. ``size`` and ``included`` count this node and those
    below: all, and those whose direct objects are read. ``known`` tells that the directory's list of containers has
    it, ``complete`` that the tree has all of its direct children; ``listed`` that the export names it.
    """

    index: int
    parent: int
    depth: int
    size: int
    rdn: str
    part: str
    effect: Effect
    state: ContainerState
    mark: Mark | None
    known: bool
    complete: bool
    included: int

    @property
    def listed(self) -> bool:
        """Tell whether the export names this container."""
        return self.mark is not None

    @property
    def new_containers(self) -> NewContainers:
        """What becomes of a container created directly below this one."""
        return _NEW[self.effect]


_NEW = {
    Effect.INCLUDED: NewContainers.SYNCHRONISED,
    Effect.EXCLUDED: NewContainers.NOT_SYNCHRONISED,
    Effect.UNMENTIONED: NewContainers.UNKNOWN,
    Effect.OUTSIDE: NewContainers.NOT_SYNCHRONISED,
}
_IN_SCOPE = {Effect.INCLUDED: True, Effect.EXCLUDED: False, Effect.OUTSIDE: False, Effect.UNMENTIONED: None}


@dataclass(frozen=True, slots=True)
class PartitionScope:
    """The OU filter of one partition: a tree of containers and an evaluator.

    The tree holds what the export names and the directory's containers as far as they were given; ``nodes[0]`` is the
    partition itself. ``subordinates`` are naming contexts below the partition (child domains): their objects belong
    to another partition. ``inherited`` is the nearest line above the partition, which no wizard writes. ``edges``
    leads from a node's index and the next name part to the child's index.
    """

    partition: Partition
    nodes: tuple[ContainerNode, ...]
    problems: tuple[ContainerProblem, ...]
    subordinates: tuple[DistinguishedName, ...]
    inherited: Mark | None
    edges: Mapping[tuple[int, str], int] = field(repr=False, compare=False)

    @property
    def root(self) -> ContainerNode:
        """The partition's own node."""
        return self.nodes[0]

    @property
    def has_inclusion(self) -> bool:
        """Tell whether an inclusion puts any container of this partition in scope."""
        return self.root.included > 0

    def children(self, node: ContainerNode) -> Iterator[ContainerNode]:
        """Yield the nodes directly below ``node`` in order."""
        index, end = node.index + 1, node.index + node.size
        while index < end:
            child = self.nodes[index]
            yield child
            index += child.size

    def path(self, dn: DistinguishedName) -> Iterator[ContainerNode]:
        """Yield the tree's nodes from the partition down to the deepest that is ``dn`` or above it."""
        if not self.contains(dn):
            return
        node = self.root
        yield node
        for part in dn.key[self.partition.dn.depth :]:
            index = self.edges.get((node.index, part))
            if index is None:
                return
            node = self.nodes[index]
            yield node

    def node(self, dn: DistinguishedName) -> ContainerNode | None:
        """Return the deepest node of the tree that is ``dn`` or above it, ``None`` outside the partition."""
        found = None
        for found in self.path(dn):  # noqa: B007 - the last one is wanted
            pass
        return found

    def name(self, node: ContainerNode) -> DistinguishedName:
        """Return the full name of a node, built from its parents."""
        rdns: list[str] = []
        parts: list[str] = []
        while node.parent >= 0:
            rdns.append(node.rdn)
            parts.append(node.part)
            node = self.nodes[node.parent]
        root = self.partition.dn
        return DistinguishedName(",".join((*rdns, root.text)), (*rdns, *root.rdns), (*root.key, *reversed(parts)))

    def names(self) -> Iterator[tuple[ContainerNode, DistinguishedName]]:
        """Yield every node with its full name, in preorder."""
        above: list[DistinguishedName] = []
        for node in self.nodes:
            del above[node.depth :]
            dn = self.partition.dn if node.parent < 0 else below(above[-1], node.rdn, node.part)
            above.append(dn)
            yield node, dn

    def contains(self, dn: DistinguishedName) -> bool:
        """Tell whether ``dn`` belongs to this partition and to no child domain."""
        return dn.is_within(self.partition.dn) and not any(dn.is_within(other) for other in self.subordinates)

    def decide(self, dn: DistinguishedName) -> Decision:
        """Tell what happens to the object or container ``dn`` and why; O(number of its parts)."""
        if not self.partition.selected:
            return Decision(Effect.OUTSIDE, False, None, None, f"partition {self.partition.name} is not selected")
        if not self.contains(dn):
            return Decision(Effect.OUTSIDE, False, None, None, f"not in partition {self.partition.name}")
        best = self.inherited or Mark()
        inclusion, exclusion = best.inclusion, best.exclusion
        for node in self.path(dn):
            if node.mark is not None:
                inclusion = node.mark.inclusion or inclusion
                exclusion = node.mark.exclusion or exclusion
        return _decide(inclusion, exclusion)

    def is_in_scope(self, dn: DistinguishedName) -> bool | None:
        """Tell whether the OU filter lets ``dn`` through; ``None`` when no line mentions it."""
        node = self.node(dn)
        return False if node is None else _IN_SCOPE[node.effect]


def _decide(inclusion: Container | None, exclusion: Container | None) -> Decision:
    if inclusion is None and exclusion is None:
        because = (
            "no inclusion or exclusion names it or a container above it; what Connect Sync then does is undocumented"
        )
        return Decision(Effect.UNMENTIONED, None, None, None, because)
    if inclusion is not None and (exclusion is None or inclusion.dn.depth >= exclusion.dn.depth):
        because = f"included by {inclusion.dn.text} ({inclusion.origin})"
        if exclusion is not None:
            same = inclusion.dn.depth == exclusion.dn.depth
            because += f", which {'wins over' if same else 'is longer than'} the exclusion {exclusion.dn.text}"
        return Decision(Effect.INCLUDED, True, inclusion, exclusion, because)
    assert exclusion is not None  # noqa: S101 - all other cases returned above
    because = f"excluded by {exclusion.dn.text} ({exclusion.origin})"
    if inclusion is not None:
        because += f", which is longer than the inclusion {inclusion.dn.text}"
    return Decision(Effect.EXCLUDED, False, exclusion, inclusion, because)
