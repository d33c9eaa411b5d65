"""One broken file per failure of the other formats, each with the exact sentence, and bounds on time and memory."""

from __future__ import annotations

import json
import time

import pytest

from analyzer.errors import InputError, UnsafeInputError
from analyzer.readers.contribution import Contribution
from analyzer.readers.detect import Ignored
from tests.support.forms import ALL, POLICY, RULE, SCRIPT, read_bytes


def sentence(name: str, data: bytes | str) -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(name, data if isinstance(data, bytes) else data.encode())
    return str(caught.value)


_POLICY = json.dumps(POLICY)
_OBJS = '<Objs xmlns="http://schemas.microsoft.com/powershell/2004/04">'
BROKEN = {
    "json cut off": (_POLICY[:300], "x: line 1, column 272: not well-formed JSON: Unterminated string starting at"),
    "json with a comma too many": (_POLICY[:-1] + ",}", "not well-formed JSON: "),
    "json too deep": ('{"LinkType": ' + "[" * 200 + "]" * 200 + "}", "values are nested deeper than 60 levels"),
    "json far too deep": (
        '{"LinkType": ' + "[" * 200_000,
        "x: values are nested deeper than 60 levels, which no export has",
    ),
    "json with a huge number": ('{"LinkType": ' + "9" * 5000 + "}", "x: holds a number that no export has"),
    "json with too many values": (
        '{"LinkType": [' + "[]," * 1_100_000 + "[]]}",
        "x: holds more than 1,000,000 values, which no export does",
    ),
    "policy that is a list": (f"[{_POLICY}]", "x: $: expected a JSON object with policyMetadata"),
    "schema without rules": (
        '{"a": {"synchronizationRules": [], "objectMappings": []}}',
        "x: $: expected a synchronizationSchema",
    ),
    "clixml cut off": (ALL["scheduler.xml"][:-20], "not well-formed XML"),
    "clixml with an entity": (
        '<!DOCTYPE a [<!ENTITY b "c">]>' + _OBJS + "<S>SyncCycleEnabled &b;</S></Objs>",
        "x: line 1: holds a DOCTYPE, which no export has",
    ),
    "clixml too deep": (
        f"{_OBJS}<S>LinkType</S>" + "<Obj><LST>" * 100 + "</LST></Obj>" * 100 + "</Objs>",
        "values are nested deeper than 60 levels",
    ),
    "yaml broken": ("AADSyncRules:\n  Items: [a\n", "x: line 3, column 1: not well-formed YAML: "),
    "yaml with a tag that would construct": ("AADSyncRules: !!python/object/apply:os.system [x]\n", None),
    "yaml that refers to itself": ("AADSyncRules: &a\n  Items: *a\n", "values are nested deeper than 60 levels"),
    "yaml billion laughs": (
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(8))
        + "AADSyncRules: *i\n",
        "x: holds more than 1,000,000 values, which no export does",
    ),
    "yaml too deep": ("AADSyncRules: " + "[" * 5000, "x: values are nested deeper than 60 levels, which no export has"),
    "yaml too large": ("AADSyncRules:\n" + "# x\n" * 600_000, "x: holds more than 2,000,000 characters of YAML"),
    "script too large": (SCRIPT + "# x\n" * 2_200_000, "x: holds more than 8 MB of script, which no export does"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_files(case: str) -> None:
    data, expected = BROKEN[case]
    if expected is None:
        found = read_bytes("x", data if isinstance(data, bytes) else data.encode())
        assert isinstance(found, Ignored) or not found.rules
        return
    told = sentence("x", data)
    assert expected in told
    assert "\n" not in told
    assert len(told) < 300


def test_a_clixml_reference_to_itself() -> None:
    text = f'{_OBJS}<Obj RefId="0"><Props><S N="LinkType">x</S><Ref N="a" RefId="0" /></Props></Obj></Objs>'
    assert "nested deeper" in sentence("x", text)


def test_references_that_multiply() -> None:
    rows = "".join(f'<Obj RefId="{n}"><LST>{f"""<Ref RefId="{n - 1}" />""" * 10}</LST></Obj>' for n in range(1, 9))
    text = f'{_OBJS}<Obj RefId="0"><LST><S>LinkType</S></LST></Obj>{rows}</Objs>'
    assert sentence("x", text) == "x: holds more than 1,000,000 values, which no export does"


SLOW = {
    "script of quotes": SCRIPT + "'" * 200_000,
    "script of brackets": SCRIPT + "(" * 100_000,
    "script of blanks": SCRIPT + " " * 1_000_000,
    "script of parameters": SCRIPT + "-Name 'a\n" * 50_000,
    "script of backticks": SCRIPT + "`" * 300_000,
    "script of openings": "New-ADSyncRule\n" + "@'\n" * 50_000,
    "script of braces": SCRIPT + "{" * 50_000 + "}" * 50_000,
    "script of additions": SCRIPT + "$a = " + "'x' + " * 20_000 + "'x'\n",
    "text of one line": "SyncCycleEnabled : " + "x" * 3_000_000,
    "text of blanks": "SyncCycleEnabled" + " " * 3_000_000,
    "text of continuations": "SyncCycleEnabled : x\n" + (" " * 30 + "y\n") * 100_000,
    "text of colons": "LinkType\n" + "a:" * 1_000_000,
    "text of braces": "LinkType : {" + "a, " * 500_000 + "}",
    "blank lines before": "\n" * 2_000_000 + "AADSyncRule",
    "json of blanks": '{"LinkType": "x"' + " " * 3_000_000 + "}",
    "json of escapes": json.dumps({"LinkType": "\ud800" * 200_000}),
    "clixml of escapes": f"{_OBJS}<S>LinkType {'_x0041_' * 200_000}</S></Objs>",
}


@pytest.mark.parametrize("case", SLOW)
def test_time_is_bounded(case: str) -> None:
    started = time.process_time()
    try:
        read_bytes("x", SLOW[case].encode("utf-8", "surrogatepass"))
    except UnsafeInputError:
        pass
    except InputError as error:
        assert "\n" not in str(error)
    assert time.process_time() - started < 12.0


def test_a_large_honest_script_is_read_in_seconds() -> None:
    many = "\n".join(
        SCRIPT.replace("555555555555", f"{number:012d}").replace("-Precedence 50", f"-Precedence {number}")
        for number in range(1000)
    )
    started = time.process_time()
    found = read_bytes("x.ps1", many.encode())
    assert isinstance(found, Contribution)
    assert len(found.rules) == 1000
    assert found.coverage.percent == 100.0
    assert time.process_time() - started < 20.0


def test_many_rules_as_json() -> None:
    found = read_bytes("x", json.dumps([RULE | {"Identifier": str(n)} for n in range(5000)]).encode())
    assert isinstance(found, Contribution)
    assert len(found.rules) == 5000
