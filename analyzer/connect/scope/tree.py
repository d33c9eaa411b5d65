"""Builds the container tree of a partition from its lines in the export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from analyzer.configuration import Connector, ConnectorKind, Container, DistinguishedName, Origin, Partition
from analyzer.connect.scope.containers import (
    ContainerNode,
    ContainerProblem,
    ContainerState,
    Effect,
    Mark,
    PartitionScope,
    ProblemKind,
)


def build_partition_scope(
    partition: Partition,
    known_containers: Iterable[DistinguishedName] | None = None,
    subordinates: Iterable[DistinguishedName] = (),
    complete: Iterable[DistinguishedName] | None = None,
) -> PartitionScope:
    """Build the tree and the evaluator of one partition.

    Args:
        partition: as read from the export.
        known_containers: every container of the directory that can hold objects (OUs and ``CN=`` containers), when
            somebody collected them; ``None`` when only the export is at hand. Names outside the partition are ignored.
        subordinates: names of naming contexts below this one (child domains), which are partitions of their own.
        complete: the containers whose direct children ``known_containers`` lists in full, for somebody who asked the
            directory about a few only; ``None``: all of them. A domain's own children count as listed in full only
            with a ``CN=`` container among them: every domain has some (CN=Users), a list of OUs alone doesn't.

    Time and memory grow linearly with the number of name parts.

    """
    contexts = tuple(dn for dn in subordinates if dn.is_within(partition.dn) and dn.key != partition.dn.key)
    marks, problems = _collect(partition)
    draft = _Draft(partition.dn)
    inherited: tuple[int, Mark] | None = None
    for key, (dn, mark) in marks.items():
        if dn.is_within(partition.dn) and not any(dn.is_within(other) for other in contexts):
            draft.mark[draft.add(dn)] = mark
            continue
        if partition.dn.is_within(dn) and (inherited is None or inherited[0] < len(key)):
            inherited = len(key), mark
        text = f"{dn.text} is listed for partition {partition.name} but does not lie in it"
        problems.append(ContainerProblem(ProblemKind.OUTSIDE_PARTITION, dn.text, text, _origins(mark)))
    if known_containers is not None:
        draft.known.add(0)
        for dn in known_containers:
            if dn.is_within(partition.dn) and not any(dn.is_within(other) for other in contexts):
                draft.known.add(draft.add(dn))
        draft.complete = None if complete is None else {draft.add(dn) for dn in complete if dn.is_within(partition.dn)}
        problems += draft.missing()
        if complete is None and not draft.has_built_in():
            draft.doubted.add(0)
    above = inherited[1] if inherited else None
    start = Effect.OUTSIDE if not partition.selected else above.effect if above else Effect.UNMENTIONED
    nodes, edges = draft.freeze(start, partition.selected)
    problems += _without_effect(nodes)
    if draft.doubted and nodes[0].state is ContainerState.MIXED and nodes[0].effect is not Effect.EXCLUDED:
        text = (
            f"the list of containers has none directly in {partition.name} that begins with CN=, yet every domain has "
            "CN=Users: it seems to hold organizational units only"
        )
        problems.append(ContainerProblem(ProblemKind.ONLY_UNITS, partition.name, text, (partition.origin,)))
    return PartitionScope(partition, nodes, tuple(problems), contexts, above, edges)


def build_partition_scopes(
    connectors: Iterable[Connector], known_containers: Iterable[DistinguishedName] | None = None
) -> dict[str, PartitionScope]:
    """Build the trees of all partitions of AD connectors, by partition identifier.

    Each partition knows the others below it, so that an object counts in its own domain only. ``known_containers``
    holds the containers of all domains, as :func:`build_partition_scope` takes them.
    """
    found = [
        (connector, partition)
        for connector in connectors
        if connector.kind is ConnectorKind.ACTIVE_DIRECTORY
        for partition in connector.partitions
    ]
    names = [partition.dn for _, partition in found]
    known = None if known_containers is None else list(known_containers)
    scopes = {}
    for connector, partition in found:
        scope = build_partition_scope(partition, known, names)
        scopes[partition.id] = replace(scope, problems=(*scope.problems, *_without_import(connector, partition)))
    return scopes


def _without_import(connector: Connector, partition: Partition) -> Iterator[ContainerProblem]:
    """Yield a problem for a selected partition that no import reads, where the export has run profiles at all."""
    imports = [step for profile in connector.run_profiles for step in profile.steps if "import" in step.type.lower()]
    if partition.selected and imports and all(step.partition_id != partition.id for step in imports):
        text = f"{partition.name} is selected, but no run profile imports it"
        yield ContainerProblem(ProblemKind.NO_IMPORT, partition.dn.text, text, (partition.origin,))


def _collect(
    partition: Partition,
) -> tuple[dict[tuple[str, ...], tuple[DistinguishedName, Mark]], list[ContainerProblem]]:
    marks: dict[tuple[str, ...], tuple[DistinguishedName, Mark]] = {}
    problems: list[ContainerProblem] = []
    for container in partition.inclusions:
        _, mark = marks.get(container.dn.key, (container.dn, Mark()))
        if mark.inclusion is not None:
            problems.append(_twice("included", mark.inclusion, container))
            continue
        marks[container.dn.key] = container.dn, Mark(inclusion=container)
    for container in partition.exclusions:
        dn, mark = marks.get(container.dn.key, (container.dn, Mark()))
        if mark.exclusion is not None:
            problems.append(_twice("excluded", mark.exclusion, container))
            continue
        if mark.inclusion is not None:
            text = f"{dn.text} is both included and excluded; the inclusion wins"
            origins = (mark.inclusion.origin, container.origin)
            problems.append(ContainerProblem(ProblemKind.CONTRADICTION, dn.text, text, origins))
        marks[container.dn.key] = dn, Mark(mark.inclusion, container)
    return marks, problems


def _twice(word: str, first: Container, second: Container) -> ContainerProblem:
    text = f"{second.dn.text} is {word} twice"
    return ContainerProblem(ProblemKind.DUPLICATE, second.dn.text, text, (first.origin, second.origin))


def _origins(mark: Mark) -> tuple[Origin, ...]:
    return tuple(container.origin for container in (mark.inclusion, mark.exclusion) if container is not None)


def _without_effect(nodes: tuple[ContainerNode, ...]) -> Iterator[ContainerProblem]:
    for node in nodes[1:]:
        if node.mark is not None and node.effect is nodes[node.parent].effect is not Effect.OUTSIDE:
            container = node.mark.inclusion or node.mark.exclusion
            if container is not None:
                text = f"{container.dn.text} is {node.effect} by the container above it already"
                yield ContainerProblem(ProblemKind.WITHOUT_EFFECT, container.dn.text, text, _origins(node.mark))


class _Draft:
    """The tree while it grows: one entry a container, parents before children."""

    def __init__(self, root: DistinguishedName) -> None:
        self.root_depth = root.depth
        self.edges: dict[tuple[int, str], int] = {}
        self.parent = [-1]
        self.rdn = [root.text]
        self.part = [""]
        self.mark: dict[int, Mark] = {}
        self.known: set[int] = set()
        self.complete: set[int] | None = set()  # None: every container
        self.doubted: set[int] = set()

    def add(self, dn: DistinguishedName) -> int:
        """Return the entry of ``dn``, made with all containers above it where missing."""
        entry, depth = 0, dn.depth
        for level in range(self.root_depth, depth):
            part = dn.key[level]
            following = self.edges.get((entry, part))
            if following is None:
                following = self.edges[entry, part] = len(self.parent)
                self.parent.append(entry)
                self.rdn.append(dn.rdns[depth - 1 - level])
                self.part.append(part)
            entry = following
        return entry

    def is_complete(self, entry: int) -> bool:
        """Tell whether all direct children of ``entry`` are here."""
        return self.complete is None or entry in self.complete

    def has_built_in(self) -> bool:
        """Tell whether the directory's list has a container other than an OU directly below the partition."""
        return any(
            parent == 0 and part.startswith("cn=") and entry in self.known
            for entry, (parent, part) in enumerate(zip(self.parent, self.part, strict=True))
        )

    def missing(self) -> Iterator[ContainerProblem]:
        """Yield a problem for each listed container the directory doesn't have."""
        for entry, mark in self.mark.items():
            container = mark.inclusion or mark.exclusion
            if entry not in self.known and self.is_complete(self.parent[entry]) and container is not None:
                text = f"{container.dn.text} is not in the directory: renamed, moved or deleted"
                yield ContainerProblem(ProblemKind.NOT_IN_DIRECTORY, container.dn.text, text, _origins(mark))

    def freeze(self, start: Effect, selected: bool) -> tuple[tuple[ContainerNode, ...], dict[tuple[int, str], int]]:
        """Return the nodes in preorder, children by name, and the edges between their indexes."""
        order, position = self._preorder()
        effects: list[Effect] = []
        for entry in order:
            mark = self.mark.get(entry) if selected else None
            above = start if entry == 0 else effects[position[self.parent[entry]]]
            effects.append(mark.effect if mark else above)
        sizes, included, mixed = self._sums(order, position, effects)
        nodes: list[ContainerNode] = []
        for index, entry in enumerate(order):
            parent = -1 if entry == 0 else position[self.parent[entry]]
            nodes.append(
                ContainerNode(
                    index=index,
                    parent=parent,
                    depth=0 if parent < 0 else nodes[parent].depth + 1,
                    size=sizes[index],
                    rdn=self.rdn[entry],
                    part=self.part[entry],
                    effect=effects[index],
                    state=ContainerState.MIXED if mixed[index] else _STATE[effects[index]],
                    mark=self.mark.get(entry),
                    known=entry in self.known,
                    complete=self.is_complete(entry) and entry not in self.doubted,
                    included=included[index],
                )
            )
        edges = {(position[above], part): position[entry] for (above, part), entry in self.edges.items()}
        return tuple(nodes), edges

    def _preorder(self) -> tuple[list[int], list[int]]:
        below: list[list[int]] = [[] for _ in self.parent]
        for entry, parent in enumerate(self.parent[1:], 1):
            below[parent].append(entry)
        order: list[int] = []
        position = [0] * len(self.parent)
        waiting = [0]
        while waiting:
            entry = waiting.pop()
            position[entry] = len(order)
            order.append(entry)
            waiting += sorted(below[entry], key=self.part.__getitem__, reverse=True)
        return order, position

    def _sums(
        self, order: list[int], position: list[int], effects: list[Effect]
    ) -> tuple[list[int], list[int], list[bool]]:
        sizes = [1] * len(order)
        included = [int(effect is Effect.INCLUDED) for effect in effects]
        mixed = [False] * len(order)
        for index in range(len(order) - 1, 0, -1):
            parent = position[self.parent[order[index]]]
            sizes[parent] += sizes[index]
            included[parent] += included[index]
            mixed[parent] = mixed[parent] or mixed[index] or effects[index] is not effects[parent]
        return sizes, included, mixed


_STATE = {
    Effect.INCLUDED: ContainerState.INCLUDED,
    Effect.EXCLUDED: ContainerState.EXCLUDED,
    Effect.UNMENTIONED: ContainerState.UNMENTIONED,
    Effect.OUTSIDE: ContainerState.EXCLUDED,
}
