"""Compares what Connect Sync writes with what a Cloud Sync configuration maps, target by target, both ways."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from analyzer.assessment.flows.inputs import Universe, is_entra
from analyzer.assessment.flows.shapes import Translations, renamed_proof, shape_of
from analyzer.cloudsync.mappings import expression_of
from analyzer.cloudsync.model import AttributeMapping, MappingKind
from analyzer.configuration import Connector
from analyzer.connect.flows.terms import attribute, parts_of_iif, rebuild
from analyzer.expressions.evaluate import (
    ABSENT,
    Environment,
    Value,
    compile_expression,
    describe,
    effect_of,
)
from analyzer.expressions.evaluate.effects import EffectKind
from analyzer.expressions.nodes import NULL_WORD, Dialect, Empty, Node, attributes_of
from analyzer.expressions.parser import parse
from analyzer.expressions.prove import Proof, Verdict
from analyzer.expressions.prove.cases import cases
from analyzer.expressions.prove.hints import collect
from analyzer.expressions.prove.prover import prove

CASES = 48
"""Most inputs on which two expressions are evaluated for one verdict."""
_PARAMETERS: dict[str, Value] = {
    "Domain.FQDN": "example.com",
    "DomainFQDN": "example.com",
    "Domain.Netbios": "EXAMPLE",
    "DomainNetBios": "EXAMPLE",
    "Forest.FQDN": "example.com",
    "Forest.Netbios": "EXAMPLE",
}


@dataclass(frozen=True, slots=True)
class Comparer:
    """Proves pairs of expressions; equal questions are answered once.

    Attributes:
        schema: names of all attributes the forest's schema has, in lower case; empty when the export doesn't tell.
        known: answers given so far, by the shape of the question.
        translations: translations made so far.

    """

    schema: Collection[str]
    known: dict[str, tuple[tuple[str, ...], Proof]]
    translations: Translations

    def prove(self, connect: Node, cloud_sync: Node, universe: Universe) -> Proof:
        """Compare at the target attribute, on inputs that can occur in this forest."""
        cloud_sync = _spelled_alike(connect, cloud_sync)
        if connect == cloud_sync and parts_of_iif(connect) is None:
            plain = prove(connect, cloud_sync, limit=0)
            if plain.verdict is Verdict.IDENTICAL and not plain.cases:
                return plain
        left, right = self._without(connect, NULL_WORD), self._without(cloud_sync, Empty())
        inputs = universe.inputs(frozenset((*attributes_of(left), *attributes_of(right))))
        shape = shape_of((left, right), inputs.names)
        key = f"{shape.key}\n\n{inputs.key}"
        found = self.known.get(key)
        if found is None:
            proof = prove(left, right, limit=CASES, given=inputs.occurs)
            self.known[key] = (shape.names, proof)
            return proof
        names, proof = found
        return proof if names == shape.names else renamed_proof(proof, dict(zip(names, shape.names, strict=True)))

    def never(self, name: str) -> bool:
        """Tell whether no object of the forest has the attribute: its schema lacks it, or it is Entra ID's own."""
        if is_entra(name):
            return True
        return bool(self.schema) and name.lower() not in self.schema and name not in _PSEUDO

    def _without(self, node: Node, nothing: Node) -> Node:
        absent = {name.lower(): nothing for name in attributes_of(node) if self.never(name)}
        return rebuild(node, absent) if absent else node

    def missing(self, node: Node) -> tuple[str, ...]:
        """Return the attributes an expression reads that the forest's schema lacks."""
        return tuple(name for name in attributes_of(node) if not is_entra(name) and self.never(name))

    def example(self, node: Node, dialect: Dialect, universe: Universe) -> tuple[str, str] | None:
        """Return an input on which an expression writes something, and what; ``None`` when there is none."""
        reduced = self._without(node, NULL_WORD if dialect is Dialect.CONNECT else Empty())
        program = compile_expression(reduced, dialect)
        occurs = universe.inputs(frozenset(attributes_of(reduced))).occurs
        for case in cases(collect((reduced,)), CASES):
            if not occurs(case):
                continue
            values = {name: value for name, value in case.items() if value is not ABSENT and name[0] != "%"}
            if "dn" in values:
                values["distinguishedName"] = values["dn"]
            effect = effect_of(program.run(Environment(values, _PARAMETERS)))
            if effect.kind is EffectKind.VALUE:
                shown = ", ".join(f"[{name}] = {describe(value)}" for name, value in values.items())
                return shown or "on every object", effect.shown
        return None


def listed_attributes(connector: Connector) -> frozenset[str]:
    """Return the attributes the forest's schema has, in lower case; empty where the export doesn't tell.

    A schema that lists no more than the selected attributes was cut down to them and says nothing about the others.
    """
    selected = {name.lower() for name in connector.attributes}
    return frozenset() if connector.schema_names <= selected else connector.schema_names


def differ(one: Node, other: Node, universe: Universe) -> bool:
    """Tell whether two Connect expressions give different effects on some generated input that can occur."""
    left, right = compile_expression(one, Dialect.CONNECT), compile_expression(other, Dialect.CONNECT)
    occurs = universe.inputs(frozenset((*attributes_of(one), *attributes_of(other)))).occurs
    for case in cases(collect((one, other)), CASES):
        if occurs(case):
            values = {name: value for name, value in case.items() if value is not ABSENT}
            effects = (effect_of(program.run(Environment(values, _PARAMETERS))) for program in (left, right))
            if not next(effects).same_as(next(effects)):
                return True
    return False


def _spelled_alike(connect: Node, cloud_sync: Node) -> Node:
    """Write the Cloud Sync expression with Connect Sync's spelling of attribute names: AD ignores their case."""
    mine = {name.lower(): name for name in attributes_of(connect)}
    other = {name.lower() for name in attributes_of(cloud_sync) if mine.get(name.lower(), name) != name}
    return rebuild(cloud_sync, {name: attribute(mine[name]) for name in other}) if other else cloud_sync


_PSEUDO = frozenset({"dn", "distinguishedName", "PasswordHash"})


def mapping_node(mapping: AttributeMapping) -> Node | None:
    """Return a mapping's expression as a tree; ``None`` for a mapping of type None."""
    if mapping.kind is MappingKind.DIRECT:
        return attribute(mapping.source)
    text = expression_of(mapping)
    return None if text is None else _cloud_node(text)


@lru_cache(maxsize=4096)
def _cloud_node(text: str) -> Node:
    return parse(text, Dialect.CLOUD_SYNC)
