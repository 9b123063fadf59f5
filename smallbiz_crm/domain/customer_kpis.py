"""Figures of customers (companies, else people): pure functions over what they bought. Money in minor units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from smallbiz_crm.domain.campaign_kpis import FULL_MARGIN, with_margin
from smallbiz_crm.domain.figures import Figure, Unit, cost_per, count, money_per, ratio
from smallbiz_crm.domain.money import divide_half_up

MOST_YEARS = 5


@dataclass(slots=True)
class CustomerParts:
    """Customers and what they bought. `year_…` are of the last 12 months, `before` those of months 13–24 back.

    `of_nobody` was bought by nobody known. `margin` is the gross margin in 10⁻⁴, or None; `has_year` is false with
    under 12 months of sales.
    """

    new: int = 0
    spend: int = 0
    customers: int = 0
    revenue: int = 0
    of_nobody: int = 0
    year_customers: int = 0
    year_revenue: int = 0
    before: int = 0
    kept: int = 0
    has_year: bool = False
    margin: int | None = None


def new_customers(parts: CustomerParts) -> Figure:
    """Customers whose first won deal is in the period."""
    return count("new_customers", parts.new)


def bought(parts: CustomerParts) -> Figure:
    """Σ won to date (× gross margin where one is set), that of nobody known too."""
    return Figure("bought", Unit.MONEY, with_margin(parts.revenue + parts.of_nobody, parts.margin))


def clv_historic(parts: CustomerParts) -> Figure:
    """Σ won to date (× gross margin where one is set) ÷ customers, rounded once."""
    amount = with_margin(parts.revenue, parts.margin)
    told = money_per("clv_historic", amount, parts.customers, "no_customers")
    if parts.margin is None or not parts.customers:
        return told
    return replace(told, value=divide_half_up(parts.revenue * parts.margin, FULL_MARGIN * parts.customers))


def clv_projected(parts: CustomerParts) -> Figure:
    """Average purchase × purchases a year × years (× gross margin); years = 1 ÷ yearly churn, at most 5, of no churn 5.

    Under 12 months of sales nothing is known of churn: the figure is an estimate over one year.
    """
    if not parts.year_customers:
        return Figure("clv_projected", Unit.MONEY, None, note="none_bought_lately")
    years, lost = Fraction(1), churn(parts)
    if isinstance(lost.value, Fraction):
        years = min(Fraction(MOST_YEARS), 1 / lost.value) if lost.value else Fraction(MOST_YEARS)
    margin = FULL_MARGIN if parts.margin is None else parts.margin
    exact = Fraction(parts.year_revenue * margin, FULL_MARGIN * parts.year_customers) * years
    note = None if parts.has_year and lost.value is not None else "estimate"
    value = divide_half_up(exact.numerator, exact.denominator)
    return Figure("clv_projected", Unit.MONEY, value, parts.year_revenue, parts.year_customers, note)


def cac(parts: CustomerParts) -> Figure:
    """Spend ÷ new customers; the cost of selling is left out."""
    return cost_per("cac", parts.spend, parts.new)


def clv_to_cac(parts: CustomerParts) -> Figure:
    """Projected CLV ÷ CAC."""
    projected, cost = clv_projected(parts), cac(parts)
    if projected.value is None or not cost.value:
        note = projected.note if projected.value is None else cost.note
        return Figure("clv_to_cac", Unit.TIMES, None, note=note)
    value = Fraction(int(projected.value), int(cost.value))
    return Figure("clv_to_cac", Unit.TIMES, value, int(projected.value), int(cost.value))


def retention(parts: CustomerParts) -> Figure:
    """Bought in months 13–24 back and again in the last 12 ÷ bought in months 13–24 back."""
    return ratio("retention", parts.kept, parts.before, "nobody_before")


def churn(parts: CustomerParts) -> Figure:
    """1 − retention."""
    return ratio("churn", parts.before - parts.kept, parts.before, "nobody_before")
