"""Partitions with OU filters: by hand and generated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from analyzer.configuration import Container, DistinguishedName, Origin, Partition, parse_dn

ROOT = "DC=contoso,DC=com"


def partition(
    inclusions: Sequence[str] = (), exclusions: Sequence[str] = (), *, root: str = ROOT, selected: bool = True
) -> Partition:
    """Make a partition with numbered origins, so that a test can name the deciding line."""

    def containers(names: Sequence[str], kind: str) -> tuple[Container, ...]:
        return tuple(
            Container(parse_dn(name), Origin("connector.xml", f"{kind}[{number}]", number))
            for number, name in enumerate(names, 1)
        )

    dn = parse_dn(root)
    return Partition(
        id="p",
        name=root,
        dn=dn,
        domain=dn.domain,
        selected=selected,
        object_classes=("user",),
        inclusions=containers(inclusions, "inclusion"),
        exclusions=containers(exclusions, "exclusion"),
        preferred_dcs=(),
        only_preferred_dcs=False,
        parameters=(),
        origin=Origin("connector.xml", "partition[1]", 1),
    )


@dataclass(frozen=True)
class Forest:
    """A generated OU tree with a filter over it."""

    partition: Partition
    containers: tuple[DistinguishedName, ...]
    direct_objects: dict[tuple[str, ...], int]


_NAMES = st.sampled_from(
    [
        "OU=A",
        "OU=b",
        "CN=Users",
        r"OU=Sales\, EMEA",
        'OU="x,y"',
        "OU=Ünï",
        "OU=O'Brien",
        "OU=<b>",
        r"CN=a\2Bb",
        "OU=" + "n" * 300,
    ]
)


@st.composite
def forests(draw: st.DrawFn) -> Forest:
    """Generate a tree of up to 25 containers, marks on any of them in any case, and object counts for some."""
    names = [ROOT]
    for _ in range(draw(st.integers(0, 24))):
        names.append(f"{draw(_NAMES)},{draw(st.sampled_from(names))}")
    names = list(dict.fromkeys(names))
    marks = draw(st.lists(st.tuples(st.sampled_from(names), st.booleans(), st.booleans()), max_size=10))
    if draw(st.booleans()):
        marks.append((ROOT, draw(st.booleans()), False))
    lists: dict[bool, list[str]] = {True: [], False: []}
    for name, included, lower in marks:
        lists[included].append(name.lower() if lower else name)
    containers = tuple({parse_dn(name).key: parse_dn(name) for name in names}.values())
    counted = draw(st.lists(st.tuples(st.sampled_from(containers), st.integers(0, 2)), max_size=8))
    counts = {dn.key: count for dn, count in counted}
    return Forest(partition(lists[True], lists[False]), containers, counts)
