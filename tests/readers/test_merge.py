"""Several sources of one server, and several servers: what is used, and what is told."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from analyzer.configuration import Configuration, Part
from analyzer.errors import UnknownFormatError, UnsafeInputError
from analyzer.readers.detect import Budget, read_file
from analyzer.readers.files import SourceFile
from analyzer.readers.inputs import read_bundle, read_inputs
from tests.support.exports import parameter, rule, rule_file, settings, small_export, write_files, write_zip
from tests.support.forms import ALL, CLIXML, DSC, PERSISTED, POLICY, RULE, SCHEDULER, SCRIPT, read_files

STAGING = "Microsoft.Synchronize.StagingMode"


def server(name: str = "SRV", staging: str = "False", **changes: str | bytes) -> dict[str, bytes]:
    text = settings(parameter(STAGING, staging)).replace("'SRV'", f"'{name}'")
    return small_export(**({"settings": text} | changes))


def below(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in files.items()}


def differences(configuration: Configuration) -> list[tuple[str, str, str, str]]:
    return [(d.subject, d.what, d.used, d.other) for d in configuration.differences]


def test_an_export_alone_is_what_it_was(tmp_path: Path) -> None:
    found = read_files(tmp_path, server())
    assert found.gaps == frozenset()
    assert [piece.what for piece in found.missing] == ["tenant features"]
    assert (found.differences, found.other_servers, found.stubs, found.observations) == ((), (), (), ())
    assert [(s.format, s.server, s.gives) for s in found.sources] == [
        ("server-configuration", "SRV", ("2 connectors", "1 sync rule", "1 global parameter"))
    ]


def test_a_rule_that_only_a_script_holds_is_a_difference_not_a_rule(tmp_path: Path) -> None:
    alone = read_files(tmp_path / "a", server())
    found = read_files(tmp_path / "b", server() | {"more/rules.ps1": SCRIPT.encode()})
    assert found.sync_rules == alone.sync_rules
    assert differences(found) == [("In from AD - User Dept Filter", "presence", "(none)", "present")]


def test_the_export_wins_and_the_policy_is_told_to_differ(tmp_path: Path) -> None:
    identifier = "11111111-2222-3333-4444-000000000001"
    policy = json.loads(json.dumps(POLICY))
    (own,) = policy["onpremisesDirectoryPolicy"][0]["customSynchronizationRules"]
    own |= {"uniqueIdentifier": identifier, "precedence": 77}
    policy["deploymentMetadata"]["hostName"] = "srv.contoso.com"
    found = read_files(tmp_path, server() | {"p.json": json.dumps(policy).encode()})
    (kept,) = found.sync_rules
    assert kept.origin.file.endswith(".xml")
    assert found.settings.server == "SRV"
    told = {what: (used, other) for _, what, used, other in differences(found)}
    assert told["precedence"] == (str(kept.precedence), "77")
    assert told["name"] == (kept.name, "In from AD - User Dept Filter")
    assert found.gaps == frozenset()
    assert found.stubs == ()


def test_scheduler_that_says_otherwise(tmp_path: Path) -> None:
    other = SCHEDULER.replace("StagingModeEnabled                  : False", "StagingModeEnabled : True")
    found = read_files(tmp_path, server() | {"s.txt": other.encode("utf-16")})
    assert found.parameter(STAGING).value == "False"
    assert differences(found) == [(STAGING, "value", "False", "True")]
    assert found.parameter("Microsoft.Synchronize.TimeInterval").value == "00:30:00"


def test_the_younger_of_two_exports_of_one_server_is_used(tmp_path: Path) -> None:
    old = server(rule=re.sub("<precedence>[0-9]+<", "<precedence>40<", rule(1)))
    new = {name: data.replace(b"2026-01-02", b"2026-03-04") for name, data in server().items()}
    for order in ((old, new), (new, old)):
        folder = tmp_path / str(order[0] is old)
        found = read_files(folder, below("a", order[0]) | below("b", order[1]))
        assert found.settings.exported_at.startswith("2026-03-04")
        (kept,) = found.sync_rules
        assert not found.other_servers
        assert kept.precedence != 40
        assert [what for _, what, _, _ in differences(found)] == ["precedence"]


def test_active_and_staging_server(tmp_path: Path) -> None:
    other = rule(1).replace("department", "company")
    staging = server("STAGE", "True", rule=other) | {rule_file(2): rule(2).encode()}
    for order in (("a", "b"), ("b", "a")):
        folder = tmp_path / order[0]
        files = below(order[0], server("LIVE")) | below(order[1], staging)
        found = read_files(folder, files)
        assert found.settings.server == "LIVE"
        (second,) = found.other_servers
        assert (second.name, second.staging) == ("STAGE", True)
        told = {(d.kind, d.what) for d in second.drift}
        assert ("sync-rule", "presence") in told
        assert any(what.startswith("attribute flow to") for _, what in told)
        assert not any(d.subject == STAGING for d in second.drift)
        assert found.differences == ()
        assert len(found.sync_rules) == 1


def test_standard_rules_numbered_otherwise_are_no_drift(tmp_path: Path) -> None:
    def numbered(precedence: int, tag: str) -> str:
        text = re.sub("<precedence>[0-9]+<", f"<precedence>{precedence}<", rule(1))
        return re.sub(
            "<immutable-tag ?/>|<immutable-tag>.*</immutable-tag>", f"<immutable-tag>{tag}</immutable-tag>", text
        )

    for tag, drift in (("Microsoft.InfromADUserJoin.012", []), ("", ["precedence"])):
        live, stage = server("LIVE", rule=numbered(100, tag)), server("STAGE", "True", rule=numbered(105, tag))
        found = read_files(tmp_path / (tag or "custom"), below("a", live) | below("b", stage))
        assert [d.what for d in found.other_servers[0].drift] == drift


def test_servers_that_agree_have_no_drift(tmp_path: Path) -> None:
    found = read_files(tmp_path, below("a", server("LIVE")) | below("b", server("STAGE", "True")))
    assert [one.drift for one in found.other_servers] == [()]


def test_sources_go_to_the_server_they_lie_with(tmp_path: Path) -> None:
    scheduler = SCHEDULER.replace("True", "False")
    files = below("live/config", server("LIVE")) | below("stage/config", server("STAGE", "True"))
    found = read_files(tmp_path / "a", files | {"live/more/s.txt": scheduler.encode()})
    assert found.parameter("Microsoft.Synchronize.SynchronizationSchedule").value == "False"
    assert not any("which server" in note.text for note in found.notes)
    found = read_files(tmp_path / "b", files | {"stage/s.txt": scheduler.encode()})
    assert found.parameter("Microsoft.Synchronize.SynchronizationSchedule") is None
    found = read_files(tmp_path / "c", files | {"s.txt": scheduler.encode()})
    assert found.parameter("Microsoft.Synchronize.SynchronizationSchedule").value == "False"
    assert any("which server" in note.text for note in found.notes)


def test_rules_without_identifiers_are_matched_by_name(tmp_path: Path) -> None:
    found = read_files(
        tmp_path, {"r.json": json.dumps([RULE]).encode(), "d.yml": DSC.encode(), "p.json": json.dumps(POLICY).encode()}
    )
    (kept,) = found.sync_rules
    assert kept.id == RULE["Identifier"]
    assert kept.origin.file == "r.json"
    assert differences(found) == []
    assert kept.connector_id == found.active_directory_connectors[0].id


def test_dsc_that_says_otherwise(tmp_path: Path) -> None:
    found = read_files(
        tmp_path,
        {
            "r.json": json.dumps([RULE]).encode(),
            "d.yml": DSC.replace("Test", "Other").encode(),
            "p.json": json.dumps(POLICY).encode(),
        },
    )
    assert differences(found) == [
        *[("In from AD - User Dept Filter", "scoping filter", "department EQUAL Test", "department EQUAL Other")],
    ]


def test_nothing_but_a_script_leaves_gaps(tmp_path: Path) -> None:
    found = read_files(tmp_path, {"rules.ps1": SCRIPT.encode()})
    assert found.gaps == frozenset(Part)
    assert {piece.command for piece in found.missing} == {
        "Get-ADSyncServerConfiguration -Path C:\\Temp\\export",
        "Get-ADSyncAADCompanyFeature | Format-List > features.txt",
    }


@pytest.mark.parametrize("packed", [False, True])
def test_a_support_bundle(tmp_path: Path, packed: bool) -> None:
    """The layout of Microsoft's support logs, with what lies around in one."""
    config = below("Bundle_20261101/CONFIG/MEC", server()) | {
        "Bundle_20261101/CONFIG/MEC/Get-ADSyncScheduler.txt": SCHEDULER.encode("utf-16"),
        "Bundle_20261101/CONFIG/MEC/Get-ADSyncAADCompanyFeature.txt": (
            "GroupWritebackV2 : True\r\nPasswordHashSync : True\r\nUserWriteback    : False\r\n".encode("utf-16")
        ),
        "Bundle_20261101/CONFIG/PersistedState.xml": PERSISTED.encode(),
        "Bundle_20261101/LOGS/trace-20261101.log": b"[11:20:30.123] [ 1] [INFO ] LinkType is Join\r\n" * 50,
        "Bundle_20261101/LOGS/events.evtx": bytes(range(256)) * 4,
        "Bundle_20261101/inner.zip": b"PK\x03\x04",
        "Bundle_20261101/broken.txt": b"\xff\xfe\x00",
        "Bundle_20261101/empty.txt": b"",
    }
    path = write_zip(tmp_path / "b.zip", config) if packed else write_files(tmp_path / "b", config)
    bundle = read_bundle([path])
    found = bundle.configuration
    assert found.observation("company-feature.groupwritebackv2").value == "True"
    assert found.observation("persisted-state.ad-fs").value == "IAdfsContext.TargetAdfsServers"
    assert "who@contoso.com" not in repr(bundle)
    assert found.parameter("Microsoft.Synchronize.SynchronizationSchedule").value == "True"
    assert found.missing == ()
    assert {one.name.rpartition("/")[2]: one.reason for one in bundle.ignored} == {
        "trace-20261101.log": "not a format this program knows",
        "events.evtx": "not a text format",
        "inner.zip": "another archive, which is not opened; unpack it",
        "broken.txt": "no readable text: is not the UTF-16 text that it claims to be",
        "empty.txt": "no readable text: the file is empty",
    }


def test_a_migrate_settings_folder(tmp_path: Path) -> None:
    policy_file = json.dumps({key: POLICY[key] for key in ("policyMetadata", "deploymentMetadata")}).encode("utf-16")
    folder = "Exported-ServerConfiguration-1"
    policy_file = policy_file.replace("SRV1".encode("utf-16-le"), "SRV ".encode("utf-16-le"))
    files = below(folder, server() | {"MigratedPolicy.json": policy_file, "PersistedState.xml": PERSISTED.encode()})
    found = read_files(tmp_path, files)
    assert [one.format for one in found.inputs] == ["server-configuration", "migrated-policy", "persisted-state"]
    assert found.gaps == frozenset()
    assert not found.other_servers


def test_every_small_form_in_one_folder(tmp_path: Path) -> None:
    bundle = read_bundle([write_files(tmp_path, ALL)])
    assert len(bundle.contributions) == len(ALL)
    assert bundle.ignored == ()
    assert bundle.job_schema.document == {"synchronizationRules": [{"objectMappings": []}], "directories": []}
    assert len(bundle.configuration.sync_rules) == 1


def test_the_same_source_twice_changes_nothing(tmp_path: Path) -> None:
    once = read_inputs([write_files(tmp_path / "a", ALL)])
    twice = read_inputs([tmp_path / "a", write_zip(tmp_path / "b.zip", ALL)])
    assert twice.sync_rules == once.sync_rules
    assert twice.settings == once.settings
    assert twice.differences == ()
    assert twice.observations == once.observations


def test_order_of_inputs_does_not_matter(tmp_path: Path) -> None:
    paths = [
        write_files(tmp_path / name, {name: data}) for name, data in (*ALL.items(), ("scheduler2.xml", CLIXML.encode()))
    ]
    forth, back = read_inputs(paths), read_inputs(paths[::-1])
    assert (forth.sync_rules, forth.connectors, forth.gaps) == (back.sync_rules, back.connectors, back.gaps)
    assert {p.name: p.value for p in forth.settings.parameters} == {p.name: p.value for p in back.settings.parameters}


def test_half_an_export_helps_beside_other_sources(tmp_path: Path) -> None:
    whole = server()
    rules = {name: data for name, data in whole.items() if name.startswith("SynchronizationRules")}
    found = read_files(tmp_path / "a", rules | {"p.json": json.dumps(POLICY).encode()})
    assert {rule.origin.file.partition("/")[0] for rule in found.sync_rules} == {"SynchronizationRules"}
    assert Part.STANDARD_RULES not in found.gaps
    assert Part.RUN_PROFILES in found.gaps
    connectors = {name: data for name, data in whole.items() if name.startswith("Connectors")}
    found = read_files(tmp_path / "b", connectors | {"rules.ps1": SCRIPT.encode()})
    assert len(found.connectors) == 2
    assert {Part.CONNECTORS, Part.SCOPE, Part.RUN_PROFILES}.isdisjoint(found.gaps)
    assert {Part.SETTINGS, Part.CUSTOM_RULES} <= found.gaps
    with pytest.raises(UnknownFormatError):
        read_files(tmp_path / "c", rules)


def test_logs_are_passed_by(tmp_path: Path) -> None:
    line = b"[11:20:30.123] [ 1] [INFO ] LinkType SyncCycleEnabled: New-ADSyncRule\r\n"
    files = server() | {f"LOGS/trace-{n}.log": line * 40_000 for n in range(20)}
    started = time.process_time()
    bundle = read_bundle([write_files(tmp_path, files)])
    assert len(bundle.ignored) == 20
    assert time.process_time() - started < 15.0


def test_what_all_files_cost_together_is_bounded() -> None:
    file = SourceFile("x.json", 5000, "x.json", lambda: json.dumps([RULE] * 5).encode())
    budget = Budget(left=500)
    with pytest.raises(UnsafeInputError, match="hold more than 12,000,000 values up to this file"):
        for _ in range(10):
            read_file(file, "memory", "memory", budget)


def export_with(name: str, *, made: str, **changes: str | bytes) -> dict[str, bytes]:
    return {path: data.replace(b"2026-01-02", made.encode()) for path, data in server(name, **changes).items()}


def test_a_forest_that_only_another_source_lists_is_a_difference(tmp_path: Path) -> None:
    """A policy that was written before a forest was removed must not bring it back."""
    policy = json.loads(json.dumps(POLICY))
    gone = {"uniqueIdentifier": "deadbeef-0000-0000-0000-000000000001", "fullyQualifiedDomainName": "gone.example"}
    policy["onpremisesDirectoryPolicy"].append(gone | {"partitionFilters": [{"distinguishedName": "DC=gone"}]})
    policy["deploymentMetadata"]["hostName"] = "SRV"
    found = read_files(tmp_path, server() | {"p.json": json.dumps(policy).encode()})
    assert [connector.name for connector in found.connectors if "gone" in connector.name] == []
    assert ("gone.example", "presence", "(none)", "present") in differences(found)


def test_a_forest_that_a_full_list_lacks_is_told(tmp_path: Path) -> None:
    policy = json.loads(json.dumps(POLICY))
    policy["deploymentMetadata"]["hostName"] = "SRV"
    policy["onpremisesDirectoryPolicy"][0]["uniqueIdentifier"] = "deadbeef-0000-0000-0000-000000000001"
    policy["onpremisesDirectoryPolicy"][0]["fullyQualifiedDomainName"] = "other.example"
    found = read_files(tmp_path, server() | {"p.json": json.dumps(policy).encode()})
    assert "other.example" not in [connector.name for connector in found.connectors]
    told = {subject: (used, other) for subject, what, used, other in differences(found) if what == "presence"}
    (forest,) = found.active_directory_connectors
    assert told["other.example"] == ("(none)", "present")
    assert told[forest.name] == ("present", "(none)")


def test_a_setting_of_an_older_export_does_not_come_back(tmp_path: Path) -> None:
    old = parameter("Microsoft.OptionalFeature.UserWriteBack", "True") + parameter(STAGING, "False")
    files = below("new", export_with("SRV", made="2026-03-04")) | below(
        "old", {**server(), "GlobalSettings/MV.xml": settings(old).encode()}
    )
    found = read_files(tmp_path, files)
    assert found.parameter("Microsoft.OptionalFeature.UserWriteBack") is None
    assert ("Microsoft.OptionalFeature.UserWriteBack", "presence", "(none)", "present") in differences(found)


def policy_file(kind: str, made: str, *names: str) -> bytes:
    policy = json.loads(json.dumps(POLICY))
    policy["policyMetadata"] |= {"type": kind, "timeCreated": made}
    (own,) = policy["onpremisesDirectoryPolicy"][0]["customSynchronizationRules"]
    policy["onpremisesDirectoryPolicy"][0]["customSynchronizationRules"] = [
        own | {"name": name, "uniqueIdentifier": f"11111111-0000-0000-0000-00000000000{number}"}
        for number, name in enumerate(names)
    ]
    return json.dumps(policy).encode()


def test_an_applied_policy_never_tells_all_custom_rules(tmp_path: Path) -> None:
    alone = read_files(tmp_path / "a", {"p.json": policy_file("applied", "2026-11-20", "One")})
    assert Part.CUSTOM_RULES in alone.gaps
    assert "custom sync rules" in [piece.what for piece in alone.missing]
    assert [note.text for note in alone.notes if note.text.startswith("An Applied file misses")]
    exported = read_files(tmp_path / "b", {"p.json": policy_file("exported", "2026-11-20", "One")})
    assert Part.CUSTOM_RULES not in exported.gaps


def test_a_younger_applied_policy_hides_no_rule_of_an_exported_one(tmp_path: Path) -> None:
    files = {
        "a.json": policy_file("applied", "2026-11-20", "One"),
        "b.json": policy_file("exported", "2026-11-10", "One", "By PowerShell"),
    }
    found = read_files(tmp_path, files)
    assert {rule.name for rule in found.sync_rules} == {"One", "By PowerShell"}
    assert not [note for note in found.notes if note.text.startswith("An Applied file misses")]


def test_files_of_one_name_in_two_inputs_are_both_read(tmp_path: Path) -> None:
    files = write_files(tmp_path / "export", server())
    paths = [files]
    for name, state in (("a", "False"), ("b", "True")):
        text = SCHEDULER.replace("StagingModeEnabled                  : False", f"StagingModeEnabled : {state}")
        write_files(tmp_path / name, {"s.txt": text.encode()})
        paths.append(tmp_path / name / "s.txt")
    found = read_bundle(paths)
    assert len(found.configuration.sources) == 3
    assert (STAGING, "value", "False", "True") in differences(found.configuration)


def test_exports_of_one_name_that_name_no_server_are_two_servers(tmp_path: Path) -> None:
    first = {path: data.replace(b"'SRV'", b"''") for path, data in server(staging="False").items()}
    second = {path: data.replace(b"'SRV'", b"''") for path, data in server(staging="True").items()}
    paths = [write_files(tmp_path / "x" / "export", first), write_files(tmp_path / "y" / "export", second)]
    found = read_inputs(paths)
    assert [(other.name, other.staging) for other in found.other_servers] == [("", True)]
    assert found.parameter(STAGING).value == "False"


def test_dumps_of_two_servers_are_told_apart_by_staging_mode(tmp_path: Path) -> None:
    """Nothing in a dump names its server; folders that contradict each other are two, whichever comes first."""
    rules = json.dumps([RULE, {**RULE, "Identifier": "11111111-0000-0000-0000-000000000009", "Name": "Second"}])
    staged = SCHEDULER.replace("StagingModeEnabled                  : False", "StagingModeEnabled : True")
    files = {
        "1-new/s.txt": staged.encode(),
        "1-new/rules.json": json.dumps([{**RULE, "Precedence": 51}]).encode(),
        "2-old/s.txt": SCHEDULER.encode(),
        "2-old/rules.json": rules.encode(),
    }
    found = read_files(tmp_path / "a", files)
    assert sorted(rule.name for rule in found.sync_rules) == ["In from AD - User Dept Filter", "Second"]
    assert found.parameter(STAGING).value == "False"
    (other,) = found.other_servers
    assert other.staging is True
    assert ("precedence", "50", "51") in [(one.what, one.used, one.other) for one in other.drift]
    same = read_files(tmp_path / "b", files | {"1-new/rules.json": rules.encode()})
    assert len(same.sync_rules) == 2
    assert [other.drift for other in same.other_servers] == [()]
