"""Writes an invented export into a folder, file by file, always the same bytes for the same values."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from analyzer.configuration import Direction
from sample_exports.generator.connector_xml import connector_xml
from sample_exports.generator.model import Export, Rule
from sample_exports.generator.rule_xml import rule_xml
from sample_exports.generator.schema import attribute_types, prefixed_schema
from sample_exports.generator.text import lower, parameter

_WARNING = """<!--WARNING>
!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!
!!
!! This organisation is invented. The file has the shape of a real export.
!!
!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!
</WARNING-->"""


def export_files(export: Export) -> Iterator[tuple[str, bytes]]:
    """Yield the path inside the export folder and the bytes of every file."""
    for connector in export.connectors:
        yield f"Connectors/Connector_{lower(connector.id)}.xml", connector_xml(export, connector).encode()
    yield "GlobalSettings/MV.xml", export.newline.join([*_settings(export), ""]).encode()
    for rule in export.rules:
        name = f"SynchronizationRules/SynchronizationRule_{lower(rule.id)}.xml"
        yield name, export.newline.join([*rule_xml(rule), ""]).encode()


def write_export(export: Export, folder: Path) -> None:
    """Write the three folders into ``folder``; what an earlier run left there is removed."""
    for name in ("Connectors", "GlobalSettings", "SynchronizationRules"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name, data in export_files(export):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _settings(export: Export) -> Iterator[str]:
    yield f"<saved-mv-configuration server='{export.server}' export-date='{export.exported_at}'>"
    yield _WARNING
    yield "<mv-data>"
    yield " <format-version>1</format-version>"
    yield " <version>695</version>"
    yield from prefixed_schema(_metaverse(export.rules), attribute_types("metaverse"), " ")
    yield " <password-change-history-size>24</password-change-history-size>"
    yield " <password-sync />"
    yield " <parameter-values>"
    for name, value in export.parameters.items():
        yield f"    {parameter(name, value, 'SynchronizationGlobal')}"
    yield "  </parameter-values>"
    yield "</mv-data>"
    yield "</saved-mv-configuration>"


def _metaverse(rules: tuple[Rule, ...]) -> dict[str, set[str]]:
    """Return the metaverse classes with what rules write into them, and what every export has besides."""
    classes: dict[str, set[str]] = {"person": {"cloudNoFlow", "userType"}, "group": {"cloudNoFlow"}, "device": set()}
    for rule in rules:
        inbound = rule.direction is Direction.INBOUND
        own = rule.target_type if inbound else rule.source_type
        if own not in classes:
            continue
        if inbound:
            classes[own] |= {flow.target for flow in rule.flows}
        else:
            classes[own] |= {clause[0] for group in rule.scope for clause in group}
        classes[own] |= {clause[1] for group in rule.joins for clause in group}
    return classes
