"""The reports page over a real workspace, and a small year of business to report on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost, install_messages
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.reports.page import ReportsPage

TODAY = date(2026, 5, 14)

CloseDeal = Callable[..., int]


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
def desk(qapp: QApplication, workspace: Workspace) -> Desk:
    return Desk(workspace, inline=True)


@pytest.fixture
def close_deal(workspace: Workspace) -> CloseDeal:
    """Win or lose a deal on a day; `amount` in minor units of the home currency."""

    def close(title: str, outcome: Outcome, on: date, amount: int | None = None, **fields: object) -> int:
        stage = next(stage for stage in workspace.deals.stages() if stage.kind is outcome)
        deal = workspace.deals.add(title, amount=amount, company=f"{title} Ltd")
        workspace.deals.edit(deal, **fields)
        workspace.deals.move(deal, stage.id, closed_on=on)
        return deal

    return close


@pytest.fixture
def business(workspace: Workspace, close_deal: CloseDeal) -> dict[str, int]:
    """Ids of what happened: in April two deals won (one of them without a customer), one lost, money spent."""
    april = {
        "shelf": close_deal("Shelf", Outcome.WON, date(2026, 4, 3), 1_000_00, region="North"),
        "counter": close_deal(
            "Counter", Outcome.WON, date(2026, 4, 20), 500_50, region="South", company=None
        ),
        "lamp": close_deal("Lamp", Outcome.LOST, date(2026, 4, 9), 700_00),
    }
    fair = workspace.campaigns.add("Spring Fair", channel="event")
    stand = workspace.spending.add("Messe Nord", date(2026, 4, 2), 200_00, tax=38_00, campaign_id=fair)
    paper = workspace.spending.add("Druckwerk", date(2026, 4, 8), 50_00, tax=9_50)
    return {
        **april,
        "march": close_deal("Door", Outcome.WON, date(2026, 3, 31), 300_00, region="North"),
        "open": workspace.deals.add("Gate", amount=90_00),
        "fair": fair,
        "stand": stand,
        "paper": paper,
    }


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    shown = QMainWindow()
    qtbot.addWidget(shown)
    shown.resize(1100, 800)
    return shown


@pytest.fixture
def messages(window: QMainWindow) -> MessageHost:
    return install_messages(window)


@pytest.fixture
def page(
    request: pytest.FixtureRequest, qtbot: QtBot, window: QMainWindow, messages: MessageHost, desk: Desk
) -> ReportsPage:
    """Shown, fresh, on its first tab; made after all that happened, since each step would draw it anew."""
    for happened in ("business", "fair", "people"):
        if happened in request.fixturenames:
            request.getfixturevalue(happened)
    made = ReportsPage(desk)
    window.setCentralWidget(made)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made.make_fresh()
    return made
