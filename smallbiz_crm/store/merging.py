"""Makes one person of two: the fields that were chosen, and everything that hangs on either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Table, select

from smallbiz_crm.domain.consents import CLOSED_STATES
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.text import fold
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.marketing import participant
from smallbiz_crm.store.tables.people import (
    consent,
    contact,
    contact_address,
    contact_email,
    contact_phone,
    contact_tag,
    contact_url,
    possible_duplicate,
)
from smallbiz_crm.store.tables.sales import deal_contact
from smallbiz_crm.store.tables.workspace import attachment, external_key, field_value
from smallbiz_crm.store.unit_of_work import UnitOfWork, table_of

Side = Literal["keep", "other"]
FIELDS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "sort_name", "match_name", "given_name", "family_name", "prefix", "suffix", "phonetic_name"
    ),
    "nickname": ("nickname",),
    "company": ("company_id",),
    "job_title": ("job_title",),
    "birthday": ("birthday",),
    "language": ("language",),
    "owner": ("owner_id",),
    "lifecycle": ("lifecycle",),
    "photo": ("photo_id",),
    "cadence_days": ("cadence_days",),
}  # fmt: skip
"""What is chosen field by field, and the columns it stands in."""
_ORDER = [stage.value for stage in Lifecycle]

Row = Mapping[str, Any]


def _words(*names: str) -> Callable[[Row], Any]:
    return lambda row: tuple(
        fold(row[name] or "") if isinstance(row[name], str | None) else row[name] for name in names
    )


_SAME: dict[str, Callable[[Row], Any]] = {
    contact_email.name: lambda row: row["match_address"],
    contact_phone.name: lambda row: row["match_digits"],
    contact_url.name: lambda row: row["match_url"],
    contact_address.name: _words("street", "postal_code", "city", "state", "country"),
    contact_tag.name: lambda row: row["tag_id"],
    deal_contact.name: lambda row: row["deal_id"],
    participant.name: lambda row: row["campaign_id"],
}
"""What makes two parts the same one, of which a person needs only one."""


def default_side(keep: Row, other: Row, field: str) -> Side:
    """Which side is taken when nobody chooses: what is filled in, then what is kept; the later lifecycle."""
    if field == "lifecycle":
        is_later = _ORDER.index(other["lifecycle"]) > _ORDER.index(keep["lifecycle"])
        return "other" if is_later and other["lifecycle"] in _ORDER[:6] else "keep"
    column = "match_name" if field == "name" else FIELDS[field][0]
    return "other" if not keep[column] and other[column] else "keep"


def merge(unit: UnitOfWork, keep_id: int, other_id: int, choices: Mapping[str, Side]) -> None:
    """Let `keep_id` stay with everything of both; `other_id` is gone. A field not chosen follows `default_side`.

    Raises Refused ``merge.same`` and ``field.unknown``, NotFound.
    """
    if keep_id == other_id:
        raise Refused("merge.same")
    unknown = set(choices) - set(FIELDS)
    if unknown:
        raise Refused("field.unknown", field=", ".join(sorted(unknown)), known=", ".join(FIELDS))
    keep, other = (require_row(unit.connection, one) for one in (keep_id, other_id))
    _keep_strictest_consent(unit, keep_id, other_id)
    for table, column in parts_of_people():
        _move_rows(unit, table, column, keep_id, other_id)
    _move_loose(unit, keep_id, other_id)
    unit.update(contact, keep_id, **_values(keep, other, choices))
    unit.delete(contact, other_id)


def require_row(connection: Connection, contact_id: int) -> Row:
    found = connection.execute(select(contact).where(contact.c.id == contact_id)).mappings().one_or_none()
    if found is None:
        raise NotFound("record.not_found", kind="contact", id=contact_id)
    return dict(found)


def _values(keep: Row, other: Row, choices: Mapping[str, Side]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, columns in FIELDS.items():
        side = choices.get(field) or default_side(keep, other, field)
        if side == "other":
            values |= {column: other[column] for column in columns}
    notes = [text for text in (keep["notes"], other["notes"]) if text]
    values["notes"] = "\n\n".join(dict.fromkeys(notes)) or None
    values["created_on"] = min(keep["created_on"], other["created_on"])
    if keep["trashed_at"] is None or other["trashed_at"] is None:
        values["trashed_at"] = None
    return values


def parts_of_people() -> list[tuple[Table[Any], str]]:
    """Every table with a column that leads to a person, and that column; pairs of duplicates left out."""
    return [
        (table_of(table.name), key.parent.name)
        for table in METADATA.sorted_tables
        if table.name not in (possible_duplicate.name, contact.name)
        for key in table.foreign_keys
        if key.column.table.name == contact.name
    ]


def _move_rows(unit: UnitOfWork, table: Table[Any], column: str, keep_id: int, other_id: int) -> None:
    """Give the rows of one person to the other; a part that the other has already goes."""
    same = _SAME.get(table.name)
    rows = _rows(unit.connection, table, column, other_id)
    held = {same(row): row for row in _rows(unit.connection, table, column, keep_id)} if same else {}
    has_primary = any(row.get("is_primary") for row in held.values())
    for row in rows:
        twin = held.get(same(row)) if same else None
        if twin is not None:
            if row.get("is_main") and not twin["is_main"]:
                unit.update(table, twin["id"], is_main=True)
            unit.delete(table, row["id"])
            continue
        values: dict[str, Any] = {column: keep_id}
        if has_primary and row.get("is_primary"):
            values["is_primary"] = False
        unit.update(table, row["id"], **values)


def _rows(connection: Connection, table: Table[Any], column: str, contact_id: int) -> Sequence[Row]:
    query: Any = select(table).where(table.c[column] == contact_id).order_by(table.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _move_loose(unit: UnitOfWork, keep_id: int, other_id: int) -> None:
    """What names a person without leading there by a key: files, own fields, ids in other systems, likely pairs."""
    for table in (attachment, external_key):
        kind = table.c.record_kind if table is attachment else table.c.kind
        query: Any = select(table.c.id).where(kind == "contact", table.c.record_id == other_id)
        for row_id in unit.connection.execute(query).scalars().all():
            unit.update(table, row_id, record_id=keep_id)
    held = select(field_value.c.field_id).where(field_value.c.record_id == keep_id)
    filled = set(unit.connection.execute(held).scalars())
    values = select(field_value.c.id, field_value.c.field_id).where(_is_own_value(other_id))
    for row_id, field_id in unit.connection.execute(values).all():
        if field_id in filled:
            unit.delete(field_value, row_id)
        else:
            unit.update(field_value, row_id, record_id=keep_id)
    pair = possible_duplicate.c
    pairs = select(pair.id).where((pair.contact_id == other_id) | (pair.other_id == other_id))
    unit.delete_where(possible_duplicate, unit.connection.execute(pairs).scalars().all())


def _is_own_value(contact_id: int) -> Any:
    from smallbiz_crm.store.tables.workspace import field

    own = select(field.c.id).where(field.c.kind == "contact")
    return (field_value.c.record_id == contact_id) & field_value.c.field_id.in_(own)


def _keep_strictest_consent(unit: UnitOfWork, keep_id: int, other_id: int) -> None:
    """Where one of the two closed a channel last, the one who stays has closed it: said again as the newest word."""
    closed = {state.value for state in CLOSED_STATES}
    query = select(consent).where(consent.c.contact_id.in_((keep_id, other_id))).order_by(consent.c.id)
    newest: dict[tuple[int, str], Row] = {}
    last: dict[str, Row] = {}
    for row in unit.connection.execute(query).mappings():
        newest[row["contact_id"], row["channel"]] = last[row["channel"]] = dict(row)
    for (_person, channel), row in newest.items():
        if row["state"] in closed and last[channel]["state"] not in closed:
            unit.insert(
                consent,
                contact_id=keep_id,
                channel=channel,
                state=row["state"],
                given_on=row["given_on"],
                source=row["source"],
            )
            last[channel] = row
