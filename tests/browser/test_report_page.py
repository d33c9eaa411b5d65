"""The report in a real browser: with keyboard, filters, links, themes, without scripts, on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analyzer.reporting.html import render_html
from tests.reporting import build

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]
ALL = len(build.findings())
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def shown(page: Any) -> list[str]:
    return page.eval_on_selector_all("[data-list=findings] > .item:not([hidden])", "nodes => nodes.map(n => n.id)")


def status(page: Any) -> str:
    return page.inner_text("form[data-filter=findings] [role=status]")


def axe(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    return [f"{v['id']}: {n['html'][:160]}" for v in found.response["violations"] for n in v["nodes"]]


def open_all(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    lay_out_all(page)


def lay_out_all(page: Any) -> None:
    # what is off the screen isn't laid out yet, and axe would take the places held for it for the real ones
    page.evaluate("document.querySelectorAll('.item').forEach(i => { i.style.contentVisibility = 'visible'; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    open_all(page)
    assert axe(page) == []


def test_axe_finds_nothing_on_a_phone(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    lay_out_all(page)
    assert axe(page) == []


@pytest.mark.parametrize("width", [1440, 1024, 390, 320])
def test_the_page_is_never_wider_than_the_screen(visit: Visit, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900})
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_tab_skips_to_the_report(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_finding_opens_and_closes_with_the_keyboard(visit: Visit) -> None:
    page = visit()
    page.focus(f"#{build.findings()[1].id} summary")
    page.keyboard.press("Enter")
    assert page.is_visible(f"#{build.findings()[1].id} .anatomy")
    page.keyboard.press("Space")
    assert not page.is_visible(f"#{build.findings()[1].id} .anatomy")


def test_filters_narrow_index_and_details_and_say_so(visit: Visit) -> None:
    page = visit()
    assert status(page) == f"{ALL} of {ALL} shown"
    page.select_option("[data-filter=findings] [name=importance]", "must")
    assert shown(page) == ["CROSS-FOREST-REFS-77aa", "CUSTOM-RULE-1a2b3c4d", "OLD-BUILD-2.4.131.0"]
    assert page.locator("[data-sortable=findings] tbody tr:visible").count() == 3
    assert status(page) == f"3 of {ALL} shown"
    page.select_option("[data-filter=findings] [name=outcome]", "gap")
    assert shown(page) == ["CROSS-FOREST-REFS-77aa"]
    page.click("[data-filter=findings] button[type=reset]")
    page.wait_for_function("document.querySelectorAll('[data-list=findings] > [hidden]').length === 0")
    assert status(page) == f"{ALL} of {ALL} shown"


def test_a_domain_filter_keeps_what_concerns_every_domain(visit: Visit) -> None:
    page = visit()
    page.select_option("[data-filter=findings] [name=domain]", "lab.litware.example")
    assert shown(page) == ["CROSS-FOREST-REFS-77aa", "OLD-BUILD-2.4.131.0", "PHS-ON-phs"]


def test_search_wants_every_word_anywhere_in_the_finding(visit: Visit) -> None:
    page = visit()
    page.fill("[data-filter=findings] [name=q]", "2.5.76.0 FLOOR")
    assert shown(page) == ["OLD-BUILD-2.4.131.0"]


def test_the_address_keeps_the_filter(visit: Visit) -> None:
    page = visit()
    page.select_option("[data-filter=findings] [name=importance]", "should")
    page.fill("[data-filter=findings] [name=q]", "ou & scope")
    fragment = page.evaluate("location.hash")
    assert fragment == "#findings?importance=should&q=ou+%26+scope"
    again = visit(fragment)
    assert again.input_value("[data-filter=findings] [name=q]") == "ou & scope"
    assert shown(again) == shown(page)


def test_the_first_screen_leads_to_what_must_come_first(visit: Visit) -> None:
    page = visit()
    page.click("#summary [data-query]")
    page.wait_for_function("location.hash === '#findings?importance=must'")
    assert len(shown(page)) == 3


def test_feature_groups_without_a_match_disappear(visit: Visit) -> None:
    page = visit()
    page.select_option("[data-filter=features] [name=outcome]", "gap")
    assert page.locator("[data-list=features] .group:visible h3").all_inner_texts() == ["Topology in use"]


def test_sorting_says_its_direction_and_moves_the_details_too(visit: Visit) -> None:
    page = visit()
    head = page.locator("th[data-sort=effort]")
    page.click("th[data-sort=effort] button")
    assert head.get_attribute("aria-sort") == "ascending"
    page.click("th[data-sort=effort] button")
    assert head.get_attribute("aria-sort") == "descending"
    efforts = {f.id: f.effort.high_hours for f in build.findings()}
    order = page.eval_on_selector_all("[data-sortable=findings] tbody tr", "rows => rows.map(r => r.dataset.of)")
    assert [efforts[i] for i in order] == sorted(efforts.values(), reverse=True)
    assert shown(page) == order
    page.click("th[data-sort=title] button")
    titles = page.locator("[data-sortable=findings] tbody th").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)
    assert page.locator("th[aria-sort]").count() == 1


def test_a_deep_link_opens_its_finding(visit: Visit) -> None:
    page = visit("#EXCLUDED-OU-0ff1ce")
    assert page.is_visible("#EXCLUDED-OU-0ff1ce .anatomy")
    assert page.evaluate("document.activeElement.id") == "EXCLUDED-OU-0ff1ce"
    assert page.evaluate("document.getElementById('EXCLUDED-OU-0ff1ce').getBoundingClientRect().top") < 200


@pytest.mark.parametrize("scripts", [True, False])
def test_links_of_the_contents_lead_to_their_part(visit: Visit, scripts: bool) -> None:
    """As most people see it, with motion: parts that aren't laid out yet must not move the goal on the way."""
    for part in ("rules", "flows", "scope", "connectors", "plan"):
        page = visit(f"#{part}", java_script_enabled=scripts, reduced_motion="no-preference")
        page.wait_for_timeout(1000)
        assert abs(page.locator(f"#{part}").bounding_box()["y"]) < 60, part


def test_a_link_to_a_filtered_finding_shows_it_again(visit: Visit) -> None:
    page = visit("#findings?importance=info")
    assert shown(page) == ["PHS-ON-phs"]
    page.evaluate("location.hash = 'OLD-BUILD-2.4.131.0'")
    page.wait_for_selector("[id='OLD-BUILD-2.4.131.0'] .anatomy", state="visible")
    assert len(shown(page)) == ALL


@pytest.mark.parametrize("fragment", ["#100%", "#nothing-here", "#findings?importance=%E0%A4%A&q=%", "#?", "#a b"])
def test_a_broken_address_breaks_nothing(visit: Visit, fragment: str) -> None:
    assert visit(fragment).locator("#findings .copy").count() > 0


def test_a_link_into_a_closed_part_opens_it(visit: Visit) -> None:
    page = visit("#feature-group-writeback-v1")
    assert page.is_visible("#feature-group-writeback-v1")


def test_next_and_previous_follow_what_is_shown(visit: Visit) -> None:
    page = visit("#findings?importance=must")
    page.evaluate("location.hash = 'CROSS-FOREST-REFS-77aa'")
    page.select_option("[data-filter=findings] [name=outcome]", "")
    page.click("#CROSS-FOREST-REFS-77aa [data-step='1']")
    page.wait_for_selector("#CUSTOM-RULE-1a2b3c4d .anatomy", state="visible")
    page.click("#CUSTOM-RULE-1a2b3c4d [data-step='-1']")
    assert page.url.endswith("#CROSS-FOREST-REFS-77aa")


def test_copying_takes_the_value_and_nothing_else(visit: Visit) -> None:
    page = visit("#CUSTOM-RULE-1a2b3c4d", permissions=["clipboard-read", "clipboard-write"])
    page.locator("#CUSTOM-RULE-1a2b3c4d .evidence li:nth-child(2) .copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == build.EXPRESSION


def test_the_theme_follows_the_system_until_chosen(visit: Visit) -> None:
    page = visit(color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.click(".theme")
    light = page.evaluate(background)
    assert dark != light
    assert visit(color_scheme="light").evaluate(background) == light
    assert visit(color_scheme="dark").evaluate(background) == dark
    page.reload()
    assert page.evaluate(background) == light


def test_ticks_survive_a_reload(visit: Visit) -> None:
    page = visit()
    page.locator("[data-tick]").first.check()
    page.reload()
    assert page.locator("[data-tick]").first.is_checked()
    assert page.locator("[data-tick]:checked").count() == 1


def test_without_scripts_everything_can_be_read(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    assert page.locator("form.filter:visible").count() == 0
    assert page.locator("button:visible").count() == 0
    for finding in build.findings():
        article = page.locator(f"[id='{finding.id}']")
        article.locator("summary").first.click()
        assert article.get_by_text(finding.advice.meaning).is_visible()
    assert page.locator("#plan input[type=checkbox]").first.is_visible()
    assert page.locator(".tree").first.is_visible()


def test_on_paper_everything_is_there_and_light(visit: Visit, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext isn't installed")
    page = visit(color_scheme="dark")
    target = tmp_path / "report.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(23, 32, 44)"
    text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, check=True).stdout.decode()
    for finding in build.findings():
        assert finding.id in text
    for question in build.questions():
        assert question.key in text
    assert "LIT-SYNC01 · 2026-11-22" in text
    assert "1.1 Back up the Connect configuration" in text
    assert build.GUIDE.url in re.sub(r"\s+", "", text)
    assert not re.search(r"^\s*Copy\s*$", text, flags=re.MULTILINE)


def test_the_head_of_a_table_repeats_on_every_page(visit: Visit, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext isn't installed")
    file, target = tmp_path / "large.html", tmp_path / "report.pdf"
    file.write_text(render_html(build.large(rule_count=0, finding_count=80), ()), encoding="utf-8")
    visit(file=file).pdf(path=str(target), prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, check=True).stdout.decode()
    assert len(re.findall(r"Finding +Importance +Outcome +Group +Domain +Effort", text)) >= 3


def test_paper_without_scripts_holds_closed_parts_too(visit: Visit, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext isn't installed")
    target = tmp_path / "report.pdf"
    visit(java_script_enabled=False).pdf(path=str(target), prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", target, "-"], capture_output=True, check=True).stdout.decode()
    assert [f.id for f in build.findings() if f.id not in text] == []
    assert "Group writeback v1" in text


def test_closed_parts_close_again_after_printing(visit: Visit) -> None:
    page = visit()
    before = page.locator("details[open]").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == before


def test_hostile_names_run_nothing_and_break_nothing(visit: Visit, tmp_path: Path) -> None:
    attack = "</script><img src=x onerror=alert(1)>'\"" + "W" * 300
    base = build.assessment()
    hostile = replace(
        base,
        findings=(*base.findings, build.finding("EVIL", attack, attack, group=attack)),
        rules=(build.judged(replace(base.rules[0].rule, name=attack), base.rules[0].origin), *base.rules),
    )
    file = tmp_path / "hostile.html"
    file.write_text(render_html(hostile, build.plan()), encoding="utf-8")
    page = visit(file=file, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.select_option("[data-filter=findings] [name=group]", attack)
    assert len(shown(page)) == 1


def test_a_large_report_filters_at_once(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "large.html"
    file.write_text(render_html(build.large(finding_count=300), build.plan()), encoding="utf-8")
    page = visit(file=file)
    took = page.evaluate(
        """() => {
            const field = document.querySelector("[data-filter=findings] [name=q]");
            const start = performance.now();
            field.value = "rule 17";
            field.dispatchEvent(new Event("input", { bubbles: true }));
            document.body.offsetHeight;
            return performance.now() - start;
        }"""
    )
    assert 0 < len(shown(page)) < 30
    assert took < 500
