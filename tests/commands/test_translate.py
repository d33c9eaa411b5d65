from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from analyzer.commands.translate import translate

KEYS = {"source", "translation", "outcome", "losses", "proof"}


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(translate, list(arguments), input=stdin)


def test_one_expression_for_people() -> None:
    source = "IIF(IsNullOrEmpty([description]),NULL,Left(Trim(Item([description],1)),448))"
    result = run(source)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "Outcome: adapted" in result.stdout
    assert 'IIF(IsPresent([description]), Left(Trim(Item([description], 1)), 448), "")' in result.stdout
    assert "Proof: normalized (" in result.stdout


def test_losses_come_with_their_example() -> None:
    result = run("IIF([flag] = True, [hash], IgnoreThisFlow)")
    assert result.exit_code == 0
    assert "Outcome: manual" in result.stdout
    assert "Example: [flag] = True, [hash] absent" in result.stdout
    assert "Proof: counter-example" in result.stdout


def test_warnings_name_the_traps_of_both_sides_once() -> None:
    found = run('IIF(IsPresent([mail]), IIF(IsPresent([sn]), "NULL", [mail]), [cn])').stdout
    warnings = found.partition("Warnings:\n")[2].splitlines()
    assert [warning.split(" ")[3] for warning in warnings if warning] == ['"NULL"', "IsPresent"]
    assert "Warnings:" not in run("Trim([mail])").stdout


def test_one_json_object() -> None:
    result = run("--json", "Trim([title])")
    assert json.loads(result.stdout) == {
        "source": "Trim([title])",
        "translation": "Trim([title])",
        "outcome": "supported",
        "losses": [],
        "proof": "identical",
    }
    assert result.stdout.count("\n") == 1


def test_a_gap_has_no_translation_and_names_the_construct() -> None:
    found = json.loads(run("--json", "CertThumbprint([userCertificate])").stdout)
    assert set(found) == KEYS
    assert (found["translation"], found["outcome"], found["proof"]) == (None, "gap", "none")
    assert "CertThumbprint" in found["losses"][0]["what"]


def test_a_malformed_expression_gets_one_sentence_and_a_caret() -> None:
    result = run("IIF([a], Trim([b], 3)")
    assert result.exit_code == 2
    assert result.stdout == ""
    sentence, line, caret = result.stderr.splitlines()
    assert sentence == "line 1, column 4: this parenthesis is never closed"
    assert line.index("(") == caret.index("^")


def test_the_caret_of_a_long_line_stays_in_view() -> None:
    result = run(" & ".join(["[attribute]"] * 200) + " [b]")
    _, line, caret = result.stderr.splitlines()
    assert len(line) < 100
    assert line[caret.index("^")] == "["


def test_many_expressions_one_a_line_and_none_is_lost() -> None:
    result = run("--json", "-", stdin='Trim([a])\r\n\nIIF(\nCertVersion([c])\n[x] & "é"\n'.encode())
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["source"] for each in found] == ["Trim([a])", "IIF(", "CertVersion([c])", '[x] & "é"']
    assert [each["outcome"] for each in found] == ["supported", "unknown", "gap", "adapted"]
    assert all(set(each) == KEYS for each in found)
    assert "not a well-formed" in found[1]["losses"][0]["what"]
    assert "line 2 of the input: line 1, column 4" in result.stderr
    assert result.exit_code == 2


def test_many_expressions_for_people() -> None:
    result = run("-", stdin="Trim([a])\n]\n")
    assert result.exit_code == 2
    assert "Outcome: supported" in result.stdout
    assert "Outcome: unknown" in result.stdout


def test_bytes_that_are_no_utf8_are_reported_not_fatal() -> None:
    result = run("--json", "-", stdin=b"\xef\xbb\xbfTrim([a])\nTrim([b\xff])\n")
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first["outcome"] == "supported"
    assert second["source"] == "Trim([b\\xff])"


@pytest.mark.parametrize("source", ['Error("\x1b[31mred\x07")', "Concatenate([\x1b[2J])"])
def test_control_characters_never_reach_the_terminal(source: str) -> None:
    result = run(source)
    assert "\x1b" not in result.output
    assert "\x07" not in result.output


def test_the_same_input_gives_the_same_bytes() -> None:
    source = 'IIF(Contains([proxyAddresses],"SMTP:")>0,[proxyAddresses],Error("none"))'
    assert run(source).stdout == run(source).stdout
