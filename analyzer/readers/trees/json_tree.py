"""JSON as a tree of nodes."""

from __future__ import annotations

import json

from analyzer.configuration import Note
from analyzer.errors import InputError, UnsafeInputError
from analyzer.readers.trees.build import Builder, Pairs, broken
from analyzer.readers.trees.node import MAX_DEPTH, MAX_NODES, Node


def parse_json(text: str, file: str, notes: list[Note]) -> Node:
    """Parse ``text``; names keep their first occurrence, and a second one is noted.

    Raises:
        InputError: it isn't well-formed JSON; says line and column.
        UnsafeInputError: it holds more, or deeper nested, values than any export.

    """
    return Builder(file, notes).build(load_json(text, file))


def load_json(text: str, file: str) -> object:
    """Parse ``text`` into plain values, objects as :class:`Pairs`; raises as :func:`parse_json` does."""
    if text.count(",") + text.count("[") + text.count("{") > MAX_NODES * 2:
        raise UnsafeInputError(f"holds more than {MAX_NODES:,} values, which no export does", file=file)
    try:
        value: object = json.loads(text.lstrip("\ufeff"), object_pairs_hook=Pairs)
    except json.JSONDecodeError as error:
        raise broken(file, "JSON", error.lineno, error.colno, error.msg) from error
    except RecursionError as error:
        message = f"values are nested deeper than {MAX_DEPTH} levels, which no export has"
        raise UnsafeInputError(message, file=file) from error
    except ValueError as error:  # a number of thousands of digits
        raise InputError("holds a number that no export has", file=file) from error
    return value
