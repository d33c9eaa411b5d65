"""Scope: each partition's containers as a tree with included and excluded parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analyzer.assessment.model import (
    NEW_CONTAINERS,
    PILOT_GROUP,
    Assessment,
    DomainVerdict,
    PartitionScope,
    container_key,
)
from analyzer.assessment.scoping.model import DomainScope, LimitRow
from analyzer.cloudsync.containers import ContainerAlternative
from analyzer.connect.scope import DifferenceKind
from analyzer.reporting.anchors import UniqueAnchors, finding_anchor
from analyzer.reporting.view.parts import LANE_BADGES, OUTCOME_BADGES, Badge, Reference
from analyzer.reporting.view.scope_classes import KINDS, ClassView, class_view
from analyzer.reporting.view.scope_tree import TreeView, scope_of, tree_view
from analyzer.reporting.view.summary import domain_name, lane_word
from analyzer.reporting.view.text import count, number, tree_safe
from analyzer.vocabulary import Outcome

SHOWN_CONTAINERS = 200
SHOWN_DIFFERENCES = 25
"""What the page shows of long lists; the files beside it have all of it."""


@dataclass(frozen=True, slots=True)
class ContainerDifference:
    """Objects in a container that would be treated differently; ``finding`` is an anchor or empty."""

    kind: str
    text: str
    example: str
    finding: str


@dataclass(frozen=True, slots=True)
class QuestionLines:
    """What to ask the directory, with the commands that answer it."""

    text: str
    commands: str


@dataclass(frozen=True, slots=True)
class LimitView:
    """One documented limit: the number here, the limit, and whether it is kept, in words."""

    title: str
    value: str
    limit: str
    word: str


@dataclass(frozen=True, slots=True)
class PartitionView:
    """One partition."""

    anchor: str
    name: str
    dn: str
    connector: str
    selected: bool
    object_classes: tuple[str, ...]
    included: int
    excluded: int
    containers: tuple[str, ...]
    outcome: Badge
    because: str
    tree: TreeView | None
    problems: tuple[str, ...]
    more_containers: int
    unfinished: bool
    losses: tuple[ContainerDifference, ...]
    more_losses: int
    changes: tuple[str, ...]
    changes_finding: str
    more_changes: int
    alternative: str
    questions: tuple[QuestionLines, ...]
    group: str
    limits: tuple[LimitView, ...]
    classes: tuple[ClassView, ...]
    same_as: Reference | None


@dataclass(frozen=True, slots=True)
class DomainView:
    """One AD domain; ``lane`` is ``None`` where it isn't synchronised, ``remark`` stands in for missing reasons."""

    anchor: str
    name: str
    connector: str
    lane: Badge | None
    lane_word: str
    lane_order: int
    included: int
    excluded: int
    objects: str
    reasons: tuple[Reference, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class ScopeView:
    """Domains and partitions."""

    domains: tuple[DomainView, ...]
    partitions: tuple[PartitionView, ...]
    unselected: tuple[PartitionView, ...]


def scope_view(assessment: Assessment) -> ScopeView:
    """Show domains, worst lane first, and partitions."""
    titles = {finding.id: finding.title for finding in assessment.findings}
    unique = UniqueAnchors()
    domains = [_domain(domain, titles, unique) for domain in assessment.domains]
    return ScopeView(
        domains=tuple(sorted(domains, key=lambda d: (-d.lane_order, d.name))),
        partitions=_with_references([_partition(p, unique) for p in assessment.scope if p.selected]),
        unselected=tuple(_partition(p, unique) for p in assessment.scope if not p.selected),
    )


def _domain(domain: DomainVerdict, titles: dict[str, str], unique: UniqueAnchors) -> DomainView:
    return DomainView(
        anchor=unique.anchor("domain", f"{domain.connector_id}-{domain.name}"),
        name=domain_name(domain),
        connector=domain.connector_name,
        lane=LANE_BADGES[domain.lane] if domain.lane else None,
        lane_word=lane_word(domain.lane),
        lane_order=domain.lane.rank if domain.lane else -1,
        included=domain.included,
        excluded=domain.excluded,
        objects="not known" if domain.objects is None else number(domain.objects),
        reasons=tuple(Reference(finding_anchor(i), titles[i]) for i in domain.reasons if i in titles),
        remark="nothing stands in the way" if domain.lane else "not selected in Connect Sync",
    )


def _with_references(partitions: list[PartitionView]) -> tuple[PartitionView, ...]:
    """Show classes once: a domain whose classes are those of an earlier one refers to it."""
    first: dict[tuple[ClassView, ...], Reference] = {}
    shown = []
    for partition in partitions:
        found = first.get(partition.classes) if partition.classes else None
        if found is not None:
            partition = replace(partition, classes=(), same_as=found)  # noqa: PLW2901 - shown otherwise
        else:
            first[partition.classes] = Reference(partition.anchor, partition.name)
        shown.append(partition)
    return tuple(shown)


def _partition(partition: PartitionScope, unique: UniqueAnchors) -> PartitionView:
    plan = partition.plan
    scope = plan.tree if plan else scope_of(partition.dn, partition.included, partition.excluded)
    proposal = plan.containers if plan else None
    differences = list(_losses(partition))
    changes = proposal.new_containers if proposal else ()
    wider = proposal.alternatives[0] if proposal and proposal.alternatives else None
    return PartitionView(
        anchor=unique.anchor("partition", f"{partition.connector_id}-{partition.dn}"),
        name=partition.domain or tree_safe(partition.dn),
        dn=partition.dn,
        connector=partition.connector_name,
        selected=partition.selected,
        object_classes=partition.object_classes,
        included=len(partition.included),
        excluded=len(partition.excluded),
        containers=partition.containers[:SHOWN_CONTAINERS],
        outcome=OUTCOME_BADGES[partition.outcome],
        because=partition.because,
        tree=tree_view(scope) if partition.selected else None,
        problems=tuple(problem.text for problem in scope.problems[:SHOWN_DIFFERENCES]),
        more_containers=max(0, len(partition.containers) - SHOWN_CONTAINERS),
        unfinished=plan is not None and not plan.finished,
        losses=tuple(differences[:SHOWN_DIFFERENCES]),
        more_losses=max(0, len(differences) - SHOWN_DIFFERENCES),
        changes=tuple(change.text for change in changes[:SHOWN_DIFFERENCES]),
        changes_finding=finding_anchor(new) if (new := partition.explained.get(NEW_CONTAINERS, "")) else "",
        more_changes=max(0, len(changes) - SHOWN_DIFFERENCES),
        alternative="" if wider is None else _alternative(wider),
        questions=_questions(plan),
        group=_group(plan),
        limits=tuple(_limit(row) for row in plan.limits) if plan else (),
        classes=tuple(class_view(verdict, partition.explained) for verdict in plan.classes) if plan else (),
        same_as=None,
    )


def _losses(partition: PartitionScope) -> Iterator[ContainerDifference]:
    """Yield what the pilot group, then the list of containers treats differently."""
    plan = partition.plan
    if plan is None or not partition.selected:
        return
    pairs = [(one, PILOT_GROUP) for one in plan.group.differences]
    pairs += [(one, container_key(one.kind)) for one in plan.containers.differences]
    for one, key in pairs:
        found = partition.explained.get(key, "")
        yield ContainerDifference(KINDS[one.kind], one.reason, one.example, finding_anchor(found) if found else "")


def _alternative(wider: ContainerAlternative) -> str:
    added = sum(one.kind is DifferenceKind.WIDER for one in wider.differences)
    return f"{wider.text[:1].upper()}{wider.text[1:]}: {count(added, 'excluded container')} would appear."


def _group(plan: DomainScope | None) -> str:
    """Say what becomes of the pilot group; nothing where there is no such filter."""
    if plan is None or plan.group.outcome is Outcome.SUPPORTED:
        return ""
    names = ", ".join(tree_safe(group.text) for group in plan.group.groups)
    return f"{names or 'not named'}: {'; '.join(plan.group.reasons)}"


def _questions(plan: DomainScope | None) -> tuple[QuestionLines, ...]:
    """Return the questions about single containers; with the whole list given as an answer there are none."""
    questions = plan.containers.questions if plan else ()
    return tuple(QuestionLines(one.text, "\n".join(one.commands)) for one in questions[:SHOWN_DIFFERENCES])


def _limit(row: LimitRow) -> LimitView:
    word = {True: "kept", False: "exceeded", None: "not known"}[row.within]
    value = "not known" if row.value is None else number(row.value)
    return LimitView(row.title, value, f"{number(row.limit)} {row.unit}", word)
