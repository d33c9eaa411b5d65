"""Tables about scope: containers and what to enter for them, and every difference between the two products."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.assessment.model import NEW_CONTAINERS, PILOT_GROUP, Assessment, PartitionScope, container_key
from analyzer.assessment.scoping.model import Cause
from analyzer.connect.scope import NewContainers
from analyzer.reporting.labels import OUTCOMES
from analyzer.reporting.tables import Column, Kind, Row, Table, lines
from analyzer.reporting.view.scope_classes import CAUSES, KINDS, VERDICTS


def _yes(value: bool) -> str:
    return "Yes" if value else "No"


def scope(assessment: Assessment) -> Table:
    """One row per partition and per included or excluded container."""
    return Table(
        "Scope",
        "Partitions and containers as Connect Sync has them, and what to enter in Cloud Sync.",
        (
            Column("Connector", width=24),
            Column("Domain", width=24),
            Column("Kind", width=20),
            Column("DN", Kind.LONG, 60),
            Column("Synchronised", width=13),
            Column("Enter in Cloud Sync", width=18),
            Column("Outcome", width=12),
            Column("Why", Kind.LONG, 60),
        ),
        tuple(row for one in assessment.scope for row in _partition(one)),
    )


def _partition(part: PartitionScope) -> Iterator[Row]:
    outcome = OUTCOMES[part.outcome].word
    whole = part.selected and (part.plan.containers.filter.whole_domain if part.plan else not part.containers)
    head = (part.connector_name, part.domain)
    yield (*head, "Partition", part.dn, _yes(part.selected), "Whole domain" if whole else "No", outcome, part.because)
    yes = "Yes" if part.plan is None or part.plan.finished else "Not yet"
    entered, included, excluded = set(part.containers), set(part.included), set(part.excluded)
    for dn in part.included:
        yield (*head, "Included container", dn, "Yes", yes if dn in entered else "No", None, None)
    for dn in part.excluded:
        yield (*head, "Excluded container", dn, "No", yes if dn in entered else "No", None, None)
    for dn in part.containers:
        if dn not in included and dn not in excluded:
            yield (*head, "Generated container", dn, "Yes", yes, None, None)


def scope_differences(assessment: Assessment) -> Table:
    """One row per class and domain, and per difference, with an example object and the finding that explains it."""
    return Table(
        "Scope differences",
        "Who is taken today, and whom Cloud Sync would add or lose. Examples are made up.",
        (
            Column("Domain", width=24),
            Column("Object class", width=16),
            Column("Objects", width=18),
            Column("Condition", Kind.LONG, 60),
            Column("Example", Kind.LONG, 40),
            Column("Because of", width=24),
            Column("Rules", Kind.LONG, 40),
            Column("Finding", width=34),
        ),
        tuple(row for one in assessment.scope for row in _differences(one)),
    )


def _differences(part: PartitionScope) -> Iterator[Row]:
    plan = part.plan
    if plan is None or not part.selected:
        return
    domain = part.domain or part.dn
    for difference in plan.containers.differences:
        kind, finding = KINDS[difference.kind], part.explained.get(container_key(difference.kind))
        yield domain, "any", kind, difference.reason, difference.example, "containers", None, finding
    for difference in plan.group.differences:
        kind, finding = KINDS[difference.kind], part.explained.get(PILOT_GROUP)
        yield domain, "any", kind, difference.reason, difference.example, CAUSES[Cause.PILOT_GROUP], None, finding
    for change in plan.containers.new_containers:
        kind = "new containers not known" if change.after is NewContainers.UNKNOWN else "new containers"
        yield domain, "any", kind, change.text, change.example, "containers", None, part.explained.get(NEW_CONTAINERS)
    for verdict in plan.classes:
        rules = dict.fromkeys(name for row in verdict.parts for name in row.rules)
        words = VERDICTS[verdict.verdict]
        yield domain, verdict.object_class, "all", verdict.words, None, words, lines(rules), None
        for row in verdict.differences:
            example = lines(f"{name} = {value}" for name, value in row.example)
            finding = part.explained.get(row.key)
            asked = "Cloud Sync asks: " if KINDS[row.kind] == "would be lost" else "Connect Sync asks: "
            condition, cause = asked + row.condition, CAUSES[row.cause]
            yield domain, row.object_class, KINDS[row.kind], condition, example, cause, lines(row.rules), finding
