"""Every rewrite rule is fed expressions it fits, and evaluation must not change."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.expressions import Dialect, effect_of, evaluate, parse, print_expression, simplify
from analyzer.expressions.nodes import (
    FALSE,
    TRUE,
    Binary,
    Boolean,
    Call,
    Chain,
    Node,
    Number,
    Text,
    Variable,
    Word,
    walk,
)
from analyzer.expressions.simplify import RULES, canonical
from tests.expressions.strategies import call, conditions, numbers, objects, text_literals, texts

NULL = Word("NULL")
_TEXT = texts(1)
_TEST = conditions(1)
_LITERAL = st.one_of(text_literals(), numbers(), st.sampled_from([TRUE, FALSE]))


def _iif(test: object, yes: object = _TEXT, no: object = _TEXT) -> st.SearchStrategy[Node]:
    return call("IIF", test, yes, no)  # type: ignore[arg-type]


def _same_test(parts: tuple[Node, Node, Node, Node, bool]) -> Node:
    test, one, two, three, first = parts
    inner = Call("IIF", (test, one, two))
    return Call("IIF", (test, inner, three) if first else (test, three, inner))


def _with(parts: tuple[Node, Node]) -> Node:
    return Call("With", (Variable("v"), parts[0], Chain("&", (Variable("v"), Text("-"), parts[1], Variable("v")))))


# A generator of expressions that each rule fits.
FITTING: dict[str, st.SearchStrategy[Node]] = {
    "same-function-twice": st.tuples(
        st.sampled_from(["Trim", "LTrim", "RTrim", "LCase", "UCase", "RemoveDuplicates"]), _TEXT
    ).map(lambda p: Call(p[0], (Call(p[0], (p[1],)),))),
    "trims-in-trim": st.tuples(st.sampled_from(["LTrim", "RTrim"]), _TEXT).map(
        lambda p: Call("Trim", (Call(p[0], (p[1],)),))
    ),
    "left-of-left": st.tuples(_TEXT, numbers(0, 9), numbers(0, 9)).map(
        lambda p: Call("Left", (Call("Left", (p[0], p[1])), p[2]))
    ),
    "constant": st.one_of(
        st.tuples(st.sampled_from(["Trim", "LCase", "Len", "UCase", "IsPresent"]), text_literals()).map(
            lambda p: Call(p[0], (p[1],))
        ),
        call("Left", text_literals(), numbers()),
        call("Mid", text_literals(), numbers(), numbers()),
        call("Replace", text_literals(), text_literals(), text_literals()),
        call("BitAnd", numbers(), numbers()),
        call("PadLeft", text_literals(), numbers(1, 9), st.just(Text("0"))),
    ),
    "decided": _iif(st.sampled_from([TRUE, FALSE, NULL])),
    "same-branches": st.tuples(st.sampled_from(["IsPresent", "IsNullOrEmpty", "IsNull"]), _TEXT).map(
        lambda p: Call("IIF", (Call(p[0], (parse("[title]"),)), p[1], p[1]))
    ),
    "inverse-question": _iif(call("IsNullOrEmpty", _TEXT)),
    "different": _iif(st.tuples(_TEXT, _TEXT).map(lambda p: Binary("<>", *p))),
    "compared-with-true": conditions(1).map(lambda test: Binary("=", test, TRUE)),
    "compared-with-false": _iif(conditions(1).map(lambda test: Binary("=", test, FALSE))),
    "literal-first": st.tuples(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), _LITERAL, _TEXT).map(
        lambda p: Binary(*p)
    ),
    "nested-chain": st.one_of(
        st.tuples(st.sampled_from(["&&", "||"]), _TEST, _TEST, _TEST).map(
            lambda p: Chain(p[0], (p[1], Chain(p[0], (p[2], p[3]))))
        ),
        st.tuples(_TEXT, _TEXT, text_literals()).map(lambda p: Chain("&", (Chain("&", (p[0], p[2])), p[1]))),
    ),
    "texts-side-by-side": st.tuples(_TEXT, text_literals(), text_literals()).map(lambda p: Chain("&", p)),
    "text-of-text": st.sampled_from(["Trim", "LCase", "ConvertToUTF8Hex"]).flatmap(
        lambda name: _TEXT.map(lambda text: Call("CStr", (Call(name, (text,)),)))
    ),
    "truth-of-truth": conditions(1).map(lambda test: Call("CBool", (test,))),
    "truth-as-branches": conditions(1).map(lambda test: Call("IIF", (test, TRUE, FALSE))),
    "same-test-inside": st.tuples(_TEST, _TEXT, _TEXT, _TEXT, st.booleans()).map(_same_test),
    "switch": st.tuples(_TEST, _TEXT, _TEST, _TEXT).map(lambda p: Call("Switch", p)),
    "variable": st.tuples(_TEXT, _TEXT).map(_with),
    "present-or-nothing": st.tuples(_TEXT, st.sampled_from([NULL, Text("")])).map(
        lambda p: Call("IIF", (Call("IsPresent", (p[0],)), p[0], p[1]))
    ),
    "nothing": st.sampled_from([Word("AuthoritativeNull"), Text("")]),
}


def test_every_rule_has_a_generator() -> None:
    assert set(FITTING) == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_keeps_what_an_expression_means(rule) -> None:  # type: ignore[no-untyped-def]
    fitted = 0

    @settings(max_examples=60, deadline=None)
    @given(FITTING[rule.name], objects())
    def check(node: Node, values: dict) -> None:  # type: ignore[type-arg]
        nonlocal fitted
        rewritten = rule.apply(node)
        if rewritten is None:
            return
        fitted += 1
        before = evaluate(node, values, parameters={"Domain.FQDN": "contoso.com"})
        after = evaluate(rewritten, values, parameters={"Domain.FQDN": "contoso.com"})
        if rule.result_only:
            assert effect_of(before).same_as(effect_of(after))
        else:
            assert effect_of(before).same_as(effect_of(after))
            assert type(before) is type(after)
            assert before == after or type(before).__name__ == "ErrorValue"

    check()
    assert fitted >= 10 or rule.name == "nothing"
    assert fitted


@settings(max_examples=200, deadline=None)
@given(texts(2), objects())
def test_simplifying_keeps_the_effect_and_never_makes_an_expression_larger(node: Node, values: dict) -> None:  # type: ignore[type-arg]
    simple = simplify(node)
    parameters = {"Domain.FQDN": "contoso.com"}
    before, after = (effect_of(evaluate(each, values, parameters=parameters)) for each in (node, simple))
    assert before.same_as(after)
    assert simplify(simple) == simple
    switched = any(isinstance(part, Call) and part.name in {"Switch", "With"} for part in walk(node))
    assert switched or sum(1 for _ in walk(simple)) <= sum(1 for _ in walk(node))


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("IIF(IsPresent([x]), [x], NULL)", "[x]"),
        ("Trim(Trim([x]))", "Trim([x])"),
        ("IIF(IsNullOrEmpty([x]), NULL, [x])", "[x]"),
        ('IIF(IsPresent([x]) = True, "a" & "b", AuthoritativeNull)', 'IIF(IsPresent([x]), "ab", NULL)'),
        ("Left(Left([x], 448), 64)", "Left([x], 64)"),
        ('Switch(IsPresent([x]), [x], True, "none")', 'IIF(IsPresent([x]), [x], "none")'),
        ("CBool(IsPresent([x]))", "IsPresent([x])"),
        ("With($a, Trim([x]), $a & $a)", "Trim([x]) & Trim([x])"),
    ],
)
def test_examples(text: str, simple: str) -> None:
    assert print_expression(simplify(parse(text))) == simple


@pytest.mark.parametrize(
    ("connect", "cloud_sync"),
    [
        ("LCase([a])", "ToLower([a])"),
        ('[a] & "x"', 'Append([a], "x")'),
        ("IIF(BitAnd([u], 2) = 0, True, False)", 'IIF(BitAnd([u], 2)="0", "True", "False")'),
        (
            'CStr(FormatDateTime(DateFromNum([p]), "yyyy"))',
            'FormatDateTime(DateFromNum([p]), "RoundtripKind", , "yyyy")',
        ),
        ('Replace([a], "x", "y")', 'Replace([a], "x", , , "y", , )'),
        ("DNComponent(CRef([dn]), 1)", "DNComponent([distinguishedName], 1)"),
        ("IIF(IsPresent([p]), [p], NULL)", "IIF(IsPresent([p]), [p], )"),
    ],
)
def test_both_dialects_have_one_normal_form(connect: str, cloud_sync: str) -> None:
    assert canonical(parse(connect)) == canonical(parse(cloud_sync, Dialect.CLOUD_SYNC))


def test_different_meanings_keep_different_forms() -> None:
    forms = {
        canonical(parse(text)) for text in ("[a]", "Trim([a])", 'IIF([a] = "x", 1, 2)', 'IIF([a] = "X", 1, 2)', "[b]")
    }
    assert len(forms) == 5


def test_deep_expressions_are_simplified() -> None:
    assert simplify(parse("Trim(" * 3000 + "[a]" + ")" * 3000)) == parse("Trim([a])")
    assert isinstance(simplify(parse("IIF(True, True, 1)")), Boolean)
    assert simplify(parse("IIF(False, True, 1)")) == Number("1")
