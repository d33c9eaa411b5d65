"""Where a fact was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The place in the export a node was read from.

    Attributes:
        file: path inside the input, with ``/`` on every platform.
        path: XPath, JSON path or similar inside the file.
        line: 1-based line, ``None`` where the format has none.

    """

    file: str
    path: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file
