"""Whole-process measurements: wall time and peak memory of a child, median of several runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LXML_ALONE = """
import sys, time
from pathlib import Path
from lxml import etree
files = sorted(Path(sys.argv[1]).rglob("*.xml"))
start = time.perf_counter()
for file in files:
    etree.parse(str(file))
print(time.perf_counter() - start)
"""


# As on a user's machine: Python may keep compiled modules, and the program its compiled templates and knowledge.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Measurement:
    """Median wall time in seconds and the largest peak memory in MB."""

    seconds: float
    megabytes: float


def lxml_alone(folder: Path, runs: int) -> float:
    """Return the median time in seconds lxml takes to parse all XML files, each run in a fresh process."""
    command = [sys.executable, "-c", _LXML_ALONE, str(folder)]
    return statistics.median(
        float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(runs)
    )


def run(arguments: Sequence[str], runs: int) -> Measurement:
    """Run the program with ``arguments`` several times after one warm-up."""
    times, peaks = [], []
    for index in range(runs + 1):
        seconds, megabytes = _once(arguments)
        if index:
            times.append(seconds)
            peaks.append(megabytes)
    return Measurement(statistics.median(times), max(peaks))


def _once(arguments: Sequence[str]) -> tuple[float, float]:
    command = [sys.executable, "-m", "analyzer", *arguments]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        message = process.stderr.read().decode() if process.stderr else ""
        raise SystemExit(f"{' '.join(command)} failed: {message}")
    if process.stderr:
        process.stderr.close()
    return seconds, usage.ru_maxrss / 1024
