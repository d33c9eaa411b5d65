from __future__ import annotations

import pytest

from analyzer.expressions import Dialect, Level, check, lint_constant, parse
from tests.expressions.corpus import well_formed


def codes(text: str, dialect: Dialect) -> list[tuple[str, str]]:
    return [(remark.code, str(remark.level)) for remark in check(parse(text, dialect), dialect, text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Trim([title])", []),
        ("Concatenate([a], [b])", [("unknown-function", "error")]),
        ("trim([title])", [("function-case", "warning")]),
        ("Left([a])", [("argument-count", "error")]),
        ('Left([a], "3")', [("argument-type", "error")]),
        ('Count("x")', [("argument-type", "error")]),
        ("LCase(5)", [("argument-type", "warning")]),
        ("BitAnd([mail], 2)", [("argument-type", "warning")]),
        ("Trim([objectGUID])", [("argument-type", "warning")]),
        ("Mid([objectGUID], 1, 4)", []),
        ("CStr(DateFromNum([pwdLastSet]))", [("argument-type", "warning")]),
        ("LCase([proxyAddresses])", []),
        ("Count([member])", []),
        ('Switch([a] = "x", 1, 2)', [("argument-count", "error")]),
        ("IIF(IsPresent([a]), null, [a])", [("word-case", "warning")]),
        ("IIF(IsPresent([a]), Nothing, [a])", [("word", "error")]),
        ('IIF(IsPresent([a]), "NULL", [a])', [("quoted-null", "warning")]),
        ("Mid([a], 3)", [("mid-arguments", "warning")]),
        ('Switch([a] = "x", "y", True, Error("z"))', [("switch-error", "warning")]),
        ("Append([a], [b])", [("unknown-function", "error")]),
        ("Now()", [("now", "note")]),
    ],
)
def test_connect(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(text, Dialect.CONNECT) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Trim([title])", []),
        ("IIF(IsPresent([a]), [a], )", [("iif-is-present", "warning")]),
        ('IIF([a]="", "x", [a])', [("iif-empty", "warning")]),
        ('IIF([a]="1" && [b]="2", "x", "y")', [("operator", "error")]),
        ('IIF([a]="1", "t-" & [b], [b])', [("operator", "warning")]),
        ("[a] - 1", [("operator", "error")]),
        ("NULL", [("word", "error")]),
        ("LCase([a])", [("unknown-function", "error")]),
        ("Cstr([a])", [("function-case", "warning")]),
        ("CDate([a])", [("availability", "note")]),
        ("ToLower([proxyAddresses])", [("several-values", "warning")]),
        ("Left(Trim([otherTelephone]), 4)", [("several-values", "warning")]),
        ("Left(Trim(Item([otherTelephone], 1)), 4)", []),
        ('Join(";", [proxyAddresses])', []),
        ("SelectUniqueValue([a], [b])", [("availability", "error")]),
        ('Replace([a], "x", "y")', [("replace-slots", "warning")]),
        (
            'FormatDateTime([StatusHireDate], "yyyy-MM-ddzzz", "yyyyMMddHHmmss.fZ" )',
            [("format-date-time-slots", "warning")],
        ),
        ('FormatDateTime([a], , "yyyy", "yy")', []),
        ("Switch(IsPresent([a]),[a], IsPresent([b]),[b])", [("switch-source", "warning")]),
        ("Trim(IgnoreFlowIfNullOrEmpty([a]))", [("outermost", "error")]),
        ("Item([proxyAddresses], 0)", [("item-zero", "error")]),
        ("Left(, 3)", [("empty-argument", "error")]),
        ('Left("' + "x" * 10_000 + '", 3)', [("length", "error")]),
    ],
)
def test_cloud_sync(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(text, Dialect.CLOUD_SYNC) == found


def test_remarks_point_at_their_place() -> None:
    text = "Trim(Concatenate([a]))"
    remark = check(parse(text), Dialect.CONNECT, text)[0]
    assert text[remark.start : remark.end] == "Concatenate([a])"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("NULL", ["constant-null"]),
        ("AuthoritativeNull", ["constant-null"]),
        ("NO", []),
        ("IIF([a],1,2)", ["constant-expression"]),
    ],
)
def test_constants(value: str, found: list[str]) -> None:
    assert [remark.code for remark in lint_constant(value)] == found


def test_known_oddities_of_the_corpus_and_nothing_else_are_errors() -> None:
    wrong = {
        text
        for text, dialect in well_formed()
        if any(remark.level is Level.ERROR for remark in check(parse(text, dialect), dialect, text))
    }
    # "IF" and "Random" are misprints of the documents, Concatenate never existed.
    assert {name for name in ("Concatenate(", "Random(", "(IF(") if any(name in text for text in wrong)} == {
        "Concatenate(",
        "Random(",
        "(IF(",
    }
    assert len(wrong) == 3
