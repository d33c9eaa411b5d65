"""Thousands of damaged copies of every format: a configuration with stated coverage, or one clear sentence."""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable

import pytest

from analyzer.configuration import Coverage
from analyzer.errors import ReadinessError
from analyzer.readers.contribution import Contribution
from analyzer.readers.servers import configuration_of
from tests.hostile.test_mutations import check_sentence, cut, delete, double, flip, overwrite
from tests.support.forms import ALL, read_bytes

SEED = 20260202
SECONDS = 5.0
MUTANTS = 1500

Mutation = Callable[[random.Random, str], str]
_VALUES = [
    "",
    " ",
    "é",
    "-1",
    "99999999999999999999",
    "{}",
    "[]",
    "null",
    "\\ud800",
    "\x00",
    "=1+1",
    "<script>",
    "x" * 3000,
]
_VALUES += [
    "'",
    '"',
    "`",
    "$x",
    "$(",
    "@(",
    "@'\n",
    "#",
    "<#",
    ":",
    "- ",
    "&a",
    "*a",
    "|",
    "?",
    "!!python/object:x",
    "%",
]
_VALUES += [
    "Microsoft.IdentityManagement.PowerShell.ObjectModel.X",
    "{a, b, c...}",
    "0",
    "true",
    "\u2028",
    "\u202e",
    "\t",
]


def _tokens(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"[\w.-]+", text)) or [re.match("", text)]  # type: ignore[list-item]


def change_token(rng: random.Random, text: str) -> str:
    token = rng.choice(_tokens(text))
    return text[: token.start()] + rng.choice(_VALUES) + text[token.end() :]


def swap_tokens(rng: random.Random, text: str) -> str:
    first, second = rng.choice(_tokens(text)), rng.choice(_tokens(text))
    return text.replace(first[0], second[0], rng.randint(1, 3)) if first[0] else text


def insert(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_VALUES) + text[at:]


def drop_line(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    del lines[rng.randrange(len(lines))]
    return "\n".join(lines)


def repeat_line(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    return "\n".join([*lines[:at], *[lines[at]] * rng.randint(2, 40), *lines[at + 1 :]])


def shuffle_lines(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    rng.shuffle(lines)
    return "\n".join(lines)


def indent(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    lines[at] = " " * rng.randint(1, 30) + lines[at]
    return "\n".join(lines)


def brackets(rng: random.Random, text: str) -> str:
    return text.translate(str.maketrans("{}[]()<>", "".join(rng.sample("{}[]()<>", 8))))


TEXT_MUTATIONS: list[Mutation] = [
    *(change_token, change_token, swap_tokens, insert, drop_line, repeat_line, shuffle_lines, indent, brackets),
]
BYTE_MUTATIONS = [flip, overwrite, cut, delete, double]


def restructure(rng: random.Random, value: object, depth: int = 0) -> object:
    """Change a parsed JSON value somewhere: other types, missing and moved parts."""
    others = [None, True, 0, -1.5, "", "x", [], {}, [[]], {"a": 1}, [value], {"value": value, "Count": 1}]
    if depth > 8 or rng.random() < 0.06:
        return rng.choice(others)
    if isinstance(value, dict):
        items = [
            (key if rng.random() > 0.05 else key.upper(), restructure(rng, v, depth + 1)) for key, v in value.items()
        ]
        return dict(items if rng.random() > 0.1 else items[1:])
    if isinstance(value, list):
        return [restructure(rng, item, depth + 1) for item in value] * rng.choice([1, 1, 1, 2])
    return value


def coding_of(data: bytes) -> str:
    return "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"


def mutated(rng: random.Random, name: str, data: bytes) -> bytes:
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        if not data:
            return data
        kind = rng.random()
        if kind < 0.25:
            data = rng.choice(BYTE_MUTATIONS)(rng, data)
            continue
        try:
            text = data.decode(coding_of(data))
        except UnicodeDecodeError:
            continue
        if name.endswith("json") and kind < 0.5:
            try:
                text = json.dumps(restructure(rng, json.loads(text)))
            except ValueError:
                continue
        else:
            text = rng.choice(TEXT_MUTATIONS)(rng, text)
        data = text.encode(rng.choice([coding_of(data)] * 5 + ["utf-8-sig", "utf-16", "utf-16-be"]), "replace")
    return data


def check_coverage(coverage: Coverage) -> None:
    assert 0 <= coverage.nodes_understood <= coverage.nodes_total
    assert (coverage.nodes_understood == coverage.nodes_total) == (not coverage.not_understood)
    for node in coverage.not_understood:
        assert node.origin.file
        assert "\n" not in node.what


def check(found: Contribution) -> None:
    check_coverage(found.coverage)
    text = repr(found)
    text.encode()
    for rule in found.rules:
        assert rule.source_type
        assert rule.target_type
        assert rule.id
        assert all(flow.target for flow in rule.flows)
        assert all(flow.sources for flow in rule.flows if flow.kind == "Direct")
        assert all(clause.attribute and clause.operator for group in rule.scope for clause in group)
    configuration = configuration_of([found])
    check_coverage(configuration.coverage)
    assert configuration.sources


@pytest.mark.parametrize("name", ALL)
def test_mutated_files(name: str) -> None:
    rng = random.Random(f"{SEED}{name}")  # noqa: S311 - repeatable on purpose
    results: Counter[str] = Counter()
    end = time.process_time() + SECONDS
    for _ in range(MUTANTS):
        data = mutated(rng, name, ALL[name])
        started = time.process_time()
        try:
            found = read_bytes(name, data)
        except ReadinessError as error:
            check_sentence(error)
            results["refused"] += 1
        else:
            if isinstance(found, Contribution):
                check(found)
                results["read"] += 1
            else:
                assert "\n" not in found.reason
                results["ignored"] += 1
        assert time.process_time() - started < 2.0
        if time.process_time() > end:
            break
    assert results.total() >= 300
    assert results["read"] > 50
    assert results["refused"] + results["ignored"] > 20


def test_files_under_each_others_names() -> None:
    """The name never decides: every file reads the same under every other's name."""
    for name, data in ALL.items():
        own = read_bytes(name, data)
        assert isinstance(own, Contribution)
        for other in ALL:
            found = read_bytes(other, data)
            assert isinstance(found, Contribution), (name, other)
            assert found.format == own.format
            assert len(found.rules) == len(own.rules)
