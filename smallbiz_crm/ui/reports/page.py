"""Reports: how sales went, and the month for the accountant."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.ui.reports.accountant_view import AccountantView
from smallbiz_crm.ui.reports.sales_view import SalesView
from smallbiz_crm.words import _


class ReportsPage(Page):
    """Two views of closed business, of which the one that is shown is kept up to date."""

    key = "reports"
    cares_for = frozenset(
        (
            *("deal", "sale", "payment", "spend", "attachment", "company", "contact", "campaign"),
            *(
                "owner",
                "product",
                "stage",
                "target",
                "setting",
                "spend_category",
                "tax_code",
                "currency_rate",
            ),
        )
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.subtitle = ElidedLabel("", "subtitle")
        self.tabs = Segmented([("sales", _("Sales")), ("accountant", _("Accountant"))], _("Report"))
        self.sales = SalesView(desk)
        self.accountant = AccountantView(desk)
        self._shown: dict[str, SalesView | AccountantView] = {
            "sales": self.sales,
            "accountant": self.accountant,
        }
        self._stale = set(self._shown)
        self.views = QStackedWidget()
        for view in self._shown.values():
            self.views.addWidget(view)
            view.headline_changed.connect(self._show_headline)
        self.tabs.chosen.connect(self.choose)
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(_("Reports"), "title"))
        words.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.setContentsMargins(PAGE, 0, PAGE, 0)
        head.setSpacing(MEDIUM)
        head.addLayout(words, 1)
        head.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, PAGE, 0, 0)
        layout.setSpacing(LARGE)
        layout.addLayout(head)
        layout.addWidget(self.views, 1)

    def refresh(self) -> None:
        """Read the view that is shown; the other one is read when it is chosen."""
        self._stale = set(self._shown)
        self._refresh_shown()

    def choose(self, key: str) -> None:
        """Show the view of that key: sales or accountant."""
        self.tabs.choose(key)
        self.views.setCurrentWidget(self._shown[key])
        self._show_headline()
        if self.desk.is_open and not self._is_stale:
            self._refresh_shown()

    def open_with(self, argument: object) -> None:
        """``sales`` or ``accountant`` goes there."""
        if isinstance(argument, str) and argument in self._shown:
            self.choose(argument)

    def focus_find(self) -> None:
        """Put the cursor on the period: that is how one finds things here."""
        self._current().picker.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def create_record(self) -> None:
        """Make the pack, the one thing that is made here."""
        self.choose("accountant")
        self.accountant.ask_target()

    def _current(self) -> SalesView | AccountantView:
        return self._shown[self.tabs.value()]

    def _refresh_shown(self) -> None:
        key = self.tabs.value()
        if key in self._stale:
            self._stale.discard(key)
            self._shown[key].refresh()

    def _show_headline(self) -> None:
        self.subtitle.setText(self._current().headline)
