"""Connectors and server-wide settings."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.configuration import Configuration, Connector, Parameter, Partition, RunProfile
from analyzer.reporting.anchors import UniqueAnchors
from analyzer.reporting.labels import CONNECTOR_KINDS
from analyzer.reporting.view.text import count, join_words, moment, number, tree_safe


@dataclass(frozen=True, slots=True)
class PartitionRow:
    """One partition of a connector."""

    name: str
    dn: str
    selected: str
    classes: str
    included: int
    excluded: int
    preferred_dcs: str


@dataclass(frozen=True, slots=True)
class RunProfileRow:
    """One run profile with its steps in words."""

    name: str
    steps: str


@dataclass(frozen=True, slots=True)
class ConnectorView:
    """One connector. ``facts`` are pairs of name and value, ready to print."""

    anchor: str
    name: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    attributes: tuple[str, ...]
    partitions: tuple[PartitionRow, ...]
    run_profiles: tuple[RunProfileRow, ...]
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConnectorsView:
    """All connectors and the server's own parameters."""

    connectors: tuple[ConnectorView, ...]
    parameters: tuple[tuple[str, str], ...]


def connectors_view(configuration: Configuration) -> ConnectorsView:
    """Show all connectors in export order."""
    unique = UniqueAnchors()
    return ConnectorsView(
        connectors=tuple(_connector(connector, unique) for connector in configuration.connectors),
        parameters=_parameters(configuration.settings.parameters),
    )


def _connector(connector: Connector, unique: UniqueAnchors) -> ConnectorView:
    return ConnectorView(
        anchor=unique.anchor("connector", connector.id),
        name=tree_safe(connector.name),
        kind=CONNECTOR_KINDS[connector.kind].word,
        facts=tuple((name, value) for name, value in _facts(connector) if value),
        attributes=tuple(sorted(connector.attributes, key=str.casefold)),
        partitions=tuple(map(_partition, connector.partitions)),
        run_profiles=tuple(map(_run_profile, connector.run_profiles)),
        parameters=_parameters(connector.parameters),
    )


def _facts(connector: Connector) -> list[tuple[str, str]]:
    facts = [("Identifier", connector.id), ("Category", " ".join((connector.category, connector.subtype)).strip())]
    if directory := connector.active_directory:
        account = "\\".join(part for part in (directory.login_domain, directory.login_user) if part)
        facts += [
            ("Forest", directory.forest),
            ("Account", account or "not stated"),
            ("Password hash sync", _switch(directory.password_hash_sync)),
            ("Group filter", directory.group_filter_dn or "none"),
        ]
    if entra := connector.entra:
        facts += [
            ("Account", entra.login_user or "not stated"),
            ("Build", entra.product_version),
            ("Password writeback", _switch(entra.password_writeback)),
        ]
    facts += [
        ("Object types", join_words(list(connector.classes))),
        ("Selected attributes", number(len(connector.attributes))),
        ("Created", moment(connector.created)),
        ("Changed", moment(connector.modified)),
    ]
    return facts


def _switch(value: bool | None) -> str:
    return "not stated in the export" if value is None else "on" if value else "off"


def _partition(partition: Partition) -> PartitionRow:
    servers = join_words(list(partition.preferred_dcs))
    return PartitionRow(
        name=tree_safe(partition.name),
        dn=partition.dn.text,
        selected="Selected" if partition.selected else "Not selected",
        classes=join_words(list(partition.object_classes)),
        included=len(partition.inclusions),
        excluded=len(partition.exclusions),
        preferred_dcs=f"only {servers}" if servers and partition.only_preferred_dcs else servers,
    )


def _run_profile(profile: RunProfile) -> RunProfileRow:
    steps = [f"{step.type} ({step.subtype})" if step.subtype else step.type for step in profile.steps]
    return RunProfileRow(tree_safe(profile.name), "; ".join(steps) or count(0, "step"))


def _parameters(parameters: tuple[Parameter, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((p.name, "(encrypted, not read)" if p.encrypted else p.value or "(empty)") for p in parameters)
