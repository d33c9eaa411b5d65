"""Facts: what is established about a configuration, each with its evidence, before any judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analyzer.configuration import Origin
from analyzer.knowledge.conditions import Scalar


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of the export (or one answer) that a statement rests on. Values never hold secrets."""

    file: str
    path: str
    line: int | None
    value: str

    @classmethod
    def of(cls, origin: Origin, value: str) -> Evidence:
        """Make evidence of a node of the configuration."""
        return cls(origin.file, origin.path, origin.line, value)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What was worked out for one subject; it stands before the general words about its kind.

    Attributes:
        meaning: what the subject is and what it does.
        steps: what to do about it.

    """

    meaning: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Something a finding is about.

    Attributes:
        kind: ``configuration``, ``connector``, ``domain``, ``sync-rule``, ``container`` ...
        id: stable identifier of the thing inside its kind (a GUID, a domain name, a DN).
        name: what a person calls it.
        domains: names of the AD domains it touches; empty means all.
        values: named values that conditions and titles may use.
        evidence: where it was seen.
        particulars: what was worked out for it, where something was.

    """

    kind: str
    id: str
    name: str
    domains: tuple[str, ...] = ()
    values: Mapping[str, Scalar] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    particulars: Particulars | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One established (or unknown) fact.

    Attributes:
        name: as conditions name it.
        value: ``None`` when unknown; a bool, number or text otherwise.
        subjects: the things it is about, where it is about several.
        evidence: where it was seen.

    """

    name: str
    value: Scalar | None
    subjects: tuple[Subject, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def truth(self) -> bool | None:
        """True, false, or ``None`` for unknown: a number is true when positive, a text when not empty."""
        return None if self.value is None else bool(self.value)


Facts = Mapping[str, Fact]
