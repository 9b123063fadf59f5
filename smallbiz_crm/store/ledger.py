"""The rows of the accountant's ledger, and what the pack says beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, func, select

from smallbiz_crm.domain.accountant import Blocker, CampaignRow
from smallbiz_crm.domain.campaigns import recoverable_tax
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.ledger import LedgerKind, LedgerRow
from smallbiz_crm.domain.money import tax_of
from smallbiz_crm.store.invoices import inside as _inside
from smallbiz_crm.store.invoices import newest_sale
from smallbiz_crm.store.tables.marketing import campaign, spend, spend_category, touch
from smallbiz_crm.store.tables.people import company, owner
from smallbiz_crm.store.tables.sales import (
    deal,
    deal_contact,
    payment,
    product,
    sale,
    sale_line,
    stage,
    tax_code,
)
from smallbiz_crm.store.tables.workspace import attachment


def _rate(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


TAX_SLACK = 2
"""Minor units by which the tax on a receipt may differ from net × rate: its lines were rounded one by one."""


def sale_rows(connection: Connection, period: Period) -> list[LedgerRow]:
    """One row per sale and tax code, by the won date."""
    query = (
        select(
            sale,
            sale_line.c.net,
            sale_line.c.tax,
            sale_line.c.tax_rate,
            sale_line.c.base_net,
            sale_line.c.base_tax,
            deal.c.title,
            func.coalesce(deal.c.region, company.c.region, owner.c.region).label("its_region"),
            campaign.c.name.label("campaign"),
            product.c.name.label("product"),
            tax_code.c.code.label("tax_code"),
        )
        .join(sale_line, sale_line.c.sale_id == sale.c.id)
        .join(deal, deal.c.id == sale.c.deal_id)
        .join(company, company.c.id == deal.c.company_id, isouter=True)
        .join(owner, owner.c.id == deal.c.owner_id, isouter=True)
        .join(campaign, campaign.c.id == deal.c.source_campaign_id, isouter=True)
        .join(product, product.c.id == sale_line.c.product_id, isouter=True)
        .join(tax_code, tax_code.c.id == sale_line.c.tax_code_id, isouter=True)
        .where(deal.c.trashed_at.is_(None), _inside(sale.c.sold_on, period))
    )
    return [_sale_row(row) for row in connection.execute(query)]


def _sale_row(row: Any) -> LedgerRow:
    is_reversal = row.reverses_id is not None
    return LedgerRow(
        date=row.sold_on,
        kind=LedgerKind.SALE_REVERSAL if is_reversal else LedgerKind.SALE,
        document=row.invoice_number or deal_document(row.deal_id),
        party=row.customer_name or "",
        party_tax_id=row.customer_tax_id or "",
        description=row.title,
        category="",
        campaign=row.campaign or "",
        product=row.product or "",
        region=row.its_region or "",
        tax_code=row.tax_code or "",
        tax_rate=row.tax_rate,
        net=row.net,
        tax=row.tax,
        gross=row.net + row.tax,
        recoverable_tax=0,
        currency=row.currency,
        rate=_rate(row.rate),
        base_net=row.base_net,
        base_tax=row.base_tax,
        base_gross=None if row.base_net is None else row.base_net + (row.base_tax or 0),
        reference="",
    )


def deal_document(deal_id: int) -> str:
    """What stands for a document while there is no invoice number."""
    return f"D-{deal_id}"


def payment_rows(connection: Connection, period: Period) -> list[LedgerRow]:
    """Payments received and refunds, by their own day."""
    query = (
        select(payment, deal.c.title, sale.c.invoice_number, sale.c.customer_name, sale.c.customer_tax_id)
        .join(deal, deal.c.id == payment.c.deal_id)
        .join(sale, sale.c.id == newest_sale(), isouter=True)
        .where(deal.c.trashed_at.is_(None), _inside(payment.c.paid_on, period))
    )
    return [_payment_row(row) for row in connection.execute(query)]


def _payment_row(row: Any) -> LedgerRow:
    return LedgerRow(
        date=row.paid_on,
        kind=LedgerKind.PAYMENT if row.amount >= 0 else LedgerKind.REFUND,
        document=row.invoice_number or deal_document(row.deal_id),
        party=row.customer_name or "",
        party_tax_id=row.customer_tax_id or "",
        description=row.title,
        category="",
        campaign="",
        product="",
        region="",
        tax_code="",
        tax_rate=None,
        net=row.amount,
        tax=0,
        gross=row.amount,
        recoverable_tax=0,
        currency=row.currency,
        rate=_rate(row.rate),
        base_net=row.base_amount,
        base_tax=None if row.base_amount is None else 0,
        base_gross=row.base_amount,
        reference=row.reference or "",
    )


def spend_rows(connection: Connection, period: Period, *, by_paid: bool = False) -> list[LedgerRow]:
    """One row per spend line, by its day or the day it was paid, all categories."""
    day = spend.c.paid_on if by_paid else spend.c.spent_on
    query = (
        select(
            spend,
            spend_category.c.name.label("category"),
            campaign.c.name.label("campaign"),
            tax_code.c.code.label("tax_code"),
            tax_code.c.rate.label("tax_rate"),
        )
        .join(spend_category, spend_category.c.id == spend.c.category_id)
        .join(campaign, campaign.c.id == spend.c.campaign_id, isouter=True)
        .join(tax_code, tax_code.c.id == spend.c.tax_code_id, isouter=True)
        .where(spend.c.trashed_at.is_(None), day.is_not(None), _inside(day, period))
    )
    rows = connection.execute(query)
    return [_spend_row(row, row.paid_on if by_paid else row.spent_on) for row in rows]


def _spend_row(row: Any, day: date) -> LedgerRow:
    return LedgerRow(
        date=day,
        kind=LedgerKind.SPEND if row.reverses_id is None and row.gross >= 0 else LedgerKind.SPEND_REVERSAL,
        document=row.reference or f"S-{row.id}",
        party=row.payee,
        party_tax_id="",
        description=row.description or "",
        category=row.category,
        campaign=row.campaign or "",
        product="",
        region="",
        tax_code=row.tax_code or "",
        tax_rate=row.tax_rate,
        net=row.net,
        tax=row.tax,
        gross=row.gross,
        recoverable_tax=recoverable_tax(row.tax, row.recoverable_share),
        currency=row.currency,
        rate=_rate(row.rate),
        base_net=row.base_net,
        base_tax=row.base_tax,
        base_gross=None if row.base_net is None else row.base_net + (row.base_tax or 0),
        reference=row.reference or "",
    )


# -- what blocks the pack -------------------------------------------------------------------------------------


def blockers(connection: Connection, period: Period) -> list[Blocker]:
    """Won without amount, customer or rate; spend without receipt or rate."""
    won = (
        select(deal.c.uid, deal.c.title, deal.c.amount, deal.c.base_amount, sale.c.customer_name)
        .join(stage, stage.c.id == deal.c.stage_id)
        .join(sale, sale.c.id == newest_sale(), isouter=True)
        .where(stage.c.kind == "won", deal.c.trashed_at.is_(None), _inside(deal.c.closed_on, period))
        .order_by(deal.c.closed_on, deal.c.id)
    )
    found: list[Blocker] = []
    for row in connection.execute(won):
        if row.amount is None:
            found.append(Blocker("sale_without_amount", row.title, row.uid))
        elif row.base_amount is None:
            found.append(Blocker("without_rate", row.title, row.uid))
        if not row.customer_name:
            found.append(Blocker("sale_without_customer", row.title, row.uid))
    return [*found, *_untaxed_without_id(connection, period), *_spend_blockers(connection, period)]


def _untaxed_without_id(connection: Connection, period: Period) -> list[Blocker]:
    """Sales whose tax the customer owes, without the customer's tax id."""
    query = (
        select(deal.c.uid, deal.c.title)
        .select_from(deal)
        .join(sale, sale.c.id == newest_sale())
        .join(sale_line, sale_line.c.sale_id == sale.c.id)
        .join(tax_code, tax_code.c.id == sale_line.c.tax_code_id)
        .where(
            deal.c.trashed_at.is_(None),
            tax_code.c.kind == "reverse_charge",
            func.coalesce(sale.c.customer_tax_id, "") == "",
            _inside(sale.c.sold_on, period),
        )
        .distinct()
        .order_by(deal.c.title)
    )
    return [Blocker("sale_without_tax_id", row.title, row.uid) for row in connection.execute(query)]


def _spend_blockers(connection: Connection, period: Period) -> list[Blocker]:
    has_receipt = (
        select(attachment.c.id)
        .where(attachment.c.record_kind == "spend", attachment.c.record_id == spend.c.id)
        .exists()
    )
    query = (
        select(
            spend.c.uid,
            spend.c.payee,
            spend.c.base_net,
            spend.c.net,
            spend.c.tax,
            tax_code.c.rate.label("tax_rate"),
            has_receipt.label("has_receipt"),
        )
        .join(tax_code, tax_code.c.id == spend.c.tax_code_id, isouter=True)
        .where(spend.c.trashed_at.is_(None), _inside(spend.c.spent_on, period))
        .order_by(spend.c.spent_on, spend.c.id)
    )
    found: list[Blocker] = []
    for row in connection.execute(query):
        if row.base_net is None:
            found.append(Blocker("without_rate", row.payee, row.uid))
        if row.tax_rate is not None and abs(row.tax - tax_of(row.net, row.tax_rate)) > TAX_SLACK:
            found.append(Blocker("tax_unfit", row.payee, row.uid))
        if not row.has_receipt:
            found.append(Blocker("spend_without_receipt", row.payee, row.uid))
    return found


# -- beside the ledger ----------------------------------------------------------------------------------------


def customer_addresses(connection: Connection, period: Period) -> dict[tuple[str, str], str]:
    """Address by customer name and tax id, as they were when the sale was made."""
    query = select(sale.c.customer_name, sale.c.customer_tax_id, sale.c.customer_address).where(
        _inside(sale.c.sold_on, period)
    )
    return {(row[0] or "", row[1] or ""): row[2] or "" for row in connection.execute(query)}


def campaign_rows(connection: Connection, period: Period) -> list[CampaignRow]:
    """Spend of each campaign in the period, and the revenue of the deals whose first touch it was."""
    revenue = _first_touch_revenue(connection, period)
    spent = {row.campaign_id: row for row in connection.execute(_campaign_spend(period))}
    ids = sorted({*revenue, *(key for key in spent if key is not None)})
    query = select(campaign).where(campaign.c.id.in_(ids)).order_by(campaign.c.sort_name, campaign.c.id)
    rows: list[CampaignRow] = []
    for row in connection.execute(query):
        sums = spent.get(row.id)
        rows.append(
            CampaignRow(
                name=row.name,
                channel=row.channel,
                start=row.starts_on,
                end=row.ends_on,
                budget=row.budget,
                spend_net=sums.net if sums else 0,
                spend_tax=sums.tax if sums else 0,
                spend_gross=sums.net + sums.tax if sums else 0,
                cost=sums.cost if sums else 0,
                revenue=revenue.get(row.id, 0),
            )
        )
    return rows


def _campaign_spend(period: Period) -> Any:
    return (
        select(
            spend.c.campaign_id,
            func.coalesce(func.sum(spend.c.base_net), 0).label("net"),
            func.coalesce(func.sum(spend.c.base_tax), 0).label("tax"),
            func.coalesce(func.sum(spend.c.base_cost), 0).label("cost"),
        )
        .where(spend.c.trashed_at.is_(None), _inside(spend.c.spent_on, period))
        .group_by(spend.c.campaign_id)
    )


def _first_touch_revenue(connection: Connection, period: Period) -> dict[int, int]:
    """Won amounts by the campaign of the earliest touch of the deal's people up to the day it was created."""
    query = (
        select(deal.c.id, deal.c.base_amount, touch.c.campaign_id)
        .join(stage, stage.c.id == deal.c.stage_id)
        .join(deal_contact, deal_contact.c.deal_id == deal.c.id)
        .join(touch, touch.c.contact_id == deal_contact.c.contact_id)
        .where(
            stage.c.kind == "won",
            deal.c.trashed_at.is_(None),
            deal.c.base_amount.is_not(None),
            touch.c.touched_on <= deal.c.created_on,
            _inside(deal.c.closed_on, period),
        )
        .order_by(deal.c.id, touch.c.touched_on, touch.c.touched_at, touch.c.uid)
    )
    revenue: dict[int, int] = {}
    seen: set[int] = set()
    for deal_id, amount, campaign_id in connection.execute(query):
        if deal_id not in seen and campaign_id is not None and amount is not None:
            revenue[campaign_id] = revenue.get(campaign_id, 0) + amount
        seen.add(deal_id)
    return revenue


def receipts_of(connection: Connection, period: Period) -> Sequence[tuple[int, date, str]]:
    """Attachment id, day and payee of each receipt of the period."""
    query = (
        select(attachment.c.id, spend.c.spent_on, spend.c.payee)
        .join(spend, and_(attachment.c.record_kind == "spend", attachment.c.record_id == spend.c.id))
        .where(spend.c.trashed_at.is_(None), _inside(spend.c.spent_on, period))
        .order_by(spend.c.spent_on, spend.c.id, attachment.c.id)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]
