"""Compares all effective flows of a configuration with a Cloud Sync job, both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analyzer.assessment.flows.compare import Comparer, listed_attributes, mapping_node
from analyzer.assessment.flows.devices import compare_devices
from analyzer.assessment.flows.inputs import Universe
from analyzer.assessment.flows.model import (
    Action,
    ClassComparison,
    Comparison,
    FlowAssessment,
    FlowComparison,
    JudgedBy,
)
from analyzer.assessment.flows.propose import Proposal, is_extension, propose
from analyzer.assessment.flows.shapes import Translations
from analyzer.assessment.flows.targets import TargetKnowledge, target_knowledge
from analyzer.cloudsync.model import AttributeMapping, FlowType, JobSchema, ObjectMapping, SchemaAttribute
from analyzer.configuration import Configuration, Connector
from analyzer.connect.flows import ClassReach, Composition, EffectiveFlow, Part, Timing, compose
from analyzer.connect.flows.terms import IGNORE, TRUE, leaves, never_blank
from analyzer.expressions.nodes import NULL_WORD, Dialect, Node
from analyzer.expressions.prove import CounterExample, Proof, Verdict
from analyzer.expressions.translate import Loss
from analyzer.vocabulary import Outcome

SchemaOf = Callable[[Connector], JobSchema]
_NOTHING = "nothing (no value is written)"
_DEVICE_CLASS = "computer"


def judge_flows(
    configuration: Configuration,
    schema_of: SchemaOf,
    customised: frozenset[str],
    composition: Composition | None = None,
) -> FlowAssessment:
    """Compare every target of every synchronised class.

    Args:
        configuration: the export.
        schema_of: the Cloud Sync configuration each AD connector is compared with.
        customised: ids of the rules that aren't Microsoft's own as shipped.
        composition: the effective flows, where they have been composed already.

    """
    composition = composition or compose(configuration)
    knowledge = target_knowledge()
    by_reach: dict[tuple[str, str, str], list[EffectiveFlow]] = {}
    for flow in composition.flows:
        by_reach.setdefault((flow.connector_id, flow.ad_class, flow.entra_class), []).append(flow)
    proofs: dict[str, tuple[tuple[str, ...], Proof]] = {}
    translations = Translations()
    schemas = {connector.id: listed_attributes(connector) for connector in configuration.connectors}
    comparisons: list[FlowComparison] = []
    classes: list[ClassComparison] = []
    for reach in composition.classes:
        connector = configuration.connector(reach.connector_id)
        assert connector is not None  # noqa: S101 - composed from the connectors
        schema = schema_of(connector)
        mapping = schema.object_mapping(reach.ad_class)
        flows = by_reach.get((reach.connector_id, reach.ad_class, reach.entra_class), [])
        device = reach.ad_class.lower() == _DEVICE_CLASS
        classes.append(_class(reach, mapping, device))
        if not reach.entra_class:
            continue
        if device:
            comparisons += compare_devices(reach, flows, customised)
            continue
        comparer = Comparer(schemas[connector.id], proofs, translations)
        comparisons += _Judge(reach, schema, mapping, comparer, knowledge, customised).run(flows)
    for connector in configuration.active_directory_connectors:
        classes += _never_read(connector, schema_of(connector), [c.reach for c in classes])
    return FlowAssessment(composition, tuple(comparisons), tuple(classes))


def _never_read(connector: Connector, schema: JobSchema, reaches: list[ClassReach]) -> Iterator[ClassComparison]:
    """Yield the classes a job synchronises that Connect Sync doesn't even read from a connector."""
    listed = {reach.ad_class.lower() for reach in reaches if reach.connector_id == connector.id}
    for mapping in schema.rule.object_mappings if listed else ():
        name = mapping.source_object
        if mapping.enabled and name and name.lower() not in listed:
            why = f"No inbound rule reads {name} objects, or their object type isn't selected on the connector."
            yield _class(ClassReach(connector.id, name, "", False, TRUE, why_not=why), mapping, False)


def _class(reach: ClassReach, mapping: ObjectMapping | None, device: bool) -> ClassComparison:
    enabled = mapping is not None and mapping.enabled
    return ClassComparison(
        reach,
        gained=enabled and not reach.entra_class,
        lost=bool(reach.entra_class) and not enabled and not device,
        entra_class=mapping.target_object if mapping is not None else reach.entra_class,
    )


class _Judge:
    """Compares the targets of one kind of object."""

    def __init__(
        self,
        reach: ClassReach,
        schema: JobSchema,
        mapping: ObjectMapping | None,
        comparer: Comparer,
        knowledge: TargetKnowledge,
        customised: frozenset[str],
    ) -> None:
        self._reach, self._comparer, self._knowledge, self._customised = reach, comparer, knowledge, customised
        self._mapping = mapping
        self._defaults = mapping.by_target() if mapping is not None else {}
        entra_class = mapping.target_object if mapping is not None else reach.entra_class
        self._attributes: dict[str, SchemaAttribute] = schema.target_attributes(entra_class)
        self._universe = Universe(reach)

    def run(self, flows: list[EffectiveFlow]) -> Iterator[FlowComparison]:
        """Yield one comparison for each target either product writes, by name."""
        known = self._attributes.keys() | self._defaults.keys()
        by_name = {self._knowledge.cloud_name(flow.target, self._reach.entra_class, known): flow for flow in flows}
        for name in sorted(by_name.keys() | self._defaults.keys()):
            yield self._compare(name, by_name.get(name), self._defaults.get(name))

    def _compare(self, name: str, flow: EffectiveFlow | None, default: AttributeMapping | None) -> FlowComparison:
        attribute = self._attributes.get(name)
        target = default.target if default else attribute.name if attribute else flow.target if flow else name
        cloud = mapping_node(default) if default is not None else None
        if name in self._knowledge.password:
            return self._password(target, flow, default)
        if cloud is None:
            return self._without_default(target, flow, attribute)
        assert default is not None  # noqa: S101 - it gave the node
        connect = flow.node if flow is not None else NULL_WORD
        if connect is None:
            assert flow is not None  # noqa: S101
            return self._changed(target, flow, default, attribute, Proof(), "")
        proof = self._comparer.prove(connect, cloud, self._universe)
        timing = flow.composed.timing if flow is not None else Timing.ALWAYS
        filled = _filled(default, connect)
        if proof.verdict is not Verdict.COUNTER_EXAMPLE and _same_timing(default, timing, connect) and not filled:
            notes = tuple(
                f"The schema of this forest has no attribute {name}." for name in self._comparer.missing(cloud)
            )
            return self._made(
                target, flow, default, Comparison.SAME, Outcome.SUPPORTED, proof, Action.KEEP, default, (), notes
            )
        difference = str(proof.counter_example) if proof.counter_example else filled or _timing(timing, default)
        if flow is None or not _writes(connect):
            return self._gained(target, flow, default, proof, difference)
        return self._changed(target, flow, default, attribute, proof, difference)

    def _password(self, target: str, flow: EffectiveFlow | None, default: AttributeMapping | None) -> FlowComparison:
        return self._made(target, flow, default, Comparison.SAME, Outcome.SUPPORTED, Proof(), Action.KEEP, default)

    def _without_default(
        self, target: str, flow: EffectiveFlow | None, attribute: SchemaAttribute | None
    ) -> FlowComparison:
        assert flow is not None  # noqa: S101 - a target without mapping comes from a flow
        if flow.node is not None and not _writes(flow.node):
            proof = Proof(Verdict.IDENTICAL)
            return self._made(target, flow, None, Comparison.SAME, Outcome.SUPPORTED, proof, Action.NONE, None)
        if self._mapping is None:
            what = f"The Cloud Sync configuration has no object mapping for {self._reach.ad_class} objects."
            proposal = Proposal(None, Outcome.GAP, (Loss(what),))
        else:
            proposal = propose(flow, target, attribute, self._comparer, self._universe)
        example = self._example(flow.node)
        action = Action.ADD if proposal.outcome is Outcome.ADAPTED and proposal.mapping is not None else Action.NONE
        losses = proposal.losses
        if example is not None and proposal.mapping is None and losses:
            losses = (Loss(losses[0].what, losses[0].example or str(example)), *losses[1:])
        proof = proposal.proof
        if proposal.mapping is None:
            proof = Proof(Verdict.COUNTER_EXAMPLE, 1, example) if example else Proof()
        return self._made(
            target, flow, None, Comparison.LOST, proposal.outcome, proof, action, proposal.mapping, losses,
            proposal.notes, str(example or ""),
        )  # fmt: skip

    def _example(self, node: Node | None) -> CounterExample | None:
        found = self._comparer.example(node, Dialect.CONNECT, self._universe) if node is not None else None
        return CounterExample(found[0], found[1], _NOTHING) if found else None

    def _gained(
        self, target: str, flow: EffectiveFlow | None, default: AttributeMapping, proof: Proof, difference: str
    ) -> FlowComparison:
        name = target.lower()
        kept = name in self._knowledge.informative or name in self._knowledge.identity or default.matching_priority > 0
        notes = tuple(
            reasons[name] for reasons in (self._knowledge.informative, self._knowledge.identity) if name in reasons
        )
        if kept:
            return self._made(
                target, flow, default, Comparison.GAINED, Outcome.SUPPORTED, proof, Action.KEEP, default, (), notes,
                difference,
            )  # fmt: skip
        what = "Cloud Sync writes the attribute by default, this configuration of Connect Sync doesn't."
        return self._made(
            target, flow, default, Comparison.GAINED, Outcome.ADAPTED, proof, Action.REMOVE, None,
            (Loss(what, difference),), notes, difference,
        )  # fmt: skip

    def _changed(
        self,
        target: str,
        flow: EffectiveFlow,
        default: AttributeMapping,
        attribute: SchemaAttribute | None,
        proof: Proof,
        difference: str,
    ) -> FlowComparison:
        if target.lower() in self._knowledge.identity:
            what = "The value isn't the same on every object; see the section on identity."
            losses: tuple[Loss, ...] = (Loss(what, difference),)
            return self._made(
                target, flow, default, Comparison.CHANGED, Outcome.MANUAL, proof, Action.KEEP, default, losses, (),
                difference,
            )  # fmt: skip
        proposal = propose(flow, target, attribute, self._comparer, self._universe)
        losses = proposal.losses
        if proposal.mapping is None and losses:
            losses = (*losses, Loss("The default mapping writes something else.", difference))
        exact = proposal.outcome is Outcome.ADAPTED and proposal.mapping is not None
        action = Action.REPLACE if exact else Action.KEEP
        return self._made(
            target, flow, default, Comparison.CHANGED, proposal.outcome, proof, action, proposal.mapping or default,
            losses, proposal.notes, difference,
        )  # fmt: skip

    def _made(  # noqa: PLR0913, PLR0917 - one argument per column of the result
        self,
        target: str,
        flow: EffectiveFlow | None,
        default: AttributeMapping | None,
        comparison: Comparison,
        outcome: Outcome,
        proof: Proof,
        action: Action,
        proposed: AttributeMapping | None,
        losses: tuple[Loss, ...] = (),
        notes: tuple[str, ...] = (),
        difference: str = "",
    ) -> FlowComparison:
        name = target.lower()
        judged = JudgedBy.IDENTITY if name in self._knowledge.identity else JudgedBy.FLOWS
        if name in self._knowledge.password:
            judged = JudgedBy.PASSWORD
        if flow is not None and flow.foreign:
            losses = (*losses, Loss(_foreign(flow)))
            outcome = max(outcome, Outcome.MANUAL, key=lambda word: word.severity)
        return FlowComparison(
            connector_id=self._reach.connector_id,
            ad_class=self._reach.ad_class,
            entra_class=self._reach.entra_class,
            target=target,
            flow=flow,
            default=default,
            proposed=proposed,
            action=action,
            comparison=comparison,
            outcome=outcome,
            proof=proof,
            losses=losses,
            notes=notes,
            difference=difference,
            judged_by=judged,
            customised=flow is not None and is_customised(flow, self._customised),
        )


def is_customised(flow: EffectiveFlow, customised: frozenset[str]) -> bool:
    """Tell whether a rule that isn't Microsoft's own as shipped takes part in a flow."""
    deciding = (Part.WINS, Part.FOLLOWS)
    outbound = (c for c in flow.composed.contributions if c.part in deciding)
    inbound = (c for _, found in flow.inbound for c in found if c.part in deciding)
    return any(c.rule.id in customised for c in (*outbound, *inbound))


def _writes(node: Node) -> bool:
    """Tell whether an expression may ever give a value."""
    return any(leaf not in {NULL_WORD, IGNORE} for leaf in leaves(node))


def _mapped_timing(mapping: AttributeMapping) -> Timing:
    return Timing.ONCE if mapping.flow_type is FlowType.OBJECT_ADD_ONLY else Timing.ALWAYS


def _same_timing(default: AttributeMapping, timing: Timing, connect: Node) -> bool:
    return not _writes(connect) or _mapped_timing(default) is timing


def _filled(default: AttributeMapping, connect: Node) -> str:
    """Say where a mapping's default value, which counts when an object is created, writes what Connect Sync doesn't."""
    if not default.default_value or all(map(never_blank, leaves(connect))):
        return ""
    written = f'the default value "{default.default_value}"'
    return f"An object created without a value: Connect Sync writes nothing, Cloud Sync {written}"


def _timing(timing: Timing, default: AttributeMapping) -> str:
    words = {
        Timing.ONCE: "only when the object is created",
        Timing.ALWAYS: "at every change",
        Timing.MIXED: "by some rules only when the object is created, by others at every change",
    }
    return f"Connect Sync writes the attribute {words[timing]}, Cloud Sync {words[_mapped_timing(default)]}"


def _foreign(flow: EffectiveFlow) -> str:
    rules = ", ".join(dict.fromkeys(f"'{foreign.rule.name}'" for foreign in flow.foreign[:3]))
    more = " and others" if len(flow.foreign) > 3 else ""
    return (
        f"Objects of other connectors may be joined to this one and supply the value (rules {rules}{more}); Cloud Sync "
        "never merges objects."
    )


__all__ = ["SchemaOf", "is_customised", "is_extension", "judge_flows"]
