"""What real and hand-trimmed exports do differently, one test each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.configuration import Configuration, Connector, ConnectorKind, FlowKind, LinkType, MergeType, SyncRule
from analyzer.errors import InputError
from analyzer.readers.folder import extended
from analyzer.readers.inputs import read_inputs
from analyzer.readers.tally import MAX_LISTED, Tally
from analyzer.readers.xml import parse_xml
from tests.support.exports import (
    AD_FILE,
    AD_ID,
    ENTRA_ID,
    RULE_ID,
    SETTINGS_FILE,
    ad_connector,
    entra_connector,
    parameter,
    partition,
    rule,
    rule_file,
    settings,
    small_export,
    write_files,
    write_zip,
)


def read(folder: Path, files: dict[str, bytes]) -> Configuration:
    return read_inputs([write_files(folder / "export", files)])


def one_rule(folder: Path, text: str | bytes) -> SyncRule:
    return read(folder, small_export(rule=text)).sync_rules[0]


def directory(folder: Path, text: str) -> Connector:
    return read(folder, small_export(ad=text)).active_directory_connectors[0]


def listed(configuration: Configuration) -> list[tuple[str, str, str, int | None]]:
    return [(n.what, n.origin.file, n.origin.path, n.origin.line) for n in configuration.coverage.not_understood]


def content(configuration: Configuration) -> Configuration:
    return replace(configuration, inputs=(), sources=())


# -- the whole ----------------------------------------------------------------------------------------------------


def test_the_small_export_is_understood_completely(tmp_path: Path) -> None:
    read_back = read(tmp_path, small_export())
    assert listed(read_back) == []
    assert read_back.coverage.percent == 100.0
    assert read_back.notes == ()
    assert read_back.product_version == "2.4.18.0"
    assert [c.kind for c in read_back.connectors] == [ConnectorKind.ACTIVE_DIRECTORY, ConnectorKind.ENTRA]


def test_no_secret_enters_the_model(tmp_path: Path) -> None:
    text = repr(read(tmp_path, small_export()))
    assert "SECRET-WORD" not in text
    assert "U0VDUkVU" not in text
    assert "Sync_SRV_1@contoso.onmicrosoft.com" in text


@pytest.mark.parametrize(
    "line",
    [
        '<parameter name="x" type="string" encrypted="true">HIDE-ME</parameter>',
        '<parameter name="x" type="string" encrypted="yes-please">HIDE-ME</parameter>',
        '<parameter name="x" type="ENCRYPTED-STRING">HIDE-ME</parameter>',
        '<parameter name="x" dataType="EncryptedString">HIDE-ME</parameter>',
        '<parameter name="Client Secret">HIDE-ME</parameter>',
        '<parameter name=" Bind.PASSWORD ">HIDE-ME</parameter>',
        '<parameter name="Cookie">HIDE-ME</parameter>',
        '<parameter name="water-mark">HIDE-ME</parameter>',
    ],
)
def test_what_may_be_a_secret_stays_out(tmp_path: Path, line: str) -> None:
    read_back = read(tmp_path, small_export(settings=settings(line)))
    (found,) = read_back.settings.parameters
    assert (found.value, found.encrypted) == ("", True)
    assert "HIDE-ME" not in repr(read_back)


def test_a_switch_that_only_sounds_secret_is_kept(tmp_path: Path) -> None:
    text = settings(parameter("Microsoft.OptionalFeature.PasswordHashSync", "True"))
    (found,) = read(tmp_path, small_export(settings=text)).settings.parameters
    assert (found.value, found.encrypted) == ("True", False)


@pytest.mark.parametrize("nested", ["a/b/Export-2026", "Contoso (copy)/CONFIG/MEC"])
def test_the_three_folders_lie_deeper(tmp_path: Path, nested: str) -> None:
    files = {f"{nested}/{name}": data for name, data in small_export().items()}
    files["readme.txt"] = b"not part of it"
    files[f"{nested}/Connectors/notes.txt"] = b"<nor is this"
    plain = read_inputs([write_files(tmp_path / "plain", small_export())])
    deeper = read_inputs([write_files(tmp_path / "nested", files)])
    assert deeper.inputs[0].name == f"nested/{nested}"
    assert deeper.coverage == plain.coverage
    assert len(deeper.sync_rules) == 1
    assert deeper.sync_rules[0].origin.file == f"{nested}/{rule_file()}"


def test_zip_of_the_folder(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "export", small_export())
    packed = write_zip(tmp_path / "export.zip", small_export())
    first, second = read_inputs([folder]), read_inputs([packed])
    assert content(first) == content(second)
    assert first.inputs[0].sha256 != second.inputs[0].sha256


def test_zip_with_backslashes_as_old_windows_tools_write(tmp_path: Path) -> None:
    names = {f"Export\\{name.replace('/', chr(92))}": data for name, data in small_export().items()}
    packed = write_zip(tmp_path / "export.zip", {"Export\\": b"", "Export\\Connectors\\": b"", **names})
    read_back = read_inputs([packed])
    assert read_back.coverage.percent == 100.0
    assert read_back.sync_rules[0].origin.file == f"Export/{rule_file()}"


def test_folder_names_in_any_case(tmp_path: Path) -> None:
    files = {name.upper(): data for name, data in small_export().items()}
    assert len(read(tmp_path, files).sync_rules) == 1


def test_what_macos_keeps_beside_files_is_no_second_export(tmp_path: Path) -> None:
    files = small_export()
    files |= {f"__MACOSX/Connectors/._{Path(name).name}": b"\0\5\x16\7" for name in files}
    files |= {f"__MACOSX/SynchronizationRules/._{Path(name).name}": b"\0\5\x16\7" for name in files}
    files["Connectors/._x.xml"] = b"\0\5\x16\7"
    assert read_inputs([write_zip(tmp_path / "mac.zip", files)]).coverage.percent == 100.0


def test_files_beside_the_export_do_not_change_its_hash(tmp_path: Path) -> None:
    first = read(tmp_path, small_export()).inputs[0].sha256
    assert read(tmp_path, {"Thumbs.db": b"x"} | small_export()).inputs[0].sha256 == first
    assert read(tmp_path, small_export(rule=rule(name="Other"))).inputs[0].sha256 != first


@pytest.mark.parametrize(
    ("path", "long"),
    [
        (r"C:\Exports\Contoso", r"\\?\C:\Exports\Contoso"),
        (r"\\server\share\Contoso", r"\\?\UNC\server\share\Contoso"),
        (r"\\?\C:\Exports", r"\\?\C:\Exports"),
    ],
)
def test_windows_paths_may_be_long(path: str, long: str) -> None:
    assert extended(path) == long


# -- encodings ----------------------------------------------------------------------------------------------------

_NAME = "In – Üser Łódź 漢"


@pytest.mark.parametrize(
    ("declaration", "encoding", "mark"),
    [
        ("", "utf-8", b""),
        ("", "utf-8", b"\xef\xbb\xbf"),
        ('<?xml version="1.0" encoding="utf-8"?>\n', "utf-8", b"\xef\xbb\xbf"),
        ("<?xml version='1.0' encoding='UTF-8' standalone='yes'?>", "utf-8", b""),
        ("", "utf-16-le", b"\xff\xfe"),
        ("", "utf-16-be", b"\xfe\xff"),
        ("", "utf-16-le", b""),
        ("", "utf-16-be", b""),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16-le", b"\xff\xfe"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16-be", b""),
        ('<?xml version="1.0" encoding="utf-8"?>', "utf-16-le", b"\xff\xfe"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-8", b""),
    ],
)
def test_encodings(tmp_path: Path, declaration: str, encoding: str, mark: bytes) -> None:
    read_back = read(tmp_path, small_export(rule=mark + (declaration + rule(name=_NAME)).encode(encoding)))
    assert read_back.sync_rules[0].name == _NAME
    assert read_back.notes == ()


def test_windows_1252_is_read_with_a_note(tmp_path: Path) -> None:
    read_back = read(tmp_path, small_export(rule=rule(name="Prüfung – 10 €").encode("cp1252")))
    assert read_back.sync_rules[0].name == "Prüfung – 10 €"
    assert [(n.origin.file, n.text) for n in read_back.notes] == [
        (rule_file(), "The file is not UTF-8; it was read as Windows-1252.")
    ]


def test_a_declared_one_byte_encoding_needs_no_note(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="Windows-1250"?>' + rule(name="Łódź")
    read_back = read(tmp_path, small_export(rule=text.encode("cp1250")))
    assert read_back.sync_rules[0].name == "Łódź"
    assert read_back.notes == ()


def test_windows_line_ends(tmp_path: Path) -> None:
    files = small_export()
    windows = {name: data.replace(b"\n", b"\r\n") for name, data in files.items()}
    assert content(read_inputs([write_files(tmp_path / "a", files)])) == content(
        read_inputs([write_files(tmp_path / "b", windows)])
    )


def test_single_quoted_attributes_and_comments_with_markup(tmp_path: Path) -> None:
    text = settings(parameter("Microsoft.Synchronize.StagingMode", "True").replace('"', "'"))
    read_back = read(tmp_path, small_export(settings=f"<!-- <!DOCTYPE a> --><?a <!DOCTYPE b> ?>{text}"))
    assert read_back.settings.server == "SRV"
    staging = read_back.parameter("Microsoft.Synchronize.StagingMode")
    assert staging is not None
    assert staging.value == "True"


def test_line_numbers_beyond_the_parsers_reach_are_left_out(tmp_path: Path) -> None:
    text = rule().replace("<attribute-mappings>", "\n" * 70_000 + "<attribute-mappings>")
    found = one_rule(tmp_path, text)
    assert found.origin.line == 1
    assert {flow.origin.line for flow in found.flows} == {None}


# -- rules --------------------------------------------------------------------------------------------------------


def test_identifiers_compare_without_braces_and_case(tmp_path: Path) -> None:
    found = one_rule(tmp_path, rule(id=RULE_ID.format(1).upper(), connector=f" {{{AD_ID.upper()}}} "))
    assert found.id == RULE_ID.format(1)
    assert found.connector_id == AD_ID


def test_a_rule_whole(tmp_path: Path) -> None:
    found = one_rule(tmp_path, rule(disabled="True", EnablePasswordSync="true", linkType="stickyjoin", precedence="0"))
    assert (found.disabled, found.password_sync, found.link_type) == (True, True, LinkType.STICKY_JOIN)
    assert found.precedence == 0
    assert [(f.target, f.kind, f.sources, f.execute_once) for f in found.flows] == [
        ("department", FlowKind.DIRECT, ("department",), False),
        ("displayName", FlowKind.EXPRESSION, ("cn",), False),
        ("cloudFiltered", FlowKind.CONSTANT, (), True),
    ]
    assert found.flows[1].expression == 'IIF(IsPresent([cn]) && [n] > 1,"a" & [cn],&H21C07000)'
    assert [f.merge_type for f in found.flows] == [
        MergeType.UPDATE,
        MergeType.MERGE_CASE_INSENSITIVE,
        MergeType.UPDATE,
    ]
    assert [[str(c) for c in group] for group in found.scope] == [["department EQUAL Compare", "mail ISNOTNULL"]]
    assert [[(str(c), c.case_sensitive) for c in group] for group in found.joins] == [
        [("employeeID = employeeID", True)]
    ]
    assert [f.origin.path for f in found.flows] == [
        f"/synchronizationRule/attribute-mappings/mapping[{n}]" for n in (1, 2, 3)
    ]


def test_rule_without_flows_joins_and_scope(tmp_path: Path) -> None:
    text = rule(flows="", joins="", scope="", targetObjectType="*", disabled=None)
    found = one_rule(tmp_path, text)
    assert (found.flows, found.joins, found.scope) == ((), (), ())
    assert (found.target_type, found.disabled) == ("*", False)


@pytest.mark.parametrize(
    ("source", "constant"),
    [
        ("<src>True</src>", "True"),
        ("<src/>", ""),
        ("<src></src>", ""),
        ("<src><![CDATA[]]></src>", ""),
        ("<src> two words </src>", " two words "),
        ("<src><![CDATA[<b>&]]></src>", "<b>&"),
        ("<src>True</src><expression/>", "True"),
        ("<src>True</src><expression>  </expression>", "True"),
        ("<src>%Forest.FQDN%</src>", "%Forest.FQDN%"),
    ],
)
def test_constants(tmp_path: Path, source: str, constant: str) -> None:
    read_back = read(tmp_path, small_export(rule=rule(flows=f"<mapping><dest>a</dest>{source}</mapping>")))
    (flow,) = read_back.sync_rules[0].flows
    assert (flow.kind, flow.constant, flow.expression, flow.text) == (FlowKind.CONSTANT, constant, None, constant)
    assert listed(read_back) == []


def test_expression_without_source(tmp_path: Path) -> None:
    flows = "<mapping><dest>a</dest><expression>%Connector.ID%</expression></mapping>"
    (flow,) = one_rule(tmp_path, rule(flows=flows)).flows
    assert (flow.kind, flow.sources, flow.expression) == (FlowKind.EXPRESSION, (), "%Connector.ID%")
    assert flow.constant is None


def test_expression_keeps_odd_text(tmp_path: Path) -> None:
    written = r'Left([dn],InStr([dn],"\\0ACNF:")) &amp; "SystemMailbox{" &amp; "]"'
    flows = f"<mapping><dest>a</dest><expression>{written}</expression></mapping>"
    assert one_rule(tmp_path, rule(flows=flows)).flows[0].expression == written.replace("&amp;", "&")


def test_a_flow_that_says_nothing_is_counted_as_not_understood(tmp_path: Path) -> None:
    read_back = read(tmp_path, small_export(rule=rule(flows="<mapping>\n<dest>a</dest></mapping>")))
    assert [what for what, *_ in listed(read_back)] == ["a flow with neither source nor expression"]
    assert read_back.coverage.percent < 100.0


def test_a_constant_element_is_not_understood(tmp_path: Path) -> None:
    flows = "<mapping><dest>a</dest><constant>x</constant></mapping>"
    read_back = read(tmp_path, small_export(rule=rule(flows=flows)))
    assert [what for what, *_ in listed(read_back)] == [
        "unknown element <constant>",
        "a flow with neither source nor expression",
    ]


def test_a_direct_flow_with_two_sources_is_kept_and_counted(tmp_path: Path) -> None:
    flows = "<mapping><dest>a</dest><src><attr>b</attr><attr>c</attr></src></mapping>"
    read_back = read(tmp_path, small_export(rule=rule(flows=flows)))
    assert read_back.sync_rules[0].flows[0].sources == ("b", "c")
    assert [what for what, *_ in listed(read_back)] == ["a direct flow with more than one source"]


def test_groups_are_kept_apart_and_empty_ones_counted(tmp_path: Path) -> None:
    clause = "<scope><csAttribute>{}</csAttribute><csOperator>{}</csOperator><csValue>%Connector.ID%</csValue></scope>"
    scope = "".join(
        f"<conditions>{inner}</conditions>"
        for inner in (clause.format("a", "equal") + clause.format("b", "NOTEQUAL"), "", clause.format("c", "IsNull"))
    )
    read_back = read(tmp_path, small_export(rule=rule(scope=scope)))
    groups = read_back.sync_rules[0].scope
    assert [[(c.attribute, c.operator) for c in g] for g in groups] == [
        [("a", "EQUAL"), ("b", "NOTEQUAL")],
        [("c", "ISNULL")],
    ]
    assert groups[1][0].origin.path == "/synchronizationRule/synchronizationCriteria/conditions[3]/scope[1]"
    assert [(what, path) for what, _, path, _ in listed(read_back)] == [
        ("a group without conditions", "/synchronizationRule/synchronizationCriteria/conditions[2]")
    ]


def test_rules_of_a_missing_connector_are_kept(tmp_path: Path) -> None:
    read_back = read(tmp_path, small_export(rule=rule(connector="{99999999-0000-0000-0000-000000000000}")))
    (found,) = read_back.sync_rules
    assert read_back.connector(found.connector_id) is None


def test_rules_are_ordered_by_direction_and_precedence(tmp_path: Path) -> None:
    files = small_export()
    for number, direction in ((9, "Outbound"), (3, "Inbound"), (2, "Outbound"), (7, "Inbound")):
        files[rule_file(number)] = rule(number, direction=direction).encode()
    assert [r.precedence for r in read(tmp_path, files).sync_rules] == [1, 3, 7, 2, 9]


# -- unknown things -----------------------------------------------------------------------------------------------


def test_unknown_elements_and_attributes_are_listed_with_their_place(tmp_path: Path) -> None:
    text = rule(
        flows='<mapping new="1">\n<dest>a</dest><src>1</src>\n<novel><x/><y/></novel></mapping>\n<other/>',
        more="\n<later/>",
    ).replace("<name>", '<name lang="de">')
    read_back = read(tmp_path, small_export(rule=text))
    base = "/synchronizationRule"
    lines = [(what, path, line) for what, file, path, line in listed(read_back) if file == rule_file()]
    start = text.count("\n", 0, text.index("<mapping ")) + 1
    assert sorted(lines) == sorted(
        [
            ("unknown attribute lang", f"{base}/name/@lang", 5),
            ("unknown element <later>", f"{base}/later", text.count("\n", 0, text.index("<later")) + 1),
            ("unknown element <other>", f"{base}/attribute-mappings/other", start + 3),
            ("unknown attribute new", f"{base}/attribute-mappings/mapping[1]/@new", start),
            ("unknown element <novel>", f"{base}/attribute-mappings/mapping[1]/novel", start + 2),
        ]
    )
    plain = read(tmp_path, small_export(rule=rule(flows="<mapping><dest>a</dest><src>1</src></mapping>")))
    # three unknown elements with two more inside one of them, and two unknown attributes
    assert read_back.coverage.nodes_total == plain.coverage.nodes_total + 7
    assert read_back.coverage.nodes_understood == plain.coverage.nodes_understood


def test_elements_inside_a_text_and_repeated_elements_are_noticed(tmp_path: Path) -> None:
    flows = "<mapping><dest>a</dest><expression>Left(<b>x</b>)</expression></mapping>"
    read_back = read(tmp_path, small_export(rule=rule(flows=flows, more="<disabled>True</disabled>")))
    assert sorted(what for what, *_ in listed(read_back)) == ["a second <disabled>", "unknown element <b>"]
    assert read_back.sync_rules[0].disabled is False


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (rule(more="True"), "/synchronizationRule"),
        (rule().replace("<attribute-mappings>", "<attribute-mappings>x"), "/synchronizationRule/attribute-mappings"),
        (rule().replace("</attr>", "</attr>x", 1), "/synchronizationRule/attribute-mappings/mapping[1]/src"),
        (rule().replace("</scope>", "</scope>x", 1), "/synchronizationRule/synchronizationCriteria/conditions[1]"),
    ],
)
def test_text_between_elements_is_noticed(tmp_path: Path, text: str, path: str) -> None:
    read_back = read(tmp_path, small_export(rule=text))
    assert [(what, where) for what, _, where, _ in listed(read_back)] == [("text between elements", path)]
    assert read_back.coverage.nodes_total == read_back.coverage.nodes_understood + 1


def test_a_name_in_a_foreign_namespace_is_another_name(tmp_path: Path) -> None:
    flows = '<x:mapping xmlns:x="urn:x"><dest>a</dest><src>1</src></x:mapping>'
    read_back = read(tmp_path, small_export(rule=rule(flows=flows)))
    assert read_back.sync_rules[0].flows == ()
    assert [what for what, *_ in listed(read_back)] == ["unknown element <{urn:x}mapping>"]


def test_unknown_schema_elements_are_listed(tmp_path: Path) -> None:
    text = ad_connector().replace(
        "</directory-schema>", "<novel/><class><name>c</name><syntax/></class></directory-schema>"
    )
    read_back = read(tmp_path, small_export(ad=text))
    assert [(what, path) for what, _, path, _ in listed(read_back)] == [
        ("unknown schema element <novel>", "/ma-data/schema//novel"),
        ("unknown schema element <syntax>", "/ma-data/schema//syntax"),
    ]


def test_a_file_of_another_kind_is_counted_as_not_understood(tmp_path: Path) -> None:
    files = small_export() | {"SynchronizationRules/other.xml": b"<html><body/></html>"}
    read_back = read(tmp_path, files)
    assert listed(read_back) == [("<html> in place of <synchronizationRule>", "SynchronizationRules/other.xml", "/", 1)]
    assert read_back.coverage.nodes_total - read_back.coverage.nodes_understood == 2


def test_only_so_many_are_listed_but_all_are_counted() -> None:
    tally = Tally()
    root = parse_xml(b"<a>" + b"<b/>" * (MAX_LISTED + 5) + b"</a>", "f.xml", [])
    tally.add_document(root)
    for child in root:
        tally.miss(child, "f.xml", "/a/b", "unknown element <b>")
    coverage = tally.coverage()
    assert coverage.nodes_total - coverage.nodes_understood == MAX_LISTED + 5
    assert len(coverage.not_understood) == MAX_LISTED + 1
    assert coverage.not_understood[-1].what == "and 5 more after this one"


# -- connectors ---------------------------------------------------------------------------------------------------


def test_partitions_selected_and_not(tmp_path: Path) -> None:
    text = ad_connector(
        partition("DC=a,DC=x", exclusions=(r"OU=Lučić\, Ana,DC=a,DC=x", "CN=Users,DC=a,DC=x"), domain="A.x")
        + partition("DC=b,DC=x", selected="<selected>0</selected>", number=2, domain="", classes=())
        + partition("DC=c,DC=x", number=3, inclusions=("OU=i,OU=e,DC=c,DC=x",), exclusions=("OU=e,DC=c,DC=x",))
    )
    first, second, third = directory(tmp_path, text).partitions
    assert [p.selected for p in (first, second, third)] == [True, False, True]
    assert [c.dn.leaf for c in first.exclusions] == ["Lučić, Ana", "Users"]
    assert (first.domain, second.domain) == ("a.x", "b.x")
    assert second.object_classes == ()
    assert third.inclusions[0].dn.is_within(third.exclusions[0].dn)
    assert third.inclusions[0].origin.path.endswith("partition[3]/filter/containers/inclusions/inclusion[1]")


def test_partition_that_does_not_say_whether_it_is_selected(tmp_path: Path) -> None:
    read_back = read(tmp_path, small_export(ad=ad_connector(partition("DC=x", selected=""))))
    assert read_back.active_directory_connectors[0].partitions[0].selected is True
    assert [n.text for n in read_back.notes] == [
        "The partition 'DC=x' doesn't say whether it is selected; read as yes."
    ]


def test_preferred_domain_controllers(tmp_path: Path) -> None:
    more = "<preferred-dcs><preferred-dc>dc1.x</preferred-dc><preferred-dc>dc2.x</preferred-dc></preferred-dcs>"
    text = ad_connector(partition("DC=x", more=more).replace("<dc-failover>1", "<dc-failover>0"))
    (found,) = directory(tmp_path, text).partitions
    assert found.preferred_dcs == ("dc1.x", "dc2.x")
    assert found.only_preferred_dcs is True


def test_several_forests(tmp_path: Path) -> None:
    other = "aaaaaaaa-0000-0000-0000-000000000002"
    files = small_export() | {
        "Connectors/second.xml": ad_connector(
            partition("DC=fabrikam,DC=com", number=9, domain="fabrikam.com"), identifier=other, name="Fabrikam.com"
        ).encode()
    }
    read_back = read(tmp_path, files)
    assert [c.name for c in read_back.active_directory_connectors] == ["contoso.com", "Fabrikam.com"]
    assert [[p.domain for p in c.partitions] for c in read_back.active_directory_connectors] == [
        ["contoso.com"],
        ["fabrikam.com"],
    ]


def test_active_directory_settings(tmp_path: Path) -> None:
    connector = directory(tmp_path, ad_connector())
    found = connector.active_directory
    assert found is not None
    assert found.password_hash_sync is True
    assert found.password_hash_sync_origin is not None
    assert found.password_hash_sync_origin.path.endswith("password-hash-sync-config/enabled")
    assert found.group_filter_dn == "CN=Pilot,DC=contoso,DC=com"
    assert connector.schema["department"].multivalued is False
    assert connector.schema["proxyaddresses"].multivalued is True
    assert set(connector.schema) == {"department", "proxyaddresses"}


def test_password_hash_sync_that_says_neither_is_unknown(tmp_path: Path) -> None:
    text = ad_connector().replace("<enabled>1<", "<enabled>perhaps<")
    read_back = read(tmp_path, small_export(ad=text))
    found = read_back.active_directory_connectors[0].active_directory
    assert found is not None
    assert found.password_hash_sync is None
    assert [what for what, *_ in listed(read_back)] == ["a switch that says 'perhaps'"]


def test_third_party_connector(tmp_path: Path) -> None:
    text = entra_connector().replace(ENTRA_ID.upper(), "CCCCCCCC-0000-0000-0000-000000000001")
    text = text.replace("Windows Azure Active Directory (Microsoft)", "Generic SQL (Microsoft)")
    read_back = read(tmp_path, small_export() | {"Connectors/sql.xml": text.encode()})
    (other,) = [c for c in read_back.connectors if c.kind is ConnectorKind.OTHER]
    assert (other.subtype, other.entra, other.active_directory) == ("Generic SQL (Microsoft)", None, None)
    assert len(other.partitions) == 1


def test_mim_logic_in_a_connector_is_named_and_not_understood(tmp_path: Path) -> None:
    text = ad_connector(more="<stay-disconnector><filter/></stay-disconnector>").replace(
        "<join/>", "<join><join-profile/></join>"
    )
    read_back = read(tmp_path, small_export(ad=text))
    assert read_back.active_directory_connectors[0].legacy_sections == ("stay-disconnector", "join")
    assert [what for what, *_ in listed(read_back)] == ["MIM logic in <stay-disconnector>", "MIM logic in <join>"]


def test_parameters_of_an_extensible_partition(tmp_path: Path) -> None:
    inside = f"<parameter-values>{parameter('Page', '7', use='partition')}</parameter-values></custom-data>"
    text = entra_connector().replace("</custom-data>", inside)
    connector = read(tmp_path, small_export(entra=text)).entra_connector
    assert connector is not None
    assert [(p.name, p.value) for p in connector.partitions[0].parameters] == [("Page", "7")]


# -- settings and duplicates --------------------------------------------------------------------------------------


def test_missing_settings_are_a_note_not_a_failure(tmp_path: Path) -> None:
    files = small_export()
    del files[SETTINGS_FILE]
    read_back = read(tmp_path, files)
    assert [n.text for n in read_back.notes] == [
        "No GlobalSettings in the export: server, version and optional features are unknown."
    ]
    assert read_back.settings.parameters == ()
    assert read_back.product_version == "2.4.18.0"  # the Entra connector says it too


def test_a_parameter_with_two_values_is_noted(tmp_path: Path) -> None:
    text = settings(parameter("A.B", "1"), parameter("a.b", "2"), parameter("C", "1"), parameter("C", "1"))
    read_back = read(tmp_path, small_export(settings=text))
    assert [n.text for n in read_back.notes] == ["The parameter a.b occurs twice; the last value is used."]
    found = read_back.parameter("A.B")
    assert found is not None
    assert found.value == "2"


def test_exact_copies_are_ignored_with_a_note(tmp_path: Path) -> None:
    files = small_export()
    files["SynchronizationRules/Copy of it.xml"] = files[rule_file()].replace(b"\n", b"")
    files["Connectors/copy.xml"] = files[AD_FILE]
    files["GlobalSettings/MV - Copy.xml"] = files[SETTINGS_FILE]
    read_back = read(tmp_path, files)
    assert len(read_back.connectors) == 2
    assert len(read_back.sync_rules) == 1
    assert sorted(n.text for n in read_back.notes) == sorted(
        [
            "An exact copy of the sync rule in SynchronizationRules/Copy of it.xml; it was ignored.",
            f"An exact copy of the connector in {AD_FILE}; it was ignored.",
            "An exact copy of GlobalSettings/MV - Copy.xml; it was ignored.",
        ]
    )


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (
            "SynchronizationRules/z.xml",
            rule(name="Other"),
            f"SynchronizationRules/z.xml: the sync rule {RULE_ID.format(1)} ('Other') is here a second time with "
            f"other content; the first is in {rule_file()}",
        ),
        (
            "Connectors/z.xml",
            ad_connector(name="z"),
            f"Connectors/z.xml: the connector {AD_ID} ('z') is here a second time with other content; "
            f"the first is in {AD_FILE}",
        ),
        (
            "GlobalSettings/z.xml",
            settings(parameter("X", "1")),
            "GlobalSettings/z.xml: a second file of global settings; an export has one",
        ),
    ],
)
def test_conflicting_duplicates_are_refused(tmp_path: Path, name: str, data: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, small_export() | {name: data.encode()})
    assert str(caught.value) == sentence


def test_progress_counts_every_file(tmp_path: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    read_inputs([write_files(tmp_path, small_export())], lambda *call: calls.append(call))
    assert [(done, total) for _, done, total in calls] == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert {name for name, _, _ in calls} == set(small_export())
