"""Whole journeys through the real window with all its pages, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.panel import ContactPanel
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.handing_over import ReturnPopover
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms

pytestmark = pytest.mark.full
TODAY = date(2026, 5, 18)
NONE, ALT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    theme().apply(qapp, "light", 10)
    yield
    QLocale.setDefault(before)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A fair that runs, three leads from it, of whom one waits for sales with all that a card can tell."""
    made = Workspace.create(tmp_path / "Journeys.crm", clock=FixedClock(TODAY), holder="window")
    fair = made.campaigns.add(
        "Spring Fair",
        channel="event",
        status="running",
        starts_on=date(2026, 5, 11),
        ends_on=date(2026, 6, 30),
    )
    made.campaigns.plan(fair, "Thank those we met", date(2026, 5, 19))
    people = [
        made.contacts.add(NewContact(name, f"{name[:3]} Ltd", emails=(f"{name[:3].lower()}@example.com",)))
        for name in ("Ana Silva", "Ben Okoro", "Cleo Martin")
    ]
    made.campaigns.add_people(fair, people, on=date(2026, 5, 12))
    made.contacts.log(people[0], "call", "Wants twelve lamps by July")
    case = made.content.add("How Nordlicht saves", kind="case_study", url="https://n.example/case")
    made.content.use(case, contact_id=people[0])
    made.settings.set("definition.mql", "Asked for a price")
    made.settings.set("score.threshold", "9")
    made.hand_overs.qualify(people[:2])
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, workspace: Workspace, tmp_path: Path) -> Iterator[MainWindow]:
    preferences = Preferences(tmp_path / "window.ini")
    made = MainWindow(Desk(workspace, inline=True), all_rooms(preferences), preferences)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.desk.close()


def _target(window: MainWindow) -> QWidget:
    return QApplication.activePopupWidget() or QApplication.focusWidget() or window


def _press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(_target(window), key, modifier)


def _lifecycle(window: MainWindow, name: str) -> Lifecycle:
    contacts = window.desk.workspace.contacts
    return contacts.get(contacts.ids(search=name)[0]).lifecycle


def _panel(window: MainWindow) -> ContactPanel:
    panel = window.panels.panel
    assert isinstance(panel, ContactPanel)
    return panel


class _Windows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_no_part_of_a_panel_is_a_window_for_a_moment(
    window: MainWindow, workspace: Workspace, qapp: QApplication
) -> None:
    """It would flash, and take the keys away from the window."""
    deal_id = workspace.deals.add("Lamps", contact_id=1)
    seen = _Windows()
    qapp.installEventFilter(seen)
    for kind, record_id, tabs in (
        ("contact", 1, 4),
        ("company", 1, 1),
        ("deal", deal_id, 4),
        ("campaign", 1, 5),
    ):
        window.desk.open_record(kind, record_id)
        panel = window.panels.panel
        assert panel is not None
        for tab in range(tabs):
            panel.show_page(tab)
    qapp.removeEventFilter(seen)

    assert seen.shown == []


def _find(window: MainWindow, qtbot: QtBot, name: str) -> None:
    """Search for a person on the Contacts page and open what is found."""
    _press(window, Qt.Key.Key_2, ALT)
    _press(window, Qt.Key.Key_F, CTRL)
    _press(window, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(_target(window), name)
    _press(window, Qt.Key.Key_Return)
    wanted = window.desk.workspace.contacts.ids(search=name)[0]
    qtbot.waitUntil(lambda: window.panels.panel is not None and _panel(window).record_id == wanted)


def test_hand_over_by_keys(window: MainWindow, qtbot: QtBot, workspace: Workspace) -> None:
    """The card tells all of it; A takes the lead with a deal from its campaign, R gives one back, undo forgives."""
    _find(window, qtbot, "Ana")
    panel = _panel(window)
    _press(window, Qt.Key.Key_F6)
    panel.tabs.setFocus()
    for _tab in range(3):
        _press(window, Qt.Key.Key_Right)
    card = panel.hand_over
    assert "Waits for sales since" in card.state.text()
    assert "from Spring Fair" in card.state.text()
    assert "First contact promised by" in card.clock.text()
    assert "MQL: Asked for a price" in card.definitions.text()
    assert "Spring Fair" in card.story.text()
    assert "How Nordlicht saves" in card.content.text()
    assert "Wants twelve lamps by July" in card.said.text()
    assert "Spring Fair" in card.score.text()
    assert "Not asked" in card.consent.text()

    _press(window, Qt.Key.Key_A)

    assert _lifecycle(window, "Ana") is Lifecycle.OPPORTUNITY
    deal = workspace.deals.get(workspace.deals.ids()[0])
    assert (deal.contact, deal.source_campaign) == ("Ana Silva", "Spring Fair")
    _find(window, qtbot, "Ben")
    panel.setFocus()
    _press(window, Qt.Key.Key_R)
    ask = QApplication.activePopupWidget()
    assert isinstance(ask, ReturnPopover)
    QTest.keyClick(ask, Qt.Key.Key_Return)
    assert _lifecycle(window, "Ben") is Lifecycle.RETURNED
    assert workspace.hand_overs.feedback(1).returned[0][1] == 1
    _press(window, Qt.Key.Key_Z, CTRL)
    assert _lifecycle(window, "Ben") is Lifecycle.MQL


def test_monday_by_keys(window: MainWindow, workspace: Workspace) -> None:
    """Today's leads, the planner's weeks, the board: each a key away, and each can be worked from there."""
    _press(window, Qt.Key.Key_1, ALT)
    page = window.current_page()
    assert page is not None
    marketing, sales = page.marketing.list, page.sales.list  # type: ignore[attr-defined]
    cleo = workspace.contacts.ids(search="Cleo")[0]
    marketing.setFocus()
    marketing.go_to(("contact", cleo))
    _press(window, Qt.Key.Key_Q)
    assert _lifecycle(window, "Cleo") is Lifecycle.MQL
    sales.setFocus()
    sales.go_to(("contact", cleo))
    _press(window, Qt.Key.Key_A)
    assert _lifecycle(window, "Cleo") is Lifecycle.OPPORTUNITY

    _press(window, Qt.Key.Key_4, ALT)
    campaigns = window.current_page()
    assert campaigns is not None
    campaigns.open_with("month")
    month = campaigns.month  # type: ignore[attr-defined]
    month.setFocus()
    month.select_id(1)
    _press(window, Qt.Key.Key_Right, CTRL)
    assert workspace.campaigns.get(1).starts_on == date(2026, 5, 12)
    assert workspace.campaigns.items(1)[0].planned_on == date(2026, 5, 20)

    _press(window, Qt.Key.Key_3, ALT)
    deals = window.current_page()
    assert deals is not None
    assert deals.key == "deals"
    assert workspace.deals.get(workspace.deals.ids()[0]).source_campaign == "Spring Fair"
