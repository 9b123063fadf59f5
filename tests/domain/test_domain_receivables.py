"""What is open on a day, and exchange differences: instalments, part payments, too much paid, money given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.cash_basis import paid_rows
from smallbiz_crm.domain.ledger import LedgerKind, LedgerRow
from smallbiz_crm.domain.receivables import Age, Owed, Received, age_of, exchange_differences, open_amounts

SALE = Owed("R-1", "Shelf", "", "A shelf", date(2026, 3, 1), date(2026, 3, 31), 119_00, 119_00, "EUR", (), ())
ON = date(2026, 4, 30)


def paid(day: date, amount: int, base: int | None = None) -> Received:
    return Received(day, amount, amount if base is None else base, "")


@pytest.mark.parametrize(
    ("days", "age"),
    [(-5, Age.NOT_DUE), (0, Age.NOT_DUE), (1, Age.TO_30), (30, Age.TO_30), (31, Age.TO_60), (61, Age.TO_90),
     (91, Age.OVER_90)],
)  # fmt: skip
def test_ages(days: int, age: Age) -> None:
    assert age_of(days) is age


def test_a_part_payment_leaves_the_rest_open() -> None:
    (item,) = open_amounts([replace(SALE, payments=(paid(date(2026, 4, 2), 100_00),))], ON)
    assert (item.amount, item.base_amount, item.days_late, item.age) == (19_00, 19_00, 30, Age.TO_30)


def test_a_payment_after_the_day_does_not_count() -> None:
    sale = replace(SALE, payments=(paid(date(2026, 5, 1), 119_00),))
    assert [item.amount for item in open_amounts([sale], ON)] == [119_00]
    assert open_amounts([sale], date(2026, 5, 1)) == []


def test_instalments_are_covered_from_the_earliest_and_the_rest_is_due_with_the_sale() -> None:
    plan = ((date(2026, 4, 1), 40_00), (date(2026, 6, 1), 40_00))
    items = open_amounts([replace(SALE, instalments=plan, payments=(paid(date(2026, 3, 2), 50_00),))], ON)
    assert [(item.due_on, item.amount, item.age) for item in items] == [
        (date(2026, 6, 1), 30_00, Age.NOT_DUE),
        (date(2026, 3, 31), 39_00, Age.TO_30),
    ]


def test_what_was_paid_too_much_is_owed_back_until_it_is_given_back() -> None:
    payments = (paid(date(2026, 4, 1), 150_00), paid(date(2026, 5, 2), -31_00))
    (item,) = open_amounts([replace(SALE, payments=payments)], ON)
    assert (item.amount, item.age) == (-31_00, Age.OVERPAID)
    assert open_amounts([replace(SALE, payments=payments)], date(2026, 5, 2)) == []


PAYMENTS = st.lists(
    st.builds(paid, st.dates(date(2026, 1, 1), ON), st.integers(-20_000, 20_000).filter(bool)), max_size=6
)


@given(st.integers(1, 50_000), PAYMENTS, st.lists(st.tuples(st.dates(), st.integers(1, 30_000)), max_size=4))
def test_open_and_paid_make_the_sale(
    gross: int, payments: list[Received], plan: list[tuple[date, int]]
) -> None:
    sale = replace(SALE, gross=gross, base_gross=gross, payments=tuple(payments), instalments=tuple(plan))
    received = sum(payment.amount for payment in payments)
    assert sum(item.amount for item in open_amounts([sale], ON)) == gross - max(received, 0)


def test_a_payment_at_another_rate_makes_a_difference() -> None:
    sale = replace(SALE, gross=1000_00, base_gross=920_00, currency="USD")
    half = paid(date(2026, 4, 1), 500_00, 470_00)
    rest = paid(date(2026, 4, 9), 500_00, 455_00)
    found = [
        (day, amount) for day, amount, _payment in exchange_differences(replace(sale, payments=(half, rest)))
    ]
    assert found == [(date(2026, 4, 1), 10_00), (date(2026, 4, 9), -5_00)]
    deposit = paid(date(2026, 2, 1), 1000_00, 900_00)
    assert [day for day, *_rest in exchange_differences(replace(sale, payments=(deposit,)))] == [
        date(2026, 3, 1)
    ]


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.lists(st.integers(1, 10**5), min_size=1, max_size=6))
def test_differences_of_a_paid_up_sale_sum_to_the_whole(gross: int, base: int, parts: list[int]) -> None:
    """However it is paid: brought − worth, and what is beyond the sale makes none."""
    days = [date(2026, 4, 1 + place) for place in range(len(parts))]
    payments = tuple(paid(day, part, part * 2) for day, part in zip(days, parts, strict=True))
    sale = replace(SALE, gross=sum(parts), base_gross=base, currency="USD", payments=payments)
    total = sum(amount for _day, amount, _payment in exchange_differences(sale))
    assert total == sum(parts) * 2 - base


def line(net: int, tax: int) -> LedgerRow:
    return LedgerRow(
        date=date(2026, 3, 1), kind=LedgerKind.SALE, document="R-1", party="Shelf", party_tax_id="", description="",
        category="", campaign="", product="", region="", tax_code="", tax_rate=1900, net=net, tax=tax,
        gross=net + tax, recoverable_tax=0, currency="EUR", rate=Decimal(1), base_net=net, base_tax=tax,
        base_gross=net + tax, reference="",
    )  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**5)), min_size=1, max_size=4),
    st.lists(st.integers(1, 10**6), max_size=5),
)
def test_by_the_day_paid_a_paid_up_sale_has_its_exact_net_and_tax(
    amounts: list[tuple[int, int]], parts: list[int]
) -> None:
    lines = [line(net, tax) for net, tax in amounts]
    gross = sum(each.gross for each in lines)
    payments = [
        Received(date(2026, 4, 1 + place), part, part, "", Decimal(1)) for place, part in enumerate(parts)
    ]
    rows = list(paid_rows(lines, payments, "EUR"))
    assert sum(row.gross for row in rows) == min(sum(parts), gross)
    last = Received(date(2026, 5, 1), gross, gross, "", Decimal(1))
    rows = list(paid_rows(lines, [*payments, last], "EUR"))
    assert (sum(row.net for row in rows), sum(row.tax for row in rows)) == (
        sum(each.net for each in lines),
        sum(each.tax for each in lines),
    )
