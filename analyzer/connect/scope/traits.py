"""What a directory's schema says of attributes, as far as conditions on them need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from analyzer.configuration import SchemaAttribute


class AttributeKind(StrEnum):
    """How an attribute's values compare."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    BINARY = "binary"


_X500 = "1.3.6.1.4.1.1466.115.121.1."
_KINDS = {
    f"{_X500}7": AttributeKind.BOOLEAN,
    f"{_X500}27": AttributeKind.NUMBER,
    "1.2.840.113556.1.4.906": AttributeKind.NUMBER,
    f"{_X500}5": AttributeKind.BINARY,
    f"{_X500}40": AttributeKind.BINARY,
}


@dataclass(frozen=True, slots=True)
class AttributeTraits:
    """Kinds and multiplicity of attributes, by name in lower case; what is missing isn't known."""

    kinds: Mapping[str, AttributeKind] = field(default_factory=dict)
    multivalued: frozenset[str] = frozenset()

    def kind(self, attribute: str) -> AttributeKind:
        """Return how the attribute compares; text when nobody knows."""
        return self.kinds.get(attribute.lower(), AttributeKind.TEXT)

    def knows(self, attribute: str) -> bool:
        """Tell whether the schema names the attribute."""
        return attribute.lower() in self.kinds

    def is_multivalued(self, attribute: str) -> bool:
        """Tell whether the attribute is known to hold several values."""
        return attribute.lower() in self.multivalued


def traits_of(schema: Mapping[str, SchemaAttribute]) -> AttributeTraits:
    """Return the traits a connector's schema states; syntaxes without a kind of their own compare as text.

    The syntax OIDs are those of the DSML schema in a connector's file.
    """
    kinds = {name.lower(): _KINDS.get(attribute.syntax, AttributeKind.TEXT) for name, attribute in schema.items()}
    return AttributeTraits(
        kinds, frozenset(name.lower() for name, attribute in schema.items() if attribute.multivalued)
    )
