"""Decides by content what an input is, and reads it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from analyzer.configuration import Configuration
from analyzer.errors import InputError, UnknownFormatError
from analyzer.readers.server_configuration import find_roots, read_server_configuration
from analyzer.readers.server_configuration.read import ExportRoot, Progress
from analyzer.readers.source import InputSource, open_source

_EXPECTED = (
    "expected the folder (or a .zip of it) that Get-ADSyncServerConfiguration -Path wrote, "
    "with Connectors, GlobalSettings and SynchronizationRules inside"
)


def read_inputs(paths: Sequence[Path], progress: Progress = lambda *_: None) -> Configuration:
    """Read all inputs into one configuration.

    Args:
        paths: folders, .zip files or files, in any order.
        progress: called before each file.

    Raises:
        UnknownFormatError: an input is no export.
        InputError: an input is broken, or the inputs hold exports of more than one server.

    """
    if not paths:
        raise InputError(f"no input was given; {_EXPECTED}")
    with ExitStack() as open_sources:
        found: list[tuple[InputSource, ExportRoot]] = []
        for path in paths:
            source = open_sources.enter_context(open_source(path))
            roots = find_roots(source)
            if not roots:
                raise UnknownFormatError(_why_not(source), file=source.name)
            found += [(source, root) for root in roots]
        if len(found) > 1:
            places = ", ".join(f"{source.name}/{root.folder}".rstrip("/") for source, root in found)
            raise InputError(f"the inputs hold {len(found)} exports ({places}); give one at a time")
        return read_server_configuration(*found[0], progress)


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
