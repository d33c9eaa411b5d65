"""The page as a reader without scripts sees it, and its promises: one file, no request, strict policy."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from analyzer.assessment.model import Assessment
from analyzer.errors import OutputError
from analyzer.reporting.html import Theme, render_html
from analyzer.reporting.templates import html_folder
from analyzer.vocabulary import Outcome
from tests.reporting import build
from tests.reporting.page import element, litware_page, outline, text, tree

GOLDEN = Path(__file__).parent / "golden" / "readiness-report.txt"


def test_the_page_reads_as_the_golden_file_says() -> None:
    actual = outline(litware_page())
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == GOLDEN.read_text(encoding="utf-8")


def test_first_screen_answers_the_project_lead() -> None:
    summary = text(element(tree(litware_page()), "summary"))
    for expected in (
        "Not yet: lab.litware.example must stay on Connect Sync",
        "References between the two forests have no equivalent",
        "Microsoft's migration tool 0 domains",
        "Staged by hand 1 domain corp.litware.example",
        "Stay for now 1 domain lab.litware.example The worst part decides",
        "1 domain of the export is not synchronised",
        "9–21 person-days",
        "2026-09-30 !! passed 53 days ago",
        "99.9 % of the export understood",
        "SHA-256 " + "ab" * 32,
        "version 2026.11, as of 2026-11-15",
        "How many objects does this domain hold in scope? Active Directory administrator corp.litware.example",
    ):
        assert expected in summary


def test_blockers_start_with_what_decided_the_verdict() -> None:
    links = element(tree(litware_page()), "blockers").getnext().xpath(".//a/@href")
    assert links == [
        "#CROSS-FOREST-REFS-77aa",
        "#CUSTOM-RULE-1a2b3c4d",
        "#OLD-BUILD-2.4.131.0",
    ]


def test_every_finding_shows_the_whole_way_from_evidence_to_sources() -> None:
    page = tree(litware_page())
    for finding in build.findings():
        article = text(element(page, finding.id))
        expected = [finding.id, finding.title, finding.advice.meaning, finding.advice.cloud_sync]
        expected += [*finding.advice.steps, *finding.advice.verify]
        expected += [e.path for e in finding.evidence] + [e.value for e in finding.evidence]
        expected += [s.title for s in finding.sources] + [f"checked {s.checked}" for s in finding.sources]
        expected += [finding.conflict]
        assert [part for part in expected if re.sub(r"\s+", " ", part) not in article] == []


def test_long_evidence_is_cut_and_says_so() -> None:
    long = tuple(replace(build.finding().evidence[0], value=f"flow {i}") for i in range(250))
    page = render_html(replace(build.assessment(), findings=(build.finding(evidence=long),)), ())
    article = element(tree(page), "CUSTOM-RULE-1a2b3c4d")
    assert len(article.xpath(".//*[@class='evidence']/li")) == 100
    assert "88 more places" in text(article)
    assert "and 150 places more, listed in assessment.json" in text(article)


def test_every_feature_appears_once_by_its_id() -> None:
    page = tree(litware_page())
    for feature in build.features():
        assert feature.title in text(element(page, f"feature-{feature.id}"))


def test_nothing_is_requested_from_anywhere() -> None:
    page = tree(litware_page())
    loaded = page.xpath("//@src | //link/@href | //*[local-name()='use']/@href | //object/@data | //form/@action")
    assert [address for address in loaded if not address.startswith("data:")] == []
    assert re.findall(r"url\((?!#)|@import", litware_page()) == []


def test_every_link_leads_somewhere_safe() -> None:
    page = tree(litware_page())
    ids = set(page.xpath("//@id"))
    for link in page.xpath("//a"):
        address = link.get("href")
        if address.startswith("#"):
            assert address[1:] in ids
        else:
            assert address.startswith("https://")
            assert link.get("rel") == "noopener noreferrer"


def test_ids_are_unique() -> None:
    assert [i for i, n in Counter(tree(litware_page()).xpath("//@id")).items() if n > 1] == []


def test_the_policy_allows_just_the_inlined_style_and_script() -> None:
    page = litware_page()
    policy = tree(page).xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        [content] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert tree(page).xpath("//@style | //@onclick | //@onload") == []


def test_headings_form_an_ordered_outline_under_one_title() -> None:
    levels = [int(h.tag[1]) for h in tree(litware_page()).iter("h1", "h2", "h3", "h4", "h5")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_scoped_heads() -> None:
    for table in tree(litware_page()).iter("table"):
        assert table.find("caption") is not None
        assert all(head.get("scope") in {"col", "row"} for head in table.iter("th"))


def test_closed_by_default_is_what_was_fine_and_open_what_is_not_standard() -> None:
    page = tree(litware_page())
    assert [d.get("open") for d in element(page, "fine").iter("details")] == [None, None]
    assert element(page, "rule-00000000-0000-4000-8000-000000000050").find("details").get("open") is not None


def test_encrypted_parameters_never_show_a_value() -> None:
    assert "Password (encrypted, not read)" in text(element(tree(litware_page()), "connectors"))


def test_same_assessment_same_bytes() -> None:
    assert render_html(build.assessment(), build.plan()) == litware_page()


def test_an_assessment_of_nothing_is_still_a_page() -> None:
    page = tree(render_html(_empty(build.assessment()), ()))
    assert "Nothing must be done before the move." in text(element(page, "summary"))
    assert "The export holds no sync rule." in text(element(page, "rules"))


def test_large_assessments_stay_below_a_megabyte() -> None:
    page = render_html(build.large(rule_count=300, flows_each=20, finding_count=100), build.plan())
    assert len(page.encode()) < 1_000_000


def test_the_script_stays_small() -> None:
    assert len((html_folder() / "script.js").read_bytes()) < 12_000


def test_standard_rules_come_in_tables_of_a_hundred_rows_at_most() -> None:
    page = tree(render_html(build.large(), build.plan()))
    rows = [len(table.xpath("./tbody/tr")) for table in element(page, "rules").iter("table")]
    assert max(rows) == 100


def test_theme_names_customer_and_author() -> None:
    theme = Theme(customer="Litware AS", author="Example Consulting", logo="data:image/png;base64,iVBORw0KGgo=")
    page = render_html(build.assessment(), build.plan(), theme=theme)
    assert "Readiness report for Litware AS" in text(tree(page))
    assert "prepared by Example Consulting" in text(tree(page))
    assert tree(page).xpath("//header//img/@src") == [theme.logo]


@pytest.mark.parametrize(
    "logo", ["https://example.com/logo.png", "data:text/html;base64,AAAA", 'data:image/png;base64,"']
)
def test_a_logo_that_is_no_embedded_image_is_refused(logo: str) -> None:
    with pytest.raises(OutputError, match="logo"):
        Theme(logo=logo)


def test_a_finding_outside_the_vocabulary_of_lanes_has_no_lane() -> None:
    article = text(element(tree(litware_page()), "PHS-ON-phs"))
    assert "Best lane left" not in article


def _empty(full: Assessment) -> Assessment:
    configuration = replace(full.configuration, inputs=(), connectors=(), sync_rules=(), notes=())
    return replace(
        full,
        configuration=configuration,
        verdict=replace(full.verdict, reasons=()),
        domains=(),
        migration_tool=replace(full.migration_tool, checks=(), eligible=None),
        rules=(),
        missing_rules=(),
        scope=(),
        features=(),
        findings=(),
        questions=(),
        deadlines=(),
        prerequisites=(),
        effort=build.effort(),
        limits=(),
        cmdlets=(),
    )


def test_every_outcome_has_its_word_in_the_legend() -> None:
    legend = text(element(tree(litware_page()), "legend"))
    assert [outcome for outcome in Outcome if outcome.value.capitalize() not in legend] == []
