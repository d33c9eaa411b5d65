"""The trimmed schema sections: an AD schema with opaque identifiers, and the prefixed form of the other files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

_SYNTAX_PREFIX = "1.3.6.1.4.1.1466.115.121.1"
_STRING = (True, f"{_SYNTAX_PREFIX}.15")
_DSML = "http://www.dsml.org/DSML"
_MS = "http://www.microsoft.com/MMS/DSML"

AttributeType = tuple[bool, str]
"""Single-valued, and the syntax OID."""


@cache
def attribute_types(side: Literal["ad", "entra", "metaverse"]) -> Mapping[str, AttributeType]:
    """Return the known attribute types of one side."""
    document = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
    return {
        name: (bool(single), f"{_SYNTAX_PREFIX}{oid}" if oid.startswith(".") else oid)
        for name, (single, oid) in document[side].items()
    }


def ad_schema(attributes: Iterable[str], classes: Iterable[str]) -> str:
    """Write an AD schema on one line: default namespace, opaque ids, content rules at the end."""
    types = attribute_types("ad")
    names = sorted(attributes, key=str.casefold)
    ids = {name: f"A{_base36(index)}" for index, name in enumerate(names)}
    parts = []
    for name in names:
        single, syntax = types.get(name, _STRING)
        flag = ' single-value="true"' if single else ""
        parts.append(
            f'<attribute-type id="{ids[name]}"{flag}><name>{name}</name><syntax>{syntax}</syntax></attribute-type>'
        )
    references = "".join(f'<attribute ref="#{ids[name]}" required="false" />' for name in names)
    for index, name in enumerate(classes):
        parts.append(
            f'<class id="C{index + 1}" superior="#C0" type="structural"><name>{name}</name>{references}</class>'
        )
    parts.append('<class id="C0" type="abstract"><name>top</name></class>')
    parts.append('<m:dit-content-rule id="C1"><m:aux-class ref="#C0" /></m:dit-content-rule>')
    inner = "".join(parts)
    return f'<schema><dsml xmlns="{_DSML}" xmlns:m="{_MS}"><directory-schema>{inner}</directory-schema></dsml></schema>'


def prefixed_schema(classes: Mapping[str, Iterable[str]], types: Mapping[str, AttributeType], indent: str) -> list[str]:
    """Write a schema as the Entra connector and the metaverse have it: one element a line, prefixed names."""
    lines = [
        "<schema>",
        f'  <dsml:dsml xmlns:ms-dsml="{_MS}" xmlns:dsml="{_DSML}">',
        '    <dsml:directory-schema ms-dsml:no-objectclass-validation="true">',
    ]
    used: set[str] = set()
    for name, attributes in classes.items():
        wanted = sorted(attributes, key=str.casefold)
        used.update(wanted)
        lines += [f'      <dsml:class id="{name}" type="structural">', f"        <dsml:name>{name}</dsml:name>"]
        lines += [f'        <dsml:attribute ref="#{attribute}" required="false" />' for attribute in wanted]
        lines.append("      </dsml:class>")
    for name in sorted(used, key=str.casefold):
        single, syntax = types.get(name, _STRING)
        lines += [
            f'      <dsml:attribute-type id="{name}" single-value="{str(single).lower()}">',
            f"        <dsml:name>{name}</dsml:name>",
            f"        <dsml:syntax>{syntax}</dsml:syntax>",
            "      </dsml:attribute-type>",
        ]
    lines += ["    </dsml:directory-schema>", "  </dsml:dsml>", "</schema>"]
    return [f"{indent}{line}" for line in lines]


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number or not text:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text
