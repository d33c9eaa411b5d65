"""Pseudonyms are stable, different for different names, and keep the structure of what they stand for."""

from __future__ import annotations

import ipaddress
import re
import time
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.configuration import parse_dn
from analyzer.configuration.dn import dn_of_values, rdn_values
from analyzer.redaction import Known, Pseudonyms, Redactor
from analyzer.redaction.expression import redact_expression
from analyzer.redaction.known import TOP_LABELS
from tests.redaction.exports import KEY, redactor

LETTERS = st.characters(categories=("Lu", "Ll", "Nd"))
words = st.text(LETTERS, min_size=1, max_size=16)
rdn_text = st.text(st.one_of(LETTERS, st.sampled_from(" ,+\"\\<>;=#-_.()&'")), min_size=1, max_size=16).filter(
    lambda text: any(c.isalnum() for c in text)
)
rdns = st.tuples(st.sampled_from(("OU", "CN", "ou")), rdn_text)
labels = st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True)
domains = st.lists(labels, min_size=1, max_size=4)


@st.composite
def names(draw: st.DrawFn) -> list[tuple[tuple[str, str], ...]]:
    parts = [(pair,) for pair in draw(st.lists(rdns, max_size=4))]
    return parts + [(("DC", label),) for label in draw(domains)]


def make(known: Known | None = None) -> Redactor:
    return Redactor(Pseudonyms(KEY), known or Known())


@given(st.lists(words, max_size=30))
def test_words_are_stable_and_different(found: list[str]) -> None:
    one, two = Pseudonyms(KEY), Pseudonyms(KEY)
    made = {word.casefold(): one.word(word).casefold() for word in found}
    assert len(set(made.values())) == len(made)
    assert {word.casefold(): two.word(word).casefold() for word in found} == made
    capitals = [word for word in made if word.upper().casefold() == word]
    assert [one.word(word.upper()).casefold() for word in capitals] == [made[word] for word in capitals]


@given(words)
def test_a_word_keeps_length_and_digits(word: str) -> None:
    key = word.casefold()
    made = Pseudonyms(KEY).word(word).casefold()
    assert made != key
    assert len(made) == len(key)
    assert [c.isdigit() for c in made] == [c.isdigit() for c in key]
    assert not set("aeiou") & set(made)


@pytest.mark.parametrize("text", ["kestrel", "KESTREL", "Kestrel", "kestrelAir"])
def test_a_word_keeps_its_case(text: str) -> None:
    made = Pseudonyms(KEY).word(text)
    assert [c.isupper() for c in made] == [c.isupper() for c in text]


def test_short_words_run_out_of_room_and_still_differ() -> None:
    pseudonyms = Pseudonyms(KEY)
    all_short = [a + b for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz"]
    made = [pseudonyms.word(word) for word in all_short]
    assert len(set(made)) == len(all_short)
    assert not set(all_short) & {word for word, own in zip(made, all_short, strict=True) if word == own}


@given(st.lists(words, min_size=1, max_size=10), st.lists(words, max_size=10))
def test_a_key_used_again_gives_the_same(first: list[str], second: list[str]) -> None:
    """Also where names met in another order, and so where short words got what was left."""
    one = Pseudonyms(KEY)
    made = [one.word(word) for word in first]
    again = Pseudonyms(one.secret, one.entries)
    for word in second:
        again.word(word)
    assert [again.word(word) for word in first] == made


def test_another_secret_gives_other_pseudonyms() -> None:
    assert Pseudonyms().word("lindenhof") != Pseudonyms().word("lindenhof")


@given(names())
def test_a_distinguished_name_keeps_depth_and_types(parts: list[tuple[tuple[str, str], ...]]) -> None:
    before = dn_of_values(parts)
    after = make().dn(before)
    assert [[kind for kind, _ in pairs] for pairs in rdn_values(after)] == [[k for k, _ in pairs] for pairs in parts]
    assert parse_dn(after).depth == parse_dn(before).depth
    assert make().dn(before) == after


@given(names(), names(), st.integers(0, 4))
@example([(("OU", "People"),), (("DC", "x"),)], [(("OU", "PEOPLE"),), (("DC", "X"),)], 0)
def test_parents_stay_parents(one: list, two: list, cut: int) -> None:
    """``a`` is within ``b`` exactly where the pseudonym of ``a`` is within that of ``b``."""
    found = make()
    texts = [dn_of_values(one), dn_of_values(two), dn_of_values(one[cut:] or one), dn_of_values([*two[:1], *one])]
    before = [parse_dn(text) for text in texts]
    after = [parse_dn(found.dn(text)) for text in texts]
    for a in range(4):
        for b in range(4):
            assert before[a].is_within(before[b]) is after[a].is_within(after[b])


@given(domains)
def test_a_domain_and_its_name_in_the_directory_agree(found: list[str]) -> None:
    one = make()
    dns = one.text(".".join(found))
    assert parse_dn(one.dn(",".join(f"DC={label}" for label in found))).domain.count(".") == dns.count(".")
    if not set(found) & TOP_LABELS:
        assert parse_dn(one.dn(",".join(f"DC={label}" for label in found))).domain == dns


@given(labels.filter(lambda label: len(label) > 1 and label not in TOP_LABELS))
def test_one_name_one_pseudonym_everywhere(label: str) -> None:
    found = make()
    made = found.pseudonyms.word(label)
    assert found.text(f"{label}.com") == f"{made}.com"
    assert found.dn(f"DC={label},DC=com") == f"DC={made},DC=com"
    assert found.text(label.upper()) == made.upper()
    assert found.text(f"{label}.onmicrosoft.com") == f"{made}.onmicrosoft.com"
    assert found.text(f"svc@{label}.com").endswith(f"@{made}.com")
    assert found.text(f"{label.upper()}\\admin").startswith(f"{made.upper()}\\")
    assert found.literal(f"@{label}.com") == f"@{made}.com"


@given(st.uuids())
def test_guids(found: uuid.UUID) -> None:
    one = make()
    made = one.text(f"{{{found}}}")
    assert uuid.UUID(made) != found
    assert one.text(f"{{{str(found).upper()}}}").lower() == made
    assert one.product_text(f"Connectors/SynchronizationRule_{{{found}}}.xml").endswith(f"{made}.xml")


@pytest.mark.parametrize("kept", ["00000000-0000-0000-0000-000000000000", "B891884F-051E-4A83-95AF-2544101C9083"])
def test_guids_that_are_the_same_everywhere_stay(kept: str) -> None:
    assert make().text(f"{{{kept}}}") == f"{{{kept}}}"


def test_security_identifiers() -> None:
    found = make()
    first, second = (found.text(f"S-1-5-21-1004336348-1177238915-682003330-{rid}") for rid in (1604, 1605))
    assert re.fullmatch(r"S-1-5-21(-\d+){4}", first)
    assert first.rsplit("-", 1)[0] == second.rsplit("-", 1)[0]
    assert first != second
    assert found.text("S-1-5-21-1004336348-1177238915-682003330-512").endswith("-512")
    assert "682003330" not in first + second
    assert found.text("S-1-5-32-544") == "S-1-5-32-544"


@given(st.ip_addresses(v=4))
def test_addresses(address: ipaddress.IPv4Address) -> None:
    made = make().text(f"host at {address}").rsplit(" ", 1)[1]
    if address.is_loopback or address.is_unspecified:
        assert made == str(address)
    else:
        assert ipaddress.ip_address(made) in ipaddress.ip_network("10.0.0.0/8")
        assert make().pseudonyms.address(str(address)) == made


def test_newer_addresses_and_telephone_numbers() -> None:
    found = make()
    assert ipaddress.ip_address(found.text("2001:db8::42")) in ipaddress.ip_network("fd00::/8")
    assert re.fullmatch(r"\+\d\d \d\d \d{3} \d\d \d\d", found.text("+41 44 668 18 00"))
    assert "668" not in found.text("+41 44 668 18 00")
    assert found.text("bad:cafe:babe") != "bad:cafe:babe"
    assert found.text("00:30:00") == "00:30:00"


@pytest.mark.parametrize(
    ("account", "shape"),
    [
        ("MSOL_d1edb676ca03", r"MSOL_[0-9a-f]{12}"),
        ("AAD_d1edb676ca03", r"AAD_[0-9a-f]{12}"),
        (
            "Sync_KES-SYNC01_e3c03195e061@kestrel.onmicrosoft.com",
            r"Sync_\w{3}-\w{4}\d\d_[0-9a-f]{12}@\w+\.onmicrosoft\.com",
        ),
        ("svc-entra-sync", r"\w{3}-\w{5}-\w{4}"),
    ],
)
def test_accounts_keep_their_shape(account: str, shape: str) -> None:
    made = make().text(account)
    assert re.fullmatch(shape, made)
    assert made != account


@given(st.text(max_size=60))
def test_any_text_is_replaced_the_same_way_twice(text: str) -> None:
    assert redactor().text(text) == redactor().text(text)


@given(st.text(LETTERS, min_size=2, max_size=12), st.text(st.sampled_from(" -_.,;:()[]{}@/\\'\"<>%&=+*"), max_size=4))
def test_a_name_survives_in_no_surroundings(word: str, around: str) -> None:
    if word.isdecimal():
        return
    name = f"zq{word}"
    assert name.casefold() not in make().text(f"{around}{name}{around}").casefold()


@pytest.mark.parametrize(
    "piece",
    [
        ":",
        "a:",
        "Sync_",
        "Sync_a_",
        "S-1-",
        "%a",
        "+1 ",
        "_0a",
        "CN=",
        "1.",
        "a.",
        "{",
        "20200101",
        "'",
        "\\",
        '"',
        '"\\',
    ],
)
def test_time_is_bounded(piece: str) -> None:
    """Patterns never go back over a text: 200,000 characters of what each of them begins with are quick."""
    text = piece * (200_000 // len(piece)) + "g"
    found = redactor()
    began = time.perf_counter()
    found.text(text)
    found.literal(text)
    found.remark(text)
    redact_expression(text, found)
    assert time.perf_counter() - began < 10
