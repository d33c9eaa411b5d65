"""The collector's .zip is read as it is: the export, and the counts as answers."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from analyzer.cli import main
from analyzer.errors import InputError
from analyzer.readers.collected import read_counts
from analyzer.readers.inputs import read_bundle, read_inputs
from analyzer.readers.same import same_content
from sample_exports.build import HERE, collection, collection_pages
from sample_exports.generator.collected import ARCHIVE, FOLDER

COLLECTED = HERE / FOLDER / ARCHIVE
SIMPLE = HERE / "lindenhof-simple" / "export"
KESTREL = HERE / "kestrel-custom" / "export"


def entries() -> dict[str, bytes]:
    with zipfile.ZipFile(COLLECTED) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def counts(folder: Path, document: Any, name: str = "counts.json") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(document), "utf-8")
    return folder


def domain(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"name": "a.example", "in_scope": {"user": 5, "computer": 90}, "largest_groups": []}
    return {**found, **changes}


def document(*domains: Any, at: str = "2026-11-17T06:46:10Z") -> dict[str, Any]:
    return {"format": "cloudsync-readiness counts 1", "counted_at": at, "domains": list(domains)}


def test_the_sample_is_fresh() -> None:
    assert entries() == collection(), "run python -m sample_exports.build"
    assert COLLECTED.stat().st_size < 150_000


def expected() -> dict[str, Any]:
    return yaml.safe_load((HERE / FOLDER / "expected.yaml").read_text("utf-8"))


def test_the_pages_of_the_sample_are_fresh() -> None:
    written = {path.name: path.read_bytes() for path in (HERE / FOLDER).iterdir() if path.suffix != ".zip"}
    assert written == collection_pages(), "run python -m sample_exports.build"


def test_inspect_finds_what_is_expected() -> None:
    wanted, found = expected(), read_bundle([COLLECTED])
    configuration = found.configuration
    assert Counter(source.format for source in configuration.sources) == wanted["sources"]
    assert sorted(one.name for one in found.ignored) == wanted["ignored"]
    assert [piece.what for piece in configuration.missing] == wanted["missing"]
    assert configuration.differences == ()
    assert configuration.coverage.percent == 100.0
    said = {o.name.partition(".")[2]: o.value for o in configuration.observations if o.name.startswith("company-f")}
    assert said == wanted["company_features"]
    (counted,) = configuration.counts
    assert {
        "domain": counted.domain,
        "objects": counted.objects,
        "largest_group": counted.largest_group,
    } == wanted["counts"]
    alone = read_inputs([HERE / wanted["same_configuration_as"] / "export"])
    assert same_content(configuration.sync_rules, alone.sync_rules)


def test_analyze_takes_what_is_expected(tmp_path: Path) -> None:
    wanted = expected()
    result = CliRunner().invoke(main, ["analyze", str(COLLECTED), "-o", str(tmp_path / "out"), "--format", "json"])
    assert result.exit_code == 0, result.output
    text = (tmp_path / "out" / "assessment.json").read_text("utf-8")
    document = json.loads(text)
    unused = [feature["id"] for feature in document["features"] if feature["in_use"] == "no"]
    assert set(wanted["features"]["no"]) <= set(unused)
    given = {question["id"]: [one["answer"] for one in question["answers"]] for question in document["questions"]}
    assert {name: given[name] for name in wanted["answers"]} == {
        name: [str(value)] for name, value in wanted["answers"].items()
    }
    assert not [mark for mark in wanted["never_in_output"] if mark in text]
    steps = json.loads(entries()["manifest.json"])["steps"]
    assert [step["name"] for step in steps if step["status"] == "failed"] == wanted["not_taken"]


def test_the_sample_has_the_layout_that_the_page_describes() -> None:
    page = (HERE.parent / "docs" / "collector.md").read_text("utf-8")
    script = (HERE.parent / "collect" / "Export-ConnectSyncConfiguration.ps1").read_text("utf-8")
    for name in entries():
        listed = "configuration/" if name.startswith("configuration/") else name
        assert f"`{listed}`" in page
        assert listed.rstrip("/").rpartition("/")[2].removesuffix(".json") in script
    counted = json.loads(entries()["counts.json"])["domains"][0]
    manifest = json.loads(entries()["manifest.json"])
    for key in (*counted, *manifest, *manifest["steps"][0], *manifest["files"][0]):
        assert re.search(rf"`(?:\w+\[\])?\.?{key}(?:\[\])?`|`domains\[\]\.{key}", page), key
        assert re.search(rf"\b{key}\s+=|\b{key} =", script), key


def test_the_manifest_tells_the_truth() -> None:
    found = entries()
    listed = {one["name"]: one for one in json.loads(found["manifest.json"])["files"]}
    assert set(listed) == set(found) - {"manifest.json"}
    for name, one in listed.items():
        assert one["sha256"] == hashlib.sha256(found[name]).hexdigest()
        assert one["bytes"] == len(found[name])


def test_no_replication_state_is_in_it() -> None:
    assert b"RkFLRS1T" not in b"".join(entries().values())


def test_the_configuration_is_that_of_the_export() -> None:
    one, two = read_inputs([COLLECTED]), read_inputs([SIMPLE])
    for name in ("settings", "connectors", "sync_rules"):
        assert same_content(getattr(one, name), getattr(two, name))


def test_counts_of_the_sample() -> None:
    (found,) = read_counts([COLLECTED])
    assert (found.domain, found.objects, found.largest_group) == ("lindenhof.example", 1642, 1437)
    assert found.counted_at == "2026-11-17T06:46:10Z"
    assert str(found.origin) == "counts.json"


@pytest.mark.parametrize("redact", [False, True])
def test_counts_answer_the_questions(tmp_path: Path, redact: bool) -> None:
    out = tmp_path / "out"
    more = ["--redact"] if redact else []
    result = CliRunner().invoke(main, ["analyze", str(COLLECTED), "-o", str(out), "--format", "json", *more])
    assert result.exit_code == 0, result.output
    found = json.loads((out / "assessment.json").read_text("utf-8"))
    answers = {question["id"]: question["answers"] for question in found["questions"]}
    assert "1642" in json.dumps(answers["objects_per_domain"])
    assert "1437" in json.dumps(answers["largest_group_members"])
    assert "lindenhof" not in json.dumps(found).casefold() or not redact


def test_all_containers_turn_exclusions_into_inclusions(tmp_path: Path) -> None:
    """What the export doesn't show, the siblings of excluded containers, the collector lists."""
    root = "DC=kestrel,DC=example"
    (partition,) = (p for c in read_inputs([KESTREL]).connectors for p in c.partitions if p.name == root)
    marked = [c.dn.text for c in (*partition.inclusions, *partition.exclusions) if c.dn.text != root]
    siblings = [f"OU=Hangar,{root}", f"CN=Users,{root}", f"CN=Builtin,{root}"]
    listed = domain(name="kestrel.example", all_containers=sorted({*marked, *siblings}))
    source = counts(tmp_path / "counts", document(listed))
    arguments = ["--format", "json", "--quiet", "-o"]
    for name, inputs in (("without", [KESTREL]), ("with", [KESTREL, source])):
        result = CliRunner().invoke(main, ["analyze", *map(str, inputs), *arguments, str(tmp_path / name)])
        assert result.exit_code == 0, result.output
    before, after = (json.loads((tmp_path / n / "assessment.json").read_text("utf-8")) for n in ("without", "with"))
    partitions = [next(p for p in d["scope"]["partitions"] if p["dn"] == root) for d in (before, after)]
    assert partitions[0]["cloud_sync"]["containers"] == []
    taken = partitions[1]["cloud_sync"]["containers"]
    assert f"OU=Hangar,{root}" in taken
    assert not {c.dn.text for c in partition.exclusions} & set(taken)
    (question,) = (q for q in after["questions"] if q["id"] == "containers")
    assert question["answers"]


def test_counts_alone_are_no_configuration(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["analyze", str(counts(tmp_path / "counts", document(domain())))])
    assert result.exit_code == 2
    assert f"{tmp_path / 'counts'}: holds no connector and no sync rule" in result.stderr


def test_what_people_answered_stands(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("objects_per_domain:\n  lindenhof.example: 7\n", "utf-8")
    arguments = ["analyze", str(COLLECTED), "-o", str(tmp_path / "out"), "--format", "json", "--answers", str(answers)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    found = json.loads((tmp_path / "out" / "assessment.json").read_text("utf-8"))
    given = next(one["answers"] for one in found["questions"] if one["id"] == "objects_per_domain")
    assert "1642" not in json.dumps(given)


def test_computers_dont_count_and_the_newest_count_wins(tmp_path: Path) -> None:
    old = counts(tmp_path / "old", document(domain(in_scope={"user": 1}), at="2026-01-01T00:00:00Z"))
    new = counts(tmp_path / "new", document(domain(), domain(name="B.example", in_scope={"contact": 2})))
    for order in ([old, new], [new, old]):
        assert [(c.domain, c.objects) for c in read_counts(order)] == [("a.example", 5), ("b.example", 2)]


def test_one_item_without_brackets(tmp_path: Path) -> None:
    """ConvertTo-Json writes a list of one as the item in some versions, and an empty one as null."""
    text = document() | {"domains": domain(largest_groups={"dn": "CN=x", "members": 9})}
    (found,) = read_counts([counts(tmp_path / "a", text)])
    assert found.largest_group == 9
    assert read_counts([counts(tmp_path / "b", document() | {"domains": None})]) == ()


@pytest.mark.parametrize("text", ["", "no json", "[]", "null", '{"format": "another"}', "[" * 100_000])
def test_other_files_of_that_name_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "counts.json").write_text(text, "utf-8")
    assert read_counts([tmp_path]) == ()


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (document("x"), "$.domains[0]: expected a domain with a name"),
        (document(domain(name="")), "$.domains[0]: expected a domain with a name"),
        (document(domain(in_scope=5)), "$.domains[0].in_scope: expected numbers by class"),
        (document(domain(in_scope={"user": "5"})), "$.domains[0].in_scope.user: expected a whole number"),
        (document(domain(in_scope={"user": -1})), "$.domains[0].in_scope.user: expected a whole number"),
        (document(domain(in_scope={"user": True})), "$.domains[0].in_scope.user: expected a whole number"),
        (document(domain(largest_groups=5)), "$.domains[0].largest_groups: expected a list"),
        (document(domain(largest_groups=[5])), "$.domains[0].largest_groups[0].members: expected a whole number"),
        (document() | {"domains": 5}, "$.domains: expected a list"),
        (document(domain(all_containers=[5])), "$.domains[0].all_containers[0]: expected a distinguished name"),
        (document(domain(all_containers={"a": 1})), "$.domains[0].all_containers[0]: expected a distinguished name"),
        (document(domain(all_containers=["OU=a\nOU=b"])), "$.domains[0].all_containers[0]: expected a distinguished"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path: Path, broken: Any, place: str) -> None:
    with pytest.raises(InputError, match=re.escape(place)):
        read_counts([counts(tmp_path, broken)])


KEYS = st.sampled_from(["name", "all_containers", "in_scope", "largest_groups", "members", "user"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
)


@given(JSON)
def test_any_document_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, domains: Any) -> None:
    folder = tmp_path_factory.mktemp("any")
    try:
        found = read_counts([counts(folder, document() | {"domains": domains})])
    except InputError as error:
        assert "counts.json" in str(error)
    else:
        assert all(count.objects >= 0 and count.domain for count in found)


def test_inspect_says_what_the_collectors_files_are() -> None:
    result = CliRunner().invoke(main, ["inspect", str(COLLECTED)])
    assert result.exit_code == 0, result.output
    assert "counts.json: what the collector counted; analyze takes it as answers" in result.output
    assert "manifest.json: the collector's list of what it took" in result.output
    assert "Nothing is missing" in result.output


def test_what_cmdlets_said_agrees_with_the_export() -> None:
    found = read_inputs([COLLECTED])
    assert found.differences == ()
    assert found.coverage.percent == 100.0
    assert found.observation("company-feature.groupwritebackv2") is not None


def test_a_redacted_collection_keeps_its_counts(tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    result = CliRunner().invoke(main, ["redact", str(COLLECTED), "-o", str(out)])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(out) as archive:
        text = archive.read("counts.json").decode()
        everything = b"".join(map(archive.read, archive.namelist()))
    assert not re.search("lindenhof|workshop|everyone|staff", text, re.IGNORECASE)
    assert b"indenhof" not in everything
    (before,), (after,) = read_counts([COLLECTED]), read_counts([out])
    assert (after.objects, after.largest_group) == (before.objects, before.largest_group)
    domains = {p.domain for c in read_inputs([out]).active_directory_connectors for p in c.partitions}
    assert after.domain in domains
    dns = [one["dn"] for one in json.loads(text)["domains"][0]["containers"]]
    assert all(dn.endswith(json.loads(text)["domains"][0]["dn"]) for dn in dns)
