"""A tenant's Cloud Sync job schema (Graph ``synchronizationSchema``, parsed JSON) with pseudonyms.

What a value is, its key tells; a text under a key that isn't listed is treated as free text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from analyzer.redaction.expression import is_language, redact_expression
from analyzer.redaction.redactor import Redactor

_KEPT = frozenset(
    {
        *("type", "key", "operatorName", "flowType", "flowBehavior", "flowTypes", "mutability", "version"),
        *("discoveryDateTime", "discoverabilities", "supportedApis", "referencedProperty"),
    }
)
"""Keys whose texts are Graph's own words, versions and moments."""
_CLASSES = frozenset({"sourceObjectName", "targetObjectName", "referencedObjectName"})
_PATTERN_PIECE = re.compile(r"(\\.|\[[^\]]*\]|\(\?[a-z:!=<]+)")
"""Pieces of a regular expression that name nothing."""


def redact_job_schema(document: object, redactor: Redactor) -> object:
    """Return the document with pseudonyms; structure, types and Microsoft's own names stay."""
    return _Walk(redactor).value(document, "")


class _Walk:
    """Walks the document; recursion is as deep as the reader allows documents to be."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._by_key: dict[str, Callable[[str], str]] = {
            "name": self._name,
            "targetAttributeName": redactor.attribute,
            "sourceOperandName": redactor.attribute,
            "includedContainers": redactor.dn,
            "includedGroups": redactor.dn,
            "sourceDirectoryName": self._name,
            "targetDirectoryName": self._name,
        }
        self._by_key |= dict.fromkeys(_KEPT, redactor.setting)
        self._by_key |= dict.fromkeys(_CLASSES, redactor.object_class)

    def value(self, value: object, key: str) -> object:
        """Redact what stands under ``key``."""
        if isinstance(value, str):
            return self._by_key.get(key, self._redactor.text)(value)
        if isinstance(value, list):
            return [self.value(item, key) for item in value]
        return self._object(value, key) if isinstance(value, dict) else value

    def _name(self, text: str) -> str:
        return text if text in self._redactor.known.literals else self._redactor.text(text)

    def _object(self, found: Mapping[str, Any], key: str) -> object:
        redactor = self._redactor
        made = {name: self.value(inner, name) for name, inner in found.items()}
        if key == "attributes" and isinstance(found.get("name"), str):
            made["name"] = redactor.attribute(found["name"])
        elif key == "objects" and isinstance(found.get("name"), str):
            made["name"] = redactor.object_class(found["name"])
        elif key == "clauses":
            made["targetOperand"] = self._operand(found)
        elif key == "attributeMappings":
            made |= self._written(found)
        elif key == "metadata" and isinstance(found.get("value"), str):
            made["value"] = redactor.setting(found["value"])
        return made

    def _operand(self, clause: Mapping[str, Any]) -> object:
        """Redact what a clause compares with."""
        operand = clause.get("targetOperand")
        if not isinstance(operand, dict) or not isinstance(operand.get("values"), list):
            return self.value(operand, "targetOperand")
        attribute, operator = str(clause.get("sourceOperandName")), str(clause.get("operatorName"))

        def one(text: str) -> str:
            return self._pattern(text) if "REGEX" in operator.upper() else self._redactor.value(attribute, text)

        return operand | {"values": [one(text) if isinstance(text, str) else text for text in operand["values"]]}

    def _pattern(self, text: str) -> str:
        """Redact the words of a regular expression; Microsoft's own patterns stay."""
        if text in self._redactor.known.literals:
            return text
        pieces = _PATTERN_PIECE.split(text)
        return "".join(piece if at % 2 else self._redactor.text(piece) for at, piece in enumerate(pieces))

    def _written(self, mapping: Mapping[str, Any]) -> dict[str, Any]:
        """Redact what is written to one attribute, which tells what its constants are."""
        target = str(mapping.get("targetAttributeName"))
        made: dict[str, Any] = {}
        if isinstance(mapping.get("defaultValue"), str):
            made["defaultValue"] = self._redactor.value(target, mapping["defaultValue"])
        if "source" in mapping:
            made["source"] = self._source(mapping["source"], target)
        return made

    def _source(self, found: object, target: str) -> object:
        """Redact an expression: its text, and the parsed tree beside it."""
        if isinstance(found, list):
            return [self._source(item, target) for item in found]
        if not isinstance(found, dict):
            return self.value(found, "")
        redactor, kind = self._redactor, found.get("type")
        names: dict[object, Callable[[str], str]] = {
            "Attribute": redactor.attribute,
            "Constant": lambda text: redactor.value(target, text),
            "Function": lambda text: text if is_language(text) else redactor.text(text),
        }
        made: dict[str, object] = {
            key: self._source(inner, target) for key, inner in found.items() if not isinstance(inner, str)
        }
        for key, text in ((key, inner) for key, inner in found.items() if isinstance(inner, str)):
            if key == "expression":
                made[key] = redact_expression(text, redactor, target)
            elif key == "name":
                made[key] = names.get(kind, redactor.text)(text)
            else:
                made[key] = self.value(text, key)
        return made
