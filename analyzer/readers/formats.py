"""The formats by id: what they are called, how far each is trusted, and how to get what is missing."""

from __future__ import annotations

from analyzer.configuration import MissingPiece, Part
from analyzer.readers import cmdlet_output, dsc, job_schema, persisted_state, wizard_policy
from analyzer.readers.server_configuration import FORMAT as SERVER_CONFIGURATION

SCRIPT = "rules-editor-script"
TITLES = {
    SERVER_CONFIGURATION: "Get-ADSyncServerConfiguration export",
    wizard_policy.FORMAT: "wizard policy (JSON)",
    wizard_policy.MIGRATED: "MigrateSettings policy (JSON)",
    persisted_state.FORMAT: "wizard memory (PersistedState.xml)",
    SCRIPT: "Sync Rules Editor script",
    dsc.FORMAT: "DSC configuration (YAML)",
    cmdlet_output.FORMAT: "output of Get-ADSync cmdlets",
    job_schema.FORMAT: "Cloud Sync job schema",
}
RANKS = (
    SERVER_CONFIGURATION,
    cmdlet_output.FORMAT,
    SCRIPT,
    wizard_policy.FORMAT,
    dsc.FORMAT,
    wizard_policy.MIGRATED,
    persisted_state.FORMAT,
    job_schema.FORMAT,
)
"""Most trusted first: the server's own full export, what its cmdlets showed, what was exported by hand, what the
wizard wrote, and last what somebody wants the server to be."""

_EXPORT = "Get-ADSyncServerConfiguration -Path C:\\Temp\\export"
_WHY = {
    Part.SETTINGS: "optional features, source anchor, staging mode and the build are global settings",
    Part.CONNECTORS: "forests, domains and third-party connectors",
    Part.SCOPE: "domains and containers in scope",
    Part.OBJECT_TYPES: "which object types each domain synchronises",
    Part.CONNECTOR_SETTINGS: "password hash synchronization, password writeback and pilot groups",
    Part.ATTRIBUTES: "which attributes are read, and their types",
    Part.RUN_PROFILES: "whether each selected domain is part of the sync cycle",
    Part.STANDARD_RULES: "whether standard rules were changed, and the attribute flows they make",
    Part.CUSTOM_RULES: "rules of your own that none of the sources show",
    Part.RULE_STATE: "which rules are switched off",
}


def missing_pieces(gaps: frozenset[Part], observed: frozenset[str]) -> tuple[MissingPiece, ...]:
    """Return what a full assessment needs besides, with the read-only command that gets it.

    Args:
        gaps: the parts no source tells in full.
        observed: the topics of the observations there are.

    """
    pieces = [MissingPiece(str(part), _WHY[part], _EXPORT) for part in Part if part in gaps]
    if "company-feature" not in observed:
        why = "group writeback v2 and the tenant's other switches, which no server export holds"
        pieces.append(MissingPiece("tenant features", why, "Get-ADSyncAADCompanyFeature | Format-List > features.txt"))
    return tuple(pieces)
