from __future__ import annotations

import subprocess
import sys

import analyzer.expressions as room


def test_everything_promised_is_there_and_sorted() -> None:
    assert list(room.__all__) == sorted(room.__all__, key=lambda name: (name.upper() != name, name.islower(), name))
    for name in room.__all__:
        assert getattr(room, name).__class__ is not None


def test_the_needed_names_are_public() -> None:
    needed = {
        "parse",
        "print_expression",
        "pretty",
        "check",
        "evaluate",
        "translate",
        "simplify",
        "prove",
        "attributes_of",
    }
    assert needed <= set(room.__all__)


def test_the_command_starts_without_loading_the_room() -> None:
    wanted = "{'yaml', 'lxml', 'analyzer.expressions'}"
    code = f"import sys, analyzer.commands.translate; print([m for m in sys.modules if m in {wanted}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
