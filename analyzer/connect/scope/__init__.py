"""Who Connect Sync takes: the OU filter of each partition, the pilot group, and conditions on attributes."""

from __future__ import annotations

from analyzer.connect.scope.cloud_clauses import ClauseTranslation, FilterShape, to_cloud_clauses
from analyzer.connect.scope.cloud_literals import AbsentReading, CloudClause, Loss, LossKind, Refusal
from analyzer.connect.scope.containers import (
    ContainerNode,
    ContainerProblem,
    ContainerState,
    Decision,
    Effect,
    NewContainers,
    PartitionScope,
    ProblemKind,
)
from analyzer.connect.scope.differences import DifferenceKind, NewContainerChange, Reach, ScopeDifference
from analyzer.connect.scope.evaluate import Entry, evaluate
from analyzer.connect.scope.groups import GroupPilotFilter, PilotState, pilot_filter
from analyzer.connect.scope.predicate import (
    And,
    Clause,
    FalseP,
    Not,
    Opaque,
    Operator,
    Or,
    Predicate,
    TrueP,
    conjunction,
    disjunction,
    from_scope,
    leaves,
    parse_operator,
)
from analyzer.connect.scope.proof import Disagreement, ScopeComparison, compare, prove, sample_names
from analyzer.connect.scope.questions import ContainerQuestion
from analyzer.connect.scope.simplify import denied, simplify
from analyzer.connect.scope.traits import AttributeKind, AttributeTraits, traits_of
from analyzer.connect.scope.tree import build_partition_scope, build_partition_scopes
from analyzer.connect.scope.words import in_words

__all__ = [
    "AbsentReading",
    "And",
    "AttributeKind",
    "AttributeTraits",
    "Clause",
    "ClauseTranslation",
    "CloudClause",
    "ContainerNode",
    "ContainerProblem",
    "ContainerQuestion",
    "ContainerState",
    "Decision",
    "DifferenceKind",
    "Disagreement",
    "Effect",
    "Entry",
    "FalseP",
    "FilterShape",
    "GroupPilotFilter",
    "Loss",
    "LossKind",
    "NewContainerChange",
    "NewContainers",
    "Not",
    "Opaque",
    "Operator",
    "Or",
    "PartitionScope",
    "PilotState",
    "Predicate",
    "ProblemKind",
    "Reach",
    "Refusal",
    "ScopeComparison",
    "ScopeDifference",
    "TrueP",
    "build_partition_scope",
    "build_partition_scopes",
    "compare",
    "conjunction",
    "denied",
    "disjunction",
    "evaluate",
    "from_scope",
    "in_words",
    "leaves",
    "parse_operator",
    "pilot_filter",
    "prove",
    "sample_names",
    "simplify",
    "to_cloud_clauses",
    "traits_of",
]
