"""Compares who reaches Entra ID today with whom a Cloud Sync object mapping takes, class by class.

Every part of either side is turned off in turn, all others kept: an object found that way differs because of this
part and nothing else. What is left after these is searched as a whole, so that no difference stays unsaid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.cloudsync.comparison.formula import (
    All,
    CloudCondition,
    Formula,
    Opposite,
    Possible,
    Test,
    conditions_of,
    of_predicate,
    tests_of,
)
from analyzer.cloudsync.comparison.model import ClassComparison, ClassDifference
from analyzer.cloudsync.comparison.search import Found, Space, Wanted, holds
from analyzer.cloudsync.comparison.values import Place
from analyzer.cloudsync.model import ObjectMapping, Scope, ScopeClause, ScopeOperator
from analyzer.cloudsync.scope_filter import AbsentValues
from analyzer.connect.flows.metaverse import always_present
from analyzer.connect.reach import ClassScope, ReachPart
from analyzer.connect.scope import Clause, DifferenceKind, Entry, Operator

_PRESENCE = frozenset({ScopeOperator.IS_NULL, ScopeOperator.IS_NOT_NULL})
MOST_LEFT_OVER = 4
"""Differences of several parts together that are searched for, of each kind."""


def compare_class(connect: ClassScope, mapping: ObjectMapping | None, place: Place) -> ClassComparison:
    """Compare one class.

    Args:
        connect: who reaches Entra ID today; containers aside.
        mapping: the object mapping of the class; ``None``, or one that is disabled, takes nobody.
        place: a container in scope, for the names of examples.

    """
    return _Comparison(connect, mapping, place).result()


class _Comparison:
    def __init__(self, connect: ClassScope, mapping: ObjectMapping | None, place: Place) -> None:
        self.object_class = connect.object_class
        self.parts = connect.parts
        self.connect: list[Formula] = [of_predicate(part.predicate) for part in self.parts]
        off = mapping is None or not mapping.enabled
        scope = Scope() if mapping is None else mapping.scope or Scope()
        self.conditions: tuple[CloudCondition, ...] = (CloudCondition(()),) if off else conditions_of(scope)
        self.cloud = [condition.formula(AbsentValues.SHIPPED) for condition in self.conditions]
        self.documented = [condition.formula(AbsentValues.DOCUMENTED) for condition in self.conditions]
        always = always_present().get(self.object_class.lower(), ())
        self.always = {name.lower() for name in always}
        self.space = Space((*self.connect, *self.cloud, *self.documented), always, place)
        self.complete = all(self._both_answers(formula) for formula in (*self.connect, *self.cloud))
        whole = All(tuple(self.connect))
        open_to_either = self.space.find([(Possible(whole), True), (Possible(Opposite(whole)), True)])
        self.complete &= open_to_either.complete and open_to_either.entry is None

    def result(self) -> ClassComparison:
        differences = [*self._wider(), *self._narrower()]
        reading = self._find([(All(tuple(self.documented)), False), *_all(self.connect), *_all(self.cloud)])
        return ClassComparison(self.object_class, tuple(differences), self.complete, reading.entry)

    def _both_answers(self, formula: Formula) -> bool:
        """Tell whether the values at hand make a condition hold and fail; else nothing was learnt about it.

        Two kinds of test may well have one answer only: of names, because of the containers in scope, and of the
        presence of what every object of the class has.
        """
        if all(test.attributes == {"dn"} or self._always_present(test) for test in tests_of(formula)):
            return True
        return all(self.space.find([(formula, want)]).entry is not None for want in (True, False))

    def _always_present(self, test: Test) -> bool:
        source = test.source
        if isinstance(source, Clause):
            presence = source.operator.positive is Operator.IS_NOT_NULL
        else:
            presence = isinstance(source, ScopeClause) and source.operator in _PRESENCE
        return presence and test.attributes <= self.always

    def _find(self, wanted: Sequence[Wanted]) -> Found:
        found = self.space.find(wanted)
        self.complete &= found.complete
        return found

    def _wider(self) -> Iterator[ClassDifference]:
        reported: set[int] = set()
        for index, formula in enumerate(self.connect):
            others: list[Wanted] = [
                # What nobody can tell must not hide what this part leaves out.
                (Possible(other), True)
                for place, other in enumerate(self.connect)
                if place != index
            ]
            found = self._find([(formula, False), *others, *_all(self.cloud)])
            if found.entry is not None:
                reported.add(index)
                yield self._difference(DifferenceKind.WIDER, (self.parts[index],), (), found.entry)
        for _ in range(MOST_LEFT_OVER):
            kept = _possible(self.connect, reported)
            found = self._find([(All(tuple(self.connect)), False), *kept, *_all(self.cloud)])
            if found.entry is None:
                return
            failing = [i for i, formula in enumerate(self.connect) if holds(formula, found.entry) is False]
            reported.update(failing)
            yield self._difference(DifferenceKind.WIDER, tuple(self.parts[index] for index in failing), (), found.entry)
        self.complete = False

    def _narrower(self) -> Iterator[ClassDifference]:
        reported: set[int] = set()
        for index, formula in enumerate(self.cloud):
            others = [(other, True) for place, other in enumerate(self.cloud) if place != index]
            found = self._find([(formula, False), *others, *_all(self.connect)])
            if found.entry is not None:
                reported.add(index)
                yield self._difference(DifferenceKind.NARROWER, (), (self.conditions[index],), found.entry)
        for _ in range(MOST_LEFT_OVER):
            kept = _possible(self.cloud, reported)
            found = self._find([(All(tuple(self.cloud)), False), *kept, *_all(self.connect)])
            if found.entry is None:
                return
            failing = [i for i, formula in enumerate(self.cloud) if holds(formula, found.entry) is False]
            reported.update(failing)
            conditions = tuple(self.conditions[index] for index in failing)
            yield self._difference(DifferenceKind.NARROWER, (), conditions, found.entry)
        self.complete = False

    def _difference(
        self,
        kind: DifferenceKind,
        parts: tuple[ReachPart, ...],
        conditions: tuple[CloudCondition, ...],
        entry: Entry,
    ) -> ClassDifference:
        return ClassDifference(kind, self.object_class, parts, conditions, entry)


def _all(formulas: Sequence[Formula]) -> list[Wanted]:
    return [(formula, True) for formula in formulas]


def _possible(formulas: Sequence[Formula], reported: set[int]) -> list[Wanted]:
    # A condition that nobody can tell leaves out nothing for sure, so it must not hide what another one does.
    return [(Possible(formula), True) for index, formula in enumerate(formulas) if index in reported]


def takes(parts: Sequence[ReachPart], entry: Entry) -> bool | None:
    """Tell whether Connect Sync takes an object, containers aside."""
    return holds(All(tuple(of_predicate(part.predicate) for part in parts)), entry)


def cloud_takes(mapping: ObjectMapping, entry: Entry, absent: AbsentValues = AbsentValues.SHIPPED) -> bool | None:
    """Tell whether an object mapping takes an object, containers aside."""
    if not mapping.enabled:
        return False
    conditions = conditions_of(mapping.scope or Scope())
    return holds(All(tuple(condition.formula(absent) for condition in conditions)), entry)


def explained(comparison: ClassComparison, connect: ClassScope, mapping: ObjectMapping | None, entry: Entry) -> bool:
    """Tell whether a reported difference names something that decides about ``entry``, which the products don't share.

    An object that Cloud Sync takes too much fails some part of Connect Sync; one of those must have been reported.
    """
    failing = {part.predicate for part in connect.parts if holds(of_predicate(part.predicate), entry) is False}
    if failing:
        kind = DifferenceKind.WIDER
        return any(part.predicate in failing for d in comparison.differences if d.kind is kind for part in d.parts)
    scope = (mapping.scope or Scope()) if mapping is not None and mapping.enabled else None
    conditions = (CloudCondition(()),) if scope is None else conditions_of(scope)
    lost = {one for one in conditions if holds(one.formula(AbsentValues.SHIPPED), entry) is False}
    return any(one in lost for d in comparison.differences if d.kind is DifferenceKind.NARROWER for one in d.conditions)
