"""A generated business, its figures worked out a second time in plain SQL from the definitions, not from the code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from generated_business import CAMPAIGNS, STAGES, TODAY, generate
from sqlalchemy import text

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.kpis import Basis
from smallbiz_crm.services.workspace import Workspace

PERIODS = ("2025", "2025-Q2", "2024-11", "all")
PAIRS = {
    "lead_to_mql": ("lead", "mql"),
    "mql_to_sql": ("mql", "sql"),
    "lead_to_opportunity": ("lead", "opportunity"),
    "sql_to_customer": ("sql", "customer"),
    "lead_to_customer": ("lead", "customer"),
    "mql_to_customer": ("mql", "customer"),
}


@pytest.fixture(
    scope="module", params=[300, pytest.param(10_000, marks=pytest.mark.full)], ids=["300", "10000"]
)
def business(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = generate(tmp_path_factory.mktemp("business"), request.param)
    yield made
    made.close()


def rows(workspace: Workspace, query: str) -> list[Any]:
    with workspace.database.reading() as connection:
        return list(connection.execute(text(query)))


def reached(workspace: Workspace) -> dict[int, dict[str, str | None]]:
    """Of each person the day of each stage that was reached; None is a day nobody knows.

    The earliest own entry counts; without an own entry the stage was passed when the next one was entered.
    """
    own: dict[int, dict[str, list[str | None]]] = defaultdict(lambda: defaultdict(list))
    for person, stage, day in rows(workspace, "SELECT contact_id, stage, entered_on FROM lifecycle_entry"):
        own[person][stage].append(day)
    found: dict[int, dict[str, str | None]] = {}
    for person, entries in own.items():
        found[person] = {}
        for stage in reversed(STAGES):
            if stage in entries:
                known = [day for day in entries[stage] if day is not None]
                found[person][stage] = min(known) if known else None
            else:
                after = STAGES[STAGES.index(stage) + 1 :]
                next_one = next((each for each in after if each in found[person]), None)
                if next_one is not None:
                    found[person][stage] = found[person][next_one]
    return found


def inside(workspace: Workspace, period: str, day: str | None) -> bool:
    named = workspace.reports.period(period)
    return named.contains(None if day is None else date.fromisoformat(day))


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("basis", list(Basis))
def test_funnel_again(business: Workspace, period: str, basis: Basis) -> None:
    people = reached(business)
    entered = {
        stage: {
            who for who, days in people.items() if stage in days and inside(business, period, days[stage])
        }
        for stage in STAGES
    }
    report = business.reports.report("funnel", business.reports.period(period), basis=basis)
    for stage, key in zip(STAGES, ("leads", "mqls", "sqls", "opportunities", "customers"), strict=True):
        assert report.figures[key].value == len(entered[stage])
        assert sum(row.figures[key].value or 0 for row in report.tables["by_campaign"]) == len(entered[stage])
        assert sum(row.figures[key].value or 0 for row in report.tables["by_channel"]) == len(entered[stage])
    for key, (earlier, later) in PAIRS.items():
        whole = len(entered[earlier])
        got_on = (
            sum(1 for who in entered[earlier] if later in people[who])
            if basis is Basis.COHORT
            else len(entered[later])
        )
        assert report.figures[key].value == (Fraction(got_on, whole) if whole else None)


def shares(amount: int, days: list[date], created: date, model: str) -> list[Fraction]:
    """What each touch gets before rounding."""
    count = len(days)
    if model == "first":
        weights = [Fraction(int(n == 0)) for n in range(count)]
    elif model == "last":
        weights = [Fraction(int(n == count - 1)) for n in range(count)]
    elif model == "equal" or (model == "position" and count < 3):
        weights = [Fraction(1)] * count
    elif model == "position":
        weights = [Fraction(40 if n in (0, count - 1) else Fraction(20, count - 2)) for n in range(count)]
    else:
        weights = [Fraction(2 ** (-(created - day).days / 30)) for day in days]
    return [amount * weight / sum(weights) for weight in weights]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("model", list(Attribution))
def test_attribution_again(business: Workspace, period: str, model: Attribution) -> None:
    credited: dict[str | None, Fraction] = defaultdict(Fraction)
    total = deals = 0
    query = (
        "SELECT d.id, d.base_amount, d.created_on, d.closed_on FROM deal d JOIN stage s ON s.id = d.stage_id "
        "WHERE s.kind = 'won'"
    )
    touches: dict[int, list[Any]] = defaultdict(list)
    for row in rows(
        business,
        "SELECT x.deal_id, t.touched_on, c.name FROM deal_contact x JOIN touch t ON t.contact_id = x.contact_id "
        "JOIN campaign c ON c.id = t.campaign_id ORDER BY t.touched_on, t.touched_at, t.uid",
    ):
        touches[row[0]].append(row)
    for deal_id, amount, created_on, closed_on in rows(business, query):
        if not inside(business, period, closed_on):
            continue
        total, deals = total + amount, deals + 1
        met = [row for row in touches[deal_id] if row[1] <= created_on]
        if not met:
            credited[None] += amount
            continue
        days = [date.fromisoformat(row[1]) for row in met]
        for row, share in zip(met, shares(amount, days, date.fromisoformat(created_on), model), strict=True):
            credited[row[2]] += share
    report = business.reports.report("campaigns", business.reports.period(period), attribution=model)
    found = {row.label: row.figures["revenue"].value or 0 for row in report.tables["by_campaign"]}
    assert report.figures["revenue"].value == total == sum(found.values())
    for name, exact in credited.items():
        assert abs(found[name] - exact) <= deals * len(CAMPAIGNS)
        if model in (Attribution.FIRST, Attribution.LAST):
            assert found[name] == exact


@pytest.mark.parametrize("period", PERIODS)
def test_spend_sales_and_customers_again(business: Workspace, period: str) -> None:
    named = business.reports.period(period)
    spent = sum(
        row[0]
        for row in rows(
            business,
            "SELECT s.base_cost, s.spent_on FROM spend s JOIN spend_category k ON k.id = s.category_id "
            "WHERE k.is_marketing",
        )
        if inside(business, period, row[1])
    )
    campaigns = business.reports.report("campaigns", named)
    assert campaigns.figures["spend"].value == spent
    assert sum(row.figures["spend"].value or 0 for row in campaigns.tables["by_campaign"]) == spent
    firsts = rows(
        business,
        "SELECT min(d.closed_on) FROM deal d JOIN stage s ON s.id = d.stage_id "
        "JOIN deal_contact x ON x.deal_id = d.id WHERE s.kind = 'won' GROUP BY coalesce(d.company_id, -x.contact_id)",
    )
    new = sum(inside(business, period, row[0]) for row in firsts)
    assert campaigns.figures["customers"].value == new
    customers = business.reports.report("customers", named).figures
    assert customers["new_customers"].value == new
    year, two = (TODAY - timedelta(days=365)).isoformat(), (TODAY - timedelta(days=730)).isoformat()
    bought: dict[int, list[str]] = defaultdict(list)
    for who, day in rows(
        business,
        "SELECT coalesce(d.company_id, -x.contact_id), d.closed_on FROM deal d JOIN stage s ON s.id = d.stage_id "
        "JOIN deal_contact x ON x.deal_id = d.id WHERE s.kind = 'won'",
    ):
        bought[who].append(day)
    before = {who for who, days in bought.items() if any(two < day <= year for day in days)}
    kept = {who for who in before if any(day > year for day in bought[who])}
    assert (customers["retention"].numerator, customers["retention"].denominator) == (len(kept), len(before))


@pytest.mark.parametrize("model", list(Attribution))
def test_months_add_up_to_all_time(business: Workspace, model: Attribution) -> None:
    """Moving a record in time moves it between periods and never changes the whole."""
    years = [
        business.reports.report("campaigns", business.reports.period(str(year)), attribution=model).figures
        for year in (2023, 2024, 2025, 2026)
    ]
    whole = business.reports.report("campaigns", business.reports.period("all"), attribution=model).figures
    for key in ("spend", "revenue", "customers"):
        assert sum(int(figures[key].value or 0) for figures in years) == whole[key].value
