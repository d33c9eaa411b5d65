"""Facts about forests, domains and connectors."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.assessment.establish.ground import Ground, counted
from analyzer.assessment.facts import Evidence, Fact, Subject
from analyzer.assessment.scoping.counts import container_counts
from analyzer.assessment.scoping.model import DomainScope
from analyzer.configuration import Connector, ConnectorKind, Part, Partition
from analyzer.vocabulary import Outcome


def facts(ground: Ground) -> Iterator[Fact]:
    """State what is known of the topology."""
    configuration = ground.configuration
    forests = configuration.active_directory_connectors
    yield counted("forests", (_forest(ground, connector) for connector in forests))
    forest_evidence = tuple(Evidence.of(c.origin, f"connector {c.name}") for c in forests)
    yield Fact("forest_count", len(forests), evidence=forest_evidence)
    yield Fact("single_forest", len(forests) == 1, evidence=forest_evidence)
    yield Fact("multiple_forests", len(forests) > 1, evidence=forest_evidence)
    domains = tuple(_domain(ground, scope) for scope in ground.selected_scopes)
    domain_evidence = tuple(e for domain in domains for e in domain.evidence)
    yield Fact("domains", len(domains), domains, domain_evidence)
    lists = [int(domain.values["included"]) for domain in domains]
    yield Fact("largest_container_list", max(lists, default=0), evidence=domain_evidence)
    yield Fact("domain_count", len(domains), evidence=domain_evidence)
    yield Fact("multiple_domains", len(domains) > 1, evidence=domain_evidence)
    yield counted(
        "unselected_domains",
        (
            _partition_subject(connector, partition, "listed, not selected")
            for connector in forests
            for partition in connector.partitions
            if not partition.selected
        ),
    )
    yield counted("domains_without_run_step", (d for d in domains if d.values.get("in_run_profile") is False))
    entra = configuration.entra_connector
    yield Fact("entra_connector_missing", entra is None)
    others = [c for c in configuration.connectors if c.kind is ConnectorKind.OTHER]
    yield counted(
        "third_party_connectors",
        (
            ground.connector_subject(
                c, f"category {c.category}, subtype {c.subtype or '(none)'}", subtype=c.subtype or c.category
            )
            for c in others
        ),
    )
    yield _of_kind("ldap_connector", others, "ldap")
    yield _of_kind("sql_connector", others, "sql")
    yield counted(
        "stay_disconnector_connectors",
        (
            ground.connector_subject(c, "stay-disconnector is set")
            for c in configuration.connectors
            if "stay-disconnector" in c.legacy_sections
        ),
    )
    yield counted(
        "legacy_connectors",
        (
            ground.connector_subject(c, f"has {', '.join(c.legacy_sections)}")
            for c in configuration.connectors
            if set(c.legacy_sections) - {"stay-disconnector"}
        ),
    )
    preferred = tuple(
        Evidence.of(partition.origin, f"{partition.name}: {', '.join(partition.preferred_dcs)}")
        for _, partition in ground.selected_partitions
        if partition.preferred_dcs
    )
    yield Fact("preferred_domain_controllers", bool(preferred), evidence=preferred)


def _forest(ground: Ground, connector: Connector) -> Subject:
    settings = connector.active_directory
    return Subject(
        "forest",
        connector.id,
        (settings.forest if settings is not None else "") or connector.name,
        domains=ground.domains_by_connector.get(connector.id, ()),
        evidence=(Evidence.of(connector.origin, f"connector {connector.name}"),),
    )


def _domain(ground: Ground, scope: DomainScope) -> Subject:
    connector = ground.configuration.connector(scope.connector_id)
    assert connector is not None  # noqa: S101 - the scope was made from it
    partition, counts = scope.tree.partition, container_counts(scope)
    stepped = {step.partition_id for profile in connector.run_profiles for step in profile.steps}
    # Without the run profiles nothing is known of them; an absent value is unknown to conditions.
    steps = {} if Part.RUN_PROFILES in ground.configuration.gaps else {"in_run_profile": partition.id in stepped}
    return Subject(
        "domain",
        partition.domain or partition.name,
        partition.domain or partition.name,
        domains=(partition.domain or partition.name,),
        values={
            "connector": connector.name,
            "included": counts.included,
            "excluded": counts.excluded,
            "excluded_below_included": counts.excluded_below_included,
            "whole_domain": counts.whole_domain,
            "proposed": counts.proposed,
            "unresolved": counts.unresolved,
            "lost_directly": counts.lost_directly,
            "closed_parents": counts.closed_parents,
            "missing_containers": counts.missing,
            "unmentioned": counts.unmentioned,
            "nothing_included": counts.nothing_included,
            "pilot_group": bool(scope.group.groups),
            "pilot_group_unnamed": scope.group.outcome is Outcome.UNKNOWN and not scope.group.groups,
            **steps,
        },
        evidence=(Evidence.of(partition.origin, f"{partition.name}, selected"),),
    )


def _partition_subject(connector: Connector, partition: Partition, what: str) -> Subject:
    name = partition.domain or partition.name
    return Subject(
        "partition",
        f"{connector.id}|{partition.id}",
        name,
        domains=(name,),
        evidence=(Evidence.of(partition.origin, f"{partition.name}: {what}"),),
    )


def _of_kind(fact: str, connectors: list[Connector], word: str) -> Fact:
    found = tuple(
        Evidence.of(c.origin, f"{c.name}: {c.subtype}")
        for c in connectors
        if word in c.subtype.casefold() or word in c.category.casefold()
    )
    return Fact(fact, bool(found), evidence=found)
