"""Writes small server configuration exports as Connect Sync does, in the shapes the reader must survive."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

AD_ID = "aaaaaaaa-0000-0000-0000-000000000001"
ENTRA_ID = "b891884f-051e-4a83-95af-2544101c9083"
RULE_ID = "11111111-2222-3333-4444-{:012d}"
ZERO_ID = "{00000000-0000-0000-0000-000000000000}"
AD_FILE = f"Connectors/Connector_{{{AD_ID}}}.xml"
ENTRA_FILE = f"Connectors/Connector_{{{ENTRA_ID}}}.xml"
SETTINGS_FILE = "GlobalSettings/MV.xml"

AD_SCHEMA = """<schema><dsml xmlns="http://www.dsml.org/DSML" xmlns:m="http://www.microsoft.com/MMS/DSML">\
<directory-schema><attribute-type id="A0" single-value="true"><name>department</name>\
<syntax>1.3.6.1.4.1.1466.115.121.1.15</syntax></attribute-type><attribute-type id="A1"><name>proxyAddresses</name>\
<syntax>1.3.6.1.4.1.1466.115.121.1.15</syntax></attribute-type><attribute-type id="A2" single-value="true">\
<name>notSelected</name><syntax>1.3.6.1.4.1.1466.115.121.1.7</syntax></attribute-type>\
<class id="C0" type="structural"><name>user</name><attribute ref="#A0"/></class>\
<m:dit-content-rule><m:aux-class ref="#C1"/></m:dit-content-rule></directory-schema></dsml></schema>"""
MV_SCHEMA = """<schema><dsml:dsml xmlns:ms-dsml="http://www.microsoft.com/MMS/DSML" \
xmlns:dsml="http://www.dsml.org/DSML"><dsml:directory-schema ms-dsml:no-objectclass-validation="true">\
<dsml:class id="person" type="structural"><dsml:name>person</dsml:name><dsml:attribute ref="#department" \
required="false"/></dsml:class><dsml:attribute-type id="department" single-value="true"><dsml:name>department\
</dsml:name><dsml:syntax>1.3.6.1.4.1.1466.115.121.1.15</dsml:syntax></dsml:attribute-type></dsml:directory-schema>\
</dsml:dsml></schema>"""


def shared(*parts: str) -> Path:
    """Find a file of the shared data folder by walking up; skip the test where it isn't."""
    for parent in Path(__file__).resolve().parents:
        found = parent.joinpath("shared", *parts)
        if found.exists():
            return found
    pytest.skip(f"the shared data folder ({'/'.join(parts)}) isn't on this machine")


def parameter(name: str, value: str = "", *, use: str = "SynchronizationGlobal", more: str = "") -> str:
    return f'<parameter name={quoteattr(name)} type="string" use="{use}"{more}>{escape(value)}</parameter>'


def partition(
    name: str,
    *,
    selected: str = "<selected>1</selected>",
    inclusions: tuple[str, ...] = (),
    exclusions: tuple[str, ...] = (),
    classes: tuple[str, ...] = ("user", "group"),
    number: int = 1,
    domain: str = "contoso.com",
    more: str = "",
) -> str:
    return (
        f"<partition><id>{{dddddddd-0000-0000-0000-{number:012d}}}</id><name>{escape(name)}</name>{selected}"
        f"<filter><object-classes>{''.join(f'<object-class>{c}</object-class>' for c in classes)}</object-classes>"
        f"<containers><exclusions>{''.join(f'<exclusion>{escape(c)}</exclusion>' for c in exclusions)}</exclusions>"
        f"<inclusions>{''.join(f'<inclusion>{escape(c)}</inclusion>' for c in inclusions)}</inclusions></containers>"
        f"</filter><custom-data><adma-partition-data><dn>{escape(name)}</dn><name>{domain}</name>"
        f"<is-domain>1</is-domain><dc-failover>1</dc-failover><cookie>U0VDUkVULUNPT0tJRQ==</cookie>{more}"
        f"</adma-partition-data></custom-data><parameter-values>"
        f"{parameter('Domain.FQDN', domain, use='partition')}"
        f"{parameter('cookie', 'U0VDUkVULUNPT0tJRQ==', use='partition')}</parameter-values></partition>"
    )


def ad_connector(
    partitions: str | None = None, *, identifier: str = AD_ID, name: str = "contoso.com", more: str = ""
) -> str:
    if partitions is None:
        partitions = partition("DC=contoso,DC=com", inclusions=("OU=CORP,DC=contoso,DC=com",))
    return (
        f"<ma-data>\n  <format-version>1</format-version>\n  <id>{{{identifier.upper()}}}</id>\n"
        f"  <name>{name}</name>\n  <category>AD</category>\n  <subtype />\n"
        f"  <creation-time>2016-04-26 11:40:09.106</creation-time>{AD_SCHEMA}"
        f"<private-configuration><adma-configuration><forest-name>{name}</forest-name>"
        "<forest-login-domain>contoso.com</forest-login-domain><forest-login-user>MSOL_123</forest-login-user>"
        f'<ssl-bind crl-check="0">0</ssl-bind><password-hash-sync-config><enabled>1</enabled>'
        f"<target>{{{ENTRA_ID.upper()}}}</target></password-hash-sync-config><parameter-values>"
        '<parameter name="password" type="encrypted-string" use="connectivity" encrypted="1">SECRET-WORD</parameter>'
        f"{parameter('Connector.GroupFilteringGroupDn', 'CN=Pilot,DC=contoso,DC=com', use='global')}"
        "</parameter-values></adma-configuration></private-configuration><attribute-inclusion>"
        "<attribute>department</attribute><attribute>proxyAddresses</attribute></attribute-inclusion><join/>"
        f"<projection/><export-attribute-flow/><ma-partition-data>{partitions}</ma-partition-data>"
        "<ma-run-data><run-configuration><id>{1}</id><name>Full Import</name><version>1</version><configuration>"
        '<step><step-type type="full-import"><import-subtype>to-cs</import-subtype></step-type>'
        "<partition>{DDDDDDDD-0000-0000-0000-000000000001}</partition></step></configuration></run-configuration>"
        f"</ma-run-data><component_mappings/>{more}</ma-data>"
    )


def entra_connector(*, more: str = "") -> str:
    return (
        f"<ma-data><id>{{{ENTRA_ID.upper()}}}</id><name>contoso.onmicrosoft.com - AAD</name>"
        "<category>Extensible2</category><subtype>Windows Azure Active Directory (Microsoft)</subtype>"
        "<private-configuration><MAConfig><extension-config><assembly-version>2.4.18.0</assembly-version>"
        "</extension-config><parameter-values>"
        f"{parameter('UserName', 'Sync_SRV_1@contoso.onmicrosoft.com', use='connectivity')}"
        '<parameter name="Password" type="Encrypted-String" use="connectivity">SECRET-WORD</parameter>'
        "</parameter-values><aad-password-reset-config><enabled>0</enabled></aad-password-reset-config></MAConfig>"
        "</private-configuration><attribute-inclusion><attribute>department</attribute></attribute-inclusion>"
        "<ma-partition-data><partition><id>{eeeeeeee-0000-0000-0000-000000000001}</id><name>default</name>"
        "<selected>1</selected><filter><object-classes><object-class>user</object-class></object-classes><containers>"
        "<exclusions/><inclusions><inclusion/></inclusions></containers></filter><custom-data><ecma-partition-data>"
        "<dn>default</dn></ecma-partition-data><water-mark>U0VDUkVULU1BUks=</water-mark></custom-data></partition>"
        f"</ma-partition-data>{more}</ma-data>"
    )


def settings(*parameters: str) -> str:
    values = "".join(parameters) or (
        parameter("Microsoft.Synchronize.ServerConfigurationVersion", "2.4.18.0")
        + parameter("Microsoft.Synchronize.StagingMode", "False")
    )
    return (
        "<saved-mv-configuration server='SRV' export-date='2026-01-02 03:04:05.678'>\n<!--WARNING>\n!! <b>not</b>\n"
        f"</WARNING--><mv-data><format-version>1</format-version>{MV_SCHEMA}<parameter-values>{values}"
        "</parameter-values></mv-data></saved-mv-configuration>"
    )


DEFAULT_FLOWS = """<mapping>
      <dest>department</dest>
      <src><attr>department</attr></src>
      <valueMergeType>Update</valueMergeType>
    </mapping>
    <mapping>
      <dest>displayName</dest>
      <src><attr>cn</attr></src>
      <expression>IIF(IsPresent([cn]) &amp;&amp; [n] &gt; 1,"a" &amp; [cn],&amp;H21C07000)</expression>
      <valueMergeType>MergeCaseInsensitive</valueMergeType>
    </mapping>
    <mapping execute-once="true"><dest>cloudFiltered</dest><src>True</src></mapping>"""
DEFAULT_SCOPE = (
    "<conditions><scope><csAttribute>department</csAttribute><csOperator>EQUAL</csOperator>"
    "<csValue>Compare</csValue></scope><scope><csAttribute>mail</csAttribute><csOperator>ISNOTNULL</csOperator>"
    "<csValue/></scope></conditions>"
)
DEFAULT_JOINS = (
    "<conditions><condition><csAttribute>employeeID</csAttribute><ilmAttribute>employeeID</ilmAttribute>"
    "<caseSensitive>True</caseSensitive></condition></conditions>"
)


def rule(number: int = 1, **changes: str | None) -> str:
    """Write a rule; ``changes`` set the text of elements (``immutable_tag`` for ``immutable-tag``), None leaves out."""
    values: dict[str, str | None] = {
        "id": f"{{{RULE_ID.format(number)}}}",
        "internal-id": f"{{{RULE_ID.format(number)}}}",
        "version": "1",
        "name": f"In from AD - Custom {number}",
        "description": "",
        "immutable-tag": "",
        "direction": "Inbound",
        "disabled": "False",
        "connector": f"{{{AD_ID}}}",
        "sourceObjectType": "user",
        "targetObjectType": "person",
        "linkType": "Join",
        "precedence": str(number),
        "precedence-after": ZERO_ID,
        "precedence-before": ZERO_ID,
        "softDeleteExpiryInterval": "00:00:00",
        "EnablePasswordSync": "false",
    }
    inner = {
        "attribute-mappings": changes.pop("flows", DEFAULT_FLOWS),
        "relationshipCriteria": changes.pop("joins", DEFAULT_JOINS),
        "synchronizationCriteria": changes.pop("scope", DEFAULT_SCOPE),
    }
    more = changes.pop("more", "")
    values |= {name if name in values else name.replace("_", "-"): text for name, text in changes.items()}
    lines = [f"  <{name}>{escape(text)}</{name}>" for name, text in values.items() if text is not None]
    lines += [f"  <{name}>{content}</{name}>" for name, content in inner.items()]
    return "\n".join(["<synchronizationRule>", *lines, f"{more}</synchronizationRule>", ""])


def rule_file(number: int = 1) -> str:
    return f"SynchronizationRules/SynchronizationRule_{{{RULE_ID.format(number)}}}.xml"


def small_export(**changes: str | bytes) -> dict[str, bytes]:
    """Return an export of two connectors, settings and one rule by file name; ``changes`` replace whole files."""
    files: dict[str, str | bytes] = {
        AD_FILE: changes.get("ad", ad_connector()),
        ENTRA_FILE: changes.get("entra", entra_connector()),
        SETTINGS_FILE: changes.get("settings", settings()),
        rule_file(): changes.get("rule", rule()),
    }
    return {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def write_zip(path: Path, files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=compression)
    return path
