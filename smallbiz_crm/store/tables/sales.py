"""Pipelines, deals and their history, sales as the accountant sees them, payments."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Named, UniqueConstraint

from smallbiz_crm.store.tables.base import Record, Trashable, journalled
from smallbiz_crm.store.types import Amount, CleanText, Day


class PipelineColumns(Record):
    name: Named[str] = Column(CleanText, unique=True)
    position: Named[int]


pipeline = journalled("pipeline", PipelineColumns)


class StageColumns(Record):
    """A column of the board; `kind` is open, won or lost; `probability` in 10⁻⁴; `exit_check` is JSON.

    A stage that was removed keeps its row with `retired_on`, because the history of deals names it.
    """

    pipeline_id: Named[int] = Column(ForeignKey("pipeline.id"), index=True)
    name: Named[str] = Column(CleanText)
    kind: Named[str]
    probability: Named[int]
    position: Named[int]
    stale_days: Named[int | None]
    exit_check: Named[str | None]
    colour: Named[str | None]
    retired_on: Named[date | None] = Column(Day)


stage = journalled("stage", StageColumns)


class ReasonColumns(Record):
    """The user's own list of reasons; `kind` is lost or returned."""

    kind: Named[str]
    name: Named[str] = Column(CleanText)
    match_name: Named[str]


reason = journalled("reason", ReasonColumns, UniqueConstraint("kind", "match_name"))


class ProductColumns(Trashable):
    """`price` in 10⁻⁶ of the currency's major unit."""

    name: Named[str] = Column(CleanText)
    match_name: Named[str] = Column(index=True)
    category: Named[str | None] = Column(CleanText)
    price: Named[int | None]
    currency: Named[str | None]
    tax_code_id: Named[int | None] = Column(ForeignKey("tax_code.id"), index=True)


product = journalled("product", ProductColumns)


class DealColumns(Trashable):
    """A chance to sell. `amount` is net of tax in minor units; `base_amount` is home money frozen when won."""

    title: Named[str] = Column(CleanText)
    sort_name: Named[str] = Column(index=True)
    company_id: Named[int | None] = Column(ForeignKey("company.id"), index=True)
    stage_id: Named[int] = Column(ForeignKey("stage.id"))
    amount: Named[int | None] = Column(Amount)
    currency: Named[str]
    rate: Named[str | None]
    base_amount: Named[int | None] = Column(Amount)
    probability: Named[int | None]
    created_on: Named[date] = Column(Day, index=True)
    stage_since: Named[date] = Column(Day)
    expected_close: Named[date | None] = Column(Day)
    closed_on: Named[date | None] = Column(Day)
    reason_id: Named[int | None] = Column(ForeignKey("reason.id"), index=True)
    reason_note: Named[str | None] = Column(CleanText)
    competitor: Named[str | None] = Column(CleanText)
    region: Named[str | None] = Column(CleanText)
    owner_id: Named[int | None] = Column(ForeignKey("owner.id"), index=True)
    source_campaign_id: Named[int | None] = Column(ForeignKey("campaign.id"), index=True)
    source_channel: Named[str | None] = Column(CleanText)
    has_budget: Named[bool]
    has_authority: Named[bool]
    has_need: Named[bool]
    has_timing: Named[bool]
    waiting_until: Named[date | None] = Column(Day)
    waiting_because: Named[str | None] = Column(CleanText)
    contract_state: Named[str | None]
    position: Named[int | None]
    renews_id: Named[int | None] = Column(ForeignKey("deal.id"), index=True)
    notes: Named[str | None] = Column(CleanText)


deal = journalled("deal", DealColumns, Index(None, "stage_id", "closed_on"), Index(None, "trashed_at"))


class DealContactColumns(Record):
    deal_id: Named[int] = Column(ForeignKey("deal.id"))
    contact_id: Named[int] = Column(ForeignKey("contact.id"), index=True)
    role: Named[str | None] = Column(CleanText)
    is_main: Named[bool]


deal_contact = journalled(
    "deal_contact", DealContactColumns, UniqueConstraint("deal_id", "contact_id"), part_of="deal"
)


class DealLineColumns(Record):
    """`quantity` in 10⁻³, `price` in 10⁻⁶ of the major unit, `discount` in 10⁻⁴, `net` in minor units."""

    deal_id: Named[int] = Column(ForeignKey("deal.id"), index=True)
    product_id: Named[int | None] = Column(ForeignKey("product.id"), index=True)
    description: Named[str | None] = Column(CleanText)
    quantity: Named[int]
    price: Named[int]
    discount: Named[int]
    net: Named[int] = Column(Amount)
    tax_code_id: Named[int | None] = Column(ForeignKey("tax_code.id"), index=True)
    recurs_months: Named[int | None]
    position: Named[int]


deal_line = journalled("deal_line", DealLineColumns, part_of="deal")


class DealHistoryColumns(Record):
    """The six values of a deal as they were from `happened_on` until the next row; of a lost one why, as said then."""

    deal_id: Named[int] = Column(ForeignKey("deal.id"))
    happened_on: Named[date] = Column(Day, index=True)
    happened_at: Named[int | None]
    stage_id: Named[int] = Column(ForeignKey("stage.id"), index=True)
    amount: Named[int | None] = Column(Amount)
    currency: Named[str]
    expected_close: Named[date | None] = Column(Day)
    probability: Named[int]
    outcome: Named[str]
    reason: Named[str | None] = Column(CleanText)
    reason_note: Named[str | None] = Column(CleanText)
    competitor: Named[str | None] = Column(CleanText)


deal_history = journalled(
    "deal_history", DealHistoryColumns, Index(None, "deal_id", "happened_on", "id"), part_of="deal"
)


class ObjectionColumns(Record):
    deal_id: Named[int] = Column(ForeignKey("deal.id"), index=True)
    text: Named[str] = Column(CleanText)
    answer: Named[str | None] = Column(CleanText)
    state: Named[str]


objection = journalled("objection", ObjectionColumns, part_of="deal")


class ProposalColumns(Record):
    deal_id: Named[int] = Column(ForeignKey("deal.id"), index=True)
    title: Named[str] = Column(CleanText)
    sent_on: Named[date | None] = Column(Day)
    state: Named[str]


proposal = journalled("proposal", ProposalColumns, part_of="deal")


class InstalmentColumns(Record):
    deal_id: Named[int] = Column(ForeignKey("deal.id"), index=True)
    due_on: Named[date] = Column(Day)
    amount: Named[int] = Column(Amount)
    note: Named[str | None] = Column(CleanText)


instalment = journalled("instalment", InstalmentColumns, part_of="deal")


class SaleColumns(Record):
    """A won deal as the accountant sees it, with the customer as it was then. A reversal names what it reverses."""

    deal_id: Named[int] = Column(ForeignKey("deal.id"), index=True)
    sold_on: Named[date] = Column(Day, index=True)
    invoice_number: Named[str | None] = Column(CleanText)
    invoiced_on: Named[date | None] = Column(Day)
    due_on: Named[date | None] = Column(Day)
    customer_name: Named[str | None] = Column(CleanText)
    customer_address: Named[str | None] = Column(CleanText)
    customer_tax_id: Named[str | None] = Column(CleanText)
    currency: Named[str]
    rate: Named[str | None]
    reverses_id: Named[int | None] = Column(ForeignKey("sale.id"), index=True)


sale = journalled("sale", SaleColumns, part_of="deal")


class SaleLineColumns(Record):
    """One row per tax code of a sale; `tax_rate` in 10⁻⁴; base figures are home money."""

    sale_id: Named[int] = Column(ForeignKey("sale.id"), index=True)
    product_id: Named[int | None] = Column(ForeignKey("product.id"), index=True)
    tax_code_id: Named[int | None] = Column(ForeignKey("tax_code.id"), index=True)
    tax_rate: Named[int]
    net: Named[int] = Column(Amount)
    tax: Named[int] = Column(Amount)
    base_net: Named[int | None] = Column(Amount)
    base_tax: Named[int | None] = Column(Amount)


sale_line = journalled("sale_line", SaleLineColumns, part_of="sale")


class PaymentColumns(Record):
    deal_id: Named[int] = Column(ForeignKey("deal.id"), index=True)
    paid_on: Named[date] = Column(Day, index=True)
    amount: Named[int] = Column(Amount)
    currency: Named[str]
    rate: Named[str | None]
    base_amount: Named[int | None] = Column(Amount)
    method: Named[str | None] = Column(CleanText)
    reference: Named[str | None] = Column(CleanText)


payment = journalled("payment", PaymentColumns, part_of="deal")


class TaxCodeColumns(Record):
    """`rate` in 10⁻⁴; `kind` is standard, none, exempt, reverse_charge, export or small_business."""

    code: Named[str] = Column(CleanText, unique=True)
    name: Named[str] = Column(CleanText)
    rate: Named[int]
    kind: Named[str]


tax_code = journalled("tax_code", TaxCodeColumns)


class CurrencyRateColumns(Record):
    """`rate` is home units per one unit of `currency`, a Decimal of up to ten digits as text."""

    currency: Named[str]
    valid_on: Named[date] = Column(Day)
    rate: Named[str]


currency_rate = journalled("currency_rate", CurrencyRateColumns, UniqueConstraint("currency", "valid_on"))


class SentPackColumns(Record):
    """A month as it was sent to the accountant: the ledger rows and checksums as JSON."""

    starts_on: Named[date] = Column(Day)
    ends_on: Named[date] = Column(Day)
    sent_at: Named[int]
    basis: Named[str]
    rows: Named[str]
    checksums: Named[str]


sent_pack = journalled("sent_pack", SentPackColumns)
