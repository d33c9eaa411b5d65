"""Inputs as a set of named files, whether they come from a folder, a .zip or a single file.

What would be dangerous is refused before a byte of it is used: see :mod:`analyzer.readers.folder` and
:mod:`analyzer.readers.archive`. Nothing is written anywhere.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from analyzer.errors import InputError, UnsafeInputError
from analyzer.readers.archive import archive_files, is_archive
from analyzer.readers.files import SourceFile, printable
from analyzer.readers.folder import folder_files, single_file


@dataclass(frozen=True, slots=True)
class InputSource:
    """One input as the user named it, with its files in name order. A context manager: it may hold an archive open."""

    name: str
    path: Path
    files: tuple[SourceFile, ...]
    resources: ExitStack

    def __enter__(self) -> InputSource:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.resources.close()

    @property
    def label(self) -> str:
        """What reports call the input: the last part of its path, since a report travels and folders are private."""
        return self.path.resolve().name or self.name

    def sha256(self, read: Mapping[str, bytes]) -> str:
        """Identify the input.

        Args:
            read: the SHA-256 digest of every file that was read, by name.

        Returns:
            For a file or a .zip the hash of its bytes; for a folder the hash of the names and digests of the files
            that were read, in name order, so that files lying beside the export don't change it.

        Raises:
            InputError: the file can't be read any more.

        """
        digest = hashlib.sha256()
        if self.path.is_dir():
            for name, content in sorted(read.items()):
                digest.update(name.encode() + b"\0" + content)
            return digest.hexdigest()
        try:
            with self.path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        except OSError as error:
            raise InputError(f"can't be read: {error.strerror or error}", file=self.name) from error
        return digest.hexdigest()


def open_source(path: Path) -> InputSource:
    """Open ``path`` (a folder, a .zip or a file) as an input.

    Raises:
        InputError: it doesn't exist, is empty or can't be read.
        UnsafeInputError: a guard refuses it.

    """
    name = printable(str(path))
    resources = ExitStack()
    try:
        files = _files(path, name, resources)
        if not files:
            raise InputError("the input is empty", file=name)
    except OSError as error:
        resources.close()
        file = printable(str(error.filename)) if error.filename else name
        raise InputError(f"can't be read: {error.strerror or error}", file=file) from error
    except InputError:
        resources.close()
        raise
    return InputSource(name, path, tuple(sorted(files, key=lambda file: file.name)), resources)


def _files(path: Path, name: str, resources: ExitStack) -> tuple[SourceFile, ...]:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: a NUL in the name
        raise InputError("no such file or folder", file=name) from error
    if stat.S_ISDIR(mode):
        return tuple(folder_files(path, name))
    if not stat.S_ISREG(mode):  # opening a pipe would wait for ever
        raise UnsafeInputError("is not a regular file", file=name)
    if is_archive(path):
        return archive_files(path, name, resources)
    return (single_file(path, name),)
