"""Deciding on a lead from the list and the panel, by keys, and the card that says who it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.ui.contacts.page import ContactsPage
from smallbiz_crm.ui.contacts.panel import ContactPanel
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.handing_over import ReturnPopover

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def ana(desk: Desk, people: dict[str, int]) -> int:
    """Ana, met at the Spring Fair, who said something."""
    fair = desk.workspace.campaigns.add("Spring Fair")
    desk.workspace.campaigns.add_people(fair, [people["Ana"]])
    desk.workspace.contacts.log(people["Ana"], "note", "wants the price list")
    desk.workspace.settings.set("definition.mql", "fits and asked")
    desk.workspace.scoring.add_fit_rule("job_title", "Buyer", 12)
    return people["Ana"]


@pytest.fixture
def panel(desk: Desk, window: Show, ana: int) -> ContactPanel:
    made = ContactPanel(desk)
    window(made)
    made.show_record(ana)
    made.show_page(3)
    made.setFocus()
    return made


def _stage(desk: Desk, contact_id: int) -> Lifecycle:
    return desk.workspace.contacts.get(contact_id).lifecycle


def test_the_card_tells_it_all(panel: ContactPanel) -> None:
    card = panel.hand_over

    assert "MQL: fits and asked" in card.definitions.text()
    assert "+49 170 5551234" in card.reach.text()
    assert card.score.text().splitlines() == [
        "22 points of 30",
        "12 points: Job title is Buyer",
        "10 points of 10: Met: Spring Fair, 14/05/2026",
    ]
    assert "Met: Spring Fair" in card.story.text()
    assert "wants the price list" in card.said.text()
    assert card.consent.text().splitlines() == ["E-mail: Not asked", "Phone: Not asked", "Post: Not asked"]
    assert "Lead, through Spring Fair" in card.steps.text()
    assert not card.clock.isVisible()


def test_q_then_a_by_keys_begin_a_deal(panel: ContactPanel, desk: Desk, ana: int) -> None:
    QTest.keyClick(panel, Qt.Key.Key_Q)
    assert _stage(desk, ana) is Lifecycle.MQL
    assert panel.hand_over.state.text() == "Waits for sales since 14/05/2026, from Spring Fair"
    assert "2 working days left" in panel.hand_over.clock.text()
    assert [how for how, button in panel.hand_over.buttons.items() if button.isVisible()] == [
        "accept",
        "return",
    ]

    QTest.keyClick(panel, Qt.Key.Key_A)

    assert _stage(desk, ana) is Lifecycle.OPPORTUNITY
    assert [deal.title for deal in desk.workspace.deals.of_contact(ana)] == ["Nordlicht GmbH"]
    assert not any(button.isVisible() for button in panel.hand_over.buttons.values())


def test_r_asks_for_the_reason_and_enter_returns(panel: ContactPanel, desk: Desk, ana: int) -> None:
    QTest.keyClick(panel, Qt.Key.Key_Q)
    QTest.keyClick(panel, Qt.Key.Key_R)
    ask = QApplication.activePopupWidget()
    assert isinstance(ask, ReturnPopover)
    ask.reason.set_value("Not now")
    ask.again.edit.setText("2026-09-01")

    QTest.keyClick(ask, Qt.Key.Key_Return)

    assert _stage(desk, ana) is Lifecycle.RETURNED
    assert "back: Returned, through Spring Fair, Not now" in panel.hand_over.steps.text()
    planned = desk.workspace.follow_ups.of("contact", ana)
    assert [(each.text, each.due_on) for each in planned] == [("Try again: Not now", date(2026, 9, 1))]


def test_the_list_decides_on_everybody_selected(
    desk: Desk, window: Show, people: dict[str, int], qtbot: QtBot
) -> None:
    page = ContactsPage(desk)
    shown = window(page)
    page.make_fresh()
    qtbot.waitUntil(shown.isActiveWindow)
    page.list.setFocus()
    page.list.selectAll()

    QTest.keyClick(page.list, Qt.Key.Key_Q)
    assert desk.workspace.hand_overs.waiting()[1] == 6
    assert "6 MQLs wait for sales" in shown.toasts()  # type: ignore[attr-defined]
    QTest.keyClick(page.list, Qt.Key.Key_Q)
    assert "Nothing to mark: they are MQL or further already." in shown.toasts()  # type: ignore[attr-defined]
    page.list.select_id(people["Ana"])
    QTest.keyClick(page.list, Qt.Key.Key_A)

    assert _stage(desk, people["Ana"]) is Lifecycle.OPPORTUNITY
    assert desk.workspace.hand_overs.waiting()[1] == 5
