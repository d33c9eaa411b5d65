"""The Sync Rules Editor's export: one block of PowerShell a rule, to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.configuration import FlowKind
from sample_exports.generator.forms.objects import ZERO
from sample_exports.generator.model import Rule

_MODEL = "Microsoft.IdentityManagement.PowerShell.ObjectModel"


def rules_script(rules: Iterable[Rule]) -> str:
    """Return the script for ``rules``, with CRLF."""
    blocks = [block for rule in rules for block in _rule(rule)]
    return "\r\n".join(line for block in blocks for line in (*block, ""))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _command(name: str, *parameters: str) -> list[str]:
    return [f"{name}  `", *(f"{parameter} `" for parameter in parameters[:-1]), parameters[-1]]


def _rule(rule: Rule) -> Iterator[list[str]]:
    switches = ["-EnablePasswordSync "] if rule.password_sync else []
    switches += ["-Disabled "] if rule.disabled else []
    yield _command(
        "New-ADSyncRule",
        f"-Name {_quoted(rule.name)}",
        f"-Identifier '{rule.id}'",
        f"-Description {_quoted(rule.description)}",
        f"-Direction '{rule.direction}'",
        f"-Precedence {rule.precedence}",
        f"-PrecedenceAfter '{ZERO}'",
        f"-PrecedenceBefore '{ZERO}'",
        f"-SourceObjectType '{rule.source_type}'",
        f"-TargetObjectType '{rule.target_type}'",
        f"-Connector '{rule.connector}'",
        f"-LinkType '{rule.link_type}'",
        "-SoftDeleteExpiryInterval 0",
        f"-ImmutableTag {_quoted(rule.tag)}",
        *switches,
        "-OutVariable syncRule",
    )
    for flow in rule.flows:
        sources = (flow.constant or "",) if flow.kind is FlowKind.CONSTANT else flow.sources
        yield _command(
            "Add-ADSyncAttributeFlowMapping",
            "-SynchronizationRule $syncRule[0]",
            *([f"-Source @({','.join(map(_quoted, sources))})"] if sources else []),
            f"-Destination {_quoted(flow.target)}",
            f"-FlowType '{flow.kind}'",
            f"-ValueMergeType '{flow.merge_type}'",
            *([f"-Expression {_quoted(flow.expression)}"] if flow.expression is not None else []),
            *(["-ExecuteOnce "] if flow.execute_once else []),
            "-OutVariable syncRule",
        )
    scopes = [[f"{_quoted(a)},{_quoted(value)},{_quoted(op)}" for a, op, value in group] for group in rule.scope]
    joins = [[f"{_quoted(left)},{_quoted(right)},${str(case).lower()}" for left, right, case in g] for g in rule.joins]
    for groups, kind in ((scopes, "Scope"), (joins, "Join")):
        for group in groups:
            yield from _group(kind, group)
    yield _command("Add-ADSyncRule", "-SynchronizationRule $syncRule[0]")
    yield _command("Get-ADSyncRule", f"-Identifier '{rule.id}'")


def _group(kind: str, clauses: list[str]) -> Iterator[list[str]]:
    for index, clause in enumerate(clauses):
        yield _command(
            "New-Object",
            f"-TypeName '{_MODEL}.{kind}Condition'",
            f"-ArgumentList {clause}",
            f"-OutVariable condition{index}",
        )
    listed = ",".join(f"$condition{index}[0]" for index in range(len(clauses)))
    yield _command(
        f"Add-ADSync{kind}ConditionGroup",
        "-SynchronizationRule $syncRule[0]",
        f"-{kind}Conditions @({listed})",
        "-OutVariable syncRule",
    )
