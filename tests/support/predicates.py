"""Generated predicates and objects over a few attributes of every kind."""

from __future__ import annotations

from hypothesis import strategies as st

from analyzer.connect.scope.predicate import And, Clause, FalseP, Not, Operator, Or, Predicate, TrueP
from analyzer.connect.scope.traits import AttributeKind, AttributeTraits

TRAITS = AttributeTraits(
    {
        "text": AttributeKind.TEXT,
        "other": AttributeKind.TEXT,
        "count": AttributeKind.NUMBER,
        "flag": AttributeKind.BOOLEAN,
        "many": AttributeKind.TEXT,
    },
    frozenset({"many"}),
)
texts = st.text(alphabet="aAbB.*+é[^\\$ 1ßıK-", max_size=4)
numbers = st.integers(-6, 6) | st.sampled_from([514, 512, -2147483648, -2147483646])
_TEXT_TESTS = st.sampled_from(
    [
        Operator.EQUAL,
        Operator.NOT_EQUAL,
        Operator.STARTS_WITH,
        Operator.NOT_STARTS_WITH,
        Operator.ENDS_WITH,
        Operator.NOT_ENDS_WITH,
        Operator.CONTAINS,
        Operator.NOT_CONTAINS,
    ]
)
_LISTS = st.sampled_from([Operator.IS_IN, Operator.IS_NOT_IN])
_ORDER = st.sampled_from(
    [Operator.LESS_THAN, Operator.LESS_THAN_OR_EQUAL, Operator.GREATER_THAN, Operator.GREATER_THAN_OR_EQUAL]
)
_PRESENCE = st.sampled_from([Operator.IS_NULL, Operator.IS_NOT_NULL])
_BITS = st.sampled_from([Operator.IS_BIT_SET, Operator.IS_BIT_NOT_SET])
_text_names = st.sampled_from(["text", "other", "Text"])

clauses = st.one_of(
    st.builds(Clause, _text_names, _TEXT_TESTS, texts),
    st.builds(Clause, _text_names, _LISTS, st.lists(texts, max_size=3).map(";".join)),
    st.builds(Clause, st.just("text"), _LISTS, st.sampled_from(["a,b", "a,b;A"])),
    st.builds(Clause, st.just("count"), st.one_of(_ORDER, _TEXT_TESTS, _BITS), numbers.map(str)),
    st.builds(Clause, st.just("count"), _LISTS, st.lists(numbers.map(str), max_size=3).map(";".join)),
    st.builds(
        Clause,
        st.just("flag"),
        st.sampled_from([Operator.EQUAL, Operator.NOT_EQUAL]),
        st.sampled_from(["True", "FALSE", "true", "maybe"]),
    ),
    st.builds(Clause, st.sampled_from(["text", "count", "flag", "other"]), _PRESENCE),
)
any_clauses = clauses | st.builds(Clause, st.just("many"), _TEXT_TESTS, texts)


def predicates(leaves: st.SearchStrategy[Clause]) -> st.SearchStrategy[Predicate]:
    """Combine leaves with everything a predicate can be."""
    base: st.SearchStrategy[Predicate] = leaves | st.just(TrueP()) | st.just(FalseP())
    return st.recursive(
        base,
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
            st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
        ),
        max_leaves=6,
    )


entries = st.fixed_dictionaries(
    {},
    optional={
        "text": st.tuples(texts),
        "other": st.tuples(texts),
        "count": st.tuples(numbers),
        "flag": st.tuples(st.booleans()),
        "many": st.lists(texts, max_size=3).map(tuple),
    },
)
