"""Who reaches Entra ID today, as predicates over AD attributes that name the rules they come from."""

from __future__ import annotations

from analyzer.connect.reach.build import ReachBuilder
from analyzer.connect.reach.conditions import to_predicate
from analyzer.connect.reach.model import CLASSES, ClassScope, PartKind, ReachPart

__all__ = ["CLASSES", "ClassScope", "PartKind", "ReachBuilder", "ReachPart", "to_predicate"]
