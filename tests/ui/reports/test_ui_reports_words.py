"""Periods and figures in words: exact names, undefined is a dash with its reason, few is said."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from smallbiz_crm.domain.days import ALL, Period, parse_period
from smallbiz_crm.domain.figures import Figure, Unit
from smallbiz_crm.domain.sales_kpis import SalesParts
from smallbiz_crm.services.kpis import figures_of
from smallbiz_crm.ui.figure_words import figure_text, rate_text
from smallbiz_crm.ui.reports.period_words import accountant_periods, period_days, period_name, sales_periods

TODAY = date(2026, 5, 14)


def texts(parts: SalesParts, goal: int | None = None) -> dict[str, tuple[str, str]]:
    parts.target, parts.elapsed, parts.all_days = goal, 10, 20
    figures = figures_of("sales", parts)
    shown = {key: figure_text("sales", key, figures, "EUR") for key in figures}
    return {key: (text.value, text.note) for key, text in shown.items()}


def test_a_rate_shows_its_parts() -> None:
    shown = texts(SalesParts(won=4, lost=7, revenue=86_310_00, lost_value=100_000_00, won_with_amount=4))

    assert shown["win_rate"] == ("36%", "4 of 11")
    assert shown["win_rate_by_value"] == ("46%", "€86,310 of €186,310")
    assert shown["won"] == ("4", "Of 11 closed")
    assert shown["average_deal_size"] == ("€21,578", "4 deals, few")
    assert rate_text(figures_of("sales", SalesParts(won=4, lost=7))["win_rate"]) == "4 of 11 (36%)"


def test_what_is_undefined_is_a_dash_with_its_reason() -> None:
    shown = texts(SalesParts())

    assert shown["win_rate"] == ("—", "Nothing won or lost in this period")
    assert shown["average_deal_size"] == ("—", "Nothing won in this period")
    assert shown["cycle_days_median"] == ("—", "Nothing won in this period")
    assert shown["quota_attainment"] == ("—", "No target for this period")
    assert shown["pace"] == ("—", "No target for this period")
    assert shown["revenue"] == ("€0", "Net of tax")


def test_few_and_what_was_left_out_are_said() -> None:
    shown = texts(SalesParts(won=3, lost=1, revenue=500_00, won_with_amount=1, won_without_rate=2))

    assert shown["win_rate"] == ("75%", "3 of 4, few")
    assert shown["average_deal_size"] == ("€500", "1 deal, few, 2 won deals without an amount")
    assert shown["revenue"] == ("€500", "Net of tax, 2 won deals without an exchange rate left out")


def test_days_have_a_decimal_only_where_it_counts() -> None:
    shown = texts(SalesParts(won=2, cycle_days={10: 1, 15: 1}))

    assert shown["cycle_days_median"] == ("12.5", "Mean 12.5, 2 deals, few")
    assert texts(SalesParts(won=1, cycle_days={23: 1}))["cycle_days_median"][0] == "23"


@pytest.mark.parametrize(("revenue", "note"), [(60_00, "Ahead of the target"), (40_00, "Behind the target")])
def test_pace_says_which_side_it_is_on(revenue: int, note: str) -> None:
    shown = texts(SalesParts(revenue=revenue), goal=100_00)

    assert shown["pace"][1] == note
    assert shown["quota_attainment"][1] == f"€{revenue // 100} of €100"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-04", "April 2026"),
        ("2026-04-01..2026-04-30", "April 2026"),
        ("2026-Q2", "Q2 2026"),
        ("2026", "2026"),
        ("FY2026", "Financial year 2026"),
        ("FY2026-Q1", "Q1 of financial year 2026"),
        ("2026-03-05..2026-04-10", "5 Mar to 10 Apr 2026"),
        ("2025-12-05..2026-04-10", "5 Dec 2025 to 10 Apr 2026"),
        ("2026-03-05", "5 Mar 2026"),
        ("all", "All time"),
    ],
)
def test_periods_have_names(text: str, name: str) -> None:
    assert period_name(parse_period(text, fiscal_year_start="04-01")) == name


def test_days_of_a_period() -> None:
    assert period_days(parse_period("2026-Q2")) == "1 Apr to 30 Jun 2026"
    assert period_days(ALL) == "From the first day to the last"


def read(text: str) -> Period:
    return parse_period(text, fiscal_year_start="07-01")


def test_sales_periods_follow_today() -> None:
    periods = {
        choice.key: choice.period.name
        for group in sales_periods(TODAY, read, has_fiscal_year=True)
        for choice in group
    }

    assert periods == {
        "this_month": "2026-05",
        "last_month": "2026-04",
        "this_quarter": "2026-Q2",
        "last_quarter": "2026-Q1",
        "this_year": "2026",
        "last_year": "2025",
        "this_fiscal_year": "FY2026",
        "last_fiscal_year": "FY2025",
        "all": "all",
    }
    short = sales_periods(TODAY, read, has_fiscal_year=False)
    assert "this_fiscal_year" not in {choice.key for group in short for choice in group}


def test_the_pack_offers_last_month_first() -> None:
    groups = [[choice.key for choice in group] for group in accountant_periods(TODAY, read)]

    assert groups[0] == ["2026-04"]
    assert groups[1][:3] == ["2026-05", "2026-03", "2026-02"]
    assert groups[2][:3] == ["2026-Q2", "2026-Q1", "2025-Q4"]


def test_a_figure_of_a_third_is_rounded() -> None:
    third = {"win_rate": Figure("win_rate", Unit.RATE, Fraction(2, 3), 20, 30)}
    assert figure_text("sales", "win_rate", third, "EUR").value == "67%"
