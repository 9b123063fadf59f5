"""Two journeys through the whole window by keys alone: Monday morning, and a deal won and one lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock, month_of
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.closing import LostPopover, WonPopover
from smallbiz_crm.ui.deals.page import DealsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms
from smallbiz_crm.ui.today.page import TodayPage

pytestmark = pytest.mark.full
MONDAY = date(2026, 5, 11)
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A shelf in negotiation, a logo just begun, two follow-ups that are due and a campaign that runs."""
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(MONDAY), holder="window")
    ana = made.contacts.add(NewContact(name="Ana Silva", company="Nordlicht GmbH"))
    fair = made.campaigns.add("Spring Fair", status="running", starts_on=date(2026, 5, 1))
    shelf = made.deals.add("Shelf", contact_id=ana, amount=500_000, source_campaign_id=fair)
    negotiation = next(stage.id for stage in made.deals.stages() if stage.name == "Negotiation")
    made.deals.move(shelf, negotiation)
    made.deals.add("Logo", amount=80_000)
    made.follow_ups.add("Send the quote", date(2026, 5, 8), deal_id=shelf)
    made.follow_ups.add("Call Ana", MONDAY, contact_id=ana)
    made.reports.set_revenue_target(month_of(MONDAY), 2_100_000)
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, workspace: Workspace, tmp_path: Path) -> MainWindow:
    preferences = Preferences(tmp_path / "window.ini")
    made = MainWindow(Desk(workspace, inline=True), all_rooms(preferences), preferences)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def in_use() -> QWidget:
    """Where a key goes: into what pops up, else where the focus is."""
    popup = QApplication.activePopupWidget()
    target = (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()
    assert target is not None
    return target


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN, times: int = 1) -> None:
    for _time in range(times):
        QTest.keyClick(in_use(), key, modifiers)


def write(text: str) -> None:
    QTest.keyClicks(in_use(), text)


def popover(kind: type[WonPopover] | type[LostPopover]) -> WonPopover | LostPopover:
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, kind)
    return popup


def test_monday_morning(window: MainWindow, workspace: Workspace) -> None:
    press(Qt.Key.Key_1, ALT)
    today = window.current_page()
    assert isinstance(today, TodayPage)
    while not today.sales.list.hasFocus():
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Home)
    current = today.sales.list.current_row()
    assert current is not None
    assert current.title == "Send the quote"
    press(Qt.Key.Key_3)
    press(Qt.Key.Key_D)
    said = {each.text: (each.due_on, each.done_on) for each in workspace.follow_ups.all_open()}
    assert len(said) == 1

    press(Qt.Key.Key_4, ALT)
    assert window.current_page() is not today
    assert window.current_page().key == "campaigns"  # pyright: ignore[reportOptionalMemberAccess] - it was shown

    press(Qt.Key.Key_3, ALT)
    deals = window.current_page()
    assert isinstance(deals, DealsPage)
    # 7 of 21 business days of May have begun: 7,000 are due.
    assert deals.pace.button.accessibleName().startswith("May: €0 of €21,000, €7,000 behind pace")


def test_a_deal_is_won_with_its_renewal_and_one_is_lost(window: MainWindow, workspace: Workspace) -> None:
    shelf, logo = (workspace.deals.ids(search=name)[0] for name in ("Shelf", "Logo"))
    press(Qt.Key.Key_3, ALT)
    press(Qt.Key.Key_F, CONTROL)
    write("shelf")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Right, CONTROL)
    won = popover(WonPopover)
    assert isinstance(won, WonPopover)
    press(Qt.Key.Key_Escape)
    assert workspace.deals.get(shelf).outcome is Outcome.OPEN

    press(Qt.Key.Key_Right, CONTROL)
    won = popover(WonPopover)
    assert isinstance(won, WonPopover)
    press(Qt.Key.Key_A, CONTROL)
    write("2026-05-08")
    while not won.after.isAncestorOf(in_use()):  # pyright: ignore[reportOptionalMemberAccess] - one deal is asked about
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Return)
    sold = workspace.deals.get(shelf)
    assert (sold.outcome, sold.closed_on) == (Outcome.WON, date(2026, 5, 8))
    assert workspace.deals.count(search="renewal") == 1

    press(Qt.Key.Key_F, CONTROL)
    press(Qt.Key.Key_A, CONTROL)
    write("logo")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_X, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    lost = popover(LostPopover)
    assert isinstance(lost, LostPopover)
    write("Price")
    press(Qt.Key.Key_Return)  # takes what is suggested
    if QApplication.activePopupWidget() is lost:
        press(Qt.Key.Key_Return)
    gone = workspace.deals.get(logo)
    assert (gone.outcome, gone.reason) == (Outcome.LOST, "Price")

    press(Qt.Key.Key_Z, CONTROL)
    assert workspace.deals.get(logo).outcome is Outcome.OPEN


def test_cards_are_heard_in_the_whole_window(window: MainWindow) -> None:
    press(Qt.Key.Key_3, ALT)
    press(Qt.Key.Key_Return)
    cards = in_use()
    told = QAccessible.queryAccessibleInterface(cards)
    names = [told.child(place).text(QAccessible.Text.Name) for place in range(told.childCount())]
    assert any("Logo" in name and "€800.00" in name and "No next step" in name for name in names)
