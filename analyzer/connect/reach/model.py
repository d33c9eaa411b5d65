"""Who of a domain reaches Entra ID: one predicate for each object class, in parts that name their rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.configuration import Origin, SyncRule
from analyzer.connect.scope import Predicate, TrueP, conjunction, simplify


class PartKind(StrEnum):
    """What kind of filter a part comes from."""

    PARTITION = "partition"
    OBJECT_CLASS = "object-class"
    PILOT_GROUP = "pilot-group"
    INBOUND = "inbound-scope"
    FILTERED = "cloud-filtered"
    OUTBOUND = "outbound-scope"
    COEXISTENCE = "coexistence"
    UNREACHABLE = "no-rule"


CLASSES = ("user", "inetOrgPerson", "group", "contact", "computer")
"""The object classes somebody may expect in Entra ID."""


@dataclass(frozen=True, slots=True)
class ReachPart:
    """One condition an object must meet.

    Attributes:
        kind: where the condition comes from.
        predicate: over attributes of the AD object.
        rules: the sync rules that make it, by precedence.
        origins: the lines of the export that show it.
        note: what a reader must know besides, or empty.

    """

    kind: PartKind
    predicate: Predicate
    rules: tuple[SyncRule, ...] = ()
    origins: tuple[Origin, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClassScope:
    """Who of one class of one AD connector reaches Entra ID; containers are a filter of their own.

    Attributes:
        connector_id: the AD connector.
        object_class: AD object class, as Cloud Sync's object mappings spell it.
        entra_classes: classes of the Entra objects, empty when no object of the class ever gets there.
        parts: all of them must hold.
        passwords: who of them gets a password hash; ``None`` where the class has no rule for that.
        notes: what limits the answer (values of other forests, members of groups ...).
        undocumented: tests of filters that no page explains; ``parts`` hold one of their readings.

    """

    connector_id: str
    object_class: str
    entra_classes: tuple[str, ...]
    parts: tuple[ReachPart, ...]
    passwords: Predicate | None = None
    password_rules: tuple[SyncRule, ...] = ()
    notes: tuple[str, ...] = ()
    undocumented: tuple[str, ...] = ()

    @property
    def predicate(self) -> Predicate:
        """The whole condition."""
        return simplify(conjunction([part.predicate for part in self.parts])) if self.parts else TrueP()
