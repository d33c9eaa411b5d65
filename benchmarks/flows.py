"""Times composition, comparison and proof against lxml alone, in one process: ``python -m benchmarks.flows``."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path

CONTOSO = Path(__file__).resolve().parents[2] / "shared/data/exports/contoso-1.1.130"


def best(action: Callable[[], object], runs: int = 5) -> float:
    """Return the shortest processor time of several runs, in seconds."""
    times = []
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    from lxml import etree

    from analyzer.assessment.flows.judge import judge_flows
    from analyzer.cloudsync.defaults import default_schema
    from analyzer.connect.flows import compose
    from analyzer.readers.inputs import read_inputs

    parser = etree.XMLParser(huge_tree=True)
    files = [path.read_bytes() for path in CONTOSO.rglob("*.xml")]
    floor = best(lambda: [etree.fromstring(data, parser) for data in files])
    configuration, schema = read_inputs([CONTOSO]), default_schema()
    judge_flows(configuration, lambda _: schema, frozenset())  # loads the knowledge
    composing = best(lambda: compose(configuration))
    everything = best(lambda: judge_flows(configuration, lambda _: schema, frozenset()))
    print(f"lxml alone {floor:.3f} s, composition {composing:.3f} s ({composing / floor:.1f} x),")
    print(f"composition, comparison and proof {everything:.3f} s ({everything / floor:.1f} x; at most 5 x)")


if __name__ == "__main__":
    main()
