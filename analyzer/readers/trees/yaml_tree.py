"""YAML as a tree of nodes with line numbers. Tags never construct anything; scalars stay text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.configuration import Note, Origin
from analyzer.errors import InputError, UnsafeInputError
from analyzer.readers.files import quoted, shortened
from analyzer.readers.trees.build import Builder, broken, clean
from analyzer.readers.trees.node import MAX_DEPTH, Node

if TYPE_CHECKING:
    import yaml

MAX_CHARACTERS = 2_000_000
"""The parser is slow by nature: 2 MB take it half a minute. A hundred custom rules are 200 KB."""
_NULL = "tag:yaml.org,2002:null"


def parse_yaml(text: str, file: str, notes: list[Note]) -> Node:
    """Parse the first document of ``text``.

    Raises:
        InputError: it isn't well-formed YAML; says line and column.
        UnsafeInputError: it is larger, or deeper nested, than any configuration.

    """
    import yaml  # noqa: PLC0415 - takes 20 ms that no other format should pay

    if len(text) > MAX_CHARACTERS:
        raise UnsafeInputError(
            f"holds more than {MAX_CHARACTERS:,} characters of YAML, which no export does", file=file
        )
    try:
        # The C parser recurses on its own stack, which hostile nesting could overrun.
        documents = yaml.compose_all(text, yaml.SafeLoader)
        root = next(documents, None)
        more = root is not None and next(documents, None) is not None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise broken(file, "YAML", line, column, error.problem or "syntax error") from error
    except yaml.YAMLError as error:
        raise InputError(f"not well-formed YAML: {shortened(str(error).partition(chr(10))[0])}", file=file) from error
    except RecursionError as error:
        message = f"values are nested deeper than {MAX_DEPTH} levels, which no export has"
        raise UnsafeInputError(message, file=file) from error
    except ValueError as error:
        raise InputError(f"not readable as YAML: {shortened(str(error))}", file=file) from error
    if root is None:
        raise InputError("the file is empty", file=file)
    if more:
        notes.append(Note(Origin(file, "$"), "The file holds several documents; only the first was read."))
    return _Tree(Builder(file, notes)).build(root, "$", 0)


class _Tree:
    def __init__(self, builder: Builder) -> None:
        self._builder = builder

    def build(self, node: yaml.Node, path: str, depth: int) -> Node:
        import yaml  # noqa: PLC0415

        # An alias is expanded where it stands; the cap on nodes ends a "billion laughs", that on depth a cycle.
        self._builder.guard(path, depth)
        file, line = self._builder.file, node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            items = tuple(self.build(item, f"{path}[{at}]", depth + 1) for at, item in enumerate(node.value))
            return Node(items, file, path, line)
        if isinstance(node, yaml.MappingNode):
            return Node(self._members(node, path, depth), file, path, line)
        return Node(None if node.tag == _NULL else clean(str(node.value)), file, path, line)

    def _members(self, node: yaml.MappingNode, path: str, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key_node, value in node.value:
            key = clean(str(key_node.value)) if isinstance(key_node.value, str) else "?"
            own = f"{path}.{shortened(key, 120)}"
            name = key.casefold()
            if name in found:
                origin = Origin(self._builder.file, own, key_node.start_mark.line + 1)
                self._builder.notes.append(Note(origin, f"{quoted(key)} occurs twice; the first was read."))
                name = f"{name} (occurrence {len(found) + 1})"
            found[name] = self.build(value, own, depth + 1)
        return found
