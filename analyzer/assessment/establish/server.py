"""Facts about the Connect Sync server."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.assessment.establish.ground import Ground
from analyzer.assessment.facts import Evidence, Fact

_AUTO_UPGRADE = "Microsoft.OptionalFeature.AutoUpgradeState"
_THRESHOLD = "Microsoft.OptionalFeature.ExportDeletionThresholdValue"


def facts(ground: Ground) -> Iterator[Fact]:
    """State what is known of the server."""
    configuration = ground.configuration
    settings = Evidence.of(configuration.settings.origin, f"server = {configuration.settings.server}")
    yield Fact("never", value=False)
    yield Fact("always", value=True)
    yield Fact("server", configuration.settings.server or None, evidence=(settings,))
    yield Fact("product_version", configuration.product_version or None, evidence=_version_evidence(ground))
    yield _tenant(ground)
    yield ground.switch("staging_mode", "Microsoft.Synchronize.StagingMode")
    yield ground.switch("scheduler_enabled", "Microsoft.Synchronize.SynchronizationSchedule")
    yield ground.switch("scheduler_suspended", "Microsoft.Synchronize.SchedulerSuspended")
    state = ground.text("auto_upgrade_state", _AUTO_UPGRADE)
    for name, word in (("auto_upgrade_suspended", "suspended"), ("auto_upgrade_disabled", "disabled")):
        value = None if state.value is None else str(state.value).casefold() == word
        yield Fact(name, value, evidence=state.evidence)
    yield ground.text("auto_upgrade_reason", "Microsoft.OptionalFeature.AutoUpgradeSuspensionReason")
    yield ground.switch("deletion_threshold_enabled", "Microsoft.OptionalFeature.ExportDeletionThreshold")
    role = ground.text("machine_role", "Microsoft.SystemInformation.MachineRole")
    controller = None if not role.value else "domaincontroller" in str(role.value).casefold()
    yield Fact("installed_on_domain_controller", controller, evidence=role.evidence)
    threshold = ground.text("deletion_threshold", _THRESHOLD)
    number = str(threshold.value or "")
    yield Fact("deletion_threshold", int(number) if number.isdecimal() else None, evidence=threshold.evidence)


def _version_evidence(ground: Ground) -> tuple[Evidence, ...]:
    parameter = ground.configuration.parameter("Microsoft.Synchronize.ServerConfigurationVersion")
    if parameter is not None and parameter.value:
        return (Evidence.of(parameter.origin, f"{parameter.name} = {parameter.value}"),)
    entra = ground.configuration.entra_connector
    if entra is not None and entra.entra is not None and entra.entra.product_version:
        return (Evidence.of(entra.origin, f"assembly-version = {entra.entra.product_version}"),)
    return ()


def _tenant(ground: Ground) -> Fact:
    entra = ground.configuration.entra_connector
    if entra is None:
        return Fact("tenant", None)
    name = entra.name.removesuffix(" - AAD").strip()
    return Fact("tenant", name or None, evidence=(Evidence.of(entra.origin, f"connector {entra.name}"),))
