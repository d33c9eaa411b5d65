"""A grammar for lark, written from the rules alone, accepts the same texts and builds the same trees."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, Token, Transformer, UnexpectedInput

from analyzer.errors import ExpressionError
from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Dialect,
    Empty,
    Negation,
    Node,
    Number,
    Parameter,
    Text,
    Variable,
    Word,
)
from analyzer.expressions.parser import parse
from analyzer.expressions.printer import print_expression
from tests.expressions.corpus import well_formed
from tests.expressions.strategies import any_tree

_GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction ("||" conjunction)*                   -> chain_or
?conjunction: comparison ("&&" comparison)*                     -> chain_and
?comparison: joined (COMPARE joined)*                           -> left_binary
?joined: sum (AMPERSAND sum)*                                   -> chain_join
?sum: product ((PLUS | MINUS) product)*                         -> left_sum
?product: signed ((TIMES | OVER) signed)*                       -> left_binary
?signed: MINUS signed -> negate
       | primary
?primary: ATTRIBUTE -> attribute
        | STRING -> text
        | NUMBER -> number
        | HEX -> number
        | PARAMETER -> parameter
        | VARIABLE -> variable
        | WORD -> word
        | "(" disjunction ")"
        | WORD "(" ")" -> call
        | WORD "(" _slots ")" -> call
_slots: SLOTS

COMPARE: "<>" | "<=" | ">=" | "=" | "<" | ">"
AMPERSAND: "&"
PLUS: "+"
MINUS: "-"
TIMES: "*"
OVER: "/"
ATTRIBUTE: /\[[^\[\]"]+\]/
STRING: /"(?:[^"\\]|\\.)*"/s
NUMBER: /\d+(\.\d+)?/
HEX: /&[Hh][0-9A-Fa-f]+(?!\w)/
PARAMETER: /%[A-Za-z_][\w.\-]*%/
VARIABLE: /\$[A-Za-z_]\w*/
WORD: /[A-Za-z_]\w*/
%import common.WS
%ignore WS
"""


def _grammar(dialect: Dialect) -> str:
    slot = '_slots: slot ("," slot)*\n?slot: disjunction' + (" | -> empty" if dialect is Dialect.CLOUD_SYNC else "")
    return _GRAMMAR.replace("_slots: SLOTS", slot)


class _Build(Transformer[Token, Node]):
    def _chain(self, operator: str, parts: list[Node]) -> Node:
        parts = [part for part in parts if not isinstance(part, Token)]
        return parts[0] if len(parts) == 1 else Chain(operator, tuple(parts))

    def chain_or(self, parts: list[Node]) -> Node:
        return self._chain("||", parts)

    def chain_and(self, parts: list[Node]) -> Node:
        return self._chain("&&", parts)

    def chain_join(self, parts: list[Node]) -> Node:
        return self._chain("&", parts)

    def left_binary(self, parts: list[Node]) -> Node:
        node = parts[0]
        for sign, operand in zip(parts[1::2], parts[2::2], strict=True):
            node = Binary(str(sign), node, operand)
        return node

    def left_sum(self, parts: list[Node]) -> Node:
        node, run = parts[0], [parts[0]]
        for sign, operand in zip(parts[1::2], parts[2::2], strict=True):
            if sign == "+":
                run.append(operand)
                node = Chain("+", tuple(run))
            else:
                node = Binary("-", node, operand)
                run = [node]
        return node

    def negate(self, parts: list[Node]) -> Node:
        operand = parts[1]
        if isinstance(operand, Number) and operand.raw[0] not in "&-":
            return Number("-" + operand.raw)
        return Negation(operand)

    def attribute(self, parts: list[Token]) -> Node:
        return Attribute(parts[0][1:-1])

    def text(self, parts: list[Token]) -> Node:
        return Text(parts[0][1:-1])

    def number(self, parts: list[Token]) -> Node:
        return Number(str(parts[0]))

    def parameter(self, parts: list[Token]) -> Node:
        return Parameter(parts[0][1:-1])

    def variable(self, parts: list[Token]) -> Node:
        return Variable(parts[0][1:])

    def word(self, parts: list[Token]) -> Node:
        name = str(parts[0])
        return Boolean(name.lower() == "true") if name.lower() in {"true", "false"} else Word(name)

    def empty(self, parts: list[Node]) -> Node:
        return Empty()

    def call(self, parts: list[Node]) -> Node:
        arguments = tuple(parts[1:])
        return Call(str(parts[0]), () if arguments == (Empty(),) else arguments)


@cache
def _lark(dialect: Dialect) -> Lark:
    return Lark(_grammar(dialect), parser="lalr", lexer="contextual")


def _other(text: str, dialect: Dialect) -> Node | None:
    try:
        return _Build().transform(_lark(dialect).parse(text))
    except UnexpectedInput:
        return None


def _ours(text: str, dialect: Dialect) -> Node | None:
    try:
        return parse(text, dialect)
    except ExpressionError:
        return None


def test_both_parsers_agree_on_the_corpus() -> None:
    expressions = well_formed()
    assert len(expressions) >= 204
    for text, dialect in expressions:
        assert _other(text, dialect) == _ours(text, dialect), text


@settings(max_examples=150, deadline=None)
@given(any_tree(Dialect.CONNECT))
def test_both_parsers_build_the_same_tree_of_any_connect_expression(node: Node) -> None:
    text = print_expression(node)
    assert _other(text, Dialect.CONNECT) == _ours(text, Dialect.CONNECT) == node


@settings(max_examples=150, deadline=None)
@given(any_tree(Dialect.CLOUD_SYNC))
def test_both_parsers_build_the_same_tree_of_any_cloud_sync_expression(node: Node) -> None:
    text = print_expression(node)
    assert _other(text, Dialect.CLOUD_SYNC) == _ours(text, Dialect.CLOUD_SYNC) == node


_PIECES = (
    "[a]",
    '"x"',
    "IIF",
    "(",
    ")",
    ",",
    "&",
    "&&",
    "||",
    "=",
    "-",
    "+",
    "*",
    "&HF",
    "12",
    "NULL",
    "%P%",
    "$v",
    " ",
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=9).map("".join), st.sampled_from(Dialect))
def test_both_parsers_accept_and_refuse_the_same_texts(text: str, dialect: Dialect) -> None:
    assert _other(text, dialect) == _ours(text, dialect)
