"""Reading and writing Graph's synchronizationSchema: the real schema of 2020, our own, and hostile ones."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from analyzer.cloudsync.defaults import default_schema
from analyzer.cloudsync.mappings import canonical, expression_of
from analyzer.cloudsync.model import AttributeMapping, FlowType, MappingKind, ObjectMapping, Scope
from analyzer.cloudsync.schema_reader import SchemaReading, read_schema
from analyzer.cloudsync.schema_writer import (
    mapping_document,
    schema_document,
    source_document,
    unverified_functions,
)
from analyzer.cloudsync.trees import DEEPEST, parse_expression
from analyzer.errors import ExpressionError, InputError
from tests.support.configurations import shared


@pytest.fixture(scope="module")
def captured() -> Any:
    file = shared("data", "cloud-sync-schema", "AD2AADProvisioning-2020.json.gz")
    return json.loads(gzip.decompress(file.read_bytes()))


def plain(document: Any) -> Any:
    """Leave out OData annotations, which describe the answer and not the schema."""
    return {key: value for key, value in document.items() if "@odata." not in key}


def sources(document: Any) -> list[tuple[str, Any]]:
    rule = document["synchronizationRules"][0]
    return [(m["targetAttributeName"], m["source"]) for o in rule["objectMappings"] for m in o["attributeMappings"]]


def written(schema: Any) -> Any:
    """Return the document as it is after a trip through a file."""
    return json.loads(json.dumps(schema_document(schema)))


def test_the_captured_schema_is_read_completely_and_written_back_equal(captured: Any) -> None:
    reading = read_schema(captured)
    assert reading.unread == ()
    assert reading.disagreements == ()
    assert written(reading.schema) == plain(captured)


def test_every_captured_tree_is_what_parsing_its_expression_gives(captured: Any) -> None:
    """The exceptions are the three expressions whose text has lost its macro: two constants and one Join."""
    exceptions = []
    for target, source in sources(captured):
        text = source["expression"]
        if text is None:
            exceptions.append(target)
            continue
        mapping = AttributeMapping(target, MappingKind.EXPRESSION, text)
        if source_document(mapping) != source:
            exceptions.append(target)
    assert exceptions == ["dnsDomainName", "netBiosName", "onPremisesUserPrincipalName"]
    assert len(sources(captured)) == 136


def test_macros_lost_from_the_text_come_back_from_the_tree(captured: Any) -> None:
    user = read_schema(captured).schema.object_mapping("user")
    assert user is not None
    mappings = user.by_target()
    assert mappings["dnsdomainname"].source == "%DomainFQDN%"
    assert mappings["dnsdomainname"].kind is MappingKind.CONSTANT
    assert 'Join("@", [sAMAccountName], %DomainFQDN%)' in mappings["onpremisesuserprincipalname"].source
    for target, source in sources(captured):
        assert source_document(mappings[target.lower()]) == source


def test_defaults_survive_writing_and_reading() -> None:
    for schema in (default_schema(), default_schema(password_hash_sync=True)):
        reading = read_schema(written(schema), provenance=schema.provenance)
        assert reading.schema == schema
        assert reading.unread == reading.disagreements == ()


def test_the_default_expressions_are_in_the_form_graph_gives_them_back() -> None:
    for mapping in default_schema(password_hash_sync=True).rule.object_mappings:
        for row in mapping.mappings:
            assert canonical(row) == row


def test_container_and_group_filters_round_trip() -> None:
    containers = default_schema().scoped_to(
        containers=("OU=Sales,DC=contoso,DC=com", 'OU="a,b"\\<x>,DC=contoso,DC=com')
    )
    groups = default_schema().scoped_to(groups=("CN=Pilot,DC=contoso,DC=com",))
    empty = default_schema().scoped_to(containers=())
    for schema in (containers, groups, empty):
        assert read_schema(written(schema), provenance=schema.provenance).schema == schema
    rule = written(containers)["synchronizationRules"][0]
    assert rule["containerFilter"]["includedContainers"][0] == "OU=Sales,DC=contoso,DC=com"
    assert "groupFilter" not in rule
    with pytest.raises(ValueError, match="never by both"):
        default_schema().scoped_to(containers=("OU=a",), groups=("CN=b",))


@pytest.mark.parametrize(
    ("expression", "tree"),
    [
        ("[mail]", {"expression": "[mail]", "name": "mail", "type": "Attribute", "parameters": []}),
        ('""', {"expression": '""', "name": "", "type": "Constant", "parameters": []}),
        ("%DomainFQDN%", {"expression": None, "name": "%DomainFQDN%", "type": "Constant", "parameters": []}),
        (
            "Left([a], -1)",
            {
                "expression": "Left([a], -1)",
                "name": "Left",
                "type": "Function",
                "parameters": [
                    {
                        "key": "source",
                        "value": {"expression": "[a]", "name": "a", "type": "Attribute", "parameters": []},
                    },
                    {
                        "key": "length",
                        "value": {"expression": '"-1"', "name": "-1", "type": "Constant", "parameters": []},
                    },
                ],
            },
        ),
    ],
)
def test_tree_shapes(expression: str, tree: object) -> None:
    assert source_document(AttributeMapping("X", MappingKind.EXPRESSION, expression)) == tree


def test_empty_slots_have_no_parameter_and_come_back_from_the_text() -> None:
    text = 'Replace([displayName], "O", , , ",", , )'
    mapping = AttributeMapping("DisplayName", MappingKind.EXPRESSION, text)
    tree = source_document(mapping)
    assert tree is not None
    parameters = tree["parameters"]
    assert isinstance(parameters, list)
    assert [one["key"] for one in parameters if isinstance(one, dict)] == ["source", "Find", "Replacement"]
    assert read_one(mapping).source == text


def read_one(mapping: AttributeMapping) -> AttributeMapping:
    return reading_of(mapping_document(mapping)).schema.rule.object_mappings[0].mappings[0]


def reading_of(mapping: Any, **rule: Any) -> SchemaReading:
    """Read a schema that holds nothing but one attribute mapping."""
    document = {
        "synchronizationRules": [
            {
                "sourceDirectoryName": "Active Directory",
                "targetDirectoryName": "Azure Active Directory",
                "objectMappings": [
                    {"sourceObjectName": "user", "targetObjectName": "User", "attributeMappings": [mapping]}
                ],
                **rule,
            }
        ]
    }
    return read_schema(document, file="schema.json")


@pytest.mark.parametrize(
    ("expression", "kind", "source"),
    [
        ("[mail]", MappingKind.DIRECT, "mail"),
        ('"Member"', MappingKind.CONSTANT, "Member"),
        ('"a\\"b\\\\c"', MappingKind.CONSTANT, 'a"b\\c'),
        ("%DomainFQDN%", MappingKind.CONSTANT, "%DomainFQDN%"),
        ("5", MappingKind.CONSTANT, "5"),
        ('IIF( [a] = "x" ,"y", [b] )', MappingKind.EXPRESSION, 'IIF([a]="x", "y", [b])'),
    ],
)
def test_one_form_for_what_graph_cannot_tell_apart(expression: str, kind: MappingKind, source: str) -> None:
    mapping = canonical(AttributeMapping("T", MappingKind.EXPRESSION, expression))
    assert (mapping.kind, mapping.source) == (kind, source)
    assert read_one(mapping) == mapping


def test_mapping_of_type_none_has_no_source() -> None:
    mapping = AttributeMapping("UserType", MappingKind.NONE, default_value="Member")
    assert mapping_document(mapping)["source"] is None
    assert read_one(mapping) == mapping
    assert expression_of(mapping) is None


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('[a] & "b"', "operator &"),
        ("Len([a]) + 1", "operator +"),
        ('Trim([a] = "b")', "operator ="),
        ("IIF([a], [b])", "IIF takes"),
        ("IIF((([a]=[b])=[c]), [b], [c])", "operator ="),
        ("-[a]", "operator -"),
        ("Where($x, [a])", "variables"),
        ("Trim(" * (DEEPEST + 1) + "[a]" + ")" * (DEEPEST + 1), "nested deeper"),
        ("Trim([a]", "never closed"),
    ],
)
def test_what_graphs_tree_cannot_hold_is_refused(expression: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words.replace("+", r"\+")):
        parse_expression(expression)
    with pytest.raises(ExpressionError):
        mapping_document(AttributeMapping("T", MappingKind.EXPRESSION, expression))


def test_functions_whose_keys_nobody_saw_are_named() -> None:
    rows = (
        AttributeMapping("A", MappingKind.EXPRESSION, 'Word([a], 1, ",")'),
        AttributeMapping("B", MappingKind.EXPRESSION, "Trim(Mystery([a]))"),
    )
    schema = default_schema().with_object_mappings((ObjectMapping("user", "User", rows),))
    assert unverified_functions(schema) == ("Mystery", "Word")
    assert unverified_functions(default_schema(password_hash_sync=True)) == ()


def test_a_tree_that_says_something_else_than_its_text_wins_and_is_told() -> None:
    mapping = mapping_document(AttributeMapping("T", MappingKind.EXPRESSION, "Trim([a])"))
    source: Any = mapping["source"]
    source["parameters"][0]["value"]["name"] = "b"
    reading = reading_of(mapping)
    assert reading.schema.rule.object_mappings[0].mappings[0].source == "Trim([b])"
    place = "$.synchronizationRules[0].objectMappings[0].attributeMappings[0].source.parameters[0].value"
    assert [note.path for note in reading.disagreements] == [place]


@pytest.mark.parametrize("text", ["Trim(", "Left([a], 3)", "Trim()", "Trim([a], [b])", "[a]", '"a"'])
def test_every_kind_of_disagreement_is_told(text: str) -> None:
    mapping = mapping_document(AttributeMapping("T", MappingKind.EXPRESSION, "Trim([a])"))
    source: Any = mapping["source"]
    source["expression"] = text
    reading = reading_of(mapping)
    assert reading.disagreements
    assert reading.schema.rule.object_mappings[0].mappings[0].source == "Trim([a])"


def test_a_tree_without_text_is_read_by_its_keys() -> None:
    text = 'FormatDateTime(DateFromNum([pwdLastSet]), "RoundtripKind", , "yyyy")'
    mapping = mapping_document(AttributeMapping("T", MappingKind.EXPRESSION, text))
    source: Any = mapping["source"]
    source["expression"] = None
    reading = reading_of(mapping)
    assert reading.disagreements == ()
    assert reading.schema.rule.object_mappings[0].mappings[0].source == text


def test_unknown_keys_are_told_and_harmless() -> None:
    document = written(default_schema())
    document["new"] = 1
    rule = document["synchronizationRules"][0]
    rule["objectMappings"][0]["later"] = {"deep": []}
    rule["objectMappings"][0]["attributeMappings"][3]["source"]["parameters"][0]["value"]["hint"] = "x"
    rule["objectMappings"][0]["scope"]["inputFilterGroups"][0]["clauses"][0]["@odata.type"] = "#clause"
    document["directories"][0]["objects"][0]["attributes"][0]["apiExpressions"] = ["x"]
    document["synchronizationRules"].append(copy.deepcopy(rule))
    reading = read_schema(document, provenance=default_schema().provenance)
    assert sorted(note.path for note in reading.unread) == [
        "$.directories[0].objects[0].attributes[0].apiExpressions",
        "$.new",
        "$.synchronizationRules[0].objectMappings[0].attributeMappings[3].source.parameters[0].value.hint",
        "$.synchronizationRules[0].objectMappings[0].later",
        "$.synchronizationRules[1]",
    ]
    assert reading.schema == default_schema()


def nested(levels: int) -> Any:
    tree: Any = {"expression": None, "name": "a", "type": "Attribute", "parameters": []}
    for _ in range(levels):
        parameters = [{"key": "source", "value": tree}]
        tree = {"expression": None, "name": "Trim", "type": "Function", "parameters": parameters}
    return tree


IIF = {"name": "IIF", "type": "Function", "expression": None}
CONSTANT = {"name": "LIKE", "type": "Constant", "expression": '"LIKE"', "parameters": []}


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (lambda m: m.pop("targetAttributeName"), "", "targetAttributeName"),
        (lambda m: m.update(flowType="Never"), ".flowType", "MultiValueAddOnly"),
        (lambda m: m.update(matchingPriority="1"), ".matchingPriority", "whole number"),
        (lambda m: m.update(source=[]), ".source", "an object"),
        (lambda m: m["source"].update(type="Macro"), ".source.type", "Attribute, Constant or Function"),
        (lambda m: m["source"].update(name='a]"'), ".source.name", "name of an attribute"),
        (lambda m: m["source"].update(type="Function", name="Trim("), ".source.name", "name of a function"),
        (lambda m: m["source"].update(parameters={}), ".source.parameters", "a list"),
        (lambda m: m.update(source=nested(DEEPEST + 1)), None, "nested deeper"),
        (lambda m: m.update(source={**IIF, "parameters": []}), ".source.parameters", "IIF's keys"),
        (
            lambda m: m.update(
                source={
                    **IIF,
                    "parameters": [
                        {"key": "one", "value": CONSTANT},
                        {"key": "two", "value": CONSTANT},
                        {"key": "three", "value": CONSTANT},
                    ],
                }
            ),
            ".source.parameters[1].value.name",
            "LIKE",
        ),
    ],
)
def test_errors_say_where(change: Callable[[Any], object], place: str | None, words: str) -> None:
    mapping = mapping_document(AttributeMapping("T", MappingKind.DIRECT, "mail"))
    change(mapping)
    with pytest.raises(InputError, match=words) as error:
        reading_of(mapping)
    base = "$.synchronizationRules[0].objectMappings[0].attributeMappings[0]"
    assert error.value.file == "schema.json"
    assert error.value.place is not None
    assert error.value.place.startswith(base) if place is None else error.value.place == base + place


@pytest.mark.parametrize(
    ("document", "words"),
    [([], "an object"), ({}, "no synchronization rule"), ({"synchronizationRules": {}}, "a list"), (None, "an object")],
)
def test_what_is_no_schema_is_refused(document: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_schema(document, file="x.json")


def test_both_filters_at_once_are_refused() -> None:
    mapping = mapping_document(AttributeMapping("T", MappingKind.DIRECT, "mail"))
    with pytest.raises(InputError, match="exclude each other"):
        reading_of(mapping, containerFilter={"includedContainers": ["OU=a"]}, groupFilter={"includedGroups": ["CN=b"]})


def test_an_operator_without_its_value_is_refused_and_spelling_of_case_is_not() -> None:
    schema = default_schema()
    document = written(schema)
    clauses = document["synchronizationRules"][0]["objectMappings"][0]["scope"]["inputFilterGroups"][0]["clauses"]
    clauses[1]["operatorName"] = "not regex match"
    assert read_schema(document, provenance=schema.provenance).schema == schema
    clauses[1]["targetOperand"] = None
    with pytest.raises(InputError, match="needs a value"):
        read_schema(document)


def test_a_disabled_mapping_without_scope_keeps_its_shape() -> None:
    mapping = ObjectMapping("contact", "Contact", (), name=None, enabled=False, flow_types=("Add",), scope=None)
    other = replace(mapping, source_object="group", scope=Scope())
    schema = default_schema().with_object_mappings((mapping, other))
    assert read_schema(written(schema), provenance=schema.provenance).schema == schema


def test_flow_types_of_graph_are_all_read() -> None:
    for flow_type in FlowType:
        mapping = AttributeMapping("T", MappingKind.DIRECT, "mail", flow_type=flow_type)
        assert read_one(mapping) == mapping
