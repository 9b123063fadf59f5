"""The accountant's pack as plain facts: what the workbook, the PDF and the manifest are written from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smallbiz_crm.domain.accounts import NO_ACCOUNTS, Accounts
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.ledger import PAYMENTS, SALES, SPENDING, LedgerRow, totals_of
from smallbiz_crm.domain.money import DecimalSign
from smallbiz_crm.domain.prices import TaxCode, TaxRounding
from smallbiz_crm.domain.receivables import OpenAmount

FORMATS = ("pdf", "workbook", "ledger", "xero", "quickbooks", "datev", "hledger", "beancount")
"""What a pack can hold, in the order in which it is offered."""

INVOICE_FORMATS = frozenset(("xero", "quickbooks", "datev"))
"""Those that take only sales with an invoice number and date."""

OWN_FORMATS = ("pdf", "workbook", "ledger")
"""The program's own files, whose totals are the same to the cent."""


_EARLIEST = date(2000, 1, 1)


class Basis(StrEnum):
    """Which date puts money into a period: the day won and spent, or the day paid."""

    ACCRUAL = "accrual"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """Sales of the period to one customer, after reversals; home minor units."""

    name: str
    tax_id: str
    address: str
    net: int
    tax: int
    gross: int
    sales: int


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """Spend and revenue of one campaign in the period; home minor units. `cost` is net + lost tax."""

    name: str
    channel: str
    start: date | None
    end: date | None
    budget: int | None
    spend_net: int
    spend_tax: int
    spend_gross: int
    cost: int
    revenue: int


@dataclass(frozen=True, slots=True)
class PackTotals:
    """Home minor units; sales and spend after reversals, payments after refunds."""

    sales_net: int
    sales_tax: int
    sales_gross: int
    payments: int
    spend_net: int
    spend_tax: int
    spend_gross: int


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something to put right before the pack is complete; words at ``accountant.blocker.<code>``.

    `subject` is what it is about, as a person knows it; `record` is the uid to open, when there is one.
    """

    code: str
    subject: str
    record: bytes | None = None


@dataclass(frozen=True, slots=True)
class LedgerDress:
    """How the ledger file is written: comma and point, or semicolon and decimal comma."""

    delimiter: str = ","
    decimal: DecimalSign = "point"


@dataclass(frozen=True, slots=True)
class PackNote:
    """What must be said about a file of the pack; words at ``accountant.pack_note.<code>``, its gaps in `subject`."""

    code: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """What an issued invoice adds to its rows of the ledger, whose document is its number."""

    number: str
    issued_on: date
    due_on: date | None
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class BankLine:
    """Money that came or went (negative) on a day of the period, in home minor units."""

    date: date
    description: str
    amount: int


@dataclass(frozen=True, slots=True)
class Pack:
    """All that a pack shows of one period.

    `rows` are in the order of `ledger.order_rows`; `attribution` is the code of the model behind the revenue
    of campaigns, channels are codes too; names and categories are shown as they are.
    """

    business: str
    business_tax_id: str
    period: Period
    currency: str
    basis: Basis
    attribution: str
    rows: tuple[LedgerRow, ...]
    customers: tuple[CustomerRow, ...]
    campaigns: tuple[CampaignRow, ...]
    totals: PackTotals
    blockers: tuple[Blocker, ...] = ()
    dress: LedgerDress = LedgerDress()
    paper: str = "a4"
    invoices: tuple[Invoice, ...] = ()
    bank: tuple[BankLine, ...] = ()
    accounts: Accounts = NO_ACCOUNTS
    fiscal_year_start: str = "01-01"
    is_correction: bool = False
    odd: tuple[Blocker, ...] = ()
    tax_codes: tuple[TaxCode, ...] = ()
    tax_rounding: TaxRounding = TaxRounding.TOTAL
    open_amounts: tuple[OpenAmount, ...] = ()

    @property
    def title(self) -> str:
        """The code of what the pack is called."""
        return "accountant.title_correction" if self.is_correction else "accountant.title"

    @property
    def used_tax_codes(self) -> list[TaxCode]:
        """Those that any row names, as the user's list has them."""
        named = {row.tax_code for row in self.rows}
        return [code for code in self.tax_codes if code.code in named]

    @property
    def last_day(self) -> date:
        """The day as of which the pack speaks: the period's last, without an end that of the last row."""
        return self.period.end or max((row.date for row in self.rows), default=_EARLIEST)


def pack_totals(rows: Iterable[LedgerRow]) -> PackTotals:
    """The totals that these rows make; rows without a rate are outside."""
    known = tuple(rows)
    sales = totals_of([row for row in known if row.kind in SALES])
    payments = totals_of([row for row in known if row.kind in PAYMENTS])
    spend = totals_of([row for row in known if row.kind in SPENDING])
    return PackTotals(
        sales_net=sales.base_net,
        sales_tax=sales.base_tax,
        sales_gross=sales.base_gross,
        payments=payments.base_gross,
        spend_net=spend.base_net,
        spend_tax=spend.base_tax,
        spend_gross=spend.base_gross,
    )
