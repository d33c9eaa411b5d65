"""What people answered: the ``--answers`` file as typed values.

The file maps question ids to answers; questions asked per domain map domain names to answers. ``null`` means
not answered yet. Unknown ids and answers of the wrong kind are errors, so that no answer is lost silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analyzer.assessment.facts import Evidence, Fact
from analyzer.configuration import DomainCount, Origin
from analyzer.errors import AnswersError
from analyzer.knowledge.conditions import Scalar
from analyzer.knowledge.model import Question

_YES, _NO = {"yes", "true", "y"}, {"no", "false", "n"}


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by question id; those per domain by question id and domain name in lower case.

    ``counted`` is what the collector found per domain, used where nobody answered.
    """

    file: str = ""
    general: Mapping[str, Scalar] = field(default_factory=dict)
    by_domain: Mapping[tuple[str, str], Scalar] = field(default_factory=dict)
    counted: Mapping[tuple[str, str], tuple[Scalar, Origin]] = field(default_factory=dict)

    @property
    def told_by_domain(self) -> dict[tuple[str, str], Scalar]:
        """What is told of domains, by people or else by the collector."""
        return {**{key: value for key, (value, _) in self.counted.items()}, **self.by_domain}

    def fact(self, question: Question) -> Fact | None:
        """Return the answered fact, ``None`` while there is no answer."""
        value = self.general.get(question.id)
        return None if value is None else Fact(question.id, value, evidence=(self._evidence(question.id, value),))

    def for_domain(self, question: Question, domain: str) -> Fact | None:
        """Return the fact answered for one domain, ``None`` while there is no answer."""
        value = self.by_domain.get((question.id, domain.casefold()))
        if value is None:
            counted = self.counted.get((question.id, domain.casefold()))
            if counted is None:
                return None
            value, origin = counted
            return Fact(question.id, value, evidence=(Evidence.of(origin, f"counted: {_in_short(value)}"),))
        return Fact(question.id, value, evidence=(self._evidence(f"{question.id}.{domain}", value),))

    def with_counts(self, counts: Iterable[DomainCount]) -> Answers:
        """Return the answers completed by what was counted; what people answered stands."""
        counted: dict[tuple[str, str], tuple[Scalar, Origin]] = {}
        for one in counts:
            counted["objects_per_domain", one.domain.casefold()] = one.objects, one.origin
            if one.largest_group is not None:
                counted["largest_group_members", one.domain.casefold()] = one.largest_group, one.origin
            if one.containers:
                counted["containers", one.domain.casefold()] = "\n".join(one.containers), one.origin
        return replace(self, counted=counted)

    def _evidence(self, key: str, value: Scalar) -> Evidence:
        return Evidence(self.file, key, None, f"answered: {_in_short(value)}")


def _in_short(value: Scalar) -> str:
    """Return an answer as evidence shows it: of a list only how long it is."""
    text = str(value)
    names = text.count("\n") + 1
    return text if names == 1 else f"{names} names"


def parse_answers(text: str, file: str, questions: tuple[Question, ...]) -> Answers:
    """Read an answers file.

    Raises:
        AnswersError: no YAML mapping, an unknown question, or an answer of the wrong kind; names the key.

    """
    import yaml  # noqa: PLC0415 - only runs that bring answers pay for it

    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else None
        raise AnswersError("not readable as YAML", file=file, place=place) from error
    if document is None:
        return Answers(file)
    if not isinstance(document, dict):
        raise AnswersError("expected 'question: answer' lines", file=file)
    known = {question.id: question for question in questions}
    general: dict[str, Scalar] = {}
    by_domain: dict[tuple[str, str], Scalar] = {}
    for key, value in document.items():
        question = known.get(str(key))
        if question is None:
            raise AnswersError("no such question; the template beside the report lists them", file=file, place=str(key))
        if question.per_domain:
            by_domain.update(_per_domain(question, value, file))
        elif value is not None:
            general[question.id] = _value(question, value, file, question.id)
    return Answers(file, general, by_domain)


def _per_domain(question: Question, value: Any, file: str) -> dict[tuple[str, str], Scalar]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise AnswersError("expected one answer per domain ('domain: answer')", file=file, place=question.id)
    return {
        (question.id, str(domain).casefold()): _value(question, answer, file, f"{question.id}.{domain}")
        for domain, answer in value.items()
        if answer is not None
    }


def _value(question: Question, value: Any, file: str, place: str) -> Scalar:
    if question.kind == "names":
        return _names(value, file, place)
    text = str(value).strip()
    if question.kind == "yes-no":
        if text.casefold() in _YES | _NO:
            return text.casefold() in _YES
        raise AnswersError(f"expected yes or no, got {_shown(text)}", file=file, place=place)
    if question.kind == "number":
        digits = text.replace(",", "").replace("_", "").replace(" ", "")
        if digits.isdecimal():
            return int(digits)
        raise AnswersError(f"expected a whole number, got {_shown(text)}", file=file, place=place)
    if isinstance(value, (dict, list)):
        raise AnswersError("expected one value", file=file, place=place)
    if question.kind == "choice" and text not in question.choices:
        raise AnswersError(f"expected one of {', '.join(question.choices)}, got {_shown(text)}", file=file, place=place)
    return text


def _names(value: Any, file: str, place: str) -> str:
    """Return a list of names, one a line; a block of text with one name a line is a list as well."""
    items = value.splitlines() if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise AnswersError("expected a list of names, one a line", file=file, place=place)
    names = [item.strip() for item in items if item.strip()]
    broken = next((name for name in names if len(name.splitlines()) > 1), None)
    if broken is not None:
        raise AnswersError(f"expected a name on one line, got {_shown(broken)}", file=file, place=place)
    if not names:
        raise AnswersError("expected at least one name", file=file, place=place)
    return "\n".join(names)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
