"""The page in a window of its own, with what it says and asks for written down."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost, install_messages
from smallbiz_crm.ui.today.page import TodayPage

TODAY = date(2026, 5, 14)


class Shown:
    """The page in a window of its own, its toasts, and what it asked the window for."""

    def __init__(self, qtbot: QtBot, desk: Desk, width: int = 1100, height: int = 800) -> None:
        self.desk = desk
        self.window = QWidget()
        self.window.resize(width, height)
        layout = QVBoxLayout(self.window)
        layout.setContentsMargins(0, 0, 0, 0)
        self.page = TodayPage(desk)
        layout.addWidget(self.page)
        self.messages: MessageHost = install_messages(self.window)
        self.records: list[tuple[str, int]] = []
        self.pages: list[tuple[str, object]] = []
        desk.record_requested.connect(lambda kind, record_id: self.records.append((kind, record_id)))
        desk.page_requested.connect(lambda key, argument: self.pages.append((key, argument)))
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.page.make_fresh()

    def toasts(self) -> list[str]:
        return [shown.label.text() for shown in self.messages.toasts()]

    def press_undo(self) -> None:
        """Press Undo on the newest toast."""
        button = self.messages.toasts()[-1].action_button
        assert button is not None
        button.click()
