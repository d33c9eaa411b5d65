"""Reads parsed JSON with a place for every complaint: ``$.synchronizationRules[0].objectMappings``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.errors import ReadinessError

_NAMES = {str: "a text", bool: "true or false", int: "a whole number", list: "a list", dict: "an object"}
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a JSON document together with its path, the file's name and the error to raise."""

    value: object
    path: str
    file: str | None
    error: type[ReadinessError]

    def fail(self, message: str) -> ReadinessError:
        """Return the error for this place."""
        return self.error(message, file=self.file, place=self.path)

    def _at(self, value: object, path: str) -> Place:
        return Place(value, path, self.file, self.error)

    def _typed(self, kind: type) -> Place:
        # ``bool`` is an ``int`` in Python but not in JSON.
        if not isinstance(self.value, kind) or (kind is int and isinstance(self.value, bool)):
            raise self.fail(f"expected {_NAMES[kind]}, found {_shown(self.value)}")
        return self

    def names(self) -> tuple[str, ...]:
        """Return the keys of the object at this place."""
        self._typed(dict)
        assert isinstance(self.value, dict)  # noqa: S101 - tells the type checker what was just checked
        return tuple(self.value)

    def has(self, key: str) -> bool:
        """Tell whether the object has ``key`` with a value other than null."""
        return key in self.names() and self.child(key).value is not None

    def child(self, key: str) -> Place:
        """Return the value of ``key``; a missing key is null."""
        self._typed(dict)
        assert isinstance(self.value, dict)  # noqa: S101
        return self._at(self.value.get(key), f"{self.path}.{key}")

    def items(self) -> Iterator[Place]:
        """Yield the elements of the list at this place."""
        self._typed(list)
        assert isinstance(self.value, list)  # noqa: S101
        for index, element in enumerate(self.value):
            yield self._at(element, f"{self.path}[{index}]")

    def list(self, key: str) -> tuple[Place, ...]:
        """Return the elements of the list under ``key``; none when it is missing or null."""
        return tuple(self.child(key).items()) if self.has(key) else ()

    def text(self, key: str, default: object = _MISSING) -> str:
        """Return the text under ``key``; ``default`` (when given) stands for a missing one."""
        return str(self._scalar(key, str, default))

    def text_or_none(self, key: str) -> str | None:
        """Return the text under ``key``, ``None`` when missing or null."""
        return self.text(key) if self.has(key) else None

    def flag(self, key: str, default: object = _MISSING) -> bool:
        """Return the truth value under ``key``."""
        return bool(self._scalar(key, bool, default))

    def number(self, key: str, default: object = _MISSING) -> int:
        """Return the whole number under ``key``."""
        found = self._scalar(key, int, default)
        assert isinstance(found, int)  # noqa: S101
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under ``key``; none when it is missing or null."""
        return tuple(str(item._typed(str).value) for item in self.list(key))

    def _scalar(self, key: str, kind: type, default: object) -> object:
        place = self.child(key)
        if place.value is None and default is not _MISSING:
            return default
        if place.value is None:
            raise self.fail(f"expected {_NAMES[kind]} under {key!r}, which is missing")
        return place._typed(kind).value


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    kind = type(value)
    return _NAMES.get(kind, kind.__name__)
