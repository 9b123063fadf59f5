"""A real Deals page over a real workspace on a fixed day, with a few deals in known stages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.page import DealsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost, install_messages
from smallbiz_crm.ui.kit.theme import theme

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
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, workspace: Workspace) -> Iterator[Desk]:
    made = Desk(workspace, inline=True)
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> QWidget:
    """A window to put the page or a panel into, shown and active."""
    made = QWidget()
    QVBoxLayout(made).setContentsMargins(0, 0, 0, 0)
    made.resize(1600, 800)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


@pytest.fixture
def messages(window: QWidget) -> MessageHost:
    return install_messages(window)


@pytest.fixture
def page(window: QWidget, desk: Desk, messages: MessageHost) -> DealsPage:
    """The page before it has read anything; `make_fresh` fills it."""
    made = DealsPage(desk)
    window.layout().addWidget(made)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    return made
