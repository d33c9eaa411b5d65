"""The files below a folder. Links and devices are refused: an export has none, and they lead elsewhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from analyzer.errors import UnsafeInputError
from analyzer.readers.files import MAX_FILE_BYTES, MAX_FILES, SourceFile, printable

_MOUNT_POINT = 0xA0000003
"""The reparse tag of a Windows directory junction (IO_REPARSE_TAG_MOUNT_POINT); ``stat`` names it on Windows only."""


def folder_files(folder: Path, name: str) -> Iterator[SourceFile]:
    """List all regular files below ``folder``; nothing is opened.

    Raises:
        UnsafeInputError: there is a link, a junction, a pipe or a device, or too many files.
        OSError: a folder can't be listed.

    """
    pending = [(str(folder) if os.name != "nt" else extended(str(folder.resolve())), "")]
    count = 0
    while pending:
        directory, prefix = pending.pop()
        with os.scandir(directory) as entries:
            for entry in entries:
                relative = f"{prefix}{entry.name}"
                place = f"{name}: {printable(relative)}"
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _MOUNT_POINT:
                    raise UnsafeInputError("is a link to another place; copy the files themselves", file=place)
                if stat.S_ISDIR(status.st_mode):
                    pending.append((entry.path, f"{relative}/"))
                    continue
                if not stat.S_ISREG(status.st_mode):
                    raise UnsafeInputError("is not a regular file", file=place)
                count += 1
                if count > MAX_FILES:
                    raise UnsafeInputError(f"the folder holds more than {MAX_FILES:,} files", file=name)
                # An archive unpacked by a tool that doesn't know Windows leaves names such as "Connectors\x.xml".
                yield SourceFile(printable(relative.replace("\\", "/")), status.st_size, place, _opener(entry.path))


def extended(path: str) -> str:
    r"""Return an absolute Windows path in the form that may be longer than 260 characters (``\\?\...``).

    Source: Microsoft, "Maximum Path Length Limitation", checked 2026-11.
    """
    if path.startswith("\\\\?\\"):
        return path
    return f"\\\\?\\UNC\\{path[2:]}" if path.startswith("\\\\") else f"\\\\?\\{path}"


def single_file(path: Path, name: str) -> SourceFile:
    """Return ``path`` itself as the one file of an input."""
    return SourceFile(printable(path.name), path.stat().st_size, name, _opener(str(path)))


def _opener(path: str) -> Callable[[], bytes]:
    def fetch() -> bytes:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - Path.open costs as much as reading a rule
            size = os.fstat(stream.fileno()).st_size
            # One byte more than there should be: a file that grows meanwhile is still seen to be too large.
            parts = []
            left = min(size, MAX_FILE_BYTES) + 1
            while left and (part := stream.read(left)):
                parts.append(part)
                left -= len(part)
            return parts[0] if len(parts) == 1 else b"".join(parts)

    return fetch
