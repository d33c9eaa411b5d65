"""One broken export per failure, each with the exact sentence a user sees. Nothing else may ever come out."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from analyzer.errors import InputError, ReadinessError, UnknownFormatError, UnsafeInputError
from analyzer.readers.files import SourceFile
from analyzer.readers.inputs import read_inputs
from tests.support.exports import (
    AD_FILE,
    ENTRA_FILE,
    SETTINGS_FILE,
    ad_connector,
    parameter,
    partition,
    rule,
    rule_file,
    settings,
    small_export,
    write_files,
    write_zip,
)

EXPECTED = (
    "expected the folder (or a .zip of it) that Get-ADSyncServerConfiguration -Path wrote, "
    "with Connectors, GlobalSettings and SynchronizationRules inside"
)
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")


def failure(*paths: Path) -> ReadinessError:
    with pytest.raises(ReadinessError) as caught:
        read_inputs(list(paths))
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 1000
    sentence.encode()  # printable everywhere, no lone surrogates
    return caught.value


def sentence(folder: Path, files: dict[str, bytes]) -> str:
    return str(failure(write_files(folder, files)))


# -- the input as a whole -----------------------------------------------------------------------------------------


def test_nothing_given() -> None:
    assert str(failure()) == f"no input was given; {EXPECTED}"


def test_path_that_does_not_exist(tmp_path: Path) -> None:
    assert str(failure(tmp_path / "none")) == f"{tmp_path / 'none'}: no such file or folder"


@POSIX
def test_path_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert str(failure(tmp_path / "file" / "none")) == f"{tmp_path / 'file' / 'none'}: no such file or folder"


@POSIX
def test_path_with_a_nul(tmp_path: Path) -> None:
    assert str(failure(tmp_path / "a\0b")) == f"{tmp_path}/a\\x00b: no such file or folder"


@POSIX
def test_path_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300)
    assert str(failure(path)) == f"{path}: can't be read: File name too long"


def test_empty_folder(tmp_path: Path) -> None:
    assert str(failure(tmp_path)) == f"{tmp_path}: the input is empty"


def test_wrong_folder(tmp_path: Path) -> None:
    error = failure(write_files(tmp_path, {"Documents/letter.txt": b"Dear"}))
    assert isinstance(error, UnknownFormatError)
    assert str(error) == f"{tmp_path}: not an export this program knows; {EXPECTED}"


def test_only_one_file_of_an_export(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"MV.xml": settings().encode()}) / "MV.xml"
    assert str(failure(path)) == f"{path}: not an export this program knows; {EXPECTED}"


def test_only_connectors(tmp_path: Path) -> None:
    files = {AD_FILE: small_export()[AD_FILE]}
    assert sentence(tmp_path, files) == f"{tmp_path}: the export lacks its SynchronizationRules folder; {EXPECTED}"


def test_the_connectors_folder_itself(tmp_path: Path) -> None:
    write_files(tmp_path, small_export())
    path = tmp_path / "Connectors"
    assert str(failure(path)) == f"{path}: the export lacks its SynchronizationRules folder; {EXPECTED}"


def test_only_global_settings(tmp_path: Path) -> None:
    files = {SETTINGS_FILE: small_export()[SETTINGS_FILE]}
    assert sentence(tmp_path, files) == f"{tmp_path}: only a part of an export; {EXPECTED}"


def test_missing_rules(tmp_path: Path) -> None:
    files = small_export()
    del files[rule_file()]
    assert sentence(tmp_path, files) == f"{tmp_path}: the export lacks its SynchronizationRules folder; {EXPECTED}"


def test_missing_connectors(tmp_path: Path) -> None:
    files = {name: data for name, data in small_export().items() if not name.startswith("Connectors")}
    assert sentence(tmp_path, files) == f"{tmp_path}: the export lacks its Connectors folder; {EXPECTED}"


def test_folders_that_do_not_lie_together(tmp_path: Path) -> None:
    files = {f"{'a' if name == rule_file() else 'b'}/{name}": data for name, data in small_export().items()}
    assert sentence(tmp_path, files) == f"{tmp_path}: only a part of an export; {EXPECTED}"


@pytest.mark.parametrize(("section", "missing"), [("Connectors", "connector"), ("SynchronizationRules", "sync rule")])
def test_folder_with_nothing_of_its_kind(tmp_path: Path, section: str, missing: str) -> None:
    files = {name: b"<other/>" if name.startswith(section) else data for name, data in small_export().items()}
    assert sentence(tmp_path, files) == (
        f"{tmp_path}: the export holds no {missing}; export the whole configuration again"
    )


def _server(name: str, staging: str) -> dict[str, bytes]:
    text = settings(parameter("Microsoft.Synchronize.StagingMode", staging)).replace("'SRV'", f"'{name}'")
    return small_export(settings=text)


def test_two_active_servers(tmp_path: Path) -> None:
    first = write_files(tmp_path / "a", _server("ONE", "False"))
    second = write_zip(tmp_path / "b.zip", _server("TWO", "False"))
    assert str(failure(first, second)) == (
        "the inputs hold 2 servers that are all active (ONE from a, TWO from b.zip); give one tenant at a time"
    )


def test_several_servers_of_which_none_is_active(tmp_path: Path) -> None:
    files = {f"{name}/{file}": data for name in ("ONE", "TWO") for file, data in _server(name, "True").items()}
    assert sentence(tmp_path, files) == (
        "the inputs hold several servers, of which none is known to be active "
        f"(ONE from {tmp_path.name}/ONE, TWO from {tmp_path.name}/TWO); give one at a time"
    )


# -- text that is no XML ------------------------------------------------------------------------------------------

_DEEP = b"<synchronizationRule>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</synchronizationRule>"
_BOMB = b"""<!DOCTYPE synchronizationRule [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>
<synchronizationRule><name a="&f;">&f;</name></synchronizationRule>"""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b" \r\n\t", "the file is empty", id="blank"),
        pytest.param(b"\xef\xbb\xbf\r\n", "the file is empty", id="only a mark"),
        pytest.param(b"\xff\xfe", "the file is empty", id="only a wide mark"),
        pytest.param(
            b"<a>&#0;</a>", "line 1, column 8: not well-formed XML: invalid xmlChar value 0", id="impossible character"
        ),
        pytest.param(
            b"<!--" + b"x" * 10_500_000 + b"--><a/>",
            "line 1, column 10004001: a single text, value, comment or tag is longer than 10 MB, which no export has",
            id="long comment",
        ),
        pytest.param(b"\0" * 4096, "the file is empty", id="zeroes"),
        pytest.param(
            rule().partition("<disabled>")[0].encode(),
            "line 9, column 3: not well-formed XML: Premature end of data in tag synchronizationRule line 1",
            id="truncated",
        ),
        pytest.param(
            b"<a>\n<b>\n</a>",
            "line 3, column 5: not well-formed XML: Opening and ending tag mismatch: b line 2 and a",
            id="crossed",
        ),
        pytest.param(
            b"<a/>\n<b/>",
            "line 2, column 1: not well-formed XML: Extra content at the end of the document",
            id="two roots",
        ),
        pytest.param(
            b"Name : In from AD",
            "line 1, column 1: not well-formed XML: Start tag expected, '<' not found",
            id="plain text",
        ),
        pytest.param(
            b"MZ\x90\0\3\0\0\0\x81\x8d\xff\xff\xb8",
            "line 1, byte 3: is neither UTF-8, UTF-16 nor Windows-1252 text",
            id="program",
        ),
        pytest.param(
            bytes(range(128)) * 3,
            "line 1, column 1: not well-formed XML: Start tag expected, '<' not found",
            id="zero first",
        ),
        pytest.param(
            b"<a>\0</a>",
            "line 1, column 4: not well-formed XML: Invalid character: Char 0x0 out of allowed range",
            id="nul",
        ),
        pytest.param(
            b"<a>&nbsp;</a>", "line 1, column 10: not well-formed XML: Entity 'nbsp' not defined", id="entity"
        ),
        pytest.param(b"\xff\xfe<\0a\0/", "byte 7: is not the UTF-16 text that it claims to be", id="half a character"),
        pytest.param(
            b"<\0a\0\0\xd8/\0>\0", "byte 5: is not the UTF-16-LE text that it claims to be", id="half a surrogate"
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="UTF-7"?><a/>',
            "line 1: declares the encoding 'UTF-7'; expected UTF-8, UTF-16 or Windows-1252",
            id="utf-7",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="iso-8859-99"?><a/>',
            "is not the ISO-8859-99 text that it claims to be",
            id="no such encoding",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-8"?><a>\xff</a>',
            "line 1, column 42: not well-formed XML: Invalid bytes in character encoding",
            id="no utf-8",
        ),
        pytest.param(b"<!DOCTYPE html><html/>", "line 1: holds a DOCTYPE, which no export has", id="doctype"),
        pytest.param(
            b"<!-- <!DOCTYPE no> -->\n<?x?>\n<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>",
            "line 3: holds a DOCTYPE, which no export has",
            id="external doctype",
        ),
        pytest.param(
            '<!DOCTYPE a SYSTEM "a.dtd"><a/>'.encode("utf-16"),
            "line 1: holds a DOCTYPE, which no export has",
            id="doctype in utf-16",
        ),
        pytest.param(
            b"\xef\xbb\xbf<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            "line 1: holds a DOCTYPE, which no export has",
            id="external entity",
        ),
        pytest.param(
            b"<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p'>%p;]><a/>",
            "line 1: holds a DOCTYPE, which no export has",
            id="parameter entity",
        ),
        pytest.param(_BOMB, "line 1: holds a DOCTYPE, which no export has", id="entity bomb"),
        pytest.param(
            _DEEP,
            "line 1, column 789: elements are nested deeper than 256 levels, which no export has",
            id="deep",
        ),
        pytest.param(
            b"<a>" + b"x" * 10_500_000 + b"</a>",
            "line 1, column 10004001: a single text, value, comment or tag is longer than 10 MB, which no export has",
            id="long text",
        ),
        pytest.param(
            b'<a b="' + b"x" * 10_500_000 + b'"/>',
            "line 1, column 10003992: a single text, value, comment or tag is longer than 10 MB, which no export has",
            id="long attribute",
        ),
        pytest.param(
            b"<" + b"a" * 60_000 + b"/>",
            "line 1, column 60002: a name is longer than 50,000 characters, which no export has",
            id="long name",
        ),
        pytest.param(
            b"<a>" + b"<b/>" * 3_000_000 + b"</a>",
            "holds more than 3,000,000 elements and attributes, which no export does",
            id="many elements",
        ),
        pytest.param(
            b"<a " + b" ".join(b'b%d=""' % n for n in range(3_000_001)) + b"/>",
            "holds more than 3,000,000 elements and attributes, which no export does",
            id="many attributes",
        ),
    ],
)
def test_file_that_is_no_xml(tmp_path: Path, data: bytes, expected: str) -> None:
    assert sentence(tmp_path, small_export(rule=data)) == f"{rule_file()}: {expected}"


def test_every_section_names_its_file(tmp_path: Path) -> None:
    for name in (AD_FILE, ENTRA_FILE, SETTINGS_FILE, rule_file()):
        found = sentence(tmp_path / str(len(name)), small_export() | {name: b"<a>"})
        assert found == (f"{name}: line 1, column 4: not well-formed XML: Premature end of data in tag a line 1")


def test_a_long_tag_does_not_flood_the_sentence(tmp_path: Path) -> None:
    found = sentence(tmp_path, small_export(rule=b"<" + b"a" * 40_000 + b"></b>"))
    assert found.startswith(f"{rule_file()}: line 1, column 40007: not well-formed XML: Opening and ending tag")
    assert len(found) < 400


# -- values that can't be -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rule(precedence="first"), "line 14, /precedence: <precedence> is 'first', expected a whole number"),
        (rule(precedence="१००"), "line 14, /precedence: <precedence> is '१००', expected a whole number"),
        (rule(precedence="1_0"), "line 14, /precedence: <precedence> is '1_0', expected a whole number"),
        (
            rule(precedence="9" * 5000),
            f"line 14, /precedence: <precedence> is '{'9' * 57}...', expected a whole number",
        ),
        (rule(precedence=""), "line 1, : <precedence> is missing or empty"),
        (rule(precedence=None), "line 1, : <precedence> is missing or empty"),
        (rule(id=None), "line 1, : <id> is missing or empty"),
        (rule(id="{}"), "line 1, : <id> is missing or empty"),
        (rule(connector=" "), "line 1, : <connector> is missing or empty"),
        (rule(sourceObjectType=None), "line 1, : <sourceObjectType> is missing or empty"),
        (
            rule(direction="Sideways"),
            "line 8, /direction: <direction> is 'Sideways', expected one of Inbound, Outbound",
        ),
        (
            rule(linkType="Link\n<b>"),
            r"line 13, /linkType: <linkType> is 'Link\\n<b>', expected one of Provision, Join, StickyJoin, JoinNoFlow",
        ),
        (rule(disabled="maybe"), "line 9, /disabled: <disabled> is 'maybe', expected True or False"),
        (
            rule(EnablePasswordSync="2"),
            "line 18, /EnablePasswordSync: <EnablePasswordSync> is '2', expected True or False",
        ),
        (
            rule(flows="\n<mapping><src>1</src></mapping>"),
            "line 20, /attribute-mappings/mapping[1]: <dest> is missing or empty",
        ),
        (
            rule(flows="<mapping><dest>a</dest><src><attr/></src></mapping>"),
            "line 19, /attribute-mappings/mapping[1]/src: <attr> is empty",
        ),
        (
            rule(flows="<mapping><dest>a</dest><src>1</src><valueMergeType>Add</valueMergeType></mapping>"),
            "line 19, /attribute-mappings/mapping[1]/valueMergeType: <valueMergeType> is 'Add', expected one of "
            "Update, Replace, Merge, MergeCaseInsensitive",
        ),
        (
            rule(flows="<mapping execute-once='once'><dest>a</dest><src>1</src></mapping>"),
            "line 19, /attribute-mappings/mapping[1]/@execute-once: execute-once is 'once', expected true or false",
        ),
        (
            rule(joins="<conditions><condition><csAttribute>a</csAttribute></condition></conditions>"),
            "line 31, /relationshipCriteria/conditions[1]/condition[1]: <ilmAttribute> is missing or empty",
        ),
        (
            rule(scope="<conditions><scope><csAttribute>a</csAttribute></scope></conditions>"),
            "line 32, /synchronizationCriteria/conditions[1]/scope[1]: <csOperator> is missing or empty",
        ),
    ],
)
def test_rule_with_an_impossible_value(tmp_path: Path, text: str, expected: str) -> None:
    line, _, rest = expected.partition(", ")
    assert sentence(tmp_path, small_export(rule=text)) == f"{rule_file()}: {line}, /synchronizationRule{rest}"


_PARTITION = "/ma-data/ma-partition-data/partition[1]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (re.sub("<id>{A.*?</id>", "", ad_connector()), "line 1, /ma-data: <id> is missing or empty"),
        (ad_connector(partition("")), f"line 7, {_PARTITION}: <name> is missing or empty"),
        (
            ad_connector(re.sub("<id>.*?</id>", "<id/>", partition("DC=x"))),
            f"line 7, {_PARTITION}: <id> is missing or empty",
        ),
        (
            ad_connector(partition("DC=x", selected="<selected>Ja</selected>")),
            f"line 7, {_PARTITION}/selected: <selected> is 'Ja', expected True or False",
        ),
    ],
)
def test_connector_with_an_impossible_value(tmp_path: Path, text: str, expected: str) -> None:
    assert sentence(tmp_path, small_export(ad=text)) == f"{AD_FILE}: {expected}"


# -- the file system ----------------------------------------------------------------------------------------------


def test_file_above_the_cap(tmp_path: Path) -> None:
    folder = write_files(tmp_path, small_export())
    with (folder / rule_file()).open("r+b") as stream:
        stream.truncate(200 * 1024 * 1024)
    error = failure(folder)
    assert isinstance(error, UnsafeInputError)
    assert str(error) == f"{folder}: {rule_file()}: the file is larger than 100 MB, which no file of an export is"


def test_a_large_file_beside_the_export_does_not_matter(tmp_path: Path) -> None:
    folder = write_files(tmp_path, small_export() | {"trace.log": b""})
    with (folder / "trace.log").open("r+b") as stream:
        stream.truncate(2 * 1024 * 1024 * 1024)
    assert read_inputs([folder]).coverage.percent == 100.0


def test_export_above_the_cap(tmp_path: Path) -> None:
    folder = write_files(tmp_path, small_export())
    for number in range(5):
        with (folder / f"Connectors/{number}.xml").open("wb") as stream:
            stream.truncate(90 * 1024 * 1024)
    assert str(failure(folder)) == (
        f"{folder}: the export's files hold more than 400 MB together, which no export does"
    )


@POSIX
def test_link_in_a_folder(tmp_path: Path) -> None:
    folder = write_files(tmp_path, small_export())
    (folder / "Connectors" / "passwd.xml").symlink_to("/etc/passwd")
    assert str(failure(folder)) == (
        f"{folder}: Connectors/passwd.xml: is a link to another place; copy the files themselves"
    )


@POSIX
def test_linked_folder(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "in", small_export())
    (folder / "loop").symlink_to(folder)
    assert str(failure(folder)) == f"{folder}: loop: is a link to another place; copy the files themselves"


@POSIX
def test_the_input_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(write_files(tmp_path / "in", small_export()))
    assert len(read_inputs([tmp_path / "link"]).sync_rules) == 1


@POSIX
def test_pipe_in_a_folder(tmp_path: Path) -> None:
    folder = write_files(tmp_path, small_export())
    os.mkfifo(folder / "Connectors" / "pipe.xml")
    assert str(failure(folder)) == f"{folder}: Connectors/pipe.xml: is not a regular file"


@POSIX
def test_pipe_as_input(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")
    assert str(failure(tmp_path / "pipe.zip")) == f"{tmp_path}/pipe.zip: is not a regular file"


@POSIX
def test_device_as_input() -> None:
    assert str(failure(Path("/dev/zero"))) == "/dev/zero: is not a regular file"


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    folder = write_files(tmp_path, small_export())
    (folder / AD_FILE).chmod(0)
    assert str(failure(folder)) == f"{folder}: {AD_FILE}: can't be read: Permission denied"


def test_file_the_system_refuses_to_read() -> None:
    def fetch() -> bytes:
        raise PermissionError(13, "Permission denied", "/secret/place")

    with pytest.raises(InputError) as caught:
        SourceFile("Connectors/a.xml", 1, "export: Connectors/a.xml", fetch).read()
    assert str(caught.value) == "export: Connectors/a.xml: can't be read: Permission denied"


@pytest.mark.parametrize("name", [AD_FILE, rule_file()])
def test_file_that_vanishes_while_reading(tmp_path: Path, name: str) -> None:
    folder = write_files(tmp_path, small_export())

    def vanish(file: str, done: int, total: int) -> None:
        if file == name:
            (folder / name).unlink()

    with pytest.raises(InputError) as caught:
        read_inputs([folder], vanish)
    assert str(caught.value) == f"{folder}: {name}: can't be read: No such file or directory"


def test_archive_that_vanishes_while_reading(tmp_path: Path) -> None:
    packed = write_zip(tmp_path / "a.zip", small_export())
    with pytest.raises(InputError) as caught:
        read_inputs([packed], lambda *_: packed.unlink(missing_ok=True))
    assert str(caught.value) == f"{packed}: can't be read: No such file or directory"


@POSIX
def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.readers.folder.MAX_FILES", 3)
    folder = write_files(tmp_path, small_export())
    assert str(failure(folder)) == f"{folder}: the folder holds more than 3 files"


# -- hostile names ------------------------------------------------------------------------------------------------


@POSIX
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses such names")
def test_file_name_that_is_no_text(tmp_path: Path) -> None:
    folder = write_files(tmp_path, small_export())
    name = os.fsdecode(b"Rule\xff.xml")
    (folder / "SynchronizationRules" / name).write_bytes(b"<a>")
    assert str(failure(folder)).startswith(r"SynchronizationRules/Rule\udcff.xml: line 1, column 4: not well-formed")
    (folder / "SynchronizationRules" / name).write_bytes(rule(2).encode())
    read_back = read_inputs([folder])
    assert read_back.sync_rules[1].origin.file == r"SynchronizationRules/Rule\udcff.xml"
    repr(read_back).encode()


@POSIX
def test_file_name_with_line_breaks_and_markup(tmp_path: Path) -> None:
    folder = write_files(tmp_path, small_export())
    (folder / "Connectors" / "a\n<script>\u202e.xml").write_bytes(b"<a>")
    assert str(failure(folder)) == (
        r"Connectors/a\n<script>\u202e.xml: line 1, column 4: not well-formed XML: "
        "Premature end of data in tag a line 1"
    )


@POSIX
def test_input_name_with_a_line_break(tmp_path: Path) -> None:
    (tmp_path / "a\nb").mkdir()
    assert str(failure(tmp_path / "a\nb")) == f"{tmp_path}/a\\nb: the input is empty"


def test_identifier_with_a_line_break_in_a_sentence(tmp_path: Path) -> None:
    files = small_export(rule=rule(id="{x\ny}", name="a\nb"))
    files["SynchronizationRules/b.xml"] = rule(id="{x\ny}", name="c\n" + "d" * 500).encode()
    found = sentence(tmp_path, files)
    assert found.startswith(r"SynchronizationRules/b.xml: the sync rule x\ny ('c\\nddd")
    assert "..." in found
