r"""Parses the regular expressions of scope clauses: the part of .NET's language that a finite automaton can hold.

Literals, ``.``, classes, ``\d \w \s`` and their opposites, ``^ $ \b \B``, groups, ``|`` and all counting forms, and a
leading ``(?i)``. Look-around, back-references, Unicode categories, class subtraction and other options are refused.

One token is read against the letter of .NET, on purpose: ``\0A``. Microsoft's own clauses use it to leave out
replication victims (``CN=name\0ACNF:guid``), and says that they are left out (how-to-troubleshoot, 2026-08-21). In
.NET ``\0`` is the NUL character, which no distinguished name holds; here the token means the text ``\0A`` or a line
feed, which is what it stands for in a distinguished name.
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.errors import ExpressionError

LONGEST_PATTERN = 2000
DEEPEST_GROUP = 50
MOST_STATES = 1000
_QUANTIFIERS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b"}
_CLASSES = frozenset("dDwWsS")
_HEX_LENGTHS = {"x": 2, "u": 4}
_CODE_POINTS = 0x110000
_MARKS = frozenset("\\*+?|{}[]()^$.#-")


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of a set: ranges of code points and named classes, perhaps turned around."""

    ranges: tuple[tuple[int, int], ...] = ()
    classes: str = ""
    negated: bool = False

    def holds(self, character: str) -> bool:
        """Tell whether ``character`` belongs to the set."""
        code = ord(character)
        inside = any(low <= code <= high for low, high in self.ranges)
        return (inside or any(in_class(name, character) for name in self.classes)) is not self.negated


@dataclass(frozen=True, slots=True)
class Assertion:
    """A place rather than a character: ``^``, ``$``, ``b`` or ``B``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts."""

    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part ``least`` to ``most`` times; ``most`` is ``None`` for no end."""

    part: Part
    least: int
    most: int | None


Part = Characters | Assertion | Sequence | Choice | Repeat


def in_class(name: str, character: str) -> bool:
    """Tell whether ``character`` belongs to the class ``d``, ``w`` or ``s``, or not for the capital letters."""
    lowered = name.lower()
    if lowered == "d":
        found = character.isdecimal()
    elif lowered == "w":
        found = is_word(character)
    else:
        found = character.isspace()
    return found is (name == lowered)


def is_word(character: str) -> bool:
    """Tell whether ``character`` is part of a word: letter, digit or underscore."""
    return character == "_" or character.isalnum()


def parse_pattern(text: str) -> tuple[Part, bool]:
    """Return the pattern's tree and whether it ignores case.

    Raises:
        ExpressionError: not well-formed, too large, or outside of the part of the language that is supported.

    """
    if len(text) > LONGEST_PATTERN:
        raise ExpressionError(f"a pattern of {len(text)} characters is too long", source=text, offset=LONGEST_PATTERN)
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def parse(self) -> tuple[Part, bool]:
        ignore_case = self.text.startswith("(?i)")
        if ignore_case:
            self.at = len("(?i)")
        part = self._choice()
        if self.at < len(self.text):
            raise self._error("this parenthesis was never opened")
        return part, ignore_case

    def _error(self, message: str) -> ExpressionError:
        return ExpressionError(message, source=self.text, offset=min(self.at, len(self.text)))

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _choice(self) -> Part:
        options = [self._sequence()]
        while self._next() == "|":
            self.at += 1
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._next() not in {"", "|", ")"}:
            parts.append(self._counted(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _counted(self, part: Part) -> Part:
        count = self._count()
        if count is None:
            return part
        if self._next() == "?":  # a lazy count matches the same texts
            self.at += 1
        if self._count() is not None:
            raise self._error("two counts stand side by side")
        return Repeat(part, *count)

    def _count(self) -> tuple[int, int | None] | None:
        simple = _QUANTIFIERS.get(self._next())
        if simple is not None:
            self.at += 1
            return simple
        end = self.text.find("}", self.at)
        if self._next() != "{" or end < 0:
            return None
        low, comma, high = self.text[self.at + 1 : end].partition(",")
        if not _is_count(low) or (high and not _is_count(high)):
            return None  # a brace that starts no count is a character, in .NET as well
        self.at = end + 1
        most = int(low) if not comma else int(high) if high else None
        if max(int(low), most or 0) > MOST_STATES or (most is not None and most < int(low)):
            raise self._error("this count is too large or ends before it starts")
        return int(low), most

    def _atom(self) -> Part:
        character = self._next()
        if character in _QUANTIFIERS:
            raise self._error("there is nothing to repeat before this")
        if character == "(":
            return self._group()
        self.at += 1
        if character == "[":
            return self._set()
        if character == "\\":
            return self._escape()
        if character in {"^", "$"}:
            return Assertion(character)
        return Characters(((10, 10),), negated=True) if character == "." else _single(character)

    def _group(self) -> Part:
        self.at += 1
        self.depth += 1
        if self.depth > DEEPEST_GROUP:
            raise self._error("the groups are nested too deeply")
        if self._next() == "?":
            if self.text[self.at + 1 : self.at + 2] != ":":
                raise self._error("this kind of group isn't supported")
            self.at += 2
        part = self._choice()
        if self._next() != ")":
            raise self._error("a closing parenthesis is missing")
        self.at += 1
        self.depth -= 1
        return part

    def _escape(self) -> Part:
        if self.text.startswith("0A", self.at):
            self.at += 2
            return Choice((Sequence((_single("\\"), _single("0"), _single("A"))), _single("\n")))
        character = self._next()
        if character in {"b", "B"}:
            self.at += 1
            return Assertion(character)
        if character and character in _CLASSES:
            self.at += 1
            return Characters(classes=character)
        return _single(self._escaped())

    def _escaped(self) -> str:
        character = self._next()
        if not character:
            raise self._error("the pattern ends in the middle of an escape")
        self.at += 1
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character in _HEX_LENGTHS:
            digits = self.text[self.at : self.at + _HEX_LENGTHS[character]]
            self.at += len(digits)
            if len(digits) != _HEX_LENGTHS[character] or not set(digits.lower()) <= set("0123456789abcdef"):
                raise self._error("expected hexadecimal digits")
            return chr(int(digits, 16))
        if character == "0" and not self._next().isdecimal():
            return "\0"
        if character.isalnum():
            self.at -= 1
            raise self._error(f"the escape \\{character} isn't supported")
        return character

    def _set(self) -> Characters:
        negated = self._next() == "^"
        if negated:
            self.at += 1
        ranges: list[tuple[int, int]] = []
        classes = ""
        first = True
        while first or self._next() != "]":
            first = False
            low, name = self._member()
            if name:
                classes += name
                continue
            high = low
            if self._next() == "-" and self.text[self.at + 1 : self.at + 2] not in {"]", ""}:
                self.at += 1
                high, name = self._member()
                if name or ord(high) < ord(low):
                    raise self._error("this range ends before it starts")
            ranges.append((ord(low), ord(high)))
        self.at += 1
        return Characters(tuple(ranges), classes, negated)

    def _member(self) -> tuple[str, str]:
        """Return a character of a set, or the name of a class."""
        character = self._next()
        if not character:
            raise self._error("a closing bracket is missing")
        if character == "[" and self.text[self.at - 1 : self.at] == "-":
            raise self._error("taking away from a set isn't supported")
        self.at += 1
        if character != "\\":
            return character, ""
        name = self._next()
        if name and name in _CLASSES:
            self.at += 1
            return "", name
        if name == "b":  # inside of a set it is the backspace
            self.at += 1
            return "\b", ""
        return self._escaped(), ""


def _single(character: str) -> Characters:
    return Characters(((ord(character), ord(character)),))


def _is_count(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal() and len(digits) <= len(str(_CODE_POINTS))


def escape(text: str) -> str:
    r"""Return the pattern that matches exactly ``text``, in .NET and here: marks get a backslash, controls ``\xHH``."""
    return "".join(_escaped_character(character) for character in text)


def _escaped_character(character: str) -> str:
    if ord(character) < ord(" ") or character == "\x7f":
        return f"\\x{ord(character):02X}"
    return f"\\{character}" if character in _MARKS else character
