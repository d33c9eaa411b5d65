"""What every file of the repository keeps to."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".yaml", ".toml", ".txt", ".j2", ".css", ".js", ".ps1", ".json", ""}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def tracked() -> list[Path]:
    try:
        names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def texts(*suffixes: str) -> list[tuple[str, str]]:
    wanted = set(suffixes) or TEXT
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text("utf-8", "replace"))
        for path in tracked()
        if path.suffix in wanted and "sample_exports" not in path.parts
    ]


def test_modules_are_read_in_one_sitting() -> None:
    lengths = {name: text.count("\n") for name, text in texts(".py") if name.startswith(("analyzer/", "benchmarks/"))}
    assert {name: length for name, length in lengths.items() if length > 400} == {}
    assert sum(length <= 200 for length in lengths.values()) > len(lengths) * 0.6


def test_links_inside_the_repository_lead_somewhere() -> None:
    broken = []
    for name, text in texts(".md"):
        for target in LINK.findall(text):
            if target.startswith(("http://", "https://", "#", "mailto:")):
                continue
            path = (ROOT / name).parent / target.partition("#")[0]
            if not path.exists():
                broken.append(f"{name}: {target}")
    assert broken == []


def test_microsofts_pages_are_linked_language_neutral() -> None:
    found = [name for name, text in texts() if re.search(r"learn\.microsoft\.com/[a-z]{2}-[a-z]{2}/", text)]
    assert [name for name in found if not name.startswith("tests/")] == []


def test_no_unfinished_marks() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError")
    allowed = {"analyzer/expressions/nodes.py"}  # the base class of all nodes is abstract
    assert [name for name, text in texts(".py", ".j2", ".yaml") if mark.search(text) and name not in allowed
            and not name.startswith("tests/")] == []  # fmt: skip


def test_no_machine_paths_no_package_indexes() -> None:
    places = re.compile(r"(?<![\w.])/(root|work|home/\w+)/|https?://[^\s\"]*/simple\b|index-url|find-links")
    found = [name for name, text in texts() if places.search(text)]
    assert [name for name in found if name != "tests/docs/test_repository.py"] == []


def test_every_command_is_in_the_readme_and_every_option_explains_itself() -> None:
    import click

    from analyzer.cli import main

    readme = (ROOT / "README.md").read_text("utf-8")
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert f"`{name}" in readme, f"the README doesn't name the command {name}"
        options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
        assert [option.name for option in options if not option.help] == []


def test_pins_have_no_addresses_and_one_version() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text("utf-8").splitlines():
            if line and not line.startswith(("#", "-r ")):
                assert re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.]+( ; .+)?", line), f"{name}: {line}"
