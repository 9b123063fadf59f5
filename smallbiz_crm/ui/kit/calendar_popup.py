"""A calendar that opens under a field and gives one day, or none."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.formats import locale
from smallbiz_crm.ui.kit.labels import row
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT
from smallbiz_crm.ui.kit.rounded import round_corners
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _


class CalendarPopup(QWidget):
    """Emits `picked` with a date or None, then closes. Esc closes without."""

    picked = Signal(object)

    def __init__(self, chosen: date, parent: QWidget, *, can_clear: bool = True) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        round_corners(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        frame = QFrame(self)
        frame.setProperty("role", "popover")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.calendar = QCalendarWidget(frame)
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setLocale(locale())
        self.calendar.setFirstDayOfWeek(locale().firstDayOfWeek())
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.calendar.setSelectedDate(QDate(chosen.year, chosen.month, chosen.day))
        self._paint_days()
        self.calendar.activated.connect(self._on_picked)
        self.calendar.clicked.connect(self._on_picked)
        self.clear_button = Button(_("No date"), kind="quiet")
        self.clear_button.setVisible(can_clear)
        self.clear_button.clicked.connect(lambda: self._give(None))
        self.today_button = Button(_("Today"), kind="quiet")
        self.today_button.clicked.connect(lambda: self._on_picked(QDate.currentDate()))
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        inner.addWidget(self.calendar)
        inner.addLayout(row(self.clear_button, None, self.today_button))

    def open_at(self, anchor: QWidget) -> None:
        """Open below the widget, or above where there is no room."""
        place = QRect(anchor.mapToGlobal(QPoint(0, 0)), anchor.size())
        self.adjustSize()
        room = self.screen().availableGeometry()
        top = place.bottom() + TIGHT
        if top + self.height() > room.bottom():
            top = max(room.top(), place.top() - TIGHT - self.height())
        self.move(max(room.left(), min(place.left(), room.right() - self.width())), top)
        self.show()
        self.calendar.setFocus()

    def _paint_days(self) -> None:
        heading = QTextCharFormat()
        heading.setForeground(theme().color("muted"))
        heading.setBackground(theme().color("surface"))
        self.calendar.setHeaderTextFormat(heading)
        plain = QTextCharFormat()
        plain.setForeground(theme().color("text"))
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(weekday, plain)

    def _on_picked(self, day: QDate) -> None:
        self._give(date(day.year(), day.month(), day.day()))

    def _give(self, day: date | None) -> None:
        self.picked.emit(day)
        self.close()
