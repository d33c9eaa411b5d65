"""The click-path list: what differs from the default, and what the portal can't express."""

from __future__ import annotations

from dataclasses import replace

from analyzer.cloudsync.defaults import default_schema
from analyzer.cloudsync.model import AttributeMapping, FlowBehavior, FlowType, JobSchema, MappingKind
from analyzer.cloudsync.portal import Apply, ChangeKind, changes, portal_row

BASE = default_schema(password_hash_sync=True)


def with_user(*rows: AttributeMapping, without: str = "") -> JobSchema:
    """Return the default schema with some of the user's mappings replaced or added."""
    replaced = {row.target.lower() for row in rows} | {without.lower()}
    mappings = []
    for mapping in BASE.rule.object_mappings:
        kept = tuple(row for row in mapping.mappings if row.target.lower() not in replaced)
        mappings.append(replace(mapping, mappings=kept + rows) if mapping.source_object == "user" else mapping)
    return BASE.with_object_mappings(tuple(mappings))


def test_the_default_changes_nothing_and_lists_every_mapping_on_request() -> None:
    assert changes(BASE, BASE) == ()
    rows = changes(BASE, BASE, keep=True)
    assert len(rows) == 138 + 138 + 63 + 89
    assert {row.kind for row in rows} == {ChangeKind.KEEP}


def test_added_edited_and_removed_mappings() -> None:
    added = AttributeMapping("UserType", MappingKind.CONSTANT, "Member", flow_type=FlowType.OBJECT_ADD_ONLY)
    edited = AttributeMapping("City", MappingKind.DIRECT, "l", default_value="Bern")
    rows = changes(with_user(added, edited, without="Pager"), BASE)
    assert [(row.source_object, row.target, row.kind, row.fields) for row in rows] == [
        ("user", "UserType", ChangeKind.ADD, ()),
        ("user", "City", ChangeKind.EDIT, ("kind", "source", "default_value")),
        ("user", "Pager", ChangeKind.REMOVE, ()),
    ]
    assert all(row.changed and row.in_portal for row in rows)
    assert rows[0].row == portal_row(added)
    assert rows[0].row is not None
    assert (rows[0].row.mapping_type, rows[0].row.constant, rows[0].row.apply) == ("Constant", "Member", Apply.ONCE)
    assert rows[1].row is not None
    assert (rows[1].row.source_attribute, rows[1].row.default_value) == ("l", "Bern")
    assert rows[2].row is None
    assert rows[2].old is not None
    assert rows[2].old.source == "pager" or "pager" in rows[2].old.source


def test_white_space_in_an_expression_is_no_change() -> None:
    assert changes(with_user(AttributeMapping("City", MappingKind.EXPRESSION, "Trim( [l] )")), BASE) == ()


def test_what_the_portal_cannot_express_is_marked() -> None:
    for row in (
        AttributeMapping("ProxyAddresses", MappingKind.DIRECT, "proxyAddresses", FlowType.MULTI_VALUE_ADD_ONLY),
        AttributeMapping("City", MappingKind.EXPRESSION, "Trim([l])", flow_behavior=FlowBehavior.ALWAYS),
        AttributeMapping("Mail", MappingKind.EXPRESSION, "Trim([mail])", matching_priority=2),
    ):
        (change,) = changes(with_user(row), BASE)
        assert not change.in_portal


def test_a_class_that_only_one_side_has() -> None:
    only_users = BASE.with_object_mappings(tuple(m for m in BASE.rule.object_mappings if m.source_object == "user"))
    removed = changes(only_users, BASE)
    assert {row.kind for row in removed} == {ChangeKind.REMOVE}
    assert len(removed) == 138 + 63 + 89
    added = changes(BASE, only_users)
    assert {row.kind for row in added} == {ChangeKind.ADD}
    assert len(added) == len(removed)
