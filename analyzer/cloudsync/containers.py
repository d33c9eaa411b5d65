r"""The OU filter of one AD domain as Cloud Sync containers, with every difference named and proven.

Cloud Sync takes a list of containers and reads each with everything below it; no page documents an exclusion list
(how-to-configure, 2026-03-30). An empty list means no filter at all (Graph beta ``containerFilter``, 2024-03-06),
so a proposal that isn't finished never yields a fragment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analyzer.configuration import DistinguishedName
from analyzer.connect.scope.containers import ContainerNode, Effect, NewContainers, PartitionScope, ProblemKind
from analyzer.connect.scope.differences import DifferenceKind, NewContainerChange, Reach, ScopeDifference
from analyzer.connect.scope.groups import GroupPilotFilter, PilotState
from analyzer.connect.scope.naming import example_container, example_object, one_line
from analyzer.connect.scope.questions import ContainerQuestion, ask_children, ask_unmentioned
from analyzer.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class ContainerLimits:
    """Documented limits, from the knowledge base: numbers of containers, and characters of one configuration."""

    migration_tool_containers: int
    configuration_containers: int
    configuration_characters: int


@dataclass(frozen=True, slots=True)
class LimitCheck:
    """One limit against this proposal."""

    name: str
    value: int
    limit: int

    @property
    def within(self) -> bool:
        """Tell whether the value keeps the limit."""
        return self.value <= self.limit


@dataclass(frozen=True, slots=True)
class ContainerFilter:
    """What Cloud Sync is told: the whole domain, or containers with all that is below them.

    ``subordinates`` are child domains: a configuration covers one AD domain only.
    """

    domain: DistinguishedName
    whole_domain: bool
    containers: tuple[DistinguishedName, ...]
    subordinates: tuple[DistinguishedName, ...] = ()
    _keys: frozenset[tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _depths: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = frozenset(dn.key for dn in self.containers)
        object.__setattr__(self, "_keys", keys)
        object.__setattr__(self, "_depths", tuple(sorted({len(key) for key in keys})))

    def includes(self, dn: DistinguishedName) -> bool:
        """Tell whether Cloud Sync would read ``dn``: it lies in the domain and in or below a listed container."""
        if not dn.is_within(self.domain) or any(dn.is_within(other) for other in self.subordinates):
            return False
        key = dn.key
        return self.whole_domain or any(key[:depth] in self._keys for depth in self._depths)

    @property
    def dn_list(self) -> tuple[str, ...]:
        """The names to paste in the portal, one a line."""
        return tuple(one_line(dn) for dn in self.containers)

    def fragment(self) -> dict[str, list[str]] | None:
        """Return the job schema's ``containerFilter``; ``None`` when nothing is listed, which would mean everything."""
        if self.whole_domain:
            return {"includedContainers": []}
        return {"includedContainers": list(self.dn_list)} if self.containers else None


@dataclass(frozen=True, slots=True)
class ContainerAlternative:
    """Another way to fill the list, with what it would change."""

    id: str
    text: str
    filter: ContainerFilter
    differences: tuple[ScopeDifference, ...]
    new_containers: tuple[NewContainerChange, ...]


@dataclass(frozen=True, slots=True)
class ContainerProposal:
    """The OU filter of one partition in Cloud Sync's terms.

    ``unresolved`` lists included containers that hold an excluded one while their other children aren't known;
    as long as there are any the list isn't complete.
    """

    filter: ContainerFilter
    outcome: Outcome
    reasons: tuple[str, ...]
    differences: tuple[ScopeDifference, ...]
    new_containers: tuple[NewContainerChange, ...]
    unresolved: tuple[DistinguishedName, ...]
    redundant: tuple[DistinguishedName, ...]
    alternatives: tuple[ContainerAlternative, ...]
    questions: tuple[ContainerQuestion, ...]
    limits: tuple[LimitCheck, ...]

    @property
    def fragment(self) -> dict[str, list[str]] | None:
        """The ``containerFilter`` of the job schema; ``None`` while something is unknown or nothing is listed."""
        return None if self.outcome is Outcome.UNKNOWN else self.filter.fragment()


def translate_containers(
    scope: PartitionScope,
    limits: ContainerLimits,
    direct_objects: Mapping[tuple[str, ...], int] | None = None,
) -> ContainerProposal:
    """Express the OU filter of one partition as a list of Cloud Sync containers.

    Args:
        scope: the partition's tree; where it is complete, exclusions are rewritten as included siblings.
        limits: documented limits, from the knowledge base.
        direct_objects: how many objects to synchronise lie directly in a container, by the key of its name, where
            somebody counted; a container that is missing here may hold some.

    """
    return _Translation(scope, limits, direct_objects or {}).proposal()


class _Translation:
    def __init__(self, scope: PartitionScope, limits: ContainerLimits, direct: Mapping[tuple[str, ...], int]) -> None:
        self.scope, self.limits, self.direct = scope, limits, direct
        # Where no line of the export mentions a container: taken only when there is no inclusion at all.
        taken_effects = {Effect.INCLUDED} if scope.has_inclusion else {Effect.INCLUDED, Effect.UNMENTIONED}
        self.taken = [node.effect in taken_effects for node in scope.nodes]
        self.full = list(self.taken)
        for node in reversed(scope.nodes[1:]):
            if not self.full[node.index]:
                self.full[node.parent] = False
        self.beneath = [False] * len(scope.nodes)  # whether a taken container lies above, however far
        for node in scope.nodes[1:]:
            self.beneath[node.index] = self.beneath[node.parent] or self.taken[node.parent]

    def proposal(self) -> ContainerProposal:
        scope = self.scope
        listed, opened, unresolved = self._choose()
        differences = [self._undecided()] if scope.root.effect is Effect.UNMENTIONED else []
        changes = []
        for node in opened:
            dn = self.scope.name(node)
            if node.effect is Effect.INCLUDED and self.direct.get(dn.key) != 0:
                differences.append(_lost_directly(dn, self.direct.get(dn.key)))
            changes.append(_no_longer_automatic(dn, node.new_containers))
        open_ends = {node.index for node in unresolved}
        tops = tuple(scope.name(node) for node in unresolved if node.parent not in open_ends)
        if scope.has_inclusion:
            differences += [_unresolved(dn) for dn in tops]
        cloud = self._filter(listed)
        checks = _check(cloud, self.limits)
        outcome, reasons = self._judge(differences, (bool(listed), bool(opened)), tops, checks)
        return ContainerProposal(
            filter=cloud,
            outcome=outcome,
            reasons=reasons,
            differences=tuple(differences),
            new_containers=tuple(changes),
            unresolved=tops,
            redundant=tuple(self._redundant()),
            alternatives=(self._wider(),) if opened or unresolved else (),
            questions=(
                *((ask_unmentioned(scope),) if scope.root.effect is Effect.UNMENTIONED else ()),
                *(ask_children(scope.name(node), scope.partition.domain) for node in unresolved),
            ),
            limits=checks,
        )

    def _choose(self) -> tuple[list[ContainerNode], list[ContainerNode], list[ContainerNode]]:
        """Split the tree: containers to list whole, containers to open, containers whose children must be known."""
        listed: list[ContainerNode] = []
        opened: list[ContainerNode] = []
        unresolved: list[ContainerNode] = []
        index = 0
        while index < len(self.scope.nodes):
            node = self.scope.nodes[index]
            if self.full[index]:
                listed.append(node)
                index += node.size
                continue
            if self.taken[index]:
                (opened if node.complete else unresolved).append(node)
            index += 1
        return listed, opened, unresolved

    def _filter(self, listed: list[ContainerNode]) -> ContainerFilter:
        whole = self.taken[0] and listed == [self.scope.root]
        names = () if whole else tuple(self.scope.name(node) for node in listed)
        return ContainerFilter(self.scope.partition.dn, whole, names, self.scope.subordinates)

    def _wider(self) -> ContainerAlternative:
        nodes = self.scope.nodes
        differences, changes = [], []
        for node in nodes[1:]:
            if not self.taken[node.index] and self.taken[node.parent]:
                dn = self.scope.name(node)
                differences.append(_appears(dn))
                changes.append(
                    NewContainerChange(dn, node.new_containers, NewContainers.SYNCHRONISED, example_container(dn))
                )
        if self.scope.root.effect is Effect.UNMENTIONED:
            differences.insert(0, self._undecided())
        text = "include the parent containers whole; everything excluded below them would newly appear"
        cloud = self._filter([node for node in nodes if self.taken[node.index] and not self.beneath[node.index]])
        return ContainerAlternative("wider", text, cloud, tuple(differences), tuple(changes))

    def _redundant(self) -> Iterator[DistinguishedName]:
        for node in self.scope.nodes[1:]:
            if node.mark and node.mark.inclusion and node.effect is self.scope.nodes[node.parent].effect:
                yield node.mark.inclusion.dn

    def _undecided(self) -> ScopeDifference:
        dn = self.scope.partition.dn
        proposed = "leaves it out" if self.scope.has_inclusion else "takes it"
        reason = (
            "no line of the export mentions this part of the domain and what Connect Sync does with it is "
            f"undocumented; the proposal {proposed}"
        )
        return ScopeDifference(DifferenceKind.UNDECIDED, Reach.SUBTREE, dn, example_object(dn), reason)

    def _judge(
        self,
        differences: list[ScopeDifference],
        chosen: tuple[bool, bool],
        unresolved: tuple[DistinguishedName, ...],
        checks: tuple[LimitCheck, ...],
    ) -> tuple[Outcome, tuple[str, ...]]:
        if not self.scope.partition.selected:
            return Outcome.SUPPORTED, ("the partition is not selected: it needs no configuration",)
        listed, rewritten = chosen
        found: list[tuple[Outcome, str]] = []
        kinds = {difference.kind for difference in differences}
        if DifferenceKind.UNDECIDED in kinds:
            found.append((Outcome.UNKNOWN, "a part of the domain is neither included nor excluded"))
        if unresolved:
            text = (
                f"{len(unresolved)} included containers hold excluded ones and the export doesn't name their siblings"
            )
            found.append((Outcome.UNKNOWN, text))
        elif DifferenceKind.NARROWER in kinds:
            found.append((Outcome.MANUAL, "objects directly in a parent of an excluded container would be lost"))
        over = [check for check in checks if not check.within and check.name != "migration-tool-containers"]
        found += [(Outcome.MANUAL, f"{check.name}: {check.value} is more than {check.limit}") for check in over]
        problems = {problem.kind for problem in self.scope.problems}
        if ProblemKind.NOT_IN_DIRECTORY in problems:
            found.append((Outcome.MANUAL, "the OU filter names containers the directory doesn't have"))
        if ProblemKind.NO_IMPORT in problems:
            found.append((Outcome.UNKNOWN, "no run profile imports the partition: nothing may be synchronised today"))
        if rewritten and not listed:
            found.append(
                (Outcome.MANUAL, "no container is left to list, and an empty list would mean the whole domain")
            )
        if rewritten:
            found.append((Outcome.ADAPTED, "exclusions are rewritten as lists of included siblings"))
        if not self.scope.has_inclusion and not rewritten and DifferenceKind.UNDECIDED not in kinds:
            text = (
                "no container is included, so nothing of this domain is synchronised today: create no configuration "
                "for it, because an empty list would mean the whole domain"
            )
            found.append((Outcome.MANUAL, text))
        if not found:
            return Outcome.SUPPORTED, ("the inclusions map one to one",)
        return max((outcome for outcome, _ in found), key=lambda one: one.severity), tuple(text for _, text in found)


def _check(cloud: ContainerFilter, limits: ContainerLimits) -> tuple[LimitCheck, ...]:
    count = len(cloud.containers)
    characters = len(json.dumps(cloud.fragment() or {}, ensure_ascii=False, separators=(",", ":")))
    return (
        LimitCheck("migration-tool-containers", count, limits.migration_tool_containers),
        LimitCheck("configuration-containers", count, limits.configuration_containers),
        LimitCheck("configuration-characters", characters, limits.configuration_characters),
    )


def _lost_directly(dn: DistinguishedName, count: int | None) -> ScopeDifference:
    what = "objects" if count is None else f"{count} objects"
    reason = (
        f"{what} directly in {dn.text} are synchronised today; it holds an excluded container, so it can't be listed "
        "whole, and a list of its other children leaves out what lies directly in it"
    )
    return ScopeDifference(DifferenceKind.NARROWER, Reach.DIRECT, dn, example_object(dn), reason)


def _unresolved(dn: DistinguishedName) -> ScopeDifference:
    reason = (
        f"{dn.text} is included and holds excluded containers; which other containers it holds is not in the export, "
        "so the list is not complete"
    )
    return ScopeDifference(DifferenceKind.NARROWER, Reach.SUBTREE, dn, example_object(dn), reason)


def _appears(dn: DistinguishedName) -> ScopeDifference:
    reason = f"{dn.text} is excluded today and lies in a container that would be included with all that is below it"
    return ScopeDifference(DifferenceKind.WIDER, Reach.SUBTREE, dn, example_object(dn), reason)


def _no_longer_automatic(dn: DistinguishedName, before: NewContainers) -> NewContainerChange:
    return NewContainerChange(dn, before, NewContainers.NOT_SYNCHRONISED, example_container(dn))


@dataclass(frozen=True, slots=True)
class GroupProposal:
    """The pilot group filter in one domain's configuration. A ``fragment`` is never built beside a container filter."""

    groups: tuple[DistinguishedName, ...]
    outcome: Outcome
    reasons: tuple[str, ...]
    differences: tuple[ScopeDifference, ...]

    @property
    def fragment(self) -> dict[str, list[str]] | None:
        """The ``groupFilter`` of the job schema, only where it alone says what Connect Sync does."""
        if not self.groups or self.outcome is not Outcome.ADAPTED:
            return None
        return {"includedGroups": [one_line(dn) for dn in self.groups]}


def translate_group_filter(
    pilot: GroupPilotFilter, scope: PartitionScope, containers: ContainerProposal
) -> GroupProposal:
    """Express the pilot filter for one domain; containers and groups exclude each other (Graph beta, 2024-03-06).

    Both products take first-level members only (Cloud Sync FAQ, 2026-03-30), so nesting makes no difference.
    """
    group = pilot.group
    if pilot.state is PilotState.INACTIVE or not scope.partition.selected:
        because = pilot.because if scope.partition.selected else "the partition is not selected"
        return GroupProposal((), Outcome.SUPPORTED, (because,), ())
    if pilot.state is PilotState.UNKNOWN or group is None:
        return GroupProposal((), Outcome.UNKNOWN, (pilot.because,), ())
    reason = "whether the listed group itself is synchronised is documented for neither product"
    differences = [ScopeDifference(DifferenceKind.UNDECIDED, Reach.DIRECT, group, one_line(group), reason)]
    if not scope.contains(group):
        text = f"the pilot group is not in {scope.partition.name}; whether its configuration can use it is not known"
        return GroupProposal((group,), Outcome.UNKNOWN, (text,), tuple(differences))
    if containers.filter.whole_domain:
        text = "group scope is meant for pilots; deleting or renaming the group later is not noticed by Cloud Sync"
        outcome = max(Outcome.ADAPTED, containers.outcome, key=lambda one: one.severity)
        return GroupProposal((group,), outcome, (text,), tuple(differences))
    text = "Connect Sync filters by containers and by group; a Cloud Sync configuration takes only one of them"
    outcome = max(Outcome.MANUAL, containers.outcome, key=lambda one: one.severity)
    return GroupProposal((group,), outcome, (text,), (*differences, *_one_filter_alone(scope)))


def _one_filter_alone(scope: PartitionScope) -> Iterator[ScopeDifference]:
    """Yield who would appear with the group filter alone, and with the container filter alone."""
    alone = {
        Effect.EXCLUDED: "a member of the group in an excluded container would appear with the group filter alone",
        Effect.INCLUDED: "an object outside the pilot group would appear with the container filter alone",
    }
    for effect, reason in alone.items():
        node = next((node for node in scope.nodes if node.effect is effect), None)
        if node is not None:
            dn = scope.name(node)
            yield ScopeDifference(DifferenceKind.WIDER, Reach.SUBTREE, dn, example_object(dn), reason)
