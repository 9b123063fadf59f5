"""The button that narrows the planner to a channel, an objective, a status or a segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.ui.campaigns.campaign_words import channel_options, objective_options, status_options
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.words import _

Options = list[tuple[Any, str]]


class PlannerFilter(Button):
    """Says how many filters are on; its menu has one list for each of them."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Filter"), "filter")
        self._desk = desk
        self.chosen: dict[str, Any] = {}
        self.clicked.connect(self._open)

    def keep(self, campaigns: Iterable[Campaign]) -> list[Campaign]:
        """Those that every filter lets through."""
        chosen: Mapping[str, Any] = self.chosen
        return [
            campaign
            for campaign in campaigns
            if all(getattr(campaign, name) == value for name, value in chosen.items())
        ]

    def choose(self, name: str, value: Any) -> None:
        """Let only campaigns with this value through; None lets all."""
        if value is None:
            self.chosen.pop(name, None)
        else:
            self.chosen[name] = value
        self._show()
        self.changed.emit()

    def clear(self) -> None:
        """Let everything through."""
        self.chosen.clear()
        self._show()
        self.changed.emit()

    def menu_of_filters(self) -> QMenu:
        """The lists to choose from, with what is chosen."""
        menu = QMenu(self)
        for name, title, options in self._lists():
            part = menu.addMenu(title)
            group = QActionGroup(part)
            for value, text in [(None, _("All")), *options]:
                action = part.addAction(text.replace("&", "&&"), partial(self.choose, name, value))
                action.setCheckable(True)
                action.setChecked(self.chosen.get(name) == value)
                group.addAction(action)
        menu.addSeparator()
        menu.addAction(icon("close"), _("Clear filters"), self.clear).setEnabled(bool(self.chosen))
        return menu

    def _lists(self) -> list[tuple[str, str, Options]]:
        objectives = [pair for pair in objective_options() if pair[0] is not None]
        lists: list[tuple[str, str, Options]] = [
            ("channel", _("Channel"), list(channel_options())),
            ("objective", _("Objective"), list(objectives)),
            ("status", _("Status"), list(status_options())),
        ]
        segments = self._desk.workspace.segments.list(counted=False)
        if segments:
            lists.append(("segment_id", _("Segment"), [(each.id, each.name) for each in segments]))
        return lists

    def _show(self) -> None:
        count = len(self.chosen)
        self.setText(_("Filter · {n}").format(n=count) if count else _("Filter"))

    def _open(self) -> None:
        menu = self.menu_of_filters()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
