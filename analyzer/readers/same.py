"""Compares two nodes of the model by content: where they were read doesn't count."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from analyzer.configuration import Origin


def same_content(first: object, second: object) -> bool:
    """Tell whether two values of the model are equal but for their origins."""
    if type(first) is not type(second):
        return False
    if isinstance(first, Origin):
        return True
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and all(map(same_content, first, second))
    if is_dataclass(first):
        return all(same_content(getattr(first, f.name), getattr(second, f.name)) for f in fields(first))
    return first == second
