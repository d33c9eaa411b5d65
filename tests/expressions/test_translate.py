from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import ExpressionError
from analyzer.expressions import Dialect, Level, Outcome, Verdict, check, parse, print_expression, translate
from tests.expressions.corpus import MALFORMED, connect_only, published, shipped

_OUTCOMES = {str(outcome) for outcome in Outcome}


def _pairs() -> list[tuple[str, str, str | None, str | None]]:
    """Read ``pairs.txt`` into (source, outcome, expected text, words of the first loss)."""
    pairs: list[tuple[str, str, str | None, str | None]] = []
    source = ""
    for line in (Path(__file__).parent / "pairs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            key, _, rest = line.strip().partition(": ")
            if key == "because":
                pairs[-1] = (*pairs[-1][:3], rest)
            else:
                assert key in _OUTCOMES, line
                refused = key in {"gap", "unknown"} or (rest[:1].isalpha() and rest.split(" ")[0].isalpha())
                pairs.append((source, key, None if refused else rest, rest if refused else None))
        elif line and not line.startswith("#"):
            source = line
    return pairs


@pytest.mark.parametrize(("source", "outcome", "text", "words"), _pairs())
def test_pairs(source: str, outcome: str, text: str | None, words: str | None) -> None:
    translation = translate(source)
    assert (str(translation.outcome), translation.text) == (outcome, text)
    assert (translation.losses[0].what if translation.losses else None) == words


def test_the_pairs_cover_every_outcome() -> None:
    assert {outcome for _, outcome, _, _ in _pairs()} == _OUTCOMES
    assert len(_pairs()) > 100


def test_share_of_the_published_expressions_that_can_be_translated() -> None:
    sources = [text for text, dialect in published() if dialect is Dialect.CONNECT and text not in MALFORMED]
    done = [text for text in sources if translate(text).outcome in {Outcome.SUPPORTED, Outcome.ADAPTED}]
    assert len(sources) == 113
    assert len(done) / len(sources) >= 0.85


def test_every_translation_of_the_corpus_is_sound_and_every_refusal_has_a_reason() -> None:
    for source in connect_only():
        translation = translate(source)
        if translation.outcome in {Outcome.SUPPORTED, Outcome.ADAPTED}:
            assert translation.losses == ()
            assert translation.proof.verdict in {Verdict.IDENTICAL, Verdict.NORMALIZED, Verdict.EVALUATED}
            assert translation.text is not None
            node = parse(translation.text, Dialect.CLOUD_SYNC)
            assert node == translation.node
            remarks = check(node, Dialect.CLOUD_SYNC, translation.text)
            assert not [remark for remark in remarks if remark.level is Level.ERROR], source
        else:
            assert translation.losses, source
            assert all(loss.what for loss in translation.losses)
        if translation.outcome is Outcome.SUPPORTED:
            assert translation.text == print_expression(parse(source))


def test_counter_examples_always_come_with_a_stated_loss_and_its_example() -> None:
    found = [translate(source) for source in connect_only()]
    different = [each for each in found if each.proof.verdict is Verdict.COUNTER_EXAMPLE]
    assert different
    for translation in different:
        assert translation.outcome is Outcome.MANUAL
        assert any(loss.example for loss in translation.losses)


def test_microsofts_own_mappings_come_out_of_the_shipped_rules() -> None:
    """Defaults of the captured schema (2025-09-20) that descend from shipped rules are found again."""
    assert len(set(shipped())) == 86
    texts = {translate(source).text for source in shipped()}
    assert texts >= {
        "IIF(IsPresent([userPrincipalName]), [userPrincipalName], IIF(IsPresent([sAMAccountName]), "
        'Join("@", [sAMAccountName], %DomainFQDN%), Error("AccountName is not present")))',
        "IIF(IsPresent([displayName]), [displayName], [cn])",
        'IIF(IsPresent([url]), Left(Trim(Item([url], 1)), 448), "")',
        "RemoveDuplicates(Trim([proxyAddresses]))",
        "CBool(BitAnd([groupType], -2147483648))",
        "IgnoreFlowIfNullOrEmpty([countryCode])",
        "Left(Trim([info]), 448)",
        "%DomainFQDN%",
    }


def test_a_text_that_is_only_known_from_app_provisioning_is_never_supported() -> None:
    translation = translate("CDate([employeeStartTime])")
    assert translation.text == translation.source
    assert translation.outcome is Outcome.ADAPTED
    assert any("app provisioning" in note for note in translation.notes)


def test_trees_are_translated_like_texts_and_results_are_shared() -> None:
    assert translate(parse("Trim( [title] )")) == translate("Trim([title])")
    assert translate("Trim([title])") is translate("Trim([title])")


def test_malformed_text_is_an_error() -> None:
    with pytest.raises(ExpressionError):
        translate("IIF(")


def test_long_and_deep_expressions_are_refused_cleanly() -> None:
    long = translate(" & ".join(f"[attribute{number}]" for number in range(2000)))
    assert long.outcome is Outcome.MANUAL
    assert "more than the 10000" in long.losses[0].what
    deep = translate("Trim(" * 5000 + "[a]" + ")" * 5000)
    assert deep.outcome is Outcome.MANUAL
    assert "too deeply" in deep.losses[0].what


def test_long_chains_of_compound_conditions_are_translated_in_time() -> None:
    text = '"none"'
    for number in range(60):
        text = f'IIF([l] = "x{number}" && [c] = "y{number}", "{number}", {text})'
    translation = translate(text)
    assert translation.outcome is Outcome.ADAPTED
    assert len(translation.text or "") < 6000


def test_variables_that_double_at_every_step_are_refused_at_once() -> None:
    text = "$v40"
    for number in range(40, 0, -1):
        before = f"$v{number - 1}" if number > 1 else "[x]"
        text = f"With($v{number}, {before} & {before}, {text})"
    translation = translate(text)
    assert translation.outcome is Outcome.MANUAL
    assert "With" in translation.losses[0].what


def test_long_tables_become_a_switch() -> None:
    chain = '"Other"'
    for number in reversed(range(150)):
        chain = f'IIF([l] = "City {number}", "Country {number}", {chain})'
    translation = translate(chain)
    assert translation.outcome is Outcome.ADAPTED
    assert translation.text is not None
    assert translation.text.startswith('Switch([l], "Other", "City 0", "Country 0", ')


def test_shared_branches_are_not_copied_without_bound() -> None:
    condition = " || ".join(f'([a{n}] = "x" && [b{n}] = "y")' for n in range(12))
    branch = " & ".join(f"[long{n}]" for n in range(20))
    translation = translate(f'IIF({condition}, {branch}, "none")')
    assert translation.outcome is Outcome.ADAPTED
    assert len(translation.text or "") < 2500
