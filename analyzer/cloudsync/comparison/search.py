"""Looks for an object that meets some formulas and not others.

Tests that share an attribute form a block; of the values tried in a block only those that answer the tests
differently are kept. A depth-first search over the blocks, cut off as soon as a formula is decided the wrong way,
either finds an object or shows that none of the tried values gives one. Work is bounded by ``MOST_STEPS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from analyzer.cloudsync.comparison.formula import All, Formula, Opposite, Possible, Some, Test, tests_of
from analyzer.cloudsync.comparison.values import Place, Values, candidates
from analyzer.connect.scope import Entry

MOST_STEPS = 20_000
MOST_COMBINATIONS = 600
Wanted = tuple[Formula, bool]


@dataclass(frozen=True, slots=True)
class _Choice:
    values: tuple[tuple[str, Values], ...]
    answers: Mapping[Test, bool | None]


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: an object, or none; ``complete`` tells whether all combinations were covered."""

    entry: Entry | None
    complete: bool


class Space:
    """The objects that can be made for some formulas."""

    def __init__(self, formulas: Iterable[Formula], always: Iterable[str], place: Place) -> None:
        tests = list(dict.fromkeys(test for formula in formulas for test in tests_of(formula)))
        present = {name.lower() for name in always}
        self._truncated = False
        self._blocks = [self._choices(block, tests, present, place) for block in _blocks(tests)]

    def _choices(self, names: Sequence[str], tests: Sequence[Test], present: set[str], place: Place) -> list[_Choice]:
        asked = [test for test in tests if test.attributes & set(names)]
        pools = [candidates(name, asked, always=name in present, place=place) for name in names]
        kept: dict[tuple[bool | None, ...], _Choice] = {}
        combinations = 1
        for pool in pools:
            combinations *= len(pool)
        # The values of one attribute are all tried; only combinations could grow without bound.
        most = combinations if len(pools) == 1 else MOST_COMBINATIONS
        self._truncated |= combinations > most
        for values in islice(product(*pools), most):
            entry = dict(zip(names, values, strict=True))
            answers = {test: test.ask(entry) for test in asked}
            kept.setdefault(tuple(answers.values()), _Choice(tuple(entry.items()), answers))
        return list(kept.values())

    def find(self, wanted: Sequence[Wanted]) -> Found:
        """Return an object for which every formula gives what is wanted, as ordinary as it can be."""
        search = _Search(self._ordered(wanted), wanted)
        chosen = search.run()
        if chosen is None:
            return Found(None, not search.exhausted and not self._truncated)
        for place, block in enumerate(search.blocks):
            before = chosen[place]
            chosen[place] = block[0]
            if before is not block[0] and not _fits(wanted, chosen):
                chosen[place] = before
        entry = {name: values for choice in chosen for name, values in choice.values if values}
        return Found(entry, True)

    def _ordered(self, wanted: Sequence[Wanted]) -> list[list[_Choice]]:
        """Put the blocks that the first formula asks about in front."""
        first = set(tests_of(wanted[0][0])) if wanted else set()
        return sorted(self._blocks, key=lambda block: (not first & set(block[0].answers), len(block)))


class _Search:
    def __init__(self, blocks: list[list[_Choice]], wanted: Sequence[Wanted]) -> None:
        self.blocks, self.wanted = blocks, wanted
        self.steps, self.exhausted = 0, False

    def run(self) -> list[_Choice] | None:
        chosen: list[_Choice] = []
        answers: dict[Test, bool | None] = {}
        return chosen if self._extend(chosen, answers) else None

    def _extend(self, chosen: list[_Choice], answers: dict[Test, bool | None]) -> bool:
        self.steps += 1
        if self.steps > MOST_STEPS:
            self.exhausted = True
            return False
        results = [value(formula, answers) for formula, _ in self.wanted]
        if any(result is (not want) for result, (_, want) in zip(results, self.wanted, strict=True)):
            return False
        if len(chosen) == len(self.blocks):
            return all(result is want for result, (_, want) in zip(results, self.wanted, strict=True))
        for choice in self.blocks[len(chosen)]:
            chosen.append(choice)
            answers.update(choice.answers)
            if self._extend(chosen, answers):
                return True
            chosen.pop()
            for test in choice.answers:
                del answers[test]
            if self.exhausted:
                return False
        return False


def _fits(wanted: Sequence[Wanted], chosen: Iterable[_Choice]) -> bool:
    answers = {test: answer for choice in chosen for test, answer in choice.answers.items()}
    return all(value(formula, answers) is want for formula, want in wanted)


def value(formula: Formula, answers: Mapping[Test, bool | None]) -> bool | None:
    """Evaluate a formula in Kleene's three values; a test without an answer is open."""
    if isinstance(formula, bool):
        return formula
    if isinstance(formula, Test):
        return answers.get(formula)
    if isinstance(formula, Opposite):
        inner = value(formula.part, answers)
        return None if inner is None else not inner
    if isinstance(formula, Possible):
        return value(formula.part, answers) is not False
    assert isinstance(formula, All | Some)  # noqa: S101 - nothing else is left
    decisive = isinstance(formula, Some)
    result: bool | None = not decisive
    for part in formula.parts:
        found = value(part, answers)
        if found is decisive:
            return decisive
        result = None if found is None else result
    return result


def holds(formula: Formula, entry: Entry) -> bool | None:
    """Evaluate a formula on an object."""
    return value(formula, {test: test.ask(entry) for test in tests_of(formula)})


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
