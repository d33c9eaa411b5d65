"""Translates Connect expressions to Cloud Sync."""

from __future__ import annotations

from analyzer.expressions.translate.result import Loss, Outcome, Translation
from analyzer.expressions.translate.service import translate

__all__ = ["Loss", "Outcome", "Translation", "translate"]
