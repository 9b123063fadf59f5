from __future__ import annotations

from datetime import date

import pytest

from smallbiz_crm.domain.campaigns import PlannedItem, PlannedKind
from smallbiz_crm.ui.campaigns.amounts import Amount, read_amount, read_budget, show_amount
from smallbiz_crm.ui.campaigns.budget import BudgetUse
from smallbiz_crm.ui.campaigns.campaign_words import days_text, item_day_text, item_sentence, items_text
from smallbiz_crm.ui.campaigns.item_row import read_time

TODAY = date(2026, 5, 14)


def _item(planned_on: date, done_on: date | None = None, planned_time: str | None = None) -> PlannedItem:
    return PlannedItem(1, 1, "Fair", "Book the stand", PlannedKind.TASK, planned_on, planned_time, done_on)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (None, None, "no dates"),
        (date(2026, 4, 24), date(2026, 6, 1), "24 Apr – 1 Jun"),
        (date(2026, 5, 3), date(2026, 5, 3), "3 May"),
        (date(2026, 5, 3), None, "from 3 May"),
        (None, date(2026, 5, 3), "until 3 May"),
        (date(2025, 11, 19), date(2025, 11, 24), "19 Nov – 24 Nov 2025"),
        (date(2025, 12, 20), date(2026, 1, 6), "20 Dec 2025 – 6 Jan"),
    ],
)
def test_days_are_said_with_the_year_only_where_it_is_needed(
    starts_on: date | None, ends_on: date | None, words: str
) -> None:
    assert days_text(starts_on, ends_on, TODAY) == words


@pytest.mark.parametrize(
    ("use", "short", "sentence"),
    [
        (BudgetUse(34_000, 100_000), "34%", "€340.00 of €1,000.00 spent, €660.00 left"),
        (BudgetUse(112_000, 100_000), "112% · over", "€1,120.00 of €1,000.00 spent, €120.00 over"),
        (BudgetUse(500, None), "—", "€5.00 spent, no budget set"),
        (BudgetUse(0, None), "—", "Nothing spent yet"),
        (BudgetUse(500, 0), "over", "€5.00 of €0.00 spent, €5.00 over"),
        (BudgetUse(0, 0), "—", "€0.00 of €0.00 spent, €0.00 left"),
    ],
)
def test_budget_is_said_in_words_and_nothing_is_divided_by_zero(
    use: BudgetUse, short: str, sentence: str
) -> None:
    assert use.short() == short
    assert use.sentence("EUR") == sentence


def test_an_item_says_its_day_and_whether_it_is_late_or_done() -> None:
    assert item_day_text(_item(TODAY, planned_time="14:00"), TODAY) == "Today 14:00"
    assert item_day_text(_item(date(2026, 5, 12)), TODAY) == "2 days late"
    assert item_day_text(_item(date(2026, 5, 12), done_on=TODAY), TODAY) == "Tue 12 May"
    assert item_sentence(_item(date(2026, 5, 12)), TODAY).endswith("late")
    assert item_sentence(_item(date(2026, 5, 12), done_on=TODAY), TODAY).endswith("done")
    assert items_text([_item(TODAY), _item(TODAY, done_on=TODAY)]) == "1 of 2 planned items done"
    assert items_text([]) == ""


def test_amounts_are_read_in_the_home_currency_or_in_the_one_that_is_typed() -> None:
    assert read_amount("1,250.50", "EUR") == Amount(125_050, "EUR")
    assert read_amount("120 CHF", "EUR") == Amount(12_000, "CHF")
    assert read_amount("  ", "EUR") is None
    assert show_amount(Amount(500, "JPY")) == "¥500"
    assert Amount(50_000, "EUR").in_currency("JPY") == Amount(500, "JPY")
    with pytest.raises(ValueError, match="cannot be read"):
        read_amount("a lot", "EUR")


def test_a_budget_is_home_money_and_not_below_zero() -> None:
    assert read_budget("900", "EUR") == 90_000
    assert read_budget("", "EUR") is None
    with pytest.raises(ValueError, match="Budgets are in EUR"):
        read_budget("900 CHF", "EUR")
    with pytest.raises(ValueError, match="below zero"):
        read_budget("-5", "EUR")


@pytest.mark.parametrize(
    ("typed", "time"), [("9", "09:00"), ("14:30", "14:30"), ("7.05", "07:05"), (" ", "")]
)
def test_a_time_of_day_is_read_as_people_type_it(typed: str, time: str) -> None:
    assert read_time(typed) == time


@pytest.mark.parametrize("typed", ["25", "12:60", "noon", "1230"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no time of day"):
        read_time(typed)
