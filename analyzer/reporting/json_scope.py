"""The scope in ``assessment.json``: partitions, what narrows them, and who is taken class by class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from analyzer.assessment.model import NEW_CONTAINERS, PILOT_GROUP, PartitionScope, container_key
from analyzer.assessment.scoping.model import ClassVerdict, DifferenceRow, FilterProposal
from analyzer.connect.scope import ScopeDifference

Document = dict[str, Any]


def partition(scope: PartitionScope) -> Document:
    """Return one partition with what Cloud Sync would be given."""
    plan = scope.plan
    proposal = plan.containers if plan else None
    return {
        "dn": scope.dn,
        "domain": scope.domain,
        "connector_id": scope.connector_id,
        "selected": scope.selected,
        "object_classes": list(scope.object_classes),
        "included": list(scope.included),
        "excluded": list(scope.excluded),
        "problems": [problem.text for problem in plan.tree.problems] if plan else [],
        "limits": [
            {"id": row.id, "title": row.title, "value": row.value, "limit": row.limit, "unit": row.unit}
            for row in (plan.limits if plan else ())
        ],
        "cloud_sync": {
            "containers": list(scope.containers),
            "whole_domain": bool(proposal and proposal.filter.whole_domain),
            "complete": bool(plan and plan.finished),
            "groups": list((plan.group.fragment or {}).get("includedGroups", [])) if plan else [],
            "outcome": scope.outcome.value,
            "because": scope.because,
            "differences": [
                *(
                    _container(one, scope.explained.get(container_key(one.kind)))
                    for one in (proposal.differences if proposal else ())
                ),
                *(
                    _container(one, scope.explained.get(PILOT_GROUP))
                    for one in (plan.group.differences if plan else ())
                ),
            ],
            "new_containers": [
                {
                    "container": one.container.text,
                    "text": one.text,
                    "example": one.example,
                    "finding_id": scope.explained.get(NEW_CONTAINERS),
                }
                for one in (proposal.new_containers if proposal else ())
            ],
            "questions": [
                {"text": one.text, "commands": list(one.commands)} for one in (proposal.questions if proposal else ())
            ],
        },
    }


def _container(difference: ScopeDifference, finding: str | None) -> Document:
    return {
        "kind": str(difference.kind),
        "reach": str(difference.reach),
        "container": difference.container.text,
        "example": difference.example,
        "reason": difference.reason,
        "finding_id": finding,
    }


def class_filters(scopes: Iterable[PartitionScope]) -> Iterator[Document]:
    """Yield who is taken, for each class of each selected partition."""
    for scope in scopes:
        for verdict in scope.plan.classes if scope.plan else ():
            yield {
                "kind": "class",
                "connector_id": scope.connector_id,
                "rule_id": None,
                "name": verdict.object_class,
                "conditions": [],
                "reach": _reach(scope, verdict),
            }


def _reach(scope: PartitionScope, verdict: ClassVerdict) -> Document:
    return {
        "domain": scope.domain or scope.dn,
        "entra_classes": list(verdict.entra_classes),
        "words": verdict.words,
        "password_hashes": verdict.passwords,
        "verdict": verdict.verdict,
        "as_documented": verdict.as_documented,
        "notes": list(verdict.notes),
        "parts": [
            {"kind": part.kind, "words": part.words, "rules": list(part.rules), "custom": part.custom}
            for part in verdict.parts
        ],
        "differences": [_difference(row, scope) for row in verdict.differences],
        "proposal": None if verdict.filter is None else _proposal(verdict.filter),
    }


def _difference(row: DifferenceRow, scope: PartitionScope) -> Document:
    return {
        "kind": str(row.kind),
        "cause": str(row.cause),
        "condition": row.condition,
        "text": row.text,
        "example": [{"attribute": name, "value": value} for name, value in row.example],
        "rules": list(row.rules),
        "finding_id": scope.explained.get(row.key),
    }


def _proposal(proposal: FilterProposal) -> Document:
    return {
        "words": proposal.words,
        "outcome": proposal.outcome.value,
        "groups": [
            [
                {"attribute": clause.attribute, "operator": str(clause.operator), "values": list(clause.values)}
                for clause in group.clauses
            ]
            for group in proposal.groups
        ],
        "refusals": list(proposal.refusals),
        "losses": list(proposal.losses),
        "assumptions": list(proposal.assumptions),
        "remaining": [row.text for row in proposal.remaining],
    }
