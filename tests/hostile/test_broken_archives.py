"""Archives that lie, lead elsewhere or unpack without end."""

from __future__ import annotations

import io
import stat
import struct
import time
import zipfile
from pathlib import Path

import pytest

from analyzer.errors import ReadinessError, UnsafeInputError
from analyzer.readers.inputs import read_inputs
from tests.support.exports import AD_FILE, rule_file, small_export, write_files, write_zip


def failure(path: Path) -> ReadinessError:
    with pytest.raises(ReadinessError) as caught:
        read_inputs([path])
    assert "\n" not in str(caught.value)
    return caught.value


def patched(path: Path, name: str, *, central: dict[int, bytes], local: dict[int, bytes] | None = None) -> Path:
    """Overwrite bytes in the headers of one entry, at offsets inside the header."""
    data = bytearray(path.read_bytes())
    encoded = name.encode()
    for signature, fixed, changes in ((b"PK\1\2", 46, central), (b"PK\3\4", 30, local or {})):
        at = data.index(signature)
        while bytes(data[at + fixed : at + fixed + len(encoded)]) != encoded:
            at = data.index(signature, at + 4)
        for offset, value in changes.items():
            data[at + offset : at + offset + len(value)] = value
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../evil.xml", "'../evil.xml'"),
        ("Connectors/../../evil.xml", "'Connectors/../../evil.xml'"),
        ("..\\evil.xml", r"'..\\evil.xml'"),
        ("Connectors\\..\\..\\evil.xml", r"'Connectors\\..\\..\\evil.xml'"),
        ("..", "'..'"),
        ("../", "'../'"),
        ("/etc/passwd", "'/etc/passwd'"),
        ("//server/share/a.xml", "'//server/share/a.xml'"),
        ("\\\\server\\share\\a.xml", r"'\\\\server\\share\\a.xml'"),
        ("\\Windows\\a.xml", r"'\\Windows\\a.xml'"),
        ("C:\\Windows\\a.xml", r"'C:\\Windows\\a.xml'"),
        ("c:a.xml", "'c:a.xml'"),
        ("C:/a.xml", "'C:/a.xml'"),
        ("./", "'./'"),
    ],
)
def test_path_that_leaves_the_folder(tmp_path: Path, name: str, shown: str) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export() | {name: b"x"})
    error = failure(packed)
    assert isinstance(error, UnsafeInputError)
    assert str(error) == f"{packed}: the archive holds a path that leaves its folder ({shown})"
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize(
    "name", ["Connectors/CON", "aux.xml", "Connectors/a:stream", "a?<b>|*.txt", "x" * 400, "a. . "]
)
def test_names_windows_cannot_store_do_no_harm(tmp_path: Path, name: str) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export() | {name: b"x"})
    assert read_inputs([packed]).coverage.percent == 100.0


def test_symbolic_link(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export())
    with zipfile.ZipFile(packed, "a") as archive:
        link = zipfile.ZipInfo("Connectors/link.xml")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert str(failure(packed)) == f"{packed}: Connectors/link.xml: the archive holds a symbolic link"


def test_one_name_twice(tmp_path: Path) -> None:
    files = small_export() | {rule_file().upper(): b"<a/>"}
    packed = write_zip(tmp_path / "a.zip", files)
    assert str(failure(packed)) == f"{packed}: {rule_file().upper()}: the archive holds this name twice"


def test_one_name_twice_in_two_spellings(tmp_path: Path) -> None:
    files = small_export() | {rule_file().replace("/", "\\"): b"<a/>"}
    packed = write_zip(tmp_path / "a.zip", files)
    assert str(failure(packed)) == f"{packed}: {rule_file()}: the archive holds this name twice"


def test_bomb_by_ratio(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export(rule=b" " * 90_000_000))
    start = time.process_time()
    error = failure(packed)
    assert isinstance(error, UnsafeInputError)
    assert str(error) == (
        f"{packed}: {rule_file()}: the archive's entry unpacks to more than 200 times its size, which no export does"
    )
    assert time.process_time() - start < 1


def test_bomb_above_the_cap(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export(rule=b" " * 110_000_000))
    assert str(failure(packed)) == (
        f"{packed}: {rule_file()}: the file is larger than 100 MB, which no file of an export is"
    )


def test_bomb_that_declares_a_small_size(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export(rule=b" " * 90_000_000))
    small = struct.pack("<L", 1000)
    patched(packed, rule_file(), central={24: small}, local={22: small})
    error = failure(packed)
    assert str(error) == (
        f"{packed}: {rule_file()}: the archive's entry can't be unpacked: Bad CRC-32 for file '{rule_file()}'"
    )


def test_bomb_that_declares_a_large_packed_size(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export(rule=b" " * 90_000_000))
    patched(packed, rule_file(), central={20: struct.pack("<L", 80_000_000)})
    assert str(failure(packed)) == (
        f"{packed}: {rule_file()}: the archive's entry claims to be larger than the archive itself"
    )


def test_nested_archive_is_not_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for name, data in small_export().items():
            archive.writestr(name, data)
    packed = write_zip(tmp_path / "a.zip", {"bundle/inner.zip": inner.getvalue()})
    assert str(failure(packed)) == (
        f"{packed}: holds another archive (bundle/inner.zip), which is not opened; unpack it first"
    )


def test_an_archive_beside_the_export_does_not_matter(tmp_path: Path) -> None:
    folder = write_files(tmp_path, small_export() | {"backup.zip": b"PK"})
    assert read_inputs([folder]).coverage.percent == 100.0


def test_encrypted(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export())
    patched(packed, AD_FILE, central={8: b"\1\0"}, local={6: b"\1\0"})
    assert str(failure(packed)) == f"{packed}: {AD_FILE}: the archive is encrypted; unpack it first"


def test_compression_nobody_knows(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export())
    patched(packed, AD_FILE, central={10: b"\x63\0"}, local={8: b"\x63\0"})
    assert str(failure(packed)) == (
        f"{packed}: {AD_FILE}: the archive's entry can't be unpacked: That compression method is not supported"
    )


def test_damaged_content(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export())
    data = bytearray(packed.read_bytes())
    at = data.index(AD_FILE.encode()) + len(AD_FILE)
    data[at : at + 40] = b"\xff" * 40
    packed.write_bytes(data)
    assert str(failure(packed)).startswith(f"{packed}: {AD_FILE}: the archive's entry can't be unpacked: ")


@pytest.mark.parametrize("keep", [0.2, 0.9, 0.999])
def test_cut_off(tmp_path: Path, keep: float) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export())
    data = packed.read_bytes()
    packed.write_bytes(data[: int(len(data) * keep)])
    assert str(failure(packed)) == (
        f"{packed}: not a readable .zip file: its end is missing, the file is cut off or damaged"
    )


def test_another_file_called_zip(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"a.zip": b"Rar!"}) / "a.zip"
    assert str(failure(path)) == (
        f"{path}: not a readable .zip file: its end is missing, the file is cut off or damaged"
    )


def test_damaged_directory(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export())
    data = packed.read_bytes()
    packed.write_bytes(data.replace(b"PK\1\2", b"PK\7\7"))
    assert str(failure(packed)) == f"{packed}: not a readable .zip file: Bad magic number for central directory"


def test_empty_archive(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", {})
    assert str(failure(packed)) == f"{packed}: the input is empty"


def test_archive_of_folders_only(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", {"Connectors/": b"", "SynchronizationRules\\": b""})
    assert str(failure(packed)) == f"{packed}: the input is empty"


def test_document_that_is_a_zip(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "Report.docx", {"word/document.xml": b"<w/>"})
    assert str(failure(packed)).startswith(f"{packed}: not an export this program knows; expected the folder")


def test_directory_with_millions_of_files_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    # one central record repeated: 25 MB of directory, 400,000 names
    record = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0)
    directory = b"".join(record + b"%08d" % n for n in range(500_000))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0)
    path = tmp_path / "a.zip"
    path.write_bytes(directory + end)
    start = time.process_time()
    error = failure(path)
    assert isinstance(error, UnsafeInputError)
    assert str(error) == f"{path}: the archive's directory lists more than 50,000 files"
    assert time.process_time() - start < 0.5


def test_wide_directory_is_refused(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export())
    data = packed.read_bytes()
    at = data.rindex(b"PK\5\6")
    packed.write_bytes(data[:at] + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) + data[at:])
    assert str(failure(packed)) == f"{packed}: the archive's directory lists more than 50,000 files"


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.readers.archive.MAX_FILES", 3)
    packed = write_zip(tmp_path / "a.zip", small_export())
    assert str(failure(packed)) == f"{packed}: the archive holds more than 3 files"


def test_names_that_are_no_text_or_hold_markup(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export() | {"Connectors/a\n<script>\u202e.xml": b"<a>"})
    assert str(failure(packed)) == (
        r"Connectors/a\n<script>\u202e.xml: line 1, column 4: not well-formed XML: "
        "Premature end of data in tag a line 1"
    )


def test_the_archive_is_closed_afterwards(tmp_path: Path) -> None:
    """On Windows a file that is still open can't be deleted; a consultant cleans up after the run."""
    packed = write_zip(tmp_path / "a.zip", small_export())
    open_files = Path("/proc/self/fd")
    if not open_files.exists():
        pytest.skip("needs /proc")
    read_inputs([packed])
    write_zip(tmp_path / "b.zip", {"x": b""})
    with pytest.raises(ReadinessError):
        read_inputs([packed, tmp_path / "b.zip"])
    targets = [str(fd.readlink()) for fd in open_files.iterdir() if fd.is_symlink()]
    assert not [target for target in targets if target.endswith(".zip")]
