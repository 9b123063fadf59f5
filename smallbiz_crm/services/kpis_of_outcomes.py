"""Entries of the registry: the figures of reasons, promises and customers."""

from __future__ import annotations

from functools import partial

from smallbiz_crm.domain import customer_kpis as customer
from smallbiz_crm.domain import promise_kpis as promise
from smallbiz_crm.domain.figures import Figure, Unit, ratio
from smallbiz_crm.services.kpis import Kpi, Listed
from smallbiz_crm.services.kpis_of_campaigns import FIRST_SALES, FIRST_WON_DAY, SPEND
from smallbiz_crm.words.catalogue import N_

COUNT, MONEY = Unit.COUNT, Unit.MONEY

LOST_DAY = N_("Counted by the day the deal was lost.")
RETURN_DAY = N_("Counted by the day of the return.")
REASON_DAY = N_("Counted by the day the deal was lost or the lead returned.")
MONTH = N_("Counted by the month.")
MQL_DAY = N_("Counted by the day somebody first became MQL.")
DUE_DAY = N_("Counted by the day on which the time for a first contact runs out.")
TO_DATE = N_("To date, whatever the period.")
LAST_YEAR = N_("From the last 12 months, whatever the period.")

LOST = Listed(N_("Lost deals"), "lost")
RETURNED = Listed(N_("Returned leads"), "returned")
HANDED_OVER = Listed(N_("MQLs handed over"), "people", ("mqls",))
DUE = Listed(N_("First contacts due"), "due")
IN_TIME = Listed(N_("Contacted in time"), "due", ("in_time",))
BOUGHT = Listed(N_("All they bought"), "purchases")
BOUGHT_BY_KNOWN = Listed(N_("All that customers bought"), "purchases", ("known",))
YEAR = Listed(N_("Bought in the last 12 months"), "purchases", ("year",))
BEFORE = Listed(N_("Bought 13 to 24 months ago, a deal for each"), "bought_before")

_REASONS = (
    Kpi("lost", N_("Lost"), N_("Deals lost in the period."), LOST_DAY, promise.lost, (LOST,)),
    Kpi(
        "returned",
        N_("Returned"),
        N_("Leads sent back to marketing in the period; who was returned twice counts twice."),
        RETURN_DAY,
        promise.returned,
        (RETURNED,),
    ),
)
_OF_REASONS = (
    Kpi(
        "count",
        N_("Number"),
        N_("How often the reason was given in the period."),
        REASON_DAY,
        promise.times_given,
        (Listed(N_("Given for"), "reason"),),
    ),
    Kpi(
        "share",
        N_("Share"),
        N_("Number of the reason ÷ number of all."),
        REASON_DAY,
        promise.share_of_all,
        (Listed(N_("Given for"), "reason"),),
        COUNT,
        COUNT,
    ),
    Kpi(
        "value",
        N_("Value"),
        N_("What the lost deals were worth on the day they were lost, in home currency."),
        LOST_DAY,
        promise.value_lost,
        (Listed(N_("Given for"), "reason", ("value",)),),
    ),
)
_PROMISES = (
    Kpi(
        "mqls_promised",
        N_("MQLs promised"),
        N_("The target of MQLs for the months of the period."),
        MONTH,
        promise.mqls_promised,
        (),
    ),
    Kpi(
        "mqls_handed_over",
        N_("MQLs handed over"),
        N_("People who became MQL for the first time in the period."),
        MQL_DAY,
        promise.mqls_handed_over,
        (HANDED_OVER,),
    ),
    Kpi(
        "mqls_accepted",
        N_("MQLs accepted"),
        N_("Those of them whom sales accepted by now; who got a deal without being accepted counts too."),
        MQL_DAY,
        promise.mqls_accepted,
        (Listed(N_("MQLs accepted"), "accepted"),),
    ),
    Kpi(
        "marketing_kept",
        N_("Marketing’s promise"),
        N_("MQLs handed over ÷ MQLs promised."),
        MONTH,
        promise.marketing_kept,
        (HANDED_OVER,),
        COUNT,
        COUNT,
    ),
    Kpi(
        "mqls_due",
        N_("First contacts due"),
        N_("MQLs whose time for a first contact ran out in the period; what is not yet due is left out."),
        DUE_DAY,
        promise.mqls_due,
        (DUE,),
    ),
    Kpi(
        "contacted_in_time",
        N_("Contacted in time"),
        N_("Those of them with a call, meeting, e-mail or demo before the time ran out."),
        DUE_DAY,
        promise.contacted_in_time,
        (IN_TIME,),
    ),
    Kpi(
        "sales_kept",
        N_("Sales’ promise"),
        N_("MQLs contacted in time ÷ MQLs due."),
        DUE_DAY,
        promise.sales_kept,
        (DUE, IN_TIME),
        COUNT,
        COUNT,
    ),
)
_CUSTOMERS = (
    Kpi(
        "new_customers",
        N_("New customers"),
        N_("Companies, else people, whose first won deal lies in the period."),
        FIRST_WON_DAY,
        customer.new_customers,
        (FIRST_SALES,),
    ),
    Kpi(
        "bought",
        N_("Bought to date"),
        N_("What customers bought up to today, times the gross margin if one is set."),
        TO_DATE,
        customer.bought,
        (BOUGHT,),
    ),
    Kpi(
        "clv_historic",
        N_("Bought by each, to date"),
        N_("What customers bought up to today ÷ their number, times the gross margin if one is set."),
        TO_DATE,
        customer.clv_historic,
        (BOUGHT_BY_KNOWN,),
        MONEY,
        COUNT,
    ),
    Kpi(
        "clv_projected",
        N_("Lifetime value, projected"),
        N_(
            "Average purchase × purchases a year × years, times the gross margin if one is set; "
            "years = 1 ÷ yearly churn, at most 5."
        ),
        LAST_YEAR,
        customer.clv_projected,
        (YEAR,),
        MONEY,
        COUNT,
    ),
    Kpi(
        "cac",
        N_("Cost per new customer"),
        N_("Marketing spend ÷ new customers; the cost of selling is left out."),
        N_("Spend by its day, customers by the day of their first won deal."),
        customer.cac,
        (SPEND, FIRST_SALES),
        MONEY,
        COUNT,
    ),
    Kpi(
        "clv_to_cac",
        N_("Lifetime value : cost"),
        N_("Projected lifetime value ÷ cost per new customer."),
        N_("Lifetime value from the last 12 months, cost from the period."),
        customer.clv_to_cac,
        (YEAR, SPEND, FIRST_SALES),
        MONEY,
        MONEY,
    ),
    Kpi(
        "retention",
        N_("Retention"),
        N_("Who bought 13 to 24 months ago and again in the last 12 ÷ who bought 13 to 24 months ago."),
        TO_DATE,
        customer.retention,
        (BEFORE, Listed(N_("Of them, bought again"), "bought_before", ("kept",))),
        COUNT,
        COUNT,
    ),
    Kpi(
        "churn",
        N_("Churn"),
        N_("1 − retention: who bought 13 to 24 months ago and not since ÷ who bought 13 to 24 months ago."),
        TO_DATE,
        customer.churn,
        (BEFORE, Listed(N_("Of them, did not buy again"), "bought_before", ("gone",))),
        COUNT,
        COUNT,
    ),
)
QUARTERS_AFTER = 8
_COHORT = Listed(N_("First deals of the cohort"), "cohort")


def _bought_again(key: str, parts: tuple[int, int]) -> Figure:
    """Customers of a cohort who bought again ÷ all of them."""
    again, members = parts
    return ratio(key, again, members, "nobody_in_cohort")


def _quarter(later: int, name: str) -> Kpi:
    """The share of a cohort that bought again in a quarter after its first."""
    key = f"quarter_{later}"
    return Kpi(
        key,
        name,
        N_(
            "Customers who bought again in that quarter ÷ customers who first bought in the quarter of the row."
        ),
        N_("Counted by the quarter of the first won deal; later deals by the day won."),
        partial(_bought_again, key),
        (_COHORT, Listed(N_("Of them, bought again"), "cohort", (key,))),
        COUNT,
        COUNT,
    )


_COHORTS = (
    _quarter(1, N_("Quarter +1")),
    _quarter(2, N_("Quarter +2")),
    _quarter(3, N_("Quarter +3")),
    _quarter(4, N_("Quarter +4")),
    _quarter(5, N_("Quarter +5")),
    _quarter(6, N_("Quarter +6")),
    _quarter(7, N_("Quarter +7")),
    _quarter(8, N_("Quarter +8")),
)

FIGURES = {"reasons": _REASONS, "promises": _PROMISES, "customers": _CUSTOMERS}
ONLY_IN_TABLES = {"reasons": _OF_REASONS, "customers": _COHORTS}
