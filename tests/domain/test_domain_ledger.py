from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.ledger import (
    LedgerKind,
    LedgerRow,
    Totals,
    check_rows,
    difference,
    order_rows,
    totals,
    totals_by,
    totals_of,
)

SALE = LedgerRow(
    date=date(2026, 3, 3),
    kind=LedgerKind.SALE,
    document="R-1",
    party="Nordlicht GmbH",
    party_tax_id="DE123",
    description="Shop",
    category="",
    campaign="Spring Fair",
    product="",
    region="north",
    tax_code="standard",
    tax_rate=1900,
    net=100_00,
    tax=19_00,
    gross=119_00,
    recoverable_tax=0,
    currency="EUR",
    rate=Decimal(1),
    base_net=100_00,
    base_tax=19_00,
    base_gross=119_00,
    reference="",
)
DOLLARS = replace(
    SALE,
    document="R-2",
    net=1000_00,
    tax=0,
    gross=1000_00,
    currency="USD",
    rate=Decimal("0.92"),
    base_net=920_00,
    base_tax=0,
    base_gross=920_00,
)
FRANCS = replace(
    DOLLARS, document="R-3", currency="CHF", rate=None, base_net=None, base_tax=None, base_gross=None
)
SPEND = replace(SALE, kind=LedgerKind.SPEND, document="", recoverable_tax=9_50)


def test_totals_are_per_kind_in_the_order_of_kinds() -> None:
    found = totals([SPEND, SALE, replace(SALE, document="R-9")])
    assert list(found) == [LedgerKind.SALE, LedgerKind.SPEND]
    assert found[LedgerKind.SALE] == Totals(
        count=2, net=200_00, tax=38_00, gross=238_00, base_net=200_00, base_tax=38_00, base_gross=238_00
    )
    assert found[LedgerKind.SPEND].recoverable_tax == 9_50
    assert found[LedgerKind.SPEND].base_recoverable_tax == 9_50


def test_currencies_are_never_added_up_and_missing_rates_are_counted() -> None:
    together = totals_of([SALE, DOLLARS, FRANCS])
    assert (together.net, together.tax, together.gross, together.recoverable_tax) == (None, None, None, None)
    assert together.base_gross == 119_00 + 920_00
    assert together.unconverted == 1
    by_currency = totals_by([SALE, DOLLARS, FRANCS], lambda row: row.currency)
    assert {currency: found.gross for currency, found in by_currency.items()} == {
        "EUR": 119_00,
        "USD": 1000_00,
        "CHF": 1000_00,
    }


def test_nothing_has_totals_of_zero() -> None:
    assert totals([]) == {}
    assert totals_of([]) == Totals()


@pytest.mark.parametrize(
    ("tax", "recoverable", "base_tax", "expected"),
    [
        (19_00, 19_00, 17_48, 17_48),
        (19_00, 0, 17_48, 0),
        (19_00, 9_50, 17_47, 8_74),
        (-19_00, -9_50, -17_47, -8_74),
        (0, 0, 0, 0),
        (19_00, 19_00, None, None),
    ],
)
def test_recoverable_tax_in_home_money(
    tax: int, recoverable: int, base_tax: int | None, expected: int | None
) -> None:
    row = replace(SPEND, tax=tax, recoverable_tax=recoverable, base_tax=base_tax)
    assert row.base_recoverable_tax == expected


def test_sound_rows_have_no_problems() -> None:
    reversal = replace(
        SALE,
        kind=LedgerKind.SALE_REVERSAL,
        **{
            name: -getattr(SALE, name)
            for name in ("net", "tax", "gross", "base_net", "base_tax", "base_gross")
        },
    )
    no_tax: dict[str, Any] = {"tax": 0, "base_tax": 0, "tax_code": "", "tax_rate": None}
    loss = replace(
        SALE, kind=LedgerKind.EXCHANGE_DIFFERENCE, net=-3, gross=-3, base_net=-3, base_gross=-3, **no_tax
    )
    payment = replace(SALE, kind=LedgerKind.PAYMENT, net=119_00, base_net=119_00, **no_tax)
    off_by_a_cent = replace(DOLLARS, base_net=920_01, base_gross=920_01)
    assert check_rows([SALE, DOLLARS, FRANCS, SPEND, reversal, loss, payment, off_by_a_cent], "EUR") == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (replace(SALE, gross=119_01, base_gross=119_00), "ledger.gross"),
        (replace(SALE, base_gross=119_01), "ledger.base_gross"),
        (replace(FRANCS, rate=Decimal(1)), "ledger.base_partial"),
        (replace(DOLLARS, base_tax=None), "ledger.base_partial"),
        (replace(SALE, kind=LedgerKind.REFUND), "ledger.sign"),
        (replace(SPEND, kind=LedgerKind.SPEND_REVERSAL, recoverable_tax=0), "ledger.sign"),
        (replace(DOLLARS, net=-1, gross=-1, base_net=-1, base_gross=-1), "ledger.sign"),
        (replace(SALE, recoverable_tax=1), "ledger.recoverable"),
        (replace(SPEND, recoverable_tax=19_01), "ledger.recoverable"),
        (replace(SPEND, recoverable_tax=-1), "ledger.recoverable"),
        (replace(SALE, rate=Decimal("1.1")), "ledger.home"),
        (replace(DOLLARS, kind=LedgerKind.EXCHANGE_DIFFERENCE), "ledger.home"),
        (replace(DOLLARS, base_net=920_02, base_gross=920_02), "ledger.conversion"),
    ],
)
def test_each_rule_can_be_broken(row: LedgerRow, code: str) -> None:
    problems = check_rows([SALE, row], "EUR")
    assert code in {problem.code for problem in problems}
    assert all((problem.index, problem.row) == (1, row) for problem in problems)


def test_the_order_is_fixed_whatever_comes_first() -> None:
    rows = [
        replace(SALE, date=date(2026, 3, 1), kind=LedgerKind.SPEND),
        SALE,
        replace(SALE, tax_rate=None),
        replace(SALE, document="R-2"),
        FRANCS,
        DOLLARS,
        replace(SALE, kind=LedgerKind.PAYMENT, document="A"),
    ]
    expected = order_rows(rows)
    for seed in range(20):
        random.Random(seed).shuffle(rows)
        assert order_rows(rows) == expected
    assert expected[0].kind is LedgerKind.SPEND
    assert [(row.kind.value, row.document) for row in expected[1:]] == [
        ("sale", "R-1"),
        ("sale", "R-1"),
        ("sale", "R-2"),
        ("sale", "R-2"),
        ("sale", "R-3"),
        ("payment", "A"),
    ]


@given(
    st.lists(st.sampled_from([SALE, DOLLARS, FRANCS, SPEND])),
    st.lists(st.sampled_from([SALE, DOLLARS, SPEND])),
)
def test_a_difference_leads_from_one_ledger_to_the_other(
    before: list[LedgerRow], after: list[LedgerRow]
) -> None:
    found = difference(before, after)
    assert order_rows([*before, *found.added]) == order_rows([*after, *found.removed])
    assert not set(found.added) & set(found.removed)
