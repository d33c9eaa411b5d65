"""``sources`` in ``assessment.json``: what each input gave, where they disagree, and what none of them tells."""

from __future__ import annotations

from typing import Any

from analyzer.configuration import Configuration, SourceDifference, SourceSummary
from analyzer.reporting.json_rules import origin


def sources(configuration: Configuration) -> dict[str, Any]:
    """Return the section as JSON values."""
    return {
        "contributions": [_contribution(one) for one in configuration.sources],
        "not_told": sorted(str(part) for part in configuration.gaps),
        "missing": [
            {"what": piece.what, "why": piece.why, "command": piece.command} for piece in configuration.missing
        ],
        "differences": [_difference(one) for one in configuration.differences],
        "other_servers": [
            {
                "name": server.name,
                "staging": "unknown" if server.staging is None else server.staging,
                "source": server.source,
                "drift": [_difference(one) for one in server.drift],
            }
            for server in configuration.other_servers
        ],
    }


def _contribution(one: SourceSummary) -> dict[str, Any]:
    return {
        "name": one.name,
        "format": one.format,
        "server": one.server,
        "gives": list(one.gives),
        "tells": [str(part) for part in one.tells],
        "limits": list(one.limits),
        "percent": one.percent,
    }


def _difference(one: SourceDifference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "what": one.what,
        "used": one.used,
        "other": one.other,
        "used_origin": origin(one.used_origin),
        "other_origin": origin(one.other_origin),
    }
