"""Distinguished names: the ground under every statement about scope."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.configuration import DistinguishedName, parse_dn

_SPECIAL = ',+"\\<>;='


def escape(value: str) -> str:
    """Write a value as RFC 4514 (2.4) says."""
    out = "".join(f"\\{char}" if char in _SPECIAL else "\\00" if char == "\0" else char for char in value)
    if out.startswith(("#", " ")):
        out = f"\\{out}"
    if out.endswith(" ") and not out.endswith("\\ "):
        out = f"{out[:-1]}\\ "
    return out


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"OU=A\,B,DC=x", r"OU=A\2CB,DC=x"),
        (r"OU=A\,B,DC=x", 'OU="A,B",DC=x'),
        ("OU=Vertrieb,DC=x", "ou=VERTRIEB,dc=X"),
        ("OU=A,DC=x", " OU = A , DC = x "),
        ("OU=Lučić,DC=x", r"OU=Lu\C4\8Di\C4\87,DC=x"),
        ("OU=ÜBER,DC=x", "OU=über,DC=x"),
        ("CN=a+OU=b,DC=x", "OU=b+CN=a,DC=x"),
        ('CN="a"+OU="b,c",DC=x', r"CN=a+OU=b\,c,DC=x"),
        (r"OU=A\ ,DC=x", r"OU=A\20,DC=x"),
        (r"OU=\ A,DC=x", r"OU=\20A,DC=x"),
        (r"CN=a\0ACNF:1,DC=x", "CN=a\nCNF:1,DC=x"),
        ("CN=#04024869,DC=x", "cn=#04024869,dc=x"),
        (r"OU=A\+B,DC=x", r"OU=A\2bB,DC=x"),
    ],
)
def test_same_name_in_two_spellings(first: str, second: str) -> None:
    assert parse_dn(first).key == parse_dn(second).key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"CN=a\+b=c,DC=x", "CN=a+b=c,DC=x"),
        (r"OU=A\,OU=B,DC=x", "OU=A,OU=B,DC=x"),
        (r"OU=A\ ,DC=x", "OU=A,DC=x"),
        ("OU=A B,DC=x", "OU=AB,DC=x"),
        ("CN=Users,DC=x", "OU=Users,DC=x"),
        (r"OU=\#A,DC=x", "OU=A,DC=x"),
        (r"OU=a\\+b=c", r"OU=a\\\+b=c"),
    ],
)
def test_different_names_that_look_alike(first: str, second: str) -> None:
    assert parse_dn(first).key != parse_dn(second).key


def test_parts_are_kept_as_written_leaf_first() -> None:
    dn = parse_dn(r"OU=A\, B, ou=Üb ,DC=Contoso,DC=com")
    assert dn.rdns == (r"OU=A\, B", "ou=Üb", "DC=Contoso", "DC=com")
    assert dn.key == ("dc=com", "dc=contoso", "ou=üb", "ou=a, b")
    assert dn.text == r"OU=A\, B, ou=Üb ,DC=Contoso,DC=com"
    assert dn.depth == 4


@pytest.mark.parametrize(
    ("text", "leaf", "domain"),
    [
        ("OU=Sales,DC=emea,DC=contoso,DC=com", "Sales", "emea.contoso.com"),
        ("CN=Users,DC=contoso,DC=com", "Users", "contoso.com"),
        ("DC=contoso,DC=com", "contoso", "contoso.com"),
        ("DC=www,CN=MicrosoftDNS,DC=contoso,DC=com", "www", "contoso.com"),
        (r"OU=Research \+ Development\, EMEA,DC=x", "Research + Development, EMEA", "x"),
        ('OU="Head, Office",DC=x', "Head, Office", "x"),
        ('OU=5" pipes,DC=x', '5" pipes', "x"),
        ("default", "", ""),
        ("", "", ""),
        ("   ", "", ""),
    ],
)
def test_leaf_and_domain(text: str, leaf: str, domain: str) -> None:
    dn = parse_dn(text)
    assert (dn.leaf, dn.domain) == (leaf, domain)


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        ("OU=A,DC=x", "DC=x", True),
        ("OU=A,DC=x", "OU=A,DC=x", True),
        ("OU=B,OU=A,DC=x", "ou=a,dc=X", True),
        ("CN=Users,DC=x", "DC=x", True),
        ("DC=x", "OU=A,DC=x", False),
        ("OU=A,DC=x", "U=A,DC=x", False),
        ("OU=AB,DC=x", "OU=B,DC=x", False),
        ("OU=A,DC=xx", "OU=A,DC=x", False),
        ("OU=A,DC=a,DC=x", "DC=x", True),
        (r"OU=B\,OU=A,DC=x", "OU=A,DC=x", False),
        (r"OU=C,OU=B\, A,DC=x", 'OU="B, A",DC=x', True),
        ("OU=A,DC=x", "CN=A,DC=x", False),
    ],
)
def test_ancestry_on_part_boundaries(inner: str, outer: str, within: bool) -> None:
    assert parse_dn(inner).is_within(parse_dn(outer)) is within


_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
_VALUE = _TEXT.filter(lambda value: value.strip() == value and value != "")
_RDN = st.tuples(st.sampled_from(["OU", "CN", "DC", "ou"]), _VALUE)
_DN = st.lists(_RDN, max_size=6)
_FEW = st.lists(st.sampled_from(["OU=a", "OU=A", r"OU=a\,b", "CN=a", "DC=x", "OU=b+CN=a", "CN=a+OU=b"]), max_size=4)


@given(_DN)
def test_escaping_then_parsing_gives_the_values_back(parts: list[tuple[str, str]]) -> None:
    dn = parse_dn(",".join(f"{kind}={escape(value)}" for kind, value in parts))
    assert dn.depth == len(parts)
    leaves = [parse_dn(rdn).leaf for rdn in dn.rdns]
    assert leaves == [value for _, value in parts]


@given(st.text(alphabet=[*_SPECIAL, " ", "a", "B", "2", "C", "#", "\n", "ß", "é"], max_size=40))
def test_any_text_is_a_name(text: str) -> None:
    dn = parse_dn(text)
    assert isinstance(dn, DistinguishedName)
    assert len(dn.key) == len(dn.rdns)
    assert dn.is_within(dn)
    assert isinstance(dn.leaf, str)
    assert isinstance(dn.domain, str)


@given(st.text(max_size=60))
def test_never_raises(text: str) -> None:
    assert parse_dn(text).text == text


@given(_FEW, _FEW, _FEW)
def test_ancestry_is_a_partial_order(first: list[str], second: list[str], third: list[str]) -> None:
    a, b, c = (parse_dn(",".join(parts)) for parts in (first, second, third))
    assert a.is_within(a)
    if a.is_within(b) and b.is_within(a):
        assert a.key == b.key
    if a.is_within(b) and b.is_within(c):
        assert a.is_within(c)


@given(_DN, _DN)
def test_a_name_is_within_every_suffix_of_itself(lower: list[tuple[str, str]], upper: list[tuple[str, str]]) -> None:
    written = [f"{kind}={escape(value)}" for kind, value in lower + upper]
    assert parse_dn(",".join(written)).is_within(parse_dn(",".join(written[len(lower) :])))


@pytest.mark.parametrize(
    "text", ["," * 200_000, "\\" * 200_001, '"' * 200_000, " " * 200_000 + "a", 'a="' * 60_000, "a=\\ " * 50_000]
)
def test_long_nonsense_takes_linear_time(text: str) -> None:
    start = time.process_time()
    parse_dn.__wrapped__(text)
    assert time.process_time() - start < 2
