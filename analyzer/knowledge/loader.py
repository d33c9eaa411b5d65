"""Loads ``rules/*.yaml``, and a consultant's own pack over it, into one validated :class:`KnowledgeBase`.

Three passes: read every file and lay the overlay's entries over ours by id; collect what entries may refer to;
decode each entry. Errors are collected entry by entry, so that ``rules check`` can show all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from analyzer.errors import KnowledgeError
from analyzer.knowledge import decoders
from analyzer.knowledge.model import FactDefinition, KnowledgeBase
from analyzer.knowledge.node import Node
from analyzer.knowledge.references import AlreadyReportedError, References
from analyzer.knowledge.yaml_source import read_yaml
from analyzer.resources import data_folder

T = TypeVar("T")

ABOUT = "knowledge.yaml"

FILES: dict[str, dict[str, str]] = {
    "sources.yaml": {"sources": "id"},
    "facts.yaml": {"facts": "name"},
    "limits.yaml": {"limits": "id"},
    "effort.yaml": {"effort": "id"},
    "questions.yaml": {"questions": "id"},
    "features.yaml": {"features": "id"},
    "findings.yaml": {"findings": "code"},
    "migration-tool.yaml": {"checks": "id"},
    "deadlines.yaml": {"deadlines": "id"},
    "prerequisites.yaml": {"prerequisites": "id"},
    "procedure.yaml": {"stages": "id", "steps": "id"},
    "cmdlets.yaml": {"cmdlets": "name"},
}
"""The lists that each file holds, with the key that identifies an entry of the list."""

_READ_ELSEWHERE = {"functions.yaml", "attribute-kinds.yaml", "expression-assumptions.yaml"}
"""Knowledge about the expression languages, which that room reads itself."""


def load_knowledge(folder: Path | None = None, overlay: Path | None = None) -> KnowledgeBase:
    """Load the knowledge base in ``folder`` (ours when ``None``) with the entries of ``overlay`` over it.

    An overlay has the same file names; any of them may be absent. An entry whose id is known replaces ours in
    its place, another is added at the end.

    Raises:
        KnowledgeError: the first breach of the contract, naming file and JSON path.

    """
    loading = _Loading(folder or data_folder("rules"), overlay)
    knowledge = loading.run()
    if loading.problems:
        raise loading.problems[0]
    return knowledge


def check_rules(folder: Path) -> list[KnowledgeError]:
    """Return every breach of the contract in ``folder``, read as an overlay over our own rules.

    An empty list means that the pack is sound. Our own folder is checked as it is.
    """
    ours = data_folder("rules")
    loading = _Loading(ours, None) if folder.resolve() == ours.resolve() else _Loading(ours, folder)
    loading.run()
    return loading.problems


@dataclass(slots=True)
class _Loading:
    """One run of the loader: the entries found so far, by list, in order, and the problems met."""

    folder: Path
    overlay: Path | None
    problems: list[KnowledgeError] = field(default_factory=list)
    entries: dict[str, dict[str, Node]] = field(default_factory=dict)
    version: str = ""
    as_of: date = date.min
    refs: References = field(default_factory=References)

    def run(self) -> KnowledgeBase:
        """Read, then decode; after a problem with a whole file the decoding would only repeat it."""
        self._read(self.folder, "rules" if self.folder == data_folder("rules") else str(self.folder), whole=True)
        if self.overlay is not None:
            self._read(self.overlay, str(self.overlay), whole=False)
        if self.problems:
            return self._empty()
        return self._decode()

    def _empty(self) -> KnowledgeBase:
        return KnowledgeBase(self.version, self.as_of, {}, {}, (), (), (), (), (), (), (), (), ())

    def _read(self, folder: Path, label: str, *, whole: bool) -> None:
        if not folder.is_dir():
            self.problems.append(KnowledgeError("expected a folder with knowledge files", file=label))
            return
        found = {path.name for path in folder.iterdir() if path.suffix in {".yaml", ".yml"}}
        for name in sorted(found - FILES.keys() - {ABOUT} - _READ_ELSEWHERE):
            known = ", ".join([*FILES, ABOUT])
            self.problems.append(KnowledgeError(f"unknown knowledge file; known: {known}", file=f"{label}/{name}"))
        for name in (ABOUT, *FILES):
            if name in found or whole:
                self._guard(self._read_file, folder / name, f"{label}/{name}")
        if not whole and ABOUT not in found:
            self.version = f"{self.version} + {folder.resolve().name}"

    def _guard(self, do: Callable[..., None], *arguments: object) -> None:
        try:
            do(*arguments)
        except AlreadyReportedError:
            pass
        except KnowledgeError as error:
            self.problems.append(error)

    def _read_file(self, path: Path, file: str) -> None:
        root = Node(read_yaml(path, file), file, "$")
        if path.name == ABOUT:
            fields = root.fields(frozenset({"version", "as_of"}))
            version = fields["version"].text()
            self.version = f"{self.version} + {version}" if self.version else version
            self.as_of = max(self.as_of, fields["as_of"].day())
            return
        lists = FILES[path.name]
        for name, node in root.fields(frozenset(), frozenset(lists)).items():
            self._lay_over(name, lists[name], node)

    def _lay_over(self, name: str, key: str, node: Node) -> None:
        """Put the entries of one list over those read before; within one file an id may be there once."""
        entries = self.entries.setdefault(name, {})
        seen: set[str] = set()
        for item in node.items():
            if not isinstance(item.value, dict):
                self.problems.append(item.expected("a mapping"))
                continue
            identifier = item.value.get(key)
            if not isinstance(identifier, str):
                self.problems.append(item.error(f"the key {key!r} is missing or not a text"))
            elif identifier in seen:
                self.problems.append(
                    Node(identifier, item.file, f"{item.path}.{key}").error(f"{identifier!r} is there twice")
                )
            else:
                seen.add(identifier)
                entries[identifier] = item

    def _decode(self) -> KnowledgeBase:
        refs = self.refs
        for name in ("limits", "questions", "effort", "stages"):
            setattr(refs, name, frozenset(self.entries.get(name, {})))
        sources = self._all("sources", decoders.source)
        refs.sources = {name: sources.get(name) for name in self.entries.get("sources", {})}
        refs.facts = self._all("facts", decoders.fact)
        self._add_question_facts()
        questions = self._all("questions", decoders.question)
        stages = self._all("stages", decoders.stage)
        for owner, step in self._all("steps", decoders.step).values():
            if owner in stages:
                stages[owner] = replace(stages[owner], steps=(*stages[owner].steps, step))
        return KnowledgeBase(
            version=self.version,
            as_of=self.as_of,
            sources=sources,
            limits=self._all("limits", decoders.limit),
            features=tuple(self._all("features", decoders.feature).values()),
            findings=tuple(self._all("findings", decoders.finding).values()),
            tool_checks=tuple(self._all("checks", decoders.tool_check).values()),
            deadlines=tuple(self._all("deadlines", decoders.deadline).values()),
            questions=tuple(questions.values()),
            prerequisites=tuple(self._all("prerequisites", decoders.prerequisite).values()),
            stages=tuple(stages.values()),
            cmdlets=tuple(self._all("cmdlets", decoders.cmdlet).values()),
            effort=tuple(self._all("effort", decoders.effort_driver).values()),
            facts=refs.facts,
        )

    def _all(self, name: str, decode: Callable[[Node, References], T]) -> dict[str, T]:
        found: dict[str, T] = {}

        def one(identifier: str, node: Node) -> None:
            found[identifier] = decode(node, self.refs)

        for identifier, node in self.entries.get(name, {}).items():
            self._guard(one, identifier, node)
        return found

    def _add_question_facts(self) -> None:
        """Every question is a fact too: what its answer says. A fact of the export may share the name and type."""
        for identifier, node in self.entries.get("questions", {}).items():
            kind = node.value.get("kind") if isinstance(node.value, dict) else None
            answer = decoders.ANSWER_TYPES.get(kind) if isinstance(kind, str) else None
            if answer is None:
                continue  # decoding the question says what is wrong
            known = self.refs.facts.get(identifier)
            if known is None:
                self.refs.facts[identifier] = FactDefinition(identifier, "Answer to a question", answer, {})
            elif known.type != answer:
                self.problems.append(
                    node.error(f"its answer is of the type {answer}, but the fact {identifier!r} is {known.type}")
                )
