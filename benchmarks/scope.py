"""Times the scope of one large partition: modelled, translated, proven and rendered, with peak memory.

Run ``python -m benchmarks.scope``; the numbers are part of ``python -m benchmarks`` as well.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

from analyzer.configuration import Container, DistinguishedName, Origin, Partition, parse_dn
from analyzer.configuration.dn import DistinguishedName as Name

ROOT = "DC=contoso,DC=com"
SIZES = ((5_000, 500), (10_000, 1_000), (20_000, 2_000))
LIMIT_SECONDS, LIMIT_MEGABYTES = 2.0, 300.0
_CHILD = "import sys; from benchmarks.scope import measure; measure(int(sys.argv[1]), int(sys.argv[2]))"


def large_partition(containers: int, marks: int) -> tuple[Partition, list[DistinguishedName]]:
    """Return a partition of sites with departments: half of the marks exclude one, half include one again below it."""
    known: list[Name] = [parse_dn(f"CN=Users,{ROOT}")]
    inclusions, exclusions = [ROOT], []
    sites = max(1, containers // 200)
    for site in range(sites):
        base = f"OU=Site {site:04},{ROOT}"
        known.append(parse_dn(base))
        for department in range(containers // sites - 1):
            group, within = divmod(department, 10)
            parent = f"OU=Department {group:03},{base}"
            name = parent if within == 0 else f"OU=Team {within},{parent}"
            known.append(parse_dn(name))
    step = max(1, len(known) * 2 // marks)
    for position in range(1, len(known), step):
        if len(exclusions) + len(inclusions) > marks:
            break
        exclusions.append(known[position].text)
        inclusions.append(f"OU=Kept,{known[position].text}")
        known.append(parse_dn(inclusions[-1]))
    nowhere = Origin("Connectors/AD.xml", "/partition")
    dn = parse_dn(ROOT)
    return (
        Partition(
            "p", ROOT, dn, dn.domain, True, ("user", "group"),
            tuple(Container(parse_dn(name), nowhere) for name in inclusions),
            tuple(Container(parse_dn(name), nowhere) for name in exclusions),
            (), False, (), nowhere,
        ),
        known,
    )  # fmt: skip


def measure(containers: int, marks: int) -> None:
    """Print seconds of every step and peak memory in MB, separated by blanks."""
    import resource

    from analyzer.cloudsync.containers import ContainerLimits, translate_containers
    from analyzer.connect.scope import build_partition_scope, prove
    from analyzer.reporting.templates import environment
    from analyzer.reporting.view.scope_tree import tree_view

    partition, known = large_partition(containers, marks)
    macros = environment().get_template("macros.html.j2").module
    tree, modelled = _timed(lambda: build_partition_scope(partition, known))
    proposal, translated = _timed(lambda: translate_containers(tree, ContainerLimits(30, 50, 4_000_000)))
    proof, proven = _timed(lambda: prove(tree, proposal))
    if proof.unexplained:
        raise SystemExit(f"{len(proof.unexplained)} objects would be treated otherwise and nobody says so")
    (view, markup), rendered = _timed(lambda: _render(tree_view(tree), macros.tree))  # type: ignore[attr-defined]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = (len(markup) + len(view.names.encode())) / 1e6
    print(modelled, translated, proven, rendered, peak, size, len(tree.nodes))


def _render(view, tree):
    return view, str(tree(view.root))


def _timed(run: Callable[[], object]):
    start = time.perf_counter()
    result = run()
    return result, time.perf_counter() - start


def main() -> None:
    """Print one row for each size; the last is the one with limits."""
    print("| containers | model | translate | prove | render | together | target | peak MB | target | page MB |")
    print("|-----------:|------:|----------:|------:|-------:|---------:|-------:|--------:|-------:|--------:|")
    for containers, marks in SIZES:
        command = [sys.executable, "-c", _CHILD, str(containers), str(marks)]
        found = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        model, translate, prove, render, peak, size = map(float, found[:6])
        last = (containers, marks) == SIZES[-1]
        seconds, memory = (f"{LIMIT_SECONDS:g} s", f"{LIMIT_MEGABYTES:g}") if last else ("", "")
        total = model + translate + prove + render
        print(
            f"| {int(found[6]):>10,} | {model:5.2f} | {translate:9.2f} | {prove:5.2f} | {render:6.2f} | {total:8.2f} "
            f"| {seconds:>6} | {peak:7.0f} | {memory:>6} | {size:7.2f} |"
        )


if __name__ == "__main__":
    main()
