"""Text from an export is hostile: it never becomes markup, script, style, link or hidden text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.assessment.facts import Evidence, Subject
from analyzer.assessment.model import Assessment
from analyzer.knowledge.model import Source
from analyzer.reporting.html import Theme, css_string, render_html
from analyzer.reporting.view.text import visible
from tests.reporting import build
from tests.reporting.page import element, litware_page, text, tree

ATTACKS = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}{# gone #}",
    "<!--",
    "]]>",
    "javascript:alert(1)",
    "&lt;b&gt;&amp;#x3c;",
    "a" * 300,
    "مرحبا שלום 👩‍👩‍👧 ﷽",
    "\u202eexe.gpj",
    "nul\x00bell\x07escape\x1b[31m",
    "\ud800 lone surrogate",
    "line\nfeed\r\nand\u2028separator",
]


def attacked(attack: str) -> Assessment:
    """Put ``attack`` everywhere an export can put text."""
    base = build.assessment()
    rule = replace(
        build.rules()[0].rule,
        name=attack,
        description=attack,
        immutable_tag=attack,
        source_type=attack,
        flows=(build.flow(attack, expression=attack), build.flow("x", constant=attack), build.flow(attack)),
        scope=build.rule(1, "", scope=(((attack, attack, attack),),)).scope,
        joins=build.rule(1, "", joins=(((attack, attack),),)).joins,
    )
    verdict = replace(build.rules()[0], rule=rule, connector_name=attack, clone_of=attack, drift=(attack,))
    finding = build.finding(
        key=attack,
        title=attack,
        group=attack,
        subject=Subject("container", attack, attack, (attack,)),
        evidence=(Evidence(attack, attack, 1, attack),),
    )
    connector = replace(
        base.configuration.connectors[0], name=attack, id=attack, classes=(attack,), attributes=(attack,)
    )
    configuration = replace(
        base.configuration,
        inputs=tuple(replace(i, name=attack, server=attack) for i in base.configuration.inputs),
        settings=replace(base.configuration.settings, server=attack),
        connectors=(connector,),
    )
    scope = replace(
        base.scope[0], dn=attack, domain=attack, included=(f"OU={attack}",), excluded=(attack,), containers=(attack,)
    )
    return replace(
        base,
        configuration=configuration,
        rules=(verdict,),
        missing_rules=(attack,),
        findings=(finding,),
        scope=(scope,),
        domains=tuple(replace(d, name=attack, connector_name=attack) for d in base.domains),
        questions=tuple(replace(q, answer=attack, domain=attack, key=attack + q.key) for q in base.questions),
    )


def skeleton(page: str) -> set[tuple[str, tuple[str, ...]]]:
    """Return every kind of element with its attribute names: what hostile text must not add to."""
    return {(node.tag, tuple(sorted(node.keys()))) for node in tree(page).iter() if isinstance(node.tag, str)}


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_adds_no_markup(attack: str) -> None:
    page = render_html(attacked(attack), build.plan())
    page.encode("utf-8")
    known = skeleton(render_html(attacked("plain"), build.plan())) | skeleton(litware_page())
    assert skeleton(page) - known == set()
    assert len(tree(page).xpath("//script")) == 1
    assert len(tree(page).xpath("//style")) == 1


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_is_shown_as_it_is(attack: str) -> None:
    page = render_html(attacked(attack), build.plan())
    shown = re.sub(r"\s+", " ", visible(attack))
    assert shown in text(element(tree(page), "connectors"))


def test_text_is_never_read_as_a_template() -> None:
    assert "49" not in text(element(tree(render_html(attacked("{{ 7 * 7 }}"), ())), "connectors"))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http://plain.example", "//no.scheme", "https:/\\x"]
)
def test_only_https_sources_become_links(url: str) -> None:
    source = Source("own", "Own rule pack", url, None, date(2026, 11, 1))
    page = tree(render_html(replace(build.assessment(), findings=(build.finding(sources=(source,)),)), ()))
    article = element(page, "CUSTOM-RULE-1a2b3c4d")
    assert "Own rule pack" in text(article)
    assert [a for a in article.xpath(".//a/@href") if not a.startswith("#")] == []


def test_control_and_bidirectional_characters_are_made_visible() -> None:
    assert visible("a\x00b\x1b\x7f\x85") == "a␀b␛␡⟨U+0085⟩"
    assert visible("\u202eexe.gpj") == "⟨U+202E⟩exe.gpj"
    assert visible("zero\u200bwidth") == "zero⟨U+200B⟩width"
    assert visible("\ud83d") == "\ufffd"
    assert visible("line\nfeed\ttab 👩‍👧 שלום") == "line\nfeed\ttab 👩‍👧 שלום"


@given(st.text(alphabet=st.characters(), max_size=200))
@settings(max_examples=300)
def test_a_css_string_holds_letters_digits_and_escapes_only(value: str) -> None:
    assert re.fullmatch(r'"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*"', css_string(value))


def test_the_running_header_cannot_leave_its_string() -> None:
    page = render_html(build.assessment(), (), theme=Theme(customer='"}</style><script>alert(1)</script>'))
    assert len(tree(page).xpath("//script")) == 1
    assert page.count("</style>") == 1


@given(st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_text_keeps_the_skeleton(value: str) -> None:
    known = skeleton(render_html(attacked("plain"), ())) | skeleton(litware_page())
    page = render_html(attacked(value), ())
    page.encode("utf-8")
    assert skeleton(page) - known == set()


def test_repeated_identifiers_get_anchors_of_their_own() -> None:
    base = build.assessment()
    page = tree(render_html(replace(base, rules=(*base.rules, *base.rules)), ()))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_name_of_a_thousand_levels_is_cut_and_can_be_searched() -> None:
    deep = ",".join(["OU=x"] * 1000 + [build.CORP_DN])
    scope = replace(build.assessment().scope[0], included=(deep,), excluded=())
    page = tree(render_html(replace(build.assessment(), scope=(scope,)), ()))
    scope_section = element(page, "scope")
    assert "936 containers below are not drawn" in text(scope_section)
    (data,) = scope_section.xpath(".//script[@type='application/json']")
    assert len(json.loads(data.text)["names"]) == 1001
