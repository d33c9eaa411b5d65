"""Looks an expression over without evaluating it: unknown functions, arguments, limits, and known traps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.expressions.argument_types import misfit, several_values
from analyzer.expressions.nodes import (
    SPECIAL_WORDS,
    Binary,
    Call,
    Chain,
    Dialect,
    Empty,
    Negation,
    Node,
    Number,
    Text,
    Word,
    walk,
)
from analyzer.expressions.printer import print_expression
from analyzer.expressions.signatures import Argument, Availability, function_table

# Longest expression of Cloud Sync: functions for customizing application data, 2026-04-10.
LONGEST_CLOUD_SYNC = 10_000
_ENUMERATED = frozenset(
    {
        "CaseInsensitive",
        "CaseSensitive",
        "vbTextCompare",
        "vbBinaryCompare",
        "UTF8",
        "Unicode",
        "ASCII",
        "DC",
        "CRLF",
    }
)

# Documented for texts, used on binary values by the shipped rules of build 1.1.130.
_TAKE_BINARY = frozenset({"Left", "Right", "Mid", "Len", "CStr"})
# Functions of Cloud Sync that take all values of an attribute, or hand them on.
_TAKE_SEVERAL = frozenset(
    {
        "Trim",
        "Join",
        "IIF",
        "Switch",
        "IsPresent",
        "IsNull",
        "IsNullOrEmpty",
        "IsString",
        "Count",
        "Item",
        "RemoveDuplicates",
        "IgnoreFlowIfNullOrEmpty",
        "Coalesce",
    }
)


class Level(StrEnum):
    """How serious a remark is: an error fails, a warning may surprise, a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing found, with its place in the source (-1 when the tree wasn't parsed from text)."""

    code: str
    level: Level
    message: str
    start: int = -1
    end: int = -1


def check(node: Node, dialect: Dialect = Dialect.CONNECT, text: str | None = None) -> tuple[Remark, ...]:
    """Return remarks about an expression, in the order of the source.

    Args:
        node: the parsed expression.
        dialect: whose rules apply.
        text: the source, to measure its length; printed when left out.

    """
    from analyzer.expressions.lints import lint  # noqa: PLC0415  lints know Remark and Level

    remarks: list[Remark] = []
    if dialect is Dialect.CLOUD_SYNC:
        length = len(text if text is not None else print_expression(node))
        if length > LONGEST_CLOUD_SYNC:
            message = f"{length} characters are more than the {LONGEST_CLOUD_SYNC} Cloud Sync takes"
            remarks.append(Remark("length", Level.ERROR, message, node.start, node.end))
    for part in walk(node):
        if isinstance(part, Call):
            remarks += _call(part, dialect)
        elif dialect is Dialect.CLOUD_SYNC:
            remarks += _cloud_operator(part)
        if isinstance(part, Word):
            remarks += _word(part, dialect)
        remarks += lint(part, dialect)
    return tuple(remarks)


def _at(node: Node, code: str, level: Level, message: str) -> Remark:
    return Remark(code, level, message, node.start, node.end)


def _call(node: Call, dialect: Dialect) -> list[Remark]:
    table = function_table()
    entry = table.get(node.name, dialect)
    product = "Connect Sync" if dialect is Dialect.CONNECT else "Cloud Sync"
    if entry is None:
        meant = table.similar(node.name, dialect)
        if meant:
            return [
                _at(
                    node,
                    "function-case",
                    Level.WARNING,
                    f"{node.name} is spelled {meant} in the documentation",
                )
            ]
        other = Dialect.CLOUD_SYNC if dialect is Dialect.CONNECT else Dialect.CONNECT
        hint = ", only of the other product" if table.get(node.name, other) else ""
        return [
            _at(
                node,
                "unknown-function",
                Level.ERROR,
                f"{node.name} is no documented function of {product}{hint}",
            )
        ]
    remarks = _arguments(node, dialect)
    if dialect is Dialect.CLOUD_SYNC:
        remarks += _availability(node, entry.availability)
    return remarks


def _arguments(node: Call, dialect: Dialect) -> list[Remark]:
    entry = function_table().entries[node.name]
    signature = entry.signature(dialect)
    if signature is None:
        return []
    count, most = len(node.arguments), signature.most
    # The Cloud Sync page documents three slots, the default mapping uses four: a lint, no error.
    fewest = 3 if node.name == "FormatDateTime" and dialect is Dialect.CLOUD_SYNC else signature.fewest
    # One example of the Connect reference leaves Mid's third argument out.
    if count < fewest or (most is not None and count > most):
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}" if most is not None else f"at least {fewest}"
        return [_at(node, "argument-count", Level.ERROR, f"{node.name} takes {wanted} arguments, not {count}")]
    if count != signature.most and node.name == "FormatDateTime":
        return []
    remarks: list[Remark] = []
    for index, argument in enumerate(node.arguments):
        remarks += _argument(node, signature.argument(index), argument)
        remarks += _kind(node, signature.argument(index), argument, dialect)
    if node.name == "Switch" and count % 2:
        remarks.append(_at(node, "argument-count", Level.ERROR, "Switch takes an even number of arguments"))
    return remarks


def _argument(node: Call, expected: Argument, argument: Node) -> list[Remark]:
    if isinstance(argument, Empty) and not expected.optional and node.name not in {"IIF", "Switch"}:
        return [_at(node, "empty-argument", Level.ERROR, f"{node.name}: {expected.name} must not be empty")]
    types = set(expected.type.split("|"))
    if isinstance(argument, Text) and types == {"num"}:
        message = f"{node.name}: {expected.name} is a number, here a text stands"
        return [_at(argument, "argument-type", Level.ERROR, message)]
    if isinstance(argument, Number) and types == {"str"} and node.name != "Switch":
        message = f"{node.name}: {expected.name} is a text, here a number stands"
        return [_at(argument, "argument-type", Level.WARNING, message)]
    several = all(name.startswith("mv") for name in types)
    if several and isinstance(argument, Text | Number):
        message = f"{node.name}: {expected.name} is a multi-valued attribute, here a single value stands"
        return [_at(argument, "argument-type", Level.ERROR, message)]
    return []


def _kind(node: Call, expected: Argument, argument: Node, dialect: Dialect) -> list[Remark]:
    """Look at what an attribute or function is known to give: types in Connect Sync, several values in Cloud Sync."""
    if isinstance(argument, Text | Number):
        return []
    if dialect is Dialect.CONNECT:
        found = misfit(argument, expected)
        if found is None or (found == "bin" and node.name in _TAKE_BINARY):
            return []
        message = f"{node.name}: {expected.name} is of type {expected.type}, here {found} stands"
        return [_at(argument, "argument-type", Level.WARNING, message)]
    if node.name in _TAKE_SEVERAL or expected.type.startswith("mv"):
        return []
    name = several_values(argument)
    if name is None:
        return []
    message = f"{node.name}: [{name}] holds several values; only Trim is known to work on each of them in Cloud Sync"
    return [_at(argument, "several-values", Level.WARNING, message)]


def _availability(node: Call, availability: Availability | None) -> list[Remark]:
    if availability is Availability.APP_PROVISIONING:
        message = f"{node.name} is documented for app provisioning only: test it with provision on demand"
        return [_at(node, "availability", Level.NOTE, message)]
    if availability is Availability.UNUSABLE:
        return [_at(node, "availability", Level.ERROR, f"{node.name} can't be used from AD to Entra ID")]
    if availability is Availability.SAMPLE:
        message = f"{node.name} is only known from an old sample answer of Microsoft Graph"
        return [_at(node, "availability", Level.WARNING, message)]
    return []


def _cloud_operator(node: Node) -> list[Remark]:
    if isinstance(node, Chain) and node.operator in {"&&", "||"}:
        return [_at(node, "operator", Level.ERROR, f"Cloud Sync has no {node.operator}: nest IIFs")]
    if isinstance(node, Chain) and node.operator == "&":
        message = "& appears in one example of the Cloud Sync page only: use Join or Append"
        return [_at(node, "operator", Level.WARNING, message)]
    arithmetic = isinstance(node, Negation) or (isinstance(node, Binary) and node.operator in {"-", "*", "/"})
    if arithmetic or isinstance(node, Chain):
        return [_at(node, "operator", Level.ERROR, "Cloud Sync has no arithmetic")]
    return []


def _word(node: Word, dialect: Dialect) -> list[Remark]:
    if dialect is Dialect.CLOUD_SYNC and node.name in SPECIAL_WORDS:
        return [_at(node, "word", Level.ERROR, f'{node.name} is no word of Cloud Sync; write ""')]
    if node.name in SPECIAL_WORDS or node.name in _ENUMERATED:
        return []
    meant = {word.lower(): word for word in SPECIAL_WORDS | _ENUMERATED}.get(node.name.lower())
    if meant:
        return [_at(node, "word-case", Level.WARNING, f"{node.name} is spelled {meant} in the documentation")]
    return [
        _at(
            node,
            "word",
            Level.ERROR,
            f"{node.name} is no known word; text stands in quotes, attributes in []",
        )
    ]
