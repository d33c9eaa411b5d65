"""The worst part decides; nothing that passes ever improves anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.assessment.answers import Answers
from analyzer.assessment.effort import EMPTY
from analyzer.assessment.engine import Inputs, assess
from analyzer.assessment.establish import Ground
from analyzer.assessment.facts import Subject
from analyzer.assessment.findings import finding_id
from analyzer.assessment.lanes import judge_domains, overall_lane
from analyzer.assessment.model import Assessment, CheckOutcome, DomainVerdict, Finding, ToolEligibility
from analyzer.assessment.texts import fill
from analyzer.assessment.verdict import give_verdict
from analyzer.connect.standard_rules import recognise
from analyzer.knowledge import load_knowledge
from analyzer.knowledge.model import Advice
from analyzer.knowledge.standard_rules import load_standard_rules
from analyzer.readers.inputs import read_inputs
from analyzer.vocabulary import CheckResult, Importance, Lane, Outcome

SAMPLES = Path(__file__).resolve().parents[2] / "sample_exports"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
DOMAINS = ("harbourline.example", "eu.harbourline.example", "harbourmail.example", "tidewater.example")


@cache
def assessed(name: str) -> Assessment:
    configuration = read_inputs([SAMPLES / name / "export"])
    return assess(Inputs(configuration, load_knowledge(), load_standard_rules(), Answers(), None, NOW))


@cache
def ground() -> Ground:
    configuration = read_inputs([SAMPLES / "harbourline-multiforest/export"])
    return Ground(configuration, recognise(configuration, load_standard_rules()), NOW.date())


def finding(code: str, lane: Lane | None, *domains: str, outcome: Outcome = Outcome.GAP) -> Finding:
    subject = Subject("thing", code, code, domains)
    return Finding(
        id=finding_id(code, subject), code=code, title=code, group="g", outcome=outcome, importance=Importance.MUST,
        lane=lane, subject=subject, effort=EMPTY, evidence=(), advice=Advice("", "", (), ()), sources=(), conflict="",
        inferred=False, questions=(),
    )  # fmt: skip


def tool(*results: CheckResult) -> ToolEligibility:
    checks = tuple(CheckOutcome(str(i), str(i), r, "", "", (), ()) for i, r in enumerate(results))
    failed = CheckResult.FAIL in results
    return ToolEligibility(False if failed else None if CheckResult.UNKNOWN in results else True, checks)


def lanes(findings: list[Finding], checks: ToolEligibility) -> dict[str, Lane | None]:
    facts = assessed("harbourline-multiforest").facts
    return {d.name: d.lane for d in judge_domains(ground(), facts, findings, checks)}


def test_a_finding_about_one_domain_holds_back_that_domain_alone() -> None:
    found = lanes([finding("A", Lane.STAY, DOMAINS[1])], tool(CheckResult.FAIL))
    assert found == {DOMAINS[0]: Lane.STAGED, DOMAINS[1]: Lane.STAY, DOMAINS[2]: Lane.STAGED, DOMAINS[3]: Lane.STAGED}


def test_a_finding_about_everything_holds_back_everything() -> None:
    assert set(lanes([finding("A", Lane.STAY)], tool(CheckResult.PASS)).values()) == {Lane.STAY}


@pytest.mark.parametrize(
    ("checks", "lane"),
    [
        (tool(CheckResult.PASS), Lane.MIGRATION_TOOL),
        (tool(CheckResult.PASS, CheckResult.UNKNOWN), Lane.STAGED),
        (tool(CheckResult.PASS, CheckResult.FAIL), Lane.STAGED),
    ],
)
def test_the_tool_lane_needs_every_check_to_pass(checks: ToolEligibility, lane: Lane) -> None:
    assert set(lanes([], checks).values()) == {lane}


_FINDINGS = st.lists(
    st.builds(
        lambda number, lane, domains: finding(f"F{number}", lane, *domains),
        st.integers(0, 99), st.sampled_from([None, *Lane]), st.lists(st.sampled_from(DOMAINS), unique=True),
    ),
    max_size=5,
)  # fmt: skip


@settings(deadline=None)
@given(_FINDINGS, _FINDINGS, st.lists(st.sampled_from(list(CheckResult)), min_size=1, max_size=4))
def test_one_more_finding_or_passing_check_never_improves_a_lane(
    some: list[Finding], more: list[Finding], results: list[CheckResult]
) -> None:
    before = lanes(some, tool(*results))
    after = lanes(some + more, tool(*results, CheckResult.PASS))
    for name, lane in before.items():
        assert lane is not None
        assert (after[name] or Lane.STAY).rank >= lane.rank


def domain(name: str, lane: Lane | None) -> DomainVerdict:
    return DomainVerdict(name, "c", "c", lane is not None, lane, (), 0, 0, None)


def test_the_whole_is_as_good_as_its_worst_domain() -> None:
    assert overall_lane([domain("a", Lane.STAGED), domain("b", None), domain("c", Lane.STAY)]) is Lane.STAY
    assert overall_lane([domain("a", None)]) is Lane.STAY


def test_headlines() -> None:
    def headline(*domains: DomainVerdict, checks: ToolEligibility, findings: tuple[Finding, ...] = ()) -> str:
        return give_verdict(domains, findings, checks, ()).headline

    failing, passing = tool(CheckResult.FAIL), tool(CheckResult.PASS)
    assert headline(checks=failing) == "Nothing to move: the export selects no AD domain."
    assert headline(domain("a", Lane.MIGRATION_TOOL), checks=passing).startswith("Ready:")
    assert "by hand" in headline(domain("a", Lane.STAGED), checks=failing)
    partly = headline(domain("a", Lane.STAGED), domain("b", Lane.STAY), checks=failing)
    assert partly == "Partly ready: b has to wait, the other domains can move in stages."
    gap, unknown = finding("G", Lane.STAY), finding("U", Lane.STAY, outcome=Outcome.UNKNOWN)
    stay = domain("a", Lane.STAY)
    assert "no equivalent" in headline(stay, checks=failing, findings=(gap,))
    assert "can't be shown to work" in headline(stay, checks=failing, findings=(unknown,))


def test_finding_ids_are_stable_and_differ_by_subject() -> None:
    one = Subject("sync-rule", "0aa1", "A rule")
    assert finding_id("RULE-CUSTOM", one) == finding_id("RULE-CUSTOM", replace(one, name="renamed"))
    assert finding_id("RULE-CUSTOM", one) != finding_id("RULE-CUSTOM", replace(one, id="0aa2"))
    assert finding_id("FEATURE-PHS", Subject("configuration", "configuration", "x")) == "FEATURE-PHS"


def test_texts_are_filled_in_one_pass() -> None:
    names = {"name": "{target}", "target": "{name}"}
    assert fill("Rule {name} writes {target}; {unknown}", names) == "Rule {target} writes {name}; {unknown}"


def test_a_name_cant_end_a_string_of_powershell() -> None:
    filled = fill("Get-ADObject -Server '{domain}'", {"domain": "a'; Remove-Item x; ’"}, powershell=True)
    assert filled == "Get-ADObject -Server 'a''; Remove-Item x; ’’'"


def test_findings_come_most_binding_first() -> None:
    ranks = [(f.importance.rank, -f.outcome.severity) for f in assessed("kestrel-custom").findings]
    assert ranks == sorted(ranks)


def test_deadlines_are_judged_by_the_day_of_the_run() -> None:
    deadline = next(d for d in assessed("kestrel-custom").deadlines if d.date == date(2027, 4, 7))
    assert deadline.days_left == 136
