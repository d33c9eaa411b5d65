"""Replaces identity in values of every kind: text, names, expressions, settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from analyzer.configuration.dn import dn_of_values, rdn_values
from analyzer.redaction.known import (
    CODED_ATTRIBUTES,
    DEFAULT_CONTAINERS,
    KEYS,
    MARKERS,
    OPERATORS,
    PRODUCT_WORDS,
    PROSE,
    RULE_WORDS,
    RUN_PROFILES,
    TOP_LABELS,
    VALUES,
    Known,
)
from analyzer.redaction.pseudonyms import Pseudonyms

WITHHELD = "Description withheld."
"""What becomes of a description: free text of people."""
_LONG_NUMBER = 7
_NOTHING: frozenset[str] = frozenset()

_CONTAINERS = "|".join(re.escape(container) for container in DEFAULT_CONTAINERS)
_TOP = "|".join(sorted(TOP_LABELS))
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_PATTERN = re.compile(
    rf"""
      (?P<guid>(?<![0-9A-Za-z])[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}(?![0-9A-Za-z]))
    | (?P<sid>\bS-1-\d+(?:-\d+)+(?!\w))
    | (?P<hex>(?<![0-9A-Za-z])(?=[0-9a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{{32}}(?![0-9A-Za-z])
             |(?<=_)(?=[a-f]*[0-9])[0-9a-f]{{11,16}}(?![0-9A-Za-z_]))
    | (?P<account>\bSync_(?=[^@\s]{{1,80}}_[0-9a-f]{{11,16}}(?:@|\Z))|(?<![0-9A-Za-z])(?:MSOL|AAD)_(?=[0-9a-f]{{12}}\b))
    | (?P<container>(?<![\w-])(?:{_CONTAINERS})(?=\s*(?:[,+"]|\Z)))
    | (?P<type>(?<![\w-])(?:CN|OU|DC|O|L|ST|C|UID|STREET)\s*=\s*)
    | (?P<parameter>%[A-Za-z_][\w.\-]*%)
    | (?P<service>(?:https?://)?login\.(?:windows\.net|microsoftonline\.(?:com|us|de))|https?://|ldaps?://
             |(?<=\.)(?:mail\.)?onmicrosoft\.(?:com|us|de))
    | (?P<top>(?:(?<=[\w]\.)|(?<=DC=))(?:{_TOP})(?![\w-]))
    | (?P<moment>(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?(?![\w-])
             |(?<!\w)(?:19|20)\d{{6}}(?:\d{{6}}(?:\.0Z)?)?(?!\w))
    | (?P<address>(?<![\w.]){_OCTET}(?:\.{_OCTET}){{3}}(?![\w.])
             |(?<![\w:.])(?=[0-9a-f]{{0,4}}:)[0-9a-f:]{{3,39}}+(?![\w:.]))
    | (?P<number>\+\d[\d ().\-]{{5,}}\d)
    | (?P<word>[^\W_]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?|\d{1,3}")
_SETTING = re.compile(r"[\w .:+\-]{0,80}")
_MOMENT = re.compile(r"[\d .:/+\-TZ]{0,40}")
_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"(?<!\w)'([^']*)'(?!\w)")
"""What readers quote from an input; the apostrophe of "can't" opens nothing."""
_SHAPED = re.compile(r"(?<![\w-])(?:CN|OU|DC)\s*=|@|\w\.\w", re.IGNORECASE)
_DATE_FORMAT = re.compile(r"(?=.*(?:yy|MM|dd|HH|hh))[yMdHhmsfFtTzZK0-9:./,'\- ]+")
_PLAIN = re.compile(
    r"""(?ix) true|false | [+-]?\d{1,6} | 0x[0-9a-f]{1,8} | (?:\d+\.)?\d\d:\d\d:\d\d(?:\.\d+)?
    | \d{4}-\d\d-\d\d(?:[T ][\d:.]+Z?)? | (?:mon|tue|wed|thu|fri|sat|sun),\ \d\d\ [a-z]{3}\ \d{4}\ [\d:]{8}\ gmt"""
)
_PREFIX = re.compile(r"(?i)(?:smtp|sip|x500|x400|eum|mailto):")
_EXTENSION = re.compile(r"(?i)(extension)_([0-9a-f]{32})_(.+)")
_RULE_HEAD = re.compile(
    r"(?i)(?:in from|out to)\s+(?:aad|ad|entra id)\s*-\s*(?:(?:user|group|contact|device|computer|inetorgperson"
    r"|foreignsecurityprincipal|publicfolder)\b\s*)?"
)
_CLONE_WORDS = frozenset({"cloned", "am", "pm"})
_TAG = re.compile(r"(?i)(microsoft\.)(.+?)(\.\d+)?")
_ALNUM = re.compile(r"[^0-9a-z]")
_PARAMETER_FAMILIES = ("forest.", "domain.", "connector.", "microsoft.", "ads_")


class Redactor:
    """Replaces identity in one value at a time. Pure but for the pseudonyms, which it makes and remembers.

    Args:
        pseudonyms: where pseudonyms come from.
        known: what is Microsoft's and stays.

    """

    def __init__(self, pseudonyms: Pseudonyms, known: Known) -> None:
        self.pseudonyms = pseudonyms
        self.known = known
        self._rule_names = set(known.rule_names)
        self._simple: dict[str, Callable[[str], str]] = {
            "guid": pseudonyms.guid,
            "sid": pseudonyms.sid,
            "hex": pseudonyms.hexadecimal,
            "address": self._address,
            "number": pseudonyms.number,
            "parameter": lambda found: f"%{self.parameter_name(found[1:-1])}%",
        }

    def text(self, text: str, stay: frozenset[str] = _NOTHING) -> str:
        """Replace every word of ``text`` but those in ``stay`` (lower case); separators and structure stay."""

        def replaced(match: re.Match[str]) -> str:
            kind, found = match.lastgroup or "", match.group()
            if kind == "word":
                return found if self._says_nothing(found, stay) else self.pseudonyms.word(found)
            simple = self._simple.get(kind)
            return found if simple is None else simple(found)

        return _PATTERN.sub(replaced, text)

    def _address(self, text: str) -> str:
        """Return another address; what only looks like one is words between colons."""
        made = self.pseudonyms.address(text)
        return _WORD.sub(self._colon_word, text) if made is None else made

    def _colon_word(self, match: re.Match[str]) -> str:
        word = match.group()
        return word if self._says_nothing(word, _NOTHING) else self.pseudonyms.word(word)

    @staticmethod
    def _says_nothing(word: str, stay: frozenset[str]) -> bool:
        return len(word) == 1 or word.casefold() in stay or (word.isdecimal() and len(word) < _LONG_NUMBER)

    def dn(self, text: str, stay: frozenset[str] = _NOTHING) -> str:
        """Return a distinguished name of the same depth and the same types; default containers stay."""
        if "=" not in text:
            return text if text.casefold() == "default" else self.text(text, stay)
        return dn_of_values(tuple(self._pair(kind, value, stay) for kind, value in pairs) for pairs in rdn_values(text))

    def _pair(self, kind: str, value: str, stay: frozenset[str]) -> tuple[str, str]:
        as_written = f"{kind}={value}".casefold()
        if any(as_written == container.casefold() for container in DEFAULT_CONTAINERS):
            return kind, value
        if kind.casefold() == "dc" and value.casefold() in TOP_LABELS:
            return kind, value
        return kind, self.text(value, stay)

    def literal(self, text: str) -> str:
        """Replace a text that rules compare with or write: a constant, a scope value, a string of an expression.

        What standard rules use and what has a meaning to the engine stays; separators and lengths stay.
        """
        core = text.strip()
        if core in self.known.literals or _PLAIN.fullmatch(core) or _DATE_FORMAT.fullmatch(core):
            return text
        if text.strip(" _-:;,.").casefold() in VALUES:
            return text
        if (prefix := _PREFIX.match(text)) is not None:
            return prefix.group() + self.text(text[prefix.end() :])
        return self.text(text, _NOTHING if _SHAPED.search(text) else MARKERS)

    def value(self, attribute: str, text: str) -> str:
        """Replace a value that is compared with, or written to, ``attribute``: codes of countries and regions stay."""
        if attribute.casefold() in CODED_ATTRIBUTES and _CODE.fullmatch(text.strip()):
            return text
        return self.literal(text)

    def attribute(self, name: str) -> str:
        """Return an attribute's name: those of default schemas stay, a directory extension keeps its form."""
        if self.known.is_attribute(name):
            return name
        if (extension := _EXTENSION.fullmatch(name)) is not None:
            head, application, rest = extension.groups()
            return f"{head}_{self.pseudonyms.hexadecimal(application)}_{self.attribute(rest)}"
        return self.text(name)

    def object_class(self, name: str) -> str:
        """Return an object class's name: those of default schemas stay."""
        return name if self.known.is_class(name) else self.text(name)

    def product_text(self, text: str) -> str:
        """Replace what isn't the wording of Microsoft's programs: kinds of connectors, names of files."""
        return self.text(text, PRODUCT_WORDS)

    def connector_name(self, name: str) -> str:
        """Return a connector's name; the ending of the Entra connector's stays."""
        head, ending = (name[:-6], name[-6:]) if name.endswith(" - AAD") else (name, "")
        return self.text(head) + ending

    def run_profile(self, name: str) -> str:
        """Return a run profile's name: those that the wizard makes stay."""
        return name if name.casefold() in RUN_PROFILES else self.text(name)

    def description(self, text: str) -> str:
        """Return a sentence in place of any description."""
        return WITHHELD if text.strip() else text

    def rule_name(self, name: str, tag: str) -> str:
        """Return a rule's name: standard rules, and clones of standard rules, keep theirs.

        A customer's rule keeps the beginning that the editor's convention gives (``In from AD - User``).
        """
        if self._is_standard_name(name, tag):
            return name
        folded = name.casefold()
        begins = max((known for known in self._rule_names if folded.startswith(known)), key=len, default="")
        head = _RULE_HEAD.match(name)
        at = max(len(begins), head.end() if head is not None else 0)
        stay = _CLONE_WORDS if begins else RULE_WORDS
        made = name[:at] + self.text(name[at:], stay)
        return made if begins or made != name else name[:at] + self.text(name[at:])

    def learn_rules(self, rules: Iterable[tuple[str, str]]) -> None:
        """Take the names of tagged rules of one configuration in: clones are known by the names they begin with.

        Args:
            rules: name and immutable tag of each rule.

        """
        self._rule_names |= {
            name.casefold() for name, tag in rules if _TAG.fullmatch(tag.strip()) and self._is_standard_name(name, tag)
        }

    def _is_standard_name(self, name: str, tag: str) -> bool:
        """Tell whether the name is Microsoft's: known, or made of Microsoft's words and the same as its tag."""
        if name.casefold() in self.known.rule_names:
            return True
        parsed = _TAG.fullmatch(tag.strip())
        if parsed is None or _bare(parsed[2]) != _bare(name):
            return False
        return Known.words_of([name]) <= self.known.rule_words | PRODUCT_WORDS

    def immutable_tag(self, tag: str, name: str) -> str:
        """Return an immutable tag: Microsoft's stay; others keep their form."""
        parsed = _TAG.fullmatch(tag.strip())
        if parsed is None:
            return self.text(tag)
        head, middle, revision = parsed.groups()
        if f"{head}{middle}".casefold() in self.known.tag_stems or self._is_standard_name(name, tag):
            return tag
        return f"{head}{self.text(middle)}{revision or ''}"

    def parameter_name(self, name: str) -> str:
        """Return a parameter's name: those of Microsoft's families stay."""
        return name if name.casefold().startswith(_PARAMETER_FAMILIES) else self.text(name)

    def operator(self, text: str) -> str:
        """Return the operator of a clause: those of the engine stay."""
        return text if text.casefold() in OPERATORS else self.text(text)

    def moment(self, text: str) -> str:
        """Return a moment, version or duration; a text that is none is replaced."""
        return text if _MOMENT.fullmatch(text) else self.text(text)

    def path(self, text: str) -> str:
        """Return a place inside a file: names of XML elements and keys of known formats stay.

        A key nobody knows may be a name: objects are sometimes listed by theirs.
        """
        return text if text.startswith("/") else self.text(text, KEYS)

    def setting(self, text: str) -> str:
        """Return the value of a setting that Microsoft's programs choose; a text that can't be one is replaced."""
        return text if _SETTING.fullmatch(text) else self.text(text)

    def is_plain(self, text: str) -> bool:
        """Tell whether ``text`` is a switch, a number, a version, a duration or a moment."""
        return _PLAIN.fullmatch(text.strip()) is not None

    def remark(self, text: str) -> str:
        """Replace in a sentence of this program what it quotes, and the words known to be the customer's."""
        parts: list[str] = []
        at = 0
        for found in _QUOTED.finditer(text):
            parts += [_PATTERN.sub(self._remarked, text[at : found.start()]), f"'{self._quoted(found[1])}'"]
            at = found.end()
        return "".join([*parts, _PATTERN.sub(self._remarked, text[at:])])

    def _quoted(self, text: str) -> str:
        if self.known.is_attribute(text) or text.casefold() in self._rule_names:
            return text
        return self.path(text) if text.startswith("$.") else self.text(text, RULE_WORDS)

    def _remarked(self, match: re.Match[str]) -> str:
        kind, found = match.lastgroup or "", match.group()
        if kind == "word":
            customers = self.pseudonyms.knows(found) and found.casefold() not in PROSE | KEYS
            return self.pseudonyms.word(found) if customers else found
        return self._simple[kind](found) if kind in ("guid", "sid", "hex") else found


def _bare(name: str) -> str:
    return _ALNUM.sub("", name.casefold())
