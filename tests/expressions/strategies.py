"""Random well-typed Connect expressions, and random objects to evaluate them on."""

from __future__ import annotations

from hypothesis import strategies as st

from analyzer.expressions.evaluate import ABSENT
from analyzer.expressions.nodes import (
    FALSE,
    TRUE,
    Attribute,
    Binary,
    Call,
    Chain,
    Dialect,
    Empty,
    Negation,
    Node,
    Number,
    Parameter,
    Text,
    Variable,
    Word,
)
from analyzer.expressions.signatures import function_table

TEXTS = ("title", "customText", "mail", "userPrincipalName")
NUMBERS = ("userAccountControl", "groupType")
BOOLEANS = ("isCriticalSystemObject", "msExchHideFromAddressLists")
LISTS = ("proxyAddresses", "otherTelephone")
BINARIES = ("objectGUID",)

_LITERALS = ("a", "A", "@", "joe", "Joe", "@contoso.com", "SMTP:", " ", "x y", "0", "42", "NO", "ž", "True")


def text_literals() -> st.SearchStrategy[Node]:
    return st.sampled_from(_LITERALS).map(Text.of)


def numbers(low: int = -2, high: int = 12) -> st.SearchStrategy[Node]:
    return st.integers(low, high).map(lambda value: Number(str(value)))


def call(name: str, *arguments: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.tuples(*arguments).map(lambda parts: Call(name, parts))


def attributes(names: tuple[str, ...]) -> st.SearchStrategy[Node]:
    return st.sampled_from(names).map(Attribute)


def texts(level: int) -> st.SearchStrategy[Node]:
    leaves = st.one_of(attributes(TEXTS), attributes(TEXTS), text_literals(), st.just(Parameter("Domain.FQDN")))
    if level <= 0:
        return leaves
    inner = texts(level - 1)
    one_argument = st.sampled_from(["Trim", "LTrim", "RTrim", "LCase", "UCase", "ConvertToUTF8Hex"])
    simple = st.tuples(one_argument, inner).map(lambda parts: Call(parts[0], (parts[1],)))
    cut = st.tuples(st.sampled_from(["Left", "Right"]), inner, numbers()).map(lambda p: Call(p[0], p[1:]))
    pad = st.tuples(
        st.sampled_from(["PadLeft", "PadRight"]), inner, numbers(1, 9), st.sampled_from("0x .").map(Text.of)
    )
    marks = st.sampled_from("@ .-").map(Text.of)
    before = st.tuples(inner, marks).map(lambda p: Call("Left", (p[0], Binary("-", Call("InStr", p), Number("1")))))
    after = st.tuples(inner, marks).map(
        lambda p: Call("Mid", (p[0], Chain("+", (Call("InStr", p), Number("1"))), Call("Len", (p[0],))))
    )
    part = st.tuples(inner, st.sampled_from(["@", "-", "joe", "x y"]).map(Text.of), numbers(1, 6)).map(_part_after)
    return st.one_of(
        leaves,
        part,
        simple,
        cut,
        pad.map(lambda p: Call(p[0], p[1:])),
        call("Mid", inner, numbers(), numbers()),
        call("Word", inner, numbers(0, 3), st.sampled_from(["@", " ", "@.", "-"]).map(Text.of)),
        call("Replace", inner, text_literals(), text_literals()),
        call("ReplaceChars", inner, st.sampled_from(["a:b", "ž:z,@:", "o:oe, e:i"]).map(Text.of)),
        before,
        after,
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: Chain("&", tuple(parts))),
        choice(level, texts),
        call("Item", attributes(LISTS), numbers(0, 3)),
        call("ItemOrNull", attributes(LISTS), numbers(1, 3)),
        call("Join", attributes(LISTS), st.sampled_from([",", "; "]).map(Text.of)),
        call("CStr", number_values(level - 1)),
        with_variable(level),
        primary_address(),
        call("DNComponent", st.just(Call("CRef", (Attribute("dn"),))), numbers(1, 4)),
        call("DNComponentRev", st.just(Call("CRef", (Attribute("dn"),))), numbers(1, 4)),
        call("DNComponentRev", st.just(Call("CRef", (Attribute("dn"),))), numbers(1, 3), st.just(Text("DC"))),
        st.just(Call("ConvertToBase64", (Attribute("objectGUID"),))),
    )


def _part_after(parts: tuple[Node, Text, Node]) -> Node:
    text, mark, count = parts
    place = Chain("+", (Call("InStr", (text, mark)), Number(str(len(mark.value)))))
    return Call("Mid", (text, place, count))


def primary_address() -> st.SearchStrategy[Node]:
    found = Call("Item", (Attribute("proxyAddresses"), Call("Contains", (Attribute("proxyAddresses"), Text("SMTP:")))))
    return st.sampled_from(
        [found, Call("Mid", (found, Number("6"))), Call("Replace", (found, Text("SMTP:"), Text("")))]
    )


def with_variable(level: int) -> st.SearchStrategy[Node]:
    variable = Variable("v")
    bodies = st.sampled_from(
        [
            Chain("&", (variable, Text("-"), variable)),
            Call("Left", (variable, Number("3"))),
            Call("IIF", (Call("IsPresent", (variable,)), variable, Text("none"))),
        ]
    )
    return st.tuples(texts(level - 1), bodies).map(lambda p: Call("With", (variable, p[0], p[1])))


def number_values(level: int) -> st.SearchStrategy[Node]:
    leaves = st.one_of(attributes(NUMBERS), numbers())
    if level <= 0:
        return leaves
    inner = texts(level - 1)
    masks = st.sampled_from(["1", "2", "512", "&HF", "-2147483648"]).map(Number)
    return st.one_of(
        leaves,
        call("InStr", inner, text_literals()),
        call("InStr", inner, text_literals(), numbers(1, 3)),
        call("Len", inner),
        call("BitAnd", attributes(NUMBERS), masks),
        call("Contains", attributes(LISTS), text_literals()),
        call("Count", attributes(LISTS)),
        st.sampled_from(LISTS).map(lambda name: Call("ValueCount", (Text(name),))),
    )


def conditions(level: int) -> st.SearchStrategy[Node]:
    anything = st.one_of(texts(max(level - 1, 0)), attributes(LISTS), attributes(NUMBERS), attributes(BOOLEANS))
    asked = st.sampled_from(["IsPresent", "IsNullOrEmpty", "IsNull", "IsEmpty"])
    question = st.tuples(asked, anything).map(lambda p: Call(p[0], (p[1],)))
    leaves = st.one_of(
        question,
        st.tuples(attributes(BOOLEANS), st.sampled_from([TRUE, FALSE])).map(lambda p: Binary("=", *p)),
        call("CBool", attributes(BOOLEANS)),
        call("IsBitSet", attributes(NUMBERS), st.sampled_from(["2", "512", "-2147483648"]).map(Number)),
        st.tuples(attributes(TEXTS), text_literals()).map(lambda p: Binary("=", *p)),
    )
    if level <= 0:
        return leaves
    inner = conditions(level - 1)
    signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    return st.one_of(
        leaves,
        st.tuples(st.sampled_from(["=", "<>"]), texts(level - 1), texts(level - 1)).map(lambda p: Binary(*p)),
        st.tuples(signs, number_values(level - 1), number_values(level - 1)).map(lambda p: Binary(*p)),
        st.tuples(st.sampled_from(["&&", "||"]), st.lists(inner, min_size=2, max_size=3)).map(
            lambda p: Chain(p[0], tuple(p[1]))
        ),
        st.tuples(st.sampled_from(["=", "<>"]), inner, st.sampled_from([TRUE, FALSE])).map(lambda p: Binary(*p)),
        inner.map(lambda condition: Call("CBool", (condition,))),
        st.tuples(inner, inner).map(lambda p: Call("CBool", (Call("IIF", (p[0], p[1], Word("NULL"))),))),
        st.tuples(inner, inner, inner).map(lambda p: Call("CBool", (Call("IIF", p),))),
    )


def choice(level: int, branches: object) -> st.SearchStrategy[Node]:
    branch = st.one_of(branches(level - 1), st.just(Word("NULL")))  # type: ignore[operator]
    pairs = st.lists(st.tuples(text_literals(), branch), min_size=1, max_size=4)
    table = st.tuples(attributes(TEXTS), pairs, branch)
    return st.one_of(
        call("IIF", conditions(level - 1), branch, branch),
        table.map(_chain),
        table.map(_switch),
    )


def _chain(parts: tuple[Node, list[tuple[Node, Node]], Node]) -> Node:
    source, pairs, result = parts
    for key, value in reversed(pairs):
        result = Call("IIF", (Binary("=", source, key), value, result))
    return result


def _switch(parts: tuple[Node, list[tuple[Node, Node]], Node]) -> Node:
    source, pairs, default = parts
    arguments: list[Node] = []
    for key, value in pairs:
        arguments += [Binary("=", source, key), value]
    return Call("Switch", (*arguments, TRUE, default))


def results(level: int = 3) -> st.SearchStrategy[Node]:
    """Whole flows: what may stand in an Expression flow."""
    leaf = st.one_of(
        texts(level - 1),
        attributes(LISTS),
        call("Trim", attributes(LISTS)),
        call("RemoveDuplicates", call("Trim", attributes(LISTS))),
        st.sampled_from([TRUE, FALSE, Word("NULL"), Word("AuthoritativeNull"), Word("IgnoreThisFlow")]),
        text_literals().map(lambda text: Call("Error", (text,))),
        attributes(BINARIES),
        number_values(level - 1),
    )
    return st.one_of(
        texts(level),
        conditions(level),
        call("IIF", conditions(level - 1), leaf, leaf),
        call("IIF", conditions(level - 1), call("IIF", conditions(level - 1), leaf, leaf), leaf),
        leaf,
    )


_TEXT_VALUES = st.one_of(
    st.sampled_from(
        [
            ABSENT,
            ABSENT,
            "",
            "a",
            "A",
            "joe",
            " padded ",
            "joe@contoso.com",
            "joe@",
            "@x",
            "a@b@c",
            "0042",
            "True",
            "NO",
            "Žofie ß ž",
            "x y",
            "-a-b.c",
            "@contoso.com",
            "SMTP:joe",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12),
)
_ADDRESS = st.sampled_from(
    ["SMTP:joe@contoso.com", "smtp:jd@x.org", "SMTP:none", "sip:a@b", "a", " A ", "@", "True", "ž"]
)


def objects() -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            **dict.fromkeys(TEXTS, _TEXT_VALUES),
            **dict.fromkeys(NUMBERS, st.sampled_from([ABSENT, 0, 1, 2, 3, 12, 512, 514, -1, -2147483646, -2147483640])),
            **dict.fromkeys(BOOLEANS, st.sampled_from([ABSENT, True, False])),
            **dict.fromkeys(LISTS, st.one_of(st.just(ABSENT), st.lists(_ADDRESS, min_size=1, max_size=4).map(tuple))),
            **dict.fromkeys(BINARIES, st.sampled_from([ABSENT, bytes(range(16))])),
            "dn": st.sampled_from(["CN=Joe,OU=A,OU=B,DC=x,DC=y", "CN=Doe\\, Jo,DC=x", "DC=x"]),
        }
    )


def any_tree(dialect: Dialect) -> st.SearchStrategy[Node]:
    """Any tree the grammar can express, meaningful or not, as its parser would build it."""
    invented = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
    names = st.one_of(invented, st.sampled_from(sorted(function_table().entries)))
    plain_words = names.filter(lambda name: name.lower() not in {"true", "false"})
    inside = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
    leaves = st.one_of(
        inside.map(Text.of),
        st.integers(-(10**12), 10**12).map(lambda value: Number(str(value))),
        st.integers(0, 2**40).map(lambda value: Number(f"&H{value:X}")),
        st.sampled_from([TRUE, FALSE]),
        plain_words.map(Word),
        st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,12}", fullmatch=True).map(Attribute),
        st.from_regex(r"[A-Za-z][A-Za-z.]{0,12}", fullmatch=True).map(Parameter),
        names.map(Variable),
    )

    def extend(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        slot = st.one_of(inner, st.just(Empty())) if dialect is Dialect.CLOUD_SYNC else inner
        arguments = st.lists(slot, max_size=4).filter(lambda items: items != [Empty()])
        return st.one_of(
            st.tuples(names, arguments).map(lambda p: Call(p[0], tuple(p[1]))),
            st.tuples(st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "-", "*", "/"]), inner, inner).map(
                lambda p: Binary(*p)
            ),
            st.tuples(st.sampled_from(["&&", "||", "&", "+"]), st.lists(inner, min_size=2, max_size=4)).map(
                lambda p: Chain(p[0], tuple(p[1]))
            ),
            inner.filter(lambda node: not (isinstance(node, Number) and node.raw[0] not in "&-")).map(Negation),
        )

    return st.recursive(leaves, extend, max_leaves=25)
