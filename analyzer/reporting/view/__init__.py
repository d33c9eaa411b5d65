"""View models: what reports print, as frozen values of ready-to-print text.

One call makes all of it from the assessment and the plan; writers only place it. Judgement happened before.
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.assessment.model import Assessment
from analyzer.planning.model import PlannedStage
from analyzer.reporting.labels import IMPORTANCES, IN_USE, LANES, OUTCOMES, RULE_ORIGINS
from analyzer.reporting.view.basis import BasisView, ToolView, basis_view, tool_view
from analyzer.reporting.view.connectors import ConnectorsView, connectors_view
from analyzer.reporting.view.features import FeaturesView, features_view
from analyzer.reporting.view.findings import FindingsView, findings_view
from analyzer.reporting.view.flows import FlowsView, flows_view
from analyzer.reporting.view.parts import IMPORTANCE_BADGES, LANE_BADGES, OUTCOME_BADGES, Badge
from analyzer.reporting.view.plan import (
    CmdletView,
    PrerequisiteGroup,
    StageView,
    cmdlet_views,
    prerequisite_groups,
    stage_views,
)
from analyzer.reporting.view.questions import QuestionsView, questions_view
from analyzer.reporting.view.rules import RulesView, rules_view
from analyzer.reporting.view.scope import ScopeView, scope_view
from analyzer.reporting.view.summary import SummaryView, summary_view

__all__ = ["LegendView", "ReportView", "report_view"]


@dataclass(frozen=True, slots=True)
class LegendView:
    """What the words mean."""

    outcomes: tuple[Badge, ...]
    importances: tuple[Badge, ...]
    lanes: tuple[Badge, ...]
    in_use: tuple[tuple[str, str], ...]
    rule_origins: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report. ``storage_key`` names this assessment's ticks in the browser; it holds no customer text."""

    server: str
    pseudonymised: bool
    assessed_on: str
    storage_key: str
    summary: SummaryView
    tool: ToolView
    scope: ScopeView
    findings: FindingsView
    questions: QuestionsView
    features: FeaturesView
    rules: RulesView
    flows: FlowsView
    connectors: ConnectorsView
    prerequisites: tuple[PrerequisiteGroup, ...]
    stages: tuple[StageView, ...]
    cmdlets: tuple[CmdletView, ...]
    basis: BasisView
    legend: LegendView


def report_view(assessment: Assessment, plan: tuple[PlannedStage, ...]) -> ReportView:
    """Make the whole report."""
    configuration = assessment.configuration
    return ReportView(
        server=configuration.settings.server or "unnamed server",
        pseudonymised=configuration.pseudonymised,
        assessed_on=assessment.tool.assessed_at[:10],
        storage_key="-".join(i.sha256[:12] for i in configuration.inputs[:1]),
        summary=summary_view(assessment),
        tool=tool_view(assessment),
        scope=scope_view(assessment),
        findings=findings_view(assessment),
        questions=questions_view(assessment.questions),
        features=features_view(assessment),
        rules=rules_view(assessment),
        flows=flows_view(assessment),
        connectors=connectors_view(configuration),
        prerequisites=prerequisite_groups(assessment.prerequisites),
        stages=stage_views(plan),
        cmdlets=cmdlet_views(assessment.cmdlets),
        basis=basis_view(assessment, plan),
        legend=_legend(),
    )


def _legend() -> LegendView:
    return LegendView(
        outcomes=tuple(OUTCOME_BADGES[o] for o in OUTCOMES),
        importances=tuple(IMPORTANCE_BADGES[i] for i in IMPORTANCES),
        lanes=tuple(LANE_BADGES[lane] for lane in LANES),
        in_use=tuple((label.word, label.meaning) for label in IN_USE.values()),
        rule_origins=tuple((label.word, label.meaning) for label in RULE_ORIGINS.values()),
    )
