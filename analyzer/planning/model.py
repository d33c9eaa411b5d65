"""The way forward, filled with the customer's names."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.knowledge.model import Source


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step. ``subject`` is the domain or object it is for, empty when for all; ``commands`` are PowerShell."""

    id: str
    title: str
    subject: str
    text: str
    commands: tuple[str, ...]
    verify: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """One stage of the procedure with its steps in order."""

    id: str
    title: str
    intro: str
    steps: tuple[PlannedStep, ...]
