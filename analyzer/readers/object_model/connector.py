"""``Get-ADSyncConnector``: one connector from a node.

JSON and CliXML saved deep enough hold all of it; text holds little more than names, and then the connector counts as
named only.
"""

from __future__ import annotations

import re

from analyzer.configuration import (
    ENTRA_CONNECTOR_ID,
    ActiveDirectorySettings,
    Connector,
    ConnectorKind,
    Container,
    EntraSettings,
    Note,
    Parameter,
    Partition,
    RunProfile,
    RunStep,
    parse_dn,
)
from analyzer.readers.contribution import Gathered
from analyzer.readers.files import quoted
from analyzer.readers.object_model.settings import is_secret
from analyzer.readers.trees.node import Node

SHALLOW = (
    "The connectors' inner lists were saved as text, so domains, containers and object types can't be told; save them "
    "with Export-Clixml -Depth 10."
)
_ENTRA_SUBTYPE = "windows azure active directory (microsoft)"
_SKIPPED = (
    *("Version", "Description", "ListName", "CompanyName", "CreationTime", "LastModificationTime", "Schema"),
    *("AnchorConstructionSettings", "CapabilityBits", "Extension", "ExtensionAssembly", "PasswordManagementSettings"),
    *("AttributeInclusionListInternal", "FormatVersion", "InternalVersion", "PasswordSyncAllowed", "HasRules"),
)


_SCOPE_LISTS = ("ObjectInclusionList", "ContainerInclusionList", "ContainerExclusionList")
_JOINED = re.compile(r"(?i)DC=[^,\s]+\s+(?:OU|CN|DC|O)=|\ASystem\.|\AMicrosoft\.")
"""Distinguished names put together with a blank, or the name of a type in place of the value."""


def read_connector_node(node: Node, found: Gathered) -> None:
    """Read one connector and add it to ``found``; without an identifier it is left unread."""
    identifier = node.guid("Identifier", "Id")
    if not identifier:
        return
    node.read = True
    name, subtype = node.text("Name"), node.text("SubType", "Subtype")
    category = node.text("ConnectorTypeName", "Type", "Category")
    kind = _kind(identifier, category, subtype)
    parameters = (
        *_parameters(node, "ConnectivityParameters"),
        *_parameters(node, "GlobalParameters"),
    )
    listed = _objects(node, "Partitions")
    whole = all(_is_whole(inner, kind) for inner in listed)
    partitions = tuple(filter(None, (_partition(inner, found) for inner in listed))) if whole else ()
    if not partitions:
        for inner in listed:
            inner.read = False
        found.limit(SHALLOW)
    attributes = node.texts("AttributeInclusionList")
    profiles = tuple(filter(None, (_profile(inner) for inner in _objects(node, "RunProfiles"))))
    classes = node.texts("ObjectInclusionList")
    node.skip(*_SKIPPED)
    directory = _directory(node, parameters) if kind is ConnectorKind.ACTIVE_DIRECTORY else None
    found.connectors.append(
        Connector(
            id=identifier,
            name=name,
            kind=kind,
            category=category,
            subtype=subtype,
            created=node.text("CreationTime"),
            modified=node.text("LastModificationTime"),
            active_directory=directory,
            entra=_entra(node, parameters) if kind is ConnectorKind.ENTRA else None,
            attributes=attributes,
            schema={},
            classes=classes,
            partitions=partitions,
            run_profiles=profiles,
            provisioning_hierarchy=(),
            parameters=parameters,
            legacy_sections=(),
            origin=node.origin,
        )
    )


def _kind(identifier: str, category: str, subtype: str) -> ConnectorKind:
    if identifier == ENTRA_CONNECTOR_ID or subtype.casefold() == _ENTRA_SUBTYPE:
        return ConnectorKind.ENTRA
    return ConnectorKind.ACTIVE_DIRECTORY if category.casefold() == "ad" else ConnectorKind.OTHER


def _objects(node: Node, *names: str) -> list[Node]:
    """Return the objects of a list; what was flattened to text stays unread."""
    objects = []
    for inner in node.list(*names):
        inner.read = inner.is_object
        if inner.is_object:
            objects.append(inner)
    return objects


def _is_whole(partition: Node, kind: ConnectorKind) -> bool:
    """Tell whether a partition's scope came through: where inner lists became text, it would read as "no filter".

    ``ConvertTo-Json`` writes what lies too deep as the name of its type, and a list as its elements between blanks.
    """
    if kind is not ConnectorKind.ACTIVE_DIRECTORY:
        return True
    scope = partition.peek("ConnectorPartitionScope")
    if scope is None or not scope.is_object:
        return False
    texts = {name: _text_of(scope, name) for name in _SCOPE_LISTS}
    names_missing = all(name.casefold() not in scope.names for name in _SCOPE_LISTS[1:])
    return not (names_missing or " " in texts[_SCOPE_LISTS[0]] or any(map(_JOINED.search, texts.values())))


def _text_of(scope: Node, name: str) -> str:
    """Return what stands in place of a list, empty where it is one."""
    node = scope.peek(name)
    return (node.scalar or "") if node is not None else ""


def _parameters(node: Node, name: str) -> tuple[Parameter, ...]:
    result = []
    for inner in _objects(node, name):
        key = inner.text("Name")
        secret = is_secret(key, inner.text("InputType", "Type"), inner.text("DataType")) or bool(
            inner.flag("Encrypted") or inner.flag("IsEncrypted")
        )
        value = "" if secret else inner.text("Value")
        inner.skip_all()
        result.append(Parameter(key, value, inner.text("Scope", "Use"), secret, inner.origin))
    return tuple(result)


def _partition(node: Node, found: Gathered) -> Partition | None:
    name = node.text("DN", "Name") or node.text("Name")
    if not name:
        return None
    node.skip(
        "Version",
        "CreationTime",
        "LastModificationTime",
        "DisplayName",
        "Name",
        "IsDomain",
        "HiddenInUI",
        "PasswordHash",
    )
    scope = node.get("ConnectorPartitionScope")
    selected = node.flag("Selected")
    if selected is None:
        text = f"The partition {quoted(name)} doesn't say whether it is selected; read as yes."
        found.notes.append(Note(node.origin, text))
    dn = parse_dn(name)
    parameters = _parameters(node, "Parameters")
    domain = next((p.value for p in parameters if p.name.casefold() == "domain.fqdn"), "") or dn.domain
    preferred = node.texts("PreferredDCs", "PreferredDomainControllers")
    return Partition(
        id=node.guid("Identifier", "Id") or name.casefold(),
        name=name,
        dn=dn,
        domain=domain.lower() if dn.domain else "",
        selected=selected is not False,
        object_classes=scope.texts("ObjectInclusionList") if scope is not None else (),
        inclusions=_containers(scope, "ContainerInclusionList"),
        exclusions=_containers(scope, "ContainerExclusionList"),
        preferred_dcs=preferred,
        only_preferred_dcs=bool(preferred) and node.flag("DCFailover", "UsePreferredOnly") is False,
        parameters=parameters,
        origin=node.origin,
    )


def _containers(scope: Node | None, name: str) -> tuple[Container, ...]:
    if scope is None:
        return ()
    nodes = scope.list(name)
    for node in nodes:
        node.read = node.scalar is not None
    return tuple(Container(parse_dn(node.scalar), node.origin) for node in nodes if node.scalar)


def _profile(node: Node) -> RunProfile | None:
    name = node.text("Name")
    node.skip("Identifier", "Id", "ConnectorIdentifier", "Version", "CreationTime", "LastModificationTime")
    steps = []
    for step in _objects(node, "RunSteps", "Steps"):
        kind = step.text("TaskName", "StepType", "Type")
        partition = step.guid("PartitionIdentifier", "Partition")
        step.skip_all()
        steps.append(RunStep(kind, "", partition))
    return RunProfile(name, tuple(steps), node.origin) if name else None


def _directory(node: Node, parameters: tuple[Parameter, ...]) -> ActiveDirectorySettings:
    values = {p.name.casefold(): p.value for p in parameters}
    own = node.get("PasswordHashConfiguration")
    enabled = own.flag("Enabled") if own is not None else None
    if own is not None and own.is_object:
        own.skip("Target", "TargetConnector", "SourceConnector")
    return ActiveDirectorySettings(
        forest=values.get("forest-name", "") or values.get("forest.fqdn", ""),
        login_domain=values.get("forest-login-domain", ""),
        login_user=values.get("forest-login-user", ""),
        password_hash_sync=enabled,
        password_hash_sync_origin=own.origin if own is not None and enabled is not None else None,
        group_filter_dn=values.get("connector.groupfilteringgroupdn", ""),
    )


def _entra(node: Node, parameters: tuple[Parameter, ...]) -> EntraSettings:
    own = node.get("AADPasswordResetConfiguration")
    enabled = own.flag("Enabled") if own is not None else None
    return EntraSettings(
        login_user=next((p.value for p in parameters if p.name.casefold() == "username"), ""),
        product_version="",
        password_writeback=enabled,
        password_writeback_origin=own.origin if own is not None and enabled is not None else None,
    )
