"""Phrases: reports."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {
    "report.sales": N_("Sales"),
    "figure.won": N_("Won"),
    "figure.lost": N_("Lost"),
    "figure.open": N_("Open"),
    "figure.win_rate": N_("Win rate"),
    "figure.win_rate_by_value": N_("Win rate by value"),
    "figure.revenue": N_("Revenue"),
    "figure.average_deal_size": N_("Average deal"),
    "figure.cycle_days_median": N_("Cycle, median days"),
    "figure.cycle_days_mean": N_("Cycle, mean days"),
    "figure.quota_attainment": N_("Quota attainment"),
    "figure.pace": N_("Ahead of pace"),
    "table.by_product": N_("Product"),
    "table.by_region": N_("Region"),
    "table.by_month": N_("Month"),
    "table.by_campaign": N_("Campaign"),
    "table.by_channel": N_("Channel"),
    "table.by_owner": N_("Owner"),
    "note.none_won": N_("nothing won in this period"),
    "note.none_closed": N_("nothing won or lost in this period"),
    "note.no_target": N_("no target for this period"),
    "note.without_amount": (
        N_("{count} won deal without an amount"),
        N_("{count} won deals without an amount"),
    ),
    "note.without_rate": (
        N_("{count} won deal without an exchange rate left out"),
        N_("{count} won deals without an exchange rate left out"),
    ),
}
