"""The one door to the user: toasts, banners, trouble with details, and questions about what cannot be undone.

A main window calls `install_messages` once; everything else calls the plain functions below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE, SMALL, em, px
from smallbiz_crm.words import _

BannerKind = Literal["info", "success", "warning", "danger"]
Action = Callable[[], object]

TOAST_SECONDS = 8
TOASTS_AT_ONCE = 2
_MOVING_WINDOW = (QEvent.Type.Resize,)
_MOVING_TOAST = (QEvent.Type.Hide, QEvent.Type.LayoutRequest)


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text`; does nothing where none listens."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class Toast(QFrame):
    """A sentence with an action, rarely two; goes after 8 s unless the pointer or the focus is on it."""

    def __init__(self, text: str, action_text: str | None, action: Action | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "toast")
        self.setAccessibleName(text)
        self._action = action
        self.label = Label(text)
        self.label.setProperty("role", "toast")
        self.label.setMaximumWidth(em(self, 34))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, SMALL, SMALL)
        layout.setSpacing(SMALL)
        layout.addWidget(self.label)
        self.action_button: Button | None = None
        if action_text and action:
            self.action_button = Button(action_text, kind="toast")
            self.action_button.clicked.connect(self._on_action)
            layout.addWidget(self.action_button)
        else:
            layout.addSpacing(SMALL)
        self.close_button = IconButton("close", _("Close message"), role="on_toast")
        self.close_button.setProperty("kind", "toast")
        self.close_button.clicked.connect(self.dismiss)
        layout.addWidget(self.close_button)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(TOAST_SECONDS * 1000)
        self.timer.timeout.connect(self._on_time)
        for child in (self.action_button, self.close_button):
            if child is not None:
                child.installEventFilter(self)
        self.more_button: Button | None = None
        self._fit()

    def offer(self, text: str, action: Action) -> None:
        """Offer a second action, before the first."""
        self.more_button = more = Button(text, kind="toast")
        more.clicked.connect(self.dismiss)
        more.clicked.connect(lambda: action())
        more.installEventFilter(self)
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(1, more)
        more.show()  # a widget that was never shown takes no room in a layout

    def dismiss(self) -> None:
        """Take it away now."""
        self.hide()
        self.deleteLater()

    def _fit(self) -> None:
        if self.label.sizeHint().width() > self.label.maximumWidth():
            self.label.setWordWrap(True)
            self.label.setMinimumWidth(self.label.maximumWidth())
        self.timer.start()

    def _on_action(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    def _is_held(self) -> bool:
        focus = QApplication.focusWidget()
        return self.underMouse() or (focus is not None and self.isAncestorOf(focus))

    def _on_time(self) -> None:
        if self._is_held():
            self.timer.start(1000)
        else:
            self.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.timer.start()
        return super().eventFilter(watched, event)

    def leaveEvent(self, event: QEvent) -> None:
        self.timer.start()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)


class Banner(QFrame):
    """A sentence over the page area that stays until it is closed or its reason is gone."""

    def __init__(
        self, text: str, kind: BannerKind, action_text: str | None, action: Action | None, *, closable: bool
    ) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("chip", kind)
        self.setAccessibleName(text)
        picture = QLabel()
        side = px(self, 18)
        picture.setPixmap(icon(kind, kind).pixmap(side, side))
        self.label = Label(text, wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, SMALL, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(picture)
        layout.addWidget(self.label, 1)
        self.action_button: Button | None = None
        if action_text and action:
            self.action_button = Button(action_text)
            self.action_button.clicked.connect(lambda: action())
            layout.addWidget(self.action_button)
        if closable:
            close = IconButton("close", _("Close message"))
            close.clicked.connect(self.dismiss)
            layout.addWidget(close)

    def dismiss(self) -> None:
        self.hide()
        self.deleteLater()


class MessageHost(QObject):
    """Puts messages into one window: toasts at its foot, banners into a vertical layout above the page."""

    def __init__(self, window: QWidget, banner_layout: QVBoxLayout | None) -> None:
        super().__init__(window)
        self.window = window
        self._banner_layout = banner_layout
        self._toasts: list[Toast] = []
        window.installEventFilter(self)

    def show_toast(self, text: str, action_text: str | None, action: Action | None) -> Toast:
        while len(self.toasts()) >= TOASTS_AT_ONCE:
            self._toasts.pop(0).dismiss()
        shown = Toast(text, action_text, action, self.window)
        self._toasts.append(shown)
        shown.installEventFilter(self)
        shown.show()
        self._place()
        announce(shown, text)
        return shown

    def show_banner(self, banner_to_show: Banner) -> None:
        if self._banner_layout is not None:
            self._banner_layout.insertWidget(0, banner_to_show)
        banner_to_show.show()
        announce(banner_to_show, banner_to_show.label.text())

    def toasts(self) -> list[Toast]:
        """The toasts on screen, the oldest first."""
        self._toasts = [t for t in self._toasts if shiboken6.isValid(t) and not t.isHidden()]
        return self._toasts

    def _place(self) -> None:
        if not shiboken6.isValid(self.window):
            return  # the last events of a window that is being taken down
        bottom = self.window.height() - PAGE
        for shown in reversed(self.toasts()):
            shown.adjustSize()
            shown.move((self.window.width() - shown.width()) // 2, bottom - shown.height())
            shown.raise_()
            bottom -= shown.height() + SMALL

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moving = _MOVING_WINDOW if watched is self.window else _MOVING_TOAST
        if event.type() in moving:
            self._place()
        return super().eventFilter(watched, event)


_hosts: list[MessageHost] = []


def install_messages(window: QWidget, banner_layout: QVBoxLayout | None = None) -> MessageHost:
    """Show messages in `window` from now on; banners go to the top of `banner_layout`."""
    host = MessageHost(window, banner_layout)
    _hosts.append(host)
    return host


def _host() -> MessageHost | None:
    _hosts[:] = [host for host in _hosts if shiboken6.isValid(host)]
    return _hosts[-1] if _hosts else None


def _parent_window() -> QWidget | None:
    active = QApplication.activeWindow()
    host = _host()
    return active or (host.window if host else None)


def toast(text: str, action_text: str | None = None, action: Action | None = None) -> Toast | None:
    """Say what was done, with an action such as Undo. Nothing is shown where no window takes messages."""
    host = _host()
    return host.show_toast(text, action_text, action) if host else None


def banner(
    text: str,
    kind: BannerKind = "info",
    action_text: str | None = None,
    action: Action | None = None,
    *,
    closable: bool = True,
) -> Banner | None:
    """Say what holds until further notice. The caller may take it away with ``dismiss()``."""
    host = _host()
    if host is None:
        return None
    shown = Banner(text, kind, action_text, action, closable=closable)
    host.show_banner(shown)
    return shown


def trouble(title: str, text: str, details: str | None = None, parent: QWidget | None = None) -> KitDialog:
    """Tell in a dialog what went wrong and what to do; `details` can be read and copied. Returns at once."""
    dialog = KitDialog(title, parent or _parent_window())
    dialog.body.addWidget(Label(text, wrap=True))
    if details:
        dialog.body.addWidget(_details(dialog, details), 1)
    close = dialog.add_button(_("Close"), dialog.accept, kind="primary")
    dialog.open()
    close.setFocus()
    announce(dialog, f"{title}. {text}")
    return dialog


def _details(dialog: KitDialog, details: str) -> QPlainTextEdit:
    box = QPlainTextEdit(details)
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName(_("Details"))
    box.setMinimumHeight(em(box, 7))
    dialog.add_button(_("Copy details"), lambda: QApplication.clipboard().setText(details), left=True)
    return box


def confirm(
    title: str,
    text: str,
    action_text: str,
    on_confirm: Action,
    parent: QWidget | None = None,
    *,
    dangerous: bool = True,
) -> KitDialog:
    """Ask before what cannot be undone; `on_confirm` is called when the user says so. Returns at once."""
    dialog = KitDialog(title, parent or _parent_window())
    dialog.body.addWidget(Label(text, wrap=True))
    cancel = dialog.add_button(_("Cancel"), dialog.reject)
    dialog.add_button(action_text, dialog.accept, kind="danger" if dangerous else "primary")
    dialog.accepted.connect(lambda: on_confirm())
    dialog.open()
    cancel.setFocus()
    announce(dialog, f"{title}. {text}")
    return dialog
