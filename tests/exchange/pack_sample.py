"""A month for the accountant with everything that can be in one, for the tests of the pack's files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from smallbiz_crm.domain.accountant import Basis, Blocker, CampaignRow, CustomerRow, Pack, pack_totals
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.ledger import SALES, LedgerKind, LedgerRow, order_rows
from smallbiz_crm.domain.money import convert, tax_of

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), "2026-03")


def ledger_row(kind: LedgerKind, day: int, net: int, **more: Any) -> LedgerRow:
    """A consistent row: tax from the rate, home amounts from the exchange rate ("none" for no rate)."""
    currency = more.pop("currency", "EUR")
    home = more.pop("home", "EUR")
    rate = more.pop("rate", Decimal(1))
    share = more.pop("tax_rate", None)
    tax = tax_of(net, share or 0)
    base_net = None if rate is None else convert(net, currency, home, rate)
    base_tax = None if rate is None else convert(tax, currency, home, rate)
    texts = ("document", "party", "party_tax_id", "description", "category", "campaign", "product", "region")
    return LedgerRow(
        date=date(2026, 3, day),
        kind=kind,
        **{name: more.get(name, "") for name in (*texts, "tax_code", "reference")},
        tax_rate=share,
        net=net,
        tax=tax,
        gross=net + tax,
        recoverable_tax=more.get("recoverable_tax", 0),
        currency=currency,
        rate=rate,
        base_net=base_net,
        base_tax=base_tax,
        base_gross=None if base_net is None or base_tax is None else base_net + base_tax,
    )


STANDARD: dict[str, Any] = {"tax_code": "standard", "tax_rate": 1900}
REDUCED: dict[str, Any] = {"tax_code": "reduced", "tax_rate": 700}

ROWS = tuple(
    order_rows(
        [
            ledger_row(LedgerKind.SALE, 3, 1234_55, document="R-1", party="Nordlicht GmbH", **STANDARD),
            ledger_row(LedgerKind.SALE, 3, 99_99, document="R-1", party="Nordlicht GmbH", **REDUCED),
            ledger_row(LedgerKind.SALE, 9, 1000_00, currency="USD", rate=Decimal("0.9213"), party="=LINK(1)"),
            ledger_row(LedgerKind.SALE, 10, 50_00, currency="CHF", rate=None, party="Zürich & Co"),
            ledger_row(LedgerKind.SALE, 11, 5000, currency="JPY", rate=Decimal("0.006134"), party="田中"),
            ledger_row(LedgerKind.SALE_REVERSAL, 12, -99_99, document="R-1b", **REDUCED),
            ledger_row(LedgerKind.PAYMENT, 20, 1469_11, party="Nordlicht GmbH"),
            ledger_row(LedgerKind.REFUND, 21, -107_00, party="Nordlicht GmbH"),
            ledger_row(LedgerKind.EXCHANGE_DIFFERENCE, 22, -3_17),
            ledger_row(
                LedgerKind.SPEND,
                2,
                333_33,
                recoverable_tax=31_67,
                party="Messe",
                category="Event",
                campaign="Spring Fair",
                reference="B-7",
                **STANDARD,
            ),
            ledger_row(LedgerKind.SPEND, 5, 0, tax_code="<5%", tax_rate=0, party="@free"),
            ledger_row(LedgerKind.SPEND_REVERSAL, 6, -10_00, recoverable_tax=-1_90, **STANDARD),
        ]
    )
)

SUM = pack_totals(ROWS)


def sample_pack(rows: tuple[LedgerRow, ...] = ROWS, **more: Any) -> Pack:
    facts: dict[str, Any] = {
        "business": "Nova & Söhne",
        "business_tax_id": "DE999999999",
        "period": MARCH,
        "currency": "EUR",
        "basis": Basis.ACCRUAL,
        "attribution": "first",
        "rows": rows,
        "customers": customers(rows),
        "campaigns": (
            CampaignRow(
                "Spring Fair", "event", date(2026, 3, 1), None, 900_00, 333_33, 63_33, 396_66, 365_00, 1334_54
            ),
            CampaignRow("Idea", "other", None, None, None, 0, 0, 0, 0, 0),
        ),
        "totals": pack_totals(rows),
        "blockers": (Blocker("without_rate", "Zürich & Co, 50.00 CHF"),),
    }
    return Pack(**facts | more)


def customers(rows: tuple[LedgerRow, ...]) -> tuple[CustomerRow, ...]:
    found: list[CustomerRow] = []
    for name in sorted({row.party for row in rows if row.kind in SALES}):
        own = pack_totals([row for row in rows if row.party == name and row.kind in SALES])
        found.append(
            CustomerRow(name, "", "Hafen 1, 20457 Hamburg", own.sales_net, own.sales_tax, own.sales_gross, 1)
        )
    return tuple(found)
