"""Who is synchronised, whom Cloud Sync would take, and every difference between the two."""

from __future__ import annotations

from analyzer.assessment.scoping.documents import scope_document_of, scoped_schema
from analyzer.assessment.scoping.model import (
    Cause,
    ClassVerdict,
    DifferenceRow,
    DomainScope,
    FilterProposal,
    LimitRow,
    PartRow,
)
from analyzer.assessment.scoping.plan import ScopeInputs, plan_scope

__all__ = [
    "Cause",
    "ClassVerdict",
    "DifferenceRow",
    "DomainScope",
    "FilterProposal",
    "LimitRow",
    "PartRow",
    "ScopeInputs",
    "plan_scope",
    "scope_document_of",
    "scoped_schema",
]
