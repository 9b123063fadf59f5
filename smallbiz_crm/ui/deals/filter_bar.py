"""The row over the board that narrows and orders it, and keeps ways of looking under a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from smallbiz_crm.domain.board import BoardFilter, BoardView, CardOrder
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.filter_button import FilterButton
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import month
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.words import N_, _

ORDERS = (
    (CardOrder.URGENCY, N_("By next step")),
    (CardOrder.VALUE, N_("By value")),
    (CardOrder.CLOSE, N_("By expected close")),
    (CardOrder.HAND, N_("By hand")),
)


class FilterBar(QWidget):
    """Buttons for what can be narrowed to. The search text is the page's own and is not in `narrowed`."""

    changed = Signal()
    """Another filter or order was chosen."""
    view_chosen = Signal(object)
    """A saved `BoardView` shall be shown."""
    save_requested = Signal()
    remove_requested = Signal(int, str)
    """The id and name of a saved view."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.narrowed = BoardFilter()
        self.order = CardOrder.URGENCY
        self.campaign = self._picker(_("Campaign"), "campaigns", lambda: self._named("campaign"))
        self.owner = self._picker(_("Owner"), "person", lambda: self._named("owner"))
        self.product = self._picker(_("Product"), "tag", lambda: self._named("product"))
        self.region = self._picker(_("Region"), "location", self._regions)
        self.month = self._picker(_("Month"), "calendar", self._months)
        self.stale = self._switch(_("Stale"), "clock")
        self.no_step = self._switch(_("No next step"), "bell")
        self.views_button = Button(_("Views"), "star")
        self.order_button = Button(_(ORDERS[0][1]), "list")
        self.clear_button = Button(_("Clear filters"), "close", "quiet")
        self.columns_button = Button(_("Columns"), "table")
        self.columns_button.hide()
        flow = FlowLayout(self, SMALL)
        for button in self.buttons():
            flow.addWidget(button)
        self._connect()
        self._show()

    def buttons(self) -> list[Button]:
        """In the order of the Tab key."""
        pickers = [self.campaign, self.owner, self.product, self.region, self.month, self.stale, self.no_step]
        return [
            self.views_button,
            *pickers,
            self.clear_button,
            self.order_button,
            self.columns_button,
        ]

    def _connect(self) -> None:
        self.campaign.chosen.connect(lambda value: self._take(campaign_id=_whole(value)))
        self.owner.chosen.connect(lambda value: self._take(owner_id=_whole(value)))
        self.product.chosen.connect(lambda value: self._take(product_id=_whole(value)))
        self.region.chosen.connect(lambda value: self._take(region=value))
        self.month.chosen.connect(lambda value: self._take(month=value))
        self.stale.toggled.connect(lambda on: self._take(is_stale=on))
        self.no_step.toggled.connect(lambda on: self._take(has_no_next_step=on))
        self.clear_button.clicked.connect(self.clear)
        self.order_button.clicked.connect(lambda: _drop(self.order_menu(), self.order_button))
        self.views_button.clicked.connect(lambda: _drop(self.views_menu(), self.views_button))

    def _picker(
        self, title: str, icon_name: str, options: Callable[[], list[tuple[str, str]]]
    ) -> FilterButton:
        return FilterButton(title, icon_name, options)

    def _switch(self, text: str, icon_name: str) -> Button:
        button = Button(text, icon_name)
        button.setIcon(icon(icon_name, "text", "on_accent_soft"))
        set_style_property(button, "kind", "filter")
        button.setCheckable(True)
        return button

    # -- state --------------------------------------------------------------------------------------------

    def show_view(self, narrowed: BoardFilter, order: CardOrder) -> None:
        """Take a filter and an order without telling."""
        self.narrowed = replace(narrowed, search="")
        self.order = order
        self._show()

    def clear(self) -> None:
        """Narrow to nothing."""
        self.narrowed = BoardFilter()
        self._show()
        self.changed.emit()

    def _take(self, **values: object) -> None:
        narrowed = replace(self.narrowed, **values)  # pyright: ignore[reportArgumentType] - fields of the filter
        if narrowed != self.narrowed:
            self.narrowed = narrowed
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        """Make the buttons say what is chosen."""
        narrowed = self.narrowed
        for button, value in (
            (self.campaign, narrowed.campaign_id),
            (self.owner, narrowed.owner_id),
            (self.product, narrowed.product_id),
            (self.region, narrowed.region),
            (self.month, narrowed.month),
        ):
            button.choose(None if value is None else str(value))
        for switch, on in ((self.stale, narrowed.is_stale), (self.no_step, narrowed.has_no_next_step)):
            if switch.isChecked() != on:
                switch.setChecked(on)
        self.clear_button.setVisible(not narrowed.is_empty())
        self.order_button.setText(_(dict(ORDERS)[self.order]))
        self.order_button.setAccessibleName(
            _("Order of the cards: {order}").format(order=self.order_button.text())
        )

    # -- choices ------------------------------------------------------------------------------------------

    def _named(self, kind: str) -> list[tuple[str, str]]:
        if not self.desk.is_open:
            return []
        return [(str(key), name) for key, name in self.desk.workspace.board.choices(kind)]

    def _regions(self) -> list[tuple[str, str]]:
        return [(region, region) for region in self.desk.workspace.board.regions()]

    def _months(self) -> list[tuple[str, str]]:
        months = self.desk.workspace.board.expected_months()
        return [(each, month(date.fromisoformat(f"{each}-01"))) for each in months]

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


def _whole(value: str | None) -> int | None:
    return None if value is None else int(value)


def _drop(menu: QMenu, button: Button) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
