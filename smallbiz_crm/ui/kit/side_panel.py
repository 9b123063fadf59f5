"""The frame of a record beside a page: title, chips, actions, tabs, a body that scrolls. Esc closes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.chips import Chip, ChipKind
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.labels import Label, breakable, scroll_area
from smallbiz_crm.ui.kit.metrics import HAIR, LARGE, MEDIUM, SMALL, TIGHT, em
from smallbiz_crm.words import _

NARROWEST, STANDARD, WIDEST = 18.0, 26.0, 46.0
LONGEST_HEAD = 90
"""Characters; what is longer is cut and stands in the tool tip."""


class SidePanel(QFrame):
    """A card for one record. Its owner hides or fills it; `closed` asks for the former.

    The width is dragged at the leading edge; `resized` carries it in pixels so that it can be remembered.
    """

    closed = Signal()
    resized = Signal(int)
    tab_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.title = Label("", "section", wrap=True)
        self.subtitle = Label("", "muted", wrap=True)
        self.close_button = IconButton("close", _("Close panel"))
        self.close_button.clicked.connect(self.closed)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(TIGHT)
        self._chip_box = QWidget()
        self._chips = FlowLayout(self._chip_box)
        self._chip_box.hide()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(_("Parts of the record"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.tabs.hide()
        self._pages = QStackedWidget()
        self._edge = _Edge(self)
        self._edge.dragged.connect(self._on_dragged)
        self._lay_out()
        self.set_width(em(self, STANDARD))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        head = self._head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addLayout(words, 1)
        head.addLayout(self._actions)
        head.addWidget(self.close_button)
        for item in (self._actions, self.close_button):
            head.setAlignment(item, Qt.AlignmentFlag.AlignTop)  # pyright: ignore[reportCallIssue, reportArgumentType]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, MEDIUM, TIGHT, TIGHT)
        layout.setSpacing(SMALL)
        for part in (head, self._chip_box, self.tabs):
            strip = QHBoxLayout()
            strip.setContentsMargins(0, 0, MEDIUM, 0)
            if isinstance(part, QWidget):
                strip.addWidget(part)
            else:
                strip.addLayout(part)
            layout.addLayout(strip)
        layout.addWidget(self._pages, 1)

    def set_head(self, title: str, subtitle: str = "", chips: Sequence[tuple[str, ChipKind]] = ()) -> None:
        """Show whose panel this is; `chips` are pairs of text and kind."""
        for label, text in ((self.title, title), (self.subtitle, subtitle)):
            is_cut = len(text) > LONGEST_HEAD
            label.setText(breakable(f"{text[: LONGEST_HEAD - 1]}…" if is_cut else text))
            label.setToolTip(text if is_cut else "")
            label.setAccessibleName(text)
        self.subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)
        self._chips.clear()
        for text, kind in chips:
            chip = Chip(text, kind)
            self._chips.addWidget(chip)
        self._chip_box.setVisible(bool(chips))

    def set_picture(self, widget: QWidget) -> None:
        """Put a picture before the title."""
        self._head.insertWidget(0, widget, 0, Qt.AlignmentFlag.AlignTop)

    def add_action(self, widget: QWidget) -> None:
        """Put a button beside the title."""
        self._actions.addWidget(widget)

    def add_page(self, content: QWidget, tab: str = "") -> int:
        """Add a body that scrolls, under a tab of its own when `tab` is given; its number."""
        layout = content.layout()
        if layout is not None:
            layout.setContentsMargins(0, SMALL, MEDIUM, MEDIUM)
        number = self._pages.addWidget(scroll_area(content))
        if tab:
            self.tabs.addTab(tab)
            self.tabs.show()
        return number

    def show_page(self, number: int) -> None:
        """Bring a body to the front."""
        if self.tabs.count() > number:
            self.tabs.setCurrentIndex(number)
        self._pages.setCurrentIndex(number)

    def set_width(self, width: int) -> None:
        """Set the width in pixels, kept within 18 to 46 line heights and three fifths of the window."""
        most = em(self, WIDEST)
        parent = self.parentWidget()
        if parent is not None and parent.width() > em(self, WIDEST):
            most = min(most, parent.width() * 3 // 5)
        self.setFixedWidth(max(em(self, NARROWEST), min(width, most)))

    def _on_dragged(self, distance: int) -> None:
        self.set_width(self.width() + distance)
        self.resized.emit(self.width())

    def _on_tab_changed(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        self.tab_changed.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


class _Edge(QWidget):
    """The strip at a panel's leading edge that is dragged; `dragged` carries how much wider it should be."""

    dragged = Signal(int)

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._start: int | None = None
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setToolTip(_("Drag to resize"))
        panel.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            left = watched.width() - SMALL if watched.isRightToLeft() else 0
            self.setGeometry(left, 0, SMALL, watched.height())
            self.raise_()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._start = round(event.globalPosition().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            now = round(event.globalPosition().x())
            self.dragged.emit(now - self._start if self.isRightToLeft() else self._start - now)
            self._start = now

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._start = None

    def sizeHint(self) -> QSize:
        return QSize(SMALL, SMALL)
