"""Says in words what one source contributes."""

from __future__ import annotations

from analyzer.configuration import Part, SourceSummary
from analyzer.readers.contribution import Contribution


def summary_of(one: Contribution) -> SourceSummary:
    """Return the summary of one contribution."""
    parameters = len(one.parameters) + (len(one.settings.parameters) if one.settings else 0)
    counted = (
        (len(one.connectors), "connector"),
        (len(one.rules), "sync rule"),
        (len(one.stubs), "sync rule by name only"),
        (parameters, "global parameter"),
        (len(one.observations), "observation"),
        (int(one.job_schema is not None), "Cloud Sync job schema"),
    )
    return SourceSummary(
        format=one.format,
        name=one.name,
        files=tuple(one.files),
        server=one.server,
        gives=tuple(_counted(count, what) for count, what in counted if count),
        tells=tuple(part for part in Part if part in one.complete),
        limits=one.limits,
        percent=one.coverage.percent,
    )


def _counted(count: int, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    noun, space, rest = what.partition(" by ")
    return f"{count:,} {noun}s{space}{rest}"
