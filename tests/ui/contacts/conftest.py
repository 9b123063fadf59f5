"""A workspace, a desk whose writes happen at once, and a window that takes messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
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
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield opened
    opened.close()


@pytest.fixture
def desk(workspace: Workspace, qapp: QApplication) -> Iterator[Desk]:
    made = Desk(workspace, inline=True)
    yield made
    made.close()


@pytest.fixture
def threaded_desk(workspace: Workspace, qapp: QApplication) -> Iterator[Desk]:
    """Writes and long reads happen in threads, as in the program."""
    made = Desk(workspace)
    yield made
    made.close()


class Window(QWidget):
    """A window with one widget in it."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(1100, 760)
        self.messages: MessageHost = install_messages(self)
        self.place = QVBoxLayout(self)

    def toasts(self) -> list[str]:
        return [toast.label.text() for toast in self.messages.toasts()]


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Callable[[QWidget], Window]]:
    shown: list[Window] = []

    def show(content: QWidget) -> Window:
        made = Window()
        made.place.addWidget(content)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitExposed(made)
        made.activateWindow()
        shown.append(made)
        return made

    yield show
    for made in shown:
        made.hide()


def add_people(workspace: Workspace) -> dict[str, int]:
    """Six people in two companies."""
    people = [
        NewContact("Ana Pérez", "Nordlicht GmbH", "Buyer", ("ana@nordlicht.example",), ("+49 170 5551234",)),
        NewContact("Björn Lind", "Nordlicht GmbH", "CEO", ("bjorn@nordlicht.example",), (), (), ("vip",)),
        NewContact("Chloé Dubois", "Südwind AG", None, ("chloe@suedwind.example",), (), (), ("retail",)),
        NewContact("Dimitri Ivanov", None, "Owner", (), ("+359 88 1234567",)),
        NewContact("Elif Demir", "Südwind AG", "Designer", ("elif@suedwind.example",)),
        NewContact("", None, None, ("info@nobody.example",)),
    ]
    return {person.name.split(" ")[0]: workspace.contacts.add(person) for person in people}


@pytest.fixture
def people(workspace: Workspace) -> dict[str, int]:
    return add_people(workspace)
