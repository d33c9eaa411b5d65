"""Builds the syntax tree: an operator-precedence parser with its own stack, so nesting has no limit.

Precedence, loosest first: ``||``, ``&&``, comparisons, ``&``, ``+ -``, ``* /``, minus sign. Microsoft's
text says that
all operators are equal and read left to right, but two shipped rules ("In from AD - User/Group Join" of build
1.1.130) only make sense when comparisons bind tighter than ``||`` and ``&&``; the rest never matters there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.errors import ExpressionError
from analyzer.expressions.lexer import Token, tokenize
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

PRECEDENCE = {
    "||": 1, "&&": 2,
    "=": 3, "<>": 3, "<": 3, "<=": 3, ">": 3, ">=": 3,
    "&": 4, "+": 5, "-": 5, "*": 6, "/": 6,
}  # fmt: skip
CHAINED = frozenset({"||", "&&", "&", "+"})
_MINUS_SIGN = "negate"
_TIGHTEST = 7
_LEAVES = {
    "attribute": Attribute,
    "string": Text,
    "number": Number,
    "parameter": Parameter,
    "variable": Variable,
}


@dataclass(slots=True)
class _Frame:
    """What one pair of parentheses holds: a call's arguments when it has a name, else a group.

    ``start`` is where the name (or the parenthesis) stands; the outermost frame has no parenthesis:
    ``opened`` is None.
    """

    name: str | None = None
    start: int = 0
    opened: Token | None = None
    arguments: list[Node] = field(default_factory=list)
    operands: list[Node] = field(default_factory=list)
    operators: list[Token] = field(default_factory=list)


def parse(text: str, dialect: Dialect = Dialect.CONNECT) -> Node:
    """Parse ``text``.

    Args:
        text: the whole expression; line breaks and white space between tokens are free.
        dialect: only Cloud Sync allows empty argument slots.

    Raises:
        ExpressionError: the text isn't well-formed; message, line and column say where.

    """
    return _Parser(text, dialect).parse()


class _Parser:
    def __init__(self, source: str, dialect: Dialect) -> None:
        self.source = source
        self.dialect = dialect
        self.frame = _Frame()
        self.outer: list[_Frame] = []

    def parse(self) -> Node:
        tokens = tokenize(self.source)
        expecting = True
        for index, token in enumerate(tokens):
            if token.kind == "end":
                return self._finish(token, expecting)
            expecting = self._operand(token, tokens[index + 1]) if expecting else self._continue(token)
        raise AssertionError("the lexer always ends with an end token")

    def _operand(self, token: Token, following: Token) -> bool:  # noqa: PLR0911  one return a kind
        """Take a token where an operand must stand; return whether an operand is still expected."""
        kind, text = token.kind, token.text
        leaf = _LEAVES.get(kind)
        if leaf is not None:
            return self._leaf(leaf(text, token.start, token.end))
        if kind == "word":
            if following.text == "(" and following.kind == "mark":
                self._open(_Frame(text, token.start))
                return True
            lowered = text.lower()
            if lowered in {"true", "false"}:
                return self._leaf(Boolean(lowered == "true", token.start, token.end))
            return self._leaf(Word(text, token.start, token.end))
        if text == "(":
            if self.frame.name is not None and self.frame.opened is None:
                self.frame.opened = token
            else:
                self._open(_Frame(None, token.start, token))
            return True
        if text == "-" and kind == "operator":
            self.frame.operators.append(token._replace(text=_MINUS_SIGN))
            return True
        return self._nothing(token)

    def _open(self, frame: _Frame) -> None:
        self.outer.append(self.frame)
        self.frame = frame

    def _leaf(self, node: Node) -> bool:
        operators = self.frame.operators
        if operators and operators[-1].text == _MINUS_SIGN and isinstance(node, Number) and node.raw[0] not in "&-":
            sign = operators.pop()
            node = Number("-" + node.raw, sign.start, node.end)
        self.frame.operands.append(node)
        return False

    def _continue(self, token: Token) -> bool:
        """Take a token after a complete operand; return whether an operand is expected next."""
        if token.kind == "operator":
            self._reduce(token)
            self.frame.operators.append(token)
            return True
        if token.text == "," and token.kind == "mark":
            if self.frame.name is None:
                raise self._error("a comma outside of a function's parentheses", token)
            self._argument()
            return True
        if token.text == ")" and token.kind == "mark":
            self._close(token)
            return False
        raise self._error("two values stand side by side: an operator or a comma is missing before this one", token)

    def _nothing(self, token: Token) -> bool:
        """Deal with a missing operand: an empty argument slot where that is allowed, else an error."""
        frame = self.frame
        blank = frame.name is not None and not frame.operands and not frame.operators
        if blank and token.kind == "mark" and token.text in {",", ")"}:
            if token.text == ")" and not frame.arguments:
                self._close(token, blank=True)
                return False
            if self.dialect is Dialect.CONNECT:
                raise self._error("an argument is missing here; only Cloud Sync allows empty argument slots", token)
            frame.operands.append(Empty(token.start, token.start))
            if token.text == ")":
                self._close(token)
                return False
            self._argument()
            return True
        if token.text == ")":
            opened = frame.opened is not None
            what = "a value is missing before this parenthesis" if opened else "this parenthesis was never opened"
            raise self._error(what, token)
        raise self._error(f"a value is missing before {token.text!r}", token)

    def _argument(self) -> None:
        self._reduce(None)
        self.frame.arguments.append(self.frame.operands.pop())

    def _close(self, token: Token, *, blank: bool = False) -> None:
        frame = self.frame
        if frame.opened is None:
            raise self._error("this parenthesis was never opened", token)
        if not blank:
            self._argument()
        self.frame = self.outer.pop()
        if frame.name is None:
            node = frame.arguments[0]
        else:
            node = Call(frame.name, tuple(frame.arguments), frame.start, token.end)
        self.frame.operands.append(node)

    def _reduce(self, incoming: Token | None) -> None:
        """Build nodes while the operators waiting bind at least as tightly as ``incoming``."""
        operators, operands = self.frame.operators, self.frame.operands
        level = PRECEDENCE[incoming.text] if incoming else 0
        while operators:
            top = operators[-1].text
            if top == _MINUS_SIGN:
                sign = operators.pop()
                operand = operands.pop()
                operands.append(Negation(operand, sign.start, operand.end))
                continue
            if PRECEDENCE[top] < level:
                return
            if top in CHAINED:
                if incoming is not None and incoming.text == top:
                    return
                self._reduce_chain(top)
                continue
            operators.pop()
            right, left = operands.pop(), operands.pop()
            operands.append(Binary(top, left, right, left.start, right.end))

    def _reduce_chain(self, operator: str) -> None:
        operators, operands = self.frame.operators, self.frame.operands
        count = 1
        while operators and operators[-1].text == operator:
            operators.pop()
            count += 1
        parts = tuple(operands[-count:])
        del operands[-count:]
        operands.append(Chain(operator, parts, parts[0].start, parts[-1].end))

    def _finish(self, token: Token, expecting: bool) -> Node:
        if expecting:
            if len(self.source.strip()) == 0:
                raise self._error("the expression is empty", token)
            if self.frame.name is None or self.frame.operators:
                raise self._error("the expression ends where a value is expected", token)
        if self.outer:
            opened = self.frame.opened
            offset = opened.start if opened else token.start
            raise ExpressionError("this parenthesis is never closed", source=self.source, offset=offset)
        self._reduce(None)
        return self.frame.operands[0]

    def _error(self, message: str, token: Token) -> ExpressionError:
        return ExpressionError(message, source=self.source, offset=token.start)
