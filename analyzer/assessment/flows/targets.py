"""Which targets of Connect Sync and Cloud Sync are the same attribute, and which need no comparison of values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from analyzer.errors import KnowledgeError
from analyzer.resources import rules_yaml

_FILE = "cloud-sync/target-aliases.yaml"


@dataclass(frozen=True, slots=True)
class TargetKnowledge:
    """The alias table; every name is in lower case, every value of the other maps is the reason."""

    aliases: dict[tuple[str, str], str]
    identity: dict[str, str]
    password: dict[str, str]
    informative: dict[str, str]

    def cloud_name(self, target: str, entra_class: str, known: Iterable[str]) -> str:
        """Return Cloud Sync's name (in lower case) for a target of the Entra connector.

        ``known`` are the names the job knows; an alias counts only where the name itself isn't one of them.
        """
        name = target.lower()
        if name in known:
            return name
        return self.aliases.get((name, entra_class.lower()), self.aliases.get((name, "*"), name))


@lru_cache(maxsize=1)
def target_knowledge() -> TargetKnowledge:
    """Load the table.

    Raises:
        KnowledgeError: the file misses a key.

    """
    data = rules_yaml(_FILE)
    try:
        aliases = {
            (entry["connect"].lower(), entry["class"].lower()): entry["cloud_sync"].lower()
            for entry in data["aliases"] or ()
        }
        reasons = [
            {entry["target"].lower(): entry["reason"] for entry in data[key] or ()}
            for key in ("identity", "password", "informative")
        ]
    except (AttributeError, KeyError, TypeError) as problem:
        raise KnowledgeError(str(problem), file=f"rules/{_FILE}") from problem
    return TargetKnowledge(aliases, *reasons)
