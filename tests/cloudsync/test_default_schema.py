"""The shipped default schema against the captured facts, row by row."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.cloudsync.defaults import default_schema, device_mappings
from analyzer.cloudsync.mappings import expression_of
from analyzer.cloudsync.model import AttributeMapping, FlowType, MappingKind
from analyzer.cloudsync.parameter_keys import keys_are_seen, keys_for, rules_folder
from analyzer.errors import KnowledgeError
from analyzer.expressions.nodes import Dialect, attributes_of
from analyzer.expressions.parser import parse
from tests.support.configurations import shared

CLASSES = {"contact": "Contact", "group": "Group", "inetOrgPerson": "User", "user": "User"}


def fact(name: str) -> Any:
    return json.loads(shared("facts", name).read_text("utf-8"))


def target(mapping: AttributeMapping) -> str:
    return mapping.target


@pytest.mark.parametrize("name", CLASSES)
def test_every_captured_mapping_is_in_the_default_schema_and_no_other(name: str) -> None:
    rows = [row for row in fact("cloud-sync-default-mapping.json") if row["objectClass"] == name]
    mapping = default_schema(password_hash_sync=True).object_mapping(name)
    assert mapping is not None
    assert mapping.target_object == CLASSES[name]
    # The capture lists inetOrgPerson's password hash at another place than user's; the order means nothing.
    assert sorted(mapping.mappings, key=target) == sorted(
        (
            AttributeMapping(
                target=row["target"],
                kind=MappingKind(row["mappingType"]),
                source=row["source"] or row["expression"] or row["constant"],
                flow_type=FlowType(row["flowType"]),
                matching_priority=row["matchingPriority"],
                default_value=row["defaultValue"],
            )
            for row in rows
        ),
        key=target,
    )
    assert {"user": 138, "inetOrgPerson": 138, "group": 63, "contact": 89}[name] == len(rows)


def test_the_password_hash_comes_with_its_switch_only() -> None:
    without, with_it = default_schema(), default_schema(password_hash_sync=True)
    for name in CLASSES:
        old, new = without.object_mapping(name), with_it.object_mapping(name)
        assert old is not None
        assert new is not None
        added = set(new.by_target()) - set(old.by_target())
        assert added == ({"credentialdata"} if name in {"user", "inetOrgPerson"} else set())


def test_the_default_scope_is_the_captured_one() -> None:
    filters = {item["objectClass"]: item["groups"] for item in fact("cloud-sync-default-scope-filters.json")["filters"]}
    for name in CLASSES:
        mapping = default_schema().object_mapping(name)
        assert mapping is not None
        assert mapping.scope is not None
        assert mapping.scope.groups == mapping.scope.category_groups == ()
        assert filters[name] == [
            {
                "name": group.name,
                "clauses": [
                    {"attribute": one.attribute, "operator": str(one.operator), "values": list(one.values) or None}
                    for one in group.clauses
                ],
            }
            for group in mapping.scope.input_groups
        ]


def test_the_attribute_catalogue_is_the_captured_one() -> None:
    facts = fact("cloud-sync-schema-attributes.json")
    schema = default_schema()
    for side, directory_name in (("ad", "Active Directory"), ("entra", "Azure Active Directory")):
        directory = schema.directory(directory_name)
        assert directory is not None
        assert [item.name for item in directory.objects] == list(facts[side])
        for item in directory.objects:
            assert [(a.name, a.type, a.multivalued, a.mutability) for a in item.attributes] == [
                (row["name"], row["type"], row["multivalued"], row.get("mutability", "ReadWrite"))
                for row in facts[side][item.name]
            ]


def test_every_default_mapping_reads_known_attributes_and_writes_writable_ones() -> None:
    schema = default_schema(password_hash_sync=True)
    for mapping in schema.rule.object_mappings:
        sources = schema.source_attributes(mapping.source_object)
        targets = schema.target_attributes(mapping.target_object)
        for row in mapping.mappings:
            assert targets[row.target.lower()].writable
            text = expression_of(row)
            assert text is not None
            read = {name.lower() for name in attributes_of(parse(text, Dialect.CLOUD_SYNC))}
            assert read <= set(sources)


def test_attributes_that_only_connect_writes_have_no_default_mapping() -> None:
    for name, diff in fact("attribute-coverage-diff.json")["diff"].items():
        mapping = default_schema().object_mapping(name)
        assert mapping is not None
        read: set[str] = set()
        for row in mapping.mappings:
            read |= {one.lower() for one in attributes_of(parse(expression_of(row) or '""', Dialect.CLOUD_SYNC))}
        missing = {one.lower() for one in diff["in_connect_reference_but_no_cloudsync_default_mapping"]}
        assert missing
        assert not missing & read


def test_the_device_table_is_the_documented_one() -> None:
    rows = [r for r in fact("cloud-sync-default-mapping.json") if r["objectClass"].startswith("computer")]
    assert [(row.target, list(row.inputs), str(row.kind)) for row in device_mappings()] == [
        (row["target"], row["sourceAttributes"], row["mappingType"]) for row in rows
    ]
    once = [row.target for row in device_mappings() if row.flow_type is FlowType.OBJECT_ADD_ONLY]
    assert once == ["RegisteredOwnerReference"]


def test_provenance_names_source_and_dates() -> None:
    found = default_schema().provenance
    assert (found.dated, found.checked) == ("2025-09-20", "2026-11-22")
    assert "AD2AADProvisioning" in found.source


def test_parameter_keys_are_those_of_the_function_facts() -> None:
    for row in fact("cloud-sync-functions.json"):
        keys = row["graph_parameter_keys"]
        if not keys or row["name"] == "IIF":
            continue
        plain = [key.partition(" (")[0] for key in keys]
        assert list(keys_for(row["name"], len(plain))) == plain
        assert keys_are_seen(row["name"])
        if "repeat" in keys[-1]:
            assert keys_for(row["name"], len(plain) + 2) == (*plain, plain[-1], plain[-1])


def test_an_unknown_function_still_gets_one_key_per_argument() -> None:
    assert keys_for("Mystery", 3) == ("source", "parameter2", "parameter3")
    assert keys_for("Trim", 2) == ("source", "parameter2")
    assert not keys_are_seen("Mystery")


def broken(tmp_path: Path, file: str, change: Callable[[Any], object]) -> KnowledgeError:
    folder = tmp_path / "cloud-sync"
    shutil.copytree(rules_folder(), folder)
    document = json.loads((folder / file).read_text("utf-8"))
    change(document)
    (folder / file).write_text(json.dumps(document), "utf-8")
    with pytest.raises(KnowledgeError) as error:
        default_schema(folder=folder)
    assert error.value.file == str(folder / file)
    return error.value


@pytest.mark.parametrize(
    ("file", "change", "place", "words"),
    [
        ("default-mapping.json", lambda d: d["objects"][0].pop("name"), "$.objects[0]", "'name'"),
        (
            "default-mapping.json",
            lambda d: d["objects"][0]["mappings"][2].update(constant="x"),
            "$.objects[0].mappings[2]",
            "exactly one",
        ),
        (
            "default-mapping.json",
            lambda d: d["objects"][0]["mappings"][3].update(expression="Trim([l]"),
            "$.objects[0].mappings[3].expression",
            "never closed",
        ),
        (
            "default-mapping.json",
            lambda d: d["objects"][0]["mappings"][0].update(flow_type="Sometimes"),
            "$.objects[0].mappings[0].flow_type",
            "ObjectAddOnly",
        ),
        (
            "default-mapping.json",
            lambda d: d["objects"][2].update(mappings_of="nobody"),
            "$.objects[2].mappings_of",
            "object",
        ),
        (
            "default-mapping.json",
            lambda d: d["objects"][0]["mappings"][0].update(matching_priority=True),
            "$.objects[0].mappings[0].matching_priority",
            "whole number",
        ),
        (
            "default-scope.json",
            lambda d: d["objects"][0]["groups"][0]["clauses"][0].update(operator="LIKE"),
            "$.objects[0].groups[0].clauses[0].operator",
            "REGEX MATCH",
        ),
        (
            "default-scope.json",
            lambda d: d["objects"][0]["groups"][0]["clauses"][1].pop("values"),
            "$.objects[0].groups[0].clauses[1]",
            "needs a value",
        ),
        (
            "attributes.json",
            lambda d: d["directories"][0]["objects"][0]["attributes"][0].update(multivalued="yes"),
            "$.directories[0].objects[0].attributes[0].multivalued",
            "true or false",
        ),
    ],
)
def test_a_broken_snapshot_is_refused_with_its_place(
    tmp_path: Path, file: str, change: Callable[[Any], object], place: str, words: str
) -> None:
    error = broken(tmp_path, file, change)
    assert error.place == place
    assert words in error.message


def test_a_newer_snapshot_replaces_the_shipped_one(tmp_path: Path) -> None:
    folder = tmp_path / "cloud-sync"
    shutil.copytree(rules_folder(), folder)
    document = json.loads((folder / "default-mapping.json").read_text("utf-8"))
    document["dated"] = "2027-01-01"
    document["objects"][3]["mappings"].append({"target": "UserType", "constant": "Member"})
    (folder / "default-mapping.json").write_text(json.dumps(document), "utf-8")
    schema = default_schema(folder=folder)
    user, person = schema.object_mapping("user"), schema.object_mapping("inetOrgPerson")
    assert user is not None
    assert person is not None
    assert user.by_target()["usertype"].source == "Member"
    assert person.mappings == user.mappings
    assert schema.provenance.dated == "2027-01-01"
    assert "usertype" not in {m.target.lower() for m in default_schema().rule.object_mappings[3].mappings}
