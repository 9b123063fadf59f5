"""What the rows of a report's tables are called on the screen."""

from __future__ import annotations

from datetime import date

from smallbiz_crm.domain.figures import ReportRow
from smallbiz_crm.ui.kit.formats import month
from smallbiz_crm.ui.reports.period_words import month_label
from smallbiz_crm.words import _, has_phrase, phrase

MONTHLY = frozenset(("by_month", "forecast", "lately", "months", "accuracy"))
"""Tables whose rows are months."""


def row_name(table: str, row: ReportRow) -> str:
    """What a row of a table is called on the screen."""
    if row.label is None:
        return phrase(f"unassigned.{table}")
    if table == "by_channel":
        return phrase(f"channel.{row.label}") if has_phrase(f"channel.{row.label}") else row.label
    if table in MONTHLY and has_phrase(f"bucket.{row.label}"):
        return phrase(f"bucket.{row.label}")
    if table in MONTHLY:
        return month(date.fromisoformat(f"{row.label}-01"))
    if table == "cohorts":
        year, quarter = row.label.split("-")
        return _("{quarter} of {year}").format(quarter=quarter, year=year)
    return row.label


def short_row_name(table: str, row: ReportRow) -> str:
    """The name of a row where there is little room, as on the axis of a chart."""
    if table in MONTHLY and row.label is not None and not has_phrase(f"bucket.{row.label}"):
        return month_label(date.fromisoformat(f"{row.label}-01"))
    return row_name(table, row)


def table_note(report: str, table: str) -> str:
    """What must be said of a table whose rows do not simply add up, or of where its rows come from."""
    return {
        ("sales", "by_product"): _(
            "A deal with several products counts under each of them; its revenue is divided, so that revenue adds up."
        ),
        ("sales", "by_campaign"): _("By the source campaign of each deal."),
        ("funnel", "by_campaign"): _("By the campaign that people came from first."),
        ("funnel", "by_segment"): _(
            "A person stands in every segment that picks them, so the rows do not add up."
        ),
        ("funnel", "no_person"): _(
            "Deals of companies that no person stands for. The funnel counts people, so they are not in its figures."
        ),
        ("pipeline", "accuracy"): _(
            "What each month began with, of the deals expected in it then, and what was won in it."
        ),
    }.get((report, table), "")
