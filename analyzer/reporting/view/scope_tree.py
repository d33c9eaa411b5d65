"""The containers of a partition as a tree that stays readable: uniform parts are one line, all names can be searched.

A part in which every container has the same state is printed as its topmost container with a count. Containers that
do what their parent does and that no line names are counted, not listed. What isn't printed can still be searched.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.configuration import Container, Origin, Partition, parse_dn
from analyzer.connect.scope import ContainerNode, ContainerState, Effect, PartitionScope, build_partition_scope
from analyzer.reporting.view.text import count, tree_safe

DEEPEST = 64
"""Levels of a tree; what lies deeper is counted (no directory comes near)."""

MOST_LINES = 2500
"""Lines of one tree; what is left out is counted and can be searched."""

FEW_LINES = 12
"""Trees with no more lines than this need no search."""

OPEN_LINES = 60
"""Trees with no more lines than this are open from the start."""

_STATES = {
    ContainerState.INCLUDED: ("Included", "✓"),
    ContainerState.EXCLUDED: ("Excluded", "✕"),
    ContainerState.UNMENTIONED: ("Not named by any line", "?"),
}
_MIXED = {
    Effect.INCLUDED: ("Included in part", "◐"),
    Effect.EXCLUDED: ("Excluded in part", "◐"),
    Effect.UNMENTIONED: ("Leads to the containers below", "·"),
    Effect.OUTSIDE: ("Not selected", "✕"),
}
_LETTERS = {Effect.INCLUDED: "i", Effect.EXCLUDED: "e", Effect.UNMENTIONED: "u", Effect.OUTSIDE: "e"}


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One line: a container, or (``name`` empty) containers that are only counted.

    ``state``: included, excluded, mixed (something below differs), unmentioned.
    """

    name: str
    state: str
    word: str
    mark: str
    children: tuple[TreeNode, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class TreeView:
    """A tree, the counts over it and the names for searching (JSON, empty where few lines show all)."""

    root: TreeNode
    counts: tuple[tuple[str, int], ...]
    lines: int
    names: str


def tree(root: str, included: Sequence[str], excluded: Sequence[str]) -> TreeNode:
    """Build the tree of containers below ``root`` that two lists name."""
    return tree_view(scope_of(root, included, excluded)).root


def scope_of(root: str, included: Sequence[str], excluded: Sequence[str]) -> PartitionScope:
    """Return the OU filter that two lists of names make of a selected partition."""
    nowhere = Origin("", "")
    dn = parse_dn(root)
    inclusions = tuple(Container(parse_dn(name), nowhere) for name in included)
    exclusions = tuple(Container(parse_dn(name), nowhere) for name in excluded)
    partition = Partition("", root, dn, dn.domain, True, (), inclusions, exclusions, (), False, (), nowhere)
    return build_partition_scope(partition)


def tree_view(scope: PartitionScope) -> TreeView:
    """Build the tree of a partition's scope; linear in its containers."""
    drawing = _Drawing(scope)
    root = drawing.node(scope.root)
    totals = [0, 0, 0]
    for node in scope.nodes:
        totals[{"i": 0, "e": 1, "u": 2}[_LETTERS[node.effect]]] += 1
    counts = tuple(
        (word, total) for word, total in zip(("included", "excluded", "not named"), totals, strict=True) if total
    )
    searchable = not drawing.complete or drawing.lines > FEW_LINES
    return TreeView(root, counts, drawing.lines, _names(scope) if searchable else "")


class _Drawing:
    def __init__(self, scope: PartitionScope) -> None:
        self.scope = scope
        self.lines = 0
        self.complete = True
        self.open = _printed(scope) <= OPEN_LINES

    def node(self, node: ContainerNode) -> TreeNode:
        self.lines += 1
        name = self.scope.partition.name if node.parent < 0 else parse_dn(node.rdn).leaf
        mixed = node.state is ContainerState.MIXED
        word, mark = _MIXED[node.effect] if mixed else _STATES.get(node.state, ("Excluded", "✕"))
        children: tuple[TreeNode, ...] = ()
        if mixed and node.depth < DEEPEST:
            children = self.children(node)
        elif node.size > 1:
            self.complete = False
            below = count(node.size - 1, "container")
            word += f", with {below} below" if not mixed else f"; {below} below are not drawn"
        return TreeNode(tree_safe(name), str(node.state), word, mark, children, self.open or node.depth == 0)

    def children(self, parent: ContainerNode) -> tuple[TreeNode, ...]:
        drawn: list[TreeNode] = []
        alike = left_out = 0
        for child in self.scope.children(parent):
            if child.state is not ContainerState.MIXED and child.effect is parent.effect and not child.listed:
                alike += child.size
            elif self.lines >= MOST_LINES:
                left_out += child.size
            else:
                drawn.append(self.node(child))
        for number, words in ((alike, "other"), (left_out, "more")):
            if number:
                self.complete = False
                self.lines += 1
                drawn.append(_counted(parent, number, words))
        return tuple(drawn)


def _counted(parent: ContainerNode, number: int, words: str) -> TreeNode:
    what = count(number, f"{words} container")
    if words == "more":
        return TreeNode("", "counted", f"{what} not drawn; the search finds them", "…", ())
    state = {Effect.INCLUDED: ContainerState.INCLUDED, Effect.EXCLUDED: ContainerState.EXCLUDED}.get(
        parent.effect, ContainerState.UNMENTIONED
    )
    word, mark = _STATES[state]
    return TreeNode("", str(state), f"{what}: {word.lower()}", mark, ())


def _printed(scope: PartitionScope) -> int:
    return sum(node.state is ContainerState.MIXED or node.listed for node in scope.nodes)


def _names(scope: PartitionScope) -> str:
    """Return all containers for the search: names, the place of each one's parent, one letter for each state."""
    data = {
        "names": [parse_dn(node.rdn).leaf if node.parent >= 0 else scope.partition.name for node in scope.nodes],
        "parents": [node.parent for node in scope.nodes],
        "states": "".join(_LETTERS[node.effect] for node in scope.nodes),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Inside a script element only "<" could end it or begin a comment; surrogates have no UTF-8 form.
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text).replace("<", "\\u003c")
