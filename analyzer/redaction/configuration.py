"""The configuration model with pseudonyms: what an assessment of a redacted report starts from."""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.configuration import (
    ActiveDirectorySettings,
    AttributeFlow,
    Configuration,
    Connector,
    ConnectorKind,
    Container,
    Coverage,
    DomainCount,
    EntraSettings,
    GlobalSettings,
    InputFile,
    Note,
    NotUnderstood,
    Origin,
    Parameter,
    Partition,
    SyncRule,
    parse_dn,
)
from analyzer.redaction.expression import redact_expression
from analyzer.redaction.parameters import redact_parameter
from analyzer.redaction.redactor import Redactor
from analyzer.redaction.sources import SourceWalk

_INPUT_FOLDER = re.compile(r"(?i)(?:connectors|globalsettings|synchronizationrules)/[^/]*\Z")


def redact_configuration(configuration: Configuration, redactor: Redactor) -> Configuration:
    """Return the same configuration with pseudonyms in place of identity, marked as such.

    Nodes are sorted again as the readers sort them. What readers remarked comes last: by then every word of the
    customer's is known.
    """
    redactor.learn_rules((rule.name, rule.immutable_tag) for rule in configuration.sync_rules)
    redactor.learn_rules((stub.name, stub.immutable_tag) for stub in configuration.stubs)
    walk = _Walk(redactor)
    sources = SourceWalk(redactor, walk.origin)
    connectors = [walk.connector(connector) for connector in configuration.connectors]
    rules = [walk.rule(rule) for rule in configuration.sync_rules]
    settings = walk.settings(configuration.settings)
    return replace(
        configuration,
        inputs=tuple(walk.input(number, item) for number, item in enumerate(configuration.inputs, 1)),
        settings=settings,
        connectors=tuple(sorted(connectors, key=lambda c: (c.kind, c.name.casefold(), c.id))),
        sync_rules=tuple(sorted(rules, key=lambda r: (r.direction, r.precedence, r.id))),
        coverage=walk.coverage(configuration.coverage),
        notes=tuple(walk.note(note) for note in configuration.notes),
        stubs=tuple(map(sources.stub, configuration.stubs)),
        observations=tuple(map(sources.observation, configuration.observations)),
        sources=tuple(map(sources.source, configuration.sources)),
        differences=tuple(map(sources.difference, configuration.differences)),
        other_servers=tuple(map(sources.server, configuration.other_servers)),
        counts=tuple(walk.count(count) for count in configuration.counts),
        pseudonymised=True,
    )


class _Walk:
    """Walks the model; one method for each kind of node."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._origins: dict[str, str] = {}

    def origin(self, origin: Origin) -> Origin:
        """Keep the place inside the export; folders above it are the consultant's."""
        file = self._origins.get(origin.file)
        if file is None:
            inside = _INPUT_FOLDER.search(origin.file)
            file = self._redactor.product_text(inside.group() if inside else origin.file)
            self._origins[origin.file] = file
        return replace(origin, file=file)

    def maybe(self, origin: Origin | None) -> Origin | None:
        return None if origin is None else self.origin(origin)

    def input(self, number: int, item: InputFile) -> InputFile:
        return replace(
            item,
            name=f"input {number}",
            sha256=self._redactor.pseudonyms.digest(item.sha256),
            server=self._redactor.text(item.server),
            exported_at=self._redactor.moment(item.exported_at),
            product_version=self._redactor.moment(item.product_version),
        )

    def settings(self, settings: GlobalSettings) -> GlobalSettings:
        attribute = self._redactor.attribute
        return replace(
            settings,
            server=self._redactor.text(settings.server),
            exported_at=self._redactor.moment(settings.exported_at),
            parameters=tuple(
                replace(self.parameter(p), name=self._redactor.parameter_name(p.name)) for p in settings.parameters
            ),
            metaverse_classes=tuple(
                replace(c, name=self._redactor.object_class(c.name), attributes=tuple(map(attribute, c.attributes)))
                for c in settings.metaverse_classes
            ),
            schema={attribute(name).lower(): value for name, value in settings.schema.items()},
            origin=self.origin(settings.origin),
        )

    def parameter(self, parameter: Parameter) -> Parameter:
        value = redact_parameter(parameter.name, parameter.value, self._redactor)
        use = self._redactor.product_text(parameter.use)
        return replace(parameter, value=value, use=use, origin=self.origin(parameter.origin))

    def connector(self, connector: Connector) -> Connector:
        redactor = self._redactor
        # The parameters of Microsoft's own connectors have Microsoft's names; those of others may have a customer's.
        foreign = connector.kind is ConnectorKind.OTHER
        schema = [replace(found, name=redactor.attribute(found.name)) for found in connector.schema.values()]
        return replace(
            connector,
            id=redactor.text(connector.id),
            name=redactor.connector_name(connector.name),
            category=redactor.product_text(connector.category),
            subtype=redactor.product_text(connector.subtype),
            active_directory=self._active_directory(connector.active_directory),
            entra=self._entra(connector.entra),
            attributes=tuple(map(redactor.attribute, connector.attributes)),
            schema={found.name.lower(): found for found in schema},
            schema_names=frozenset(redactor.attribute(name).lower() for name in sorted(connector.schema_names)),
            classes=tuple(map(redactor.object_class, connector.classes)),
            partitions=tuple(map(self._partition, connector.partitions)),
            run_profiles=tuple(
                replace(
                    profile,
                    name=redactor.run_profile(profile.name),
                    steps=tuple(replace(s, partition_id=redactor.text(s.partition_id)) for s in profile.steps),
                    origin=self.origin(profile.origin),
                )
                for profile in connector.run_profiles
            ),
            provisioning_hierarchy=tuple(
                (redactor.text(component), redactor.object_class(name))
                for component, name in connector.provisioning_hierarchy
            ),
            created=redactor.moment(connector.created),
            modified=redactor.moment(connector.modified),
            parameters=tuple(
                replace(self.parameter(p), name=redactor.parameter_name(p.name) if foreign else p.name)
                for p in connector.parameters
            ),
            origin=self.origin(connector.origin),
        )

    def _active_directory(self, settings: ActiveDirectorySettings | None) -> ActiveDirectorySettings | None:
        if settings is None:
            return None
        text = self._redactor.text
        return replace(
            settings,
            forest=text(settings.forest),
            login_domain=text(settings.login_domain),
            login_user=text(settings.login_user),
            password_hash_sync_origin=self.maybe(settings.password_hash_sync_origin),
            group_filter_dn=self._redactor.dn(settings.group_filter_dn),
        )

    def _entra(self, settings: EntraSettings | None) -> EntraSettings | None:
        if settings is None:
            return None
        return replace(
            settings,
            login_user=self._redactor.text(settings.login_user),
            password_writeback_origin=self.maybe(settings.password_writeback_origin),
        )

    def _partition(self, partition: Partition) -> Partition:
        redactor = self._redactor
        name = redactor.dn(partition.name)
        return replace(
            partition,
            id=redactor.text(partition.id),
            name=name,
            dn=parse_dn(name),
            domain=redactor.text(partition.domain),
            object_classes=tuple(map(redactor.object_class, partition.object_classes)),
            inclusions=tuple(map(self._container, partition.inclusions)),
            exclusions=tuple(map(self._container, partition.exclusions)),
            preferred_dcs=tuple(map(redactor.text, partition.preferred_dcs)),
            parameters=tuple(map(self.parameter, partition.parameters)),
            origin=self.origin(partition.origin),
        )

    def _container(self, container: Container) -> Container:
        return Container(parse_dn(self._redactor.dn(container.dn.text)), self.origin(container.origin))

    def rule(self, rule: SyncRule) -> SyncRule:
        redactor = self._redactor
        return replace(
            rule,
            id=redactor.text(rule.id),
            name=redactor.rule_name(rule.name, rule.immutable_tag),
            description=redactor.description(rule.description),
            immutable_tag=redactor.immutable_tag(rule.immutable_tag, rule.name),
            connector_id=redactor.text(rule.connector_id),
            source_type=redactor.object_class(rule.source_type),
            target_type=redactor.object_class(rule.target_type),
            version=redactor.moment(rule.version),
            soft_delete_expiry=redactor.moment(rule.soft_delete_expiry),
            precedence_before=redactor.text(rule.precedence_before),
            precedence_after=redactor.text(rule.precedence_after),
            flows=tuple(map(self._flow, rule.flows)),
            unresolved=tuple(map(redactor.remark, rule.unresolved)),
            joins=tuple(
                tuple(
                    replace(
                        clause,
                        connector_attribute=redactor.attribute(clause.connector_attribute),
                        metaverse_attribute=redactor.attribute(clause.metaverse_attribute),
                        origin=self.origin(clause.origin),
                    )
                    for clause in group
                )
                for group in rule.joins
            ),
            scope=tuple(
                tuple(
                    replace(
                        clause,
                        attribute=redactor.attribute(clause.attribute),
                        operator=redactor.operator(clause.operator),
                        value=redactor.value(clause.attribute, clause.value),
                        origin=self.origin(clause.origin),
                    )
                    for clause in group
                )
                for group in rule.scope
            ),
            origin=self.origin(rule.origin),
        )

    def _flow(self, flow: AttributeFlow) -> AttributeFlow:
        redactor = self._redactor
        return replace(
            flow,
            target=redactor.attribute(flow.target),
            sources=tuple(map(redactor.attribute, flow.sources)),
            expression=None if flow.expression is None else redact_expression(flow.expression, redactor, flow.target),
            constant=None if flow.constant is None else redactor.value(flow.target, flow.constant),
            origin=self.origin(flow.origin),
        )

    def coverage(self, coverage: Coverage) -> Coverage:
        return replace(
            coverage,
            not_understood=tuple(
                NotUnderstood(self._remarked(item.origin), self._what(item)) for item in coverage.not_understood
            ),
        )

    def _what(self, item: NotUnderstood) -> str:
        """Redact what wasn't understood; the sentence may begin with the last key of its path."""
        key = item.origin.path.rpartition(".")[2]
        if not key or item.origin.path.startswith("/") or not item.what.startswith(key):
            return self._redactor.remark(item.what)
        return self._redactor.path(key) + self._redactor.remark(item.what[len(key) :])

    def count(self, count: DomainCount) -> DomainCount:
        return replace(
            count,
            domain=self._redactor.text(count.domain),
            origin=self.origin(count.origin),
            containers=tuple(map(self._redactor.dn, count.containers)),
        )

    def note(self, note: Note) -> Note:
        return Note(self._remarked(note.origin), self._redactor.remark(note.text))

    def _remarked(self, origin: Origin) -> Origin:
        path = self._redactor.remark(origin.path) if origin.path.startswith("/") else self._redactor.path(origin.path)
        return replace(self.origin(origin), path=path)
