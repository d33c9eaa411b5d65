"""Conversions: truth values, numbers, Base64, hexadecimal, GUIDs and SIDs."""

from __future__ import annotations

import base64
import binascii
import uuid
from datetime import datetime

from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.core import Environment, Function, Registry, as_number, kind_of, typed
from analyzer.expressions.evaluate.values import (
    NULL,
    ErrorValue,
    Value,
    as_text,
    is_blank,
    is_nothing,
    single,
)
from analyzer.expressions.nodes import Dialect

_ENCODINGS = {"unicode": "utf-16-le", "ascii": "ascii", "utf8": "utf-8"}


def _truth(value: Value) -> Value:
    """Return True for a true or non-zero operand, else False."""
    if is_nothing(value):
        return False
    if isinstance(value, int | float):
        return value != 0
    return isinstance(value, str) and (value.lower() == "true" or as_number(value) not in {None, 0})


def _connect_bool(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    if is_nothing(value):
        environment.noted.add(Assumption.CONNECT_NULL_CONDITION)
    return _truth(value)


def _cloud_bool(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    if is_nothing(value):
        environment.noted.add(Assumption.CLOUD_NULL_ARGUMENT)
    return _truth(value)


def _connect_number(text: str) -> Value:
    try:
        return int(text) if len(text) < 40 else ErrorValue("CNum: not a number")
    except ValueError:
        return ErrorValue(f"CNum: not a number: {text[:40]}")


def _as_string(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    if is_nothing(value):
        environment.noted.add(Assumption.CONNECT_NULL_ARGUMENT)
        return NULL
    if isinstance(value, str | bool | int | float):
        return as_text(value)
    return ErrorValue(f"CStr: {kind_of(value)} has no text form")


def _cloud_string(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    if isinstance(value, tuple) and value:
        environment.noted.add(Assumption.CLOUD_NOT_PER_VALUE)
        return ErrorValue("CStr: several values")
    return NULL if isinstance(value, tuple) or is_nothing(value) else as_text(value)


def _to_base64(source: str | bytes) -> Value:
    return base64.b64encode(source if isinstance(source, bytes) else source.encode("utf-16-le")).decode("ascii")


def _from_base64(source: str, encoding: str = "Unicode") -> Value:
    try:
        return base64.b64decode(source, validate=True).decode(_ENCODINGS[encoding.lower()])
    except (KeyError, ValueError, binascii.Error):
        return ErrorValue("ConvertFromBase64: not Base64 of that encoding")


def _to_hex(text: str) -> Value:
    return text.encode("utf-8").hex().upper()


def _from_hex(text: str) -> Value:
    try:
        return bytes.fromhex(text).decode("utf-8")
    except ValueError:
        return ErrorValue("ConvertFromUTF8Hex: not hexadecimal UTF-8")


def _guid(text: str) -> Value:
    try:
        return uuid.UUID(text).bytes_le
    except ValueError:
        return ErrorValue("CGuid: not a GUID")


def _guid_text(value: str | bytes) -> Value:
    if isinstance(value, bytes) and len(value) == 16:
        return str(uuid.UUID(bytes_le=value))
    return ErrorValue("StringFromGuid: 16 bytes expected")


def _sid_text(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    if is_blank(value):
        environment.noted.add(Assumption.CONNECT_NULL_ARGUMENT)
        return NULL
    if not isinstance(value, bytes) or len(value) < 8 or len(value) != 8 + 4 * value[1]:
        return ErrorValue("StringFromSid: not a security identifier")
    authority = int.from_bytes(value[2:8], "big")
    parts = [int.from_bytes(value[at : at + 4], "little") for at in range(8, len(value), 4)]
    return "-".join(["S", str(value[0]), str(authority), *map(str, parts)])


def _is_string(arguments: list[Value], environment: Environment) -> Value:
    return isinstance(single(arguments[0]), str | int | float)


def _cloud_is_string(arguments: list[Value], environment: Environment) -> Value:
    value = single(arguments[0])
    if isinstance(value, bytes):
        environment.noted.add(Assumption.CLOUD_BINARY)
    return not isinstance(value, tuple | datetime) and not is_nothing(value)


def _number_to_binary(value: int, length: int) -> Value:
    try:
        return int(value).to_bytes(int(length), "little")
    except OverflowError:
        return ErrorValue("CBin: the number doesn't fit")


_C, _S = Dialect.CONNECT, Dialect.CLOUD_SYNC

CONNECT: Registry = {
    "CBool": Function(_connect_bool, fewest=1, most=1),
    "CNum": typed(_C, "t", _connect_number),
    "CStr": Function(_as_string, fewest=1, most=1, per_value=True),
    "CRef": typed(_C, "t", lambda text: text),
    "ConvertToBase64": typed(_C, "b", _to_base64, per_value=True),
    "ConvertFromBase64": typed(_C, "tw", _from_base64, optional=1, per_value=True),
    "ConvertToUTF8Hex": typed(_C, "t", _to_hex, per_value=True),
    "ConvertFromUTF8Hex": typed(_C, "t", _from_hex, per_value=True),
    "CGuid": typed(_C, "t", _guid, per_value=True),
    "StringFromGuid": typed(_C, "b", _guid_text, per_value=True),
    "StringFromSid": Function(_sid_text, fewest=1, most=1, per_value=True),
    "IsString": Function(_is_string, fewest=1, most=1),
    "CBin": typed(_C, "nn", _number_to_binary),
}

CLOUD: Registry = {
    "CBool": Function(_cloud_bool, fewest=1, most=1),
    "CStr": Function(_cloud_string, fewest=1, most=1),
    "ConvertToBase64": typed(_S, "t", _to_base64),
    "ConvertFromBase64": typed(_S, "tw", _from_base64, optional=1),
    "ConvertToUTF8Hex": typed(_S, "t", _to_hex),
    "StringFromSid": Function(_sid_text, fewest=1, most=1),
    "IsString": Function(_cloud_is_string, fewest=1, most=1),
}
