from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import OutputError
from analyzer.reporting.output import OutputFolder

NAMES = ("assessment.json", "readiness-tracker.xlsx", "readiness-report.html")


def text(content: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(content, encoding="utf-8") and None


def write_all(folder: Path, content: str = "new") -> None:
    with OutputFolder(folder) as output:
        for name in NAMES:
            output.write(name, text(content))


def everything(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8") if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "report"
    made.mkdir()
    (made / NAMES[1]).write_text("old", encoding="utf-8")
    (made / "notes.txt").write_text("mine", encoding="utf-8")
    return made


OLD = {NAMES[1]: "old", "notes.txt": "mine"}


def test_all_files_are_written_and_nothing_else(tmp_path: Path) -> None:
    write_all(tmp_path / "a" / "b")
    assert everything(tmp_path / "a" / "b") == dict.fromkeys(NAMES, "new")


def test_older_files_are_replaced_and_others_stay(folder: Path) -> None:
    write_all(folder)
    assert everything(folder) == {**dict.fromkeys(NAMES, "new"), "notes.txt": "mine"}


def test_the_older_file_can_be_read_while_the_new_one_is_written(folder: Path) -> None:
    def append(path: Path) -> None:
        older = output.existing(NAMES[1])
        assert older is not None
        path.write_text(older.read_text(encoding="utf-8") + "+new", encoding="utf-8")

    with OutputFolder(folder) as output:
        assert output.existing("nothing.md") is None
        output.write(NAMES[1], append)
    assert everything(folder)[NAMES[1]] == "old+new"


@pytest.mark.parametrize("error", [ValueError("bug"), KeyboardInterrupt(), OutputError("no")])
def test_any_failure_leaves_the_folder_as_it_was(folder: Path, error: BaseException) -> None:
    def fail(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise error

    with pytest.raises(type(error)), OutputFolder(folder) as output:
        output.write(NAMES[0], text("new"))
        output.write(NAMES[1], fail)
    assert everything(folder) == OLD


def test_folders_that_were_made_are_removed_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="bug"), OutputFolder(tmp_path / "a" / "b" / "c"):
        raise ValueError("bug")
    assert everything(tmp_path) == {}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "access is denied"),
        (errno.EIO, "rror"),
    ],
)
def test_a_disk_error_is_one_sentence_with_the_file(folder: Path, number: int, words: str) -> None:
    def fail(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise OSError(number, os.strerror(number), str(path))

    with pytest.raises(OutputError, match=words) as caught, OutputFolder(folder) as output:
        output.write(NAMES[0], fail)
    assert caught.value.file == str(folder / NAMES[0])
    assert "nothing was changed" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert everything(folder) == OLD


@pytest.mark.parametrize("failing", range(1, 6))
def test_a_move_that_fails_is_undone(folder: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    """Two older files and one new one take five moves; whichever fails, the folder is as it was."""
    (folder / NAMES[2]).write_text("old", encoding="utf-8")
    real, count = Path.replace, 0

    def replace(self: Path, target: Any) -> Path:
        nonlocal count
        count += 1
        if count == failing:
            raise PermissionError(errno.EACCES, "open in another program", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OutputError, match="is it open in another program"):
        write_all(folder)
    assert everything(folder) == {**OLD, NAMES[2]: "old"}


def test_a_read_only_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("analyzer.reporting.output.tempfile.mkdtemp", refuse)
    with pytest.raises(OutputError, match="access is denied") as caught:
        write_all(folder)
    assert caught.value.file == str(folder)
    assert everything(folder) == OLD


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write everywhere")
def test_a_folder_without_write_permission_is_refused(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="access is denied"):
            write_all(folder)
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize("below", ["", "inside", "inside/deeper"])
def test_a_path_that_is_a_file_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="a file, not a folder"):
        write_all(tmp_path / "file" / below)
    assert everything(tmp_path) == {"file": "mine"}


def test_a_folder_in_place_of_a_file_is_refused(folder: Path) -> None:
    (folder / NAMES[0]).mkdir()
    with pytest.raises(OutputError, match="a folder of that name is in the way"):
        write_all(folder)
    assert everything(folder) == {**OLD, NAMES[0]: "folder"}


@pytest.mark.parametrize("name", ["con", "NUL", "aux.reports", "Com1", "lpt9.txt", "COM¹"])
def test_device_names_of_windows_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="device name of Windows"):
        write_all(tmp_path / name)
    with pytest.raises(OutputError, match="device name of Windows"), OutputFolder(tmp_path / "x") as output:
        output.write(name, text("x"))
    assert everything(tmp_path) == {}


@pytest.mark.parametrize("name", ["console", "com", "com10", "null", "auxiliary.md"])
def test_names_that_only_look_like_devices_are_fine(tmp_path: Path, name: str) -> None:
    write_all(tmp_path / name)
    assert set(everything(tmp_path / name)) == set(NAMES)


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "a\\b", "a:b", "x.", "x ", "a\0b", "a\nb", ".hidden"])
def test_names_that_leave_the_folder_or_are_no_names_are_refused(folder: Path, name: str) -> None:
    with pytest.raises(OutputError), OutputFolder(folder) as output:
        output.write(name, text("x"))
    assert everything(folder) == OLD


def test_a_zero_character_in_the_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="zero character"):
        write_all(tmp_path / "a\0b")


def test_a_path_that_has_no_bytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't write"):
        write_all(tmp_path / "a\ud800")


def test_a_link_is_replaced_and_not_followed(folder: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    (folder / NAMES[0]).symlink_to(victim)
    write_all(folder)
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not (folder / NAMES[0]).is_symlink()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB, where the machine lets us make one."""
    mount = tmp_path / "disk"
    mount.mkdir()
    done = subprocess.run(
        [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(mount)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("this machine doesn't let the tests mount a small disk")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


def test_a_full_disk_leaves_nothing_behind(tiny_disk: Path) -> None:
    (tiny_disk / NAMES[1]).write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match="the disk is full"), OutputFolder(tiny_disk) as output:
        output.write(NAMES[0], text("small"))
        output.write(NAMES[1], text("x" * 200_000))
    assert everything(tiny_disk) == {NAMES[1]: "old"}


def full_device(path: Path) -> None:
    with Path("/dev/full").open("wb") as stream:
        stream.write(b"x" * 100_000)
        assert path


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_real_disk_full_error_is_explained(folder: Path) -> None:
    with pytest.raises(OutputError, match="the disk is full"), OutputFolder(folder) as output:
        output.write(NAMES[0], full_device)
    assert everything(folder) == OLD


@given(st.text(alphabet=st.characters(), max_size=12))
def test_any_file_name_is_written_inside_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    root = tmp_path_factory.mktemp("any")
    try:
        with OutputFolder(root / "report") as output:
            output.write(name, text("x"))
    except OutputError:
        assert everything(root) == {}
    else:
        assert everything(root) == {"report": "folder", f"report{os.sep}{name}": "x"}


def test_a_file_of_a_subfolder_comes_and_goes_with_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with OutputFolder(folder) as made:
        made.write("a.json", lambda path: path.write_text("1", encoding="utf-8"), within="cloud-sync")
    assert (folder / "cloud-sync" / "a.json").read_text(encoding="utf-8") == "1"
    with pytest.raises(RuntimeError), OutputFolder(folder) as made:
        made.write("a.json", lambda path: path.write_text("2", encoding="utf-8"), within="cloud-sync")
        raise RuntimeError
    assert (folder / "cloud-sync" / "a.json").read_text(encoding="utf-8") == "1"
    assert [path.name for path in folder.iterdir()] == ["cloud-sync"]


@pytest.mark.parametrize("within", ["..", "a/b", "con", ".hidden", "a\\b"])
def test_a_subfolder_is_one_plain_name(within: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError), OutputFolder(tmp_path / "out") as made:
        made.write("a.json", lambda path: path.write_text("1", encoding="utf-8"), within=within)


def test_what_a_new_file_supersedes_goes_with_success_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> None:
        with OutputFolder(folder) as output:
            output.write(NAMES[0], text("new"))
            output.supersede(NAMES[1])

    real = Path.replace

    def refuse(self: Path, target: Any) -> Path:
        if self == folder / NAMES[1]:
            raise PermissionError(errno.EACCES, "open in another program", str(target))
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        with pytest.raises(OutputError, match="is it open in another program"):
            run()
    assert everything(folder) == OLD
    run()
    assert everything(folder) == {NAMES[0]: "new", "notes.txt": "mine"}
