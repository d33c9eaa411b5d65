from __future__ import annotations

import pytest

from analyzer.expressions import IGNORE_THIS_FLOW, NULL, Dialect, ErrorValue, Value, evaluate, parse

OBJECT: dict[str, Value] = {
    "mail": "john.doe@contoso.com",
    "mailNickname": "john_doe72",
    "telephoneNumber": "+1 0123456789",
    "givenName": "Zoë",
    "surname": "Doe",
    "state": "QLD",
    "extensionAttribute1": "20150123105347.1Z",
    "proxyAddresses": ("SMTP:a@x", "smtp:b@x", "SMTP:a@x"),
    "userAccountControl": 512,
    "pwdLastSet": 130543844936460000,
    "objectGUID": bytes(range(16)),
    "empty": "",
}


def value(text: str) -> Value:
    node = parse(text, Dialect.CLOUD_SYNC)
    return evaluate(node, OBJECT, Dialect.CLOUD_SYNC, parameters={"DomainFQDN": "contoso.com"})


# Inputs and results as the Cloud Sync page (2025-04-09) and the app-provisioning page (2026-04-10) print
# them.
@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('Replace([mail], "@contoso.com", , , "", , )', "john.doe"),
        ('Replace([mailNickname], , "[a-zA-Z_]*", , "", , )', "72"),
        (
            'Replace([telephoneNumber], , "\\\\+(?<isdCode>\\\\d* )(?<phoneNumber>\\\\d{10})", , "${phoneNumber}", , )',
            "0123456789",
        ),
        ('Append([mail], ".test")', "john.doe@contoso.com.test"),
        ("Append(Mid([givenName], 1, 3), Mid([surname], 1, 5))", "ZoëDoe"),
        ("NormalizeDiacritics([givenName])", "Zoe"),
        ('Split("One,Two", ",")', ("One", "Two")),
        ('FormatDateTime([extensionAttribute1], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', "2015-01-23"),
        ('FormatDateTime([extensionAttribute1], "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', "2015-01-23"),
        (
            'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney", "QLD", "Australia/Brisbane")',
            "Australia/Brisbane",
        ),
        ('Switch([nothing], "Default Value", "true", "1", "", "0")', "0"),
        (
            'ToLower(Join("@", NormalizeDiacritics(StripSpaces(Join(".", [givenName], [surname]))), "contoso.com"))',
            "zoe.doe@contoso.com",
        ),
        ("Left([mail], 4)", "john"),
        ('DateDiff("d", CDate("2026-01-01"), CDate("2026-01-15"))', 14),
        ('Not("True")', False),
        ('Not("x")', True),
        ("Coalesce([nothing], [empty], [surname])", "Doe"),
        ("RemoveDuplicates([proxyAddresses])", ("SMTP:a@x", "smtp:b@x")),
        ('Join(", ", [proxyAddresses])', "SMTP:a@x, smtp:b@x, SMTP:a@x"),
        ("Len([nothing])", 0),
        # The captured default mapping (2025-09-20).
        ('IIF(BitAnd([userAccountControl], 2)="0", "True", "False")', "True"),
        (
            'FormatDateTime(DateFromNum([pwdLastSet]), "RoundtripKind", , "yyyyMMddHHmmss.0Z")',
            "20140905095453.0Z",
        ),
        ('Join("@", [surname], %DomainFQDN%)', "Doe@contoso.com"),
        ("IgnoreFlowIfNullOrEmpty([nothing])", IGNORE_THIS_FLOW),
        ("IgnoreFlowIfNullOrEmpty([surname])", "Doe"),
        ("IIF(IsPresent([nothing]), [nothing], )", NULL),
    ],
)
def test_examples_of_the_pages_and_the_default_mapping(text: str, result: Value) -> None:
    assert value(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('IIF([nothing] = "", "yes", "no")', "no"),
        ('IIF([nothing] <> "x", "yes", "no")', "no"),
        ('IIF([empty] = [empty], "yes", "no")', "no"),
        ('IIF([surname] = "doe", "yes", "no")', "no"),
        ('IIF("10" > "9", "yes", "no")', "yes"),
        ('Join("", [nothing], "a")', "a"),
        ("ConvertToUTF8Hex([nothing])", NULL),
        ('Join("", [objectGUID])', "AAECAwQFBgcICQoLDA0ODw=="),
    ],
)
def test_assumptions_where_the_pages_are_silent(text: str, result: Value) -> None:
    assert value(text) == result


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Left([proxyAddresses], 3)", "several values"),
        ("IIF(IsPresent([mail]), NULL, [mail])", ""),
        ("UCase([mail])", "can't be evaluated"),
        ('Switch([state], Error("default"), "QLD", "x")', "default"),
        ('Replace([mail], , "(", , "", , )', "not a regular expression"),
        ('Replace([mail], , "(a+)+$", , "", , )', "that can be tried"),
        ('Replace([mail], , "([^x]*|y)*z", , "", , )', "that can be tried"),
        ("Item([proxyAddresses], 9)", "out of range"),
        ('DateAdd("q", 1, CDate("2026-01-01"))', "not an interval"),
    ],
)
def test_errors_are_values(text: str, words: str) -> None:
    found = value(text)
    assert isinstance(found, ErrorValue)
    assert words in found.message
