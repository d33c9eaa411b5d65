"""Looks for an object that meets some formulas and not others.

Tests that share an attribute form a block; of the values tried in a block only those that answer the tests
differently are kept. A depth-first search over the blocks, cut off as soon as a formula is decided the wrong way,
either finds an object or shows that none of the tried values gives one. Work is bounded by ``MOST_STEPS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from operator import itemgetter

from analyzer.cloudsync.comparison.formula import Formula, Opposite, Possible, Some, Test, tests_of
from analyzer.cloudsync.comparison.values import Place, Values, candidates
from analyzer.connect.scope import Entry

MOST_STEPS = 20_000
MOST_COMBINATIONS = 600
Wanted = tuple[Formula, bool]


Answers = list[bool | None]
"""What every test of a space says of an object, by number; ``None`` while it is open or unknown."""
Evaluate = Callable[[Answers], bool | None]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Values of the attributes of one block, and what its tests (by number) say of them."""

    values: tuple[tuple[str, Values], ...]
    answers: tuple[tuple[int, bool | None], ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Attributes that tests ask about together: what they may hold, and those tests (by number)."""

    choices: tuple[_Choice, ...]
    tests: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Goal:
    """A formula, what it must come to, and the tests (by number) that decide it."""

    evaluate: Evaluate
    wanted: bool
    tests: frozenset[int]


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: an object, or none; ``complete`` tells whether all combinations were covered."""

    entry: Entry | None
    complete: bool


class Space:
    """The objects that can be made for some formulas."""

    def __init__(self, formulas: Iterable[Formula], always: Iterable[str], place: Place) -> None:
        tests = list(dict.fromkeys(test for formula in formulas for test in tests_of(formula)))
        # Tests are numbered once: they hash all of what they ask, and a search looks at thousands of answers.
        self._numbers = {test: number for number, test in enumerate(tests)}
        present = {name.lower() for name in always}
        self._truncated = False
        self._goals: dict[tuple[int, bool], tuple[Formula, _Goal]] = {}
        self._blocks = [self._block(names, tests, present, place) for names in _blocks(tests)]

    def _block(self, names: Sequence[str], tests: Sequence[Test], present: set[str], place: Place) -> _Block:
        asked = [test for test in tests if test.attributes & set(names)]
        numbers = [self._numbers[test] for test in asked]
        pools = [candidates(name, asked, always=name in present, place=place) for name in names]
        kept: dict[tuple[bool | None, ...], _Choice] = {}
        combinations = 1
        for pool in pools:
            combinations *= len(pool.values)
        # The values of one attribute are all tried; only combinations could grow without bound.
        most = combinations if len(pools) == 1 else MOST_COMBINATIONS
        self._truncated |= combinations > most or not all(pool.whole for pool in pools)
        for values in islice(product(*(pool.values for pool in pools)), most):
            entry = dict(zip(names, values, strict=True))
            answers = tuple(test.ask(entry) for test in asked)
            if answers not in kept:
                kept[answers] = _Choice(tuple(entry.items()), tuple(zip(numbers, answers, strict=True)))
        return _Block(tuple(kept.values()), frozenset(numbers))

    def find(self, wanted: Sequence[Wanted]) -> Found:
        """Return an object for which every formula gives what is wanted, as ordinary as it can be."""
        goals = [self._goal(formula, want) for formula, want in wanted]
        search = _Search(self._ordered(goals), goals, len(self._numbers))
        chosen = search.run()
        if chosen is None:
            return Found(None, not search.exhausted and not self._truncated)
        for place, block in enumerate(search.blocks):
            before = chosen[place]
            chosen[place] = block.choices[0]
            if before is not block.choices[0] and not search.fits(chosen):
                chosen[place] = before
        entry = {name: values for choice in chosen for name, values in choice.values if values}
        return Found(entry, True)

    def _goal(self, formula: Formula, want: bool) -> _Goal:
        # Most searches ask the same formulas again; hashing one costs more than compiling it.
        known = self._goals.get((id(formula), want))
        if known is not None and known[0] is formula:
            return known[1]
        tests = frozenset(self._numbers[test] for test in tests_of(formula))
        goal = _Goal(_compiled(formula, self._numbers), want, tests)
        self._goals[id(formula), want] = (formula, goal)
        return goal

    def _ordered(self, goals: Sequence[_Goal]) -> list[_Block]:
        """Put the blocks that the first formula asks about in front."""
        first = goals[0].tests if goals else frozenset()
        return sorted(self._blocks, key=lambda block: (not first & block.tests, len(block.choices)))


class _Search:
    def __init__(self, blocks: list[_Block], goals: Sequence[_Goal], tests: int) -> None:
        self.blocks, self._goals = blocks, goals
        self._answers: Answers = [None] * tests
        # What a block can't decide hasn't changed since the block before it.
        self._touched = [[goal for goal in goals if goal.tests & block.tests] for block in blocks]
        self._steps, self.exhausted = 0, False

    def run(self) -> list[_Choice] | None:
        chosen: list[_Choice] = []
        return chosen if self._possible(self._goals) and self._extend(chosen) else None

    def fits(self, chosen: Sequence[_Choice]) -> bool:
        """Tell whether an object with these values reaches every goal."""
        for choice in chosen:
            for number, answer in choice.answers:
                self._answers[number] = answer
        return self._reached()

    def _reached(self) -> bool:
        return all(goal.evaluate(self._answers) is goal.wanted for goal in self._goals)

    def _possible(self, goals: Sequence[_Goal]) -> bool:
        return not any(goal.evaluate(self._answers) is (not goal.wanted) for goal in goals)

    def _extend(self, chosen: list[_Choice]) -> bool:
        depth = len(chosen)
        if depth == len(self.blocks):
            return self._reached()
        block = self.blocks[depth]
        for choice in block.choices:
            self._steps += 1
            if self._steps > MOST_STEPS:
                self.exhausted = True
                return False
            for number, answer in choice.answers:
                self._answers[number] = answer
            if self._possible(self._touched[depth]):
                chosen.append(choice)
                if self._extend(chosen):
                    return True
                chosen.pop()
            if self.exhausted:
                return False
        for number in block.tests:
            self._answers[number] = None
        return False


def _compiled(formula: Formula, numbers: Mapping[Test, int]) -> Evaluate:
    """Return a function that evaluates a formula in Kleene's three values, on answers by number."""
    if isinstance(formula, bool):
        return lambda _: formula
    if isinstance(formula, Test):
        return itemgetter(numbers[formula])
    if isinstance(formula, Opposite | Possible):
        inner, opposite = _compiled(formula.part, numbers), isinstance(formula, Opposite)

        def of_one(answers: Answers) -> bool | None:
            found = inner(answers)
            if opposite:
                return None if found is None else not found
            return found is not False

        return of_one
    parts, decisive = [_compiled(part, numbers) for part in formula.parts], isinstance(formula, Some)

    def of_several(answers: Answers) -> bool | None:
        result: bool | None = not decisive
        for part in parts:
            found = part(answers)
            if found is decisive:
                return decisive
            if found is None:
                result = None
        return result

    return of_several


def holds(formula: Formula, entry: Entry) -> bool | None:
    """Evaluate a formula on an object."""
    numbers = {test: number for number, test in enumerate(dict.fromkeys(tests_of(formula)))}
    return _compiled(formula, numbers)([test.ask(entry) for test in numbers])


def _blocks(tests: Sequence[Test]) -> list[list[str]]:
    """Group attributes that a test asks about together."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for test in tests:
        names = sorted(test.attributes)
        for name in names:
            leader[find(name)] = find(names[0])
    groups: dict[str, list[str]] = {}
    for name in leader:
        groups.setdefault(find(name), []).append(name)
    return list(groups.values())
