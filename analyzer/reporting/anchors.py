"""Anchors of the HTML report, so that the workbook and the HTML page link to the same places."""

from __future__ import annotations

import hashlib
import re

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
_FINDING = re.compile(r"[A-Z][A-Z0-9]*-[A-Za-z0-9_.-]{1,79}")


def anchor(kind: str, identifier: str) -> str:
    """Return the id of an element: ``<kind>-<identifier>``, or a short hash where the identifier isn't plain.

    Identifiers come from exports and may hold anything; an id must not. The same identifier always gives the
    same anchor.
    """
    if _SAFE.fullmatch(identifier):
        return f"{kind}-{identifier}"
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}-{digest[:12]}"


class UniqueAnchors:
    """Gives out anchors; where an export repeats an identifier, the repetitions get a number."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def anchor(self, kind: str, identifier: str) -> str:
        """Return :func:`anchor` for the first, with ``.2``, ``.3`` ... for those that follow."""
        plain = anchor(kind, identifier)
        self._given[plain] = self._given.get(plain, 0) + 1
        return plain if self._given[plain] == 1 else f"{plain}.{self._given[plain]}"


def finding_anchor(identifier: str) -> str:
    """Return the id of a finding's element: the finding's own id, so that a link can be written by hand.

    Ids of findings start with their code in capitals, which no other anchor does; anything else is treated as
    :func:`anchor` does.
    """
    return identifier if _FINDING.fullmatch(identifier) else anchor("finding", identifier)
