"""What an invented export consists of, as plain values."""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass, field

from analyzer.configuration import ENTRA_CONNECTOR_ID, ConnectorKind, Direction, FlowKind, LinkType, MergeType
from analyzer.connect.known_rules import Clause, JoinClause, StandardFlow

_NAMESPACE = uuid.UUID("6f1d2c7a-5b84-4c0e-9a3e-2d7f00c10d5e")
AD_CLASSES = ("computer", "contact", "foreignSecurityPrincipal", "group", "inetOrgPerson", "msDS-Device", "user")
ENTRA_CLASSES = ("contact", "device", "group", "user")


def identifier(*parts: str) -> str:
    """Return the same lower-case GUID for the same parts."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))


def fake_state(*parts: str, length: int = 240) -> str:
    """Return base64 that looks like replication state and says that it's fake; it must never reach a report."""
    seed = hashlib.sha256("/".join(parts).encode()).digest()
    text = b"FAKE-SYNC-STATE-MUST-NOT-LEAK:" + seed * (length // len(seed) + 1)
    return base64.b64encode(text[:length]).decode()


FAKE_STATE_MARK = base64.b64encode(b"FAKE-SYNC-STATE-MUST-NOT-LEAK").decode().rstrip("=")[:36]
"""How every fake cookie and watermark begins."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One sync rule, with what a reader of it must recognise.

    Attributes:
        origin: the origin to be recognised, in the words of ``assessment.json``.
        clone_of: name of the disabled standard rule a clone replaces.
        changes: what was planted, as ``what: subject``, in the order a comparison finds it.

    """

    id: str
    name: str
    direction: Direction
    connector: str
    source_type: str
    target_type: str
    link_type: LinkType
    precedence: int
    flows: tuple[StandardFlow, ...]
    scope: tuple[tuple[Clause, ...], ...] = ()
    joins: tuple[tuple[JoinClause, ...], ...] = ()
    tag: str = ""
    description: str = ""
    disabled: bool = False
    password_sync: bool = False
    origin: str = "custom"
    clone_of: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Partition:
    """One domain of an AD connector."""

    domain: str
    netbios: str
    inclusions: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    selected: bool = True
    classes: tuple[str, ...] = AD_CLASSES
    preferred_dcs: tuple[str, ...] = ()
    only_preferred: bool = False

    @property
    def dn(self) -> str:
        """The distinguished name of the domain."""
        return ",".join(f"DC={label}" for label in self.domain.split("."))


@dataclass(frozen=True, slots=True)
class Connector:
    """One connector; ``kind`` decides which of the fields count.

    Attributes:
        key: how the organisation's specification calls it.
        attributes: further attributes selected on it, besides those its rules read or write.
        parameters: connectivity parameters of a third-party connector.

    """

    key: str
    id: str
    name: str
    kind: ConnectorKind
    subtype: str = ""
    login_user: str = ""
    login_domain: str = ""
    netbios: str = ""
    partitions: tuple[Partition, ...] = ()
    attributes: tuple[str, ...] = ()
    password_hash_sync: bool = False
    password_writeback: bool = False
    group_filter_dn: str = ""
    tenant: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Export:
    """One server's configuration. ``newline`` is the line ending of pretty-printed files."""

    slug: str
    server: str
    exported_at: str
    build: str
    parameters: dict[str, str]
    connectors: tuple[Connector, ...]
    rules: tuple[Rule, ...]
    newline: str = "\r\n"


def forest(slug: str, root: Partition, *children: Partition, **settings: object) -> Connector:
    """Make the AD connector of a forest from its domains; ``settings`` are fields of :class:`Connector`."""
    return Connector(
        key=root.domain,
        id=identifier(slug, "connector", root.domain),
        name=root.domain,
        kind=ConnectorKind.ACTIVE_DIRECTORY,
        login_domain=root.domain,
        netbios=root.netbios,
        partitions=(root, *children),
        **settings,  # type: ignore[arg-type]
    )


def entra(tenant: str, server: str, classes: tuple[str, ...] = ENTRA_CLASSES, **settings: object) -> Connector:
    """Make the Entra connector of ``<tenant>.onmicrosoft.com``."""
    account = identifier(tenant, server)[:12].replace("-", "")
    return Connector(
        key="entra",
        id=ENTRA_CONNECTOR_ID,
        name=f"{tenant}.onmicrosoft.com - AAD",
        kind=ConnectorKind.ENTRA,
        subtype="Windows Azure Active Directory (Microsoft)",
        login_user=f"Sync_{server}_{account}@{tenant}.onmicrosoft.com",
        tenant=tenant,
        partitions=(Partition("default", "", classes=classes),),
        **settings,  # type: ignore[arg-type]
    )


def direct(target: str, source: str = "") -> StandardFlow:
    """Make a direct flow, by default from the attribute of the same name."""
    return StandardFlow(target, FlowKind.DIRECT, (source or target,), None, None, MergeType.UPDATE, False)


def constant(target: str, value: str) -> StandardFlow:
    """Make a constant flow."""
    return StandardFlow(target, FlowKind.CONSTANT, (), None, value, MergeType.UPDATE, False)


def expression(target: str, text: str, *sources: str, merge: MergeType = MergeType.UPDATE) -> StandardFlow:
    """Make an expression flow; ``sources`` are listed beside it as the editor does."""
    return StandardFlow(target, FlowKind.EXPRESSION, sources, text, None, merge, False)
