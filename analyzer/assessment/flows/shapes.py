"""Recognises questions that differ in attribute names only, so that each is answered once.

Two expressions of one shape behave alike when the attributes that differ are of one kind and nothing else is known of
them. Attributes with a part of their own (``dn``, ``proxyAddresses``, those the class's reach speaks of) keep their
names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from analyzer.connect.flows.terms import attribute, rebuild, text_of
from analyzer.expressions.kinds import kind_of_attribute
from analyzer.expressions.nodes import Attribute, Call, Node, Text, walk
from analyzer.expressions.prove import Proof
from analyzer.expressions.translate import Loss, Translation, translate

_OWN_PART = frozenset({"dn", "distinguishedname", "proxyaddresses", "passwordhash"})
_NAMED = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Shape:
    """A question without its names: ``key`` is equal for equal questions, ``names`` are put in by position."""

    key: str
    names: tuple[str, ...]


def shape_of(nodes: Sequence[Node], fixed: Collection[str] = ()) -> Shape:
    """Return the shape of expressions; names in ``fixed`` stay part of the key."""
    free: dict[str, str] = {}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Text) and "[" in part.raw:
                return Shape("\n".join(map(text_of, nodes)), ())
            if isinstance(part, Attribute) and part.name not in free and _is_free(part.name, fixed):
                kind = kind_of_attribute(part.name)
                free[part.name] = f"[#{len(free)} {kind.type} {kind.multi_valued} {kind.known}]"
            elif isinstance(part, Call) and part.name in {"ImportedValue", "ValueCount"}:
                return Shape("\n".join(map(text_of, nodes)), ())
    texts = (_NAMED.sub(lambda found: free.get(found[1], found[0]), text_of(node)) for node in nodes)
    return Shape("\n".join(texts), tuple(free))


def _is_free(name: str, fixed: Collection[str]) -> bool:
    return name.lower() not in _OWN_PART and name not in fixed and ":" not in name


def renamed_proof(proof: Proof, names: Mapping[str, str]) -> Proof:
    """Return a proof with other attribute names."""
    found = proof.counter_example
    if found is None or not names:
        return proof
    return replace(proof, counter_example=replace(found, given=_renamed(found.given, names)))


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda found: f"[{names.get(found[1], found[1])}]", text)


class Translations:
    """Translates expressions, each shape once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[str, ...], Translation]] = {}

    def translate(self, node: Node) -> Translation:
        """Translate a Connect expression."""
        shape = shape_of((node,))
        found = self._known.get(shape.key)
        if found is None:
            translation = translate(node)
            self._known[shape.key] = (shape.names, translation)
            return translation
        names, translation = found
        if names == shape.names:
            return translation
        return _renamed_translation(translation, dict(zip(names, shape.names, strict=True)), text_of(node))


def _renamed_translation(translation: Translation, names: Mapping[str, str], source: str) -> Translation:
    node = translation.node
    if node is not None:
        node = rebuild(node, {old.lower(): attribute(new) for old, new in names.items()})
    return replace(
        translation,
        source=source,
        text=None if node is None else text_of(node),
        losses=tuple(Loss(_renamed(loss.what, names), _renamed(loss.example, names)) for loss in translation.losses),
        notes=tuple(_renamed(note, names) for note in translation.notes),
        proof=renamed_proof(translation.proof, names),
        node=node,
    )
