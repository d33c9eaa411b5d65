"""Documents nobody should write: each is read or refused with a place, and what was read can be written."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.cloudsync.defaults import default_schema
from analyzer.cloudsync.schema_reader import read_schema
from analyzer.cloudsync.schema_writer import schema_document
from analyzer.cloudsync.trees import DEEPEST
from analyzer.errors import InputError

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(["", "Always", "Function", "IIF", "[a", "%A%", "="]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "type", "key"]), inner),
    max_leaves=4,
)


def small() -> Any:
    """A schema of a few mappings of every kind."""
    schema = default_schema()
    user = schema.object_mapping("user")
    assert user is not None
    wanted = {"AccountEnabled", "Alias", "DnsDomainName", "UserPrincipalName", "LastPasswordChangeTimestamp"}
    document = json.loads(json.dumps(schema_document(schema)))
    rule = document["synchronizationRules"][0]
    rule["containerFilter"] = {"includedContainers": ["OU=Sales,DC=contoso,DC=com"]}
    del rule["objectMappings"][:3]
    mappings = rule["objectMappings"][0]["attributeMappings"]
    mappings[:] = [mapping for mapping in mappings if mapping["targetAttributeName"] in wanted]
    for directory in document["directories"]:
        del directory["objects"][1:]
        del directory["objects"][0]["attributes"][2:]
    return document


SMALL = small()


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        found += places(child, (*path, key))
    return found


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(places(SMALL)), values | st.just("DELETE")), min_size=1, max_size=3))
def test_a_damaged_document_is_read_or_refused_with_its_place(damage: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = copy.deepcopy(SMALL)
    for path, value in damage:
        holder = document
        try:
            for key in path[:-1]:
                holder = holder[key]
            if value == "DELETE":
                del holder[path[-1]]
            else:
                holder[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier damage took the place away
    try:
        reading = read_schema(document, file="schema.json")
    except InputError as error:
        assert error.place is not None
        assert error.place.startswith("$")
        return
    again = read_schema(json.loads(json.dumps(schema_document(reading.schema))), provenance=reading.schema.provenance)
    assert again.schema == reading.schema
    assert again.disagreements == ()


@pytest.mark.parametrize("levels", [DEEPEST // 2 - 1, DEEPEST, DEEPEST * 4])
def test_deep_conditions_are_refused_before_they_hurt(levels: int) -> None:
    leaf = {"expression": '"x"', "name": "x", "type": "Constant", "parameters": []}
    equals = {"expression": '"="', "name": "=", "type": "Constant", "parameters": []}
    tree: Any = leaf
    for _ in range(levels):
        keys = {"one": tree, "two": equals, "three": leaf, "four": leaf, "five": leaf}
        parameters = [{"key": key, "value": value} for key, value in keys.items()]
        tree = {"expression": None, "name": "IIF", "type": "Function", "parameters": parameters}
    document = copy.deepcopy(SMALL)
    document["synchronizationRules"][0]["objectMappings"][0]["attributeMappings"][0]["source"] = tree
    if levels * 2 > DEEPEST:
        with pytest.raises(InputError, match="nested deeper"):
            read_schema(document)
        return
    schema = read_schema(document).schema
    assert read_schema(schema_document(schema), provenance=schema.provenance).schema == schema


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/passwd", "a\x00b", "\u202eabc", "x" * 100_000],
)
def test_hostile_text_passes_as_text(text: str) -> None:
    document = copy.deepcopy(SMALL)
    mapping = document["synchronizationRules"][0]["objectMappings"][0]["attributeMappings"][1]
    mapping["targetAttributeName"] = mapping["defaultValue"] = text
    mapping["source"] = {"expression": None, "name": text, "type": "Constant", "parameters": []}
    reading = read_schema(document)
    row = reading.schema.rule.object_mappings[0].mappings[1]
    assert (row.target, row.default_value, row.source) == (text, text, text)
    assert read_schema(schema_document(reading.schema), provenance=reading.schema.provenance).schema == reading.schema
