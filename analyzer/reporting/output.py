"""Writes the results so that a folder holds all new files or none of them.

Every file is first written into a hidden folder inside the target; only when all are complete are they moved
into place. Whatever goes wrong, the files that were there before are still there and nothing half-written stays.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from analyzer.errors import OutputError

_PREFIX = ".cloudsync-readiness-"
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"}
)
"""Device names of Windows, with any extension (Microsoft, "Naming Files, Paths, and Namespaces", read 2026-11)."""
_ILLEGAL = frozenset('<>:"/\\|?*') | {chr(code) for code in range(32)}

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "access is denied",
    errno.EPERM: "access is denied",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EISDIR: "a folder of that name is in the way",
    errno.ENAMETOOLONG: "the path is too long",
    errno.EBUSY: "it is in use by another program",
}


class OutputFolder:
    """A folder that takes a set of files, all or none.

    ::

        with OutputFolder(Path("report")) as folder:
            folder.write("assessment.json", lambda path: write_json(document, path))
            folder.write("readiness-tracker.xlsx", lambda path: write_workbook(..., path, folder.existing(...)))

    Leaving the block moves the files into place. Raises :class:`OutputError` with one sentence when the folder
    can't be made or a file can't be written; an exception inside the block leaves the folder as it was.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[Path] = []
        self._staging: Path | None = None
        self._names: list[str] = []
        self._superseded: list[str] = []

    def __enter__(self) -> Self:
        _check_names(self._folder)
        try:
            self._make_folder()
            self._staging = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._folder))
        except OSError as error:
            self._clean_up(everything=True)
            raise _explained(error, self._folder, "the output folder can't be used") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._clean_up(everything=True)
            return
        try:
            self._move_all()
        except BaseException:
            self._clean_up(everything=True)
            raise
        self._clean_up(everything=False)

    @property
    def path(self) -> Path:
        """The folder itself."""
        return self._folder

    def existing(self, name: str) -> Path | None:
        """Return the file ``name`` of an earlier run, if the folder has one."""
        path = self._folder / name
        return path if path.is_file() else None

    def write(self, name: str, writer: Callable[[Path], None], *, within: str = "") -> None:
        """Let ``writer`` write the file ``name``; it is handed the path to write to, not the final one.

        ``within`` names a subfolder to put it into.
        """
        if self._staging is None:
            raise RuntimeError("OutputFolder.write outside of its with block")
        _check_name(name, self._folder)
        if within:
            _check_name(within, self._folder)
            name = f"{within}/{name}"
        target = self._folder / name
        if target.is_dir():
            raise OutputError("a folder of that name is in the way", file=str(target))
        try:
            writer(self._staging / _flat(name))
        except OSError as error:
            raise _explained(error, target, "it can't be written") from error
        if name not in self._names:
            self._names.append(name)

    def supersede(self, name: str, *, within: str = "") -> None:
        """Let the file ``name`` of an earlier run go when the new files are in place: one of them says otherwise."""
        _check_name(name, self._folder)
        self._superseded.append(f"{within}/{name}" if within else name)

    def _make_folder(self) -> None:
        missing = []
        folder = self._folder
        while not folder.exists() and folder != folder.parent:
            missing.append(folder)
            folder = folder.parent
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        for one in reversed(missing):
            one.mkdir()
            self._made.append(one)

    def _move_all(self) -> None:
        """Move every file into place; when one can't be moved, put back what was replaced."""
        assert self._staging is not None  # noqa: S101 - __enter__ made it
        backups = self._staging / ".replaced"
        moved: list[str] = []
        name = ""
        try:
            backups.mkdir()
            for name in self._names:
                target = self._folder / name
                self._make_parent(target)
                if os.path.lexists(target):
                    target.replace(backups / _flat(name))
                moved.append(name)
                (self._staging / _flat(name)).replace(target)
            for name in self._superseded:
                if name not in self._names and (self._folder / name).is_file():
                    (self._folder / name).replace(backups / _flat(name))
                    moved.append(name)
        except BaseException as error:
            for done in reversed(moved):
                self._put_back(done, backups / _flat(done))
            if isinstance(error, OSError):
                advice = "it can't be replaced (is it open in another program?)"
                raise _explained(error, self._folder / name, advice) from error
            raise

    def _make_parent(self, target: Path) -> None:
        """Make the subfolder a file belongs into; it goes again when the run fails."""
        if target.parent != self._folder and not target.parent.is_dir():
            target.parent.mkdir()
            self._made.append(target.parent)

    def _put_back(self, name: str, backup: Path) -> None:
        with contextlib.suppress(OSError):
            if os.path.lexists(backup):
                backup.replace(self._folder / name)
            else:
                (self._folder / name).unlink(missing_ok=True)

    def _clean_up(self, *, everything: bool) -> None:
        if self._staging is not None:
            shutil.rmtree(self._staging, ignore_errors=True)
            self._staging = None
        if everything:
            for folder in reversed(self._made):
                with contextlib.suppress(OSError):
                    folder.rmdir()
            self._made.clear()


def _flat(name: str) -> str:
    """Name a file of a subfolder inside the staging folder, which has none."""
    return name.replace("/", "%")


def _check_names(folder: Path) -> None:
    """Refuse what Windows can't open: the results are read there. Elsewhere only our own part of the path counts."""
    parts = folder.parts if os.name == "nt" else folder.parts[-1:]
    for part in parts:
        if part in (folder.anchor, ".", ".."):
            continue
        if _is_reserved(part):
            raise OutputError(f'"{part}" is a device name of Windows; choose another folder name', file=str(folder))
        if "\0" in part:
            raise OutputError("a folder name can't hold a zero character", file=str(folder).replace("\0", "␀"))
        if not _is_encodable(part):
            raise OutputError("a folder name holds characters that this system can't write", file=ascii(str(folder)))


def _check_name(name: str, folder: Path) -> None:
    clean = not set(name) & _ILLEGAL and name == name.rstrip(" .") and _is_encodable(name)
    if not name or name.startswith(".") or not clean:
        raise OutputError(f"{name!a} is no name for a file in it", file=str(folder))
    if _is_reserved(name):
        raise OutputError(f'"{name}" is a device name of Windows', file=str(folder))


def _is_encodable(name: str) -> bool:
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


def _is_reserved(part: str) -> bool:
    return part.partition(".")[0].rstrip(" ").casefold() in _RESERVED


def _explained(error: OSError, path: Path, what: str) -> OutputError:
    reason = _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
    return OutputError(f"{what}: {reason}; nothing was changed", file=str(path))
