"""Reports: marketing and sales by their figures, and the month for the accountant."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout

from smallbiz_crm.domain.report_views import ReportView as SavedView
from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE
from smallbiz_crm.ui.reports.accountant_view import AccountantView
from smallbiz_crm.ui.reports.report_layout import LAYOUTS
from smallbiz_crm.ui.reports.report_view import ReportView
from smallbiz_crm.words import _, phrase

View = ReportView | AccountantView

KEYS = (
    *("sales", "funnel", "campaigns", "pipeline", "reasons", "promises", "customers", "email"),
    "accountant",
)


class ReportsPage(Page):
    """A view for each report, made when it is first shown; the one that is shown is kept up to date."""

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
                "metric",
                "activity",
                "segment",
                "saved_view",
            ),
        )
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.subtitle = ElidedLabel("", "subtitle")
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName(_("Report"))
        for key in KEYS:
            self.tabs.addTab(phrase(f"report.{key}"))
        self.sales = ReportView(desk, LAYOUTS["sales"])
        self.accountant = AccountantView(desk)
        self._shown: dict[str, View] = {}
        self._stale: set[str] = set(KEYS)
        self.views = QStackedWidget()
        self._add_view("sales", self.sales)
        self._add_view("accountant", self.accountant)
        self.tabs.setCurrentIndex(KEYS.index("sales"))
        self.tabs.currentChanged.connect(lambda place: self.choose(KEYS[place]))
        self._lay_out()

    def _add_view(self, key: str, view: View) -> None:
        self._shown[key] = view
        self.views.addWidget(view)
        view.headline_changed.connect(self._show_headline)
        if isinstance(view, ReportView):
            view.view_requested.connect(self.show_view)

    def view(self, key: str) -> View:
        """The view of a report, made when it is asked for first."""
        if key not in self._shown:
            self._add_view(key, ReportView(self.desk, LAYOUTS[key]))
        return self._shown[key]

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(_("Reports"), "title"))
        words.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.setContentsMargins(PAGE, 0, PAGE, 0)
        head.setSpacing(MEDIUM)
        head.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, PAGE, 0, 0)
        layout.setSpacing(LARGE)
        layout.addLayout(head)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(PAGE, 0, PAGE, 0)
        tabs.addWidget(self.tabs)
        layout.addLayout(tabs)
        layout.addWidget(self.views, 1)

    def refresh(self) -> None:
        """Read the view that is shown; the other one is read when it is chosen."""
        self._stale = set(KEYS)
        self._refresh_shown()

    def choose(self, key: str) -> None:
        """Show the report of that key: one of `KEYS`."""
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(KEYS.index(key))
        self.views.setCurrentWidget(self.view(key))
        self._show_headline()
        if self.desk.is_open and not self._is_stale:
            self._refresh_shown()

    def open_with(self, argument: object) -> None:
        """The key of a report goes there; a saved view is shown."""
        if isinstance(argument, SavedView):
            self.show_view(argument)
        elif isinstance(argument, str) and argument in KEYS:
            self.choose(argument)

    def show_view(self, view: SavedView) -> None:
        """Go to the report of a saved view and show what it asks for."""
        shown = self.view(view.report)
        self._stale.discard(view.report)
        self.choose(view.report)
        if isinstance(shown, ReportView):
            shown.show_view(view)

    def focus_find(self) -> None:
        """Put the cursor on the period: that is how one finds things here."""
        self._current().picker.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def create_record(self) -> None:
        """Make the pack, the one thing that is made here."""
        self.choose("accountant")
        self.accountant.ask_target()

    def current(self) -> str:
        """The key of the report that is shown."""
        return KEYS[self.tabs.currentIndex()]

    def _current(self) -> View:
        return self.view(self.current())

    def _refresh_shown(self) -> None:
        key = self.current()
        if key in self._stale:
            self._stale.discard(key)
            self.view(key).refresh()

    def _show_headline(self) -> None:
        self.subtitle.setText(self._current().headline)
