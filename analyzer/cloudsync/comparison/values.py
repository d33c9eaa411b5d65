"""Values worth trying in an attribute: an ordinary one, and those on either side of every test at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product
from math import prod
from typing import TypeAlias

from analyzer.cloudsync.comparison.formula import Test
from analyzer.cloudsync.comparison.samples import matching_texts
from analyzer.cloudsync.model import ScopeClause, ScopeOperator
from analyzer.connect.scope import Clause, Opaque, Operator
from analyzer.connect.scope.entry import Value
from analyzer.connect.scope.evaluate import list_items, number
from analyzer.connect.scope.naming import OBJECT
from analyzer.errors import KnowledgeError
from analyzer.expressions.kinds import AttributeKind, ValueType, kind_of_attribute
from analyzer.expressions.nodes import Number, Text, walk
from analyzer.resources import rules_yaml

Values: TypeAlias = tuple[Value, ...]
MOST_VALUES = 400
_MOST_BIT_COMBINATIONS = 256
_FEW = 16
_MOST_PARTS = 6
_VICTIM = f"{OBJECT}\\0ACNF:6c409270-f78a-4bc6-af23-7cf3ab6482fe"
_GUID = bytes(range(1, 17))


@lru_cache(maxsize=1)
def _examples() -> dict[str, list[Values]]:
    data = rules_yaml("scope/example-values.yaml")
    try:
        return {
            name.lower(): [tuple(value) if isinstance(value, list) else (value,) for value in values]
            for name, values in data["attributes"].items()
        }
    except (AttributeError, KeyError, TypeError) as problem:
        raise KnowledgeError(str(problem), file="rules/scope/example-values.yaml") from problem


@dataclass(frozen=True, slots=True)
class Place:
    """Where examples lie: in ``base`` unless a test asks for another name that the OU filter lets through.

    ``containers`` yields all containers whose objects take part; it is asked only when a test looks at names.
    """

    base: str
    lets_through: Callable[[str], bool] = field(default=lambda _: True, compare=False)
    containers: Callable[[], Iterable[str]] = field(default=tuple, compare=False)


@dataclass(frozen=True, slots=True)
class Pool:
    """Values to try; ``whole`` tells whether none was left out because there are too many."""

    values: list[Values]
    whole: bool = True


def candidates(attribute: str, tests: Iterable[Test], *, always: bool, place: Place) -> Pool:
    """Return value tuples for an attribute, the ordinary one first; empty is absence.

    Args:
        attribute: its name in lower case.
        tests: what is asked of it.
        always: whether every object of the class has it.
        place: where the object lies.

    """
    asked = [test for test in tests if attribute in test.attributes]
    if attribute == "dn":
        names = dict.fromkeys(_names(asked, place.base))
        alone = [test for test in asked if _looks_at_containers(test) and test.attributes == {"dn"}]
        # Cloud Sync's tests are made from Connect Sync's, where there are any.
        telling = [test for test in alone if not isinstance(test.source, ScopeClause)] or alone
        if telling:
            names.update(dict.fromkeys(_told_apart(telling, place)))
        names.update(dict.fromkeys(name.replace(OBJECT, _VICTIM, 1) for name in list(names)))
        through = [name for name in names if place.lets_through(name)] or list(names)[:1]
        return Pool([(name,) for name in through])
    if attribute == "memberof":
        groups = dict.fromkeys(t.source.value for t in asked if isinstance(t.source, Clause))
        return Pool([(), *((group,) for group in groups), (f"CN=Another Group,{place.base}",)])
    kind = kind_of_attribute(attribute)
    found: dict[Values, None] = dict.fromkeys(_examples().get(attribute, ()))
    for value in _derived(kind, asked):
        found[(value,)] = None
    if not found:
        found[(_plain(kind),)] = None
    values = list(found)[:MOST_VALUES]
    whole = len(found) <= MOST_VALUES and prod(map(len, _bit_choices(asked))) <= _MOST_BIT_COMBINATIONS
    return Pool(values if always else [(), *values], whole)


def _plain(kind: AttributeKind) -> Value:
    if kind.type is ValueType.BINARY:
        return _GUID
    if kind.type is ValueType.BOOLEAN:
        return True
    return 1 if kind.type is ValueType.NUMBER else "Example"


def _derived(kind: AttributeKind, tests: list[Test]) -> Iterator[Value]:
    if kind.type is ValueType.BOOLEAN:
        yield from (True, False)
    elif kind.type is ValueType.BINARY:
        yield _GUID
    elif kind.type is ValueType.NUMBER or any(_wants_number(test) for test in tests):
        yield from _numbers(tests)
    else:
        yield "Example"
        yield from _texts(tests)


def _wants_number(test: Test) -> bool:
    source = test.source
    if isinstance(source, Clause):
        return source.operator.positive is Operator.IS_BIT_SET
    return isinstance(source, ScopeClause) and source.operator in {ScopeOperator.BITS, ScopeOperator.NO_BITS}


def _numbers(tests: list[Test]) -> Iterator[int]:
    masks: list[int] = []
    limits: list[int] = []
    for test in tests:
        source = test.source
        texts: tuple[str, ...] = ()
        if isinstance(source, Clause):
            texts = list_items(source.value) if source.operator.positive is Operator.IS_IN else (source.value,)
        elif isinstance(source, ScopeClause):
            texts = source.values
        elif source.condition is not None:
            numbers = (part.value for part in walk(source.condition) if isinstance(part, Number))
            limits += [value for value in numbers if isinstance(value, int)]
        read = [value for value in map(number, texts) if value is not None]
        (masks if _wants_number(test) else limits).extend(read)
    yield from (0, 1)
    yield from dict.fromkeys(bit for mask in masks for bit in _bits(mask))
    for limit in limits:
        yield from (limit, limit - 1, limit + 1)
    yield from masks
    # Each bit set or not, whatever the others are; where they are few, also at each limit and above.
    choices = _bit_choices(tests)
    every = sum(one[-1] for one in choices)
    above = [limit + step for limit in limits if limit >= 0 for step in (0, 1)]
    for base in dict.fromkeys((0, *above) if prod(map(len, choices)) <= _FEW else (0,)):
        for chosen in islice(product(*choices), _MOST_BIT_COMBINATIONS):
            yield (base & ~every) | sum(chosen)


def _bit_choices(tests: Iterable[Test]) -> list[tuple[int, ...]]:
    """Return what to set for each group of bits that the same masks ask about: none, one of them, all of them.

    More tells nothing: a mask asks whether any of its bits is set, or all.
    """
    sources = [test.source for test in tests if _wants_number(test)]
    texts = [
        text for one in sources for text in ((one.value,) if isinstance(one, Clause) else getattr(one, "values", ()))
    ]
    masks = [mask for mask in map(number, texts) if mask is not None and mask > 0]
    groups: dict[tuple[bool, ...], int] = {}
    for bit in dict.fromkeys(bit for mask in masks for bit in _bits(mask)):
        asked_by = tuple(bool(mask & bit) for mask in masks)
        groups[asked_by] = groups.get(asked_by, 0) | bit
    return [tuple(dict.fromkeys((0, group & -group, group))) for group in groups.values()]


def _bits(mask: int) -> list[int]:
    if mask < 0:
        return [mask]
    return [1 << place for place in range(mask.bit_length()) if mask >> place & 1]


def _texts(tests: list[Test]) -> Iterator[str]:
    """Yield texts that begin, hold and end with what the tests look for, also with other capitals."""
    wholes: dict[str, None] = {}
    starts, middles, ends = {"": None}, {"": None}, {"": None}
    for test in tests:
        source = test.source
        if isinstance(source, Opaque):
            _from_expression(source, middles)
        elif isinstance(source, Clause):
            _from_clause(source, wholes, starts, middles, ends)
        elif source.operator in {ScopeOperator.REGEX_MATCH, ScopeOperator.NOT_REGEX_MATCH}:
            for pattern in source.values:
                starts.update(dict.fromkeys(matching_texts(pattern)))
        elif source.operator is ScopeOperator.ENDS_WITH:
            ends.update(dict.fromkeys(source.values))
        elif source.operator is ScopeOperator.INCLUDES:
            middles.update(dict.fromkeys(source.values))
        else:
            wholes.update(dict.fromkeys(source.values))
    for text in [*wholes, *starts, *middles, *ends]:
        if text:
            yield text
            yield text.swapcase()
            yield f"{text}x"
            yield f"x{text}"
    few = [list(parts)[: _MOST_PARTS + 1] for parts in (starts, middles, ends)]
    for start, middle, end in product(*few):
        if sum(map(bool, (start, middle, end))) > 1:
            yield start + middle + end


def _from_clause(
    clause: Clause, wholes: dict[str, None], starts: dict[str, None], middles: dict[str, None], ends: dict[str, None]
) -> None:
    positive = clause.operator.positive
    if positive is Operator.IS_IN:
        wholes.update(dict.fromkeys(list_items(clause.value)))
        return
    place = {Operator.STARTS_WITH: starts, Operator.CONTAINS: middles, Operator.ENDS_WITH: ends}.get(positive, wholes)
    if clause.value:
        place[clause.value] = None


def _from_expression(source: Opaque, middles: dict[str, None]) -> None:
    if source.condition is not None:
        for part in walk(source.condition):
            if isinstance(part, Text) and 0 < len(part.value) <= 60:
                middles[part.value] = None


def _told_apart(tests: list[Test], place: Place) -> Iterator[str]:
    """Yield one name for each way in which the containers that take part answer the tests."""
    seen = set()
    for container in place.containers():
        name = f"{OBJECT},{container}"
        answers = tuple(test.ask({"dn": (name,)}) for test in tests)
        if answers not in seen:
            seen.add(answers)
            yield name


def _looks_at_containers(test: Test) -> bool:
    """Tell whether a test tells containers apart; the shipped test for replication victims doesn't."""
    source = test.source
    if isinstance(source, Clause):
        return source.operator.positive is not Operator.IS_NOT_NULL
    if isinstance(source, ScopeClause):
        return not any("ACNF" in value for value in source.values)
    return not any("ACNF" in part.value for part in walk(source.condition or Text("")) if isinstance(part, Text))


def _names(tests: list[Test], base: str) -> Iterator[str]:
    """Yield distinguished names: an ordinary one, and one for each test that names containers."""
    ends: list[str] = [base]
    others: list[str] = []
    for test in tests:
        source = test.source
        if isinstance(source, Clause) and source.value:
            (ends if source.operator.positive is Operator.ENDS_WITH else others).append(source.value)
        elif isinstance(source, ScopeClause) and source.operator is ScopeOperator.ENDS_WITH:
            ends += source.values
    for end in dict.fromkeys(ends):
        yield f"{OBJECT},{end}"
    for other in others:
        yield other
        yield f"CN={other},{base}"
        yield f"{OBJECT},OU={other},{base}"
