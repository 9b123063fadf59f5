"""Today over a real workspace: alone in a plain window, or in the frame of the program's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from today_shown import TODAY, Shown

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.theme import theme


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
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "Café.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, workspace: Workspace) -> Desk:
    return Desk(workspace, inline=True)


@pytest.fixture
def shown(qtbot: QtBot, desk: Desk) -> Shown:
    """The page over a workspace in which somebody is, so that the first start is over."""
    desk.workspace.contacts.add(NewContact(name="Ana Silva", company="Acme"))
    return Shown(qtbot, desk)
