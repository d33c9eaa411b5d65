"""XML as Connect Sync writes it: two-space pretty print, ``<empty />``, no declaration."""

from __future__ import annotations

import html
from collections.abc import Iterable

ZERO = "{00000000-0000-0000-0000-000000000000}"


def escape(text: str) -> str:
    """Escape element text; quotes stay, as in real exports."""
    return html.escape(text, quote=False)


def tag(name: str, text: str = "", **attributes: str) -> str:
    """Write one element with text."""
    written = "".join(f' {key.replace("_", "-")}="{html.escape(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{escape(text)}</{name}>" if text else f"<{name}{written} />"


def wrap(name: str, parts: Iterable[str]) -> str:
    """Write one element around others, on one line."""
    inner = "".join(parts)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name} />"


def parameter(name: str, value: str, use: str, *, intrinsic: bool = False, encrypted: bool = False) -> str:
    """Write one parameter; an encrypted one is exported without its value."""
    kind = "encrypted-string" if encrypted else "string"
    extra = ' encrypted="1"' if encrypted else ' intrinsic="1"' if intrinsic else ""
    head = f'<parameter name="{html.escape(name)}" type="{kind}" use="{use}" dataType="String"{extra}'
    return f"{head}>{escape(value)}</parameter>" if value and not encrypted else f"{head} />"


def upper(guid: str) -> str:
    """Write a GUID the way connector files do."""
    return f"{{{guid.upper()}}}"


def lower(guid: str) -> str:
    """Write a GUID the way rule files do."""
    return f"{{{guid}}}"
