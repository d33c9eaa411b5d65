"""Replaces identity in the values of named parameters: what a value is depends on the parameter's name."""

from __future__ import annotations

import re
from collections.abc import Callable

from analyzer.redaction.redactor import Redactor

_DN_ENDINGS = ("container", "groupdn", ".ldap")
_ATTRIBUTES = frozenset(
    {
        *("microsoft.synchronizationoption.anchorattribute", "microsoft.synchronizationoption.upnattribute"),
        *("microsoft.synchronizationoption.customattribute", "microsoft.aadfilter.attributeexclusionlist"),
    }
)
_EXTENSIONS = "microsoft.optionalfeature.directoryextensionattributes"
_EXTENSION_MAP = "microsoft.directoryextension.sourcetargetattributesmap"
_CHOICES = frozenset(
    {
        *("microsoft.synchronize.synchronizationpolicy", "microsoft.synchronizationoption.joincriteria"),
        *("microsoft.optionalfeature.autoupgradestate", "microsoft.optionalfeature.autoupgradesuspensionreason"),
        *("microsoft.usersignin.signonmethod", "microsoft.connectdirectories.wizarddirectorymode"),
        *("microsoft.systeminformation.machinerole", "microsoft.version.synchronizationruleimmutabletag"),
        *("microsoft.aadfilter.applicationlist",),
    }
)
"""Parameters whose values are Microsoft's: choices of the wizard, names of its applications."""
_VERSION = "microsoft.synchronize.serverconfigurationversion"
_TYPES = frozenset({"true", "false", "string", "boolean", "integer", "binary", "datetime", "reference"})
_CHOICE = re.compile(r"[\w.]{0,80}(?:, ?[\w.]{0,80})*")
_SECRETS = (
    *("password", "passphrase", "secret", "privatekey", "private-key", "private key", "token", "pwd"),
    *("cookie", "water-mark", "watermark"),
)


def is_secret(name: str) -> bool:
    """Tell whether a parameter's value must never be copied: a credential or a replication state."""
    return name.casefold().endswith(_SECRETS)


def redact_parameter(name: str, value: str, redactor: Redactor) -> str:
    """Return the value of the parameter ``name`` (as it stands in the export) with pseudonyms."""
    key = name.casefold()
    if not value or redactor.is_plain(value) or (key in _CHOICES and _CHOICE.fullmatch(value)):
        return value
    if key == _VERSION or key.endswith(_DN_ENDINGS):
        return redactor.moment(value) if key == _VERSION else redactor.dn(value)
    if key in _ATTRIBUTES:
        return _listed(value, redactor.attribute)
    if key == _EXTENSIONS:
        return _listed(value, lambda entry: _extension(entry, redactor))
    if key == _EXTENSION_MAP:
        return _listed(value, lambda pair: ".".join(map(redactor.attribute, pair.split("."))))
    return redactor.text(value)


def _extension(entry: str, redactor: Redactor) -> str:
    """Redact ``attribute.class.type.enabled``; the last two are the wizard's."""
    attribute, *rest = entry.split(".")
    kept = [part if part.casefold() in _TYPES else redactor.text(part) for part in rest[1:]]
    return ".".join([redactor.attribute(attribute), *map(redactor.object_class, rest[:1]), *kept])


def _listed(value: str, one: Callable[[str], str]) -> str:
    """Redact each entry of a comma list; blanks around entries stay."""
    return ",".join(entry.replace(entry.strip(), one(entry.strip()), 1) for entry in value.split(","))
