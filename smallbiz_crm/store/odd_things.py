"""What is odd in a month for the accountant: it keeps nothing back, but somebody should look at it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.accountant import Blocker
from smallbiz_crm.domain.days import Period, fiscal_year_of
from smallbiz_crm.store.invoices import inside, newest_sale
from smallbiz_crm.store.settings import text_setting
from smallbiz_crm.store.tables.marketing import spend
from smallbiz_crm.store.tables.sales import deal, sale, stage


def odd_things(connection: Connection, period: Period, *, wants_invoices: bool) -> list[Blocker]:
    """Spend that is there twice, an invoice number on two sales, an invoice in another fiscal year; where the
    formats need it, sales without invoice number or date.
    """
    return [
        *_twice_spent(connection, period),
        *_of_sales(connection, period, wants_invoices),
    ]


def _twice_spent(connection: Connection, period: Period) -> Iterator[Blocker]:
    query = (
        select(spend.c.uid, spend.c.payee, spend.c.spent_on, spend.c.gross, spend.c.currency)
        .where(spend.c.trashed_at.is_(None), inside(spend.c.spent_on, period))
        .order_by(spend.c.spent_on, spend.c.id)
    )
    seen: set[tuple[object, ...]] = set()
    for row in connection.execute(query):
        key = (row.payee.casefold(), row.spent_on, row.gross, row.currency)
        if key in seen:
            yield Blocker("spend_twice", row.payee, row.uid)
        seen.add(key)


def _of_sales(connection: Connection, period: Period, wants_invoices: bool) -> Iterator[Blocker]:
    start = text_setting(connection, "fiscal_year.start")
    query = (
        select(deal.c.uid, deal.c.title, sale.c.invoice_number, sale.c.invoiced_on, sale.c.sold_on)
        .join(stage, stage.c.id == deal.c.stage_id)
        .join(sale, sale.c.id == newest_sale())
        .where(stage.c.kind == "won", deal.c.trashed_at.is_(None), inside(sale.c.sold_on, period))
        .order_by(sale.c.sold_on, sale.c.id)
    )
    rows = connection.execute(query).all()
    shared = _numbers_used_twice(connection)
    for row in rows:
        if row.invoice_number in shared:
            yield Blocker("invoice_twice", f"{row.title} ({row.invoice_number})", row.uid)
        has_both = row.invoice_number and row.invoiced_on
        if wants_invoices and not has_both:
            yield Blocker("sale_without_invoice", row.title, row.uid)
        if row.invoiced_on and fiscal_year_of(row.invoiced_on, start) != fiscal_year_of(row.sold_on, start):
            yield Blocker("invoice_in_other_year", row.title, row.uid)


def _numbers_used_twice(connection: Connection) -> set[str]:
    query = (
        select(sale.c.invoice_number)
        .where(sale.c.invoice_number.is_not(None), sale.c.reverses_id.is_(None))
        .group_by(sale.c.invoice_number)
        .having(func.count(sale.c.deal_id.distinct()) > 1)
    )
    return {number for (number,) in connection.execute(query) if number}
