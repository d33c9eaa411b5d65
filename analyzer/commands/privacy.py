"""What ``redact`` and ``analyze --redact`` share: what is Microsoft's, and the key file."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.assessment.answers import Answers
    from analyzer.configuration import Configuration
    from analyzer.connect.known_rules import KnownRules
    from analyzer.knowledge.conditions import Scalar
    from analyzer.knowledge.model import Question
    from analyzer.redaction import Known, Pseudonyms, Redactor


def microsoft_names(rules: KnownRules) -> Known:
    """Return what pseudonymising must leave alone: names of default schemas and everything in standard rules."""
    from analyzer.knowledge.directory_names import load_directory_names
    from analyzer.redaction import Known

    shipped = load_directory_names()
    literals = set(_names_of_the_default_job())
    attributes: set[str] = set()
    for rule in rules.rules:
        literals |= {value for group in rule.scope for _, _, value in group}
        attributes |= {name for group in rule.scope for name, _, _ in group}
        for flow in rule.flows:
            attributes |= {flow.target, *flow.sources}
            literals |= {flow.constant or "", *_tokens(flow.expression, "string")}
            attributes |= set(_tokens(flow.expression, "attribute"))
    names = frozenset(rule.name.casefold() for rule in rules.rules)
    return Known(
        attributes=shipped.attributes | {name.casefold() for name in attributes},
        classes=shipped.classes,
        families=shipped.families,
        rule_names=names,
        tag_stems=frozenset(rule.stem for rule in rules.rules),
        literals=frozenset(literals),
        rule_words=Known.words_of(names),
    )


def _tokens(expression: str | None, kind: str) -> list[str]:
    from analyzer.errors import ExpressionError
    from analyzer.expressions.lexer import tokenize

    try:
        return [token.text for token in tokenize(expression or "") if token.kind == kind]
    except ExpressionError:
        return []


def _names_of_the_default_job() -> Iterator[str]:
    """Yield the names, constants and compared values of the job schema that every tenant starts from."""
    from analyzer.cloudsync.defaults import default_schema
    from analyzer.cloudsync.model import MappingKind

    schema = default_schema()
    yield from (directory.name for directory in schema.directories)
    yield schema.rule.name
    for mapping in schema.rule.object_mappings:
        yield mapping.name or ""
        for group in () if mapping.scope is None else mapping.scope.input_groups:
            yield group.name
            yield from (value for clause in group.clauses for value in clause.values)
        for one in mapping.mappings:
            if one.kind is MappingKind.EXPRESSION:
                yield from _tokens(one.source, "string")
            elif one.kind is MappingKind.CONSTANT:
                yield one.source


@dataclass(frozen=True, slots=True)
class Privacy:
    """The pseudonyms of one run and where their key file is."""

    key: Path
    pseudonyms: Pseudonyms

    @staticmethod
    def open(output: Path, key: Path | None) -> Privacy:
        """Take the key file that is there, else make new pseudonyms; nothing is written yet.

        Raises:
            KeyFileError: the file is no key file, or it would lie inside ``output``.

        """
        path = _key_path(output, key)
        return Privacy(path, _load_key(path))

    def redactor(self, rules: KnownRules) -> Redactor:
        """Return a redactor that makes its pseudonyms here."""
        from analyzer.redaction import Redactor

        return Redactor(self.pseudonyms, microsoft_names(rules))

    def save(self) -> str:
        """Write the key file for its owner only, whole or not at all; return the sentence to print."""
        from analyzer.redaction import write_key
        from analyzer.reporting.output import OutputFolder

        def write(target: Path) -> None:
            target.touch(mode=0o600)
            target.write_bytes(write_key(self.pseudonyms).encode("utf-8", "backslashreplace"))

        with OutputFolder(self.key.parent) as folder:
            folder.write(self.key.name, write)
        return f"{self.key} turns the pseudonyms back into names. Keep it, and never share it with the results."


def redact_inputs(
    redactor: Redactor,
    configuration: Configuration,
    reference: Configuration | None,
    answers: Answers,
    questions: Iterable[Question],
) -> tuple[Configuration, Configuration | None, Answers]:
    """Return what an assessment takes from the customer, with pseudonyms."""
    from analyzer.redaction import redact_configuration

    return (
        redact_configuration(configuration, redactor),
        None if reference is None else redact_configuration(reference, redactor),
        _redact_answers(answers, {question.id: question.kind for question in questions}, redactor),
    )


def refuse_real_names(output: Path, names: Iterable[str]) -> None:
    """Refuse a folder with results that lack the remark on pseudonyms: a tracker there would be merged.

    Raises:
        OutputError: names the file.

    """
    from analyzer.errors import OutputError

    found = [output / name for name in names if (output / name).is_file()]
    if not found and output.is_dir() and any(output.iterdir()):
        raise OutputError("holds other files, which may have real names; choose a new folder", file=str(output))
    for path in found:
        if not _is_pseudonymised(path):
            raise OutputError(
                "is of a run with real names, which must not be mixed with pseudonyms; choose another folder",
                file=str(path),
            )


def _is_pseudonymised(path: Path) -> bool:
    from analyzer.errors import OutputError
    from analyzer.reporting.labels import NAMES_PSEUDONYMISED

    try:
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                return NAMES_PSEUDONYMISED.encode() in parts.read("docProps/core.xml")
        data = path.read_bytes()
    except (OSError, zipfile.BadZipFile, KeyError, RuntimeError) as error:
        raise OutputError("can't be read, so it isn't known to be without real names", file=str(path)) from error
    return (b'"pseudonyms": true' if path.suffix == ".json" else NAMES_PSEUDONYMISED.encode()) in data


def _redact_answers(answers: Answers, kinds: Mapping[str, str], redactor: Redactor) -> Answers:
    from analyzer.redaction import redact_answer, redact_answer_name

    def redacted(question: str, value: Scalar) -> Scalar:
        return redact_answer(value, kinds[question], redactor) if isinstance(value, str) else value

    return replace(
        answers,
        file=Path(answers.file).name and "answers.yaml",
        general={question: redacted(question, value) for question, value in answers.general.items()},
        by_domain={
            (question, redact_answer_name(domain, redactor)): redacted(question, value)
            for (question, domain), value in answers.by_domain.items()
        },
    )


def _key_path(output: Path, given: Path | None) -> Path:
    """Return where the key file is or goes: beside the output unless given, and never inside it.

    Raises:
        KeyFileError: the place given would be shared together with the results.

    """
    from analyzer.errors import KeyFileError

    path = output.with_name(f"{output.name}-key.json") if given is None and output.name else given
    if path is None:
        raise KeyFileError("say where the key file goes with --key", file=str(output))
    if path.resolve() == output.resolve() or output.resolve() in path.resolve().parents:
        raise KeyFileError(
            "lies inside the results, where it would be shared with them; name another --key", file=str(path)
        )
    return path


def _load_key(path: Path) -> Pseudonyms:
    """Return the pseudonyms of the key file, new ones with a random secret when there is none yet.

    Raises:
        KeyFileError: the file can't be read or isn't a key file.

    """
    from analyzer.errors import KeyFileError
    from analyzer.redaction import Pseudonyms, parse_key

    if not os.path.lexists(path):
        return Pseudonyms()
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise KeyFileError(f"can't be read: {error.strerror or error}", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise KeyFileError("expected UTF-8 text", file=str(path), place=f"byte {error.start}") from error
    return parse_key(text, str(path))
