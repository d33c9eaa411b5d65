"""The benchmark's export has the size it was asked for, and the same bytes each time."""

from __future__ import annotations

import pytest

from analyzer.connect.standard_rules import recognise
from analyzer.readers.inputs import read_inputs
from analyzer.vocabulary import RuleOrigin
from benchmarks.generate_export import large_export
from sample_exports.generator.writer import export_files, write_export
from tests.support.configurations import known_rules


@pytest.mark.parametrize("forests, partitions, rules", [(1, 1, 120), (3, 10, 260)])
def test_size(tmp_path, forests, partitions, rules):
    write_export(large_export(forests, partitions, rules, containers=4), tmp_path)
    found = read_inputs([tmp_path])
    assert len(found.active_directory_connectors) == forests
    domains = [p for c in found.active_directory_connectors for p in c.partitions]
    assert len(domains) == partitions
    assert all(len(p.inclusions) == 4 for p in domains)
    assert len(found.sync_rules) == rules
    assert len({r.precedence for r in found.sync_rules}) == rules
    assert found.coverage.percent == 100.0
    origins = {r.origin for r in recognise(found, known_rules()).rules}
    assert origins == {RuleOrigin.STANDARD, RuleOrigin.CUSTOM}


def test_same_numbers_same_bytes():
    assert list(export_files(large_export(2, 3, 200))) == list(export_files(large_export(2, 3, 200)))


@pytest.mark.parametrize("numbers", [(0, 1, 100), (3, 2, 500), (2, 2, 10)])
def test_impossible_sizes_are_refused(numbers):
    with pytest.raises(ValueError, match=r"forests|too few"):
        large_export(*numbers)
