"""The wizard's group filter for pilots: only direct members of one group are synchronised.

It works only with the server-wide switch and the group's name on the connector together; nested groups are not
resolved, the OU filter comes first, and it can't be switched on again once off (Connect Sync documentation, carried
in docs/scope.md with dates).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from analyzer.configuration import Configuration, Connector, DistinguishedName, Origin, Parameter, parse_dn

SWITCH = "Microsoft.OptionalFeature.GroupFiltering"
GROUP = "Connector.GroupFilteringGroupDn"


class PilotState(StrEnum):
    """Whether the filter works on a connector; ``unknown`` when the switch is on but the connector names no group."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GroupPilotFilter:
    """The pilot filter of one AD connector with the lines that set it. ``group`` is ``None`` when none is named."""

    connector_id: str
    state: PilotState
    group: DistinguishedName | None
    because: str
    origins: tuple[Origin, ...]

    def takes(self, in_containers: bool | None, member_of: Iterable[DistinguishedName]) -> bool | None:
        """Tell whether an object passes, given the OU filter's answer and the groups it is a direct member of."""
        if in_containers is False or self.state is PilotState.INACTIVE:
            return in_containers
        if self.state is PilotState.UNKNOWN or self.group is None:
            return None
        return in_containers if any(group.key == self.group.key for group in member_of) else False


def pilot_filter(configuration: Configuration, connector: Connector) -> GroupPilotFilter:
    """Read the pilot filter of one AD connector."""
    switch = configuration.parameter(SWITCH)
    named = next((one for one in connector.parameters if one.name.casefold() == GROUP.casefold()), None)
    text = connector.active_directory.group_filter_dn if connector.active_directory else ""
    group = parse_dn(text) if text.strip() else None
    state, because = _state(switch, group)
    origins = tuple(one.origin for one in (switch, named) if one is not None)
    return GroupPilotFilter(connector.id, state, group, because, origins)


def _state(switch: Parameter | None, group: DistinguishedName | None) -> tuple[PilotState, str]:
    on = switch is not None and switch.value.strip().casefold() in {"true", "1"}
    if on and group is not None:
        return PilotState.ACTIVE, f"{SWITCH} is on and the connector names {group.text}"
    if on:
        return PilotState.UNKNOWN, f"{SWITCH} is on but the connector names no group; what happens then is undocumented"
    if group is not None:
        return PilotState.INACTIVE, f"the connector names {group.text} but {SWITCH} is not on"
    return PilotState.INACTIVE, f"{SWITCH} is not on and the connector names no group"
