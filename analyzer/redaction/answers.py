"""What people answered: names of domains and containers; choices of the program's own stay."""

from __future__ import annotations

import re

from analyzer.redaction.redactor import Redactor

_WORD = re.compile(r"[^\W_]+")
_CHOICE, _NAMES = "choice", "names"
"""Kinds of questions (rules/questions.yaml)."""


def redact_answer_name(name: str, redactor: Redactor) -> str:
    """Return the pseudonym of a domain or a distinguished name.

    Words that are pseudonyms already stay: people fill in a redacted template.
    """
    given = {word.casefold() for word in _WORD.findall(name) if redactor.pseudonyms.is_pseudonym(word)}
    return redactor.dn(name, frozenset(given))


def redact_answer(answer: str, kind: str, redactor: Redactor) -> str:
    """Return an answer to a question of this kind with pseudonyms; a list has one name a line."""
    if kind == _CHOICE:
        return answer
    if kind == _NAMES:
        return "\n".join(redact_answer_name(line, redactor) for line in answer.split("\n"))
    return redactor.text(answer)
