"""What one reader makes of its files: a part of a configuration, and what that part can't tell."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.configuration import (
    Connector,
    Coverage,
    GlobalSettings,
    Note,
    Observation,
    Parameter,
    Part,
    RuleStub,
    SyncRule,
)

NOTHING = Coverage(0, 0, ())


@dataclass(frozen=True, slots=True)
class JobSchemaDocument:
    """A Cloud Sync job schema as parsed JSON (Graph ``synchronizationSchema``), to be read by a later stage."""

    file: str
    document: object
    sha256: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """One source's part of a configuration.

    Attributes:
        format: the format's id, a key of :data:`analyzer.readers.formats.FORMATS`.
        input: the input as the user named it; two sources of one input have it in common.
        label: what reports call the input: its name without the path, since reports travel and folders are private.
        place: folder or file inside the input, empty for the input itself.
        files: the files that were read, with their SHA-256 digests.
        sha256: identifies the source.
        complete: the parts it tells in full; anything else it gives is what it happens to hold.
        rule_fields: the properties of a sync rule it carries, for comparing with another source; empty: all.
        limits: what can't be told from it, in sentences.

    """

    format: str
    input: str
    label: str
    place: str
    files: dict[str, bytes]
    sha256: str = ""
    server: str = ""
    exported_at: str = ""
    product_version: str = ""
    settings: GlobalSettings | None = None
    parameters: tuple[Parameter, ...] = ()
    connectors: tuple[Connector, ...] = ()
    rules: tuple[SyncRule, ...] = ()
    stubs: tuple[RuleStub, ...] = ()
    observations: tuple[Observation, ...] = ()
    complete: frozenset[Part] = frozenset()
    rule_fields: frozenset[str] = frozenset()
    limits: tuple[str, ...] = ()
    coverage: Coverage = NOTHING
    notes: tuple[Note, ...] = ()
    job_schema: JobSchemaDocument | None = None

    @property
    def name(self) -> str:
        """The input and the place inside it."""
        return f"{self.label}/{self.place}" if self.place else self.label


@dataclass(slots=True)
class Gathered:
    """What a reader has found so far in one file; readers of several kinds of record share it."""

    connectors: list[Connector] = field(default_factory=list)
    rules: list[SyncRule] = field(default_factory=list)
    stubs: list[RuleStub] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    complete: set[Part] = field(default_factory=set)
    server: str = ""
    product_version: str = ""

    def limit(self, sentence: str) -> None:
        """Say once what can't be told."""
        if sentence not in self.limits:
            self.limits.append(sentence)
