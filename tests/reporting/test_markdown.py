from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.knowledge.model import Source
from analyzer.reporting.markdown import escape, to_markdown, write_markdown
from analyzer.vocabulary import InUse
from tests.reporting.workbook_build import build_assessment, hostile


def test_the_summary_says_what_a_project_lead_asks() -> None:
    made = build_assessment()
    text = to_markdown(made)
    assert text.startswith("# Cloud Sync readiness\n\n**Stay for now.** Not ready as a whole")
    for finding in made.findings[:3]:
        assert finding.id in text
        assert finding.title in text
    assert "OBJECT-COUNT" not in text, "only what binds before the move"
    assert "| litware.com | Staged by hand | RULE-CUSTOM-3f9a2c11 |" in text
    assert "| lab.litware.com | Not synchronised | – |" in text
    assert "Would take it: **no** (1 pass, 1 fail, 1 unknown)." in text
    assert "- How many objects are in scope? (litware.com) Ask: AD administrator." in text
    assert "(fabrikam.local) Ask" not in text, "answered"
    assert "2026-09-30 (passed 53 days ago)" in text
    assert "](https://learn.microsoft.com/" in text
    assert len(text.splitlines()) < 60


def test_a_date_that_does_not_apply_is_left_out() -> None:
    made = build_assessment()
    none = replace(made, deadlines=tuple(replace(one, applies=InUse.NO) for one in made.deadlines))
    assert "None that applies." in to_markdown(none)


def test_nothing_to_say_is_said() -> None:
    text = to_markdown(build_assessment(findings=(), questions=(), deadlines=(), domains=()))
    assert "\nNothing.\n" in text
    assert "\nNone.\n" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text, with 1.5 (and more).", "plain text, with 1.5 (and more)."),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("[a](javascript:alert(1))", r"\[a\](javascript:alert(1))"),
        ("# head", r"\# head"),
        ("1. item", r"1\. item"),
        ("2.5.3.0 is old", "2.5.3.0 is old"),
        ("- item", r"\- item"),
        ("a | b", r"a \| b"),
        ("**b** _i_ `c` ~s~", r"\*\*b\*\* \_i\_ \`c\` \~s\~"),
        ("see https://evil.example", r"see https\://evil.example"),
        ("see www.evil.example", r"see www\.evil.example"),
        ("@team &amp;", r"\@team &amp;amp;"),
        ("a\nb\r\n# c\u2028d\u202e", r"a b \# c d"),
        ("\\", r"\\"),
        ("", ""),
    ],
)
def test_escape(text: str, expected: str) -> None:
    assert escape(text) == expected


@given(st.text(alphabet=st.characters()))
def test_escaped_text_is_one_line_without_markup(text: str) -> None:
    made = escape(text)
    assert len(made.splitlines()) <= 1
    assert not re.search(r"[<>]", made)
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", made)
    assert not set(bare) & set("\\`*_{}[]#|~$^@")
    assert "://" not in bare


@given(st.text(alphabet=st.characters()))
def test_no_text_of_an_export_changes_the_structure(text: str) -> None:
    def shape(markdown: str) -> list[str]:
        return [re.match(r"[#|> \-]*", line)[0].strip() for line in markdown.splitlines() if line.startswith("#")]  # type: ignore[index]

    assert shape(to_markdown(hostile(text))) == shape(to_markdown(build_assessment()))


def test_only_https_addresses_become_links() -> None:
    made = build_assessment()
    source = Source("x", "Bad", "javascript:alert(1)", None, date(2026, 1, 1))
    text = to_markdown(replace(made, findings=tuple(replace(one, sources=(source,)) for one in made.findings)))
    assert "javascript" not in text
    assert "Source: Bad, checked 2026-01-01" in text


def test_bytes(tmp_path: Path) -> None:
    write_markdown(hostile("ä\ud800"), tmp_path / "a.md")
    content = (tmp_path / "a.md").read_bytes()
    assert b"\r" not in content
    assert "ä" in content.decode("utf-8")
