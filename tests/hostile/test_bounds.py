"""Whatever is handed in below 200 MB, reading it ends soon and in bounded memory.

Each case runs in a process of its own with its address space capped, so a case that needs more fails loudly.
The sizes are about a tenth of what the caps let in; ``docs/formats.md`` has the figures measured at the caps.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.exports import AD_FILE, ad_connector, partition, rule, rule_file, settings, small_export, write_files

resource = pytest.importorskip("resource", reason="limits are set the POSIX way")

MEMORY_BYTES = 1024**3
SECONDS = 60

_RUN = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
import analyzer.readers.server_configuration.read as read
read.MAX_NODES = 500_000  # a tenth of the real cap, in a fifth of the memory, so that the test ends soon
from analyzer.errors import ReadinessError
from analyzer.readers.inputs import read_inputs
try:
    print("read", read_inputs([Path(sys.argv[1])]).coverage.percent)
except ReadinessError as error:
    print("refused", error)
"""


def run(folder: Path) -> str:
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(folder), str(MEMORY_BYTES)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert time.monotonic() - start < SECONDS
    return done.stdout.strip()


def _flows(count: int) -> str:
    return rule(flows="<mapping><dest>a</dest><src>1</src></mapping>" * count)


CASES: dict[str, tuple[Callable[[], dict[str, bytes]], str]] = {
    "100 MB of small elements": (
        lambda: small_export(rule=b"<a>" + b"<b/>" * 26_000_000 + b"</a>"),
        f"refused {rule_file()}: holds more than 3,000,000 elements and attributes, which no export does",
    ),
    "many unknown elements": (
        lambda: small_export(rule=rule(more="<b/>" * 300_000)),
        "read 0.",
    ),
    "many unknown attributes": (
        lambda: small_export(rule=rule(more="<b c='' d=''/>" * 100_000)),
        "read 0.",
    ),
    "many flows": (lambda: small_export(rule=_flows(50_000)), "read 100.0"),
    "text between elements": (lambda: small_export(rule=rule(more="<b/>" + "x" * 9_000_000 + "<b/>")), "read 98."),
    "one long expression": (
        lambda: small_export(
            rule=rule(flows=f"<mapping><dest>a</dest><expression>{'(' * 2_000_000}</expression></mapping>")
        ),
        "read 100.0",
    ),
    "one long distinguished name": (
        lambda: small_export(ad=ad_connector(partition("DC=x", inclusions=("OU=a," * 300_000 + "DC=x",)))),
        "read 100.0",
    ),
    "many distinguished names": (
        lambda: small_export(
            ad=ad_connector(partition("DC=x", inclusions=tuple(f"OU={n},DC=x" for n in range(50_000))))
        ),
        "read 100.0",
    ),
    "many partitions": (
        lambda: small_export(ad=ad_connector("".join(partition(f"DC={n}", number=n) for n in range(5_000)))),
        "read 100.0",
    ),
    "many parameters of one name": (
        lambda: small_export(settings=settings("<parameter name='a' type='b'>1</parameter>" * 60_000)),
        "read 100.0",
    ),
    "many copies of one rule": (
        lambda: small_export() | {f"SynchronizationRules/{n}.xml": rule().encode() for n in range(1_000)},
        "read 100.0",
    ),
    "many namespaces": (
        lambda: small_export(
            rule=("<a " + " ".join(f"xmlns:n{n}='u{n}'" for n in range(200_000)) + ">" + "<n9:b/>" * 200_000 + "</a>")
        ),
        "refused",
    ),
    "many large files": (
        lambda: (
            small_export(rule=_flows(50_000))
            | {f"SynchronizationRules/{n}.xml": _flows(50_000).encode() for n in range(9)}
        ),
        "refused SynchronizationRules/",
    ),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_time_and_memory_are_bounded(tmp_path: Path, case: str) -> None:
    build, expected = CASES[case]
    assert run(write_files(tmp_path, build())).startswith(expected)


def test_reading_is_linear_in_the_number_of_rules(tmp_path: Path) -> None:
    """Four times the rules take about four times the time: more than eight would be a quadratic reader."""
    from analyzer.readers.inputs import read_inputs

    def seconds(count: int) -> float:
        files = small_export() | {rule_file(n): rule(n).encode() for n in range(2, count + 1)}
        folder = write_files(tmp_path / str(count), files)
        times = []
        for _ in range(3):
            start = time.process_time()
            assert len(read_inputs([folder]).sync_rules) == count
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(800) < 8 * seconds(200)


def test_large_schema_takes_linear_time(tmp_path: Path) -> None:
    types = "".join(f"<attribute-type id='A{n}'><name>a{n}</name></attribute-type>" for n in range(60_000))
    text = ad_connector().replace("<directory-schema>", f"<directory-schema>{types}<unknown/>")
    folder = write_files(tmp_path, small_export() | {AD_FILE: text.encode()})
    assert run(folder).startswith("read 99.9")
