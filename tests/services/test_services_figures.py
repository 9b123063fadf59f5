"""Figures of the sales report on real deals: the worked cases, to the cent and to the day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.figures import Report
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.tables.people import target
from smallbiz_crm.store.tables.sales import currency_rate

TODAY = date(2026, 3, 10)


@pytest.fixture
def workspace(tmp_path: Path):
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


def stage(workspace: Workspace, name: str) -> int:
    return next(stage.id for stage in workspace.deals.stages() if stage.name == name)


def deal(
    workspace: Workspace, created: date, *, amount: int = 10_000, currency: str = "EUR", **facts: object
) -> int:
    """A deal created on a day of the past."""
    clock = workspace.database.clock
    workspace.database.clock = FixedClock(created)
    deal_id = workspace.deals.add("Shelf", amount=amount, currency=currency, **facts)  # type: ignore[arg-type]
    workspace.database.clock = clock
    return deal_id


def win(workspace: Workspace, deal_id: int, on: date) -> None:
    workspace.deals.move(deal_id, stage(workspace, "Won"), closed_on=on)


def report(workspace: Workspace, period: str) -> Report:
    return workspace.reports.sales(workspace.reports.period(period))


def test_revenue_belongs_to_the_month_of_the_won_date(workspace: Workspace) -> None:
    won = deal(workspace, date(2026, 1, 20), expected_close=date(2026, 2, 28))
    win(workspace, won, date(2026, 3, 3))
    assert report(workspace, "2026-03").figures["revenue"].value == 10_000
    assert report(workspace, "2026-02").figures["revenue"].value == 0
    assert report(workspace, "2026-01").figures["won"].value == 0


def test_cycles_of_0_10_and_110_days_have_median_10_and_mean_40(workspace: Workspace) -> None:
    for days in (0, 10, 110):
        created = date(2025, 10, 1)
        win(workspace, deal(workspace, created), date.fromordinal(created.toordinal() + days))
    figures = report(workspace, "all").figures
    assert figures["cycle_days_median"].value == Fraction(10)
    assert figures["cycle_days_mean"].value == Fraction(40)


def test_a_deal_won_before_it_was_created_is_counted_but_has_no_cycle(workspace: Workspace) -> None:
    for days in (10, 20):
        created = date(2026, 1, 1)
        win(workspace, deal(workspace, created), date.fromordinal(created.toordinal() + days))
    win(workspace, deal(workspace, date(2026, 2, 1)), date(2026, 1, 2))
    figures = report(workspace, "all").figures

    assert (figures["won"].value, figures["revenue"].value) == (3, 30_000)
    median = figures["cycle_days_median"]
    assert (median.value, median.note) == (Fraction(15), "odd_days")
    assert median.note_params == {"count": 1, "with_them": "10"}
    mean = figures["cycle_days_mean"]
    assert (mean.value, mean.note_params["with_them"]) == (Fraction(15), "0")


def test_revenue_of_a_day_to_come_is_said_with_it_and_without(workspace: Workspace) -> None:
    win(workspace, deal(workspace, date(2026, 1, 1)), date(2026, 3, 2))
    win(workspace, deal(workspace, date(2026, 1, 1)), date(2026, 4, 20))
    figures = report(workspace, "all").figures

    assert (figures["revenue"].value, figures["revenue"].note) == (20_000, "in_future")
    assert figures["revenue"].note_params == {"count": 1, "without": "100.00"}
    assert figures["cycle_days_median"].value == Fraction(60)
    assert report(workspace, "2026-03").figures["revenue"].note is None


def test_a_deal_typed_in_after_it_was_won_is_not_open_on_any_day_after(workspace: Workspace) -> None:
    won = deal(workspace, TODAY)
    win(workspace, won, date(2026, 3, 2))

    assert [(one.outcome, one.happened_on) for one in workspace.deals.history(won)] == [
        (Outcome.OPEN, TODAY),
        (Outcome.WON, TODAY),
    ]
    assert report(workspace, "2026-03").figures["revenue"].value == 10_000
    workspace.deals.edit(won, created_on=date(2026, 2, 1))
    assert [one.happened_on for one in workspace.deals.history(won)] == [date(2026, 2, 1), date(2026, 3, 2)]
    assert report(workspace, "all").figures["cycle_days_mean"].value == Fraction(29)

    workspace.history.undo()
    assert [one.happened_on for one in workspace.deals.history(won)] == [TODAY, TODAY]


def test_a_deal_reopened_before_its_future_win_is_open_now(workspace: Workspace) -> None:
    won = deal(workspace, date(2026, 2, 1))
    win(workspace, won, date(2026, 4, 1))
    workspace.deals.move(won, stage(workspace, "Discovery"))
    assert workspace.deals.history(won)[-1].outcome is Outcome.OPEN


def test_the_day_of_creating_stays_before_what_happened_to_the_deal(workspace: Workspace) -> None:
    moved = deal(workspace, date(2026, 2, 1))
    workspace.deals.move(moved, stage(workspace, "Discovery"))
    for day, code in (
        (date(2026, 3, 11), "deal.created_too_late"),
        (None, "deal.needs_created"),
    ):
        with pytest.raises(Refused) as error:
            workspace.deals.edit(moved, created_on=day)
        assert error.value.code == code
    with pytest.raises(Refused, match="created_in_future"):
        workspace.deals.edit(deal(workspace, date(2026, 2, 1)), created_on=date(2026, 3, 11))


def test_a_rate_frozen_at_the_won_date_never_moves(workspace: Workspace) -> None:
    with workspace.database.step("setting.changed", name="rates") as unit:
        unit.insert(currency_rate, currency="USD", valid_on=date(2026, 2, 27), rate="0.92")
    won = deal(workspace, date(2026, 2, 1), amount=100_000, currency="USD")
    win(workspace, won, date(2026, 3, 2))
    with workspace.database.step("setting.changed", name="rates") as unit:
        unit.insert(currency_rate, currency="USD", valid_on=date(2026, 3, 5), rate="0.5")
    assert report(workspace, "all").figures["revenue"].value == 92_000


def test_money_without_a_rate_stands_beside_the_total_not_in_it(workspace: Workspace) -> None:
    win(workspace, deal(workspace, date(2026, 2, 1), currency="CHF"), date(2026, 3, 2))
    win(workspace, deal(workspace, date(2026, 2, 1)), date(2026, 3, 2))
    figure = report(workspace, "all").figures["revenue"]
    assert (figure.value, figure.note, figure.note_params) == (10_000, "without_rate", {"count": 1})


def test_nothing_divided_by_zero_is_undefined(workspace: Workspace) -> None:
    figures = report(workspace, "2026-03").figures
    assert [figures[key].value for key in ("win_rate", "average_deal_size", "cycle_days_mean", "pace")] == [
        None
    ] * 4


def test_a_deal_without_an_amount_is_left_out_of_the_average_and_counted(workspace: Workspace) -> None:
    win(workspace, deal(workspace, date(2026, 2, 1), amount=30_000), date(2026, 3, 2))
    win(workspace, workspace.deals.add("No amount yet"), date(2026, 3, 2))
    figure = report(workspace, "all").figures["average_deal_size"]
    assert (figure.value, figure.note_params) == (30_000, {"count": 1})


def test_open_deals_are_not_in_the_win_rate(workspace: Workspace) -> None:
    win(workspace, deal(workspace, date(2026, 2, 1)), TODAY)
    workspace.deals.move(deal(workspace, date(2026, 2, 1)), stage(workspace, "Lost"), reason="Price")
    deal(workspace, date(2026, 2, 1))
    figure = report(workspace, "all").figures["win_rate"]
    assert (figure.value, figure.numerator, figure.denominator) == (Fraction(1, 2), 1, 2)


def test_the_rows_of_every_table_add_up_to_the_total(workspace: Workspace) -> None:
    workspace.sample.fill()
    whole = report(workspace, "all")
    assert whole.figures["revenue"].value
    for name, rows in whole.tables.items():
        assert sum(row.figures["revenue"].value or 0 for row in rows) == whole.figures["revenue"].value, name
        assert sum(row.figures["won"].value or 0 for row in rows) == whole.figures["won"].value, name


def test_quota_and_pace_follow_the_target(workspace: Workspace) -> None:
    with workspace.database.step("setting.changed", name="target") as unit:
        unit.insert(target, kind="revenue", period="2026-03", value=22_000)
    win(workspace, deal(workspace, date(2026, 2, 1), amount=11_000), date(2026, 3, 2))
    figures = report(workspace, "2026-03").figures
    assert figures["quota_attainment"].value == Fraction(1, 2)
    # 7 of the 22 business days of March are over on the 10th, today included.
    assert figures["pace"].value == 11_000 - 7_000 - 1_000 + 1_000


def test_winning_makes_a_customer_and_reopening_takes_the_sale_back(workspace: Workspace) -> None:
    contact_id = workspace.contacts.add(NewContact("Ana"))
    won = deal(workspace, date(2026, 2, 1), contact_id=contact_id)
    win(workspace, won, TODAY)
    assert workspace.contacts.get(contact_id).lifecycle is Lifecycle.CUSTOMER
    workspace.deals.move(won, stage(workspace, "Proposal"))
    assert report(workspace, "all").figures["revenue"].value == 0
    assert workspace.deals.get(won).closed_on is None
    win(workspace, won, TODAY)
    assert report(workspace, "all").figures["revenue"].value == 10_000
    assert [entry.outcome for entry in workspace.deals.history(won)][-3:] == [
        Outcome.WON,
        Outcome.OPEN,
        Outcome.WON,
    ]


def test_changing_the_amount_of_a_won_deal_changes_its_sale(workspace: Workspace) -> None:
    won = deal(workspace, date(2026, 2, 1))
    win(workspace, won, date(2026, 2, 20))
    workspace.deals.edit(won, amount=12_345)
    pack = workspace.accountant.preview(workspace.accountant.period("2026-02"))
    assert pack.totals.sales_net == 12_345
    assert report(workspace, "2026-02").figures["revenue"].value == 12_345


def test_a_file_with_money_that_cannot_be_is_told_row_by_row(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(
        "Title,Amount,Currency,Stage,Created,Closed\n"
        "Below,-5.00,EUR,Qualified,2026-01-01,\n"
        "Absurd,999999999999999999,EUR,Qualified,2026-01-01,\n"
        "Nowhere,5.00,XQQ,Qualified,2026-01-01,\n"
        "Backwards,100.00,EUR,Won,2026-03-01,2026-02-01\n",
        encoding="utf-8",
    )
    result = workspace.imports.run(workspace.imports.open(file, kind="deals"))

    assert result.created == 1
    assert [(each.row, each.code) for each in result.problems] == [
        (2, "deal.negative_amount"),
        (3, "money.too_large"),
        (4, "currency.unknown"),
    ]
    assert report(workspace, "all").figures["cycle_days_median"].note == "odd_days"
    assert [one.outcome for one in workspace.deals.history(workspace.deals.ids()[0])] == [
        Outcome.OPEN,
        Outcome.WON,
    ]
