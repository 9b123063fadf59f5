"""The page and the one side panel beside it: docked where there is room, else over the page's far side."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk, RecordPanel
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import MEDIUM, PAGE, em
from smallbiz_crm.ui.kit.side_panel import STANDARD
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.shell.page_stack import PageStack, first_stop
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import Rooms
from smallbiz_crm.words import sentence

PAGE_LEAST = 32.0
PAGE_LEFT_OVER = 9.0
"""Line heights. With less than the first beside it the panel covers the page, with less than the second all."""

Shown = tuple[str, int]


class PanelHost(QWidget):
    """Places the page stack and the panel. Each page keeps the record that was open beside it."""

    panel_changed = Signal()

    def __init__(self, desk: Desk, rooms: Rooms, pages: PageStack, preferences: Preferences) -> None:
        super().__init__()
        self._desk = desk
        self._rooms = rooms
        self._pages = pages
        self._preferences = preferences
        self._panels: dict[str, RecordPanel] = {}
        self._current: RecordPanel | None = None
        self._by_page: dict[str, Shown] = {}
        self._page_key = ""
        pages.setParent(self)
        self._frame = _Frame(self)
        self._holder = QVBoxLayout(self._frame)
        self._frame.hide()
        pages.shown.connect(self._on_page_shown)
        theme().changed.connect(self._place)

    # -- opening and closing ------------------------------------------------------------------------------

    @property
    def panel(self) -> RecordPanel | None:
        """The panel that is open."""
        return self._current

    def open_record(self, kind: str, record_id: int) -> None:
        """Show a record; asking for the one that is open already moves the focus into it."""
        if self._current is not None and (kind, record_id) == (self._current.kind, self._current.record_id):
            self.focus_panel()
            return
        if self._show(kind, record_id):
            self._by_page[self._pages.current_key] = (kind, record_id)

    def close_panel(self) -> None:
        """Put the panel away and give the focus back to the page."""
        if self._current is None:
            return
        had_focus = self._frame.isAncestorOf(QApplication.focusWidget() or self)
        self._by_page.pop(self._pages.current_key, None)
        self._put_away()
        if had_focus:
            self._pages.focus_current()

    def focus_panel(self) -> None:
        """Go to where the focus was in the panel, first to its first field."""
        panel = self._current
        if panel is not None:
            target = panel.focusWidget() or first_stop(panel) or panel.close_button
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def has_focus(self) -> bool:
        """Whether the focus is inside the panel."""
        focus = QApplication.focusWidget()
        return focus is not None and self._frame.isAncestorOf(focus)

    def _show(self, kind: str, record_id: int) -> bool:
        panel = self._panel_for(kind)
        try:
            panel.show_record(record_id)
        except CrmError as error:
            toast(sentence(error))
            return False
        if panel is not self._current:
            self._put_away()
            self._current = panel
            panel.show()
        self._frame.show()
        self._place()
        self.panel_changed.emit()
        return True

    def _put_away(self) -> None:
        if self._current is not None:
            self._current.hide()
            self._current = None
        self._frame.hide()
        self._place()
        self.panel_changed.emit()

    def _panel_for(self, kind: str) -> RecordPanel:
        panel = self._panels.get(kind)
        if panel is None:
            panel = self._panels[kind] = self._rooms.panels[kind](self._desk)
            panel.hide()
            panel.closed.connect(self.close_panel)
            panel.resized.connect(self._on_resized)
            self._holder.addWidget(panel)
        return panel

    def _on_page_shown(self, key: str) -> None:
        if key == self._page_key:
            return
        self._page_key = key
        kept = self._by_page.get(key)
        if kept is None or not self._show(*kept):
            self._by_page.pop(key, None)
            self._put_away()

    # -- places -------------------------------------------------------------------------------------------

    @property
    def covers_page(self) -> bool:
        """Whether the open panel lies over the page instead of beside it."""
        return self._current is not None and self.width() - self._wanted_width() - PAGE < em(self, PAGE_LEAST)

    def _wanted_width(self) -> int:
        return self._preferences.panel_width or em(self, STANDARD)

    def _on_resized(self, width: int) -> None:
        self._preferences.panel_width = width
        self._place()

    def _place(self) -> None:
        panel = self._current
        if panel is None:
            self._pages.setGeometry(self.rect())
            return
        panel.set_width(self._wanted_width())
        covers = self.covers_page
        before = MEDIUM if covers else 0
        room = self.width() - before - PAGE
        if room - panel.width() < em(self, PAGE_LEFT_OVER):
            before = PAGE
            panel.setFixedWidth(self.width() - 2 * PAGE)
        self._frame.covers = covers
        self._holder.setContentsMargins(before, PAGE, PAGE, PAGE)
        width = panel.width() + before + PAGE
        is_mirrored = self.isRightToLeft()
        self._frame.setGeometry(0 if is_mirrored else self.width() - width, 0, width, self.height())
        self._frame.raise_()
        page = self.rect() if covers else self.rect().adjusted(0, 0, -width, 0)
        if is_mirrored and not covers:
            page.moveLeft(width)
        self._pages.setGeometry(page)

    def minimumSizeHint(self) -> QSize:
        return QSize(em(self, PAGE_LEAST), em(self, 20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


class _Frame(QFrame):
    """Holds the panel; where it covers the page a line tells the one from the other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.covers = False
        self.setAutoFillBackground(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.covers:
            painter = QPainter(self)
            left = self.width() - 1 if self.isRightToLeft() else 0
            painter.fillRect(left, 0, 1, self.height(), theme().color("border"))
            painter.end()
