"""docs/scope.md names what the code has."""

from __future__ import annotations

from pathlib import Path

from analyzer.connect.scope.containers import ContainerState
from analyzer.connect.scope.predicate import Operator
from analyzer.connect.scope.simplify import RULES
from analyzer.vocabulary import Outcome

TEXT = (Path(__file__).parents[3] / "docs/scope.md").read_text(encoding="utf-8")


def test_every_rule_state_and_used_outcome_is_documented():
    used = [outcome for outcome in Outcome if outcome is not Outcome.GAP]
    missing = [word for word in [*RULES, *ContainerState, *used] if f"`{word}`" not in TEXT]
    assert missing == []


def test_every_positive_operator_is_in_the_translation_table():
    table = TEXT[TEXT.index("| Connect Sync | Cloud Sync |") : TEXT.index("**Absent values.**")]
    assert [operator for operator in Operator if operator.positive is operator and operator not in table] == []


def test_lines_fit():
    assert [line for line in TEXT.splitlines() if len(line) > 130 and not line.startswith("|")] == []
