"""Reads ``rules/standard-rules/*.json``: what Microsoft's standard rules look like, per build."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from analyzer.configuration import ConnectorKind, Direction, FlowKind, LinkType, MergeType
from analyzer.connect.known_rules import (
    Clause,
    JoinClause,
    KnownRules,
    StandardFlow,
    StandardRule,
    WizardChoices,
    parse_tag,
)
from analyzer.errors import KnowledgeError
from analyzer.resources import data_folder

_WIZARD = "wizard-choices.json"


def load_standard_rules(folder: Path | None = None) -> KnownRules:
    """Read all standard rules from ``folder`` (default: the shipped ``rules/standard-rules``).

    Raises:
        KnowledgeError: the folder holds no rules, or a file breaks its contract; names file and JSON path.

    """
    folder = folder or data_folder("rules") / "standard-rules"
    files = sorted(file for file in folder.glob("*.json") if file.name != _WIZARD)
    if not files:
        raise KnowledgeError("expected at least one file of standard rules (*.json)", file=str(folder))
    rules = tuple(rule for file in files for rule in _File(file).rules())
    return KnownRules(rules, _File(folder / _WIZARD).wizard())


class _File:
    """One file of standard rules. Its methods take the JSON path of what they read, for the error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _document(self) -> Any:
        try:
            return json.loads(self._path.read_text("utf-8"))
        except OSError as error:
            raise KnowledgeError(f"can't be read: {error.strerror}", file=str(self._path)) from error
        except ValueError as error:
            raise KnowledgeError(f"expected JSON: {error}", file=str(self._path)) from error

    def wizard(self) -> WizardChoices:
        document = self._document()
        criteria = self._member(document, "join_criteria", dict, "$")
        return WizardChoices(
            join_classes=self._names(document, "join_classes"),
            join_criteria={
                token.casefold(): self._pairs(pairs, f"$.join_criteria.{token}") for token, pairs in criteria.items()
            },
            other_join_pairs=self._pairs(document.get("other_join_pairs"), "$.other_join_pairs"),
            join_criteria_parameter=self._member(document, "join_criteria_parameter", str, "$"),
            custom_attribute_parameter=self._member(document, "custom_attribute_parameter", str, "$"),
            anchor_parameter=self._member(document, "anchor_parameter", str, "$"),
            anchor_attributes=self._names(document, "anchor_attributes"),
            anchor_targets=self._names(document, "anchor_targets"),
            upn_parameter=self._member(document, "upn_parameter", str, "$"),
            upn_default=self._member(document, "upn_default", str, "$").casefold(),
            upn_targets=self._names(document, "upn_targets"),
        )

    def rules(self) -> Iterable[StandardRule]:
        document = self._document()
        baseline = self._member(document, "baseline", str, "$")
        for key in ("checked", "source", "note"):
            self._member(document, key, dict if key == "source" else str, "$")
        for index, item in enumerate(self._member(document, "rules", list, "$")):
            yield self._rule(item, baseline, f"$.rules[{index}]")

    def _rule(self, item: Any, baseline: str, at: str) -> StandardRule:
        tag = self._member(item, "tag", str, at)
        parsed = parse_tag(tag)
        if parsed is None:
            raise self._error("expected a tag that starts with Microsoft.", f"{at}.tag")
        if self._member(item, "stem", str, at).casefold() != parsed.stem:
            raise self._error("expected the tag without its revision", f"{at}.stem")
        depends_on = item.get("depends_on")
        return StandardRule(
            baseline=baseline,
            name=self._member(item, "name", str, at),
            tag=tag,
            stem=parsed.stem,
            revision=parsed.revision,
            direction=self._choice(Direction, self._member(item, "direction", str, at), f"{at}.direction"),
            connector=self._choice(ConnectorKind, self._member(item, "connector", str, at), f"{at}.connector"),
            source_type=self._member(item, "source_type", str, at),
            target_type=self._member(item, "target_type", str, at),
            link_type=self._choice(LinkType, self._member(item, "link_type", str, at), f"{at}.link_type"),
            password_sync=self._member(item, "password_sync", bool, at),
            precedence=self._member(item, "precedence", int, at),
            depends_on=depends_on if isinstance(depends_on, str) else "",
            scope=tuple(
                tuple(self._clause(c, f"{at}.scope[{g}][{i}]") for i, c in enumerate(group))
                for g, group in enumerate(self._member(item, "scope", list, at))
            ),
            joins=tuple(
                tuple(self._join(c, f"{at}.joins[{g}][{i}]") for i, c in enumerate(group))
                for g, group in enumerate(self._member(item, "joins", list, at))
            ),
            flows=tuple(
                self._flow(flow, f"{at}.flows[{i}]") for i, flow in enumerate(self._member(item, "flows", list, at))
            ),
        )

    def _flow(self, item: Any, at: str) -> StandardFlow:
        if isinstance(item, str):
            return StandardFlow(item, FlowKind.DIRECT, (item,), None, None, MergeType.UPDATE, False)
        kind = self._choice(FlowKind, self._member(item, "kind", str, at), f"{at}.kind")
        sources = item.get("sources", [])
        if not isinstance(sources, list) or not all(isinstance(s, str) for s in sources):
            raise self._error("expected a list of attribute names", f"{at}.sources")
        if kind is FlowKind.DIRECT and len(sources) != 1:
            raise self._error("expected exactly one attribute in a direct flow", f"{at}.sources")
        return StandardFlow(
            target=self._member(item, "target", str, at),
            kind=kind,
            sources=tuple(sources),
            expression=self._member(item, "expression", str, at) if kind is FlowKind.EXPRESSION else None,
            constant=self._member(item, "constant", str, at) if kind is FlowKind.CONSTANT else None,
            merge_type=self._choice(MergeType, item.get("merge", "Update"), f"{at}.merge"),
            execute_once=bool(item.get("execute_once", False)),
        )

    def _clause(self, item: Any, at: str) -> Clause:
        if not isinstance(item, list) or len(item) != 3 or not all(isinstance(part, str) for part in item):
            raise self._error("expected [attribute, operator, value]", at)
        return item[0], item[1], item[2]

    def _join(self, item: Any, at: str) -> JoinClause:
        if not isinstance(item, list) or [type(part) for part in item] != [str, str, bool]:
            raise self._error("expected [connector attribute, metaverse attribute, case-sensitive]", at)
        return item[0], item[1], item[2]

    def _names(self, document: Any, key: str) -> frozenset[str]:
        names = self._member(document, key, list, "$")
        if not all(isinstance(name, str) for name in names):
            raise self._error("expected a list of names", f"$.{key}")
        return frozenset(name.casefold() for name in names)

    def _pairs(self, pairs: Any, at: str) -> frozenset[tuple[str, str]]:
        if not isinstance(pairs, list) or not all(
            isinstance(pair, list) and [type(part) for part in pair] == [str, str] for pair in pairs
        ):
            raise self._error("expected a list of [connector attribute, metaverse attribute]", at)
        return frozenset((pair[0].casefold(), pair[1].casefold()) for pair in pairs)

    def _member(self, item: Any, key: str, kind: type, at: str) -> Any:
        if not isinstance(item, dict):
            raise self._error("expected an object", at)
        value = item.get(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self._error(f"expected {kind.__name__}", f"{at}.{key}")
        return value

    def _choice(self, kind: type[StrEnum], value: Any, at: str) -> Any:
        try:
            return kind(value)
        except ValueError:
            raise self._error(f"expected one of {', '.join(kind)}", at) from None

    def _error(self, message: str, at: str) -> KnowledgeError:
        return KnowledgeError(message, file=str(self._path), place=at)
