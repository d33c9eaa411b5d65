"""Where a configuration comes from, with pseudonyms: sources, other servers, and where they disagree.

Values of a difference are sentences made of several values (``Expression: IIF(...) (Update)``), so they are taken apart
by shape and everything that isn't known to be Microsoft's is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from analyzer.configuration import Observation, Origin, OtherServer, RuleStub, SourceDifference, SourceSummary
from analyzer.redaction.expression import is_language
from analyzer.redaction.parameters import redact_parameter
from analyzer.redaction.redactor import Redactor

_STATES = frozenset({"(none)", "present", "listed", "True", "False"})
_JOINERS = frozenset(
    {
        *("and", "or", "once", "direct", "constant", "expression", "none", "true", "false"),
        *("update", "replace", "merge", "mergecaseinsensitive", "inbound", "outbound"),
        *("provision", "join", "stickyjoin", "joinnoflow"),
        *("equal", "notequal", "startswith", "notstartswith", "endswith", "notendswith", "contains", "notcontains"),
        *("lessthan", "greaterthan", "isnull", "isnotnull", "isin", "isnotin", "isbitset", "isbitnotset"),
        *("ismemberof", "isnotmemberof"),
    }
)
_PIECE = re.compile(r'"((?:[^"\\]++|\\.)*+)"|\[([^\[\]"]+)\]|(?<![\w-])([A-Za-z][\w-]*)(?![\w=-])')
_FLOW = "attribute flow to "
_BY_CONNECTOR = "password-hash-sync."
_LISTS = ("included containers", "excluded containers")


class SourceWalk:
    """Redacts what says where a configuration comes from.

    Args:
        redactor: replaces single values.
        origin: redacts a place.

    """

    def __init__(self, redactor: Redactor, origin: Callable[[Origin], Origin]) -> None:
        self._redactor = redactor
        self._origin = origin

    def stub(self, stub: RuleStub) -> RuleStub:
        """Redact a rule of which only the name is known."""
        redactor = self._redactor
        return replace(
            stub,
            id=redactor.text(stub.id),
            name=redactor.rule_name(stub.name, stub.immutable_tag),
            immutable_tag=redactor.immutable_tag(stub.immutable_tag, stub.name),
            connector_id=redactor.text(stub.connector_id),
            origin=self._origin(stub.origin),
        )

    def observation(self, found: Observation) -> Observation:
        """Redact what a cmdlet said: switches and numbers stay."""
        name = found.name
        if name.startswith(_BY_CONNECTOR):
            name = f"{_BY_CONNECTOR}{self._redactor.text(name.removeprefix(_BY_CONNECTOR))}"
        value = found.value if self._redactor.is_plain(found.value) else self._redactor.text(found.value)
        return replace(found, name=name, value=value, origin=self._origin(found.origin))

    def source(self, source: SourceSummary) -> SourceSummary:
        """Redact the description of a source; its name is that of a customer's file."""
        redactor = self._redactor
        return replace(
            source,
            name=redactor.product_text(source.name),
            files=tuple(self._origin(Origin(file, "/")).file for file in source.files),
            server=redactor.text(source.server),
            limits=tuple(map(redactor.remark, source.limits)),
        )

    def server(self, server: OtherServer) -> OtherServer:
        """Redact a second server and its drift."""
        return replace(
            server,
            name=self._redactor.text(server.name),
            source=self._redactor.product_text(server.source),
            drift=tuple(map(self.difference, server.drift)),
        )

    def difference(self, found: SourceDifference) -> SourceDifference:
        """Redact a disagreement of two sources or servers."""
        what = found.what
        if what.startswith(_FLOW):
            what = f"{_FLOW}{self._redactor.attribute(what.removeprefix(_FLOW))}"
        return replace(
            found,
            subject=self._subject(found.kind, found.subject),
            what=what,
            used=self._value(found, found.used),
            other=self._value(found, found.other),
            used_origin=self._origin(found.used_origin),
            other_origin=self._origin(found.other_origin),
        )

    def _subject(self, kind: str, subject: str) -> str:
        redactor = self._redactor
        by_kind: dict[str, Callable[[str], str]] = {
            "sync-rule": lambda name: redactor.rule_name(name, ""),
            "connector": redactor.connector_name,
            "parameter": redactor.parameter_name,
            "partition": redactor.dn,
        }
        return by_kind.get(kind, redactor.text)(subject)

    def _value(self, found: SourceDifference, text: str) -> str:
        redactor = self._redactor
        if text in _STATES or redactor.is_plain(text):
            return text
        if found.kind == "parameter":
            return redact_parameter(found.subject, text, redactor)
        if found.what in _LISTS:
            return "; ".join(map(redactor.dn, text.split("; ")))
        if found.what == "name":
            return redactor.rule_name(text, "")
        if found.what == "description":
            return redactor.description(text)
        return self._composed(text)

    def _composed(self, text: str) -> str:
        """Replace in a sentence made of attributes, operators, values and expressions."""
        parts: list[str] = []
        at = 0
        for match in _PIECE.finditer(text):
            parts += [self._redactor.text(text[at : match.start()]), self._piece(match)]
            at = match.end()
        return "".join([*parts, self._redactor.text(text[at:])])

    def _piece(self, match: re.Match[str]) -> str:
        string, attribute, word = match.groups()
        redactor = self._redactor
        if string is not None:
            return f'"{redactor.literal(string)}"'
        if attribute is not None:
            return f"[{redactor.attribute(attribute)}]"
        if word.casefold() in _JOINERS or is_language(word) or redactor.known.is_class(word):
            return str(word)
        return redactor.attribute(word)
