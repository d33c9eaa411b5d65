"""Puts the contributions of one server together: of each node the more complete reading, and who says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analyzer.configuration import (
    Configuration,
    Connector,
    Coverage,
    GlobalSettings,
    InputFile,
    Note,
    Observation,
    Origin,
    Parameter,
    Part,
    RuleStub,
    SourceDifference,
    SyncRule,
)
from analyzer.readers import job_schema, wizard_policy
from analyzer.readers.compare import RULE_FIELDS, connector_differences, parameter_difference, rule_differences
from analyzer.readers.contribution import Contribution
from analyzer.readers.describe import summary_of
from analyzer.readers.formats import RANKS, missing_pieces

_STANDARD = "microsoft."


@dataclass(slots=True)
class _Merge:
    contributions: Sequence[Contribution]
    differences: list[SourceDifference] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def merge(contributions: Iterable[Contribution]) -> Configuration:
    """Merge the contributions that belong to one server.

    The most complete source of a node is used as a whole; nodes are never mixed from several sources. A source that
    tells a part in full decides what is in it: rules that another one adds are differences, not rules.
    """
    ordered = sorted(contributions, key=_rank)
    merging = _Merge(ordered)
    complete = frozenset(part for one in ordered for part in one.complete)
    connectors = _connectors(merging)
    rules = _rules(merging, connectors, complete)
    settings = _settings(merging)
    observations = tuple(_observations(ordered))
    gaps = frozenset(Part) - complete
    return Configuration(
        inputs=tuple(_input(one) for one in ordered),
        settings=settings,
        connectors=tuple(sorted(connectors, key=lambda c: (c.kind, c.name.casefold(), c.id))),
        sync_rules=tuple(sorted(rules, key=lambda r: (r.direction, r.precedence, r.id))),
        coverage=_coverage(ordered),
        notes=(*(note for one in ordered for note in one.notes), *merging.notes, *_warnings(ordered, complete)),
        gaps=gaps,
        stubs=_stubs(merging, rules, complete),
        observations=observations,
        sources=tuple(summary_of(one) for one in ordered),
        differences=tuple(merging.differences),
        missing=missing_pieces(gaps, frozenset(o.name.partition(".")[0] for o in observations)),
    )


def _rank(one: Contribution) -> tuple[int, bool, str, str]:
    # Of two exports of the same server the younger one speaks; ISO dates sort as text, so invert their characters.
    # An Applied policy misses changes that an older Exported one holds, so it comes after that at any age.
    age = "".join(chr(0x10FFFF - ord(char)) for char in one.exported_at)
    return RANKS.index(one.format), wizard_policy.is_applied(one), age or "\U0010ffff", one.name


def _connectors(merging: _Merge) -> list[Connector]:
    kept: dict[str, Connector] = {}
    decided: Contribution | None = None
    for one in merging.contributions:
        seen: set[str] = set()
        for connector in one.connectors:
            key = _same_connector(connector, kept)
            seen.add(key)
            first = kept.get(key)
            if first is None and decided is not None:
                used = _whole(decided)
                merging.differences.append(
                    SourceDifference(
                        "connector", connector.name, "presence", "(none)", "present", used, connector.origin
                    )
                )
            elif first is None:
                kept[key] = connector
            elif _detail(connector) > _detail(first):
                kept[key] = replace(connector, id=first.id)
                merging.differences.extend(connector_differences(connector, first))
            else:
                merging.differences.extend(connector_differences(first, connector))
        if Part.CONNECTORS in one.complete:
            merging.differences.extend(
                SourceDifference("connector", missed.name, "presence", "present", "(none)", missed.origin, _whole(one))
                for key, missed in kept.items()
                if key not in seen
            )
            decided = decided or one
    return list(kept.values())


def _whole(one: Contribution) -> Origin:
    """Return the place of a source as a whole, for what isn't in it."""
    return Origin(next(iter(one.files), one.name), "/")


def _same_connector(connector: Connector, kept: dict[str, Connector]) -> str:
    """Return the identifier under which the connector is known; one that was made up is matched by name."""
    if connector.id in kept or not connector.name:
        return connector.id
    for identifier, other in kept.items():
        made_up = connector.id == connector.name.casefold() or identifier == other.name.casefold()
        if made_up and other.kind is connector.kind and other.name.casefold() == connector.name.casefold():
            return identifier
    return connector.id


def _detail(connector: Connector) -> tuple[bool, bool]:
    return bool(connector.partitions), bool(connector.attributes)


def _rules(merging: _Merge, connectors: list[Connector], complete: frozenset[Part]) -> list[SyncRule]:
    kept: dict[str, tuple[SyncRule, Contribution]] = {}
    names: dict[tuple[str, str, str], str] = {}
    by_name = {connector.name.casefold(): connector.id for connector in connectors}
    decided: Contribution | None = None
    for one in merging.contributions:
        seen: set[str] = set()
        for read in one.rules:
            rule = _placed(read, by_name)
            place = (rule.connector_id, str(rule.direction), rule.name.casefold())
            key = _rule_key(rule, kept, names.get(place), seen)
            first = kept.get(key)
            if first is not None:
                if key in seen:
                    text = f"The rule '{rule.name}' is in this source twice; the first was read."
                    merging.notes.append(Note(rule.origin, text))
                    continue
                fields = _carried(first[1]) & _carried(one)
                merging.differences.extend(rule_differences(first[0], rule, fields))
            elif decided is not None and _decides(decided, rule):
                merging.differences.append(
                    SourceDifference(
                        "sync-rule", rule.name, "presence", "(none)", "present", _whole(decided), rule.origin
                    )
                )
            else:
                kept[key] = (rule, one)
                names.setdefault(place, key)
            seen.add(key)
        if decided is not None and Part.CUSTOM_RULES in one.complete:
            merging.differences.extend(_absent(kept.values(), seen, one))
        if decided is None and Part.CUSTOM_RULES in one.complete:
            decided = one
    return [rule for rule, _ in kept.values()]


def _rule_key(rule: SyncRule, kept: Mapping[str, object], named: str | None, seen: set[str]) -> str:
    """Return the identifier under which a rule is known: its own, or where one was made up, that of its name.

    Two rules of one source (``seen``) are two rules, even when it calls them alike.
    """
    if rule.id in kept or named is None or named in seen:
        return rule.id
    return named if "|" in rule.id or "|" in named else rule.id


def _placed(rule: SyncRule, by_name: dict[str, str]) -> SyncRule:
    """Give a rule that names its connector the connector's identifier."""
    identifier = by_name.get(rule.connector_id.casefold())
    return replace(rule, connector_id=identifier) if identifier else rule


def _carried(one: Contribution) -> frozenset[str]:
    return one.rule_fields or frozenset(RULE_FIELDS)


def _decides(decided: Contribution, rule: SyncRule) -> bool:
    standard = rule.immutable_tag.casefold().startswith(_STANDARD)
    return (Part.STANDARD_RULES if standard else Part.CUSTOM_RULES) in decided.complete


def _absent(
    kept: Iterable[tuple[SyncRule, Contribution]], seen: set[str], one: Contribution
) -> Iterable[SourceDifference]:
    """Yield the custom rules that a source which should hold all of them lacks."""
    origin = _whole(one)
    for rule, source in kept:
        custom = not rule.immutable_tag.casefold().startswith(_STANDARD)
        if source is not one and custom and rule.id not in seen:
            yield SourceDifference("sync-rule", rule.name, "presence", "present", "(none)", rule.origin, origin)


def _stubs(merging: _Merge, rules: list[SyncRule], complete: frozenset[Part]) -> tuple[RuleStub, ...]:
    """Return the stubs of rules that no source holds; against a full list of rules they are differences."""
    identifiers = {rule.id for rule in rules}
    tags = {(rule.connector_id, _stem(rule.immutable_tag)) for rule in rules if rule.immutable_tag}
    left: dict[tuple[str, str, str], RuleStub] = {}
    for one in merging.contributions:
        for stub in one.stubs:
            if stub.id in identifiers or (stub.connector_id, _stem(stub.immutable_tag)) in tags:
                continue
            if Part.STANDARD_RULES in complete:
                origin = merging.contributions[0].files
                used = Origin(next(iter(origin), merging.contributions[0].name), "/")
                name = stub.name or stub.immutable_tag or stub.id
                merging.differences.append(
                    SourceDifference("sync-rule", name, "presence", "(none)", "present", used, stub.origin)
                )
            else:
                left.setdefault((stub.connector_id, stub.id, stub.name), stub)
    return tuple(left.values())


def _stem(tag: str) -> str:
    """Return a tag without its revision: a newer server has ``.012`` where an older one has ``.007``."""
    stem, _, revision = tag.casefold().rpartition(".")
    return stem if revision.isdecimal() else tag.casefold()


def _settings(merging: _Merge) -> GlobalSettings:
    found = [one.settings for one in merging.contributions if one.settings is not None]
    base = found[0] if found else None
    kept = list(base.parameters) if base else []
    known = {parameter.name.casefold(): parameter for parameter in kept}
    decided: Contribution | None = None
    for one in merging.contributions:
        for other in (*(one.settings.parameters if one.settings and one.settings is not base else ()), *one.parameters):
            first = known.get(other.name.casefold())
            if first is None and decided is not None and Part.SETTINGS in one.complete:
                merging.differences.append(
                    SourceDifference(
                        "parameter", other.name, "presence", "(none)", "present", _whole(decided), other.origin
                    )
                )
            elif first is None:
                known[other.name.casefold()] = other
                kept.append(other)
            elif (difference := parameter_difference(first, other)) is not None:
                merging.differences.append(difference)
        if decided is None and Part.SETTINGS in one.complete:
            decided = one
    server = next((one.server for one in merging.contributions if one.server), "")
    made = next((one.exported_at for one in merging.contributions if one.exported_at), "")
    if base is not None:
        return replace(base, parameters=tuple(kept), server=base.server or server, exported_at=base.exported_at or made)
    version = next((one.product_version for one in merging.contributions if one.product_version), "")
    name = "Microsoft.Synchronize.ServerConfigurationVersion"
    first_file = next((file for one in merging.contributions for file in one.files), "")
    origin: Origin = kept[0].origin if kept else Origin(first_file, "/")
    if version and name.casefold() not in known:
        kept.append(Parameter(name, version, "SynchronizationGlobal", False, origin))
    return GlobalSettings(server, made, tuple(kept), (), {}, origin)


def _observations(ordered: Sequence[Contribution]) -> Iterable[Observation]:
    seen: set[tuple[str, str]] = set()
    for one in ordered:
        for observation in one.observations:
            if (observation.name, observation.value) not in seen:
                seen.add((observation.name, observation.value))
                yield observation


def _coverage(ordered: Sequence[Contribution]) -> Coverage:
    return Coverage(
        sum(one.coverage.nodes_total for one in ordered),
        sum(one.coverage.nodes_understood for one in ordered),
        tuple(node for one in ordered for node in one.coverage.not_understood),
    )


def _warnings(ordered: Sequence[Contribution], complete: frozenset[Part]) -> Iterable[Note]:
    """Yield what must be said of the sources together."""
    rules = [one for one in ordered if one.rules or one.stubs]
    for one in ordered:
        applied = next((o for o in one.observations if o.name == wizard_policy.APPLIED_MARK), None)
        if applied is not None and all(wizard_policy.is_applied(source) for source in rules):
            yield Note(applied.origin, wizard_policy.APPLIED)
    only = [one for one in ordered if one.format != job_schema.FORMAT]
    if only and Part.SETTINGS not in complete and not any(one.settings for one in only):
        first = only[0]
        text = f"No source holds all global settings ({first.format}): {_UNKNOWN_SETTINGS}"
        yield Note(Origin(next(iter(first.files), first.name), "/"), text)


_UNKNOWN_SETTINGS = "optional features that nothing shows to be on are unknown, not off."


def _input(one: Contribution) -> InputFile:
    return InputFile(one.name, one.format, one.sha256, one.exported_at, one.server, one.product_version)
