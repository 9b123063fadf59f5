"""Tax of the pack: codes as the user's list, rounded as set, quarters as periods; payments by their own month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.ledger import LedgerKind
from smallbiz_crm.domain.prices import TaxKind
from smallbiz_crm.domain.receivables import Age
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 7, 2)
CENT = 10_000
"""Of a price, which is in millionths."""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    made.prices.add_tax_code("19", "Standard", 1_900)
    made.prices.set_default_tax_code("19")
    yield made
    made.close()


def win(workspace: Workspace, deal_id: int, day: date) -> None:
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    workspace.deals.move(deal_id, won, closed_on=day)


def sold(workspace: Workspace, amount: int, day: date, title: str = "Shop") -> int:
    deal_id = workspace.deals.add(title, company="Nordlicht GmbH", amount=amount)
    win(workspace, deal_id, day)
    return deal_id


@pytest.mark.parametrize(("rounding", "tax"), [("total", 7), ("line", 6)])
def test_tax_is_rounded_on_the_sum_or_on_each_line(workspace: Workspace, rounding: str, tax: int) -> None:
    """Three lines of 0.13 at 19 %: 0.0741 on the sum, three times 0.0247 by line."""
    workspace.settings.set("tax.rounding", rounding)
    deal_id = workspace.deals.add("Screws", company="Nordlicht GmbH")
    for name in ("A", "B", "C"):
        workspace.deal_parts.add_line(deal_id, description=name, price=13 * CENT)
    win(workspace, deal_id, date(2026, 3, 10))
    pack = workspace.accountant.preview(workspace.accountant.period("2026-03"))
    assert (pack.totals.sales_net, pack.totals.sales_tax, pack.totals.sales_gross) == (39, tax, 39 + tax)
    assert workspace.deal_parts.plan(deal_id).gross == 39 + tax


def test_the_files_say_how_tax_is_rounded_and_what_the_codes_mean(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.prices.add_tax_code("RC", "Services abroad", 0, TaxKind.REVERSE_CHARGE)
    workspace.settings.set("tax.rounding", "line")
    deal_id = workspace.deals.add("Advice", company="Nordlicht GmbH")
    workspace.deal_parts.add_line(deal_id, description="A", price=500 * CENT, tax_code="RC")
    win(workspace, deal_id, date(2026, 3, 10))
    made = workspace.accountant.build(workspace.accountant.period("2026-03"), tmp_path / "pack", ["ledger"])
    letter = (made.target / "README.txt").read_text("utf-8-sig")
    assert "Tax is rounded on each line, then summed." in letter
    assert "RC: Services abroad, 0 % (Reverse charge)" in letter
    assert "19: Standard" not in letter
    assert [item.code for item in made.pack.blockers] == ["sale_without_tax_id"]


@pytest.mark.parametrize("kind", [kind for kind in TaxKind if kind is not TaxKind.STANDARD])
def test_only_a_taxed_code_has_a_rate(workspace: Workspace, kind: TaxKind) -> None:
    with pytest.raises(Refused, match="without_tax"):
        workspace.prices.add_tax_code("X", "Other", 700, kind)
    workspace.prices.add_tax_code("X", "Other", 0, kind)
    assert workspace.prices.tax_codes()[0].kind in (kind, TaxKind.NONE)


def test_a_tax_quarter_is_the_sum_of_its_months(workspace: Workspace) -> None:
    for month in (4, 5, 6):
        sold(workspace, month * 100_03, date(2026, month, 28))
        workspace.spending.add("Messe", date(2026, month, 2), 33_33, tax=6_33)
    quarter = workspace.accountant.preview(workspace.accountant.period("2026-Q2")).totals
    months = [
        workspace.accountant.preview(workspace.accountant.period(f"2026-{month:02}")).totals
        for month in (4, 5, 6)
    ]
    for name in ("sales_net", "sales_tax", "sales_gross", "spend_net", "spend_tax", "spend_gross"):
        assert getattr(quarter, name) == sum(getattr(month, name) for month in months)


def test_payments_stand_in_their_months_and_open_amounts_age_to_the_last_day(workspace: Workspace) -> None:
    """1,190.00 in two parts of 595.00: a part in March, too much in May, the rest given back in June."""
    deal_id = sold(workspace, 1_000_00, date(2026, 3, 10))
    parts = workspace.deal_parts
    parts.add_instalment(deal_id, date(2026, 3, 20), 595_00)
    parts.add_instalment(deal_id, date(2026, 4, 20), 595_00)
    parts.add_payment(deal_id, date(2026, 3, 25), 300_00)
    parts.add_payment(deal_id, date(2026, 5, 5), 1_000_00)
    parts.add_payment(deal_id, date(2026, 6, 5), -110_00)

    def month(name: str) -> tuple[int, list[tuple[Age, int]]]:
        pack = workspace.accountant.preview(workspace.accountant.period(name))
        return pack.totals.payments, [(item.age, item.amount) for item in pack.open_amounts]

    assert month("2026-03") == (300_00, [(Age.TO_30, 295_00), (Age.NOT_DUE, 595_00)])
    assert month("2026-04") == (0, [(Age.TO_60, 295_00), (Age.TO_30, 595_00)])
    assert month("2026-05") == (1_000_00, [(Age.OVERPAID, -110_00)])
    assert month("2026-06") == (-110_00, [])
    refunds = [row.kind for row in workspace.accountant.preview(workspace.accountant.period("2026-06")).rows]
    assert refunds == [LedgerKind.REFUND]
