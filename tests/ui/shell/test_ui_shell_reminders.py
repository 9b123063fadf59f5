"""Reminders come once each while the window is open, those of earlier today when it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import install_messages
from smallbiz_crm.ui.shell.reminders import Reminders

TODAY = date(2026, 5, 14)


@dataclass
class MovingClock:
    """A clock that a test sets."""

    at: datetime

    def today(self) -> date:
        return self.at.date()

    def now(self) -> datetime:
        return self.at


def test_each_reminder_is_told_once(qtbot: QtBot, tmp_path: Path) -> None:
    clock = MovingClock(datetime(2026, 5, 14, 12, 0, tzinfo=UTC))
    workspace = Workspace.create(tmp_path / "a.crm", clock=clock, holder="window")
    desk = Desk(workspace, inline=True)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    host = install_messages(window)
    early = workspace.follow_ups.add("Early", TODAY, due_time="11:00", zone="UTC", remind_minutes=0)
    soon = workspace.follow_ups.add("Call", TODAY, due_time="12:30", zone="UTC", remind_minutes=10)
    gone = workspace.follow_ups.add("Gone", TODAY, due_time="12:20", zone="UTC", remind_minutes=0)
    reminders = Reminders(desk, window)

    assert [each.id for each in reminders.look()] == [early]
    assert reminders.look() == []
    workspace.follow_ups.done([gone])
    clock.at += timedelta(minutes=25)
    assert [each.id for each in reminders.look()] == [soon]
    assert [toast.label.text() for toast in host.toasts()][-1] == "12:30: Call"
    clock.at -= timedelta(minutes=10)
    assert reminders.look() == []
    clock.at += timedelta(minutes=11)
    assert reminders.look() == []
    reminders.stop()
    desk.close()
    workspace.close()
