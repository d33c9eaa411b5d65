"""The wizard's JSON: ``Applied-`` and ``Exported-SynchronizationPolicy-*.json``, and ``MigratedPolicy.json``.

No complete specimen was ever published (searched 2026-11-22): names are accepted in any case and in the spellings
scripts use, and every key that was not read is listed.
"""

from __future__ import annotations

from analyzer.configuration import (
    ENTRA_CONNECTOR_ID,
    ActiveDirectorySettings,
    Connector,
    ConnectorKind,
    Container,
    EntraSettings,
    Note,
    Observation,
    Part,
    Partition,
    parse_dn,
)
from analyzer.errors import InputError
from analyzer.readers.compare import RULE_FIELDS
from analyzer.readers.contribution import Contribution, Gathered
from analyzer.readers.files import quoted
from analyzer.readers.loaded import LoadedFile
from analyzer.readers.object_model.rule import read_rule_node, read_stub
from analyzer.readers.object_model.spelling import WIZARD
from analyzer.readers.trees.json_tree import parse_json
from analyzer.readers.trees.node import Node

FORMAT = "wizard-policy"
MIGRATED = "migrated-policy"
CARRIED = frozenset(RULE_FIELDS) - {"disabled", "password_sync", "immutable_tag"}
_CUSTOM, _FILTERS = "customSynchronizationRules", "partitionFilters"
_CONTAINERS = ("containerInclusions", "containerExclusions")
_LIMITS = (
    "Standard rules are named only: whether one was changed, switched off or extended can't be told.",
    "Whether custom rules are disabled can't be told: the file drops it.",
    "Object types, run profiles and the provisioning hierarchy aren't in the file.",
)
APPLIED = (
    "An Applied file misses every change made outside the wizard (rules editor, PowerShell); it is the only source of "
    "sync rules here: export the current configuration."
)
APPLIED_MARK = "wizard-policy.applied"
_APPLIED_LIMIT = "It is an Applied file: changes made outside the wizard (rules editor, PowerShell) aren't in it."


def is_applied(one: Contribution) -> bool:
    """Tell whether a contribution is a policy as the wizard applied it, not one that was exported."""
    return any(observation.name == APPLIED_MARK for observation in one.observations)


def read_wizard_policy(file: LoadedFile) -> Contribution:
    """Read one policy.

    Raises:
        InputError: it isn't well-formed, or its root is no object.

    """
    root = parse_json(file.text, file.name, file.notes)
    if not root.is_object:
        raise InputError("expected a JSON object with policyMetadata", file=file.name, place="$")
    root.read = True
    found = Gathered()
    kind, made = _metadata(root, found)
    forests, entra = root.peek("onpremisesDirectoryPolicy"), root.peek("azureDirectoryPolicy")
    if forests is None and entra is None:
        found.limit("It names the server only; the configuration is in the folders beside it.")
        return file.contribution(MIGRATED, found, (root,), exported_at=made)
    for node in root.list("onpremisesDirectoryPolicy"):
        if node.is_object:
            _forest(node, found)
    tenant = root.get("azureDirectoryPolicy")
    if tenant is not None and tenant.is_object:
        _entra(tenant, found)
    applied = "applied" in kind.casefold() or "applied-" in file.name.rpartition("/")[2].casefold()
    found.complete |= _complete(root, found, applied=applied)
    for sentence in _LIMITS:
        found.limit(sentence)
    found.notes.extend(Note(node.origin, f"{quoted(node.path, 120)} isn't read.") for node in _unread_sections(root))
    if applied:
        found.limit(_APPLIED_LIMIT)
        found.observations.append(Observation(APPLIED_MARK, kind or "file name", root.origin))
    return file.contribution(FORMAT, found, (root,), rule_fields=CARRIED, exported_at=made)


def _complete(root: Node, found: Gathered, *, applied: bool) -> set[Part]:
    """Return the parts that the file tells in full.

    Keys differ from what is published in some builds, so a part counts only where its keys are: what is called
    otherwise must not read as "there is none".
    """
    sections = [node for node in root.list("onpremisesDirectoryPolicy") if node.is_object]
    tenant = root.peek("azureDirectoryPolicy")
    if not sections or tenant is None or not tenant.is_object:
        return set()
    forests = [one for one in found.connectors if one.kind is ConnectorKind.ACTIVE_DIRECTORY]
    parts = {Part.CONNECTORS} if len(forests) == len(sections) else set()
    if not applied and all(_CUSTOM.casefold() in node.names for node in (*sections, tenant)):
        parts.add(Part.CUSTOM_RULES)
    filters = [node for section in sections for node in section.list(_FILTERS)]
    told = all(set(map(str.casefold, _CONTAINERS)) & set(node.names) for node in filters)
    if forests and all(connector.partitions for connector in forests) and told:
        parts.add(Part.SCOPE)
    return parts


def _unread_sections(root: Node) -> list[Node]:
    """Return the sections nobody read, which may hold a feature's switch: an assessor must know of them."""
    return [node for node in root.children() if not node.read and not node.is_empty]


def _metadata(root: Node, found: Gathered) -> tuple[str, str]:
    metadata = root.get("policyMetadata")
    kind = made = ""
    if metadata is not None and metadata.is_object:
        kind, made = metadata.text("type"), metadata.text("timeCreated")
        found.product_version = metadata.text("azureADConnectVersion")
        metadata.skip("author")
    deployment = root.get("deploymentMetadata")
    if deployment is not None and deployment.is_object:
        found.server = deployment.text("hostName")
        for name in ("databaseServer", "databaseInstance", "databaseName", "databaseType", "serviceAccountType"):
            if text := deployment.text(name):
                found.observations.append(Observation(f"deployment.{name.lower()}", text, deployment.origin))
        deployment.skip("serviceAccount", "connectorIds")
    return kind, made


def _rules(node: Node, found: Gathered, connector_id: str) -> None:
    for stub in node.list("standardSynchronizationRules"):
        if stub.is_object:
            read_stub(stub, found, WIZARD, connector_id)
    for rule in node.list(_CUSTOM):
        if rule.is_object:
            read_rule_node(rule, found, WIZARD, connector_id=connector_id, flat_scope=True)


def _forest(node: Node, found: Gathered) -> None:
    node.read = True
    identifier = node.guid("uniqueIdentifier", "connectorId", "identifier")
    name = node.text("fullyQualifiedDomainName") or node.text("friendlyName")
    node.skip("friendlyName")
    identifier = identifier or name.casefold()
    partitions = tuple(
        partition for inner in node.list(_FILTERS) if inner.is_object and (partition := _partition(inner)) is not None
    )
    if not identifier:
        return
    settings = ActiveDirectorySettings(name, "", "", None, None, "")
    found.connectors.append(
        _connector(node, identifier, name, ConnectorKind.ACTIVE_DIRECTORY, "AD", partitions, settings)
    )
    _rules(node, found, identifier)


def _entra(node: Node, found: Gathered) -> None:
    node.read = True
    name = node.text("friendlyName", "fullyQualifiedDomainName", "tenantName", "name")
    identifier = node.guid("uniqueIdentifier", "connectorId") or ENTRA_CONNECTOR_ID
    settings = EntraSettings("", "", None, None)
    found.connectors.append(_connector(node, identifier, name, ConnectorKind.ENTRA, "Extensible2", (), None, settings))
    _rules(node, found, identifier)


def _partition(node: Node) -> Partition | None:
    node.read = True
    name = node.text("distinguishedName", "name")
    if not name:
        return None
    dn = parse_dn(name)
    selected = node.flag("selected", "isSelected")
    return Partition(
        id=node.guid("uniqueIdentifier", "identifier") or name.casefold(),
        name=name,
        dn=dn,
        domain=dn.domain,
        selected=selected is not False,
        object_classes=(),
        inclusions=_containers(node, _CONTAINERS[0]),
        exclusions=_containers(node, _CONTAINERS[1]),
        preferred_dcs=(),
        only_preferred_dcs=False,
        parameters=(),
        origin=node.origin,
    )


def _containers(node: Node, name: str) -> tuple[Container, ...]:
    found = []
    for inner in node.list(name):
        text = inner.text("distinguishedName", "dn", "name") if inner.is_object else inner.scalar
        if text:
            inner.read = True
            found.append(Container(parse_dn(text), inner.origin))
    return tuple(found)


def _connector(  # noqa: PLR0913, PLR0917 - one parameter per field that differs
    node: Node,
    identifier: str,
    name: str,
    kind: ConnectorKind,
    category: str,
    partitions: tuple[Partition, ...],
    directory: ActiveDirectorySettings | None,
    entra: EntraSettings | None = None,
) -> Connector:
    return Connector(
        id=identifier,
        name=name,
        kind=kind,
        category=category,
        subtype="",
        created="",
        modified="",
        active_directory=directory,
        entra=entra,
        attributes=(),
        schema={},
        classes=(),
        partitions=partitions,
        run_profiles=(),
        provisioning_hierarchy=(),
        parameters=(),
        legacy_sections=(),
        origin=node.origin,
    )
