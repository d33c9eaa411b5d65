"""Compares a Connect expression with a Cloud Sync one by what they do to the target attribute."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analyzer.expressions.argument_types import fits_types
from analyzer.expressions.evaluate import Environment, Value, compile_expression, describe, effect_of
from analyzer.expressions.evaluate.assumptions import Assumption
from analyzer.expressions.evaluate.effects import Effect, EffectKind
from analyzer.expressions.evaluate.values import ABSENT
from analyzer.expressions.kinds import kind_of_attribute
from analyzer.expressions.nodes import Attribute, Binary, Call, Chain, Dialect, Negation, Node, Word, walk
from analyzer.expressions.prove.cases import cases
from analyzer.expressions.prove.hints import collect
from analyzer.expressions.prove.paths import Case
from analyzer.expressions.prove.verdict import CounterExample, Proof, Verdict
from analyzer.expressions.signatures import Fit, function_table
from analyzer.expressions.simplify import canonical

DEFAULT_LIMIT = 100
# Where normal forms are equal, evaluation only guards against a mistake in a rewrite rule.
_GUARD_LIMIT = 30
_MACROS = {"Domain.FQDN": "DomainFQDN", "Domain.Netbios": "DomainNetBios"}
_ENUM_WORDS = frozenset({"vbTextCompare", "vbBinaryCompare", "UTF8", "Unicode", "ASCII"})


def prove(
    connect: Node, cloud_sync: Node, *, limit: int = DEFAULT_LIMIT, given: Callable[[Case], bool] | None = None
) -> Proof:
    """Compare two expressions at the target attribute.

    Args:
        connect: a Connect expression, the only contributor of its target.
        cloud_sync: a Cloud Sync expression mapped to the same target.
        limit: most inputs to evaluate both on.
        given: tells whether an input can occur at all; without it every input counts.

    Returns:
        The strongest statement that holds. A difference on any generated input beats everything else.

    """
    same_text = connect == cloud_sync
    if same_text and _is_plain(connect):
        return Proof(Verdict.IDENTICAL)
    normal = same_text or canonical(connect) == canonical(cloud_sync)
    sides = _Sides(connect, cloud_sync)
    count = 0
    inputs = collect((connect, cloud_sync))
    if not all(name.startswith("%") or name == "dn" or kind_of_attribute(name).known for name in inputs):
        sides.noted.add(Assumption.UNLISTED_ATTRIBUTE)
    most, guided = (min(limit, _GUARD_LIMIT), None) if normal else (limit, connect)
    for case in cases(inputs, most, guided):
        if given is not None and not given(case):
            continue
        count += 1
        if not sides.agree(case) and not sides.agree_without_empty(case):
            example = sides.counter_example(case, given)
            return Proof(Verdict.COUNTER_EXAMPLE, count, example, frozenset(sides.noted))
    verdict = Verdict.IDENTICAL if same_text else Verdict.NORMALIZED if normal else Verdict.EVALUATED
    return Proof(verdict, count, None, frozenset(sides.noted))


def _is_plain(node: Node) -> bool:
    """Tell whether every part means the same in both dialects, without any assumption about conditions.

    Arguments of another type than documented need a look: Connect Sync is strict about types, Cloud Sync works on
    text forms.
    """
    table = function_table()
    for part in walk(node):
        if isinstance(part, Binary | Chain | Negation):
            return False
        if isinstance(part, Word) and part.name not in _ENUM_WORDS:
            return False
        if isinstance(part, Call):
            entry = table.get(part.name, Dialect.CONNECT)
            if entry is None or entry.fit is not Fit.DIRECT or part.name in {"IIF", "CBool"}:
                return False
            if not fits_types(part, entry.connect):
                return False
        if isinstance(part, Attribute) and part.name == "dn":
            return False
    return True


class _Sides:
    """Both expressions, ready to be run on the same inputs."""

    def __init__(self, connect: Node, cloud_sync: Node) -> None:
        self.connect = compile_expression(connect, Dialect.CONNECT)
        self.cloud_sync = compile_expression(cloud_sync, Dialect.CLOUD_SYNC)
        self.noted: set[Assumption] = set()

    def effects(self, case: Mapping[str, Value]) -> tuple[Effect, Effect]:
        attributes: dict[str, Value] = {}
        parameters: dict[str, Value] = {}
        for name, value in case.items():
            if name.startswith("%"):
                parameters[name[1:-1]] = value
                parameters[_MACROS.get(name[1:-1], name[1:-1])] = value
            elif value is not ABSENT:
                attributes[name] = value
                if name == "dn":
                    attributes["distinguishedName"] = value
        one = self.connect.run(Environment(attributes, parameters, noted=self.noted))
        other = self.cloud_sync.run(Environment(attributes, parameters, noted=self.noted))
        if one == "":
            self.noted.add(Assumption.CONNECT_EMPTY_REMOVES)
        if other == "":
            self.noted.add(Assumption.CLOUD_EMPTY_REMOVES)
        if isinstance(other, bytes):
            self.noted.add(Assumption.CLOUD_BINARY)
        return effect_of(one), effect_of(other)

    def agree(self, case: Mapping[str, Value]) -> bool:
        one, other = self.effects(case)
        return one.same_as(other)

    def agree_without_empty(self, case: Case) -> bool:
        """Tell whether the sides agree once attributes that hold an empty text are absent instead."""
        possible: Case = {name: ABSENT if value == "" else value for name, value in case.items()}
        if possible == case or not self.agree(possible):
            return False
        self.noted.add(Assumption.ATTRIBUTE_NEVER_EMPTY)
        return True

    def counter_example(self, case: Case, given: Callable[[Case], bool] | None = None) -> CounterExample:
        """Return the difference on the smallest input that still shows it."""
        smallest = dict(case)
        for name in case:
            if smallest[name] is not ABSENT and not name.startswith("%"):
                trial = {**smallest, name: ABSENT}
                if (given is None or given(trial)) and not self.agree(trial):
                    smallest = trial
        one, other = self.effects(smallest)
        return CounterExample(_given(smallest), _shown(one), _shown(other))


def _given(case: Case) -> str:
    present = [f"{_spelled(name)} = {describe(value)}" for name, value in case.items() if value is not ABSENT]
    absent = [_spelled(name) for name, value in case.items() if value is ABSENT]
    if not case:
        return "on every object"
    return ", ".join([*present, *([f"{' and '.join(absent)} absent"] if absent else [])])


def _spelled(name: str) -> str:
    return name if name.startswith("%") else f"[{name}]"


def _shown(effect: Effect) -> str:
    if effect.kind is EffectKind.REMOVED:
        return "nothing (the attribute is removed)"
    if effect.kind is EffectKind.KEPT:
        return "no change (the attribute keeps its value)"
    return effect.shown
