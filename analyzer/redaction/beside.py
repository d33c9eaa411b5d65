"""What lies beside an export and tells more of the server, with pseudonyms: each source as a file of its own format.

Made from what was read of a source, not from its text, so that nothing nobody read is passed on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from xml.sax.saxutils import escape

from analyzer.configuration import Observation, Origin, Parameter
from analyzer.redaction.parameters import redact_parameter
from analyzer.redaction.redactor import Redactor
from analyzer.redaction.sources import SourceWalk

_BY_CONNECTOR = "password-hash-sync."
_AD_FS, _TENANT = "persisted-state.ad-fs", "persisted-state.tenantid"
_DEPLOYMENT = "deployment."


def cmdlet_output(parameters: Iterable[Parameter], observations: Iterable[Observation], redactor: Redactor) -> bytes:
    """Return the JSON of what cmdlets showed: a record for each of their objects, one for each global parameter.

    The scheduler's values are read as observations and as global parameters; they are written once.
    """
    observed = list(observations)
    shown = {observation.origin for observation in observed}
    records: list[dict[str, str]] = []
    by_object: dict[tuple[str, str], dict[str, str]] = {}
    for observation in observed:
        made = _observation(observation, redactor)
        if observation.name.startswith(_BY_CONNECTOR):
            connector = made.name.removeprefix(_BY_CONNECTOR)
            records.append({"SourceConnector": connector, "Enabled": made.value})
            continue
        topic, _, name = observation.name.partition(".")
        key = topic, observation.origin.path.rpartition(".")[0]
        by_object.setdefault(key, {})[name] = made.value
    records += by_object.values()
    records += [
        {
            "Name": redactor.parameter_name(parameter.name),
            "Value": redact_parameter(parameter.name, parameter.value, redactor),
            "Scope": parameter.use,
        }
        for parameter in parameters
        if parameter.origin not in shown and not parameter.encrypted
    ]
    return _json(records)


def persisted_state(observations: Iterable[Observation], redactor: Redactor) -> bytes:
    """Return the wizard's memory: that it managed AD FS, and the tenant's identifier; nothing else was read of it."""
    entries = []
    for observation in observations:
        if observation.name == _AD_FS:
            entries.append(("IAdfsContext", ""))
        elif observation.name == _TENANT:
            entries.append(("IAzureActiveDirectoryContext.TenantId", redactor.text(observation.value)))
    lines = "".join(
        f"<PersistedStateElement><Key>{key}</Key><Value>{escape(value)}</Value></PersistedStateElement>\n"
        for key, value in entries
    )
    text = f"<PersistedStateContainer><StateVersion>2</StateVersion><Elements>\n{lines}</Elements>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}</PersistedStateContainer>\n'.encode()


def migrated_policy(
    server: str, made: str, version: str, observations: Iterable[Observation], redactor: Redactor
) -> bytes:
    """Return the policy that MigrateSettings writes: it names the server, its database and its build."""
    deployment = {"hostName": redactor.text(server)}
    for observation in observations:
        if observation.name.startswith(_DEPLOYMENT):
            found = _observation(observation, redactor)
            deployment[observation.name.removeprefix(_DEPLOYMENT)] = found.value
    metadata = {
        "type": "migration",
        "timeCreated": redactor.setting(made),
        "azureADConnectVersion": redactor.setting(version),
    }
    return _json({"policyMetadata": metadata, "deploymentMetadata": deployment})


def _observation(found: Observation, redactor: Redactor) -> Observation:
    return SourceWalk(redactor, lambda _: Origin("", "/")).observation(found)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
