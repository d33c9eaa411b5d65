"""Judges one object class: who reaches Entra ID, whom the default filters take, what a filter of one's own needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from analyzer.assessment.facts import Evidence
from analyzer.assessment.scoping.describe import cause_of, difference_row, example_of, names_of, part_words
from analyzer.assessment.scoping.model import Cause, ClassVerdict, DifferenceRow, FilterProposal, PartRow
from analyzer.cloudsync.comparison import ClassComparison, ClassDifference, Place, compare_class, takes
from analyzer.cloudsync.model import ObjectMapping, Scope, ScopeClause, ScopeGroup, ScopeOperator
from analyzer.configuration import Connector
from analyzer.connect.reach import ClassScope, PartKind, ReachPart
from analyzer.connect.scope import AttributeKind as ScopeKind
from analyzer.connect.scope import (
    AttributeTraits,
    Clause,
    ClauseTranslation,
    DifferenceKind,
    Entry,
    FilterShape,
    Predicate,
    conjunction,
    in_words,
    leaves,
    simplify,
    to_cloud_clauses,
    traits_of,
)
from analyzer.connect.standard_rules import RecognisedRule
from analyzer.expressions.kinds import ValueType, kind_of_attribute
from analyzer.vocabulary import RuleOrigin

_CHANGED = frozenset({RuleOrigin.CLONE, RuleOrigin.MODIFIED, RuleOrigin.UNVERIFIED})
_DEVICE_CLASS = "computer"
_KINDS = {ValueType.NUMBER: ScopeKind.NUMBER, ValueType.BOOLEAN: ScopeKind.BOOLEAN, ValueType.BINARY: ScopeKind.BINARY}
FILTER_NAME = "Filter from Connect Sync"


class ClassJudge:
    """Judges the classes of all domains; equal questions are answered once."""

    def __init__(self, rules: Iterable[RecognisedRule]) -> None:
        self._origins = {recognised.rule.id: recognised for recognised in rules}
        self._compared: dict[tuple[object, ...], ClassComparison] = {}
        self._traits: dict[str, AttributeTraits] = {}

    def judge(
        self, connector: Connector, scope: ClassScope, standard: ClassScope, mapping: ObjectMapping | None, place: Place
    ) -> ClassVerdict:
        """Return the verdict on one class.

        Args:
            connector: the AD connector.
            scope: who reaches Entra ID today.
            standard: the same without custom rules.
            mapping: Cloud Sync's default object mapping of the class.
            place: a container in scope, for examples.

        """
        device = scope.object_class == _DEVICE_CLASS
        comparison = ClassComparison(scope.object_class, (), True, None)
        if not device:
            comparison = self._compare(scope, mapping, place)
        rows = tuple(self._row(difference, scope, standard) for difference in comparison.differences)
        own = self._own_filter(comparison, rows)
        proposal = None
        generated = None if mapping is None else replace(mapping, mappings=(), enabled=_reachable(scope))
        if own is not None and generated is not None:
            proposal, generated = self._filter(connector, own, scope, standard, generated, rows, place)
        return ClassVerdict(
            object_class=scope.object_class,
            entra_classes=scope.entra_classes if _reachable(scope) else (),
            words=in_words(scope.predicate, scope.object_class),
            parts=tuple(self._part(part) for part in scope.parts),
            passwords="" if scope.passwords is None else in_words(scope.passwords, scope.object_class),
            mapping=generated,
            differences=rows,
            complete=comparison.complete and (device or not scope.undocumented),
            as_documented=_ordinary(scope.object_class, comparison.as_documented),
            filter=proposal,
            notes=(*scope.notes, *scope.undocumented, *((_DEVICE_NOTE,) if device and _reachable(scope) else ())),
        )

    def _compare(self, scope: ClassScope, mapping: ObjectMapping | None, place: Place) -> ClassComparison:
        predicates = tuple(part.predicate for part in scope.parts)
        named = any(_names_containers(predicate) for predicate in predicates)
        key = (scope.object_class, predicates, (scope.connector_id, place.base) if named else "", mapping)
        found = self._compared.get(key)
        if found is None:
            found = self._compared[key] = compare_class(scope, mapping, place)
        return _with_parts(found, scope)

    def _row(self, difference: ClassDifference, scope: ClassScope, standard: ClassScope) -> DifferenceRow:
        custom = self._is_custom(difference, standard)
        cause = cause_of(difference, custom=custom)
        parts = difference.parts or (self._own_parts(scope) if custom else scope.parts[:1])
        found = [rule for part in parts for rule in part.rules]
        rules = [rule.name for rule in found if difference.parts or self._is_own(custom, rule.id)]
        evidence = [Evidence.of(origin, part_words(part)) for part in parts for origin in part.origins]
        return difference_row(difference, cause, rules, evidence)

    def _is_custom(self, difference: ClassDifference, standard: ClassScope) -> bool:
        """Tell whether a rule that isn't standard is behind a difference.

        Custom rules are behind it if without them the example would be treated as Cloud Sync does; a changed or
        cloned one if what was changed in it reads the same attributes.
        """
        today = difference.kind is DifferenceKind.NARROWER
        if takes(standard.parts, difference.entry) is not today:
            return True
        return any(self._changed(part) for part in difference.parts)

    def _own_parts(self, scope: ClassScope) -> tuple[ReachPart, ...]:
        """Return the parts that custom rules make."""
        found = tuple(part for part in scope.parts if any(self._is_own(True, rule.id) for rule in part.rules))
        return found or scope.parts[:1]

    def _is_own(self, custom: bool, rule_id: str) -> bool:
        """Tell whether a rule is one to name: where custom rules are to blame only those."""
        found = self._origins.get(rule_id)
        return not custom or (found is not None and found.origin is RuleOrigin.CUSTOM)

    def _changed(self, part: ReachPart) -> bool:
        names = {name.lower() for name in _attributes(part.predicate)}
        for rule in part.rules:
            found = self._origins.get(rule.id)
            if found is None or found.origin not in _CHANGED:
                continue
            for difference in found.differences:
                text = f"{difference.subject} {difference.actual} {difference.expected}".lower()
                if any(name in text for name in names):
                    return True
        return False

    def _part(self, part: ReachPart) -> PartRow:
        custom = any(
            (found := self._origins.get(rule.id)) is not None and found.origin is RuleOrigin.CUSTOM
            for rule in part.rules
        )
        words = part_words(part)
        return PartRow(
            kind=str(part.kind),
            words=words,
            rules=tuple(rule.name for rule in part.rules),
            custom=custom or self._changed(part),
            note="" if part.note == words else part.note,
            evidence=tuple(Evidence.of(origin, words) for origin in part.origins),
        )

    def _own_filter(self, comparison: ClassComparison, rows: tuple[DifferenceRow, ...]) -> Predicate | None:
        """Return what rules of the customer's own ask and the default filters don't."""
        pairs = zip(comparison.differences, rows, strict=True)
        wanted = [
            part.predicate
            for difference, row in pairs
            if row.cause is Cause.RULE and row.kind is DifferenceKind.WIDER
            for part in difference.parts
        ]
        return simplify(conjunction(list(dict.fromkeys(wanted)))) if wanted else None

    def _filter(
        self,
        connector: Connector,
        own: Predicate,
        scope: ClassScope,
        standard: ClassScope,
        mapping: ObjectMapping,
        default: tuple[DifferenceRow, ...],
        place: Place,
    ) -> tuple[FilterProposal, ObjectMapping]:
        translated = to_cloud_clauses(own, self._traits_for(connector, own), keep_case=False)
        groups = _groups(translated)
        remaining: tuple[DifferenceRow, ...] = ()
        if groups:
            mapping = replace(mapping, scope=replace(mapping.scope or Scope(), groups=groups))
            after = self._compare(scope, mapping, place)
            before = {row.key for row in default}
            rows = (self._row(difference, scope, standard) for difference in after.differences)
            remaining = tuple(row for row in rows if row.cause is Cause.RULE or row.key not in before)
        proposal = FilterProposal(
            words=in_words(own, scope.object_class),
            outcome=translated.outcome,
            groups=groups,
            refusals=tuple(f"{one.subject}: {one.text}" for one in translated.refusals),
            losses=tuple(f"{one.text}, for instance for the value {one.example}" for one in translated.losses),
            assumptions=translated.assumptions,
            remaining=remaining,
        )
        return proposal, mapping

    def _traits_for(self, connector: Connector, predicate: Predicate) -> AttributeTraits:
        """Return what the connector's schema says of the attributes; our own table where it says nothing."""
        traits = self._traits.get(connector.id)
        if traits is None:
            traits = self._traits[connector.id] = traits_of(connector.schema)
        kinds, several = dict(traits.kinds), set(traits.multivalued)
        for name in _attributes(predicate):
            known = kind_of_attribute(name)
            if not traits.knows(name) and known.known:
                kinds[name.lower()] = _KINDS.get(known.type, ScopeKind.TEXT)
                if known.multi_valued:
                    several.add(name.lower())
        for name in ("dn", "distinguishedname"):
            kinds[name] = ScopeKind.TEXT
        return AttributeTraits(kinds, frozenset(several))


def _ordinary(object_class: str, entry: Entry | None) -> str:
    if entry is None:
        return ""
    unusual = " and ".join(f"{name} = {value}" for name, value in example_of(entry, {}))
    return f"an ordinary {object_class} object" + (f" with {unusual}" if unusual else "")


_DEVICE_NOTE = "computers are taken by the device job, whose filter is not published: not compared"


def _reachable(scope: ClassScope) -> bool:
    return not any(part.kind in {PartKind.OBJECT_CLASS, PartKind.UNREACHABLE} for part in scope.parts)


def _attributes(predicate: Predicate) -> list[str]:
    return [name for leaf in leaves(predicate) for name in names_of(leaf)]


def _names_containers(predicate: Predicate) -> bool:
    return any(
        isinstance(leaf, Clause) and leaf.attribute.lower() in {"dn", "distinguishedname"} for leaf in leaves(predicate)
    )


def _with_parts(comparison: ClassComparison, scope: ClassScope) -> ClassComparison:
    """Put this scope's own parts (their rules and lines) into a comparison made for an equal one."""
    own: Mapping[Predicate, ReachPart] = {part.predicate: part for part in scope.parts}
    differences = tuple(
        replace(difference, parts=tuple(own[part.predicate] for part in difference.parts))
        for difference in comparison.differences
    )
    return replace(comparison, differences=differences)


def _groups(translated: ClauseTranslation) -> tuple[ScopeGroup, ...]:
    if translated.shape is not FilterShape.GROUPS:
        return ()
    return tuple(
        ScopeGroup(
            f"{FILTER_NAME} {number}",
            tuple(ScopeClause(clause.attribute, ScopeOperator(clause.operator), clause.values) for clause in group),
        )
        for number, group in enumerate(translated.groups, 1)
    )
