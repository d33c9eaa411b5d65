"""The knowledge base as typed values: what ``rules/*.yaml`` holds, after validation.

Every judgement carries its sources, every source the date it was checked. Texts are plain text (no markup);
``{placeholders}`` in procedure texts are filled with the customer's names by the planning stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from analyzer.configuration import Part
from analyzer.knowledge.conditions import Condition
from analyzer.vocabulary import Importance, Lane, Outcome


@dataclass(frozen=True, slots=True)
class Source:
    """One document. ``dated`` is the page's own date (``None`` when it has none), ``checked`` when we read it."""

    id: str
    title: str
    url: str
    dated: date | None
    checked: date


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One fact that conditions may name, as the assessment supplies it.

    ``type`` is ``truth``, ``number``, ``text`` or ``subjects`` (a number: how many there are). ``values`` names
    the values of each subject with their types; a fact of another type may have subjects too. ``needs`` are the
    parts a source must tell in full before an absence counts, ``whole`` says that a presence needs them as well.
    """

    name: str
    title: str
    type: str
    values: dict[str, str]
    needs: frozenset[Part] = frozenset()
    whole: bool = False

    @property
    def has_subjects(self) -> bool:
        """Whether ``for_each`` may name this fact."""
        return self.type == "subjects" or bool(self.values)


@dataclass(frozen=True, slots=True)
class Limit:
    """One number Cloud Sync or a tool holds to. ``conflict`` states what another document says."""

    id: str
    title: str
    value: int
    unit: str
    conflict: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What a reader needs to act: why it matters, what Cloud Sync does instead, what to do, how to verify."""

    meaning: str
    cloud_sync: str
    steps: tuple[str, ...]
    verify: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refinement:
    """A condition under which the outcome differs from the row's default, with the reason. First match wins."""

    when: Condition
    outcome: Outcome
    because: str


@dataclass(frozen=True, slots=True)
class FeatureRule:
    """One row of the feature comparison.

    ``in_use`` is ``None`` where an export can never tell and no question was found worth asking.
    ``connect`` and ``cloud_sync`` are the documents' words: yes, no, partial, preview, unknown.
    ``lane`` is the best lane still open to a domain that uses the feature; ``None`` leaves the lane alone.
    ``inferred`` marks judgements that no document states.
    """

    id: str
    title: str
    group: str
    connect: str
    cloud_sync: str
    in_use: Condition | None
    outcome: Outcome
    refinements: tuple[Refinement, ...]
    importance: Importance
    lane: Lane | None
    advice: Advice
    effort: str
    questions: tuple[str, ...]
    sources: tuple[Source, ...]
    conflict: str
    inferred: bool
    reason_to_move: bool

    @property
    def code(self) -> str:
        """The code of the finding this row becomes when it is in use, and the name of its docs page."""
        return f"FEATURE-{self.id.upper()}"


@dataclass(frozen=True, slots=True)
class FindingRule:
    """One kind of finding.

    ``for_each`` names a fact whose subjects each give one finding; empty means one for the configuration.
    ``title`` may hold ``{name}`` and other values of the subject. ``effort_when`` names the driver of a finding that
    was judged otherwise than ``outcome`` says.
    """

    code: str
    title: str
    group: str
    for_each: str
    when: Condition | None
    outcome: Outcome
    importance: Importance
    lane: Lane | None
    advice: Advice
    effort: str
    effort_when: Mapping[Outcome, str]
    questions: tuple[str, ...]
    sources: tuple[Source, ...]
    conflict: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class ToolCheck:
    """One published limit or blocker of Microsoft's migration tool.

    ``passes`` true → pass, false → fail, unknown → unknown. ``value`` names the fact shown as the measured value.
    """

    id: str
    title: str
    passes: Condition
    value: str
    limit: str
    questions: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date that matters. ``applies`` unknown is shown as such; the date is judged against the run's date."""

    id: str
    title: str
    date: date
    applies: Condition
    consequence: str
    action: str
    sources: tuple[Source, ...]
    conflict: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something an export can't tell. Its id is the name of the fact that an answer sets.

    ``kind``: ``yes-no``, ``number``, ``text``, ``names`` (a list) or ``choice`` (then ``choices``). ``per_domain``
    asks once per selected AD domain (``how`` may then hold ``{domain}``), and ``value`` names the value of the fact
    ``domains`` that each answer sets. ``asked_when`` ``None`` means always. ``how`` is exact PowerShell or a
    click path.
    """

    id: str
    text: str
    why: str
    who: str
    how: str
    kind: str
    choices: tuple[str, ...]
    per_domain: bool
    asked_when: Condition | None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """One thing that must be true before the move, with how to check it."""

    id: str
    group: str
    title: str
    requirement: str
    check: str
    applies: Condition | None
    sources: tuple[Source, ...]
    conflict: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the procedure. ``for_each`` as in :class:`FindingRule`; texts hold ``{placeholders}``."""

    id: str
    title: str
    text: str
    commands: tuple[str, ...]
    verify: tuple[str, ...]
    for_each: str
    when: Condition | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the procedure: prepare, pilot, move, finish, operate."""

    id: str
    title: str
    intro: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Cmdlet:
    """One cmdlet of the AADCloudSyncTools module, and when to use it."""

    name: str
    use: str
    note: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class EffortDriver:
    """Hours per unit. ``per`` says what a unit is; ``fact`` counts them (empty: one unit per finding that names it)."""

    id: str
    title: str
    per: str
    low_hours: float
    high_hours: float
    fact: str
    when: Condition | None


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """All knowledge, with the version and date it speaks for."""

    version: str
    as_of: date
    sources: dict[str, Source]
    limits: dict[str, Limit]
    features: tuple[FeatureRule, ...]
    findings: tuple[FindingRule, ...]
    tool_checks: tuple[ToolCheck, ...]
    deadlines: tuple[Deadline, ...]
    questions: tuple[Question, ...]
    prerequisites: tuple[Prerequisite, ...]
    stages: tuple[Stage, ...]
    cmdlets: tuple[Cmdlet, ...]
    effort: tuple[EffortDriver, ...]
    facts: dict[str, FactDefinition] = field(default_factory=dict)
