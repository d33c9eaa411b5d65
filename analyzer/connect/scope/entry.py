"""One object as predicates see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Value: TypeAlias = str | int | bytes | bool
Entry: TypeAlias = Mapping[str, tuple[Value, ...]]
"""One object: its attributes by name in lower case; an absent attribute is missing or has no value."""

_SAME_ATTRIBUTE = {"dn": "distinguishedname", "distinguishedname": "dn"}


def values_of(attribute: str, entry: Entry) -> tuple[Value, ...]:
    """Return the values of an attribute in any case; empty texts don't count, ``dn`` is ``distinguishedName``."""
    name = attribute.lower()
    values = entry.get(name, ())
    if not values and name in _SAME_ATTRIBUTE:
        values = entry.get(_SAME_ATTRIBUTE[name], ())
    return tuple(value for value in values if value not in {"", b""})
