r"""Distinguished names (RFC 4514): splitting, comparing, ancestry.

Only what an OU tree needs. Attribute types and values compare case-insensitively, as Active Directory does;
escapes are decoded before comparing, so ``OU=A\,B`` and ``OU=A\2CB`` are equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_HEX = frozenset("0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True)
class DistinguishedName:
    """One parsed distinguished name.

    Attributes:
        text: the name as written in the export.
        rdns: the parts as written, leaf first.
        key: the comparable form, root first: a tuple of ``type=value`` in lower case with escapes decoded.

    """

    text: str
    rdns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def depth(self) -> int:
        """Number of parts."""
        return len(self.key)

    @property
    def domain(self) -> str:
        """The DNS name spelled by the ``DC=`` parts, lower case; empty when there is none."""
        labels = [part[3:] for part in self.key if part.startswith("dc=")]
        return ".".join(reversed(labels))

    @property
    def leaf(self) -> str:
        """The value of the leaf part, decoded (``Sales`` for ``OU=Sales,DC=x``)."""
        return _decode(self.rdns[0].partition("=")[2]) if self.rdns else ""

    def is_within(self, other: DistinguishedName) -> bool:
        """Tell whether this name is ``other`` or below it, on RDN boundaries."""
        return self.key[: len(other.key)] == other.key


@lru_cache(maxsize=65536)
def parse_dn(text: str) -> DistinguishedName:
    """Parse ``text``; never fails: a text without ``=`` becomes a name of one opaque part."""
    rdns = tuple(_trim(part) for part in _split(text, ",")) if text.strip() else ()
    key = tuple(_comparable(rdn) for rdn in reversed(rdns))
    return DistinguishedName(text, rdns, key)


def _comparable(rdn: str) -> str:
    parts = []
    for pair in _split(rdn, "+"):
        kind, equals, value = pair.partition("=")
        parts.append(f"{kind.strip()}{equals}{_decode(_trim(value))}".casefold())
    return "+".join(sorted(parts))


def _trim(text: str) -> str:
    """Strip blanks around ``text`` but not one at its end that is escaped and so belongs to the value."""
    trimmed = text.strip()
    backslashes = len(trimmed) - len(trimmed.rstrip("\\"))
    return text.lstrip()[: len(trimmed) + backslashes % 2]


def _split(text: str, separator: str) -> list[str]:
    parts, start, quoted, index = [], 0, False, 0
    while index < len(text):
        char = text[index]
        if char == "\\":
            index += 2
            continue
        if char == '"':
            quoted = not quoted
        elif char == separator and not quoted:
            parts.append(text[start:index])
            start = index + 1
        index += 1
    parts.append(text[start:])
    return parts


def _decode(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    if "\\" not in value:
        return value
    out = bytearray()
    index = 0
    while index < len(value):
        char = value[index]
        if char == "\\" and index + 1 < len(value):
            pair = value[index + 1 : index + 3]
            if len(pair) == 2 and set(pair) <= _HEX:
                out.append(int(pair, 16))
                index += 3
                continue
            index += 1
            char = value[index]
        out += char.encode("utf-8", "surrogatepass")
        index += 1
    return out.decode("utf-8", "replace")
