"""Times composition, comparison and proof against lxml alone, in one process: ``python -m benchmarks.flows``."""

from __future__ import annotations

import gc
import importlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

OTHER = Path(__file__).resolve().parents[1] / "sample_exports/lindenhof-simple"
CONTOSO = Path(__file__).resolve().parents[2] / "shared/data/exports/contoso-1.1.130"


def best(actions: Sequence[Callable[[], object]], rounds: int = 7) -> list[float]:
    """Return each action's shortest processor time in seconds.

    They take turns: what else the machine does slows all of them, and not only the one it falls upon.
    """
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for action, found in zip(actions, times, strict=True):
            gc.collect()
            start = time.process_time()
            action()
            found.append(time.process_time() - start)
    return [min(found) for found in times]


def _forget() -> None:
    """Empty the caches that outlive a run."""
    from analyzer.assessment.flows import compare
    from analyzer.connect.flows import keys, terms

    importlib.import_module("analyzer.expressions.translate.service")._translate.cache_clear()
    for function in (terms.parsed, terms.attribute, compare._cloud_node):
        function.cache_clear()
    for table in (terms._TEXTS, keys._BY_IDENTITY, keys._BY_CONTENT):
        table.clear()


def main() -> None:
    from lxml import etree

    from analyzer.assessment.flows.judge import judge_flows
    from analyzer.cli import ALLOCATIONS_BETWEEN_COLLECTIONS
    from analyzer.cloudsync.defaults import default_schema
    from analyzer.connect.flows import compose
    from analyzer.readers.inputs import read_inputs

    gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS)
    parser = etree.XMLParser(huge_tree=True)
    files = [path.read_bytes() for path in CONTOSO.rglob("*.xml")]
    configuration, schema = read_inputs([CONTOSO]), default_schema()
    # Another export loads the knowledge; what is remembered of expressions is forgotten before each run.
    judge_flows(read_inputs([OTHER]), lambda _: schema, frozenset())

    def compose_anew() -> None:
        _forget()
        compose(configuration)

    def judge_anew() -> None:
        _forget()
        judge_flows(configuration, lambda _: schema, frozenset())

    def parse_all() -> None:
        for data in files:
            etree.fromstring(data, parser)

    floor, composing, everything = best([parse_all, compose_anew, judge_anew])
    print(f"lxml alone {floor:.3f} s, composition {composing:.3f} s ({composing / floor:.1f} x),")
    print(f"composition, comparison and proof {everything:.3f} s ({everything / floor:.1f} x; at most 5 x)")


if __name__ == "__main__":
    main()
