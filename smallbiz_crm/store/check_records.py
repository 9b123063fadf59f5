"""Checking what rows say of each other: files against their hashes, sums of money, the history against the rows."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, Table, func, select, type_coerce

from smallbiz_crm.store import images
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.journal import journal_entry
from smallbiz_crm.store.tables.sales import deal, deal_line
from smallbiz_crm.store.tables.workspace import attachment, attachment_bytes
from smallbiz_crm.store.types import Day


def broken_attachments(connection: Connection) -> int:
    """Attachments whose bytes are missing, or are not those that were put in."""
    told = connection.execute(select(attachment.c.sha256, attachment.c.size)).all()
    sound = {digest: _size_if_sound(connection, digest) for digest, _size in told}
    return sum(sound[digest] != size for digest, size in told)


def _size_if_sound(connection: Connection, digest: str) -> int | None:
    """The length of a content that has its hash; read part by part, so that it is never held whole."""
    found, size = hashlib.sha256(), 0
    query = (
        select(attachment_bytes.c.part)
        .where(attachment_bytes.c.sha256 == digest)
        .order_by(attachment_bytes.c.part)
    )
    for part in connection.execute(query).scalars().all():
        content = connection.execute(
            select(attachment_bytes.c.bytes).where(
                attachment_bytes.c.sha256 == digest, attachment_bytes.c.part == part
            )
        ).scalar_one()
        found.update(content)
        size += len(content)
    return size if found.hexdigest() == digest else None


def deals_unlike_their_lines(connection: Connection) -> int:
    """Deals whose amount is not the sum of their product lines."""
    sums = (
        select(deal_line.c.deal_id, func.sum(deal_line.c.net).label("net"))
        .group_by(deal_line.c.deal_id)
        .subquery()
    )
    query = (
        select(func.count())
        .select_from(deal)
        .join(sums, sums.c.deal_id == deal.c.id)
        .where(func.ifnull(deal.c.amount, 0) != sums.c.net)
    )
    return connection.execute(query).scalar_one()


def rows_unlike_the_history(connection: Connection) -> dict[str, int]:
    """Rows per table that do not hold what the step which wrote them last says it left."""
    found: dict[str, int] = {}
    for name, table in METADATA.tables.items():
        if "written_by" in table.c and (count := _unlike(connection, table)):
            found[name] = count
    return found


def _unlike(connection: Connection, table: Table[Any]) -> int:
    last = (
        (journal_entry.c.table_name == table.name)
        & (journal_entry.c.operation == "update")
        & (journal_entry.c.row_id == table.c.id)
        & (journal_entry.c.step_id == table.c["written_by"])
        & journal_entry.c.after.is_not(None)
    )
    # Values as they lie there: a day that is none is told by the check of values and must not end this one.
    columns: list[ColumnElement[Any]] = [
        type_coerce(column, String).label(column.name) if isinstance(column.type, Day) else column
        for column in table.columns
    ]
    query = select(journal_entry.c.after, *columns).join_from(journal_entry, table, last)
    unlike: set[int] = set()
    for after, *values in connection.execute(query):
        left: dict[str, Any] = json.loads(str(after))
        held = {
            column.name: images.stored(column, value)
            for column, value in zip(table.columns, values, strict=True)
        }
        if any(name in held and held[name] != value for name, value in left.items()):
            unlike.add(held["id"])
    return len(unlike)
