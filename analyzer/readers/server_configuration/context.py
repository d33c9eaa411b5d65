"""What every part of the reader needs to know about the file it reads."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.configuration import Note, Origin, Parameter
from analyzer.errors import InputError
from analyzer.readers.tally import Shape, Tally, shape
from analyzer.readers.xml import Element, line_of, text_of

_VALUES = shape(repeated="parameter")
_PARAMETER = shape(attributes="name type use dataType encrypted intrinsic input-type scope regex-pattern description")
_SECRET_NAMES = ("cookie", "water-mark", "watermark", "password")


@dataclass(frozen=True, slots=True)
class FileContext:
    """One file being read, with the tally and the notes of the whole export."""

    file: str
    tally: Tally
    notes: list[Note]

    def children(self, element: Element, path: str, known: Shape) -> dict[str, Element]:
        """Return the known children by name; whatever else is there is tallied."""
        return dict(self.tally.children(element, self.file, path, known))

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
            raise InputError(f"<{name}> is missing or empty", file=self.file, place=f"line {line_of(element)}, {path}")
        return text

    def parameters(self, element: Element | None, path: str) -> tuple[Parameter, ...]:
        """Read a ``parameter-values`` list. Values of encrypted and of replication-state parameters stay out."""
        if element is None:
            return ()
        self.children(element, path, _VALUES)
        result = []
        for index, node in enumerate(element.iterfind("parameter"), 1):
            own = f"{path}/parameter[{index}]"
            self.children(node, own, _PARAMETER)
            name = node.get("name") or ""
            secret = (
                node.get("encrypted") == "1"
                or "encrypted" in (node.get("type") or "")
                or name.casefold() in _SECRET_NAMES
            )
            value = "" if secret else (node.text or "").strip()
            result.append(Parameter(name, value, node.get("use") or "", secret, self.origin(node, own)))
        return tuple(result)
