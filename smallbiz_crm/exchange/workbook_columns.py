"""The columns of the accountant's workbook, sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from smallbiz_crm.domain.accountant import CampaignRow, CustomerRow
from smallbiz_crm.domain.ledger import LedgerKind, LedgerRow
from smallbiz_crm.domain.money import from_minor
from smallbiz_crm.exchange.sheets import CellValue, Column, Words

PERCENT = "0.0#%"
RATE = "0.0000######"

DATE = "accountant.column.date"
KIND = "accountant.column.kind"
DOCUMENT = "accountant.column.document"
PARTY = "accountant.column.party"
TAX_ID = "accountant.column.tax_id"
ADDRESS = "accountant.column.address"
DESCRIPTION = "accountant.column.description"
CATEGORY = "accountant.column.category"
CAMPAIGN = "accountant.column.campaign"
CHANNEL = "accountant.column.channel"
PRODUCT = "accountant.column.product"
REGION = "accountant.column.region"
TAX_CODE = "accountant.column.tax_code"
TAX_RATE = "accountant.column.tax_rate"
NET = "accountant.column.net"
TAX = "accountant.column.tax"
GROSS = "accountant.column.gross"
AMOUNT = "accountant.column.amount"
CURRENCY = "accountant.column.currency"
EXCHANGE_RATE = "accountant.column.rate"
BASE_NET = "accountant.column.base_net"
BASE_TAX = "accountant.column.base_tax"
BASE_GROSS = "accountant.column.base_gross"
BASE_AMOUNT = "accountant.column.base_amount"
BASE_RECOVERABLE = "accountant.column.base_recoverable_tax"
DIFFERENCE = "accountant.column.exchange_difference"
REFERENCE = "accountant.column.reference"
SALES_COUNT = "accountant.column.sales"
START = "accountant.column.start"
END = "accountant.column.end"
BUDGET = "accountant.column.budget"
SPEND_NET = "accountant.column.spend_net"
SPEND_TAX = "accountant.column.spend_tax"
SPEND_GROSS = "accountant.column.spend_gross"
COST = "accountant.column.cost"
REVENUE = "accountant.column.revenue"

LedgerColumn = Column[LedgerRow]


def tax_fraction(rate: int | None) -> Decimal | None:
    """A tax rate of 10⁻⁴ as the fraction that spreadsheets show in percent."""
    return None if rate is None else Decimal(rate).scaleb(-4)


def sales_columns(home: str, words: Words) -> list[LedgerColumn]:
    return [
        *_head(words),
        LedgerColumn(PARTY, lambda row: row.party),
        LedgerColumn(TAX_ID, lambda row: row.party_tax_id),
        LedgerColumn(DESCRIPTION, lambda row: row.description),
        LedgerColumn(CAMPAIGN, lambda row: row.campaign),
        LedgerColumn(PRODUCT, lambda row: row.product),
        LedgerColumn(REGION, lambda row: row.region),
        *_amounts(home),
        LedgerColumn(REFERENCE, lambda row: row.reference),
    ]


def spend_columns(home: str, words: Words) -> list[LedgerColumn]:
    return [
        *_head(words),
        LedgerColumn(PARTY, lambda row: row.party),
        LedgerColumn(TAX_ID, lambda row: row.party_tax_id),
        LedgerColumn(DESCRIPTION, lambda row: row.description),
        LedgerColumn(CATEGORY, lambda row: row.category),
        LedgerColumn(CAMPAIGN, lambda row: row.campaign),
        *_amounts(home),
        LedgerColumn(
            BASE_RECOVERABLE, _home(home, lambda row: row.base_recoverable_tax), from_minor(0, home)
        ),
        LedgerColumn(REFERENCE, lambda row: row.reference),
    ]


def payment_columns(home: str, words: Words) -> list[LedgerColumn]:
    """Exchange differences stand in a column of their own, so that payments add up to what was received."""
    zero = from_minor(0, home)

    def received(row: LedgerRow) -> int | None:
        return None if row.kind is LedgerKind.EXCHANGE_DIFFERENCE else row.base_gross

    def difference(row: LedgerRow) -> int | None:
        return row.base_gross if row.kind is LedgerKind.EXCHANGE_DIFFERENCE else None

    return [
        *_head(words),
        LedgerColumn(PARTY, lambda row: row.party),
        LedgerColumn(DESCRIPTION, lambda row: row.description),
        LedgerColumn(AMOUNT, lambda row: from_minor(row.gross, row.currency)),
        LedgerColumn(CURRENCY, lambda row: row.currency),
        LedgerColumn(EXCHANGE_RATE, lambda row: row.rate, num_format=RATE),
        LedgerColumn(BASE_AMOUNT, _home(home, received), zero),
        LedgerColumn(DIFFERENCE, _home(home, difference), zero),
        LedgerColumn(REFERENCE, lambda row: row.reference),
    ]


def customer_columns(home: str) -> list[Column[CustomerRow]]:
    zero = from_minor(0, home)
    return [
        Column(PARTY, lambda row: row.name),
        Column(TAX_ID, lambda row: row.tax_id),
        Column(ADDRESS, lambda row: row.address),
        Column(SALES_COUNT, lambda row: row.sales, 0),
        Column(NET, lambda row: from_minor(row.net, home), zero),
        Column(TAX, lambda row: from_minor(row.tax, home), zero),
        Column(GROSS, lambda row: from_minor(row.gross, home), zero),
    ]


def campaign_columns(home: str, words: Words) -> list[Column[CampaignRow]]:
    zero = from_minor(0, home)
    return [
        Column(CAMPAIGN, lambda row: row.name),
        Column(CHANNEL, lambda row: words(f"channel.{row.channel}")),
        Column(START, lambda row: row.start),
        Column(END, lambda row: row.end),
        Column(BUDGET, lambda row: None if row.budget is None else from_minor(row.budget, home), zero),
        Column(SPEND_NET, lambda row: from_minor(row.spend_net, home), zero),
        Column(SPEND_TAX, lambda row: from_minor(row.spend_tax, home), zero),
        Column(SPEND_GROSS, lambda row: from_minor(row.spend_gross, home), zero),
        Column(COST, lambda row: from_minor(row.cost, home), zero),
        Column(REVENUE, lambda row: from_minor(row.revenue, home), zero),
    ]


def _head(words: Words) -> list[LedgerColumn]:
    return [
        LedgerColumn(DATE, lambda row: row.date),
        LedgerColumn(KIND, lambda row: words(f"accountant.kind.{row.kind}")),
        LedgerColumn(DOCUMENT, lambda row: row.document),
    ]


def _amounts(home: str) -> list[LedgerColumn]:
    """As the document shows them, without a sum because currencies differ; then in home currency with one."""
    zero = from_minor(0, home)
    return [
        LedgerColumn(TAX_CODE, lambda row: row.tax_code),
        LedgerColumn(TAX_RATE, lambda row: tax_fraction(row.tax_rate), num_format=PERCENT),
        LedgerColumn(NET, lambda row: from_minor(row.net, row.currency)),
        LedgerColumn(TAX, lambda row: from_minor(row.tax, row.currency)),
        LedgerColumn(GROSS, lambda row: from_minor(row.gross, row.currency)),
        LedgerColumn(CURRENCY, lambda row: row.currency),
        LedgerColumn(EXCHANGE_RATE, lambda row: row.rate, num_format=RATE),
        LedgerColumn(BASE_NET, _home(home, lambda row: row.base_net), zero),
        LedgerColumn(BASE_TAX, _home(home, lambda row: row.base_tax), zero),
        LedgerColumn(BASE_GROSS, _home(home, lambda row: row.base_gross), zero),
    ]


def _home(home: str, amount: Callable[[LedgerRow], int | None]) -> Callable[[LedgerRow], CellValue]:
    def value(row: LedgerRow) -> CellValue:
        minor = amount(row)
        return None if minor is None else from_minor(minor, home)

    return value
