r"""Regular expressions (in .NET's dialect) that stand for Connect functions Cloud Sync lacks.

``[\s\S]`` means any character, line breaks included. Named groups are written into the replacement as
``${name}``, the
form the Cloud Sync page shows.
"""

from __future__ import annotations

import re

LONGEST_PADDING = 256
_ANY = r"[\s\S]"
# One character of a component of a distinguished name: an escaped one, or anything but a comma.
_IN_COMPONENT = r"(?:\\[\s\S]|[^,\\])"
_NO_DOMAIN = r"(?!\s*[dD][cC]=)"


def escape(text: str) -> str:
    """Escape a text for use inside a pattern, touching nothing that needs no escape in .NET."""
    return re.sub(r"([\\^$.|?*+()\[\]{}#])", r"\\\1", text)


def last_characters(count: int) -> str:
    """Match a text longer than ``count`` so that its last ``count`` characters are the group ``kept``."""
    return f"^{_ANY}*(?<kept>{_ANY}{{{count}}})$"


def left_padding(length: int, character: str) -> str:
    """Match a text with ``length`` padding characters before it so that ``kept`` is the padded text."""
    return f"^{escape(character)}{{0,{length}}}(?<kept>{_ANY}{{{length},}})$"


def right_padding(length: int, character: str) -> str:
    """Match a text with ``length`` padding characters after it so that ``kept`` is the padded text."""
    return f"^(?<kept>{_ANY}{{{length},}}?){escape(character)}{{0,{length}}}$"


def component_from_right(number: int, *, skip_domain: bool) -> str:
    """Match any name so that ``value`` is the value of component ``number`` from the right, or nothing."""
    guard = _NO_DOMAIN if skip_domain else ""
    wanted = rf"{guard}\s*[^=,]+=\s*(?<value>{_IN_COMPONENT}*)"
    following = rf"(?:,{guard}{_IN_COMPONENT}*){{{number - 1}}}" if number > 1 else ""
    domain = rf"(?:,\s*[dD][cC]={_IN_COMPONENT}*)*" if skip_domain else ""
    return rf"^(?:{_IN_COMPONENT}*,)*{wanted}{following}{domain}$|^{_ANY}*$"


def from_first(text: str) -> str:
    """Match everything from the first occurrence of ``text`` on."""
    return f"{escape(text)}{_ANY}*$"


def before_text(mark: str, gap: int) -> str:
    """Match so that ``kept`` is what stands before the first ``mark``, without the ``gap`` characters next to it.

    A text without ``mark``, or with fewer characters before it, doesn't match: ``Left`` with a negative number gives
    it back.
    """
    wanted = escape(mark)
    other = f"(?:(?!{wanted}){_ANY})"
    return f"^(?<kept>{other}*){other}{{{gap}}}{wanted}{_ANY}*$"


def without_first(mark: str, more: int) -> str:
    """Match what ``Right(x, Len(x) - InStr(x, mark) - more)`` leaves out: all of it when ``mark`` isn't there."""
    wanted = escape(mark)
    found = f"^(?:(?!{wanted}){_ANY})*{wanted}{_exactly(more - len(mark) + 1)}"
    return f"{found}|^(?!{_ANY}*{wanted}){_ANY}{{{more}}}"


def through_first(character: str, *, keep_bare: bool) -> str:
    """Match everything up to and including the first ``character``.

    ``keep_bare`` leaves a text alone in which nothing follows the character, as Connect's ``Mid`` does.
    """
    return f"^[^{_in_class(character)}]*{escape(character)}" + (f"(?={_ANY})" if keep_bare else "")


def after_text(mark: str, offset: int, count: int | None) -> str:
    """Match so that ``${first}${whole}`` is what ``Mid(x, InStr(x, mark) + offset, count)`` gives.

    ``first`` is what follows the first ``mark``. Without any ``mark``, ``Mid`` starts at the offset: ``whole``.
    Where nothing follows, the pattern doesn't match and the text stays, as ``Mid`` behind the end gives it back.
    """
    wanted = escape(mark)
    taken = f"{_ANY}+" if count is None else f"{_ANY}{{1,{count}}}"
    found = f"^(?:(?!{wanted}){_ANY})*{wanted}{_exactly(offset - len(mark))}(?<first>{taken}){_ANY}*$"
    return f"{found}|^(?!{_ANY}*{wanted}){_exactly(offset - 1)}(?<whole>{taken}){_ANY}*$"


def _exactly(count: int) -> str:
    return f"{_ANY}{{{count}}}" if count else ""


def value_containing(text: str, separator: str, *, ignore_case: bool) -> str:
    """Match values joined by ``separator`` so that ``found`` is the first one that contains ``text``."""
    other = f"[^{_in_class(separator)}]"
    wanted, mark = escape(text), escape(separator)
    case = "(?i)" if ignore_case else ""
    return f"{case}^(?:(?!{other}*{wanted}){other}*{mark})*(?<found>{other}*{wanted}{other}*)(?:{mark}{_ANY}*)?$"


def _in_class(character: str) -> str:
    return "\\" + character if character in "\\]^-" else character


def read_dictionary(text: str) -> list[tuple[str, str]] | None:
    """Read a ReplaceChars dictionary into pairs that may be replaced one after the other.

    Returns:
        The pairs in an order in which no replacement touches what an earlier one wrote, or ``None`` when
        the text isn't
        a dictionary or no such order is certain.

    """
    pairs: dict[str, str] = {}
    for entry in re.sub(r"\s", "", text).split(","):
        if not entry:
            continue
        source, colon, target = entry.partition(":")
        if len(source) != 1 or not colon:
            return None
        pairs[source] = target
    if any(character in pairs for target in pairs.values() for character in target):
        return None
    return list(pairs.items())
