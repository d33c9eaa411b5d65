"""Partitions and run profiles inside a connector file."""

from __future__ import annotations

from analyzer.configuration import Container, Partition, RunProfile, RunStep, parse_dn
from analyzer.readers.files import quoted
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.server_configuration.parameters import read_parameters
from analyzer.readers.server_configuration.shape import shape
from analyzer.readers.xml import Element, guid_of, text_of

_PARTITION = shape(
    text="id name selected",
    read="filter custom-data parameter-values",
    skipped="creation-time last-modification-time version display-name",
)
_FILTER = shape(read="object-classes containers")
_CONTAINERS = shape(read="exclusions inclusions")
_CUSTOM = shape(read="adma-partition-data parameter-values", skipped="ecma-partition-data water-mark")
_AD = shape(
    text="name is-domain dc-failover",
    read="preferred-dcs",
    # the replication cookie and the credentials of a partition are of no use to an assessment
    skipped="dn guid sign-and-seal last-dc ssl-bind simple-bind cookie login-user login-domain password crl-check",
)
_RUN = shape(text="name", read="configuration", skipped="id version creation-time last-modification-time")
_STEP = shape(text="partition", read="step-type", skipped="threshold custom-data dropfile-name")
_STEP_TYPE = shape(text="import-subtype apply-rules-subtype export-subtype", attributes="type")
_PARTITIONS = "/ma-data/ma-partition-data"
_RUN_DATA = "/ma-data/ma-run-data"


def read_partitions(context: FileContext, element: Element | None) -> tuple[Partition, ...]:
    """Read all partitions, selected or not."""
    return tuple(_partition(context, node, path) for path, node in context.items(element, _PARTITIONS, "partition"))


def _partition(context: FileContext, node: Element, path: str) -> Partition:
    fields = context.children(node, path, _PARTITION)
    name = context.require(node, fields, "name", path)
    classes, inclusions, exclusions = _filter(context, fields.get("filter"), f"{path}/filter")
    custom = fields.get("custom-data")
    inner = context.children(custom, f"{path}/custom-data", _CUSTOM) if custom is not None else {}
    data, own = inner.get("adma-partition-data"), f"{path}/custom-data/adma-partition-data"
    directory = context.children(data, own, _AD) if data is not None else {}
    dn = parse_dn(name)
    if not text_of(fields.get("selected")):
        context.note(node, path, f"The partition {quoted(name)} doesn't say whether it is selected; read as yes.")
    return Partition(
        id=context.require_guid(node, fields, "id", path),
        name=name,
        dn=dn,
        domain=(text_of(directory.get("name")) or dn.domain).lower() if directory else "",
        selected=context.flag(fields, "selected", path, default=True),
        object_classes=classes,
        inclusions=inclusions,
        exclusions=exclusions,
        preferred_dcs=context.texts(directory.get("preferred-dcs"), f"{own}/preferred-dcs", "preferred-dc"),
        only_preferred_dcs=not context.flag(directory, "dc-failover", own, default=True),
        # an AD partition has them here, an ECMA2 partition inside its custom data
        parameters=read_parameters(context, fields.get("parameter-values"), f"{path}/parameter-values")
        + read_parameters(context, inner.get("parameter-values"), f"{path}/custom-data/parameter-values"),
        origin=context.origin(node, path),
    )


def _filter(
    context: FileContext, element: Element | None, path: str
) -> tuple[tuple[str, ...], tuple[Container, ...], tuple[Container, ...]]:
    if element is None:
        return (), (), ()
    fields = context.children(element, path, _FILTER)
    classes = context.texts(fields.get("object-classes"), f"{path}/object-classes", "object-class")
    containers = fields.get("containers")
    own = f"{path}/containers"
    inner = context.children(containers, own, _CONTAINERS) if containers is not None else {}
    return (
        tuple(filter(None, classes)),
        _containers(context, inner.get("inclusions"), f"{own}/inclusions", "inclusion"),
        _containers(context, inner.get("exclusions"), f"{own}/exclusions", "exclusion"),
    )


def _containers(context: FileContext, element: Element | None, path: str, tag: str) -> tuple[Container, ...]:
    result = []
    for own, node in context.items(element, path, tag):
        if len(node) or node.keys():
            context.leaf(node, own)
        if text := text_of(node):
            result.append(Container(parse_dn(text), context.origin(node, own)))
    return tuple(result)


def read_run_profiles(context: FileContext, element: Element | None) -> tuple[RunProfile, ...]:
    """Read the run profiles with their steps."""
    result = []
    for path, node in context.items(element, _RUN_DATA, "run-configuration"):
        fields = context.children(node, path, _RUN)
        steps = _steps(context, fields.get("configuration"), f"{path}/configuration")
        result.append(RunProfile(text_of(fields.get("name")), steps, context.origin(node, path)))
    return tuple(result)


def _steps(context: FileContext, element: Element | None, path: str) -> tuple[RunStep, ...]:
    result = []
    for own, node in context.items(element, path, "step"):
        fields = context.children(node, own, _STEP)
        kind = fields.get("step-type")
        subtypes = context.children(kind, f"{own}/step-type", _STEP_TYPE) if kind is not None else {}
        result.append(
            RunStep(
                (kind.get("type") or "") if kind is not None else "",
                next((text_of(sub) for sub in subtypes.values()), ""),
                guid_of(text_of(fields.get("partition"))),
            )
        )
    return tuple(result)
