"""Finds what identifies an organisation in the files of an export, on another way than the program."""

from __future__ import annotations

import html
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_KEPT_GUIDS = {"00000000-0000-0000-0000-000000000000", "b891884f-051e-4a83-95af-2544101c9083"}
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_RDN = re.compile(r"\b(?:OU|CN)=((?:\\.|[^,\\\"'<])+)")
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:example|com)\b")
_DEFAULT_CONTAINERS = {"users", "builtin", "computers", "{"}
_GENERIC_LABELS = {"example", "com", "onmicrosoft", "login", "windows", "www", "net", "org"}


def identity(folder: Path) -> tuple[set[str], set[str]]:
    """Return ``(tokens, phrases)`` of an export, in lower case.

    Tokens are single names of at least four characters. Phrases are whole values (``OU=Port``, a rule's name), which
    also show what is made of ordinary words.
    """
    texts = [file.read_text("utf-8") for file in sorted(folder.rglob("*.xml"))]
    tokens: set[str] = set()
    phrases: set[str] = set()
    for text in texts:
        plain = html.unescape(re.sub(r"<schema>.*?</schema>", "", text, flags=re.DOTALL))
        tokens |= {guid.lower() for guid in _GUID.findall(text)} - _KEPT_GUIDS
        tokens |= _names(plain)
        phrases |= _phrases(plain)
    found = {token.casefold() for token in tokens if len(token) >= 4}
    return found, {phrase.casefold() for phrase in phrases}


def _names(plain: str) -> set[str]:
    found: set[str] = set()
    for host in _HOST.findall(plain):
        found |= {host, *(label for label in host.split(".") if label.lower() not in _GENERIC_LABELS)}
    for value in _RDN.findall(plain):
        found |= set(re.findall(r"\w+", value))
    found |= set(re.findall(r"\bDC=(\w+)", plain)) - _GENERIC_LABELS
    found |= set(re.findall(r"<saved-mv-configuration server=['\"]([^'\"]+)", plain))
    found |= set(re.findall(r"<forest-login-user>([^<]+)", plain))
    found |= set(re.findall(r"(?:MSOL_|Sync_[^_<]+_)([0-9a-f]{11,13})", plain))
    found |= set(re.findall(r"extension_([0-9a-f]{32})", plain))
    found |= set(re.findall(r"Netbios\"[^>]*>([^<]+)", plain))
    found |= set(re.findall(r"<cookie>([^<]{8,})", plain)) | set(re.findall(r"<water-mark>([^<]{8,})", plain))
    return found - {value for value in found if value.lower() in _DEFAULT_CONTAINERS}


def _phrases(plain: str) -> set[str]:
    found = {f"OU={value}" for value in re.findall(r"\bOU=((?:\\.|[^,\\\"'<])+)", plain)}
    if (tag := re.search(r"<immutable-tag>([^<]*)", plain)) is not None and tag[1].startswith("Microsoft."):
        return found
    if "<synchronizationRule>" in plain:
        name = (re.findall(r"<name>([^<]+)</name>", plain) or [""])[0]
        if name and " - Cloned - " not in name:
            found.add(name)
        description = re.findall(r"<description>(.+?)</description>", plain)
        found |= set(description)
        values = re.findall(r"<csValue>([^<]+)", plain)
        found |= {value for value in values if len(value) > 3}
    return found
