"""Follow-ups of a record: listed, done, snoozed, changed and planned, wherever the list stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.domain.follow_ups import FollowUpKind, Repeat
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.follow_up_list import FollowUpList, PlanPopover
from smallbiz_crm.ui.follow_up_outcome import OutcomePopover
from smallbiz_crm.ui.kit.messages import install_messages
from smallbiz_crm.ui.kit.theme import theme


@pytest.fixture
def workspace(tmp_path: Path, qapp: QApplication) -> Iterator[Workspace]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    if (theme().mode, theme().text_size) != ("light", 10):
        theme().apply(qapp, "light", 10)
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)), holder="window")
    yield made
    made.close()
    QLocale.setDefault(before)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def ana(workspace: Workspace) -> int:
    return workspace.contacts.add(NewContact(name="Ana Silva"))


@pytest.fixture
def shown(workspace: Workspace, ana: int, qtbot: QtBot) -> FollowUpList:
    window = QWidget()
    window.resize(420, 400)
    qtbot.addWidget(window)
    made = FollowUpList(Desk(workspace, inline=True), "contact")
    QVBoxLayout(window).addWidget(made)
    install_messages(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    made.show_record(ana)
    return made


def said(shown: FollowUpList) -> list[str]:
    return [row.accessibleName() for row in shown.rows]


def test_open_follow_ups_are_listed_the_earliest_first(
    shown: FollowUpList, workspace: Workspace, ana: int
) -> None:
    assert said(shown) == []
    workspace.follow_ups.add("Call her", date(2026, 5, 12), kind="call", contact_id=ana)
    workspace.follow_ups.add("Meet", date(2026, 5, 20), kind="meeting", contact_id=ana)
    workspace.follow_ups.add("Write", date(2026, 5, 14), kind="email", contact_id=ana)
    workspace.follow_ups.add("Somebody else's", date(2026, 5, 14))

    assert said(shown) == ["Call: Call her, 2 days late", "E-mail: Write, Today", "Meeting: Meet, Wed 20 May"]


def test_a_tick_finishes_and_undo_brings_back(shown: FollowUpList, workspace: Workspace, ana: int) -> None:
    for number in (1, 2):
        workspace.follow_ups.add(f"Step {number}", date(2026, 5, 14 + number), contact_id=ana)
    box = shown.rows[0].done_box
    box.setFocus()

    QTest.keyClick(box, Qt.Key.Key_Space)

    assert said(shown) == ["To-do: Step 2, Sat 16 May"]
    popover = QApplication.activePopupWidget()
    assert isinstance(popover, OutcomePopover)
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    shown.desk.undo()
    assert len(said(shown)) == 2


def test_done_asks_for_the_outcome_and_the_next_step(
    shown: FollowUpList, workspace: Workspace, ana: int
) -> None:
    call = workspace.follow_ups.add("Call her", date(2026, 5, 14), kind="call", contact_id=ana)
    shown.rows[0].finish()
    popover = QApplication.activePopupWidget()
    assert isinstance(popover, OutcomePopover)
    assert popover.next_field.edit.placeholderText() == "Send what was promised"
    popover.outcome_field.input().setFocus()
    QTest.keyClicks(popover.outcome_field.input(), "Wants an offer")
    popover.next_field.edit.setFocus()
    QTest.keyClicks(popover.next_field.edit, "Send it")
    QTest.keyClick(popover, Qt.Key.Key_Return)

    assert said(shown) == ["To-do: Send it, Mon 18 May"]
    assert workspace.follow_ups.get(call).outcome == "Wants an offer"
    assert shown.rows[0].follow_up.came_from_id == call


def test_time_reminder_and_rhythm_are_planned_and_changed(
    shown: FollowUpList, workspace: Workspace, ana: int
) -> None:
    popover = shown.plan()
    assert isinstance(popover, PlanPopover)
    assert popover.timing is not None
    QTest.keyClicks(popover.text_field.edit, "Call her")
    popover.timing.more_button.click()
    popover.timing.time_field.edit.setFocus()
    QTest.keyClicks(popover.timing.time_field.edit, "25:00")
    QTest.keyClick(popover, Qt.Key.Key_Return)
    assert popover.isVisible()
    popover.timing.time_field.edit.setText("930")
    popover.timing.remind_field.set_value(10)
    popover.timing.repeat_field.set_value(Repeat.WEEK)
    QTest.keyClick(popover, Qt.Key.Key_Return)

    planned = workspace.follow_ups.of("contact", ana)[0]
    assert (planned.due_time, planned.remind_minutes, planned.repeats) == ("09:30", 10, Repeat.WEEK)
    assert said(shown) == ["To-do: Call her, Tomorrow, 09:30"]

    change = shown.rows[0].edit()
    assert isinstance(change, PlanPopover)
    assert change.timing is not None
    change.timing.time_field.edit.setText("")
    change.timing.repeat_field.set_value(None)
    QTest.keyClick(change, Qt.Key.Key_Return)
    planned = workspace.follow_ups.of("contact", ana)[0]
    assert (planned.due_time, planned.remind_minutes, planned.repeats) == (None, 10, None)


def test_snooze_until_a_day(shown: FollowUpList, workspace: Workspace, ana: int) -> None:
    workspace.follow_ups.add("Call her", date(2026, 5, 14), contact_id=ana)
    QTest.keyClick(shown.rows[0].ask_day(), Qt.Key.Key_Return)
    assert workspace.follow_ups.of("contact", ana)[0].due_on == date(2026, 5, 28)


def test_a_tick_that_cannot_be_written_is_taken_back(
    shown: FollowUpList, workspace: Workspace, ana: int, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def full(_ids: object) -> None:
        raise Trouble("disk.full", file="a.crm")

    workspace.follow_ups.add("Call", date(2026, 5, 14), contact_id=ana)
    monkeypatch.setattr(workspace.follow_ups, "done", full)
    monkeypatch.setattr(shown.desk, "show_trouble", lambda _error: None)

    shown.rows[0].done_box.click()

    assert not shown.rows[0].done_box.isChecked()


@pytest.mark.parametrize(
    ("number", "text", "due_on"),
    [
        (0, "Tomorrow, Fri 15 May", date(2026, 5, 15)),
        (1, "In 3 days, Sun 17 May", date(2026, 5, 17)),
        (2, "In 7 days, Thu 21 May", date(2026, 5, 21)),
        (3, "Next Monday, Mon 18 May", date(2026, 5, 18)),
    ],
)
def test_snoozing(
    shown: FollowUpList, workspace: Workspace, ana: int, number: int, text: str, due_on: date
) -> None:
    follow_up = workspace.follow_ups.add("Call", date(2026, 5, 1), contact_id=ana)

    action = shown.rows[0].menu().actions()[number]
    assert action.text() == text
    action.trigger()

    assert workspace.follow_ups.get(follow_up).due_on == due_on


def test_planning_asks_for_words_and_writes_when_it_has_them(
    shown: FollowUpList, workspace: Workspace, ana: int
) -> None:
    shown.plan_button.click()
    ask = QApplication.activePopupWidget()
    assert ask is not None
    ask.accept()  # type: ignore[attr-defined]
    assert ask.text_field.message()  # type: ignore[attr-defined]
    assert workspace.follow_ups.of("contact", ana) == []

    ask.text_field.edit.setText("Ask about the wall")  # type: ignore[attr-defined]
    ask.kind_field.set_value(FollowUpKind.CALL)  # type: ignore[attr-defined]
    ask.day_field.edit.setText("1/6/2026")  # type: ignore[attr-defined]
    QTest.keyClick(ask.text_field.edit, Qt.Key.Key_Return)  # type: ignore[attr-defined]

    assert said(shown) == ["Call: Ask about the wall, Mon 1 Jun"]
    assert QApplication.activePopupWidget() is None


def test_escape_plans_nothing(shown: FollowUpList, workspace: Workspace, ana: int) -> None:
    ask = shown.plan()
    assert ask is not None
    QTest.keyClick(ask, Qt.Key.Key_Escape)
    assert workspace.follow_ups.of("contact", ana) == []


def test_a_follow_up_can_be_changed_and_put_into_the_trash(
    shown: FollowUpList, workspace: Workspace, ana: int
) -> None:
    workspace.follow_ups.add("Call", date(2026, 5, 20), kind="call", contact_id=ana)
    ask = shown.rows[0].edit()
    ask.text_field.edit.setText("Call twice")  # type: ignore[attr-defined]
    ask.accept()
    assert said(shown) == ["Call: Call twice, Wed 20 May"]

    shown.rows[0].remove()
    assert said(shown) == []
