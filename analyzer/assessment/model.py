"""The result of an assessment: one frozen value that every report is written from.

Its shape is the contract of ``assessment.json`` (schema version 1); see ``docs/output.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from analyzer.assessment.facts import Evidence, Facts, Subject
from analyzer.assessment.flows.assess import AttributeFlows
from analyzer.assessment.flows.purposes import RulePurpose
from analyzer.assessment.scoping.model import DomainScope
from analyzer.configuration import Configuration, ConnectorKind, SyncRule
from analyzer.connect.scope import DifferenceKind
from analyzer.knowledge.model import Advice, Cmdlet, Limit, Source
from analyzer.vocabulary import CheckResult, Importance, InUse, Lane, Outcome, RuleOrigin


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """Which program and which knowledge made this assessment, and when (UTC, ISO 8601)."""

    name: str
    version: str
    knowledge_version: str
    knowledge_as_of: date
    assessed_at: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one-minute answer. ``reasons`` are ids of the findings that decided the lane, worst first."""

    lane: Lane
    headline: str
    explanation: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DomainVerdict:
    """The lane of one AD domain. ``objects`` is ``None`` until somebody answers."""

    name: str
    connector_id: str
    connector_name: str
    selected: bool
    lane: Lane | None
    reasons: tuple[str, ...]
    included: int
    excluded: int
    objects: int | None


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """One check of Microsoft's migration tool."""

    id: str
    title: str
    result: CheckResult
    value: str
    limit: str
    evidence: tuple[Evidence, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ToolEligibility:
    """Whether Microsoft's migration tool would take this configuration; ``None`` while something is unknown."""

    eligible: bool | None
    checks: tuple[CheckOutcome, ...]


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """One difference of a rule against the standard it comes from."""

    what: str
    expected: str
    actual: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """One sync rule, recognised and judged. ``purpose`` is there only where the rule isn't plain standard."""

    rule: SyncRule
    connector_name: str
    connector_kind: ConnectorKind
    origin: RuleOrigin
    outcome: Outcome
    because: str
    clone_of: str
    differences: tuple[RuleDifference, ...]
    drift: tuple[str, ...]
    finding_ids: tuple[str, ...]
    purpose: RulePurpose | None = None


NEW_CONTAINERS, PILOT_GROUP = "containers|new", "pilot-group"


def container_key(kind: DifferenceKind) -> str:
    """Return the key of all differences of one kind that the list of containers makes."""
    return f"containers|{kind}"


@dataclass(frozen=True, slots=True)
class PartitionScope:
    """What one partition includes and excludes, and what Cloud Sync would be given; ``plan`` has all the details.

    ``explained`` leads from the key of a difference to the id of the finding that explains it; containers and the
    pilot group have keys of their own (:func:`container_key`, :data:`NEW_CONTAINERS`, :data:`PILOT_GROUP`).
    """

    dn: str
    domain: str
    connector_id: str
    connector_name: str
    selected: bool
    object_classes: tuple[str, ...]
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    containers: tuple[str, ...]
    outcome: Outcome
    because: str
    plan: DomainScope | None = None
    explained: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeatureVerdict:
    """One row of the feature comparison, for this configuration. ``outcome`` counts only where it is in use."""

    id: str
    title: str
    group: str
    connect: str
    cloud_sync: str
    in_use: InUse
    outcome: Outcome
    because: str
    evidence: tuple[Evidence, ...]
    advice: Advice
    sources: tuple[Source, ...]
    conflict: str
    inferred: bool
    reason_to_move: bool
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EffortShare:
    """Hours one driver adds: ``units`` x low to high."""

    driver: str
    title: str
    per: str
    units: int
    low_hours: float
    high_hours: float


@dataclass(frozen=True, slots=True)
class Effort:
    """A range of hours and what it is made of."""

    low_hours: float
    high_hours: float
    shares: tuple[EffortShare, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing somebody must know or do. ``id`` is stable from run to run for the same subject."""

    id: str
    code: str
    title: str
    group: str
    outcome: Outcome
    importance: Importance
    lane: Lane | None
    subject: Subject
    effort: Effort
    evidence: tuple[Evidence, ...]
    advice: Advice
    sources: tuple[Source, ...]
    conflict: str
    inferred: bool
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question with its answer, if there is one. ``key`` addresses it in the answers file."""

    id: str
    key: str
    domain: str
    text: str
    why: str
    who: str
    how: str
    kind: str
    choices: tuple[str, ...]
    answer: str | None


@dataclass(frozen=True, slots=True)
class DeadlineVerdict:
    """One date: does it apply here, and how many days are left (negative: passed)."""

    id: str
    title: str
    date: date
    applies: InUse
    days_left: int
    consequence: str
    action: str
    conflict: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class PrerequisiteVerdict:
    """One prerequisite that applies here."""

    id: str
    group: str
    title: str
    requirement: str
    check: str
    conflict: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that was established and judged. Reports add nothing to it."""

    tool: ToolInfo
    configuration: Configuration
    facts: Facts
    verdict: Verdict
    domains: tuple[DomainVerdict, ...]
    migration_tool: ToolEligibility
    rules: tuple[RuleVerdict, ...]
    missing_rules: tuple[str, ...]
    scope: tuple[PartitionScope, ...]
    features: tuple[FeatureVerdict, ...]
    findings: tuple[Finding, ...]
    questions: tuple[OpenQuestion, ...]
    deadlines: tuple[DeadlineVerdict, ...]
    prerequisites: tuple[PrerequisiteVerdict, ...]
    effort: Effort
    limits: tuple[Limit, ...]
    cmdlets: tuple[Cmdlet, ...]
    flows: AttributeFlows | None = None
