from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analyzer.expressions import (
    ABSENT,
    AUTHORITATIVE_NULL,
    IGNORE_THIS_FLOW,
    NULL,
    Assumption,
    Dialect,
    EffectKind,
    Environment,
    ErrorValue,
    Value,
    compile_expression,
    describe,
    effect_of,
    evaluate,
    parse,
)

SID = bytes.fromhex("010500000000000515000000a065cf7e784b9b5fe77c8770091c0100")
OBJECT: dict[str, Value] = {
    "cn": "Joe",
    "sn": "Doe",
    "mail": "joe@contoso.com",
    "padded": "  Joe  ",
    "empty": "",
    "proxyAddresses": ("smtp:jd@contoso.com", "SMTP:joe@contoso.com"),
    "otherPhone": ("1-2", "3-4"),
    "userAccountControl": 514,
    "hidden": True,
    "objectGUID": bytes(range(16)),
    "objectSid": SID,
    "dn": "CN=Doe\\, Joe,OU=Atlanta,OU=GA,OU=US,DC=contoso,DC=com",
    "pwdLastSet": 130543844936460000,
}
PARAMETERS: dict[str, Value] = {"Domain.FQDN": "contoso.com"}


def value(text: str) -> Value:
    return evaluate(parse(text), OBJECT, Dialect.CONNECT, parameters=PARAMETERS)


# The results the functions reference (2025-04-09) prints beside its examples.
@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("BitAnd(&HF, &HF7)", 7),
        ('ConvertFromBase64("SABlAGwAbABvACAAdwBvAHIAbABkACEA")', "Hello world!"),
        ('ConvertFromBase64("SGVsbG8gd29ybGQh", UTF8)', "Hello world!"),
        ('ConvertToBase64("Hello world!")', "SABlAGwAbABvACAAdwBvAHIAbABkACEA"),
        ('ConvertToUTF8Hex("Hello world!")', "48656C6C6F20776F726C6421"),
        ('ConvertFromUTF8Hex("48656C6C6F20776F726C6421")', "Hello world!"),
        ('CDate("2013-01-10 4:00 PM -8")', datetime(2013, 1, 11, tzinfo=UTC)),
        ('DateAdd("m", 3, CDate("2001-01-01"))', datetime(2001, 4, 1, tzinfo=UTC)),
        ("DateFromNum(129699324000000000)", datetime(2012, 1, 1, 23, tzinfo=UTC)),
        ('NumFromDate(CDate("2012-01-01 23:00:00"))', 129699324000000000),
        ('FormatDateTime(CDate("12/25/2007"),"yyyy-MM-dd")', "2007-12-25"),
        ('InStr("The quick brown fox","quick")', 5),
        ('InStr("repEated","e",3,vbBinaryCompare)', 7),
        ('InStrRev("abbcdbbbef","bb")', 7),
        ("IsBitSet(&HF,4)", True),
        ('LCase("TeSt")', "test"),
        ('UCase("TeSt")', "TEST"),
        ('Left("John Doe", 3)', "Joh"),
        ('Right("John Doe", 3)', "Doe"),
        ('Len("John Doe")', 8),
        ('LTrim(" Test ")', "Test "),
        ('RTrim(" Test ")', " Test"),
        ('Trim(" Test ")', "Test"),
        ('Mid("John Doe", 3, 5)', "hn Do"),
        ('Mid("John Doe", 6, 999)', "Doe"),
        ('PadLeft("User", 10, "0")', "000000User"),
        ('PadRight("User", 10, "0")', "User000000"),
        ('Word("The quick brown fox",3," ")', "brown"),
        ('Word("This,string!has&many separators",3,",!&#")', "has"),
        (
            'Split("SMTP:john.doe@contoso.com,smtp:jd@contoso.com",",")',
            ("SMTP:john.doe@contoso.com", "smtp:jd@contoso.com"),
        ),
        ('Mid(Item([proxyAddresses],Contains([proxyAddresses], "SMTP:")),6)', "joe@contoso.com"),
        ('Select($item,[otherPhone],Replace($item,"-",""))', ("12", "34")),
        ("DNComponent(CRef([dn]),1)", "Doe\\, Joe"),
        ("DNComponentRev(CRef([dn]),3)", "US"),
        ('DNComponentRev(CRef([dn]),1,"DC")', "US"),
        ("StringFromSid([objectSid])", "S-1-5-21-2127521184-1604012920-1887927527-72713"),
    ],
)
def test_examples_of_the_reference(text: str, result: Value) -> None:
    assert value(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        # Edges the reference spells out.
        ("Left([cn], 0)", ""),
        ("Left([cn], -1)", "Joe"),
        ("Left([nothing], 3)", ""),
        ("Mid([cn], 0, 2)", "Joe"),
        ("Mid([cn], 9, 2)", "Joe"),
        ("Mid([cn], 1, 0)", ""),
        ("Mid([cn], 1, -1)", "Joe"),
        ('Word([nothing], 1, " ")', ""),
        ('Word([cn], 0, " ")', ""),
        ('Word([cn], 5, " ")', ""),
        ('PadLeft([nothing], 3, "0")', ""),
        ("Join([proxyAddresses])", "smtp:jd@contoso.com SMTP:joe@contoso.com"),
        ('Join([proxyAddresses], "")', "smtp:jd@contoso.comSMTP:joe@contoso.com"),
        ("ItemOrNull([proxyAddresses], 3)", NULL),
        ("CBool(0)", False),
        ("CBool(5)", True),
        ("IsPresent([empty])", False),
        ("IsNullOrEmpty([empty])", True),
        ("IsNull([empty])", False),
        ("IsEmpty([empty])", True),
        ("IsNull([nothing])", True),
        ("IsString([cn])", True),
        ("IsString([objectGUID])", False),
        ('IsGuid("{3f2504e0-4f89-41d3-9a0c-0305e82c3301}")', True),
        ('IsNumeric("12x")', False),
        ('ReplaceChars("Räksmörgås", "å:a, ä:a, ö:o")', "Raksmorgas"),
        ('Contains([proxyAddresses], "JOE@")', 0),
        ('Contains([proxyAddresses], "JOE@", CaseInsensitive)', 2),
        ('ValueCount("proxyAddresses")', 2),
        ('ImportedValue("cn")', "Joe"),
        # Whole results.
        ("NULL", NULL),
        ("[nothing]", ABSENT),
        ("AuthoritativeNull", AUTHORITATIVE_NULL),
        ("IgnoreThisFlow", IGNORE_THIS_FLOW),
        ("IIF(IsPresent([cn]), IgnoreThisFlow, NULL)", IGNORE_THIS_FLOW),
        # Operators.
        ('[cn] & " " & [sn]', "Joe Doe"),
        ('[nothing] & "x"', "x"),
        ('[cn] = "joe"', False),
        ('[cn] <> "joe"', True),
        ('[nothing] = "x"', False),
        ('[nothing] <> "x"', True),
        ("2 + 3 * 4 - 1", 13),
        ("7 / 2", 3.5),
        ("[hidden] = True", True),
        ("BitAnd([userAccountControl], 2) > 0", True),
        ("CBool(IIF(IsPresent([nothing]), True, NULL))", False),
        ("Trim([proxyAddresses])", ("smtp:jd@contoso.com", "SMTP:joe@contoso.com")),
        ('Word([proxyAddresses], 1, "@") & "@new.com"', ("smtp:jd@new.com", "SMTP:joe@new.com")),
        ('Count(Where($item, [proxyAddresses], InStr($item, "smtp:") = 1))', 1),
        ("With($name, Trim([padded]), Left($name, 2) & $name)", "JoJoe"),
        ('Switch([cn] = "Jo", 1, [cn] = "Joe", 2, True, 3)', 2),
        ('Switch([cn] = "Jo", 1)', NULL),
        ('[sn] & "@" & %Domain.FQDN%', "Doe@contoso.com"),
        ("ConvertToBase64([objectGUID])", "AAECAwQFBgcICQoLDA0ODw=="),
        ('IIF(IsPresent([cn]), [cn], Error("no name"))', "Joe"),
    ],
)
def test_documented_edges_and_operators(text: str, result: Value) -> None:
    found = value(text)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Error("stop")', "stop"),
        ("Item([proxyAddresses], 3)", "out of range"),
        ("[cn] = 1", "type mismatch"),
        ("Left([userAccountControl], 1)", "type mismatch"),
        ("IIF([cn], 1, 2)", "condition"),
        ('CDate("never")', "not a date"),
        ("1 / 0", "division by zero"),
        ("Concatenate([cn])", "can't be evaluated"),
        ("Left([cn])", "doesn't take 1"),
        ("%Unknown%", "no value for the parameter"),
        ("$x", "isn't bound"),
        ('[cn] & Error("inner") & [sn]', "inner"),
        ("Select([cn], [cn], [cn])", "$variable"),
        ("DateFromNum(9223372036854775807)", "no such date"),
    ],
)
def test_errors_are_values(text: str, words: str) -> None:
    found = value(text)
    assert isinstance(found, ErrorValue)
    assert words in found.message


def test_an_error_in_the_branch_not_taken_does_no_harm_and_is_noted() -> None:
    environment = Environment({"cn": "Joe"})
    program = compile_expression(parse('IIF(IsPresent([cn]), [cn], Error("x"))'), Dialect.CONNECT)
    assert program.run(environment) == "Joe"
    assert environment.noted == {Assumption.CONNECT_EVALUATION_ORDER}


def test_lambdas_may_nest_and_too_deep_ones_are_an_error() -> None:
    assert value("With($a, [cn], With($b, $a & $a, $b))") == "JoeJoe"
    deep = "".join(f"With($v{n}, [cn], " for n in range(40)) + "[cn]" + ")" * 40
    assert isinstance(value(deep), ErrorValue)


def test_deep_expressions_are_evaluated() -> None:
    assert value("Trim(" * 5000 + "[padded]" + ")" * 5000) == "Joe"


@pytest.mark.parametrize(
    ("result", "kind", "values"),
    [
        ("x", EffectKind.VALUE, ("x",)),
        (True, EffectKind.VALUE, ("True",)),
        (12, EffectKind.VALUE, ("12",)),
        (("b", "a"), EffectKind.VALUE, ("a", "b")),
        (("a",), EffectKind.VALUE, ("a",)),
        (b"\x00\x01", EffectKind.VALUE, ("AAE=",)),
        ("", EffectKind.REMOVED, ()),
        ((), EffectKind.REMOVED, ()),
        (NULL, EffectKind.REMOVED, ()),
        (AUTHORITATIVE_NULL, EffectKind.REMOVED, ()),
        (IGNORE_THIS_FLOW, EffectKind.KEPT, ()),
        (ErrorValue("x"), EffectKind.ERROR, ()),
    ],
)
def test_effects_on_the_target(result: Value, kind: EffectKind, values: tuple[str, ...]) -> None:
    effect = effect_of(result)
    assert (effect.kind, effect.values) == (kind, values)


def test_descriptions_are_short() -> None:
    assert describe("x" * 500) == '"' + "x" * 40 + '… (500 characters)"'
    assert describe(("a", 1)) == '("a"; 1)'
    assert describe(NULL) == "absent"
