"""Locking a protected workspace when nobody has touched the window for some minutes."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.shell.preferences import Preferences

LOOK_MS = 15_000
_TOUCHES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    )
)


class IdleLock(QObject):
    """Asks the desk to lock. Listens to the window in front alone, so that no event of a widget passes here.

    The wall clock counts too: hours asleep are idle hours.
    """

    def __init__(self, desk: Desk, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._preferences = preferences
        self._heard: QWindow | None = None
        self._touched = _moments()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        desk.opened.connect(self._start)
        desk.closing.connect(self.stop)

    def _start(self) -> None:
        if self._desk.workspace.key is None:
            return
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus)
        self._listen(self._window.windowHandle())
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._listen(None)

    def look(self) -> None:
        """Lock when it is time. Long work is let finish first."""
        minutes = self._preferences.lock_minutes
        idle = max(now - then for now, then in zip(_moments(), self._touched, strict=True))
        if minutes and idle >= minutes * 60 and not self._desk.jobs.jobs:
            self.stop()
            self._desk.lock_requested.emit()

    def _on_focus(self, window: QWindow | None) -> None:
        if window is not None and self._timer.isActive():
            self._listen(window)

    def _listen(self, window: QWindow | None) -> None:
        if self._heard is not None:
            self._heard.removeEventFilter(self)
            self._heard.destroyed.disconnect(self._forget)
        self._heard = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._forget)
            self._touched = _moments()

    def _forget(self) -> None:
        self._heard = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched = _moments()
        return super().eventFilter(watched, event)


def _moments() -> tuple[float, float]:
    return time.monotonic(), time.time()
