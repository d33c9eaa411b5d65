"""What findings and checks want to know of a domain's containers, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.assessment.scoping.model import DomainScope
from analyzer.connect.scope import DifferenceKind, Effect, ProblemKind, Reach


@dataclass(frozen=True, slots=True)
class ContainerCounts:
    """How a partition is filtered, in numbers.

    Attributes:
        included: containers in the inclusion list, the domain itself not counted.
        excluded: containers in the exclusion list, the domain itself not counted.
        excluded_below_included: listed exclusions that take something out of an included container.
        whole_domain: the domain itself is included (or no line includes or excludes anything).
        proposed: containers Cloud Sync would be given.
        unresolved: included containers that hold excluded ones while their other children aren't known.
        lost_directly: containers whose own objects no list of containers can hold.
        closed_parents: containers in which new ones are synchronised today and would not be any more.
        missing: listed containers the directory doesn't have.
        unmentioned: no line decides about a part of the domain.
        nothing_included: lines decide about the whole domain, and none of its containers is included.

    """

    included: int
    excluded: int
    excluded_below_included: int
    whole_domain: bool
    proposed: int
    unresolved: int
    lost_directly: int
    closed_parents: int
    missing: int
    unmentioned: bool
    nothing_included: bool


def container_counts(scope: DomainScope) -> ContainerCounts:
    """Count the containers of one partition."""
    tree, proposal = scope.tree, scope.containers
    beneath = [False] * len(tree.nodes)
    inside = 0
    for node in tree.nodes[1:]:
        parent = tree.nodes[node.parent]
        beneath[node.index] = beneath[node.parent] or parent.effect is Effect.INCLUDED
        if node.mark is not None and node.effect is Effect.EXCLUDED and beneath[node.index]:
            inside += 1
    root = tree.root.mark
    return ContainerCounts(
        included=len({c.dn.key for c in tree.partition.inclusions} - {tree.partition.dn.key}),
        excluded=len({c.dn.key for c in tree.partition.exclusions} - {tree.partition.dn.key}),
        excluded_below_included=inside,
        whole_domain=(root is not None and root.inclusion is not None)
        or all(node.effect is Effect.UNMENTIONED for node in tree.nodes),
        proposed=len(proposal.filter.containers),
        unresolved=len(proposal.unresolved),
        lost_directly=sum(
            difference.kind is DifferenceKind.NARROWER and difference.reach is Reach.DIRECT
            for difference in proposal.differences
        ),
        closed_parents=len(proposal.new_containers) + len(proposal.unresolved),
        missing=sum(problem.kind is ProblemKind.NOT_IN_DIRECTORY for problem in tree.problems),
        unmentioned=tree.root.effect is Effect.UNMENTIONED and tree.partition.selected,
        nothing_included=tree.root.effect is Effect.EXCLUDED and not tree.has_inclusion,
    )
