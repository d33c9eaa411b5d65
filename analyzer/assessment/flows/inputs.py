"""Tells which inputs can occur: objects outside of a class's reach prove nothing about its flows."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.connect.flows import ClassReach
from analyzer.connect.flows.metaverse import always_present
from analyzer.connect.flows.terms import ENTRA_PREFIX, text_of
from analyzer.expressions.evaluate import ABSENT, Environment, Program, Value, compile_expression
from analyzer.expressions.nodes import Chain, Dialect, attributes_of

Case = dict[str, Value]
_ORDINARY: dict[str, Value] = {
    "cn": "Alpha",
    "dn": "CN=Joe Doe,OU=Sales,DC=example,DC=com",
    "objectGUID": bytes(range(16)),
    "objectSid": bytes.fromhex("010500000000000515000000a065cf7e784b9b5fe77c8770091c0100"),
    "sAMAccountName": "joe",
    "userAccountControl": 512,
    "groupType": -2147483646,
    "mail": "joe@example.com",
}


@dataclass(frozen=True, slots=True)
class _Condition:
    attributes: frozenset[str]
    program: Program


class Universe:
    """What holds for every object of a class that is synchronised, as a test of generated inputs.

    Only conditions that read one of the input's attributes are looked at; the other attributes have ordinary values.
    """

    def __init__(self, reach: ClassReach) -> None:
        whole = reach.universe
        parts = whole.operands if isinstance(whole, Chain) and whole.operator == "&&" else (whole,)
        self._always = frozenset(always_present().get(reach.ad_class.lower(), ()))
        self._conditions = tuple(
            _Condition(frozenset(attributes_of(part)), compile_expression(part, Dialect.CONNECT)) for part in parts
        )
        self._texts = tuple(text_of(part) for part in parts)
        self._known: dict[frozenset[str], Inputs] = {}

    def inputs(self, names: frozenset[str]) -> Inputs:
        """Return which inputs made of ``names`` can occur."""
        found = self._known.get(names)
        if found is None:
            chosen = [index for index, c in enumerate(self._conditions) if c.attributes & names]
            needed = self._always & names
            used = needed.union(*(self._conditions[index].attributes for index in chosen))
            key = "\n".join((*sorted(needed), *(self._texts[index] for index in chosen)))
            found = Inputs(key, used, needed, tuple(self._conditions[index].program for index in chosen))
            self._known[names] = found
        return found


@dataclass(frozen=True, slots=True)
class Inputs:
    """A test of generated inputs.

    Attributes:
        key: equal for tests that do the same.
        names: attributes the test looks at.
        needed: attributes that are never absent.
        conditions: what must hold.

    """

    key: str
    names: frozenset[str]
    needed: frozenset[str]
    conditions: tuple[Program, ...]

    def occurs(self, case: Case) -> bool:
        """Tell whether an object with these values is synchronised; attributes not mentioned are ordinary."""
        if any(case.get(name, "x") in {ABSENT, ""} for name in self.needed):
            return False
        if not self.conditions:
            return True
        values = {**_ORDINARY, **{name: value for name, value in case.items() if not name.startswith("%")}}
        present = {name: value for name, value in values.items() if value is not ABSENT}
        if "dn" in present:
            present["distinguishedName"] = present["dn"]
        environment = Environment(present, {"Domain.FQDN": "example.com", "Domain.Netbios": "EXAMPLE"})
        return all(condition.run(environment) is True for condition in self.conditions)


def is_entra(name: str) -> bool:
    """Tell whether an input is a value Entra ID has already; before the first synchronisation there is none."""
    return name.startswith(ENTRA_PREFIX)
