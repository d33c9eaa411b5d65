"""Facts about optional features and sign-in.

Where an export says nothing reliable (pass-through authentication, federation), the fact stays unknown unless
there is positive evidence: a wizard's memory that names something else proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.assessment.establish.ground import Ground, counted
from analyzer.assessment.facts import Evidence, Fact, Subject

_SWITCHES = {
    "exchange_hybrid": "Microsoft.OptionalFeature.HybridExchange",
    "device_writeback": "Microsoft.OptionalFeature.DeviceWriteBack",
    "user_writeback": "Microsoft.OptionalFeature.UserWriteBack",
    "group_writeback_v1": "Microsoft.OptionalFeature.GroupWriteBack",
    "app_attribute_filter": "Microsoft.OptionalFeature.FilterAAD",
    "seamless_sso": "Microsoft.UserSignIn.DesktopSsoEnabled",
}
_TENANT_FEATURES = {"device_writeback": "devicewriteback", "user_writeback": "userwriteback"}
_SIGN_ON = "Microsoft.UserSignIn.SignOnMethod"
_DEVICE_CLASSES = {"computer", "msds-device"}


def facts(ground: Ground) -> Iterator[Fact]:
    """State which features are on."""
    for fact, parameter in _SWITCHES.items():
        switch = ground.switch(fact, parameter)
        yield _observed(ground, switch, _TENANT_FEATURES[fact]) if fact in _TENANT_FEATURES else switch
    yield from _password_hash_sync(ground)
    yield _password_writeback(ground)
    yield from _sign_in(ground)
    yield _device_sync(ground)
    yield _public_folders(ground)
    yield from _group_filtering(ground)
    yield from _directory_extensions(ground)
    yield _observed(ground, Fact("group_writeback_v2", None), "groupwritebackv2")
    hints = tuple(
        Evidence.of(o.origin, f"the wizard remembers {o.value}")
        for o in ground.configuration.observations
        if o.name == "persisted-state.ad-fs"
    )
    yield Fact("adfs_managed_by_wizard", True if hints else None, evidence=hints)


def _observed(ground: Ground, fact: Fact, feature: str) -> Fact:
    """Fill in what the export leaves unknown from the tenant's features (``Get-ADSyncAADCompanyFeature``)."""
    found = ground.configuration.observation(f"company-feature.{feature}")
    value = {"true": True, "false": False}.get(found.value.casefold()) if found is not None else None
    if fact.value is not None or found is None or value is None:
        return fact
    return Fact(fact.name, value, evidence=(Evidence.of(found.origin, f"tenant feature {feature} = {found.value}"),))


def _password_hash_sync(ground: Ground) -> Iterator[Fact]:
    states: dict[str, bool | None] = {}
    subjects = []
    for connector in ground.configuration.active_directory_connectors:
        settings = connector.active_directory
        state = settings.password_hash_sync if settings else None
        states[connector.id] = state
        if settings and settings.password_hash_sync_origin and state is not None:
            evidence = Evidence.of(settings.password_hash_sync_origin, f"{connector.name}: enabled = {int(state)}")
            subjects.append(
                Subject(
                    "connector",
                    connector.id,
                    connector.name,
                    domains=ground.domains_by_connector[connector.id],
                    values={"enabled": state},
                    evidence=(evidence,),
                )
            )
    known = [state for state in states.values() if state is not None]
    evidence_all = tuple(e for subject in subjects for e in subject.evidence)
    if not known:
        switch = ground.switch("password_hash_sync", "Microsoft.OptionalFeature.PasswordHashSync")
        yield _observed(ground, switch, "passwordhashsync")
        yield Fact("password_hash_sync_partial", None)
        return
    value = True if any(known) else False if len(known) == len(states) else None
    on = tuple(subject for subject in subjects if subject.values["enabled"])
    yield Fact("password_hash_sync", value, on, evidence_all)
    yield Fact("password_hash_sync_partial", any(known) and not all(known), evidence=evidence_all)


def _password_writeback(ground: Ground) -> Fact:
    connector = ground.configuration.entra_connector
    entra = connector.entra if connector else None
    if entra is None or entra.password_writeback is None or entra.password_writeback_origin is None:
        return ground.switch("password_writeback", "Microsoft.OptionalFeature.PasswordWriteback")
    value = entra.password_writeback
    evidence = Evidence.of(entra.password_writeback_origin, f"aad-password-reset-config enabled = {int(value)}")
    return Fact("password_writeback", value, evidence=(evidence,))


def _sign_in(ground: Ground) -> Iterator[Fact]:
    method = ground.text("sign_on_method", _SIGN_ON)
    yield method
    text = str(method.value or "").casefold().replace(" ", "").replace("-", "")
    yield Fact("pass_through_authentication", True if "passthrough" in text else None, evidence=method.evidence)
    federated = any(word in text for word in ("federation", "federated", "adfs", "pingfederate"))
    yield Fact("federation", True if federated else None, evidence=method.evidence)


def _device_sync(ground: Ground) -> Fact:
    """Device synchronization is on when the switch is, and a selected partition synchronises computers."""
    switch = ground.switch("device_sync", "Microsoft.OptionalFeature.DeviceWriteUp")
    if not switch.truth:
        return switch
    partitions = tuple(
        Evidence.of(partition.origin, f"{partition.name} synchronises {', '.join(sorted(classes))}")
        for _, partition in ground.selected_partitions
        if (classes := _DEVICE_CLASSES & {name.casefold() for name in partition.object_classes})
    )
    return Fact("device_sync", bool(partitions), evidence=(*switch.evidence, *partitions))


def _public_folders(ground: Ground) -> Fact:
    """Builds that don't know mail public folders have neither the switch nor the metaverse class."""
    known = any(c.name.casefold() == "publicfolder" for c in ground.configuration.settings.metaverse_classes)
    absent = None if known or not ground.configuration.settings.metaverse_classes else False
    return ground.switch("mail_public_folders", "Microsoft.OptionalFeature.ExchangeMailPublicFolder", absent=absent)


def _group_filtering(ground: Ground) -> Iterator[Fact]:
    """The pilot filter works only with both the switch and a group on the connector (Microsoft, documented)."""
    switch = ground.switch("group_filtering", "Microsoft.OptionalFeature.GroupFiltering")
    subjects = tuple(
        ground.connector_subject(
            connector,
            f"Connector.GroupFilteringGroupDn = {connector.active_directory.group_filter_dn}",
            group=connector.active_directory.group_filter_dn,
        )
        for connector in ground.configuration.active_directory_connectors
        if connector.active_directory and connector.active_directory.group_filter_dn
    )
    yield counted("group_filter_connectors", subjects if switch.truth else ())
    if not switch.truth:
        yield switch
        return
    yield Fact(
        "group_filtering", bool(subjects), subjects, (*switch.evidence, *(e for s in subjects for e in s.evidence))
    )


def _directory_extensions(ground: Ground) -> Iterator[Fact]:
    yield ground.switch("directory_extensions", "Microsoft.OptionalFeature.DirectoryExtension")
    listed = ground.configuration.parameter("Microsoft.OptionalFeature.DirectoryExtensionAttributes")
    mapped = ground.configuration.parameter("Microsoft.DirectoryExtension.SourceTargetAttributesMap")
    targets: dict[str, str] = {}
    for pair in mapped.value.split(",") if mapped else ():
        source, _, target = pair.strip().partition(".")
        targets[source.casefold()] = target
    entries = [entry.strip() for entry in listed.value.split(",")] if listed else []
    subjects = []
    for entry in filter(None, entries):
        attribute = entry.split(".")[0]
        subjects.append(
            Subject(
                "attribute",
                entry,
                attribute,
                values={"attribute": attribute, "target": targets.get(attribute.casefold(), "")},
                evidence=(ground.parameter_evidence("Microsoft.OptionalFeature.DirectoryExtensionAttributes"),),
            )
        )
    yield counted("directory_extension_attributes", subjects)
