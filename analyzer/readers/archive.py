"""The files inside a .zip. Nothing is ever unpacked to disk; the guards refuse what an honest archive doesn't hold."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from analyzer.errors import InputError, UnsafeInputError
from analyzer.readers.files import MAX_FILES, SourceFile, printable, shortened

MAX_RATIO = 200
"""How many times larger than packed a file may be. Contoso (Connect 1.1.130) packs up to 18 to 1."""
_RATIO_FLOOR_BYTES = 1024 * 1024
_MAX_DIRECTORY_BYTES = 20 * 1024 * 1024
_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE = b"PK\x05\x06"
_END_WIDE_SIGNATURE = b"PK\x06\x07"
_END_SEARCH_BYTES = 66_000
_SIGNATURES = (b"PK\x03\x04", _END_SIGNATURE)


def is_archive(path: Path) -> bool:
    """Tell whether the regular file ``path`` is, or claims to be, a .zip."""
    with path.open("rb") as stream:
        if stream.read(4) in _SIGNATURES:
            return True
    return path.suffix.lower() == ".zip" or zipfile.is_zipfile(path)


def archive_files(path: Path, name: str, resources: ExitStack) -> tuple[SourceFile, ...]:
    """List the files in the archive; they can be read until ``resources`` is closed.

    Raises:
        InputError: the archive is damaged or encrypted.
        UnsafeInputError: a guard refuses it.

    """
    _guard_directory(path, name)
    try:
        archive = resources.enter_context(zipfile.ZipFile(path))
        entries = archive.infolist()
        size = path.stat().st_size
    except Exception as error:  # damaged archives make zipfile raise a dozen unrelated types
        raise InputError(f"not a readable .zip file: {_reason(error)}", file=name) from error
    if len(entries) > MAX_FILES:
        raise UnsafeInputError(f"the archive holds more than {MAX_FILES:,} files", file=name)
    files: dict[str, SourceFile] = {}
    for entry in entries:
        inner = _safe_name(entry, name)
        if entry.filename.endswith(("/", "\\")):
            continue
        place = f"{name}: {printable(inner)}"
        if inner.casefold() in files:
            raise UnsafeInputError("the archive holds this name twice", file=place)
        _guard_entry(entry, size, place)
        files[inner.casefold()] = SourceFile(
            printable(inner), entry.file_size, place, _entry_reader(archive, entry, place)
        )
    return tuple(files.values())


def _guard_directory(path: Path, name: str) -> None:
    """Look at the archive's end record before its directory is loaded: millions of entries would fill memory."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _END_SEARCH_BYTES))
        tail = stream.read()
    at = tail.rfind(_END_SIGNATURE)
    if at < 0 or len(tail) - at < _END.size:
        raise InputError("not a readable .zip file: its end is missing, the file is cut off or damaged", file=name)
    directory_bytes = _END.unpack_from(tail, at)[5]
    if directory_bytes > _MAX_DIRECTORY_BYTES or _END_WIDE_SIGNATURE in tail[max(0, at - 20) : at]:
        raise UnsafeInputError(f"the archive's directory lists more than {MAX_FILES:,} files", file=name)


def _safe_name(entry: zipfile.ZipInfo, name: str) -> str:
    inner = entry.filename.replace("\\", "/")
    parts = PurePosixPath(inner).parts
    if inner.startswith("/") or inner[1:2] == ":" or ".." in parts or not parts:
        raise UnsafeInputError(
            f"the archive holds a path that leaves its folder ({shortened(entry.filename)!r})", file=name
        )
    return "/".join(parts)


def _guard_entry(entry: zipfile.ZipInfo, archive_size: int, place: str) -> None:
    mode = entry.external_attr >> 16
    if stat.S_ISLNK(mode):
        raise UnsafeInputError("the archive holds a symbolic link", file=place)
    if entry.flag_bits & 0x1:
        raise InputError("the archive is encrypted; unpack it first", file=place)
    if entry.header_offset + entry.compress_size > archive_size:
        raise UnsafeInputError("the archive's entry claims to be larger than the archive itself", file=place)


def _entry_reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: str) -> Callable[[], bytes]:
    def fetch() -> bytes:
        if entry.file_size > max(_RATIO_FLOOR_BYTES, MAX_RATIO * entry.compress_size):
            raise UnsafeInputError(
                f"the archive's entry unpacks to more than {MAX_RATIO} times its size, which no export does",
                file=place,
            )
        try:
            with archive.open(entry) as stream:
                return stream.read(entry.file_size + 1)
        except Exception as error:  # zlib, lzma and zipfile errors have no common base
            raise InputError(f"the archive's entry can't be unpacked: {_reason(error)}", file=place) from error

    return fetch


def _reason(error: Exception) -> str:
    return shortened(str(error) or type(error).__name__, 120)
