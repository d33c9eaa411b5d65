"""An invented organisation: its export, and what a reader of the export must find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analyzer.configuration import ConnectorKind, Direction
from sample_exports.generator.model import FAKE_STATE_MARK, Export


@dataclass(frozen=True, slots=True)
class Planted:
    """What was put into an export on purpose.

    Attributes:
        features: ids of the feature comparison that are in use (``yes``), aren't (``no``), or can't be told.
        missing: name of standard rules that were deleted, with the connector's name.
        failing_checks: the checks of Microsoft's migration tool that fail, all of them.
        open_checks: some that an export can't decide.
        lane: the way to be recommended, and why; once the open questions are answered well.
        lane_unanswered: the way to be recommended before anybody answers, where that is another one.
        hostile: texts that must reach no output as markup or formula.
        scope: domain, class, kind, cause and condition of each difference to Cloud Sync's scope that was planted
            (the shipped filters differ in every export).

    """

    features: Mapping[str, tuple[str, ...]]
    lane: str
    lane_because: str
    failing_checks: tuple[str, ...] = ()
    open_checks: tuple[str, ...] = ()
    lane_unanswered: str = ""
    missing: tuple[tuple[str, str], ...] = ()
    hostile: tuple[str, ...] = ()
    scope: tuple[tuple[str, str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """One sample: ``story`` and ``shows`` are prose of its README."""

    title: str
    story: str
    shows: tuple[tuple[str, str], ...]
    export: Export
    planted: Planted

    @property
    def slug(self) -> str:
        """The name of its folder."""
        return self.export.slug


def expected(organisation: Organisation) -> dict[str, Any]:
    """Return what a tool must find, ready for ``expected.yaml``."""
    export, planted = organisation.export, organisation.planted
    names = {c.id: c.name for c in export.connectors}
    kinds = Counter(c.kind for c in export.connectors)
    domains = [p for c in export.connectors if c.kind is ConnectorKind.ACTIVE_DIRECTORY for p in c.partitions]
    return {
        "organisation": organisation.slug,
        "server": export.server,
        "build": export.build,
        "counts": {
            "connectors": len(export.connectors),
            "active_directory_connectors": kinds[ConnectorKind.ACTIVE_DIRECTORY],
            "other_connectors": kinds[ConnectorKind.OTHER],
            "domains": len(domains),
            "domains_selected": sum(p.selected for p in domains),
            "included_containers": sum(len(p.inclusions) for p in domains),
            "excluded_containers": sum(len(p.exclusions) for p in domains),
            "sync_rules": len(export.rules),
            "inbound": sum(r.direction is Direction.INBOUND for r in export.rules),
            "outbound": sum(r.direction is Direction.OUTBOUND for r in export.rules),
            "attribute_flows": sum(len(r.flows) for r in export.rules),
        },
        "origins": dict(sorted(Counter(r.origin for r in export.rules).items())),
        "rules": [
            {
                "name": r.name,
                "connector": names.get(r.connector, r.connector),
                "origin": r.origin,
                **({"clone_of": r.clone_of} if r.clone_of else {}),
                "changes": list(r.changes),
            }
            for r in export.rules
            if r.origin != "standard"
        ],
        "disabled_standard": [
            {"name": r.name, "connector": names[r.connector]} for r in export.rules if r.disabled and r.tag
        ],
        "missing": [{"name": name, "connector": connector} for name, connector in planted.missing],
        "features": {answer: sorted(planted.features.get(answer, ())) for answer in ("yes", "no", "unknown")},
        "partitions": [
            {
                "domain": p.domain,
                "dn": p.dn,
                "selected": p.selected,
                "included": list(p.inclusions),
                "excluded": list(p.exclusions),
            }
            for p in domains
        ],
        "migration_tool": {"fail": sorted(planted.failing_checks), "unknown": sorted(planted.open_checks)},
        "lane": {
            "name": planted.lane,
            "unanswered": planted.lane_unanswered or planted.lane,
            "because": planted.lane_because,
        },
        "never_in_output": [FAKE_STATE_MARK],
        "scope_differences": [
            dict(zip(("domain", "class", "kind", "cause", "condition"), row, strict=True)) for row in planted.scope
        ],
        "hostile": list(planted.hostile),
    }


def readme(organisation: Organisation) -> str:
    """Return the README of one sample."""
    found = expected(organisation)
    counts = found["counts"]
    origins = ", ".join(f"{number} {origin}" for origin, number in found["origins"].items())
    rows = [
        ("Build", found["build"]),
        ("Connectors", f"{counts['connectors']}, {counts['active_directory_connectors']} of them AD forests"),
        ("Domains", f"{counts['domains']}, {counts['domains_selected']} selected"),
        ("Containers", f"{counts['included_containers']} included, {counts['excluded_containers']} excluded"),
        ("Sync rules", f"{counts['sync_rules']}: {origins}"),
        ("Attribute flows", f"{counts['attribute_flows']:,}"),
        ("Disabled standard rules", str(len(found["disabled_standard"]))),
        ("Missing standard rules", ", ".join(m["name"] for m in found["missing"]) or "none"),
        ("Migration tool fails on", ", ".join(found["migration_tool"]["fail"]) or "nothing"),
        ("Lane", f"{found['lane']['name']}: {found['lane']['because']}"),
        *organisation.shows,
    ]
    table = "\n".join(f"| {_cell(left)} | {_cell(right)} |" for left, right in rows)
    return (
        f"# {organisation.title}\n\n{organisation.story}\n\n"
        "The organisation is invented. Everything here is written by `python -m sample_exports.build`;\n"
        "`expected.yaml` holds the same facts for machines, and tests hold the program to them.\n\n"
        f"## What the tool should find\n\n| | |\n|---|---|\n{table}\n"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
