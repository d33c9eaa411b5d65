"""The files that configure Cloud Sync: for each domain a Graph job schema, and what to click and type instead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from analyzer.assessment.flows.plan import DomainSchema
from analyzer.assessment.model import Assessment
from analyzer.assessment.scoping import DomainScope, scope_document_of, scoped_schema
from analyzer.cloudsync.portal import ChangeKind, MappingChange
from analyzer.cloudsync.schema_writer import schema_document, unverified_functions
from analyzer.reporting.markdown import escape

_HEADINGS = {
    ChangeKind.ADD: "Mappings to add",
    ChangeKind.EDIT: "Mappings to change",
    ChangeKind.REMOVE: "Mappings to remove",
}
_REMOVALS = (
    "Connect Sync writes none of these today. Without the mapping Entra ID keeps what it holds; leave a mapping where "
    "AD is meant to be the source from now on. Where AD has no values either, it makes no difference."
)


_LEVELS_TO_A_MAPPING = 6
"""Document, rules, rule, object mappings, object mapping, attribute mappings; directories are as deep."""
_WITHOUT_SCOPE = "-without-scope"


def cloud_sync_files(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Yield name and text of every file, domain by domain."""
    taken: set[str] = set()
    for planned in assessment.flows.schemas if assessment.flows is not None else ():
        name = _free(planned.file_name, taken)
        scope = _scope_of(assessment, planned)
        final = planned.schema if scope is None else scoped_schema(planned.schema, scope, own_filters=True)
        # A schema without its scope takes the whole domain; nobody must put it into a job without noticing.
        mark = "" if scope is not None and scope.finished else _WITHOUT_SCOPE
        yield f"schema-{name}{mark}.json", schema_text(replace(planned, schema=final))
        yield f"changes-{name}.md", changes_text(planned, scope)
        if scope is not None:
            yield f"scope-{name}.json", json.dumps(scope_document_of(scope), indent=2, ensure_ascii=False) + "\n"


def superseded(name: str) -> str:
    """Return the name a schema had while its scope was settled, or wasn't; empty for other files."""
    stem = name.removesuffix(".json")
    if not name.startswith("schema-"):
        return ""
    other = stem.removesuffix(_WITHOUT_SCOPE) if stem.endswith(_WITHOUT_SCOPE) else f"{stem}{_WITHOUT_SCOPE}"
    return f"{other}.json"


def _scope_of(assessment: Assessment, planned: DomainSchema) -> DomainScope | None:
    """Return the scope of the domain a schema is for."""
    plans = (one.plan for one in assessment.scope if one.selected and one.connector_id == planned.connector_id)
    return next((plan for plan in plans if plan is not None and plan.domain == planned.domain), None)


def _free(name: str, taken: set[str]) -> str:
    """Return a name no other domain has: two of them may differ in characters no file name can hold."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    taken.add(found)
    return found


def schema_text(planned: DomainSchema) -> str:
    """Return the job schema as JSON text: one mapping, and one attribute of a directory, a line."""
    return _indented(schema_document(planned.schema), _LEVELS_TO_A_MAPPING) + "\n"


def _indented(value: object, levels: int, indent: str = "") -> str:
    """Return JSON with the outer levels indented and what is below on one line.

    Python indents expression trees in Python, level by level: ten times as slow, and longer than anybody reads.
    """
    inner = f"{indent}  "
    if levels and value and isinstance(value, dict):
        lines = [f"{inner}{json.dumps(key)}: {_indented(one, levels - 1, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if levels and value and isinstance(value, list):
        return "[\n" + ",\n".join(f"{inner}{_indented(one, levels - 1, inner)}" for one in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def changes_text(planned: DomainSchema, scope: DomainScope | None = None) -> str:
    """Return what the schema changes as a list for the portal (Markdown)."""
    return "\n".join(_lines(planned, scope)) + "\n"


def _scope_lines(scope: DomainScope | None) -> Iterator[str]:
    """Say what the schema holds of the scope, and what to enter in the portal instead."""
    if scope is None or (scope.containers.fragment is None and scope.group.fragment is None):
        reasons = "" if scope is None else escape("; ".join(scope.containers.reasons))
        yield (
            "The job schema beside this file says the same. It holds no scope and would take the whole domain. Set the "
            f"organizational units before it is enabled.{f' Not settled: {reasons}.' if reasons else ''}"
        )
        return
    if not scope.finished:
        more = "whole domain" if scope.containers.filter.whole_domain else "containers below"
        yield (
            "The job schema beside this file says the same, but not who is in Connect Sync's pilot group: it takes "
            f"everybody in the {more}, also whom Connect Sync leaves out today. Settle that before it is enabled: "
            f"{escape('; '.join(scope.group.reasons))}."
        )
        yield ""
        yield from (f"- {_code(name)}" for name in scope.containers.filter.dn_list)
        return
    names = (scope.group.fragment or {}).get("includedGroups") or scope.containers.filter.dn_list
    if not names:
        yield "The job schema beside this file says the same. It takes the whole domain, as Connect Sync does."
    else:
        yield "The job schema beside this file says the same and holds the scope. To enter in the portal:"
        yield ""
        yield from (f"- {_code(name)}" for name in names)
    if any(one.filter is not None for one in scope.classes):
        yield ""
        yield (
            "Rules of your own filter by attributes. The portal has no place for that; the schema holds clauses for it "
            "where it can be expressed, which Microsoft doesn't document as supported. Design containers for it first."
        )


def _lines(planned: DomainSchema, scope: DomainScope | None) -> Iterator[str]:
    yield f"# Attribute mappings for {escape(planned.domain)}"
    yield ""
    yield (
        "Microsoft Entra admin center: Entra Connect, Cloud Sync, the configuration of this domain, Attribute mapping. "
        "Choose the object type, then the target attribute. Everything that isn't listed stays as it is."
    )
    yield ""
    yield from _scope_lines(scope)
    for name in planned.disabled:
        yield ""
        yield f"- Objects of class {escape(name)} aren't synchronised today: switch their object mapping off."
    for name in planned.enabled:
        yield ""
        yield f"- Objects of class {escape(name)} are synchronised today: switch their object mapping on."
    for ad_class, attribute in planned.added_sources:
        yield ""
        yield (
            f"- The job doesn't know the attribute {escape(attribute)} of {escape(ad_class)} yet: let the agent "
            "discover AD's schema first."
        )
    unsure = unverified_functions(planned.schema)
    if unsure:
        yield ""
        yield (
            f"- No captured schema shows how Graph names the parameters of {escape(', '.join(unsure))}: type these "
            "mappings into the portal instead of putting the schema."
        )
    for kind, heading in _HEADINGS.items():
        changes = [change for change in planned.changed if change.kind is kind]
        if changes:
            yield from ("", f"## {heading}", "")
            if kind is ChangeKind.REMOVE:
                yield from (_REMOVALS, "")
            yield "| Object | Target attribute | Mapping type | Source, constant or expression | Apply |"
            yield "|---|---|---|---|---|"
            yield from map(_row, changes)


def _row(change: MappingChange) -> str:
    row = change.row
    if row is None:
        return f"| {escape(change.source_object)} | {escape(change.target)} | remove |  |  |"
    source = row.source_attribute or row.constant or row.expression
    cells = (change.source_object, change.target, row.mapping_type)
    return f"| {' | '.join(map(escape, cells))} | {_code(source)} | {row.apply} |"


def _code(text: str) -> str:
    """Return text as code in a table cell: nothing in it is markup."""
    flat = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f"<code>{flat.replace('|', '&#124;').replace('`', '&#96;').replace('*', '&#42;').replace('[', '&#91;')}</code>"
    )
