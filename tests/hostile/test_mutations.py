"""Thousands of damaged copies of a small export: a configuration with stated coverage, or one clear sentence."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from analyzer.configuration import Configuration
from analyzer.errors import ReadinessError
from analyzer.readers.files import SourceFile
from analyzer.readers.inputs import read_inputs
from analyzer.readers.server_configuration import find_roots, read_server_configuration
from analyzer.readers.source import InputSource
from tests.support.exports import AD_FILE, ENTRA_FILE, small_export, write_files, write_zip

SEED = 20260101
SECONDS = 8.0
MUTANTS = 3000

Mutation = Callable[[random.Random, bytes], bytes]


def flip(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def overwrite(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.randint(1, 8)) + data[at + 8 :]


def cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def delete(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randint(1, 60) :]


def double(rng: random.Random, data: bytes) -> bytes:
    at, length = rng.randrange(len(data)), rng.randint(1, 200)
    return data[: at + length] + data[at:]


def swap_tags(rng: random.Random, data: bytes) -> bytes:
    tags = re.findall(rb"</?[\w-]+", data)
    first, second = rng.choice(tags), rng.choice(tags)
    return data.replace(first, second, rng.randint(1, 3))


def _elements(data: bytes) -> list[bytes]:
    return [m[0] for m in re.finditer(rb"<([\w-]+)>[^<]*</\1>", data)]


def drop_element(rng: random.Random, data: bytes) -> bytes:
    return data.replace(rng.choice(_elements(data)), b"", 1)


def repeat_element(rng: random.Random, data: bytes) -> bytes:
    element = rng.choice(_elements(data))
    return data.replace(element, element * rng.randint(2, 4), 1)


def nest_element(rng: random.Random, data: bytes) -> bytes:
    element, other = rng.choice(_elements(data)), rng.choice(_elements(data))
    return data.replace(element, element.replace(b"</", other + b"</"), 1)


def move_element(rng: random.Random, data: bytes) -> bytes:
    element, other = rng.choice(_elements(data)), rng.choice(_elements(data))
    return data.replace(element, b"", 1).replace(other, element + other, 1)


_TEXTS = [b"", b" ", b"\xc3\xa9", b"-1", b"99999999999999999999", b"{}", b"&#0;", b"&#x1F600;", b"&#xD800;", b"]]>"]
_TEXTS += [b"<![CDATA[x]]>", b"<!-- x -->", b"<?x y?>", b"&lt;script&gt;", b"=1+1", b"True", b"x" * 5000, b"&x;"]
_TEXTS += [b"<!DOCTYPE a>", b"\\", b",", b"+", b'"', b"{b891884f-051e-4a83-95af-2544101c9083}", b"\0", b"<a:b/>"]


def change_text(rng: random.Random, data: bytes) -> bytes:
    element = rng.choice(_elements(data))
    changed = re.sub(rb">[^<]*<", lambda _: b">" + rng.choice(_TEXTS) + b"<", element)
    return data.replace(element, changed, 1)


def add_attribute(rng: random.Random, data: bytes) -> bytes:
    tag = rng.choice(re.findall(rb"<[\w-]+", data))
    more = rng.choice([b' a="b"', b' xmlns="u"', b' xmlns:a="u" a:c=""', b' xml:space="preserve"', b" a='", b" a=1"])
    return data.replace(tag, tag + more, 1)


def encode(rng: random.Random, data: bytes) -> bytes:
    text = data.decode()
    coding = rng.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "cp037", "utf-7", "cp1252"])
    declared = rng.choice(["", '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.1" encoding="utf-16"?>'])
    return (declared + text).encode(coding)


def encode_then_flip(rng: random.Random, data: bytes) -> bytes:
    return flip(rng, encode(rng, data))


MUTATIONS: list[Mutation] = [
    *(flip, overwrite, cut, delete, double, swap_tags, drop_element, repeat_element, nest_element, move_element),
    *(change_text, change_text, add_attribute, encode, encode_then_flip),
]


def source_of(files: dict[str, bytes]) -> InputSource:
    """Make an input of files in memory: thousands of folders on disk would take longer than reading them."""

    def file(name: str, data: bytes) -> SourceFile:
        return SourceFile(name, len(data), name, lambda: data)

    listed = tuple(file(name, data) for name, data in sorted(files.items()))
    return InputSource("memory", Path(__file__).parent, listed, ExitStack())


def check(configuration: Configuration) -> None:
    coverage = configuration.coverage
    assert 0 <= coverage.nodes_understood <= coverage.nodes_total
    assert (coverage.nodes_understood == coverage.nodes_total) == (not coverage.not_understood)
    assert 0.0 <= coverage.percent <= 100.0
    assert configuration.connectors
    assert configuration.sync_rules
    repr(configuration).encode()
    for node in coverage.not_understood:
        assert node.origin.file
        assert "\n" not in node.what


def check_sentence(error: ReadinessError) -> None:
    sentence = str(error)
    sentence.encode()
    assert error.message
    assert "\n" not in sentence
    assert len(sentence) < 1000


def test_mutated_files() -> None:
    rng = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    pristine = small_export()
    names = sorted(pristine)
    results: Counter[str] = Counter()
    end = time.process_time() + SECONDS
    for _ in range(MUTANTS):
        files = dict(pristine)
        for _ in range(rng.choice([1, 1, 1, 2, 5])):
            name = rng.choice(names)
            if files[name]:
                mutation = rng.choice(MUTATIONS)
                try:
                    files[name] = mutation(rng, files[name])
                except (UnicodeError, IndexError):  # an earlier mutation left nothing this one could change
                    continue
        source = source_of(files)
        (root,) = find_roots(source)
        try:
            configuration = read_server_configuration(source, root)
        except ReadinessError as error:
            check_sentence(error)
            results["refused"] += 1
        else:
            check(configuration)
            results["whole" if configuration.coverage.percent == 100.0 else "part"] += 1
        if time.process_time() > end:
            break
    assert results.total() >= 1000
    assert min(results["refused"], results["whole"], results["part"]) > 50  # the mutations still reach all outcomes


def test_no_single_damaged_bit_lets_a_secret_into_the_model() -> None:
    pristine = small_export()
    read = 0
    for name in (AD_FILE, ENTRA_FILE):
        data = pristine[name]
        end = data.index(b"SECRET-WORD")
        for at in range(data.rindex(b"<parameter ", 0, end), end):
            for bit in range(8):
                mutant = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
                source = source_of(pristine | {name: mutant})
                try:
                    configuration = read_server_configuration(source, find_roots(source)[0])
                except ReadinessError:
                    continue
                read += 1
                assert "SECRET-WORD" not in repr(configuration), mutant[at - 40 : at + 40]
    assert read > 100


@pytest.mark.parametrize("stored", [True, False])
def test_mutated_archives(tmp_path: Path, stored: bool) -> None:
    rng = random.Random(SEED + stored)  # noqa: S311 - repeatable on purpose
    pristine = write_zip(tmp_path / "a.zip", small_export(), compression=0 if stored else 8).read_bytes()
    mutant = tmp_path / "mutant.zip"
    results: Counter[str] = Counter()
    end = time.process_time() + SECONDS / 2
    for _ in range(MUTANTS // 4):
        data = pristine
        for _ in range(rng.choice([1, 2, 8])):
            data = rng.choice([flip, overwrite, delete, double, cut])(rng, data) if data else b"PK"
        mutant.write_bytes(data)
        try:
            check(read_inputs([mutant]))
            results["read"] += 1
        except ReadinessError as error:
            check_sentence(error)
            results["refused"] += 1
        if time.process_time() > end:
            break
    assert results.total() >= 300
    assert results["refused"] > 50
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip", "mutant.zip"]  # nothing was unpacked


def test_files_that_changed_places(tmp_path: Path) -> None:
    """Every file of an export in every place of it."""
    pristine = small_export()
    for index, (name, target) in enumerate((a, b) for a in pristine for b in pristine):
        folder = write_files(tmp_path / str(index), pristine | {target: pristine[name]})
        try:
            configuration = read_inputs([folder])
        except ReadinessError as error:
            check_sentence(error)
        else:
            check(configuration)
            assert (configuration.coverage.percent == 100.0) == (name.split("/")[0] == target.split("/")[0])
