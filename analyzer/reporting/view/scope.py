"""Scope: each partition's containers as a tree with included and excluded parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.assessment.model import Assessment, DomainVerdict, PartitionScope
from analyzer.configuration import DistinguishedName, parse_dn
from analyzer.reporting.anchors import UniqueAnchors, finding_anchor
from analyzer.reporting.view.parts import LANE_BADGES, OUTCOME_BADGES, Badge, Reference
from analyzer.reporting.view.summary import domain_name, lane_word
from analyzer.reporting.view.text import number, tree_safe

DEEPEST = 64
"""Levels of a tree; a name deeper than that hangs below the root as a whole (no directory comes near)."""

_STATES = {
    "included": ("Included", "✓"),
    "excluded": ("Excluded", "✕"),
    "mixed": ("In part", "◐"),
    "path": ("Leads to the containers below", "·"),
}


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One container. ``state``: included, excluded, mixed (something below differs), path (only leads on)."""

    name: str
    dn: str
    state: str
    word: str
    mark: str
    children: tuple[TreeNode, ...]


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
    tree: TreeNode | None


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


@dataclass(slots=True)
class _Branch:
    name: str
    dn: str
    explicit: str = ""
    children: dict[str, _Branch] = field(default_factory=dict)


def scope_view(assessment: Assessment) -> ScopeView:
    """Show domains, worst lane first, and partitions."""
    titles = {finding.id: finding.title for finding in assessment.findings}
    unique = UniqueAnchors()
    domains = [_domain(domain, titles, unique) for domain in assessment.domains]
    return ScopeView(
        domains=tuple(sorted(domains, key=lambda d: (-d.lane_order, d.name))),
        partitions=tuple(_partition(p, unique) for p in assessment.scope if p.selected),
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


def _partition(partition: PartitionScope, unique: UniqueAnchors) -> PartitionView:
    return PartitionView(
        anchor=unique.anchor("partition", f"{partition.connector_id}-{partition.dn}"),
        name=partition.domain or tree_safe(partition.dn),
        dn=partition.dn,
        connector=partition.connector_name,
        selected=partition.selected,
        object_classes=partition.object_classes,
        included=len(partition.included),
        excluded=len(partition.excluded),
        containers=partition.containers,
        outcome=OUTCOME_BADGES[partition.outcome],
        because=partition.because,
        tree=tree(partition.dn, partition.included, partition.excluded) if partition.selected else None,
    )


def tree(root: str, included: tuple[str, ...], excluded: tuple[str, ...]) -> TreeNode:
    """Build the tree of containers below ``root`` that the lists name.

    The state of a container that no list names is that of the nearest one above it which a list names; where
    something below differs, it is mixed. Names outside ``root`` (a broken export) hang directly below it.
    """
    top = parse_dn(root)
    trunk = _Branch(root, root)
    for text in included:
        _hang(trunk, top, parse_dn(text)).explicit = "included"
    for text in excluded:
        _hang(trunk, top, parse_dn(text)).explicit = "excluded"
    return _node(trunk, "path")


def _hang(trunk: _Branch, top: DistinguishedName, name: DistinguishedName) -> _Branch:
    inside = name.is_within(top)
    if inside and name.depth == top.depth:
        return trunk
    if not inside or name.depth - top.depth > DEEPEST:
        return trunk.children.setdefault("/".join(name.key), _Branch(tree_safe(name.text), name.text))
    branch = trunk
    for depth in range(top.depth, name.depth):
        rdns = name.rdns[name.depth - depth - 1 :]
        text = ",".join(rdns)
        branch = branch.children.setdefault(name.key[depth], _Branch(tree_safe(parse_dn(text).leaf), text))
    return branch


def _node(branch: _Branch, inherited: str) -> TreeNode:
    own = branch.explicit or inherited
    children = tuple(_node(child, own) for child in branch.children.values())
    state = "mixed" if own != "path" and any(child.state != own for child in children) else own
    word, mark = _STATES[state]
    if state == "mixed":
        word = "Included in part" if own == "included" else "Excluded in part"
    return TreeNode(branch.name, branch.dn, state, word, mark, children)
