"""Revenue by month: a chart, or the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from smallbiz_crm.domain.charts import DrawnChart
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.formats import month
from smallbiz_crm.ui.kit.paged_model import Column
from smallbiz_crm.ui.reports.amounts import exact, round_where_even
from smallbiz_crm.ui.reports.chart_frame import ChartFrame
from smallbiz_crm.ui.reports.chart_picture import ChartRequest
from smallbiz_crm.ui.reports.fitted_list import FittedList, RowsModel
from smallbiz_crm.ui.reports.period_words import month_label
from smallbiz_crm.words import _

ROWS_SHOWN = 12

MonthRevenue = tuple[date, int | None]


class RevenueCard(ChartFrame):
    """Shows the revenue of some months; a month that is not over before it begins has none yet."""

    def __init__(self, desk: Desk) -> None:
        self._currency = ""
        self.rows = RowsModel(
            [
                Column("month", _("Month"), 16, show=month, stretch=1, sortable=False),
                Column("revenue", _("Revenue"), 16, "right", show=self._money, sortable=False),
            ],
        )
        table = FittedList(self.rows, _("Revenue by month"), ROWS_SHOWN)
        super().__init__(desk, _("Revenue by month"), _("Chart of the revenue by month"), table)

    def show_months(self, months: Sequence[MonthRevenue], currency: str) -> None:
        self._currency = currency
        self.show_caption(_("{first} to {last}").format(first=month(months[0][0]), last=month(months[-1][0])))
        tips = {
            (0, place): f"{month(day)}: {exact(amount, currency)}"
            for place, (day, amount) in enumerate(months)
        }
        self.show_chart(partial(_drawn, tuple(months), currency), tips, can_be_pressed=True)
        self.rows.show_rows(list(months))

    def _money(self, amount: int | None) -> str:
        return exact(amount, self._currency)


def _drawn(months: Sequence[MonthRevenue], currency: str, wanted: ChartRequest) -> DrawnChart:
    from smallbiz_crm.services.charts import sales_chart

    return sales_chart(
        [(month_label(day), amount) for day, amount in months],
        currency,
        wanted.size,
        name=_("Revenue"),
        empty=_("No revenue in these months"),
        show_money=lambda minor: round_where_even(minor, currency),
        ratio=wanted.ratio,
        colors=wanted.colors,
        font=wanted.font,
        form=wanted.form,
    )
