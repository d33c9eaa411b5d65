"""Says an expression in plain words, for people who don't read sync rules every day."""

from __future__ import annotations

from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Negation,
    Node,
    Parameter,
    Text,
    Word,
    depth,
)
from analyzer.expressions.printer import print_expression

# Deeper expressions are shown as they are: their words would be no easier to read.
_DEEPEST = 40
_COMPARED = {
    "=": "is",
    "<>": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is greater than",
    ">=": "is at least",
}
_WORDS = {
    "NULL": "nothing",
    "AuthoritativeNull": "nothing, and no later rule may supply a value",
    "IgnoreThisFlow": "leave the attribute as it is",
}
# {0}, {1} … stand for the arguments in words.
_PHRASES = {
    "Trim": "{0} without blanks around it",
    "LCase": "{0} in lower case",
    "UCase": "{0} in upper case",
    "ToLower": "{0} in lower case",
    "ToUpper": "{0} in upper case",
    "Left": "the first {1} characters of {0}",
    "Right": "the last {1} characters of {0}",
    "Len": "the length of {0}",
    "Word": "word {1} of {0}, cut at {2}",
    "Item": "value {1} of {0}",
    "Count": "the number of values of {0}",
    "RemoveDuplicates": "{0}, each value once",
    "Replace": "{0} with {1} replaced by {2}",
    "InStr": "the place of {1} in {0}",
    "Contains": "the place of the value of {0} that contains {1}",
    "BitAnd": "the bits {1} of {0}",
    "CBool": "whether {0}",
    "CStr": "{0} as text",
    "ConvertToBase64": "{0} as Base64",
    "DateFromNum": "the date in {0}",
    "FormatDateTime": "{0} written as {1}",
    "DNComponent": "component {1} of {0}",
    "CRef": "{0}",
    "ImportedValue": "the imported value of {0}",
    "StringFromSid": "{0} as S-1-... text",
    "Error": "stop the object with the error {0}",
    "IgnoreFlowIfNullOrEmpty": "{0}, or leave the attribute as it is when that is empty",
    "IsPresent": "{0} is there",
    "IsNullOrEmpty": "{0} is absent or empty",
    "IsNull": "{0} is absent",
    "IsEmpty": "{0} is an empty text",
    "Not": "not: {0}",
}
_ARITY = {"Replace": 3, "FormatDateTime": 2}


def explain(node: Node) -> str:
    """Return one English sentence per branch, numbered where there are several.

    What has no wording here, or is nested too deeply for words to help, is quoted as it is written.
    """
    branches = _branches(node)
    sentences = [_sentence(conditions, result) for conditions, result in branches]
    if len(sentences) == 1:
        return sentences[0]
    return "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1))


def _branches(node: Node) -> list[tuple[list[str], Node]]:
    """Unfold ``IIF`` into cases, the first that holds counts; the last has no conditions of its own."""
    cases: list[tuple[list[str], Node]] = []
    pending: list[tuple[list[str], Node]] = [([], node)]
    while pending:
        conditions, current = pending.pop()
        if isinstance(current, Call) and current.name == "IIF" and len(current.arguments) == 3:
            test, yes, no = current.arguments
            pending.append((conditions, no))
            pending.append(([*conditions, _words(test)], yes))
        else:
            cases.append((conditions, current))
    return cases


def _sentence(conditions: list[str], result: Node) -> str:
    said = _words(result)
    if not conditions:
        return f"{said[0].upper()}{said[1:]}."
    return f"If {' and '.join(conditions)}: {said}."


def _words(node: Node) -> str:  # noqa: PLR0911  one return a kind
    if depth(node) > _DEEPEST:
        return print_expression(node)
    if isinstance(node, Attribute):
        return f"[{node.name}]"
    if isinstance(node, Text):
        return f'"{node.value}"' if node.raw else "an empty text"
    if isinstance(node, Boolean):
        return "true" if node.value else "false"
    if isinstance(node, Word):
        return _WORDS.get(node.name, node.name)
    if isinstance(node, Parameter):
        return f"the parameter {node.name}"
    return _composed(node) if node.children else print_expression(node)


def _composed(node: Node) -> str:
    parts = [_words(child) for child in node.children]
    if isinstance(node, Chain):
        if node.operator in {"&&", "||"}:
            word = " and " if node.operator == "&&" else " or "
            return "(" + word.join(parts) + ")"
        return " followed by ".join(parts) if node.operator == "&" else " plus ".join(parts)
    if isinstance(node, Binary) and node.operator in _COMPARED:
        return f"{parts[0]} {_COMPARED[node.operator]} {parts[1]}"
    if isinstance(node, Call) and node.name in _PHRASES:
        phrase = _PHRASES[node.name]
        wanted = _ARITY.get(node.name, phrase.count("{"))
        if len(parts) == wanted:
            return phrase.format(*parts)
    if isinstance(node, Negation | Binary):
        return print_expression(node)
    return f"{node.local}({', '.join(parts)})"
