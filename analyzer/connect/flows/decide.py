"""Puts the flows of several rules to one attribute into one decision list.

Precedence decides per attribute; a flow that gives NULL contributes nothing and the next one may; one that gives
``IgnoreThisFlow`` counts as if it weren't there; ``AuthoritativeNull`` ends the search with nothing (declarative
provisioning pages, 2025-04-09). An empty text is taken for NULL, as no directory stores one (assumed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.configuration import AttributeFlow, MergeType, SyncRule
from analyzer.connect.flows.facts import Facts, all_of, any_of
from analyzer.connect.flows.keys import key_of
from analyzer.connect.flows.model import Composed, Contribution, Part, Step, Timing, timing_of
from analyzer.connect.flows.partial import negate, reduce_value
from analyzer.connect.flows.terms import (
    AUTHORITATIVE,
    FALSE,
    IGNORE,
    TRUE,
    call,
    iif,
    is_entra_value,
    is_word,
    leaves,
    never_blank,
    parts_of_iif,
    size_of,
    with_leaves,
)
from analyzer.expressions.nodes import NULL_WORD, Call, Node

MOST_NODES = 2500
"""Nodes of the largest expression written as one; far more than Cloud Sync's 10,000 characters hold."""
MOST_STEPS = 40
_MERGING = (MergeType.MERGE, MergeType.MERGE_CASE_INSENSITIVE)
_REMOVED = {"IgnoreThisFlow": NULL_WORD}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One rule's flow with its guard (already reduced) and its value over AD attributes.

    ``value`` is ``None`` where the expression isn't well-formed. ``timing`` is the flow's own or, where that is always,
    the one of the metaverse attributes it reads.
    """

    rule: SyncRule
    flow: AttributeFlow
    guard: Node
    value: Node | None
    timing: Timing


@dataclass(slots=True)
class _Draft:
    """A step while rules are still added: each of ``guards`` (by number) lets the value decide."""

    guards: dict[int, Node]
    value: Node
    key: int
    timing: Timing

    @property
    def unconditional(self) -> bool:
        return key_of(TRUE) in self.guards

    def finished(self) -> Step:
        return Step(any_of(self.guards.values()), self.value, self.timing)


def decide(candidates: Sequence[Candidate], facts: Facts) -> Composed:
    """Return the decision list of ``candidates``, which stand in order of precedence."""
    drafts: list[_Draft] = []
    contributions: list[Contribution] = []
    defect = ""
    for candidate in candidates:
        part = Part.OUT_OF_SCOPE
        if candidate.value is None:
            defect = f"The expression of rule '{candidate.rule.name}' isn't well-formed."
        elif candidate.guard != FALSE:
            part = _add(drafts, candidate, candidate.value)
        contributions.append(Contribution(candidate.rule, candidate.flow, part))
    merge = next((c.flow.merge_type for c in candidates if c.flow.merge_type in _MERGING), MergeType.UPDATE)
    if merge in _MERGING and len(drafts) > 1:
        defect = defect or "The values of several rules are merged."
    steps = tuple(draft.finished() for draft in drafts)
    node = None if defect else _combined(steps, facts)
    timing = timing_of(step.timing for step in steps if not is_entra_value(step.value))
    return Composed(steps, node, merge, tuple(contributions), defect=defect, timing=timing)


def _add(drafts: list[_Draft], candidate: Candidate, value: Node) -> Part:
    key, guard = key_of(value), candidate.guard
    merging, timing = candidate.flow.merge_type in _MERGING, candidate.timing
    if len(drafts) <= MOST_STEPS and not merging:
        for draft in drafts:
            # What is written at creation only leaves the time after it to the rules behind.
            lasting = draft.timing in {Timing.ALWAYS, timing}
            if lasting and draft.unconditional and (draft.key == key or _ends(draft.value)):
                return Part.BLOCKED
    last = drafts[-1] if drafts else None
    if last is None or last.key != key or last.timing is not timing:
        drafts.append(_Draft({key_of(guard): guard}, value, key, timing))
        return Part.FOLLOWS if len(drafts) > 1 else Part.WINS
    if key_of(guard) in last.guards:
        return Part.BLOCKED
    last.guards[key_of(guard)] = guard
    return Part.FOLLOWS


def _ends(value: Node) -> bool:
    return _decides(value) or is_word(value, "AuthoritativeNull")


def _combined(steps: Sequence[Step], facts: Facts) -> Node | None:
    if not steps:
        return NULL_WORD
    if len(steps) > MOST_STEPS:
        return None
    last = steps[-1]
    node = iif(last.guard, last.value, NULL_WORD) if len(steps) == 1 else None
    if node is not None:
        return node if size_of(node, MOST_NODES) <= MOST_NODES else None
    # What is left when nobody before has said "nothing", and when somebody has.
    emptied_value = with_leaves(last.value, _REMOVED)
    rest = emptied = iif(last.guard, last.value, NULL_WORD)
    if emptied_value is not last.value:
        emptied = iif(last.guard, emptied_value, NULL_WORD)
    for step in reversed(steps[:-1]):
        before = _before(step, rest, emptied)
        emptied = before if rest is emptied else _before(step, emptied, emptied)
        rest = before
        if size_of(rest, MOST_NODES) > MOST_NODES:
            return None
    return reduce_value(rest, facts)


def _before(step: Step, rest: Node, emptied: Node) -> Node:
    """Return the expression in which ``step`` decides where it can, else ``rest``."""
    if rest is not emptied or AUTHORITATIVE in leaves(step.value):
        return iif(step.guard, _falling(step.value, rest, emptied), rest)
    guard, value = step.guard, step.value
    while (parts := parts_of_iif(value)) is not None:
        if _is_nothing(parts[2]):
            guard, value = all_of((guard, parts[0])), parts[1]
        elif _is_nothing(parts[1]):
            guard, value = all_of((guard, negate(parts[0]))), parts[2]
        else:
            break
    if _is_nothing(value):
        return rest
    if not all(_decides(leaf) for leaf in leaves(value)):
        guard = all_of((guard, call("IsPresent", value)))
    return iif(guard, value, rest)


def _is_nothing(value: Node) -> bool:
    return is_word(value, "NULL", "IgnoreThisFlow")


def _decides(value: Node) -> bool:
    """Tell whether a value ends the search: it is never blank, or an error that stops the object."""
    return never_blank(value) or (isinstance(value, Call) and value.name == "Error")


def _falling(value: Node, rest: Node, emptied: Node) -> Node:
    parts = parts_of_iif(value)
    if parts is not None:
        return iif(parts[0], _falling(parts[1], rest, emptied), _falling(parts[2], rest, emptied))
    if value == IGNORE:
        return rest
    if value == NULL_WORD:
        return emptied
    if value == AUTHORITATIVE or _decides(value):
        return value
    return iif(call("IsPresent", value), value, emptied)
