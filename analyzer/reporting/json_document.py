"""``assessment.json``: the whole assessment for other programs (schema version 1).

The shape is the contract of ``docs/output.md`` and of ``reports/schema/assessment.schema.json``. Lists keep the
order of the assessment (worst or first first); keys of objects are sorted, so equal input gives equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analyzer.assessment.model import (
    Assessment,
    DeadlineVerdict,
    DomainVerdict,
    Effort,
    FeatureVerdict,
    Finding,
    OpenQuestion,
    PrerequisiteVerdict,
    ToolEligibility,
)
from analyzer.configuration import Connector, Coverage
from analyzer.knowledge.model import Advice
from analyzer.planning.model import PlannedStage
from analyzer.reporting import json_flows
from analyzer.reporting.json_rules import evidence, filters, origin, source, sync_rule
from analyzer.reporting.json_scope import class_filters, partition
from analyzer.reporting.json_sources import sources

SCHEMA_VERSION = "1"

Document = dict[str, Any]


def to_document(assessment: Assessment, plan: Sequence[PlannedStage]) -> Document:
    """Return the assessment and the plan as JSON values, in the shape of schema version 1.

    ``batches`` is empty as long as no stage computes them; each sync rule carries its own flows, ``attribute_flows``
    are those from end to end.
    """
    configuration = assessment.configuration
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {
            "name": assessment.tool.name,
            "version": assessment.tool.version,
            "assessed_at": assessment.tool.assessed_at,
            "knowledge": {
                "version": assessment.tool.knowledge_version,
                "as_of": assessment.tool.knowledge_as_of.isoformat(),
            },
        },
        "pseudonyms": configuration.pseudonymised,
        "inputs": [asdict(one) for one in configuration.inputs],
        "coverage": _coverage(configuration.coverage),
        "notes": [{"origin": origin(note.origin), "text": note.text} for note in configuration.notes],
        "sources": sources(configuration),
        "verdict": {
            "lane": assessment.verdict.lane.value,
            "headline": assessment.verdict.headline,
            "explanation": assessment.verdict.explanation,
            "reasons": list(assessment.verdict.reasons),
        },
        "domains": [_domain(one) for one in assessment.domains],
        "migration_tool": _migration_tool(assessment.migration_tool),
        "connectors": [_connector(one) for one in configuration.connectors],
        "sync_rules": [sync_rule(one) for one in assessment.rules],
        "missing_standard_rules": list(assessment.missing_rules),
        "attribute_flows": json_flows.attribute_flows(assessment.flows),
        "object_classes": json_flows.object_classes(assessment.flows),
        "identity": json_flows.identity(assessment.flows),
        "scope": {
            "partitions": [partition(one) for one in assessment.scope],
            "filters": [
                *filters(configuration.active_directory_connectors, assessment.rules),
                *class_filters(assessment.scope),
            ],
        },
        "features": [_feature(one) for one in assessment.features],
        "findings": [_finding(one) for one in assessment.findings],
        "questions": _questions(assessment.questions),
        "deadlines": [_deadline(one) for one in assessment.deadlines],
        "prerequisites": [_prerequisite(one) for one in assessment.prerequisites],
        "effort": _effort(assessment.effort),
        "plan": [_stage(one) for one in plan],
        "batches": [],
    }


def write_json(document: Document, path: Path) -> None:
    """Write ``document`` to ``path``: UTF-8, sorted keys, one entry of a list a line, a newline at the end.

    One entry a line keeps two runs comparable and is ten times as fast to write as indenting everything. A lone
    surrogate (broken text of an export) has no UTF-8 form; it is written as a JSON escape instead.
    Raises ``OSError`` like :meth:`Path.write_bytes`.
    """
    members = ",\n".join(f"{_dumps(key)}: {_lines(value)}" for key, value in sorted(document.items()))
    path.write_bytes(f"{{\n{members}\n}}\n".encode("utf-8", "backslashreplace"))


def _lines(value: object) -> str:
    """Write a list, or an object of lists, with one entry a line; anything else on one line."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_dumps, value)) + "\n]"
    if isinstance(value, dict) and any(isinstance(member, list) for member in value.values()):
        return "{\n" + ",\n".join(f"{_dumps(key)}: {_lines(value[key])}" for key in sorted(value)) + "\n}"
    return _dumps(value)


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _coverage(coverage: Coverage) -> Document:
    return {
        "nodes_total": coverage.nodes_total,
        "nodes_understood": coverage.nodes_understood,
        "percent": coverage.percent,
        "not_understood": [{"origin": origin(one.origin), "what": one.what} for one in coverage.not_understood],
    }


def _domain(domain: DomainVerdict) -> Document:
    return {
        "name": domain.name,
        "connector_id": domain.connector_id,
        "connector_name": domain.connector_name,
        "selected": domain.selected,
        "lane": None if domain.lane is None else domain.lane.value,
        "reasons": list(domain.reasons),
        "included_containers": domain.included,
        "excluded_containers": domain.excluded,
        "objects": domain.objects,
    }


def _migration_tool(tool: ToolEligibility) -> Document:
    return {
        "eligible": "unknown" if tool.eligible is None else tool.eligible,
        "checks": [
            {
                "id": check.id,
                "title": check.title,
                "result": check.result.value,
                "value": check.value,
                "limit": check.limit,
                "evidence": [evidence(one) for one in check.evidence],
                "source": source(check.sources[0]) if check.sources else None,
                "sources": [source(one) for one in check.sources],
            }
            for check in tool.checks
        ],
    }


def _connector(connector: Connector) -> Document:
    settings = connector.active_directory
    entra = connector.entra
    return {
        "id": connector.id,
        "name": connector.name,
        "type": connector.kind.value,
        "category": connector.category,
        "subtype": connector.subtype,
        "created": connector.created,
        "modified": connector.modified,
        "account": _account(connector),
        "forest": settings.forest if settings else "",
        "password_hash_sync": settings.password_hash_sync if settings else None,
        "password_writeback": entra.password_writeback if entra else None,
        "group_filter": settings.group_filter_dn if settings else "",
        "object_classes": list(connector.classes),
        "attributes": list(connector.attributes),
        "partitions": [
            {"dn": one.dn.text, "domain": one.domain, "selected": one.selected} for one in connector.partitions
        ],
        "run_profiles": [profile.name for profile in connector.run_profiles],
    }


def _account(connector: Connector) -> str:
    if connector.active_directory:
        parts = (connector.active_directory.login_domain, connector.active_directory.login_user)
        return "\\".join(part for part in parts if part)
    return connector.entra.login_user if connector.entra else ""


def _advice(advice: Advice) -> Document:
    return {
        "meaning": advice.meaning,
        "cloud_sync": advice.cloud_sync,
        "steps": list(advice.steps),
        "verify": list(advice.verify),
    }


def _feature(feature: FeatureVerdict) -> Document:
    return {
        "id": feature.id,
        "title": feature.title,
        "group": feature.group,
        "connect": feature.connect,
        "cloud_sync": feature.cloud_sync,
        "in_use": feature.in_use.value,
        "outcome": feature.outcome.value,
        "because": feature.because,
        "evidence": [evidence(one) for one in feature.evidence],
        "guidance": _advice(feature.advice),
        "sources": [source(one) for one in feature.sources],
        "conflict": feature.conflict,
        "inferred": feature.inferred,
        "reason_to_move": feature.reason_to_move,
        "questions": list(feature.questions),
    }


def _finding(finding: Finding) -> Document:
    subject = finding.subject
    return {
        "id": finding.id,
        "code": finding.code,
        "title": finding.title,
        "group": finding.group,
        "outcome": finding.outcome.value,
        "importance": finding.importance.value,
        "lane": None if finding.lane is None else finding.lane.value,
        "subject": {"kind": subject.kind, "id": subject.id, "name": subject.name, "domains": list(subject.domains)},
        "effort": _effort(finding.effort),
        "evidence": [evidence(one) for one in finding.evidence],
        "guidance": _advice(finding.advice),
        "sources": [source(one) for one in finding.sources],
        "conflict": finding.conflict,
        "inferred": finding.inferred,
        "questions": list(finding.questions),
    }


def _effort(effort: Effort) -> Document:
    return {
        "low_hours": effort.low_hours,
        "high_hours": effort.high_hours,
        "drivers": [asdict(share) for share in effort.shares],
    }


def _questions(questions: Sequence[OpenQuestion]) -> list[Document]:
    """One entry per question; a question asked for each domain has one answer entry per domain, with its ``how``."""
    entries: dict[str, Document] = {}
    for one in questions:
        entry = entries.setdefault(
            one.id,
            {
                "id": one.id,
                "text": one.text,
                "why": one.why,
                "who": one.who,
                "how": one.how,
                "kind": one.kind,
                "choices": list(one.choices),
                "answers": [],
            },
        )
        entry["answers"].append({"key": one.key, "domain": one.domain or None, "how": one.how, "answer": one.answer})
    return list(entries.values())


def _deadline(deadline: DeadlineVerdict) -> Document:
    return {
        "id": deadline.id,
        "title": deadline.title,
        "date": deadline.date.isoformat(),
        "applies": deadline.applies.value,
        "days_left": deadline.days_left,
        "consequence": deadline.consequence,
        "action": deadline.action,
        "conflict": deadline.conflict,
        "sources": [source(one) for one in deadline.sources],
    }


def _prerequisite(prerequisite: PrerequisiteVerdict) -> Document:
    return asdict(prerequisite) | {"sources": [source(one) for one in prerequisite.sources]}


def _stage(stage: PlannedStage) -> Document:
    return {
        "id": stage.id,
        "title": stage.title,
        "intro": stage.intro,
        "steps": [
            {
                "id": step.id,
                "title": step.title,
                "subject": step.subject,
                "text": step.text,
                "commands": list(step.commands),
                "verify": list(step.verify),
                "sources": [source(one) for one in step.sources],
            }
            for step in stage.steps
        ],
    }
