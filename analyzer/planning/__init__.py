"""The way forward: procedure, coexistence, generated artefacts."""

from __future__ import annotations

from analyzer.planning.model import PlannedStage, PlannedStep
from analyzer.planning.procedure import plan

__all__ = ["PlannedStage", "PlannedStep", "plan"]
