"""Tells by content what a file is. A format is one row: how its text opens, what must occur in it, who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from analyzer.configuration import Note
from analyzer.errors import InputError, UnsafeInputError
from analyzer.readers import cmdlet_output, collected, dsc, job_schema, persisted_state, wizard_policy
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


LARGE_TEXT = 2 * 1024 * 1024
"""Of larger text without structure (logs, traces) only the beginning decides whether it is looked at at all."""
MAX_MARKS = 12_000_000
"""Commas, brackets, tags and line ends in all files that are parsed: 400 MB of the densest would take hours."""
_MARKS = (",", "[", "{", "<", "\n", ":")
_SNIFFED = 256 * 1024


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


_PROPERTIES = (
    r"SyncCycleEnabled|SchedulerSuspended|SqlSchemaVersion|GroupWritebackV2|ForcePasswordChangeOnLogOn|"
    r"ConnectorTypeName|LinkType|AutoUpgradeState|SuspensionReason|DeletionPrevention|SourceConnector|SQLServerName"
)
_CMDLET_WORDS = rf"{_PROPERTIES}|Microsoft\.(?:Synchronize|OptionalFeature|SynchronizationOption)"
_LIST_LINE = rf"^[ \t]{{0,40}}(?:{_PROPERTIES})[ ]{{0,60}}:|^Name[ ]{{1,60}}: Microsoft\."
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
    _row("rules script", "text", (r"(?:^|[{;=(|])[ \t]{0,40}New[-–—]ADSyncRule\b",), _script),
    _row(
        "DSC configuration",
        "text",
        (r"^[ \t]*AAD(?:SyncRules?|\w*DirectoryExtensionAttributes?)[ \t]*:",),
        dsc.read_dsc,
    ),
    _row("output of Get-ADSync cmdlets (text)", "text", (_LIST_LINE,), cmdlet_output.read_cmdlet_output),
    _row(
        "state of automatic upgrade",
        "text",
        (r"\A\s*(?:Enabled|Suspended|Disabled)\s*\Z",),
        cmdlet_output.read_cmdlet_output,
    ),
)


@dataclass(slots=True)
class Budget:
    """What all files of the inputs may cost together: the marks between their values, known before parsing."""

    left: int = MAX_MARKS

    def spend(self, text: str, file: str) -> None:
        """Take the cost of parsing ``text`` off the budget.

        Raises:
            UnsafeInputError: the files up to this one hold more than any export.

        """
        self.left -= sum(map(text.count, _MARKS))
        if self.left < 0:
            raise UnsafeInputError(
                f"the inputs hold more than {MAX_MARKS:,} values up to this file, which no export does", file=file
            )


def read_file(file: SourceFile, input_name: str, label: str, budget: Budget) -> Contribution | Ignored:
    """Read one file if its format is known.

    Raises:
        InputError: it is of a known format and broken.
        UnsafeInputError: with it the inputs hold more than any export.

    """
    ending = file.name.rpartition("/")[2].rpartition(".")
    suffix = ending[2].lower() if ending[1] else ""
    if suffix not in _TEXT_ENDINGS:
        archive = suffix in {"zip", "7z", "rar", "cab", "gz"}
        return Ignored(file.name, "another archive, which is not opened; unpack it" if archive else "not a text format")
    if file.size > MAX_BYTES:
        return Ignored(file.name, f"larger than {MAX_BYTES // 2**20} MB, which no file of a known format is")
    data = file.read()
    if file.size > LARGE_TEXT and not _telling(data):
        return Ignored(file.name, "not a format this program knows")
    notes: list[Note] = []
    try:
        text = decoded(data, file.name, notes)
    except InputError as error:
        return Ignored(file.name, f"no readable text: {error.message}")
    signature = recognise(text)
    if signature is not None:
        budget.spend(text, file.name)
        contribution = signature.read(LoadedFile(input_name, label, file.name, data, text, notes))
        if contribution is not None:
            return contribution
    return Ignored(file.name, collected.reason_of(text) or "not a format this program knows")


def _telling(data: bytes) -> bool:
    """Tell whether a large file is structured, or its beginning has what a known format has."""
    head = data[:_SNIFFED]
    text = head.decode("utf-16" if head[:2] in _WIDE_MARKS else "latin-1", "replace")
    return opening_of(text) != "text" or recognise(text) is not None


_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def recognise(text: str) -> Signature | None:
    """Return the first signature that fits ``text``."""
    opening = opening_of(text)
    for signature in SIGNATURES:
        if opening in signature.openings and all(word.search(text) for word in signature.words):
            return signature
    return None
