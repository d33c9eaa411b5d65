"""The names of default schemas: enough of them, nobody's own, and a broken file is one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.errors import KnowledgeError
from analyzer.knowledge.directory_names import load_directory_names
from analyzer.resources import data_folder


def test_names_are_those_of_default_schemas() -> None:
    found = load_directory_names()
    assert {"displayname", "carlicense", "extensionattribute15", "sourceanchor", "cloudnoflow"} <= found.attributes
    assert {"user", "inetorgperson", "publicfolder"} <= found.classes
    assert "msexch" in found.families
    assert not {name for name in found.attributes if name.startswith("extension_")}


def test_the_file_says_where_it_comes_from() -> None:
    document = json.loads((data_folder("rules") / "directory-names.json").read_text("utf-8"))
    assert document["checked"] == "2026-11-22"
    assert len(document["source"]) == 2
    assert max(len(line) for key in ("attributes", "classes") for line in document[key]) <= 120


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("no json", "expected JSON"),
        ("[]", "$.attributes: expected lines of names"),
        ('{"attributes": ["a"], "classes": 5}', "$.classes: expected lines of names"),
        ('{"attributes": ["a"], "classes": ["b"], "families": []}', "$.families: expected lines of names"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "directory-names.json").write_text(text, "utf-8")
    with pytest.raises(KnowledgeError) as error:
        load_directory_names(tmp_path)
    assert sentence in str(error.value)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="can't be read"):
        load_directory_names(tmp_path)
