"""A real window over a real workspace, with small pages in place of the program's rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shell_rooms import small_rooms

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences

TODAY = date(2026, 5, 14)


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    if (theme().mode, theme().text_size) != ("light", 10):
        theme().apply(qapp, "light", 10)
    yield
    QLocale.setDefault(before)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "window.ini")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "Café Lindgren.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, workspace: Workspace) -> Desk:
    return Desk(workspace, inline=True)


@pytest.fixture
def open_window(qtbot: QtBot, preferences: Preferences) -> Callable[[Desk], MainWindow]:
    """Show a window for a desk."""

    def show(desk: Desk) -> MainWindow:
        window = MainWindow(desk, small_rooms(preferences), preferences)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return show


@pytest.fixture
def window(open_window: Callable[[Desk], MainWindow], desk: Desk) -> MainWindow:
    return open_window(desk)


@pytest.fixture
def people(workspace: Workspace) -> list[int]:
    """Ids of three people: Ana, Ben, Cleo."""
    return [workspace.contacts.add(NewContact(name=name)) for name in ("Ana", "Ben", "Cleo")]
