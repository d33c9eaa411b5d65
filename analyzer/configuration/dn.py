r"""Distinguished names (RFC 4514): splitting, comparing, ancestry.

Only what an OU tree needs. Attribute types and values compare case-insensitively, as Active Directory does;
escapes are decoded before comparing, so ``OU=A\,B``, ``OU=A\2CB`` and ``OU="A,B"`` are equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

# A value in quotes is quoted as a whole (RFC 2253); a lone quotation mark inside a value means itself.
_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.)*+)"\s*(?=[,+]|\Z)', re.DOTALL)
_PLAIN = re.compile(r"(?:[^,+\\]|\\.|\\\Z)*+", re.DOTALL)
_TYPE = re.compile(r"[^=,+\\]*=")
_SPECIAL = re.compile(r'[,+"\\<>;=]')
_ESCAPE = re.compile(r"(?:\\[0-9a-f]{2})++|\\(.)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DistinguishedName:
    r"""One parsed distinguished name.

    Attributes:
        text: the name as written in the export.
        rdns: the parts as written, leaf first.
        key: the comparable form, root first: a tuple of ``type=value`` in lower case with escapes decoded.
            In a part with several values they are sorted and joined with ``+``; a ``+`` or ``\`` inside a value
            stays escaped, so two names have the same key only if they are the same name.

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
        """The DNS name spelled by the ``DC=`` parts at the root, lower case; empty when there is none."""
        labels = [part[3:] for part in takewhile(lambda part: part.startswith("dc="), self.key)]
        return ".".join(reversed(labels))

    @property
    def leaf(self) -> str:
        """The value of the leaf part, decoded (``Sales`` for ``OU=Sales,DC=x``)."""
        return _value(self.rdns[0].partition("=")[2]) if self.rdns else ""

    def is_within(self, other: DistinguishedName) -> bool:
        """Tell whether this name is ``other`` or below it, on RDN boundaries."""
        return self.key[: len(other.key)] == other.key


@lru_cache(maxsize=65536)
def parse_dn(text: str) -> DistinguishedName:
    """Parse ``text``; never fails: a text without ``=`` becomes a name of one opaque part."""
    parts = _split(text) if text.strip() else []
    rdns = tuple(_trimmed("+".join(pairs)) for pairs in parts)
    return DistinguishedName(text, rdns, tuple(map(_comparable, reversed(parts))))


def _split(text: str) -> list[list[str]]:
    """Return the parts as written, each as its ``type=value`` pairs (several where it has several values)."""
    parts: list[list[str]] = [[]]
    at = 0
    while True:
        start = at
        if (kind := _TYPE.match(text, at)) is not None and (quoted := _QUOTED.match(text, kind.end())) is not None:
            at = quoted.end()
        elif (plain := _PLAIN.match(text, at)) is not None:
            at = plain.end()
        parts[-1].append(text[start:at])
        if at >= len(text):
            return parts
        if text[at] == ",":
            parts.append([])
        at += 1


def _comparable(pairs: list[str]) -> str:
    comparable = []
    for pair in pairs:
        kind, equals, value = pair.partition("=")
        decoded = _value(value).replace("\\", r"\\").replace("+", r"\+")
        comparable.append(f"{kind.strip()}{equals}{decoded}".casefold())
    return "+".join(sorted(comparable))


def _trimmed(text: str) -> str:
    """Cut blanks around a part, but not one that is escaped."""
    text = text.lstrip()
    cut = text.rstrip()
    escaped = (len(cut) - len(cut.rstrip("\\"))) % 2
    return text[: len(cut) + escaped]


def _value(text: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    return _decode(quoted[1] if quoted is not None else _trimmed(text))


def _decode(value: str) -> str:
    return _ESCAPE.sub(_unescaped, value) if "\\" in value else value


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1] is not None:
        return escape[1]
    return bytes.fromhex(escape[0].replace("\\", "")).decode("utf-8", "backslashreplace")


def rdn_values(text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    r"""Return the parts of a name, leaf first, each as its ``(type, value)`` pairs with escapes decoded.

    ``OU=A\,B,DC=x`` gives ``((("OU", "A,B"),), (("DC", "x"),))``; a part without ``=`` has an empty type.
    """
    parts = _split(text) if text.strip() else []
    return tuple(tuple(_pair(pair) for pair in pairs) for pairs in parts)


def dn_of_values(parts: Iterable[Iterable[tuple[str, str]]]) -> str:
    """Write a name from its parts, the other way round than :func:`rdn_values`."""
    return ",".join(
        "+".join(f"{kind}={_escaped(value)}" if kind else _escaped(value) for kind, value in pairs) for pairs in parts
    )


def _pair(pair: str) -> tuple[str, str]:
    kind, equals, value = pair.partition("=")
    return (kind.strip(), _value(value)) if equals else ("", _value(pair))


def _escaped(value: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", value)
    if text[:1] in (" ", "#"):
        text = "\\" + text
    if value.endswith(" ") and len(value) > 1:
        text = text[:-1] + "\\ "
    return text
