"""What is known of the standard rules that Microsoft ships: values, no files, no judgement."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from analyzer.configuration import ConnectorKind, Direction, FlowKind, LinkType, MergeType

_TAG = re.compile(r"(?P<stem>microsoft\..+?)(?:\.(?P<revision>\d+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """An immutable tag, split: ``Microsoft.InfromADUserJoin.003`` is stem and revision 3.

    ``stem`` is in lower case; ``revision`` is ``None`` when the tag has no number.
    """

    stem: str
    revision: int | None


def parse_tag(text: str) -> Tag | None:
    """Split an immutable tag; ``None`` when it isn't one of Microsoft's."""
    match = _TAG.fullmatch(text.strip())
    if match is None:
        return None
    number = match["revision"]
    return Tag(match["stem"].casefold(), int(number) if number else None)


@dataclass(frozen=True, slots=True)
class StandardFlow:
    """One attribute flow of a standard rule."""

    target: str
    kind: FlowKind
    sources: tuple[str, ...]
    expression: str | None
    constant: str | None
    merge_type: MergeType
    execute_once: bool


Clause = tuple[str, str, str]
"""Scope clause: attribute, operator, value."""

JoinClause = tuple[str, str, bool]
"""Join clause: connector attribute, metaverse attribute, case-sensitive."""


@dataclass(frozen=True, slots=True)
class StandardRule:
    """One standard rule of one build.

    Attributes:
        baseline: the build it was read from.
        depends_on: what its presence on a server hangs on (a schema, a feature); empty means it belongs to
            every server whose connector has the object class.

    """

    baseline: str
    name: str
    tag: str
    stem: str
    revision: int | None
    direction: Direction
    connector: ConnectorKind
    source_type: str
    target_type: str
    link_type: LinkType
    password_sync: bool
    precedence: int
    depends_on: str
    scope: tuple[tuple[Clause, ...], ...]
    joins: tuple[tuple[JoinClause, ...], ...]
    flows: tuple[StandardFlow, ...]

    @property
    def connector_class(self) -> str:
        """The object class on the connector's side."""
        return self.source_type if self.direction is Direction.INBOUND else self.target_type

    @property
    def side(self) -> tuple[Direction, ConnectorKind]:
        """Direction and kind of connector; rules of one side may exchange flows from build to build."""
        return self.direction, self.connector


@dataclass(frozen=True, slots=True)
class WizardChoices:
    """What the installation wizard fills into standard rules; attribute names are in lower case.

    Attributes:
        join_classes: connector classes whose join rules follow the wizard.
        join_criteria: join pairs per token of the ``JoinCriteria`` parameter, where the token was seen.
        other_join_pairs: pairs of the options whose token is unknown.
        anchor_attributes: attributes every build may fill in as source anchor, besides the chosen one.
        anchor_targets: metaverse attributes whose flows are templates over the anchor.
        upn_targets: metaverse attributes whose flows are templates over the UPN attribute.

    """

    join_classes: frozenset[str]
    join_criteria: dict[str, frozenset[tuple[str, str]]]
    other_join_pairs: frozenset[tuple[str, str]]
    join_criteria_parameter: str
    custom_attribute_parameter: str
    anchor_parameter: str
    anchor_attributes: frozenset[str]
    anchor_targets: frozenset[str]
    upn_parameter: str
    upn_default: str
    upn_targets: frozenset[str]


@dataclass(frozen=True)
class KnownRules:
    """All standard rules of all builds we have seen, and what the wizard fills into them."""

    rules: tuple[StandardRule, ...]
    wizard: WizardChoices

    @cached_property
    def by_stem(self) -> dict[str, tuple[StandardRule, ...]]:
        """The known variants of each rule, oldest revision first."""
        found: dict[str, list[StandardRule]] = defaultdict(list)
        for rule in self.rules:
            found[rule.stem].append(rule)
        return {stem: tuple(sorted(rules, key=lambda r: r.revision or 0)) for stem, rules in found.items()}

    def variants(self, tag: Tag) -> tuple[StandardRule, ...]:
        """Return every known build of the rule behind ``tag``, empty when its stem is unknown."""
        return self.by_stem.get(tag.stem, ())
