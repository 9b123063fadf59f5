"""The words of reports: names of figures and tables, what a figure means, why one is missing."""

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
    "figure.pace": N_("Pace"),
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
    # -- what a figure means, in one sentence
    "definition.won": N_("Deals won in the period, by the day they were won."),
    "definition.lost": N_("Deals lost in the period, by the day they were lost."),
    "definition.open": N_("Deals that are neither won nor lost today, whatever the period."),
    "definition.win_rate": N_("Deals won ÷ deals won or lost in the period; open deals are not in it."),
    "definition.win_rate_by_value": N_(
        "Value of the deals won ÷ value of the deals won or lost in the period, in home currency."
    ),
    "definition.revenue": N_(
        "Amounts of the deals won in the period, net of tax, in home currency at the rate of the day won."
    ),
    "definition.average_deal_size": N_(
        "Revenue ÷ number of deals won; deals without an amount are left out."
    ),
    "definition.cycle_days_median": N_(
        "Days from creating a deal to winning it: half of the deals won in the period took longer."
    ),
    "definition.cycle_days_mean": N_("Days from creating a deal to winning it, the mean of the deals won."),
    "definition.quota_attainment": N_("Revenue ÷ the revenue target of the period."),
    "definition.pace": N_(
        "Revenue − the share of the target that is due by today, counted in business days of the period."
    ),
    # -- rows of a table that stand for no record
    "unassigned.by_product": N_("No product"),
    "unassigned.by_region": N_("No region"),
    "unassigned.by_month": N_("No date"),
    "unassigned.by_campaign": N_("No campaign"),
    "unassigned.by_channel": N_("No channel"),
    "unassigned.by_owner": N_("No owner"),
}
