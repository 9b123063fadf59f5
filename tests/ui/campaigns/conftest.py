"""A real workspace with a few campaigns, a desk that writes at once, and the page and panel over it."""

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
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.campaigns.panel import CampaignPanel
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
    made = Workspace.create(tmp_path / "Fair & Square.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, workspace: Workspace) -> Desk:
    return Desk(workspace, inline=True)


@pytest.fixture
def campaigns(workspace: Workspace) -> dict[str, int]:
    """Four campaigns: one over, one running, one to come, one without dates."""
    add = workspace.campaigns.add
    return {
        "Fair": add(
            "Spring Fair",
            channel="event",
            status="done",
            starts_on=date(2026, 3, 21),
            ends_on=date(2026, 3, 24),
            budget=100_000,
        ),
        "Ads": add(
            "Search ads",
            channel="ads",
            objective="leads",
            status="running",
            starts_on=date(2026, 5, 4),
            ends_on=date(2026, 6, 13),
            budget=50_000,
        ),
        "Autumn": add("Autumn fair", channel="event", status="planned", starts_on=date(2026, 9, 15)),
        "Letter": add("Newsletter", channel="email"),
    }


@pytest.fixture
def people(workspace: Workspace) -> dict[str, int]:
    names = ("Ana Silva", "Ben Okoro", "Cleo Martin")
    return {name: workspace.contacts.add(NewContact(name=name, company=f"{name[:3]} Ltd")) for name in names}


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Put a widget into a window that is shown and active; the window."""
    windows: list[QWidget] = []

    def put(widget: QWidget) -> QWidget:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        layout = QVBoxLayout(window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(widget)
        window.resize(1092, 800)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return put


@pytest.fixture
def page(desk: Desk, campaigns: dict[str, int], show: Callable[[QWidget], QWidget]) -> CampaignsPage:
    """The page on its list, as it was left the last time."""
    made = CampaignsPage(desk)
    made.start_with("table")
    show(made)
    made.make_fresh()
    return made


@pytest.fixture
def empty_page(desk: Desk, show: Callable[[QWidget], QWidget]) -> CampaignsPage:
    made = CampaignsPage(desk)
    show(made)
    made.make_fresh()
    return made


@pytest.fixture
def panel(desk: Desk, campaigns: dict[str, int], show: Callable[[QWidget], QWidget]) -> CampaignPanel:
    """The panel of the search ads."""
    made = CampaignPanel(desk)
    show(made)
    made.show_record(campaigns["Ads"])
    return made


@pytest.fixture
def messages(request: pytest.FixtureRequest) -> MessageHost:
    """The toasts of the window that the page or the panel of the test stands in."""
    name = next(name for name in ("page", "panel", "empty_page") if name in request.fixturenames)
    return install_messages(request.getfixturevalue(name).window())


@pytest.fixture
def opened(desk: Desk) -> list[tuple[str, int]]:
    """The records that were asked for."""
    asked: list[tuple[str, int]] = []
    desk.record_requested.connect(lambda kind, record_id: asked.append((kind, record_id)))
    return asked
