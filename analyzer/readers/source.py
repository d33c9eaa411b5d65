"""Inputs as a set of named files, whether they come from a folder, a .zip or a single file.

Guards live here: links, paths that leave the folder, too many or too large files and zip bombs are refused
before a byte of them is used.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from analyzer.errors import InputError, UnsafeInputError

MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_TOTAL_BYTES = 400 * 1024 * 1024
MAX_FILES = 50_000
MAX_RATIO = 200
_RATIO_FLOOR_BYTES = 1024 * 1024
_DRIVE_PREFIX_LENGTH = 2


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of an input. ``name`` is relative, with ``/``; ``read`` returns its bytes."""

    name: str
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class InputSource:
    """One input as the user named it, with its files in name order."""

    name: str
    path: Path
    files: tuple[SourceFile, ...]

    def sha256(self) -> str:
        """Hash the input: the bytes of a single file; for a folder names and bytes of all its files in order."""
        digest = hashlib.sha256()
        if self.path.is_file():
            with self.path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
            return digest.hexdigest()
        for file in self.files:
            digest.update(file.name.encode("utf-8", "surrogatepass") + b"\0")
            digest.update(file.read())
        return digest.hexdigest()


def open_source(path: Path) -> InputSource:
    """Open ``path`` (a folder, a .zip or a file) as an input.

    Raises:
        InputError: it doesn't exist, is empty or can't be read.
        UnsafeInputError: a guard refuses it.

    """
    name = str(path)
    try:
        if not path.exists():
            raise InputError("no such file or folder", file=name)
        if path.is_dir():
            files = tuple(_folder_files(path, name))
        elif zipfile.is_zipfile(path):
            files = tuple(_zip_files(path, name))
        else:
            files = (_single_file(path, name),)
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror or error}", file=error.filename or name) from error
    if not files:
        raise InputError("the input is empty", file=name)
    _guard_totals(files, name)
    return InputSource(name, path, tuple(sorted(files, key=lambda file: file.name)))


def _guard_totals(files: tuple[SourceFile, ...], name: str) -> None:
    if sum(file.size for file in files) > MAX_TOTAL_BYTES:
        raise UnsafeInputError(
            f"the files hold more than {_megabytes(MAX_TOTAL_BYTES)} together; give the export alone", file=name
        )


def _guard_size(size: int, name: str) -> None:
    if size > MAX_FILE_BYTES:
        raise UnsafeInputError(
            f"the file is larger than {_megabytes(MAX_FILE_BYTES)}, which no file of an export is", file=name
        )


def _single_file(path: Path, name: str) -> SourceFile:
    size = path.stat().st_size
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnsafeInputError("not a regular file", file=name)
    _guard_size(size, name)
    return SourceFile(path.name, size, path.read_bytes)


def _folder_files(folder: Path, name: str) -> Iterator[SourceFile]:
    count = 0
    for directory, folders, names in os.walk(folder, onerror=_raise):
        folders.sort()
        for entry in sorted(folders + names):
            path = Path(directory, entry)
            relative = path.relative_to(folder).as_posix()
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                raise UnsafeInputError("is a symbolic link; copy the files themselves", file=f"{name}: {relative}")
            if stat.S_ISDIR(mode):
                continue
            if not stat.S_ISREG(mode):
                raise UnsafeInputError("is not a regular file", file=f"{name}: {relative}")
            count += 1
            if count > MAX_FILES:
                raise UnsafeInputError(f"the folder holds more than {MAX_FILES:,} files", file=name)
            size = path.stat().st_size
            _guard_size(size, f"{name}: {relative}")
            yield SourceFile(relative, size, path.read_bytes)


def _raise(error: OSError) -> None:
    raise error


def _zip_files(path: Path, name: str) -> Iterator[SourceFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"not a readable .zip file: {error}", file=name) from error
    if len(entries) > MAX_FILES:
        raise UnsafeInputError(f"the archive holds more than {MAX_FILES:,} files", file=name)
    seen: set[str] = set()
    for entry in entries:
        inner = _safe_name(entry, name)
        if inner.casefold() in seen:
            raise UnsafeInputError("the archive holds this name twice", file=f"{name}: {inner}")
        seen.add(inner.casefold())
        _guard_entry(entry, f"{name}: {inner}")
        yield SourceFile(inner, entry.file_size, _entry_reader(path, entry, f"{name}: {inner}"))


def _safe_name(entry: zipfile.ZipInfo, name: str) -> str:
    inner = entry.filename.replace("\\", "/")
    parts = PurePosixPath(inner).parts
    if inner.startswith("/") or inner[1:_DRIVE_PREFIX_LENGTH] == ":" or ".." in parts or "\0" in inner or not parts:
        raise UnsafeInputError("the archive holds a path that leaves its folder", file=f"{name}: {inner!r}")
    return "/".join(parts)


def _guard_entry(entry: zipfile.ZipInfo, place: str) -> None:
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnsafeInputError("the archive holds a symbolic link", file=place)
    if entry.flag_bits & 0x1:
        raise InputError("the archive is encrypted; unpack it first", file=place)
    _guard_size(entry.file_size, place)
    if entry.file_size > max(_RATIO_FLOOR_BYTES, MAX_RATIO * entry.compress_size):
        raise UnsafeInputError("the archive's entry unpacks to an implausible size", file=place)


def _entry_reader(path: Path, entry: zipfile.ZipInfo, place: str) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(entry) as stream:
                data = stream.read(entry.file_size + 1)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise InputError(f"the archive's entry can't be unpacked: {error}", file=place) from error
        except Exception as error:  # zlib.error has no common base with the others
            raise InputError("the archive's entry is damaged", file=place) from error
        if len(data) > entry.file_size:
            raise UnsafeInputError("the archive's entry is larger than it declares", file=place)
        return data

    return read


def _megabytes(size: int) -> str:
    return f"{size // (1024 * 1024)} MB"
