"""The two hats side by side: a card with a head, the agenda of that hat, and what to say when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel
from smallbiz_crm.ui.kit.metrics import LARGE, SMALL, TIGHT, em
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.today.agenda_list import AgendaList
from smallbiz_crm.ui.today.agenda_row import AgendaRow
from smallbiz_crm.ui.today.task_actions import TaskActions
from smallbiz_crm.words import _

if TYPE_CHECKING:  # made when they are needed: the first paint does not wait for them
    from smallbiz_crm.ui.kit.empty_state import EmptyState
    from smallbiz_crm.ui.today.plan_for import PlanForPopover

LEAST_HEIGHT, MOST_HEIGHT = 15.0, 26.0
"""Line heights of a column: at least when beside the other, at most when above or below it."""


class Column(Card):
    """A card that fills its height with a list."""

    def __init__(self, desk: Desk, title: str, link: str, on_link: Callable[[], object]) -> None:
        super().__init__(padding=0, spacing=0)
        self.desk = desk
        self.link_button = Button(link, kind="quiet")
        self.link_button.clicked.connect(lambda: on_link())
        head = QHBoxLayout()
        head.setContentsMargins(LARGE, SMALL, SMALL, TIGHT)
        head.addWidget(ElidedLabel(title, "section"), 1)
        head.addWidget(self.link_button)
        self.list = AgendaList(title)
        self.task_actions = TaskActions(desk, self.list)
        self._views = QStackedWidget()
        self._views.addWidget(self.list)
        self.empty: EmptyState | None = None
        self.body.setContentsMargins(0, SMALL, 0, SMALL)
        self.body.addLayout(head)
        room = QHBoxLayout()
        room.setContentsMargins(SMALL, 0, SMALL, 0)
        room.addWidget(self._views)
        self.body.addLayout(room, 1)
        self._is_stacked = False
        theme().changed.connect(self._fit)
        self._fit()

    def set_stacked(self, stacked: bool) -> None:
        """Whether the other column is below or above: then it is as high as its rows, within reason."""
        self._is_stacked = stacked
        self._fit()

    def show_rows(self, rows: Sequence[AgendaRow]) -> None:
        """Show the rows, or the empty state without any."""
        self.list.show_rows(rows)
        if not rows and self.empty is None:
            self.empty = self.make_empty()
            self._views.addWidget(self.empty)
        self._views.setCurrentWidget(self.list if rows or self.empty is None else self.empty)
        self._fit()

    def make_empty(self) -> EmptyState:
        """What stands there when there are no rows."""
        raise NotImplementedError

    def _fit(self) -> None:
        shows_list = self._views.currentWidget() is self.list
        least, most = em(self, LEAST_HEIGHT), em(self, MOST_HEIGHT)
        if self._is_stacked:
            least = self.list.content_height(most) if shows_list else min(least, most)
        self._views.setMinimumHeight(least)


class SalesColumn(Column):
    """Follow-ups, and deals that nothing is planned for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Sales"), _("Plan a follow-up"), self.plan)

    def plan(self) -> PlanForPopover | None:
        """Ask for a follow-up."""
        from smallbiz_crm.ui.today.plan_for import plan_for_somebody

        return plan_for_somebody(self.desk, self.link_button) if self.desk.is_open else None

    def make_empty(self) -> EmptyState:
        from smallbiz_crm.ui.kit.empty_state import EmptyState

        text = _("Nothing is due. Whatever you plan for a person or a deal comes up here on its day.")
        return EmptyState("check", text, [(_("Plan a follow-up"), self.plan)], primary=False)


class MarketingColumn(Column):
    """Campaigns that run, and what is planned for them this week."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Marketing"), _("Open campaigns"), lambda: desk.open_page("campaigns"))

    def make_empty(self) -> EmptyState:
        from smallbiz_crm.ui.kit.empty_state import EmptyState

        text = _("No campaign is running. A campaign shows here what it costs and what is next.")
        begin = (_("New campaign"), lambda: self.desk.open_page("campaigns", "new"))
        return EmptyState("campaigns", text, [begin], primary=False)
