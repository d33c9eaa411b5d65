"""``GlobalSettings/MV.xml``."""

from __future__ import annotations

from analyzer.configuration import GlobalSettings
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.server_configuration.schema import read_attribute_types, read_metaverse_classes
from analyzer.readers.tally import shape
from analyzer.readers.xml import Element

_ROOT = shape(read="mv-data", attributes="server export-date")
_DATA = shape(
    read="schema parameter-values",
    skipped="format-version version password-change-history-size password-sync import-attribute-flow provisioning "
    "mv-deletion extension",
)


def read_settings(context: FileContext, root: Element) -> GlobalSettings:
    """Read the server-wide part of the export."""
    fields = context.children(root, "/saved-mv-configuration", _ROOT)
    data = fields.get("mv-data")
    inner = context.children(data, "/saved-mv-configuration/mv-data", _DATA) if data is not None else {}
    types = read_attribute_types(context, inner.get("schema"))
    return GlobalSettings(
        server=(root.get("server") or "").strip(),
        exported_at=(root.get("export-date") or "").strip(),
        parameters=context.parameters(
            inner.get("parameter-values"), "/saved-mv-configuration/mv-data/parameter-values"
        ),
        metaverse_classes=read_metaverse_classes(inner.get("schema")),
        schema={name: attribute.multivalued for name, attribute in types.items()},
        origin=context.origin(root, "/saved-mv-configuration"),
    )
