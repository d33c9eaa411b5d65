"""Reads one YAML file of the knowledge base into plain values, strictly.

The files are read event by event, so that libyaml's speed and exact places are both kept. What makes YAML
surprising is refused (anchors, aliases, tags, several documents, duplicate keys) or left out: ``yes``, ``no``,
``on`` and ``off`` are texts as in YAML 1.2, not truths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analyzer.errors import KnowledgeError

Value = str | int | float | bool | date | None | list["Value"] | dict[str, "Value"]

MAX_BYTES = 4_000_000
"""Largest file accepted; ours are below 200 kB, so more is a mistake and would only cost memory."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


def read_yaml(path: Path, file: str) -> Value:
    """Read ``path`` as one strict YAML document; ``file`` is how errors name it.

    Raises:
        KnowledgeError: not readable, not UTF-8, not YAML, or YAML with a construct that isn't allowed here.

    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"can't be read ({error.strerror or error})", file=file) from error
    if len(raw) > MAX_BYTES:
        raise KnowledgeError(f"expected at most {MAX_BYTES} bytes, got {len(raw)}", file=file)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError("expected UTF-8 text", file=file, place=f"byte {error.start}") from error
    return parse_yaml(text, file)


def parse_yaml(text: str, file: str) -> Value:
    """Turn the text of one strict YAML document into plain values (``None`` for an empty document)."""
    import yaml  # noqa: PLC0415 - keeps --help fast

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(type(event).__name__, event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else None
        raise KnowledgeError(f"isn't valid YAML ({error.problem or error.context})", file=file, place=place) from error
    except yaml.YAMLError as error:  # a character that YAML doesn't allow
        reason = str(error).splitlines()[0]
        raise KnowledgeError(f"isn't valid YAML ({reason})", file=file) from error
    return builder.result


@dataclass(slots=True)
class _Open:
    """A list or mapping that isn't finished yet; ``key`` is the mapping's key waiting for its value."""

    value: list[Value] | dict[str, Value]
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Builds values from parser events, without recursion."""

    file: str
    result: Value = None
    documents: int = 0
    open: list[_Open] = field(default_factory=list)

    def take(self, kind: str, event: Any) -> None:
        if kind == "ScalarEvent":
            self._refuse_extras(event)
            self._place(self._scalar(event), event)
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._refuse_extras(event)
            if self._waits_for_key():
                raise self._error("expected a text as key, got a list or mapping", event)
            value: list[Value] | dict[str, Value] = {} if kind == "MappingStartEvent" else []
            self._place(value, event)
            self.open.append(_Open(value))
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self.open.pop()
        elif kind == "AliasEvent":
            raise self._error(f"aliases aren't allowed here (*{event.anchor})", event)
        elif kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise self._error("expected one document, got a second one", event)

    def _waits_for_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def _place(self, value: Value, event: Any) -> None:
        if not self.open:
            self.result = value
            return
        parent = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is None:
            if not isinstance(value, str):
                raise self._error(f"expected a text as key, got {value!r}", event)
            if value in parent.value:
                raise self._error(f"the key {value!r} appears twice", event)
            parent.key = value
        else:
            parent.value[parent.key] = value
            parent.key = None

    def _scalar(self, event: Any) -> str | int | float | bool | date | None:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        return self._number_or_date(text, event) if text[0] in "+-0123456789" else text

    def _number_or_date(self, text: str, event: Any) -> str | int | float | date:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError as error:
                raise self._error(f"{text} isn't a date of the calendar", event) from error
        return text

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor:
            raise self._error(f"anchors aren't allowed here (&{event.anchor})", event)
        if event.tag:
            raise self._error(f"tags aren't allowed here ({event.tag})", event)

    def _error(self, message: str, event: Any) -> KnowledgeError:
        mark = event.start_mark
        return KnowledgeError(message, file=self.file, place=f"line {mark.line + 1}, column {mark.column + 1}")
