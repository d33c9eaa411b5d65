"""The collector is well-formed PowerShell, reads only, and writes what docs/collector.md says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tree_sitter
import tree_sitter_powershell as grammar

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "collect" / "Export-ConnectSyncConfiguration.ps1"

# Cmdlets that change nothing but the script's own folder below -Path.
READS = re.compile(r"Get-(?:ADSync\w+|AD(?:Object|Group|Domain|DomainController|Forest|RootDSE))")
OTHERS = {
    *("Get-ChildItem", "Get-CimInstance", "Get-Command", "Get-Date", "Get-FileHash", "Get-Module", "Import-Module"),
    *("ForEach-Object", "Where-Object", "Sort-Object", "Select-Object", "Join-Path", "ConvertTo-Json", "New-Object"),
    *("Write-Host", "Write-Warning", "Write-Output"),
}
WRITES = {"New-Item", "Compress-Archive"}
STATIC = {
    *("System.IO.File::ReadAllText", "System.IO.File::WriteAllText", "math::Round"),
    *("regex::Match", "regex::Matches", "regex::Replace"),
}
METHODS = {
    *("Add", "ContainsKey", "Insert", "Replace", "Substring", "ToArray", "ToLowerInvariant", "ToString"),
    *("ToUniversalTime", "ShouldProcess", "GetUnresolvedProviderPathFromPSPath"),
}


@pytest.fixture(scope="module")
def tree() -> Any:
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    return parser.parse(SCRIPT.read_bytes()).root_node


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in node.children:
        yield from nodes(child)


def commands(tree: Any) -> list[tuple[str, str]]:
    """Return the name and the text of every command that is called."""
    found = []
    for node in nodes(tree):
        if node.type == "command":
            name = node.child_by_field_name("command_name")
            found.append((name.text.decode() if name is not None else "", node.text.decode()))
    return found


def own_functions(tree: Any) -> set[str]:
    names = (child for node in nodes(tree) if node.type == "function_statement" for child in node.children)
    return {child.text.decode() for child in names if child.type == "function_name"}


def test_it_is_well_formed(tree: Any) -> None:
    broken = [node.start_point for node in nodes(tree) if node.type == "ERROR" or node.is_missing]
    assert broken == []
    assert len(commands(tree)) > 100


def test_the_check_itself_sees_a_mistake() -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    text = SCRIPT.read_text("utf-8").replace("function Get-Moment {", "function Get-Moment {{", 1)
    assert parser.parse(text.encode()).root_node.has_error


def test_only_reading_cmdlets_are_called(tree: Any) -> None:
    functions = own_functions(tree)
    assert {"Invoke-Step", "Get-DomainCount", "Test-InScope"} <= functions
    called = {name for name, _ in commands(tree)}
    foreign = {name for name in called - functions - OTHERS - WRITES if not READS.fullmatch(name)}
    # the step that Invoke-Step is handed, and nothing else, is called by a variable
    assert foreign == {"$Action"}


def test_functions_of_its_own_hide_no_cmdlet(tree: Any) -> None:
    assert not {name for name in own_functions(tree) if name in OTHERS | WRITES or READS.fullmatch(name)}


def test_what_writes_writes_into_its_own_folder(tree: Any) -> None:
    calls = [text for name, text in commands(tree) if name in WRITES]
    assert len(calls) == 3
    assert all("$Work" in text for text in calls)
    written = [n.text.decode() for n in nodes(tree) if n.type == "invokation_expression" and b"WriteAllText" in n.text]
    assert sorted(re.sub(r"\s+", " ", text) for text in written) == [
        "[System.IO.File]::WriteAllText($file.FullName, $clean, $Utf8)",
        "[System.IO.File]::WriteAllText((Join-Path -Path $Work -ChildPath $Name), $text, $Utf8)",
    ]
    assert "$folder = Join-Path -Path $Work -ChildPath 'configuration'" in SCRIPT.read_text("utf-8")


def test_only_known_methods_are_called(tree: Any) -> None:
    for node in nodes(tree):
        if node.type != "invokation_expression":
            continue
        text = node.text.decode()
        if static := re.match(r"\[([\w.]+)\]::(\w+)", text):
            assert f"{static[1]}::{static[2]}" in STATIC, text
        else:
            name = next(child.text.decode() for child in reversed(node.children) if child.type == "member_name")
            assert name in METHODS, text


def test_no_way_to_run_text_or_reach_the_network() -> None:
    code = re.sub(r"(?m)^\s*#.*$", "", SCRIPT.read_text("utf-8").partition("#>")[2])
    for word in ("Invoke-Expression", "iex", "Add-Type", "Invoke-WebRequest", "Invoke-RestMethod", "Start-", "Stop-"):
        assert not re.search(rf"(?i)\b{re.escape(word)}", code), word
    for verb in (
        "Set",
        "Remove",
        "Clear",
        "Enable",
        "Disable",
        "Rename",
        "Move",
        "Copy",
        "Update",
        "Unlock",
        "Restart",
    ):
        assert not re.search(rf"(?i)(?<![\w-]){verb}-\w", code), verb
    assert not re.search(r"(?i)New-AD|System\.Net|Net\.WebClient|https?://", code)


def test_it_runs_on_windows_powershell() -> None:
    """5.1 knows none of these operators of later versions."""
    code = SCRIPT.read_text("utf-8").partition("#>")[2]
    assert SCRIPT.read_text("utf-8").startswith("#Requires -Version 5.1\n")
    assert not re.search(r"\?\?|\s\?\s.*\s:\s|&&|\|\||-Parallel|\?\.", re.sub(r"'[^'\n]*'", "''", code))
    assert SCRIPT.read_bytes().isascii(), "5.1 reads a script without a byte order mark as ANSI"


@pytest.mark.parametrize("section", ["SYNOPSIS", "DESCRIPTION", "EXAMPLE", "OUTPUTS"])
def test_help(section: str) -> None:
    assert f"\n.{section}\n" in SCRIPT.read_text("utf-8")


def test_every_parameter_is_explained() -> None:
    text = SCRIPT.read_text("utf-8")
    block = text.partition("[CmdletBinding(SupportsShouldProcess = $true)]\nparam(")[2].partition("\n)\n")[0]
    names = re.findall(r"\$(\w+)", re.sub(r"= \S+", "", block))
    assert names == ["Path", "SkipDirectory", "LargestGroups"]
    assert re.findall(r"^\.PARAMETER (\w+)$", text, re.MULTILINE) == names


def test_nothing_is_done_before_whatif_is_asked() -> None:
    code = SCRIPT.read_text("utf-8")
    asked = code.index("$PSCmdlet.ShouldProcess(")
    for call in ("New-Item -Path $Work", "Invoke-Step -StepName", "Compress-Archive -Path"):
        assert code.index(call) > asked


def test_without_the_module_nothing_is_written() -> None:
    """On any other computer: one sentence, and no .zip that holds nothing."""
    code = SCRIPT.read_text("utf-8")
    loaded = code.index("try { Import-Module -Name ADSync -ErrorAction Stop }")
    assert 'throw "The ADSync module can\'t be loaded: $($_.Exception.Message) $advice"' in code[loaded:]
    assert loaded < code.index("New-Item -Path $Work")


def test_older_builds_without_the_switch_still_tell_of_automatic_upgrade() -> None:
    code = SCRIPT.read_text("utf-8")
    assert ".Parameters.ContainsKey('Detail')" in code
    assert "else { Get-ADSyncAutoUpgrade -ErrorAction Stop }" in code


def test_every_step_can_fail_alone(tree: Any) -> None:
    """Calls outside of functions that may fail stand in a step or in a try."""
    for node in nodes(tree):
        if node.type != "command":
            continue
        name = node.child_by_field_name("command_name").text.decode()
        if not READS.fullmatch(name):
            continue
        above = node.parent
        kinds = set()
        while above is not None:
            kinds.add(above.type)
            above = above.parent
        assert kinds & {"function_statement", "try_statement", "script_block_expression"}, name


def test_secrets_are_emptied_or_left_out() -> None:
    """The two patterns that scrub the configuration do so on the shapes that exports have."""
    text = SCRIPT.read_text("utf-8")
    patterns = [
        p.replace("''", "'") for p in re.findall(r"\[regex\]::Replace\(\$\w+, '((?:[^']|'')+)', '\$1\$3'\)", text)
    ]
    assert len(patterns) == 2
    source = (
        "<cookie>QUJD</cookie><water-mark>QUJD</water-mark>"
        '<parameter name="cookie" type="string">QUJD</parameter><parameter name="cookie" />'
        "<name>kept</name>"
    )
    for pattern in patterns:
        source = re.sub(pattern, r"\1\3", source)
    assert "QUJD" not in source
    assert "<name>kept</name>" in source
    assert '<parameter name="cookie" />' in source
    secret = re.search(r"\$Secret = '([^']+)'", text)
    assert secret is not None
    for name in ("Password", "AccessToken", "ClientSecret", "cookie", "water-mark"):
        assert re.search(secret[1], name, re.IGNORECASE)
    assert not re.search(secret[1], "PasswordHashSync", re.IGNORECASE)


def test_the_page_names_every_file() -> None:
    page = (ROOT / "docs" / "collector.md").read_text("utf-8")
    files = set(
        re.findall(r"'((?:cmdlets|directory)/[\w-]+\.json|counts\.json|manifest\.json)'", SCRIPT.read_text("utf-8"))
    )
    assert len(files) >= 8
    assert {name for name in files if name not in page} == set()
