"""One file whose bytes were read and whose text is known, and what a reader returns for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from analyzer.configuration import Note
from analyzer.readers.contribution import Contribution, Gathered, JobSchemaDocument
from analyzer.readers.trees.node import Node, coverage_of


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A recognised file: ``input`` and ``label`` name the input it came with, ``name`` is its path in there."""

    input: str
    label: str
    name: str
    data: bytes
    text: str
    notes: list[Note] = field(default_factory=list)

    def contribution(
        self,
        format_id: str,
        found: Gathered,
        roots: tuple[Node, ...],
        *,
        rule_fields: frozenset[str] = frozenset(),
        exported_at: str = "",
        job_schema: JobSchemaDocument | None = None,
    ) -> Contribution:
        """Return what was found in this file as a contribution."""
        digest = hashlib.sha256(self.data)
        return Contribution(
            format=format_id,
            input=self.input,
            label=self.label,
            place="" if self.label == self.name else self.name,
            files={self.name: digest.digest()},
            sha256=digest.hexdigest(),
            server=found.server,
            exported_at=exported_at,
            product_version=found.product_version,
            parameters=tuple(found.parameters),
            connectors=tuple(found.connectors),
            rules=tuple(found.rules),
            stubs=tuple(found.stubs),
            observations=tuple(found.observations),
            complete=frozenset(found.complete),
            rule_fields=rule_fields,
            limits=tuple(found.limits),
            coverage=coverage_of(roots),
            notes=(*self.notes, *found.notes),
            job_schema=job_schema,
        )
