"""A script as commands and assignments in the order of the text, with values that are plain to see.

Literals, lists of them, constants joined with ``+`` and variables that were assigned such values are evaluated; for
anything else the value is what the script says, as :class:`Unresolved`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from analyzer.errors import UnsafeInputError
from analyzer.readers.trees.node import Unresolved

if TYPE_CHECKING:
    import tree_sitter

MAX_BYTES = 8 * 1024 * 1024
"""All rules of a large server are less than 1 MB of script."""
_MAX_DEPTH = 200
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_CASTS = {"string", "guid", "int", "bool", "int32", "system.string", "system.guid"}
_CASTING = re.compile(r"\A(?:\s*\[[\w.,\[\] ]*\])+\s*(?=\$)")
_CONDITIONAL = {
    *("if_statement", "foreach_statement", "for_statement", "while_statement", "do_statement", "function_statement"),
    *("switch_statement", "trap_statement", "catch_clause"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable, or one element of it: what it stands for is known only to whoever follows the statements."""

    name: str
    text: str


Value = str | bool | None | list["Value"] | dict[str, "Value"] | Unresolved | Reference


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its parameters by lower-case name (``True`` for a switch), and the values without a name.

    ``assigned`` is the variable its result goes to (lower case, without ``$``), ``certain`` whether it runs whenever
    the script does, ``added`` whether the result is appended (``+=``) to what the variable holds.
    """

    name: str
    line: int
    parameters: dict[str, Value]
    lines: dict[str, int]
    values: tuple[Value, ...]
    assigned: str
    certain: bool
    added: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """A variable, or a property of what it holds (``syncrule[0].disabled``), that is given a value.

    With ``added`` (``+=``) the value is appended to what the variable holds.
    """

    name: str
    value: Value
    line: int
    certain: bool
    added: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """The statements in order, and the lines on which text stands that is no PowerShell."""

    statements: tuple[Command | Assignment, ...]
    broken: tuple[int, ...]


_Target = tuple[str, bool]
"""The variable a command's result goes to, and whether it is appended."""
_NOWHERE: _Target = ("", False)


@cache
def _parser() -> tree_sitter.Parser:
    import tree_sitter as library  # noqa: PLC0415 - a compiled grammar that only scripts need
    import tree_sitter_powershell  # noqa: PLC0415

    return library.Parser(library.Language(tree_sitter_powershell.language()))


def parse_script(text: str, file: str) -> Script:
    """Tokenise ``text``.

    Raises:
        UnsafeInputError: it is larger than any export.

    """
    data = text.encode()
    if len(data) > MAX_BYTES:
        raise UnsafeInputError(f"holds more than {MAX_BYTES // 2**20} MB of script, which no export does", file=file)
    root = _parser().parse(data).root_node
    statements: list[Command | Assignment] = []
    broken: list[int] = []
    pending: list[tuple[tree_sitter.Node, _Target, bool]] = [(root, _NOWHERE, True)]
    while pending:
        node, target, certain = pending.pop()
        if node.is_error or node.is_missing:
            broken.append(node.start_point[0] + 1)
        certain = certain and node.type not in _CONDITIONAL
        if node.type == "command":
            statements.append(_command(node, target, certain))
            # Commands inside its arguments come before it, but none of those we know creates anything.
            continue
        inner = target
        if node.type == "assignment_expression":
            name, value = _assignment(node)
            statement = _assigned_value(name, value, certain, node)
            if statement is not None:
                statements.append(statement)
                continue
            inner = (name, _operator(node) == "+=")
        pending.extend((child, inner, certain) for child in reversed(node.named_children))
    return Script(tuple(statements), tuple(dict.fromkeys(broken)))


def _operator(assignment: tree_sitter.Node) -> str:
    return next((_text(c) for c in assignment.children if c.type == "assignement_operator"), "=")


def _assignment(node: tree_sitter.Node) -> tuple[str, tree_sitter.Node | None]:
    children = node.named_children
    target = _text(children[0]) if children else ""
    name = _CASTING.sub("", target).strip().lstrip("$").casefold()
    return name, children[-1] if len(children) > 1 else None


def _assigned_value(
    name: str, value: tree_sitter.Node | None, certain: bool, node: tree_sitter.Node
) -> Assignment | None:
    """Return the assignment of a value; ``None`` when a command's result is assigned."""
    if value is None:
        return None
    inner = _unwrapped(value)
    if inner.type == "command" or (inner.type == "pipeline" and any(c.type == "command" for c in inner.named_children)):
        return None
    result = _value(inner, 0)
    operator = _operator(node)
    if operator not in ("=", "+="):
        result = Unresolved(_shown(node))
    return Assignment(name, result, node.start_point[0] + 1, certain, operator == "+=")


def _command(node: tree_sitter.Node, target: _Target, certain: bool) -> Command:
    name = next((_text(c) for c in node.named_children if c.type in ("command_name", "command_name_expr")), "")
    parameters: dict[str, Value] = {}
    lines: dict[str, int] = {}
    loose: list[Value] = []
    current = ""
    for child in _arguments(node):
        line = child.start_point[0] + 1
        if child.type == "command_parameter":
            current = _text(child).lstrip("-").rstrip(":").casefold()
            parameters.setdefault(current, True)
            lines.setdefault(current, line)
        elif current and parameters.get(current) is True and not _splats(child):
            parameters[current] = _value(child, 0)
            current = ""
        else:
            loose.append(_value(child, 0))
    return Command(name, node.start_point[0] + 1, parameters, lines, tuple(loose), target[0], certain, target[1])


def _arguments(command: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    for elements in command.named_children:
        if elements.type == "command_elements":
            for child in elements.named_children:
                if child.type not in ("command_argument_sep", "comment", "redirection", "stop_parsing"):
                    yield child


def _splats(node: tree_sitter.Node) -> bool:
    """Tell whether a value is a table of parameters (``@name``)."""
    inner = _unwrapped(node)
    return inner.type == "variable" and _text(inner).startswith("@")


def _unwrapped(node: tree_sitter.Node) -> tree_sitter.Node:
    """Go down while a node consists of exactly one other."""
    while node.child_count == 1 and node.named_child_count == 1:
        child = node.named_children[0]
        if node.type in ("string_literal", "expandable_string_literal"):
            break
        node = child
    return node


def _value(node: tree_sitter.Node, depth: int) -> Value:  # noqa: PLR0911 - one return for each kind of value
    node = _unwrapped(node)
    if depth > _MAX_DEPTH:
        return Unresolved(_shown(node))
    kind, inner = node.type, node.named_children
    if kind == "string_literal":
        return _string(node.named_children[0]) if inner else Unresolved(_shown(node))
    if kind in (
        "decimal_integer_literal",
        "hexadecimal_integer_literal",
        "real_literal",
        "generic_token",
        "simple_name",
    ):
        return _text(node)
    if kind == "variable":
        return _variable(_text(node))
    if kind == "element_access" and inner and inner[0].type == "variable":
        return Reference(_text(inner[0]).lstrip("$").casefold(), _shown(node))
    if kind in ("array_expression", "parenthesized_expression"):
        return _listed(node, depth) if kind == "array_expression" else _only(node, depth)
    if kind == "array_literal_expression":
        return [_value(child, depth + 1) for child in inner]
    if kind == "cast_expression" and len(inner) == 2 and _text(inner[0]).strip("[] ").casefold() in _CASTS:
        return _value(inner[1], depth + 1)
    if kind == "hash_literal_expression":
        return _hash(node, depth)
    if kind == "additive_expression" and len(inner) == 2 and b"+" in {c.type.encode() for c in node.children}:
        left, right = _value(inner[0], depth + 1), _value(inner[1], depth + 1)
        return left + right if isinstance(left, str) and isinstance(right, str) else Unresolved(_shown(node))
    if kind == "expression_with_unary_operator" and len(inner) == 1 and node.children[0].type == "-":
        number = _value(inner[0], depth + 1)
        return f"-{number}" if isinstance(number, str) and number.isdecimal() else Unresolved(_shown(node))
    if kind == "invokation_expression":
        return _construction(node, depth)
    return Unresolved(_shown(node))


def _variable(text: str) -> Value:
    name = text.lstrip("$@{").rstrip("}").casefold()
    constants: dict[str, Value] = {"true": True, "false": False, "null": None}
    return constants[name] if name in constants else Reference(name, text)


def _only(node: tree_sitter.Node, depth: int) -> Value:
    inner = node.named_children
    return _value(inner[0], depth + 1) if len(inner) == 1 else Unresolved(_shown(node))


def _listed(node: tree_sitter.Node, depth: int) -> Value:
    found: list[Value] = []
    for statements in node.named_children:
        for statement in statements.named_children if statements.type == "statement_list" else [statements]:
            value = _value(statement, depth + 1)
            found += value if isinstance(value, list) else [value]
    return found


def _hash(node: tree_sitter.Node, depth: int) -> Value:
    found: dict[str, Value] = {}
    for body in node.named_children:
        for entry in body.named_children:
            parts = entry.named_children
            if entry.type == "hash_entry" and len(parts) == 2:
                found[_text(parts[0]).strip("'\"").casefold()] = _value(parts[1], depth + 1)
    return found


def _construction(node: tree_sitter.Node, depth: int) -> Value:
    """``[Type]::new(a, b)``: the type's name and the arguments."""
    parts = {child.type: child for child in node.named_children}
    if "type_literal" not in parts or "argument_list" not in parts:
        return Unresolved(_shown(node))
    if _text(parts.get("member_name", node)).casefold() != "new":
        return Unresolved(_shown(node))
    arguments = [
        _value(argument, depth + 1)
        for listed in parts["argument_list"].named_children
        for argument in listed.named_children
    ]
    return {"typename": _text(parts["type_literal"]).strip("[] "), "argumentlist": arguments}


def _string(node: tree_sitter.Node) -> Value:
    text = _text(node)
    if node.type == "verbatim_string_characters":
        return text[1:-1].replace("''", "'")
    if node.type == "verbatim_here_string_characters":
        return _here(text)
    here = node.type == "expandable_here_string_literal"
    if node.named_children:
        only = _unwrapped(node.named_children[0])
        if not here and only.type == "variable" and text.strip('"') == _text(only):
            return _variable(_text(only))
        return Unresolved(text)
    inner = _here(text) if here else text[1:-1].replace('""', '"')
    return _unescaped(inner)


def _here(text: str) -> str:
    return text[2:-2].partition("\n")[2].removesuffix("\n")


def _unescaped(text: str) -> str:
    if "`" not in text:
        return text
    parts = []
    characters = iter(text)
    for character in characters:
        if character == "`":
            following = next(characters, "")
            parts.append(_ESCAPES.get(following, following))
        else:
            parts.append(character)
    return "".join(parts)


def _text(node: tree_sitter.Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _shown(node: tree_sitter.Node) -> str:
    return " ".join(_text(node).split())
