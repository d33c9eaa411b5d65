"""Distinguished names: cutting them into components and escaping one component."""

from __future__ import annotations

import re

from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import Registry, typed
from analyzer.expressions.evaluate.values import NULL, Value
from analyzer.expressions.nodes import Dialect

_COMPONENT = re.compile(r"((?:\\.|[^,\\])*)(?:,|$)", re.DOTALL)
_ESCAPED = re.compile(r'([,+"\\<>;=])')


def components(name: str) -> list[str]:
    """Return the components of a distinguished name, left to right, escapes kept."""
    parts: list[str] = []
    position = 0
    while position < len(name):
        found = _COMPONENT.match(name, position)
        if found is None or found.end() == position:
            break
        parts.append(found.group(1).strip())
        position = found.end()
    return parts


def _value(component: str) -> str:
    return component.partition("=")[2].strip()


def _component(name: str, number: int) -> Value:
    parts = components(name)
    return _value(parts[int(number) - 1]) if 1 <= number <= len(parts) else NULL


def _component_from_right(name: str, number: int, option: str = "") -> Value:
    parts = components(name)
    if option.upper() == "DC":
        parts = [part for part in parts if not part.lower().startswith("dc=")]
    return _value(parts[-int(number)]) if 1 <= number <= len(parts) else NULL


def _escape(component: str) -> Value:
    kind, equals, value = component.partition("=")
    text = value if equals else kind
    escaped = _ESCAPED.sub(r"\\\1", text)
    return f"{kind}={escaped}" if equals else escaped


def _beyond_end(name: str, number: int, option: str = "") -> bool:
    found = _component_from_right(name, number, option) if option else _component(name, number)
    return found is NULL


_END = (Assumption.DN_BEYOND_END, _beyond_end)
_C, _S = Dialect.CONNECT, Dialect.CLOUD_SYNC

CONNECT: Registry = {
    "DNComponent": typed(_C, "tn", _component, per_value=True, assumes=_END),
    "DNComponentRev": typed(_C, "tnw", _component_from_right, optional=1, per_value=True, assumes=_END),
    "EscapeDNComponent": typed(_C, "t", _escape, per_value=True),
}

CLOUD: Registry = {"DNComponent": typed(_S, "tn", _component, assumes=_END)}
