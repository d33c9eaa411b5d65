"""The standard rules that ship, and what happens when somebody's own copy is broken."""

from __future__ import annotations

import json

import pytest

from analyzer.configuration import FlowKind
from analyzer.connect.known_rules import parse_tag
from analyzer.errors import KnowledgeError
from analyzer.knowledge.standard_rules import load_standard_rules
from analyzer.resources import data_folder

FOLDER = data_folder("rules") / "standard-rules"


def test_counts_of_the_known_builds():
    rules = load_standard_rules().rules
    by_build = {b: [r for r in rules if r.baseline == b] for b in {r.baseline for r in rules}}
    assert {b: len(found) for b, found in by_build.items()} == {"1.1.130": 62, "consistencyguid-era": 29}
    flows = [f for r in by_build["1.1.130"] for f in r.flows]
    kinds = {kind: sum(f.kind is kind for f in flows) for kind in FlowKind}
    assert kinds == {FlowKind.DIRECT: 802, FlowKind.EXPRESSION: 391, FlowKind.CONSTANT: 7}
    assert len({f.expression for f in flows if f.expression}) == 86


def test_every_file_says_where_it_is_from_and_when_it_was_checked():
    for file in FOLDER.glob("*.json"):
        document = json.loads(file.read_text("utf-8"))
        assert document["checked"] == "2026-11-22"
        assert document["source"]["title"]


def test_revisions_of_one_rule_are_found_by_stem():
    known = load_standard_rules()
    tag = parse_tag("Microsoft.InfromADUserCommon.999")
    assert tag is not None
    assert [r.revision for r in known.variants(tag)] == [4, 8]


@pytest.mark.parametrize("text", ["", "Contoso.Rule.001", "microsoft", "1", "Microsoft."])
def test_other_tags_are_not_microsofts(text):
    assert parse_tag(text) is None


def copy_with(tmp_path, name, change):
    for file in FOLDER.glob("*.json"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    document = json.loads((tmp_path / name).read_text("utf-8"))
    change(document)
    (tmp_path / name).write_text(json.dumps(document), "utf-8")


BROKEN = {
    "direction": (lambda d: d["rules"][3].update(direction="Sideways"), "$.rules[3].direction"),
    "precedence": (lambda d: d["rules"][0].update(precedence=True), "$.rules[0].precedence"),
    "scope": (lambda d: d["rules"][0]["scope"][0].append(["a", "EQUAL"]), "$.rules[0].scope[0][2]"),
    "join": (lambda d: d["rules"][0]["joins"][0].append(["a", "b", "c"]), "$.rules[0].joins[0][1]"),
    "tag": (lambda d: d["rules"][1].update(tag="Mine"), "$.rules[1].tag"),
    "stem": (lambda d: d["rules"][1].update(stem="Mine"), "$.rules[1].stem"),
    "flow kind": (
        lambda d: d["rules"][0]["flows"].__setitem__(0, {"target": "a", "kind": "?"}),
        "$.rules[0].flows[0].kind",
    ),
    "direct flow without source": (
        lambda d: d["rules"][0]["flows"].__setitem__(0, {"target": "a", "kind": "Direct"}),
        "$.rules[0].flows[0].sources",
    ),
    "source": (lambda d: d.pop("source"), "$.source"),
    "rules": (lambda d: d.update(rules={}), "$.rules"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_file_is_named_with_the_place(tmp_path, what):
    change, place = BROKEN[what]
    copy_with(tmp_path, "1.1.130.json", change)
    with pytest.raises(KnowledgeError) as error:
        load_standard_rules(tmp_path)
    assert error.value.place == place
    assert error.value.file == str(tmp_path / "1.1.130.json")


def test_broken_wizard_choices(tmp_path):
    copy_with(tmp_path, "wizard-choices.json", lambda d: d["join_criteria"].update(ObjectSID=[["one"]]))
    with pytest.raises(KnowledgeError, match="connector attribute") as error:
        load_standard_rules(tmp_path)
    assert error.value.place == "$.join_criteria.ObjectSID"


def test_no_json(tmp_path):
    with pytest.raises(KnowledgeError, match="at least one"):
        load_standard_rules(tmp_path)
    (tmp_path / "x.json").write_text("{", "utf-8")
    with pytest.raises(KnowledgeError, match="JSON"):
        load_standard_rules(tmp_path)
