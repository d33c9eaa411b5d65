"""What every part of the reader needs to know about the file it reads, and its ways to walk it.

Whatever a walk meets and its shape lacks is tallied, so nothing is dropped silently.
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.configuration import Note, Origin
from analyzer.errors import InputError
from analyzer.readers.files import quoted, shortened
from analyzer.readers.server_configuration.shape import Expected, Shape
from analyzer.readers.tally import Tally
from analyzer.readers.xml import Element, flag_of, guid_of, line_of, text_of

_XML_NAMESPACE = "{http://www.w3.org/XML/1998/namespace}"
_NO_ATTRIBUTES: frozenset[str] = frozenset()
# Bound once: looking members up on the enum takes a third of the time that the walk takes.
_TEXT, _REPEATED, _SKIPPED = Expected.TEXT, Expected.REPEATED, Expected.SKIPPED


def _is_text(text: str | None) -> bool:
    return text is not None and text != "" and not text.isspace()


@dataclass(frozen=True, slots=True)
class FileContext:
    """One file being read, with the tally and the notes of the whole export."""

    file: str
    tally: Tally
    notes: list[Note]

    def children(self, element: Element, path: str, known: Shape) -> dict[str, Element]:
        """Return the children that occur at most once, by name; tally what ``known`` lacks."""
        found: dict[str, Element] = {}
        expected_of = known.children
        stray = _is_text(element.text)
        for child in element:
            stray = _is_text(child.tail) or stray
            name = child.tag
            expected = expected_of.get(name)
            if expected is None:
                self._unknown(child, path)
            elif expected is _REPEATED or expected is _SKIPPED:
                continue
            elif name in found:
                self.tally.miss(child, self.file, f"{path}/{name}", f"a second <{name}>")
            else:
                found[name] = child
                if expected is _TEXT and (len(child) or child.keys()):
                    self.leaf(child, f"{path}/{name}")
        if stray or element.keys():
            self._extras(element, path, known.attributes, stray=stray)
        return found

    def items(self, element: Element | None, path: str, tag: str) -> list[tuple[str, Element]]:
        """Return the children of a list that holds only ``tag``, each with its path; tally anything else."""
        if element is None:
            return []
        found: list[tuple[str, Element]] = []
        stray = _is_text(element.text)
        for child in element:
            stray = _is_text(child.tail) or stray
            if child.tag == tag:
                found.append((f"{path}/{tag}[{len(found) + 1}]", child))
            else:
                self._unknown(child, path)
        if stray or element.keys():
            self._extras(element, path, _NO_ATTRIBUTES, stray=stray)
        return found

    def texts(self, element: Element | None, path: str, tag: str) -> tuple[str, ...]:
        """Return the texts of a list that holds only ``tag``; tally anything else but text before the first."""
        if element is None:
            return ()
        texts = []
        stray = False
        for child in element:
            stray = _is_text(child.tail) or stray
            if child.tag != tag:
                self._unknown(child, path)
                continue
            texts.append((child.text or "").strip())
            if len(child) or child.keys():
                self.leaf(child, f"{path}/{tag}[{len(texts)}]")
        if stray or element.keys():
            self._extras(element, path, _NO_ATTRIBUTES, stray=stray)
        return tuple(texts)

    def leaf(self, element: Element, path: str, attributes: frozenset[str] = _NO_ATTRIBUTES) -> None:
        """Tally child elements of an element that should hold text only, and unknown attributes."""
        for child in element:
            self._unknown(child, path)
        self._extras(element, path, attributes, stray=False)

    def _unknown(self, element: Element, path: str) -> None:
        name = shortened(str(element.tag))
        self.tally.miss(element, self.file, f"{path}/{name}", f"unknown element <{name}>")

    def _extras(self, element: Element, path: str, known: frozenset[str], *, stray: bool) -> None:
        if stray:
            self.tally.miss_extra(element, self.file, path, "text between elements")
        for key in map(str, element.keys()):
            if key not in known and not key.startswith(_XML_NAMESPACE):
                name = shortened(key)
                self.tally.miss_extra(element, self.file, f"{path}/@{name}", f"unknown attribute {name}")

    def origin(self, element: Element, path: str) -> Origin:
        """Return where ``element`` stands."""
        return Origin(self.file, path, line_of(element))

    def require(self, element: Element, fields: dict[str, Element], name: str, path: str) -> str:
        """Return the text of a child that must not be empty.

        Raises:
            InputError: it is missing or empty.

        """
        text = text_of(fields.get(name))
        if not text:
            raise self.error(element, f"<{name}> is missing or empty", path)
        return text

    def require_guid(self, element: Element, fields: dict[str, Element], name: str, path: str) -> str:
        """Return the identifier in a child, normalised.

        Raises:
            InputError: it is missing or empty.

        """
        identifier = guid_of(text_of(fields.get(name)))
        if not identifier:
            raise self.error(element, f"<{name}> is missing or empty", path)
        return identifier

    def flag(self, fields: dict[str, Element], name: str, path: str, *, default: bool) -> bool:
        """Return a switch whose meaning can't be left open; ``default`` when the element is missing or empty.

        Raises:
            InputError: it is neither on nor off.

        """
        element = fields.get(name)
        text = text_of(element)
        if element is None or not text:
            return default
        value = flag_of(text)
        if value is None:
            raise self.unexpected(element, name, text, "True or False", path)
        return value

    def switch(self, element: Element | None, path: str) -> bool | None:
        """Return a switch, ``None`` when it is missing or says neither on nor off (which is tallied)."""
        text = text_of(element)
        if element is None or not text:
            return None
        value = flag_of(text)
        if value is None:
            self.tally.miss(element, self.file, path, f"a switch that says {quoted(text)}", alone=True)
        return value

    def unexpected(self, element: Element, name: str, text: str, expected: str, path: str) -> InputError:
        """Return the error for a value that isn't one of those possible."""
        return self.error(element, f"<{name}> is {shortened(text, 60)!r}, expected {expected}", f"{path}/{name}")

    def error(self, element: Element, message: str, path: str) -> InputError:
        """Return an error about ``element``."""
        line = line_of(element)
        return InputError(message, file=self.file, place=f"line {line}, {path}" if line else path)

    def note(self, element: Element, path: str, text: str) -> None:
        """Record something an assessor must know."""
        self.notes.append(Note(self.origin(element, path), text))
