"""How one rule of an export differs from the standard rule it claims to be.

Two references, two strictnesses. Against *known* builds only what an administrator must have done counts:
flows follow the AD schema and revisions rise, so absent flows and plain same-name flows are drift. Against an
*exact* reference (a fresh server of the same version, the disabled original of a clone) everything counts.
Precedence never counts: the wizard renumbers standard rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from analyzer.configuration import AttributeFlow, Origin, SyncRule
from analyzer.connect.known_rules import KnownRules, StandardFlow, StandardRule
from analyzer.connect.rule_text import clause_key, content, join_key, readable, shape
from analyzer.connect.wizard import Choices


class DifferenceKind(StrEnum):
    """What differs."""

    NAME = "name"
    TYPES = "object types"
    LINK_TYPE = "link type"
    PASSWORD_SYNC = "password hash synchronization"  # noqa: S105 - the name of a switch
    SCOPE = "scoping filter"
    JOIN = "join rule"
    FLOW_CHANGED = "attribute flow changed"
    FLOW_ADDED = "attribute flow added"
    FLOW_REMOVED = "attribute flow removed"
    MERGE_TYPE = "merge type"
    EXECUTE_ONCE = "execute once"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``expected`` or ``actual`` is empty where something was added or taken away.

    Attributes:
        subject: the target attribute or clause it is about, empty for the whole rule.
        doubt: what else than an administrator may have caused it, empty when nothing else can.

    """

    what: DifferenceKind
    subject: str
    expected: str
    actual: str
    origin: Origin
    doubt: str = ""

    @property
    def sentence(self) -> str:
        """The difference as one sentence."""
        about = f"{self.what} of {self.subject}" if self.subject else str(self.what)
        if self.what is DifferenceKind.FLOW_CHANGED:
            return f"The attribute flow to {self.subject} is {self.actual}; in the standard rule it is {self.expected}."
        if self.what is DifferenceKind.FLOW_ADDED:
            return f"An attribute flow to {self.subject} was added: {self.actual}."
        if self.what is DifferenceKind.FLOW_REMOVED:
            return f"The attribute flow to {self.subject} was removed; the standard rule has {self.expected}."
        if self.what in (DifferenceKind.SCOPE, DifferenceKind.JOIN):
            if not self.expected:
                return f"The {self.what} has an added condition: {self.actual}."
            if not self.actual:
                return f"The {self.what} lacks a condition of the standard rule: {self.expected}."
        return f"The {about} is {self.actual}; in the standard rule it is {self.expected}."


@dataclass(frozen=True, slots=True)
class Comparison:
    """Differences an administrator made, and drift that any other build or schema shows."""

    differences: tuple[Difference, ...]
    drift: tuple[str, ...]


class KnownFlows:
    """Which flows the standard rules of one side write: a moved flow or a common idiom is drift."""

    def __init__(self, known: KnownRules) -> None:
        self._content: set[tuple[object, str, object]] = set()
        targets: dict[str, set[str]] = defaultdict(set)
        for rule in known.rules:
            for flow in rule.flows:
                self._content.add((rule.side, flow.target.casefold(), content(flow)))
                targets[shape(flow)].add(flow.target.casefold())
        self._idioms = {text for text, used in targets.items() if len(used) > 1 and ("[·]" in text or text == "=")}

    def explains(self, flow: AttributeFlow, reference: StandardRule) -> bool:
        """Tell whether another build may well have ``flow`` in the rule without anybody's doing."""
        moved = (reference.side, flow.target.casefold(), content(flow)) in self._content
        return moved or shape(flow) in self._idioms


def compare_with_known(
    rule: SyncRule, variants: tuple[StandardRule, ...], flows: KnownFlows, choices: Choices
) -> Comparison:
    """Hold ``rule`` against all known builds of the same rule, at least one.

    The last variant is the closest one: what differs from all is described against it.
    """
    closest = variants[-1]
    drift: list[str] = []
    differences = [*_head(rule, variants), *_scope(rule, variants)]
    joins = list(_joins(rule, variants))
    if joins and choices.explain_joins(rule):
        drift.append("Its join conditions follow the wizard's choice of how users are matched.")
    else:
        doubt = choices.doubt_joins(rule)
        differences += [replace(difference, doubt=doubt) for difference in joins]
    by_target: dict[str, list[StandardFlow]] = defaultdict(list)
    for variant in variants:
        for known in variant.flows:
            by_target[known.target.casefold()].append(known)
    for flow in rule.flows:
        candidates = by_target.get(flow.target.casefold(), [])
        if candidates:
            differences += _flow(flow, candidates, choices, rule, drift)
        elif flows.explains(flow, closest):
            drift.append(f"Writes {flow.target}, as the AD schema or another build may make it.")
        else:
            differences.append(Difference(DifferenceKind.FLOW_ADDED, flow.target, "", readable(flow), flow.origin))
    if not rule.flows and all(variant.flows for variant in variants):
        differences.append(
            Difference(
                DifferenceKind.FLOW_REMOVED,
                "every target",
                f"{len(closest.flows)} flows",
                "",
                rule.origin,
            )
        )
    drift += _absent(rule, tuple(v for v in variants if v.revision == closest.revision))
    return Comparison(tuple(differences), tuple(drift))


def _absent(rule: SyncRule, variants: tuple[StandardRule, ...]) -> Iterator[str]:
    """Say which flows of the likest build of the same revision the rule lacks; a rule without flows lacks all."""
    written = {flow.target.casefold() for flow in rule.flows}
    lacking = ([f.target for f in variant.flows if f.target.casefold() not in written] for variant in variants)
    fewest = min(lacking, key=len)
    if fewest and written:
        names = ", ".join(sorted(fewest, key=str.casefold))
        yield f"Doesn't write what a build with the same revision writes: {names}."


def compare_exactly(rule: SyncRule, references: tuple[StandardRule, ...]) -> Comparison:
    """Hold ``rule`` against exact references; of several, the one with the fewest differences counts."""
    return min((_exactly(rule, reference) for reference in references), key=lambda c: len(c.differences))


def _exactly(rule: SyncRule, reference: StandardRule) -> Comparison:
    differences = [*_head(rule, (reference,)), *_scope(rule, (reference,)), *_joins(rule, (reference,))]
    left: dict[str, list[StandardFlow]] = defaultdict(list)
    for expected in reference.flows:
        left[expected.target.casefold()].append(expected)
    written = set()
    for flow in rule.flows:
        written.add(flow.target.casefold())
        candidates = left.get(flow.target.casefold(), [])
        if candidates:
            differences += _flow(flow, candidates, None, rule, [])
        else:
            differences.append(Difference(DifferenceKind.FLOW_ADDED, flow.target, "", readable(flow), flow.origin))
    for target, expected_flows in left.items():
        if target not in written:
            one = expected_flows[0]
            differences.append(Difference(DifferenceKind.FLOW_REMOVED, one.target, readable(one), "", rule.origin))
    return Comparison(tuple(differences), ())


def _head(rule: SyncRule, variants: tuple[StandardRule, ...]) -> Iterator[Difference]:
    closest = variants[-1]
    pairs = (
        (DifferenceKind.NAME, rule.name, closest.name, {v.name.casefold() for v in variants}),
        (
            DifferenceKind.TYPES,
            f"{rule.source_type} to {rule.target_type}",
            f"{closest.source_type} to {closest.target_type}",
            {f"{v.source_type} to {v.target_type}".casefold() for v in variants},
        ),
        (
            DifferenceKind.LINK_TYPE,
            rule.link_type,
            closest.link_type,
            {v.link_type.casefold() for v in variants},
        ),
        (
            DifferenceKind.PASSWORD_SYNC,
            _switch(rule.password_sync),
            _switch(closest.password_sync),
            {_switch(v.password_sync) for v in variants},
        ),
    )
    for what, actual, expected, allowed in pairs:
        if actual.casefold() not in allowed:
            yield Difference(what, "", str(expected), str(actual), rule.origin)


def _switch(on: bool) -> str:
    return "on" if on else "off"


_Clauses = dict[tuple[str, str, object], tuple[str, Origin]]


def _scope(rule: SyncRule, variants: tuple[StandardRule, ...]) -> Iterable[Difference]:
    actual: list[_Clauses] = [
        {clause_key(c.attribute, c.operator, c.value): (str(c), c.origin) for c in group}
        for group in rule.scope
        if group
    ]
    expected: list[list[_Clauses]] = [
        [{clause_key(*c): (" ".join(c).rstrip(), rule.origin) for c in group} for group in variant.scope if group]
        for variant in variants
    ]
    return _nearest(DifferenceKind.SCOPE, actual, expected)


def _joins(rule: SyncRule, variants: tuple[StandardRule, ...]) -> Iterable[Difference]:
    actual: list[_Clauses] = [
        {join_key(c.connector_attribute, c.metaverse_attribute, c.case_sensitive): (str(c), c.origin) for c in group}
        for group in rule.joins
        if group
    ]
    expected: list[list[_Clauses]] = [
        [{join_key(*c): (f"{c[0]} = {c[1]}", rule.origin) for c in group} for group in variant.joins if group]
        for variant in variants
    ]
    return _nearest(DifferenceKind.JOIN, actual, expected)


def _nearest(what: DifferenceKind, actual: list[_Clauses], variants: list[list[_Clauses]]) -> list[Difference]:
    """Return the differences to the variant that needs the fewest; none when one variant agrees."""
    found = [_groups(what, actual, expected) for expected in variants]
    return min(reversed(found), key=len)


def _groups(what: DifferenceKind, actual: list[_Clauses], expected: list[_Clauses]) -> list[Difference]:
    """Compare groups: equal ones first, then the rest in pairs that share most; order means nothing."""
    rest = list(actual)
    differences: list[Difference] = []
    unmatched = []
    for group in expected:
        same = next((other for other in rest if other.keys() == group.keys()), None)
        if same is None:
            unmatched.append(group)
        else:
            rest.remove(same)
    for group in unmatched:
        other = max(rest, key=lambda candidate: len(candidate.keys() & group.keys()), default=None)
        if other is None:
            differences.append(Difference(what, "", _joined(group), "", _origin(group)))
            continue
        rest.remove(other)
        differences += [
            Difference(what, "", text, "", origin) for key, (text, origin) in group.items() if key not in other
        ]
        differences += [
            Difference(what, "", "", text, origin) for key, (text, origin) in other.items() if key not in group
        ]
    for group in rest:
        if expected or len(rest) > 1:
            differences.append(Difference(what, "", "", _joined(group), _origin(group)))
        else:
            differences += [Difference(what, "", "", text, origin) for text, origin in group.values()]
    return differences


def _origin(group: _Clauses) -> Origin:
    return next(iter(group.values()))[1]


def _joined(group: _Clauses) -> str:
    return " and ".join(text for text, _ in group.values())


def _flow(
    flow: AttributeFlow,
    candidates: list[StandardFlow],
    choices: Choices | None,
    rule: SyncRule,
    drift: list[str],
) -> Iterator[Difference]:
    written = content(flow)
    same = [c for c in candidates if content(c) == written]
    newest = (same or candidates)[-1]
    if not same:
        explanation = choices.explain_flow(flow, candidates, rule) if choices else ""
        if explanation:
            drift.append(explanation)
        else:
            yield Difference(
                DifferenceKind.FLOW_CHANGED,
                flow.target,
                readable(newest),
                readable(flow),
                flow.origin,
                choices.doubt_flow(flow, candidates, rule) if choices else "",
            )
    allowed = same or candidates
    if flow.merge_type not in {c.merge_type for c in allowed}:
        yield Difference(DifferenceKind.MERGE_TYPE, flow.target, newest.merge_type, flow.merge_type, flow.origin)
    if flow.execute_once not in {c.execute_once for c in allowed}:
        yield Difference(
            DifferenceKind.EXECUTE_ONCE,
            flow.target,
            _switch(newest.execute_once),
            _switch(flow.execute_once),
            flow.origin,
        )
