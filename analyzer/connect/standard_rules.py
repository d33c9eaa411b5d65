"""Recognises what each sync rule is: Microsoft's own, changed, not verifiable, a clone, or the customer's.

Conventions (Microsoft, best practices for changing the default configuration; read in exports of build
1.1.130.0 and of a ConsistencyGuid-era build): shipped rules carry an immutable tag
``Microsoft.<name>.<revision>`` and a precedence from 100, custom rules have neither. A shipped rule is
customised by disabling and cloning it; clones are called ``<name> - Cloned - <date>``. Deleted shipped rules
come back with the next upgrade.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from analyzer.configuration import Configuration, Connector, Direction, SyncRule
from analyzer.connect.known_rules import KnownRules, StandardRule, Tag, parse_tag
from analyzer.connect.rule_differences import (
    Difference,
    DifferenceKind,
    KnownFlows,
    compare_exactly,
    compare_with_known,
)
from analyzer.connect.rule_text import as_reference, content
from analyzer.connect.wizard import Choices
from analyzer.vocabulary import RuleOrigin

FIRST_STANDARD_PRECEDENCE = 100
"""Custom rules are numbered below this, shipped ones from it on (Microsoft, checked 2026-11-22)."""

_CLONE_SUFFIX = re.compile(r"\s*-\s*cloned\b.*$", re.IGNORECASE | re.DOTALL)
_SAME_NAME_OVERLAP = 0.5
_OTHER_NAME_OVERLAP = 0.8
_FEWEST_FLOWS_TO_COMPARE = 3


@dataclass(frozen=True, slots=True)
class RecognisedRule:
    """One rule with its origin.

    Attributes:
        differences: for a modified rule what an administrator changed; for an unverified one what differs
            from the builds we know; for a clone what differs from its disabled original.
        drift: what differs without anybody's doing; never a customisation.
        clone_of: name of the disabled standard rule this one replaces, empty otherwise.
        note: why the origin isn't plain to see, empty otherwise.

    """

    rule: SyncRule
    origin: RuleOrigin
    differences: tuple[Difference, ...] = ()
    drift: tuple[str, ...] = ()
    clone_of: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MissingRule:
    """A standard rule that isn't on a connector although its siblings are.

    ``certain`` is false where the rule depends on a schema, a feature or a build: then it may never have been
    there.
    """

    name: str
    direction: Direction
    connector_id: str
    connector_name: str
    certain: bool
    reason: str


@dataclass(frozen=True)
class Recognition:
    """All rules of one configuration, in its order."""

    rules: tuple[RecognisedRule, ...]
    missing: tuple[MissingRule, ...]
    not_present: tuple[MissingRule, ...]
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def disabled_standard(self) -> tuple[RecognisedRule, ...]:
        """The standard rules, changed or not, that somebody switched off."""
        shipped = (RuleOrigin.STANDARD, RuleOrigin.MODIFIED, RuleOrigin.UNVERIFIED)
        return tuple(r for r in self.rules if r.rule.disabled and r.origin in shipped)

    @cached_property
    def customised(self) -> tuple[RecognisedRule, ...]:
        """The rules that exist, or look as they do, because of an administrator."""
        made = (RuleOrigin.MODIFIED, RuleOrigin.CLONE, RuleOrigin.CUSTOM)
        return tuple(r for r in self.rules if r.origin in made)


def recognise(configuration: Configuration, known: KnownRules, baseline: Configuration | None = None) -> Recognition:
    """Tell what every sync rule of ``configuration`` is, and which standard rules are missing.

    Args:
        configuration: the export under assessment.
        known: the standard rules of the builds we have seen.
        baseline: the export of a freshly installed server of the same version. Its standard rules are an
            exact reference: then every difference but connector and precedence is a modification.

    """
    return _Recogniser(configuration, known, baseline).run()


class _Recogniser:
    def __init__(self, configuration: Configuration, known: KnownRules, baseline: Configuration | None) -> None:
        self._configuration = configuration
        self._known = known
        self._flows = KnownFlows(known)
        self._choices = Choices(configuration, known.wizard)
        self._references = _references(baseline) if baseline else {}
        self._baseline = baseline
        self._disabled: dict[tuple[Direction, str, str, str], list[SyncRule]] = defaultdict(list)
        for rule in configuration.sync_rules:
            if rule.disabled and parse_tag(rule.immutable_tag):
                self._disabled[_place(rule)].append(rule)

    def run(self) -> Recognition:
        rules = tuple(self._recognise(rule) for rule in self._configuration.sync_rules)
        absent = self._absent(rules)
        return Recognition(
            rules,
            tuple(rule for rule in absent if rule.certain),
            tuple(rule for rule in absent if not rule.certain),
            self._notes(),
        )

    def _notes(self) -> tuple[str, ...]:
        if self._baseline is None:
            return ()
        mine, theirs = self._configuration.product_version, self._baseline.product_version
        if mine == theirs:
            return ()
        return (
            f"The baseline is of build {theirs or 'unknown'}, this server of build {mine or 'unknown'}: "
            "differences between the builds look like changes.",
        )

    def _recognise(self, rule: SyncRule) -> RecognisedRule:
        tag = parse_tag(rule.immutable_tag)
        if tag is None:
            return self._made_here(rule, "")
        variants = self._known.variants(tag)
        references = self._references.get((rule.immutable_tag.casefold(), self._kind(rule)), ())
        names = {reference.name.casefold() for reference in (*variants, *references)}
        if names and rule.precedence < FIRST_STANDARD_PRECEDENCE and rule.name.casefold() not in names:
            return self._made_here(
                rule,
                f"It carries the tag {rule.immutable_tag} of a standard rule, "
                "but its name and precedence are those of a custom one.",
            )
        if references:
            comparison = compare_exactly(rule, references)
            origin = RuleOrigin.MODIFIED if comparison.differences else RuleOrigin.STANDARD
            return RecognisedRule(rule, origin, comparison.differences, comparison.drift)
        if not variants:
            return RecognisedRule(
                rule, RuleOrigin.UNVERIFIED, note=f"No known build has a rule tagged {rule.immutable_tag}."
            )
        return self._against_known(rule, tag, variants)

    def _against_known(self, rule: SyncRule, tag: Tag, variants: tuple[StandardRule, ...]) -> RecognisedRule:
        closest_last = tuple(sorted(variants, key=lambda variant: variant.revision == tag.revision))
        comparison = compare_with_known(rule, closest_last, self._flows, self._choices)
        revisions = {variant.revision for variant in variants}
        newest = variants[-1]
        if tag.revision in revisions:
            doubts = dict.fromkeys(d.doubt for d in comparison.differences)
            if not doubts:
                return RecognisedRule(rule, RuleOrigin.STANDARD, drift=comparison.drift)
            origin = RuleOrigin.MODIFIED if "" in doubts else RuleOrigin.UNVERIFIED
            return RecognisedRule(
                rule, origin, comparison.differences, comparison.drift, note=" ".join(filter(None, doubts))
            )
        newer = tag.revision is None or tag.revision > (newest.revision or 0)
        if not newer and not comparison.differences:
            return RecognisedRule(rule, RuleOrigin.STANDARD, drift=comparison.drift)
        note = (
            f"Its tag {rule.immutable_tag} is {'newer than' if newer else 'not among'} the revisions we know "
            f"(newest: {newest.tag}); differences may be Microsoft's own."
        )
        return RecognisedRule(rule, RuleOrigin.UNVERIFIED, comparison.differences, comparison.drift, note=note)

    def _made_here(self, rule: SyncRule, note: str) -> RecognisedRule:
        original = self._original(rule)
        if original is None:
            return RecognisedRule(rule, RuleOrigin.CUSTOM, note=note)
        reference = as_reference(original, "this configuration")
        differences = tuple(
            d for d in compare_exactly(rule, (reference,)).differences if d.what is not DifferenceKind.NAME
        )
        return RecognisedRule(rule, RuleOrigin.CLONE, differences, clone_of=original.name, note=note)

    def _original(self, rule: SyncRule) -> SyncRule | None:
        """Find the disabled standard rule that ``rule`` replaces: by name, or by nearly the same flows."""
        best, best_score = None, (False, 0.0)
        stem = _CLONE_SUFFIX.sub("", rule.name).strip().casefold()
        for original in self._disabled.get(_place(rule), ()):
            if original.id == rule.id:
                continue
            named = stem.startswith(original.name.casefold())
            score = (named, _overlap(rule, original, by_target=named))
            enough = _SAME_NAME_OVERLAP if named else _OTHER_NAME_OVERLAP
            if not named and min(len(rule.flows), len(original.flows)) < _FEWEST_FLOWS_TO_COMPARE:
                continue
            if score[1] >= enough and score > best_score:
                best, best_score = original, score
        return best

    def _kind(self, rule: SyncRule) -> str:
        return self._kind_of(rule.connector_id)

    def _kind_of(self, connector_id: str) -> str:
        connector = self._configuration.connector(connector_id)
        return str(connector.kind) if connector else ""

    def _absent(self, rules: tuple[RecognisedRule, ...]) -> list[MissingRule]:
        present: dict[tuple[str, Direction], set[str]] = defaultdict(set)
        for recognised in rules:
            tag = parse_tag(recognised.rule.immutable_tag)
            if tag and recognised.origin not in (RuleOrigin.CUSTOM, RuleOrigin.CLONE):
                present[recognised.rule.connector_id, recognised.rule.direction].add(tag.stem)
        return [
            missing
            for connector in self._configuration.connectors
            for stem, variants in self._known.by_stem.items()
            if (missing := _missing(connector, stem, variants[-1], present)) is not None
        ]


def _missing(
    connector: Connector, stem: str, rule: StandardRule, present: dict[tuple[str, Direction], set[str]]
) -> MissingRule | None:
    """Return the absence of ``rule`` if its siblings are there and its class is synchronised."""
    siblings = present.get((connector.id, rule.direction), set())
    if rule.connector is not connector.kind or not siblings or stem in siblings:
        return None
    classes = {name.casefold() for p in connector.partitions if p.selected for name in p.object_classes}
    if classes and rule.connector_class.casefold() not in classes:
        return None
    if rule.depends_on:
        reason = f"It depends on {rule.depends_on.replace('-', ' ')} and may never have been on this server."
    else:
        reason = (
            f"Other standard rules of {connector.name} are there and its object class {rule.connector_class} "
            "is synchronised, so somebody deleted it, or this build no longer ships it."
        )
    return MissingRule(rule.name, rule.direction, connector.id, connector.name, not rule.depends_on, reason)


def _place(rule: SyncRule) -> tuple[Direction, str, str, str]:
    return rule.direction, rule.connector_id, rule.source_type.casefold(), rule.target_type.casefold()


def _overlap(rule: SyncRule, original: SyncRule, *, by_target: bool) -> float:
    """Return the share of flows two rules have in common, 0 to 1 (two rules without flows: 1)."""
    mine = {(f.target.casefold(), None if by_target else content(f)) for f in rule.flows}
    theirs = {(f.target.casefold(), None if by_target else content(f)) for f in original.flows}
    if not mine and not theirs:
        return 1.0
    return len(mine & theirs) / max(len(mine), len(theirs))


def _references(baseline: Configuration) -> dict[tuple[str, str], tuple[StandardRule, ...]]:
    """Index the standard rules of a baseline by tag and kind of connector."""
    found: dict[tuple[str, str], list[StandardRule]] = defaultdict(list)
    for rule in baseline.sync_rules:
        connector = baseline.connector(rule.connector_id)
        if connector is not None and parse_tag(rule.immutable_tag):
            reference = as_reference(rule, baseline.product_version, connector.kind)
            found[rule.immutable_tag.casefold(), str(connector.kind)].append(reference)
    return {key: tuple(rules) for key, rules in found.items()}
