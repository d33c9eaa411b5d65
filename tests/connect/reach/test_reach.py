"""Who reaches Entra ID: the parts of the samples, and agreement with the engine carried out object by object."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.configuration import Configuration, Direction, LinkType, ScopeCondition
from analyzer.connect.flows.simulate import AdObject, Undetermined, synchronise
from analyzer.connect.flows.terms import parsed
from analyzer.connect.reach import ClassScope, PartKind, ReachBuilder, to_predicate
from analyzer.connect.scope import And, Opaque, evaluate, in_words, leaves, pilot_filter
from analyzer.connect.scope.asking import ask
from analyzer.readers.inputs import read_inputs
from tests.support.configurations import PLACE, flow, known, rule_of

SAMPLES = Path(__file__).resolve().parents[3] / "sample_exports"
NAMES = ("lindenhof-simple", "kestrel-custom", "oldmill-staging")


@cache
def configuration(name: str) -> Configuration:
    return read_inputs([SAMPLES / name / "export"])


@cache
def scopes(name: str) -> dict[str, ClassScope]:
    found = configuration(name)
    connector = found.active_directory_connectors[0]
    built = ReachBuilder(found).build(connector, connector.partitions[0], pilot_filter(found, connector))
    return {scope.object_class: scope for scope in built}


def said(name: str, object_class: str) -> list[tuple[PartKind, str, list[str]]]:
    return [
        (part.kind, in_words(part.predicate), [rule.name for rule in part.rules])
        for part in scopes(name)[object_class].parts
    ]


def test_custom_filters_name_their_rules() -> None:
    parts = said("kestrel-custom", "user")
    assert (PartKind.FILTERED, "NOT extensionAttribute15 = NoSync", ["In from AD - User NoSync"]) in parts
    positive = next(rules for _, words, rules in parts if "OU=People" in words)
    assert positive == ["In from AD - User in People", "In from AD - User catch-all"]
    group = said("kestrel-custom", "group")
    assert (PartKind.INBOUND, "NOT displayName starts with ZZ_", ["In from AD - Group Join"]) in group


def test_a_class_without_rules_says_which_are_switched_off() -> None:
    (part,) = scopes("kestrel-custom")["contact"].parts
    assert part.kind is PartKind.UNREACHABLE
    assert [rule.name for rule in part.rules] == ["In from AD - Contact Join"]


def test_a_pilot_of_cloud_sync_is_told_apart() -> None:
    kinds = [kind for kind, _, _ in said("oldmill-staging", "user")]
    assert kinds.count(PartKind.COEXISTENCE) == 1


def test_selective_password_hashes() -> None:
    scope = scopes("oldmill-staging")["user"]
    assert scope.passwords is not None
    assert "NOT adminDescription = PHSFiltered" in in_words(scope.passwords)


@pytest.mark.parametrize("name", NAMES)
def test_every_part_has_rules_and_evidence(name: str) -> None:
    for scope in scopes(name).values():
        for part in scope.parts:
            assert part.origins, (scope.object_class, in_words(part.predicate))
            assert part.rules or part.note


def filtered_by(condition: ScopeCondition | None, expression: str = "True") -> ClassScope:
    """Return the users of a plain configuration of which a rule of its own filters some."""
    own = rule_of(
        known("In from AD - User Join"),
        name="Own filter",
        link_type=LinkType.JOIN,
        precedence=50,
        scope=((condition,),) if condition else (),
        flows=(flow("cloudFiltered", expression=expression),),
    )
    base = configuration("lindenhof-simple")
    found = replace(
        base, sync_rules=(*base.sync_rules, replace(own, connector_id=base.active_directory_connectors[0].id))
    )
    connector = found.active_directory_connectors[0]
    return ReachBuilder(found).build_class(connector, connector.partitions[0], pilot_filter(found, connector), "user")


GROUP = "CN=Leavers,OU=Groups,DC=contoso,DC=com"


@pytest.mark.parametrize(
    ("attribute", "operator", "value", "words"),
    [
        ("dn", "ISMEMBEROF", GROUP, f'not member of group "{GROUP}"'),
        ("dn", "ISNOTMEMBEROF", GROUP, f'member of group "{GROUP}"'),
        ("proxyAddresses", "CONTAINS", "@Old.example", "NOT proxyAddresses contains @Old.example"),
        ("proxyAddresses", "STARTSWITH", "X500:", "NOT proxyAddresses starts with X500:"),
        ("proxyAddresses", "NOTENDSWITH", ".example", "proxyAddresses ends with .example"),
        ("proxyAddresses", "EQUAL", "SMTP:a@b.c", "NOT proxyAddresses = SMTP:a@b.c"),
    ],
)
def test_filters_on_several_values_stay_clauses(attribute: str, operator: str, value: str, words: str) -> None:
    scope = filtered_by(ScopeCondition(attribute, operator, value, PLACE))
    assert (words, ["Own filter"]) in [
        (in_words(part.predicate), [rule.name for rule in part.rules]) for part in scope.parts
    ]


@pytest.mark.parametrize(
    ("operator", "value", "undocumented"),
    [
        ("ISBITSET", "514", True),
        ("ISBITNOTSET", "-2147483646", True),
        ("ISBITSET", "2", False),
        ("ISBITSET", "-2147483648", False),
        ("ISIN", "512,514", True),
        ("ISNOTIN", "512;514", False),
    ],
)
def test_readings_no_page_confirms_are_said(operator: str, value: str, undocumented: bool) -> None:
    said = filtered_by(ScopeCondition("userAccountControl", operator, value, PLACE)).undocumented
    assert bool(said) is undocumented
    assert all(f"userAccountControl {operator} {value} (rule Own filter)" in text for text in said)


@pytest.mark.parametrize(
    ("expression", "undocumented"),
    [
        ('IIF([department] <> "Sales", True, NULL)', True),
        ('IIF(LCase([department]) <> "sales", True, NULL)', True),
        ('IIF(IsPresent([department]) && [department] <> "Sales", True, NULL)', False),
        ('IIF([department] = "Sales", True, NULL)', False),
        ("IIF(BitAnd([userAccountControl], 2) <> 0, True, NULL)", False),
        ('IIF([sAMAccountName] <> "x", True, NULL)', False),
    ],
)
def test_what_an_absent_value_differs_from_is_undocumented(expression: str, undocumented: bool) -> None:
    said = filtered_by(None, expression).undocumented
    assert bool(said) is undocumented


def test_nobody_gets_a_password_hash_while_the_connector_has_it_off() -> None:
    found = configuration("lindenhof-simple")
    (connector,) = found.active_directory_connectors
    assert connector.active_directory is not None
    off = replace(connector, active_directory=replace(connector.active_directory, password_hash_sync=False))
    pilot = pilot_filter(found, connector)
    assert ReachBuilder(found).build_class(connector, connector.partitions[0], pilot, "user").passwords is not None
    assert ReachBuilder(found).build_class(off, connector.partitions[0], pilot, "user").passwords is None
    outbound = tuple(
        replace(rule, password_sync=rule.password_sync and rule.direction is Direction.INBOUND)
        for rule in found.sync_rules
    )
    silent = ReachBuilder(replace(found, sync_rules=outbound))
    assert silent.build_class(connector, connector.partitions[0], pilot, "user").passwords is None


def test_a_class_that_is_filtered_altogether_names_the_rule() -> None:
    """Keeping objects by NULL is no contribution, so a catch-all takes them all: rules don't lack, they filter."""
    (part,) = filtered_by(None, "True").parts
    assert (part.kind, part.note) == (PartKind.UNREACHABLE, "no object meets cloudFiltered NOTEQUAL True")
    assert "Own filter" in [rule.name for rule in part.rules]


def test_what_other_forests_may_decide_is_noted_once_for_each_attribute() -> None:
    found = configuration("harbourline-multiforest")
    connector = found.active_directory_connectors[0]
    scope = ReachBuilder(found).build_class(connector, connector.partitions[0], pilot_filter(found, connector), "user")
    told = [note.split(" may also come from another forest: ")[0] for note in scope.notes]
    assert {"cloudFiltered", "sourceAnchor", "accountEnabled"} <= set(told)
    assert len(told) == len(set(told))


NICKNAMES = ["anna", "SystemMailbox{1}", "systemmailbox{1}", "CAS_{1}", "CAS_", "CAS_}"]
ACCOUNTS = ["aberg", "AAD_1", "aad_1", "MSOL_1", "CAS_{1}", "SUPPORT_388945a0", "MSOL_AD_Sync_RichCoexistence"]
OUS = ["OU=People,", "OU=Zürich,OU=Field Offices,", "OU=Pilot,OU=Offices,", ""]
ADDRESSES = [("SMTP:anna@contoso.example",), ("smtp:anna@contoso.example",), ("SMTP:anna",), ("X500:a", "SMTP:b@c")]
optional = {
    "mailNickname": st.sampled_from(NICKNAMES),
    "isCriticalSystemObject": st.booleans(),
    "adminDescription": st.sampled_from(["User_1", "user_1", "Group_1", "PHSFiltered", "x"]),
    "msExchRecipientTypeDetails": st.sampled_from([1, 2, 4096, 536870912, 1073741824]),
    "extensionAttribute15": st.sampled_from(["NoSync", "NOSYNC", "Sync"]),
    "displayName": st.sampled_from(["Anna", "ZZ_old", "zz_old", "Anna (MSOL)", "anna (msol)"]),
    "msExchHideFromAddressLists": st.booleans(),
    "mail": st.sampled_from(["anna@contoso.example", "anna"]),
    "proxyAddresses": st.sampled_from(ADDRESSES),
}
always = {
    "sAMAccountName": st.sampled_from(ACCOUNTS),
    "userAccountControl": st.sampled_from([512, 514]),
    "groupType": st.sampled_from([2, -2147483646]),
    "cn": st.just("anna"),
    "objectGUID": st.just(bytes(range(16))),
    "objectSid": st.just(bytes(range(28))),
    "dn": st.tuples(st.sampled_from(["CN=anna,", "CN=anna\\0ACNF:1,"]), st.sampled_from(OUS)).map("".join),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("object_class", ["user", "inetOrgPerson", "group", "contact"])
@settings(deadline=None, max_examples=60)
@given(st.fixed_dictionaries(always, optional=optional))
def test_the_engine_agrees(name: str, object_class: str, values: dict) -> None:
    found = configuration(name)
    connector = found.active_directory_connectors[0]
    values = {**values, "dn": values["dn"] + connector.partitions[0].dn.text}
    if object_class == "contact":
        for key in ("sAMAccountName", "userAccountControl", "groupType", "objectSid"):
            del values[key]
    try:
        exported = synchronise(found, AdObject(connector.id, object_class, values))
    except Undetermined:
        return
    entry = {key.lower(): value if isinstance(value, tuple) else (value,) for key, value in values.items()}
    parts = [part.predicate for part in scopes(name)[object_class].parts if part.kind is not PartKind.OBJECT_CLASS]
    assert evaluate(And(tuple(parts)), entry) is bool(exported)


CONDITIONS = [
    'IsPresent([mail]) && InStr([mail], "@") > 0',
    'Left([sAMAccountName], 4) = "AAD_" || LCase([sAMAccountName]) = "aberg"',
    "CBool(IIF(IsPresent([msExchRecipientTypeDetails]), BitAnd([msExchRecipientTypeDetails], &H21C07000) > 0, NULL))",
    'InStr([displayName], "(MSOL)") > 0 = False || CBool([msExchHideFromAddressLists]) = False',
    "[msExchRecipientTypeDetails] <> 2",
    "BitAnd([userAccountControl], 2) = 0",
    "CBool(BitAnd([groupType], -2147483648))",
    'IIF([displayName] = "Anna", IsPresent([mail]), [mail] <> "anna")',
    "[isCriticalSystemObject] <> True",
    'Right(LCase([dn]), 6) = "people"',
]


@pytest.mark.parametrize("text", CONDITIONS)
@settings(deadline=None, max_examples=40)
@given(st.fixed_dictionaries(always, optional=optional))
def test_conditions_mean_the_same_as_predicates(text: str, values: dict) -> None:
    node = parsed(text)
    assert node is not None
    predicate = to_predicate(node)
    assert not any(isinstance(leaf, Opaque) for leaf in leaves(predicate))
    entry = {key.lower(): value if isinstance(value, tuple) else (value,) for key, value in values.items()}
    assert evaluate(predicate, entry) is ask(node, entry)


def test_what_is_no_clause_is_asked_of_the_evaluator() -> None:
    node = parsed("Len([displayName]) > 4")
    assert node is not None
    predicate = to_predicate(node)
    assert isinstance(predicate, Opaque)
    assert evaluate(predicate, {"displayname": ("Annabel",)}) is True
    assert evaluate(predicate, {"displayname": ("Anna",)}) is False
    assert in_words(predicate) == "[Len([displayName]) > 4]"
