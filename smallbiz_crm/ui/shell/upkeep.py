"""What happens by itself while a workspace is open: settling the file when idle, and noticing a new day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QTimer

from smallbiz_crm.ui.desk import Desk

IDLE_MS = 2_000
DAY_CHECK_MS = 30_000
DATED = ("contact", "company", "deal", "campaign", "follow_up", "activity", "planned_item", "spend")
"""The kinds of record whose views say something that depends on what day it is."""


class Upkeep(QObject):
    """Starts when the desk opens; the only timer that runs for ever is the one of 30 s."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._day: date | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._on_idle)
        self._clock = QTimer(self)
        self._clock.setInterval(DAY_CHECK_MS)
        self._clock.timeout.connect(self.notice_day)
        desk.changed.connect(lambda _touched: self._idle.start())
        desk.opened.connect(self._on_opened)
        if desk.is_open:
            self._on_opened()

    def stop(self) -> None:
        """Nothing happens by itself any more; called before the workspace closes."""
        self._idle.stop()
        self._clock.stop()

    def notice_day(self) -> None:
        """Have every view read again when the day is another one than at the last look."""
        today = self._desk.today()
        if today != self._day:
            self._day = today
            self._desk.changed.emit(dict.fromkeys(DATED, frozenset[int]()))

    def _on_opened(self) -> None:
        self._day = self._desk.today()
        self._clock.start()

    def _on_idle(self) -> None:
        if self._desk.writer.is_busy() or self._desk.jobs.jobs:
            self._idle.start()
            return
        # A refusal (disk full) loses nothing: the log keeps what was saved, and leaving tries again.
        self._desk.writer.submit(self._desk.workspace.settle, on_error=lambda _error: None, owner=self)
