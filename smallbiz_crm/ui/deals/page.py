"""The Deals page: board, forecast or table, one filter for all, and what can be done with deals."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from smallbiz_crm.domain.board import LATER, BoardFilter, BoardView, Layout, forecast_column
from smallbiz_crm.domain.deals import DealCard, Outcome, Stage, StageTotal
from smallbiz_crm.ui.deals.amounts import added_up, show_whole, sum_text
from smallbiz_crm.ui.deals.board import Board
from smallbiz_crm.ui.deals.deal_table import DealTable
from smallbiz_crm.ui.deals.doing import DealDoing
from smallbiz_crm.ui.deals.filter_bar import FilterBar
from smallbiz_crm.ui.deals.lanes import Lane, month_lanes, stage_lanes
from smallbiz_crm.ui.deals.new_deal import NewDealDialog
from smallbiz_crm.ui.deals.view_name import ViewNameDialog
from smallbiz_crm.ui.desk import Desk, Page, Touched
from smallbiz_crm.ui.heads_up import heads_up_lines
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label, row
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.ui.pace import PaceLine
from smallbiz_crm.words import N_, _, ngettext

LAYOUTS = ((Layout.BOARD, N_("Board")), (Layout.FORECAST, N_("Forecast")), (Layout.TABLE, N_("Table")))
SEARCH_AFTER_MS = 150
MOST_READ_SINGLY = 20


class DealsPage(Page):
    """All deals, by stage, by month or as a table."""

    key = "deals"
    cares_for = frozenset(
        (
            *("deal", "stage", "contact", "company", "campaign", "follow_up", "activity", "owner"),
            *("currency_rate", "target"),
        )
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.stages: list[Stage] = []
        self._touched: set[int] | None = None
        self._totals: dict[int, StageTotal] = {}
        self._unsummed: set[int] = set()
        """Stages whose sums are to be read again."""
        self._wanted: int | None = None
        self.title = Label(_("Deals"), "title")
        self.subtitle = ElidedLabel("", "subtitle")
        self.pace = PaceLine(desk)
        self.search = SearchEdit(_("Search deals"))
        self.view_toggle = Segmented([(layout.value, _(text)) for layout, text in LAYOUTS], _("View"))
        self.new_button = Button(_("New deal"), "plus", "primary")
        self.filters = FilterBar(desk, self.search)
        self.board = Board(self._cards, desk.today, _stage_lane)
        self.forecast = Board(self._cards, desk.today, self._month_lane)
        for board in (self.board, self.forecast):
            board.store.tell_more = self._heads_up
        self._last_month = LATER
        self.table = DealTable(desk)
        self.no_deals = EmptyState(
            "deals",
            _("No deals yet. A deal is a chance to sell: give it a title, the rest can follow."),
            [(_("New deal"), self.create_record)],
        )
        self.no_hits = EmptyState(
            "search",
            _("No deal matches."),
            [(_("Show all deals"), self._show_everything)],
            primary=False,
        )
        self.views = QStackedWidget()
        for view in (self.board, self.forecast, self.table, self.no_deals, self.no_hits):
            self.views.addWidget(view)
        self._search_timer = QTimer(self)
        self._search_timer.setSingleShot(True)
        self._search_timer.setInterval(SEARCH_AFTER_MS)
        self._totals_timer = QTimer(self)
        self._totals_timer.setSingleShot(True)
        self._totals_timer.timeout.connect(self._read_touched_totals)
        self._lay_out()
        self.doing = DealDoing(self)
        self._connect()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        first = row(self.title, self.pace)
        first.setStretchFactor(self.pace, 1)
        words.addLayout(first)
        words.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addLayout(words, 1)
        head.addWidget(self.view_toggle)
        head.addWidget(self.new_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(PAGE, PAGE, PAGE, LARGE)
        rows.setSpacing(MEDIUM)
        rows.addLayout(head)
        rows.addWidget(self.filters)
        rows.addWidget(self.views, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.create_record)
        self.view_toggle.chosen.connect(self._on_view_chosen)
        self.search.textEdited.connect(lambda _text: self._search_timer.start())
        self.search.returnPressed.connect(self._on_search_entered)
        self._search_timer.timeout.connect(self.refresh)
        self.filters.changed.connect(self._on_filter_changed)
        self.filters.view_chosen.connect(self._show_view)
        self.filters.save_requested.connect(self.ask_view_name)
        self.filters.remove_requested.connect(self._remove_view)
        self.filters.columns_button.clicked.connect(self._show_columns)
        for board in (self.board, self.forecast):
            board.opened.connect(self.open)
            board.trash_requested.connect(self.doing.trash)
            board.menu_requested.connect(self.doing.show_menu)
            board.find_requested.connect(self.focus_find)
            board.current_changed.connect(self.doing.show_commands)
        self.board.move_requested.connect(self.doing.move)
        self.board.place_requested.connect(self.doing.place)
        self.forecast.move_requested.connect(self.doing.expect)
        self.table.opened.connect(self.open)
        self.table.trash_requested.connect(self.doing.trash)
        self.table.menu_requested.connect(self.doing.show_menu)
        self.table.selected.connect(lambda _id: self.doing.show_commands())
        self.table.find_requested.connect(self.focus_find)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.doing.show_commands()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.doing.show_commands()

    # -- reading ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again, keeping the current deal and where one has scrolled to."""
        self._touched = None
        self.stages = self.desk.workspace.stages.list()
        narrowed, order = self._narrowed(), self.filters.order
        shown = self.shown_board()
        if shown is None:
            self.table.show_all(narrowed)
        elif shown is self.forecast:
            columns = self.desk.workspace.board.months(narrowed, order)
            self._last_month = max(key for key in columns if key < LATER)
            self._fill(shown, month_lanes(columns, self.stages), columns)
        else:
            found = self.desk.workspace.board.columns(narrowed, order)
            columns = {stage.id: found.get(stage.id, array("q")) for stage in self.stages}
            has_origins = self.desk.workspace.board.has_origins()
            self._fill(shown, stage_lanes(self.stages, has_origins=has_origins), columns)
        self._read_totals()
        self._select_wanted()
        self.doing.show_commands()

    def _fill(self, board: Board, lanes: list[Lane], columns: dict[int, array[int]]) -> None:
        board.show_lanes(lanes, self.stages)
        board.set_order(self.filters.order)
        board.forget()
        board.show_ids(columns)

    def make_fresh(self) -> None:
        """Refresh, or read again only what a few touched deals concern."""
        touched, self._touched = self._touched, None
        if self._is_stale and touched is not None and self.shown_board() is not None:
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
        if others or not 0 < len(ids) <= MOST_READ_SINGLY or not self._narrowed().is_empty():
            return None
        return ids

    def _refresh_deals(self, ids: set[int]) -> None:
        """Put these deals where they stand now; the sums follow when the cards stand."""
        cards = self._cards(sorted(ids))
        before = [self.board.column_of(deal_id) for deal_id in ids]
        self._unsummed |= {card.stage_id for card in cards}
        self._unsummed |= {column.lane.key for column in before if column is not None}
        shown = self.shown_board()
        if shown is not self.board or None in before:
            self._unsummed |= {stage.id for stage in self.stages}
        if shown is not None:
            shown.replace(ids, cards)
        self._totals_timer.start()
        self._select_wanted()

    def _read_touched_totals(self) -> None:
        """Read the sums of the stages that deals came to or left; what is won is read only if one of them is closed."""
        touched, self._unsummed = self._unsummed, set()
        fresh = self.desk.workspace.board.totals(self._narrowed(), touched)
        kept = {key: total for key, total in self._totals.items() if key not in touched}
        self._show_totals(kept | fresh)
        if any(stage.id in touched and stage.kind is not Outcome.OPEN for stage in self.stages):
            self.pace.show_paces(self.desk.workspace.reports.paces())

    def _read_totals(self) -> None:
        self._unsummed.clear()
        self._show_totals(self.desk.workspace.board.totals(self._narrowed()))
        self.pace.show_paces(self.desk.workspace.reports.paces())

    def _show_totals(self, totals: dict[int, StageTotal]) -> None:
        self._totals = totals
        board, narrowed, currency = self.desk.workspace.board, self._narrowed(), self.desk.currency()
        shown = self.shown_board()
        if shown is not None and shown is self.forecast:
            shown.show_totals(board.month_totals(narrowed), currency)
        elif shown is not None:
            shown.show_totals(totals, currency)
        self._show_subtitle(totals)
        is_empty = not sum(total.count for total in totals.values())
        if is_empty:
            self.views.setCurrentWidget(self.no_deals if narrowed.is_empty() else self.no_hits)
        else:
            self.views.setCurrentWidget(shown or self.table)
        head = (self.subtitle, self.pace, self.search, self.filters, self.view_toggle, self.new_button)
        for widget in head:
            widget.setVisible(not is_empty or not narrowed.is_empty())

    def _show_subtitle(self, totals: dict[int, StageTotal]) -> None:
        open_stages = {stage.id for stage in self.stages if stage.kind is Outcome.OPEN}
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

    def _heads_up(self, deal_id: int) -> str:
        """The running campaigns that somebody of a deal is in."""
        return heads_up_lines(self.desk.workspace.heads_up.of_deal(deal_id), self.desk.today())

    def _cards(self, ids: Iterable[int]) -> list[DealCard]:
        return self.desk.workspace.deals.cards(list(ids))

    def shown_board(self) -> Board | None:
        """The board that is on show; None when it is the table."""
        layout = Layout(self.view_toggle.value())
        return {Layout.BOARD: self.board, Layout.FORECAST: self.forecast}.get(layout)

    def _month_lane(self, card: DealCard) -> int | None:
        if card.closed_on is not None:
            return None
        return forecast_column(card.expected_close, self.desk.today(), self._last_month)

    def _narrowed(self) -> BoardFilter:
        """All that is looked for: the search and the filters."""
        return replace(self.filters.narrowed, search=self._search_text())

    def _search_text(self) -> str:
        return self.search.text().strip()

    # -- going --------------------------------------------------------------------------------------------

    def open_with(self, argument: object) -> None:
        """A deal's id selects and opens it; ``{"new_for_contact": id}`` begins a new deal for that person, and
        ``{"new_for_company": name}`` one for that company."""
        if isinstance(argument, dict):
            contact_id, company = argument.get("new_for_contact"), argument.get("new_for_company")
            dialog = self._ask_for_new(contact_id if isinstance(contact_id, int) else None)
            if isinstance(company, str):
                dialog.company_field.set_value(company)
        elif isinstance(argument, int):
            self._go_to(argument)
            self.open(argument)

    def focus_find(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def create_record(self) -> None:
        """Ask for a new deal."""
        self._ask_for_new(None)

    def current_id(self) -> int | None:
        """The deal the user is on."""
        return (self.shown_board() or self.table).current_id()

    def _ask_for_new(self, contact_id: int | None) -> NewDealDialog:
        dialog = NewDealDialog(self.desk, self, contact_id)
        dialog.created.connect(self._go_to)
        dialog.open()
        return dialog

    def _go_to(self, deal_id: int) -> None:
        """Select a deal as soon as it is there; a search does not hide it."""
        self._wanted = deal_id
        if not self._narrowed().is_empty():
            self._show_everything()
        if not self._is_stale:
            self._select_wanted()

    def _select_wanted(self) -> None:
        if self._wanted is None:
            return
        shown = self.shown_board()
        found = self.table.select_id(self._wanted) if shown is None else shown.select(self._wanted)
        if found:
            self._wanted = None

    def open(self, deal_id: int) -> None:
        """Show a deal in the side panel."""
        self.desk.open_record("deal", deal_id)

    def _on_view_chosen(self, key: str) -> None:
        before = self.views.currentWidget()
        if isinstance(before, (Board, DealTable)):
            self._wanted = before.current_id()
        self.filters.columns_button.setVisible(key == Layout.TABLE)
        self.filters.order_button.setVisible(key != Layout.TABLE)
        self.refresh()

    def _on_search_entered(self) -> None:
        if self._search_timer.isActive():
            self._search_timer.stop()
            self.refresh()
        shown = self.shown_board()
        if shown is None:
            self.table.setFocus()
        else:
            shown.focus_cards()

    # -- ways of looking ----------------------------------------------------------------------------------

    def _show_everything(self) -> None:
        """Look for nothing any more."""
        self.search.empty()
        self._search_timer.stop()
        self.filters.show_view(BoardFilter(), self.filters.order)
        self.refresh()

    def _on_filter_changed(self) -> None:
        self._wanted = self.current_id()
        self.refresh()
        self._wanted = None

    def view(self, name: str = "") -> BoardView:
        """The way one looks at the deals now."""
        layout = Layout(self.view_toggle.value())
        folded = tuple(self.board.folded())
        return BoardView(name, self._narrowed(), self.filters.order, layout, folded)

    def _show_view(self, view: BoardView) -> None:
        self.search.setText(view.narrowed.search)
        self.filters.show_view(view.narrowed, view.order)
        self.view_toggle.choose(view.layout.value)
        self._on_view_chosen(view.layout.value)
        self.board.fold(view.hidden)

    def ask_view_name(self) -> ViewNameDialog:
        """Ask under which name to keep the way one looks now."""
        dialog = ViewNameDialog(self.desk, self.view(), self)
        dialog.open()
        return dialog

    def _remove_view(self, view_id: int, name: str) -> None:
        self.desk.write(
            lambda workspace: workspace.board.remove_view(view_id),
            said=_("Removed the view “{name}”").format(name=name),
        )

    def _show_columns(self) -> None:
        menu, button = self.table.columns_menu(), self.filters.columns_button
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def _stage_lane(card: DealCard) -> int:
    return card.stage_id
