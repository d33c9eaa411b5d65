"""The exports that redaction is tested on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from analyzer.commands.privacy import microsoft_names
from analyzer.redaction import Known, Pseudonyms, Redactor
from tests.support.configurations import known_rules
from tests.support.exports import shared
from tests.support.identity import ROOT

KEY = bytes(range(32))
SAMPLES = ("lindenhof-simple", "kestrel-custom", "harbourline-multiforest", "oldmill-staging", "contoso")


def export_folder(name: str) -> Path:
    if name == "contoso":
        return shared("data", "exports", "contoso-1.1.130")
    return ROOT / "sample_exports" / name / "export"


@cache
def known() -> Known:
    return microsoft_names(known_rules())


def redactor(secret: bytes = KEY) -> Redactor:
    return Redactor(Pseudonyms(secret), known())
