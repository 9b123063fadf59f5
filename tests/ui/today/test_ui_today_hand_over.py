"""Leads on Today: who waits for sales with a clock, who is ready by the score, decided in place."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from today_shown import TODAY, Shown

from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.handing_over import ReturnPopover


def _leads(desk: Desk, *names: str) -> list[int]:
    ids = [desk.workspace.contacts.add(NewContact(name=name, company=f"{name} GmbH")) for name in names]
    desk.workspace.campaigns.add_people(desk.workspace.campaigns.add("Spring Fair"), ids)
    return ids


def _texts(shown: Shown, *, sales: bool = True) -> list[tuple[str, str]]:
    column = shown.page.sales if sales else shown.page.marketing
    rows = [column.list.rows.row_at(number) for number in range(column.list.rows.rowCount())]
    return [(row.title, row.chip) for row in rows if row is not None]


def test_waiting_leads_show_their_clock_and_are_decided_in_place(shown: Shown, desk: Desk) -> None:
    bo, cy = _leads(desk, "Bo", "Cy")
    desk.workspace.hand_overs.qualify([bo, cy])
    assert _texts(shown)[-3:] == [
        ("Hand-overs", ""),
        ("Bo", "2 working days left"),
        ("Cy", "2 working days left"),
    ]
    view = shown.page.sales.list
    view.go_to(("contact", bo))

    QTest.keyClick(view, Qt.Key.Key_A)

    assert desk.workspace.contacts.get(bo).lifecycle is Lifecycle.OPPORTUNITY
    assert "Accepted Bo, a deal is begun" in shown.toasts()
    view.go_to(("contact", cy))
    QTest.keyClick(view, Qt.Key.Key_R)
    ask = QApplication.activePopupWidget()
    assert isinstance(ask, ReturnPopover)
    QTest.keyClick(ask, Qt.Key.Key_Return)
    assert desk.workspace.contacts.get(cy).lifecycle is Lifecycle.RETURNED
    shown.press_undo()
    assert desk.workspace.contacts.get(cy).lifecycle is Lifecycle.MQL


def test_a_late_lead_says_so(shown: Shown, desk: Desk) -> None:
    desk.workspace.database.clock = FixedClock(date(2026, 5, 11))
    (bo,) = _leads(desk, "Bo")
    desk.workspace.hand_overs.qualify([bo])
    desk.workspace.database.clock = FixedClock(TODAY)
    shown.page.refresh()

    row = shown.page.sales.list.rows.row_at(shown.page.sales.list.rows.rowCount() - 1)
    assert row is not None
    assert (row.chip, row.chip_kind) == ("1 working day late", "danger")


def test_who_is_ready_by_the_score_is_marked_with_q(shown: Shown, desk: Desk) -> None:
    desk.workspace.settings.set("score.threshold", "10")
    (bo,) = _leads(desk, "Bo")
    assert _texts(shown, sales=False)[-2:] == [("Ready for sales by their score", ""), ("Bo", "10 points")]
    view = shown.page.marketing.list
    view.go_to(("contact", bo))

    QTest.keyClick(view, Qt.Key.Key_Q)

    assert ("Bo", "2 working days left") in _texts(shown)
    assert "Bo" not in [title for title, _chip in _texts(shown, sales=False)]
    menu = shown.page.sales.task_actions.menu(next(row for row in _rows(shown) if row.title == "Bo"))
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Accept, with a deal",
        "Return …",
        "Open Bo",
    ]


def _rows(shown: Shown) -> list:  # type: ignore[type-arg]
    rows = shown.page.sales.list.rows
    return [row for number in range(rows.rowCount()) if (row := rows.row_at(number)) is not None]
