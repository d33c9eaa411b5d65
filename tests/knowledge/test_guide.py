"""docs/knowledge.md tells the truth: its examples load, and it names every file."""

from __future__ import annotations

import re
from pathlib import Path

from analyzer.knowledge import load_knowledge
from analyzer.knowledge.loader import ABOUT, FILES
from analyzer.resources import data_folder
from tests.knowledge.packs import pack, problems

GUIDE = (data_folder("docs") / "knowledge.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_every_file_is_named() -> None:
    assert [name for name in (*FILES, ABOUT) if f"`{name}`" not in GUIDE] == []


def test_the_example_of_a_finding_is_sound(tmp_path: Path) -> None:
    example = next(block for block in BLOCKS if "SERVER-EXAMPLE" in block)
    folder = pack(tmp_path / "acme", findings=f"findings:\n{example}")
    assert problems(folder) == []
    assert load_knowledge(overlay=folder).findings[-1].code == "SERVER-EXAMPLE"


def test_the_example_of_an_overlay_replaces_the_hours(tmp_path: Path) -> None:
    example = next(block for block in BLOCKS if "acme/effort.yaml" in block)
    overlaid = load_knowledge(overlay=pack(tmp_path / "acme", effort=example))
    assert f"`{overlaid.version}`" in GUIDE
    hours = {driver.id: (driver.low_hours, driver.high_hours) for driver in overlaid.effort}
    assert hours["rule-custom"] == (2.0, 5.0)
    assert len(overlaid.effort) == len(load_knowledge().effort)


def test_the_example_of_an_error_is_what_is_said(tmp_path: Path) -> None:
    text = "effort:\n  - {id: rule-custom, title: T, per: P, low_hours: two, high_hours: 5}\n"
    (message,) = problems(pack(tmp_path / "acme", effort=text))
    assert f"`acme/{message}`" in GUIDE


def test_the_conditions_shown_can_be_written(tmp_path: Path) -> None:
    shown = next(block for block in BLOCKS if "all_of" in block)
    for line in re.findall(r"^\{(?:fact|subject).*?\}(?=\s*#)", shown, re.MULTILINE):
        text = (
            f"findings:\n  - {{code: X, title: T, group: G, for_each: domains, when: {line}, outcome: gap,"
            " importance: must, advice: {meaning: M, cloud_sync: C, steps: [S]}, sources: [faq]}\n"
        )
        assert problems(pack(tmp_path / "acme", findings=text)) == [], line
