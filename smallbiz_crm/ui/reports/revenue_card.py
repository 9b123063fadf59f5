"""Revenue by month: a chart, or the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.formats import month
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.kit.metrics import HAIR
from smallbiz_crm.ui.kit.paged_model import Column
from smallbiz_crm.ui.reports.amounts import exact, round_where_even
from smallbiz_crm.ui.reports.chart_picture import ChartPicture, ChartRequest
from smallbiz_crm.ui.reports.fitted_list import FittedList, RowsModel
from smallbiz_crm.ui.reports.period_words import month_label
from smallbiz_crm.words import _

ROWS_SHOWN = 12

MonthRevenue = tuple[date, int | None]


class RevenueCard(Card):
    """Shows the revenue of some months; a month that is not over before it begins has none yet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._currency = ""
        self.caption = ElidedLabel("", "caption")
        self.picture = ChartPicture(desk, _("Chart of the revenue by month"))
        self.rows = RowsModel(
            [
                Column("month", _("Month"), 16, show=month, stretch=1, sortable=False),
                Column("revenue", _("Revenue"), 16, "right", show=self._money, sortable=False),
            ],
            self,
        )
        self.table = FittedList(self.rows, _("Revenue by month"), ROWS_SHOWN)
        self.toggle = Button(_("Show as table"), "table", "quiet")
        self.toggle.clicked.connect(self._on_toggled)
        self.table.hide()
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(Label(_("Revenue by month"), "section"))
        words.addWidget(self.caption)
        head = row(None, self.toggle)
        head.insertLayout(0, words, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.picture)
        self.body.addWidget(self.table)

    def show_months(self, months: Sequence[MonthRevenue], currency: str) -> None:
        self._currency = currency
        self.caption.setText(
            _("{first} to {last}").format(first=month(months[0][0]), last=month(months[-1][0]))
        )
        values = [(month(day), exact(amount, currency)) for day, amount in months]
        self.picture.show_chart(partial(_drawn, tuple(months), currency), values)
        self.rows.show_rows(list(months))

    def shows_table(self) -> bool:
        return not self.table.isHidden()

    def _on_toggled(self) -> None:
        to_table = not self.shows_table()
        self.table.setVisible(to_table)
        self.picture.setVisible(not to_table)
        self.toggle.setText(_("Show as chart") if to_table else _("Show as table"))
        self.toggle.set_icon("reports" if to_table else "table")

    def _money(self, amount: int | None) -> str:
        return exact(amount, self._currency)


def _drawn(months: Sequence[MonthRevenue], currency: str, wanted: ChartRequest) -> bytes:
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
