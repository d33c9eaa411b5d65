"""Numbers for expressions: equal trees have the same number, whatever their size.

Printing a tree to compare it costs as much as the tree is large, and composing builds large trees out of parts that
are shared. A number is worked out once for each part; a new tree of known parts costs one look-up.
"""

from __future__ import annotations

from itertools import count

from analyzer.expressions.nodes import Node

_MOST = 1_000_000
_BY_IDENTITY: dict[int, tuple[Node, int]] = {}
_BY_CONTENT: dict[tuple[object, ...], int] = {}
# Never starts again: a number given before a clean-up must not come to mean something else.
_NUMBERS = count()


def key_of(node: Node) -> int:
    """Return a number that equal expressions share."""
    found = _BY_IDENTITY.get(id(node))
    if found is not None and found[0] is node:
        return found[1]
    if len(_BY_IDENTITY) > _MOST:
        _BY_IDENTITY.clear()
        _BY_CONTENT.clear()
    pending = [(node, False)]
    while pending:
        current, ready = pending.pop()
        known = _BY_IDENTITY.get(id(current))
        if known is not None and known[0] is current:
            continue
        children = current.children
        if children and not ready:
            pending.append((current, True))
            pending += [(child, False) for child in children]
            continue
        content = (type(current), current.local, *(_BY_IDENTITY[id(child)][1] for child in children))
        number = _BY_CONTENT.get(content)
        if number is None:
            number = _BY_CONTENT[content] = next(_NUMBERS)
        _BY_IDENTITY[id(current)] = (current, number)
    return _BY_IDENTITY[id(node)][1]
