"""What filters ask without any page that says what it means: the reading taken is said, never silent."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.configuration import AttributeFlow, SyncRule
from analyzer.connect.flows.terms import flow_node, text_of
from analyzer.connect.scope import Operator, parse_operator
from analyzer.connect.scope.evaluate import number, unsigned
from analyzer.expressions.nodes import Attribute, Binary, Call, attributes_of, walk

_KEEP_ABSENCE = frozenset({"LCase", "UCase", "Trim", "CStr"})


def undocumented_tests(rule: SyncRule) -> Iterator[str]:
    """Yield the tests of a rule's scoping filter of which no page says what they ask, with the reading taken."""
    for condition in (condition for group in rule.scope for condition in group):
        operator = parse_operator(condition.operator)
        mask = number(condition.value)
        if operator is None:
            continue
        if operator.positive is Operator.IS_BIT_SET and mask is not None and unsigned(mask).bit_count() > 1:
            reading = "whether all bits of the mask count or any isn't documented; read as all of them"
        elif operator.positive is Operator.IS_IN and "," in condition.value:
            reading = "what separates the values isn't documented; read as semicolons"
        else:
            continue
        yield f"{condition.attribute} {condition.operator} {condition.value} (rule {rule.name}): {reading}"


def undocumented_comparisons(rule: SyncRule, flow: AttributeFlow, present: frozenset[str]) -> Iterator[str]:
    """Yield where a flow asks whether an attribute differs from something, although it may be absent.

    ``present`` are the attributes every object has, in lower case. Whoever asks ``IsPresent`` has thought of absence.
    """
    node = flow_node(flow)
    parts = list(walk(node)) if node is not None else []
    asked = {
        name.lower()
        for part in parts
        if isinstance(part, Call) and part.name in {"IsPresent", "IsNullOrEmpty", "IsNull"}
        for name in attributes_of(part)
    }
    for part in parts:
        if isinstance(part, Binary) and part.operator == "<>":
            for side in (part.left, part.right):
                subject = side.arguments[0] if isinstance(side, Call) and side.name in _KEEP_ABSENCE else side
                if isinstance(subject, Attribute) and subject.name.lower() not in asked | present:
                    yield (
                        f"{text_of(part)} (rule {rule.name}): how an absent value compares isn't documented; "
                        "read as different"
                    )
