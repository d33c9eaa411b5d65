"""Names in an answers file: domains as keys."""

from __future__ import annotations

import re

from analyzer.redaction.redactor import Redactor

_WORD = re.compile(r"[^\W_]+")


def redact_answer_names(name: str, redactor: Redactor) -> str:
    """Return the pseudonym of a domain; a name that is one already (people fill in a redacted template) stays."""
    words = _WORD.findall(name)
    if any(redactor.pseudonyms.is_pseudonym(word) for word in words):
        return name
    return redactor.text(name)
