"""YAML is read strictly: what is surprising is refused with its place, the rest is what any YAML reader sees."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import KnowledgeError
from analyzer.knowledge import yaml_source
from analyzer.knowledge.yaml_source import parse_yaml, read_yaml
from analyzer.resources import data_folder


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 3\n", "f.yaml: line 3, column 1: the key 'a' appears twice"),
        ("a: &x [1]\n", "f.yaml: line 1, column 4: anchors aren't allowed here (&x)"),
        ("a: &x 1\nb: *x\n", "f.yaml: line 1, column 4: anchors aren't allowed here (&x)"),
        ("a: *x\n", "f.yaml: line 1, column 4: aliases aren't allowed here (*x)"),
        (
            "a: !!python/object:os.system {}\n",
            "f.yaml: line 1, column 4: tags aren't allowed here (tag:yaml.org,2002:python/object:os.system)",
        ),
        ("a: !mine x\n", "f.yaml: line 1, column 4: tags aren't allowed here (!mine)"),
        ("a: 1\n---\nb: 2\n", "f.yaml: line 2, column 1: expected one document, got a second one"),
        ("1: a\n", "f.yaml: line 1, column 1: expected a text as key, got 1"),
        ("[a]: b\n", "f.yaml: line 1, column 1: expected a text as key, got a list or mapping"),
        ("a: 2026-02-30\n", "f.yaml: line 1, column 4: 2026-02-30 isn't a date of the calendar"),
    ],
)
def test_refuses_what_surprises(text: str, sentence: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse_yaml(text, "f.yaml")
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("text", "place"),
    [("a: [1, 2\n", "line 2, column 1"), ("a: b: c\n", "line 1, column 5"), ("\tx: 1\n", "line 1, column 1")],
)
def test_names_the_place_of_broken_syntax(text: str, place: str) -> None:
    with pytest.raises(KnowledgeError, match="isn't valid YAML") as caught:
        parse_yaml(text, "f.yaml")
    assert caught.value.place == place


def test_refuses_a_character_that_yaml_forbids() -> None:
    with pytest.raises(KnowledgeError, match=r"^f\.yaml: .*isn't valid YAML"):
        parse_yaml("a: \x07\n", "f.yaml")


def test_refuses_other_encodings(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes("a: Ünüßual\n".encode("cp1252"))
    with pytest.raises(KnowledgeError) as caught:
        read_yaml(tmp_path / "x.yaml", "x.yaml")
    assert str(caught.value) == "x.yaml: byte 3: expected UTF-8 text"


def test_reads_utf8_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes("a: Ünüßual\n".encode("utf-8-sig"))
    assert read_yaml(tmp_path / "x.yaml", "x.yaml") == {"a": "Ünüßual"}


def test_refuses_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_source, "MAX_BYTES", 5)
    (tmp_path / "x.yaml").write_text("a: 123\n")
    with pytest.raises(KnowledgeError) as caught:
        read_yaml(tmp_path / "x.yaml", "x.yaml")
    assert str(caught.value) == "x.yaml: expected at most 5 bytes, got 7"


def test_says_that_a_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read_yaml(tmp_path / "x.yaml", "x.yaml")
    assert str(caught.value) == "x.yaml: can't be read (No such file or directory)"


def test_words_of_consent_are_texts() -> None:
    assert parse_yaml("[yes, no, on, off, Yes]", "f") == ["yes", "no", "on", "off", "Yes"]


def test_knows_numbers_dates_truths_and_nothing() -> None:
    text = "[1, -2, 1.5, 2026-11-22, true, false, ~, '1', \"true\", 2.6.84.0, +, 007]"
    assert parse_yaml(text, "f") == [
        1,
        -2,
        1.5,
        date(2026, 11, 22),
        True,
        False,
        None,
        "1",
        "true",
        "2.6.84.0",
        "+",
        "007",
    ]


_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(_values)
def test_reads_back_what_is_written(value: object) -> None:
    text = yaml.dump(value, Dumper=_Plain)
    assert parse_yaml(text, "f") == value


class _Plain(yaml.SafeDumper):
    """Writes no anchors, which the reader refuses."""

    def ignore_aliases(self, data: object) -> bool:
        return True


@pytest.mark.parametrize("path", sorted(data_folder("rules").glob("*.yaml")), ids=lambda path: path.name)
def test_our_files_mean_the_same_to_any_reader(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert parse_yaml(text, path.name) == yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
