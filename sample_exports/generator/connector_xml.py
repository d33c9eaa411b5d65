"""``Connectors/Connector_{guid}.xml``: head pretty-printed, schema and settings on long lines, as in real files."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.configuration import ConnectorKind, Direction
from sample_exports.generator.model import Connector, Export, Partition, Rule, fake_state, identifier
from sample_exports.generator.schema import ad_schema, attribute_types, prefixed_schema
from sample_exports.generator.text import ZERO, escape, lower, parameter, tag, upper, wrap

_CONTAINER_CLASSES = ("container", "domainDNS", "organizationalUnit")
_REFERENCE = re.compile(r'"(?:\\.|[^"\\])*"|\[([^\]"]+)\]')
_INTRINSIC = {
    "ADS_UF_ACCOUNTDISABLE": "0x2",
    "ADS_GROUP_TYPE_GLOBAL_GROUP": "0x00000002",
    "ADS_GROUP_TYPE_DOMAIN_LOCAL_GROUP": "0x00000004",
    "ADS_GROUP_TYPE_LOCAL_GROUP": "0x00000004",
    "ADS_GROUP_TYPE_UNIVERSAL_GROUP": "0x00000008",
    "ADS_GROUP_TYPE_SECURITY_ENABLED": "0x80000000",
}
_PROFILES = (
    ("Full Import", '<step-type type="full-import"><import-subtype>to-cs</import-subtype></step-type>', 50),
    (
        "Full Synchronization",
        '<step-type type="apply-rules"><apply-rules-subtype>reevaluate-flow-connectors</apply-rules-subtype>'
        "</step-type>",
        0,
    ),
    ("Delta Import", '<step-type type="delta-import"><import-subtype>to-cs</import-subtype></step-type>', 50),
    (
        "Delta Synchronization",
        '<step-type type="apply-rules"><apply-rules-subtype>apply-pending</apply-rules-subtype></step-type>',
        0,
    ),
    ("Export", '<step-type type="export" />', 30),
)


def connector_xml(export: Export, connector: Connector) -> str:
    """Return the text of one connector file."""
    active_directory = connector.kind is ConnectorKind.ACTIVE_DIRECTORY
    head = [
        "<ma-data>",
        "  <format-version>1</format-version>",
        f"  <id>{upper(connector.id)}</id>",
        f"  {tag('name', connector.name)}",
        f"  {tag('category', 'AD' if active_directory else 'Extensible2')}",
        "  <description />",
        f"  {tag('subtype', connector.subtype)}",
        f"  {tag('ma-listname', connector.subtype)}",
        f"  {tag('ma-companyname', '' if active_directory else 'Microsoft')}",
        "  <creation-time>2023-02-14 09:12:44.106</creation-time>",
        f"  <last-modification-time>{export.exported_at}</last-modification-time>",
        "  <version>41</version>",
        "  <internal-version>0</internal-version>",
        "  <password-sync-allowed>0</password-sync-allowed>",
    ]
    used = used_attributes(connector, export.rules)
    start = export.newline.join(head)
    if active_directory:
        body = ad_schema(used, (*connector.partitions[0].classes, *_CONTAINER_CLASSES))
        body += wrap("private-configuration", [_active_directory(connector)])
    else:
        schema = _flat_schema(connector, export.rules)
        # Line ends differ inside one real file: the schema is written by another serialiser than the head.
        body = "\n" + "\n".join(schema) + "\n  " + wrap("private-configuration", [_extensible(export, connector)])
    body += wrap("attribute-inclusion", (tag("attribute", name) for name in used))
    body += "<join/><projection/><export-attribute-flow/>"
    body += wrap("ma-partition-data", (_partition(export, connector, p) for p in connector.partitions))
    body += wrap("ma-run-data", _run_profiles(connector))
    body += (
        "<component_mappings /><password-sync><maximum-retry-count>10</maximum-retry-count>"
        "<retry-interval>60</retry-interval><allow-low-security>0</allow-low-security>"
        "<unlock-account>0</unlock-account></password-sync><encrypted-attributes /></ma-data>"
    )
    return start + body + export.newline


def used_attributes(connector: Connector, rules: Iterable[Rule]) -> list[str]:
    """Return the connector's attributes that rules read or write, and those selected besides; by name."""
    found = {name.casefold(): name for name in connector.attributes}
    for rule in rules:
        if rule.connector == connector.id:
            for name in _of_rule(rule):
                found.setdefault(name.casefold(), name)
    found.pop("dn", None)
    return sorted(found.values(), key=str.casefold)


def _of_rule(rule: Rule) -> Iterable[str]:
    for group in rule.joins:
        for connector_attribute, _, _ in group:
            yield connector_attribute
    if rule.direction is Direction.OUTBOUND:
        yield from (flow.target for flow in rule.flows)
        return
    for clauses in rule.scope:
        yield from (clause[0] for clause in clauses)
    for flow in rule.flows:
        yield from flow.sources
        yield from (name for name in _REFERENCE.findall(flow.expression or "") if name)


def _flat_schema(connector: Connector, rules: tuple[Rule, ...]) -> list[str]:
    classes: dict[str, set[str]] = {name: set() for name in connector.partitions[0].classes}
    for rule in rules:
        if rule.connector == connector.id:
            own = rule.source_type if rule.direction is Direction.INBOUND else rule.target_type
            classes.setdefault(own, set()).update(name for name in _of_rule(rule) if name != "dn")
    return prefixed_schema(classes, attribute_types("entra"), "  ")


def _active_directory(connector: Connector) -> str:
    root = connector.partitions[0]
    parameters = [
        parameter("forest-port", "0", "connectivity"),
        parameter("forest-guid", ZERO, "connectivity"),
        parameter("forest-login-user", connector.login_user, "connectivity"),
        parameter("forest-login-domain", connector.login_domain, "connectivity"),
        parameter("default-ssl-strength", "0", "connectivity"),
        parameter("password", "", "connectivity", encrypted=True),
        parameter("forest-name", connector.name, "connectivity"),
        parameter("sign-and-seal", "1", "connectivity"),
        parameter("crl-check", "0", "connectivity"),
        parameter("ssl-bind", "0", "connectivity"),
        parameter("simple-bind", "0", "connectivity"),
        parameter("Connector.GroupFilteringGroupDn", connector.group_filter_dn, "global"),
        *(parameter(name, value, "global", intrinsic=True) for name, value in _INTRINSIC.items()),
        parameter("Forest.FQDN", connector.name, "global", intrinsic=True),
        parameter("Forest.LDAP", root.dn, "global", intrinsic=True),
        parameter("Forest.Netbios", connector.netbios, "global", intrinsic=True),
    ]
    return wrap(
        "adma-configuration",
        [
            tag("forest-name", connector.name),
            tag("forest-guid", ZERO),
            "<forest-port>0</forest-port>",
            tag("forest-login-domain", connector.login_domain),
            tag("forest-login-user", connector.login_user),
            "<sign-and-seal>1</sign-and-seal><default-ssl-strength>0</default-ssl-strength>",
            '<ssl-bind crl-check="0">0</ssl-bind><simple-bind>0</simple-bind>',
            "<password-hash-sync-config>",
            tag("enabled", str(int(connector.password_hash_sync))),
            "<target>{B891884F-051E-4A83-95AF-2544101C9083}</target></password-hash-sync-config>",
            wrap("parameter-values", parameters),
        ],
    )


def _extensible(export: Export, connector: Connector) -> str:
    classes = connector.partitions[0].classes
    mappings = "".join(
        f"<mapping><primary_class>{name}</primary_class><oc-value>{name}</oc-value></mapping>" for name in classes
    )
    is_entra = connector.kind is ConnectorKind.ENTRA
    library = "Microsoft.Azure.ActiveDirectory.Connector.dll" if is_entra else "Microsoft.IAM.Connector.GenericLdap.dll"
    version = export.build if is_entra else "1.1.1610.0"
    values = {"UserName": connector.login_user} if is_entra else connector.parameters
    parts = [
        f"<primary_class_mappings>{mappings}</primary_class_mappings><change_type_attribute/>",
        "<add_change_type_value>Add</add_change_type_value><modify_change_type_value>Modify</modify_change_type_value>"
        "<delete_change_type_value>Delete</delete_change_type_value><ldap-dn>0</ldap-dn>",
        f"<extension-config>{tag('filename', library)}<export-mode>call-based</export-mode>"
        "<import-mode>call-based</import-mode><export-enabled>1</export-enabled><import-enabled>1</import-enabled>"
        f"{tag('assembly-version', version)}</extension-config><file-type>Extensible2</file-type>",
        wrap(
            "parameter-values",
            [
                *(parameter(name, value, "connectivity") for name, value in values.items()),
                parameter("Password", "", "connectivity", encrypted=True),
            ],
        ),
        "<possible_component_mappings />",
    ]
    if is_entra:
        parts.append(
            f"<aad-password-reset-config>{tag('enabled', str(int(connector.password_writeback)))}"
            "<modified-timestamp>2024-04-26 13:55:27.306</modified-timestamp>"
            f"<adal-authority>https://login.windows.net/{connector.tenant}.onmicrosoft.com</adal-authority>"
            "</aad-password-reset-config>"
        )
    return wrap("MAConfig", parts)


def _partition(export: Export, connector: Connector, partition: Partition) -> str:
    active_directory = connector.kind is ConnectorKind.ACTIVE_DIRECTORY
    name = partition.dn if active_directory else "default"
    classes = (*partition.classes, *_CONTAINER_CLASSES) if active_directory else partition.classes
    inclusions = "".join(tag("inclusion", dn) for dn in partition.inclusions) if active_directory else "<inclusion />"
    containers = wrap("exclusions", (tag("exclusion", dn) for dn in partition.exclusions))
    containers += wrap("inclusions", [inclusions])
    parts = [
        tag("id", lower(identifier(connector.id, name))),
        tag("name", name),
        "<creation-time>2023-02-14 09:14:02.550</creation-time>",
        tag("last-modification-time", export.exported_at),
        "<version>41</version>",
        tag("selected", str(int(partition.selected))),
        tag("display-name", partition.domain if active_directory else "default"),
        wrap(
            "filter",
            [wrap("object-classes", (tag("object-class", c) for c in classes)), wrap("containers", [containers])],
        ),
    ]
    if active_directory:
        parts += _domain_data(export, partition)
    else:
        state = fake_state(export.slug, connector.key, "watermark", length=900)
        parts.append(
            "<custom-data><ecma-partition-data><dn>default</dn><name>default</name><is-domain>1</is-domain>"
            f"</ecma-partition-data><water-mark>{state}</water-mark></custom-data>"
        )
    return wrap("partition", parts)


def _domain_data(export: Export, partition: Partition) -> list[str]:
    guid = upper(identifier(export.slug, "domain", partition.domain))
    last_dc = f"{partition.netbios}-DC01.{partition.domain}"
    cookie = fake_state(export.slug, partition.domain, "cookie")
    failover = str(int(not partition.only_preferred))
    preferred = ""
    if partition.preferred_dcs:
        preferred = wrap("preferred-dcs", (tag("preferred-dc", dc) for dc in partition.preferred_dcs))
    data = [
        tag("dn", partition.dn),
        tag("name", partition.domain),
        tag("guid", guid),
        "<sign-and-seal>1</sign-and-seal><is-domain>1</is-domain>",
        tag("last-dc", last_dc),
        tag("dc-failover", failover),
        '<ssl-bind crl-check="0">0</ssl-bind><simple-bind>0</simple-bind>',
        tag("cookie", cookie),
        preferred,
    ]
    parameters = [
        parameter("guid", guid, "partition"),
        parameter("sign-and-seal", "1", "partition"),
        parameter("last-dc", last_dc, "partition"),
        parameter("dc-failover", failover, "partition"),
        parameter("crl-check", "0", "connectivity"),
        parameter("ssl-bind", "0", "partition"),
        parameter("simple-bind", "0", "partition"),
        parameter("cookie", cookie, "partition"),
        parameter("Domain.FQDN", partition.domain, "partition", intrinsic=True),
        parameter("Domain.LDAP", partition.dn, "partition", intrinsic=True),
        parameter("Domain.Netbios", partition.netbios, "partition", intrinsic=True),
    ]
    return [wrap("custom-data", [wrap("adma-partition-data", data)]), wrap("parameter-values", parameters)]


def _run_profiles(connector: Connector) -> Iterable[str]:
    active_directory = connector.kind is ConnectorKind.ACTIVE_DIRECTORY
    for name, step, batch in _PROFILES:
        steps = []
        for partition in connector.partitions:
            if not partition.selected:
                continue
            own = identifier(connector.id, partition.dn if active_directory else "default")
            if active_directory:
                data = (
                    f"<adma-step-data><batch-size>{batch}</batch-size><page-size>500</page-size>"
                    "<time-limit>120</time-limit></adma-step-data>"
                )
            else:
                data = (
                    "<extensible2-step-data><timeout>120</timeout>"
                    f"<batch-size>{batch}</batch-size></extensible2-step-data><parameter-values />"
                )
            steps.append(
                f"<step>{step}<threshold><object>0</object><batch-size>{batch}</batch-size></threshold>"
                f"<partition>{upper(own)}</partition><custom-data>{data}</custom-data></step>"
            )
        yield wrap(
            "run-configuration",
            [
                tag("id", lower(identifier(connector.id, name))),
                f"<name>{escape(name)}</name><version>6</version>",
                wrap("configuration", steps),
            ],
        )
