from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from analyzer.reporting.json_document import to_document, write_json
from analyzer.resources import data_folder
from analyzer.vocabulary import CheckResult, Importance, InUse, Lane, Outcome, RuleOrigin
from tests.reporting.workbook_build import build_assessment, build_plan, hostile, with_flows

COUNT = "(Get-ADObject -Filter *).Count"
GOLDEN = Path(__file__).parent / "golden" / "litware-assessment.json"
CONTRACT = {
    "schema_version": None,
    "tool": {"name": None, "version": None, "knowledge": {"version": None, "as_of": None}},
    "inputs": [dict.fromkeys(("name", "format", "sha256", "exported_at", "server", "product_version"))],
    "coverage": {
        **dict.fromkeys(("nodes_total", "nodes_understood", "percent")),
        "not_understood": [dict.fromkeys(("origin", "what"))],
    },
    "verdict": dict.fromkeys(("lane", "headline", "reasons")),
    "domains": [dict.fromkeys(("name", "connector_id", "selected", "lane", "reasons"))],
    "migration_tool": {
        "eligible": None,
        "checks": [dict.fromkeys(("id", "title", "result", "value", "limit", "evidence", "source"))],
    },
    "connectors": [dict.fromkeys(("id", "name", "type"))],
    "sync_rules": [
        dict.fromkeys(
            (
                "id", "name", "direction", "origin", "disabled", "precedence", "outcome", "differences",
                "finding_ids",
            )
        )
    ],
    "attribute_flows": None,
    "scope": {
        "partitions": [
            {
                **dict.fromkeys(("dn", "selected", "included", "excluded")),
                "cloud_sync": dict.fromkeys(("containers", "outcome")),
            }
        ],
        "filters": None,
    },
    "features": [
        {
            **dict.fromkeys(("id", "title", "in_use", "outcome", "evidence")),
            "sources": [dict.fromkeys(("url", "checked"))],
        }
    ],
    "findings": [
        {
            **dict.fromkeys(("id", "code", "title", "outcome", "importance", "subject", "guidance", "sources")),
            "effort": dict.fromkeys(("low_hours", "high_hours", "drivers")),
            "evidence": [dict.fromkeys(("file", "path", "line", "value"))],
        }
    ],
    "questions": [dict.fromkeys(("id", "text", "who", "how", "answers"))],
    "batches": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    path = data_folder("reports") / "schema" / "assessment.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(loaded)
    return loaded


def as_read(document: dict[str, Any], folder: Path) -> Any:
    write_json(document, folder / "assessment.json")
    return json.loads((folder / "assessment.json").read_bytes())


def missing(shape: Any, value: Any, path: str = "$") -> Iterator[str]:
    if isinstance(shape, dict):
        for key, inner in shape.items():
            if key not in value:
                yield f"{path}.{key}"
            else:
                yield from missing(inner, value[key], f"{path}.{key}")
    elif isinstance(shape, list):
        assert value, f"{path} is empty: the example doesn't test its shape"
        for number, one in enumerate(value):
            yield from missing(shape[0], one, f"{path}[{number}]")


def test_every_key_of_the_contract_is_there() -> None:
    document = to_document(build_assessment(), build_plan())
    document["features"] = [one for one in document["features"] if one["sources"]]
    document["findings"] = [one for one in document["findings"] if one["evidence"]]
    assert not list(missing(CONTRACT, document))


@pytest.mark.parametrize("assessment", [build_assessment(), with_flows(40), hostile('<b>"\x00\ud800')])
def test_documents_match_the_schema(schema: dict[str, Any], tmp_path: Path, assessment: Any) -> None:
    document = as_read(to_document(assessment, build_plan()), tmp_path)
    errors = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(document)]
    assert not errors


def test_an_assessment_of_nothing_matches_the_schema(schema: dict[str, Any], tmp_path: Path) -> None:
    nothing = build_assessment(
        domains=(), rules=(), scope=(), features=(), findings=(), questions=(), deadlines=(), prerequisites=(),
        missing_rules=(),
    )  # fmt: skip
    Draft202012Validator(schema).validate(as_read(to_document(nothing, ()), tmp_path))


def test_the_schema_refuses_what_the_contract_does_not_name(schema: dict[str, Any], tmp_path: Path) -> None:
    document = as_read(to_document(build_assessment(), build_plan()), tmp_path)
    validator = Draft202012Validator(schema)
    for break_it in (
        lambda one: one.update(extra=1),
        lambda one: one["findings"][0].update(extra=1),
        lambda one: one["findings"][0].update(outcome="fine"),
        lambda one: one["migration_tool"].update(eligible="no"),
        lambda one: one["features"][0]["sources"][0].update(url="http://example.org"),
        lambda one: one["deadlines"][0].update(date="soon"),
        lambda one: one.pop("questions"),
        lambda one: one.update(schema_version="2"),
    ):
        broken = json.loads(json.dumps(document))
        break_it(broken)
        assert list(validator.iter_errors(broken)), break_it


def test_every_object_of_the_schema_is_strict(schema: dict[str, Any]) -> None:
    def objects(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(node, dict):
            if "properties" in node and isinstance(node.get("properties"), dict) and node.get("type") == "object":
                yield path, node
            for key, inner in node.items():
                yield from objects(inner, f"{path}.{key}")

    found = dict(objects(schema, "$"))
    assert len(found) > 30
    loose = [path for path, node in found.items() if node.get("additionalProperties") is not False]
    unsure = [path for path, node in found.items() if set(node["required"]) != set(node["properties"])]
    assert not loose
    assert not unsure


def test_the_schema_uses_the_words_of_the_vocabulary(schema: dict[str, Any]) -> None:
    finding = schema["properties"]["findings"]["items"]["properties"]
    assert set(schema["$defs"]["outcome"]["enum"]) == {one.value for one in Outcome}
    assert set(finding["importance"]["enum"]) == {one.value for one in Importance}
    assert set(finding["lane"]["enum"]) == {one.value for one in Lane} | {None}
    feature = schema["properties"]["features"]["items"]["properties"]
    assert set(feature["in_use"]["enum"]) == {one.value for one in InUse}
    rule = schema["properties"]["sync_rules"]["items"]["properties"]
    assert set(rule["origin"]["enum"]) == {one.value for one in RuleOrigin}
    check = schema["properties"]["migration_tool"]["properties"]["checks"]["items"]["properties"]
    assert set(check["result"]["enum"]) == {one.value for one in CheckResult}


def documented(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each property of the schema as the row name and the meaning that docs/output.md must give it."""

    def walk(node: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
        while node.get("type") == "array":
            node, path = node["items"], path + "[]"
        for key, inner in node.get("properties", {}).items():
            name = f"{path}.{key}" if path else key
            yield name, inner.get("description", "")
            yield from walk(inner, name)

    yield from walk({"properties": schema["properties"]}, "")
    for name, shape in schema["$defs"].items():
        yield from walk(shape, name)


def test_every_property_of_the_schema_is_documented(schema: dict[str, Any]) -> None:
    text = (data_folder("docs") / "output.md").read_text(encoding="utf-8")
    rows = {row[1]: row[2] for row in re.finditer(r"^\| `([^`]+)` \| [^|]* \| ([^|]*) \|$", text, re.MULTILINE)}
    tops = set(re.findall(r"^## `(\w+)`$", text, re.MULTILINE))
    wanted = list(documented(schema))
    assert len(wanted) > 200
    assert not [name for name, meaning in wanted if not meaning]
    gone = [name for name, meaning in wanted if "." in name and rows.get(name) != meaning]
    assert not gone, f"missing or with another meaning in docs/output.md: {gone}"
    assert tops == set(schema["properties"])
    stale = set(rows) - {name for name, _ in wanted}
    assert not stale, f"documented, but not in the schema: {stale}"


def test_one_question_has_one_entry_with_an_answer_per_domain() -> None:
    document = to_document(build_assessment(), ())
    ids = [one["id"] for one in document["questions"]]
    assert ids == ["pta-in-use", "objects", "exchange-hybrid"]
    assert document["questions"][1]["answers"] == [
        {"key": "objects.litware.com", "domain": "litware.com", "how": COUNT, "answer": None},
        {"key": "objects.fabrikam.local", "domain": "fabrikam.local", "how": COUNT, "answer": "4200"},
    ]


def test_filters_name_custom_scoping_and_group_filters() -> None:
    made = build_assessment()
    document = to_document(made, ())
    assert [one["name"] for one in document["scope"]["filters"]] == [
        "In from AD - Litware cost centre",
        "In from AD - User Common",
    ]


def test_unknown_eligibility_is_the_word() -> None:
    from dataclasses import replace

    made = build_assessment()
    unknown = replace(made, migration_tool=replace(made.migration_tool, eligible=None))
    assert to_document(unknown, ())["migration_tool"]["eligible"] == "unknown"
    assert to_document(made, ())["migration_tool"]["eligible"] is False


def test_bytes_are_the_same_sorted_and_end_with_one_newline(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_json(to_document(build_assessment(), build_plan()), tmp_path / name)
    content = (tmp_path / "a").read_bytes()
    assert content == (tmp_path / "b").read_bytes()
    assert content.endswith(b"}\n")
    assert b"\r" not in content
    keys = list(json.loads(content))
    assert keys == sorted(keys)


def test_golden_document(tmp_path: Path) -> None:
    """Set UPDATE_GOLDEN=1 to accept a change after reading its diff."""
    write_json(to_document(build_assessment(), build_plan()), tmp_path / "new.json")
    written = json.loads((tmp_path / "new.json").read_text(encoding="utf-8"))
    new = json.dumps(written, ensure_ascii=False, indent=2) + "\n"  # indented, so that a change can be read
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(new, encoding="utf-8", newline="\n")
    assert new == GOLDEN.read_text(encoding="utf-8")


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=30))  # lone surrogates included
def test_any_text_survives_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    document = as_read(to_document(hostile(text), ()), tmp_path_factory.mktemp("json"))
    assert document["findings"][0]["title"] == text
    assert document["sync_rules"][0]["flows"][0]["target"] == text
