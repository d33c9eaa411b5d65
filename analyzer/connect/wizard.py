"""What the installation wizard filled into the standard rules of one configuration."""

from __future__ import annotations

import re

from analyzer.configuration import AttributeFlow, Configuration, FlowKind, SyncRule
from analyzer.connect.known_rules import StandardFlow, WizardChoices
from analyzer.connect.rule_text import content


class Choices:
    """The wizard's answers in this configuration, held against what the wizard can fill in."""

    def __init__(self, configuration: Configuration, wizard: WizardChoices) -> None:
        self._wizard = wizard
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
        if rule.connector_class.casefold() not in self._wizard.join_classes:
            return False
        return all(
            (c.connector_attribute.casefold(), c.metaverse_attribute.casefold()) in self._join_pairs
            for group in rule.joins
            for c in group
        )

    def explain_flow(self, flow: AttributeFlow, candidates: list[StandardFlow], rule: SyncRule) -> str:
        """Return why the flow differs from the known ones without anybody's doing, empty when it can't."""
        target = flow.target.casefold()
        if flow.kind is not FlowKind.EXPRESSION or rule.connector_class.casefold() not in self._wizard.join_classes:
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

    def _without_anchor(self, expression: str) -> str:
        """Put one placeholder for every anchor attribute, as reference or (compared) as text."""
        return self._anchor_pattern.sub(lambda found: f"{found[0][0]}§{found[0][-1]}", expression)
