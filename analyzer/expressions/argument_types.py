"""Compares the arguments of a call with its signature, as far as their types are known."""

from __future__ import annotations

from analyzer.expressions.kinds import ValueType, kind_of_attribute
from analyzer.expressions.nodes import Attribute, Call, Dialect, Node, Number, Text
from analyzer.expressions.signatures import Argument, Signature, function_table

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
    return all(misfit(argument, signature.argument(index)) is None for index, argument in enumerate(call.arguments))


def misfit(argument: Node, parameter: Argument) -> str | None:
    """Return the reference's word for an argument's type where it isn't one the parameter takes."""
    found = _type_of(argument)
    expected = set(parameter.type.split("|"))
    if found in _ANYTHING or expected & _ANYTHING or found in {word.removeprefix("mv") for word in expected}:
        return None
    # References stand in lists of values as texts do (the shipped rules count and search members).
    return None if found == "ref" and any(word.startswith("mv") for word in expected) else found


def several_values(argument: Node) -> str | None:
    """Return the name of the multi-valued attribute that an argument hands over, or ``None``."""
    while isinstance(argument, Call) and argument.name in {"Trim", "RemoveDuplicates"} and argument.arguments:
        argument = argument.arguments[0]
    if isinstance(argument, Attribute) and kind_of_attribute(argument.name).multi_valued:
        return argument.name
    return None


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
