"""Replaces what identifies an organisation by pseudonyms that keep the structure.

The rule is an allow-list: every word of every value is replaced unless it is Microsoft's own (a standard rule, an
attribute of a default schema, a setting's value) or says nothing about anybody (a number, a date, a switch). The same
word becomes the same pseudonym everywhere, so that what was equal, within or a suffix of something else still is,
and an assessment comes out the same. Reads and writes no files. ``docs/privacy.md`` says what is replaced and why.
"""

from __future__ import annotations

from analyzer.redaction.answers import redact_answer, redact_answer_name
from analyzer.redaction.configuration import redact_configuration
from analyzer.redaction.job_schema import redact_job_schema
from analyzer.redaction.key_file import parse_key, write_key
from analyzer.redaction.known import Known
from analyzer.redaction.pseudonyms import Pseudonyms
from analyzer.redaction.redactor import Redactor

__all__ = [
    "Known",
    "Pseudonyms",
    "Redactor",
    "parse_key",
    "redact_answer",
    "redact_answer_name",
    "redact_configuration",
    "redact_job_schema",
    "write_key",
]
