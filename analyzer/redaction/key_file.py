"""The key file: what pseudonyms were made with, and which stands for what, both ways. It never leaves the customer."""

from __future__ import annotations

import json
from typing import Any

from analyzer.errors import KeyFileError
from analyzer.redaction.pseudonyms import SECRET_BYTES, Pseudonyms

FORMAT = "cloudsync-readiness key 1"
_ABOUT = (
    "Whoever holds this file can turn the pseudonyms back into names. Keep it with the customer's own data and "
    "never share it together with the redacted files."
)


def write_key(pseudonyms: Pseudonyms) -> str:
    """Return the key file as JSON text."""
    entries = pseudonyms.entries
    document = {
        "format": FORMAT,
        "about": _ABOUT,
        "secret": pseudonyms.secret.hex(),
        "pseudonyms": entries,
        "originals": {kind: {made: original for original, made in found.items()} for kind, found in entries.items()},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def parse_key(text: str, file: str) -> Pseudonyms:
    """Read a key file.

    Raises:
        KeyFileError: the text isn't a key file; names what is wrong.

    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise KeyFileError("expected the key file of an earlier run, got no readable JSON", file=file) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise KeyFileError(f"expected the key file of an earlier run (format {FORMAT!r})", file=file)
    try:
        secret = bytes.fromhex(document.get("secret", ""))
    except (TypeError, ValueError) as error:
        raise KeyFileError("expected hexadecimal digits", file=file, place="$.secret") from error
    if len(secret) != SECRET_BYTES:
        raise KeyFileError(f"expected {SECRET_BYTES} bytes", file=file, place="$.secret")
    return Pseudonyms(secret, _entries(document.get("pseudonyms", {}), file))


def _entries(found: Any, file: str) -> dict[str, dict[str, str]]:
    if not isinstance(found, dict):
        raise KeyFileError("expected an object", file=file, place="$.pseudonyms")
    for kind, pairs in found.items():
        place = f"$.pseudonyms.{kind}"
        if not isinstance(pairs, dict) or not all(isinstance(value, str) for value in pairs.values()):
            raise KeyFileError("expected an object of texts", file=file, place=place)
        if len(set(pairs.values())) != len(pairs):
            raise KeyFileError("two originals share a pseudonym", file=file, place=place)
    return found
