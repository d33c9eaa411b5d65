"""Tells by content what a file is. A format is one row: how its text opens, what must occur in it, who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from analyzer.configuration import Note
from analyzer.errors import InputError
from analyzer.readers import cmdlet_output, dsc, job_schema, persisted_state, wizard_policy
from analyzer.readers.contribution import Contribution
from analyzer.readers.files import SourceFile
from analyzer.readers.loaded import LoadedFile
from analyzer.readers.text import decoded, opening_of

Reader = Callable[[LoadedFile], Contribution | None]

MAX_BYTES = 50 * 1024 * 1024
"""Larger files are none of those looked for here (the largest real one, a job schema, is 1 MB): traces and logs."""
_TEXT_ENDINGS = {
    *("json", "xml", "clixml", "clix", "ps1", "psm1", "txt", "text", "log", "out", "yaml", "yml", "lst", "list", ""),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """How one format is recognised.

    Attributes:
        title: the format in words.
        openings: how its text may start: ``json``, ``xml``, ``text``.
        words: patterns that must all occur, in any case.
        read: the reader; it may still find nothing of use.

    """

    title: str
    openings: tuple[str, ...]
    words: tuple[re.Pattern[str], ...]
    read: Reader


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file that wasn't read, and why."""

    name: str
    reason: str


def _script(file: LoadedFile) -> Contribution | None:
    from analyzer.readers.powershell.script import read_script  # noqa: PLC0415 - loads a compiled grammar

    return read_script(file)


def _row(title: str, openings: str, words: tuple[str, ...], read: Reader) -> Signature:
    return Signature(
        title, tuple(openings.split()), tuple(re.compile(word, re.IGNORECASE | re.MULTILINE) for word in words), read
    )


_CMDLET_WORDS = (
    r"SyncCycleEnabled|SchedulerSuspended|SqlSchemaVersion|GroupWritebackV2|ForcePasswordChangeOnLogOn|"
    r"ConnectorTypeName|LinkType|AutoUpgradeState|SuspensionReason|DeletionPrevention|SourceConnector|SQLServerName|"
    r"Microsoft\.(?:Synchronize|OptionalFeature|SynchronizationOption)"
)
SIGNATURES = (
    _row("Cloud Sync job schema", "json", ('"synchronizationRules"', '"objectMappings"'), job_schema.read_job_schema),
    _row(
        "wizard policy",
        "json",
        ('"(?:policyMetadata|onpremisesDirectoryPolicy|azureDirectoryPolicy)"',),
        wizard_policy.read_wizard_policy,
    ),
    _row("output of Get-ADSync cmdlets (JSON)", "json", (_CMDLET_WORDS,), cmdlet_output.read_cmdlet_output),
    _row(
        "output of Get-ADSync cmdlets (CliXML)",
        "xml",
        (r"<Objs\b", _CMDLET_WORDS),
        cmdlet_output.read_cmdlet_output,
    ),
    _row("wizard memory", "xml", ("<PersistedStateContainer",), persisted_state.read_persisted_state),
    _row("rules script", "text", (r"New[-–—]ADSyncRule\b",), _script),
    _row(
        "DSC configuration",
        "text",
        (r"^[ \t]*AAD(?:SyncRules?|\w*DirectoryExtensionAttributes?)[ \t]*:",),
        dsc.read_dsc,
    ),
    _row("output of Get-ADSync cmdlets (text)", "text", (_CMDLET_WORDS,), cmdlet_output.read_cmdlet_output),
    _row(
        "state of automatic upgrade",
        "text",
        (r"\A\s*(?:Enabled|Suspended|Disabled)\s*\Z",),
        cmdlet_output.read_cmdlet_output,
    ),
)


def read_file(file: SourceFile, input_name: str, label: str) -> Contribution | Ignored:
    """Read one file if its format is known.

    Raises:
        InputError: it is of a known format and broken.

    """
    ending = file.name.rpartition("/")[2].rpartition(".")
    suffix = ending[2].lower() if ending[1] else ""
    if suffix not in _TEXT_ENDINGS:
        archive = suffix in {"zip", "7z", "rar", "cab", "gz"}
        return Ignored(file.name, "another archive, which is not opened; unpack it" if archive else "not a text format")
    if file.size > MAX_BYTES:
        return Ignored(file.name, f"larger than {MAX_BYTES // 2**20} MB, which no file of a known format is")
    data = file.read()
    notes: list[Note] = []
    try:
        text = decoded(data, file.name, notes)
    except InputError as error:
        return Ignored(file.name, f"no readable text: {error.message}")
    signature = recognise(text)
    if signature is not None:
        contribution = signature.read(LoadedFile(input_name, label, file.name, data, text, notes))
        if contribution is not None:
            return contribution
    return Ignored(file.name, "not a format this program knows")


def recognise(text: str) -> Signature | None:
    """Return the first signature that fits ``text``."""
    opening = opening_of(text)
    for signature in SIGNATURES:
        if opening in signature.openings and all(word.search(text) for word in signature.words):
            return signature
    return None
