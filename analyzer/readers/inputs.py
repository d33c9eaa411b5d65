"""Decides by content what the inputs are, reads them, and puts them together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.configuration import Configuration
from analyzer.errors import InputError, UnknownFormatError
from analyzer.readers.collected import COUNTED, read_counts
from analyzer.readers.contribution import Contribution, JobSchemaDocument
from analyzer.readers.detect import Budget, Ignored, read_file
from analyzer.readers.files import guard_total, printable
from analyzer.readers.server_configuration import find_roots, read_contribution
from analyzer.readers.server_configuration.read import Progress
from analyzer.readers.servers import configuration_of
from analyzer.readers.source import InputSource, open_source

_EXPECTED = (
    "expected the folder (or a .zip of it) that Get-ADSyncServerConfiguration -Path wrote, "
    "with Connectors, GlobalSettings and SynchronizationRules inside"
)


@dataclass(frozen=True, slots=True)
class InputBundle:
    """Everything the inputs hold.

    Attributes:
        configuration: the configuration of the server to assess.
        contributions: what each source gave, in the order they were found.
        ignored: files that are no part of it, with the reason.
        job_schema: the Cloud Sync job schema to use in place of the built-in default mapping, if there is one.

    """

    configuration: Configuration
    contributions: tuple[Contribution, ...]
    ignored: tuple[Ignored, ...]
    job_schema: JobSchemaDocument | None


def read_inputs(paths: Sequence[Path], progress: Progress = lambda *_: None) -> Configuration:
    """Read all inputs into one configuration; raises as :func:`read_bundle` does."""
    return read_bundle(paths, progress).configuration


def read_bundle(paths: Sequence[Path], progress: Progress = lambda *_: None) -> InputBundle:
    """Read all inputs.

    Args:
        paths: folders, .zip files or files, in any order.
        progress: called before each file.

    Raises:
        UnknownFormatError: nothing in an input is of a known format.
        InputError: an input is broken, holds nothing of Connect Sync, or the inputs hold servers of several tenants.

    """
    contributions, ignored = gather(paths, progress)
    schemas = [one.job_schema for one in contributions if one.job_schema is not None]
    if len({schema.sha256 for schema in schemas}) > 1:
        places = ", ".join(schema.file for schema in schemas)
        raise InputError(f"the inputs hold {len(schemas)} different Cloud Sync job schemas ({places}); give one")
    configuration = replace(configuration_of(contributions), counts=read_counts(paths))
    if not (configuration.connectors or configuration.sync_rules or configuration.stubs):
        names = ", ".join(dict.fromkeys(one.input for one in contributions) or map(printable, map(str, paths)))
        raise InputError(f"holds no connector and no sync rule, so there is nothing to assess; {_EXPECTED}", file=names)
    return InputBundle(configuration, contributions, ignored, schemas[0] if schemas else None)


def read_job_schema(path: Path) -> JobSchemaDocument:
    """Read the one Cloud Sync job schema that ``path`` holds.

    Raises:
        InputError: it holds none, or several, or is broken.

    """
    try:
        found = [one.job_schema for one in gather([path])[0] if one.job_schema is not None]
    except UnknownFormatError:
        found = []
    if len(found) != 1:
        raise InputError("expected the JSON of one synchronization schema", file=str(path))
    return found[0]


def gather(
    paths: Sequence[Path], progress: Progress = lambda *_: None
) -> tuple[tuple[Contribution, ...], tuple[Ignored, ...]]:
    """Read everything of a known format in the inputs, without putting it together.

    Raises:
        UnknownFormatError: nothing in an input is of a known format.
        InputError: an input is broken.

    """
    if not paths:
        raise InputError(f"no input was given; {_EXPECTED}")
    contributions: list[Contribution] = []
    ignored: list[Ignored] = []
    budget = Budget()
    with ExitStack() as open_sources:
        for path in paths:
            source = open_sources.enter_context(open_source(path))
            found, left = _read_source(source, budget, progress)
            if not found and not any(one.reason == COUNTED for one in left):
                raise UnknownFormatError(_why_not(source), file=source.name)
            contributions += found
            ignored += left
    return tuple(contributions), tuple(ignored)


def _read_source(source: InputSource, budget: Budget, progress: Progress) -> tuple[list[Contribution], list[Ignored]]:
    roots = find_roots(source)
    taken = {file.name for root in roots for files in root.sections.values() for file in files}
    found = [read_contribution(source, root, progress) for root in roots]
    ignored: list[Ignored] = []
    others = [file for file in source.files if file.name not in taken]
    total = 0
    for index, file in enumerate(others):
        progress(file.name, index, len(others))
        result = read_file(file, source.name, source.label, budget)
        if isinstance(result, Ignored):
            ignored.append(result)
            continue
        total += file.size
        guard_total(total, source.name)
        found.append(result)
    if found:
        # Half an export alone is refused, since the whole is a command away; beside other sources it helps.
        parts = find_roots(source, whole=False)
        found += [read_contribution(source, root, progress) for root in parts]
        read = {file.name for root in parts for files in root.sections.values() for file in files}
        ignored = [one for one in ignored if one.name not in read]
    return found, ignored


def _why_not(source: InputSource) -> str:
    folders = {part.lower() for file in source.files for part in file.name.split("/")[:-1]}
    folders.add(source.path.resolve().name.lower())
    missing = [name for name in ("Connectors", "SynchronizationRules") if name.lower() not in folders]
    if len(missing) == 1:
        return f"the export lacks its {missing[0]} folder; {_EXPECTED}"
    if not missing or "globalsettings" in folders:
        return f"only a part of an export; {_EXPECTED}"
    archives = [file.name for file in source.files if file.name.lower().endswith((".zip", ".7z", ".rar"))]
    if archives:
        return f"holds another archive ({archives[0]}), which is not opened; unpack it first"
    return f"not an export this program knows; {_EXPECTED}"
