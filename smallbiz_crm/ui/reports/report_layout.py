"""What each report shows: its tiles, the columns of its tables, and what it can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Columns = tuple[tuple[str, int], ...]

_OF_DEALS = ("campaign_id", "channel", "segment_id", "owner_id", "product_id", "region")
_OF_PEOPLE = ("campaign_id", "channel", "segment_id", "owner_id")


@dataclass(frozen=True, slots=True)
class ReportLayout:
    """`columns` are keys of figures with their widths in average characters; a table of `own_columns` has others.

    `tables` are those that the report is divided by; the others are seen as charts only. Tables are sorted by `sort`
    at first, the largest first, those of `in_order` stay as they are. `preset` is the period at first; `filters` are
    the fields it can be narrowed by.
    """

    name: str
    tiles: tuple[str, ...]
    columns: Columns
    tables: tuple[str, ...] = ()
    own_columns: Mapping[str, Columns] = field(default_factory=dict[str, Columns])
    sort: str = ""
    in_order: tuple[str, ...] = ()
    preset: str = "this_year"
    filters: tuple[str, ...] = ()
    has_basis: bool = False
    has_attribution: bool = False

    def columns_of(self, table: str) -> Columns:
        return self.own_columns.get(table, self.columns)

    def sort_of(self, table: str) -> str:
        """The figure that a table is sorted by at first; nothing keeps the order of the report."""
        return "" if table in self.in_order else self.sort


LAYOUTS = {
    layout.name: layout
    for layout in (
        ReportLayout(
            "sales",
            (
                *("revenue", "quota_attainment", "pace", "average_deal_size", "cycle_days_median"),
                *("won", "lost", "open", "win_rate", "win_rate_by_value"),
            ),
            (
                *(("won", 7), ("lost", 7), ("win_rate", 17), ("revenue", 13)),
                *(("average_deal_size", 13), ("cycle_days_median", 20)),
            ),
            tables=("by_product", "by_region", "by_month", "by_owner", "by_campaign", "by_channel"),
            sort="revenue",
            in_order=("by_month",),
            filters=_OF_DEALS,
        ),
        ReportLayout(
            "funnel",
            (
                *("leads", "mqls", "sqls", "opportunities", "customers"),
                *("lead_to_mql", "mql_to_sql", "lead_to_opportunity", "sql_to_customer", "lead_to_customer"),
                *("acceptance_by_decisions", "visitors", "visitor_to_lead"),
            ),
            (
                *(("leads", 14), ("mqls", 9), ("sqls", 9), ("customers", 13)),
                *(("lead_to_mql", 18), ("mql_to_sql", 25), ("lead_to_customer", 19)),
            ),
            tables=("by_campaign", "by_channel", "by_segment", "no_person"),
            own_columns={"no_person": (("opportunities", 15), ("customers", 13))},
            sort="leads",
            in_order=("by_segment", "no_person"),
            filters=_OF_PEOPLE,
            has_basis=True,
        ),
        ReportLayout(
            "campaigns",
            (
                *("spend", "revenue", "roi", "roi_on_margin", "cost_per_lead", "cost_per_sql", "cac"),
                *("leads", "sqls", "customers", "ctr", "cpc", "reported_roi"),
            ),
            (
                *(("spend", 12), ("leads", 13), ("sqls", 9), ("customers", 16), ("revenue", 13)),
                *(("cost_per_lead", 16), ("cost_per_sql", 16), ("roi", 18)),
            ),
            tables=("by_campaign", "by_channel"),
            sort="revenue",
            filters=("campaign_id", "channel"),
            has_attribution=True,
        ),
        ReportLayout(
            "pipeline",
            (
                *("pipeline", "weighted_pipeline", "pipeline_in_all", "velocity_per_day", "chance_of_target"),
                *("forecast_p10", "forecast_p50", "forecast_p90", "forecast_accuracy"),
            ),
            (("pipeline", 22), ("weighted_pipeline", 22)),
            tables=("by_stage", "by_month", "accuracy"),
            own_columns={"accuracy": (("weighted_pipeline", 22), ("revenue", 16), ("forecast_accuracy", 26))},
            in_order=("by_stage", "by_month", "accuracy"),
            preset="all",
            filters=_OF_DEALS,
        ),
        ReportLayout(
            "reasons",
            ("lost", "returned"),
            (("count", 9), ("share", 18), ("value", 15)),
            tables=("lost", "returned"),
            sort="count",
            filters=_OF_DEALS,
        ),
        ReportLayout(
            "promises",
            (
                *("mqls_handed_over", "mqls_promised", "marketing_kept", "mqls_accepted"),
                *("mqls_due", "contacted_in_time", "sales_kept"),
            ),
            (
                *(("mqls_promised", 18), ("mqls_handed_over", 20)),
                *(("mqls_accepted", 18), ("marketing_kept", 22)),
            ),
            tables=("lately",),
            in_order=("lately",),
            preset="this_month",
            filters=_OF_PEOPLE,
        ),
        ReportLayout(
            "customers",
            (
                *("new_customers", "bought", "clv_historic", "clv_projected"),
                *("cac", "clv_to_cac", "retention", "churn"),
            ),
            (("new_customers", 19), ("bought", 19)),
            tables=("by_customer",),
            sort="bought",
            filters=("campaign_id", "channel"),
        ),
        ReportLayout(
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
            filters=("campaign_id",),
        ),
    )
}
