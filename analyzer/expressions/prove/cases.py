"""Generates inputs that take the branches of two expressions: boundaries, blanks, case, several values.

The same expressions always get the same inputs.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.expressions.evaluate.values import ABSENT, Value
from analyzer.expressions.kinds import ValueType
from analyzer.expressions.nodes import Node
from analyzer.expressions.prove.hints import Hints
from analyzer.expressions.prove.paths import Case, paths

_NAMES = (
    "CN=Joe Doe,OU=Sales,OU=EMEA,DC=example,DC=com",
    "CN=Doe\\, Joe,OU=HQ,DC=example,DC=com",
    "CN=Joe\\0ACNF:3f2504e0-4f89-41d3,CN=Users,DC=example,DC=com",
    "OU=US,DC=com",
    "DC=com",
)
_DATES = ("2024-02-29 10:30:00", "12/25/2007", "2009-06-15T01:45:30-07:00", "no date")
_TICKS = (130543844936460000, 0, 1, 9223372036854775807, 129699324000000000)
_SIDS = (
    bytes.fromhex("010500000000000515000000a065cf7e784b9b5fe77c8770091c0100"),
    bytes.fromhex("01020000000000052000000020020000"),
)
_BLANK = "   "
_WORDS = (
    "Alpha",
    "",
    _BLANK,
    " two\nlines \r\n",
    "Žofie Ñandú ß",
    "a",
    "O'Neil-SMITH de la Cruz",
    "42",
    "a;b|c,d",
    "True",
)
_ADDRESSES = (
    ("SMTP:joe@example.com", "smtp:jd@example.com", "sip:joe@example.com"),
    ("smtp:jd@example.com", "SMTP:joe@example.com"),
    ("smtp:jd@example.com",),
    ("SMTP:nothing",),
    ("X500:/o=Org/cn=SMTP:x", "SMTP:joe@example.com"),
    (" SMTP:joe@example.com ", "SMTP:joe@example.com", "SMTP:joe@example.com"),
)
_PARAMETER_VALUES = ("example.com", "EXAMPLE")


def candidates(name: str, hints: Hints) -> list[Value]:
    """Return values to try for one input: an ordinary one first, then absence, then the edges."""
    if name.startswith("%"):
        return list(dict.fromkeys([*_PARAMETER_VALUES, *(text for text in hints.texts if text)]))
    values = _several(name, hints) if hints.kind.multi_valued else _single(hints)
    first, *rest = values
    return list(dict.fromkeys([first, ABSENT, *rest]))


def _single(hints: Hints) -> list[Value]:
    kind = hints.kind.type
    if kind is ValueType.BOOLEAN:
        return [True, False]
    if kind is ValueType.NUMBER:
        return _numbers(hints)
    if kind is ValueType.BINARY:
        return list(_SIDS) if hints.holds == "sid" else [bytes(range(16)), b"\xff" * 16, b"\x00"]
    if kind is ValueType.REFERENCE or hints.holds == "name":
        return [*_NAMES, *_around(hints)[:6]] if hints.holds == "name" else list(_NAMES[:3])
    return _texts(hints)


def _numbers(hints: Hints) -> list[Value]:
    if hints.holds == "ticks":
        return list(_TICKS)
    numbers: list[Value] = [512, 0, 1, 2, -1]
    for number in hints.numbers:
        numbers += [number, number + 1, number - 1, number | 512]
    # AD's integers have 32 bits unless the expression itself names larger ones.
    widest = max([2**31, *(abs(number) for number in hints.numbers)])
    return list(dict.fromkeys(n for n in numbers if isinstance(n, int) and -widest <= n <= widest))


def _texts(hints: Hints) -> list[Value]:
    texts: list[Value] = list(_DATES) if hints.holds == "date" else []
    texts += _WORDS
    texts[1:1] = _around(hints)
    for number in hints.numbers:
        if 0 < number <= 5000:
            texts += ["y" * (number - 1) + "z", "x" * (number + 1), ("abcde " * number)[: max(number - 1, 0)]]
    return texts


def _around(hints: Hints) -> list[Value]:
    """Return texts that equal, contain, begin or end with the literals, and ones that nearly do."""
    texts: list[Value] = []
    literals = [text for text in hints.texts if text and len(text) < 400]
    for text in literals:
        texts += [text, f"joe{text}", f"{text}joe", f"joe{text}doe{text}", text.swapcase(), text + text]
    if len(literals) > 1:
        texts += ["joe".join(literals), "x" + "".join(reversed(literals))]
    if "@" in hints.texts or any("@" in text for text in literals):
        texts += ["joe.doe@example.com", "joe@", "@example.com", "a@b@c.d", "joe doe@Example.COM"]
    for text in literals:
        if text.isdecimal() and text.isascii():
            # Digits compare otherwise as text than as numbers.
            texts += ["9" * max(len(text) - 1, 1), "1" + "0" * len(text)]
    return texts


def _several(name: str, hints: Hints) -> list[Value]:
    kind = hints.kind.type
    if kind is ValueType.BINARY:
        return [(bytes(range(16)), b"\x01\x02"), (b"\xff" * 8,)]
    if kind is ValueType.REFERENCE:
        return [_NAMES[:2], _NAMES[2:3], (*_NAMES[:2], *_NAMES[:2])]
    if name.lower() == "proxyaddresses":
        return [*_ADDRESSES, *_with_literals(hints)]
    return [
        ("Alpha", "Beta"),
        (" padded ",),
        ("one",),
        ("b", "a", "b", "B"),
        ("Žofie", "ß"),
        ("x;y", "z|w, v"),
        *_with_literals(hints),
    ]


def _with_literals(hints: Hints) -> list[Value]:
    out: list[Value] = []
    for text in hints.texts:
        if text and len(text) < 200 and ";" not in text:
            out += [
                (f"{text}one", "two"),
                ("two", f"x{text}y", f"{text}z"),
                (text,),
                (text.swapcase(), "two"),
            ]
    for number in hints.numbers:
        if 0 < number <= 5:
            out += [tuple(f"value {place}" for place in range(count)) for count in (number, number + 1)]
        elif number <= 5000:
            out.append(("y" * (number + 1), "z"))
    return out


def cases(hints: dict[str, Hints], limit: int, connect: Node | None = None) -> Iterator[Case]:
    """Yield at most ``limit`` inputs: all ordinary, all absent, each branch, one at a time, mixtures.

    Args:
        hints: the inputs and what is known about them.
        limit: most inputs to yield.
        connect: the Connect expression whose branches are to be entered; left out, none is looked for.

    """
    if not hints:
        yield {}
        return
    choices = {name: candidates(name, about) for name, about in hints.items()}
    ordinary: Case = {name: values[0] for name, values in choices.items()}
    absent: Case = {name: values[1] if len(values) > 1 else values[0] for name, values in choices.items()}
    seen: set[tuple[Value, ...]] = set()
    given = 0
    into = paths(connect, choices) if connect is not None else []
    for case in _all(choices, ordinary, absent, into[: limit // 4]):
        key = tuple(case.values())
        if key in seen:
            continue
        seen.add(key)
        yield case
        given += 1
        if given >= limit:
            return


def _all(choices: dict[str, list[Value]], ordinary: Case, absent: Case, into: list[Case]) -> Iterator[Case]:
    yield dict(ordinary)
    yield dict(absent)
    yield {name: _BLANK if _BLANK in values else absent[name] for name, values in choices.items()}
    for branch in into:
        yield {**absent, **branch}
        yield {**ordinary, **branch}
    longest = max(len(values) for values in choices.values())
    for position in range(longest):
        for name, values in choices.items():
            if position < len(values):
                yield {**ordinary, name: values[position]}
                if len(choices) > 1:
                    yield {**absent, name: values[position]}
                    yield _mixture(choices, position * 31 + len(name))
    if len(choices) > 1:
        for seed in range(4 * longest * len(choices)):
            yield _mixture(choices, seed + 7919)


def _mixture(choices: dict[str, list[Value]], seed: int) -> Case:
    """Draw one value of each list by a small linear generator, so that the same seed gives the same case."""
    state = seed * 2654435761 % 4294967296
    case: Case = {}
    for name, values in choices.items():
        state = (state * 1664525 + 1013904223) % 4294967296
        case[name] = values[(state >> 16) % len(values)]
    return case
