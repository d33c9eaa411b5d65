"""A Cloud Sync job schema: recognised and handed on. What it means, a later stage reads."""

from __future__ import annotations

import hashlib

from analyzer.errors import InputError
from analyzer.readers.contribution import Contribution, Gathered, JobSchemaDocument
from analyzer.readers.loaded import LoadedFile
from analyzer.readers.trees.build import Pairs
from analyzer.readers.trees.json_tree import load_json, parse_json
from analyzer.readers.trees.node import Node

FORMAT = "cloud-sync-job-schema"
_RULES = "synchronizationRules"


def read_job_schema(file: LoadedFile) -> Contribution:
    """Read one schema; a Graph answer may hold it as its ``value``.

    Raises:
        InputError: it isn't well-formed, or no object with synchronization rules.

    """
    parse_json(file.text, file.name, file.notes)  # the caps on number and depth, and names that occur twice
    document = _plain(load_json(file.text, file.name))
    for key in ("value", "schema"):
        if isinstance(document, dict) and _RULES not in document and isinstance(document.get(key), dict | list):
            document = document[key]
    if isinstance(document, list) and len(document) == 1:
        document = document[0]
    if not isinstance(document, dict) or _RULES not in document:
        raise InputError("expected a synchronizationSchema with synchronizationRules", file=file.name, place="$")
    found = Gathered()
    found.limit("It is about Cloud Sync, not about Connect Sync: it takes the place of the built-in default mapping.")
    digest = hashlib.sha256(file.data).hexdigest()
    root = Node(None, file.name, "$", read=True)
    return file.contribution(FORMAT, found, (root,), job_schema=JobSchemaDocument(file.name, document, digest))


def _plain(value: object) -> object:
    if isinstance(value, Pairs):
        return {name: _plain(inner) for name, inner in reversed(value)}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
