"""What each source gave, where sources or servers disagree, and what is missing, for the page."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.configuration import Configuration, SourceDifference

SHOWN_DIFFERENCES = 200


@dataclass(frozen=True, slots=True)
class GivenView:
    """One source."""

    name: str
    format: str
    gives: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One node of which two sources say different things."""

    subject: str
    what: str
    used: str
    other: str
    place: str


@dataclass(frozen=True, slots=True)
class DriftView:
    """One other server; ``more`` differences aren't shown."""

    title: str
    differences: tuple[DifferenceView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ToldView:
    """Everything about the sources."""

    given: tuple[GivenView, ...]
    differences: tuple[DifferenceView, ...]
    more: int
    drift: tuple[DriftView, ...]
    missing: tuple[tuple[str, str, str], ...]


def told_view(configuration: Configuration) -> ToldView:
    """Show the sources of a configuration; a single full export needs no list of what it gives."""
    several = len(configuration.sources) > 1 or bool(configuration.gaps)
    states = {True: "in staging mode", False: "active", None: "staging mode unknown"}
    return ToldView(
        given=tuple(
            GivenView(one.name, one.format, ", ".join(one.gives) or "nothing that counts", one.limits)
            for one in configuration.sources
        )
        if several
        else (),
        differences=_views(configuration.differences),
        more=max(0, len(configuration.differences) - SHOWN_DIFFERENCES),
        drift=tuple(
            DriftView(
                f"Drift: {server.name or server.source} ({states[server.staging]}) beside the assessed server",
                _views(server.drift),
                max(0, len(server.drift) - SHOWN_DIFFERENCES),
            )
            for server in configuration.other_servers
        ),
        missing=tuple((piece.what, piece.why, piece.command) for piece in configuration.missing)
        if configuration.gaps
        else (),
    )


def _views(differences: tuple[SourceDifference, ...]) -> tuple[DifferenceView, ...]:
    return tuple(
        DifferenceView(one.subject, one.what, one.used or "(empty)", one.other or "(empty)", str(one.other_origin))
        for one in differences[:SHOWN_DIFFERENCES]
    )
