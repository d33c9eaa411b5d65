"""Facts about source anchor, sign-in name and matching."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.assessment.establish.ground import Ground
from analyzer.assessment.facts import Evidence, Fact

_OBJECT_GUID, _CONSISTENCY_GUID = "objectguid", "ms-ds-consistencyguid"
_USERS_EXIST_ONCE = "alwaysprovision"
_RESOURCE_FOREST = "objectsid"


def facts(ground: Ground) -> Iterator[Fact]:
    """State how objects are identified and matched."""
    anchor = ground.text("source_anchor", "Microsoft.SynchronizationOption.AnchorAttribute")
    yield anchor
    name = None if not anchor.value else str(anchor.value).casefold()
    known = name is not None
    yield Fact("anchor_object_guid", name == _OBJECT_GUID if known else None, evidence=anchor.evidence)
    yield Fact("anchor_consistency_guid", name == _CONSISTENCY_GUID if known else None, evidence=anchor.evidence)
    other = name not in {_OBJECT_GUID, _CONSISTENCY_GUID} if known else None
    yield Fact("unsupported_anchor", other, evidence=anchor.evidence)
    upn = ground.text("upn_attribute", "Microsoft.SynchronizationOption.UPNAttribute")
    yield upn
    alternate = None if not upn.value else str(upn.value).casefold() != "userprincipalname"
    yield Fact("alternate_id", alternate, evidence=upn.evidence)
    yield from _joins(ground)


def _joins(ground: Ground) -> Iterator[Fact]:
    """Matching across forests needs more than one forest and a join criterion that lets objects merge."""
    criteria = ground.text("join_criteria", "Microsoft.SynchronizationOption.JoinCriteria")
    yield criteria
    forests = ground.configuration.active_directory_connectors
    evidence = (*criteria.evidence, *(Evidence.of(c.origin, f"connector {c.name}") for c in forests))
    text = str(criteria.value or "").casefold()
    across: bool | None = False
    resource: bool | None = False
    if len(forests) > 1:
        across = None if not text else text != _USERS_EXIST_ONCE
        resource = None if not text else text == _RESOURCE_FOREST
    yield Fact("join_across_forests", across, evidence=evidence)
    yield Fact("merge_across_forests", across, evidence=evidence)
    yield Fact("resource_forest", resource, evidence=evidence)
