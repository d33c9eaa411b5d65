"""Names for people and for PowerShell: examples, one-line forms, quoting."""

from __future__ import annotations

import re

from analyzer.configuration import DistinguishedName

OBJECT = "CN=Example Object"
NEW_CONTAINER = "OU=Example New Container"
_CONTROL = re.compile(r"\\[^\x00-\x1f\x7f\x85\u2028\u2029]|\\?([\x00-\x1f\x7f\x85\u2028\u2029])")
_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")


def one_line(dn: DistinguishedName) -> str:
    """Return the name with control characters as RFC 4514 escapes: the same name, safe to paste as one line."""
    return _CONTROL.sub(lambda found: _hex(found[1]) if found[1] else found[0], ",".join(dn.rdns))


def _hex(character: str) -> str:
    return "".join(f"\\{byte:02X}" for byte in character.encode())


def powershell_quoted(text: str) -> str:
    """Return ``text`` as a single-quoted PowerShell string; all five characters PowerShell takes as quotes double."""
    return "'" + _QUOTES.sub(lambda found: found[0] * 2, text) + "'"


def below(container: DistinguishedName, rdn: str, part: str = "") -> DistinguishedName:
    """Return the name of ``rdn`` in ``container``; ``part`` is its comparable form when that isn't just lower case."""
    return DistinguishedName(
        f"{rdn},{container.text}", (rdn, *container.rdns), (*container.key, part or rdn.casefold())
    )


def example_object(container: DistinguishedName) -> str:
    """Return the name of a made-up object directly in ``container``."""
    return f"{OBJECT},{one_line(container)}"


def example_container(container: DistinguishedName) -> str:
    """Return the name of a made-up container directly in ``container``."""
    return f"{NEW_CONTAINER},{one_line(container)}"
