"""Compares computer flows with the device job, whose inputs Microsoft lists without publishing its expressions."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.assessment.flows.model import Action, Comparison, FlowComparison
from analyzer.cloudsync.defaults import device_mappings
from analyzer.cloudsync.model import AttributeMapping, DeviceMapping, FlowType, MappingKind
from analyzer.connect.flows import ClassReach, EffectiveFlow, Timing
from analyzer.connect.flows.terms import text_of
from analyzer.expressions.prove import CounterExample, Proof, Verdict
from analyzer.expressions.translate import Loss
from analyzer.vocabulary import Outcome

_NOTHING = "nothing (no value is written)"


def compare_devices(
    reach: ClassReach, flows: list[EffectiveFlow], customised: frozenset[str]
) -> Iterator[FlowComparison]:
    """Yield one comparison for each target of a computer, by name."""
    from analyzer.assessment.flows.judge import is_customised  # noqa: PLC0415 - the two halves of one comparison

    defaults = {mapping.target.lower(): mapping for mapping in device_mappings()}
    by_name = {flow.target.lower(): flow for flow in flows}
    for name in sorted(by_name.keys() | defaults.keys()):
        flow, default = by_name.get(name), defaults.get(name)
        comparison, outcome, proof, losses, notes, difference = _judge(flow, default)
        yield FlowComparison(
            connector_id=reach.connector_id,
            ad_class=reach.ad_class,
            entra_class=reach.entra_class,
            target=default.target if default else flow.target if flow else name,
            flow=flow,
            default=_shown(default),
            proposed=_shown(default),
            action=Action.KEEP if default else Action.NONE,
            comparison=comparison,
            outcome=outcome,
            proof=proof,
            losses=losses,
            notes=notes,
            difference=difference,
            customised=flow is not None and is_customised(flow, customised),
        )


_Judged = tuple[Comparison, Outcome, Proof, tuple[Loss, ...], tuple[str, ...], str]


def _judge(flow: EffectiveFlow | None, default: DeviceMapping | None) -> _Judged:
    if flow is None:
        assert default is not None  # noqa: S101 - one of both is there
        example = CounterExample(_with(default.inputs), _NOTHING, "a value")
        proof = Proof(Verdict.COUNTER_EXAMPLE, 1, example)
        return Comparison.GAINED, Outcome.SUPPORTED, proof, (), (), str(example)
    if default is None:
        example = CounterExample(_with(flow.reads), flow.text, _NOTHING)
        loss = Loss("The device job doesn't write this attribute, and its mappings can't be changed.", str(example))
        return Comparison.LOST, Outcome.GAP, Proof(Verdict.COUNTER_EXAMPLE, 1, example), (loss,), (), str(example)
    text = flow.text
    once = default.flow_type is FlowType.OBJECT_ADD_ONLY
    if text in {f"[{name}]" for name in default.inputs} and default.kind is MappingKind.DIRECT:
        once_note: tuple[str, ...] = (
            ("The device job writes it at creation only.",) if once and flow.composed.timing is not Timing.ONCE else ()
        )
        return Comparison.SAME, Outcome.SUPPORTED, Proof(Verdict.IDENTICAL), (), once_note, ""
    if default.result is not None and text == f'"{default.result}"':
        return Comparison.SAME, Outcome.SUPPORTED, Proof(Verdict.IDENTICAL), (), (), ""
    extra = [name for name in flow.reads if name not in default.inputs]
    if extra:
        given = f"an object on which only {' and '.join(f'[{name}]' for name in extra)} has a value"
        example = CounterExample(given, f"what {text_of_flow(flow)} gives", f"{_NOTHING} or a value of its own inputs")
        loss = Loss(f"The device job reads only {', '.join(default.inputs) or 'nothing'}.", str(example))
        proof = Proof(Verdict.COUNTER_EXAMPLE, 1, example)
        return Comparison.CHANGED, Outcome.MANUAL, proof, (loss,), (), str(example)
    note = "Microsoft names the same inputs but publishes no expression (device-sync, 2026-09-29); nothing to evaluate."
    return Comparison.SAME, Outcome.SUPPORTED, Proof(), (), (note,), ""


def text_of_flow(flow: EffectiveFlow) -> str:
    """Return a flow's expression for a sentence."""
    return text_of(flow.node) if flow.node is not None else "several rules"


def _with(inputs: tuple[str, ...]) -> str:
    return f"a computer with {', '.join(f'[{name}]' for name in inputs)}" if inputs else "every computer"


def _shown(default: DeviceMapping | None) -> AttributeMapping | None:
    if default is None:
        return None
    source = default.result or ", ".join(default.inputs)
    kind = MappingKind.CONSTANT if default.result else MappingKind.DIRECT
    return AttributeMapping(default.target, kind, source, default.flow_type)
