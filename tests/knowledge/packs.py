"""Small packs of knowledge for tests: one file each, laid over the shipped rules."""

from __future__ import annotations

from pathlib import Path

from analyzer.errors import KnowledgeError
from analyzer.knowledge import check_rules

ADVICE = "advice: {meaning: M, cloud_sync: C, steps: [S]}"

FEATURE = """features:
  - id: mine
    title: Mine
    group: G
    connect: "yes"
    cloud_sync: "no"
    outcome: gap
    importance: must
    advice: {meaning: M, cloud_sync: C, steps: [S]}
    sources: [faq]
"""

FINDING = """findings:
  - code: MINE
    title: Mine
    group: G
    when: {fact: staging_mode}
    outcome: gap
    importance: must
    advice: {meaning: M, cloud_sync: C, steps: [S]}
    sources: [faq]
"""

QUESTION = """questions:
  - {id: mine, text: T, why: W, who: X, how: H, kind: yes-no}
"""

STEP = """steps:
  - {id: mine, stage: prepare, title: T, text: X, sources: [faq]}
"""


def pack(folder: Path, **files: str) -> Path:
    """Write a pack; file names are given with underscores and without their ending."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    """Check a pack and return its errors without the folder's name."""
    return [_short(error, folder) for error in check_rules(folder)]


def _short(error: KnowledgeError, folder: Path) -> str:
    return str(error).removeprefix(f"{folder}/")
