"""The wizard's JSON in the shapes that scripts and documentation hint at."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.configuration import ENTRA_CONNECTOR_ID, Part
from analyzer.readers.wizard_policy import APPLIED, MIGRATED
from tests.support.forms import POLICY, SCRIPT, contribution, read_files


def policy(change: Callable[[Any], object] = lambda _: None) -> str:
    document = copy.deepcopy(POLICY)
    change(document)
    return json.dumps(document)


def rule_of(document: Any) -> dict[str, Any]:
    return document["onpremisesDirectoryPolicy"][0]["customSynchronizationRules"][0]


def test_what_it_tells() -> None:
    found = contribution("p.json", policy())
    (rule,) = found.rules
    assert rule.connector_id == "aaaaaaaa-0000-0000-0000-000000000001"
    assert [str(c) for c in rule.scope[0]] == ["department EQUAL Test"]
    assert [stub.immutable_tag for stub in found.stubs] == ["Microsoft.X.1"]
    assert [c.id for c in found.connectors] == ["aaaaaaaa-0000-0000-0000-000000000001", ENTRA_CONNECTOR_ID]
    (partition,) = found.connectors[0].partitions
    assert [c.dn.text for c in partition.inclusions] == ["OU=CORP,DC=contoso,DC=com"]
    assert (found.server, found.product_version, found.exported_at) == ("SRV1", "2.4.1", "2026-11-01")
    assert found.coverage.percent == 100.0
    assert found.complete == {Part.CUSTOM_RULES, Part.CONNECTORS, Part.SCOPE}
    assert "svc" not in repr(found)
    assert "Standard rules are named only" in found.limits[0]


def _upper(value: Any) -> Any:
    if isinstance(value, dict):
        return {key[0].upper() + key[1:]: _upper(inner) for key, inner in value.items()}
    return [_upper(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_case_of_keys_and_encodings(coding: str) -> None:
    found = contribution("p.json", json.dumps(_upper(POLICY)).encode(coding))
    assert found.rules[0].flows[0].target == "cloudFiltered"
    assert found.coverage.percent == 100.0


SHAPES = {
    "groups as objects": lambda r: r.update(scopeFilters=[{"conditions": r["scopeFilters"][0]}]),
    "another name": lambda r: r.update(scopeFilter=r.pop("scopeFilters")),
    "other names inside": lambda r: r.update(
        scopeFilters=[[{"csAttribute": "department", "csOperator": "equal", "csValue": "Test"}]]
    ),
    "a plain list": lambda r: r.update(scopeFilters=r["scopeFilters"][0]),
    "one clause unrolled": lambda r: r.update(scopeFilters=r["scopeFilters"][0][0]),
    "flows by another name": lambda r: r.update(attributeFlowMappings=r.pop("attributeMappings")),
    "source as text": lambda r: r["attributeMappings"][0].update(source="True"),
    "constant by name": lambda r: (
        r["attributeMappings"][0].pop("source"),
        r["attributeMappings"][0].update(value="True"),
    ),
    "internal identifier": lambda r: r.update(internalIdentifier=r.pop("uniqueIdentifier")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_alternative_shapes(shape: str) -> None:
    found = contribution("p.json", policy(lambda document: SHAPES[shape](rule_of(document))))
    (rule,) = found.rules
    assert rule.id == "11111111-2222-3333-4444-555555555555"
    assert [str(c) for c in rule.scope[0]] == ["department EQUAL Test"]
    assert [(f.target, f.text) for f in rule.flows] == [("cloudFiltered", "True")]
    flat = shape in ("a plain list", "one clause unrolled")
    assert any("plain list" in note.text for note in found.notes) == flat


def test_every_key_that_was_not_read_is_listed() -> None:
    def more(document: Any) -> None:
        document["userSignIn"] = {"method": "x", "more": [1, 2]}
        rule_of(document)["surprise"] = 1
        rule_of(document)["attributeMappings"][0]["other"] = "y"

    found = contribution("p.json", policy(more))
    assert [node.origin.path for node in found.coverage.not_understood] == [
        "$.onpremisesDirectoryPolicy[0].customSynchronizationRules[0].attributeMappings[0].other",
        "$.onpremisesDirectoryPolicy[0].customSynchronizationRules[0].surprise",
        "$.userSignIn",
    ]
    assert found.coverage.nodes_total - found.coverage.nodes_understood == 7
    assert any("'$.userSignIn' isn't read" in note.text for note in found.notes)


@pytest.mark.parametrize("key", ["direction", "linkType", "source", "target"])
def test_what_a_rule_cannot_do_without(key: str) -> None:
    found = contribution("p.json", policy(lambda document: rule_of(document).pop(key)))
    assert not found.rules
    assert [stub.name for stub in found.stubs] == ["In from AD - User Dept Filter", "In from AD - User Join"][::-1]
    assert any("only its name is used" in note.text for note in found.notes)


def test_flow_types_left_out_are_told() -> None:
    def untyped(document: Any) -> None:
        rule_of(document)["attributeMappings"] = [
            {"destination": "a", "source": ["givenName"]},
            {"destination": "b", "source": ["Not a name"]},
            {"destination": "c", "source": ["x"], "expression": "Trim([x])"},
        ]

    found = contribution("p.json", policy(untyped))
    assert [(f.target, f.kind) for f in found.rules[0].flows] == [
        ("a", "Direct"),
        ("b", "Constant"),
        ("c", "Expression"),
    ]
    assert sum("doesn't say what it is" in note.text for note in found.notes) == 2


def test_a_migration_policy_names_the_server_only() -> None:
    text = json.dumps({key: POLICY[key] for key in ("policyMetadata", "deploymentMetadata")})
    found = contribution("MigratedPolicy.json", text.encode("utf-16"))
    assert (found.format, found.server) == (MIGRATED, "SRV1")
    assert not found.complete


def test_an_applied_file_as_the_only_source_of_rules(tmp_path: Path) -> None:
    def notes(files: dict[str, bytes]) -> list[str]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        return [note.text for note in read_files(folder, files).notes]

    applied = policy(lambda document: document["policyMetadata"].update(type="applied")).encode()
    assert APPLIED in notes({"p.json": applied})
    assert APPLIED in notes({"Applied-SynchronizationPolicy-1.JSON": policy().encode()})
    assert APPLIED not in notes({"p.json": policy().encode()})
    assert APPLIED not in notes({"p.json": applied, "rules.ps1": SCRIPT.encode()})


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (Part.CUSTOM_RULES, lambda p: p.pop("azureDirectoryPolicy")),
        (Part.CONNECTORS, lambda p: p.pop("azureDirectoryPolicy")),
        (Part.CUSTOM_RULES, lambda p: _renamed(p, "customSynchronizationRules", "ownRules")),
        (Part.SCOPE, lambda p: _renamed(p, "partitionFilters", "domains")),
        (Part.SCOPE, lambda p: [_both_renamed(one) for one in _forest(p)["partitionFilters"]]),
    ],
)
def test_a_key_that_is_called_otherwise_is_not_read_as_nothing_there(
    part: Part, change: Callable[[dict[str, Any]], object]
) -> None:
    whole = contribution("p.json", json.dumps(POLICY))
    assert part in whole.complete
    policy = json.loads(json.dumps(POLICY))
    change(policy)
    assert part not in contribution("p.json", json.dumps(policy)).complete


def _forest(policy: dict[str, Any]) -> dict[str, Any]:
    return policy["onpremisesDirectoryPolicy"][0]


def _renamed(policy: dict[str, Any], old: str, new: str) -> None:
    _forest(policy)[new] = _forest(policy).pop(old)


def _both_renamed(domain: dict[str, Any]) -> None:
    for name in ("containerInclusions", "containerExclusions"):
        domain[f"{name}List"] = domain.pop(name, [])


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("scoping filter", lambda rule: rule.update(targetGroups=rule.pop("scopeFilters"))),
        ("join rules", lambda rule: rule.update(matches=rule.pop("joinFilters"))),
        ("attribute flows", lambda rule: rule.update(flowList=rule.pop("attributeMappings"))),
        ("scoping filter", lambda rule: rule["scopeFilters"][0][0].pop("value")),
        ("scoping filter", lambda rule: rule["scopeFilters"][0][0].update(value=["a", "b"])),
    ],
)
def test_a_rule_whose_parts_go_by_another_name_is_a_name_only(
    what: str, change: Callable[[dict[str, Any]], object]
) -> None:
    """Read without its scope it would concern everybody."""
    found = contribution("p.json", policy(lambda document: change(rule_of(document))))
    assert found.rules == ()
    assert [note.text for note in found.notes if f"can't be told: {what}" in note.text]


def test_a_rule_without_a_scope_stays_a_rule() -> None:
    found = contribution("p.json", policy(lambda document: rule_of(document).pop("scopeFilters")))
    assert [rule.scope for rule in found.rules] == [()]


def test_a_clause_that_compares_with_nothing_needs_no_value() -> None:
    clause = {"attribute": "mail", "condition": "IsNotNull"}
    found = contribution("p.json", policy(lambda document: rule_of(document).update(scopeFilters=[[clause]])))
    assert [[str(one) for one in group] for group in found.rules[0].scope] == [["mail ISNOTNULL"]]
