"""The Deals page: board or table, one search for both, and what can be done with a deal."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout

from smallbiz_crm.domain.deals import DealCard, Outcome, Stage, StageTotal
from smallbiz_crm.ui.deals.amounts import added_up, show_whole, sum_text
from smallbiz_crm.ui.deals.board import Board
from smallbiz_crm.ui.deals.deal_table import DealTable
from smallbiz_crm.ui.deals.moving import move_deal
from smallbiz_crm.ui.deals.new_deal import NewDealDialog
from smallbiz_crm.ui.desk import Desk, Page, Touched
from smallbiz_crm.ui.follow_up_list import plan_follow_up
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE, chars, px
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _, ngettext

SEARCH_AFTER_MS = 150
MOST_READ_SINGLY = 20
LEAST_WITH_SEARCH = 600
"""Design pixels of page width from which search stands in the head."""
ANY_WIDTH = 16_777_215


class DealsPage(Page):
    """All deals, by stage or as a table."""

    key = "deals"
    cares_for = frozenset(("deal", "stage", "contact", "company", "campaign", "follow_up", "currency_rate"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stages: list[Stage] = []
        self._touched: set[int] | None = None
        self._wanted: int | None = None
        self._is_narrow = False
        self.title = Label(_("Deals"), "title")
        self.subtitle = ElidedLabel("", "subtitle")
        self.search = SearchEdit(_("Search deals"))
        self.view_toggle = Segmented([("board", _("Board")), ("table", _("Table"))], _("View"))
        self.new_button = Button(_("New deal"), "plus", "primary")
        self.board = Board(self._cards, desk.today)
        self.table = DealTable(desk)
        self.no_deals = EmptyState(
            "deals",
            _("No deals yet. A deal is a chance to sell: give it a title, the rest can follow."),
            [(_("New deal"), self.create_record)],
        )
        self.no_hits = EmptyState(
            "search",
            _("No deal matches the search."),
            [(_("Clear search"), self.search.empty)],
            primary=False,
        )
        self.views = QStackedWidget()
        for view in (self.board, self.table, self.no_deals, self.no_hits):
            self.views.addWidget(view)
        self._search_timer = QTimer(self)
        self._search_timer.setSingleShot(True)
        self._search_timer.setInterval(SEARCH_AFTER_MS)
        self._totals_timer = QTimer(self)
        self._totals_timer.setSingleShot(True)
        self._totals_timer.timeout.connect(self._read_totals)
        self._lay_out()
        self._connect()
        self._on_theme_changed()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        self._head = QHBoxLayout()
        self._head.setSpacing(MEDIUM)
        self._head.addLayout(words, 2)
        self._head.addWidget(self.search, 1)
        self._head.addWidget(self.view_toggle)
        self._head.addWidget(self.new_button)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(PAGE, PAGE, PAGE, LARGE)
        self._rows.setSpacing(LARGE)
        self._rows.addLayout(self._head)
        self._rows.addWidget(self.views, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.create_record)
        self.view_toggle.chosen.connect(self._on_view_chosen)
        self.search.textEdited.connect(lambda _text: self._search_timer.start())
        self.search.returnPressed.connect(self._on_search_entered)
        self._search_timer.timeout.connect(self.refresh)
        self.board.opened.connect(self._open)
        self.board.trash_requested.connect(self._trash)
        self.board.menu_requested.connect(self._show_menu)
        self.board.move_requested.connect(self._move)
        self.table.opened.connect(self._open)
        self.table.trash_requested.connect(self._trash)
        self.table.menu_requested.connect(self._show_menu)

        theme().changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.search.setMinimumWidth(chars(self.search, 20) + px(self.search, 48))
        self._place_search(move=True)

    def _place_search(self, *, move: bool = False) -> None:
        """Give the search field a line of its own where the head has no room for it."""
        is_narrow = self.width() < px(self, LEAST_WITH_SEARCH)
        if is_narrow == self._is_narrow and not move:
            return
        self._is_narrow = is_narrow
        self.search.setMaximumWidth(ANY_WIDTH if is_narrow else chars(self.search, 44))
        self._head.removeWidget(self.search)
        self._rows.removeWidget(self.search)
        if is_narrow:
            self._rows.insertWidget(1, self.search)
        else:
            self._head.insertWidget(1, self.search, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_search()

    # -- reading ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again, keeping the current deal and where one has scrolled to."""
        self._touched = None
        deals = self.desk.workspace.deals
        self._stages = deals.stages()
        self.board.show_stages(self._stages)
        self.board.forget()
        if self._shows_table():
            self.table.show_all(self._search_text())
        else:
            self.board.show_ids(self._ids_of(stage.id for stage in self._stages))
        self._read_totals()
        self._select_wanted()

    def make_fresh(self) -> None:
        """Refresh, or read again only what a few touched deals concern."""
        touched, self._touched = self._touched, None
        if self._is_stale and touched is not None and not self._shows_table():
            self._is_stale = False
            self._refresh_deals(touched)
        else:
            super().make_fresh()

    def _on_changed(self, touched: Touched) -> None:
        if not self._is_stale and not self.cares_for.isdisjoint(touched):
            self._touched = self._only_deals(touched)
        elif "deal" in touched or not self.cares_for.isdisjoint(touched):
            self._touched = None
        super()._on_changed(touched)

    def _only_deals(self, touched: Touched) -> set[int] | None:
        """The deals touched, when nothing else can have changed what the board shows; else None."""
        ids = set(touched.get("deal", ()))
        others = self.cares_for & touched.keys() - {"deal", "contact"}
        if others or not 0 < len(ids) <= MOST_READ_SINGLY or self._search_text():
            return None
        return ids

    def _refresh_deals(self, ids: set[int]) -> None:
        """Put these deals where they stand now; the sums follow when the cards stand."""
        self.board.replace(ids, self._cards(sorted(ids)))
        self._totals_timer.start()
        self._select_wanted()

    def _ids_of(self, stage_ids: Iterable[int]) -> dict[int, array[int]]:
        deals, search = self.desk.workspace.deals, self._search_text()
        return {each: deals.stage_ids(each, search=search) for each in stage_ids}

    def _read_totals(self) -> None:
        totals = self.desk.workspace.deals.totals(search=self._search_text())
        self.board.show_totals(totals, self.desk.currency())
        self._show_subtitle(totals)
        is_empty = not sum(total.count for total in totals.values())
        if is_empty:
            self.views.setCurrentWidget(self.no_hits if self._search_text() else self.no_deals)
        else:
            self.views.setCurrentWidget(self.table if self._shows_table() else self.board)
        for widget in (self.subtitle, self.search, self.view_toggle, self.new_button):
            widget.setVisible(not is_empty or bool(self._search_text()))

    def _show_subtitle(self, totals: dict[int, StageTotal]) -> None:
        open_stages = {stage.id for stage in self._stages if stage.kind is Outcome.OPEN}
        total = added_up([each for each in totals.values() if each.stage_id in open_stages])
        currency = self.desk.currency()
        text = ngettext("{n} open deal, {amount}", "{n} open deals, {amount}", total.count).format(
            n=number(total.count), amount=sum_text(total, currency)
        )
        if total.weighted:
            text = _("{deals}, {amount} weighted").format(
                deals=text, amount=show_whole(total.weighted, currency)
            )
        self.subtitle.setText(text)

    def _cards(self, ids: Iterable[int]) -> list[DealCard]:
        return self.desk.workspace.deals.cards(list(ids))

    def _shows_table(self) -> bool:
        return self.view_toggle.value() == "table"

    def _search_text(self) -> str:
        return self.search.text().strip()

    # -- going --------------------------------------------------------------------------------------------

    def open_with(self, argument: object) -> None:
        """A deal's id selects and opens it; ``{"new_for_contact": id}`` begins a new deal for that person."""
        if isinstance(argument, dict):
            contact_id = argument.get("new_for_contact")
            self._ask_for_new(contact_id if isinstance(contact_id, int) else None)
        elif isinstance(argument, int):
            self._go_to(argument)
            self._open(argument)

    def focus_find(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def create_record(self) -> None:
        """Ask for a new deal."""
        self._ask_for_new(None)

    def current_id(self) -> int | None:
        """The deal the user is on."""
        return self.table.current_id() if self._shows_table() else self.board.current_id()

    def _ask_for_new(self, contact_id: int | None) -> NewDealDialog:
        dialog = NewDealDialog(self.desk, self, contact_id)
        dialog.created.connect(self._go_to)
        dialog.open()
        return dialog

    def _go_to(self, deal_id: int) -> None:
        """Select a deal as soon as it is there; a search does not hide it."""
        self._wanted = deal_id
        if self._search_text():
            self.search.empty()
        if not self._is_stale:
            self._select_wanted()

    def _select_wanted(self) -> None:
        if self._wanted is None:
            return
        found = self.table.select_id(self._wanted) if self._shows_table() else self.board.select(self._wanted)
        if found:
            self._wanted = None

    def _open(self, deal_id: int) -> None:
        self.desk.open_record("deal", deal_id)

    def _on_view_chosen(self, key: str) -> None:
        current = self.board.current_id() if key == "table" else self.table.current_id()
        self._wanted = current
        self.refresh()

    def _on_search_entered(self) -> None:
        if self._search_timer.isActive():
            self._search_timer.stop()
            self.refresh()
        if self._shows_table():
            self.table.setFocus()
        else:
            self.board.focus_cards()

    # -- doing --------------------------------------------------------------------------------------------

    def _move(self, deal_id: int, stage_id: int) -> None:
        """Move a deal; it stands at its new place while won or lost is being asked."""
        stage = next((stage for stage in self._stages if stage.id == stage_id), None)
        if stage is None:
            return
        if self._shows_table():
            move_deal(self.desk, deal_id, stage, self.table, place=self._place_of_row(deal_id))
            return
        place = self.board.hold(deal_id, stage_id)
        move_deal(
            self.desk, deal_id, stage, self.board, place=place, ended=lambda _moved: self.board.let_go()
        )

    def _place_of_row(self, deal_id: int) -> QRect:
        row = self.table.model_of_records().row_of(deal_id)
        viewport = self.table.viewport()
        top = self.table.rowViewportPosition(row) if row >= 0 else 0
        corner = viewport.mapToGlobal(QPoint(LARGE, max(0, min(top, viewport.height()))))
        return QRect(corner, QSize(1, self.table.rowHeight(row) if row >= 0 else 1))

    def _trash(self, deal_id: int) -> None:
        title = self.desk.workspace.deals.get(deal_id).title
        self.desk.write(
            lambda workspace: workspace.deals.trash([deal_id]),
            said=_("“{title}” is in the Trash").format(title=title),
        )

    def _plan(self, deal_id: int, place: QRect) -> None:
        plan_follow_up(self.desk, self, "deal", deal_id, place)

    def menu_for(self, deal_id: int, point: QPoint) -> QMenu:
        """What can be done with a deal; `point` is where it is asked for, in global coordinates."""
        deal = self.desk.workspace.deals.get(deal_id)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opening = menu.addAction(icon("deals"), _("Open"), partial(self._open, deal_id))
        opening.setShortcut(QKeySequence(Qt.Key.Key_Return))
        stages = menu.addMenu(icon("arrow-right"), _("Move to"))
        for stage in self._stages:
            action = stages.addAction(stage.name, partial(self._move, deal_id, stage.id))
            action.setEnabled(stage.id != deal.stage_id)
        place = QRect(point, QSize(1, 1))
        menu.addAction(icon("bell"), _("Plan follow-up …"), partial(self._plan, deal_id, place))
        menu.addSeparator()
        trashing = menu.addAction(icon("trash"), _("Move to Trash"), partial(self._trash, deal_id))
        trashing.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        for action in (opening, trashing):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setShortcutVisibleInContextMenu(True)
        return menu

    def _show_menu(self, deal_id: int | None, point: QPoint) -> None:
        if deal_id is not None:
            self.menu_for(deal_id, point).popup(point)
