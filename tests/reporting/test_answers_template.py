from __future__ import annotations

from dataclasses import replace

import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.reporting.answers_template import answers_template
from tests.reporting.workbook_build import build_assessment, question

ANY = st.text(alphabet=st.characters(), max_size=40) | st.sampled_from(
    [
        "yes", "null", "a: b", "# x", "- a", "*a", "&a", "!!python/object:os.system", "a\n---\nb", "\u2028x", "\x85",
        "%YAML", "{", "😀",
    ]
)  # fmt: skip


def test_the_template_asks_each_question_once_with_all_that_helps() -> None:
    text = answers_template(build_assessment().questions)
    assert text.count("How many objects are in scope?") == 1
    for part in ("Why: It decides the lane.", "Who: AD administrator", "How: Get-ADSyncAADCompanyFeature"):
        assert f"# {part}" in text
    assert "# Answer: one of: none, classic, modern" in text
    assert text.endswith("\n")


def test_open_questions_are_empty_and_answers_are_filled_in() -> None:
    assert yaml.safe_load(answers_template(build_assessment().questions)) == {
        "pta-in-use": None,
        "objects": {"litware.com": None, "fabrikam.local": 4200},
        "exchange-hybrid": None,
    }


def test_answers_keep_their_kind() -> None:
    made = answers_template(
        [
            question("a-number", "?", "number", answer="0"),
            question("an-odd-number", "?", "number", answer="about 4000"),
            question("a-yes", "?", "yes-no", answer="yes"),
            question("a-text", "?", "text", answer="no"),
            question("a-choice", "?", "choice", choices=("x", "y"), answer="x"),
        ]
    )
    assert yaml.safe_load(made) == {
        "a-number": 0,
        "an-odd-number": "about 4000",
        "a-yes": True,
        "a-text": "no",
        "a-choice": "x",
    }


def test_no_question_gives_an_empty_mapping() -> None:
    assert yaml.safe_load(answers_template(())) == {}


def test_commands_of_several_lines_stay_comments() -> None:
    text = answers_template([question("a", "?", "text", how="Get-A |\n  Format-List\r\nevil: yes\x85also: yes")])
    assert yaml.safe_load(text) == {"a": None}
    assert "#        Format-List" in text


def test_each_domain_shows_its_own_command() -> None:
    one = question("a", "?", "text", domain="x.org", how="Get-A -Server x.org")
    text = answers_template([one, replace(one, domain="y.org", how="Get-A -Server y.org")])
    assert text.splitlines()[-4:] == [
        "# How: Get-A -Server x.org",
        '  "x.org":',
        "# How: Get-A -Server y.org",
        '  "y.org":',
    ]
    assert yaml.safe_load(text) == {"a": {"x.org": None, "y.org": None}}


def test_a_domain_that_stands_twice_is_asked_once_and_keeps_its_answer() -> None:
    one = question("a", "?", "text", domain="x.org")
    assert yaml.safe_load(answers_template([one, replace(one, answer="z")])) == {"a": {"x.org": "z"}}


def shown(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


@given(ANY, ANY.filter(bool), ANY)
def test_any_text_gives_yaml_with_exactly_the_keys(text: str, domain: str, answer: str) -> None:
    made = answers_template(
        [
            question("plain", text, "text", why=text, who=text, how=text, choices=(text,), answer=answer),
            question("per-domain", text, "text", domain=domain, answer=None),
            question(domain, text, "choice", choices=(text, text), answer=answer),
        ]
    )
    loaded = yaml.safe_load(made)
    expected = {"plain": shown(answer), "per-domain": {shown(domain): None}, shown(domain): shown(answer)}
    if domain not in ("plain", "per-domain"):
        assert loaded == expected
    made.encode("utf-8")
