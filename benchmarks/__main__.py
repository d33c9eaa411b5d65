"""Prints the table of ``benchmarks/README.md``: ratios measured in one run on one machine."""

from __future__ import annotations

import os
import platform
import tempfile
from pathlib import Path

from benchmarks.generate_export import large_export
from benchmarks.measure import Measurement, lxml_alone, run
from sample_exports.generator.writer import write_export

RUNS = 5
CONTOSO = Path(__file__).resolve().parents[2] / "shared/data/exports/contoso-1.1.130"
SIZES = ((5, 25, 1250), (10, 50, 2500), (20, 100, 5000))


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(f"| {'what':<58} | seconds | x lxml | target | peak MB |")
    print(f"|{'-' * 60}|--------:|-------:|-------:|--------:|")
    with tempfile.TemporaryDirectory() as scratch:
        _row("--help", run(["--help"], RUNS), None, "0.2 s")
        if CONTOSO.is_dir():
            _export("Contoso, 62 rules", CONTOSO, Path(scratch), RUNS, ("32 x", "9+5 x"))
        for forests, partitions, rules in SIZES:
            folder = Path(scratch, f"generated-{rules}")
            write_export(large_export(forests, partitions, rules), folder)
            name = f"generated, {forests} forests, {partitions} partitions, {rules:,} rules"
            _export(name, folder, Path(scratch), 1, ("", ""))
    print()
    from benchmarks import expressions, flows, scope

    expressions.main()
    print()
    if CONTOSO.is_dir():
        flows.main()
        print()
    scope.main()


def _export(name: str, folder: Path, scratch: Path, runs: int, targets: tuple[str, str]) -> None:
    floor = lxml_alone(folder, max(3, runs))
    print(f"| {name + ': lxml alone':<58} | {floor:7.3f} | {'1.0':>6} | {'':>6} | {'':>7} |")
    base = ["analyze", str(folder), "--quiet", "-o", str(scratch / "out")]
    _row(f"{name}: html, xlsx, json", run([*base, "--format", "html,xlsx,json"], runs), floor, targets[0])
    _row(f"{name}: json only", run([*base, "--format", "json"], runs), floor, targets[1])


def _row(name: str, measured: Measurement, floor: float | None, target: str) -> None:
    ratio = f"{measured.seconds / floor:.1f}" if floor else ""
    print(f"| {name:<58} | {measured.seconds:7.3f} | {ratio:>6} | {target:>6} | {measured.megabytes:7.0f} |")


if __name__ == "__main__":
    main()
