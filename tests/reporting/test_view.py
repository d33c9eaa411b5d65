"""View models: phrases, order, counts, trees, expressions."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.configuration import Direction, FlowKind, MergeType, parse_dn
from analyzer.connect.scope import PartitionScope, build_partition_scope
from analyzer.reporting import labels
from analyzer.reporting.anchors import UniqueAnchors, anchor, finding_anchor
from analyzer.reporting.view import report_view, text
from analyzer.reporting.view.expression import WIDTH, layout
from analyzer.reporting.view.scope_tree import MOST_LINES, TreeNode, scope_of, tree, tree_view
from analyzer.vocabulary import CheckResult, Importance, InUse, Lane, Outcome, RuleOrigin
from tests.reporting import build


@pytest.mark.parametrize(
    ("vocabulary", "table"),
    [
        (Outcome, labels.OUTCOMES),
        (InUse, labels.IN_USE),
        (Importance, labels.IMPORTANCES),
        (Lane, labels.LANES),
        (RuleOrigin, labels.RULE_ORIGINS),
        (CheckResult, labels.CHECK_RESULTS),
        (Direction, labels.DIRECTIONS),
        (FlowKind, labels.FLOW_KINDS),
        (MergeType, labels.MERGE_TYPES),
    ],
)
def test_every_member_of_a_vocabulary_has_a_word_of_its_own(vocabulary: type, table: dict[str, labels.Label]) -> None:
    assert list(table) == list(vocabulary)
    assert len({label.word for label in table.values()}) == len(table)
    assert all(label.meaning.endswith(".") for label in table.values())


@pytest.mark.parametrize("table", [labels.OUTCOMES, labels.IMPORTANCES, labels.LANES, labels.CHECK_RESULTS])
def test_marks_tell_members_apart_without_colour(table: dict[str, labels.Label]) -> None:
    assert len({label.mark for label in table.values()}) == len(table)


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        (("mail", "ISNOTNULL", ""), "mail has a value"),
        (("mail", "ISNULL", "ignored"), "mail is empty"),
        (("userAccountControl", "ISBITNOTSET", "2"), "userAccountControl lacks the bits of 2"),
        (("dn", "ENDSWITH", "OU=x"), "dn ends with OU=x"),
        (("x", "SOUNDSLIKE", "y"), "x SOUNDSLIKE y"),
    ],
)
def test_scope_clauses_in_words(clause: tuple[str, str, str], words: str) -> None:
    assert labels.scope_words(*clause) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 0, ""),
        (8, 8, "1 person-day"),
        (4, 4, "0.5 person-days"),
        (3, 6, "0.5–1 person-days"),
        (9, 20, "1–2.5 person-days"),
        (0, 4, "0–0.5 person-days"),
        (75, 162, "9–21 person-days"),
    ],
)
def test_person_days_round_outwards(low: float, high: float, words: str) -> None:
    assert text.person_days(low, high) == words


QUARTER_HOURS = st.integers(0, 20_000).map(lambda quarters: quarters / 4)


@given(QUARTER_HOURS, QUARTER_HOURS)
def test_person_days_never_promise_less(low: float, more: float) -> None:
    words = text.person_days(low, low + more)
    ends = [float(n) * text.HOURS_PER_DAY for n in re.findall(r"[\d.]+", words)]
    assert bool(ends) == bool(low + more)
    assert not ends or (ends[-1] >= low + more and ends[0] <= max(low, text.HOURS_PER_DAY))


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "in 1 day"), (1234, "in 1,234 days"), (-1, "passed 1 day ago"), (-53, "passed 53 days ago")],
)
def test_days_left(days: int, words: str) -> None:
    assert text.days_left(days) == words


@pytest.mark.parametrize(
    ("stamp", "words"),
    [
        ("2026-11-22T10:41:30Z", "2026-11-22 10:41 UTC"),
        ("2026-11-22T10:41:30+00:00", "2026-11-22 10:41 UTC"),
        ("2023-02-14 09:12:44.106", "2023-02-14 09:12"),
        ("yesterday", "yesterday"),
        ("", ""),
    ],
)
def test_moments(stamp: str, words: str) -> None:
    assert text.moment(stamp) == words


def test_anchors_are_plain_and_stable() -> None:
    assert anchor("rule", "00000000-0000-4000-8000-000000000050") == "rule-00000000-0000-4000-8000-000000000050"
    assert re.fullmatch(r"rule-[0-9a-f]{12}", anchor("rule", 'x" onclick="'))
    assert finding_anchor("RULE-CUSTOM-54585008") == "RULE-CUSTOM-54585008"
    assert finding_anchor("summary") == "finding-summary"
    unique = UniqueAnchors()
    assert [unique.anchor("rule", "a"), unique.anchor("rule", "a")] == ["rule-a", "rule-a.2"]


SQUEEZE = re.compile(r'("(?:[^"]|"")*"|\[[^\]]*\])|\s+')


@given(st.text(alphabet='ab "[](),&>\n\t', max_size=400), st.integers(1, 100))
def test_layout_changes_white_space_outside_quotes_only(source: str, width: int) -> None:
    assert SQUEEZE.sub(r"\1", layout(source, width)) == SQUEEZE.sub(r"\1", source)


def test_layout_breaks_calls_that_do_not_fit() -> None:
    assert layout(build.EXPRESSION).split("\n")[:4] == [
        "IIF(",
        "  IsPresent([extensionAttribute7]),",
        "  IIF(",
        '    InStr([extensionAttribute7], "@") > 0,',
    ]
    assert max(map(len, layout(build.EXPRESSION).split("\n"))) <= WIDTH


def test_layout_leaves_short_and_broken_expressions_alone() -> None:
    assert layout("Trim([mail])") == "Trim([mail])"
    broken = "IIF(" * 40 + "["
    assert layout(broken) == broken


def test_layout_of_deep_nesting_is_quick_enough_to_finish() -> None:
    deep = "A(" * 3000 + "[x]" + ")" * 3000
    assert len(layout(deep).split("\n")) > 3000


def outline(node: TreeNode, depth: int = 0) -> list[str]:
    line = f"{' ' * depth}{node.name or '-'}: {node.state}"
    return [line, *(x for c in node.children for x in outline(c, depth + 1))]


def test_tree_inherits_states_and_marks_mixed_ones() -> None:
    assert outline(tree(build.CORP_DN, build.INCLUDED, build.EXCLUDED)) == [
        "DC=corp,DC=litware,DC=example: mixed",
        " Branches: mixed",
        "  Leavers: excluded",
        " HQ: mixed",
        "  Groups: included",
        "  Users: mixed",
        "   Service accounts: excluded",
    ]


def test_tree_of_a_whole_domain_with_an_exclusion_and_an_inclusion_below_it() -> None:
    root = "DC=x"
    scope = scope_of(root, (root, "OU=In,OU=Out,DC=x"), ("OU=Out,DC=x", "OU=Elsewhere,DC=y"))
    assert outline(tree_view(scope).root) == ["DC=x: mixed", " Out: mixed", "  In: included"]
    assert [problem.dn for problem in scope.problems] == ["OU=Elsewhere,DC=y"]


def test_tree_decodes_escapes_and_joins_spellings() -> None:
    nodes = outline(tree("DC=x", (r"OU=A\,B,DC=x",), (r"OU=C,ou=a\2cb,dc=X",)))
    assert nodes == ["DC=x: mixed", " A,B: mixed", "  C: excluded"]


def known_tree(included: list[str], excluded: list[str], known: list[str]) -> PartitionScope:
    filtered = scope_of("DC=x", included, excluded).partition
    return build_partition_scope(filtered, [parse_dn(name) for name in known])


def test_uniform_parts_are_one_line_and_can_be_searched() -> None:
    known = ["OU=A,DC=x", "OU=Out,OU=A,DC=x", *(f"OU=s{i},OU=A,DC=x" for i in range(30)), "OU=t,OU=s1,OU=A,DC=x"]
    view = tree_view(known_tree(["OU=A,DC=x"], ["DC=x", "OU=Out,OU=A,DC=x"], known))
    assert outline(view.root) == ["DC=x: mixed", " A: mixed", "  Out: excluded", "  -: included"]
    assert view.root.children[0].children[1].word == "31 other containers: included"
    assert view.counts == (("included", 32), ("excluded", 2))
    data = json.loads(view.names)
    assert len(data["names"]) == len(data["parents"]) == len(data["states"]) == 34
    at = data["names"].index("t")
    assert data["names"][data["parents"][at]] == "s1"
    assert data["states"][at] == "i"


def test_a_tree_never_has_more_lines_than_can_be_read() -> None:
    marks = [f"OU=m{i},DC=x" for i in range(MOST_LINES + 500)]
    view = tree_view(known_tree(["DC=x"], marks, marks))
    assert len(outline(view.root)) <= MOST_LINES + 2
    assert view.root.children[-1].word == "501 more containers not drawn; the search finds them"
    assert len(json.loads(view.names)["names"]) == len(marks) + 1


def test_names_for_the_search_end_no_script_early() -> None:
    hostile = [f"OU=\\</script\\>\\<!--{i},DC=x" for i in range(20)]
    view = tree_view(scope_of("DC=x", hostile, []))
    assert "<" not in view.names
    assert "</script><!--3" in json.loads(view.names)["names"]


def test_blockers_of_a_kind_stand_together_with_the_effort_of_all() -> None:
    base = build.assessment()
    more = tuple(build.finding(key=f"more{i}") for i in range(3))
    view = report_view(replace(base, findings=(*base.findings, *more)), ()).summary
    [rules] = [b for b in view.blockers if b.reference.anchor == "CUSTOM-RULE-1a2b3c4d"]
    assert (rules.more, rules.effort) == (3, "4–10 days")
    assert view.must_count == 6


def test_questions_asked_per_domain_stand_once() -> None:
    base = build.assessment()
    questions = tuple(replace(q, answer=None) for q in base.questions)
    asks = report_view(replace(base, questions=questions), ()).summary.asks
    assert [a.domains for a in asks] == ["each of 2 domains", "", "", ""]


def test_an_answered_list_of_names_is_shown_by_its_first_ones() -> None:
    base = build.assessment()
    names = "\n".join(f"OU={number},DC=x" for number in range(20_000))
    few = "OU=a,DC=x\nOU=b,DC=x"
    questions = (replace(base.questions[0], answer=names), replace(base.questions[1], answer=few))
    long, short = report_view(replace(base, questions=questions), ()).questions.answered
    assert long.answer.startswith("20,000 names, among them OU=0,DC=x; OU=1,DC=x")
    assert len(long.answer) < 500
    assert short.answer == few


def test_findings_come_worst_first() -> None:
    order = [f.id for f in report_view(build.assessment(), ()).findings.findings]
    assert order == [
        "CROSS-FOREST-REFS-77aa",
        "CUSTOM-RULE-1a2b3c4d",
        "OLD-BUILD-2.4.131.0",
        "EXCLUDED-OU-0ff1ce",
        "ATTRIBUTE-FILTER-c0ffee",
        "OBJECT-COUNT-unknown",
        "PHS-ON-phs",
    ]


def test_a_feature_refers_to_the_finding_it_became() -> None:
    base = build.assessment()
    became = build.finding("FEATURE-PHS", "1", "Password hash sync")
    view = report_view(replace(base, findings=(*base.findings, became)), ()).features
    links = {f.anchor: f.finding for g in view.in_use for f in g.features}
    assert links["feature-phs"] is not None
    assert links["feature-phs"].anchor == "FEATURE-PHS-1"
    assert links["feature-ou-filter"] is None


def test_lane_counts_leave_out_what_is_not_synchronised() -> None:
    summary = report_view(build.assessment(), ()).summary
    assert [(lane.badge.value, lane.count, lane.decides) for lane in summary.lanes] == [
        ("migration-tool", 0, False),
        ("staged", 1, False),
        ("stay", 1, True),
    ]
    assert summary.unselected == 1


def test_plain_copies_are_gathered_and_everything_else_gets_a_row() -> None:
    [rule] = [r for g in report_view(build.assessment(), ()).rules.groups for r in g.special if r.precedence == 50]
    assert rule.copied == ("division → extensionAttribute2", "employeeType")
    assert [(f.target, f.kind, f.remarks) for f in rule.flows] == [
        ("userPrincipalName", "Expression", ""),
        ("usageLocation", "Constant", ""),
        ("proxyAddresses", "Direct", "Merge (any case)"),
    ]


def test_sources_are_listed_once() -> None:
    sources = report_view(build.assessment(), build.plan()).basis.sources
    assert sorted(s.address for s in sources) == sorted({build.GUIDE.url, build.TOOL_PAGE.url, build.UNDATED.url})
