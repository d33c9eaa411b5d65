"""Whatever mapping there is: what was written is read back."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.cloudsync.defaults import default_schema
from analyzer.cloudsync.mappings import canonical, expression_of
from analyzer.cloudsync.model import (
    AttributeMapping,
    FlowBehavior,
    FlowType,
    MappingKind,
    MetadataEntry,
    ObjectMapping,
    Scope,
    ScopeClause,
    ScopeGroup,
    ScopeOperator,
)
from analyzer.cloudsync.portal import changes
from analyzer.cloudsync.schema_reader import read_schema
from analyzer.cloudsync.schema_writer import schema_document
from analyzer.cloudsync.trees import graph_text, parse_expression, to_tree
from analyzer.expressions.nodes import (
    COMPARISONS,
    Attribute,
    Binary,
    Boolean,
    Call,
    Empty,
    Node,
    Number,
    Parameter,
    Text,
    Word,
)
from analyzer.expressions.printer import print_expression

# Without the attribute catalogue, which test_schema_documents covers and which would only make this slow.
BARE = replace(default_schema(), directories=())
anything = st.text(max_size=12)
names = st.text(st.characters(exclude_characters='[]"', exclude_categories=["Cs"]), min_size=1, max_size=12)
words = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True).filter(
    lambda word: word.lower() not in {"true", "false"}
)
leaves = st.one_of(
    names.map(Attribute),
    anything.map(Text.of),
    st.integers(-(2**31), 2**31).map(lambda number: Number(str(number))),
    st.booleans().map(Boolean),
    words.map(Word),
    words.map(Parameter),
)
# The arities real functions have, an unknown function, and one of no argument.
SHAPES = [("Trim", 1), ("Left", 2), ("Mid", 3), ("FormatDateTime", 3), ("FormatDateTime", 4), ("Join", 4)]
SHAPES += [("Switch", 6), ("Replace", 7), ("Guid", 0), ("Mystery", 3)]


def calls(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def call(shape: tuple[str, int]) -> st.SearchStrategy[Node]:
        # Of a function whose keys repeat, a lost macro beside an empty slot can't be told from its neighbour.
        slot = inner if shape[0] in {"Join", "Switch"} else inner | st.just(Empty())
        arguments = st.tuples(*(slot if index else inner for index in range(shape[1])))
        return arguments.map(lambda chosen: Call(shape[0], chosen))

    comparison = st.builds(Binary, st.sampled_from(sorted(COMPARISONS)), inner, inner)
    branch = inner | st.just(Empty())
    iif = st.tuples(inner | comparison, branch, branch).map(lambda chosen: Call("IIF", chosen))
    return st.one_of(st.sampled_from(SHAPES).flatmap(call), iif)


expressions: st.SearchStrategy[Node] = st.recursive(leaves, calls, max_leaves=12)
mappings = st.builds(
    AttributeMapping,
    target=anything,
    kind=st.just(MappingKind.EXPRESSION),
    source=expressions.map(print_expression),
    flow_type=st.sampled_from(FlowType),
    flow_behavior=st.sampled_from(FlowBehavior),
    matching_priority=st.integers(0, 3),
    default_value=st.none() | anything,
    export_missing_references=st.booleans(),
) | st.one_of(
    st.builds(AttributeMapping, target=anything, kind=st.just(MappingKind.DIRECT), source=names),
    st.builds(AttributeMapping, target=anything, kind=st.just(MappingKind.CONSTANT), source=anything),
    st.builds(AttributeMapping, target=anything, kind=st.just(MappingKind.NONE), default_value=anything),
)
clauses = st.sampled_from(ScopeOperator).flatmap(
    lambda operator: st.builds(
        ScopeClause,
        anything,
        st.just(operator),
        st.lists(anything, min_size=1, max_size=2).map(tuple) if operator.takes_value else st.just(()),
    )
)
groups = st.lists(st.builds(ScopeGroup, anything, st.lists(clauses, max_size=3).map(tuple)), max_size=2).map(tuple)
object_mappings = st.builds(
    ObjectMapping,
    source_object=anything,
    target_object=anything,
    mappings=st.lists(mappings.map(canonical), max_size=4).map(tuple),
    name=st.none() | anything,
    enabled=st.booleans(),
    flow_types=st.lists(st.sampled_from(["Add", "Update", "Delete"]), unique=True, min_size=1).map(tuple),
    scope=st.none() | st.builds(Scope, groups, groups, groups),
    metadata=st.lists(st.builds(MetadataEntry, anything, st.none() | anything), max_size=2).map(tuple),
)


@settings(deadline=None)
@given(st.lists(object_mappings, max_size=3).map(tuple))
def test_reading_what_was_written_gives_the_same_schema(chosen: tuple[ObjectMapping, ...]) -> None:
    schema = BARE.with_object_mappings(chosen)
    document = json.loads(json.dumps(schema_document(schema)))
    reading = read_schema(document, provenance=schema.provenance)
    assert reading.schema == schema
    assert reading.unread == reading.disagreements == ()
    assert json.loads(json.dumps(schema_document(reading.schema))) == document


@settings(deadline=None)
@given(expressions)
def test_graphs_text_parses_to_the_same_tree(node: Node) -> None:
    text = graph_text(node)
    assert parse_expression(text) == parse_expression(print_expression(node))
    assert to_tree(parse_expression(text)) == to_tree(parse_expression(print_expression(node)))


@settings(deadline=None)
@given(mappings)
def test_the_one_form_is_stable_and_means_the_same(mapping: AttributeMapping) -> None:
    once = canonical(mapping)
    assert canonical(once) == once
    if mapping.kind is MappingKind.EXPRESSION:
        text = expression_of(once)
        assert text is not None
        if once.kind is not MappingKind.CONSTANT:
            assert parse_expression(text) == parse_expression(mapping.source)


@settings(deadline=None)
@given(st.lists(mappings.map(canonical), max_size=5), st.lists(mappings.map(canonical), max_size=5))
def test_applying_the_changes_gives_the_wanted_mappings(
    old: list[AttributeMapping], new: list[AttributeMapping]
) -> None:
    base = default_schema()
    before = base.with_object_mappings((ObjectMapping("user", "User", tuple(old)),))
    after = base.with_object_mappings((ObjectMapping("user", "User", tuple(new)),))
    rows = changes(after, before, keep=True)
    result = list(old)
    for row in rows:
        if row.old is not None:
            result.remove(row.old)
        if row.new is not None:
            result.append(row.new)
    kept = [row for row in rows if not row.changed]
    assert all(row.fields == () for row in kept)
    assert [_folded(mapping) for mapping in result] == [_folded(mapping) for mapping in new]
    assert changes(after, after) == ()


def _folded(mapping: AttributeMapping) -> object:
    return mapping.target.lower(), mapping.kind, mapping.source, mapping.flow_type, mapping.default_value
