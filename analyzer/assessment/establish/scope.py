"""Facts about who is in scope."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.assessment.establish.ground import Ground
from analyzer.assessment.establish.scope_differences import difference_facts
from analyzer.assessment.facts import Evidence, Fact
from analyzer.assessment.scoping.counts import container_counts


def facts(ground: Ground) -> Iterator[Fact]:
    """State how partitions and object classes are filtered."""
    filtered, below, whole, people, persons = [], [], [], [], []
    for scope in ground.selected_scopes:
        partition, counts = scope.tree.partition, container_counts(scope)
        evidence = Evidence.of(
            partition.origin, f"{partition.name}: {counts.included} included, {counts.excluded} excluded containers"
        )
        if counts.excluded or not counts.whole_domain:
            filtered.append(evidence)
        if counts.excluded_below_included:
            below.append(evidence)
        if counts.whole_domain:
            whole.append(Evidence.of(partition.origin, f"{partition.name}: the whole domain"))
        classes = {name.casefold() for name in partition.object_classes}
        if classes & {"user", "group", "contact", "inetorgperson"}:
            people.append(Evidence.of(partition.origin, f"{partition.name}: {', '.join(partition.object_classes)}"))
        if "inetorgperson" in classes:
            persons.append(Evidence.of(partition.origin, f"{partition.name} synchronises inetOrgPerson"))
    yield Fact("ou_filter", bool(filtered), evidence=tuple(filtered))
    yield Fact("containers_excluded_below_included", bool(below), evidence=tuple(below))
    yield Fact("whole_domain_in_scope", bool(whole), evidence=tuple(whole))
    yield Fact("users_groups_contacts", bool(people), evidence=tuple(people))
    yield Fact("inetorgperson_selected", bool(persons), evidence=tuple(persons))
    # The class is selected by default; whether such users exist is not in the export.
    yield Fact("inetorgperson_phs", None if persons else False, evidence=tuple(persons))
    yield from difference_facts(ground)
