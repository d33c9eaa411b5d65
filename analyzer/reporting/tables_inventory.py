"""The tables that only inform: flows, rules, features, connectors, migration tool, deadlines, sources."""

from __future__ import annotations

from analyzer.assessment.model import Assessment, RuleVerdict
from analyzer.configuration import Connector
from analyzer.knowledge.model import Source
from analyzer.reporting.labels import (
    CHECK_RESULTS,
    CONNECTOR_KINDS,
    DIRECTIONS,
    FLOW_KINDS,
    IN_USE,
    LINK_TYPES,
    MERGE_TYPES,
    OUTCOMES,
    RULE_ORIGINS,
    scope_words,
)
from analyzer.reporting.tables import Column, Kind, Row, Table, Value, evidence_text, lines


def _yes(value: bool | None) -> str:
    return "Not known" if value is None else "Yes" if value else "No"


def attribute_flows(assessment: Assessment) -> Table:
    """One row per attribute flow of every sync rule, by target, then by precedence."""
    flows = [
        (
            flow.target,
            direction,
            kind,
            rule.connector_class,
            rule.metaverse_class,
            flow.text if flow.sources or flow.expression or flow.constant else "",
            FLOW_KINDS[flow.kind].word,
            MERGE_TYPES[flow.merge_type].word,
            _yes(flow.execute_once),
            rule.precedence,
            rule.name,
            RULE_ORIGINS[verdict.origin].word,
            _yes(rule.disabled),
            OUTCOMES[verdict.outcome].word,
        )
        for verdict in assessment.rules
        for rule in (verdict.rule,)
        for direction in (DIRECTIONS[rule.direction].word,)
        for kind in (verdict.connector_name,)
        for flow in rule.flows
    ]
    flows.sort(key=lambda row: (row[1], row[0].casefold(), row[2], row[3], row[9], row[10]))
    return Table(
        "Attribute flows",
        "Every attribute flow of every sync rule, by target; the outcome is that of its rule.",
        (
            Column("Target", width=28),
            Column("Direction", width=11),
            Column("Connector", width=24),
            Column("Connector class", width=16),
            Column("Metaverse class", width=16),
            Column("Connect Sync sets", Kind.CODE, 70),
            Column("Flow type", width=12),
            Column("Merge type", width=14),
            Column("Once", width=7),
            Column("Precedence", Kind.INTEGER, 12),
            Column("Sync rule", width=40),
            Column("Origin", width=20),
            Column("Disabled", width=10),
            Column("Outcome", width=12),
        ),
        tuple(flows),
    )


def sync_rules(assessment: Assessment) -> Table:
    """One row per sync rule, by precedence as in the export."""
    return Table(
        "Rules",
        "Every sync rule: where it comes from, what differs from the standard, what becomes of it.",
        (
            Column("Precedence", Kind.INTEGER, 12),
            Column("Sync rule", Kind.LONG, 40),
            Column("Direction", width=11),
            Column("Connector", Kind.LONG, 24),
            Column("Origin", width=20),
            Column("Outcome", width=12),
            Column("Why", Kind.LONG, 44),
            Column("Disabled", width=10),
            Column("Differences", Kind.LONG, 50),
            Column("Clone of", Kind.LONG, 24),
            Column("Scoping filter", Kind.CODE, 44),
            Column("Join rules", Kind.CODE, 34),
            Column("Link type", width=18),
            Column("Connector class", width=16),
            Column("Metaverse class", width=16),
            Column("Flows", Kind.INTEGER, 8),
            Column("Findings", Kind.LONG, 26),
            Column("Seen at", Kind.LONG, 40),
        ),
        tuple(_rule(one) for one in assessment.rules),
        printed="Differences",
    )


def _rule(verdict: RuleVerdict) -> Row:
    rule = verdict.rule
    scope = [" AND ".join(scope_words(one.attribute, one.operator, one.value) for one in group) for group in rule.scope]
    joins = [" AND ".join(str(one) for one in group) for group in rule.joins]
    return (
        rule.precedence,
        rule.name,
        DIRECTIONS[rule.direction].word,
        verdict.connector_name,
        RULE_ORIGINS[verdict.origin].word,
        OUTCOMES[verdict.outcome].word,
        verdict.because,
        _yes(rule.disabled),
        lines((*(one.sentence for one in verdict.differences), *(f"Drift: {one}" for one in verdict.drift))),
        verdict.clone_of,
        "\nOR ".join(scope),
        "\nOR ".join(joins),
        LINK_TYPES[rule.link_type].word,
        rule.connector_class,
        rule.metaverse_class,
        len(rule.flows),
        lines(verdict.finding_ids),
        str(rule.origin),
    )


def features(assessment: Assessment) -> Table:
    """One row per feature of the comparison."""
    return Table(
        "Features",
        "Every row of the feature comparison. An outcome counts only where the feature is in use.",
        (
            Column("Feature ID", Kind.TEXT, 30),
            Column("Feature", Kind.LONG, 40),
            Column("Group", width=18),
            Column("In use", width=12),
            Column("Outcome", width=12),
            Column("Why", Kind.LONG, 44),
            Column("Connect Sync", width=13),
            Column("Cloud Sync", width=13),
            Column("Reason to move", width=15),
            Column("Inferred", width=10),
            Column("Evidence", Kind.LONG, 44),
            Column("Documents disagree", Kind.LONG, 40),
            Column("Source", Kind.LINK, 34),
            Column("Source checked", Kind.DATE, 12),
        ),
        tuple(
            (
                one.id,
                one.title,
                one.group,
                IN_USE[one.in_use].word,
                OUTCOMES[one.outcome].word,
                one.because,
                one.connect,
                one.cloud_sync,
                _yes(one.reason_to_move),
                _yes(one.inferred),
                evidence_text(one.evidence),
                one.conflict or None,
                one.sources[0].url if one.sources else None,
                one.sources[0].checked if one.sources else None,
            )
            for one in assessment.features
        ),
        printed="Cloud Sync",
    )


def connectors(assessment: Assessment) -> Table:
    """One row per connector."""
    return Table(
        "Connectors",
        "Every connector of the export. Accounts are names; secrets are never read.",
        (
            Column("Connector", width=34),
            Column("Type", width=20),
            Column("Forest", width=22),
            Column("Account", width=40),
            Column("Password hash sync", width=14),
            Column("Password writeback", width=14),
            Column("Group filter", Kind.LONG, 36),
            Column("Partitions", Kind.INTEGER, 11),
            Column("Synchronised", Kind.INTEGER, 13),
            Column("Object classes", Kind.LONG, 36),
            Column("Attributes", Kind.INTEGER, 11),
            Column("Run profiles", Kind.LONG, 36),
            Column("Created", width=22),
            Column("Changed", width=22),
            Column("Connector ID", width=38),
        ),
        tuple(_connector(one) for one in assessment.configuration.connectors),
        printed="Synchronised",
    )


def _connector(connector: Connector) -> Row:
    directory, entra = connector.active_directory, connector.entra
    account = f"{directory.login_domain}\\{directory.login_user}" if directory else entra.login_user if entra else None
    return (
        connector.name,
        CONNECTOR_KINDS[connector.kind].word,
        directory.forest if directory else None,
        account,
        _yes(directory.password_hash_sync) if directory else None,
        _yes(entra.password_writeback) if entra else None,
        (directory.group_filter_dn or None) if directory else None,
        len(connector.partitions),
        sum(one.selected for one in connector.partitions),
        ", ".join(connector.classes),
        len(connector.attributes),
        ", ".join(profile.name for profile in connector.run_profiles),
        connector.created,
        connector.modified,
        connector.id,
    )


def migration_tool(assessment: Assessment) -> Table:
    """One row per published limit of Microsoft's migration tool."""
    return Table(
        "Migration tool",
        "Each published limit of Microsoft's migration tool against this configuration.",
        (
            Column("Check ID", width=28),
            Column("Check", Kind.LONG, 44),
            Column("Result", width=12),
            Column("Here", Kind.LONG, 30),
            Column("Limit", Kind.LONG, 30),
            Column("Evidence", Kind.LONG, 50),
            Column("Source", Kind.LINK, 34),
            Column("Source checked", Kind.DATE, 12),
        ),
        tuple(
            (
                one.id,
                one.title,
                CHECK_RESULTS[one.result].word,
                one.value,
                one.limit,
                evidence_text(one.evidence),
                one.sources[0].url if one.sources else None,
                one.sources[0].checked if one.sources else None,
            )
            for one in assessment.migration_tool.checks
        ),
        printed="Evidence",
    )


def deadlines(assessment: Assessment) -> Table:
    """One row per date that matters."""
    return Table(
        "Deadlines",
        "Dates that matter, counted from the day of the assessment.",
        (
            Column("Date", Kind.DATE, 12),
            Column("What happens", Kind.LONG, 44),
            Column("Applies", width=12),
            Column("Days left", Kind.INTEGER, 10),
            Column("Consequence", Kind.LONG, 44),
            Column("What to do", Kind.LONG, 44),
            Column("Documents disagree", Kind.LONG, 36),
            Column("Source", Kind.LINK, 34),
            Column("Source checked", Kind.DATE, 12),
        ),
        tuple(
            (
                one.date,
                one.title,
                {"yes": "Yes", "no": "No"}.get(one.applies.value, "Not known"),
                one.days_left,
                one.consequence,
                one.action,
                one.conflict or None,
                one.sources[0].url if one.sources else None,
                one.sources[0].checked if one.sources else None,
            )
            for one in assessment.deadlines
        ),
        printed="Documents disagree",
    )


def sources(assessment: Assessment) -> Table:
    """One row per document, with how many statements rest on it; newest check first, then by title."""
    counts: dict[Source, int] = {}
    for part in (
        assessment.migration_tool.checks,
        assessment.features,
        assessment.findings,
        assessment.deadlines,
        assessment.prerequisites,
        assessment.limits,
        assessment.cmdlets,
    ):
        for statement in part:
            for source in statement.sources:
                counts[source] = counts.get(source, 0) + 1
    rows: list[tuple[Value, ...]] = [
        (one.title, one.url, one.dated, one.checked, count, one.id)
        for one, count in sorted(counts.items(), key=lambda item: (item[0].title.casefold(), item[0].id))
    ]
    return Table(
        "Sources",
        "Every document a judgement rests on, with the day it was last checked.",
        (
            Column("Document", Kind.LONG, 60),
            Column("Address", Kind.LINK, 80),
            Column("Dated", Kind.DATE, 12),
            Column("Checked", Kind.DATE, 12),
            Column("Statements", Kind.INTEGER, 12),
            Column("Source ID", width=30),
        ),
        tuple(rows),
    )
