"""One file of an input, and the caps every input keeps.

The caps are far above any real export (Contoso 1.1.130: 65 files, 2.3 MB, the largest 1.8 MB) and low enough
that whatever is handed in, reading it ends soon and in bounded memory. ``docs/formats.md`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analyzer.errors import InputError, UnsafeInputError

MAX_FILE_BYTES = 100 * 1024 * 1024
"""The largest single file that is read."""
MAX_TOTAL_BYTES = 400 * 1024 * 1024
"""All files of one export together, unpacked."""
MAX_FILES = 50_000
"""Files that one input may list."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of an input.

    Attributes:
        name: the path inside the input, with ``/``, made :func:`printable`; it is never used to open anything.
        size: its size in bytes as the folder or the archive states it.
        place: how errors name it: the input and the file.
        fetch: returns its bytes; may raise OSError.

    """

    name: str
    size: int
    place: str
    fetch: Callable[[], bytes]

    def read(self) -> bytes:
        """Return the bytes.

        Raises:
            InputError: the file can't be read.
            UnsafeInputError: it is larger than :data:`MAX_FILE_BYTES`, or not what its folder or archive stated.

        """
        guard_size(self.size, self.place)
        try:
            data = self.fetch()
        except OSError as error:
            raise InputError(f"can't be read: {error.strerror or error}", file=self.place) from error
        guard_size(len(data), self.place)
        return data


def guard_size(size: int, place: str) -> None:
    """Refuse a file above :data:`MAX_FILE_BYTES`."""
    if size > MAX_FILE_BYTES:
        raise UnsafeInputError(
            f"the file is larger than {_megabytes(MAX_FILE_BYTES)}, which no file of an export is", file=place
        )


def guard_total(size: int, place: str) -> None:
    """Refuse an export above :data:`MAX_TOTAL_BYTES`."""
    if size > MAX_TOTAL_BYTES:
        raise UnsafeInputError(
            f"the export's files hold more than {_megabytes(MAX_TOTAL_BYTES)} together, which no export does",
            file=place,
        )


def _megabytes(size: int) -> str:
    return f"{size // (1024 * 1024)} MB"


def printable(text: str) -> str:
    r"""Return ``text`` on one line, encodable everywhere: what isn't printable becomes an escape such as ``\n``.

    File names may hold line breaks, bidirectional marks or bytes that are no characters; they reach messages,
    reports and JSON.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def quoted(text: str, limit: int = 80) -> str:
    """Return what a message quotes from an input, between single quotes of which the text itself holds none.

    What stands between them is known to be the input's own: redaction replaces it.
    """
    return "'" + shortened(text, limit).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") + "'"


def shortened(text: str, limit: int = 80) -> str:
    """Return ``text`` fit for a message: printable and at most ``limit`` characters."""
    return printable(text if len(text) <= limit else f"{text[: limit - 3]}...")
