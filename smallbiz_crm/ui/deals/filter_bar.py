"""The line over the board that narrows and orders it, and keeps ways of looking under a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.board import BoardFilter, BoardView, CardOrder
from smallbiz_crm.ui.deals.filter_popover import FilterPopover, chosen_names, chosen_text
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.metrics import SMALL, chars
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import N_, _, ngettext

ORDERS = (
    (CardOrder.URGENCY, N_("By next step")),
    (CardOrder.VALUE, N_("By value")),
    (CardOrder.CLOSE, N_("By expected close")),
    (CardOrder.HAND, N_("By hand")),
)
LONGEST_CHIP = 40
"""Characters."""


class FilterBar(QWidget):
    """Search, filter, views and order in one line; what is chosen stands under it as chips that take it away.

    The search text is the page's own and is not in `narrowed`.
    """

    changed = Signal()
    """Another filter or order was chosen."""
    view_chosen = Signal(object)
    """A saved `BoardView` shall be shown."""
    save_requested = Signal()
    remove_requested = Signal(int, str)
    """The id and name of a saved view."""

    def __init__(self, desk: Desk, search: SearchEdit) -> None:
        super().__init__()
        self.desk = desk
        self.narrowed = BoardFilter()
        self.order = CardOrder.URGENCY
        self._search = search
        self.filter_button = Button(_("Filter"), "filter")
        set_style_property(self.filter_button, "kind", "filter")
        self.filter_button.setIcon(icon("filter", "text", "on_accent_soft"))
        self.filter_button.setCheckable(True)
        self.views_button = Button(_("Views"), "star")
        self.order_button = Button(_(ORDERS[0][1]), "list", "quiet")
        self.columns_button = Button(_("Columns"), "table", "quiet")
        self.columns_button.hide()
        self.chips = QWidget()
        self._flow = FlowLayout(self.chips, SMALL)
        self._chips: list[ChipButton] = []
        self._lay_out()
        self._connect()
        self._show()
        self._fit()
        theme().changed.connect(self._fit)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(self._search, 4)
        line.addWidget(self.filter_button)
        line.addWidget(self.views_button)
        line.addStretch(1)
        line.addWidget(self.order_button)
        line.addWidget(self.columns_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SMALL)
        rows.addLayout(line)
        rows.addWidget(self.chips)

    def _connect(self) -> None:
        self.filter_button.clicked.connect(self.open_filter)
        self.order_button.clicked.connect(lambda: _drop(self.order_menu(), self.order_button))
        self.views_button.clicked.connect(lambda: _drop(self.views_menu(), self.views_button))

    def _fit(self) -> None:
        self._search.setMinimumWidth(chars(self, 14))
        self._search.setMaximumWidth(chars(self, 60))

    # -- state --------------------------------------------------------------------------------------------

    def show_view(self, narrowed: BoardFilter, order: CardOrder) -> None:
        """Take a filter and an order without telling."""
        self.narrowed = replace(narrowed, search="")
        self.order = order
        self._show()

    def narrow(self, narrowed: BoardFilter) -> None:
        """Take another filter, and tell."""
        if narrowed != self.narrowed:
            self.narrowed = narrowed
            self._show()
            self.changed.emit()

    def clear(self) -> None:
        """Narrow to nothing."""
        self.narrow(BoardFilter())
        self.filter_button.setFocus()

    def open_filter(self) -> FilterPopover:
        """Offer all there is to narrow by; each choice shows at once."""
        popover = FilterPopover(self.desk, self, self.narrowed)
        popover.chosen.connect(self.narrow)
        popover.open_at(self.filter_button)
        self._show_count()
        return popover

    def _without(self, name: str) -> None:
        self.narrow(replace(self.narrowed, **{name: getattr(BoardFilter(), name)}))
        self.filter_button.setFocus()

    def _show(self) -> None:
        self._show_count()
        self._show_chips()
        self.order_button.setText(_(dict(ORDERS)[self.order]))
        self.order_button.setAccessibleName(
            _("Order of the cards: {order}").format(order=self.order_button.text())
        )

    def _show_count(self) -> None:
        count = len(chosen_names(self.narrowed))
        self.filter_button.setChecked(count > 0)
        self.filter_button.setText(_("Filter ({n})").format(n=number(count)) if count else _("Filter"))
        self.filter_button.setAccessibleName(
            ngettext("Filter, {n} set", "Filter, {n} set", count).format(n=number(count))
            if count
            else _("Filter")
        )

    def shown_chips(self) -> list[ChipButton]:
        """A chip for each field that narrows, in their order."""
        return self._chips

    def _show_chips(self) -> None:
        self._flow.clear()
        self._chips = []
        names = chosen_names(self.narrowed)
        for name in names:
            text = chosen_text(self.desk, self.narrowed, name)
            self._chips.append(self._chip(text, lambda _on=False, name=name: self._without(name)))
            self._flow.addWidget(self._chips[-1])
        if len(names) > 1:
            clear = ChipButton(_("Clear filters"))
            clear.clicked.connect(self.clear)
            self._flow.addWidget(clear)
        self.chips.setVisible(bool(names))

    def _chip(self, text: str, remove: Callable[[], None]) -> ChipButton:
        shown = text if len(text) <= LONGEST_CHIP else text[: LONGEST_CHIP - 1] + "…"
        chip = ChipButton(f"{shown}  ×".replace("&", "&&"), "accent")
        chip.setAccessibleName(_("Remove the filter {filter}").format(filter=text))
        chip.clicked.connect(remove)
        return chip

    # -- menus --------------------------------------------------------------------------------------------

    def order_menu(self) -> QMenu:
        """How the cards may stand."""
        menu = QMenu(self)
        for order, text in ORDERS:
            action = menu.addAction(_(text))
            action.setCheckable(True)
            action.setChecked(order is self.order)
            action.triggered.connect(lambda _on=False, order=order: self._on_order_chosen(order))
        return menu

    def views_menu(self) -> QMenu:
        """The saved views, a way to save this one, and to forget one."""
        menu = QMenu(self)
        saved = self.desk.workspace.board.views()
        for _id, view in saved:
            action = menu.addAction(icon("eye"), view.name.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, view=view: self.view_chosen.emit(view))
        if saved:
            menu.addSeparator()
        menu.addAction(icon("plus"), _("Save this view …"), self.save_requested.emit)
        if saved:
            removing = menu.addMenu(icon("trash"), _("Remove a view"))
            for view_id, view in saved:
                removing.addAction(self._removal(view_id, view, removing))
        return menu

    def _removal(self, view_id: int, view: BoardView, menu: QMenu) -> QAction:
        action = QAction(view.name.replace("&", "&&"), menu)
        action.triggered.connect(lambda: self.remove_requested.emit(view_id, view.name))
        return action

    def _on_order_chosen(self, order: CardOrder) -> None:
        if order is not self.order:
            self.order = order
            self._show()
            self.changed.emit()


def _drop(menu: QMenu, button: Button) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
