"""The invoices behind sales, as the user wrote them down, and the money that moved in a period."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from smallbiz_crm.domain.accountant import BankLine, Invoice
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store.tables.marketing import spend
from smallbiz_crm.store.tables.people import contact_email
from smallbiz_crm.store.tables.sales import deal, deal_contact, payment, sale
from smallbiz_crm.store.unit_of_work import UnitOfWork


def inside(column: Any, period: Period) -> Any:
    """Whether the day is in the period."""
    conditions: list[Any] = []
    if period.start is not None:
        conditions.append(column >= period.start)
    if period.end is not None:
        conditions.append(column <= period.end)
    return and_(True, *conditions)


def newest_sale() -> Any:
    """The id of the deal's newest sale that is no reversal, for a query over deals."""
    other = sale.alias()
    newest = select(func.max(other.c.id)).where(other.c.deal_id == deal.c.id, other.c.reverses_id.is_(None))
    return newest.correlate(deal).scalar_subquery()


def invoices(connection: Connection, period: Period) -> list[Invoice]:
    """Those of the period's sales that have a number and a date."""
    query = (
        select(
            sale.c.invoice_number,
            sale.c.invoiced_on,
            sale.c.due_on,
            sale.c.customer_address,
            contact_email.c.address,
        )
        .join(deal, deal.c.id == sale.c.deal_id)
        .join(deal_contact, and_(deal_contact.c.deal_id == deal.c.id, deal_contact.c.is_main), isouter=True)
        .join(
            contact_email,
            and_(contact_email.c.contact_id == deal_contact.c.contact_id, contact_email.c.is_primary),
            isouter=True,
        )
        .where(
            deal.c.trashed_at.is_(None),
            sale.c.reverses_id.is_(None),
            sale.c.invoice_number.is_not(None),
            sale.c.invoiced_on.is_not(None),
            inside(sale.c.sold_on, period),
        )
        .order_by(sale.c.id)
    )
    found: dict[str, Invoice] = {}
    for number, issued_on, due_on, address, email in connection.execute(query):
        if number is not None and issued_on is not None:
            found.setdefault(number, Invoice(number, issued_on, due_on, email or "", address or ""))
    return list(found.values())


def invoice_of(connection: Connection, deal_id: int) -> tuple[str, date | None, date | None] | None:
    """Number, day and due day of the deal's newest sale; None without a sale."""
    query = (
        select(sale.c.invoice_number, sale.c.invoiced_on, sale.c.due_on)
        .where(sale.c.deal_id == deal_id, sale.c.reverses_id.is_(None))
        .order_by(sale.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.invoice_number or "", row.invoiced_on, row.due_on)


def bank_lines(connection: Connection, period: Period) -> list[BankLine]:
    """Payments and refunds, and spend by the day it was paid; what has no rate is not there."""
    received = (
        select(payment.c.paid_on, sale.c.customer_name, deal.c.title, payment.c.base_amount)
        .join(deal, deal.c.id == payment.c.deal_id)
        .join(sale, sale.c.id == newest_sale(), isouter=True)
        .where(
            deal.c.trashed_at.is_(None), payment.c.base_amount.is_not(None), inside(payment.c.paid_on, period)
        )
        .order_by(payment.c.paid_on, payment.c.id)
    )
    lines = [
        BankLine(day, " ".join(part for part in (customer, title) if part), amount)
        for day, customer, title, amount in connection.execute(received)
        if amount is not None
    ]
    paid = (
        select(spend.c.paid_on, spend.c.payee, spend.c.description, spend.c.base_net + spend.c.base_tax)
        .where(spend.c.trashed_at.is_(None), spend.c.base_net.is_not(None), inside(spend.c.paid_on, period))
        .order_by(spend.c.paid_on, spend.c.id)
    )
    lines += [
        BankLine(day, " ".join(part for part in (payee, description) if part), -amount)
        for day, payee, description, amount in connection.execute(paid)
        if day is not None and amount is not None
    ]
    return sorted(lines, key=lambda line: line.date)


def set_invoice(unit: UnitOfWork, deal_id: int, values: dict[str, Any]) -> None:
    """Write `invoice_number`, `invoiced_on`, `due_on` on the sale of a won deal. Raises NotFound without a sale."""
    newest = select(sale.c.id).where(sale.c.deal_id == deal_id, sale.c.reverses_id.is_(None))
    sale_id = unit.connection.execute(newest.order_by(sale.c.id.desc()).limit(1)).scalar()
    if sale_id is None:
        raise NotFound("record.not_found", kind="sale", id=deal_id)
    fit = dict(values)
    if "invoice_number" in fit:
        fit["invoice_number"] = clean_line(fit["invoice_number"] or "") or None
    unit.update(sale, sale_id, **fit)
