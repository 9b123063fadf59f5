"""A month that was sent: nothing is locked, every later change is listed, a cancelled sale is reversed later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.ledger import LedgerKind, check_rows
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
APRIL = "2026-04"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


def win(workspace: Workspace, title: str, amount: int, on: date) -> int:
    stage = next(stage for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    deal = workspace.deals.add(title, amount=amount, company=f"{title} Ltd")
    workspace.deals.move(deal, stage.id, closed_on=on)
    return deal


def send(workspace: Workspace, tmp_path: Path) -> None:
    made = workspace.accountant.build(workspace.accountant.period(APRIL), tmp_path / "april")
    workspace.accountant.remember_sent(made.pack, made.files)


def test_a_later_change_is_listed_with_its_effect_and_its_day(workspace: Workspace, tmp_path: Path) -> None:
    period = workspace.accountant.period(APRIL)
    deal = win(workspace, "Shelf", 100_00, date(2026, 4, 3))
    assert workspace.accountant.changed_since_sent(period) == []
    send(workspace, tmp_path)
    assert workspace.accountant.changed_since_sent(period) == []
    workspace.deals.edit(deal, amount=120_00)
    win(workspace, "Lamp", 50_00, date(2026, 4, 9))
    changes = workspace.accountant.changed_since_sent(period)
    assert [(change.nature, change.effect, change.changed_on) for change in changes] == [
        ("changed", 20_00, TODAY),
        ("added", 50_00, TODAY),
    ]


def test_sending_is_a_step_that_can_be_taken_back(workspace: Workspace, tmp_path: Path) -> None:
    period = workspace.accountant.period(APRIL)
    win(workspace, "Shelf", 100_00, date(2026, 4, 3))
    send(workspace, tmp_path)
    assert workspace.accountant.sent(period) is not None
    workspace.history.undo()
    assert workspace.accountant.sent(period) is None


def test_the_correction_holds_what_changed_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    period = workspace.accountant.period(APRIL)
    deal = win(workspace, "Shelf", 100_00, date(2026, 4, 3))
    win(workspace, "Lamp", 50_00, date(2026, 4, 9))
    with pytest.raises(Refused, match=r"pack\.never_sent"):
        workspace.accountant.build(period, tmp_path / "x", correction=True)
    send(workspace, tmp_path)
    with pytest.raises(Refused, match=r"pack\.nothing_to_correct"):
        workspace.accountant.build(period, tmp_path / "x", correction=True)
    workspace.deals.edit(deal, amount=120_00)
    made = workspace.accountant.build(period, tmp_path / "correction", correction=True)
    assert made.pack.totals.sales_net == 20_00
    assert [(row.kind, row.net) for row in made.pack.rows] == [
        (LedgerKind.SALE, 120_00),
        (LedgerKind.SALE_REVERSAL, -100_00),
    ]
    assert check_rows(made.pack.rows, "EUR") == []
    assert "ledger 2026-04 correction.csv" in {file.name for file in made.files}
    assert json.loads((tmp_path / "correction" / "manifest.json").read_text("utf-8"))["correction"] is True
    workspace.accountant.remember_sent(made.pack, made.files)
    assert workspace.accountant.changed_since_sent(period) == []


def test_a_sale_that_is_cancelled_after_its_month_was_sent_is_reversed_in_the_later_month(
    workspace: Workspace, tmp_path: Path
) -> None:
    period = workspace.accountant.period(APRIL)
    deal = win(workspace, "Shelf", 100_00, date(2026, 4, 3))
    send(workspace, tmp_path)
    workspace.deals.move(deal, workspace.deals.stages()[0].id)
    assert workspace.accountant.changed_since_sent(period) == []
    may = workspace.accountant.preview(workspace.accountant.period("2026-05"))
    assert [(row.kind, row.net, row.date) for row in may.rows] == [(LedgerKind.SALE_REVERSAL, -100_00, TODAY)]
    workspace.history.undo()
    assert workspace.accountant.preview(workspace.accountant.period("2026-05")).rows == ()


def test_a_deal_that_is_won_again_has_one_sale_more(workspace: Workspace, tmp_path: Path) -> None:
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    deal = win(workspace, "Shelf", 100_00, date(2026, 4, 3))
    send(workspace, tmp_path)
    workspace.deals.move(deal, workspace.deals.stages()[0].id)
    workspace.deals.move(deal, won, closed_on=TODAY)
    workspace.deals.edit(deal, amount=130_00)
    may = workspace.accountant.preview(workspace.accountant.period("2026-05"))
    assert sorted(row.net for row in may.rows) == [-100_00, 130_00]
    assert [row.net for row in workspace.accountant.preview(workspace.accountant.period(APRIL)).rows] == [
        100_00
    ]


def test_a_sale_that_was_never_sent_vanishes_when_its_deal_is_reopened(workspace: Workspace) -> None:
    deal = win(workspace, "Shelf", 100_00, date(2026, 4, 3))
    workspace.deals.move(deal, workspace.deals.stages()[0].id)
    assert workspace.accountant.preview(workspace.accountant.period("2026")).rows == ()


def test_what_is_open_and_what_a_rate_gained_stand_in_the_pack(workspace: Workspace, tmp_path: Path) -> None:
    workspace.prices.set_rate("USD", date(2026, 4, 1), Decimal("0.92"))
    workspace.prices.set_rate("USD", date(2026, 4, 20), Decimal("0.95"))
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    deal = workspace.deals.add("Export", amount=1000_00, currency="USD", company="Ann Inc")
    workspace.deals.move(deal, won, closed_on=date(2026, 4, 3))
    workspace.deal_parts.add_payment(deal, date(2026, 4, 20), 600_00)
    made = workspace.accountant.build(workspace.accountant.period(APRIL), tmp_path / "april")
    differences = [row for row in made.pack.rows if row.kind is LedgerKind.EXCHANGE_DIFFERENCE]
    assert [(row.base_gross, row.date) for row in differences] == [(18_00, date(2026, 4, 20))]
    (item,) = made.pack.open_amounts
    assert (item.amount, item.currency, item.base_amount) == (400_00, "USD", 368_00)
    assert check_rows(made.pack.rows, "EUR") == []
    assert "up to 30 days late: 368.00 EUR" in (tmp_path / "april" / "README.txt").read_text("utf-8-sig")


def test_what_is_odd_is_named_with_its_record(workspace: Workspace) -> None:
    period = workspace.accountant.period(APRIL)
    first = win(workspace, "Shelf", 100_00, date(2026, 4, 3))
    second = win(workspace, "Lamp", 50_00, date(2026, 4, 9))
    workspace.accountant.set_invoice(first, "R-1", date(2026, 4, 3))
    workspace.accountant.set_invoice(second, "R-1", date(2027, 1, 2))
    for _time in range(2):
        workspace.spending.add("Ad network", date(2026, 4, 5), 10_00, tax=5_00)
    odd = [(each.code, each.record is not None) for each in workspace.accountant.preview(period).odd]
    assert odd == [
        ("spend_twice", True),
        ("invoice_twice", True),
        ("invoice_twice", True),
        ("invoice_in_other_year", True),
    ]
    win(workspace, "Desk", 10_00, date(2026, 4, 20))
    codes = [each.code for each in workspace.accountant.preview(period, ["xero"]).odd]
    assert codes.count("sale_without_invoice") == 1


def test_on_the_cash_basis_money_stands_in_the_month_in_which_it_was_paid(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.settings.set("accountant.basis", "cash")
    deal = win(workspace, "Shelf", 100_00, date(2026, 3, 3))
    workspace.deal_parts.add_payment(deal, date(2026, 4, 2), 60_00)
    workspace.spending.add("Fair", date(2026, 3, 5), 10_00, paid_on=date(2026, 4, 5))
    workspace.spending.add("Unpaid", date(2026, 4, 5), 10_00)
    made = workspace.accountant.build(workspace.accountant.period(APRIL), tmp_path / "april")
    assert (made.pack.totals.sales_gross, made.pack.totals.spend_gross) == (60_00, 10_00)
    assert check_rows(made.pack.rows, "EUR") == []
    assert "Cash: by the day paid" in (tmp_path / "april" / "README.txt").read_text("utf-8-sig")
    assert workspace.accountant.preview(workspace.accountant.period("2026-03")).totals.sales_gross == 0
