"""Partitions and run profiles inside a connector file."""

from __future__ import annotations

from analyzer.configuration import Container, Partition, RunProfile, RunStep, parse_dn
from analyzer.readers.server_configuration.context import FileContext
from analyzer.readers.tally import shape
from analyzer.readers.xml import Element, flag_of, guid_of, text_of

_PARTITIONS = shape(repeated="partition")
_PARTITION = shape(
    read="id name selected filter custom-data parameter-values",
    skipped="creation-time last-modification-time version display-name",
)
_FILTER = shape(read="object-classes containers")
_CLASSES = shape(repeated="object-class")
_CONTAINERS = shape(read="exclusions inclusions")
_EXCLUSIONS = shape(repeated="exclusion")
_INCLUSIONS = shape(repeated="inclusion")
_CUSTOM = shape(read="adma-partition-data", skipped="ecma-partition-data water-mark parameter-values")
_AD = shape(
    read="name is-domain dc-failover preferred-dcs",
    # the replication cookie and the credentials of a partition are of no use to an assessment
    skipped="dn guid sign-and-seal last-dc ssl-bind simple-bind cookie login-user login-domain password crl-check",
)
_PREFERRED = shape(repeated="preferred-dc")
_RUN_DATA = shape(repeated="run-configuration")
_RUN = shape(read="name configuration", skipped="id version creation-time last-modification-time")
_CONFIGURATION = shape(repeated="step")
_STEP = shape(read="step-type partition", skipped="threshold custom-data dropfile-name")
_STEP_TYPE = shape(read="import-subtype apply-rules-subtype export-subtype", attributes="type")


def read_partitions(context: FileContext, element: Element | None) -> tuple[Partition, ...]:
    """Read all partitions, selected or not."""
    if element is None:
        return ()
    base = "/ma-data/ma-partition-data"
    context.children(element, base, _PARTITIONS)
    return tuple(
        _partition(context, node, f"{base}/partition[{index}]")
        for index, node in enumerate(element.iterfind("partition"), 1)
    )


def _partition(context: FileContext, node: Element, path: str) -> Partition:
    fields = context.children(node, path, _PARTITION)
    name = context.require(node, fields, "name", path)
    classes, inclusions, exclusions = _filter(context, fields.get("filter"), f"{path}/filter")
    custom = fields.get("custom-data")
    directory: dict[str, Element] = {}
    if custom is not None:
        data = context.children(custom, f"{path}/custom-data", _CUSTOM).get("adma-partition-data")
        if data is not None:
            directory = context.children(data, f"{path}/custom-data/adma-partition-data", _AD)
    preferred = directory.get("preferred-dcs")
    if preferred is not None:
        context.children(preferred, f"{path}/custom-data/adma-partition-data/preferred-dcs", _PREFERRED)
    dn = parse_dn(name)
    return Partition(
        id=guid_of(context.require(node, fields, "id", path)),
        name=name,
        dn=dn,
        domain=(text_of(directory.get("name")) or dn.domain).lower() if directory else "",
        selected=flag_of(text_of(fields.get("selected"))) or False,
        object_classes=classes,
        inclusions=inclusions,
        exclusions=exclusions,
        preferred_dcs=tuple(text_of(dc) for dc in preferred.iterfind("preferred-dc")) if preferred is not None else (),
        only_preferred_dcs=flag_of(text_of(directory.get("dc-failover"))) is False,
        parameters=context.parameters(fields.get("parameter-values"), f"{path}/parameter-values"),
        origin=context.origin(node, path),
    )


def _filter(
    context: FileContext, element: Element | None, path: str
) -> tuple[tuple[str, ...], tuple[Container, ...], tuple[Container, ...]]:
    if element is None:
        return (), (), ()
    fields = context.children(element, path, _FILTER)
    classes: tuple[str, ...] = ()
    if (node := fields.get("object-classes")) is not None:
        context.children(node, f"{path}/object-classes", _CLASSES)
        classes = tuple(text_of(item) for item in node.iterfind("object-class"))
    containers = fields.get("containers")
    inner = context.children(containers, f"{path}/containers", _CONTAINERS) if containers is not None else {}
    return (
        classes,
        _containers(context, inner.get("inclusions"), f"{path}/containers/inclusions", "inclusion"),
        _containers(context, inner.get("exclusions"), f"{path}/containers/exclusions", "exclusion"),
    )


def _containers(context: FileContext, element: Element | None, path: str, tag: str) -> tuple[Container, ...]:
    if element is None:
        return ()
    context.children(element, path, _INCLUSIONS if tag == "inclusion" else _EXCLUSIONS)
    return tuple(
        Container(parse_dn(text_of(node)), context.origin(node, f"{path}/{tag}[{index}]"))
        for index, node in enumerate(element.iterfind(tag), 1)
        if text_of(node)
    )


def read_run_profiles(context: FileContext, element: Element | None) -> tuple[RunProfile, ...]:
    """Read the run profiles with their steps."""
    if element is None:
        return ()
    base = "/ma-data/ma-run-data"
    context.children(element, base, _RUN_DATA)
    result = []
    for index, node in enumerate(element.iterfind("run-configuration"), 1):
        path = f"{base}/run-configuration[{index}]"
        fields = context.children(node, path, _RUN)
        result.append(
            RunProfile(
                text_of(fields.get("name")),
                _steps(context, fields.get("configuration"), f"{path}/configuration"),
                context.origin(node, path),
            )
        )
    return tuple(result)


def _steps(context: FileContext, element: Element | None, path: str) -> tuple[RunStep, ...]:
    if element is None:
        return ()
    context.children(element, path, _CONFIGURATION)
    result = []
    for index, node in enumerate(element.iterfind("step"), 1):
        own = f"{path}/step[{index}]"
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
