"""Fills ``{placeholders}`` in texts of the knowledge base with names of the customer's."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_QUOTES = re.compile("(['‘’‚‛])")


def fill(text: str, names: Mapping[str, object], *, powershell: bool = False) -> str:
    """Replace placeholders in one pass; what ``names`` lacks stays as written.

    Names come from an export and are never looked at again, so a name that looks like a placeholder stays itself.
    In PowerShell a placeholder stands between single quotes (the knowledge loader refuses anything else), so quotes
    inside a name are doubled and can't end the string; PowerShell takes the typographic ones for quotes as well.
    """

    def value(match: re.Match[str]) -> str:
        name = str(names.get(match[1], match[0]))
        return _QUOTES.sub(r"\1\1", name) if powershell else name

    return _PLACEHOLDER.sub(value, text)
