"""The line above the planner: finding, filters, the month or the zoom, today, and paper."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from smallbiz_crm.ui.campaigns.planner_filter import PlannerFilter
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.formats import month
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.metrics import SMALL, chars
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.words import _


class PlannerBar(QWidget):
    """Shows what fits the view that is chosen."""

    turned = Signal(int)
    """Another month is asked for: -1 or 1."""
    print_requested = Signal()
    picture_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.search = SearchEdit(_("Search campaigns"))
        self.filter = PlannerFilter(desk)
        zooms = [
            ("week", _("Week")),
            ("month", _("Month")),
            ("quarter", _("Quarter")),
            ("year", _("Year")),
        ]
        self.zoom = Segmented(zooms, _("Zoom"))
        self.zoom.choose("month")
        self.earlier_button = IconButton("chevron-left", _("Earlier month"))
        self.later_button = IconButton("chevron-right", _("Later month"))
        self.month = Label("", "strong")
        self.month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.today_button = Button(_("Today"))
        self.today_button.setToolTip(_("Home"))
        self.more_button = IconButton("print", _("Print or save a picture"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.search, 1)
        for widget in (
            self.filter,
            self.zoom,
            self.earlier_button,
            self.month,
            self.later_button,
            self.today_button,
            self.more_button,
        ):
            layout.addWidget(widget)
        self.earlier_button.clicked.connect(lambda: self.turned.emit(-1))
        self.later_button.clicked.connect(lambda: self.turned.emit(1))
        self.more_button.clicked.connect(self._open_menu)
        self.show_for("table")

    def show_for(self, view: str) -> None:
        """Show what belongs to ``month``, ``timeline`` or ``table``."""
        self.zoom.setVisible(view == "timeline")
        for widget in (self.earlier_button, self.month, self.later_button):
            widget.setVisible(view == "month")
        for widget in (self.today_button, self.more_button):
            widget.setVisible(view != "table")

    def show_month(self, shown: date) -> None:
        """Say which month is shown; the room is that of the longest, so that the buttons stay where they are."""
        self.month.setText(month(shown))
        self.month.setMinimumWidth(chars(self.month, 16))

    def menu(self) -> QMenu:
        """What can be done with the picture of the plan."""
        menu = QMenu(self)
        menu.addAction(icon("print"), _("Print …"), self.print_requested.emit)
        menu.addAction(icon("export"), _("Save as a picture …"), self.picture_requested.emit)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))
