"""Erasing a person: what names them goes from every row, what counts stays.

The journal and mentions elsewhere are `erasure_traces`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.privacy import ErasurePreview
from smallbiz_crm.domain.text import sort_key
from smallbiz_crm.store.contact_changes import PHOTO_KIND
from smallbiz_crm.store.tables.journal import journal_entry
from smallbiz_crm.store.tables.marketing import touch
from smallbiz_crm.store.tables.people import (
    activity,
    consent,
    contact,
    contact_address,
    contact_email,
    contact_phone,
    contact_tag,
    contact_url,
    follow_up,
    lifecycle_entry,
    possible_duplicate,
)
from smallbiz_crm.store.tables.sales import deal, deal_contact, sale
from smallbiz_crm.store.tables.workspace import (
    attachment,
    attachment_bytes,
    external_key,
    field_value,
)
from smallbiz_crm.store.tables.workspace import field as field_table
from smallbiz_crm.store.unit_of_work import UnitOfWork, unguarded

GONE: tuple[Table[Any], ...] = (
    contact_email,
    contact_phone,
    contact_address,
    contact_url,
    contact_tag,
    consent,
)
"""Rows of a person that go."""
SCRUBBED: tuple[tuple[Table[Any], str], ...] = (
    (activity, "text"),
    (follow_up, "text"),
    (touch, "note"),
    (lifecycle_entry, "note"),
)
"""Rows of a person that stay, for they count, without their words."""
KEPT = ("id", "uid", "written_by", "created_on", "lifecycle", "erased_at", "trashed_at")
FILE_KINDS = ("contact", PHOTO_KIND)


@dataclass(slots=True)
class Traces:
    """What named the person: ids of their rows by table, and the words that stood in them."""

    rows: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    words: set[str] = field(default_factory=set[str])
    hashes: set[str] = field(default_factory=set[str])

    def add(self, table: Table[Any], ids: Iterable[int]) -> None:
        self.rows.setdefault(table.name, set()).update(ids)


def preview(connection: Connection, contact_id: int, keep_from: date) -> ErasurePreview:
    """What an erasure would take and leave; sales from `keep_from` on keep their customer for the books."""

    def count(table: Table[Any], *where: Any) -> int:
        return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()

    deals = select(deal_contact.c.deal_id).where(deal_contact.c.contact_id == contact_id)
    return ErasurePreview(
        activities=count(activity, activity.c.contact_id == contact_id),
        files=count(
            attachment, attachment.c.record_kind.in_(FILE_KINDS), attachment.c.record_id == contact_id
        ),
        deals=count(deal, deal.c.id.in_(deals)),
        sales_kept=count(sale, sale.c.deal_id.in_(deals), sale.c.sold_on >= keep_from),
    )


def traces_of(connection: Connection, contact_id: int) -> Traces:
    """Every row of a person, and every word in them that may stand elsewhere."""
    traces = Traces()
    traces.add(contact, [contact_id])
    for table in (*GONE, *(table for table, _column in SCRUBBED)):
        owner = table.c["contact_id"]
        traces.add(table, connection.execute(select(table.c.id).where(owner == contact_id)).scalars())
    for table, where in _kinded(contact_id):
        traces.add(table, connection.execute(select(table.c.id).where(*where)).scalars())
    _read_words(connection, contact_id, traces)
    return traces


def _kinded(contact_id: int) -> list[tuple[Table[Any], Sequence[Any]]]:
    """Rows that name their record by kind and id."""
    own = select(field_table.c.id).where(field_table.c.kind == "contact")
    files = (attachment.c.record_kind.in_(FILE_KINDS), attachment.c.record_id == contact_id)
    return [
        (field_value, (field_value.c.field_id.in_(own), field_value.c.record_id == contact_id)),
        (external_key, (external_key.c.kind == "contact", external_key.c.record_id == contact_id)),
        (attachment, files),
        (
            possible_duplicate,
            (
                (possible_duplicate.c.contact_id == contact_id)
                | (possible_duplicate.c.other_id == contact_id),
            ),
        ),
    ]


def _read_words(connection: Connection, contact_id: int, traces: Traces) -> None:
    told = (contact_email.c.address, contact_phone.c.number, contact_phone.c.e164, contact_url.c.url)
    for column in told:
        table = column.table
        words = connection.execute(select(column).where(table.c["contact_id"] == contact_id)).scalars()
        traces.words.update(filter(None, words))
    names = select(contact.c.name, contact.c.nickname, contact.c.phonetic_name, contact.c.notes)
    traces.words.update(filter(None, connection.execute(names.where(contact.c.id == contact_id)).one()))
    for table, column in SCRUBBED:
        words = connection.execute(
            select(table.c[column]).where(table.c["contact_id"] == contact_id)
        ).scalars()
        traces.words.update(filter(None, words))
    files = select(attachment.c.name, attachment.c.sha256).where(
        attachment.c.id.in_(traces.rows.get("attachment", set[int]()))
    )
    for name, digest in connection.execute(files):
        traces.words.add(name)
        traces.hashes.add(digest)


def scrub_rows(unit: UnitOfWork, contact_id: int, erased: str, keep_from: date, traces: Traces) -> None:
    """Take everything that names the person out of their rows; the journal keeps no image of it.

    `erased` is what the person is called from now on. Money, dates and counts stay.
    """
    connection = unit.connection
    blank = {column.name: None for column in contact.columns if column.name not in KEPT}
    named = {"name": erased, "sort_name": sort_key(erased), "match_name": ""}
    now = to_micros(unit.clock.now())
    with unguarded(connection):
        connection.execute(
            update(contact)
            .where(contact.c.id == contact_id)
            .values(blank | named | {"erased_at": now, "written_by": unit.step_id})
        )
        for table, column in SCRUBBED:
            empty = "" if not table.c[column].nullable else None
            connection.execute(
                update(table)
                .where(table.c["contact_id"] == contact_id)
                .values({column: empty, "written_by": unit.step_id})
            )
        for table in (*GONE, *(table for table, _where in _kinded(contact_id))):
            connection.execute(delete(table).where(table.c.id.in_(traces.rows.get(table.name, set[int]()))))
        _scrub_old_sales(connection, contact_id, erased, keep_from, unit.step_id)
    _note(unit, traces)


def _scrub_old_sales(
    connection: Connection, contact_id: int, erased: str, keep_from: date, step_id: int
) -> None:
    """Sales whose legal retention is over lose their customer; those of a company keep it."""
    own = (
        select(deal.c.id)
        .join(deal_contact, deal_contact.c.deal_id == deal.c.id)
        .where(deal_contact.c.contact_id == contact_id, deal_contact.c.is_main, deal.c.company_id.is_(None))
    )
    connection.execute(
        update(sale)
        .where(sale.c.deal_id.in_(own), sale.c.sold_on < keep_from)
        .values(customer_name=erased, customer_address=None, customer_tax_id=None, written_by=step_id)
    )


def _note(unit: UnitOfWork, traces: Traces) -> None:
    """Say in the journal that the rows were written, without what they held."""
    stayed = {"contact", *(table.name for table, _column in SCRUBBED)}
    entries = [
        {
            "step_id": unit.step_id,
            "table_name": name,
            "row_id": row_id,
            "last_row_id": row_id,
            "operation": "update",
            "before": "{}",
            "after": "{}",
        }
        for name, ids in traces.rows.items()
        if name in stayed
        for row_id in sorted(ids)
    ]
    with unguarded(unit.connection):
        unit.connection.execute(insert(journal_entry), entries)
    for name, ids in traces.rows.items():
        (unit.changes.changed if name in stayed else unit.changes.deleted)[name] += len(ids)
        unit.changes.touch(name, ids)


def forget_bytes(unit: UnitOfWork, hashes: Iterable[str]) -> None:
    """Take away the content of files that no other record has, nor had."""
    for digest in hashes:
        held = select(attachment.c.id).where(attachment.c.sha256 == digest).limit(1)
        mentioned = (
            select(journal_entry.c.id)
            .where(
                journal_entry.c.table_name == attachment.name,
                func.instr(func.coalesce(journal_entry.c.before, ""), digest) > 0,
            )
            .limit(1)
        )
        if any(unit.connection.execute(query).scalar() is not None for query in (held, mentioned)):
            continue
        with unguarded(unit.connection):
            unit.connection.execute(delete(attachment_bytes).where(attachment_bytes.c.sha256 == digest))


def is_erased(connection: Connection, contact_id: int) -> bool | None:
    """Whether a person was erased; None where there is no such person."""
    row = connection.execute(select(contact.c.erased_at).where(contact.c.id == contact_id)).one_or_none()
    return None if row is None else row[0] is not None


def deals_of(connection: Connection, contact_id: int) -> set[int]:
    """The deals that the person takes part in, whose words in the search name them."""
    query = select(deal_contact.c.deal_id).where(deal_contact.c.contact_id == contact_id)
    return set(connection.execute(query).scalars())
