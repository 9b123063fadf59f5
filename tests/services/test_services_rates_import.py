"""Rates from files: the ECB's table inverted or crossed, single rates in the file's own style, bad rows told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.days import FixedClock, parse_period
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.prices import crossed, fit_rate
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
ECB = """Date,USD,JPY,BGN,CZK,GBP,CHF,
2026-05-13,1.25,160.0,1.9558,25.1,0.8,0.95,
2026-05-12,1.20,N/A,1.9558,25.0,0.81,0.96,
not a day,1.2,1,1,1,1,1,
2026-05-11,zero,160,1.9558,25,0.8,0.9,
"""


def made(folder: Path, currency: str = "EUR") -> Workspace:
    return Workspace.create(folder / "a.crm", currency=currency, clock=FixedClock(TODAY), holder="window")


def test_the_history_of_the_ecb_is_inverted(tmp_path: Path) -> None:
    file = tmp_path / "eurofxref-hist.csv"
    file.write_text(ECB)
    workspace = made(tmp_path)
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    deal = workspace.deals.add("Bridge", amount=100_000, currency="USD")
    workspace.deals.move(deal, won, closed_on=date(2026, 5, 13))
    may = parse_period("2026-05")
    assert workspace.reports.sales(may).figures["revenue"].value == 0

    result = workspace.imports.run(workspace.imports.open(file))

    assert (result.kind, result.source, result.rows, result.created) == ("rates", "ecb", 4, 3)
    assert [(found.row, found.column) for found in result.problems] == [(4, "Date"), (5, "USD")]
    newest = {rate.currency: rate.rate for rate in workspace.prices.rated_currencies()}
    assert newest["USD"] == Decimal("0.8")
    assert newest["JPY"] == Decimal("0.00625")
    assert "EUR" not in newest
    assert workspace.reports.sales(may).figures["revenue"].value == 80_000

    assert workspace.imports.run(workspace.imports.open(file)).same == 3
    workspace.history.undo()
    assert workspace.prices.rates() == []
    assert workspace.reports.sales(may).figures["revenue"].value == 0
    workspace.close()


def test_a_home_currency_other_than_the_euro_is_crossed(tmp_path: Path) -> None:
    file = tmp_path / "eurofxref-hist.csv"
    file.write_text(ECB)
    workspace = made(tmp_path, "USD")

    workspace.imports.run(workspace.imports.open(file, kind="rates"))

    newest = {rate.currency: rate.rate for rate in workspace.prices.rated_currencies()}
    assert newest["EUR"] == Decimal("1.25")
    assert newest["GBP"] == Decimal("1.5625")
    assert "USD" not in newest
    workspace.close()


def test_single_rates_come_in_the_files_own_style(tmp_path: Path) -> None:
    file = tmp_path / "kurse.csv"
    file.write_text(
        "currency;date;rate\nUSD;13.05.2026;0,92\nEUR;13.05.2026;1\nXXQ;13.05.2026;1\nCHF;;2\nGBP;13.05.2026;-1\n"
    )
    workspace = made(tmp_path)

    result = workspace.imports.run(workspace.imports.open(file, kind="rates"))

    assert [(rate.currency, rate.valid_on, str(rate.rate)) for rate in workspace.prices.rates()] == [
        ("USD", date(2026, 5, 13), "0.92")
    ]
    assert [problem.row for problem in result.problems] == [4, 5, 6]
    workspace.close()


@given(st.decimals(min_value="0.0001", max_value=10**8, places=6))
def test_a_rate_crossed_there_and_back_is_itself_but_for_the_tenth_digit(units: Decimal) -> None:
    there = crossed({"EUR": Decimal(1), "USD": units}, "EUR")["USD"]
    back = crossed({"EUR": Decimal(1), "USD": units}, "USD")["EUR"]
    assert back == fit_rate(units)
    assert there * units == pytest.approx(Decimal(1), rel=Decimal("1e-8"))
