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
from analyzer.readers.files import shortened
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.tally import count_nodes
from analyzer.readers.xml import Element, flag_of, local_name, text_of

_DSML = "http://www.dsml.org/DSML"
_MS = "http://www.microsoft.com/MMS/DSML"
_NAME = f"{{{_DSML}}}name"


def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces={"d": _DSML, "m": _MS}, smart_strings=False)


_TYPE_NAMES = _xpath("descendant::d:attribute-type/d:name[1]")
_CLASS_NAMES = _xpath("descendant::d:class/d:name[1]")
_DIRECTORY = f"{{{_DSML}}}directory-schema"
_CLASS, _TYPE, _RULE = f"{{{_DSML}}}class", f"{{{_DSML}}}attribute-type", f"{{{_MS}}}dit-content-rule"
_TEXTS = (_NAME, f"{{{_DSML}}}description", f"{{{_DSML}}}object-identifier")
# The known children of every known element.
_KNOWN = {
    "schema": {f"{{{_DSML}}}dsml"},
    f"{{{_DSML}}}dsml": {_DIRECTORY},
    _DIRECTORY: {_CLASS, _TYPE, _RULE},
    _CLASS: {*_TEXTS, f"{{{_DSML}}}attribute"},
    _TYPE: {*_TEXTS, f"{{{_DSML}}}syntax"},
    _RULE: {f"{{{_MS}}}aux-class", f"{{{_DSML}}}attribute"},
}


def _known_count() -> etree.XPath:
    """Compile the count of all known nodes. Comparing it with that of all nodes is much faster than a walk."""
    prefixes = {_DSML: "d", _MS: "m"}

    def below(tag: str, path: str) -> list[str]:
        paths = []
        for child in sorted(_KNOWN.get(tag, ())):
            uri, _, name = child.rpartition("}")
            paths.append(f"{path}{prefixes[uri[1:]]}:{name}")
            paths += below(child, f"{paths[-1]}/")
        return paths

    return _xpath(" + ".join(f"count({path})" for path in below("schema", "")))


_KNOWN_COUNT = _known_count()


def read_attribute_types(
    context: FileContext, schema: Element | None, path: str, wanted: Collection[str] | None = None
) -> dict[str, SchemaAttribute]:
    """Return attribute types by lower-case name; tallies unknown schema elements.

    Args:
        context: the file being read.
        schema: the ``<schema>`` element.
        path: the path of ``schema``.
        wanted: names to return; ``None`` for all. Connectors only ever read the attributes selected on them.

    """
    if schema is None:
        return {}
    _tally_unknown(context, schema, path)
    chosen = None if wanted is None else {name.lower() for name in wanted}
    result = {}
    for element in cast("list[Element]", _TYPE_NAMES(schema)):
        name = (element.text or "").strip()
        key = name.lower()
        if chosen is None or key in chosen:
            node = cast("Element", element.getparent())
            multivalued = flag_of(node.get("single-value") or "") is not True
            result[key] = SchemaAttribute(name, multivalued, text_of(node.find(f"{{{_DSML}}}syntax")))
    return result


def _tally_unknown(context: FileContext, schema: Element, path: str) -> None:
    if int(cast("float", _KNOWN_COUNT(schema))) == count_nodes(schema) - 1:
        return
    for element in schema.iterdescendants():
        parent = cast("Element", element.getparent())
        if element.tag not in _KNOWN.get(parent.tag, ()):
            name = shortened(local_name(element))
            what = f"unknown schema element <{name}>"
            context.tally.miss(element, context.file, f"{path}//{name}", what, alone=True)


def read_attribute_names(schema: Element | None) -> frozenset[str]:
    """Return the names of all attribute types, in lower case."""
    if schema is None:
        return frozenset()
    return frozenset((name.text or "").strip().lower() for name in cast("list[Element]", _TYPE_NAMES(schema)))


def read_class_names(schema: Element | None) -> tuple[str, ...]:
    """Return the names of the schema's classes, in order."""
    return () if schema is None else tuple(text_of(name) for name in cast("list[Element]", _CLASS_NAMES(schema)))


def read_metaverse_classes(schema: Element | None) -> tuple[MetaverseClass, ...]:
    """Return the metaverse classes with their attributes; ids equal names there."""
    if schema is None:
        return ()
    return tuple(
        MetaverseClass(
            text_of(node.find(_NAME)) or (node.get("id") or ""),
            tuple((ref.get("ref") or "").lstrip("#") for ref in node.iterfind(f"{{{_DSML}}}attribute")),
        )
        for node in schema.iter(f"{{{_DSML}}}class")
    )
