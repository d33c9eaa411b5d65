"""Stable pseudonyms: one for each word and identifier, made with a secret, remembered both ways.

A pseudonym is computed from the secret and the word (HMAC-SHA-256), so the same secret gives the same pseudonym again;
nobody can go back without the key file. Words keep their length, their case and the places of their digits: lengths
matter to expressions (``Left([department], 3) = "ABC"``). Letters become consonants: no pseudonym spells a word.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
import uuid
from collections.abc import Callable, Mapping

_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_DIGITS = "0123456789"
_HEX = "0123456789abcdef"
SECRET_BYTES = 32
_TRIES_PER_LENGTH = 64

KEPT_GUIDS = frozenset({"00000000-0000-0000-0000-000000000000", "b891884f-051e-4a83-95af-2544101c9083"})
"""No identifier, and the Entra connector's, which is the same on every server (Microsoft)."""
_WELL_KNOWN_SID = re.compile(r"S-1-(?!5-21-)[0-9-]+", re.IGNORECASE)
_FIRST_OWN_RID = 1000
"""Relative identifiers below are Microsoft's (Microsoft, Security identifiers, 2026-11)."""


class Pseudonyms:
    """Pseudonyms of one key; each kind of identifier has its own mapping.

    Args:
        secret: what the pseudonyms are made with; random by default.
        entries: mappings of earlier runs, by kind; they win over what would be computed.

    """

    def __init__(self, secret: bytes | None = None, entries: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.secret = secrets.token_bytes(SECRET_BYTES) if secret is None else secret
        self._forward: dict[str, dict[str, str]] = {kind: dict(found) for kind, found in (entries or {}).items()}
        self._backward = {
            kind: {pseudonym: original for original, pseudonym in found.items()}
            for kind, found in self._forward.items()
        }

    @property
    def entries(self) -> dict[str, dict[str, str]]:
        """All pseudonyms made so far, by kind and original, in order of the originals."""
        return {kind: dict(sorted(found.items())) for kind, found in sorted(self._forward.items())}

    def knows(self, word: str) -> bool:
        """Tell whether ``word`` (any case) has a pseudonym already."""
        return word.casefold() in self._forward.get("word", {})

    def is_pseudonym(self, word: str) -> bool:
        """Tell whether ``word`` (any case) is a pseudonym that was given."""
        return word.casefold() in self._backward.get("word", {})

    def word(self, text: str) -> str:
        """Return the pseudonym of a word (letters and digits), written in its case."""
        key = text.casefold()
        return _in_case(self._remembered("word", key, lambda step: self._word(key, step)), text, key)

    def hexadecimal(self, text: str) -> str:
        """Return as many hexadecimal digits, in the case of ``text``."""
        key = text.lower()
        found = self._remembered("hexadecimal", key, lambda step: self._spelled("hexadecimal", key, step, _HEX))
        return found if text == key else found.upper()

    def number(self, text: str) -> str:
        """Return as many digits, for telephone numbers and the like; other characters stay."""
        return self._remembered("number", text, lambda step: self._number(text, step))

    def guid(self, text: str) -> str:
        """Return another GUID in the case of ``text``; those that are the same everywhere stay."""
        key = text.lower()
        if key in KEPT_GUIDS:
            return text
        found = self._remembered(
            "guid", key, lambda step: str(uuid.UUID(bytes=self._bytes("guid", key, step, 16), version=4))
        )
        return found if text == key else found.upper()

    def sid(self, text: str) -> str:
        """Return another SID of as many parts; well-known ones and relative identifiers below 1000 stay."""
        if _WELL_KNOWN_SID.fullmatch(text):
            return text
        return self._remembered("sid", text.upper(), lambda step: self._sid(text.upper().split("-"), step))

    def _sid(self, parts: list[str], step: int) -> str:
        """Map the three numbers of the domain together, so that SIDs of one domain stay in one domain."""
        domain = "-".join(parts[4:7])
        made = self._bytes("sid", domain, 0, 12)
        numbers = [str(int.from_bytes(made[at : at + 4])) for at in (0, 4, 8)][: len(parts[4:7])]
        rids = [rid if int(rid) < _FIRST_OWN_RID else self._rid(f"{domain}-{rid}", step) for rid in parts[7:]]
        if not rids and step:
            numbers[-1:] = [str(int(numbers[-1]) + step)]
        return "-".join([*parts[:4], *numbers, *rids])

    def _rid(self, key: str, step: int) -> str:
        return str(_FIRST_OWN_RID + int.from_bytes(self._bytes("rid", key, step, 4)))

    def address(self, text: str) -> str | None:
        """Return another IP address of the same family (10.0.0.0/8, fd00::/8), ``None`` if ``text`` is none."""
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return None
        if address.is_loopback or address.is_unspecified:
            return text
        if isinstance(address, ipaddress.IPv4Address):
            return self._remembered(
                "address", text, lambda step: ".".join(map(str, (10, *self._bytes("address", text, step, 3))))
            )
        return self._remembered(
            "address",
            text.lower(),
            lambda step: str(ipaddress.IPv6Address(b"\xfd" + self._bytes("address", text.lower(), step, 15))),
        )

    def digest(self, text: str) -> str:
        """Return 64 hexadecimal digits for a checksum, which could confirm a guess."""
        return hmac.new(self.secret, f"digest\0{text}".encode(), hashlib.sha256).hexdigest() if text else ""

    def _remembered(self, kind: str, key: str, make: Callable[[int], str]) -> str:
        """Return the pseudonym of ``key``; two originals never share one."""
        forward = self._forward.setdefault(kind, {})
        if (found := forward.get(key)) is not None:
            return found
        backward = self._backward.setdefault(kind, {})
        step = 0
        while (made := make(step)) in backward or made == key:
            step += 1
        forward[key] = made
        backward[made] = key
        return made

    def _word(self, key: str, step: int) -> str:
        """Make a word like ``key``; after many tries (short words run out) one that is longer."""
        longer = key + "a" * (step // _TRIES_PER_LENGTH)
        made = self._bytes("word", key, step, len(longer) * 2)
        numbers = (int.from_bytes(made[at : at + 2]) for at in range(0, len(made), 2))
        return "".join(
            _DIGITS[number % 10] if char.isdigit() else _CONSONANTS[number % len(_CONSONANTS)]
            for char, number in zip(longer, numbers, strict=True)
        )

    def _spelled(self, kind: str, key: str, step: int, alphabet: str) -> str:
        return "".join(alphabet[byte % len(alphabet)] for byte in self._bytes(kind, key, step, len(key)))

    def _number(self, text: str, step: int) -> str:
        digits = iter(self._bytes("number", text, step, len(text)))
        return "".join(str(next(digits) % 10) if char.isdigit() else char for char in text)

    def _bytes(self, kind: str, key: str, step: int, length: int) -> bytes:
        made = b""
        block = 0
        while len(made) < length:
            message = f"{kind}\0{key}\0{step}\0{block}".encode("utf-8", "surrogatepass")
            made += hmac.new(self.secret, message, hashlib.sha256).digest()
            block += 1
        return made[:length]


def _in_case(pseudonym: str, text: str, key: str) -> str:
    """Write ``pseudonym`` with capitals where ``text`` has them."""
    if text == key:
        return pseudonym
    if text == text.upper():
        return pseudonym.upper()
    if len(text) != len(key):  # a letter that folds to two
        return pseudonym[:1].upper() + pseudonym[1:] if text[:1].isupper() else pseudonym
    capitals = [char.isupper() for char in text]
    rest = pseudonym[len(text) :]
    return "".join(c.upper() if up else c for c, up in zip(pseudonym, capitals, strict=False)) + rest
