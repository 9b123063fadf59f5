"""The month's few numbers, each of which opens the place where its records are."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.domain.figures import Figure
from smallbiz_crm.domain.follow_ups import Due, due_group
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.figures import FigureTile, Tone
from smallbiz_crm.ui.kit.formats import locale, number, percent, relative_day
from smallbiz_crm.ui.kit.metrics import MEDIUM
from smallbiz_crm.ui.today.amounts import show_sum, show_whole
from smallbiz_crm.ui.today.facts import Agenda, MonthFigures
from smallbiz_crm.words import _, ngettext


class Tiles(QWidget):
    """Four tiles in a row, or two by two where it is narrow."""

    late_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.pipeline = FigureTile(_("Open deals"), pressable=True)
        self.won = FigureTile(_("Won this month"), pressable=True)
        self.late = FigureTile(_("Late follow-ups"), pressable=True)
        self.spent = FigureTile(_("Marketing this month"), pressable=True)
        self.pipeline.pressed.connect(lambda: desk.open_page("deals"))
        self.won.pressed.connect(lambda: desk.open_page("reports", "sales"))
        self.late.pressed.connect(self.late_pressed)
        self.spent.pressed.connect(lambda: desk.open_page("campaigns"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(MEDIUM)
        self.set_columns(4)

    def tiles(self) -> list[FigureTile]:
        """All four in reading order."""
        return [self.pipeline, self.won, self.late, self.spent]

    def set_columns(self, count: int) -> None:
        """Lay them out in `count` columns of the same width."""
        for place, tile in enumerate(self.tiles()):
            self._grid.addWidget(tile, place // count, place % count)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < count else 0)

    def show_figures(self, figures: MonthFigures) -> None:
        """Everything but the late follow-ups."""
        currency = figures.currency
        count = number(figures.open_deals)
        self.pipeline.caption.setText(
            ngettext("{n} open deal", "{n} open deals", figures.open_deals).format(n=count)
        )
        note = _("{amount} weighted").format(amount=show_whole(figures.weighted, currency))
        self.pipeline.show_figure(
            show_sum(figures.pipeline, currency), note if figures.open_deals else _("no deal is open")
        )
        won_note, tone = _won_note(figures)
        self.won.show_figure(show_whole(_whole(figures.won["revenue"]), currency), won_note, tone)
        budget_note, tone = _budget_note(figures)
        self.spent.show_figure(show_sum(figures.spent, currency), budget_note, tone)

    def show_late(self, agenda: Agenda) -> None:
        """How many follow-ups are late, and since when."""
        late = [
            each.due_on for each in agenda.follow_ups if due_group(each.due_on, agenda.today) is Due.OVERDUE
        ]
        if late:
            oldest = _("the oldest is {late}").format(late=relative_day(min(late), agenda.today))
            self.late.show_figure(number(len(late)), oldest, "danger")
        else:
            self.late.show_figure(number(0), _("nothing is late"))


def _whole(figure: Figure) -> int:
    return int(figure.value or 0)


def _won_note(figures: MonthFigures) -> tuple[str, Tone]:
    """How many deals were won, and against the target or the month before."""
    count = _whole(figures.won["won"])
    deals = ngettext("{n} deal", "{n} deals", count).format(n=number(count)) if count else _("none yet")
    quota = figures.won["quota_attainment"].value
    if quota is not None:
        text = _("{deals}, {percent} of target").format(deals=deals, percent=percent(float(quota)))
        return text, "success" if quota >= 1 else ""
    revenue, before = _whole(figures.won["revenue"]), _whole(figures.won_before["revenue"])
    if not before:
        return deals, "success" if revenue else ""
    earlier = show_whole(before, figures.currency)
    text = _("{deals}, {month} {amount}").format(
        deals=deals, month=_month_before(figures.today), amount=earlier
    )
    return text, "success" if revenue > before else ""


def _month_before(today: date) -> str:
    return locale().standaloneMonthName(12 if today.month == 1 else today.month - 1)


def _budget_note(figures: MonthFigures) -> tuple[str, Tone]:
    """What the campaigns that run have used of their budgets since they began."""
    planned = [each for each in figures.running if each.budget]
    if not planned:
        return (_("no budget is set") if figures.running else _("no campaign is running")), ""
    budget = sum(each.budget or 0 for each in planned)
    cost = sum(each.cost for each in planned)
    text = _("{percent} of budgets used").format(percent=percent(cost / budget))
    return text, "danger" if cost > budget else ""
