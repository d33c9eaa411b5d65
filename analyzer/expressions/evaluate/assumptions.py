"""Names of the assumptions made where documentation is silent; their wording stands in ``rules/``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from analyzer.errors import KnowledgeError
from analyzer.resources import rules_yaml

_FILE = "expression-assumptions.yaml"


class Assumption(StrEnum):
    """Ids of ``rules/expression-assumptions.yaml``."""

    CONNECT_NULL_COMPARISON = "connect-null-comparison"
    CONNECT_NULL_CONDITION = "connect-null-condition"
    CONNECT_NULL_CONCATENATION = "connect-null-concatenation"
    CONNECT_NULL_ARGUMENT = "connect-null-argument"
    CONNECT_NULL_LENGTH = "connect-null-length"
    CONNECT_EVALUATION_ORDER = "connect-evaluation-order"
    CONNECT_PLUS = "connect-plus-joins-text"
    CONNECT_TEXT_OF_OPERANDS = "connect-text-of-operands"
    CONNECT_SEVERAL_VALUES = "connect-several-values"
    CONNECT_SPECIAL_ARGUMENT = "connect-special-as-argument"
    DN_BEYOND_END = "dn-component-beyond-end"
    IN_STR_CASE = "in-str-case"
    WORD_SKIPS_EMPTY = "word-skips-empty"
    MID_BEYOND_END = "mid-beyond-end"
    MID_TWO_ARGUMENTS = "mid-two-arguments"
    ATTRIBUTE_NEVER_EMPTY = "attribute-never-empty"
    CLOUD_NULL_COMPARISON = "cloud-null-comparison"
    CLOUD_TEXT_COMPARISON = "cloud-text-comparison"
    CLOUD_NULL_ARGUMENT = "cloud-null-argument"
    CLOUD_EVALUATION_ORDER = "cloud-evaluation-order"
    CLOUD_EMPTY_REMOVES = "cloud-empty-removes"
    CONNECT_EMPTY_REMOVES = "connect-empty-removes"
    CLOUD_BINARY = "cloud-binary-as-base64"
    CLOUD_BOOLEAN = "cloud-boolean-as-text"
    UNLISTED_ATTRIBUTE = "unlisted-attribute"
    SPLIT_KEEPS_EMPTY = "split-keeps-empty"
    DUPLICATES_CASE = "duplicates-case"
    CLOUD_NOT_PER_VALUE = "cloud-not-per-value"
    SWITCH_NOTHING_MATCHES = "switch-nothing-matches"
    DATE_FORMATS = "date-formats"
    DATE_LETTERS = "date-format-letters"
    TITLE_CASE = "title-case"


@dataclass(frozen=True, slots=True)
class AssumptionText:
    """What is assumed, in which dialect, and why."""

    id: Assumption
    dialect: str
    assumes: str
    because: str


@cache
def assumption_texts() -> dict[Assumption, AssumptionText]:
    """Load the wording of all assumptions.

    Raises:
        KnowledgeError: the file names an unknown id or misses a key.

    """
    entries = rules_yaml(_FILE)["assumptions"]
    texts: dict[Assumption, AssumptionText] = {}
    for number, entry in enumerate(entries):
        try:
            name = Assumption(entry["id"])
            texts[name] = AssumptionText(name, entry["dialect"], entry["assumes"], entry["because"])
        except (KeyError, ValueError) as problem:
            raise KnowledgeError(str(problem), file=_FILE, place=f"$.assumptions[{number}]") from problem
    return texts
