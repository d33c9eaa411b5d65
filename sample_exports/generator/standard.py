"""The standard rules a wizard would have created, from the builds in ``rules/standard-rules``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from analyzer.configuration import ConnectorKind, Direction
from analyzer.connect.known_rules import JoinClause, KnownRules, StandardFlow, StandardRule
from sample_exports.generator.model import Connector, Rule, identifier

NEWER, OLDER = "consistencyguid-era", "1.1.130"
CONSISTENCY_GUID = "mS-DS-ConsistencyGuid"
_EXCHANGE_PREFIXES = ("msexch", "publicdelegates", "mailnickname", "authorig", "dlmem", "targetaddress")
_SKYPE_PREFIX = "msrtcsip"


@dataclass(frozen=True, slots=True)
class WizardAnswers:
    """What somebody chose in the wizard, and what the AD schema offers.

    Attributes:
        anchor: ``objectGUID`` or ``mS-DS-ConsistencyGuid``.
        join_by_sid: users are matched across forests by SID (``ObjectSID``); otherwise they exist once.
        upn: the attribute that becomes the user principal name.
        without: values of ``depends_on`` whose rules were not created.
        without_classes: connector classes nobody synchronises.

    """

    anchor: str = CONSISTENCY_GUID
    join_by_sid: bool = False
    upn: str = "userPrincipalName"
    without: frozenset[str] = frozenset()
    without_classes: frozenset[str] = frozenset()


def standard_rules(slug: str, known: KnownRules, connectors: Iterable[Connector], answers: WizardAnswers) -> list[Rule]:
    """Return the rules of a fresh server: one set per AD forest, numbered from 100, by rule and then connector."""
    chosen = _latest(known, answers)
    forests = [c for c in connectors if c.kind is ConnectorKind.ACTIVE_DIRECTORY]
    cloud = [c for c in connectors if c.kind is ConnectorKind.ENTRA]
    rules = []
    for standard in chosen:
        for connector in forests if standard.connector is ConnectorKind.ACTIVE_DIRECTORY else cloud:
            rules.append(_rule(slug, standard, connector, answers, known, 100 + len(rules)))
    return rules


def _latest(known: KnownRules, answers: WizardAnswers) -> list[StandardRule]:
    newest = {rule.stem: rule for baseline in (OLDER, NEWER) for rule in known.rules if rule.baseline == baseline}
    wanted = [
        rule
        for rule in newest.values()
        if rule.depends_on not in answers.without and rule.connector_class not in answers.without_classes
    ]
    return sorted(wanted, key=lambda rule: (rule.precedence, rule.direction))


def _rule(
    slug: str, standard: StandardRule, connector: Connector, answers: WizardAnswers, known: KnownRules, number: int
) -> Rule:
    older = {(rule.name): rule for rule in known.rules if rule.baseline == OLDER}
    return Rule(
        id=identifier(slug, "rule", standard.tag, connector.key),
        name=standard.name,
        direction=standard.direction,
        connector=connector.id,
        source_type=standard.source_type,
        target_type=standard.target_type,
        link_type=standard.link_type,
        precedence=number,
        flows=_flows(standard, answers, older.get(standard.name)),
        scope=standard.scope,
        joins=_joins(standard, answers, older.get(standard.name)),
        tag=standard.tag,
        password_sync=standard.password_sync,
        origin="standard",
    )


def _flows(standard: StandardRule, answers: WizardAnswers, older: StandardRule | None) -> tuple[StandardFlow, ...]:
    flows = list(standard.flows)
    if standard.direction is Direction.INBOUND and standard.connector is ConnectorKind.ACTIVE_DIRECTORY:
        if "exchange-schema" in answers.without:
            flows = [f for f in flows if not _reads(f, _EXCHANGE_PREFIXES)]
        if "skype-schema" in answers.without:
            flows = [f for f in flows if not _reads(f, (_SKYPE_PREFIX,))]
    if answers.anchor != CONSISTENCY_GUID and older is not None and _people(standard):
        by_target = {f.target: f for f in older.flows}
        flows = [by_target.get(f.target, f) if f.target == "sourceAnchor" else f for f in flows]
        flows = [f for f in flows if f.target != "sourceAnchorBinary" or "sourceAnchorBinary" in by_target]
    if answers.upn != "userPrincipalName" and _people(standard):
        flows = [_with_upn(f, answers.upn) for f in flows]
    return tuple(flows)


def _reads(flow: StandardFlow, prefixes: tuple[str, ...]) -> bool:
    """Tell whether a flow has nothing but attributes that start so; then the schema doesn't have them.

    ``sourceObjectType`` only asks whether the object is a linked mailbox; without it nobody would reach Entra ID.
    """
    if flow.target == "sourceObjectType":
        return False
    return bool(flow.sources) and all(source.casefold().startswith(prefixes) for source in flow.sources)


def _with_upn(flow: StandardFlow, attribute: str) -> StandardFlow:
    if flow.target != "userPrincipalName" or flow.expression is None:
        return flow
    sources = tuple(attribute if source == "userPrincipalName" else source for source in flow.sources)
    text = flow.expression.replace("[userPrincipalName]", f"[{attribute}]")
    return replace(flow, expression=text, sources=sources)


def _people(standard: StandardRule) -> bool:
    return standard.connector is ConnectorKind.ACTIVE_DIRECTORY and standard.connector_class in (
        "user",
        "inetOrgPerson",
    )


def _joins(
    standard: StandardRule, answers: WizardAnswers, older: StandardRule | None
) -> tuple[tuple[JoinClause, ...], ...]:
    """Return the join groups; those of people follow the wizard."""
    if not standard.joins or not _people(standard):
        return standard.joins
    if answers.join_by_sid:
        return older.joins if older is not None else standard.joins
    anchors = dict.fromkeys((answers.anchor, "objectGUID"))
    return tuple(((anchor, "sourceAnchorBinary", False),) for anchor in anchors)


def change(rules: list[Rule], name: str, connector: str, edit: Callable[[Rule], Rule]) -> list[Rule]:
    """Edit the one rule called ``name`` on ``connector``; fail when there isn't exactly one."""
    found = [rule for rule in rules if rule.name == name and rule.connector == connector]
    if len(found) != 1:
        raise ValueError(f"{len(found)} rules are called {name!r} on {connector}")
    return [edit(rule) if rule is found[0] else rule for rule in rules]


def clone(rule: Rule, date: str, precedence: int, **changes: object) -> Rule:
    """Copy a standard rule the way the Sync Rules Editor does."""
    name = str(changes.pop("name", f"{rule.name} - Cloned - {date}"))
    return replace(
        rule,
        id=identifier("clone", rule.id, name),
        name=name,
        tag="",
        precedence=precedence,
        origin="clone",
        clone_of=rule.name,
        disabled=False,
        **changes,  # type: ignore[arg-type]
    )
