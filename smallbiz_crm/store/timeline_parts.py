"""What was added to, changed on and taken from a person beside the plain fields, read from the journal."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select, text

from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.store.tables.journal import journal_entry, step
from smallbiz_crm.store.tables.people import (
    consent,
    contact,
    contact_address,
    contact_email,
    contact_phone,
    contact_tag,
    contact_url,
    tag,
)

_SHOWN: tuple[tuple[Table[Any], str, tuple[str, ...]], ...] = (
    (contact_email, "email", ("address",)),
    (contact_phone, "phone", ("number",)),
    (contact_url, "url", ("url",)),
    (contact_address, "address", ("street", "postal_code", "city", "state", "country")),
    (contact_tag, "tags", ("tag_id",)),
    (consent, "consent", ("channel", "state")),
)
# Written out, for an index on an expression is used only where the query has the very same words.
REMOVED_FROM = "json_extract(journal_entry.before, '$.contact_id') = :person"
REMOVED = text(
    "journal_entry.operation = 'delete' AND json_extract(journal_entry.before, '$.contact_id') IS NOT NULL"
)
_STANDS = (step.c.kind == "do", step.c.taken_back_by.is_(None))
_WHEN = (step.c.happened_on, step.c.happened_at)


def part_changes(connection: Connection, contact_id: int, limit: int) -> list[TimelineEntry]:
    """The newest `limit` changes of each list of a person; what came with the person itself is left out."""
    first = _first_step(connection, contact_id)
    entries: list[TimelineEntry] = []
    for table, field, columns in _SHOWN:
        entries += _added(connection, table, field, columns, contact_id, first)
        entries += _changed(connection, table, field, columns, contact_id, limit)
        entries += _removed(connection, table, field, columns, contact_id, limit)
    return _with_tag_names(connection, entries)


def _with_tag_names(connection: Connection, entries: list[TimelineEntry]) -> list[TimelineEntry]:
    sides = ("before", "after")
    tagged = [entry for entry in entries if entry.params["field"] == "tags"]
    ids = {int(str(entry.params[side])) for entry in tagged for side in sides if entry.params[side]}
    if ids:
        rows = connection.execute(select(tag.c.id, tag.c.name).where(tag.c.id.in_(ids)))
        names = {str(tag_id): name for tag_id, name in rows}
        for entry in tagged:
            entry.params.update({side: names.get(str(entry.params[side])) for side in sides})
    return entries


def _first_step(connection: Connection, contact_id: int) -> int:
    """The step that made the person."""
    query = (
        select(func.max(journal_entry.c.step_id))
        .join(step, step.c.id == journal_entry.c.step_id)
        .where(_made(contact, contact_id), *_STANDS)
    )
    return connection.execute(query).scalar() or 0


def _made(table: Table[Any], row_id: Any) -> Any:
    block = (journal_entry.c.last_row_id > journal_entry.c.row_id) & (journal_entry.c.row_id <= row_id)
    return (
        (journal_entry.c.table_name == table.name)
        & (journal_entry.c.operation == "create")
        & or_(journal_entry.c.row_id == row_id, block & (journal_entry.c.last_row_id >= row_id))
    )


def _added(
    connection: Connection,
    table: Table[Any],
    field: str,
    columns: tuple[str, ...],
    contact_id: int,
    first: int,
) -> list[TimelineEntry]:
    rows = connection.execute(
        select(table.c.id, *(table.c[name] for name in columns)).where(table.c["contact_id"] == contact_id)
    ).all()
    entries: list[TimelineEntry] = []
    for row_id, *values in rows:
        made = (
            select(*_WHEN)
            .join(journal_entry, step.c.id == journal_entry.c.step_id)
            .where(_made(table, row_id), step.c.id > first, *_STANDS)
            .order_by(step.c.id.desc())
            .limit(1)
        )
        when = connection.execute(made).one_or_none()
        if when is not None:
            entries.append(_entry(when, field, None, values))
    return entries


def _changed(
    connection: Connection,
    table: Table[Any],
    field: str,
    columns: tuple[str, ...],
    contact_id: int,
    limit: int,
) -> list[TimelineEntry]:
    own = select(table.c.id).where(table.c["contact_id"] == contact_id)
    query = (
        select(*_WHEN, journal_entry.c.before, journal_entry.c.after)
        .join(step, step.c.id == journal_entry.c.step_id)
        .where(
            journal_entry.c.table_name == table.name,
            journal_entry.c.row_id.in_(own),
            journal_entry.c.operation == "update",
            *_STANDS,
        )
        .order_by(step.c.id.desc())
        .limit(limit)
    )
    entries: list[TimelineEntry] = []
    for *when, before, after in connection.execute(query).all():
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        names = [name for name in columns if name in new]
        if names:
            told = [[image.get(name) for name in names] for image in (old, new)]
            entries.append(_entry(when, field, told[0], told[1]))
    return entries


def _removed(
    connection: Connection,
    table: Table[Any],
    field: str,
    columns: tuple[str, ...],
    contact_id: int,
    limit: int,
) -> list[TimelineEntry]:
    before = journal_entry.c.before
    query = (
        select(*_WHEN, before)
        .join(step, step.c.id == journal_entry.c.step_id)
        .where(
            journal_entry.c.table_name == table.name,
            text(REMOVED_FROM).bindparams(person=contact_id),
            REMOVED,
            *_STANDS,
        )
        .order_by(step.c.id.desc())
        .limit(limit)
    )
    entries: list[TimelineEntry] = []
    for *when, image in connection.execute(query).all():
        held = json.loads(image or "{}")
        entries.append(_entry(when, field, [held.get(name) for name in columns], None))
    return entries


def _entry(when: Any, field: str, before: list[Any] | None, after: list[Any] | None) -> TimelineEntry:
    told = {side: _words(field, values) for side, values in (("before", before), ("after", after))}
    params: dict[str, object] = {"field": field, **told}
    return TimelineEntry("step", when[0], when[1], "", "field.changed", params)


def _words(field: str, values: list[Any] | None) -> str | None:
    if not values:
        return None
    if field == "consent":
        return ".".join(str(value) for value in values)
    return ", ".join(str(value) for value in values if value)
