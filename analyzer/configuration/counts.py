"""How many objects a directory holds, and in which containers: no export says so, the collector looks."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.configuration.origin import Origin


@dataclass(frozen=True, slots=True)
class DomainCount:
    """What was counted in one AD domain.

    Attributes:
        domain: the DNS name in lower case.
        objects: users, inetOrgPersons, groups and contacts within the scope of Connect Sync.
        largest_group: direct members of the largest group in scope, ``None`` when no group is.
        counted_at: when, UTC, ISO 8601.
        origin: where it stands.
        containers: distinguished names of all containers of the domain; empty when they weren't listed.

    """

    domain: str
    objects: int
    largest_group: int | None
    counted_at: str
    origin: Origin
    containers: tuple[str, ...] = ()
