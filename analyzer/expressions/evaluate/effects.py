"""What a result does to the target attribute: the level on which two expressions are compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.expressions.evaluate.values import (
    IGNORE_THIS_FLOW,
    ErrorValue,
    Special,
    Value,
    as_text,
    describe,
    single,
)


class EffectKind(StrEnum):
    """What happens to the target attribute when this flow is the only one that reaches it."""

    VALUE = "value"
    REMOVED = "removed"
    KEPT = "kept"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Effect:
    """The target's attribute after the flow.

    Attributes:
        kind: what happens.
        values: the text forms written, sorted, since a directory keeps values in no order; empty unless
        ``kind`` is
            ``VALUE``.
        shown: the result as a person would write it.

    """

    kind: EffectKind
    values: tuple[str, ...] = ()
    shown: str = ""

    def same_as(self, other: Effect) -> bool:
        """Tell whether the target ends the same; the wording of an error doesn't matter."""
        return self.kind is other.kind and self.values == other.values


def effect_of(value: Value) -> Effect:
    """Return the effect of an expression's result.

    ``NULL`` means no contribution: with no other contributor the attribute is removed, as it is with
    ``AuthoritativeNull`` and with an empty text; ``IgnoreThisFlow`` leaves what is there (declarative
    provisioning
    pages, 2025-04-09; Cloud Sync expression builder page, 2025-04-09).
    """
    value = single(value)
    if isinstance(value, ErrorValue):
        return Effect(EffectKind.ERROR, shown=describe(value))
    if value is IGNORE_THIS_FLOW:
        return Effect(EffectKind.KEPT, shown="the attribute keeps its value")
    if isinstance(value, Special):
        return Effect(EffectKind.REMOVED, shown="the attribute is removed")
    items = value if isinstance(value, tuple) else (value,)
    texts = tuple(sorted(text for text in (as_text(item) for item in items) if text))
    if not texts:
        return Effect(EffectKind.REMOVED, shown="the attribute is removed")
    return Effect(EffectKind.VALUE, texts, describe(value))
