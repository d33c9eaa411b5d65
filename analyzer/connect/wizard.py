"""What the installation wizard filled into the standard rules of one configuration."""

from __future__ import annotations

import re

from analyzer.configuration import AttributeFlow, Configuration, Direction, FlowKind, SyncRule
from analyzer.connect.known_rules import StandardFlow, WizardChoices
from analyzer.connect.rule_text import attributes_read, content

_PSEUDO_ATTRIBUTES = frozenset({"dn"})


class Choices:
    """The wizard's answers in this configuration, held against what the wizard can fill in."""

    def __init__(self, configuration: Configuration, wizard: WizardChoices) -> None:
        self._wizard = wizard
        self._configuration = configuration
        self._anchor = self._value(configuration, wizard.anchor_parameter)
        self._upn = self._value(configuration, wizard.upn_parameter)
        custom = self._value(configuration, wizard.custom_attribute_parameter)
        self._anchors = wizard.anchor_attributes | ({self._anchor} if self._anchor else frozenset())
        names = "|".join(re.escape(anchor) for anchor in sorted(self._anchors))
        self._anchor_pattern = re.compile(rf'\[(?:{names})\]|"(?:{names})"', re.IGNORECASE)
        pairs = set(wizard.other_join_pairs).union(*wizard.join_criteria.values())
        pairs |= {(anchor, target) for anchor in self._anchors for target in wizard.anchor_targets}
        if custom:
            pairs.add((custom, custom))
        self._join_pairs = pairs

    @staticmethod
    def _value(configuration: Configuration, name: str) -> str:
        parameter = configuration.parameter(name)
        return parameter.value.strip().casefold() if parameter else ""

    def explain_joins(self, rule: SyncRule) -> bool:
        """Tell whether all join conditions of a rule are ones the wizard can write.

        Every option is accepted, not only the one that ``JoinCriteria`` names, because the tokens of some
        options are unknown and builds differ: a wrong "modified" costs more than a missed one.
        """
        if not rule.joins or not self._of_people(rule):
            return False
        return all(
            (c.connector_attribute.casefold(), c.metaverse_attribute.casefold()) in self._join_pairs
            for group in rule.joins
            for c in group
        )

    def doubt_joins(self, rule: SyncRule) -> str:
        """Return why join conditions that differ needn't be an administrator's, empty when they must."""
        if not self._of_people(rule):
            return ""
        if not rule.joins:
            return "No known build leaves the join conditions empty, but an option of the wizard might."
        return self._lacking(self._wizard.join_criteria_parameter, self._wizard.custom_attribute_parameter)

    def explain_flow(self, flow: AttributeFlow, candidates: list[StandardFlow], rule: SyncRule) -> str:
        """Return why the flow differs from the known ones without anybody's doing, empty when it can't."""
        target = flow.target.casefold()
        if flow.kind is not FlowKind.EXPRESSION or not self._of_people(rule):
            return ""
        known = [c for c in candidates if c.kind is FlowKind.EXPRESSION]
        if target in self._wizard.anchor_targets:
            written = self._without_anchor(content(flow)[1])
            if any(self._without_anchor(content(c)[1]) == written for c in known):
                return f"Its flow to {flow.target} follows the source anchor of the wizard."
        if target in self._wizard.upn_targets and self._upn:
            default, chosen = f"[{self._wizard.upn_default}]", f"[{self._upn}]"
            if any(content(c)[1].replace(default, chosen) == content(flow)[1] for c in known):
                return f"Its flow to {flow.target} follows the UPN attribute {self._upn} of the wizard."
        return ""

    def doubt_flow(self, flow: AttributeFlow, candidates: list[StandardFlow], rule: SyncRule) -> str:
        """Return why an unexplained flow needn't be an administrator's, empty when it must."""
        target = flow.target.casefold()
        if self._of_people(rule):
            if target in self._wizard.anchor_targets and (lacking := self._lacking(self._wizard.anchor_parameter)):
                return lacking
            if target in self._wizard.upn_targets and (lacking := self._lacking(self._wizard.upn_parameter)):
                return lacking
        connector = self._configuration.connector(rule.connector_id)
        if connector is None or rule.direction is not Direction.INBOUND or flow.kind is not FlowKind.EXPRESSION:
            return ""
        selected = {name.casefold() for name in connector.attributes}
        absent = [sorted(attributes_read(c) - selected - _PSEUDO_ATTRIBUTES) for c in candidates]
        if not selected or not all(absent):
            return ""
        names = ", ".join(dict.fromkeys(name for names in absent for name in names))
        return f"The connector lacks {names}, which the known expression reads: the AD schema may be the cause."

    def _lacking(self, *names: str) -> str:
        """Say which of the wizard's parameters the export doesn't have at all."""
        absent = [name for name in names if self._configuration.parameter(name) is None]
        return f"The export lacks {' and '.join(absent)}, which the wizard fills in here." if absent else ""

    def _of_people(self, rule: SyncRule) -> bool:
        return rule.connector_class.casefold() in self._wizard.join_classes

    def _without_anchor(self, expression: str) -> str:
        """Put one placeholder for every anchor attribute, as reference or (compared) as text."""
        return self._anchor_pattern.sub(lambda found: f"{found[0][0]}§{found[0][-1]}", expression)
