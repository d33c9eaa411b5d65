"""The DSML schema inside connector files and the global settings.

Only what an assessment needs: whether an attribute is multi-valued and its syntax, and the classes.
Elements are found by namespace URI, because files differ in prefixes. An AD schema is by far the largest part
of an export (48,000 nodes), so it is searched with compiled XPath and never walked node by node.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from lxml import etree

from analyzer.configuration import MetaverseClass, SchemaAttribute
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.tally import count_nodes
from analyzer.readers.xml import Element, local_name, text_of

_DSML = "http://www.dsml.org/DSML"
_MS = "http://www.microsoft.com/MMS/DSML"
_KNOWN = {
    "d": ("dsml directory-schema class attribute name attribute-type syntax description object-identifier", _DSML),
    "m": ("dit-content-rule aux-class", _MS),
}
_KNOWN_TAGS = frozenset(f"{{{uri}}}{name}" for names, uri in _KNOWN.values() for name in names.split())


def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces={"d": _DSML, "m": _MS}, smart_strings=False)


_TYPES = _xpath("descendant::d:attribute-type[d:name]")
_TYPE_NAMES = _xpath("descendant::d:attribute-type/d:name[1]/text()")
_CLASS_NAMES = _xpath("descendant::d:class/d:name[1]/text()")
_KNOWN_COUNT = _xpath(
    " + ".join(f"count(descendant::{prefix}:{name})" for prefix, (names, _) in _KNOWN.items() for name in names.split())
)


def read_attribute_types(
    context: FileContext, schema: Element | None, wanted: Collection[str] | None = None
) -> dict[str, SchemaAttribute]:
    """Return attribute types by lower-case name; tallies unknown schema elements.

    Args:
        context: the file being read.
        schema: the ``<schema>`` element.
        wanted: names to return; ``None`` for all. Connectors only ever read the attributes selected on them.

    """
    if schema is None:
        return {}
    _tally_unknown(context, schema)
    nodes = cast("list[Element]", _TYPES(schema))
    names = cast("list[str]", _TYPE_NAMES(schema))
    if len(names) != len(nodes):  # an attribute type with an empty name
        names = [text_of(node.find(f"{{{_DSML}}}name")) for node in nodes]
    chosen = None if wanted is None else {name.lower() for name in wanted}
    result = {}
    for name, node in zip(names, nodes, strict=True):
        key = name.strip().lower()
        if chosen is None or key in chosen:
            syntax = text_of(node.find(f"{{{_DSML}}}syntax"))
            result[key] = SchemaAttribute(name.strip(), node.get("single-value") != "true", syntax)
    return result


def _tally_unknown(context: FileContext, schema: Element) -> None:
    if int(cast("float", _KNOWN_COUNT(schema))) == count_nodes(schema) - 1:
        return
    for element in schema.iterdescendants():
        if element.tag not in _KNOWN_TAGS:
            name = local_name(element)
            context.tally.miss(element, context.file, f"schema//{name}", f"unknown schema element <{name}>", alone=True)


def read_class_names(schema: Element | None) -> tuple[str, ...]:
    """Return the names of the schema's classes, in order."""
    return () if schema is None else tuple(cast("list[str]", _CLASS_NAMES(schema)))


def read_metaverse_classes(schema: Element | None) -> tuple[MetaverseClass, ...]:
    """Return the metaverse classes with their attributes; ids equal names there."""
    if schema is None:
        return ()
    return tuple(
        MetaverseClass(
            text_of(node.find(f"{{{_DSML}}}name")) or (node.get("id") or ""),
            tuple((ref.get("ref") or "").lstrip("#") for ref in node.iterfind(f"{{{_DSML}}}attribute")),
        )
        for node in schema.iter(f"{{{_DSML}}}class")
    )
