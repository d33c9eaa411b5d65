"""What is kept of the knowledge is what the files say, or it isn't used."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from analyzer.knowledge import loader, shipped
from analyzer.resources import data_folder


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of our rules, which the program takes for the shipped ones."""
    copy = tmp_path / "rules"
    shutil.copytree(data_folder("rules"), copy, ignore=shutil.ignore_patterns("__pycache__"))
    for module in (shipped, loader):
        monkeypatch.setattr(module, "data_folder", lambda _: copy)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return copy


def kept(rules: Path) -> Path:
    return next((rules / "__pycache__").glob("*.pickle"))


def test_kept_equals_read(rules: Path) -> None:
    read = shipped.load_knowledge()
    assert kept(rules).exists()
    assert shipped.load_knowledge() == read == loader.load_knowledge()


def test_the_second_time_nothing_is_decoded(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped.load_knowledge()
    monkeypatch.setattr(loader, "load_knowledge", lambda *_: pytest.fail("decoded again"))
    assert shipped.load_knowledge().features


def test_a_changed_file_is_read_again(rules: Path) -> None:
    before = shipped.load_knowledge().version
    about = rules / "knowledge.yaml"
    about.write_text(about.read_text("utf-8").replace(before, "2099.1"), "utf-8")
    assert shipped.load_knowledge().version == "2099.1"


@pytest.mark.parametrize("damage", [b"", b"x" * 10, b"x" * 500])
def test_a_damaged_copy_is_ignored(rules: Path, damage: bytes) -> None:
    read = shipped.load_knowledge()
    kept(rules).write_bytes(kept(rules).read_bytes()[:32] + damage)
    assert shipped.load_knowledge() == read


def test_nothing_is_written_where_python_writes_nothing(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert shipped.load_knowledge().features
    assert not (rules / "__pycache__").exists()
