"""Reminders of follow-ups while the window is open: once each, in the window and in the system's tray."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.domain.follow_ups import FollowUp

POLL_MS = 30_000


class Reminders(QObject):
    """Looks every 30 seconds for reminders that came since the last look; on opening, for those of today.

    An instant is looked at once, so nothing is told twice, whatever the clock on the wall does.
    """

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._seen_until: datetime | None = None
        self._tray: QSystemTrayIcon | None = None
        self._newest: FollowUp | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)
        desk.opened.connect(self._on_opened)
        desk.closing.connect(self.stop)
        if desk.is_open:
            self._on_opened()

    def stop(self) -> None:
        """Tell nothing any more; called before the workspace closes."""
        self._timer.stop()
        if self._tray is not None:
            self._tray.hide()

    def _look_first(self) -> None:
        if self._timer.isActive():  # it may have been locked or left before its turn came
            self.look()

    def look(self) -> list[FollowUp]:
        """Tell what is due now and was not told yet."""
        now = self._desk.workspace.clock.now()
        since = self._seen_until or _start_of(now)
        if now <= since:
            return []
        self._seen_until = now
        due = self._desk.workspace.follow_ups.reminders(since, now)
        if due:
            self._tell(due)
        return due

    def _tell(self, due: list[FollowUp]) -> None:
        first = due[0]
        self._newest = first
        text = said(first)
        if len(due) > 1:
            more = len(due) - 1
            text = ngettext("{text}, and {n} more", "{text}, and {n} more", more).format(text=text, n=more)
        toast(text, _("Open"), self._open)
        tray = self._made_tray()
        if tray is not None and not self._window.isActiveWindow():
            tray.showMessage(_("Reminder"), text)

    def _made_tray(self) -> QSystemTrayIcon | None:
        """The sign in the system's tray, where there is one; made when it is first needed."""
        if self._tray is None and QSystemTrayIcon.isSystemTrayAvailable():
            icon: QIcon = self._window.windowIcon()
            self._tray = QSystemTrayIcon(icon, self)
            self._tray.setToolTip(_("SmallBiz CRM"))
            self._tray.messageClicked.connect(self._open)
            self._tray.activated.connect(lambda _reason: self._open())
            self._tray.show()
        return self._tray

    def _open(self) -> None:
        """Show what the newest reminder is about; one of nothing in particular stands on Today."""
        self._window.raise_()
        self._window.activateWindow()
        told = self._newest
        self._desk.open_page("today")
        if told is None:
            return
        for kind, record_id in (
            ("deal", told.deal_id),
            ("contact", told.contact_id),
            ("campaign", told.campaign_id),
        ):
            if record_id is not None:
                self._desk.open_record(kind, record_id)
                return

    def _on_opened(self) -> None:
        self._timer.start()
        QTimer.singleShot(0, self, self._look_first)


def said(follow_up: FollowUp) -> str:
    """A reminder in a line."""
    who = follow_up.contact or follow_up.deal or follow_up.campaign
    text = f"{follow_up.text} ({who})" if who else follow_up.text
    if follow_up.due_time:
        return _("{time}: {text}").format(time=follow_up.due_time, text=text)
    return _("Today: {text}").format(text=text)


def _start_of(now: datetime) -> datetime:
    """Midnight of the local day."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
