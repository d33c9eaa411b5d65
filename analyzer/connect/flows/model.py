"""What attribute flows come to: from an AD object straight to the attribute in Entra ID."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from analyzer.configuration import AttributeFlow, MergeType, SyncRule
from analyzer.connect.flows.terms import text_of
from analyzer.expressions.nodes import Node


class ForeignSource(StrEnum):
    """Where a value comes from that isn't the AD object's own."""

    ENTRA = "entra"
    FOREST = "forest"
    OTHER = "other"


class Part(StrEnum):
    """What a contributing rule does to the target attribute."""

    WINS = "wins"
    FOLLOWS = "follows"
    BLOCKED = "blocked"
    OUT_OF_SCOPE = "out-of-scope"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One rule's flow to an attribute, and whether it ever decides the value.

    ``FOLLOWS`` rules decide where those before them contribute nothing; ``BLOCKED`` ones never do, because a rule
    before them always does or says the same; ``OUT_OF_SCOPE`` ones are never in scope for such an object.
    """

    rule: SyncRule
    flow: AttributeFlow
    part: Part


@dataclass(frozen=True, slots=True)
class Foreign:
    """A flow from somewhere else that may decide an attribute; it is named, its value isn't guessed.

    ``before`` tells whether its rule precedes the object's own first contributor.
    """

    source: ForeignSource
    connector_id: str
    rule: SyncRule
    flow: AttributeFlow
    before: bool


class Timing(StrEnum):
    """When a value is written: at every change, when the object is created, or some parts so and some so."""

    ALWAYS = "always"
    ONCE = "once"
    MIXED = "mixed"


def timing_of(timings: Iterable[Timing]) -> Timing:
    """Return the timing of what is made of several; nothing is made at every change."""
    found = set(timings)
    return found.pop() if len(found) == 1 else Timing.MIXED if found else Timing.ALWAYS


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a decision list: where ``guard`` holds, ``value`` decides, unless it gives nothing."""

    guard: Node
    value: Node
    timing: Timing = Timing.ALWAYS


@dataclass(frozen=True, slots=True)
class Composed:
    """A decision list in two forms: its steps and one expression that does the same.

    Attributes:
        steps: in order of precedence.
        node: the whole list as one Connect expression; ``None`` when it is larger than anything that can be mapped.
        merge: how several contributors combine.
        contributions: all rules, by precedence.
        foreign: what comes from elsewhere.
        timing: when the deciding flows work; a value that only comes back from Entra ID writes nothing.

    """

    steps: tuple[Step, ...]
    node: Node | None
    merge: MergeType
    contributions: tuple[Contribution, ...]
    foreign: tuple[Foreign, ...] = ()
    defect: str = ""
    timing: Timing = Timing.ALWAYS


@dataclass(frozen=True, slots=True)
class EffectiveFlow:
    """What Connect Sync writes to one Entra attribute of one kind of object.

    Attributes:
        connector_id: the AD connector.
        ad_class: AD object class.
        entra_class: class of the Entra object.
        target: the attribute as the rules spell it.
        composed: the decision list over AD attributes; ``entra:`` attributes are values Entra ID already has.
        inbound: contributions of the inbound rules, by metaverse attribute that the outbound flows read.
        reads: AD attributes read, in order of first use.

    """

    connector_id: str
    ad_class: str
    entra_class: str
    target: str
    composed: Composed
    inbound: tuple[tuple[str, tuple[Contribution, ...]], ...]
    foreign: tuple[Foreign, ...]
    reads: tuple[str, ...]
    uses_entra: tuple[str, ...]

    @property
    def node(self) -> Node | None:
        """The whole flow as one Connect expression over AD attributes."""
        return self.composed.node

    @property
    def text(self) -> str:
        """The expression's text, empty when it is too large to be written as one."""
        return "" if self.composed.node is None else text_of(self.composed.node)

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of the inbound and outbound rules that can decide the value, by precedence."""
        deciding = (Part.WINS, Part.FOLLOWS)
        inbound = (c for _, found in self.inbound for c in found)
        rules = [c.rule for c in (*inbound, *self.composed.contributions) if c.part in deciding]
        return tuple(dict.fromkeys(rule.name for rule in sorted(rules, key=lambda rule: rule.precedence)))


@dataclass(frozen=True, slots=True)
class ClassReach:
    """How objects of one AD class reach Entra ID.

    Attributes:
        projected: whether a rule brings them into the metaverse on their own.
        entra_class: the class they are provisioned as, empty when they never are.
        universe: what holds for every such object (a condition over AD attributes).
        pilots: rules with link type JoinNoFlow that hold attribute exports back.
        why_not: why objects of the class never reach Entra ID, empty when they do.

    """

    connector_id: str
    ad_class: str
    entra_class: str
    projected: bool
    universe: Node
    pilots: tuple[SyncRule, ...] = ()
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Writeback:
    """Flows from the metaverse to an AD class: a feature that writes into the forest."""

    feature: str
    connector_id: str
    ad_class: str
    rule: SyncRule
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """All effective flows of a configuration."""

    flows: tuple[EffectiveFlow, ...]
    classes: tuple[ClassReach, ...]
    writeback: tuple[Writeback, ...]
