"""Figures of funnel, campaigns, e-mail, pipeline, promises and customers: pure functions over counts and sums.

The definitions are those of the users' guide; a ratio whose denominator is zero or unknown is None with a reason.
Money is in minor units of the home currency, rates are fractions of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from smallbiz_crm.domain.figures import Figure, Unit
from smallbiz_crm.domain.money import divide_half_up

MOST_YEARS = 5
FULL_MARGIN = 10_000


class Basis(StrEnum):
    """What a rate of the funnel compares: what became of those who entered, or the events of a period."""

    COHORT = "cohort"
    PERIOD = "period"


def ratio(key: str, part: int | None, whole: int | None, note: str) -> Figure:
    """part ÷ whole; undefined with `note` where the whole is zero or either is unknown."""
    if part is None or not whole:
        return Figure(key, Unit.RATE, None, part, whole, note)
    return Figure(key, Unit.RATE, Fraction(part, whole), part, whole)


def money_per(key: str, amount: int | None, count: int | None, note: str) -> Figure:
    """amount ÷ count in minor units, half up; undefined with `note` where there is nothing to divide by."""
    if amount is None or not count:
        return Figure(key, Unit.MONEY, None, amount, count, note)
    return Figure(key, Unit.MONEY, divide_half_up(amount, count), amount, count)


def count(key: str, value: int | None, note: str | None = None) -> Figure:
    return Figure(key, Unit.COUNT, value, note=note)


def by_key(figures: Iterable[Figure]) -> dict[str, Figure]:
    return {figure.key: figure for figure in figures}


# -- funnel ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class FunnelParts:
    """People by stage. `leads` … `customers` entered first in the period; `…_of_…` are the cohorts of it that got on.

    `undated` are leads whose day nobody knows; `visitors` is None where none were measured.
    """

    leads: int = 0
    mqls: int = 0
    sqls: int = 0
    opportunities: int = 0
    customers: int = 0
    mqls_of_leads: int = 0
    opportunities_of_leads: int = 0
    customers_of_leads: int = 0
    sqls_of_mqls: int = 0
    customers_of_mqls: int = 0
    customers_of_sqls: int = 0
    undated: int = 0
    visitors: int | None = None

    def add(self, other: FunnelParts) -> None:
        for name in FunnelParts.__slots__:
            mine, its = getattr(self, name), getattr(other, name)
            if its is not None:
                setattr(self, name, (mine or 0) + its)


def funnel_figures(parts: FunnelParts, basis: Basis) -> dict[str, Figure]:
    """Stage ÷ earlier stage; by cohort: people of the period who got there; by period: entries over entries.

    MQL→SQL is the acceptance; a skipped stage counts as passed; a person counts once in each stage.
    """
    is_cohort = basis is Basis.COHORT
    undated = "undated" if parts.undated else None
    leads = Figure("leads", Unit.COUNT, parts.leads, note=undated, note_params={"count": parts.undated})
    counts = [count(key, getattr(parts, key)) for key in ("mqls", "sqls", "opportunities", "customers")]
    rates = [
        ratio("lead_to_mql", parts.mqls_of_leads if is_cohort else parts.mqls, parts.leads, "no_leads"),
        ratio("mql_to_sql", parts.sqls_of_mqls if is_cohort else parts.sqls, parts.mqls, "no_mqls"),
        ratio(
            "lead_to_opportunity",
            parts.opportunities_of_leads if is_cohort else parts.opportunities,
            parts.leads,
            "no_leads",
        ),
        ratio(
            "sql_to_customer",
            parts.customers_of_sqls if is_cohort else parts.customers,
            parts.sqls,
            "no_sqls",
        ),
        ratio(
            "lead_to_customer",
            parts.customers_of_leads if is_cohort else parts.customers,
            parts.leads,
            "no_leads",
        ),
        ratio(
            "mql_to_customer",
            parts.customers_of_mqls if is_cohort else parts.customers,
            parts.mqls,
            "no_mqls",
        ),
        ratio("visitor_to_lead", parts.leads, parts.visitors, "no_visitors"),
    ]
    visitors = count("visitors", parts.visitors, None if parts.visitors is not None else "no_visitors")
    return by_key((leads, *counts, *rates, visitors))


# -- campaigns ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class CampaignParts:
    """Sums of a campaign, a channel or of all. `metrics` has a sum only of what was measured."""

    spend: int = 0
    leads: int = 0
    mqls: int = 0
    sqls: int = 0
    customers: int = 0
    revenue: int = 0
    metrics: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, other: CampaignParts) -> None:
        for name in ("spend", "leads", "mqls", "sqls", "customers", "revenue"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, value in other.metrics.items():
            self.metrics[name] = self.metrics.get(name, 0) + value


def campaign_figures(parts: CampaignParts) -> dict[str, Figure]:
    """Spend against what it brought: costs per lead, MQL, SQL and customer, ROI, and the other system's word beside."""
    told = parts.metrics
    return by_key(
        (
            Figure("spend", Unit.MONEY, parts.spend),
            count("leads", parts.leads),
            count("mqls", parts.mqls),
            count("sqls", parts.sqls),
            count("customers", parts.customers),
            Figure("revenue", Unit.MONEY, parts.revenue),
            cost_per("cost_per_lead", parts.spend, parts.leads),
            cost_per("cost_per_mql", parts.spend, parts.mqls),
            cost_per("cost_per_sql", parts.spend, parts.sqls),
            cost_per("cac", parts.spend, parts.customers),
            roi("roi", parts.revenue, parts.spend),
            roas(parts.revenue, parts.spend),
            count("impressions", told.get("impressions"), _unmeasured(told, "impressions")),
            count("clicks", told.get("clicks"), _unmeasured(told, "clicks")),
            ratio("ctr", told.get("clicks"), told.get("impressions"), "no_impressions"),
            money_per("cpc", parts.spend, told.get("clicks"), "no_clicks"),
            count("reported_leads", told.get("reported_leads"), _unmeasured(told, "reported_leads")),
            count("reported_orders", told.get("reported_orders"), _unmeasured(told, "reported_orders")),
            Figure(
                "reported_revenue",
                Unit.MONEY,
                told.get("reported_revenue"),
                note=_unmeasured(told, "reported_revenue"),
            ),
            roi("reported_roi", told.get("reported_revenue"), parts.spend),
        )
    )


def cost_per(key: str, spend: int, number: int) -> Figure:
    """Spend ÷ number; with spend and nobody, or somebody and no spend, it is undefined and says which."""
    if not number:
        note = "spent_without_result" if spend else "nothing_spent"
        return Figure(key, Unit.MONEY, None, spend, number, note)
    if not spend:
        return Figure(key, Unit.MONEY, None, spend, number, "no_spend")
    return Figure(key, Unit.MONEY, divide_half_up(spend, number), spend, number)


def roi(key: str, revenue: int | None, spend: int) -> Figure:
    """(revenue − spend) ÷ spend, on revenue; a loss is negative; without spend it was free and has none."""
    if revenue is None:
        return Figure(key, Unit.RATE, None, None, spend, "not_measured")
    if not spend:
        return Figure(key, Unit.RATE, None, revenue, 0, "free" if revenue else "nothing_spent")
    return Figure(key, Unit.RATE, Fraction(revenue - spend, spend), revenue - spend, spend)


def roas(revenue: int, spend: int) -> Figure:
    """Revenue ÷ spend, which is ROI + 1."""
    if not spend:
        return Figure("roas", Unit.TIMES, None, revenue, 0, "free" if revenue else "nothing_spent")
    return Figure("roas", Unit.TIMES, Fraction(revenue, spend), revenue, spend)


def _unmeasured(told: Mapping[str, int], name: str) -> str | None:
    return None if name in told else "not_measured"


# -- e-mail ---------------------------------------------------------------------------------------------------


def email_figures(told: Mapping[str, int]) -> dict[str, Figure]:
    """Rates of mailings from sums: opens and clicks ÷ delivered, bounces ÷ sent; what is missing is not zero."""
    sent, delivered = told.get("sent"), told.get("delivered")
    opens, clicks = told.get("unique_opens"), told.get("unique_clicks")
    return by_key(
        (
            count("sent", sent, _unmeasured(told, "sent")),
            count("delivered", delivered, _unmeasured(told, "delivered")),
            ratio("delivery_rate", delivered, sent, "nothing_sent"),
            ratio("open_rate", opens, delivered, "nothing_delivered"),
            ratio("click_rate", clicks, delivered, "nothing_delivered"),
            ratio("click_to_open_rate", clicks, opens, "nothing_opened"),
            ratio("bounce_rate", told.get("bounces"), sent, "nothing_sent"),
            ratio("unsubscribe_rate", told.get("unsubscribes"), delivered, "nothing_delivered"),
        )
    )


# -- pipeline -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class PipelineParts:
    """Open deals: their number, sum and weighted sum in home money, and those left out of the sums."""

    deals: int = 0
    total: int = 0
    weighted: int = 0
    without_amount: int = 0
    without_rate: int = 0


def pipeline_figures(parts: PipelineParts) -> dict[str, Figure]:
    """Σ open amounts, and Σ amount × probability."""
    note = (
        "open_without_rate" if parts.without_rate else "open_without_amount" if parts.without_amount else None
    )
    left_out = {"count": parts.without_rate or parts.without_amount}
    return by_key(
        (
            Figure("pipeline", Unit.MONEY, parts.total, None, parts.deals, note, left_out),
            Figure("weighted_pipeline", Unit.MONEY, parts.weighted, None, parts.deals, note, left_out),
        )
    )


def velocity(open_deals: int, revenue: int, with_amount: int, won: int, lost: int, cycle_days: int) -> Figure:
    """Open deals × mean won size × win rate ÷ mean cycle days, in money per day; of the trailing window.

    `with_amount` won deals make up `revenue`: those without an amount are left out of the mean. `cycle_days` is the
    sum over all won ones. With cycles of 0 days, or nothing won, it is undefined.
    """
    if not won or not with_amount:
        return Figure("velocity_per_day", Unit.MONEY, None, note="none_won_lately")
    if not cycle_days:
        return Figure("velocity_per_day", Unit.MONEY, None, note="no_cycle")
    size, rate = Fraction(revenue, with_amount), Fraction(won, won + lost)
    exact = open_deals * size * rate / Fraction(cycle_days, won)
    return Figure("velocity_per_day", Unit.MONEY, divide_half_up(exact.numerator, exact.denominator))


# -- promises -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class PromiseParts:
    """`promised` is the target of MQLs (None: none set); `due` are MQLs whose time for a first contact has run out."""

    promised: int | None = None
    handed_over: int = 0
    accepted: int = 0
    due: int = 0
    in_time: int = 0


def promise_figures(parts: PromiseParts) -> dict[str, Figure]:
    """Marketing: MQLs handed over ÷ promised. Sales: MQLs contacted in time ÷ MQLs due."""
    return by_key(
        (
            count("mqls_promised", parts.promised, None if parts.promised is not None else "no_mql_target"),
            count("mqls_handed_over", parts.handed_over),
            count("mqls_accepted", parts.accepted),
            ratio("marketing_kept", parts.handed_over, parts.promised, "no_mql_target"),
            count("mqls_due", parts.due),
            count("contacted_in_time", parts.in_time),
            ratio("sales_kept", parts.in_time, parts.due, "nothing_due"),
        )
    )


# -- customers ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class CustomerParts:
    """Customers and what they bought. `year_…` are of the last 12 months, `before` those of months 13–24 back.

    `margin` is the gross margin in 10⁻⁴, or None; `has_year` is false with under 12 months of sales.
    """

    new: int = 0
    spend: int = 0
    customers: int = 0
    revenue: int = 0
    year_customers: int = 0
    year_revenue: int = 0
    before: int = 0
    kept: int = 0
    has_year: bool = False
    margin: int | None = None


def customer_figures(parts: CustomerParts) -> dict[str, Figure]:
    """CLV historic and projected, CAC, CLV : CAC, retention and churn, by customers (companies, else people)."""
    retention = ratio("retention", parts.kept, parts.before, "nobody_before")
    churn = ratio("churn", parts.before - parts.kept, parts.before, "nobody_before")
    projected, cac = clv_projected(parts, churn), cost_per("cac", parts.spend, parts.new)
    return by_key(
        (
            count("new_customers", parts.new),
            _clv_historic(parts),
            projected,
            cac,
            clv_to_cac(projected, cac),
            retention,
            churn,
        )
    )


def _clv_historic(parts: CustomerParts) -> Figure:
    """Won to date (× gross margin where one is set) ÷ customers, rounded once."""
    told = money_per(
        "clv_historic", with_margin(parts.revenue, parts.margin), parts.customers, "no_customers"
    )
    if parts.margin is None or not parts.customers:
        return told
    return replace(told, value=divide_half_up(parts.revenue * parts.margin, FULL_MARGIN * parts.customers))


def with_margin(revenue: int, margin: int | None) -> int:
    """Revenue × gross margin (10⁻⁴) where one is set."""
    return revenue if margin is None else divide_half_up(revenue * margin, FULL_MARGIN)


def clv_projected(parts: CustomerParts, churn: Figure) -> Figure:
    """Average purchase × purchases a year × years; years = 1 ÷ yearly churn, at most 5, of no churn 5.

    Under 12 months of sales nothing is known of churn: the figure is an estimate over one year.
    """
    if not parts.year_customers:
        return Figure("clv_projected", Unit.MONEY, None, note="none_bought_lately")
    years = Fraction(1)
    if isinstance(churn.value, Fraction):
        years = min(Fraction(MOST_YEARS), 1 / churn.value) if churn.value else Fraction(MOST_YEARS)
    margin = FULL_MARGIN if parts.margin is None else parts.margin
    exact = Fraction(parts.year_revenue * margin, FULL_MARGIN * parts.year_customers) * years
    note = None if parts.has_year and churn.value is not None else "estimate"
    value = divide_half_up(exact.numerator, exact.denominator)
    return Figure("clv_projected", Unit.MONEY, value, parts.year_revenue, parts.year_customers, note)


def clv_to_cac(projected: Figure, cac: Figure) -> Figure:
    """Projected CLV ÷ CAC."""
    if projected.value is None or not cac.value:
        return Figure(
            "clv_to_cac", Unit.TIMES, None, note=projected.note if projected.value is None else cac.note
        )
    value = Fraction(int(projected.value), int(cac.value))
    return Figure("clv_to_cac", Unit.TIMES, value, int(projected.value), int(cac.value))


# -- reasons --------------------------------------------------------------------------------------------------


def reason_figures(number: int, value: int, of_all: int) -> dict[str, Figure]:
    """How often a reason was given, its share of all, and what the deals were worth."""
    return by_key(
        (
            count("count", number),
            ratio("share", number, of_all, "nothing_closed"),
            Figure("value", Unit.MONEY, value),
        )
    )
