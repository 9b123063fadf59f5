"""Sales with what was agreed and received for them, as they stood on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, exists, func, select

from smallbiz_crm.domain.cash_basis import paid_rows
from smallbiz_crm.domain.days import ALL, Period
from smallbiz_crm.domain.ledger import LedgerKind, LedgerRow
from smallbiz_crm.domain.receivables import Owed, Received, exchange_differences
from smallbiz_crm.store.ledger import sale_rows
from smallbiz_crm.store.tables.sales import deal, instalment, payment, sale, sale_line


def owed_on(connection: Connection, on: date) -> list[Owed]:
    """Every sale made until that day and not reversed by then, by the day it was made."""
    reversal = sale.alias()
    reversed_by_then = exists(
        select(reversal.c.id).where(reversal.c.reverses_id == sale.c.id, reversal.c.sold_on <= on)
    )
    query = (
        select(
            sale,
            deal.c.title,
            func.sum(sale_line.c.net + sale_line.c.tax).label("gross"),
            func.sum(sale_line.c.base_net + sale_line.c.base_tax).label("base_gross"),
        )
        .join(sale_line, sale_line.c.sale_id == sale.c.id)
        .join(deal, deal.c.id == sale.c.deal_id)
        .where(
            deal.c.trashed_at.is_(None), sale.c.reverses_id.is_(None), sale.c.sold_on <= on, ~reversed_by_then
        )
        .group_by(sale.c.id)
        .order_by(sale.c.sold_on, sale.c.id)
    )
    rows = connection.execute(query).all()
    instalments, payments = _instalments(connection), _payments(connection)
    return [_owed(row, instalments, payments) for row in rows]


def _owed(
    row: Any, instalments: dict[int, list[tuple[date, int]]], payments: dict[int, list[tuple[str, Received]]]
) -> Owed:
    same = tuple(received for currency, received in payments.get(row.deal_id, ()) if currency == row.currency)
    return Owed(
        document=row.invoice_number or f"D-{row.deal_id}",
        party=row.customer_name or "",
        party_tax_id=row.customer_tax_id or "",
        title=row.title,
        sold_on=row.sold_on,
        due_on=row.due_on or row.invoiced_on or row.sold_on,
        gross=row.gross,
        base_gross=row.base_gross,
        currency=row.currency,
        instalments=tuple(instalments.get(row.deal_id, ())),
        payments=same,
    )


def _instalments(connection: Connection) -> dict[int, list[tuple[date, int]]]:
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    query = select(instalment.c.deal_id, instalment.c.due_on, instalment.c.amount).order_by(instalment.c.id)
    for deal_id, due_on, amount in connection.execute(query):
        found[deal_id].append((due_on, amount))
    return found


def _payments(connection: Connection) -> dict[int, list[tuple[str, Received]]]:
    found: dict[int, list[tuple[str, Received]]] = defaultdict(list)
    query = select(payment).order_by(payment.c.paid_on, payment.c.id)
    for row in connection.execute(query):
        received = Received(row.paid_on, row.amount, row.base_amount, row.reference or "", rate_of(row.rate))
        found[row.deal_id].append((row.currency, received))
    return found


def rate_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def cash_rows(connection: Connection, period: Period, home: str) -> list[LedgerRow]:
    """The sales of the period by the day they were paid, whenever they were won."""
    lines: dict[tuple[str, str, str], list[LedgerRow]] = defaultdict(list)
    for row in sale_rows(connection, ALL):
        if row.kind is LedgerKind.SALE:
            lines[row.document, row.party, row.description].append(row)
    return [
        row
        for sale in owed_on(connection, date.max)
        for row in paid_rows(lines[sale.document, sale.party, sale.title], sale.payments, home)
        if (period.start is None or row.date >= period.start)
        and (period.end is None or row.date <= period.end)
    ]


def difference_rows(owed: list[Owed], start: date | None, end: date | None, home: str) -> list[LedgerRow]:
    """The exchange differences that arose from `start` to `end`, as rows of the ledger."""
    return [
        _difference_row(sale, day, amount, received, home)
        for sale in owed
        if sale.currency != home
        for day, amount, received in exchange_differences(sale)
        if (start is None or day >= start) and (end is None or day <= end)
    ]


def _difference_row(sale: Owed, day: date, amount: int, received: Received, home: str) -> LedgerRow:

    return LedgerRow(
        date=day,
        kind=LedgerKind.EXCHANGE_DIFFERENCE,
        document=sale.document,
        party=sale.party,
        party_tax_id=sale.party_tax_id,
        description=sale.title,
        category="",
        campaign="",
        product="",
        region="",
        tax_code="",
        tax_rate=None,
        net=amount,
        tax=0,
        gross=amount,
        recoverable_tax=0,
        currency=home,
        rate=Decimal(1),
        base_net=amount,
        base_tax=0,
        base_gross=amount,
        reference=received.reference,
    )
