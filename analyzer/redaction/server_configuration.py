"""Rewrites the files of ``Get-ADSyncServerConfiguration``: the same elements, pseudonyms in their texts.

What an element holds is told by its tag. A tag that isn't listed is treated as free text, so what a newer build adds
is replaced rather than passed on. Replication states and secrets are emptied; comments are dropped by the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from analyzer.configuration import ENTRA_CONNECTOR_ID
from analyzer.redaction.expression import redact_expression
from analyzer.redaction.parameters import is_secret, redact_parameter
from analyzer.redaction.redactor import Redactor

Element = etree._Element
Replace = Callable[[str], str]

_ENTRA_SUBTYPE = "windows azure active directory (microsoft)"
_DSML = "{http://www.dsml.org/DSML}"
_EMPTIED = frozenset({"cookie", "water-mark", "password", "encrypted-attributes"})
_KEPT = frozenset(
    """format-version version internal-version creation-time last-modification-time password-sync-allowed selected
    is-domain dc-failover sign-and-seal ssl-bind simple-bind default-ssl-strength crl-check forest-port enabled
    modified-timestamp filename assembly-version export-mode import-mode export-enabled import-enabled capability-bits
    export-type file-type add_change_type_value modify_change_type_value delete_change_type_value ldap-dn
    maximum-retry-count retry-interval allow-low-security unlock-account direction disabled linkType precedence
    softDeleteExpiryInterval EnablePasswordSync valueMergeType caseSensitive csOperator batch-size page-size time-limit
    timeout object delete import-subtype apply-rules-subtype export-subtype password-change-history-size
    capabilities-mask""".split()  # noqa: SIM905 - a table of tags
)
_PRODUCT = frozenset({"category", "subtype", "ma-listname", "ma-companyname"})
_DNS = frozenset({"inclusion", "exclusion", "container", "dn"})
_ATTRIBUTE_NAMES = frozenset({"dest", "attr", "csAttribute", "ilmAttribute", "attribute"})
_CLASS_NAMES = frozenset(
    {"object-class", "object_class", "primary_class", "oc-value", "sourceObjectType", "targetObjectType"}
)
_KEPT_ATTRIBUTES = frozenset(
    """type use dataType encrypted intrinsic input-type scope execute-once crl-check export-date required single-value
    isAnchor range-lower range-upper user-modification indexable export-only no-objectclass-validation
    dn-format""".split()  # noqa: SIM905 - a table of names
)
_VALUES = {"src": "dest", "expression": "dest", "csValue": "csAttribute"}
"""Elements with a value, and their sibling that names the attribute."""
_SCHEMA_REFERENCES = frozenset({"id", "ref", "superior"})
_SCHEMA_SETTINGS = frozenset({f"{_DSML}syntax", f"{_DSML}object-identifier"})
_OPAQUE_ID = re.compile(r"#?[AC][0-9a-z]{1,3}")


def redact_document(root: Element, redactor: Redactor) -> bytes:
    """Return one file of an export, rewritten; ``root`` is changed in place.

    The root element is that of a connector, of the global settings or of a sync rule.
    """
    _Rewriter(root, redactor).run()
    return etree.tostring(root, encoding="utf-8") + b"\n"


def rule_names(root: Element) -> tuple[str, str] | None:
    """Return name and immutable tag of a sync rule's file, ``None`` for another file."""
    if root.tag != "synchronizationRule":
        return None
    return (root.findtext("name") or "").strip(), (root.findtext("immutable-tag") or "").strip()


def _is_foreign(connector: Element) -> bool:
    """Tell whether a connector is none of Active Directory or Entra ID: its parameters may bear a customer's names."""
    subtype = (connector.findtext("subtype") or "").strip().casefold()
    own = (connector.findtext("id") or "").strip("{} ").casefold() == ENTRA_CONNECTOR_ID
    return not (own or subtype == _ENTRA_SUBTYPE or (connector.findtext("category") or "").strip().casefold() == "ad")


class _Rewriter:
    """Rewrites one document."""

    def __init__(self, root: Element, redactor: Redactor) -> None:
        self._root = root
        self._redactor = redactor
        self._names = rule_names(root)
        self._by_tag: dict[str, Replace] = {
            "description": redactor.description,
            f"{_DSML}description": redactor.description,
        }
        self._by_tag |= dict.fromkeys(_KEPT, redactor.setting)
        self._by_tag |= dict.fromkeys(_PRODUCT, redactor.product_text)
        self._by_tag |= dict.fromkeys(_DNS, redactor.dn)
        self._by_tag |= dict.fromkeys(_ATTRIBUTE_NAMES, redactor.attribute)
        self._by_tag |= dict.fromkeys(_CLASS_NAMES, redactor.object_class)
        self._by_tag |= dict.fromkeys(_EMPTIED, lambda _: "")
        self._by_tag["csOperator"] = redactor.operator
        # A connector of one's own has a library of one's own.
        self._by_tag["filename"] = lambda text: text if text.startswith("Microsoft.") else redactor.text(text)
        self._foreign = root.tag == "ma-data" and _is_foreign(root)

    def run(self) -> None:
        """Rewrite every element."""
        for element in self._root.iter():
            self._attributes(element)
            if element.tag == "parameter":
                continue
            if element.text and not element.text.isspace():
                element.text = _inside(element.text, self._replacement(element)) or None
            if element.tail and not element.tail.isspace():
                element.tail = _inside(element.tail, self._redactor.text)

    def _replacement(self, element: Element) -> Replace:
        tag, parent = str(element.tag), element.getparent()
        above = "" if parent is None else str(parent.tag)
        if tag.startswith(_DSML):
            return self._of_schema(tag, above)
        if tag == "name":
            return self._of_name(above)
        if tag == "immutable-tag" and self._names is not None:
            name = self._names[0]
            return lambda text: self._redactor.immutable_tag(text, name)
        if tag in _VALUES and parent is not None:
            attribute = (parent.findtext(_VALUES[tag]) or "").strip()
            redactor, is_expression = self._redactor, tag == "expression"
            return lambda text: (
                redact_expression(text, redactor, attribute) if is_expression else redactor.value(attribute, text)
            )
        if tag == "display-name":
            return self._redactor.dn
        return self._by_tag.get(tag, self._redactor.text)

    def _of_name(self, above: str) -> Replace:
        """``name`` means something else in every element."""
        if above == "synchronizationRule" and self._names is not None:
            tag = self._names[1]
            return lambda text: self._redactor.rule_name(text, tag)
        if above == "ma-data":
            return self._redactor.connector_name
        if above == "run-configuration":
            return self._redactor.run_profile
        return self._redactor.dn

    def _of_schema(self, tag: str, above: str) -> Replace:
        if tag in _SCHEMA_SETTINGS:
            return self._redactor.setting
        if tag == f"{_DSML}name":
            return self._redactor.object_class if above == f"{_DSML}class" else self._redactor.attribute
        return self._by_tag.get(tag, self._redactor.text)

    def _attributes(self, element: Element) -> None:
        if element.tag == "parameter":
            self._parameter(element)
            return
        schema = str(element.tag).startswith("{")
        for key in map(str, element.keys()):
            value = element.get(key) or ""
            local = key.rpartition("}")[2]
            if schema and local in _SCHEMA_REFERENCES:
                element.set(key, self._reference(element, value))
            else:
                element.set(key, self._plain_attribute(local, value))

    def _plain_attribute(self, name: str, value: str) -> str:
        return self._redactor.setting(value) if name in _KEPT_ATTRIBUTES else self._redactor.text(value)

    def _reference(self, element: Element, value: str) -> str:
        if _OPAQUE_ID.fullmatch(value):
            return value
        mark, name = ("#", value[1:]) if value.startswith("#") else ("", value)
        known = self._redactor.known
        is_class = str(element.tag).endswith("}class")
        stays = known.is_class(name) if is_class else known.is_attribute(name)
        return value if stays else mark + self._redactor.attribute(name)

    def _parameter(self, element: Element) -> None:
        """Rewrite a named value; what may be a secret is emptied."""
        name = (element.get("name") or "").strip()
        for key in map(str, element.keys()):
            value = element.get(key) or ""
            if key == "name":
                if element.get("use") == "SynchronizationGlobal" or self._foreign:
                    element.set(key, self._redactor.parameter_name(name))
            else:
                element.set(key, self._plain_attribute(key, value))
        text = element.text or ""
        if is_secret(name) or (element.get("encrypted") or "0") != "0" or "encrypted" in (element.get("type") or ""):
            element.text = None
        elif text.strip():
            element.text = _inside(text, lambda value: redact_parameter(name, value, self._redactor))
        for child in element:
            child.tail = child.tail and self._redactor.text(child.tail)


def _inside(text: str, replace: Replace) -> str:
    """Replace a text and keep the blanks around it."""
    stripped = text.strip()
    at = text.index(stripped)
    return text[:at] + replace(stripped) + text[at + len(stripped) :]
