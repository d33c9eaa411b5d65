"""What the collector writes on a server, as a .zip: the layout that ``docs/collector.md`` describes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from typing import Any

from sample_exports.generator.model import FAKE_STATE_MARK, Export
from sample_exports.generator.organisation import Organisation
from sample_exports.generator.writer import export_files

FOLDER = "lindenhof-collected"
ARCHIVE = "connect-sync-20261117-064501.zip"
STARTED, ENDED = "2026-11-17T06:45:01Z", "2026-11-17T06:46:10Z"
_STATE = re.compile(rb"(<(cookie|water-mark)>)[^<]*(</\2>)")
_STATE_PARAMETER = re.compile(rb'(<parameter [^>]*name="(?:cookie|water-mark)"[^>]*[^/]>)[^<]*(</parameter>)')
_CLASSES = ("user", "inetOrgPerson", "group", "contact", "computer")


def collected_files(organisation: Organisation) -> dict[str, bytes]:
    """Return every file of the collection of a one-domain organisation, by its path inside the archive."""
    export = organisation.export
    files = {f"configuration/{name}": _scrubbed(data) for name, data in export_files(export)}
    files |= {name: _json(document) for name, document in _documents(export).items()}
    files["manifest.json"] = _json(_manifest(export, files))
    return files


def archive(files: dict[str, bytes]) -> bytes:
    """Return the .zip. Entries bear the moment of the collection; the packed bytes depend on the machine's zlib."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (2026, 11, 17, 6, 46, 10))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, data)
    return stream.getvalue()


def expected(organisation: Organisation) -> dict[str, Any]:
    """Return what ``inspect`` and ``analyze`` find in the archive, for tests."""
    documents = _documents(organisation.export)
    (counted,) = documents["counts.json"]["domains"]
    objects = sum(counted["in_scope"][name] for name in ("user", "inetOrgPerson", "group", "contact"))
    largest = counted["largest_groups"][0]["members"]
    (features,) = documents["cmdlets/Get-ADSyncAADCompanyFeature.json"]
    return {
        "same_configuration_as": organisation.slug,
        "sources": {"server-configuration": 1, "cmdlet-output": 5},
        "ignored": [
            "cmdlets/Get-ADSyncConnectorStatistics.json",
            "counts.json",
            "directory/server.json",
            "directory/versions.json",
            "manifest.json",
        ],
        "missing": [],
        "company_features": {name.lower(): value for name, value in features.items()},
        "counts": {
            "domain": counted["name"],
            "objects": objects,
            "largest_group": largest,
        },
        "features": {"no": ["gwb-v2"]},
        "answers": {"objects_per_domain": objects, "largest_group_members": largest},
        "not_taken": ["Get-ADSyncExportDeletionThreshold"],
        "never_in_output": [FAKE_STATE_MARK],
    }


def readme(organisation: Organisation) -> str:
    """Return the README of the sample."""
    found = expected(organisation)
    counts = found["counts"]
    return f"""# Lindenhof, as the collector takes it

The .zip that [the collector](../../docs/collector.md) writes on the server of
[{organisation.slug}](../{organisation.slug}/README.md): the same configuration, and what no export holds. Give it to
the program as it is. The organisation is invented; everything here is written by `python -m sample_exports.build`.
`expected.yaml` holds the same facts for machines, and tests hold the program to them.

## What the tool should find

| | |
|---|---|
| Sources | the server's export, and five outputs of cmdlets that agree with it |
| Not used | {", ".join(f"`{name}`" for name in found["ignored"] if name != "counts.json")} |
| Objects in scope | {counts["objects"]:,} in {counts["domain"]}, taken as the answer to that question |
| Largest group | {counts["largest_group"]:,} members, likewise |
| Group writeback v2 | off: the tenant's features say so, which no export does |
| Not taken | {", ".join(found["not_taken"])}: the manifest says why |
| Missing for a full assessment | nothing |

Try: `cloudsync-readiness inspect sample_exports/{FOLDER}/{ARCHIVE}`
"""


def _scrubbed(data: bytes) -> bytes:
    return _STATE_PARAMETER.sub(rb"\1\2", _STATE.sub(rb"\1\3", data))


def _json(document: Any) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _documents(export: Export) -> dict[str, Any]:
    forest = next(c for c in export.connectors if c.partitions and c.partitions[0].domain)
    cloud = next(c for c in export.connectors if c is not forest)
    domain = forest.partitions[0]
    return {
        "cmdlets/Get-ADSyncScheduler.json": [
            {
                "AllowedSyncCycleInterval": "00:30:00",
                "CurrentlyEffectiveSyncCycleInterval": "00:30:00",
                "CustomizedSyncCycleInterval": "",
                "NextSyncCyclePolicyType": "Delta",
                "NextSyncCycleStartTimeInUTC": "2026-11-17T07:01:22Z",
                "PurgeRunHistoryInterval": "7.00:00:00",
                "SyncCycleEnabled": "True",
                "MaintenanceEnabled": "True",
                "StagingModeEnabled": "False",
                "SchedulerSuspended": "False",
                "SyncCycleInProgress": "False",
            }
        ],
        "cmdlets/Get-ADSyncAADCompanyFeature.json": [
            {
                "PasswordHashSync": "True",
                "ForcePasswordChangeOnLogOn": "False",
                "UserWriteback": "False",
                "DeviceWriteback": "False",
                "UnifiedGroupWriteback": "False",
                "GroupWritebackV2": "False",
            }
        ],
        "cmdlets/Get-ADSyncAutoUpgrade.json": {"AutoUpgradeState": "Enabled"},
        "cmdlets/Get-ADSyncGlobalSettings.json": [
            {"Name": name, "Value": value, "Scope": "SynchronizationGlobal", "DataType": "String"}
            for name, value in export.parameters.items()
        ],
        "cmdlets/Get-ADSyncConnectorStatistics.json": [
            {"ConnectorName": forest.name, "TotalConnectors": "1688", "TotalDisconnectors": "41"},
            {"ConnectorName": cloud.name, "TotalConnectors": "1642", "TotalDisconnectors": "0"},
        ],
        "cmdlets/Get-ADSyncAADPasswordSyncConfiguration.json": [
            {"SourceConnector": forest.name, "TargetConnector": cloud.name, "Enabled": "True"}
        ],
        "directory/server.json": {
            "system": "Microsoft Windows Server 2022 Standard",
            "version": "10.0.20348",
            "memory_gb": 16,
            "processors": 4,
            "domain_role": 3,
        },
        "directory/versions.json": [
            {
                "domain": domain.domain,
                "forest": domain.domain,
                "forest_level": "Windows2016Forest",
                "domain_level": "Windows2016Domain",
                "schema_version": 88,
                "exchange_schema": 17003,
                "domain_controllers": [
                    {
                        "name": f"{domain.netbios}-DC01.{domain.domain}",
                        "system": "Windows Server 2022 Standard",
                        "version": "10.0 (20348)",
                        "global_catalog": True,
                        "read_only": False,
                    }
                ],
            }
        ],
        "counts.json": {
            "format": "cloudsync-readiness counts 1",
            "counted_at": ENDED,
            "domains": [_counts(domain.domain, domain.dn, domain.inclusions)],
        },
    }


def _counts(name: str, dn: str, inclusions: tuple[str, ...]) -> dict[str, Any]:
    numbers = ((940, 0, 0, 0, 0), (512, 0, 8, 0, 40), (60, 0, 0, 0, 0), (0, 0, 96, 0, 0), (0, 0, 0, 26, 0))
    containers = [
        {"dn": container, "in_scope": True, "objects": dict(zip(_CLASSES, found, strict=True))}
        for container, found in zip(inclusions, numbers, strict=True)
    ]
    containers.append(
        {"dn": f"CN=Users,{dn}", "in_scope": False, "objects": dict(zip(_CLASSES, (6, 0, 21, 0, 0), strict=True))}
    )
    in_scope = {c: sum(one["objects"][c] for one in containers if one["in_scope"]) for c in _CLASSES}
    return {
        "name": name,
        "dn": dn,
        "in_scope": in_scope,
        "total": {c: sum(one["objects"][c] for one in containers) for c in _CLASSES},
        "consistency_guid": {**dict.fromkeys(_CLASSES, 0), "user": in_scope["user"]},
        "containers": containers,
        "all_containers": sorted([*inclusions, *(f"CN={name},{dn}" for name in ("Users", "Builtin", "Computers"))]),
        "largest_groups": [
            {"dn": f"CN=Everyone at work,{inclusions[3]}", "members": 1437},
            {"dn": f"CN=Workshop,{inclusions[3]}", "members": 512},
        ],
    }


def _manifest(export: Export, files: dict[str, bytes]) -> dict[str, Any]:
    steps = [("Server configuration", "configuration", len(files)), ("Connectors", "", len(export.connectors))]
    steps += [(name.rpartition("/")[2].removesuffix(".json"), name, 1) for name in files if "/Get-" in name]
    steps += [("Operating system", "directory/server.json", 1), ("Counts", "counts.json", 1)]
    return {
        "format": "cloudsync-readiness collection 1",
        "collector_version": "1.0",
        "started_at": STARTED,
        "ended_at": ENDED,
        "computer": export.server,
        "powershell": "5.1.20348.2849",
        "adsync_module": "1.0.0.0",
        "skip_directory": False,
        "steps": [
            {"name": name, "status": "done", "file": file, "items": items, "message": "", "seconds": 1}
            for name, file, items in steps
        ]
        + [
            {
                "name": "Get-ADSyncExportDeletionThreshold",
                "status": "failed",
                "file": "cmdlets/Get-ADSyncExportDeletionThreshold.json",
                "items": 0,
                "message": "The user cancelled the sign-in.",
                "seconds": 12,
            }
        ],
        "files": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }
