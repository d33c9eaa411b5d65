"""Effort: units times a range of hours, every share shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from analyzer.assessment.evaluate import Evaluator
from analyzer.assessment.facts import Fact
from analyzer.assessment.model import Effort, EffortShare, Finding
from analyzer.knowledge.model import EffortDriver

EMPTY = Effort(0.0, 0.0, ())


def driver_effort(driver: EffortDriver | None, units: int) -> Effort:
    """Return the effort of ``units`` of one driver; none without a driver."""
    return EMPTY if driver is None or not units else _sum([_share(driver, units)])


def total_effort(findings: Iterable[Finding], drivers: Iterable[EffortDriver], evaluator: Evaluator) -> Effort:
    """Add up the shares of all findings and of the drivers that count a fact (or stand for the project itself)."""
    named = Counter(share.driver for finding in findings for share in finding.effort.shares)
    shares = []
    for driver in drivers:
        units = named.get(driver.id, 0)
        if driver.fact and evaluator.evaluate(driver.when).truth:
            value = evaluator.facts.get(driver.fact, Fact(driver.fact, None)).value
            units += int(value) if isinstance(value, int) else 0
        if units:
            shares.append(_share(driver, units))
    return _sum(shares)


def _share(driver: EffortDriver, units: int) -> EffortShare:
    return EffortShare(driver.id, driver.title, driver.per, units, driver.low_hours * units, driver.high_hours * units)


def _sum(shares: list[EffortShare]) -> Effort:
    return Effort(sum(s.low_hours for s in shares), sum(s.high_hours for s in shares), tuple(shares))
