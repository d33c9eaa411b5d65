"""The typed model of one Connect Sync configuration.

Frozen values, no parsing, no judgement. Every node that can become evidence has an :class:`Origin`.
"""

from __future__ import annotations

from analyzer.configuration.connectors import (
    ENTRA_CONNECTOR_ID,
    ActiveDirectorySettings,
    Connector,
    ConnectorKind,
    Container,
    EntraSettings,
    Partition,
    RunProfile,
    RunStep,
    SchemaAttribute,
)
from analyzer.configuration.counts import DomainCount
from analyzer.configuration.dn import DistinguishedName, parse_dn
from analyzer.configuration.origin import Origin
from analyzer.configuration.parameter import Parameter
from analyzer.configuration.rules import (
    AttributeFlow,
    Direction,
    FlowKind,
    JoinCondition,
    LinkType,
    MergeType,
    ScopeCondition,
    SyncRule,
)
from analyzer.configuration.server import (
    Configuration,
    Coverage,
    GlobalSettings,
    InputFile,
    MetaverseClass,
    Note,
    NotUnderstood,
)
from analyzer.configuration.sources import (
    MissingPiece,
    Observation,
    OtherServer,
    Part,
    RuleStub,
    SourceDifference,
    SourceSummary,
)

__all__ = [
    "ENTRA_CONNECTOR_ID",
    "ActiveDirectorySettings",
    "AttributeFlow",
    "Configuration",
    "Connector",
    "ConnectorKind",
    "Container",
    "Coverage",
    "Direction",
    "DistinguishedName",
    "DomainCount",
    "EntraSettings",
    "FlowKind",
    "GlobalSettings",
    "InputFile",
    "JoinCondition",
    "LinkType",
    "MergeType",
    "MetaverseClass",
    "MissingPiece",
    "NotUnderstood",
    "Note",
    "Observation",
    "Origin",
    "OtherServer",
    "Parameter",
    "Part",
    "Partition",
    "RuleStub",
    "RunProfile",
    "RunStep",
    "SchemaAttribute",
    "ScopeCondition",
    "SourceDifference",
    "SourceSummary",
    "SyncRule",
    "parse_dn",
]
