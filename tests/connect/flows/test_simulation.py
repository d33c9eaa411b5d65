"""The composed decision lists do what the rules do, one object at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.configuration import Configuration
from analyzer.connect.flows import Composition, EffectiveFlow, compose
from analyzer.connect.flows.simulate import AdObject, Undetermined, synchronise
from analyzer.expressions.evaluate import Environment, Program, Value, compile_expression, effect_of
from analyzer.expressions.kinds import ValueType, kind_of_attribute
from analyzer.expressions.nodes import Dialect, Node, attributes_of
from analyzer.readers.inputs import read_inputs
from tests.support.configurations import shared

SAMPLES = Path(__file__).resolve().parents[3] / "sample_exports"
NAMES = ("contoso", "kestrel-custom", "oldmill-staging", "lindenhof-simple", "harbourline-multiforest")
TEXTS = (
    "Alpha",
    " padded ",
    "NoSync",
    "HideFromGAL",
    "External",
    "User_1",
    "PHSFiltered",
    "x@ad.kestrel.example",
    "a@b.c",
)


@cache
def configuration(name: str) -> Configuration:
    folder = shared("data", "exports", "contoso-1.1.130") if name == "contoso" else SAMPLES / name
    return read_inputs([folder])


@cache
def composition(name: str) -> Composition:
    return compose(configuration(name))


def by_class(name: str) -> dict[tuple[str, str, str], list[EffectiveFlow]]:
    found: dict[tuple[str, str, str], list[EffectiveFlow]] = {}
    for flow in composition(name).flows:
        found.setdefault((flow.connector_id, flow.ad_class, flow.entra_class), []).append(flow)
    return found


def value_strategy(attribute: str) -> st.SearchStrategy[Value]:
    kind = kind_of_attribute(attribute)
    one: st.SearchStrategy[Value]
    if kind.type is ValueType.BOOLEAN:
        one = st.booleans()
    elif kind.type is ValueType.NUMBER:
        one = st.sampled_from((0, 1, 2, 4, 512, 514, 2147483648, 0x21C07000))
    elif kind.type is ValueType.BINARY:
        one = st.sampled_from((b"\x01" * 16, bytes(range(16))))
    elif attribute.lower() == "dn":
        one = st.sampled_from(
            (
                "CN=Jo,OU=People,DC=kestrel,DC=example",
                "CN=Jo,OU=Pilot,OU=Offices,DC=oldmill,DC=example",
                "CN=Jo\\0ACNF:1,OU=Else,DC=x",
            )
        )
    else:
        one = st.sampled_from((*TEXTS, "SMTP:jo@contoso.com"))
    return st.lists(one, min_size=1, max_size=3, unique=True).map(tuple) if kind.multi_valued else one


@cache
def attributes_read(name: str, connector_id: str, ad_class: str) -> tuple[str, ...]:
    names: set[str] = {"dn", "adminDescription", "isCriticalSystemObject", "mail", "proxyAddresses"}
    for reach in composition(name).classes:
        if (reach.connector_id, reach.ad_class) == (connector_id, ad_class):
            names.update(attributes_of(reach.universe))
    for flow in composition(name).flows:
        if (flow.connector_id, flow.ad_class) == (connector_id, ad_class):
            for step in flow.composed.steps:
                names.update(attributes_of(step.guard))
                names.update(attributes_of(step.value))
    return tuple(sorted(n for n in names if ":" not in n))


ORDINARY: dict[str, Value] = {
    "cn": "Jo",
    "dn": "CN=Jo,OU=People,DC=kestrel,DC=example",
    "objectGUID": bytes(range(16)),
    "objectSid": bytes.fromhex("010500000000000515000000a065cf7e784b9b5fe77c8770091c0100"),
    "sAMAccountName": "jo",
    "userAccountControl": 512,
    "groupType": -2147483646,
    "mail": "jo@contoso.com",
}
PARAMETERS: dict[str, Value] = {"Domain.FQDN": "contoso.com", "Domain.Netbios": "CONTOSO", "Forest.Netbios": "F"}
ENTRA = ("usageLocation", "countryCode")


def list_result(flow: EffectiveFlow, attributes: Mapping[str, Value], entra: Mapping[str, Value]) -> Value:
    assert flow.node is not None
    given_values = {**attributes, **{f"entra:{name}": value for name, value in entra.items()}}
    parameters = {**PARAMETERS, "Connector.ID": "{X}"}
    return program(flow.node).run(Environment(given_values, parameters))


PROGRAMS: dict[int, Program] = {}


def program(node: Node) -> Program:
    """Compile a tree once; compositions are kept, so identities last."""
    return PROGRAMS.get(id(node)) or PROGRAMS.setdefault(id(node), compile_expression(node, Dialect.CONNECT))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_decision_lists_agree_with_the_rules(name: str, data: st.DataObject) -> None:
    classes = by_class(name)
    key = data.draw(st.sampled_from(sorted(classes)))
    connector_id, ad_class, entra_class = key
    attributes = dict(ORDINARY)
    for attribute in data.draw(st.lists(st.sampled_from(attributes_read(name, connector_id, ad_class)), max_size=25)):
        attributes[attribute] = data.draw(value_strategy(attribute))
    entra = {n: ("CH" if n == "usageLocation" else 756) for n in ENTRA if data.draw(st.booleans())}
    ad_object = AdObject(connector_id, ad_class, attributes, PARAMETERS, entra)
    try:
        truth = synchronise(configuration(name), ad_object)
    except Undetermined:
        return
    universe = next(
        r.universe
        for r in composition(name).classes
        if (r.connector_id, r.ad_class, r.entra_class) == (connector_id, ad_class, entra_class)
    )
    values = {**attributes, **{f"entra:{n}": v for n, v in entra.items()}}
    inside = program(universe).run(Environment(values, PARAMETERS))
    exported = truth.get(entra_class.lower())
    assert (exported is not None) is (inside is True), (inside, exported is not None)
    if exported is None:
        return
    for flow in classes[key]:
        if flow.node is None:
            continue
        wanted = effect_of(exported.get(flow.target.lower(), ()))
        found = effect_of(list_result(flow, attributes, entra))
        if flow.target.lower() in {n.lower() for n in ENTRA} and wanted.kind == "value" and found.kind == "kept":
            # Writing Entra ID's own value back changes nothing.
            assert exported[flow.target.lower()] == next(
                v for n, v in entra.items() if n.lower() == flow.target.lower()
            )
            continue
        assert found.same_as(wanted), (flow.target, flow.text, found, wanted)
