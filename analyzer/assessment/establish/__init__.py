"""Establishes the facts of a configuration; judges nothing.

Each module states one family of facts; their names and meanings are listed in ``rules/facts.yaml``.
"""

from __future__ import annotations

from analyzer.assessment.establish.establish import establish
from analyzer.assessment.establish.ground import Ground

__all__ = ["Ground", "establish"]
