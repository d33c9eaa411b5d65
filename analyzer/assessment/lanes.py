"""Lanes: which way each domain, and the whole, can take. The worst part decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzer.assessment.establish import Ground
from analyzer.assessment.facts import Facts, Subject
from analyzer.assessment.model import DomainVerdict, Finding, ToolEligibility
from analyzer.vocabulary import CheckResult, Lane


def judge_domains(
    ground: Ground, facts: Facts, findings: Iterable[Finding], tool: ToolEligibility
) -> tuple[DomainVerdict, ...]:
    """Return a verdict for every AD domain, selected or not, in export order.

    A domain starts on the best lane the migration tool leaves open (the tool takes a whole configuration or
    none of it) and falls to the worst lane that a finding about it names.
    """
    best = Lane.MIGRATION_TOOL if tool.eligible else Lane.STAGED
    deciding = [finding for finding in findings if finding.lane is not None]
    subjects = {subject.id: subject for subject in facts["domains"].subjects}
    verdicts = []
    for connector in ground.configuration.active_directory_connectors:
        for partition in connector.partitions:
            name = partition.domain or partition.name
            subject = subjects.get(name) if partition.selected else None
            lane, reasons = (None, ()) if subject is None else _lane(name, best, deciding)
            verdicts.append(
                DomainVerdict(
                    name=name,
                    connector_id=connector.id,
                    connector_name=connector.name,
                    selected=partition.selected,
                    lane=lane,
                    reasons=reasons,
                    included=_count(subject, "included"),
                    excluded=_count(subject, "excluded"),
                    objects=_known_count(subject, "objects"),
                )
            )
    return tuple(verdicts)


def _lane(name: str, best: Lane, findings: list[Finding]) -> tuple[Lane, tuple[str, ...]]:
    about = [f for f in findings if not f.subject.domains or name in f.subject.domains]
    lanes = [best, *(f.lane for f in about if f.lane is not None)]
    worst = max(lanes, key=lambda lane: lane.rank)
    return worst, tuple(f.id for f in about if f.lane is worst)


def overall_lane(domains: Iterable[DomainVerdict]) -> Lane:
    """Return the worst lane of the selected domains; without any there is nothing to move, so ``stay``."""
    return max((d.lane for d in domains if d.lane is not None), key=lambda lane: lane.rank, default=Lane.STAY)


def _count(subject: Subject | None, name: str) -> int:
    return _known_count(subject, name) or 0


def _known_count(subject: Subject | None, name: str) -> int | None:
    values: Mapping[str, object] = subject.values if subject else {}
    value = values.get(name)
    return value if isinstance(value, int) else None


def failed_checks(tool: ToolEligibility) -> int:
    """Count the failed checks."""
    return sum(1 for check in tool.checks if check.result is CheckResult.FAIL)
