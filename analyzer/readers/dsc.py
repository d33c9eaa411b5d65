"""Desired-state configuration of the AADConnectDsc module: sync rules and directory extensions as YAML.

What the server is meant to be, not what it is. Shape (project documentation, checked 2026-11-22)::

    AADSyncRules:
      Items:
      - Name: ...                     # the object model's names; ConnectorName in place of Connector
    AADConnectDirectoryExtensionAttributes:
      Items:
      - Name: ...  AssignedObjectClass: user  Type: String  IsEnabled: true
"""

from __future__ import annotations

from analyzer.configuration import Parameter
from analyzer.readers.compare import RULE_FIELDS
from analyzer.readers.contribution import Contribution, Gathered
from analyzer.readers.loaded import LoadedFile
from analyzer.readers.object_model.rule import read_rule_node, read_stub
from analyzer.readers.object_model.spelling import DSC
from analyzer.readers.trees.node import Node
from analyzer.readers.trees.yaml_tree import parse_yaml

FORMAT = "dsc-configuration"
RULES = ("AADSyncRules", "AADSyncRule")
EXTENSIONS = (
    *("AADConnectDirectoryExtensionAttributes", "AADConnectDirectoryExtensionAttribute"),
    *("AADDirectoryExtensionAttributes", "DirectoryExtensionAttributes"),
)
CARRIED = frozenset(RULE_FIELDS) - {"immutable_tag"}
_LIMITS = (
    "It holds the configuration somebody wants, which the server may not have yet.",
    "It holds the rules under its control; others may exist on the server.",
)


def read_dsc(file: LoadedFile) -> Contribution | None:
    """Read one configuration; ``None`` when it holds neither rules nor extension attributes.

    Raises:
        InputError: it isn't well-formed.

    """
    root = parse_yaml(file.text, file.name, file.notes)
    root.read = True
    found = Gathered()
    rules = _items(root, RULES)
    for node in rules:
        if node.is_object:
            _rule(node, found)
    extensions = [entry for node in _items(root, EXTENSIONS) if node.is_object and (entry := _extension(node))]
    if not rules and not extensions:
        return None
    if extensions:
        origin = (root.peek(*EXTENSIONS) or root).origin
        for name, value in (("", "True"), ("Attributes", ",".join(extensions))):
            full = f"Microsoft.OptionalFeature.DirectoryExtension{name}"
            found.parameters.append(Parameter(full, value, "SynchronizationGlobal", False, origin))
    for sentence in _LIMITS:
        found.limit(sentence)
    return file.contribution(FORMAT, found, (root,), rule_fields=CARRIED)


def _items(root: Node, names: tuple[str, ...]) -> tuple[Node, ...]:
    section = root.get(*names)
    if section is None:
        return ()
    return section.list("Items") if section.is_object and section.peek("Items") is not None else section.elements()


def _rule(node: Node, found: Gathered) -> None:
    """Read a rule; of a standard one the module controls only whether it is disabled."""
    if node.flag("IsStandardRule") and node.peek("AttributeFlowMappings") is None:
        read_stub(node, found, DSC)
        return
    read_rule_node(node, found, DSC)


def _extension(node: Node) -> str:
    node.read = True
    name, kind = node.text("Name"), node.text("AssignedObjectClass") or "user"
    type_name, enabled = node.text("Type") or "String", node.flag("IsEnabled")
    node.skip("Ensure")
    return f"{name}.{kind}.{type_name}.{enabled is not False}" if name else ""
