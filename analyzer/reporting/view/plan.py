"""The way forward, prerequisites and the cmdlets of day-2 management."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.assessment.model import PrerequisiteVerdict
from analyzer.knowledge.model import Cmdlet
from analyzer.planning.model import PlannedStage
from analyzer.reporting.anchors import anchor
from analyzer.reporting.view.parts import SourceView, source_views


@dataclass(frozen=True, slots=True)
class StepView:
    """One step with a box to tick. ``number`` is ``2.3``: third step of the second stage."""

    anchor: str
    number: str
    title: str
    subject: str
    text: str
    commands: tuple[str, ...]
    verify: tuple[str, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage."""

    anchor: str
    number: int
    title: str
    intro: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class PrerequisiteView:
    """One prerequisite."""

    anchor: str
    title: str
    requirement: str
    check: str
    conflict: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class PrerequisiteGroup:
    """Prerequisites of one group, in the order of the knowledge."""

    title: str
    prerequisites: tuple[PrerequisiteView, ...]


@dataclass(frozen=True, slots=True)
class CmdletView:
    """One cmdlet and when to use it."""

    name: str
    use: str
    note: str
    sources: tuple[SourceView, ...]


def stage_views(plan: tuple[PlannedStage, ...]) -> tuple[StageView, ...]:
    """Show the stages in order. A step that repeats per domain keeps its own number."""
    return tuple(
        StageView(
            anchor=anchor("stage", stage.id),
            number=index,
            title=stage.title,
            intro=stage.intro,
            steps=tuple(
                StepView(
                    anchor=anchor("step", f"{stage.id}-{step.id}-{position}"),
                    number=f"{index}.{position}",
                    title=step.title,
                    subject=step.subject,
                    text=step.text,
                    commands=step.commands,
                    verify=step.verify,
                    sources=source_views(step.sources),
                )
                for position, step in enumerate(stage.steps, 1)
            ),
        )
        for index, stage in enumerate(plan, 1)
    )


def prerequisite_groups(prerequisites: tuple[PrerequisiteVerdict, ...]) -> tuple[PrerequisiteGroup, ...]:
    """Show prerequisites by group, groups in order of appearance."""
    titles = dict.fromkeys(p.group for p in prerequisites)
    return tuple(
        PrerequisiteGroup(
            title,
            tuple(
                PrerequisiteView(
                    anchor("prerequisite", p.id),
                    p.title,
                    p.requirement,
                    p.check,
                    p.conflict,
                    source_views(p.sources),
                )
                for p in prerequisites
                if p.group == title
            ),
        )
        for title in titles
    )


def cmdlet_views(cmdlets: tuple[Cmdlet, ...]) -> tuple[CmdletView, ...]:
    """Show the cmdlets."""
    return tuple(CmdletView(c.name, c.use, c.note, source_views(c.sources)) for c in cmdlets)
