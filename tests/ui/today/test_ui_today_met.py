"""Event mode: the event is chosen once and counts, and the evening after everybody met is dealt with at once."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from today_shown import TODAY, Shown

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.follow_ups import FollowUpKind
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.follow_up_list import PlanPopover
from smallbiz_crm.ui.met_dialog import MetDialog
from smallbiz_crm.ui.today.capture_line import CaptureLine


def _capture(shown: Shown, *lines: str) -> None:
    line = shown.page.capture
    for text in lines:
        line.edit.setFocus()
        QTest.keyClicks(line.edit, text)
        QTest.keyClick(line.edit, Qt.Key.Key_Return)


def _at_the_fair(shown: Shown, *lines: str) -> MetDialog:
    """The dialog after these lines were typed at the fair."""
    workspace = shown.desk.workspace
    workspace.campaigns.add("Spring Fair", channel="event", status="running", starts_on=TODAY)
    shown.page.capture.set_event("Spring Fair")
    _capture(shown, *lines)
    dialog = shown.page.capture.open_met()
    assert dialog is not None
    return dialog


def test_the_event_counts_and_stays_over_a_restart(shown: Shown, desk: Desk) -> None:
    dialog = _at_the_fair(shown, "Bea Lund, Acme", "Cleo Marsh")
    dialog.reject()

    assert shown.page.capture.met_button.text() == "2 met"
    again = CaptureLine(desk)
    again._on_opened()
    assert again.event_name == "Spring Fair"
    assert desk.workspace.history.undo().of.code == "contact.captured"
    assert shown.page.capture.met_button.text() == "1 met"
    shown.page.capture.set_event(None)
    assert not shown.page.capture.met_button.isVisible()


def test_an_event_in_the_trash_ends_event_mode(shown: Shown, desk: Desk) -> None:
    _at_the_fair(shown, "Bea Lund").reject()

    desk.workspace.campaigns.trash([desk.workspace.campaigns.list()[0].id])

    assert shown.page.capture.event_name is None


def test_everybody_met_is_qualified_and_thanked_at_once(shown: Shown, desk: Desk) -> None:
    dialog = _at_the_fair(shown, "Bea Lund, Acme !fri", "Cleo Marsh", "Dan Ode")
    assert dialog.title_label.text() == "Met 3 people"
    bea, cleo, dan = (person.id for person in dialog.people)
    assert dialog.boxes[bea].accessibleName() == (
        "Bea Lund, Acme: Lead, Spring Fair, not contacted yet, follow-up Fri 15 May"
    )
    QTest.mouseClick(dialog.boxes[dan], Qt.MouseButton.LeftButton)

    dialog.buttons["qualify"].click()
    dialog.buttons["thank"].click()
    ask = QApplication.activePopupWidget()
    assert isinstance(ask, PlanPopover)
    QTest.keyClick(ask, Qt.Key.Key_Return)

    assert [lead.id for lead in desk.workspace.hand_overs.waiting()[0]] == [bea, cleo]
    thanks = desk.workspace.follow_ups.of("contact", cleo)
    assert [(each.text, each.kind, each.due_on) for each in thanks] == [
        ("Thank for meeting at Spring Fair", FollowUpKind.EMAIL, TODAY + timedelta(days=1))
    ]
    assert desk.workspace.follow_ups.of("contact", dan) == []
    assert not dialog.boxes[dan].isChecked()
    dialog.buttons["accept"].click()
    assert desk.workspace.contacts.get(bea).lifecycle is Lifecycle.OPPORTUNITY
    assert desk.workspace.deals.count() == 2
    dialog.reject()


def test_who_was_not_contacted_is_shown_alone(shown: Shown, desk: Desk) -> None:
    dialog = _at_the_fair(shown, "Bea Lund", "Cleo Marsh")
    desk.workspace.contacts.log(dialog.people[0].id, "call", "thanked her")

    dialog.only_waiting.box.click()

    assert [person.name for person in dialog.people] == ["Cleo Marsh"]
    desk.workspace.contacts.log(dialog.people[0].id, "email", "thanked her")
    assert dialog.people == []
    assert not dialog.buttons["thank"].isEnabled()
    dialog.reject()
