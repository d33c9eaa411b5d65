"""Counts over the included and excluded containers of a partition.

Connect decides by the longest inclusion or exclusion that a DN lies in (read in a Microsoft diagnostic script;
``docs/scope.md``).
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.configuration import Partition


@dataclass(frozen=True, slots=True)
class ContainerCounts:
    """How a partition is filtered, in numbers.

    Attributes:
        included: containers in the inclusion list, the domain itself not counted.
        excluded: containers in the exclusion list, the domain itself not counted.
        excluded_below_included: exclusions that lie inside an inclusion, or inside a domain included as a whole.
        whole_domain: the domain itself is included (or nothing is listed at all).

    """

    included: int
    excluded: int
    excluded_below_included: int
    whole_domain: bool


def container_counts(partition: Partition) -> ContainerCounts:
    """Count the containers of one partition."""
    root = partition.dn.key
    included = {c.dn.key for c in partition.inclusions}
    excluded = {c.dn.key for c in partition.exclusions}
    whole = root in included or (not included and root not in excluded)
    inside = sum(1 for key in excluded if key != root and (whole or _has_ancestor(key, included)))
    return ContainerCounts(len(included - {root}), len(excluded - {root}), inside, whole)


def _has_ancestor(key: tuple[str, ...], others: set[tuple[str, ...]]) -> bool:
    return any(key[:length] in others for length in range(1, len(key)))
