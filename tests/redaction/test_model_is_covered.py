"""Every field of the model has been thought about: a new one fails here until somebody decides what becomes of it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from analyzer import configuration as model
from analyzer.redaction import redact_configuration
from tests.redaction.exports import redactor
from tests.redaction.test_same_outcomes import original

MARK = "Zqwombat"
# Texts that Microsoft's programs choose, or that say nothing of anybody.
KEPT = {
    *("Connector.created", "Connector.modified", "InputFile.format", "InputFile.exported_at"),
    *("InputFile.product_version", "GlobalSettings.exported_at", "EntraSettings.product_version"),
    *("SchemaAttribute.syntax", "RunStep.type", "RunStep.subtype", "Parameter.use", "SyncRule.version"),
    *("SyncRule.soft_delete_expiry", "ScopeCondition.operator", "Connector.legacy_sections", "Origin.path"),
    *("NotUnderstood.what", "Note.text"),  # sentences of the readers: known words are replaced, see test_values
    *("MissingPiece.what", "MissingPiece.why", "MissingPiece.command"),  # the program's own sentences
    *("SourceSummary.format", "SourceSummary.gives", "SourceSummary.limits"),  # and these
    *("SourceDifference.kind", "SourceDifference.what", "Observation.name", "DomainCount.counted_at"),
    "SyncRule.unresolved",  # names of properties
    "Parameter.name",  # a connector's parameters are named by its maker; those of the server are replaced
}


def marked(value: Any, name: str) -> Any:
    """Return the node with every text replaced by a mark that names the field."""
    if isinstance(value, model.DistinguishedName):
        return model.parse_dn(f"OU={MARK}{name.replace('.', '')},DC=x")
    if isinstance(value, str) and type(value) is str:
        return f"{MARK}{name.replace('.', '').replace('_', '')}"
    if isinstance(value, tuple | frozenset):
        return type(value)(marked(one, name) for one in value)
    if isinstance(value, dict):
        return {marked(key, name) if name.endswith("schema") else key: marked(one, name) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        own = type(value).__name__
        changes = {f.name: marked(getattr(value, f.name), f"{own}.{f.name}") for f in fields(value)}
        return replace(value, **changes)
    return value


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [str(value)]
    if isinstance(value, tuple | frozenset | dict):
        inner = [*value.items()] if isinstance(value, dict) else value
        return [text for one in inner for text in texts(one)]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for f in fields(value) for text in texts(getattr(value, f.name))]
    return []


def whole() -> model.Configuration:
    """Return a configuration with nodes of every kind."""
    place = model.Origin("a", "/")
    difference = model.SourceDifference("sync-rule", "a", "scoping filter", "b", "c", place, place)
    found = original("harbourline-multiforest")
    return replace(
        found,
        sync_rules=tuple(replace(rule, unresolved=("precedence",)) for rule in found.sync_rules),
        stubs=(model.RuleStub("a", "a", "", 1, "", place),),
        observations=(model.Observation("a.b", "c", place),),
        sources=(model.SourceSummary("a", "b", ("c",), "d", ("e",), (), ("f",), 1.0),),
        differences=(difference,),
        other_servers=(model.OtherServer("a", True, "b", (difference,)),),
        missing=(model.MissingPiece("a", "b", "c"),),
        counts=(model.DomainCount("a", 1, 2, "", place),),
        notes=(model.Note(place, "a"),),
        coverage=model.Coverage(2, 1, (model.NotUnderstood(place, "a"),)),
    )


def kinds(value: Any) -> set[str]:
    """Return the names of all kinds of nodes in a value."""
    if isinstance(value, (tuple, dict)):
        inner = value.values() if isinstance(value, dict) else value
        return {kind for one in inner for kind in kinds(one)}
    if is_dataclass(value) and not isinstance(value, type):
        own = {kind for f in fields(value) for kind in kinds(getattr(value, f.name))}
        return own | {type(value).__name__}
    return set()


def test_every_kind_of_node_is_tried() -> None:
    known = {name for name in model.__all__ if is_dataclass(getattr(model, name))}
    assert known - kinds(whole()) == set()


def test_every_text_of_every_node_is_replaced() -> None:
    """All texts of a real configuration become marks; after redaction only those listed above are left."""
    kept = {MARK.casefold() + name.replace(".", "").replace("_", "").casefold() for name in KEPT}
    found = marked(whole(), "Configuration")
    assert any(MARK in text for text in texts(found))
    redacted = redact_configuration(found, redactor())
    left = {text.casefold() for text in texts(redacted) if MARK.casefold() in text.casefold()}
    assert {text for text in left if text not in kept} == set()


@pytest.mark.parametrize("name", sorted(KEPT))
def test_what_is_listed_exists(name: str) -> None:
    kind, _, field = name.partition(".")
    assert field in {f.name for f in fields(getattr(model, kind))}
