"""The whole configuration of one Connect Sync server, and how much of the export it covers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from analyzer.configuration.connectors import Connector, ConnectorKind
from analyzer.configuration.counts import DomainCount
from analyzer.configuration.origin import Origin
from analyzer.configuration.parameter import Parameter
from analyzer.configuration.rules import SyncRule
from analyzer.configuration.sources import (
    MissingPiece,
    Observation,
    OtherServer,
    Part,
    RuleStub,
    SourceDifference,
    SourceSummary,
)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """One node of the export that no reader knows."""

    origin: Origin
    what: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader noticed that an assessor must know (a guess, a repair, a contradiction)."""

    origin: Origin
    text: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the export was understood, in nodes (elements of the input files)."""

    nodes_total: int
    nodes_understood: int
    not_understood: tuple[NotUnderstood, ...]

    @property
    def percent(self) -> float:
        """Share understood, 0 to 100, cut (not rounded) to one decimal: 100.0 means all of it."""
        if not self.nodes_total:
            return 0.0
        return 1000 * self.nodes_understood // self.nodes_total / 10


@dataclass(frozen=True, slots=True)
class InputFile:
    """One input as the user gave it."""

    name: str
    format: str
    sha256: str
    exported_at: str
    server: str
    product_version: str


@dataclass(frozen=True, slots=True)
class MetaverseClass:
    """One class of the metaverse schema with its attribute names."""

    name: str
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlobalSettings:
    """The server-wide part. ``parameters`` keep the export's order."""

    server: str
    exported_at: str
    parameters: tuple[Parameter, ...]
    metaverse_classes: tuple[MetaverseClass, ...]
    schema: dict[str, bool]
    origin: Origin


@dataclass(frozen=True)
class Configuration:
    """One Connect Sync configuration: what the assessment starts from.

    ``gaps`` are the parts that no source tells in full: there, what isn't found is not known to be absent.
    ``stubs`` are rules of which only the name is known. The rest says where everything comes from.
    ``pseudonymised`` says that names, paths and identifiers are pseudonyms; ``counts`` is what the collector counted.
    """

    inputs: tuple[InputFile, ...]
    settings: GlobalSettings
    connectors: tuple[Connector, ...]
    sync_rules: tuple[SyncRule, ...]
    coverage: Coverage
    notes: tuple[Note, ...]
    gaps: frozenset[Part] = frozenset()
    stubs: tuple[RuleStub, ...] = ()
    observations: tuple[Observation, ...] = ()
    sources: tuple[SourceSummary, ...] = ()
    differences: tuple[SourceDifference, ...] = ()
    other_servers: tuple[OtherServer, ...] = ()
    missing: tuple[MissingPiece, ...] = ()
    pseudonymised: bool = False
    counts: tuple[DomainCount, ...] = ()

    @cached_property
    def product_version(self) -> str:
        """Build of Connect Sync, empty when the export doesn't say."""
        parameter = self.parameter("Microsoft.Synchronize.ServerConfigurationVersion")
        if parameter is not None and parameter.value:
            return parameter.value
        return next((c.entra.product_version for c in self.connectors if c.entra), "")

    @cached_property
    def active_directory_connectors(self) -> tuple[Connector, ...]:
        """The AD connectors, in export order."""
        return tuple(c for c in self.connectors if c.kind is ConnectorKind.ACTIVE_DIRECTORY)

    @cached_property
    def entra_connector(self) -> Connector | None:
        """The Entra connector, ``None`` when the export lacks it."""
        return next((c for c in self.connectors if c.kind is ConnectorKind.ENTRA), None)

    @cached_property
    def _parameters(self) -> dict[str, Parameter]:
        return {p.name.casefold(): p for p in self.settings.parameters}

    def parameter(self, name: str) -> Parameter | None:
        """Return the global parameter ``name`` (any case), ``None`` when the export has none."""
        return self._parameters.get(name.casefold())

    @cached_property
    def _connectors_by_id(self) -> dict[str, Connector]:
        return {c.id: c for c in self.connectors}

    def connector(self, identifier: str) -> Connector | None:
        """Return the connector with the normalised identifier."""
        return self._connectors_by_id.get(identifier)

    @cached_property
    def _observations(self) -> dict[str, Observation]:
        return {observation.name: observation for observation in reversed(self.observations)}

    def observation(self, name: str) -> Observation | None:
        """Return what was observed under ``name`` (``<topic>.<property>``, lower case), ``None`` if nothing was."""
        return self._observations.get(name)
