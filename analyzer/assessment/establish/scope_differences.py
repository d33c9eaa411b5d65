"""Facts about objects that Connect Sync and Cloud Sync would treat differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.assessment.establish.ground import Ground, counted
from analyzer.assessment.facts import Evidence, Fact, Subject
from analyzer.assessment.scoping.model import Cause, ClassVerdict, DifferenceRow, DomainScope
from analyzer.connect.scope import DifferenceKind

_LONGEST = 200
Found = tuple[DomainScope, ClassVerdict, DifferenceRow]


def difference_facts(ground: Ground) -> Iterator[Fact]:
    """State every difference between the scopes, by what it comes from."""
    found = [
        (scope, verdict, row)
        for scope in ground.selected_scopes
        for verdict in scope.classes
        for row in verdict.differences
    ]
    wider = [one for one in found if one[2].kind is DifferenceKind.WIDER]
    narrower = [one for one in found if one[2].kind is DifferenceKind.NARROWER]
    yield counted("scope_wider_filters", _subjects(wider, Cause.RULE))
    yield counted("scope_wider_classes", _subjects(_without(wider, _gained(ground)), Cause.CLASS))
    yield counted("scope_narrower_filters", _subjects(narrower, Cause.RULE, together=True))
    yield counted("default_filter_differences", _subjects(found, Cause.STANDARD, together=True))
    yield counted("scope_not_compared", _not_compared(ground))


def _gained(ground: Ground) -> set[tuple[str, str]]:
    """Return connector and class where no rule brings the class anywhere: a finding of its own says so."""
    classes = ground.flows.judged.classes if ground.flows is not None else ()
    return {(one.reach.connector_id, one.reach.ad_class.lower()) for one in classes if one.gained}


def _without(found: Iterable[Found], gained: set[tuple[str, str]]) -> list[Found]:
    return [one for one in found if (one[0].connector_id, one[1].object_class.lower()) not in gained]


def subject_of(scope: DomainScope, row: DifferenceRow) -> Subject:
    """Return the subject a difference is found under, without evidence: what its finding's id is made of."""
    together = row.kind is DifferenceKind.NARROWER or row.cause is Cause.STANDARD
    key = f"{row.object_class}|{row.cause}" if together else row.key
    # The shipped filters are the same in every forest.
    where = "" if row.cause is Cause.STANDARD else f"{scope.connector_id}|"
    return Subject("scope", f"{where}{key}", _name(row, together))


def _name(row: DifferenceRow, together: bool) -> str:
    return row.object_class if together or row.cause is Cause.CLASS else _short(row.condition)


def _subjects(found: Iterable[Found], cause: Cause, *, together: bool = False) -> Iterator[Subject]:
    """Yield one subject for each difference of a connector, or for each class, with all domains it concerns."""
    groups: dict[str, list[Found]] = {}
    names: dict[str, Subject] = {}
    for scope, verdict, row in found:
        if row.cause is cause:
            subject = subject_of(scope, row)
            names[subject.id] = subject
            groups.setdefault(subject.id, []).append((scope, verdict, row))
    for identifier, members in groups.items():
        rows = list({row.key: row for _, _, row in members}.values())
        scope, verdict, first = members[0]
        wider = sum(row.kind is DifferenceKind.WIDER for row in rows)
        yield Subject(
            "scope",
            identifier,
            names[identifier].name,
            domains=tuple(dict.fromkeys(one.domain for one, _, _ in members)),
            values={
                "connector": scope.connector_name,
                "object_class": first.object_class,
                "wider": wider,
                "narrower": len(rows) - wider,
                "rules": ", ".join(dict.fromkeys(name for row in rows for name in row.rules)),
                "example": "; ".join(f"{name} = {value}" for name, value in first.example),
                "expressible": verdict.filter is not None and bool(verdict.filter.groups),
                "names_containers": bool(first.containers) and not together,
            },
            evidence=tuple(dict.fromkeys(evidence for row in rows for evidence in row.evidence)),
        )


def _not_compared(ground: Ground) -> Iterator[Subject]:
    for scope in ground.selected_scopes:
        for verdict in scope.classes:
            if not verdict.complete:
                yield Subject(
                    "scope",
                    f"{scope.connector_id}|{scope.domain}|{verdict.object_class}|not-compared",
                    f"{verdict.object_class} of {scope.domain}",
                    domains=(scope.domain,),
                    values={"object_class": verdict.object_class, "connector": scope.connector_name},
                    evidence=(Evidence.of(scope.tree.partition.origin, verdict.words[:_LONGEST]),),
                )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
