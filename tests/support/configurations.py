"""Small configurations for tests, built by hand or from the known standard rules."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analyzer.configuration import (
    ENTRA_CONNECTOR_ID,
    AttributeFlow,
    Configuration,
    Connector,
    ConnectorKind,
    Coverage,
    Direction,
    FlowKind,
    GlobalSettings,
    InputFile,
    JoinCondition,
    LinkType,
    MergeType,
    Origin,
    Parameter,
    Partition,
    ScopeCondition,
    SyncRule,
    parse_dn,
)
from analyzer.connect.known_rules import KnownRules, StandardRule
from analyzer.knowledge.standard_rules import load_standard_rules

AD_ID = "ae4db4cc-b16b-4eb2-acf5-837ca84e4d7d"
CLASSES = ("computer", "contact", "foreignSecurityPrincipal", "group", "inetOrgPerson", "msDS-Device", "user")
PLACE = Origin("test", "/")


@cache
def known_rules() -> KnownRules:
    return load_standard_rules()


def shared(*parts: str) -> Path:
    """Find a file of the shared data folder by walking up; skip the test where it isn't."""
    for parent in Path(__file__).resolve().parents:
        found = parent.joinpath("shared", *parts)
        if found.exists():
            return found
    pytest.skip(f"the shared data folder ({'/'.join(parts)}) isn't on this machine")


def known(name: str, baseline: str = "1.1.130") -> StandardRule:
    return next(r for r in known_rules().rules if r.name == name and r.baseline == baseline)


def rule_of(standard: StandardRule, connector_id: str = "", **changes: object) -> SyncRule:
    """Make the rule of an export from a known standard rule, with ``changes`` to its fields."""
    identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{standard.tag}{connector_id}"))
    default = AD_ID if standard.connector is ConnectorKind.ACTIVE_DIRECTORY else ENTRA_CONNECTOR_ID
    rule = SyncRule(
        id=identifier,
        name=standard.name,
        description="",
        immutable_tag=standard.tag,
        direction=standard.direction,
        disabled=False,
        connector_id=connector_id or default,
        source_type=standard.source_type,
        target_type=standard.target_type,
        link_type=standard.link_type,
        precedence=standard.precedence,
        password_sync=standard.password_sync,
        version="1",
        soft_delete_expiry="00:00:00",
        precedence_before="",
        precedence_after="",
        flows=tuple(
            AttributeFlow(
                f.target,
                f.kind,
                f.sources,
                f.expression,
                f.constant,
                f.merge_type,
                f.execute_once,
                Origin("test", f"flow {f.target}"),
            )
            for f in standard.flows
        ),
        joins=tuple(tuple(JoinCondition(*c, Origin("test", "join")) for c in g) for g in standard.joins),
        scope=tuple(tuple(ScopeCondition(*c, Origin("test", "scope")) for c in g) for g in standard.scope),
        origin=PLACE,
    )
    return replace(rule, **changes)  # type: ignore[arg-type]


def flow(target: str, *, source: str = "", expression: str | None = None, constant: str | None = None):
    kind = FlowKind.DIRECT if source else FlowKind.EXPRESSION if expression is not None else FlowKind.CONSTANT
    sources = (source,) if source else ()
    return AttributeFlow(target, kind, sources, expression, constant, MergeType.UPDATE, False, Origin("test", target))


def with_flow(rule: SyncRule, target: str, **changes: object) -> SyncRule:
    """Change the flow to ``target``; fail when the rule has none."""
    assert target in {f.target for f in rule.flows}
    flows = tuple(replace(f, **changes) if f.target == target else f for f in rule.flows)  # type: ignore[arg-type]
    return replace(rule, flows=flows)


def connector(
    identifier: str = AD_ID,
    name: str = "contoso.com",
    kind: ConnectorKind = ConnectorKind.ACTIVE_DIRECTORY,
    classes: tuple[str, ...] = CLASSES,
) -> Connector:
    partition = Partition(
        id="",
        name=name,
        dn=parse_dn("DC=x"),
        domain=name,
        selected=True,
        object_classes=classes,
        inclusions=(),
        exclusions=(),
        preferred_dcs=(),
        only_preferred_dcs=False,
        parameters=(),
        origin=PLACE,
    )
    return Connector(
        id=identifier,
        name=name,
        kind=kind,
        category="AD",
        subtype="",
        created="",
        modified="",
        active_directory=None,
        entra=None,
        attributes=(),
        schema={},
        classes=(),
        partitions=(partition,),
        run_profiles=(),
        provisioning_hierarchy=(),
        parameters=(),
        legacy_sections=(),
        origin=PLACE,
    )


def configuration(
    *rules: SyncRule,
    parameters: dict[str, str] | None = None,
    connectors: tuple[Connector, ...] | None = None,
    version: str = "2.6.84.0",
) -> Configuration:
    values = {"Microsoft.Synchronize.ServerConfigurationVersion": version} | (parameters or {})
    entra = connector(ENTRA_CONNECTOR_ID, "tenant - AAD", ConnectorKind.ENTRA, ("contact", "device", "group", "user"))
    return Configuration(
        inputs=(InputFile("test", "test", "", "", "SERVER", version),),
        settings=GlobalSettings(
            "SERVER",
            "",
            tuple(Parameter(n, v, "SynchronizationGlobal", False, PLACE) for n, v in values.items()),
            (),
            {},
            PLACE,
        ),
        connectors=connectors if connectors is not None else (connector(), entra),
        sync_rules=rules,
        coverage=Coverage(0, 0, ()),
        notes=(),
    )


def read_rules(folder: Path) -> tuple[SyncRule, ...]:
    """Read the rule files of an export, for tests that don't want to depend on the product's reader."""
    return tuple(_read_rule(file) for file in sorted(folder.glob("*.xml")))


def _read_rule(file: Path) -> SyncRule:
    root = ElementTree.parse(file).getroot()  # noqa: S314 - our own fixtures

    def text(name: str) -> str:
        return root.findtext(name) or ""

    def conditions(name: str) -> list[ElementTree.Element]:
        found = root.find(name)
        return [] if found is None else list(found)

    place = Origin(file.name, "/synchronizationRule")
    return SyncRule(
        id=text("id").strip("{}").lower(),
        name=text("name"),
        description=text("description"),
        immutable_tag=text("immutable-tag"),
        direction=Direction(text("direction")),
        disabled=text("disabled") == "True",
        connector_id=text("connector").strip("{}").lower(),
        source_type=text("sourceObjectType"),
        target_type=text("targetObjectType"),
        link_type=LinkType(text("linkType")),
        precedence=int(text("precedence")),
        password_sync=text("EnablePasswordSync") == "true",
        version=text("version"),
        soft_delete_expiry=text("softDeleteExpiryInterval"),
        precedence_before="",
        precedence_after="",
        flows=tuple(_read_flow(m, place) for m in conditions("attribute-mappings")),
        joins=tuple(
            tuple(
                JoinCondition(
                    c.findtext("csAttribute") or "",
                    c.findtext("ilmAttribute") or "",
                    (c.findtext("caseSensitive") or "").lower() == "true",
                    place,
                )
                for c in group
            )
            for group in conditions("relationshipCriteria")
        ),
        scope=tuple(
            tuple(
                ScopeCondition(
                    c.findtext("csAttribute") or "",
                    c.findtext("csOperator") or "",
                    c.findtext("csValue") or "",
                    place,
                )
                for c in group
            )
            for group in conditions("synchronizationCriteria")
        ),
        origin=place,
    )


def _read_flow(mapping: ElementTree.Element, place: Origin) -> AttributeFlow:
    sources = tuple(a.text or "" for a in mapping.iter("attr"))
    expression = mapping.findtext("expression")
    kind = FlowKind.EXPRESSION if expression is not None else FlowKind.DIRECT if sources else FlowKind.CONSTANT
    return AttributeFlow(
        target=mapping.findtext("dest") or "",
        kind=kind,
        sources=sources,
        expression=expression,
        constant=(mapping.findtext("src") or "") if kind is FlowKind.CONSTANT else None,
        merge_type=MergeType(mapping.findtext("valueMergeType") or "Update"),
        execute_once=mapping.get("execute-once") == "true",
        origin=place,
    )
