"""``redact``: an export with pseudonyms in place of names, fit to be shared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.common import progress_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.commands.privacy import Privacy
    from analyzer.readers.contribution import Contribution
    from analyzer.readers.files import SourceFile
    from analyzer.readers.server_configuration.read import ExportRoot
    from analyzer.readers.source import InputSource
    from analyzer.redaction import Redactor

BESIDE = "sources"
"""Folder for other sources that are read with the export; their own names may be a customer's."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@click.command(
    epilog="""\b
Examples:
  cloudsync-readiness redact export -o export-to-share
  cloudsync-readiness redact export.zip -o export-to-share.zip --key customer-key.json

Analysing the redacted export gives the same results, with pseudonyms. docs/privacy.md says what is replaced.
"""
)
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="New folder for the redacted export, or a new .zip if INPUT is one.",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    help="Key file, reused if it is there.  [default: <OUTPUT>-key.json beside the output]",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")
def redact(source: Path, output: Path, key: Path | None, quiet: bool) -> None:
    """Write INPUT, an export, once more with pseudonyms in place of names, paths, accounts and identifiers.

    The key file turns pseudonyms back into names: keep it, and never share it with the redacted export.
    """
    from analyzer.commands.privacy import Privacy

    _require_new(output)
    privacy = Privacy.open(output, key)
    files = _rewritten(source, privacy, progress_line(quiet=quiet))
    note = privacy.save()
    _write(files, output, as_zip=source.is_file())
    if not quiet:
        made = sum(len(found) for found in privacy.pseudonyms.entries.values())
        click.echo(f"{len(files)} files rewritten, {made:,} pseudonyms: {output}")
    click.echo(f"Note: {note}", err=True)


def _require_new(output: Path) -> None:
    """Refuse a place with files in it: what is there may hold real names."""
    from analyzer.errors import OutputError

    if output.is_dir() and not any(output.iterdir()):
        return
    if output.exists() or output.is_symlink():
        raise OutputError("is there already; a redacted export goes into a new folder or file", file=str(output))


def _rewritten(source: Path, privacy: Privacy, show: Callable[[str, int, int], None]) -> list[tuple[str, bytes]]:
    """Read and rewrite the export, all of it before anything is written."""
    from analyzer.knowledge.standard_rules import load_standard_rules
    from analyzer.readers.collected import NAME as COUNTS
    from analyzer.readers.files import guard_total
    from analyzer.readers.server_configuration import FORMAT
    from analyzer.readers.source import open_source
    from analyzer.readers.xml import parse_xml
    from analyzer.redaction.counts import redact_counts
    from analyzer.redaction.export import REWRITERS, ExportFile

    with open_source(source) as opened:
        root = _one_root(opened)
        listed = [file for section in root.sections.values() for file in section]
        guard_total(sum(file.size for file in listed), opened.name)
        counts = [file for file in opened.files if file.name.rpartition("/")[2].casefold() == COUNTS]
        cut = len(root.folder) + 1 if root.folder else 0
        files = [ExportFile(file.name[cut:], file.read) for file in listed]
        redactor = privacy.redactor(load_standard_rules())
        written = []
        for one in REWRITERS[FORMAT](files, redactor, lambda data, name: parse_xml(data, name, [])):
            written.append(one)
            show(one[0], len(written), len(files))
        if counts and (rewritten := redact_counts(counts[0].read(), redactor)) is not None:
            written.append((COUNTS, rewritten))
        taken = {file.name for file in (*listed, *counts)}
        others = [file for file in opened.files if file.name not in taken]
        beside, lost = _beside(others, opened, redactor)
        written += beside
        left_out = len(opened.files) - len(written)
    show("", 0, 0)
    for name in lost:
        text = "analyze reads it, and it can't be rewritten: the redacted export may be assessed otherwise"
        click.echo(f"Warning: {name} was left out; {text}.", err=True)
    if left_out - len(lost) > 0:
        click.echo(f"Note: {left_out - len(lost)} other files of the input were left out.", err=True)
    return written


def _beside(
    files: list[SourceFile], source: InputSource, redactor: Redactor
) -> tuple[list[tuple[str, bytes]], list[str]]:
    """Rewrite what lies beside the export and is read with it; also return the names of files that can't be.

    Raises:
        InputError: one is of a known format and broken.

    """
    from analyzer.readers.detect import Budget, Ignored, read_file

    budget = Budget()
    written: list[tuple[str, bytes]] = []
    lost = []
    for file in files:
        found = read_file(file, source.name, source.label, budget)
        if isinstance(found, Ignored):
            continue
        made = _rewritten_source(found, redactor)
        if made is None:
            lost.append(file.name)
            continue
        written.append((f"{BESIDE}/{found.format}-{len(written) + 1}{made[0]}", made[1]))
    return written, lost


def _rewritten_source(found: Contribution, redactor: Redactor) -> tuple[str, bytes] | None:
    """Return ending and bytes of one source with pseudonyms; ``None`` where it holds rules or connectors."""
    import json

    from analyzer.readers import cmdlet_output, job_schema, persisted_state, wizard_policy
    from analyzer.redaction import beside, redact_job_schema

    if found.rules or found.stubs or found.connectors:
        return None
    if found.format == cmdlet_output.FORMAT:
        return ".json", beside.cmdlet_output(found.parameters, found.observations, redactor)
    if found.format == persisted_state.FORMAT:
        return ".xml", beside.persisted_state(found.observations, redactor)
    if found.format == wizard_policy.MIGRATED:
        made = beside.migrated_policy(
            found.server, found.exported_at, found.product_version, found.observations, redactor
        )
        return ".json", made
    if found.format == job_schema.FORMAT and found.job_schema is not None:
        document = redact_job_schema(found.job_schema.document, redactor)
        return ".json", json.dumps(document, indent=2).encode()
    return None


def _one_root(source: InputSource) -> ExportRoot:
    """Return the one export in the input.

    Raises:
        UnknownFormatError: there is none that can be rewritten.
        InputError: there are several.

    """
    from analyzer.errors import InputError, UnknownFormatError
    from analyzer.readers.server_configuration import find_roots

    roots = find_roots(source)
    if not roots:
        raise UnknownFormatError(
            "only the export of Get-ADSyncServerConfiguration can be rewritten (folders Connectors, GlobalSettings, "
            "SynchronizationRules); for any other input share the results of analyze --redact",
            file=source.name,
        )
    if len(roots) > 1:
        places = ", ".join(root.folder or "." for root in roots)
        raise InputError(f"holds {len(roots)} exports ({places}); give one at a time", file=source.name)
    return roots[0]


def _write(files: list[tuple[str, bytes]], output: Path, *, as_zip: bool) -> None:
    from analyzer.reporting.output import OutputFolder

    if as_zip:
        with OutputFolder(output.parent) as folder:
            folder.write(output.name, lambda path: _write_zip(files, path))
        return
    with OutputFolder(output) as folder:
        for name, data in sorted(files):
            within, _, own = name.rpartition("/")
            folder.write(own, _writer(data), within=within)


def _writer(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def _write_zip(files: list[tuple[str, bytes]], path: Path) -> None:
    """Write the archive; entries bear no time, so equal input and key give equal bytes."""
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
