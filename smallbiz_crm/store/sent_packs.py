"""Packs as they were sent, and when the records behind rows of the ledger were last written."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, exists, func, or_, select

from smallbiz_crm.domain.days import Period, from_micros, to_micros
from smallbiz_crm.domain.ledger import LedgerRow
from smallbiz_crm.domain.sent_packs import SentPack, row_facts, row_of
from smallbiz_crm.store.tables.journal import step
from smallbiz_crm.store.tables.marketing import spend
from smallbiz_crm.store.tables.sales import deal, payment, sale, sale_line, sent_pack
from smallbiz_crm.store.unit_of_work import UnitOfWork


def _days(period: Period) -> tuple[date, date]:
    return period.start or date.min, period.end or date.max


def remember_sent(
    unit: UnitOfWork, period: Period, basis: str, rows: Sequence[LedgerRow], checksums: Mapping[str, str]
) -> int:
    """Keep the rows of a period as they were sent, with the checksum of each file."""
    starts_on, ends_on = _days(period)
    return unit.insert(
        sent_pack,
        starts_on=starts_on,
        ends_on=ends_on,
        sent_at=to_micros(unit.clock.now()),
        basis=basis,
        rows=json.dumps([row_facts(row) for row in rows], ensure_ascii=False),
        checksums=json.dumps(dict(checksums), ensure_ascii=False),
    )


def newest_sent(connection: Connection, period: Period, basis: str) -> SentPack | None:
    """The period as it was sent last on that basis."""
    starts_on, ends_on = _days(period)
    query = (
        select(sent_pack.c.sent_at, sent_pack.c.rows)
        .where(sent_pack.c.starts_on == starts_on, sent_pack.c.ends_on == ends_on, sent_pack.c.basis == basis)
        .order_by(sent_pack.c.id.desc())
        .limit(1)
    )
    found = connection.execute(query).one_or_none()
    if found is None:
        return None
    return SentPack(from_micros(found.sent_at), tuple(row_of(facts) for facts in json.loads(found.rows)))


def is_sent(connection: Connection, day: date) -> bool:
    """Whether a pack that holds the day was sent."""
    query = exists(select(sent_pack.c.id).where(sent_pack.c.starts_on <= day, sent_pack.c.ends_on >= day))
    return bool(connection.execute(select(query)).scalar())


def last_written(connection: Connection, documents: Collection[str]) -> dict[str, date]:
    """The day on which what stands behind a document of the ledger was written last."""
    writers = {**_deal_writers(connection, documents), **_spend_writers(connection, documents)}
    days = {
        row.id: row.happened_on
        for row in connection.execute(
            select(step.c.id, step.c.happened_on).where(step.c.id.in_(set(writers.values())))
        )
    }
    return {document: days[writer] for document, writer in writers.items() if writer in days}


def _deal_writers(connection: Connection, documents: Collection[str]) -> dict[str, int]:
    ids = [int(name[2:]) for name in documents if name.startswith("D-") and name[2:].isdigit()]
    numbers = list(documents)
    query = (
        select(
            deal.c.id,
            func.max(sale.c.invoice_number).label("number"),
            func.max(deal.c.written_by).label("deal"),
            func.max(sale.c.written_by).label("sale"),
            func.max(sale_line.c.written_by).label("line"),
            func.max(payment.c.written_by).label("payment"),
        )
        .join(sale, sale.c.deal_id == deal.c.id, isouter=True)
        .join(sale_line, sale_line.c.sale_id == sale.c.id, isouter=True)
        .join(payment, payment.c.deal_id == deal.c.id, isouter=True)
        .where(or_(deal.c.id.in_(ids), sale.c.invoice_number.in_(numbers)))
        .group_by(deal.c.id)
    )
    found: dict[str, int] = {}
    for row in connection.execute(query):
        writers: list[int] = [
            each for each in (row.deal, row.sale, row.line, row.payment) if each is not None
        ]
        writer = max(writers, default=None)
        if writer is not None:
            found[f"D-{row.id}"] = writer
            if row.number:
                found[row.number] = writer
    return found


def _spend_writers(connection: Connection, documents: Collection[str]) -> dict[str, int]:
    ids = [int(name[2:]) for name in documents if name.startswith("S-") and name[2:].isdigit()]
    query = select(spend.c.id, spend.c.reference, spend.c.written_by).where(
        or_(spend.c.id.in_(ids), spend.c.reference.in_(list(documents)))
    )
    found: dict[str, int] = {}
    for row in connection.execute(query):
        found[row.reference or f"S-{row.id}"] = row.written_by
        found[f"S-{row.id}"] = row.written_by
    return found
