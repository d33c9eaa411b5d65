"""The words the whole product uses, with one meaning each (contract, schema version 1)."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of something in Cloud Sync, best first."""

    SUPPORTED = "supported"
    ADAPTED = "adapted"
    MANUAL = "manual"
    UNKNOWN = "unknown"
    GAP = "gap"

    @property
    def severity(self) -> int:
        """0 for the best outcome, rising; the worst part decides, and not knowing is worse than work."""
        return list(Outcome).index(self)


class InUse(StrEnum):
    """Whether this configuration uses something."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Importance(StrEnum):
    """How a finding binds, most binding first."""

    MUST = "must"
    SHOULD = "should"
    CHECK = "check"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the most binding."""
        return list(Importance).index(self)


class Lane(StrEnum):
    """The way a domain, or the whole, can take; best first."""

    MIGRATION_TOOL = "migration-tool"
    STAGED = "staged"
    STAY = "stay"

    @property
    def rank(self) -> int:
        """0 for the easiest way; the highest rank of all parts decides."""
        return list(Lane).index(self)


class RuleOrigin(StrEnum):
    """Where a sync rule comes from."""

    STANDARD = "standard"
    MODIFIED = "standard-modified"
    UNVERIFIED = "standard-unverified"
    CLONE = "clone"
    CUSTOM = "custom"


class CheckResult(StrEnum):
    """Result of one check of Microsoft's migration tool."""

    PASS = "pass"  # noqa: S105 - the contract's word, no secret
    FAIL = "fail"
    UNKNOWN = "unknown"
