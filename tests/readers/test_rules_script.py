"""Rules scripts: the editor's own, and what people make of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer.configuration import Direction, FlowKind, LinkType, MergeType, Part
from analyzer.readers.contribution import Contribution
from analyzer.readers.detect import Ignored
from analyzer.readers.inputs import read_inputs
from tests.support.forms import SCRIPT, contribution, read_bytes


def read(text: str) -> Contribution:
    return contribution("rules.ps1", text)


def notes(found: Contribution) -> str:
    return " ".join(note.text for note in found.notes)


def test_the_editors_own_output() -> None:
    found = read(SCRIPT)
    (rule,) = found.rules
    assert rule.id == "11111111-2222-3333-4444-555555555555"
    assert (rule.direction, rule.link_type, rule.precedence) == (Direction.INBOUND, LinkType.JOIN, 50)
    assert rule.disabled
    assert not rule.password_sync
    assert rule.soft_delete_expiry == "00:00:00"
    assert [(f.target, f.kind, f.constant, f.merge_type) for f in rule.flows] == [
        ("cloudFiltered", FlowKind.CONSTANT, "True", MergeType.UPDATE)
    ]
    assert [[str(c) for c in group] for group in rule.scope] == [["department EQUAL Test"]]
    assert [[(str(c), c.case_sensitive) for c in group] for group in rule.joins] == [
        [("employeeID = employeeNumber", True)]
    ]
    assert (rule.origin.line, rule.flows[0].origin.line, rule.scope[0][0].origin.line) == (1, 18, 26)
    assert rule.unresolved == ()
    assert found.coverage.percent == 100.0
    assert found.notes == ()
    assert found.complete == frozenset()


DAMAGE = {
    "no backticks": (lambda t: t.replace(" `\n", "\n"), "backticks are missing"),
    "blanks after backticks": (lambda t: t.replace("`\n", "`  \n"), "Blanks after"),
    "indented": (lambda t: t.replace("\n-", "\n    -"), ""),
    "typographic quotes": (lambda t: re.sub(r"'([^']*)'", "\u2018\\1\u2019", t), "Typographic"),
    "typographic dashes": (lambda t: t.replace("\n-", "\n\u2013"), "Typographic"),
    "double quotes": (lambda t: t.replace("'", '"'), ""),
    "windows line ends": (lambda t: t.replace("\n", "\r\n"), ""),
    "comments around": (
        lambda t: "<# made by\n New-ADSyncRule #>\n# yes\n" + t.replace("\n\nAdd", "\n\n# next\nAdd"),
        "",
    ),
    "piped away": (lambda t: t.replace("-OutVariable syncRule\n", "-OutVariable syncRule | Out-Null\n"), ""),
    "other commands": (lambda t: "Import-Module ADSync\nWrite-Host 'x'\n" + t, ""),
    "assigned": (
        lambda t: (
            t.replace("New-Object", "$condition0 = New-Object")
            .replace("@($condition0[0])", "@($condition0)")
            .replace("-OutVariable condition0", "-Verbose")
        ),
        "",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_copies_say_the_same(damage: str) -> None:
    change, told = DAMAGE[damage]
    found = read(change(SCRIPT))
    (rule,), (original,) = found.rules, read(SCRIPT).rules
    assert rule.unresolved == ()
    for name in ("id", "name", "precedence", "disabled", "connector_id", "source_type", "link_type"):
        assert getattr(rule, name) == getattr(original, name), name
    assert [(f.target, f.text) for f in rule.flows] == [(f.target, f.text) for f in original.flows]
    assert [[str(c) for c in g] for g in rule.scope] == [[str(c) for c in g] for g in original.scope]
    assert [[str(c) for c in g] for g in rule.joins] == [[str(c) for c in g] for g in original.joins]
    assert told in notes(found)


@pytest.mark.parametrize("name", ["Bob's rule", 'it\'s "quoted"', "a''b", "x - y's z's"])
def test_quotes_that_were_not_doubled(name: str) -> None:
    found = read(SCRIPT.replace("In from AD - User Dept Filter", name))
    assert found.rules[0].name == name.replace("''", "'")
    assert found.rules[0].precedence == 50


def test_an_expression_over_several_lines_with_an_undoubled_quote() -> None:
    flow = "-Expression 'IIF([a]=\"it's\",\n  [b],\n  NULL)' `\n-FlowType 'Expression'"
    found = read(SCRIPT.replace("-Source @('True') `\n", "").replace("-FlowType 'Constant'", flow))
    (flow_read,) = found.rules[0].flows
    assert flow_read.expression == 'IIF([a]="it\'s",\n  [b],\n  NULL)'
    assert "aren't doubled" in notes(found)


@pytest.mark.parametrize(
    ("old", "new", "unresolved", "check"),
    [
        (
            "'aaaaaaaa-0000-0000-0000-000000000001'",
            "$connectorId",
            "connector",
            lambda r: r.connector_id == "$connectorid",
        ),
        ("-Precedence 50", "-Precedence $p", "precedence", lambda r: r.precedence == 0),
        ("-Precedence 50 `\n", "", "precedence", lambda r: r.precedence == 0),
        ("'department','Test'", "'department',\"$dept\"", "comparisonvalue", lambda r: r.scope[0][0].value == "$dept"),
        ("@('True')", '@("$($x.Value)")', "source[0]", lambda r: "$x.Value" in r.flows[0].text),
        ("@($condition0[0])", "@($other[0])", "scopefilter", lambda r: True),
    ],
)
def test_what_only_running_it_would_tell_is_marked(old: str, new: str, unresolved: str, check) -> None:
    found = read(SCRIPT.replace(old, new, 1))
    if "other" in new:  # a clause nobody knows: half a scoping filter would be another rule
        assert not found.rules
        assert found.stubs[0].name == "In from AD - User Dept Filter"
        return
    (rule,) = found.rules
    assert any(unresolved in name for name in rule.unresolved), rule.unresolved
    assert check(rule)
    assert "when the script runs" in notes(found)


@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("$id = 'aaaaaaaa-0000-0000-0000-000000000009'\n", "aaaaaaaa-0000-0000-0000-000000000009"),
        ("$id = [guid]'{AAAAAAAA-0000-0000-0000-000000000009}'\n", "aaaaaaaa-0000-0000-0000-000000000009"),
        ("$id = 'aaaaaaaa-0000-0000-' + '0000-000000000009'\n", "aaaaaaaa-0000-0000-0000-000000000009"),
        ("$id = (Get-ADSyncConnector -Name 'x').Identifier\n", "$id"),
        ("$id = 'a'; if ($x) { $id = 'b' }\n", "$id"),
        ("$id = Read-Host\n", "$id"),
    ],
)
def test_variables(before: str, value: str) -> None:
    (rule,) = read(before + SCRIPT.replace("'aaaaaaaa-0000-0000-0000-000000000001'", "$id")).rules
    assert rule.connector_id == value
    assert ("connector" in rule.unresolved) == value.startswith("$")


def test_rules_whose_identifiers_are_made_when_it_runs(tmp_path: Path) -> None:
    one = SCRIPT.replace("'11111111-2222-3333-4444-555555555555'", "([guid]::NewGuid())")
    text = one + "\n" + one.replace("Dept Filter", "Other") + "\n" + one.replace("'Test'", "'Third'")
    (tmp_path / "r.ps1").write_text(text, "utf-8")
    rules = read_inputs([tmp_path]).sync_rules
    assert sorted((r.name, r.scope[0][0].value) for r in rules) == [
        ("In from AD - User Dept Filter", "Test"),
        ("In from AD - User Dept Filter", "Third"),
        ("In from AD - User Other", "Test"),
    ]
    assert len({r.id for r in rules}) == 3
    assert all("identifier" in r.unresolved for r in rules)


def test_here_strings_and_splatting() -> None:
    text = SCRIPT.replace("-Description ''", "-Description @'\nIt's\na text\n'@")
    assert read(text).rules[0].description == "It's\na text"
    splatted = "$p = @{ Precedence = 7; LinkType = 'Provision' }\n" + SCRIPT.replace("-Precedence 50 `\n", "").replace(
        "-LinkType 'Join' `\n", ""
    ).replace("-OutVariable syncRule\n\nAdd", "@p -OutVariable syncRule\n\nAdd", 1)
    (rule,) = read(splatted).rules
    assert (rule.precedence, rule.link_type) == (7, LinkType.PROVISION)


def test_conditions_made_by_their_constructor() -> None:
    model = "Microsoft.IdentityManagement.PowerShell.ObjectModel.ScopeCondition"
    made = f"$c = [{model}]::new('department','Test','EQUAL')\n"
    (rule,) = read(made + SCRIPT.replace("@($condition0[0])", "@($c)", 1)).rules
    assert [str(c) for c in rule.scope[0]] == ["department EQUAL Test"]


def test_several_rules_bind_their_own_conditions() -> None:
    second = SCRIPT.replace("'Test'", "'Other'").replace("Dept Filter", "Second").replace("55555'", "66666'")
    found = read(SCRIPT + "\n" + second.replace("-Precedence 50", "-Precedence 51"))
    assert [(r.name, r.scope[0][0].value) for r in found.rules] == [
        ("In from AD - User Dept Filter", "Test"),
        ("In from AD - User Second", "Other"),
    ]
    assert Part.CUSTOM_RULES not in found.complete


def test_constant_value_as_a_parameter_of_its_own() -> None:
    (rule,) = read(SCRIPT.replace("-Source @('True')", "-ConstantValue 'True'")).rules
    assert rule.flows[0].constant == "True"


def test_a_rule_in_a_loop_is_said_to_be_one() -> None:
    found = read("foreach ($x in 1,2) {\n" + SCRIPT + "\n}\n")
    assert len(found.rules) == 1
    assert "inside a loop" in notes(found)


def test_text_that_is_no_powershell_is_counted() -> None:
    found = read(SCRIPT + "\n)) this is ' not a script\n")
    assert found.rules[0].name == "In from AD - User Dept Filter"
    assert found.coverage.percent < 100
    assert "no PowerShell" in notes(found)


def test_commands_that_change_rules_otherwise_are_not_understood() -> None:
    found = read(SCRIPT + "\nRemove-ADSyncRule -Identifier 'x'\nSet-ADSyncScheduler -SyncCycleEnabled $false\n")
    assert [node.what for node in found.coverage.not_understood] == [
        *("line 52: Remove-ADSyncRule isn't read", "line 53: Set-ADSyncScheduler isn't read"),
    ]


def test_a_script_without_rules_is_no_source() -> None:
    assert isinstance(read_bytes("a.ps1", b"# New-ADSyncRule creates rules\nGet-Date\n"), Ignored)


CONDITION = "New-Object -TypeName 'Microsoft.IdentityManagement.PowerShell.ObjectModel.ScopeCondition' -ArgumentList "
BARE = CONDITION.replace("-TypeName ", "").replace("-ArgumentList ", "")
GROUP = "Add-ADSyncScopeConditionGroup -SynchronizationRule $syncRule[0] -ScopeConditions "
HEAD = (
    "New-ADSyncRule -Name 'R' -Identifier '11111111-2222-3333-4444-555555555555' -Direction Inbound -Precedence 50 "
    "-SourceObjectType user -TargetObjectType person -Connector 'aaaaaaaa-0000-0000-0000-000000000001' "
    "-LinkType Join -OutVariable syncRule\n"
)


@pytest.mark.parametrize(
    "text",
    [
        f"$c = @()\n$c += {CONDITION}'department','A','EQUAL'\n$c += {CONDITION}'company','B','EQUAL'\n{GROUP}$c",
        f"{CONDITION}'department','A','EQUAL' -OutVariable c\n"
        f"{CONDITION}'company','B','EQUAL' -OutVariable +c\n{GROUP}$c",
        f"$a = {CONDITION}'department','A','EQUAL'\n$b = {CONDITION}'company','B','EQUAL'\n$c = $a, $b\n{GROUP}$c",
        f"$a = {CONDITION}'department','A','EQUAL'\n$b = {CONDITION}'company','B','EQUAL'\n$c = @($a, $b)\n"
        f"{GROUP}@($c[0], $c[1])",
        f"[object[]]$a = {CONDITION}'department','A','EQUAL'\n$b = {CONDITION}'company','B','EQUAL'\n{GROUP}$a, $b",
        f"$a = {CONDITION.replace('-TypeName ', '')}'department','A','EQUAL'\n"
        f"$b = {BARE}@('company','B','EQUAL')\n{GROUP}$a, $b",
    ],
)
def test_conditions_gathered_in_every_usual_way(text: str) -> None:
    """A condition that was lost on the way would let objects through that the rule keeps out."""
    found = contribution("r.ps1", HEAD + text)
    (rule,) = found.rules
    assert [[str(clause) for clause in group] for group in rule.scope] == [["department EQUAL A", "company EQUAL B"]]
    assert found.coverage.percent == 100.0


@pytest.mark.parametrize(
    "text",
    [
        f"{GROUP}@()",
        f"$c = @()\nif ($x) {{ $c += {CONDITION}'department','A','EQUAL' }}\n{GROUP}$c",
        f"if ($x) {{ $c = {CONDITION}'a','A','EQUAL' }} else {{ $c = {CONDITION}'a','B','EQUAL' }}\n{GROUP}$c",
        f"$c = {CONDITION}'department','A','EQUAL'\n$c += Get-More\n{GROUP}$c",
        f"$c = {CONDITION}'department','A','EQUAL'\n{GROUP}$c[$number]",
        "$syncRule[0].ScopeFilter = $other",
    ],
)
def test_conditions_that_cannot_be_followed_leave_no_rule_without_a_scope(text: str) -> None:
    found = contribution("r.ps1", HEAD + text)
    assert found.rules == ()
    assert [stub.name for stub in found.stubs] == ["R"]
    assert found.coverage.percent < 100


def test_properties_set_after_the_rule_was_made() -> None:
    text = "$syncRule[0].Disabled = $true\n$syncRule[0].Precedence = 7\n$syncRule[0].Description = $(Get-Date)\n"
    (rule,) = contribution("r.ps1", HEAD + text).rules
    assert (rule.disabled, rule.precedence, rule.unresolved) == (True, 7, ("description",))
    unsure = contribution("r.ps1", f"{HEAD}if ($x) {{ $syncRule[0].Disabled = $true }}\n")
    assert [rule.unresolved for rule in unsure.rules] == [("disabled",)]


def test_a_flow_that_may_not_be_added_is_told() -> None:
    flow = (
        "Add-ADSyncAttributeFlowMapping -SynchronizationRule $syncRule[0] -Source 'a' -Destination 'b' -FlowType Direct"
    )
    found = contribution("r.ps1", f"{HEAD}if ($x) {{ {flow} }}\n")
    assert len(found.rules[0].flows) == 1
    assert [note.origin.line for note in found.notes if "may not run it" in note.text] == [2]
