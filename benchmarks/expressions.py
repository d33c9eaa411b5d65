"""Times the expression room: parsing, and translating a whole export against reading it.

Run with ``python -m benchmarks.expressions``. It needs the shared Contoso export; without it, it says so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from analyzer.expressions import parse, translate
from analyzer.expressions.translate import service
from analyzer.readers.inputs import read_inputs

PARSED_PER_SECOND = 20_000


def export_folder() -> Path | None:
    """Return the shared export beside one of the parents of this file."""
    for parent in Path(__file__).resolve().parents:
        folder = parent.parent / "shared" / "data" / "exports" / "contoso-1.1.130"
        if folder.is_dir():
            return folder
    return None


def read(folder: Path) -> list[etree._Element]:
    """Parse every XML file of an export, as the least that reading it can mean."""
    return [etree.fromstring(path.read_bytes()) for path in sorted(folder.rglob("*.xml"))]


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """Return the shortest of several run times, in seconds of one core."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def measure(folder: Path) -> dict[str, float]:
    """Return the figures: counts, expressions parsed per second, milliseconds of reading and translating."""
    roots = read(folder)
    expressions = [element.text or "" for root in roots for element in root.iter("expression")]
    distinct = list(dict.fromkeys(expressions))

    def parse_all() -> None:
        for text in expressions:
            parse(text)

    def translate_all() -> None:
        service._translate.cache_clear()
        for text in expressions:
            translate(text)

    translate_all()  # loads the knowledge, once per process
    parsing = best_of(7, parse_all)
    return {
        "expressions": len(expressions),
        "distinct": len(distinct),
        "parsed per second": len(expressions) / parsing,
        "lxml alone, ms": best_of(3, lambda: read(folder)) * 1000,
        "read the export, ms": best_of(3, lambda: read_inputs([folder])) * 1000,
        "translate and prove all, ms": best_of(3, translate_all) * 1000,
    }


def main() -> int:
    """Print the table; return 1 when a figure misses its target, 0 otherwise."""
    folder = export_folder()
    if folder is None:
        print("the shared export isn't here: nothing measured")
        return 0
    figures = measure(folder)
    for name, value in figures.items():
        print(f"{name:<36}{value:>12,.1f}" if "ms" in name else f"{name:<36}{value:>12,.0f}")
    slow = figures["translate and prove all, ms"] > figures["read the export, ms"]
    return int(slow or figures["parsed per second"] < PARSED_PER_SECOND)


if __name__ == "__main__":
    sys.exit(main())
