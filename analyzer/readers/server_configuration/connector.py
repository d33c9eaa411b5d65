"""``Connectors/*.xml``: one connector a file."""

from __future__ import annotations

from analyzer.configuration import (
    ENTRA_CONNECTOR_ID,
    ActiveDirectorySettings,
    Connector,
    ConnectorKind,
    EntraSettings,
    Parameter,
)
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.server_configuration.partition import read_partitions, read_run_profiles
from analyzer.readers.server_configuration.schema import read_attribute_types, read_class_names
from analyzer.readers.tally import shape
from analyzer.readers.xml import Element, flag_of, guid_of, text_of

_CONNECTOR = shape(
    read="id name category subtype creation-time last-modification-time schema private-configuration "
    "attribute-inclusion stay-disconnector join projection export-attribute-flow ma-partition-data ma-run-data "
    "component_mappings",
    skipped="format-version description ma-listname ma-companyname version internal-version password-sync-allowed "
    "password-sync encrypted-attributes extension controller-configuration ma-ui-settings dn-construction "
    "capabilities-mask export-type",
)
_PRIVATE = shape(read="adma-configuration MAConfig")
_AD = shape(
    read="forest-name forest-login-domain forest-login-user password-hash-sync-config parameter-values",
    skipped="forest-guid forest-port sign-and-seal default-ssl-strength ssl-bind simple-bind",
)
_PHS = shape(read="enabled", skipped="target")
_ECMA = shape(
    read="extension-config parameter-values aad-password-reset-config",
    skipped="primary_class_mappings change_type_attribute add_change_type_value modify_change_type_value "
    "delete_change_type_value ldap-dn case_normalize_dn_for_anchor importing exporting file-type "
    "parameter-definitions possible_component_mappings ui-data MAConfig dn-construction password-extension-config",
)
_RESET = shape(read="enabled", skipped="modified-timestamp adal-authority")
_INCLUSION = shape(repeated="attribute")
_MAPPINGS = shape(repeated="mapping")
_MAPPING = shape(read="dn_component object_class")
_ENTRA_SUBTYPE = "windows azure active directory (microsoft)"
_GROUP_FILTER = "connector.groupfilteringgroupdn"
_ROOT = "/ma-data"


def read_connector(context: FileContext, root: Element) -> Connector:
    """Read one connector file.

    Raises:
        InputError: the identifier is missing, or a partition is broken.

    """
    fields = context.children(root, _ROOT, _CONNECTOR)
    identifier = guid_of(context.require(root, fields, "id", _ROOT))
    category = text_of(fields.get("category"))
    subtype = text_of(fields.get("subtype"))
    private = fields.get("private-configuration")
    inner = context.children(private, f"{_ROOT}/private-configuration", _PRIVATE) if private is not None else {}
    directory, directory_parameters = _active_directory(context, inner.get("adma-configuration"))
    entra, other_parameters = _extensible(context, inner.get("MAConfig"))
    kind = _kind(identifier, category, subtype)
    schema = fields.get("schema")
    selected = _attributes(context, fields.get("attribute-inclusion"))
    return Connector(
        id=identifier,
        name=text_of(fields.get("name")),
        kind=kind,
        category=category,
        subtype=subtype,
        created=text_of(fields.get("creation-time")),
        modified=text_of(fields.get("last-modification-time")),
        active_directory=directory if kind is ConnectorKind.ACTIVE_DIRECTORY else None,
        entra=entra if kind is ConnectorKind.ENTRA else None,
        attributes=selected,
        schema=read_attribute_types(context, schema, selected),
        classes=read_class_names(schema),
        partitions=read_partitions(context, fields.get("ma-partition-data")),
        run_profiles=read_run_profiles(context, fields.get("ma-run-data")),
        provisioning_hierarchy=_hierarchy(context, fields.get("component_mappings")),
        parameters=directory_parameters + other_parameters,
        legacy_sections=tuple(
            name
            for name in ("stay-disconnector", "join", "projection", "export-attribute-flow")
            if name in fields and len(fields[name])
        ),
        origin=context.origin(root, _ROOT),
    )


def _kind(identifier: str, category: str, subtype: str) -> ConnectorKind:
    if identifier == ENTRA_CONNECTOR_ID or subtype.casefold() == _ENTRA_SUBTYPE:
        return ConnectorKind.ENTRA
    return ConnectorKind.ACTIVE_DIRECTORY if category.casefold() == "ad" else ConnectorKind.OTHER


def _active_directory(
    context: FileContext, element: Element | None
) -> tuple[ActiveDirectorySettings | None, tuple[Parameter, ...]]:
    if element is None:
        return None, ()
    path = f"{_ROOT}/private-configuration/adma-configuration"
    fields = context.children(element, path, _AD)
    parameters = context.parameters(fields.get("parameter-values"), f"{path}/parameter-values")
    hash_sync = fields.get("password-hash-sync-config")
    enabled = None
    if hash_sync is not None:
        enabled = context.children(hash_sync, f"{path}/password-hash-sync-config", _PHS).get("enabled")
    settings = ActiveDirectorySettings(
        forest=text_of(fields.get("forest-name")),
        login_domain=text_of(fields.get("forest-login-domain")),
        login_user=text_of(fields.get("forest-login-user")),
        password_hash_sync=flag_of(text_of(enabled)),
        password_hash_sync_origin=(
            context.origin(enabled, f"{path}/password-hash-sync-config/enabled") if enabled is not None else None
        ),
        group_filter_dn=next((p.value for p in parameters if p.name.casefold() == _GROUP_FILTER), ""),
    )
    return settings, parameters


def _extensible(context: FileContext, element: Element | None) -> tuple[EntraSettings | None, tuple[Parameter, ...]]:
    if element is None:
        return None, ()
    path = f"{_ROOT}/private-configuration/MAConfig"
    fields = context.children(element, path, _ECMA)
    parameters = context.parameters(fields.get("parameter-values"), f"{path}/parameter-values")
    extension = fields.get("extension-config")
    reset = fields.get("aad-password-reset-config")
    enabled = None
    if reset is not None:
        enabled = context.children(reset, f"{path}/aad-password-reset-config", _RESET).get("enabled")
    settings = EntraSettings(
        login_user=next((p.value for p in parameters if p.name.casefold() == "username"), ""),
        product_version=text_of(extension.find("assembly-version")) if extension is not None else "",
        password_writeback=flag_of(text_of(enabled)),
        password_writeback_origin=(
            context.origin(enabled, f"{path}/aad-password-reset-config/enabled") if enabled is not None else None
        ),
    )
    return settings, parameters


def _attributes(context: FileContext, element: Element | None) -> tuple[str, ...]:
    if element is None:
        return ()
    context.children(element, f"{_ROOT}/attribute-inclusion", _INCLUSION)
    return tuple(text_of(node) for node in element.iterfind("attribute"))


def _hierarchy(context: FileContext, element: Element | None) -> tuple[tuple[str, str], ...]:
    if element is None:
        return ()
    path = f"{_ROOT}/component_mappings"
    context.children(element, path, _MAPPINGS)
    result = []
    for index, node in enumerate(element.iterfind("mapping"), 1):
        fields = context.children(node, f"{path}/mapping[{index}]", _MAPPING)
        result.append((text_of(fields.get("dn_component")), text_of(fields.get("object_class"))))
    return tuple(result)
