"""Effective attribute flows: inbound and outbound rules composed through the metaverse, and the engine itself."""

from __future__ import annotations

from analyzer.connect.flows.compose import INTERNAL_TARGETS, compose
from analyzer.connect.flows.model import (
    ClassReach,
    Composed,
    Composition,
    Contribution,
    EffectiveFlow,
    Foreign,
    ForeignSource,
    Part,
    Step,
    Timing,
    Writeback,
)

__all__ = [
    "INTERNAL_TARGETS", "ClassReach", "Composed", "Composition", "Contribution", "EffectiveFlow", "Foreign",
    "ForeignSource", "Part", "Step", "Timing", "Writeback", "compose",
]  # fmt: skip
