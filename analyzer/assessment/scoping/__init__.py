"""Who is synchronised, whom Cloud Sync would take, and every difference between the two."""

from __future__ import annotations

from analyzer.assessment.scoping.documents import file_name, scope_documents, scoped_schema
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
    "file_name",
    "plan_scope",
    "scope_documents",
    "scoped_schema",
]
