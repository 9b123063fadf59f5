"""Pipeline, velocity, promises, customers, e-mail and ratios worked out a second time, from the definitions alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Any

import pytest
from generated_business import TODAY, generate_more
from sqlalchemy import text

from smallbiz_crm.domain.figures import Figure
from smallbiz_crm.services.workspace import Workspace

PERIODS = ("2025", "2025-Q2", "2024-11", "2026-06", "all")
MARGIN = Fraction(60, 100)
CONTACTS = ("call", "meeting", "email", "demo")


@pytest.fixture(
    scope="module", params=[250, pytest.param(10_000, marks=pytest.mark.full)], ids=["250", "10000"]
)
def business(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = generate_more(tmp_path_factory.mktemp("business"), request.param)
    yield made
    made.close()


def rows(workspace: Workspace, query: str) -> list[Any]:
    with workspace.database.reading() as connection:
        return list(connection.execute(text(query)))


def half_up(value: Fraction) -> int:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def each(amount: Fraction | int, number: int) -> int | None:
    return half_up(Fraction(amount) / number) if number else None


def value(figures: dict[str, Figure], key: str) -> Any:
    return figures[key].value


def days_of(workspace: Workspace, period: str) -> tuple[date, date]:
    named = workspace.reports.period(period)
    return named.start or date.min, named.end or date.max


def rates(workspace: Workspace) -> list[tuple[date, Decimal]]:
    told = rows(
        workspace, "SELECT valid_on, rate FROM currency_rate WHERE currency = 'USD' ORDER BY valid_on"
    )
    return [(date.fromisoformat(day), Decimal(rate)) for day, rate in told]


def at_home(
    amount: int | None, currency: str, day: date, known: list[tuple[date, Decimal]], *, oldest: int = 7
) -> int | None:
    """Cents at the last rate up to a day, at most so many days old."""
    if amount is None or currency == "EUR":
        return amount
    usable = [rate for since, rate in known if since <= day and (day - since).days <= oldest]
    return int((amount * usable[-1]).quantize(Decimal(1), ROUND_HALF_UP)) if usable else None


class Sold:
    """Every deal that is not in the Trash, with its worth in home money on the day that decides."""

    def __init__(self, workspace: Workspace) -> None:
        known = rates(workspace)
        self.deals: list[Any] = []
        query = (
            "SELECT d.id, s.kind, d.amount, d.currency, d.created_on, d.closed_on, d.expected_close, "
            "coalesce(d.probability, s.probability), d.company_id, x.contact_id, s.name, d.reason_id FROM deal d "
            "JOIN stage s ON s.id = d.stage_id LEFT JOIN deal_contact x ON x.deal_id = d.id AND x.is_main "
            "WHERE d.trashed_at IS NULL"
        )
        for row in rows(workspace, query):
            closed = date.fromisoformat(row[5]) if row[5] else None
            worth = at_home(row[2], row[3], closed or TODAY, known, oldest=7 if closed else 10**6)
            customer = row[8] or (None if row[9] is None else -row[9])
            self.deals.append((row, row[1], worth, date.fromisoformat(row[4]), closed, customer))

    def closed(self, kind: str, first: date, last: date) -> list[Any]:
        return [one for one in self.deals if one[1] == kind and first <= one[4] <= last]


def worth(deals: Iterable[Any]) -> list[int]:
    return [one[2] for one in deals if one[2] is not None]


@pytest.mark.parametrize("period", PERIODS)
def test_sales_again(business: Workspace, period: str) -> None:
    first, last = days_of(business, period)
    sold = Sold(business)
    won, lost = sold.closed("won", first, last), sold.closed("lost", first, last)
    revenue, lost_value = sum(worth(won)), sum(worth(lost))
    cycles = [(one[4] - one[3]).days for one in won]
    report = business.reports.report("sales", business.reports.period(period))
    figures = report.figures
    assert (value(figures, "won"), value(figures, "lost")) == (len(won), len(lost))
    assert value(figures, "open") == sum(one[1] == "open" for one in sold.deals)
    assert value(figures, "win_rate") == share(len(won), len(won) + len(lost))
    assert value(figures, "win_rate_by_value") == share(revenue, revenue + lost_value)
    assert value(figures, "revenue") == revenue
    assert value(figures, "average_deal_size") == each(revenue, len(worth(won)))
    assert value(figures, "cycle_days_mean") == (share(sum(cycles), len(cycles)))
    assert value(figures, "cycle_days_median") == (Fraction(median(cycles)) if cycles else None)
    for table in report.tables.values():
        assert sum(row.figures["revenue"].value or 0 for row in table) == revenue
        assert sum(row.figures["lost"].value or 0 for row in table) == len(lost)


@pytest.mark.parametrize("period", PERIODS)
def test_targets_again(business: Workspace, period: str) -> None:
    """Attainment and pace: business days from Monday to Friday, today included."""
    first, last = days_of(business, period)
    months = business.reports.period(period).months()
    told = dict(rows(business, "SELECT period, value FROM target WHERE kind = 'revenue'"))
    goal = sum(told[month] for month in months) if months and all(month in told for month in months) else None
    revenue = sum(worth(Sold(business).closed("won", first, last)))
    figures = business.reports.report("sales", business.reports.period(period)).figures
    if goal is None:
        assert value(figures, "quota_attainment") is value(figures, "pace") is None
        return
    assert value(figures, "quota_attainment") == Fraction(revenue, goal)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in every if day.weekday() < 5]
    elapsed = sum(day <= TODAY for day in working)
    assert value(figures, "pace") == revenue - half_up(Fraction(goal * elapsed, len(working)))


@pytest.mark.parametrize("period", ["all", "2026", "2026-08", "2026-06"])
def test_pipeline_again(business: Workspace, period: str) -> None:
    first, last = days_of(business, period)
    total = weighted = 0
    months: dict[str | None, int] = defaultdict(int)
    stages: dict[str, int] = defaultdict(int)
    for row, kind, amount, *_ in Sold(business).deals:
        expected = date.fromisoformat(row[6]) if row[6] else None
        fits = period == "all" or (expected is not None and first <= expected <= last)
        if kind != "open" or not fits:
            continue
        bucket = None if expected is None else "overdue" if expected < TODAY else row[6][:7]
        months[bucket] += amount or 0
        stages[row[10]] += amount or 0
        total += amount or 0
        weighted += half_up(Fraction((amount or 0) * row[7], 10_000))
    report = business.reports.report("pipeline", business.reports.period(period))
    assert value(report.figures, "pipeline") == total
    assert value(report.figures, "weighted_pipeline") == weighted
    assert {row.key: row.figures["pipeline"].value for row in report.tables["by_month"]} == months
    assert {row.label: row.figures["pipeline"].value for row in report.tables["by_stage"]} == stages


def test_velocity_again(business: Workspace) -> None:
    """Open deals × mean won size × win rate ÷ mean cycle, over ninety days that end today."""
    sold = Sold(business)
    window = (TODAY - timedelta(days=89), TODAY)
    won, lost = sold.closed("won", *window), sold.closed("lost", *window)
    number = sum(one[1] == "open" for one in sold.deals)
    figures = business.reports.report("pipeline", business.reports.period("all")).figures
    size = Fraction(sum(worth(won)), len(worth(won)))
    cycle = Fraction(sum((one[4] - one[3]).days for one in won), len(won))
    rate = Fraction(len(won), len(won) + len(lost))
    assert value(figures, "velocity_per_day") == half_up(number * size * rate / cycle)


def test_forecast_again(business: Workspace) -> None:
    """Each open deal won or not by its probability: the mean of the draws is the weighted sum, near enough."""
    deals = [
        (one[2], one[0][7])
        for one in Sold(business).deals
        if one[1] == "open" and one[2] and one[0][6] and one[0][6] >= TODAY.isoformat()
    ]
    mean = sum(Fraction(amount * chance, 10_000) for amount, chance in deals)
    spread = (
        float(sum(Fraction(amount**2 * chance * (10_000 - chance), 10**8) for amount, chance in deals)) ** 0.5
    )
    figures = business.reports.report("pipeline", business.reports.period("all")).figures
    for key, deviations in (("forecast_p10", -1.2816), ("forecast_p50", 0), ("forecast_p90", 1.2816)):
        assert value(figures, key) == pytest.approx(float(mean) + deviations * spread, abs=0.12 * spread)


def handed_over(workspace: Workspace) -> dict[int, tuple[date | None, bool]]:
    """Of everybody who became MQL (or went past it) the first day, None if unknown, and whether sales accepted."""
    later = ("mql", "sql", "opportunity", "customer")
    entries: dict[int, dict[str, list[str | None]]] = defaultdict(lambda: defaultdict(list))
    query = (
        "SELECT e.contact_id, e.stage, e.entered_on FROM lifecycle_entry e JOIN contact c ON c.id = e.contact_id "
        "WHERE c.trashed_at IS NULL"
    )
    for who, stage, day in rows(workspace, query):
        entries[who][stage].append(day)
    found: dict[int, tuple[date | None, bool]] = {}
    for who, stages in entries.items():
        passed = next((stage for stage in later if stage in stages), None)
        if passed is not None:
            known = [day for day in stages[passed] if day is not None]
            accepted = any(stage in stages for stage in later[1:])
            found[who] = (date.fromisoformat(min(known)) if known else None, accepted)
    return found


@pytest.mark.parametrize("period", PERIODS)
def test_marketing_promise_again(business: Workspace, period: str) -> None:
    first, last = days_of(business, period)
    people = handed_over(business).values()
    here = [each for each in people if period == "all" or (each[0] is not None and first <= each[0] <= last)]
    told = dict(rows(business, "SELECT period, value FROM target WHERE kind = 'mqls'"))
    months = business.reports.period(period).months()
    goal = sum(told[month] for month in months) if months else None
    figures = business.reports.report("promises", business.reports.period(period)).figures
    assert value(figures, "mqls_promised") == goal
    assert value(figures, "mqls_handed_over") == len(here)
    assert value(figures, "mqls_accepted") == sum(accepted for _, accepted in here)
    assert value(figures, "marketing_kept") == (share(len(here), goal) if goal else None)


@pytest.mark.parametrize("period", PERIODS)
def test_sales_promise_again(business: Workspace, period: str) -> None:
    """Two working days from the day somebody became MQL; who is not due yet is left out."""
    first, last = days_of(business, period)
    mqls: dict[int, str] = {}
    query = (
        "SELECT e.contact_id, min(e.entered_on) FROM lifecycle_entry e JOIN contact c ON c.id = e.contact_id "
        "WHERE e.stage = 'mql' AND e.entered_on IS NOT NULL AND c.trashed_at IS NULL GROUP BY e.contact_id"
    )
    mqls |= dict(rows(business, query))
    contacted: dict[int, list[str]] = defaultdict(list)
    for who, kind, day in rows(business, "SELECT contact_id, kind, happened_on FROM activity"):
        if kind in CONTACTS:
            contacted[who].append(day)
    due = kept = 0
    for who, entered in mqls.items():
        day, left = date.fromisoformat(entered), 2
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        if day < TODAY and first <= day <= last:
            due += 1
            kept += any(entered <= each <= day.isoformat() for each in contacted[who])
    figures = business.reports.report("promises", business.reports.period(period)).figures
    assert (value(figures, "mqls_due"), value(figures, "contacted_in_time")) == (due, kept)
    assert value(figures, "sales_kept") == share(kept, due)


@pytest.mark.parametrize("period", PERIODS)
def test_customers_again(business: Workspace, period: str) -> None:
    """CLV, CAC and retention of companies, else people; a year ends today, and margins are taken before rounding."""
    first, last = days_of(business, period)
    bought: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for _, kind, amount, _, closed, customer in Sold(business).deals:
        if kind == "won" and customer is not None:
            bought[customer].append((closed, amount or 0))
    new = sum(first <= min(day for day, _ in its) <= last for its in bought.values())
    spent = sum(
        cost
        for cost, day in rows(
            business,
            "SELECT s.base_cost, s.spent_on FROM spend s JOIN spend_category k ON k.id = s.category_id "
            "WHERE k.is_marketing AND s.trashed_at IS NULL",
        )
        if first <= date.fromisoformat(day) <= last
    )
    year, two = TODAY.replace(year=TODAY.year - 1), TODAY.replace(year=TODAY.year - 2)
    lately = {who: [amount for day, amount in its if day > year] for who, its in bought.items()}
    lately = {who: amounts for who, amounts in lately.items() if amounts}
    before = {who for who, its in bought.items() if any(two < day <= year for day, _ in its)}
    kept = len(before & lately.keys())
    figures = business.reports.report("customers", business.reports.period(period)).figures
    everything = sum(amount for its in bought.values() for _, amount in its)
    assert value(figures, "new_customers") == new
    assert value(figures, "clv_historic") == each(everything * MARGIN, len(bought))
    assert value(figures, "retention") == share(kept, len(before))
    churn = 1 - Fraction(kept, len(before))
    assert value(figures, "churn") == churn
    purchases = [amount for amounts in lately.values() for amount in amounts]
    average, a_year = Fraction(sum(purchases), len(purchases)), Fraction(len(purchases), len(lately))
    years = min(Fraction(5), 1 / churn) if churn else Fraction(5)
    projected = half_up(average * a_year * years * MARGIN)
    assert value(figures, "clv_projected") == projected
    cac = each(spent, new) if spent else None
    assert value(figures, "cac") == cac
    assert value(figures, "clv_to_cac") == (Fraction(projected, cac) if cac else None)


@pytest.mark.parametrize("period", PERIODS)
def test_mailings_and_measures_again(business: Workspace, period: str) -> None:
    first, last = days_of(business, period)
    sums: dict[str, int] = defaultdict(int)
    for name, number, day in rows(business, "SELECT name, value, measured_on FROM metric"):
        if first <= date.fromisoformat(day) <= last:
            sums[name] += number
    email = business.reports.report("email", business.reports.period(period)).figures
    for key, part, whole in (
        ("delivery_rate", "delivered", "sent"),
        ("open_rate", "unique_opens", "delivered"),
        ("click_rate", "unique_clicks", "delivered"),
        ("click_to_open_rate", "unique_clicks", "unique_opens"),
        ("bounce_rate", "bounces", "sent"),
        ("unsubscribe_rate", "unsubscribes", "delivered"),
    ):
        assert value(email, key) == (share(sums[part], sums[whole]) if part in sums else None)
    campaigns = business.reports.report("campaigns", business.reports.period(period)).figures
    assert value(campaigns, "ctr") == (share(sums["clicks"], sums["impressions"]) if sums else None)
    spent = int(campaigns["spend"].value or 0)
    assert value(campaigns, "cpc") == (each(spent, sums["clicks"]) if sums else None)
    funnel = business.reports.report("funnel", business.reports.period(period)).figures
    leads = int(funnel["leads"].value or 0)
    assert value(funnel, "visitor_to_lead") == (share(leads, sums["visitors"]) if sums else None)


@pytest.mark.parametrize("period", PERIODS)
def test_costs_and_returns_again(business: Workspace, period: str) -> None:
    """Costs per lead, MQL, SQL; ROI is what came in over what was spent, spend counted once."""
    figures = business.reports.report("campaigns", business.reports.period(period)).figures
    spent, revenue = int(figures["spend"].value or 0), int(figures["revenue"].value or 0)
    for key, count in (("cost_per_lead", "leads"), ("cost_per_mql", "mqls"), ("cost_per_sql", "sqls")):
        number = int(figures[count].value or 0)
        assert value(figures, key) == (each(spent, number) if spent else None)
    assert value(figures, "roi") == (Fraction(revenue, spent) - 1 if spent else None)
    assert value(figures, "roas") == share(revenue, spent)


@pytest.mark.parametrize("period", PERIODS)
def test_reasons_again(business: Workspace, period: str) -> None:
    first, last = days_of(business, period)
    lost: dict[int | None, list[int]] = defaultdict(list)
    for one in Sold(business).closed("lost", first, last):
        lost[one[0][11]].append(one[2] or 0)
    returned: dict[int | None, int] = defaultdict(int)
    query = (
        "SELECT e.reason_id, e.entered_on FROM lifecycle_entry e JOIN contact c ON c.id = e.contact_id "
        "WHERE e.stage = 'returned' AND c.trashed_at IS NULL"
    )
    for reason, day in rows(business, query):
        if first <= date.fromisoformat(day) <= last:
            returned[reason] += 1
    tables = business.reports.report("reasons", business.reports.period(period)).tables
    assert {row.key: row.figures["count"].value for row in tables["returned"]} == returned
    assert {row.key: row.figures["count"].value for row in tables["lost"]} == {
        reason: len(values) for reason, values in lost.items()
    }
    assert {row.key: row.figures["value"].value for row in tables["lost"]} == {
        reason: sum(values) for reason, values in lost.items()
    }
