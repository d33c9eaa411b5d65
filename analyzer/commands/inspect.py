"""``inspect``: what the inputs are, what each gives, and what is missing. Nothing is assessed or written."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.commands.common import printable, progress_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.configuration import Configuration, SourceDifference
    from analyzer.readers.contribution import Contribution
    from analyzer.readers.detect import Ignored

_SHOWN = 10


@click.command(
    epilog="""\b
Examples:
  cloudsync-readiness inspect support-bundle.zip rules.ps1
  cloudsync-readiness inspect export --json

Exit status: 0 done, 2 bad usage or unreadable input, 1 a bug.
"""
)
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def inspect(inputs: tuple[Path, ...], as_json: bool, quiet: bool) -> None:
    """Tell what INPUT holds: every source and what it gives, how much was understood, and what to collect next.

    INPUT is a folder, a .zip or a file; several may be given in any order.
    """
    from analyzer.readers.inputs import gather
    from analyzer.readers.servers import configuration_of

    show = progress_line(quiet=quiet)
    contributions, ignored = gather(inputs, show)
    show("", 0, 0)
    configuration = configuration_of(contributions)
    if as_json:
        document = _document(configuration, contributions, ignored)
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    for line in _lines(configuration, contributions, ignored):
        click.echo(printable(line))


def _document(
    configuration: Configuration, contributions: Sequence[Contribution], ignored: Sequence[Ignored]
) -> dict[str, Any]:
    from analyzer.readers.describe import summary_of
    from analyzer.readers.formats import TITLES

    coverage = configuration.coverage
    return {
        "server": configuration.settings.server,
        "product_version": configuration.product_version,
        "sources": [
            {**asdict(summary_of(one)), "title": TITLES[one.format], "sha256": one.sha256} for one in contributions
        ],
        "coverage": {
            "nodes_total": coverage.nodes_total,
            "nodes_understood": coverage.nodes_understood,
            "percent": coverage.percent,
            "not_understood": [asdict(node) for node in coverage.not_understood],
        },
        "notes": [asdict(note) for note in configuration.notes],
        "differences": [asdict(one) for one in configuration.differences],
        "other_servers": [asdict(one) for one in configuration.other_servers],
        "not_told": sorted(configuration.gaps),
        "missing": [asdict(piece) for piece in configuration.missing],
        "ignored": [asdict(one) for one in ignored],
    }


def _lines(
    configuration: Configuration, contributions: Sequence[Contribution], ignored: Sequence[Ignored]
) -> Iterator[str]:
    from analyzer.readers.describe import summary_of
    from analyzer.readers.formats import TITLES

    server = configuration.settings.server or "a server that no source names"
    version = configuration.product_version or "unknown"
    yield f"Assessed would be {server}, build {version}, from {len(contributions)} source(s):"
    for one in contributions:
        summary = summary_of(one)
        yield ""
        yield f"  {TITLES[one.format]}: {one.name}"
        yield f"    gives       {', '.join(summary.gives) or 'nothing that counts'}"
        if summary.tells:
            yield f"    in full     {', '.join(summary.tells)}"
        yield f"    understood  {summary.percent:g} % of {one.coverage.nodes_total:,} nodes"
        for sentence in summary.limits:
            yield f"    limit       {sentence}"
    yield from _section("Notes", [f"{note.origin}: {note.text}" for note in configuration.notes])
    nodes = [f"{node.origin} {node.origin.path}: {node.what}" for node in configuration.coverage.not_understood]
    yield from _section("Not understood", nodes)
    yield from _section("Sources disagree (the first was used)", _differences(configuration.differences))
    for other in configuration.other_servers:
        state = {True: "staging", False: "active", None: "state unknown"}[other.staging]
        title = f"Drift: {other.name or other.source} ({state}) differs (assessed server first)"
        yield from _section(title, _differences(other.drift) or ["nothing"])
    yield from _section("Ignored files", [f"{one.name}: {one.reason}" for one in ignored])
    yield ""
    if not configuration.missing:
        yield "Nothing is missing for a full assessment."
        return
    yield "Missing for a full assessment, and the read-only command on the sync server that gets it:"
    commands: dict[str, list[str]] = {}
    for piece in configuration.missing:
        commands.setdefault(piece.command, []).append(f"{piece.what} ({piece.why})")
    for command, pieces in commands.items():
        yield f"  {command}"
        yield from (f"    {piece}" for piece in pieces)


def _section(title: str, entries: Sequence[str]) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield f"{title}:"
    yield from (f"  {entry}" for entry in entries[:_SHOWN])
    if len(entries) > _SHOWN:
        yield f"  ... and {len(entries) - _SHOWN:,} more; --json lists all"


def _differences(differences: Sequence[SourceDifference]) -> list[str]:
    return [f"{one.subject}, {one.what}: {one.used} | {one.other}" for one in differences]
