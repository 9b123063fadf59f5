"""What a report is about, in one line."""

from __future__ import annotations

from smallbiz_crm.domain.figures import Report
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.reports.filter_popover import value_name
from smallbiz_crm.ui.reports.period_words import period_days
from smallbiz_crm.words import _, phrase


def headline(report: Report) -> str:
    """The days of the period, what the report is narrowed to, and the day it is seen from."""
    parts = [period_days(report.period)]
    for name, text in report.narrowed.items():
        parts.append(
            _("{title}: {value}").format(title=phrase(f"filter.{name}"), value=value_name(name, text))
        )
    if report.as_of is not None:
        parts.append(_("as it stood on {day}").format(day=day(report.as_of)))
    return " · ".join(parts)
