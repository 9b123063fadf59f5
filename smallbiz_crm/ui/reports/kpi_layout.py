"""What each of the plain reports shows: its tiles, the columns of its tables, and what it can be asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KpiLayout:
    """`columns` are keys of figures with their widths in average characters; `preset` is the period at first.

    `tables` are those that the report is divided by; the others are seen as charts only. `sort` is the column that
    tables are sorted by at first, the largest first.
    """

    name: str
    tiles: tuple[str, ...]
    columns: tuple[tuple[str, int], ...]
    tables: tuple[str, ...] = ()
    sort: str = ""
    preset: str = "this_year"
    has_basis: bool = False
    has_attribution: bool = False


LAYOUTS = {
    layout.name: layout
    for layout in (
        KpiLayout(
            "funnel",
            (
                *("leads", "mqls", "sqls", "opportunities", "customers", "visitors"),
                *("lead_to_mql", "mql_to_sql", "lead_to_opportunity", "sql_to_customer", "lead_to_customer"),
                "visitor_to_lead",
            ),
            (
                *(("leads", 14), ("mqls", 9), ("sqls", 9), ("customers", 13)),
                *(("lead_to_mql", 18), ("mql_to_sql", 25), ("lead_to_customer", 19)),
            ),
            tables=("by_campaign", "by_channel"),
            sort="leads",
            has_basis=True,
        ),
        KpiLayout(
            "campaigns",
            (
                *("spend", "revenue", "roi", "cost_per_lead", "cost_per_sql", "cac", "leads", "sqls"),
                *("customers", "ctr", "cpc", "reported_roi"),
            ),
            (
                *(("spend", 12), ("leads", 13), ("sqls", 9), ("customers", 13), ("revenue", 13)),
                *(("cost_per_lead", 16), ("cost_per_sql", 16), ("roi", 18)),
            ),
            tables=("by_campaign", "by_channel"),
            sort="revenue",
            has_attribution=True,
        ),
        KpiLayout(
            "pipeline",
            (
                *("pipeline", "weighted_pipeline", "velocity_per_day"),
                *("forecast_p10", "forecast_p50", "forecast_p90", "chance_of_target"),
            ),
            (("pipeline", 18), ("weighted_pipeline", 18)),
            tables=("by_stage", "by_month"),
            preset="all",
        ),
        KpiLayout(
            "reasons",
            ("lost", "returned"),
            (("count", 9), ("share", 18), ("value", 15)),
            tables=("lost", "returned"),
            sort="count",
        ),
        KpiLayout(
            "promises",
            (
                *("mqls_handed_over", "mqls_promised", "marketing_kept", "mqls_accepted"),
                *("mqls_due", "contacted_in_time", "sales_kept"),
            ),
            (),
            preset="this_month",
        ),
        KpiLayout(
            "customers",
            (
                *("new_customers", "clv_historic", "clv_projected", "cac", "clv_to_cac"),
                *("retention", "churn"),
            ),
            (("new_customers", 19), ("clv_historic", 19)),
            tables=("by_customer",),
            sort="clv_historic",
        ),
        KpiLayout(
            "email",
            (
                *("sent", "delivered", "delivery_rate", "open_rate", "click_rate", "click_to_open_rate"),
                *("bounce_rate", "unsubscribe_rate"),
            ),
            (
                ("sent", 10),
                ("delivered", 13),
                ("open_rate", 24),
                ("click_rate", 24),
                ("unsubscribe_rate", 28),
            ),
            tables=("by_campaign",),
            sort="sent",
        ),
    )
}
