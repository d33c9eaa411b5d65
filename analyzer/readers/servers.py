"""Tells which contributions belong to one server, and which server is the one to assess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analyzer.configuration import Configuration, Note, Origin, OtherServer
from analyzer.errors import InputError
from analyzer.readers.contribution import Contribution
from analyzer.readers.drift import drift_between
from analyzer.readers.files import shortened
from analyzer.readers.merge import merge
from analyzer.readers.server_configuration import FORMAT as SERVER_CONFIGURATION
from analyzer.readers.xml import flag_of

_STAGING = "Microsoft.Synchronize.StagingMode"


@dataclass(slots=True)
class _Server:
    """One server: its name in lower case (empty when no source says), and its sources."""

    name: str
    contributions: list[Contribution] = field(default_factory=list)


def configuration_of(contributions: Sequence[Contribution]) -> Configuration:
    """Merge what belongs together, and put the active server's configuration first.

    Raises:
        InputError: two servers claim to be active, or several are in staging mode and none is active.

    """
    exports = _without_copies([one for one in contributions if one.format == SERVER_CONFIGURATION])
    others = [one for one in contributions if one.format != SERVER_CONFIGURATION]
    servers, unsure = _by_server([*exports, *others])
    merged = [merge(_without_copies(server.contributions)) for server in servers]
    chosen = _chosen(merged)
    second = tuple(_other(chosen, one) for one in merged if one is not chosen)
    notes = chosen.notes
    if len(merged) > 1:
        notes += tuple(
            Note(
                Origin(next(iter(one.files), one.name), "/"),
                "It doesn't say which server it is from; taken for the one that is assessed.",
            )
            for one in unsure
        )
    return replace(chosen, other_servers=second, notes=notes)


def _without_copies(contributions: Sequence[Contribution]) -> list[Contribution]:
    """Leave out rules that are there a second time, byte for byte, in another input or folder.

    For exports of whole servers, and for the sources of one server: rules that are the same on two servers are
    rules of both. Small output of cmdlets does no harm twice.
    """
    first: dict[tuple[str, ...], Contribution] = {}
    for one in contributions:
        first.setdefault((one.format, one.sha256) if one.rules else (one.format, one.input, one.place), one)
    return list(first.values())


def _by_server(contributions: Sequence[Contribution]) -> tuple[list[_Server], list[Contribution]]:
    servers: dict[str, _Server] = {}
    nameless: list[Contribution] = []
    for one in contributions:
        if one.server:
            servers.setdefault(_host(one.server), _Server(_host(one.server))).contributions.append(one)
        elif one.format == SERVER_CONFIGURATION and one.settings is not None:
            key = f"|{one.input}|{one.place}"
            servers.setdefault(key, _Server("")).contributions.append(one)
        else:
            nameless.append(one)
    if not servers:
        return _by_state(nameless)
    return _completed(servers, nameless)


def _by_state(nameless: list[Contribution]) -> tuple[list[_Server], list[Contribution]]:
    """Tell two servers apart whose sources name none: one folder's says staging mode is on, another's that it is off.

    Only where both folders hold connectors or rules; else it is one server whose sources disagree.
    """
    servers: dict[str, _Server] = {}
    for one in nameless:
        if _stated(one) is not None:
            place = f"|{one.input}|{next(iter(one.files), '').rpartition('/')[0]}"
            servers.setdefault(place, _Server("")).contributions.append(one)
    states = {frozenset(map(_stated, server.contributions)) - {None} for server in servers.values()}
    if {frozenset({True}), frozenset({False})} <= states:
        rest = [one for one in nameless if _stated(one) is None]
        found, unsure = _completed(servers, rest)
        if sum(any(one.rules or one.connectors for one in server.contributions) for server in found) > 1:
            return found, unsure
    return [_Server("", nameless)], []


def _stated(one: Contribution) -> bool | None:
    """Return what one source says of staging mode."""
    found = next((p for p in one.parameters if p.name.casefold() == _STAGING.casefold()), None)
    return None if found is None else flag_of(found.value)


def _completed(servers: dict[str, _Server], nameless: list[Contribution]) -> tuple[list[_Server], list[Contribution]]:
    """Give every source that names no server to the nearest; return those that could belong to several."""
    unsure = []
    for one in nameless:
        server = _nearest(one, list(servers.values()))
        if server is None:
            unsure.append(one)
    if unsure:
        chosen = _chosen([merge(_without_copies(server.contributions)) for server in servers.values()])
        for server in servers.values():
            if merge(_without_copies(server.contributions)).inputs == chosen.inputs:
                server.contributions += unsure
                break
    return list(servers.values()), unsure


def _host(name: str) -> str:
    """Return a computer's name without its domain, for comparing."""
    return name.strip().partition(".")[0].casefold()


def _nearest(one: Contribution, servers: list[_Server]) -> _Server | None:
    """Add a source that names no server to the one whose files lie nearest; ``None`` when two are as near."""
    scores = [max(_nearness(one, other) for other in server.contributions) for server in servers]
    best = max(scores)
    if len(servers) > 1 and (best == 0 or scores.count(best) > 1):
        return None
    server = servers[scores.index(best)]
    server.contributions.append(one)
    return server


def _nearness(one: Contribution, other: Contribution) -> int:
    """0 for different inputs, else one more than the number of folders both lie in."""
    if one.input != other.input:
        return 0
    mine = next(iter(one.files), "").split("/")[:-1]
    theirs = next(iter(other.files), "").split("/")[:-1]
    common = 0
    for left, right in zip(mine, theirs, strict=False):
        if left != right:
            break
        common += 1
    return common + 1


def _staging(configuration: Configuration) -> bool | None:
    parameter = configuration.parameter(_STAGING)
    return flag_of(parameter.value) if parameter is not None else None


def _chosen(merged: list[Configuration]) -> Configuration:
    if len(merged) == 1:
        return merged[0]
    useful = [one for one in merged if one.sync_rules or one.connectors or one.stubs] or merged
    if len(useful) == 1:
        return useful[0]
    active = [one for one in useful if _staging(one) is False]
    if len(active) == 1:
        return active[0]
    rest = [one for one in useful if _staging(one) is None]
    if not active and len(rest) == 1:
        return rest[0]
    names = ", ".join(_named(one) for one in (active or useful or merged))
    if len(active) > 1:
        raise InputError(
            f"the inputs hold {len(active)} servers that are all active ({names}); give one tenant at a time"
        )
    raise InputError(
        f"the inputs hold several servers, of which none is known to be active ({names}); give one at a time"
    )


def _named(configuration: Configuration) -> str:
    name = configuration.settings.server or "a server without a name"
    return f"{shortened(name, 60)} from {configuration.inputs[0].name}"


def _other(chosen: Configuration, one: Configuration) -> OtherServer:
    return OtherServer(
        name=one.settings.server,
        staging=_staging(one),
        source=one.inputs[0].name,
        drift=drift_between(chosen, one),
    )
