"""Figures of campaigns and mailings: pure functions over sums. Money is in minor units of the home currency.

Rates come from sums, never from the mean of rates; what was not measured is not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from smallbiz_crm.domain.figures import Figure, Unit, cost_per, count, money_per, ratio
from smallbiz_crm.domain.money import divide_half_up

_SUMMED = ("spend", "leads", "mqls", "sqls", "customers", "revenue")
FULL_MARGIN = 10_000
"""A gross margin is in 10⁻⁴."""


@dataclass(slots=True)
class CampaignParts:
    """Sums of a campaign, a channel or of all. `metrics` has a sum only of what was measured.

    `margin` is the gross margin in 10⁻⁴, or None.
    """

    spend: int = 0
    leads: int = 0
    mqls: int = 0
    sqls: int = 0
    customers: int = 0
    revenue: int = 0
    metrics: dict[str, int] = field(default_factory=dict[str, int])
    margin: int | None = None

    def add(self, other: CampaignParts) -> None:
        for name in _SUMMED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, value in other.metrics.items():
            self.metrics[name] = self.metrics.get(name, 0) + value


def spend(parts: CampaignParts) -> Figure:
    """Σ net + tax that cannot be recovered, of marketing categories."""
    return Figure("spend", Unit.MONEY, parts.spend)


def leads(parts: CampaignParts) -> Figure:
    """People whose first Lead entry is in the period."""
    return count("leads", parts.leads)


def mqls(parts: CampaignParts) -> Figure:
    """People whose first MQL entry is in the period."""
    return count("mqls", parts.mqls)


def sqls(parts: CampaignParts) -> Figure:
    """People whose first SQL entry is in the period."""
    return count("sqls", parts.sqls)


def customers(parts: CampaignParts) -> Figure:
    """Customers (companies, else people) whose first won deal is in the period."""
    return count("customers", parts.customers)


def revenue(parts: CampaignParts) -> Figure:
    """Σ won amounts, credited to the touches of the deal by the attribution asked for."""
    return Figure("revenue", Unit.MONEY, parts.revenue)


def cost_per_lead(parts: CampaignParts) -> Figure:
    """Spend ÷ new leads."""
    return cost_per("cost_per_lead", parts.spend, parts.leads)


def cost_per_mql(parts: CampaignParts) -> Figure:
    """Spend ÷ MQLs."""
    return cost_per("cost_per_mql", parts.spend, parts.mqls)


def cost_per_sql(parts: CampaignParts) -> Figure:
    """Spend ÷ SQLs."""
    return cost_per("cost_per_sql", parts.spend, parts.sqls)


def cac(parts: CampaignParts) -> Figure:
    """Spend ÷ new customers; the cost of selling is left out."""
    return cost_per("cac", parts.spend, parts.customers)


def roi(parts: CampaignParts) -> Figure:
    """(Attributed revenue − spend) ÷ spend; a loss is negative; without spend it was free and has none."""
    return gain_on("roi", parts.revenue, parts.spend)


def roi_on_margin(parts: CampaignParts) -> Figure:
    """(Attributed revenue × gross margin − spend) ÷ spend, where a margin is set."""
    if parts.margin is None:
        return Figure("roi_on_margin", Unit.RATE, None, None, parts.spend, "no_margin")
    return gain_on("roi_on_margin", with_margin(parts.revenue, parts.margin), parts.spend)


def roas(parts: CampaignParts) -> Figure:
    """Attributed revenue ÷ spend, which is ROI + 1."""
    if not parts.spend:
        return Figure(
            "roas", Unit.TIMES, None, parts.revenue, 0, "free" if parts.revenue else "nothing_spent"
        )
    return Figure("roas", Unit.TIMES, Fraction(parts.revenue, parts.spend), parts.revenue, parts.spend)


def impressions(parts: CampaignParts) -> Figure:
    """Sum of what was measured."""
    return measured(parts.metrics, "impressions")


def clicks(parts: CampaignParts) -> Figure:
    """Sum of what was measured."""
    return measured(parts.metrics, "clicks")


def page_views(parts: CampaignParts) -> Figure:
    """Sum of what was measured."""
    return measured(parts.metrics, "page_views")


def web_bounce_rate(parts: CampaignParts) -> Figure:
    """Single-page sessions ÷ sessions."""
    told = parts.metrics
    return ratio("web_bounce_rate", told.get("single_page_sessions"), told.get("sessions"), "no_sessions")


def engagement_rate(parts: CampaignParts) -> Figure:
    """(Likes + comments + shares) ÷ impressions; undefined where none of the three was measured."""
    told = parts.metrics
    kinds = [told[name] for name in ("likes", "comments", "shares") if name in told]
    return ratio("engagement_rate", sum(kinds) if kinds else None, told.get("impressions"), "no_impressions")


def ctr(parts: CampaignParts) -> Figure:
    """Clicks ÷ impressions."""
    told = parts.metrics
    return ratio("ctr", told.get("clicks"), told.get("impressions"), "no_impressions")


def cpc(parts: CampaignParts) -> Figure:
    """Spend ÷ clicks."""
    return money_per("cpc", parts.spend, parts.metrics.get("clicks"), "no_clicks")


def reported_leads(parts: CampaignParts) -> Figure:
    """Sum of what another system reported; never added to ours."""
    return measured(parts.metrics, "reported_leads")


def reported_orders(parts: CampaignParts) -> Figure:
    """Sum of what another system reported; never added to ours."""
    return measured(parts.metrics, "reported_orders")


def reported_revenue(parts: CampaignParts) -> Figure:
    """Sum of what another system reported; never added to ours."""
    told = parts.metrics.get("reported_revenue")
    return Figure("reported_revenue", Unit.MONEY, told, note=None if told is not None else "not_measured")


def reported_roi(parts: CampaignParts) -> Figure:
    """(Reported revenue − spend) ÷ spend."""
    return gain_on("reported_roi", parts.metrics.get("reported_revenue"), parts.spend)


def cost_per_reported_lead(parts: CampaignParts) -> Figure:
    """Spend ÷ leads that another system reported."""
    return money_per(
        "cost_per_reported_lead", parts.spend, parts.metrics.get("reported_leads"), "not_measured"
    )


def cost_per_reported_order(parts: CampaignParts) -> Figure:
    """Spend ÷ orders that another system reported."""
    return money_per(
        "cost_per_reported_order", parts.spend, parts.metrics.get("reported_orders"), "not_measured"
    )


def gain_on(key: str, revenue_of: int | None, spent: int) -> Figure:
    """(revenue − spend) ÷ spend."""
    if revenue_of is None:
        return Figure(key, Unit.RATE, None, None, spent, "not_measured")
    if not spent:
        return Figure(key, Unit.RATE, None, revenue_of, 0, "free" if revenue_of else "nothing_spent")
    return Figure(key, Unit.RATE, Fraction(revenue_of - spent, spent), revenue_of - spent, spent)


def with_margin(amount: int, margin: int | None) -> int:
    """Revenue × gross margin (10⁻⁴) where one is set."""
    return amount if margin is None else divide_half_up(amount * margin, FULL_MARGIN)


def measured(told: Mapping[str, int], name: str) -> Figure:
    """The sum of a metric; missing is not zero."""
    return count(name, told.get(name), None if name in told else "not_measured")


# -- e-mail ---------------------------------------------------------------------------------------------------

Mailed = Mapping[str, int]
"""Sums of sent, delivered, unique_opens, unique_clicks, unsubscribes and bounces, as far as they were measured."""


def sent(told: Mailed) -> Figure:
    """Sum of what was measured."""
    return measured(told, "sent")


def delivered(told: Mailed) -> Figure:
    """Sum of what was measured."""
    return measured(told, "delivered")


def delivery_rate(told: Mailed) -> Figure:
    """Delivered ÷ sent."""
    return ratio("delivery_rate", told.get("delivered"), told.get("sent"), "nothing_sent")


def open_rate(told: Mailed) -> Figure:
    """Unique opens ÷ delivered."""
    return ratio("open_rate", told.get("unique_opens"), told.get("delivered"), "nothing_delivered")


def click_rate(told: Mailed) -> Figure:
    """Unique clicks ÷ delivered."""
    return ratio("click_rate", told.get("unique_clicks"), told.get("delivered"), "nothing_delivered")


def click_to_open_rate(told: Mailed) -> Figure:
    """Unique clicks ÷ unique opens."""
    return ratio("click_to_open_rate", told.get("unique_clicks"), told.get("unique_opens"), "nothing_opened")


def bounce_rate(told: Mailed) -> Figure:
    """Bounced ÷ sent."""
    return ratio("bounce_rate", told.get("bounces"), told.get("sent"), "nothing_sent")


def unsubscribe_rate(told: Mailed) -> Figure:
    """Unsubscribed ÷ delivered."""
    return ratio("unsubscribe_rate", told.get("unsubscribes"), told.get("delivered"), "nothing_delivered")
