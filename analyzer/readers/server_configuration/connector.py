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
from analyzer.readers.server_configuration.parameters import read_parameters
from analyzer.readers.server_configuration.partition import read_partitions, read_run_profiles
from analyzer.readers.server_configuration.schema import read_attribute_names, read_attribute_types, read_class_names
from analyzer.readers.server_configuration.shape import shape
from analyzer.readers.xml import Element, text_of

_CONNECTOR = shape(
    text="id name category subtype creation-time last-modification-time",
    read="schema private-configuration attribute-inclusion ma-partition-data ma-run-data component_mappings "
    "stay-disconnector join projection export-attribute-flow",
    skipped="format-version description ma-listname ma-companyname version internal-version password-sync-allowed "
    "password-sync encrypted-attributes extension controller-configuration ma-ui-settings dn-construction "
    "capabilities-mask export-type",
)
_PRIVATE = shape(read="adma-configuration MAConfig")
_AD = shape(
    text="forest-name forest-login-domain forest-login-user",
    read="password-hash-sync-config parameter-values",
    skipped="forest-guid forest-port sign-and-seal default-ssl-strength ssl-bind simple-bind",
)
_PHS = shape(text="enabled", skipped="target")
_ECMA = shape(
    read="extension-config parameter-values aad-password-reset-config",
    skipped="primary_class_mappings change_type_attribute add_change_type_value modify_change_type_value "
    "delete_change_type_value ldap-dn case_normalize_dn_for_anchor importing exporting file-type "
    "parameter-definitions possible_component_mappings ui-data MAConfig dn-construction password-extension-config",
)
_RESET = shape(text="enabled", skipped="modified-timestamp adal-authority")
_MAPPING = shape(text="dn_component object_class")
_LEGACY = ("stay-disconnector", "join", "projection", "export-attribute-flow")
"""MIM sections: empty in Connect Sync, where this logic lives in the sync rules."""
_ENTRA_SUBTYPE = "windows azure active directory (microsoft)"
_GROUP_FILTER = "connector.groupfilteringgroupdn"
_ROOT = "/ma-data"


def read_connector(context: FileContext, root: Element) -> Connector:
    """Read one connector file.

    Raises:
        InputError: the identifier is missing, or a partition is broken.

    """
    fields = context.children(root, _ROOT, _CONNECTOR)
    identifier = context.require_guid(root, fields, "id", _ROOT)
    category = text_of(fields.get("category"))
    subtype = text_of(fields.get("subtype"))
    private = fields.get("private-configuration")
    inner = context.children(private, f"{_ROOT}/private-configuration", _PRIVATE) if private is not None else {}
    directory, directory_parameters = _active_directory(context, inner.get("adma-configuration"))
    entra, other_parameters = _extensible(context, inner.get("MAConfig"))
    kind = _kind(identifier, category, subtype)
    schema = fields.get("schema")
    selected = context.texts(fields.get("attribute-inclusion"), f"{_ROOT}/attribute-inclusion", "attribute")
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
        schema=read_attribute_types(context, schema, f"{_ROOT}/schema", selected),
        classes=read_class_names(schema),
        partitions=read_partitions(context, fields.get("ma-partition-data")),
        run_profiles=read_run_profiles(context, fields.get("ma-run-data")),
        provisioning_hierarchy=_hierarchy(context, fields.get("component_mappings")),
        parameters=directory_parameters + other_parameters,
        legacy_sections=_legacy(context, fields),
        origin=context.origin(root, _ROOT),
        schema_names=read_attribute_names(schema),
    )


def _legacy(context: FileContext, fields: dict[str, Element]) -> tuple[str, ...]:
    """Return the MIM sections that hold something. What they hold is not understood."""
    found = []
    for name in _LEGACY:
        section = fields.get(name)
        if section is not None and len(section):
            found.append(name)
            context.tally.miss(section, context.file, f"{_ROOT}/{name}", f"MIM logic in <{name}>")
    return tuple(found)


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
    parameters = read_parameters(context, fields.get("parameter-values"), f"{path}/parameter-values")
    own = f"{path}/password-hash-sync-config"
    hash_sync = fields.get("password-hash-sync-config")
    enabled = context.children(hash_sync, own, _PHS).get("enabled") if hash_sync is not None else None
    settings = ActiveDirectorySettings(
        forest=text_of(fields.get("forest-name")),
        login_domain=text_of(fields.get("forest-login-domain")),
        login_user=text_of(fields.get("forest-login-user")),
        password_hash_sync=context.switch(enabled, f"{own}/enabled"),
        password_hash_sync_origin=context.origin(enabled, f"{own}/enabled") if enabled is not None else None,
        group_filter_dn=next((p.value for p in parameters if p.name.casefold() == _GROUP_FILTER), ""),
    )
    return settings, parameters


def _extensible(context: FileContext, element: Element | None) -> tuple[EntraSettings | None, tuple[Parameter, ...]]:
    if element is None:
        return None, ()
    path = f"{_ROOT}/private-configuration/MAConfig"
    fields = context.children(element, path, _ECMA)
    parameters = read_parameters(context, fields.get("parameter-values"), f"{path}/parameter-values")
    extension = fields.get("extension-config")
    own = f"{path}/aad-password-reset-config"
    reset = fields.get("aad-password-reset-config")
    enabled = context.children(reset, own, _RESET).get("enabled") if reset is not None else None
    settings = EntraSettings(
        login_user=next((p.value for p in parameters if p.name.casefold() == "username"), ""),
        product_version=text_of(extension.find("assembly-version")) if extension is not None else "",
        password_writeback=context.switch(enabled, f"{own}/enabled"),
        password_writeback_origin=context.origin(enabled, f"{own}/enabled") if enabled is not None else None,
    )
    return settings, parameters


def _hierarchy(context: FileContext, element: Element | None) -> tuple[tuple[str, str], ...]:
    result = []
    for path, node in context.items(element, f"{_ROOT}/component_mappings", "mapping"):
        fields = context.children(node, path, _MAPPING)
        result.append((text_of(fields.get("dn_component")), text_of(fields.get("object_class"))))
    return tuple(result)
