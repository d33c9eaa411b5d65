"""Properties that must hold for any expression: printing, checking, translating."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.errors import ExpressionError
from analyzer.expressions import (
    ABSENT,
    Dialect,
    Environment,
    Level,
    Node,
    Outcome,
    Program,
    Value,
    check,
    compile_expression,
    effect_of,
    parse,
    pretty,
    print_expression,
    translate,
)
from analyzer.expressions.evaluate.effects import Effect
from tests.expressions.strategies import any_tree, objects, results

_PARAMETERS: dict[str, Value] = {"Domain.FQDN": "contoso.com", "DomainFQDN": "contoso.com"}


@settings(max_examples=300, deadline=None)
@given(any_tree(Dialect.CONNECT))
def test_connect_expressions_read_back_as_printed(node: Node) -> None:
    assert parse(print_expression(node)) == node
    assert parse(pretty(node, width=30)) == node


@settings(max_examples=300, deadline=None)
@given(any_tree(Dialect.CLOUD_SYNC))
def test_cloud_sync_expressions_read_back_as_printed(node: Node) -> None:
    assert parse(print_expression(node), Dialect.CLOUD_SYNC) == node
    assert parse(pretty(node, width=30), Dialect.CLOUD_SYNC) == node


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        node = parse(text)
    except ExpressionError as problem:
        assert 0 <= problem.offset <= len(text)
        assert problem.message
    else:
        assert 0 <= node.start <= node.end <= len(text)


@settings(max_examples=150, deadline=None)
@given(any_tree(Dialect.CONNECT), objects())
def test_anything_can_be_checked_evaluated_and_translated_without_a_crash(node: Node, values: dict[str, Value]) -> None:
    for dialect in Dialect:
        check(node, dialect)
        effect_of(compile_expression(node, dialect).run(Environment(values, _PARAMETERS)))
    translation = translate(node)
    if translation.outcome not in {Outcome.SUPPORTED, Outcome.ADAPTED}:
        assert translation.losses


def _effect(program: Program, values: dict[str, Value]) -> Effect:
    # A directory never stores an empty text (RFC 4517, 3.3.6), see "attribute-never-empty".
    attributes = {name: value for name, value in values.items() if value is not ABSENT and value != ""}
    attributes["distinguishedName"] = attributes["dn"]
    return effect_of(program.run(Environment(attributes, _PARAMETERS)))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(results(), st.lists(objects(), min_size=5, max_size=5))
def test_what_is_called_exact_does_the_same_on_objects_the_proof_never_saw(
    node: Node, several: list[dict[str, Value]]
) -> None:
    translation = translate(node)
    if translation.outcome not in {Outcome.SUPPORTED, Outcome.ADAPTED}:
        assert translation.losses
        return
    assert translation.node is not None
    assert not [r for r in check(translation.node, Dialect.CLOUD_SYNC, translation.text) if r.level is Level.ERROR]
    connect = compile_expression(node, Dialect.CONNECT)
    cloud_sync = compile_expression(translation.node, Dialect.CLOUD_SYNC)
    for values in several:
        before, after = _effect(connect, values), _effect(cloud_sync, values)
        assert before.same_as(after), f"{translation.source}\n{translation.text}\n{values}\n{before}\n{after}"
