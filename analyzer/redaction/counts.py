"""``counts.json`` of the collector with pseudonyms: numbers stay, names of domains, containers and groups don't."""

from __future__ import annotations

import json
from typing import Any

from analyzer.redaction.redactor import Redactor

FORMAT = "cloudsync-readiness counts 1"
_KEPT = frozenset({"format", "counted_at"})
_FIELDS = frozenset(
    {
        *(
            "name",
            "dn",
            "in_scope",
            "total",
            "consistency_guid",
            "containers",
            "all_containers",
            "largest_groups",
            "objects",
            "members",
        ),
        *("user", "inetOrgPerson", "group", "contact", "computer"),
    }
)


def redact_counts(data: bytes, redactor: Redactor) -> bytes | None:
    """Return the rewritten file, ``None`` when ``data`` is another program's JSON or none at all."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return None
    made = {key: redactor.setting(str(document[key])) for key in sorted(_KEPT & document.keys())}
    made["domains"] = _redacted(document.get("domains"), redactor)
    return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _redacted(value: Any, redactor: Redactor) -> Any:
    """Redact every text; names of fields stay only where they are the collector's (letters and underscores)."""
    if isinstance(value, str):
        return redactor.dn(value) if "=" in value else redactor.text(value)
    if isinstance(value, list):
        return [_redacted(one, redactor) for one in value]
    if isinstance(value, dict):
        return {_name(key, redactor): _redacted(one, redactor) for key, one in value.items()}
    return value


def _name(key: str, redactor: Redactor) -> str:
    return key if key in _FIELDS else redactor.text(key)
