"""``parameter-values``: the named values of connectors, partitions and the server. Secrets stay out."""

from __future__ import annotations

from analyzer.configuration import Parameter
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.server_configuration.shape import shape
from analyzer.readers.xml import Element, flag_of

_KNOWN = shape(
    attributes="name type use dataType encrypted intrinsic input-type scope regex-pattern description"
).attributes
# Endings, because switches such as Microsoft.OptionalFeature.PasswordHashSync carry no secret.
_SECRET_ENDINGS = (
    *("password", "passphrase", "secret", "privatekey", "private-key", "private key", "token", "pwd"),
    *("cookie", "water-mark", "watermark"),
)


def read_parameters(context: FileContext, element: Element | None, path: str) -> tuple[Parameter, ...]:
    """Read a ``parameter-values`` list. Values of encrypted and of replication-state parameters stay out."""
    result = []
    for own, node in context.items(element, path, "parameter"):
        if len(node) or not _KNOWN.issuperset(node.keys()):
            context.leaf(node, own, _KNOWN)
        name = (node.get("name") or "").strip()
        secret = _is_secret(node, name)
        value = "" if secret else (node.text or "").strip()
        result.append(Parameter(name, value, node.get("use") or "", secret, context.origin(node, own)))
    return tuple(result)


def _is_secret(node: Element, name: str) -> bool:
    """When in doubt it is one: any mark but a plain no counts, and so does a telling name."""
    encrypted = (node.get("encrypted") or "").strip()
    return (
        (encrypted != "" and flag_of(encrypted) is not False)
        or "encrypted" in (node.get("type") or "").casefold()
        or "encrypted" in (node.get("dataType") or "").casefold()
        or name.casefold().endswith(_SECRET_ENDINGS)
    )
