"""Compares two servers of one tenant: what differs makes a staging or swing server a trap."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.configuration import Configuration, Connector, Origin, Parameter, SourceDifference, SyncRule
from analyzer.readers.compare import (
    RULE_FIELDS,
    VOLATILE,
    connector_differences,
    parameter_difference,
    rule_differences,
)

_OWN = frozenset(
    {
        *("microsoft.synchronize.stagingmode", "microsoft.synchronize.schedulersuspended"),
        *("microsoft.systeminformation.machinerole", *VOLATILE),
    }
)
"""Parameters in which two servers of one tenant differ by their nature."""


def drift_between(active: Configuration, other: Configuration) -> tuple[SourceDifference, ...]:
    """Return where ``other`` differs from ``active``.

    Connectors are matched by kind and name, rules by connector, direction and name: two servers that were set up
    apart have different identifiers for the same things.
    """
    return (*_parameters(active, other), *_connectors(active, other), *_rules(active, other))


def _presence(kind: str, name: str, there: Origin, here: bool, elsewhere: Origin) -> SourceDifference:
    used, other = ("present", "(none)") if here else ("(none)", "present")
    origins = (there, elsewhere) if here else (elsewhere, there)
    return SourceDifference(kind, name, "presence", used, other, *origins)


def _parameters(active: Configuration, other: Configuration) -> Iterator[SourceDifference]:
    mine = {p.name.casefold(): p for p in active.settings.parameters}
    theirs = {p.name.casefold(): p for p in other.settings.parameters}
    for name in sorted((mine.keys() & theirs.keys()) - _OWN):
        difference = parameter_difference(mine[name], theirs[name])
        if difference is not None:
            yield difference
    if mine and theirs:
        for name in sorted((mine.keys() ^ theirs.keys()) - _OWN):
            parameter: Parameter = mine.get(name) or theirs[name]
            elsewhere = (other if name in mine else active).settings.origin
            yield _presence("parameter", parameter.name, parameter.origin, name in mine, elsewhere)


def _connectors(active: Configuration, other: Configuration) -> Iterator[SourceDifference]:
    mine, theirs = _by_name(active), _by_name(other)
    for key in sorted(mine.keys() & theirs.keys()):
        yield from connector_differences(mine[key], theirs[key])
    if mine and theirs:
        for key in sorted(mine.keys() ^ theirs.keys()):
            connector = mine.get(key) or theirs[key]
            elsewhere = (other if key in mine else active).settings.origin
            yield _presence("connector", connector.name, connector.origin, key in mine, elsewhere)


def _by_name(configuration: Configuration) -> dict[tuple[str, str], Connector]:
    return {(str(c.kind), c.name.casefold()): c for c in configuration.connectors}


def _rules(active: Configuration, other: Configuration) -> Iterator[SourceDifference]:
    mine, theirs = _named_rules(active), _named_rules(other)
    for key in sorted(mine.keys() & theirs.keys()):
        # The wizard numbers standard rules anew by what is installed; that changes nothing (a known false alarm).
        standard = mine[key].immutable_tag.casefold().startswith("microsoft.")
        fields = [name for name in RULE_FIELDS if not (standard and name == "precedence")]
        yield from rule_differences(mine[key], theirs[key], fields)
    if mine and theirs:
        for key in sorted(mine.keys() ^ theirs.keys()):
            rule = mine.get(key) or theirs[key]
            elsewhere = (other if key in mine else active).settings.origin
            yield _presence("sync-rule", rule.name, rule.origin, key in mine, elsewhere)


def _named_rules(configuration: Configuration) -> dict[tuple[str, str, str, int], SyncRule]:
    found: dict[tuple[str, str, str, int], SyncRule] = {}
    for rule in configuration.sync_rules:
        connector = configuration.connector(rule.connector_id)
        own = f"{connector.kind} {connector.name}".casefold() if connector else rule.connector_id
        number = 0
        while (own, str(rule.direction), rule.name.casefold(), number) in found:
            number += 1
        found[own, str(rule.direction), rule.name.casefold(), number] = rule
    return found
