"""The same configuration in every form a customer may bring it: what all of them carry is read alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from analyzer.configuration import Configuration, ConnectorKind, Part, SyncRule
from analyzer.readers import dsc, wizard_policy
from analyzer.readers.compare import RULE_FIELDS, rule_differences
from analyzer.readers.inputs import read_bundle, read_inputs
from sample_exports.build import FORMS, HERE, forms, organisations
from sample_exports.generator.forms.bundle import as_dsc, as_policy
from sample_exports.generator.forms.objects import (
    as_clixml,
    as_json,
    as_list,
    connector_object,
    global_parameters,
    rule_object,
)
from sample_exports.generator.forms.script import rules_script
from sample_exports.generator.model import Export

SLUGS = ("lindenhof-simple", "kestrel-custom", "harbourline-multiforest", "oldmill-staging")
samples = pytest.mark.parametrize("slug", SLUGS)


@cache
def export_of(slug: str) -> Export:
    return next(one.export for one in organisations() if one.slug == slug)


@cache
def from_xml(slug: str) -> Configuration:
    return read_inputs([HERE / slug / "export"])


def disagreements(xml: Configuration, other: Configuration, carried: frozenset[str]) -> list[object]:
    """Compare rule by rule, by identifier or, where a form has none, by name and direction."""
    by_id = {rule.id: rule for rule in xml.sync_rules}
    by_name = {(rule.name, rule.direction, rule.connector_id): rule for rule in xml.sync_rules}
    connector_ids = {connector.name: connector.id for connector in xml.connectors}
    found: list[object] = []
    for rule in other.sync_rules:
        connector_id = connector_ids.get(rule.connector_id, rule.connector_id)
        twin = by_id.get(rule.id) or by_name[rule.name, rule.direction, connector_id]
        found += rule_differences(twin, rule, carried)
    return found


def read(tmp_path: Path, name: str, data: bytes) -> Configuration:
    (tmp_path / name).write_bytes(data)
    return read_inputs([tmp_path / name])


@samples
def test_script(slug: str, tmp_path: Path) -> None:
    rules = export_of(slug).rules
    for number, coding in enumerate(("utf-8", "utf-8-sig", "utf-16")):
        found = read(tmp_path, f"rules{number}.ps1", rules_script(rules).encode(coding))
        assert {rule.id for rule in found.sync_rules} == {rule.id for rule in from_xml(slug).sync_rules}
        assert disagreements(from_xml(slug), found, frozenset(RULE_FIELDS)) == []
        assert found.coverage.percent == 100.0
        assert {Part.STANDARD_RULES, Part.CUSTOM_RULES}.isdisjoint(found.gaps)


@samples
@pytest.mark.parametrize("save", [as_json, as_clixml])
def test_objects(slug: str, save, tmp_path: Path) -> None:
    found = read(tmp_path, "rules.xml", save([rule_object(rule) for rule in export_of(slug).rules]))
    assert len(found.sync_rules) == len(from_xml(slug).sync_rules)
    assert disagreements(from_xml(slug), found, frozenset(RULE_FIELDS)) == []
    assert found.coverage.percent == 100.0
    assert not found.stubs


@samples
def test_dsc(slug: str, tmp_path: Path) -> None:
    found = read(tmp_path, "rules.yml", as_dsc(export_of(slug), export_of(slug).rules))
    assert len(found.sync_rules) == len(from_xml(slug).sync_rules)
    assert disagreements(from_xml(slug), found, dsc.CARRIED) == []
    assert found.coverage.percent == 100.0
    assert Part.CUSTOM_RULES in found.gaps  # a server may have rules that nobody put into the configuration


@samples
def test_wizard_policy(slug: str, tmp_path: Path) -> None:
    xml = from_xml(slug)
    found = read(tmp_path, "Exported-SynchronizationPolicy.JSON", as_policy(export_of(slug)))
    assert disagreements(xml, found, wizard_policy.CARRIED) == []
    # The wizard writes no file where a third-party connector exists; what it would lack is left out here.
    kinds = {connector.id: connector.kind for connector in xml.connectors}
    rules = [rule for rule in xml.sync_rules if kinds[rule.connector_id] is not ConnectorKind.OTHER]
    assert {rule.id for rule in found.sync_rules} == {rule.id for rule in rules if not rule.immutable_tag}
    assert {stub.id for stub in found.stubs} == {rule.id for rule in rules if rule.immutable_tag}
    assert found.gaps >= {Part.STANDARD_RULES, Part.RULE_STATE, Part.OBJECT_TYPES, Part.SETTINGS}
    assert Part.CUSTOM_RULES not in found.gaps
    for connector in found.active_directory_connectors:
        for partition in connector.partitions:
            twin = next(p for c in xml.connectors for p in c.partitions if p.dn.key == partition.dn.key)
            assert [c.dn.text for c in partition.inclusions] == [c.dn.text for c in twin.inclusions]
            assert [c.dn.text for c in partition.exclusions] == [c.dn.text for c in twin.exclusions]


@samples
@pytest.mark.parametrize("save", [as_json, as_clixml])
def test_connectors(slug: str, save, tmp_path: Path) -> None:
    export = export_of(slug)
    found = read(tmp_path, "connectors.txt", save([connector_object(export, c) for c in export.connectors]))

    def known(configuration: Configuration) -> Iterator[tuple]:
        for connector in configuration.connectors:
            directory = connector.active_directory
            yield connector.id, connector.name, connector.kind, connector.subtype
            yield directory and (directory.password_hash_sync, directory.group_filter_dn)
            for partition in connector.partitions:
                yield partition.dn.key, partition.selected, partition.domain, partition.object_classes
                yield [c.dn.key for c in partition.inclusions], [c.dn.key for c in partition.exclusions]

    assert list(known(found)) == list(known(from_xml(slug)))
    assert found.coverage.percent == 100.0
    assert "MUST-NOT-LEAK" not in repr(found)


@samples
@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_parameters_as_wrapped_text(slug: str, width: int, tmp_path: Path) -> None:
    export = export_of(slug)
    data = as_list(global_parameters(export), width)
    rules = rules_script(export.rules[:1])
    (tmp_path / "rules.ps1").write_text(rules, "utf-8")
    (tmp_path / "parameters.txt").write_bytes(data)
    found = read_inputs([tmp_path])
    for parameter in from_xml(slug).settings.parameters:
        twin = found.parameter(parameter.name)
        assert twin is not None
        assert twin.value == parameter.value


def test_committed_forms_are_those_that_are_built() -> None:
    for name, data in forms().items():
        assert (HERE / FORMS / name).read_bytes() == data, name
    committed = {file.relative_to(HERE / FORMS).as_posix() for file in (HERE / FORMS).rglob("*") if file.is_file()}
    assert committed == {*forms(), "README.md", "expected.yaml"}


def test_all_forms_at_once_say_the_same_as_the_export(tmp_path: Path) -> None:
    """Every form beside the export itself: nothing changes, and only what forms can't carry makes a difference."""
    bundle = read_bundle([HERE / "kestrel-custom" / "export", HERE / FORMS])
    xml, found = from_xml("kestrel-custom"), bundle.configuration
    assert found.sync_rules == xml.sync_rules
    assert found.connectors == xml.connectors
    assert found.differences == ()
    assert not found.gaps
    assert found.missing == ()
    assert found.other_servers == ()
    assert bundle.job_schema is not None
    assert bundle.job_schema.document["synchronizationRules"][0]["id"] == "ad2aad"
    assert {one.format for one in bundle.contributions} == {
        *("server-configuration", "wizard-policy", "rules-editor-script", "dsc-configuration", "cmdlet-output"),
        *("migrated-policy", "persisted-state", "cloud-sync-job-schema"),
    }


def test_a_rule_that_says_otherwise_is_noticed() -> None:
    rule: SyncRule = from_xml("kestrel-custom").sync_rules[0]
    flow = replace(rule.flows[0], target="other")
    for changed in (
        replace(rule, disabled=not rule.disabled),
        replace(rule, precedence=rule.precedence + 1),
        replace(rule, flows=(*rule.flows[1:], flow)),
        replace(rule, scope=()),
    ):
        assert list(rule_differences(rule, changed, RULE_FIELDS))
    assert not list(rule_differences(rule, replace(rule, scope=rule.scope[::-1], flows=rule.flows[::-1]), RULE_FIELDS))
