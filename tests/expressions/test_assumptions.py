"""Every assumption of the table is one that a comparison really uses, and says so."""

from __future__ import annotations

import pytest

from analyzer.expressions import Assumption, Dialect, assumption_texts, parse, prove

# For each assumption, a pair of expressions whose comparison rests on it.
USES = {
    Assumption.CONNECT_NULL_COMPARISON: ('IIF([a] = "x", 1, 2)', '"2"'),
    Assumption.CONNECT_NULL_CONDITION: ("CBool(IIF(IsPresent([a]), IsPresent([b]), NULL))", '"x"'),
    Assumption.CONNECT_NULL_CONCATENATION: ('[a] & "x"', 'Join("", [a], "x")'),
    Assumption.CONNECT_NULL_ARGUMENT: ("LCase([a])", "ToLower([a])"),
    Assumption.CONNECT_NULL_LENGTH: ("IIF(Len([a]) = 0, 1, 2)", 'IIF(IsPresent([a]), "2", "1")'),
    Assumption.CONNECT_EVALUATION_ORDER: (
        'IIF(IsPresent([a]), [a], Error("x"))',
        'IIF(IsPresent([a]), [a], Error("x"))',
    ),
    Assumption.CONNECT_PLUS: ('[a] + "x"', 'Join("", [a], "x")'),
    Assumption.CONNECT_TEXT_OF_OPERANDS: (
        '"x" & [userAccountControl]',
        'Join("", "x", [userAccountControl])',
    ),
    Assumption.CONNECT_SEVERAL_VALUES: ('[proxyAddresses] & "x"', "[proxyAddresses]"),
    Assumption.CONNECT_SPECIAL_ARGUMENT: ("Trim(AuthoritativeNull)", '""'),
    Assumption.DN_BEYOND_END: ("DNComponent(CRef([dn]), 4)", "DNComponent([distinguishedName], 4)"),
    Assumption.IN_STR_CASE: ('InStr([a], "joe")', 'InStr([a], "joe", 1, vbTextCompare)'),
    Assumption.WORD_SKIPS_EMPTY: ('Word([a], 2, "@") & "x"', 'Append(Word([a], 2, "@"), "x")'),
    Assumption.MID_BEYOND_END: (
        "IIF(IsPresent([a]), Mid([a], 7, 3), NULL)",
        'IIF(IsPresent([a]), Mid([a], 7, 3), "")',
    ),
    Assumption.MID_TWO_ARGUMENTS: ("Mid([a], 3)", "Mid([a], 3, 1000000)"),
    Assumption.ATTRIBUTE_NEVER_EMPTY: ("CBool([a] = [a])", 'IIF([a] = [a], "True", "False")'),
    Assumption.CLOUD_NULL_COMPARISON: ('IIF([a] = "x", 1, 2)', 'IIF([a] = "x", "1", "2")'),
    Assumption.CLOUD_TEXT_COMPARISON: ('IIF([a] = "x", 1, 2)', 'IIF([a] = "x", "1", "2")'),
    Assumption.CLOUD_NULL_ARGUMENT: ("LCase([a])", "ToLower([a])"),
    Assumption.CLOUD_EVALUATION_ORDER: (
        'IIF(IsPresent([a]), [a], Error("x"))',
        'IIF(IsPresent([a]), [a], Error("x"))',
    ),
    Assumption.CLOUD_EMPTY_REMOVES: ("IIF(IsPresent([a]), [b], NULL)", 'IIF(IsPresent([a]), [b], "")'),
    Assumption.CONNECT_EMPTY_REMOVES: ('IIF(IsPresent([a]), [b], "")', 'IIF(IsPresent([a]), [b], "")'),
    Assumption.CLOUD_BINARY: ("ConvertToBase64([objectGUID])", "[objectGUID]"),
    Assumption.CLOUD_BOOLEAN: ("IIF([accountEnabled] = True, 1, 2)", 'IIF([accountEnabled] = "True", "1", "2")'),
    Assumption.UNLISTED_ATTRIBUTE: ("LCase([a])", "ToLower([a])"),
    Assumption.SPLIT_KEEPS_EMPTY: (
        'Left([mail], InStr([mail], "@") - 1)',
        'IIF(IsPresent([mail]), Item(Split([mail], "@"), 1), "")',
    ),
    Assumption.DUPLICATES_CASE: (
        "RemoveDuplicates(LCase([proxyAddresses]))",
        "RemoveDuplicates([proxyAddresses])",
    ),
    Assumption.CLOUD_NOT_PER_VALUE: ("Left([proxyAddresses], 3)", "Left(Trim([proxyAddresses]), 3)"),
    Assumption.SWITCH_NOTHING_MATCHES: ('Switch([a] = "x", 1)', 'IIF([a] = "x", "1", "")'),
    Assumption.DATE_FORMATS: ('FormatDateTime(CDate([a]), "yyyy")', 'FormatDateTime(CDate([a]), , , "yyyy")'),
    Assumption.DATE_LETTERS: ('FormatDateTime(DateFromNum([pwdLastSet]), "yyyy")', '"x"'),
    Assumption.TITLE_CASE: ("PCase([a])", "PCase([a])"),
}


def test_each_assumption_has_an_example() -> None:
    assert set(USES) == set(Assumption) == set(assumption_texts())


@pytest.mark.parametrize("assumption", list(Assumption))
def test_a_comparison_names_the_assumptions_it_rests_on(assumption: Assumption) -> None:
    connect, cloud_sync = USES[assumption]
    proof = prove(parse(connect), parse(cloud_sync, Dialect.CLOUD_SYNC), limit=400)
    assert assumption in proof.assumptions


def test_a_comparison_that_rests_on_nothing_names_nothing() -> None:
    assert prove(parse("[a]"), parse("[a]", Dialect.CLOUD_SYNC)).assumptions == frozenset()


def test_a_listed_attribute_rests_on_no_guess_about_its_kind() -> None:
    proof = prove(parse("LCase([mail])"), parse("ToLower([mail])", Dialect.CLOUD_SYNC))
    assert Assumption.UNLISTED_ATTRIBUTE not in proof.assumptions
