"""Writes a large invented export: ``python -m benchmarks.generate_export FOLDER [--forests 20 ...]``.

The same numbers always give the same bytes. Every forest gets the standard rules of a fresh server; what is left
of the wanted number of rules are custom ones of the kinds people write.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from analyzer.configuration import ENTRA_CONNECTOR_ID, ConnectorKind, Direction, LinkType
from analyzer.connect.known_rules import StandardFlow
from analyzer.knowledge.standard_rules import load_standard_rules
from sample_exports.generator.model import (
    Connector,
    Export,
    Partition,
    Rule,
    constant,
    direct,
    entra,
    expression,
    forest,
    identifier,
)
from sample_exports.generator.settings import parameters
from sample_exports.generator.standard import WizardAnswers, standard_rules
from sample_exports.generator.writer import write_export

SLUG = "benchmark"
BUILD = "2.6.84.0"


def large_export(forests: int = 20, partitions: int = 100, rules: int = 5000, containers: int = 10) -> Export:
    """Return an export of that size.

    Args:
        forests: AD connectors, at least 1.
        partitions: domains over all forests, at least one each; every seventh is unselected.
        rules: sync rules in all; fewer than the standard rules of the forests is an error.
        containers: included containers per domain.

    """
    if forests < 1 or partitions < forests:
        raise ValueError(f"{partitions} partitions can't be spread over {forests} forests")
    connectors = [_forest(number, forests, partitions, containers) for number in range(forests)]
    cloud = entra("benchmark", "BENCH-SYNC01")
    standard = standard_rules(SLUG, load_standard_rules(), (*connectors, cloud), WizardAnswers(join_by_sid=True))
    if len(standard) > rules:
        raise ValueError(f"{forests} forests have {len(standard)} standard rules already, {rules} are too few")
    custom = [_custom(number, connectors, 100 + len(standard) + number) for number in range(rules - len(standard))]
    return Export(
        slug=SLUG,
        server="BENCH-SYNC01",
        exported_at="2026-11-20 12:00:00.000",
        build=BUILD,
        parameters=parameters(BUILD, SynchronizationOption__JoinCriteria="ObjectSID"),
        connectors=(*connectors, cloud),
        rules=(*standard, *custom),
    )


def _forest(number: int, forests: int, partitions: int, containers: int) -> Connector:
    count = partitions // forests + (number < partitions % forests)
    root = f"forest{number:03d}.example"
    domains = [root, *(f"d{child:03d}.{root}" for child in range(1, count))]
    made = [
        Partition(
            domain,
            f"F{number:03d}D{index:03d}",
            exclusions=(Partition(domain, "").dn,),
            inclusions=tuple(f"OU=Unit {unit:04d},{Partition(domain, '').dn}" for unit in range(containers)),
            selected=index % 7 != 6,
        )
        for index, domain in enumerate(domains)
    ]
    return forest(SLUG, *made, login_user=f"svc-sync-{number:03d}", password_hash_sync=number % 2 == 0)


def _custom(number: int, connectors: list[Connector], precedence: int) -> Rule:
    connector = connectors[number % len(connectors)]
    outbound = number % 10 == 9
    assert connector.kind is ConnectorKind.ACTIVE_DIRECTORY  # noqa: S101 - the caller gives forests only
    return Rule(
        id=identifier(SLUG, "custom", str(number)),
        name=f"{'Out to AAD' if outbound else f'In from {connector.name}'} - User custom {number:05d}",
        direction=Direction.OUTBOUND if outbound else Direction.INBOUND,
        connector=ENTRA_CONNECTOR_ID if outbound else connector.id,
        source_type="person" if outbound else "user",
        target_type="user" if outbound else "person",
        link_type=LinkType.JOIN,
        precedence=precedence,
        flows=tuple(_flows(number)),
        scope=((("extensionAttribute1", "EQUAL", f"value {number}"), ("department", "STARTSWITH", "D")),),
        description=f"Generated rule {number}.",
    )


def _flows(number: int) -> Iterator[StandardFlow]:
    yield direct(f"extensionAttribute{number % 15 + 1}", "department")
    yield constant("usageLocation", ("CH", "DE", "AT", "FR")[number % 4])
    yield expression(
        "displayName",
        f'IIF(IsPresent([displayName]),Left(Trim([displayName]),{100 + number % 300}),[sn] & ", " & [givenName])',
        "displayName",
        "sn",
        "givenName",
    )
    if number % 5 == 0:
        yield expression(
            "cloudFiltered", f'IIF([extensionAttribute15]="NoSync{number}",True,NULL)', "extensionAttribute15"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description="Write a large invented export.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--forests", type=int, default=20)
    parser.add_argument("--partitions", type=int, default=100)
    parser.add_argument("--rules", type=int, default=5000)
    parser.add_argument("--containers", type=int, default=10)
    options = parser.parse_args()
    try:
        export = large_export(options.forests, options.partitions, options.rules, options.containers)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    write_export(export, options.folder)
    print(f"{options.folder}: {len(export.connectors)} connectors, {len(export.rules)} rules")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
