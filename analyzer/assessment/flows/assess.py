"""All there is to say about attribute flows, put together for the assessment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analyzer.assessment.flows.identity import Identity, judge_identity
from analyzer.assessment.flows.judge import judge_flows
from analyzer.assessment.flows.model import FlowAssessment
from analyzer.assessment.flows.plan import DomainSchema, plan_schemas
from analyzer.assessment.flows.purposes import RulePurpose, judge_rules_as_a_whole
from analyzer.cloudsync.defaults import default_schema
from analyzer.cloudsync.model import JobSchema
from analyzer.configuration import Configuration, Connector, Part
from analyzer.connect.known_rules import KnownRules
from analyzer.connect.standard_rules import Recognition

_NEEDED = frozenset({Part.STANDARD_RULES, Part.CUSTOM_RULES, Part.RULE_STATE, Part.CONNECTORS, Part.OBJECT_TYPES})
"""What sources must tell in full before anything can be said of attribute flows end to end."""


@dataclass(frozen=True, slots=True)
class AttributeFlows:
    """The attribute flows of a configuration in both products.

    Attributes:
        judged: what Connect Sync does and how Cloud Sync compares.
        identity: anchors, sign-in names and matching.
        purposes: what the customised rules are for.
        schemas: what to configure, by domain.

    """

    judged: FlowAssessment
    identity: Identity
    purposes: tuple[RulePurpose, ...]
    schemas: tuple[DomainSchema, ...]

    def purpose(self, rule_id: str) -> RulePurpose | None:
        """Return the purpose of a customised rule."""
        return next((purpose for purpose in self.purposes if purpose.rule.id == rule_id), None)


def assess_flows(
    configuration: Configuration, recognition: Recognition, known: KnownRules, job_schema: JobSchema | None = None
) -> AttributeFlows:
    """Compose, compare and plan; ``job_schema`` is the tenant's own, which then takes the default's place."""
    # Flows composed from half the rules, and a schema made of them, would be about another server.
    whole = not configuration.gaps & _NEEDED
    told = configuration if whole else replace(configuration, connectors=())
    schemas = {c.id: _schema(c, job_schema) for c in told.active_directory_connectors}
    customised = frozenset(r.rule.id for r in recognition.customised)

    def schema_of(connector: Connector) -> JobSchema:
        return schemas[connector.id]

    judged = judge_flows(told, schema_of, customised)
    return AttributeFlows(
        judged=judged,
        identity=judge_identity(told, judged),
        purposes=judge_rules_as_a_whole(configuration, recognition.rules, known, judged, whole=whole),
        schemas=plan_schemas(told.active_directory_connectors, judged, schemas),
    )


def _schema(connector: Connector, given: JobSchema | None) -> JobSchema:
    if given is not None:
        return given
    settings = connector.active_directory
    return default_schema(password_hash_sync=bool(settings is not None and settings.password_hash_sync))
