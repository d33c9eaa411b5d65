from __future__ import annotations

import pytest

from analyzer.expressions import Assumption, Dialect, Verdict, parse, prove


def proof_of(connect: str, cloud_sync: str, **options: int):  # type: ignore[no-untyped-def]
    return prove(parse(connect), parse(cloud_sync, Dialect.CLOUD_SYNC), **options)


@pytest.mark.parametrize(
    ("connect", "cloud_sync", "verdict"),
    [
        ("Trim([title])", "Trim([title])", Verdict.IDENTICAL),
        ("IIF(IsPresent([a]), [a], [b])", "IIF(IsPresent([a]), [a], [b])", Verdict.IDENTICAL),
        ("IIF(IsNullOrEmpty([a]), [b], [a])", "IIF(IsPresent([a]), [a], [b])", Verdict.NORMALIZED),
        ("IIF(IsPresent([a]), [a], NULL)", "[a]", Verdict.NORMALIZED),
        ("LCase([a])", "ToLower([a])", Verdict.NORMALIZED),
        ('[a] & "@" & %Domain.FQDN%', 'Join("", [a], "@", %DomainFQDN%)', Verdict.NORMALIZED),
        ("IIF(IsNullOrEmpty([a]), IgnoreThisFlow, [a])", "IgnoreFlowIfNullOrEmpty([a])", Verdict.NORMALIZED),
        ('IIF([a] = "x" && [b] = "y", 1, 2)', 'IIF([a]="x", IIF([b]="y", "1", "2"), "2")', Verdict.EVALUATED),
    ],
)
def test_agreement(connect: str, cloud_sync: str, verdict: Verdict) -> None:
    proof = proof_of(connect, cloud_sync)
    assert proof.verdict is verdict
    assert proof.counter_example is None
    assert str(proof).startswith(str(verdict))


@pytest.mark.parametrize(
    ("connect", "cloud_sync", "given"),
    [
        ("Trim([a])", "[a]", "[a] = "),
        ("Trim([a])", "Trim([b])", "[a] = "),
        ('IIF([a] = "x", 1, 2)', 'IIF([a] = "X", "1", "2")', '[a] = "x"'),
        ("Left([a], 10)", "Left([a], 11)", "[a] = "),
        ('IIF([a] > "5000", 1, 2)', 'IIF([a] > "5000", "1", "2")', '[a] = "999"'),
        (
            "IIF(BitAnd([userAccountControl], 2) = 0, 1, 2)",
            'IIF(BitAnd([userAccountControl], 2)="0", "2", "1")',
            "[userAccountControl]",
        ),
        (
            "IIF([hidden] = True, [a], IgnoreThisFlow)",
            'IgnoreFlowIfNullOrEmpty(IIF([hidden] = "True", [a], ""))',
            "[hidden] = True",
        ),
        ("IIF(IsPresent([a]), [a], AuthoritativeNull)", "IgnoreFlowIfNullOrEmpty([a])", "[a] absent"),
        ('Replace([a], "x", "y")', 'Replace([a], "X", , , "y", , )', "[a] = "),
        ("RemoveDuplicates([proxyAddresses])", "[proxyAddresses]", "[proxyAddresses] = "),
        ("Item([otherTelephone], 1)", "[otherTelephone]", "[otherTelephone]"),
        ('IIF([a] = "x" && [b] = "y" && [c] = "z", 1, 2)', '"2"', '[a] = "x", [b] = "y", [c] = "z"'),
        ("DNComponent(CRef([dn]), 1)", "DNComponent([distinguishedName], 2)", "[dn] = "),
        ("PCase([a])", "PCase([a])", "[a] = "),
        ("%Domain.FQDN%", '"contoso.com"', "%Domain.FQDN% = "),
        (
            "CBool(Trim([a]) = Trim([b]))",
            'IIF(Trim([a]) = Trim([b]), "True", "False")',
            '[a] = "   ", [b] = "   "',
        ),
    ],
)
def test_differences_are_found_and_shown_on_a_small_input(connect: str, cloud_sync: str, given: str) -> None:
    proof = proof_of(connect, cloud_sync)
    assert proof.verdict is Verdict.COUNTER_EXAMPLE
    assert proof.counter_example is not None
    assert proof.counter_example.given.startswith(given)
    assert proof.counter_example.connect != proof.counter_example.cloud_sync


def test_unneeded_attributes_are_left_out_of_a_counter_example() -> None:
    proof = proof_of("IIF(IsPresent([a]), [a], [b])", "[a]")
    assert proof.counter_example is not None
    assert proof.counter_example.given == '[b] = "Alpha", [a] absent'


def test_the_number_of_cases_is_bounded_and_the_same_every_time() -> None:
    source = "IIF(" + " && ".join(f'[a{n}] = "x{n}"' for n in range(12)) + ", 1, 2)"
    nested = '"1"'
    for n in reversed(range(12)):
        nested = f'IIF([a{n}] = "x{n}", {nested}, "2")'
    assert proof_of(source, nested, limit=50) == proof_of(source, nested, limit=50)
    assert proof_of(source, nested, limit=50).cases == 50


def test_a_branch_behind_many_conditions_is_entered() -> None:
    source = "IIF(" + " && ".join(f'[a{n}] = "x{n}"' for n in range(12)) + ", 1, 2)"
    assert proof_of(source, '"2"').verdict is Verdict.COUNTER_EXAMPLE
    inner = 'IIF(InStr([b], "@y") > 0, IIF(BitAnd([userAccountControl], 16) > 0, "deep", "2"), "2")'
    source = f'IIF([a] = "x", {inner}, "2")'
    assert proof_of(source, '"2"').verdict is Verdict.COUNTER_EXAMPLE
    inner = 'CBool(IIF(IsPresent([n]), [n] = "7" && [m] = "8", NULL))'
    source = f'IIF(IsPresent([z]) || [a] = "q" || {inner}, NULL, "2")'
    assert proof_of(source, 'IIF(IsPresent([z]), "", IIF([a] = "q", "", "2"))').verdict is Verdict.COUNTER_EXAMPLE


def test_differences_that_need_an_empty_attribute_count_as_an_assumption() -> None:
    proof = proof_of("CBool([a] = [a])", 'IIF([a] = [a], "True", "False")')
    assert proof.verdict is Verdict.NORMALIZED
    assert Assumption.ATTRIBUTE_NEVER_EMPTY in proof.assumptions


def test_used_assumptions_are_reported() -> None:
    proof = proof_of('IIF([a] <> "x", [b], [c])', 'IIF([a] = "x", [c], [b])')
    assert {Assumption.CONNECT_NULL_COMPARISON, Assumption.CLOUD_NULL_COMPARISON} <= proof.assumptions
