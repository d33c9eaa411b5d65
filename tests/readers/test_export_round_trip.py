"""Generated exports: what was written comes back, whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.configuration import Direction, FlowKind, LinkType, MergeType
from analyzer.errors import ReadinessError
from analyzer.readers.inputs import read_inputs
from analyzer.readers.xml import parse_xml
from tests.support.exports import (
    AD_FILE,
    ad_connector,
    parameter,
    partition,
    rule,
    rule_file,
    small_export,
    write_files,
)
from tests.support.exports import settings as settings_file

# Any character XML 1.0 allows, but for the carriage return: XML turns it into a line feed.
_CHARS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n")
_TEXT = st.text(_CHARS, max_size=20)
_TRIMMED = _TEXT.map(str.strip)
_FILLED = _TRIMMED.filter(bool)
_MERGE = st.sampled_from(MergeType)


@dataclass(frozen=True)
class Flow:
    target: str
    sources: tuple[str, ...]
    expression: str
    constant: str
    merge: MergeType
    once: bool

    def xml(self) -> str:
        once = ' execute-once="true"' if self.once else ""
        source = "".join(f"<attr>{escape(name)}</attr>" for name in self.sources) or escape(self.constant)
        expression = f"<expression>{escape(self.expression)}</expression>" if self.expression else ""
        return (
            f"<mapping{once}><dest>{escape(self.target)}</dest><src>{source}</src>{expression}"
            f"<valueMergeType>{self.merge}</valueMergeType></mapping>"
        )

    @property
    def kind(self) -> FlowKind:
        if self.expression.strip():
            return FlowKind.EXPRESSION
        return FlowKind.DIRECT if self.sources else FlowKind.CONSTANT


_FLOW = st.builds(
    Flow, _FILLED, st.lists(_FILLED, max_size=1).map(tuple), st.just("") | _TEXT, _TEXT, _MERGE, st.booleans()
)
_CLAUSE = st.tuples(_FILLED, st.sampled_from(["EQUAL", "NOTEQUAL", "ISNULL", "CONTAINS"]), _TEXT)
_GROUPS = st.lists(st.lists(_CLAUSE, min_size=1, max_size=3), max_size=3)
_ENCODING = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
_BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_BOUNDED
@given(
    name=_TRIMMED,
    description=_TRIMMED,
    direction=st.sampled_from(Direction),
    link=st.sampled_from(LinkType),
    disabled=st.booleans(),
    password=st.booleans(),
    precedence=st.integers(0, 2**31),
    flows=st.lists(_FLOW, max_size=5),
    scope=_GROUPS,
    encoding=_ENCODING,
)
def test_rules_come_back(
    *,
    tmp_path: Path,
    name: str,
    description: str,
    direction: Direction,
    link: LinkType,
    disabled: bool,
    password: bool,
    precedence: int,
    flows: list[Flow],
    scope: list[list[tuple[str, str, str]]],
    encoding: str,
) -> None:
    clause = "<scope><csAttribute>{}</csAttribute><csOperator>{}</csOperator><csValue>{}</csValue></scope>"
    text = rule(
        name=name,
        description=description,
        direction=direction.value,
        linkType=link.value,
        disabled=str(disabled),
        EnablePasswordSync=str(password).lower(),
        precedence=str(precedence),
        flows="".join(flow.xml() for flow in flows),
        scope="".join(
            f"<conditions>{''.join(clause.format(*map(escape, one)) for one in group)}</conditions>" for group in scope
        ),
    )
    configuration = read_inputs([write_files(tmp_path, small_export(rule=text.encode(encoding)))])
    assert configuration.coverage.percent == 100.0
    assert configuration.notes == ()
    (found,) = configuration.sync_rules
    assert (found.name, found.description, found.direction, found.link_type) == (name, description, direction, link)
    assert (found.disabled, found.password_sync, found.precedence) == (disabled, password, precedence)
    assert [(f.target, f.kind, f.merge_type, f.execute_once, f.sources) for f in found.flows] == [
        (f.target, f.kind, f.merge, f.once, f.sources) for f in flows
    ]
    assert [f.expression for f in found.flows] == [f.expression if f.expression.strip() else None for f in flows]
    assert [f.constant for f in found.flows] == [f.constant if f.kind is FlowKind.CONSTANT else None for f in flows]
    assert [[(c.attribute, c.operator, c.value) for c in g] for g in found.scope] == scope


@_BOUNDED
@given(
    partitions=st.lists(
        st.tuples(st.booleans(), st.lists(_FILLED, max_size=3), st.lists(_FILLED, max_size=3)),
        min_size=1,
        max_size=4,
    ),
    values=st.dictionaries(_FILLED.filter(lambda name: "\n" not in name and "\t" not in name), _TRIMMED, max_size=5),
)
def test_partitions_and_parameters_come_back(
    tmp_path: Path, partitions: list[tuple[bool, list[str], list[str]]], values: dict[str, str]
) -> None:
    text = ad_connector(
        "".join(
            partition(
                f"DC=d{number}",
                selected=f"<selected>{selected:d}</selected>",
                inclusions=tuple(inside),
                exclusions=tuple(outside),
                number=number,
            )
            for number, (selected, inside, outside) in enumerate(partitions)
        )
    )
    written = [parameter(name, value) for name, value in values.items()] or [parameter("none")]
    files = small_export(ad=text, settings=settings_file(*written))
    configuration = read_inputs([write_files(tmp_path, files)])
    found = configuration.active_directory_connectors[0].partitions
    assert [(p.selected, [c.dn.text for c in p.inclusions], [c.dn.text for c in p.exclusions]) for p in found] == [
        (selected, inside, outside) for selected, inside, outside in partitions
    ]
    read_back = {p.name: p.value for p in configuration.settings.parameters if not p.encrypted}
    assert read_back == {name: value for name, value in (values or {"none": ""}).items() if name in read_back}
    assert len(configuration.settings.parameters) == max(1, len(values))


@_BOUNDED
@given(name=st.sampled_from([AD_FILE, rule_file()]), data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path: Path, name: str, data: bytes) -> None:
    try:
        coverage = read_inputs([write_files(tmp_path, small_export() | {name: data})]).coverage
    except ReadinessError as error:
        assert "\n" not in str(error)
    else:
        assert coverage.percent < 100.0


@given(st.text(_CHARS, max_size=40), _ENCODING)
def test_any_text_survives_any_encoding(text: str, encoding: str) -> None:
    root = parse_xml(f"<a>{escape(text)}</a>".encode(encoding), "f.xml", [])
    assert (root.text or "") == text
