"""Finds where two sources say different things of one node."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analyzer.configuration import Connector, Container, Parameter, SourceDifference, SyncRule

RULE_FIELDS = (
    *("name", "description", "direction", "disabled", "source_type", "target_type", "link_type", "precedence"),
    *("password_sync", "immutable_tag", "flows", "joins", "scope"),
)
"""What of a rule counts when two sources or servers are compared."""
_WORDS = {
    "source_type": "source object type",
    "target_type": "target object type",
    "link_type": "link type",
    "password_sync": "password synchronization",
    "immutable_tag": "immutable tag",
    "flows": "attribute flow",
    "joins": "join rules",
    "scope": "scoping filter",
}
VOLATILE = frozenset({"microsoft.synchronize.nextstarttime", "microsoft.synchronize.synchronizationpolicy"})
"""Parameters that change by themselves between two exports."""


def rule_differences(used: SyncRule, other: SyncRule, fields: Collection[str]) -> Iterator[SourceDifference]:
    """Yield the properties among ``fields`` in which two readings of one rule differ."""
    for name in RULE_FIELDS:
        if name not in fields or name in other.unresolved or name in used.unresolved:
            continue
        if name == "flows":
            yield from _flow_differences(used, other)
            continue
        mine, theirs = _said(used, name), _said(other, name)
        if mine.casefold() != theirs.casefold():
            yield _difference(used, other, _WORDS.get(name, name), mine, theirs)


def _difference(used: SyncRule, other: SyncRule, what: str, mine: str, theirs: str) -> SourceDifference:
    return SourceDifference("sync-rule", used.name or used.id, what, mine, theirs, used.origin, other.origin)


def _said(rule: SyncRule, name: str) -> str:
    value = getattr(rule, name)
    if name in ("joins", "scope"):
        # Clauses of a group hold together, groups are alternatives: neither order tells anything by itself.
        groups = sorted(" and ".join(sorted(" ".join(str(clause).split()) for clause in group)) for group in value)
        return " or ".join(groups)
    return " ".join(str(value).split())


def _flow_differences(used: SyncRule, other: SyncRule) -> Iterator[SourceDifference]:
    mine, theirs = _flows(used), _flows(other)
    for key in sorted(mine.keys() | theirs.keys()):
        left, right = mine.get(key, ""), theirs.get(key, "")
        if left != right:
            yield _difference(used, other, f"attribute flow to {key}", left or "(none)", right or "(none)")


def _flows(rule: SyncRule) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for flow in rule.flows:
        once = ", once" if flow.execute_once else ""
        text = f"{flow.kind}: {' '.join(flow.text.split())} ({flow.merge_type}{once})"
        found.setdefault(flow.target.casefold(), []).append(text)
    return {target: "; ".join(sorted(texts)) for target, texts in found.items()}


def parameter_difference(used: Parameter, other: Parameter) -> SourceDifference | None:
    """Return how two readings of one parameter differ, ``None`` when they don't."""
    if used.name.casefold() in VOLATILE or used.encrypted or other.encrypted:
        return None
    if used.value.casefold() == other.value.casefold():
        return None
    return SourceDifference("parameter", used.name, "value", used.value, other.value, used.origin, other.origin)


def connector_differences(used: Connector, other: Connector) -> Iterator[SourceDifference]:
    """Yield where two readings of one connector differ, as far as both tell."""
    mine = {partition.dn.key: partition for partition in used.partitions}
    theirs = {partition.dn.key: partition for partition in other.partitions}
    if not mine or not theirs:
        return
    for key in sorted(mine.keys() & theirs.keys()):
        left, right = mine[key], theirs[key]
        for what, one, two in (
            ("selected", str(left.selected), str(right.selected)),
            ("included containers", _names(left.inclusions), _names(right.inclusions)),
            ("excluded containers", _names(left.exclusions), _names(right.exclusions)),
        ):
            if one.casefold() != two.casefold():
                yield SourceDifference("partition", left.name, what, one, two, left.origin, right.origin)
    for key in sorted(mine.keys() ^ theirs.keys()):
        partition = mine.get(key) or theirs[key]
        if not partition.selected:  # forms that list selected domains only say the same
            continue
        there, gone = ("listed", "(none)") if key in mine else ("(none)", "listed")
        yield SourceDifference("partition", partition.name, "presence", there, gone, used.origin, other.origin)


def _names(containers: tuple[Container, ...]) -> str:
    return "; ".join(sorted(container.dn.text for container in containers)) or "(none)"
