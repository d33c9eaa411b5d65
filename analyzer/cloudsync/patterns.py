"""Matches regular expressions of scope clauses in time linear in the text, whatever the pattern.

Scope clauses come from exports and tenants' schemas. A backtracking engine needs exponential time for patterns such
as ``(a+)+$``; this one runs all alternatives side by side (Thompson's construction, states cached as a lazy automaton)
so that text times states bounds the work. Texts longer than ``LONGEST_TEXT`` are not judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from analyzer.cloudsync.pattern_syntax import (
    MOST_STATES,
    Assertion,
    Characters,
    Choice,
    Part,
    Repeat,
    Sequence,
    is_word,
    parse_pattern,
)
from analyzer.errors import ExpressionError

LONGEST_TEXT = 8192
_CACHED_STEPS = 20000
_START, _WORD, _OTHER = "start", "word", "other"
_States = frozenset[int]


@dataclass(slots=True)
class _State:
    """One state of the automaton: a character to read, a place to check, or free ways on."""

    test: Characters | Assertion | None = None
    ways: list[int] = field(default_factory=list)


@lru_cache(maxsize=1024)
def compile_pattern(text: str) -> Pattern:
    """Return the pattern, ready to match.

    Raises:
        ExpressionError: not well-formed, too large, or outside of the part of the language that is supported.

    """
    part, ignore_case = parse_pattern(text)
    return Pattern(text, part, ignore_case)


class Pattern:
    """A compiled regular expression that finds a match anywhere in a text, as .NET's ``IsMatch`` does."""

    def __init__(self, text: str, part: Part, ignore_case: bool) -> None:
        self._text = text
        self._ignore_case = ignore_case
        self._states: list[_State] = []
        self._accept = self._new()
        self._begin = self._build(part, self._accept)
        self._steps: dict[tuple[_States, str, str], tuple[bool, _States]] = {}
        first = part.parts[0] if isinstance(part, Sequence) and part.parts else part
        self._anchored = first == Assertion("^")

    def matches(self, text: str) -> bool | None:
        """Tell whether the pattern matches somewhere in ``text``; ``None`` when the text is too long to be judged."""
        if len(text) > LONGEST_TEXT:
            return None
        alone: _States = frozenset({self._begin})
        states, before = alone, _START
        for position, character in enumerate(text):
            # "$" also holds before a line feed that ends the text.
            ahead = "\n$" if character == "\n" and position == len(text) - 1 else character
            found, states = self._step(states, before, ahead)
            if found or (self._anchored and states == alone):
                return found
            before = _WORD if is_word(character) else _OTHER
        return self._step(states, before, "")[0]

    def _step(self, states: _States, before: str, ahead: str) -> tuple[bool, _States]:
        key = (states, before, ahead)
        known = self._steps.get(key)
        if known is None:
            if len(self._steps) >= _CACHED_STEPS:
                self._steps.clear()
            known = self._steps[key] = self._advance(states, before, ahead)
        return known

    def _advance(self, states: _States, before: str, ahead: str) -> tuple[bool, _States]:
        """Follow every free way, then read one character; the search may also begin anew behind it."""
        pending, reached = list(states), set(states)
        following = {self._begin}
        while pending:
            index = pending.pop()
            if index == self._accept:
                return True, frozenset()
            state = self._states[index]
            if isinstance(state.test, Characters):
                if ahead and self._reads(state.test, ahead[0]):
                    following.update(state.ways)
                continue
            if state.test is not None and not _holds(state.test.kind, before, ahead):
                continue
            fresh = [way for way in state.ways if way not in reached]
            reached.update(fresh)
            pending.extend(fresh)
        return False, frozenset(following)

    def _reads(self, test: Characters, character: str) -> bool:
        if not self._ignore_case:
            return test.holds(character)
        spellings = {character, *_other_cases(character)}
        # "[^a]" leaves out what "[a]" would take, in either case.
        return (all if test.negated else any)(test.holds(spelling) for spelling in spellings)

    def _new(self, test: Characters | Assertion | None = None, *ways: int) -> int:
        if len(self._states) >= MOST_STATES:
            raise ExpressionError("the pattern is too large", source=self._text, offset=0)
        self._states.append(_State(test, list(ways)))
        return len(self._states) - 1

    def _build(self, part: Part, after: int) -> int:
        """Return the state that begins ``part`` and goes on to ``after``."""
        if isinstance(part, Sequence):
            for piece in reversed(part.parts):
                after = self._build(piece, after)
            return after
        if isinstance(part, Choice):
            return self._new(None, *(self._build(option, after) for option in part.options))
        if isinstance(part, Repeat):
            return self._build_repeat(part, after)
        return self._new(part, after)

    def _build_repeat(self, repeat: Repeat, after: int) -> int:
        if repeat.most is None:
            loop = self._new(None, after)
            self._states[loop].ways.insert(0, self._build(repeat.part, loop))
            begin = loop
        else:
            begin = after
            for _ in range(repeat.most - repeat.least):
                begin = self._new(None, self._build(repeat.part, begin), after)
        for _ in range(repeat.least):
            begin = self._build(repeat.part, begin)
        return begin


def _holds(kind: str, before: str, ahead: str) -> bool:
    if kind == "^":
        return before == _START
    if kind == "$":
        return ahead in {"", "\n$"}
    at_edge = (before == _WORD) is not (bool(ahead) and is_word(ahead[0]))
    return at_edge is (kind == "b")


def _other_cases(character: str) -> set[str]:
    return {other for other in (character.lower(), character.upper()) if len(other) == 1}
