"""Connect Sync's scope against Cloud Sync's, object by object."""

from __future__ import annotations

from analyzer.cloudsync.comparison.compare import cloud_takes, compare_class, explained, takes
from analyzer.cloudsync.comparison.formula import CloudCondition, conditions_of
from analyzer.cloudsync.comparison.model import ClassComparison, ClassDifference
from analyzer.cloudsync.comparison.values import Place

__all__ = [
    "ClassComparison",
    "ClassDifference",
    "CloudCondition",
    "Place",
    "cloud_takes",
    "compare_class",
    "conditions_of",
    "explained",
    "takes",
]
