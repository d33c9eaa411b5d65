"""The assessment as pandas tables, for the workbook, for notebooks and for roll-ups over many exports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.assessment.model import Assessment
from analyzer.planning.model import PlannedStage
from analyzer.reporting import tables_flows as flows
from analyzer.reporting import tables_inventory as inventory
from analyzer.reporting import tables_work as work
from analyzer.reporting.tables import Kind, Table

if TYPE_CHECKING:
    import pandas as pd


def build_tables(assessment: Assessment, plan: Sequence[PlannedStage]) -> tuple[Table, ...]:
    """Return every table, in the order of the sheets."""
    return (
        work.tracker(assessment),
        work.questions(assessment),
        work.plan(plan),
        work.prerequisites(assessment),
        inventory.migration_tool(assessment),
        inventory.deadlines(assessment),
        inventory.features(assessment),
        inventory.sync_rules(assessment),
        flows.flow_comparison(assessment),
        flows.mapping_changes(assessment),
        inventory.attribute_flows(assessment),
        inventory.scope(assessment),
        inventory.connectors(assessment),
        inventory.sources(assessment),
    )


def to_frames(assessment: Assessment, plan: Sequence[PlannedStage]) -> dict[str, pd.DataFrame]:
    """Return one ``DataFrame`` per table, keyed by the sheet's name.

    Text columns are ``object`` with ``None`` for nothing; hours are ``float64``, counts ``Int64`` (nullable),
    dates ``datetime64[s]`` with ``NaT``.
    """
    return {table.name: to_frame(table) for table in build_tables(assessment, plan)}


def to_frame(table: Table) -> pd.DataFrame:
    """Return one table as a ``DataFrame``; see :func:`to_frames` for the types."""
    import pandas as pd

    columns = list(zip(*table.rows, strict=True)) or [() for _ in table.columns]
    series = {}
    for column, values in zip(table.columns, columns, strict=True):
        if column.kind is Kind.DATE and not column.editable:
            series[column.title] = pd.Series(values, dtype="datetime64[s]")
        elif column.kind is Kind.HOURS:
            series[column.title] = pd.Series(values, dtype="float64")
        elif column.kind is Kind.INTEGER:
            series[column.title] = pd.Series(values, dtype="Int64")
        else:
            series[column.title] = pd.Series(values, dtype="object")
    return pd.DataFrame(series)
