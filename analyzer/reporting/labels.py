"""The words that every report uses for the vocabulary, so that HTML, Excel and JSON can't disagree.

Each member of a vocabulary has one :class:`Label`: a word, a sentence that explains it, a letter-like mark that
carries the meaning where there is no colour (print, high contrast, colour-blind readers).
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.configuration import ConnectorKind, Direction, FlowKind, LinkType, MergeType
from analyzer.vocabulary import CheckResult, Importance, InUse, Lane, Outcome, RuleOrigin


@dataclass(frozen=True, slots=True)
class Label:
    """How one member of a vocabulary is shown to people."""

    word: str
    meaning: str
    mark: str = ""


OUTCOMES: dict[Outcome, Label] = {
    Outcome.SUPPORTED: Label("Supported", "Cloud Sync does the same with its defaults; nothing to do.", "✓"),
    Outcome.ADAPTED: Label("Adapted", "Cloud Sync can do the same with the configuration given here; apply it.", "≈"),
    Outcome.MANUAL: Label("Manual", "Possible, but a person must decide or redesign something first.", "✎"),
    Outcome.UNKNOWN: Label("Unknown", "The inputs can't tell; an open question says who can answer.", "?"),
    Outcome.GAP: Label("Gap", "Cloud Sync has no equivalent today.", "✕"),
}

IN_USE: dict[InUse, Label] = {
    InUse.YES: Label("In use", "The export shows that this configuration uses it."),
    InUse.NO: Label("Not in use", "The export shows that this configuration doesn't use it."),
    InUse.UNKNOWN: Label("Not known", "The export can't tell whether it is used."),
}

IMPORTANCES: dict[Importance, Label] = {
    Importance.MUST: Label("Must before move", "The move fails, or does harm, until this is done.", "!!"),
    Importance.SHOULD: Label("Should", "Do it unless there is a good reason not to.", "!"),
    Importance.CHECK: Label("Check", "Look at it and decide.", "?"),
    Importance.INFO: Label("Info", "Good to know; nothing to do.", "i"),
}

LANES: dict[Lane, Label] = {
    Lane.MIGRATION_TOOL: Label("Microsoft's migration tool", "The guided tool in the Connect wizard takes it.", "1"),
    Lane.STAGED: Label("Staged by hand", "Move in batches, with both engines side by side.", "2"),
    Lane.STAY: Label("Stay for now", "Keep Connect Sync until the reasons given here are gone.", "3"),
}

RULE_ORIGINS: dict[RuleOrigin, Label] = {
    RuleOrigin.STANDARD: Label("Standard", "Shipped by Microsoft, not changed."),
    RuleOrigin.MODIFIED: Label("Standard, modified", "Shipped by Microsoft and changed here."),
    RuleOrigin.UNVERIFIED: Label("Standard, not verified", "Carries a Microsoft tag newer than this tool knows."),
    RuleOrigin.CLONE: Label("Clone", "A copy of a disabled standard rule, edited here."),
    RuleOrigin.CUSTOM: Label("Custom", "Written by the customer."),
}

CHECK_RESULTS: dict[CheckResult, Label] = {
    CheckResult.PASS: Label("Pass", "Within the limit.", "✓"),
    CheckResult.FAIL: Label("Fail", "Outside the limit.", "✕"),
    CheckResult.UNKNOWN: Label("Unknown", "The inputs can't tell.", "?"),
}

CONNECTOR_KINDS: dict[ConnectorKind, Label] = {
    ConnectorKind.ACTIVE_DIRECTORY: Label("Active Directory", "A connector to one AD forest."),
    ConnectorKind.ENTRA: Label("Microsoft Entra ID", "The connector to the tenant."),
    ConnectorKind.OTHER: Label("Other", "Any other directory or database."),
}

DIRECTIONS: dict[Direction, Label] = {
    Direction.INBOUND: Label("Inbound", "From the connected directory into the metaverse.", "→"),
    Direction.OUTBOUND: Label("Outbound", "From the metaverse to the connected directory.", "←"),
}

LINK_TYPES: dict[LinkType, Label] = {
    LinkType.PROVISION: Label("Provision", "Creates the object when no match is found."),
    LinkType.JOIN: Label("Join", "Only matches existing objects."),
    LinkType.STICKY_JOIN: Label("Sticky join", "Like join, and the join stays when the scope no longer fits."),
    LinkType.JOIN_NO_FLOW: Label("Join without flow", "Matches, but lets no attribute flow (the coexistence rule)."),
}

FLOW_KINDS: dict[FlowKind, Label] = {
    FlowKind.DIRECT: Label("Direct", "Copies one attribute."),
    FlowKind.CONSTANT: Label("Constant", "Sets a fixed value."),
    FlowKind.EXPRESSION: Label("Expression", "Computes the value."),
}

MERGE_TYPES: dict[MergeType, Label] = {
    MergeType.UPDATE: Label("Update", "The rule with the lowest precedence number wins."),
    MergeType.REPLACE: Label("Replace", "The rule with the lowest precedence number wins, empty values included."),
    MergeType.MERGE: Label("Merge", "Values of several rules are combined."),
    MergeType.MERGE_CASE_INSENSITIVE: Label("Merge (any case)", "As merge; values that differ in case only are one."),
}

SCOPE_OPERATORS: dict[str, str] = {
    "EQUAL": "equals",
    "NOTEQUAL": "doesn't equal",
    "STARTSWITH": "starts with",
    "NOTSTARTSWITH": "doesn't start with",
    "ENDSWITH": "ends with",
    "NOTENDSWITH": "doesn't end with",
    "CONTAINS": "contains",
    "NOTCONTAINS": "doesn't contain",
    "LESSTHAN": "is less than",
    "LESSTHAN_OR_EQUAL": "is at most",
    "GREATERTHAN": "is more than",
    "GREATERTHAN_OR_EQUAL": "is at least",
    "ISNULL": "is empty",
    "ISNOTNULL": "has a value",
    "ISIN": "is one of",
    "ISNOTIN": "is none of",
    "ISBITSET": "has the bits of",
    "ISBITNOTSET": "lacks the bits of",
    "ISMEMBEROF": "is a member of",
    "ISNOTMEMBEROF": "is not a member of",
}
"""Operators of a scoping filter in words (names as the Sync Rules Editor writes them; read 2026-11)."""

UNARY_OPERATORS = frozenset({"ISNULL", "ISNOTNULL"})
"""Operators that take no value."""


NAMES_PSEUDONYMISED = "Names are pseudonyms"
"""Stands in every result of a redacted run; results without it are never mixed with redacted ones."""


def scope_words(attribute: str, operator: str, value: str) -> str:
    """Say one clause of a scoping filter in words; an operator we don't know stays as written."""
    words = SCOPE_OPERATORS.get(operator.upper(), operator)
    if operator.upper() in UNARY_OPERATORS or not value:
        return f"{attribute} {words}"
    return f"{attribute} {words} {value}"
