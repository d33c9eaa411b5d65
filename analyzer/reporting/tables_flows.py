"""Tables about effective attribute flows and the mappings that replace them."""

from __future__ import annotations

from analyzer.assessment.flows.model import Comparison, FlowComparison
from analyzer.assessment.model import Assessment
from analyzer.cloudsync.mappings import expression_of
from analyzer.cloudsync.portal import ChangeKind
from analyzer.reporting.flow_texts import ACTIONS, COMPARISONS, connect_text, losses_of
from analyzer.reporting.labels import OUTCOMES
from analyzer.reporting.tables import Column, Kind, Row, Table, lines

_CHANGES = {
    ChangeKind.ADD: "Add",
    ChangeKind.EDIT: "Change",
    ChangeKind.REMOVE: "Remove",
    ChangeKind.KEEP: "Keep",
}


def flow_comparison(assessment: Assessment) -> Table:
    """One row per Entra attribute and class, from AD to Entra ID, in both products."""
    names = {connector.id: connector.name for connector in assessment.configuration.connectors}
    flows = assessment.flows
    rows: list[Row] = [_comparison_row(one, names) for one in (flows.judged.comparisons if flows is not None else ())]
    order = [Comparison.LOST, Comparison.CHANGED, Comparison.GAINED, Comparison.SAME]
    words = {COMPARISONS[comparison]: place for place, comparison in enumerate(order)}
    rows.sort(key=lambda row: (words[str(row[3])], str(row[0]).casefold(), str(row[1]), str(row[2])))
    return Table(
        "Flow comparison",
        "What reaches each Entra attribute from AD today, what Cloud Sync's mapping does instead, and what to enter.",
        (
            Column("Target", width=28),
            Column("AD class", width=14),
            Column("Connector", width=20),
            Column("Comparison", width=12),
            Column("Outcome", width=14),
            Column("Connect Sync", Kind.CODE, width=50),
            Column("Cloud Sync default", Kind.CODE, width=40),
            Column("Proposed mapping", Kind.CODE, width=40),
            Column("Generated schema", width=24),
            Column("Differences", Kind.LONG, width=50),
            Column("Proof", width=20),
            Column("Rules", Kind.LONG, width=34),
            Column("Customised", width=12),
        ),
        tuple(rows),
        printed="Proposed mapping",
    )


def _comparison_row(one: FlowComparison, names: dict[str, str]) -> Row:
    return (
        one.target,
        one.ad_class,
        names.get(one.connector_id, one.connector_id),
        COMPARISONS[one.comparison],
        OUTCOMES[one.outcome].word,
        connect_text(one),
        expression_of(one.default) if one.default is not None else None,
        expression_of(one.proposed) if one.proposed is not None and one.proposed is not one.default else None,
        ACTIONS[one.action],
        lines(" ".join(filter(None, (loss.what, loss.example))) for loss in losses_of(one)),
        f"{one.proof.verdict.value} ({one.proof.cases})" if one.proof.cases else one.proof.verdict.value,
        lines(one.flow.rules) if one.flow is not None else "",
        "Yes" if one.customised else "No",
    )


def mapping_changes(assessment: Assessment) -> Table:
    """One row per mapping to add, change or remove, in the words of the portal's form."""
    rows: list[Row] = []
    for planned in assessment.flows.schemas if assessment.flows is not None else ():
        for change in planned.changed:
            entry = change.row
            rows.append(
                (
                    planned.domain,
                    change.source_object,
                    change.target,
                    _CHANGES[change.kind],
                    entry.mapping_type if entry is not None else "",
                    entry.source_attribute if entry is not None else "",
                    entry.constant if entry is not None else "",
                    entry.expression if entry is not None else "",
                    entry.apply.value if entry is not None else "",
                    entry.default_value if entry is not None else "",
                )
            )
        rows += [
            (planned.domain, name, "", "Switch off the object mapping", "", "", "", "", "", "")
            for name in planned.disabled
        ]
        rows += [
            (planned.domain, name, "", "Switch on the object mapping", "", "", "", "", "", "")
            for name in planned.enabled
        ]
    return Table(
        "Mapping changes",
        "What to click and type in Edit attribute mappings of each configuration, as the generated job schema has it.",
        (
            Column("Domain", width=24),
            Column("AD class", width=14),
            Column("Target attribute", width=30),
            Column("Do", width=16),
            Column("Mapping type", width=14),
            Column("Source attribute", width=28),
            Column("Constant value", Kind.CODE, width=24),
            Column("Expression", Kind.CODE, width=60),
            Column("Apply this mapping", width=28),
            Column("Default value if null", Kind.CODE, width=20),
        ),
        tuple(rows),
    )
