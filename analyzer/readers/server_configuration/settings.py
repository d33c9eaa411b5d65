"""``GlobalSettings/MV.xml``."""

from __future__ import annotations

from analyzer.configuration import GlobalSettings, Parameter
from analyzer.readers.files import shortened
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.server_configuration.parameters import read_parameters
from analyzer.readers.server_configuration.schema import read_attribute_types, read_metaverse_classes
from analyzer.readers.server_configuration.shape import shape
from analyzer.readers.xml import Element

_ROOT = shape(read="mv-data", attributes="server export-date")
_DATA = shape(
    read="schema parameter-values",
    skipped="format-version version password-change-history-size password-sync import-attribute-flow provisioning "
    "mv-deletion extension",
)
_PATH = "/saved-mv-configuration"


def read_settings(context: FileContext, root: Element) -> GlobalSettings:
    """Read the server-wide part of the export."""
    fields = context.children(root, _PATH, _ROOT)
    data = fields.get("mv-data")
    inner = context.children(data, f"{_PATH}/mv-data", _DATA) if data is not None else {}
    types = read_attribute_types(context, inner.get("schema"), f"{_PATH}/mv-data/schema")
    parameters = read_parameters(context, inner.get("parameter-values"), f"{_PATH}/mv-data/parameter-values")
    _note_contradictions(context, root, parameters)
    return GlobalSettings(
        server=(root.get("server") or "").strip(),
        exported_at=(root.get("export-date") or "").strip(),
        parameters=parameters,
        metaverse_classes=read_metaverse_classes(inner.get("schema")),
        schema={name: attribute.multivalued for name, attribute in types.items()},
        origin=context.origin(root, _PATH),
    )


def _note_contradictions(context: FileContext, root: Element, parameters: tuple[Parameter, ...]) -> None:
    values: dict[str, str] = {}
    for parameter in parameters:
        if values.setdefault(parameter.name.casefold(), parameter.value) != parameter.value:
            name = shortened(parameter.name)
            context.note(root, parameter.origin.path, f"The parameter {name} occurs twice; the last value is used.")
