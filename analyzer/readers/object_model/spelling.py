"""How formats spell what a sync rule holds. One reader serves them all; a format is a row of names."""

from __future__ import annotations

from dataclasses import dataclass

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """The names of a rule's properties in one family of formats, best first; all are looked up in any case."""

    identifier: Names = ("Identifier",)
    name: Names = ("Name",)
    description: Names = ("Description",)
    tag: Names = ("ImmutableTag",)
    direction: Names = ("Direction",)
    disabled: Names = ("Disabled",)
    enabled: Names = ()
    connector: Names = ("Connector",)
    connector_name: Names = ()
    source_type: Names = ("SourceObjectType",)
    target_type: Names = ("TargetObjectType",)
    link_type: Names = ("LinkType",)
    precedence: Names = ("Precedence",)
    password_sync: Names = ("EnablePasswordSync",)
    version: Names = ("Version",)
    expiry: Names = ("SoftDeleteExpiryInterval",)
    before: Names = ("PrecedenceBefore",)
    after: Names = ("PrecedenceAfter",)
    flows: Names = ("AttributeFlowMappings",)
    flow_target: Names = ("Destination",)
    flow_source: Names = ("Source",)
    flow_constant: Names = ("ConstantValue", "Constant")
    flow_kind: Names = ("FlowType",)
    flow_expression: Names = ("Expression",)
    flow_merge: Names = ("ValueMergeType",)
    flow_once: Names = ("ExecuteOnce",)
    scope: Names = ("ScopeFilter",)
    scope_group: Names = ("ScopeConditionList",)
    scope_attribute: Names = ("Attribute",)
    scope_operator: Names = ("ComparisonOperator",)
    scope_value: Names = ("ComparisonValue",)
    joins: Names = ("JoinFilter",)
    join_group: Names = ("JoinConditionList",)
    join_connector: Names = ("CSAttribute",)
    join_metaverse: Names = ("MVAttribute",)
    join_case: Names = ("CaseSensitive",)
    known: Names = ()
    known_flow: Names = ()


OBJECT_MODEL = Spelling(
    known=("InternalIdentifier", "IsStandardRule", "IsLegacyCustomRule", "SourceNamespaceId", "TargetNamespaceId"),
    known_flow=("MappingSourceAsString",),
)
"""The ADSync module's own names."""
DSC = Spelling(
    connector_name=("ConnectorName",),
    known=("IsStandardRule", "IsLegacyCustomRule", "Ensure", "DependsOn"),
    known_flow=("MappingSourceAsString", "Ensure"),
)
"""The AADConnectDsc module: the same names, but connectors go by name and a rule has no identifier of its own."""
WIZARD = Spelling(
    identifier=("uniqueIdentifier", "internalIdentifier", "identifier", "id"),
    name=("name", "displayName"),
    tag=("immutableTag", "tag"),
    disabled=("disabled", "isDisabled"),
    enabled=("enabled", "isEnabled"),
    connector=("connector", "connectorId", "connectorIdentifier"),
    source_type=("source", "sourceObjectType", "sourceObjectClass"),
    target_type=("target", "targetObjectType", "targetObjectClass"),
    password_sync=("enablePasswordSync", "passwordSync"),
    flows=("attributeMappings", "attributeFlowMappings", "attributeFlows", "transformations"),
    flow_target=("destination", "dest", "target", "destinationAttribute", "targetAttribute"),
    flow_source=("source", "src", "sources", "sourceAttribute", "sourceAttributes"),
    flow_constant=("constant", "constantValue", "value"),
    flow_kind=("flowType", "type", "mappingType"),
    flow_merge=("valueMergeType", "mergeType"),
    flow_once=("executeOnce", "applyOnce", "execute-once"),
    scope=("scopeFilters", "scopeFilter", "scopingFilters", "synchronizationCriteria", "scope"),
    scope_group=("conditions", "scopeConditions", "scopeConditionList", "clauses", "filters"),
    scope_attribute=("attribute", "csAttribute", "attributeName"),
    scope_operator=("condition", "operator", "comparisonOperator", "csOperator"),
    scope_value=("value", "comparisonValue", "csValue"),
    joins=("joinFilters", "joinFilter", "joinConditions", "joinRules", "joinCriteria", "relationshipCriteria"),
    join_group=("conditions", "joinConditions", "joinConditionList", "clauses"),
    join_connector=("csAttribute", "connectorAttribute", "source", "sourceAttribute", "attribute"),
    join_metaverse=("mvAttribute", "ilmAttribute", "metaverseAttribute", "target", "targetAttribute", "destination"),
    join_case=("caseSensitive", "isCaseSensitive"),
    known=("internalIdentifier",),
)
"""The wizard's JSON. Only part of it was ever published, so likely other names are accepted and reported as read."""
