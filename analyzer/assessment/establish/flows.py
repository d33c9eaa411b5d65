"""Facts about attribute flows held against Cloud Sync, and about how objects are identified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.assessment.establish.ground import Ground, counted
from analyzer.assessment.facts import Evidence, Fact, Subject
from analyzer.assessment.flows.identity import AnchorKind, AnchorVerdict
from analyzer.assessment.flows.model import Action, ClassComparison, Comparison, FlowComparison, JudgedBy
from analyzer.cloudsync.mappings import expression_of
from analyzer.connect.flows import Part
from analyzer.vocabulary import Outcome

_NAMES = (
    "gained_targets", "changed_targets", "unmappable_targets", "gained_classes", "lost_classes", "conditional_anchors",
    "other_anchors",
)  # fmt: skip
_MAPPING_FILE = "cloud-sync/default-mapping.json"


def facts(ground: Ground) -> Iterator[Fact]:
    """State what changes on the day Cloud Sync takes over; unknown where flows weren't composed."""
    flows = ground.flows
    if flows is None:
        yield from (Fact(name, None) for name in _NAMES)
        return
    judged = [c for c in flows.judged.comparisons if c.judged_by is JudgedBy.FLOWS]
    gained = (c for c in judged if c.comparison is Comparison.GAINED and c.action is Action.REMOVE)
    yield counted("gained_targets", _targets(ground, gained))
    changed = (c for c in judged if c.comparison is Comparison.CHANGED)
    yield counted("changed_targets", _targets(ground, changed))
    lost = (c for c in judged if c.comparison is Comparison.LOST and c.outcome is Outcome.GAP)
    yield counted("unmappable_targets", _targets(ground, lost))
    yield counted("gained_classes", (_class(ground, c) for c in flows.judged.classes if c.gained))
    yield counted("lost_classes", (_class(ground, c) for c in flows.judged.classes if c.lost))
    anchors = flows.identity.anchors
    conditional = (a for a in anchors if a.kind is AnchorKind.IF_CONSISTENCY_GUID_EMPTY)
    yield counted("conditional_anchors", (_anchor(ground, anchor) for anchor in conditional))
    yield counted("other_anchors", (_anchor(ground, a) for a in anchors if a.kind is AnchorKind.OTHER))


def _targets(ground: Ground, comparisons: Iterable[FlowComparison]) -> Iterator[Subject]:
    for comparison in comparisons:
        name = f"{comparison.ad_class} {comparison.target}"
        yield Subject(
            "attribute",
            f"{comparison.connector_id}|{comparison.ad_class}|{comparison.target}".lower(),
            name,
            domains=ground.domains_by_connector.get(comparison.connector_id, ()),
            values={"target": comparison.target, "class": comparison.ad_class},
            evidence=(_evidence(comparison, name),),
        )


def _evidence(comparison: FlowComparison, name: str) -> Evidence:
    flow = comparison.flow
    if flow is not None:
        deciding = next((c for c in flow.composed.contributions if c.part is Part.WINS), None)
        if deciding is not None and comparison.comparison is not Comparison.GAINED:
            return Evidence.of(deciding.flow.origin, f"{name} <- {flow.text or flow.composed.defect}")
    mapping = expression_of(comparison.default) if comparison.default is not None else None
    return Evidence(_MAPPING_FILE, comparison.ad_class, None, f"{name} <- {mapping or '(none)'}")


def _class(ground: Ground, comparison: ClassComparison) -> Subject:
    reach = comparison.reach
    connector = ground.configuration.connector(reach.connector_id)
    assert connector is not None  # noqa: S101 - composed from the connectors
    return Subject(
        "object-class",
        f"{reach.connector_id}|{reach.ad_class}".lower(),
        reach.ad_class,
        domains=ground.domains_by_connector.get(reach.connector_id, ()),
        values={"connector": connector.name},
        evidence=(Evidence.of(connector.origin, reach.why_not or f"{reach.ad_class} becomes {reach.entra_class}"),),
    )


def _anchor(ground: Ground, anchor: AnchorVerdict) -> Subject:
    deciding = anchor.flow.composed.contributions[0]
    inbound = next((c for _, found in anchor.flow.inbound for c in found if c.part is Part.WINS), deciding)
    return Subject(
        "anchor",
        f"{anchor.connector_id}|{anchor.ad_class}".lower(),
        anchor.ad_class,
        domains=ground.domains_by_connector.get(anchor.connector_id, ()),
        values={"class": anchor.ad_class, "reads": ", ".join(anchor.reads)},
        evidence=(
            Evidence.of(inbound.flow.origin, f"{anchor.ad_class}: {inbound.flow.target} <- {inbound.flow.text}"),
        ),
    )
