"""The answers file: one commented YAML file in which people answer what the export can't tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from analyzer.assessment.model import OpenQuestion
from analyzer.reporting.labels import NAMES_PSEUDONYMISED

_HEAD = """\
Answers to what an export can't tell.

Fill in what you know, leave the rest empty (an empty value means: not answered), and run the assessment
again with --answers and this file. Lines that start with # are comments. Kinds of answer: yes or no, a
number without separators, one of the listed words, or a text in quotes.
"""

_WORD = re.compile(r"[a-z][a-z0-9_-]*")
_RESERVED = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def answers_template(questions: Sequence[OpenQuestion], *, pseudonymised: bool = False) -> str:
    """Return a YAML document with each question as a comment and its key, empty or with the answer given.

    Keys are question ids; a question asked for each AD domain is a mapping from domain to answer. Whatever the
    names hold, the result is valid YAML.
    """
    parts = [_comment(f"{_HEAD}\n{NAMES_PSEUDONYMISED}.\n" if pseudonymised else _HEAD)]
    ordered: dict[str, list[OpenQuestion]] = {one.id: [] for one in questions}
    for one in questions:
        ordered[one.id].append(one)
    parts += ["\n".join(_question(same)) + "\n" for same in ordered.values()]
    if not ordered:
        parts.append("{}\n")
    return "\n".join(parts)


def _question(same: Sequence[OpenQuestion]) -> Iterator[str]:
    first = same[0]
    yield _comment(first.text).rstrip()
    if first.why:
        yield _comment(f"Why: {first.why}").rstrip()
    yield _comment(f"Who: {first.who}").rstrip()
    together = all(one.how == first.how for one in same)
    if together:
        yield _comment(f"How: {first.how}", indent="     ").rstrip()
    yield _comment(f"Answer: {_allowed(first)}").rstrip()
    if not first.domain:
        yield f"{_key(first.id)}:{_answer(first)}"
        return
    yield f"{_key(first.id)}:"
    for one in _once_per_domain(same):
        if not together:
            yield _comment(f"How: {one.how}", indent="     ").rstrip()
        yield f"  {_key(one.domain)}:{_answer(one)}"


def _once_per_domain(same: Iterable[OpenQuestion]) -> Iterator[OpenQuestion]:
    """YAML refuses a key that stands twice."""
    for _, group in groupby(sorted(same, key=lambda one: _key(one.domain)), key=lambda one: _key(one.domain)):
        members = list(group)
        yield next((one for one in members if one.answer is not None), members[0])


def _allowed(question: OpenQuestion) -> str:
    if question.kind == "yes-no":
        return "yes or no"
    if question.kind == "number":
        return "a number"
    if question.kind == "choice":
        return "one of: " + ", ".join(question.choices)
    if question.kind == "names":
        return "a list of names: one a line, each after a hyphen and in single quotes, or all of them after a | line"
    return "a text in quotes"


def _answer(question: OpenQuestion) -> str:
    answer = question.answer
    if answer is None:
        return ""
    if question.kind == "number" and re.fullmatch(r"0|[1-9][0-9]{0,17}", answer):
        return f" {answer}"
    if question.kind == "names":
        return "".join(f"\n    - {_quoted(name)}" for name in answer.splitlines())
    if question.kind == "yes-no" and answer in ("yes", "no"):
        return f" {answer}"
    return f" {_quoted(answer)}"


def _key(text: str) -> str:
    return text if _WORD.fullmatch(text) and text not in _RESERVED else _quoted(text)


def _quoted(text: str) -> str:
    """Return a YAML double-quoted scalar; what can't be seen, and a lone surrogate, becomes an escape or ``?``.

    No JSON string: YAML knows no surrogate pairs in escapes and forbids the character U+007F.
    """
    return f'"{"".join(map(_escaped, text.encode("utf-8", "replace").decode("utf-8")))}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if char < "\U00010000" else f"\\U{ord(char):08X}"


def _comment(text: str, indent: str = "") -> str:
    """Return ``text`` as comment lines: no character in it can end a comment line early."""
    lines = text.rstrip("\n").replace("\r", "\n").split("\n")
    made = (f"# {indent if number else ''}{_UNSEEN.sub(' ', line)}".rstrip() for number, line in enumerate(lines))
    return "\n".join(made) + "\n"
