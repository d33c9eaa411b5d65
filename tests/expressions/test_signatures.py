from __future__ import annotations

import json

import pytest

from analyzer.errors import KnowledgeError
from analyzer.expressions import (
    Assumption,
    Availability,
    Dialect,
    Fit,
    assumption_texts,
    function_table,
    parse,
)
from analyzer.expressions import signatures as module
from analyzer.expressions.evaluate.steps import REGISTRIES
from analyzer.expressions.kinds import ValueType, kind_of_attribute, kinds_in
from analyzer.expressions.signatures import parse_signature
from tests.expressions.corpus import shared


def test_signatures_say_which_arguments_may_be_left_out() -> None:
    found = parse_signature("num InStr(str text, str find[, num start[, enum compare]])")
    assert (found.name, found.returns, found.fewest, found.most) == ("InStr", "num", 2, 4)
    assert [argument.optional for argument in found.arguments] == [False, False, True, True]
    assert parse_signature("str Join(str separator, var source, var more...)").most is None
    with pytest.raises(ValueError, match="not a signature"):
        parse_signature("InStr")


def test_the_table_holds_every_documented_function_with_its_arity() -> None:
    facts = shared() / "facts"
    table = function_table()
    for fact in json.loads((facts / "connect-functions.json").read_text(encoding="utf-8")):
        signature = table.entries[fact["name"]].signature(Dialect.CONNECT)
        assert signature is not None, fact["name"]
        lenient = fact["name"] == "Mid"
        assert signature.fewest == fact["min_args"] - lenient, fact["name"]
        assert signature.most == fact["max_args"], fact["name"]
    for fact in json.loads((facts / "cloud-sync-functions.json").read_text(encoding="utf-8")):
        signature = table.entries[fact["name"]].signature(Dialect.CLOUD_SYNC)
        assert signature is not None, fact["name"]
        assert signature.most == fact["max_args"], fact["name"]
        unverified = fact["cloudsync_status"] == "documented-for-app-provisioning-only"
        unusable = fact["name"] == "AppRoleAssignmentsComplex"
        expected = Availability.UNUSABLE if unusable else Availability.APP_PROVISIONING
        assert (table.entries[fact["name"]].availability is expected) == unverified, fact["name"]


def test_every_judgement_has_a_dated_source() -> None:
    for entry in function_table().entries.values():
        assert entry.sources, entry.name
        assert all(source.date.year >= 2016 for source in entry.sources), entry.name
        assert entry.meaning.endswith("."), entry.name


def test_functions_that_can_be_translated_can_be_evaluated_on_both_sides() -> None:
    control = {"IIF", "Select", "Where", "With"}
    for entry in function_table().entries.values():
        if entry.fit in {Fit.DIRECT, Fit.RENAMED, Fit.REWRITTEN} and entry.name not in control:
            assert entry.name in REGISTRIES[Dialect.CONNECT], entry.name
        if entry.fit is Fit.DIRECT and entry.name not in control:
            assert entry.name in REGISTRIES[Dialect.CLOUD_SYNC], entry.name


def test_broken_knowledge_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "rules_yaml", lambda _: {"as_of": None, "sources": {}, "functions": [{"name": "X"}]})
    function_table.cache_clear()
    with pytest.raises(KnowledgeError, match=r"rules/functions.yaml: \$.functions\[0\]"):
        function_table()
    monkeypatch.undo()
    function_table.cache_clear()


def test_each_assumption_has_its_words() -> None:
    texts = assumption_texts()
    assert set(texts) == set(Assumption)
    assert all(text.dialect in {"connect", "cloud-sync", "both"} for text in texts.values())
    assert all(text.assumes and text.because for text in texts.values())


def test_kinds_of_attributes() -> None:
    assert kind_of_attribute("PROXYADDRESSES").multi_valued
    assert kind_of_attribute("objectGUID").type is ValueType.BINARY
    assert kind_of_attribute("userAccountControl").type is ValueType.NUMBER
    assert not kind_of_attribute("somethingElse").known
    kinds = kinds_in(parse("IIF(IsPresent([mine]), Item([mine], 1), [other])"))
    assert kinds["mine"].multi_valued
    assert not kinds["other"].multi_valued
