"""The scope section in a real browser: hostile names, a tree that is searched, twenty thousand containers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analyzer.assessment.answers import Answers
from analyzer.assessment.engine import Inputs, assess
from analyzer.knowledge import load_knowledge
from analyzer.knowledge.standard_rules import load_standard_rules
from analyzer.readers.inputs import read_inputs
from analyzer.reporting.html import render_html
from tests.browser.test_report_page import axe, open_all

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]
SAMPLE = Path(__file__).resolve().parents[2] / "sample_exports" / "kestrel-custom" / "export"
ROOT = "DC=kestrel,DC=example"
MARKUP = "<script>alert(1)</script> \"Marketing\" & 'PR'"
LONG = "n" * 300


@cache
def page_of(containers: int) -> str:
    """Return the report on the sample; with the domain's containers given as an answer where there are any."""
    answers = Answers()
    if containers:
        configuration = read_inputs([SAMPLE])
        (partition,) = [p for c in configuration.active_directory_connectors for p in c.partitions if p.selected]
        names = [c.dn.text for c in (*partition.inclusions, *partition.exclusions)]
        names += [f"OU=Site {site:03},{ROOT}" for site in range(containers // 100)]
        names += [
            f"OU=Team {team:02},OU=Site {site:03},{ROOT}" for site in range(containers // 100) for team in range(99)
        ]
        names += [f"OU={LONG},{ROOT}", f"OU=Tief \\<b\\>im Wald\\</b\\>,OU=Site 007,{ROOT}"]
        answers = Answers("answers.yaml", {}, {("containers", "kestrel.example"): "\n".join(names)})
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assessment = assess(Inputs(read_inputs([SAMPLE]), load_knowledge(), load_standard_rules(), answers, None, now))
    return render_html(assessment, ())


def written(tmp_path: Path, containers: int) -> Path:
    path = tmp_path / "report.html"
    path.write_text(page_of(containers), encoding="utf-8", newline="\n")
    return path


def test_hostile_names_are_text(visit: Visit, tmp_path: Path) -> None:
    page = visit("#scope", file=written(tmp_path, 0))
    names = page.eval_on_selector_all("#scope .tree .name", "nodes => nodes.map(n => n.textContent)")
    assert MARKUP in names
    assert "Zürich" in names
    assert "Legal, Risk and Compliance" in names
    assert page.locator("script:not([type])").count() == 1
    assert page.locator("#scope .tree script, #scope .tree b").count() == 0


def test_axe_finds_nothing_in_the_scope_section(visit: Visit, tmp_path: Path) -> None:
    page = visit("#scope", file=written(tmp_path, 0))
    page.evaluate("document.querySelectorAll('main > section.part:not(#scope)').forEach(s => s.remove())")
    open_all(page)
    assert axe(page) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_long_names_stay_on_the_page(visit: Visit, tmp_path: Path, width: int) -> None:
    page = visit("#scope", file=written(tmp_path, 20_000), viewport={"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('#scope details').forEach(d => { d.open = true; })")
    page.fill("form[data-tree] input", "nnnn")
    assert page.inner_text("form[data-tree] .hits").startswith(("✓ " + LONG[:20], "✓\n" + LONG[:20], "✓" + LONG[:20]))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_twenty_thousand_containers_are_found_at_once(visit: Visit, tmp_path: Path) -> None:
    assert len(page_of(20_000).encode()) < 1_500_000
    page = visit("#scope", file=written(tmp_path, 20_000))
    page.locator("form[data-tree] input").wait_for()
    took = page.evaluate(
        """() => {
            const input = document.querySelector('form[data-tree] input');
            const times = [];
            for (const word of ['wald', 'team 42', 'x', 'zürich']) {
                input.value = word;
                const start = performance.now();
                input.dispatchEvent(new Event('input', { bubbles: true }));
                document.querySelector('form[data-tree] .hits').getBoundingClientRect();
                times.push(performance.now() - start);
            }
            return times;
        }"""
    )
    assert max(took) < 100, took
    page.fill("form[data-tree] input", "Wald")
    assert page.inner_text("form[data-tree] .shown") == "1 of 20010 containers"
    assert "Tief <b>im Wald</b> ‹ Site 007" in page.inner_text("form[data-tree] .hits")


def test_without_scripts_the_tree_can_be_read(visit: Visit, tmp_path: Path) -> None:
    page = visit("#scope", file=written(tmp_path, 20_000), java_script_enabled=False)
    tree = page.locator("#scope .tree:not(.hits)").first
    assert tree.is_visible()
    assert not page.locator("form[data-tree]").first.is_visible()
    assert "20,002 other containers: included" in tree.inner_text()
