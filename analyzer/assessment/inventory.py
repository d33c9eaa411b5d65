"""The sync rules and the scope with the judgements that findings gave them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from analyzer.assessment.establish import Ground
from analyzer.assessment.establish.scope_differences import subject_of
from analyzer.assessment.findings import finding_id
from analyzer.assessment.flows.purposes import RulePurpose
from analyzer.assessment.model import (
    NEW_CONTAINERS,
    PILOT_GROUP,
    Finding,
    PartitionScope,
    RuleDifference,
    RuleVerdict,
    container_key,
)
from analyzer.assessment.scoping.model import Cause, DifferenceRow, DomainScope
from analyzer.assessment.verdict import worst_outcome
from analyzer.configuration import ConnectorKind
from analyzer.connect.scope import DifferenceKind
from analyzer.connect.standard_rules import RecognisedRule
from analyzer.vocabulary import Outcome


def judge_rules(ground: Ground, findings: Sequence[Finding]) -> Iterator[RuleVerdict]:
    """Yield every rule: a rule is as good as the worst finding about it, and standard ones need nothing."""
    about: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.subject.kind == "sync-rule":
            about[finding.subject.id].append(finding)
    for recognised in ground.recognition.rules:
        rule = recognised.rule
        purpose = ground.flows.purpose(rule.id) if ground.flows is not None else None
        connector = ground.configuration.connector(rule.connector_id)
        found = about[rule.id]
        yield RuleVerdict(
            rule=rule,
            connector_name=connector.name if connector else rule.connector_id,
            connector_kind=connector.kind if connector else ConnectorKind.OTHER,
            origin=recognised.origin,
            outcome=worst_outcome([finding.outcome for finding in found]),
            because=_because(recognised, purpose, found),
            clone_of=recognised.clone_of,
            differences=tuple(
                RuleDifference(str(d.what), d.expected, d.actual, d.sentence) for d in recognised.differences
            ),
            drift=recognised.drift,
            finding_ids=tuple(finding.id for finding in found),
            purpose=purpose,
        )


def _because(recognised: RecognisedRule, purpose: RulePurpose | None, findings: Sequence[Finding]) -> str:
    if recognised.rule.disabled:
        return "Disabled: it does nothing today."
    if purpose is not None:
        return " ".join(filter(None, (recognised.note, purpose.because)))
    if findings:
        return " ".join(filter(None, (recognised.note, findings[0].advice.meaning)))
    return recognised.note or "A standard rule: Cloud Sync's default mapping takes its place."


def describe_scope(ground: Ground, findings: Sequence[Finding]) -> Iterator[PartitionScope]:
    """Yield every partition of the AD connectors with the containers Cloud Sync would be given."""
    for scope in ground.scopes:
        partition = scope.tree.partition
        outcome, because = _judge(scope)
        yield PartitionScope(
            dn=partition.name,
            domain=partition.domain,
            connector_id=scope.connector_id,
            connector_name=scope.connector_name,
            selected=partition.selected,
            object_classes=partition.object_classes,
            included=tuple(c.dn.text for c in partition.inclusions),
            excluded=tuple(c.dn.text for c in partition.exclusions),
            containers=scope.containers.filter.dn_list if partition.selected else (),
            outcome=outcome,
            because=because,
            plan=scope,
            explained=dict(_explained(scope, findings)),
        )


_CODES = {
    (DifferenceKind.WIDER, Cause.RULE): "SCOPE-WIDER-FILTER",
    (DifferenceKind.WIDER, Cause.CLASS): "SCOPE-WIDER-CLASS",
    (DifferenceKind.NARROWER, Cause.RULE): "SCOPE-NARROWER-FILTER",
    (DifferenceKind.WIDER, Cause.STANDARD): "DEFAULT-FILTER-DIFFERS",
    (DifferenceKind.NARROWER, Cause.STANDARD): "DEFAULT-FILTER-DIFFERS",
}
_CONTAINER_CODES = {
    container_key(DifferenceKind.NARROWER): ("SCOPE-EXCLUSION",),
    container_key(DifferenceKind.UNDECIDED): ("SCOPE-UNMENTIONED",),
    NEW_CONTAINERS: ("SCOPE-NEW-OUS",),
    PILOT_GROUP: ("SCOPE-GROUP-FILTER", "SCOPE-GROUP-UNNAMED"),
}
_BY_CONNECTOR = {Cause.PILOT_GROUP: "SCOPE-GROUP-FILTER", Cause.COEXISTENCE: "CLOUD-SYNC-PILOT"}


def _explained(scope: DomainScope, findings: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    """Yield the key of each difference with the id of the finding that explains it."""
    by_id = {finding.id: finding for finding in findings}
    for row in (row for verdict in scope.classes for row in verdict.differences):
        code = _CODES.get((row.kind, row.cause))
        if code is not None and (found := finding_id(code, subject_of(scope, row))) in by_id:
            yield row.key, found
        elif (other := _other_finding(row, scope, findings)) is not None:
            yield row.key, other.id
    for key, codes in _CONTAINER_CODES.items():
        about = (f.id for code in codes for f in findings if f.code == code and scope.domain in f.subject.domains)
        if (identifier := next(about, None)) is not None:
            yield key, identifier


def _other_finding(row: DifferenceRow, scope: DomainScope, findings: Sequence[Finding]) -> Finding | None:
    """Return the finding about the class, the pilot group or the pilot as a whole."""
    wanted = _BY_CONNECTOR.get(row.cause, "CLASS-GAINED")
    for finding in findings:
        about = not finding.subject.domains or scope.domain in finding.subject.domains
        same = row.cause is not Cause.CLASS or finding.subject.name.lower() == row.object_class.lower()
        if finding.code == wanted and about and same:
            return finding
    return None


def _judge(scope: DomainScope) -> tuple[Outcome, str]:
    if not scope.selected:
        return Outcome.SUPPORTED, "Not selected: nothing of it is synchronised today."
    outcome, said = _containers(scope)
    group = scope.group
    if group.outcome is Outcome.SUPPORTED:
        return outcome, said
    why = "; ".join(group.reasons)
    return max(outcome, group.outcome, key=lambda one: one.severity), f"{said} {why[:1].upper()}{why[1:]}."


def _containers(scope: DomainScope) -> tuple[Outcome, str]:
    proposal = scope.containers
    if proposal.outcome is not Outcome.SUPPORTED:
        said = "; ".join(proposal.reasons)
        return proposal.outcome, f"{said[:1].upper()}{said[1:]}."
    if proposal.filter.whole_domain:
        group = scope.group.outcome is not Outcome.SUPPORTED
        needed = "" if group else ": no scoping filter is needed"
        return Outcome.SUPPORTED, f"The whole domain is in scope{needed}."
    if scope.group.outcome is not Outcome.SUPPORTED:
        return Outcome.ADAPTED, "The containers map one to one."
    return Outcome.ADAPTED, "Enter these distinguished names in the scoping filter."
