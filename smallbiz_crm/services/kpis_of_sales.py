"""Entries of the registry: the figures of sales and pipeline."""

from __future__ import annotations

from smallbiz_crm.domain import pipeline_kpis as pipeline
from smallbiz_crm.domain import sales_kpis as sales
from smallbiz_crm.domain.figures import Unit
from smallbiz_crm.services.kpis import Kpi, Listed
from smallbiz_crm.services.kpis_of_campaigns import WON_DAY
from smallbiz_crm.words.catalogue import N_

COUNT, MONEY, DAYS = Unit.COUNT, Unit.MONEY, Unit.DAYS

LOST_DAY = N_("Counted by the day the deal was lost.")
CLOSED_DAY = N_("Counted by the day the deal was won or lost.")
TODAY = N_("As it is today, whatever the period.")
EXPECTED_DAY = N_("Counted by the day the deal is expected to close.")

DEALS = (N_("{n} deal"), N_("{n} deals"))
OPEN_DEALS = (N_("{n} open deal"), N_("{n} open deals"))

WON = Listed(N_("Won"), "closed", ("won",))
LOST = Listed(N_("Lost"), "closed", ("lost",))
CLOSED = Listed(N_("Won and lost"), "closed", ("won", "lost"))
WON_VALUE = Listed(N_("Won, in home currency"), "closed_value", ("won",))
CLOSED_VALUE = Listed(N_("Won and lost, in home currency"), "closed_value", ("won", "lost"))
CYCLES = Listed(N_("Days from creating a deal to winning it"), "cycle_days")

_SALES = (
    Kpi("won", N_("Won"), N_("Deals won in the period."), WON_DAY, sales.won, (WON,)),
    Kpi("lost", N_("Lost"), N_("Deals lost in the period."), LOST_DAY, sales.lost, (LOST,)),
    Kpi(
        "open",
        N_("Open"),
        N_("Deals that are neither won nor lost."),
        TODAY,
        sales.still_open,
        (Listed(N_("Open today"), "closed", ("open",)),),
    ),
    Kpi(
        "win_rate",
        N_("Win rate"),
        N_("Deals won ÷ deals won or lost; open deals are not in it."),
        CLOSED_DAY,
        sales.win_rate,
        (CLOSED, WON),
        COUNT,
        COUNT,
    ),
    Kpi(
        "win_rate_by_value",
        N_("Win rate by value"),
        N_("Value of the deals won ÷ value of the deals won or lost, in home currency."),
        CLOSED_DAY,
        sales.win_rate_by_value,
        (CLOSED_VALUE, WON_VALUE),
        MONEY,
        MONEY,
    ),
    Kpi(
        "revenue",
        N_("Revenue"),
        N_("Amounts of the deals won, net of tax, in home currency at the rate of the day won."),
        WON_DAY,
        sales.revenue,
        (WON_VALUE,),
    ),
    Kpi(
        "average_deal_size",
        N_("Average deal"),
        N_("Revenue ÷ number of deals won; deals without an amount are left out and counted."),
        WON_DAY,
        sales.average_deal_size,
        (WON_VALUE,),
        MONEY,
        COUNT,
        DEALS,
    ),
    Kpi(
        "cycle_days_median",
        N_("Cycle, median days"),
        N_("Days from creating a deal to winning it: half of the deals won took longer."),
        WON_DAY,
        sales.cycle_days_median,
        (CYCLES,),
        None,
        COUNT,
        DEALS,
    ),
    Kpi(
        "cycle_days_mean",
        N_("Cycle, mean days"),
        N_("Days from creating a deal to winning it, the mean of the deals won."),
        WON_DAY,
        sales.cycle_days_mean,
        (CYCLES,),
        DAYS,
        COUNT,
        DEALS,
    ),
    Kpi(
        "quota_attainment",
        N_("Quota attainment"),
        N_("Revenue ÷ the revenue target of the period."),
        WON_DAY,
        sales.quota_attainment,
        (WON_VALUE,),
        MONEY,
        MONEY,
        in_rows=False,
    ),
    Kpi(
        "pace",
        N_("Pace"),
        N_("Revenue − the share of the target that is due by today, in business days of the period."),
        WON_DAY,
        sales.pace,
        (WON_VALUE,),
        in_rows=False,
    ),
    Kpi(
        "months_met",
        N_("Months that met their target"),
        N_("Months whose revenue reached their target ÷ months that have one and have begun."),
        WON_DAY,
        sales.months_met,
        (WON_VALUE,),
        COUNT,
        COUNT,
        in_rows=False,
    ),
)

OPEN = Listed(N_("Open deals"), "open_deals", ("amount",))
DRAWN = Listed(N_("Deals that are drawn"), "open_deals", ("drawn",))


def _forecast(key: str, name: str, meaning: str) -> Kpi:
    """One of the outcomes of the forecast."""
    return Kpi(key, name, meaning, EXPECTED_DAY, getattr(pipeline, key), (DRAWN,))


_PIPELINE = (
    Kpi(
        "pipeline",
        N_("Pipeline in the period"),
        N_(
            "Amounts of the open deals that are expected to close in the period; of all time every open deal, "
            "overdue and undated ones in rows of their own."
        ),
        EXPECTED_DAY,
        pipeline.pipeline,
        (OPEN,),
        counted=OPEN_DEALS,
    ),
    Kpi(
        "weighted_pipeline",
        N_("Weighted in the period"),
        N_("Amount × probability of the open deals."),
        EXPECTED_DAY,
        pipeline.weighted_pipeline,
        (Listed(N_("Open deals, weighted"), "open_deals", ("weighted",)),),
        counted=OPEN_DEALS,
    ),
    Kpi(
        "pipeline_in_all",
        N_("Pipeline in all"),
        N_("Amounts of all open deals, whenever they are expected: the whole board."),
        TODAY,
        pipeline.pipeline_in_all,
        (Listed(N_("Open deals"), "open_deals", ("whole",)),),
        counted=OPEN_DEALS,
    ),
    Kpi(
        "velocity_per_day",
        N_("Velocity per day"),
        N_("Deals open now × mean won deal × win rate ÷ mean cycle, in money per day."),
        N_("Open deals as they are today, the rest from deals closed in the last 90 days."),
        pipeline.velocity_per_day,
        (
            Listed(N_("Open deals"), "open_deals", ("all",)),
            Listed(N_("Won lately"), "lately", ("value",)),
            Listed(N_("Won and lost lately"), "lately", ("closed",)),
            Listed(N_("Days they took"), "lately", ("days",)),
        ),
    ),
    _forecast(
        "forecast_p10",
        N_("Forecast, cautious"),
        N_(
            "One in ten outcomes is lower: each open deal is drawn 10,000 times by its probability; "
            "overdue and undated ones are left out."
        ),
    ),
    _forecast(
        "forecast_p50",
        N_("Forecast, middle"),
        N_("Half of the outcomes are lower: each open deal is drawn 10,000 times by its probability."),
    ),
    _forecast(
        "forecast_p90",
        N_("Forecast, hopeful"),
        N_("Nine in ten outcomes are lower: each open deal is drawn 10,000 times by its probability."),
    ),
    Kpi(
        "chance_of_target",
        N_("Chance of the target"),
        N_("Share of the 10,000 outcomes in which revenue won so far and open deals reach the target."),
        N_("Revenue by the day won, open deals by the day they are expected to close."),
        pipeline.chance_of_target,
        (DRAWN, WON_VALUE),
        COUNT,
        COUNT,
    ),
    Kpi(
        "forecast_accuracy",
        N_("Forecasts that came true"),
        N_(
            "Revenue won in the months that are over ÷ the weighted pipeline that each of them began with, "
            "of the deals expected in it then."
        ),
        N_("Counted by month, as the deals’ history tells how they stood on its first day."),
        pipeline.forecast_accuracy,
        (Listed(N_("Weighted at the start"), "foreseen"), Listed(N_("Won in those months"), "came")),
        MONEY,
        MONEY,
    ),
)

FIGURES = {"sales": _SALES, "pipeline": _PIPELINE}
ONLY_IN_TABLES = {
    "pipeline": (
        Kpi(
            "revenue",
            N_("Revenue"),
            N_("Amounts of the deals won in the month, net of tax, in home currency."),
            WON_DAY,
            sales.revenue,
            (Listed(N_("Won in the month"), "came"),),
        ),
    )
}
