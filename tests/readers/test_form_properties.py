"""Any rule, written in any form, is read as the same rule."""

from __future__ import annotations

import json
import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.configuration import Direction, FlowKind, LinkType, MergeType
from analyzer.connect.known_rules import StandardFlow
from analyzer.readers.contribution import Contribution
from analyzer.readers.detect import recognise
from analyzer.readers.powershell.syntax import Command, parse_script
from analyzer.readers.trees.build import Builder
from analyzer.readers.trees.json_tree import parse_json
from analyzer.readers.trees.list_text import parse_list
from analyzer.readers.trees.node import coverage_of
from sample_exports.generator.forms.objects import as_clixml, as_json, as_list, rule_object
from sample_exports.generator.forms.script import rules_script
from sample_exports.generator.model import Rule
from tests.support.forms import contribution

_NAMES = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=12).map(lambda text: f"a{text}")
# What people type into the rules editor: anything printable, quotes and line breaks too.
_CHARS = st.characters(
    exclude_categories=["Cs", "Cc", "Zl", "Zp"],
    exclude_characters="\ufffe\uffff\ufeff\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u2013\u2014\u2015",
)
_TEXT = st.text(_CHARS | st.sampled_from("'\"`$\n\\{}[]()@#,;=%"), max_size=30)
_LINE = _TEXT.map(lambda text: text.replace("\n", " ").strip())
_GUIDS = st.uuids().map(str)
_OPERATORS = st.sampled_from(["EQUAL", "NOTEQUAL", "ISNULL", "STARTSWITH", "ISBITSET"])


@st.composite
def flows(draw: st.DrawFn) -> StandardFlow:
    kind = draw(st.sampled_from(FlowKind))
    merge, once, target = draw(st.sampled_from(MergeType)), draw(st.booleans()), draw(_NAMES)
    if kind is FlowKind.DIRECT:
        return StandardFlow(target, kind, (draw(_NAMES),), None, None, merge, once)
    if kind is FlowKind.CONSTANT:
        return StandardFlow(target, kind, (), None, draw(_TEXT), merge, once)
    expression = draw(_TEXT.filter(str.strip))
    return StandardFlow(target, kind, tuple(draw(st.lists(_NAMES, max_size=2))), expression, None, merge, once)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    return Rule(
        id=draw(_GUIDS),
        name=draw(_LINE),
        direction=draw(st.sampled_from(Direction)),
        connector=draw(_GUIDS),
        source_type=draw(_NAMES),
        target_type=draw(_NAMES),
        link_type=draw(st.sampled_from(LinkType)),
        precedence=draw(st.integers(0, 999)),
        flows=tuple(draw(st.lists(flows(), max_size=4))),
        scope=tuple(
            draw(
                st.lists(st.lists(st.tuples(_NAMES, _OPERATORS, _LINE), min_size=1, max_size=3).map(tuple), max_size=2)
            )
        ),
        joins=tuple(
            draw(
                st.lists(
                    st.lists(st.tuples(_NAMES, _NAMES, st.booleans()), min_size=1, max_size=2).map(tuple), max_size=2
                )
            )
        ),
        description=draw(_LINE),
        disabled=draw(st.booleans()),
        password_sync=draw(st.booleans()),
    )


def check(found: Contribution, rule: Rule) -> None:
    (read,) = found.rules
    assert found.coverage.percent == 100.0
    assert read.unresolved == ()
    for name in ("id", "name", "direction", "source_type", "target_type", "link_type", "precedence", "description"):
        assert getattr(read, name) == getattr(rule, name), name
    assert (read.disabled, read.password_sync, read.connector_id) == (rule.disabled, rule.password_sync, rule.connector)
    for flow, written in zip(read.flows, rule.flows, strict=True):
        assert (flow.target, flow.kind, flow.merge_type, flow.execute_once) == (
            *(written.target, written.kind, written.merge_type, written.execute_once),
        )
        assert (flow.expression, flow.constant) == (written.expression, written.constant)
        assert flow.sources == written.sources
    assert [[(c.attribute, c.operator, c.value) for c in group] for group in read.scope] == [
        list(g) for g in rule.scope
    ]
    assert [[(c.connector_attribute, c.metaverse_attribute, c.case_sensitive) for c in g] for g in read.joins] == [
        list(g) for g in rule.joins
    ]


_RARE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_RARE
@given(rules())
def test_script(rule: Rule) -> None:
    check(contribution("r.ps1", rules_script([rule]).encode()), rule)


@_RARE
@given(rules())
def test_json(rule: Rule) -> None:
    check(contribution("r.json", as_json([rule_object(rule)])), rule)


@_RARE
@given(rules())
def test_clixml(rule: Rule) -> None:
    check(contribution("r.xml", as_clixml([rule_object(rule)])), rule)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=30,
)


@given(_JSON)
def test_coverage_counts_every_node_once(value: object) -> None:
    """Unread trees are 0 % understood, read ones 100 %, whatever they hold."""
    root = parse_json(json.dumps(value), "x", [])
    nodes = list(root.walk())
    assert coverage_of((root,)).nodes_total == len(nodes)
    assert coverage_of((root,)).nodes_understood == 0
    root.skip_all()
    assert coverage_of((root,)).nodes_understood == len(nodes)
    built = Builder("x", []).build(value)
    assert len(list(built.walk())) == len(nodes)


_KEYS = st.text(string.ascii_letters, min_size=1, max_size=10)
_PLAIN = st.text(string.ascii_letters + string.digits + ".,=:-", min_size=1, max_size=60).filter(lambda t: t[0] != "{")


@given(
    st.lists(st.dictionaries(_KEYS.map(str.lower), _PLAIN, min_size=1, max_size=5), min_size=1, max_size=4),
    st.integers(30, 90),
)
def test_list_output_comes_back_at_any_width(records: list[dict[str, str]], width: int) -> None:
    text = as_list(records, width).decode("utf-16").replace("\r\n", "\n")
    root = parse_list(text, "x", [])
    assert [{key: node.scalar for key, node in record.value.items()} for record in root.children()] == records


@given(st.text(max_size=60))
def test_literals_survive_the_grammar(text: str) -> None:
    text = text.encode("utf-8", "replace").decode().replace("\0", "").replace("\r", "")
    plain = text.translate(str.maketrans(dict.fromkeys("\u2018\u2019\u201a\u201b", "x")))
    script = parse_script("New-ADSyncRule -Name '" + plain.replace("'", "''") + "' -Precedence 5\n", "x")
    (command,) = script.statements
    assert isinstance(command, Command)
    assert command.parameters == {"name": plain, "precedence": "5"}


@given(st.text(max_size=300))
def test_any_text_is_recognised_or_not(text: str) -> None:
    recognise(text)
