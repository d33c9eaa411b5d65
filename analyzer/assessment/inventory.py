"""The sync rules and the scope with the judgements that findings gave them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from analyzer.assessment.establish import Ground
from analyzer.assessment.model import Finding, PartitionScope, RuleDifference, RuleVerdict
from analyzer.assessment.verdict import worst_outcome
from analyzer.configuration import ConnectorKind, Partition
from analyzer.connect.containers import container_counts
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
        connector = ground.configuration.connector(rule.connector_id)
        found = about[rule.id]
        yield RuleVerdict(
            rule=rule,
            connector_name=connector.name if connector else rule.connector_id,
            connector_kind=connector.kind if connector else ConnectorKind.OTHER,
            origin=recognised.origin,
            outcome=worst_outcome([finding.outcome for finding in found]),
            because=_because(recognised, found),
            clone_of=recognised.clone_of,
            differences=tuple(
                RuleDifference(str(d.what), d.expected, d.actual, d.sentence) for d in recognised.differences
            ),
            drift=recognised.drift,
            finding_ids=tuple(finding.id for finding in found),
            purpose=ground.flows.purpose(rule.id) if ground.flows is not None else None,
        )


def _because(recognised: RecognisedRule, findings: Sequence[Finding]) -> str:
    if recognised.rule.disabled:
        return "Disabled: it does nothing today."
    if findings:
        return " ".join(filter(None, (recognised.note, findings[0].advice.meaning)))
    return recognised.note or "A standard rule: Cloud Sync's default mapping takes its place."


def describe_scope(ground: Ground) -> Iterator[PartitionScope]:
    """Yield every partition of the AD connectors with the containers Cloud Sync would be given."""
    for connector in ground.configuration.active_directory_connectors:
        for partition in connector.partitions:
            outcome, because, containers = _containers(partition)
            yield PartitionScope(
                dn=partition.name,
                domain=partition.domain,
                connector_id=connector.id,
                connector_name=connector.name,
                selected=partition.selected,
                object_classes=partition.object_classes,
                included=tuple(c.dn.text for c in partition.inclusions),
                excluded=tuple(c.dn.text for c in partition.exclusions),
                containers=containers,
                outcome=outcome,
                because=because,
            )


def _containers(partition: Partition) -> tuple[Outcome, str, tuple[str, ...]]:
    counts = container_counts(partition)
    if not partition.selected:
        return Outcome.SUPPORTED, "Not selected: nothing of it is synchronised today.", ()
    if counts.excluded_below_included:
        return (
            Outcome.MANUAL,
            "Cloud Sync has no exclusions: the containers to include instead need the list of sibling containers.",
            (),
        )
    if counts.whole_domain:
        return Outcome.SUPPORTED, "The whole domain is in scope: no scoping filter is needed.", ()
    keys = {c.dn.key for c in partition.inclusions}
    top = tuple(
        c.dn.text for c in partition.inclusions if not any(c.dn.key[:n] in keys for n in range(1, len(c.dn.key)))
    )
    return Outcome.ADAPTED, "Enter these distinguished names in the scoping filter.", top
