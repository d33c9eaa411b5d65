"""The values expressions work on.

========================  ===================================================================
Python                    means
========================  ===================================================================
``str``                   text; references (distinguished names) are text as well
``int`` / ``float``       numbers
``bool``                  truth values
``bytes``                 binary values (objectGUID, objectSid, certificates)
``datetime``              a moment, always aware and in UTC
``tuple``                 several values of a multi-valued attribute, in the directory's order
``Special.NULL``          nothing: the attribute is absent; as a result, no contribution
``Special.AUTHORITATIVE`` ``AuthoritativeNull``: a contribution that is empty
``Special.IGNORE``        ``IgnoreThisFlow``, and what ``IgnoreFlowIfNullOrEmpty`` gives for nothing
``ErrorValue``            the object's synchronisation stops with this message
========================  ===================================================================
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias


class Special(Enum):
    """Values that are no data."""

    NULL = "NULL"
    AUTHORITATIVE = "AuthoritativeNull"
    IGNORE = "IgnoreThisFlow"

    def __repr__(self) -> str:
        return self.value


NULL = Special.NULL
ABSENT = Special.NULL
AUTHORITATIVE_NULL = Special.AUTHORITATIVE
IGNORE_THIS_FLOW = Special.IGNORE


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error as a value: it spreads through functions until an ``IIF`` leaves it behind."""

    message: str


Scalar: TypeAlias = str | int | float | bool | bytes | datetime | Special | ErrorValue
Value: TypeAlias = Scalar | tuple[Scalar, ...]

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def is_nothing(value: Value) -> bool:
    """Tell whether ``value`` is one of the null literals or an empty list of values."""
    return isinstance(value, Special) or value == ()


def is_blank(value: Value) -> bool:
    """Tell whether ``value`` is nothing or an empty text."""
    if value.__class__ is str:
        return value == ""
    return value == () if isinstance(value, tuple) else isinstance(value, Special) or value == b""


def single(value: Value) -> Value:
    """Return the one value of a one-element list, anything else as it is."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def as_text(value: Scalar) -> str:  # noqa: PLR0911  one return a kind
    """Return the text form under which a value is compared and stored.

    Booleans are ``True``/``False`` and binary values Base64, as in Cloud Sync's default mapping (captured
    schema,
    2025-09-20); moments are ISO 8601, our own choice: no mapping may depend on it.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.strftime(_MOMENT)
    if isinstance(value, Special):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.message if isinstance(value, ErrorValue) else str(value)


def describe(value: Value) -> str:
    """Return a value as a person would write it, shortened to about 60 characters."""
    if isinstance(value, tuple):
        return "(" + "; ".join(describe(item) for item in value) + ")" if value else "no values"
    if isinstance(value, Special):
        return "absent" if value is NULL else value.value
    if isinstance(value, ErrorValue):
        return f"error: {value.message}"
    text = as_text(value)
    if isinstance(value, str | bytes):
        text = text if len(text) <= 60 else f"{text[:40]}… ({len(text)} characters)"
        return f'"{text}"' if isinstance(value, str) else f"binary {text}"
    return text
