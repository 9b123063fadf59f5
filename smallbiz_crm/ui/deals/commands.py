"""What menu, palette and keys can do with the deal in hand: the card one is on, or the deal in the side panel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.targets import ask_for_targets
from smallbiz_crm.words import _

if TYPE_CHECKING:  # page and panel make this
    from smallbiz_crm.ui.deals.page import DealsPage
    from smallbiz_crm.ui.deals.panel import DealPanel


class DealCommands(QObject):
    """One for a desk, whether the page or the panel is made first. Where both show a deal, the focus decides."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.page: DealsPage | None = None
        self.panel: DealPanel | None = None
        self._was_in_panel = False
        self._commands = [
            self._desk.add_command(text, run, menu="record", shortcut=keys, icon=icon(picture, "muted"))
            for text, run, keys, picture in (
                (_("Move the deal to the next stage"), partial(self.move_beside, 1), "", "chevron-right"),
                (_("Move the deal to the stage before"), partial(self.move_beside, -1), "", "chevron-left"),
                (_("Mark the deal as won …"), partial(self.close_as, Outcome.WON), "Ctrl+Shift+W", "trophy"),
                (_("Mark the deal as lost …"), partial(self.close_as, Outcome.LOST), "Ctrl+Shift+X", "lost"),
            )
        ]
        for command in self._commands:
            command.setProperty("group", "deal")
            command.setEnabled(False)
        targets = self._desk.add_command(
            _("Set revenue targets …"),
            self._set_targets,
            icon=icon("target", "muted"),
            menu="record",
        )
        targets.setProperty("group", "deal")
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def _set_targets(self) -> None:
        shown = self.page or self.panel
        if shown is not None:
            ask_for_targets(self._desk, shown)

    def serve_page(self, page: DealsPage) -> None:
        """Work on the card one is on, as long as the page lives."""
        self.page = page
        page.destroyed.connect(partial(setattr, self, "page", None))

    def serve_panel(self, panel: DealPanel) -> None:
        """Work on the deal that the panel shows, as long as it lives."""
        self.panel = panel
        panel.destroyed.connect(partial(setattr, self, "panel", None))

    def show_state(self) -> None:
        """Let the commands work while there is a deal to work on."""
        has_deal = self._deal_in_hand() is not None
        for command in self._commands:
            command.setEnabled(has_deal)

    def move_beside(self, offset: int) -> None:
        """Put the deal in hand into the stage beside its own."""
        deal_id = self._deal_in_hand()
        if deal_id is None:
            return
        deals = self._desk.workspace.deals
        order = [stage.id for stage in deals.stages()]
        place = order.index(deals.get(deal_id).stage_id) + offset
        if 0 <= place < len(order):
            self._move(deal_id, order[place])

    def close_as(self, outcome: Outcome) -> None:
        """Put the deal in hand into the first stage that is won or lost."""
        deal_id = self._deal_in_hand()
        stages = self._desk.workspace.deals.stages()
        stage = next((stage for stage in stages if stage.kind is outcome), None)
        if deal_id is not None and stage is not None:
            self._move(deal_id, stage.id)

    def _move(self, deal_id: int, stage_id: int) -> None:
        if self._is_panel_meant() and self.panel is not None:
            self.panel.move_to(stage_id)
        elif self.page is not None:
            self.page.doing.move([deal_id], stage_id)

    def _deal_in_hand(self) -> int | None:
        return self._panel_deal() if self._is_panel_meant() else self._page_deal()

    def _is_panel_meant(self) -> bool:
        """Whether the panel shows a deal and the user is in it, or on no card."""
        return self._panel_deal() is not None and (self._was_in_panel or self._page_deal() is None)

    def _page_deal(self) -> int | None:
        return self.page.current_id() if self.page is not None and self.page.isVisible() else None

    def _panel_deal(self) -> int | None:
        panel = self.panel
        if panel is None or not panel.isVisible() or panel.deal is None or panel.deal.is_trashed:
            return None
        return panel.deal.id

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Remember where the user was before a menu or the palette took the focus."""
        if now is None:
            return
        if self.panel is not None and self.panel.isAncestorOf(now):
            self._was_in_panel = True
        elif self.page is not None and self.page.isAncestorOf(now):
            self._was_in_panel = False


def deal_commands(desk: Desk) -> DealCommands:
    """The commands of this desk, made the first time they are asked for."""
    return desk.findChild(DealCommands) or DealCommands(desk)
