"""Compares the types of a Connect call's arguments with its signature, as far as they are known."""

from __future__ import annotations

from analyzer.expressions.kinds import ValueType, kind_of_attribute
from analyzer.expressions.nodes import Attribute, Call, Dialect, Node, Number, Text
from analyzer.expressions.signatures import Signature, function_table

_WORDS = {
    ValueType.TEXT: "str",
    ValueType.NUMBER: "num",
    ValueType.BOOLEAN: "bool",
    ValueType.BINARY: "bin",
    ValueType.REFERENCE: "ref",
}
# Words of the reference that take anything.
_ANYTHING = frozenset({"var", "exp", "mv", ""})


def fits_types(call: Call, signature: Signature | None) -> bool:
    """Tell whether no argument is known to have another type than the signature says; several values count as one."""
    if signature is None:
        return False
    for index, argument in enumerate(call.arguments):
        found = _type_of(argument)
        expected = set(signature.argument(index).type.split("|"))
        if (
            found not in _ANYTHING
            and not expected & _ANYTHING
            and found not in {w.removeprefix("mv") for w in expected}
        ):
            return False
    return True


def _type_of(node: Node) -> str:
    """Return the reference's word for the type of an argument, "" when it isn't known."""
    if isinstance(node, Attribute):
        kind = kind_of_attribute(node.name)
        return _WORDS[kind.type] if kind.known else ""
    if isinstance(node, Call):
        entry = function_table().get(node.name, Dialect.CONNECT)
        returns = entry.connect.returns if entry is not None and entry.connect is not None else ""
        return returns.split("|")[0].removeprefix("mv")
    return "str" if isinstance(node, Text) else "num" if isinstance(node, Number) else ""
