"""The pages behind the rail, each made the first time it is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QWidget

from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.shell.registry import Rooms


class PageStack(QStackedWidget):
    """Emits `shown` with a page's key after it came to the front."""

    shown = Signal(str)

    def __init__(self, desk: Desk, rooms: Rooms, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rooms = rooms
        self._pages: dict[str, Page] = {}
        self._waiting: tuple[str, object] | None = None
        self.current_key = ""
        desk.opened.connect(self._on_opened)

    def page(self, key: str) -> Page:
        """The page, made when nobody asked for it before. Raises KeyError for a key without a room."""
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = self._rooms.room(key).make(self._desk)
            page.setAccessibleName(self._rooms.room(key).title)
            self.addWidget(page)
        return page

    def current(self) -> Page | None:
        return self._pages.get(self.current_key)

    def show_page(self, key: str, argument: object = None) -> None:
        """Bring a page to the front, fresh; an `argument` reaches it as soon as there is a workspace."""
        page = self.page(key)
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        remembered = page.focusWidget()
        self.current_key = key
        self.setCurrentWidget(page)
        if had_focus and remembered is None:
            self._focus_first(page)  # a stack left to itself takes whatever comes first, mostly a button
        page.make_fresh()
        self.shown.emit(key)
        if argument is None:
            return
        if self._desk.is_open or not page.cares_for:
            page.open_with(argument)
        else:
            self._waiting = (key, argument)

    def focus_current(self) -> None:
        """Put the focus where it was on this page, or on the first thing that takes it."""
        page = self.current()
        if page is None:
            return
        remembered = page.focusWidget()
        if remembered is not None and remembered.isVisibleTo(page):
            remembered.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._focus_first(page)

    def _focus_first(self, page: Page) -> None:
        (first_stop(page) or page).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_opened(self) -> None:
        if self._waiting is not None:
            key, argument = self._waiting
            self._waiting = None
            self.page(key).open_with(argument)


def first_stop(area: QWidget) -> QWidget | None:
    """The first field or list inside `area` that Tab would reach; where there is none, the first button."""
    first_button: QWidget | None = None
    widget = area.nextInFocusChain()
    while widget is not None and widget is not area:
        if (
            area.isAncestorOf(widget)
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isEnabled()
            and widget.isVisibleTo(area)
            and widget.focusProxy() is None
        ):
            if not isinstance(widget, QAbstractButton):
                return widget
            first_button = first_button or widget
        widget = widget.nextInFocusChain()
    return first_button
