"""Named values that connectors, partitions and the server carry."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.configuration.origin import Origin


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. Encrypted ones have an empty ``value``: secrets never enter the model."""

    name: str
    value: str
    use: str
    encrypted: bool
    origin: Origin
