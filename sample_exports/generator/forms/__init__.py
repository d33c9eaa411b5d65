"""The other forms in which customers bring the same configuration: scripts, policies, cmdlet output."""

from __future__ import annotations

from sample_exports.generator.forms.bundle import form_files
from sample_exports.generator.forms.objects import connector_object, rule_object

__all__ = ["connector_object", "form_files", "rule_object"]
