"""What each customised rule is for, what it changes, and what it becomes in Cloud Sync."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from analyzer.assessment.flows.compare import differ
from analyzer.assessment.flows.idioms import Idiom, Recognised, recognise_idioms, steps_to
from analyzer.assessment.flows.inputs import Universe
from analyzer.assessment.flows.model import FlowAssessment, FlowComparison
from analyzer.configuration import AttributeFlow, Configuration, ConnectorKind, Direction, FlowKind, LinkType, SyncRule
from analyzer.connect.flows import Composition, EffectiveFlow, Part, compose
from analyzer.connect.flows.restore import originals, without
from analyzer.connect.flows.terms import flow_node, parts_of_iif, text_of
from analyzer.connect.known_rules import KnownRules
from analyzer.connect.scope.predicate import from_scope
from analyzer.connect.scope.words import in_words
from analyzer.connect.standard_rules import RecognisedRule
from analyzer.expressions.nodes import NULL_WORD
from analyzer.vocabulary import Outcome, RuleOrigin

MOST_RECOMPOSED = 40
"""Customised rules whose effect is computed by composing without them; beyond, their flows alone are looked at."""
MOST_SHOWN = 1000
"""Longest expression repeated for a rule whose own effect isn't computed; the attribute flow shows it in any case."""
Concerned = Callable[[str, str], bool]
_DECIDING = (Part.WINS, Part.FOLLOWS)
_OBJECTS = {
    "user": "users", "inetorgperson": "inetOrgPerson objects", "group": "groups", "contact": "contacts",
    "computer": "computers", "person": "people", "device": "devices",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValueEffect:
    """One target whose value a rule changes: what it was without the rule and what it is with it.

    ``without`` is ``None`` where that isn't known; an empty text means that nothing is written.
    """

    connector_id: str
    ad_class: str
    target: str
    with_rule: str
    without: str | None
    comparison: FlowComparison | None


@dataclass(frozen=True, slots=True)
class ScopeEffect:
    """One kind of object of which a rule changes who is synchronised."""

    connector_id: str
    ad_class: str
    with_rule: str
    without: str


@dataclass(frozen=True, slots=True)
class RulePurpose:
    """A customised rule as a whole.

    Attributes:
        sentences: what it is for, one sentence for each thing it does.
        becomes: what it becomes in Cloud Sync, in the words of ``rules/flows/rule-idioms.yaml``.
        exact: whether every effect translates exactly.
        computed: whether the effects were computed by composing without the rule.

    """

    rule: SyncRule
    origin: RuleOrigin
    idioms: tuple[str, ...]
    sentences: tuple[str, ...]
    becomes: tuple[str, ...]
    outcome: Outcome
    because: str
    steps: tuple[str, ...]
    sources: tuple[str, ...]
    values: tuple[ValueEffect, ...]
    scopes: tuple[ScopeEffect, ...]
    computed: bool

    @property
    def sentence(self) -> str:
        """The purpose as one text."""
        return " ".join(self.sentences)


def judge_rules_as_a_whole(
    configuration: Configuration,
    rules: Iterable[RecognisedRule],
    known: KnownRules,
    flows: FlowAssessment,
    *,
    whole: bool = True,
) -> tuple[RulePurpose, ...]:
    """Return the purpose of every enabled rule that isn't Microsoft's as shipped, in the rules' order.

    Without ``whole`` the configuration lacks rules or connectors, so no rule's effect can be computed.
    """
    customised = [
        r
        for r in rules
        if not r.rule.disabled and r.origin in (RuleOrigin.CUSTOM, RuleOrigin.CLONE, RuleOrigin.MODIFIED)
    ]
    recompose = whole and len(customised) <= MOST_RECOMPOSED
    judge = _Judge(configuration, known, flows, recompose=recompose)
    return tuple(judge.run(recognised) for recognised in customised)


class _Judge:
    def __init__(
        self, configuration: Configuration, known: KnownRules, flows: FlowAssessment, *, recompose: bool
    ) -> None:
        self._configuration, self._known, self._flows, self._recompose = configuration, known, flows, recompose
        self._directories = sum(one.kind is not ConnectorKind.ENTRA for one in configuration.connectors)
        self._comparisons = {
            (c.connector_id, c.ad_class, c.entra_class, c.flow.target.lower()): c
            for c in flows.comparisons
            if c.flow is not None
        }
        self._uses: dict[str, list[EffectiveFlow]] = {}
        for flow in flows.composition.flows:
            for rule_id in _rule_ids(flow):
                self._uses.setdefault(rule_id, []).append(flow)

    def run(self, recognised: RecognisedRule) -> RulePurpose:
        rule = recognised.rule
        connector = self._configuration.connector(rule.connector_id)
        kind = connector.kind if connector is not None else None
        found = recognise_idioms(recognised, kind, self._directories)
        values, scopes, computed = self._effects(recognised, kind)
        outcome, because = _outcome(recognised, found, values, scopes, computed)
        nothing = computed and not values and not scopes and not _beyond(found, rule)
        becomes = ("nothing",) if nothing else tuple(dict.fromkeys(one.idiom.becomes for one in found))
        own = () if nothing else (step for one in found for step in one.idiom.steps)
        steps = dict.fromkeys((*own, *(step for result in becomes for step in steps_to(result))))
        return RulePurpose(
            rule=rule,
            origin=recognised.origin,
            idioms=tuple(dict.fromkeys(one.idiom.id for one in found)),
            sentences=tuple(_sentences(recognised, found)),
            becomes=becomes,
            outcome=outcome,
            because=because,
            steps=tuple(steps),
            sources=tuple(dict.fromkeys(one.idiom.source for one in found)),
            values=values,
            scopes=scopes,
            computed=computed,
        )

    def _effects(
        self, recognised: RecognisedRule, kind: ConnectorKind | None
    ) -> tuple[tuple[ValueEffect, ...], tuple[ScopeEffect, ...], bool]:
        # A rule read from a script may do what only running it would tell.
        computable = self._recompose and not recognised.rule.unresolved
        other = without(self._configuration, recognised, self._known) if computable else None
        if other is None:
            used = self._uses.get(recognised.rule.id, ())
            return tuple(self._value(flow, None, most=MOST_SHOWN) for flow in used), (), False
        rule = recognised.rule
        everywhere = kind is not ConnectorKind.ACTIVE_DIRECTORY

        def concerned(connector_id: str, ad_class: str) -> bool:
            return everywhere or (
                connector_id == rule.connector_id and ad_class.lower() == rule.connector_class.lower()
            )

        before = compose(other, concerned)
        touched = originals(self._configuration, recognised) | {rule.id}
        return tuple(self._values(before, touched, concerned)), tuple(self._scopes(before, concerned)), True

    def _values(self, before: Composition, touched: frozenset[str], concerned: Concerned) -> Iterator[ValueEffect]:
        old = {_key(flow): flow for flow in before.flows}
        new = {
            _key(flow): flow for flow in self._flows.composition.flows if concerned(flow.connector_id, flow.ad_class)
        }
        for key in sorted(old.keys() | new.keys()):
            one, other = new.get(key), old.get(key)
            if one is None or other is None:
                if one is not None and touched & _rule_ids(one) and _shown(one):
                    yield self._value(one, "")
                continue
            concerned_by = touched & (_rule_ids(one) | _rule_ids(other))
            if concerned_by and (one.composed.timing is not other.composed.timing or self._differ(one, other)):
                yield self._value(one, _shown(other))

    def _differ(self, one: EffectiveFlow, other: EffectiveFlow) -> bool:
        if one.text == other.text:
            return False
        return one.node is None or other.node is None or differ(one.node, other.node, self._universe(one))

    def _universe(self, flow: EffectiveFlow) -> Universe:
        return next(
            Universe(reach)
            for reach in self._flows.composition.classes
            if (reach.connector_id, reach.ad_class, reach.entra_class) == _key(flow)[:3]
        )

    def _value(self, flow: EffectiveFlow, without_rule: str | None, most: int | None = None) -> ValueEffect:
        shown = _shown(flow)
        if most is not None and len(shown) > most:
            shown = "(a long expression: see the attribute flow)"
        return ValueEffect(
            flow.connector_id, flow.ad_class, flow.target, shown, without_rule, self._comparisons.get(_key(flow))
        )

    def _scopes(self, before: Composition, concerned: Concerned) -> Iterator[ScopeEffect]:
        old = {(r.connector_id, r.ad_class, r.entra_class): r for r in before.classes}
        new = {(r.connector_id, r.ad_class, r.entra_class): r for r in self._flows.composition.classes}
        for key in sorted(old.keys() | new.keys()):
            if not concerned(key[0], key[1]):
                continue
            one, other = new.get(key), old.get(key)
            with_rule = text_of(one.universe) if one is not None and one.entra_class else ""
            without_rule = text_of(other.universe) if other is not None and other.entra_class else ""
            if with_rule != without_rule:
                yield ScopeEffect(key[0], key[1], with_rule, without_rule)


def _key(flow: EffectiveFlow) -> tuple[str, str, str, str]:
    return flow.connector_id, flow.ad_class, flow.entra_class, flow.target.lower()


def _rule_ids(flow: EffectiveFlow) -> frozenset[str]:
    """Return the rules that take part in a flow, outbound and inbound."""
    outbound = (c.rule.id for c in flow.composed.contributions if c.part in _DECIDING)
    inbound = (c.rule.id for _, found in flow.inbound for c in found if c.part in _DECIDING)
    return frozenset((*outbound, *inbound))


def _shown(flow: EffectiveFlow) -> str:
    return "" if flow.node == NULL_WORD else flow.text or flow.composed.defect or "(too many rules to show as one)"


def _beyond(found: Iterable[Recognised], rule: SyncRule) -> bool:
    """Tell whether a rule does something that neither values nor scopes of Entra objects show."""
    return any(one.idiom.becomes in {"gap", "ad-change"} for one in found) or rule.link_type is LinkType.PROVISION


def _outcome(  # noqa: PLR0911 - one return for each sentence
    recognised: RecognisedRule,
    found: tuple[Recognised, ...],
    values: tuple[ValueEffect, ...],
    scopes: tuple[ScopeEffect, ...],
    computed: bool,
) -> tuple[Outcome, str]:
    fixed = [one.idiom for one in found if one.idiom.outcome is not None]
    worst_fixed = max((i.outcome for i in fixed if i.outcome is not None), key=lambda o: o.severity, default=None)
    if worst_fixed is Outcome.GAP:
        return Outcome.GAP, "Cloud Sync has no equivalent for what the rule does."
    if found and all(one.idiom.becomes == "nothing" for one in found):
        return Outcome.SUPPORTED, "The rule serves the move itself and isn't needed afterwards."
    if scopes:
        return (
            Outcome.MANUAL,
            "The rule changes which objects are synchronised; that has to be expressed by OUs or in AD.",
        )
    if any(one.idiom.becomes == "ad-change" for one in found):
        return Outcome.MANUAL, "The rule does something that only a change in AD can do; look at what it concerns."
    judged = [value.comparison.outcome for value in values if value.comparison is not None]
    if not computed or (not values and _beyond(found, recognised.rule)) or len(judged) < len(values):
        return Outcome.MANUAL, "The rule's whole effect isn't known; look at each of its parts."
    if not values:
        return Outcome.SUPPORTED, "Nothing that reaches Microsoft Entra ID is different without the rule."
    worst = max(judged, key=lambda o: o.severity)
    if worst in {Outcome.SUPPORTED, Outcome.ADAPTED}:
        return Outcome.ADAPTED, "Every value it changes has an exact mapping in the generated schema."
    return worst, "Not every value it changes has an exact mapping; the attribute flows say which."


def _sentences(recognised: RecognisedRule, found: tuple[Recognised, ...]) -> Iterator[str]:
    seen: dict[str, list[Recognised]] = {}
    for one in found:
        seen.setdefault(one.idiom.id, []).append(one)
    for same in seen.values():
        yield _sentence(recognised, same[0].idiom, same)
    if not found:
        yield _plain(recognised)


def _sentence(recognised: RecognisedRule, idiom: Idiom, same: list[Recognised]) -> str:
    rule = recognised.rule
    flows = [one.flow for one in same if one.flow is not None] or list(rule.flows)
    target = ", ".join(flow.target for flow in flows[:3]) + (" and more" if len(flows) > 3 else "")
    value = "; ".join(dict.fromkeys(_value(flow.text, flow.kind) for flow in flows[:2]))
    filled = {
        "{objects}": _OBJECTS.get(rule.connector_class.lower(), f"{rule.connector_class} objects"),
        "{where}": _where(recognised, flows[0] if len(flows) == 1 else None),
        "{target}": target or "attributes",
        "{value}": value or "nothing",
        "{source}": ", ".join(dict.fromkeys(source for flow in flows[:3] for source in flow.sources)) or value,
        "{rule}": recognised.clone_of or rule.name,
    }
    return _fill(idiom.purpose, filled)


def _fill(template: str, values: dict[str, str]) -> str:
    """Put values into a sentence in one pass: what an export brings in is never looked at again."""
    text, rest = "", template
    while rest:
        places = sorted((rest.find(key), key) for key in values if key in rest)
        if not places:
            return text + rest
        place, key = places[0]
        text, rest = text + rest[:place] + values[key], rest[place + len(key) :]
    return text


def _value(text: str, kind: FlowKind) -> str:
    flat = " ".join(text.split())
    return f"“{flat}”" if kind is FlowKind.CONSTANT else flat


def _where(recognised: RecognisedRule, flow: AttributeFlow | None) -> str:
    rule = recognised.rule
    if recognised.origin is not RuleOrigin.CUSTOM:
        changed = [d.actual or f"without {d.expected}" for d in recognised.differences if d.what == "scoping filter"]
        return f" (scoping filter changed: {'; '.join(changed)})" if changed else ""
    parts = [in_words(from_scope(rule.scope))] if rule.scope and rule.direction is Direction.INBOUND else []
    node = flow_node(flow) if flow is not None else None
    branches = parts_of_iif(node) if node is not None else None
    if branches is not None and branches[2] == NULL_WORD:
        parts.append(text_of(branches[0]))
    return f" where {' and '.join(parts)}" if parts else ""


def _plain(recognised: RecognisedRule) -> str:
    rule = recognised.rule
    what = _OBJECTS.get(rule.connector_class.lower(), f"{rule.connector_class} objects")
    if recognised.origin is RuleOrigin.CLONE and not recognised.differences:
        return f"Replaces the standard rule '{recognised.clone_of}' for {what} without changing anything."
    changes = "; ".join(d.sentence for d in recognised.differences[:3])
    if changes:
        return f"Changes the standard rule '{recognised.clone_of or rule.name}' for {what}: {changes}"
    return f"Adds {what} to the metaverse or to Microsoft Entra ID without writing attributes."
